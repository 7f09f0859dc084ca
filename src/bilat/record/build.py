"""Readings and judgements → the record of a relationship: a pure function of their set, whatever the order in which documents came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from .events import identify_events
from .figures import collect_figures
from .instruments import identify_instruments
from .labels import calendar, collect_regimes, collect_relations, collect_statements
from .ledger import build_ledger
from .material import Judgements, Material, Merge
from .mechanisms import with_established
from .model import Move, Record, RecordDocument
from .people import identify_people


class Built(NamedTuple):
    """A record, which of its things each fact and which person each actor is (by document and id), and why mentions were joined or kept apart."""

    record: Record
    of: dict[tuple[str, str], str]
    person_of: dict[tuple[str, str], str]
    merges: list[Merge]
    materials: list[Material]


def build_record(
    parties: Collection[str],
    materials: Iterable[Material],
    judgements: Judgements | None = None,
    moves: Mapping[str, list[Move]] | None = None,
    *,
    today: str | None = None,
) -> Built:
    """Make the record of the parties from the documents that concern them.

    `parties` are ISO 3166-1 alpha-3 codes: two for a relationship, one for a country with everyone. `moves` are what people said of
    commitments, by the keys of their mentions. `today` is the day on which things are due or past, by default that of the last document.
    """
    judged = judgements or Judgements()
    ordered = sorted(materials, key=lambda material: (material.day, material.document.id))
    days = [material.day for material in ordered if material.day != "9999"]
    day = today or (days[-1] if days else "9999-12-31")
    people = identify_people(ordered, judged)
    events = identify_events(ordered, people.of, parties, judged)
    instruments = identify_instruments(ordered, parties, judged)
    mechanisms = with_established(events.mechanisms, instruments.instruments)
    ledger = build_ledger(ordered, parties, instruments.of, events.of, judged, persons=moves or {}, today=day)
    figures = collect_figures(ordered, parties)
    taking_part = {id for event in events.events for id in (*event.participants, *event.visitors, *event.invited_by)}
    record = Record(
        parties=sorted(parties),
        documents=[_document(material) for material in ordered],
        people=[person for person in people.people if person.country in parties or person.id in taking_part],
        events=events.events,
        mechanisms=mechanisms,
        instruments=instruments.instruments,
        commitments=ledger.commitments,
        figures=figures.figures,
        regimes=collect_regimes(ordered, parties),
        relations=collect_relations(ordered, parties),
        statements=collect_statements(ordered, parties, people.of),
        calendar=calendar(events.events, ledger.commitments, mechanisms, day),
        conflicts=[*people.conflicts, *events.conflicts, *instruments.conflicts, *figures.conflicts],
    )
    of = {**events.of, **instruments.of, **ledger.of, **figures.of}
    return Built(record, of, people.of, [*people.merges, *events.merges, *instruments.merges, *ledger.merges], ordered)


def _document(material: Material) -> RecordDocument:
    document = material.document
    return RecordDocument(
        id=document.id,
        url=document.url,
        file=material.file,
        title=document.title,
        publisher=document.publisher,
        side=document.side,
        relays=document.relays,
        published=document.published,
        copy_of=material.copy_of,
    )

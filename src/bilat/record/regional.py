"""The record of a country with a region or an organisation: what of its record with everyone concerns the members."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .model import (
    Mechanism,
    Person,
    Record,
    RecordCommitment,
    RecordEvent,
    RecordFigure,
    RecordInstrument,
    RecordRegime,
    RecordRelation,
    RecordStatement,
    Source,
)
from .parties import Group

_Sourced = RecordEvent | RecordInstrument | RecordCommitment | Mechanism | RecordRegime | RecordRelation | RecordStatement | Person


def with_members(record: Record, country: str, group: Group) -> Record:
    """Return what of a country's record with everyone is between it and at least one member of the group, with the documents that tell of it.

    A thing whose other side no document names is left out: nothing says that it is the group's.
    """
    members = group.members - {country}

    def between(codes: Iterable[str]) -> bool:
        return not members.isdisjoint(codes)

    events = [event for event in record.events if between([*event.parties, *event.from_, *event.to])]
    kept = {event.id for event in events}
    instruments = [instrument for instrument in record.instruments if between(instrument.parties)]
    kept |= {instrument.id for instrument in instruments}
    commitments = [
        commitment for commitment in record.commitments if between([*commitment.by, *commitment.to]) or not kept.isdisjoint(filter(None, (commitment.instrument, commitment.event)))
    ]
    kept |= {commitment.id for commitment in commitments}
    mechanisms = [msgspec.structs.replace(found, sessions=[id for id in found.sessions if id in kept]) for found in record.mechanisms if between(found.parties)]
    figures = [figure for figure in record.figures if between(figure.parties)]
    regimes = [regime for regime in record.regimes if between(regime.parties)]
    relations = [relation for relation in record.relations if between(relation.parties)]
    dealings: list[_Sourced] = [*events, *instruments, *commitments, *mechanisms, *regimes, *relations]
    cited = {source.document for found in dealings for source in found.sources}
    cited |= {source.document for figure in figures for claim in figure.claims for source in claim.sources}
    taking_part = {id for event in events for id in (*event.participants, *event.visitors, *event.invited_by)}
    statements = [statement for statement in record.statements if _in(cited, statement.sources) and (statement.country in members or statement.country == country)]
    people = [person for person in record.people if person.id in taking_part or person.country in members or (person.country == country and _in(cited, person.sources))]
    others: list[_Sourced | RecordFigure] = [*mechanisms, *figures, *regimes, *relations, *statements, *people]
    kept |= {found.id for found in others}
    cited |= {source.document for person in people if person.country in members for source in person.sources}
    return Record(
        parties=[country, *sorted(members & _named(record))],
        counterpart=group.name,
        documents=[document for document in record.documents if document.id in cited],
        people=people,
        events=events,
        mechanisms=mechanisms,
        instruments=instruments,
        commitments=commitments,
        figures=figures,
        regimes=regimes,
        relations=relations,
        statements=statements,
        calendar=[item for item in record.calendar if item.object in kept],
        conflicts=[conflict for conflict in record.conflicts if conflict.object in kept],
    )


def _in(documents: set[str], sources: Iterable[Source]) -> bool:
    return any(source.document in documents for source in sources)


def _named(record: Record) -> set[str]:
    """The countries that anything of a record names."""
    named = {code for event in record.events for code in (*event.parties, *event.from_, *event.to)}
    between: list[Mechanism | RecordInstrument | RecordFigure | RecordRegime | RecordRelation] = [
        *record.mechanisms, *record.instruments, *record.figures, *record.regimes, *record.relations
    ]  # fmt: skip
    named |= {code for found in between for code in found.parties}
    return named | {code for commitment in record.commitments for code in (*commitment.by, *commitment.to)}

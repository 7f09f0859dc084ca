"""A record laid out for looking up: which thing an id, a fact or a person belongs to, made as far as it is asked for."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ...record.model import Conflict, Dated, Person, Record, RecordDocument, RecordEvent, RecordInstrument, RecordStatement, Source
from ...views.comparison import Comparison
from ..desk import Desk, Shown
from .words import capital, commitment_title, event_title, figure_title, first_day, instrument_title, words


class Thing(NamedTuple):
    """A thing of a record: its kind (event, person, instrument, …), what it is called, and itself."""

    kind: str
    title: str
    it: Any


class Index:
    """One version of a record, with everything in it by its id and by the facts that it rests on."""

    def __init__(self, record: Record, version: str) -> None:
        self.record, self.version = record, version
        self.comparisons: OrderedDict[str, Comparison] = OrderedDict()

    @cached_property
    def things(self) -> dict[str, Thing]:
        """Everything that has an id."""
        return {thing.it.id: thing for thing in self._things()}

    def _things(self) -> Iterator[Thing]:
        record = self.record
        yield from (Thing("event", event_title(event), event) for event in record.events)
        yield from (Thing("person", person.name, person) for person in record.people)
        yield from (Thing("mechanism", mechanism.name, mechanism) for mechanism in record.mechanisms)
        yield from (Thing("instrument", instrument_title(instrument), instrument) for instrument in record.instruments)
        yield from (Thing("commitment", commitment_title(commitment), commitment) for commitment in record.commitments)
        yield from (Thing("figure", figure_title(figure), figure) for figure in record.figures)
        yield from (Thing("regime", capital(regime.title or f"{words(regime.type)} regime"), regime) for regime in record.regimes)
        yield from (Thing("relation", capital(relation.title), relation) for relation in record.relations)
        yield from (Thing("statement", statement.content, statement) for statement in record.statements)

    @cached_property
    def documents(self) -> dict[str, RecordDocument]:
        """The documents by their ids."""
        return {document.id: document for document in self.record.documents}

    @cached_property
    def of_fact(self) -> dict[tuple[str, str], str]:
        """Which thing a fact, by its document and id, is of: an event rather than the mechanism whose session it is."""
        found: dict[tuple[str, str], str] = {}
        for id, thing in self.things.items():
            if thing.kind == "person":
                continue
            sources = (source for claim in thing.it.claims for source in claim.sources) if thing.kind == "figure" else thing.it.sources
            for source in sources:
                if source.fact:
                    key = source.document, source.fact
                    if key not in found or self.things[found[key]].kind == "mechanism":
                        found[key] = id
        return found

    @cached_property
    def person_at(self) -> dict[tuple[str, int, int], str]:
        """Which person is named at a place of a document."""
        return {(source.document, *span): person.id for person in self.record.people for source in person.sources for span in source.evidence}

    @cached_property
    def events(self) -> list[RecordEvent]:
        """Visits and meetings, the last first; those without a date at the end."""
        dated = sorted((event for event in self.record.events if event.date), key=lambda event: (first_day(event.date), event.id), reverse=True)
        return [*dated, *(event for event in self.record.events if not event.date)]

    @cached_property
    def events_of(self) -> dict[str, list[RecordEvent]]:
        """The events that people took part in, the last first."""
        found: defaultdict[str, list[RecordEvent]] = defaultdict(list)
        for event in self.events:
            for person in dict.fromkeys((*event.visitors, *event.participants)):
                found[person].append(event)
        return found

    @cached_property
    def parts_of(self) -> dict[str, list[RecordEvent]]:
        """The events that belong to a visit or session, the earliest first."""
        found: defaultdict[str, list[RecordEvent]] = defaultdict(list)
        for event in reversed(self.events):
            if event.part_of:
                found[event.part_of].append(event)
        return found

    @cached_property
    def statements_of(self) -> dict[str, list[RecordStatement]]:
        """What people said, the last first."""
        found: defaultdict[str, list[RecordStatement]] = defaultdict(list)
        for statement in self.statements:
            if statement.speaker:
                found[statement.speaker].append(statement)
        return found

    @cached_property
    def statements(self) -> list[RecordStatement]:
        """What was said, the last first."""
        return sorted(self.record.statements, key=lambda statement: (statement.date or "", statement.id), reverse=True)

    @cached_property
    def people(self) -> list[Person]:
        """People, those with an office and most spoken of first."""
        parties = set(self.record.parties)
        return sorted(self.record.people, key=lambda person: (not person.offices, person.country not in parties, -len(person.sources), person.name))

    @cached_property
    def instruments(self) -> list[RecordInstrument]:
        """Instruments, those that something was done with last first."""

        def moved(instrument: RecordInstrument) -> str:
            return max((stage.date or "" for stage in instrument.history), default="")

        return sorted(self.record.instruments, key=lambda instrument: (moved(instrument), instrument.id), reverse=True)

    @cached_property
    def conflicts_of(self) -> dict[str, list[Conflict]]:
        """Contradictions by the thing that they are of."""
        found: defaultdict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.record.conflicts:
            found[conflict.object].append(conflict)
        return found

    @cached_property
    def newest(self) -> list[RecordDocument]:
        """The documents, the last published first."""
        return sorted(self.record.documents, key=lambda document: (document.published or "", document.id), reverse=True)

    @cached_property
    def ahead(self) -> list[Dated]:
        """What lies ahead, in the order of its dates."""
        return list(self.record.calendar)

    @cached_property
    def span(self) -> tuple[str, str] | None:
        """The first and the last day of publication."""
        days = [document.published for document in self.record.documents if document.published]
        return (min(days), max(days)) if days else None

    def of(self, document: str, fact: str) -> Thing | None:
        """Return the thing that a fact is of, where it is of one."""
        id = self.of_fact.get((document, fact))
        return self.things[id] if id else None


def index_of(shown: Shown) -> Index:
    """Return the index of a record as it is shown, made once."""
    return shown.once("index", lambda: Index(shown.record, shown.version))


def prepare(_desk: Desk, _names: Sequence[str], shown: Shown, _before: Shown) -> None:
    """Make ready what most pages of a record look up."""
    index = index_of(shown)
    for part in ("things", "of_fact", "person_at", "documents", "events", "people", "instruments", "statements_of", "conflicts_of", "newest"):
        getattr(index, part)


def shown_sources(sources: Iterable[Source], index: Index) -> list[Source]:
    """Return sources in the order in which a reader wants them: originals before copies, by day of publication."""

    def order(source: Source) -> tuple[bool, str, str]:
        document = index.documents.get(source.document)
        return (document is not None and document.copy_of is not None, (document.published if document else None) or "9999", source.document)

    return sorted(sources, key=order)

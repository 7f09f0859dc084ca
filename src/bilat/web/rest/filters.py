"""What the lists of a record can be narrowed by: the parameters of each, and whether a thing is let through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from pydantic import Field

from ...record.model import (
    CommitmentState,
    Conflict,
    Dated,
    Mechanism,
    Person,
    RecordCommitment,
    RecordDocument,
    RecordEvent,
    RecordFigure,
    RecordInstrument,
    RecordRegime,
    RecordRelation,
    RecordStatement,
)
from ...sources.letters import without_accents
from ...statistics.verdict import Verdict
from ...vocabulary import Area, Force, InstrumentAction, InstrumentType, Measure, MeetingType, Office, RegimeState, RegimeType, Status
from .answers import Country, Days, Edtf, Ordered, Paged, Words, known_country

T = TypeVar("T")
Holds = Callable[[T], bool]


class OfPairs(Paged):
    """Of relationships."""

    country: Country = None


class Sourced(Paged):
    """Of things that rest on sources."""

    sources: Annotated[
        int | None, Field(ge=0, le=1000, description="So many sources of each thing, of each step of its history and of each claim are told; all, where it is left out.")
    ] = None


class Dates(Sourced, Ordered):
    """Of things that have a date."""

    since: Edtf = None
    until: Edtf = None

    def days(self) -> Days:
        """The days between which a thing must lie."""
        return Days(self.since, self.until)


class OfDocuments(Dates):
    """Of documents."""

    side: Country = None
    publisher: Annotated[Words, Field(description="Part of the publisher's name.")] = None
    copies: Annotated[bool, Field(description="Whether copies of other documents are listed too.")] = True
    of: Annotated[Words, Field(description="The id of a thing in the record: only documents that it rests on.")] = None

    def holds(self, resting: set[str] | None) -> Holds[RecordDocument]:
        """Return what tells whether a document is let through; `resting` are those that the thing asked for rests on."""
        days, side, wanted = self.days(), known_country("side", self.side), folded(self.publisher)
        return lambda item: (
            (side is None or item.side == side)
            and (self.copies or item.copy_of is None)
            and (wanted is None or wanted in (folded(item.publisher) or ""))
            and (resting is None or item.id in resting)
            and days.hold(item.published)
        )


class OfPeople(Sourced):
    """Of people."""

    country: Country = None
    office: Office | None = None
    name: Annotated[Words, Field(description="Part of the name, as it is written anywhere.")] = None

    def holds(self) -> Holds[Person]:
        """Return what tells whether a person is let through."""
        country, wanted = known_country("country", self.country), folded(self.name)
        return lambda item: (
            (country is None or item.country == country)
            and (self.office is None or any(tenure.office == self.office for tenure in item.offices))
            and (wanted is None or any(wanted in (folded(name) or "") for name in (item.name, *item.variants)))
        )


class OfEvents(Dates):
    """Of visits and meetings."""

    kind: Literal["visit", "meeting"] | None = None
    type: MeetingType | None = None
    status: Status | None = None
    country: Country = None
    place: Annotated[Words, Field(description="A place by its name.")] = None
    person: Annotated[Words, Field(description="The id of a person who took part.")] = None
    mechanism: Annotated[Words, Field(description="A mechanism, as the event names it.")] = None
    part_of: Annotated[Words, Field(description="The id of the visit or session that the event belongs to.")] = None

    def holds(self) -> Holds[RecordEvent]:
        """Return what tells whether an event is let through."""
        days, country, place = self.days(), known_country("country", self.country), folded(self.place)
        return lambda item: (
            (self.kind is None or item.kind == self.kind)
            and (self.type is None or item.type == self.type)
            and (self.status is None or item.status == self.status)
            and (country is None or country in item.parties or country in item.from_ or country in item.to)
            and (place is None or any(folded(name) == place for name in item.places))
            and (self.person is None or self.person in item.participants or self.person in item.visitors)
            and (self.mechanism is None or item.mechanism == self.mechanism)
            and (self.part_of is None or item.part_of == self.part_of)
            and days.hold(item.date)
        )


class OfMechanisms(Sourced):
    """Of mechanisms."""

    country: Country = None

    def holds(self) -> Holds[Mechanism]:
        """Return what tells whether a mechanism is let through."""
        country = known_country("country", self.country)
        return lambda item: country is None or country in item.parties


class OfInstruments(Dates):
    """Of instruments: `since` and `until` bound the day of anything done with one."""

    type: InstrumentType | None = None
    state: InstrumentAction | None = None
    country: Country = None

    def holds(self) -> Holds[RecordInstrument]:
        """Return what tells whether an instrument is let through."""
        days, country = self.days(), known_country("country", self.country)
        return lambda item: (
            (self.type is None or item.type == self.type)
            and (self.state is None or item.state == self.state)
            and (country is None or country in item.parties)
            and days.hold(*(stage.date for stage in item.history))
        )


class OfCommitments(Dates):
    """Of commitments: `since` and `until` bound the day on which one is due."""

    state: CommitmentState | None = None
    force: Force | None = None
    area: Area | None = None
    by: Annotated[Words, Field(description="Who undertook it: a country's code or a person's id.")] = None
    instrument: Annotated[Words, Field(description="The id of the instrument that it comes from.")] = None

    def holds(self) -> Holds[RecordCommitment]:
        """Return what tells whether a commitment is let through."""
        days = self.days()
        return lambda item: (
            (self.state is None or item.state == self.state)
            and (self.force is None or item.force == self.force)
            and (self.area is None or item.area == self.area)
            and (self.by is None or self.by in item.by)
            and (self.instrument is None or item.instrument == self.instrument)
            and days.hold(item.due)
        )


class OfFigures(Dates):
    """Of figures: `since` and `until` bound the period."""

    measure: Measure | None = None
    verdict: Annotated[Verdict | None, Field(description="What official statistics say of the figure.")] = None
    side: Annotated[Country, Field(description="A side that claims it.")] = None
    target: Annotated[bool | None, Field(description="Goals only, or none.")] = None

    def holds(self) -> Holds[RecordFigure]:
        """Return what tells whether a figure is let through."""
        days, side = self.days(), known_country("side", self.side)
        return lambda item: (
            (self.measure is None or item.measure == self.measure)
            and (self.verdict is None or (item.check or {}).get("verdict") == self.verdict)
            and (side is None or any(claim.side == side for claim in item.claims))
            and (self.target is None or item.target == self.target)
            and days.hold(item.period)
        )


class OfRegimes(Dates):
    """Of regimes: `since` and `until` bound the day from which one is in force."""

    type: RegimeType | None = None
    state: RegimeState | None = None

    def holds(self) -> Holds[RecordRegime]:
        """Return what tells whether a regime is let through."""
        days = self.days()
        return lambda item: (self.type is None or item.type == self.type) and (self.state is None or item.state == self.state) and days.hold(item.since)


class OfRelations(Dates):
    """Of labels for the relationship: `since` and `until` bound the days between which documents use one."""

    def holds(self) -> Holds[RecordRelation]:
        """Return what tells whether a label is let through."""
        days = self.days()
        return lambda item: days.hold(item.since, item.until)


class OfStatements(Dates):
    """Of statements."""

    speaker: Annotated[Words, Field(description="The id of a person.")] = None
    country: Country = None

    def holds(self) -> Holds[RecordStatement]:
        """Return what tells whether a statement is let through."""
        days, country = self.days(), known_country("country", self.country)
        return lambda item: (self.speaker is None or item.speaker == self.speaker) and (country is None or item.country == country) and days.hold(item.date)


class OfCalendar(Dates):
    """Of what lies ahead, the nearest first."""

    order: Literal["newest", "oldest"] = "oldest"
    kind: Literal["event", "due", "session"] | None = None

    def holds(self) -> Holds[Dated]:
        """Return what tells whether an entry is let through."""
        days = self.days()
        return lambda item: (self.kind is None or item.kind == self.kind) and days.hold(item.date)


class OfConflicts(Sourced):
    """Of contradictions."""

    object: Annotated[Words, Field(description="The id of the thing.")] = None
    slot: Annotated[Words, Field(description="The slot that values are given for.")] = None

    def holds(self) -> Holds[Conflict]:
        """Return what tells whether a contradiction is let through."""
        return lambda item: (self.object is None or item.object == self.object) and (self.slot is None or item.slot == self.slot)


def folded(words: str | None) -> str | None:
    """Return words without case and accents, by which names are compared."""
    return None if words is None else without_accents(words).casefold()


def trimmed(thing: T, most: int) -> T:
    """Return a thing of a record with no more than so many sources of it and of each of its steps, claims, offices and values."""
    changes: dict[str, Any] = {}
    if hasattr(thing, "sources"):
        changes["sources"] = thing.sources[:most]
    for name in ("history", "claims", "offices", "values"):
        if hasattr(thing, name):
            changes[name] = [trimmed(part, most) for part in getattr(thing, name)]
    return msgspec.structs.replace(thing, **changes) if changes else thing  # type: ignore[type-var]


def unfiltered(asked: Paged) -> bool:
    """Tell whether a list is asked for whole, so that nothing needs to be looked at to count it."""
    return not ({name for name in asked.model_fields_set if getattr(asked, name) is not None} - {"limit", "cursor", "order", "sources"})


PARTS = {
    "documents": "document",
    "people": "person",
    "events": "event",
    "mechanisms": "mechanism",
    "instruments": "instrument",
    "commitments": "commitment",
    "figures": "figure",
    "regimes": "regime",
    "relations": "relation",
    "statements": "statement",
    "calendar": "date",
    "conflicts": "contradiction",
}
"""The parts of a record that come in pages, and what one item is called."""

"""The record as types: the contract's JSON, every thing in it with the words of every document that it rests on.

Ids are made from the first mention of a thing (by day of publication, document and place), so that they do not depend on the order in which
documents came. Dates are EDTF, countries ISO 3166-1 alpha-3. What the documents leave open is null or empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ..vocabulary import Area, Bound, Change, Force, InstrumentAction, InstrumentType, Measure, MeetingType, Office, RegimeState, RegimeType, Span, Status, VisitFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas
    import polars

    from ..views.export.columns import Table

CommitmentState = Literal["open", "reaffirmed", "progressing", "fulfilled", "overdue", "dropped"]


class Source(msgspec.Struct, frozen=True, order=True):
    """A fact of a document, or a mention in it, and the words that it rests on."""

    document: str
    fact: str | None
    evidence: list[Span]


class RecordDocument(msgspec.Struct, kw_only=True, frozen=True):
    """A document of the record; `copy_of` is the original where it is a copy."""

    id: str
    url: str | None = None
    file: str | None = None
    title: str | None = None
    publisher: str | None = None
    side: str | None = None
    relays: str | None = None
    published: str | None = None
    copy_of: str | None = None


class Tenure(msgspec.Struct, kw_only=True, frozen=True):
    """An office that a person held: `since` and `until` are the first and last days on which documents speak of it, open where they say no more."""

    office: Office
    title: str | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    sources: list[Source] = []


class Person(msgspec.Struct, kw_only=True, frozen=True):
    """A person across documents, by the fullest name, with every spelling met."""

    id: str
    name: str
    variants: list[str] = []
    country: str | None = None
    offices: list[Tenure] = []
    sources: list[Source] = []


class Step(msgspec.Struct, kw_only=True, frozen=True):
    """One word on the status of an event."""

    status: Status
    date: str | None
    sources: list[Source]


class RecordEvent(msgspec.Struct, kw_only=True, frozen=True):
    """A visit or a meeting that one or many documents tell of; people by their ids in the record.

    `part_of` is the visit or session that it belongs to. `independent_sources` counts copies once.
    """

    id: str
    kind: Literal["visit", "meeting"]
    date: str | None = None
    status: Status = "took_place"
    parties: list[str] = []
    places: list[str] = []
    participants: list[str] = []
    visitors: list[str] = []
    from_: list[str] = msgspec.field(default_factory=list, name="from")
    to: list[str] = []
    format: VisitFormat | None = None
    invited_by: list[str] = []
    type: MeetingType | None = None
    mechanism: str | None = None
    session: int | None = None
    occasion: str | None = None
    part_of: str | None = None
    history: list[Step] = []
    independent_sources: int = 0
    sources: list[Source] = []


class Mechanism(msgspec.Struct, kw_only=True, frozen=True):
    """A standing body of the two sides, with its sessions, the oldest first."""

    id: str
    name: str
    parties: list[str] = []
    established_by: str | None = None
    sessions: list[str] = []
    sources: list[Source] = []


class Stage(msgspec.Struct, kw_only=True, frozen=True):
    """One thing done with an instrument."""

    action: InstrumentAction
    date: str | None
    sources: list[Source]


class RecordInstrument(msgspec.Struct, kw_only=True, frozen=True):
    """A document between the parties through its life; `state` is the last thing done with it."""

    id: str
    title: str | None = None
    type: InstrumentType = "agreement"
    parties: list[str] = []
    subject: str | None = None
    history: list[Stage] = []
    state: InstrumentAction | None = None
    sources: list[Source] = []


class Move(msgspec.Struct, kw_only=True, frozen=True):
    """One move of a commitment: `by` is `machine`, whose moves are proposals with a confidence, or a reviewer's name."""

    state: CommitmentState
    date: str | None
    by: str
    confidence: float
    sources: list[Source]


class RecordCommitment(msgspec.Struct, kw_only=True, frozen=True):
    """An undertaking and what came of it; the fields after `history` are those that implementation trackers use."""

    id: str
    action: str
    by: list[str] = []
    to: list[str] = []
    force: Force = "agreed"
    due: str | None = None
    instrument: str | None = None
    event: str | None = None
    area: Area | None = None
    state: CommitmentState = "open"
    history: list[Move] = []
    body: str | None = None
    deliverable: str | None = None
    quantity: float | None = None
    unit: str | None = None
    baseline: float | None = None
    obstacle: str | None = None
    next_review: str | None = None
    sources: list[Source] = []


class Claim(msgspec.Struct, kw_only=True, frozen=True):
    """One figure as documents of one side state it; `rank`, `record` and `basis` as in the fact."""

    value: float | None
    unit: str | None
    bound: Bound
    change: Change | None
    side: str | None
    sources: list[Source]
    rank: int | None = None
    record: bool = False
    basis: str | None = None


class RecordFigure(msgspec.Struct, kw_only=True, frozen=True):
    """What is claimed of one measure for one period, by whom; `check` is filled by the official statistics."""

    id: str
    measure: Measure
    parties: list[str]
    period: str | None
    target: bool
    claims: list[Claim]
    check: dict[str, Any] | None = None


class RecordRegime(msgspec.Struct, kw_only=True, frozen=True):
    """A regime between the parties as the last document tells of it."""

    id: str
    type: RegimeType
    parties: list[str]
    state: RegimeState
    title: str | None = None
    since: str | None = None
    sources: list[Source] = []


class RecordRelation(msgspec.Struct, kw_only=True, frozen=True):
    """A label for the relationship, and since when and until when documents use it."""

    id: str
    title: str
    parties: list[str]
    since: str | None = None
    until: str | None = None
    sources: list[Source] = []


class RecordStatement(msgspec.Struct, kw_only=True, frozen=True):
    """What a person or a side said."""

    id: str
    speaker: str | None
    country: str | None
    content: str
    directness: Literal["direct", "indirect", "mixed"]
    date: str | None
    sources: list[Source]


class Dated(msgspec.Struct, kw_only=True, frozen=True):
    """Something that lies in the future of the last document: an event, a due date, a periodic session."""

    date: str
    what: str
    kind: Literal["event", "due", "session"]
    object: str


class Value(msgspec.Struct, kw_only=True, frozen=True):
    """One of the values that documents give for a slot."""

    value: Any
    sources: list[Source]


class Conflict(msgspec.Struct, kw_only=True, frozen=True):
    """A slot of a thing in the record for which documents give values that cannot all be true."""

    object: str
    slot: str
    values: list[Value]


class Record(msgspec.Struct, kw_only=True, frozen=True):
    """The record of a bilateral relationship: each thing once, with all its sources.

    `counterpart` names the region or organisation where the record is of a country with its members, which are then `parties` as far as they are met.
    """

    schema: Literal["bilat.record/1"] = "bilat.record/1"
    parties: list[str]
    counterpart: str | None = None
    documents: list[RecordDocument] = []
    people: list[Person] = []
    events: list[RecordEvent] = []
    mechanisms: list[Mechanism] = []
    instruments: list[RecordInstrument] = []
    commitments: list[RecordCommitment] = []
    figures: list[RecordFigure] = []
    regimes: list[RecordRegime] = []
    relations: list[RecordRelation] = []
    statements: list[RecordStatement] = []
    calendar: list[Dated] = []
    conflicts: list[Conflict] = []

    def to_dict(self) -> dict[str, Any]:
        """Return the record as the contract's JSON object, in plain dicts, lists, strings and numbers."""
        data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return data

    def to_json(self) -> str:
        """Return the record as one line of the contract's JSON; the same documents and reviews always give the same text."""
        return msgspec.json.encode(self).decode()

    def tables(self, texts: Mapping[str, str] | None = None) -> dict[str, Table]:
        """Return the record as tidy tables by name: `documents`, `people`, `events` and so on, and `sources`, where everything says what it rests on.

        `texts` are the documents' texts by id (`Store.texts`), of which `sources` gives the words.
        """
        from ..views.export.record import record_tables  # a look upward: a notebook asks the object itself

        return record_tables(self, texts)

    def to_polars(self, table: str, texts: Mapping[str, str] | None = None) -> polars.DataFrame:
        """Return one of the tables as a polars data frame; `OptionError` where there is none of this name, or no polars."""
        from ..views.export.record import record_table

        return record_table(self, table, texts).to_polars()

    def to_pandas(self, table: str, texts: Mapping[str, str] | None = None) -> pandas.DataFrame:
        """Return one of the tables as a pandas data frame; `OptionError` where there is none of this name, or no pandas."""
        from ..views.export.record import record_table

        return record_table(self, table, texts).to_pandas()

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(held):,} {name}" for name in self.__struct_fields__[3:] if (held := getattr(self, name)))
        return f"<Record {' '.join(self.parties)}: {counts or 'nothing'}>"

    def _repr_html_(self) -> str:
        from ..views.frames import record_html

        return record_html(self)

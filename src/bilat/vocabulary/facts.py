"""What a document says happened, was said, promised or counted: one class a fact kind.

Actor slots hold actor ids, country slots ISO 3166-1 alpha-3 codes, dates EDTF strings. A slot that the text leaves open is `None` or
empty. The kinds, slots and values are those of the contract, version 1.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .plover import EventCode
from .span import Span

Status = Literal["took_place", "ongoing", "planned", "proposed", "postponed", "cancelled", "denied"]
DateBasis = Literal["stated", "dateline", "published", "fact"]
VisitFormat = Literal["state", "official", "working", "transit", "private"]
MeetingType = Literal["talks", "call", "summit", "session", "ceremony", "reception", "consultations"]
InstrumentType = Literal["treaty", "agreement", "memorandum", "protocol", "joint_statement", "declaration", "roadmap", "contract", "programme", "other"]
InstrumentAction = Literal["signed", "initialled", "adopted", "ratified", "entered_into_force", "negotiated", "proposed", "extended", "suspended", "terminated"]
Directness = Literal["direct", "indirect", "mixed"]
Measure = Literal[
    "trade_turnover",
    "exports",
    "imports",
    "investment",
    "loan",
    "aid",
    "projects",
    "companies",
    "travellers",
    "students",
    "flights",
    "freight",
    "other",
]
Bound = Literal["exact", "about", "over", "under", "up_to"]
Direction = Literal["up", "down", "level"]
Force = Literal["agreed", "pledged", "ready", "called_for"]
Polarity = Literal["positive", "negative", "neutral"]
RegimeType = Literal["visa", "tariff", "sanction", "border", "transport", "other"]
RegimeState = Literal["in_force", "agreed", "proposed", "suspended", "ended"]
Area = Literal[
    "political",
    "trade",
    "economic",
    "investment",
    "cultural",
    "security",
    "energy",
    "transport",
    "technology",
    "agriculture",
    "environment",
    "education",
    "health",
    "tourism",
    "migration",
    "multilateral",
    "humanitarian",
    "legal",
    "regional",
    "interregional",
]


class Fact(msgspec.Struct, kw_only=True, frozen=True, tag_field="kind", tag=str.lower):
    """What every fact carries, whatever its kind.

    `evidence` is never empty: the spans of the words that the fact rests on. `date` is an EDTF date and `date_basis` says what it
    rests on: `stated` in full, or resolved against the text's `dateline`, the day it was `published`, or the date of another `fact`.
    `reported_by` is the actor on whose word the document states the fact. `confidence` is a probability in [0, 1].
    """

    evidence: list[Span]
    id: str = ""
    status: Status = "took_place"
    date: str | None = None
    date_basis: DateBasis | None = None
    confidence: float = 0.8
    reported_by: str | None = None


class Visit(Fact, frozen=True, kw_only=True):
    """A person or delegation goes to another country."""

    visitors: list[str] = []
    from_: list[str] = msgspec.field(default_factory=list, name="from")
    to: list[str] = []
    places: list[str] = []
    format: VisitFormat | None = None
    invited_by: list[str] = []


class Meeting(Fact, frozen=True, kw_only=True):
    """People or parties meet, speak by telephone, or hold a ceremony or a session of a mechanism.

    `visit` is the id of the visit it is part of; `session` the number of the session of the `mechanism`.
    """

    participants: list[str] = []
    parties: list[str] = []
    type: MeetingType = "talks"
    places: list[str] = []
    mechanism: str | None = None
    session: int | None = None
    occasion: str | None = None
    visit: str | None = None


class Instrument(Fact, frozen=True, kw_only=True):
    """A document between parties, and what the text says was done with it."""

    title: str | None = None
    type: InstrumentType = "agreement"
    action: InstrumentAction = "signed"
    parties: list[str] = []
    signatories: list[str] = []
    subject: str | None = None


class Statement(Fact, frozen=True, kw_only=True):
    """A stretch of words or thought attributed to one speaker in one place.

    `content` is the stretch itself, quotation marks included; `cue` the words of saying; `source` the words that name the speaker.
    """

    content: Span
    speaker: str | None = None
    directness: Directness = "indirect"
    cue: Span | None = None
    source: Span | None = None


class Change(msgspec.Struct, kw_only=True, frozen=True):
    """How a figure moved: direction, and by how many percent."""

    direction: Direction
    percent: float | None = None
    bound: Bound | None = None


class Figure(Fact, frozen=True, kw_only=True):
    """A number about the relationship.

    `value` is in full units (41 billion is 41000000000.0), `unit` an ISO 4217 currency, `%`, or a plain noun; `period` is EDTF.
    `target` tells a goal from an observation; `basis` is the country whose statistics are quoted.
    """

    measure: Measure
    parties: list[str] = []
    value: float | None = None
    unit: str | None = None
    bound: Bound = "exact"
    period: str | None = None
    change: Change | None = None
    rank: int | None = None
    record: bool = False
    target: bool = False
    basis: str | None = None


class Commitment(Fact, frozen=True, kw_only=True):
    """Someone undertakes, is ready, agrees or calls for something to be done; `action` is what, `due` (EDTF) by when."""

    action: Span
    by: list[str] = []
    to: list[str] = []
    force: Force = "pledged"
    due: str | None = None


class Assessment(Fact, frozen=True, kw_only=True):
    """A judgement `by` someone `of` the relationship or of what was agreed."""

    of: Span
    by: list[str] = []
    polarity: Polarity = "neutral"


class Regime(Fact, frozen=True, kw_only=True):
    """A standing rule between parties: visas, tariffs, sanctions, borders, transport; in this state `since` (EDTF)."""

    type: RegimeType
    parties: list[str] = []
    state: RegimeState = "in_force"
    title: str | None = None
    since: str | None = None


class Relation(Fact, frozen=True, kw_only=True):
    """A declared status of the relationship ("comprehensive strategic partnership")."""

    title: str
    parties: list[str] = []


class Message(Fact, frozen=True, kw_only=True):
    """A greeting, letter or message that one leader sends or has delivered."""

    sender: list[str] = []
    recipients: list[str] = []
    delivered_by: list[str] = []
    occasion: str | None = None


class Topic(Fact, frozen=True, kw_only=True):
    """An area of cooperation or dispute that was discussed, developed or agreed; `initiative` is its name, where it has one."""

    area: Area
    initiative: str | None = None


class Event(Fact, frozen=True, kw_only=True):
    """Who did what to whom in PLOVER's terms: `code` and `mode`, the CAMEO code they correspond to, and the conflict–cooperation score."""

    code: EventCode
    mode: str | None = None
    cameo: str
    source: list[str] = []
    target: list[str] = []
    score: float


FACT_KINDS: dict[str, type[Fact]] = {
    cls.__name__.lower(): cls for cls in (Visit, Meeting, Instrument, Statement, Figure, Commitment, Assessment, Regime, Relation, Message, Topic, Event)
}
"""Every fact kind by its name in the contract, in the contract's order."""

"""The record as tidy tables, one a kind, and the words that everything rests on in a table of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, NamedTuple

import msgspec

from ...record.model import (
    CommitmentState,
    Record,
    RecordCommitment,
    RecordInstrument,
    Source,
)
from ...record.parties import country_name
from ...statistics.verdict import Verdict
from ...vocabulary import (
    Area,
    Bound,
    Directness,
    Force,
    InstrumentAction,
    InstrumentType,
    Measure,
    MeetingType,
    Office,
    RegimeState,
    RegimeType,
    Status,
    VisitFormat,
)
from ...vocabulary.facts import Direction
from .columns import Column, Spec, Table, code, country, dated, edtf, flag, integer, number, probability, spanning, table_of, text

Role = Literal["participant", "visitor", "inviter"]
Texts = Mapping[str, str]


class View(NamedTuple):
    """A record, and the texts of its documents by id as far as they are at hand."""

    record: Record
    texts: Texts


class Part(NamedTuple):
    """A numbered part of a thing: a step, a claim, an office, a value; `names` are those of the record's people and countries."""

    of: Any
    n: int
    item: Any
    names: Mapping[str, str]


class Words(NamedTuple):
    """One place in a document that something in the record rests on."""

    table: str
    object: str
    part: int | None
    document: str
    fact: str | None
    start: int
    end: int
    words: str | None


def names_of(record: Record) -> dict[str, str]:
    """Return the names of a record's people, and of its parties, by id and code."""
    return {code: country_name(code) for code in record.parties} | {person.id: person.name for person in record.people}


def _things(section: str) -> Any:
    def things(view: View) -> Iterable[Any]:
        found: Iterable[Any] = getattr(view.record, section)
        return found

    return things


def _parts(section: str, *inside: str) -> Any:
    """The parts of every thing of a section, numbered from 1; what lies in several lists of a thing goes by their order."""

    def things(view: View) -> Iterator[Part]:
        names = names_of(view.record)
        for thing in getattr(view.record, section):
            for n, item in enumerate(chain.from_iterable(getattr(thing, name) for name in inside), 1):
                yield Part(thing, n, item, names)

    return things


def _named(section: str) -> Any:
    def things(view: View) -> Iterator[Part]:
        names = names_of(view.record)
        return (Part(None, n, thing, names) for n, thing in enumerate(getattr(view.record, section), 1))

    return things


def _of(path: str) -> Any:
    return attrgetter(path)


def _item(name: str) -> Any:
    return attrgetter(f"item.{name}")


def _who(*slots: str) -> Any:
    """The names of the people in some slots of a thing, each once."""

    def get(part: Part) -> list[str]:
        ids = dict.fromkeys(id for slot in slots for id in getattr(part.item, slot))
        return [part.names.get(id, id) for id in ids]

    return get


def _attendance(view: View) -> Iterator[Part]:
    roles: tuple[tuple[Role, str], ...] = (("participant", "participants"), ("visitor", "visitors"), ("inviter", "invited_by"))
    people = {person.id: person for person in view.record.people}
    for event in view.record.events:
        for n, (role, id) in enumerate(((role, id) for role, slot in roles for id in getattr(event, slot)), 1):
            yield Part(event, n, _Attending(id, people[id].name if id in people else country_name(id), people[id].country if id in people else id, role), {})


class _Attending(NamedTuple):
    id: str
    name: str
    country: str | None
    role: Role


def _changed(name: str) -> Any:
    def get(part: Part) -> Any:
        return getattr(part.item.change, name) if part.item.change is not None else None

    return get


def _checked(name: str) -> Any:
    def get(part: Part) -> Any:
        return part.of.check.get(name) if part.of.check is not None else None

    return get


def _reached(thing: RecordInstrument | RecordCommitment, moved: str) -> str | None:
    """When a thing came to its state, by the last step that says so; `moved` is what its steps call it."""
    steps: Sequence[Any] = thing.history
    return next((step.date for step in reversed(steps) if getattr(step, moved) == thing.state and step.date), None)


def _value(part: Part) -> str:
    value = part.item.value
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _words(view: View) -> Iterator[Words]:
    """Everything that anything in the record rests on, in the record's order."""

    def told(table: str, object: str, part: int | None, sources: Iterable[Source]) -> Iterator[Words]:
        for source in sources:
            whole = view.texts.get(source.document)
            for start, end in source.evidence:
                yield Words(table, object, part, source.document, source.fact, start, end, whole[start:end] if whole is not None else None)

    record = view.record
    sourced = ("people", "events", "mechanisms", "instruments", "commitments", "regimes", "relations", "statements")
    for section in sourced:
        for thing in getattr(record, section):
            yield from told(section, thing.id, None, thing.sources)
    inside = (("offices", "people", "offices"), ("event_history", "events", "history"), ("instrument_history", "instruments", "history"))
    for table, section, name in (*inside, ("commitment_history", "commitments", "history"), ("figures", "figures", "claims")):
        for part in _parts(section, name)(view):
            yield from told(table, part.of.id, part.n, part.item.sources)
    for n, part in enumerate(_values(view), 1):
        yield from told("conflicts", part.of.object, n, part.item.sources)


def _values(view: View) -> Iterator[Part]:
    for n, conflict in enumerate(view.record.conflicts, 1):
        for value in conflict.values:
            yield Part(conflict, n, value, {})


def _id(what: str) -> Column:
    return text("id", f"The {what}'s id in the record; it stays the same as long as its first mention does.", nullable=False)


def _parties(get: Any = None) -> Column:
    return country("parties", "The countries that it is of.", get, many=True, nullable=False)


def _sources(get: Any = None) -> Column:
    return integer("sources", "How many facts and mentions of documents it rests on; their words are in `sources`.", get or (lambda thing: len(thing.sources)), nullable=False)


_PART = "Its number among the parts of its thing, from 1: the `part` of its words in `sources`."

RECORD_TABLES: tuple[Spec, ...] = (
    Spec("documents", "A document that the record rests on, copies included.", (
        text("id", "The document's id in the store.", nullable=False),
        text("url", "Its address."),
        text("file", "The first of the places at which it was found."),
        text("title", "Its title."),
        text("publisher", "Who published it."),
        country("side", "The country whose government or state press issued it."),
        country("relays", "The country whose readout a third party's text carries."),
        *dated("published", "The day of publication."),
        text("copy_of", "The id of the original, where it is a copy."),
    ), _things("documents")),
    Spec("people", "A person.", (
        _id("person"),
        text("name", "The fullest name met.", nullable=False),
        text("variants", "The other spellings met.", many=True, nullable=False),
        country("country", "The country that the person acts for."),
        code("offices", Office, "The kinds of office held, each once; in `offices` with their dates.",
             lambda person: list(dict.fromkeys(tenure.office for tenure in person.offices)), many=True, nullable=False),
        _sources(),
    ), _things("people")),
    Spec("offices", "An office that a person held.", (
        text("person", "The person's id.", _of("of.id"), nullable=False),
        integer("part", _PART, _of("n"), nullable=False),
        text("name", "The person's name.", _of("of.name"), nullable=False),
        code("office", Office, "The kind of office.", _item("office"), nullable=False),
        text("title", "The office in the words of a document.", _item("title")),
        country("country", "The country whose office it is.", _item("country")),
        *spanning(edtf("since", "The first day on which documents speak of it; empty where they leave it open.", _item("since")),
                  edtf("until", "The last such day; empty where they leave it open.", _item("until"))),
    ), _parts("people", "offices")),
    Spec("events", "A visit or a meeting.", (
        text("id", "The event's id in the record; it stays the same as long as its first mention does.", _item("id"), nullable=False),
        code("kind", Literal["visit", "meeting"], "Visit or meeting.", _item("kind"), nullable=False),
        *dated("date", "When it takes place.", _item("date")),
        code("status", Status, "What the last word on it says.", _item("status"), nullable=False),
        _parties(_item("parties")),
        text("places", "Where.", _item("places"), many=True, nullable=False),
        text("people", "The names of those who meet or travel; their ids and roles are in `attendance`.", _who("participants", "visitors"), many=True, nullable=False),
        country("from", "Of a visit: whence.", _item("from_"), many=True, nullable=False),
        country("to", "Of a visit: whither.", _item("to"), many=True, nullable=False),
        code("format", VisitFormat, "Of a visit: its format.", _item("format")),
        code("type", MeetingType, "Of a meeting: its type.", _item("type")),
        text("mechanism", "The standing body whose session it is.", _item("mechanism")),
        integer("session", "The number of the session.", _item("session")),
        text("occasion", "The occasion.", _item("occasion")),
        text("part_of", "The id of the visit or session that it is part of.", _item("part_of")),
        integer("independent_sources", "How many documents tell of it, copies counted once.", _item("independent_sources"), nullable=False),
        _sources(lambda part: len(part.item.sources)),
    ), _named("events")),
    Spec("attendance", "A person at an event.", (
        text("event", "The event's id.", _of("of.id"), nullable=False),
        edtf("date", "When the event takes place.", _of("of.date")),
        text("person", "The person's id.", _item("id"), nullable=False),
        text("name", "The person's name.", _item("name"), nullable=False),
        country("country", "The country that the person acts for.", _item("country")),
        code("role", Role, "In what role.", _item("role"), nullable=False),
    ), _attendance),
    Spec("event_history", "One word on the status of an event, the oldest first.", (
        text("event", "The event's id.", _of("of.id"), nullable=False),
        integer("part", _PART, _of("n"), nullable=False),
        code("status", Status, "The status told.", _item("status"), nullable=False),
        *dated("date", "The date told for the event.", _item("date")),
    ), _parts("events", "history")),
    Spec("mechanisms", "A standing body of the two sides.", (
        _id("mechanism"),
        text("name", "Its name.", nullable=False),
        _parties(),
        text("established_by", "The id of the instrument that established it."),
        text("sessions", "The ids of its sessions in `events`, the oldest first.", many=True, nullable=False),
        _sources(),
    ), _things("mechanisms")),
    Spec("instruments", "A document between the parties, from negotiation to its end.", (
        _id("instrument"),
        text("title", "Its title."),
        code("type", InstrumentType, "Its type.", nullable=False),
        _parties(),
        text("subject", "What it is about."),
        code("state", InstrumentAction, "The last thing done with it."),
        *dated("date", "When that was done, where a document says so.", partial(_reached, moved="action")),
        _sources(),
    ), _things("instruments")),
    Spec("instrument_history", "One thing done with an instrument, the oldest first.", (
        text("instrument", "The instrument's id.", _of("of.id"), nullable=False),
        integer("part", _PART, _of("n"), nullable=False),
        code("action", InstrumentAction, "What was done.", _item("action"), nullable=False),
        *dated("date", "When.", _item("date")),
    ), _parts("instruments", "history")),
    Spec("commitments", "An undertaking and what came of it.", (
        _id("commitment"),
        text("action", "What is undertaken, in the words of the first document.", nullable=False),
        text("by", "Who undertakes it: countries' codes or people's ids.", many=True, nullable=False),
        text("to", "Towards whom.", many=True, nullable=False),
        code("force", Force, "How firmly.", nullable=False),
        *dated("due", "By when.", prefix="due_"),
        text("instrument", "The id of the instrument that it stands in."),
        text("event", "The id of the event at which it was made."),
        code("area", Area, "The area that it is of."),
        code("state", CommitmentState, "What came of it so far.", nullable=False),
        *dated("moved", "When the move to this state was told.", partial(_reached, moved="state"), prefix="moved_"),
        text("body", "The body that has to do it."),
        text("deliverable", "What is to be delivered."),
        number("quantity", "How much of it."),
        text("unit", "In what unit."),
        number("baseline", "From what level."),
        text("obstacle", "What stands in the way."),
        edtf("next_review", "When it is next looked at."),
        _sources(),
    ), _things("commitments")),
    Spec("commitment_history", "One move of a commitment, the oldest first.", (
        text("commitment", "The commitment's id.", _of("of.id"), nullable=False),
        integer("part", _PART, _of("n"), nullable=False),
        code("state", CommitmentState, "The state that it moved to.", _item("state"), nullable=False),
        *dated("date", "When.", _item("date")),
        text("by", "Who says so: `machine`, whose moves are proposals, or a reviewer's name.", _item("by"), nullable=False),
        probability("confidence", "How certain the move is.", _item("confidence")),
    ), _parts("commitments", "history")),
    Spec("figures", "One claim of a figure; the claims of one measure for one period share an id.", (
        text("id", "The figure's id in the record; it stays the same as long as its first mention does.", _of("of.id"), nullable=False),
        integer("part", _PART, _of("n"), nullable=False),
        code("measure", Measure, "What is measured.", _of("of.measure"), nullable=False),
        _parties(_of("of.parties")),
        *dated("period", "The period that it is for.", _of("of.period")),
        flag("target", "Whether it is a goal, not an observation.", _of("of.target")),
        number("value", "The value in full units; empty where only a change or a rank is told.", _item("value")),
        text("unit", "A currency of ISO 4217, %, or a plain noun.", _item("unit")),
        code("bound", Bound, "What the value is to the true one.", _item("bound"), nullable=False),
        code("change_direction", Direction, "How it moved against the period before.", _changed("direction")),
        number("change_percent", "By how many percent.", _changed("percent")),
        code("change_bound", Bound, "What that number is to the true one.", _changed("bound")),
        integer("rank", "Its rank, 1 for the largest.", _item("rank")),
        flag("record", "Whether it is called the highest ever.", _item("record")),
        country("side", "The side whose documents claim it.", _item("side")),
        country("basis", "The country whose statistics are quoted.", _item("basis")),
        code("verdict", Verdict, "What official statistics say of the figure: whose series it matches. A claim is never called false.", _checked("verdict")),
        text("verdict_told", "The same in words, with the official values.", _checked("summary")),
        integer("sources", "How many facts of documents make the claim; their words are in `sources`.", lambda part: len(part.item.sources), nullable=False),
    ), _parts("figures", "claims")),
    Spec("regimes", "A standing rule between the parties as the last document tells of it.", (
        _id("regime"),
        code("type", RegimeType, "What it rules.", nullable=False),
        _parties(),
        code("state", RegimeState, "Its state.", nullable=False),
        text("title", "Its name."),
        *dated("since", "Since when."),
        _sources(),
    ), _things("regimes")),
    Spec("relations", "A label that is given to the relationship.", (
        _id("label"),
        text("title", "The label.", nullable=False),
        _parties(),
        *spanning(edtf("since", "The first day on which documents use it."), edtf("until", "The last such day.")),
        _sources(),
    ), _things("relations")),
    Spec("statements", "What a person or a side said.", (
        text("id", "The statement's id in the record; it stays the same as long as its first mention does.", _item("id"), nullable=False),
        text("speaker", "The person's id.", _item("speaker")),
        text("name", "The person's name.", lambda part: part.names.get(part.item.speaker)),
        country("country", "The side that speaks.", _item("country")),
        text("content", "What was said, in the document's words.", _item("content"), nullable=False),
        code("directness", Directness, "Whether it is quoted or retold.", _item("directness"), nullable=False),
        *dated("date", "When it was said.", _item("date")),
        _sources(lambda part: len(part.item.sources)),
    ), _named("statements")),
    Spec("calendar", "Something that lies ahead of the last document.", (
        *dated("date", "When."),
        code("kind", Literal["event", "due", "session"], "A visit or meeting, a due date, or a periodic session.", nullable=False),
        text("what", "What it is.", nullable=False),
        text("object", "The id of the event or the commitment.", nullable=False),
    ), _things("calendar")),
    Spec("conflicts", "One of the values of a slot for which documents give several that cannot all be true.", (
        integer("conflict", "The number of the contradiction, from 1: its values share it.", _of("n"), nullable=False),
        text("object", "The id of the thing.", _of("of.object"), nullable=False),
        text("slot", "The slot.", _of("of.slot"), nullable=False),
        text("value", "The value; JSON where it is not a word.", _value),
        integer("sources", "How many facts give it; the `part` of their words in `sources` is the number of this row.", lambda part: len(part.item.sources), nullable=False),
    ), _values),
    Spec("sources", "One place in a document that something in the record rests on.", (
        text("table", "The table of what rests on it.", nullable=False),
        text("object", "Its id there: the column `id`, or the one that names the thing.", nullable=False),
        integer("part", "The `part` of it, where the words are those of a step, claim, office or value."),
        text("document", "The document's id.", nullable=False),
        text("fact", "The fact's id in the document's reading; empty for a mention of an actor."),
        integer("start", "Where the words begin in the document's text, in Unicode code points.", nullable=False),
        integer("end", "Where they end: the place after the last.", nullable=False),
        text("words", "The words themselves, where the documents' texts are at hand."),
    ), _words),
)  # fmt: skip
"""The tables of a record and their columns, in their order: columns are only ever added, at the end."""


def record_tables(record: Record, texts: Texts | None = None) -> dict[str, Table]:
    """Return a record as tidy tables by name, every code checked; `texts` are the documents' texts by id, which `sources` quotes."""
    view = View(record, texts or {})
    return {spec.name: spec.table(view) for spec in RECORD_TABLES}


def record_table(record: Record, name: str, texts: Texts | None = None) -> Table:
    """Return one table of a record; `OptionError` where there is none of this name."""
    return table_of(RECORD_TABLES, name).table(View(record, texts or {}))

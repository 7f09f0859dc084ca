"""Readings as tidy tables, one a fact kind, with the columns that the vocabulary's own types give; several readings share the tables."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from ...vocabulary import FACT_KINDS, SECTORS, Actor, ActorType, Change, DateBasis, Document, Fact, Office, PublishedBasis, Reading, Span, Status, cameo_codes, modes
from ..describe import KIND_TITLES, kind_of
from .columns import Column, Spec, Table, code, country, dated, edtf, flag, integer, number, probability, table_of, text


class Told(NamedTuple):
    """A fact in its reading, with the names of its actors by id."""

    reading: Reading
    fact: Any
    names: Mapping[str, str]


class _Place(NamedTuple):
    table: str
    document: str
    id: str
    part: int
    start: int
    end: int
    words: str


_ACTORS = {"visitors", "invited_by", "participants", "signatories", "speaker", "by", "sender", "recipients", "delivered_by", "source", "target"}
"""Slots that hold actors, where they hold words and no span or flag."""
_COUNTRIES = {"parties", "from", "basis"}
_DATES = {"due", "period", "since"}

SLOTS: dict[str, str] = {
    "visitors": "Who goes.",
    "from": "Whence.",
    "places": "Where.",
    "format": "The format of the visit.",
    "invited_by": "Who invited.",
    "participants": "Who takes part.",
    "parties": "The countries that it is of.",
    "type": "Its type.",
    "mechanism": "The standing body whose session it is.",
    "session": "The number of the session.",
    "occasion": "The occasion.",
    "visit": "The id of the visit that it is part of.",
    "title": "Its title or name.",
    "action": "What was done with it.",
    "signatories": "Who signed.",
    "subject": "What it is about.",
    "speaker": "Who speaks.",
    "directness": "Whether it is quoted or retold.",
    "content": "What was said, quotation marks included.",
    "cue": "The words of saying.",
    "measure": "What is measured.",
    "value": "The value in full units.",
    "unit": "A currency of ISO 4217, %, or a plain noun.",
    "bound": "What the number is to the true one.",
    "period": "The period that it is for.",
    "change_direction": "How it moved.",
    "change_percent": "By how many percent.",
    "change_bound": "What that number is to the true one.",
    "rank": "Its rank, 1 for the largest.",
    "record": "Whether it is called the highest ever.",
    "target": "Whether it is a goal, not an observation.",
    "basis": "The country whose statistics are quoted.",
    "by": "Whose it is.",
    "to": "Towards whom.",
    "force": "How firmly.",
    "due": "By when.",
    "of": "What is judged.",
    "polarity": "How it is judged.",
    "state": "Its state.",
    "since": "Since when.",
    "sender": "Who sends it.",
    "recipients": "To whom.",
    "delivered_by": "Who delivers it.",
    "area": "The area.",
    "initiative": "The name of the initiative.",
    "code": "What it is in PLOVER's terms.",
    "mode": "PLOVER's mode of it.",
    "cameo": "The CAMEO code that it corresponds to.",
    "score": "The conflict–cooperation score, from -10 (conflict) to 10 (cooperation).",
}
"""What each slot of the contract means; where one name means different things in two kinds, `_MEANT` says what it means in the other."""

_MEANT = {
    ("visit", "to"): "Whither.",
    ("statement", "source"): "The words that name the speaker there.",
    ("commitment", "action"): "What is undertaken.",
    ("event", "source"): "Who does it.",
    ("event", "target"): "To whom it is done.",
}


def _slot(name: str) -> Callable[[Told], Any]:
    def get(told: Told) -> Any:
        return getattr(told.fact, name)

    return get


def _columns_of(kind: str, cls: type[Fact]) -> Iterator[Column]:
    """The columns of a kind's own slots, in the contract's order."""
    hints = get_type_hints(cls)
    for field in msgspec.structs.fields(cls):
        if field.name not in Fact.__struct_fields__:
            yield from _columns_of_slot(kind, field.encode_name, field.name, *_bare(hints[field.name]))


def _bare(hint: Any) -> tuple[Any, bool]:
    """A type without null, and whether it is a list's."""
    if get_origin(hint) in (types.UnionType, Union):
        hint = next(one for one in get_args(hint) if one is not type(None))
    return (get_args(hint)[0], True) if get_origin(hint) is list else (hint, False)


def _columns_of_slot(kind: str, name: str, attribute: str, hint: Any, many: bool) -> Iterator[Column]:
    get = _slot(attribute)
    if hint is Change:
        for part, (part_hint, _) in ((part, _bare(told)) for part, told in get_type_hints(Change).items()):
            yield from _columns_of_slot(kind, f"change_{part}", f"change.{part}", part_hint, False)
        return
    if attribute.startswith("change."):
        get = _changed(attribute.removeprefix("change."))
    told = _MEANT.get((kind, name)) or SLOTS[name]
    if hint == Span:
        yield text(name, told, _span_words(get))
        yield integer(f"{name}_start", f"Where the words of `{name}` begin in the document's text, in Unicode code points.", _span_side(get, 0))
        yield integer(f"{name}_end", "Where they end in it.", _span_side(get, 1))
    elif get_origin(hint) is Literal:
        yield code(name, hint, told, get)
    elif name in _COUNTRIES or (kind, name) == ("visit", "to"):
        yield country(name, told, get, many=many)
    elif name in _DATES:
        yield from dated(name, told, get, prefix=f"{name}_")
    elif hint is str and (name in _ACTORS or (kind, name) == ("commitment", "to")):
        yield text(name, f"{told} Ids of `actors`." if many else f"{told} An id of `actors`.", get, many=many)
        yield text(f"{name}_names" if many else f"{name}_name", f"{told} By name.", _names(get), many=many)
    elif (kind, name) == ("event", "mode"):
        yield text(name, told, get)._replace(codes=tuple(sorted({mode for _, mode in modes() if mode})))
    elif (kind, name) == ("event", "cameo"):
        yield text(name, told, get)._replace(codes=tuple(sorted(cameo_codes())))
    else:
        make: Any = {str: text, float: number, int: integer, bool: flag}[hint]
        yield make(name, told, get, many=True) if many else make(name, told, get)


def _changed(part: str) -> Callable[[Told], Any]:
    return lambda told: getattr(told.fact.change, part) if told.fact.change is not None else None


def _span_words(get: Callable[[Told], Any]) -> Callable[[Told], Any]:
    def words(told: Told) -> str | None:
        span = get(told)
        return told.reading.document.text[span[0] : span[1]] if span is not None else None

    return words


def _span_side(get: Callable[[Told], Any], side: int) -> Callable[[Told], Any]:
    return lambda told: span[side] if (span := get(told)) is not None else None


def _names(get: Callable[[Told], Any]) -> Callable[[Told], Any]:
    def names(told: Told) -> Any:
        held = get(told)
        return [told.names.get(id, id) for id in held] if isinstance(held, list) else told.names.get(held)

    return names


def _facts(kind: str) -> Callable[[Sequence[Reading]], Iterator[Told]]:
    def things(readings: Sequence[Reading]) -> Iterator[Told]:
        for reading in readings:
            names = {actor.id: actor.name for actor in reading.actors}
            yield from (Told(reading, fact, names) for fact in reading.facts if kind_of(fact) == kind)

    return things


def _spec(kind: str, cls: type[Fact]) -> Spec:
    reported = _slot("reported_by")
    columns = (
        text("document", "The document's id.", lambda told: told.reading.document.id, nullable=False),
        text("id", "The fact's id in the document's reading.", _slot("id"), nullable=False),
        code("status", Status, "Whether it took place, is planned, and so on.", _slot("status"), nullable=False),
        *dated("date", "When.", _slot("date")),
        code("date_basis", DateBasis, "What the date rests on.", _slot("date_basis")),
        *_columns_of(kind, cls),
        text("reported_by", "The actor on whose word the document states it. An id of `actors`.", reported),
        text("reported_by_name", "The same by name.", _names(reported)),
        probability("confidence", "How certain the fact is.", _slot("confidence")),
        text("evidence", "The words that it rests on; where they stand is in `sources`.", lambda told: told.reading.evidence(told.fact), many=True, nullable=False),
    )
    return Spec(f"{kind}s", f"{KIND_TITLES[kind]} as each document states them.", columns, _facts(kind))


def _documents(readings: Sequence[Reading]) -> Iterator[Document]:
    return (reading.document for reading in readings)


class _Cast(NamedTuple):
    document: str
    actor: Actor


def _actors(readings: Sequence[Reading]) -> Iterator[_Cast]:
    return (_Cast(reading.document.id, actor) for reading in readings for actor in reading.actors)


def _places(readings: Sequence[Reading]) -> Iterator[_Place]:
    for reading in readings:
        document = reading.document
        spoken = ((f"{kind_of(fact)}s", fact.id, fact.evidence) for fact in reading.facts)
        for table, id, spans in chain(spoken, (("actors", actor.id, actor.mentions) for actor in reading.actors)):
            for n, (start, end) in enumerate(spans, 1):
                yield _Place(table, document.id, id, n, start, end, document.text[start:end])


READING_TABLES: tuple[Spec, ...] = (
    Spec("documents", "A document.", (
        text("id", "The document's id.", nullable=False),
        text("url", "Its address."),
        text("title", "Its title."),
        text("publisher", "Who published it."),
        country("side", "The country whose government or state press issued it."),
        country("relays", "The country whose readout a third party's text carries."),
        *dated("published", "The day of publication."),
        code("published_basis", PublishedBasis, "What that day rests on."),
        edtf("dateline", "The date that the text itself gives at its head."),
        text("language", "Its language (BCP 47)."),
    ), _documents),
    Spec("actors", "An actor in a document.", (
        text("document", "The document's id.", nullable=False),
        text("id", "The actor's id in the document's reading.", lambda cast: cast.actor.id, nullable=False),
        code("type", ActorType, "A country, a person, or an organisation.", lambda cast: cast.actor.type, nullable=False),
        text("name", "The fullest name in the document, without titles.", lambda cast: cast.actor.name, nullable=False),
        country("country", "The country that the actor is, or acts for.", lambda cast: cast.actor.country),
        code("offices", Office, "The kinds of office held.", lambda cast: cast.actor.offices, many=True, nullable=False),
        text("title", "The office in the document's words.", lambda cast: cast.actor.title),
        text("sector", "PLOVER's primary sector code.", lambda cast: cast.actor.sector)._replace(codes=tuple(sorted(SECTORS))),
        integer("mentions", "How often the document names or refers to the actor; where, is in `sources`.", lambda cast: len(cast.actor.mentions), nullable=False),
    ), _actors),
    *(_spec(kind, cls) for kind, cls in FACT_KINDS.items()),
    Spec("sources", "One place in a document that a fact rests on, or that names an actor.", (
        text("table", "The table of what rests on it.", nullable=False),
        text("document", "The document's id.", nullable=False),
        text("id", "The id of the fact or actor in the document's reading.", nullable=False),
        integer("part", "Its number among the places of the fact or actor, from 1.", nullable=False),
        integer("start", "Where the words begin in the document's text, in Unicode code points.", nullable=False),
        integer("end", "Where they end: the place after the last.", nullable=False),
        text("words", "The words themselves.", nullable=False),
    ), _places),
)  # fmt: skip
"""The tables of readings and their columns, in their order: columns are only ever added, at the end."""


def reading_tables(readings: Iterable[Reading]) -> dict[str, Table]:
    """Return readings as tidy tables by name, every code checked: their documents, actors, facts by kind, and the words that these rest on."""
    held = list(readings)
    return {spec.name: spec.table(held) for spec in READING_TABLES}


def reading_table(readings: Iterable[Reading], name: str) -> Table:
    """Return one table of readings; `OptionError` where there is none of this name."""
    return table_of(READING_TABLES, name).table(list(readings))

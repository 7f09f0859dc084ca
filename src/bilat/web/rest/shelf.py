"""What the REST API keeps at hand of each record, so that a page of a list costs no sorting: made once for each state of the record."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, wraps
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

import msgspec
from fastapi import Request, Response
from sqlalchemy import func, select

from ...errors import OptionError, StoreError
from ...record.database import reading
from ...record.material import Material
from ...record.model import Record, Source
from ...record.parties import country_name
from ...record.schema import document_countries
from ...vocabulary import Document, Reading, bounds
from ..desk import Desk, Shown
from ..keeping import Bodies
from ..making import PackedMerge, merges_of
from .answers import Key, unchanged
from .errors import not_found

T = TypeVar("T")

PAIRS_FRESH = 60.0
"""Seconds for which the count of documents of each relationship is given out without asking again."""


class Listed(Generic[T]):
    """A part of a record in the order of its keys."""

    def __init__(self, items: Iterable[T], key: Callable[[T], Key]) -> None:
        pairs = sorted(((key(item), item) for item in items), key=lambda pair: pair[0])
        self.keys: list[Key] = [pair[0] for pair in pairs]
        self.items: list[T] = [pair[1] for pair in pairs]


class Indexed:
    """A record in one state, with its parts in order and its things by their ids."""

    def __init__(self, record: Record, version: str) -> None:
        self.record, self.version = record, version
        self.bodies = Bodies()
        self._parts: dict[str, Listed[Any]] = {}

    def part(self, name: str) -> Listed[Any]:
        """Return a part of the record, ordered."""
        found = self._parts.get(name)
        if found is None:
            found = self._parts[name] = Listed(getattr(self.record, name), _KEYS[name])
        return found

    @cached_property
    def things(self) -> dict[tuple[str, str], Any]:
        """Every thing that has an id, by its part and id."""
        return {(name, item.id): item for name in _WITH_IDS for item in getattr(self.record, name)}

    @cached_property
    def sources(self) -> dict[str, list[Source]]:
        """The sources of every thing that has an id, by that id."""
        found = {id: item.sources for (name, id), item in self.things.items() if name != "documents" and name != "figures"}
        return found | {figure.id: [source for claim in figure.claims for source in claim.sources] for figure in self.record.figures}

    @cached_property
    def span(self) -> tuple[str | None, str | None]:
        """The first and the last day of publication."""
        days = [document.published for document in self.record.documents if document.published]
        return min(days, default=None), max(days, default=None)

    @cached_property
    def encoded(self) -> bytes:
        """The whole record as the contract's JSON."""
        return msgspec.json.encode(self.record)


def _day(date: str | None) -> str:
    return (bounds(date)[0] or date) if date else ""


_KEYS: dict[str, Callable[[Any], Key]] = {
    "documents": lambda item: (_day(item.published), item.id),
    "people": lambda item: (item.name.casefold(), item.id),
    "events": lambda item: (_day(item.date), item.id),
    "mechanisms": lambda item: (item.name.casefold(), item.id),
    "instruments": lambda item: (max((_day(stage.date) for stage in item.history), default=""), item.id),
    "commitments": lambda item: (_day(item.due), item.id),
    "figures": lambda item: (_day(item.period), item.id),
    "regimes": lambda item: (_day(item.since), item.id),
    "relations": lambda item: (_day(item.since), item.id),
    "statements": lambda item: (_day(item.date), item.id),
    "calendar": lambda item: (_day(item.date), item.object, item.kind),
    "conflicts": lambda item: (item.object, item.slot),
}
_WITH_IDS = ("documents", "people", "events", "mechanisms", "instruments", "commitments", "figures", "regimes", "relations", "statements")


class Pair(msgspec.Struct, kw_only=True, frozen=True):
    """Two countries that documents deal with together: their codes in order, their short English names, and how many documents."""

    parties: list[str]
    names: list[str]
    documents: int


class Shelf:
    """What is kept for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._store = desk.store
        self._pairs: tuple[float, list[Pair]] | None = None
        self._counting = threading.Lock()

    def pairs(self) -> list[Pair]:
        """Return the relationships that documents deal with, the busiest first; counted anew once a minute at most."""
        known = self._pairs
        if known is not None and (time.monotonic() - known[0] < PAIRS_FRESH or self._counting.locked()):
            return known[1]
        with self._counting:
            if self._pairs is None or time.monotonic() - self._pairs[0] >= PAIRS_FRESH:
                self._pairs = (time.monotonic(), self._count())
            return self._pairs[1]

    def _count(self) -> list[Pair]:
        one, other = document_countries.alias("one"), document_countries.alias("other")
        counted = select(one.c.country, other.c.country.label("with"), func.count().label("n")).join(other, one.c.document == other.c.document)
        with reading(self._store.engine, self._store.address) as connection:
            rows = connection.execute(counted.where(one.c.country < other.c.country).group_by(one.c.country, other.c.country)).all()
        rows = sorted(rows, key=lambda row: (-row[2], row[0], row[1]))
        return [Pair(parties=[row[0], row[1]], names=[country_name(row[0]), country_name(row[1])], documents=row[2]) for row in rows]


_shelves: WeakKeyDictionary[Desk, Shelf] = WeakKeyDictionary()
_making = threading.Lock()


def desk_of(request: Request) -> Desk:
    """Return the desk of the application that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def shelf_of(request: Request) -> Shelf:
    """Return what is kept at hand for the application's desk."""
    desk = desk_of(request)
    with _making:
        shelf = _shelves.get(desk)
        if shelf is None:
            shelf = _shelves[desk] = Shelf(desk)
        return shelf


def indexed_at(request: Request, one: str, other: str) -> Indexed:
    """Return the record that a path names, with its index; 404 where the names are none of parties."""
    try:
        shown = desk_of(request).record(one, other)
    except OptionError as error:
        raise not_found(str(error)) from None
    return indexed_of(shown)


def kept(view: Callable[..., Response]) -> Callable[..., Response]:
    """Decorate an answer that is a function of the record of `one` and `other` in its state and of its address: it is made once for each state."""

    @wraps(view)
    def given_out(**given: Any) -> Response:
        request: Request = given["request"]
        found = indexed_at(request, given["one"], given["other"])
        key = f"{request.url.path}?{request.url.query}"
        body = found.bodies.get(key)
        if body is None:
            made = view(**given)
            if made.status_code != 200:
                return made
            body = found.bodies.keep(key, made)
        return unchanged(request, found.version) or body.response(request)

    return given_out


def indexed_of(shown: Shown) -> Indexed:
    """Return the index of a record as it is shown, made once."""
    return shown.once("indexed", lambda: Indexed(shown.record, shown.version))


def prepare(desk: Desk, names: Sequence[str], shown: Shown, before: Shown) -> None:
    """Make ready what lists of a record's parts are cut from, and its merges where somebody looked at them."""
    for name in _KEYS:
        indexed_of(shown).part(name)
    if before.has("merges"):
        _merges_of(desk, names, shown)


def merges_at(request: Request, one: str, other: str) -> Listed[PackedMerge]:
    """Return why mentions were joined into things of a record or kept apart, the least certain first; made once for each state of the record."""
    desk = desk_of(request)
    return _merges_of(desk, (one, other), desk.record(one, other))


def _merges_of(desk: Desk, names: Sequence[str], shown: Shown) -> Listed[PackedMerge]:
    return shown.once("merges", lambda: Listed(desk.helper.do(merges_of, list(names)), lambda merge: merge.key))


def material_at(request: Request, id: str) -> Material:
    """Return the document that a path names by its whole id, with its reading; 404 where it is not there or not read, with why."""
    store = desk_of(request).store
    found = store.materials([], only=[id])
    if found:
        return found[0]
    document = document_at(request, id)
    made = store.reading(document.id)
    if not isinstance(made, Reading):
        raise not_found(f"{id}: {made or 'the document has not been read yet; `bilat reread` reads it'}")
    return Material(made.document, made)


def document_at(request: Request, id: str) -> Document:
    """Return the document that a path names by its whole id, read or not; 404 where there is none."""
    try:
        found = desk_of(request).store.document(id)
    except StoreError as error:
        if "has this id" in str(error) or "have ids that begin so" in str(error):
            raise not_found(f"{id}: no document has this id") from None
        raise
    if found.id != id:
        raise not_found(f"{id}: no document has this id; one begins so: {found.id}")
    return found

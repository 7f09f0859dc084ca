"""What the home page and the search ask of the whole store: the newest documents, how fresh each publisher is, which relationships are busiest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import func, select

from ...record.database import reading
from ...record.fulltext import Filters, Hit, Snippet, find, snippets_of
from ...record.schema import document_countries, documents
from ...record.store import Store
from ...vocabulary import bounds

_Item = TypeVar("_Item")
_SHOWN = [documents.c[name] for name in ("seq", "id", "title", "publisher", "side", "published", "url", "language")]


class Publisher(NamedTuple):
    """How fresh what is held of a publisher is."""

    name: str
    side: str | None
    pieces: int
    last: str | None


def latest(store: Store) -> int:
    """Return the number of the last document that came."""
    with reading(store.engine, store.address) as connection:
        return connection.scalar(select(func.max(documents.c.seq))) or 0


def newest(store: Store, since: int | None, limit: int) -> tuple[int, list[Any]]:
    """Return how many documents came after the one with this number (none are counted where it is null), and the last of them."""
    chosen = select(*_SHOWN).order_by(documents.c.seq.desc()).limit(limit)
    if since is not None:
        chosen = chosen.where(documents.c.seq > since)
    with reading(store.engine, store.address) as connection:
        number = 0 if since is None else connection.scalar(select(func.count()).select_from(documents).where(documents.c.seq > since)) or 0
        return number, list(connection.execute(chosen).all())


def ids_since(store: Store, since: int, limit: int) -> set[str]:
    """Return the ids of the last documents that came after the one with this number."""
    with reading(store.engine, store.address) as connection:
        return set(connection.scalars(select(documents.c.id).where(documents.c.seq > since).order_by(documents.c.seq.desc()).limit(limit)))


def by_words(store: Store, query: str, filters: Filters, limit: int) -> list[Hit]:
    """Return the documents that hold words, the best first, without snippets."""
    with reading(store.engine, store.address) as connection:
        return find(connection, query, filters, limit, snippets=False)


def snippets(store: Store, query: str, ids: Sequence[str]) -> dict[str, Snippet]:
    """Return the snippets of documents that hold words, by their ids."""
    with reading(store.engine, store.address) as connection:
        return snippets_of(connection, query, ids)


def by_facets(store: Store, filters: Filters, limit: int) -> list[Any]:
    """Return documents that fit filters without being searched for words, the last published first."""
    chosen = select(*_SHOWN).order_by(documents.c.published_from.desc().nulls_last(), documents.c.id).limit(limit)
    for country in filters.countries:
        told = select(document_countries.c.document).where(document_countries.c.document == documents.c.id, document_countries.c.country == country).exists()
        chosen = chosen.where((documents.c.side == country) | told)
    if filters.since and (first := bounds(filters.since)[0]):
        chosen = chosen.where(documents.c.published_to >= first)
    if filters.until and (last := bounds(filters.until)[1]):
        chosen = chosen.where(documents.c.published_from <= last)
    if filters.side:
        chosen = chosen.where(documents.c.side == filters.side)
    if filters.language:
        chosen = chosen.where(documents.c.language == filters.language)
    if filters.publisher:
        chosen = chosen.where(func.lower(documents.c.publisher).contains(filters.publisher.lower(), autoescape=True))
    with reading(store.engine, store.address) as connection:
        return list(connection.execute(chosen).all())


def publishers(store: Store) -> list[Publisher]:
    """Return every publisher with the day of the last piece held, the freshest first."""
    chosen = select(documents.c.publisher, func.max(documents.c.side), func.count(), func.max(documents.c.published_from)).group_by(documents.c.publisher)
    with reading(store.engine, store.address) as connection:
        rows = connection.execute(chosen).all()
    found = [Publisher(row[0] or "publisher not known", row[1], row[2], row[3]) for row in rows]
    return sorted(found, key=lambda one: (one.last or "", one.pieces), reverse=True)


class Kept(Generic[_Item]):
    """A value that is slow to find out, given out as it was last found out while a new one is looked for behind the reader's back."""

    def __init__(self, find: Callable[[], _Item], age: float) -> None:
        self._find, self._age = find, age
        self._lock = threading.Lock()
        self._value: _Item | None = None
        self._found = 0.0
        self._looking = False

    def get(self) -> _Item:
        """Return the value."""
        if self._value is None:
            with self._lock:
                if self._value is None:
                    self._refresh()
        elif time.monotonic() - self._found > self._age and not self._looking:
            self._looking = True
            threading.Thread(target=self._refresh, daemon=True).start()
        assert self._value is not None
        return self._value

    def _refresh(self) -> None:
        try:
            self._value = self._find()
            self._found = time.monotonic()
        finally:
            self._looking = False

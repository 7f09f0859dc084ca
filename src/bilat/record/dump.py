"""The whole store as one file, and back: what people keep as a backup, move to another database, or hand to somebody else.

A dump is JSON Lines (`bilat.dump/1`), in an order of its own, so that two stores that hold the same give the same bytes, whatever their engine and the
order in which they were filled. After a line that names the format come

- `bilat.stored/1`: a document with the bytes that it was made from (base64), every place at which it was found, the original where it is a copy, and its
  reading or what kept it from being read;
- `bilat.review/1`: what people decided, each after what it undoes;
- `bilat.failure/1`: a place from which nothing could be read, with the bytes that came; `bilat.raw/1`: bytes that nothing refers to any more;
- `bilat.observation/1`, `bilat.feed/1`, `bilat.feed_entry/1`: official statistics, the feeds that are followed and what they announced;

and at the end `bilat.end/1` with the number of lines and the SHA-256 of everything before it. Users, sessions and tokens are not in it. What is computed
(copies, the index of words, records) is computed anew when a dump is read.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Float, Integer, Table, select

from ..vocabulary import Document
from .database import told
from .reviews import Review
from .schema import copies, documents, failures, feed_entries, feeds, observations, raws, readings, reviews, sightings
from .store import Store, review_of

_DOCUMENTS = 100
"""Documents that are asked for at a time."""

_COLUMNS = [documents.c[name] for name in Document.__struct_fields__]


class Bytes(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Bytes as they came, by their SHA-256."""

    sha256: str
    media_type: str
    data: bytes


class Sighting(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A place at which a document was found, and when (UTC), where it came over the network."""

    location: str
    retrieved: str | None


class Copy(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a document is a copy of: told for other readers, computed anew by `bilat import`."""

    original: str
    kind: Literal["exact", "near"]
    similarity: float


class Read(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A reading by a version of the reader (`data`: the contract's reading, its document without the text), or what kept the document from being read."""

    version: str
    data: msgspec.Raw
    error: str | None

    @property
    def bare(self) -> bytes | None:
        """The reading as JSON."""
        return None if bytes(self.data) == b"null" else bytes(self.data)


class Line(msgspec.Struct, kw_only=True, frozen=True, tag_field="schema", forbid_unknown_fields=True):
    """One line of a dump."""


class Head(Line, frozen=True, kw_only=True, tag="bilat.dump/1"):
    """The first line."""


class Stored(Line, frozen=True, kw_only=True, tag="bilat.stored/1"):
    """A document with all that was found of it and made of it."""

    document: Document
    raw: Bytes
    sightings: list[Sighting]
    copy: Copy | None
    reading: Read | None


class Judged(Line, frozen=True, kw_only=True, tag="bilat.review/1"):
    """A person's decision."""

    review: Review


class Failed(Line, frozen=True, kw_only=True, tag="bilat.failure/1"):
    """A place from which nothing could be read."""

    location: str
    error: str
    raw: Bytes | None


class Left(Line, frozen=True, kw_only=True, tag="bilat.raw/1"):
    """Bytes that neither a document nor a failure refers to any more."""

    raw: Bytes


class End(Line, frozen=True, kw_only=True, tag="bilat.end/1"):
    """The last line: how many lines stand before it, and the SHA-256 of their bytes."""

    lines: int
    sha256: str


def _row_type(name: str, table: Table) -> type[Line]:
    """The line of a row of a table, its columns by their types."""
    fields = [(str(column.name), _type(column)) for column in table.columns]
    return cast("type[Line]", msgspec.defstruct(name, fields, bases=(Line,), tag=f"bilat.{name}/1", kw_only=True, frozen=True))


def _type(column: Column[Any]) -> Any:
    kind = float if isinstance(column.type, Float) else int if isinstance(column.type, Integer) else str
    return kind | None if column.nullable else kind


TABLES: dict[str, Table] = {"observation": observations, "feed": feeds, "feed_entry": feed_entries}
"""The tables that stand in a dump as they are."""

ROWS: dict[str, type[Line]] = {name: _row_type(name, table) for name, table in TABLES.items()}


def dump(store: Store, *, compressed: bool = False) -> Iterator[bytes]:
    """Yield everything in a store as one file, in pieces: one state of it, whatever is written meanwhile, held one document at a time.

    The same contents give the same bytes; with `compressed` they are packed as gzip.
    """
    lines = _lines(store)
    yield from _gzip(lines) if compressed else lines


def _lines(store: Store) -> Iterator[bytes]:
    digest = hashlib.sha256()
    count = 0
    for line in chain([_encoded(Head())], contents(store)):
        digest.update(line)
        count += 1
        yield line
    yield _encoded(End(lines=count, sha256=digest.hexdigest()))


def contents(store: Store) -> Iterator[bytes]:
    """Yield the lines of a dump between its head and its end."""
    with _snapshot(store) as connection:
        yield from map(_encoded, _stored(connection))
        yield from map(_encoded, _judged(connection))
        for row in connection.execute(select(failures).order_by(_binary(connection, failures.c.location)), execution_options={"yield_per": _DOCUMENTS}):
            yield _encoded(Failed(location=row.location, error=row.error, raw=_bytes(connection, row.raw) if row.raw else None))
        used = select(documents.c.raw).union(select(failures.c.raw).where(failures.c.raw.is_not(None)))
        for sha256 in connection.scalars(select(raws.c.sha256).where(raws.c.sha256.not_in(used)).order_by(_binary(connection, raws.c.sha256))):
            yield _encoded(Left(raw=_bytes(connection, sha256)))
        for name, table in TABLES.items():
            keys = [_binary(connection, column) for column in table.primary_key.columns]
            for row in connection.execute(select(table).order_by(*keys), execution_options={"yield_per": 1000}):
                yield _encoded(ROWS[name](**row._asdict()))


def _stored(connection: Connection) -> Iterator[Stored]:
    order = _binary(connection, documents.c.id)
    for some in connection.execute(select(documents.c.id).order_by(order), execution_options={"yield_per": _DOCUMENTS}).scalars().partitions():
        held = {row.id: row for row in connection.execute(select(*_COLUMNS, documents.c.raw).where(documents.c.id.in_(some)))}
        places: dict[str, list[Sighting]] = {id: [] for id in some}
        for row in connection.execute(select(sightings).where(sightings.c.document.in_(some)).order_by(_binary(connection, sightings.c.location))):
            places[row.document].append(Sighting(location=row.location, retrieved=row.retrieved))
        copied = {row.document: row for row in connection.execute(select(copies).where(copies.c.document.in_(some)))}
        read = {row.document: row for row in connection.execute(select(readings).where(readings.c.document.in_(some)))}
        for id in some:
            row = held[id]
            yield Stored(
                document=Document(**{column.name: row._mapping[column.name] for column in _COLUMNS}),
                raw=_bytes(connection, row.raw),
                sightings=places[id],
                copy=Copy(original=copied[id].original, kind=copied[id].kind, similarity=copied[id].similarity) if id in copied else None,
                reading=_read(read[id]) if id in read else None,
            )


def _read(row: Any) -> Read:
    return Read(version=row.version, data=msgspec.Raw(b"null" if row.data is None else zlib.decompress(row.data)), error=row.error)


def _bytes(connection: Connection, sha256: str) -> Bytes:
    row = connection.execute(select(raws.c.media_type, raws.c.data).where(raws.c.sha256 == sha256)).one()
    return Bytes(sha256=sha256, media_type=row.media_type, data=zlib.decompress(row.data))


def _judged(connection: Connection) -> Iterator[Judged]:
    """Reviews by time, but each after what it undoes."""
    found = {review.id: review for review in map(review_of, connection.execute(select(reviews)))}
    for made in sorted(found.values(), key=lambda review: (review.made, review.id)):
        first: list[Review] = []
        review: Review | None = made
        while review is not None and review.id in found:
            first.append(found.pop(review.id))
            review = found.get(review.undoes) if review.undoes is not None else None
        yield from (Judged(review=one) for one in reversed(first))


@contextmanager
def _snapshot(store: Store) -> Iterator[Connection]:
    """One transaction that sees one state of the store to its end."""
    with told(store.address), store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _binary(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column to order by, by its bytes on either engine, whatever the database's language."""
    return column.collate("C") if connection.dialect.name == "postgresql" and not isinstance(column.type, Float) else column


def _encoded(line: Line) -> bytes:
    return msgspec.json.encode(line) + b"\n"


def _gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # its header holds neither a name nor a time
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()

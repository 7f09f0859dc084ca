"""Documents with their readings brought into a store by the thousand: what `Store.add` and `Store.add_readings` promise, in one transaction a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, text

from ..sources import Found
from . import fulltext
from .database import chunks, insert_new, writing
from .grouping import group
from .rows import insert_rows
from .schema import document_countries, documents, raws, readings, sightings
from .store import ADDING, Packed, Store, document_row, raw_row


class Brought(NamedTuple):
    """What was found at a place, with its reading, the version of the reader that made it, and the hashes of its text's sketch, null for a text too short for one."""

    found: Found
    reading: Packed | None
    version: str
    sketch: bytes | None


class Filled(NamedTuple):
    """What a batch did: documents that were new, of them copies, and known; readings that were kept; places that gave no document."""

    new: int = 0
    copies: int = 0
    known: int = 0
    readings: int = 0
    failed: int = 0

    def plus(self, other: Filled) -> Filled:
        """Return both together."""
        return Filled(*(a + b for a, b in zip(self, other, strict=True)))


def add_many(store: Store, brought: Sequence[Brought], current: str) -> Filled:
    """Store what was brought, all or nothing; bringing it again changes nothing.

    New documents come with their bytes, words, copies and countries; a known one gets the places at which it was not found before. A reading is kept where
    there is none, or in the place of another version's where it is by `current`, this bilat's reader. The failure of a place at which a document was found
    before is passed over. `StoreError` where the store cannot be written: what earlier batches stored is kept.
    """
    with writing(store.engine, store.address) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADDING})  # copies are grouped by one writer at a time
        return _add(connection, store, brought, current)


def _add(connection: Connection, store: Store, brought: Sequence[Brought], current: str) -> Filled:
    ids = sorted({item.found.document.id for item in brought if item.found.document is not None})
    versions = _versions(connection, ids)
    first: dict[str, Brought] = {}
    for item in brought:
        if item.found.document is not None and item.found.document.id not in versions:
            first.setdefault(item.found.document.id, item)
    failed = _failed(connection, brought)
    _insert_raws(connection, [*(item.found for item in first.values()), *(found for found in failed if found.raw)])
    before = connection.scalar(select(func.max(documents.c.seq))) or 0
    rows = [document_row(item.found) for item in first.values()]
    _insert(connection, documents, rows)
    if rows:
        fulltext.index_after(connection, before)
    _insert_sightings(connection, brought, set(versions))
    store.note_failures(connection, [*failed, *(item.found for item in brought if item.found.document is not None)])
    kept = _insert_readings(connection, brought, versions, current)
    texts = {row["text_sha256"]: row["text"] for row in rows}
    sketches = {row["text_sha256"]: item.sketch for row, item in zip(rows, first.values(), strict=True)}
    copied = group(connection, texts, sketches) if texts else set()
    known = sum(item.found.document is not None for item in brought) - len(first)
    return Filled(len(first), len(copied & first.keys()), known, kept, len(failed))


def _versions(connection: Connection, ids: Sequence[str]) -> dict[str, str | None]:
    """The documents that are known, each with the version of its reading."""
    chosen = select(documents.c.id, readings.c.version).outerjoin(readings, readings.c.document == documents.c.id)
    return {row.id: row.version for chunk in chunks(ids) for row in connection.execute(chosen.where(documents.c.id.in_(chunk)))}


def _failed(connection: Connection, brought: Iterable[Brought]) -> list[Found]:
    """The places that gave no document, but for those at which one was found before."""
    failed = {item.found.location: item.found for item in brought if item.found.error is not None}
    for chunk in chunks(sorted(failed)):
        for location in connection.scalars(select(sightings.c.location).where(sightings.c.location.in_(chunk))):
            failed.pop(location, None)
    return list(failed.values())


def _insert(connection: Connection, table: object, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        insert_rows(connection, table, list(rows[0]), [list(row.values()) for row in rows])  # type: ignore[arg-type]


def _insert_raws(connection: Connection, found: Sequence[Found]) -> None:
    by_name = {item.sha256: item for item in found}
    for chunk in chunks(sorted(by_name)):
        for known in connection.scalars(select(raws.c.sha256).where(raws.c.sha256.in_(chunk))):
            del by_name[known]
    _insert(connection, raws, [raw_row(item) for item in by_name.values()])


def _insert_sightings(connection: Connection, brought: Iterable[Brought], known: set[str]) -> None:
    """Note where documents were found; only those that are known can have been found there before."""
    seen: dict[tuple[str, str], str | None] = {}
    for item in brought:
        if item.found.document is not None:
            seen.setdefault((item.found.document.id, item.found.location), item.found.retrieved)
    names = ["document", "location", "retrieved"]
    insert_rows(connection, sightings, names, [(*place, retrieved) for place, retrieved in seen.items() if place[0] not in known])
    again = [dict(zip(names, (*place, retrieved), strict=True)) for place, retrieved in seen.items() if place[0] in known]
    if again:
        connection.execute(insert_new(connection, sightings), again)


def _insert_readings(connection: Connection, brought: Iterable[Brought], versions: dict[str, str | None], current: str) -> int:
    made: dict[str, tuple[Packed, str]] = {}
    for item in brought:
        if item.reading is not None:
            known = versions.get(item.reading.document)
            if known is None or known != item.version == current:
                made[item.reading.document] = (item.reading, item.version)
    replaced = sorted(id for id in made if versions.get(id) is not None)
    for chunk in chunks(replaced):
        connection.execute(delete(readings).where(readings.c.document.in_(chunk)))
        connection.execute(delete(document_countries).where(document_countries.c.document.in_(chunk)))
    insert_rows(connection, readings, ["document", "version", "data", "error"], [(id, version, packed.data, packed.error) for id, (packed, version) in made.items()])
    told: defaultdict[str, list[str]] = defaultdict(list)
    for id, (packed, _) in made.items():
        for country in packed.countries:
            told[country].append(id)
    insert_rows(connection, document_countries, ["country", "document"], [(country, id) for country in sorted(told) for id in told[country]])
    return len(made)

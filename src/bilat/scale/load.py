"""A folder of readings loaded into a store: part by part in large batches, each a transaction, and only what the store does not hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import msgspec
from sqlalchemy import func, select

from ..errors import FormatError
from ..reading.version import reader_version
from ..record.bulk import Brought, Filled, add_many
from ..record.database import chunks, reading
from ..record.schema import readings, sightings
from ..record.store import Store
from . import parts
from .manifest import Folder, Part

if TYPE_CHECKING:
    import pyarrow as pa

BATCH, BATCH_BYTES = 4096, 64 << 20
"""Rows of one transaction, and the bytes of its parts after which it ends earlier."""


class Load(msgspec.Struct, kw_only=True):
    """What loading did: `documents` were new to the store, `copies` of them copies; `known` it held; `failed` places gave no document; `parts` needed nothing."""

    shards: int = 0
    documents: int = 0
    copies: int = 0
    known: int = 0
    readings: int = 0
    failed: int = 0
    parts: int = 0
    schema: Literal["bilat.load/1"] = "bilat.load/1"


def load_folder(store: Store, folder: str | os.PathLike[str], *, tell: Callable[[Load], None] = lambda _: None) -> tuple[Load, list[frozenset[str]]]:
    """Load everything that a folder of readings holds into a store; return what was done, and the sets of countries that the new readings deal with.

    A batch is a transaction, and what the store holds already stays as it is: after a kill the same call goes on where it stopped. Each part is compared with
    its checksum before anything of it is stored. Shards that are not finished are left out. `FormatError` for a part that was changed, `StoreError` where the store cannot be written.
    """
    summary = Load()
    concerned: list[frozenset[str]] = []
    batch: list[Brought] = []
    size = 0

    def write() -> None:
        nonlocal size
        done = add_many(store, batch, reader_version()) if batch else Filled()
        summary.documents += done.new
        summary.copies += done.copies
        summary.known += done.known
        summary.readings += done.readings
        summary.failed += done.failed
        if done.readings:
            concerned.extend({frozenset(item.reading.countries) for item in batch if item.reading is not None and item.reading.countries})
        batch.clear()
        size = 0
        tell(summary)

    for part, brought in _parts(store, Folder(folder), summary):
        if part.first == 0:
            summary.shards += 1
        batch.extend(brought)
        size += part.bytes
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            write()
    write()
    return summary, concerned


def _parts(store: Store, folder: Folder, summary: Load) -> Iterator[tuple[Part, list[Brought]]]:
    """Each part with what the store lacks of it: all of its rows, or none."""
    for shard in folder.manifest().shards:
        for part in shard.parts:
            data = folder.read_part(part)
            table = parts.decode(data, part.file)
            if parts.counted(table) != part.counts:
                raise FormatError(f"{folder.path / part.file}: its rows are not those that the manifest tells of; read its shard again into a new folder")
            if _is_loaded(store, table, shard.reader):
                summary.parts += 1
                summary.known += part.counts.rows - part.counts.failed
                yield part, []
                continue
            yield part, [Brought(row.found, row.reading, shard.reader, row.sketch) for row in parts.rows(table)]


def _is_loaded(store: Store, table: pa.Table, reader: str) -> bool:
    """Whether the store holds every document of a part, found at its place, with its reading by this reader or by this bilat's."""
    if table["id"].null_count:
        return False  # places that gave nothing are few, and told anew
    wanted = dict(zip(table["location"].to_pylist(), table["id"].to_pylist(), strict=True))
    ids = sorted(set(wanted.values()))
    with reading(store.engine, store.address) as connection:
        for chunk in chunks(ids):
            versions = set(connection.scalars(select(readings.c.version).where(readings.c.document.in_(chunk))))
            count = connection.scalar(select(func.count()).select_from(readings).where(readings.c.document.in_(chunk)))
            if count != len(chunk) or not versions <= {reader, reader_version()}:
                return False
        chosen = select(sightings.c.location, sightings.c.document)
        held = {(row.location, row.document) for chunk in chunks(ids) for row in connection.execute(chosen.where(sightings.c.document.in_(chunk)))}
    return held >= set(wanted.items())

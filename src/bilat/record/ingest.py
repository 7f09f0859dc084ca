"""What was found goes into the store, is read, and its reading goes into the store: in batches, so that a kill at any moment loses nothing that was told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeVar

import msgspec

from ..sources import Found
from ..vocabulary import Document
from .store import Added, Packed, Store

BATCH = 256
"""Documents of one transaction."""
PATIENCE = 2.0
"""Seconds after which what has come is written, full batch or not."""

_Item = TypeVar("_Item")

Reader = Callable[[Iterable[Document]], Iterator[Packed]]
"""Reads documents in the order given."""


class Refusal(msgspec.Struct, frozen=True):
    """A place from which nothing could be read, or a document that could not be read, and why."""

    where: str
    error: str


class Summary(msgspec.Struct, kw_only=True):
    """What an ingest did: places looked at, documents that were new and known, readings made, and everything that went wrong.

    `unread` are documents that are stored but could not be read, `failed` places from which no document came.
    """

    places: int = 0
    new: int = 0
    known: int = 0
    copies: int = 0
    read: int = 0
    unread: list[Refusal] = []
    failed: list[Refusal] = []
    schema: Literal["bilat.ingest/1"] = "bilat.ingest/1"


def ingest(store: Store, found: Iterable[Found], reader: Reader | None, *, tell: Callable[[Summary], None] = lambda _: None) -> Summary:
    """Store everything found and read what has no reading yet; return what was done.

    Without a `reader` reading is deferred. Documents are in the store before they are read, a batch a transaction, and readings follow in
    batches of their own: run again after a kill, the same call does what is missing and changes nothing else. `tell` is called after each
    batch. `StoreError` where the store cannot be written: what was written before is kept.
    """
    summary = Summary()
    version = ""
    if reader is not None:
        from ..reading.version import reader_version  # with it comes all that reads, which storing alone does without

        version = reader_version()

    def stored() -> Iterator[Document]:
        for batch in batches(found, BATCH):
            added = store.add(batch)
            _count(summary, added)
            tell(summary)
            if reader is not None:
                unread = store.unread([item.id for item in added if item.id is not None], version)
                once = {item.document.id: item.document for item in batch if item.document is not None and item.document.id in unread}
                yield from once.values()

    if reader is None:
        for _ in stored():
            pass
    else:
        read_into(store, stored(), reader, summary, version, tell)
    return summary


def read_into(store: Store, documents: Iterable[Document], reader: Reader, summary: Summary, version: str, tell: Callable[[Summary], None]) -> None:
    """Read documents and keep their readings, counting them in the summary."""
    for packed in batches(reader(documents), BATCH):
        store.add_readings(packed, version)
        for item in packed:
            if item.error is None:
                summary.read += 1
            else:
                summary.unread.append(Refusal(item.document, item.error))
        tell(summary)


def _count(summary: Summary, added: Iterable[Added]) -> None:
    for item in added:
        summary.places += 1
        if item.error is not None:
            summary.failed.append(Refusal(item.location, item.error))
        elif item.new:
            summary.new += 1
            summary.copies += item.copy
        else:
            summary.known += 1


def batches(items: Iterable[_Item], size: int, patience: float = PATIENCE) -> Iterator[list[_Item]]:
    """Yield items in lists of at most `size`; a list also ends once `patience` seconds have gone by since it began."""
    batch: list[_Item] = []
    begun = time.monotonic()
    for item in items:
        if not batch:
            begun = time.monotonic()
        batch.append(item)
        if len(batch) >= size or time.monotonic() - begun >= patience:
            yield batch
            batch = []
    if batch:
        yield batch

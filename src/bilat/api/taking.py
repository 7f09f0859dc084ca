"""Stores: opening one, taking documents in, reading and rereading them, bringing kept records up to date."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ..sources import Metadata, check_date, check_metadata
from ..vocabulary import bounds
from .records import build_and_keep, with_checks

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    from ..record import Store, Summary
    from ..record.ingest import Reader
    from ..record.restore import Imported
    from ..record.store import Packed
    from ..record.watch import Watch
    from ..sources.intake import Intake
    from ..vocabulary import Document


def open_store(address: str | os.PathLike[str] | None = None, *, create: bool = True) -> Store:
    """Open a store of documents: a file name or `postgresql://USER@HOST/NAME`, by default the environment's `BILAT_STORE`, else `bilat.db`.

    Use it as a context manager. `StoreError` and its kinds say what is wrong with a store.
    """
    from ..record import Store

    return Store(address, create=create)


@contextmanager
def store_if_there(address: str | os.PathLike[str] | None = None) -> Iterator[Store | None]:
    """Give the store at an address, or null where none was named and there is none by default; `StoreError` where a named one is not there."""
    from ..record.database import address_of

    if address is None and os.environ.get("BILAT_STORE") is None and not os.path.exists(address_of(None)):
        yield None
        return
    with open_store(address, create=False) as opened:
        yield opened


def ingest(
    what: Iterable[str],
    store: Store,
    *,
    metadata: Metadata | None = None,
    read: bool = True,
    jobs: int = 1,
    since: str | None = None,
    tell: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Take everything that files, folders and addresses hold into a store, once, read it, and return what was done.

    `what` names text, HTML, PDF, DOCX, JSON Lines and WARC files, folders of them, and addresses of pages, feeds and sitemaps. With `read`
    false reading is deferred to `reread`. Pages announced before the day `since` are passed over. What cannot be read is recorded and the
    others go on; `MissingFileError` for a file that does not exist, before anything is stored.
    """
    from ..record import ingest as into

    names = list(what)
    check_metadata(metadata or Metadata())
    check_date("since", since)
    concerned: list[frozenset[str]] = []
    with _intake(store, metadata, since and bounds(since)[0]) as intake:
        summary = into(store, intake.find(names), _noting(_reader(jobs), concerned) if read else None, tell=tell)
    keep_up(store, concerned)
    return summary


BUSY = 1000
"""So many documents make a relationship of which the record is built before anybody asks for it: building it takes longer than one likes to wait."""


def keep_up(store: Store, concerned: Collection[frozenset[str]], *, many: bool | None = None) -> list[list[str]]:
    """Bring the records that are kept up to date after documents came that concern these sets of countries; return the parties of those built.

    These are the records that somebody asked for before and, after `many` documents (by default as many as the sets), those of busy relationships: `bilat record` and the pages then
    have nothing to wait for. It changes no record, only when it is built.
    """
    kept = store.kept_fingerprints() if concerned else {}
    busy = store.pairs(at_least=BUSY) if (len(concerned) >= BUSY if many is None else many) else []
    together = set(concerned)
    built = []
    for parties in sorted({*kept, *busy}):
        if any(countries.issuperset(parties) for countries in together) and (fingerprint := store.fingerprint(parties)) != kept.get(parties):
            with_checks(store, parties, fingerprint, build_and_keep(store, parties, fingerprint).record)
            built.append(list(parties))
    return built


def _noting(reader: Reader, concerned: list[frozenset[str]]) -> Reader:
    """A reader that notes which countries each document deals with."""

    def noting(documents: Iterable[Document]) -> Iterator[Packed]:
        for packed in reader(documents):
            concerned.append(frozenset(packed.countries))
            yield packed

    return noting


def reread(store: Store, *, everything: bool = False, jobs: int = 1, tell: Callable[[Summary], None] = lambda _: None) -> Summary:
    """Read the documents of a store that this version of bilat has not read yet, or all of them, and return what was done."""
    from ..reading.version import reader_version
    from ..record import Summary
    from ..record.ingest import read_into

    summary = Summary()
    version = reader_version()
    documents = store.documents(unread_by=None if everything else version)
    concerned: list[frozenset[str]] = []
    read_into(store, documents, _noting(_reader(jobs), concerned), summary, version, tell)
    keep_up(store, concerned)
    return summary


def rebuild(store: Store, *, jobs: int = 1, tell: Callable[[Summary], None] = lambda _: None) -> Summary:
    """Compute everything anew from documents and reviews: copies and readings, from which the record follows; the result is the same.

    Reviews, documents and the bytes that they were made from stay as they are.
    """
    store.forget_computed()
    return reread(store, jobs=jobs, tell=tell)


@contextmanager
def watching(store: Store, *, read: bool = True, jobs: int = 1, every: float | None = None, tell: Callable[[str], None] = lambda _: None) -> Iterator[Watch]:
    """Give a `Watch` that follows feeds into a store, politely, for as long as the context lasts."""
    from ..record.watch import EVERY, Watch
    from ..sources.web.fetch import Fetcher
    from ..sources.web.polite import Polite

    concerned: list[frozenset[str]] = []

    def after() -> None:
        keep_up(store, concerned)
        concerned.clear()

    with Fetcher() as fetcher, _intake(store, None, None) as intake:
        yield Watch(store, Polite(fetcher), intake, _noting(_reader(jobs), concerned) if read else None, every=every or EVERY, tell=tell, after=after)


@contextmanager
def _intake(store: Store, metadata: Metadata | None, since: str | None) -> Iterator[Intake]:
    from ..sources.intake import Intake
    from ..sources.publishers import load_publishers
    from ..sources.sandbox import Sandbox
    from ..sources.web.fetch import Fetcher
    from ..sources.web.polite import Polite

    with ExitStack() as stack:
        fetcher = stack.enter_context(Fetcher())
        sandbox = stack.enter_context(Sandbox())
        yield Intake(sandbox, metadata=metadata, publishers=load_publishers(), web=fetcher, crawl=Polite(fetcher), known=store.has_place, since=since)


def _reader(jobs: int) -> Reader:
    from functools import partial

    from ..scale import read_documents

    return partial(read_documents, jobs=jobs)


def dump(store: Store, *, compressed: bool = False) -> Iterator[bytes]:
    """Yield everything in a store (but its users) as one file, in pieces, packed as gzip where asked: what `import_dump` reads back."""
    from ..record.dump import dump as lines

    return lines(store, compressed=compressed)


def import_dump(store: Store, file: str | os.PathLike[str], *, tell: Callable[[Imported], None] = lambda _: None) -> Imported:
    """Read a dump into a store, once all of it was found sound, and return what was new; running it again does what is missing and nothing else."""
    from ..record.restore import import_dump as read_back

    return read_back(store, file, tell=tell)

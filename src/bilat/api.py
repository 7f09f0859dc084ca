"""The functions that the command line, the pages and Python users call alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from .sources import Metadata, document_from_text
from .vocabulary import Reading

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    from .record import Store, Summary
    from .record.ingest import Reader
    from .record.watch import Watch
    from .sources.intake import Intake


def read(
    text: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    side: str | None = None,
    url: str | None = None,
    title: str | None = None,
    id: str | None = None,
) -> Reading:
    """Read one press piece and return every fact in it, each tied to the words it rests on.

    `published` is an EDTF date, `side` the ISO 3166-1 alpha-3 code of the country whose government or state press issued the text. What
    is left out is taken from the text where it says it, and from the built-in list of publishers. Any text is read as far as it goes;
    `OptionError` for a date or a country that means nothing. The same text and options give the same reading, byte for byte.
    """
    from .reading import read_document

    return read_document(document_from_text(text, Metadata(published=published, publisher=publisher, side=side, url=url, title=title, id=id)))


def open_store(address: str | os.PathLike[str] | None = None, *, create: bool = True) -> Store:
    """Open a store of documents: a file name or `postgresql://USER@HOST/NAME`, by default the environment's `BILAT_STORE`, else `bilat.db`.

    Use it as a context manager. `StoreError` and its kinds say what is wrong with a store.
    """
    from .record import Store

    return Store(address, create=create)


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
    from .record import ingest as into

    names = list(what)
    with _intake(store, metadata, since) as intake:
        return into(store, intake.find(names), _reader(jobs) if read else None, tell=tell)


def reread(store: Store, *, everything: bool = False, jobs: int = 1, tell: Callable[[Summary], None] = lambda _: None) -> Summary:
    """Read the documents of a store that this version of bilat has not read yet, or all of them, and return what was done."""
    from .reading.version import reader_version
    from .record import Summary
    from .record.ingest import read_into

    summary = Summary()
    version = reader_version()
    documents = store.documents(unread_by=None if everything else version)
    read_into(store, documents, _reader(jobs), summary, version, tell)
    return summary


@contextmanager
def watching(store: Store, *, read: bool = True, jobs: int = 1, every: float | None = None, tell: Callable[[str], None] = lambda _: None) -> Iterator[Watch]:
    """Give a `Watch` that follows feeds into a store, politely, for as long as the context lasts."""
    from .record.watch import EVERY, Watch
    from .sources.web.fetch import Fetcher
    from .sources.web.polite import Polite

    with Fetcher() as fetcher, _intake(store, None, None) as intake:
        yield Watch(store, Polite(fetcher), intake, _reader(jobs) if read else None, every=every or EVERY, tell=tell)


@contextmanager
def _intake(store: Store, metadata: Metadata | None, since: str | None) -> Iterator[Intake]:
    from .sources.intake import Intake
    from .sources.publishers import load_publishers
    from .sources.sandbox import Sandbox
    from .sources.web.fetch import Fetcher
    from .sources.web.polite import Polite

    with ExitStack() as stack:
        fetcher = stack.enter_context(Fetcher())
        sandbox = stack.enter_context(Sandbox())
        yield Intake(sandbox, metadata=metadata, publishers=load_publishers(), web=fetcher, crawl=Polite(fetcher), known=store.has_place, since=since)


def _reader(jobs: int) -> Reader:
    from functools import partial

    from .scale import read_documents

    return partial(read_documents, jobs=jobs)

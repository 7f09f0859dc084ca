"""What names stand for, file by file and page by page: everything that can be ingested, whatever carries it, found and turned into documents.

A name is a file, a folder, `-` or an address; what it holds is told by its bytes. What cannot be read comes out with its error, and the others go on.
"""

from __future__ import annotations

import datetime
import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from ..errors import BilatError, FormatError, InputError, MissingFileError
from ..vocabulary import Document, PublishedBasis
from .files import MAX_BYTES, STDIN, open_bytes, read_bytes
from .formats.archives import ArchivedPage
from .formats.extract import Extract
from .formats.lines import local_day, parse_line, split_lines
from .formats.media import DOCX, FEED, GZIP, HTML, JSONL, PARQUET, PDF, SITEMAP, TEXT, WARC, media_type
from .found import Found
from .publishers import Publishers, load_publishers
from .sandbox import Function, Sandbox
from .text import Metadata, check_text, document_from_text, document_id, text_of

if TYPE_CHECKING:  # their libraries are loaded where they parse, in the sandbox
    from .formats.feeds import Entry, Feed
    from .formats.sitemaps import Sitemap
    from .web.fetch import Fetched

ENDINGS = (".txt", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".warc", ".jsonl", ".ndjson", ".parquet", ".xml", ".rss", ".atom")
"""What a folder is searched for, each also with .gz behind it; other files in it are passed over."""

MAX_DEPTH = 3
"""Sitemaps within sitemaps that are followed."""


_TABLES = {"parquet": Function("bilat.sources.formats.columns:walk_parquet", "builtins:bytes")}


class Web(Protocol):
    """What gets things from the network: `Fetcher`, or `Polite` over it."""

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None, accept: str | None = None, max_bytes: int | None = None) -> Fetched:
        """Get what lies at an address."""
        ...


class Announcement(NamedTuple):
    """What a feed, a sitemap or a line of JSON says of a piece before its page is seen."""

    title: str | None = None
    published: str | None = None
    basis: PublishedBasis | None = None
    publisher: str | None = None
    side: str | None = None


NOTHING = Announcement()


class Intake:
    """Finds documents. `web` gets single addresses, `crawl` what feeds and sitemaps announce; without them an address is an error.

    `metadata` holds for every document found and beats what it says itself. Announced pages whose address `known` accepts, and those
    announced as published before `since` (YYYY-MM-DD), are passed over. `today` is the day after which nothing can have been published.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        metadata: Metadata | None = None,
        publishers: Publishers | None = None,
        web: Web | None = None,
        crawl: Web | None = None,
        known: Callable[[str], bool] = lambda _: False,
        since: str | None = None,
        today: datetime.date | None = None,
    ) -> None:
        self._sandbox = sandbox
        self._metadata = metadata or Metadata()
        self._publishers = publishers or load_publishers()
        self._web, self._crawl = web, crawl or web
        self._known, self._since = known, since
        self._today = today or datetime.datetime.now(datetime.UTC).date()

    # -- what names stand for

    def find(self, names: list[str]) -> Iterator[Found]:
        """Yield everything found under the names; `MissingFileError`, before anything else, for a file that does not exist."""
        for name in names:
            if not is_address(name) and name != STDIN and not Path(name).exists():
                raise MissingFileError(f"{name}: there is no such file or folder; check the name, or give an address that begins with https://")
        for name in names:
            if is_address(name):
                yield from self.address(name)
            elif Path(name).is_dir():
                for path in files_below(name):
                    yield from self._file(path)
            else:
                yield from self._file(name)

    def address(self, url: str) -> Iterator[Found]:
        """Yield what lies at an address: the piece, or every piece that a feed or sitemap there announces."""
        yield from self._fetched(url, self._web, NOTHING, depth=0)

    def page(self, url: str, announced: Announcement) -> Found:
        """Return the one piece that lies at an address which a feed or sitemap announced."""
        found = list(self._fetched(url, self._crawl, announced, depth=MAX_DEPTH))
        return found[0] if len(found) == 1 else Found(url, b"", "", error=f"{url}: this is not one piece but {len(found)}; ingest the address itself")

    def feed(self, fetched: Fetched, name: str) -> Feed:
        """Parse what was fetched as a feed; `FormatError` where it is none."""
        return self._parse_feed(fetched.body, name, fetched.url)

    # -- files

    def _file(self, name: str) -> Iterator[Found]:
        location = name if name == STDIN else os.path.abspath(name)
        try:
            kind = _kind_of_file(name)
            if kind == WARC:
                yield from self._archive(name, location)
            elif kind == JSONL:
                yield from self._lines(name, location)
            elif kind == PARQUET:
                yield from self._rows(name, location)
            else:
                yield from self._bytes(read_bytes(name), location, NOTHING)
        except BilatError as error:
            yield Found(location, b"", "", error=str(error))

    def _lines(self, name: str, location: str) -> Iterator[Found]:
        opened = open_bytes(name)
        number = 0
        try:
            file: BinaryIO = gzip.GzipFile(fileobj=opened) if name.endswith(".gz") else opened  # type: ignore[assignment]
            for number, line in split_lines(file, name):
                yield self._line(line, f"{location}#line={number}")
        except (OSError, EOFError, zlib.error) as error:
            yield Found(f"{location}#line={number + 1}", b"", JSONL, error=f"{location}, after line {number}: the file breaks off ({error}); what stands before it was read")
        finally:
            if name != STDIN:
                opened.close()

    def _rows(self, name: str, location: str) -> Iterator[Found]:
        with Sandbox(functions=_TABLES) as sandbox:  # of its own: what reads tables is large, and nothing else needs it
            for number, line in enumerate(sandbox.stream("parquet", name), 1):
                yield self._line(line, f"{location}#row={number}")

    def _line(self, data: bytes | InputError, location: str) -> Found:
        if isinstance(data, InputError):
            return Found(location, b"", JSONL, error=str(data))
        try:
            line = parse_line(data, location)
            check_text(line.text, location)
            published = local_day(line.published, self._zone(line.url), location) if line.published else None
            announced = Announcement(line.title, published, "given", line.publisher, line.side.upper() if line.side else None)
            return Found(location, data, JSONL, document=self._document(Extract(text=line.text), line.url, announced))
        except BilatError as error:
            return Found(location, data, JSONL, error=_named(error, location))

    def _archive(self, name: str, location: str) -> Iterator[Found]:
        for number, page in enumerate(self._sandbox.stream("warc", name), 1):
            place = f"{location}#record={number}"  # the archive's own names for its records may be doubled
            if not isinstance(page, ArchivedPage):
                yield Found(place, b"", WARC, error=f"{place}: {page.message}")
                continue
            yield from self._bytes(page.body, place, NOTHING, declared=page.media_type, charset=page.charset, url=page.url, retrieved=page.retrieved)

    # -- addresses

    def _fetched(self, url: str, web: Web | None, announced: Announcement, *, depth: int) -> Iterator[Found]:
        if web is None:
            yield Found(url, b"", "", error=f"{url}: nothing is fetched from the network here; give a file")
            return
        try:
            got = web.get(url)
        except BilatError as error:
            yield Found(url, b"", "", error=str(error))
            return
        retrieved = got.retrieved.strftime("%Y-%m-%dT%H:%M:%SZ")
        yield from self._bytes(got.body, url, announced, declared=got.media_type, charset=got.charset, url=got.url, retrieved=retrieved, depth=depth)

    def _announced(self, feed: Feed) -> Iterator[Found]:
        for entry in feed.entries:
            if self._passed_over(entry.link, entry.published):
                continue
            yield self.entry(entry)

    def entry(self, entry: Entry) -> Found:
        """Return the piece that a feed's entry announces: its page, or, where that cannot be had, the text in the feed itself."""
        announced = announcement_of(entry)
        found = self.page(entry.link, announced)
        if found.document is None and entry.content:
            whole = next(
                self._bytes(f"<html><body><article>{entry.content}</article></body></html>".encode(), entry.link, announced, declared=HTML, charset="utf-8", url=entry.link)
            )
            return whole if whole.document is not None else found
        return found

    def _listed(self, sitemap: Sitemap, depth: int) -> Iterator[Found]:
        for page in sitemap.pages:
            if self._passed_over(page.location, page.published or page.modified):
                continue
            announced = Announcement(page.title, page.published, "sitemap" if page.published else None)
            yield from self._fetched(page.location, self._crawl, announced, depth=MAX_DEPTH)
        for location in sitemap.sitemaps:
            if depth + 1 >= MAX_DEPTH:
                yield Found(location, b"", SITEMAP, error=f"{location}: sitemaps lie deeper than {MAX_DEPTH} within each other; give this one by itself")
            else:
                yield from self._fetched(location, self._crawl, NOTHING, depth=depth + 1)

    def _passed_over(self, link: str, day: str | None) -> bool:
        return bool(self._since and day and day < self._since) or self._known(link)

    # -- bytes

    def _bytes(
        self,
        data: bytes,
        location: str,
        announced: Announcement,
        *,
        declared: str | None = None,
        charset: str | None = None,
        url: str | None = None,
        retrieved: str | None = None,
        depth: int = 0,
    ) -> Iterator[Found]:
        """What lies in the bytes of one place."""
        kind = ""
        try:
            content, kind = data, media_type(data, name=location, declared=declared)
            if kind == GZIP:
                content = self._sandbox.call("gunzip", data, name=location, limit=MAX_BYTES)
                kind = media_type(content, name=location.removesuffix(".gz"), declared=None)
            if kind in (FEED, SITEMAP) and depth < MAX_DEPTH:
                if kind == FEED:
                    yield from self._announced(self._parse_feed(content, location, url))
                else:
                    yield from self._listed(self._sandbox.call("sitemap", content, name=location), depth)
                return
            if kind == JSONL:
                for number, line in enumerate(content.splitlines(), 1):
                    if line.strip():
                        yield self._line(line, f"{location}#line={number}")
                return
            extract = self._extract(content, kind, location, charset, url)
            carrier = f"{kind}; charset={charset}" if charset and kind == HTML else kind
            yield Found(location, data, carrier, retrieved, self._document(extract, url or extract.url, announced))
        except BilatError as error:
            yield Found(location, data if len(data) <= MAX_BYTES else b"", kind or declared or "application/octet-stream", retrieved, error=_named(error, location))

    def _extract(self, data: bytes, kind: str, name: str, charset: str | None, url: str | None) -> Extract:
        today = str(self._today)
        if kind == HTML:
            extract: Extract = self._sandbox.call("html", data, name=name, url=url, charset=charset, today=today, zone=self._zone(url))
        elif kind in (PDF, DOCX):
            extract = self._sandbox.call("pdf" if kind == PDF else "docx", data, name=name, today=today)
        elif kind == TEXT:
            extract = Extract(text=text_of(data, name))
        else:
            raise FormatError(f"{name}: {kind} within another file is not looked into; give it as a file of its own")
        check_text(extract.text, name)
        return extract

    def _parse_feed(self, data: bytes, name: str, url: str | None) -> Feed:
        feed: Feed = self._sandbox.call("feed", data, name=name, url=url, zone=self._zone(url))
        return feed

    def _document(self, extract: Extract, url: str | None, announced: Announcement) -> Document:
        """The document with what is known of it, the surest first: what the user says, a page's own data, who announced it, what the page seems to say."""
        # what a person says, or a line of JSON, is part of what the document is; the rest follows from its bytes
        said = announced if announced.basis == "given" else NOTHING
        given = Metadata(
            url=self._metadata.url or url,
            published=self._metadata.published or said.published,
            publisher=self._metadata.publisher or said.publisher,
            side=self._metadata.side or said.side,
            title=self._metadata.title or said.title,
        )
        dates: list[tuple[str | None, PublishedBasis | None]] = [
            (given.published, "given"),
            (extract.published if extract.published_basis == "metadata" else None, "metadata"),
            (announced.published, announced.basis),
            (extract.published, extract.published_basis),
        ]
        published, basis = next((date for date in dates if date[0] is not None), (None, None))
        publisher = self._publishers.of_url(given.url) if given.url else None
        metadata = replace(
            given,
            id=document_id(extract.text, given),
            published=published,
            published_basis=basis,
            publisher=given.publisher or (publisher.name if publisher else extract.publisher),
            title=given.title or extract.title or announced.title,
        )
        return document_from_text(extract.text, metadata, self._publishers)

    def _zone(self, url: str | None) -> str | None:
        publisher = self._publishers.of_url(url) if url else None
        return publisher.time_zone if publisher else None


def is_address(name: str) -> bool:
    """Tell whether a name is an address rather than a file: whether it begins with a scheme."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:(//|[^/\\])", name) is not None and not Path(name).exists()


def files_below(folder: str) -> list[str]:
    """Return the files below a folder that can be ingested, hidden ones left out, in the order of their names; `MissingFileError` for none."""
    found = [path for path in sorted(Path(folder).rglob("*")) if path.name.lower().removesuffix(".gz").endswith(ENDINGS) and not _hidden(path, folder) and path.is_file()]
    if not found:
        raise MissingFileError(f"{folder}: nothing that can be ingested lies in this folder ({' '.join(ENDINGS)}); name the files themselves if they are called otherwise")
    return list(map(str, found))


def announcement_of(entry: Entry) -> Announcement:
    """Return what a feed's entry says of the piece it announces."""
    return Announcement(entry.title, entry.published, "feed" if entry.published else None)


def _hidden(path: Path, folder: str) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _kind_of_file(name: str) -> str | None:
    """The kinds of file that are read piece by piece and never held whole, by their names."""
    if name.lower().endswith(".parquet"):
        return PARQUET
    low = name.lower().removesuffix(".gz")
    return WARC if low.endswith(".warc") else JSONL if low.endswith((".jsonl", ".ndjson")) else None


def _named(error: BilatError, location: str) -> str:
    message = str(error)
    return message if message.startswith(location) else f"{location}: {message}"

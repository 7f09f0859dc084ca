"""A dump read back into a store: everything in it that the store does not hold yet, after all of it was found sound."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Literal, cast

import msgspec
from sqlalchemy import func, select

from ..errors import BilatError, FormatError, InputError, MissingFileError
from ..reading.version import reader_version
from ..sources import Found
from ..sources.text import check_text
from ..vocabulary import ISO3, Reading, is_edtf
from .database import chunks, insert_new, reading, writing
from .dump import ROWS, TABLES, Bytes, End, Failed, Head, Judged, Left, Line, Stored
from .reviews import Review, new_review
from .schema import raws, readings, sightings
from .store import Packed, Store, pack, packed, raw_row

MAX_LINE = 256 << 20
"""Bytes of the longest line that is read: several times the largest document that bilat takes in."""
BATCH, BATCH_BYTES = 256, 16 << 20
"""Lines of one transaction, and the bytes after which it ends earlier."""


class Imported(msgspec.Struct, kw_only=True):
    """What an import did: what of the dump was new to the store, and what it held before.

    `unread` counts readings of a form that this bilat does not know any more: `bilat reread` reads these documents anew.
    """

    documents: int = 0
    known: int = 0
    readings: int = 0
    unread: int = 0
    reviews: int = 0
    failures: int = 0
    observations: int = 0
    feeds: int = 0
    schema: Literal["bilat.import/1"] = "bilat.import/1"

    def told(self) -> str:
        """Return what was done in a line."""
        parts = [f"{self.documents:,} new documents", f"{self.known:,} known before"] if self.known else [f"{self.documents:,} new documents"]
        counts = {"readings": self.readings, "reviews": self.reviews, "failures": self.failures, "observations": self.observations, "feeds": self.feeds}
        parts += [f"{count:,} {name}" for name, count in counts.items() if count]
        return ", ".join(parts) + (f"; {self.unread:,} readings are of an older form: `bilat reread` makes them anew" if self.unread else "")


def import_dump(store: Store, name: str | os.PathLike[str], *, tell: Callable[[Imported], None] = lambda _: None) -> Imported:
    """Read a dump into a store and return what was new; `-` names standard input, and a dump packed by gzip is unpacked.

    First the whole dump is checked, and nothing is stored where anything in it is cut off, changed or malformed: `FormatError` names the line. Then it is
    stored in batches, each in a transaction: what the store holds already stays as it is, so that an import that was broken off is finished by running it
    again, and a dump merges into a store that holds something else. A reading by this version of bilat takes the place of another's, never the reverse.
    `tell` is called after each batch. `StoreError` where the store cannot be written.
    """
    summary = Imported()
    with _opened(os.fspath(name)) as (file, shown):
        for _ in _lines(file, shown):
            pass  # checked line by line
        file.seek(0)
        for batch in _batches(_lines(file, shown)):
            _store(store, batch, summary)
            tell(summary)
    return summary


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, str]]:
    """A dump that can be read twice."""
    if name == "-":
        with tempfile.TemporaryFile() as spooled:
            shutil.copyfileobj(sys.stdin.buffer, spooled)
            spooled.seek(0)
            yield from _unpacked(spooled, "standard input")
        return
    try:
        file = open(name, "rb")  # noqa: SIM115
    except FileNotFoundError:
        raise MissingFileError(f"{name}: there is no such file; check the name") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); check the file and its permissions") from None
    with file:
        yield from _unpacked(file, name)


def _unpacked(file: BinaryIO, name: str) -> Iterator[tuple[BinaryIO, str]]:
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    yield (cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb")) if packed else file), name


def _lines(file: BinaryIO, name: str) -> Iterator[Line]:
    """The lines of a dump between its head and its end, each checked, and in the end all of them by their checksum."""
    digest = hashlib.sha256()
    number = 0
    line: Line | None = None
    for data in _read(file, name):
        number += 1
        if isinstance(line, End):
            raise FormatError(f"{name}, line {number}: something stands after the end of the dump; export it again")
        line = _parsed(data, f"{name}, line {number}", first=number == 1)
        if isinstance(line, End):
            if (line.lines, line.sha256) != (number - 1, digest.hexdigest()):
                raise FormatError(f"{name}: the dump was changed after it was written (its checksum is not that of its lines); nothing is to be taken from it: export it again")
            continue
        digest.update(data)
        if not isinstance(line, Head):
            yield line
    if not isinstance(line, End):
        raise FormatError(f"{name}: the dump is cut off after {number:,} lines; copy or export it again")


def _read(file: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        while data := file.readline(MAX_LINE + 1):
            if len(data) > MAX_LINE:
                raise FormatError(f"{name}: a line of more than {MAX_LINE >> 20} MiB; this is no dump of bilat")
            yield data
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FormatError(f"{name}: the packed dump is cut off or broken ({error}); copy or export it again") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error}); check the file and its disk") from None


_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(cast(Any, Head | Stored | Judged | Failed | Left | End | ROWS["observation"] | ROWS["feed"] | ROWS["feed_entry"]))
_READING = msgspec.json.Decoder(Reading)


def _parsed(data: bytes, place: str, *, first: bool) -> Line:
    try:
        line = _DECODER.decode(data)
        if b"\\u0000" in data and "\0" in _characters(msgspec.json.decode(data)):
            raise ValueError("it holds a zero character, which no text has")
        if isinstance(line, Stored):
            _check_stored(line, place)
        elif isinstance(line, Judged):
            _check_review(line.review)
        elif isinstance(line, Failed | Left) and line.raw is not None:
            _check_bytes(line.raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, BilatError) as error:
        told = "this is no dump of bilat, or one of a newer bilat" if first else "the dump is cut off or was changed here, or a newer bilat wrote it"
        raise FormatError(f"{place}: {told} ({error}); export it again") from None
    if first != isinstance(line, Head):
        raise FormatError(f"{place}: this is no dump of bilat (a dump begins with one line that names its schema, bilat.dump/1); `bilat export --all --format dump` makes one")
    return line


def _characters(value: Any) -> str:
    """All words in a piece of JSON, one after the other."""
    if isinstance(value, dict):
        return "".join(map(_characters, [*value, *value.values()]))
    return "".join(map(_characters, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _check_stored(line: Stored, place: str) -> None:
    document = line.document
    _check_bytes(line.raw)
    check_text(document.text, place)
    if not line.sightings:
        raise ValueError("$.sightings: a document is found somewhere")
    for name, date in (("published", document.published), ("dateline", document.dateline)):
        if date is not None and not is_edtf(date):
            raise ValueError(f"$.document.{name}: {date!r} is no date")
    for name, country in (("side", document.side), ("relays", document.relays)):
        if country is not None and country not in ISO3:
            raise ValueError(f"$.document.{name}: {country!r} is no country")
    if line.reading is not None and (line.reading.bare is None) == (line.reading.error is None):
        raise ValueError("$.reading: either facts or an error")
    made = _reading_of(line)
    if made is not None and made.document.id != document.id:
        raise ValueError(f"$.reading.data.document.id: {made.document.id!r} is another document")
    if made is not None:
        whole = len(document.text)
        for n, fact in enumerate(made.facts):
            if not fact.evidence or not all(0 <= start < end <= whole for start, end in fact.evidence):
                raise ValueError(f"$.reading.data.facts[{n}].evidence: rests on no words of the document")


def _reading_of(line: Stored) -> Reading | None:
    """The reading of a document; null where it has none, or one of a form that is not known any more."""
    bare = line.reading.bare if line.reading is not None else None
    if bare is None:
        return None
    try:
        return _READING.decode(bare)
    except msgspec.MsgspecError:
        return None


def _check_review(review: Review) -> None:
    made = new_review(review.made, review.reviewer, review.verdict, review.subject, review.detail, review.undoes)
    if made.id != review.id:
        raise ValueError("$.review.id: is not that of what it says")


def _check_bytes(raw: Bytes) -> None:
    if hashlib.sha256(raw.data).hexdigest() != raw.sha256:
        raise ValueError("$.raw: the bytes are not those of their SHA-256")


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for line in lines:
        batch.append(line)
        if isinstance(line, Stored):
            size += len(line.raw.data) + len(line.document.text)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _store(store: Store, batch: list[Line], summary: Imported) -> None:
    stored = [line for line in batch if isinstance(line, Stored)]
    if stored:
        with reading(store.engine, store.address) as connection:
            ids = [line.document.id for line in stored]
            seen = {tuple(row) for chunk in chunks(ids) for row in connection.execute(select(sightings.c.document, sightings.c.location).where(sightings.c.document.in_(chunk)))}
        new = store.add(
            [
                Found(place.location, line.raw.data, line.raw.media_type, place.retrieved, line.document)
                for line in stored
                for place in line.sightings
                if (line.document.id, place.location) not in seen
            ]
        )
        count = sum(added.new for added in new)
        summary.documents += count
        summary.known += len(stored) - count
        _store_readings(store, stored, summary)
    if judged := [line.review for line in batch if isinstance(line, Judged)]:
        before = {review.id for review in store.reviews()}
        store.add_reviews(judged)
        summary.reviews += len({review.id for review in judged} - before)
    if failed := [line for line in batch if isinstance(line, Failed)]:
        told = {location for location, _ in store.failures()}
        new = store.add(
            [
                Found(line.location, line.raw.data if line.raw else b"", line.raw.media_type if line.raw else "", None, None, line.error)
                for line in failed
                if line.location not in told
            ]
        )
        summary.failures += len(new)
    _store_rows(store, [line for line in batch if not isinstance(line, Stored | Judged | Failed)], summary)


def _store_readings(store: Store, stored: list[Stored], summary: Imported) -> None:
    """Keep the readings of documents that have none, and those by this version of bilat in the place of another's."""
    current = reader_version()
    with reading(store.engine, store.address) as connection:
        ids = [line.document.id for line in stored]
        held = {row[0]: row[1] for chunk in chunks(ids) for row in connection.execute(select(readings.c.document, readings.c.version).where(readings.c.document.in_(chunk)))}
    by_version: defaultdict[str, list[Packed]] = defaultdict(list)
    for line in stored:
        read = line.reading
        known = held.get(line.document.id)
        if read is None or not (known is None or (known != current == read.version)):
            continue
        if read.bare is None:
            by_version[read.version].append(pack(line.document.id, str(read.error)))
        elif made := _reading_of(line):
            by_version[read.version].append(packed(line.document.id, read.bare, made))
        else:
            summary.unread += 1
    for version, packs in by_version.items():
        store.add_readings(packs, version)
        summary.readings += len(packs)


def _store_rows(store: Store, lines: list[Line], summary: Imported) -> None:
    """Keep what stands in tables of its own, all of it in one transaction."""
    left = [raw_row(Found("", line.raw.data, line.raw.media_type)) for line in lines if isinstance(line, Left)]
    rows = {name: [msgspec.structs.asdict(line) for line in lines if isinstance(line, kind)] for name, kind in ROWS.items()}
    if not left and not any(rows.values()):
        return
    with writing(store.engine, store.address) as connection:
        if left:
            connection.execute(insert_new(connection, raws), left)
        for name, some in rows.items():
            if some:
                table = TABLES[name]
                before = connection.scalar(select(func.count()).select_from(table)) or 0
                connection.execute(insert_new(connection, table), some)
                new = (connection.scalar(select(func.count()).select_from(table)) or 0) - before
                summary.observations += new if name == "observation" else 0
                summary.feeds += new if name == "feed" else 0

"""Archives of the web (WARC) → the pages and papers in them, one by one, with the memory of one."""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from ...errors import FormatError
from .media import DOCX, HTML, PDF
from .members import BLOCK, GZIP, BreakError, Members, next_members, open_members

MAX_BODY = 32 << 20
"""No page of more bytes is taken out of an archive: 32 MiB."""

MAX_BREAKS = 200
"""Places at which the records of one archive may have to be looked for again before the rest of it is given up."""

_WANTED = (HTML, "application/xhtml+xml", PDF, DOCX)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\n]{0,2000}\n")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]{0,1000})?\r?\n")


class ArchivedPage(msgspec.Struct, kw_only=True, frozen=True, tag=True):
    """One page or paper as a crawler had it: its bytes as they were sent, freed of compression and chunks.

    `retrieved` is a time as YYYY-MM-DDTHH:MM:SSZ, `media_type` and `charset` what its server said of it. `offset` is where its record
    begins in the file and reading can begin again, null where the archive is compressed as a whole. `cut` tells that the crawler kept
    only its beginning.
    """

    url: str
    retrieved: str | None
    media_type: str
    charset: str | None
    body: bytes
    record_id: str | None
    offset: int | None
    cut: bool = False


class BrokenRecord(msgspec.Struct, kw_only=True, frozen=True, tag=True):
    """A record that could not be read, or the place from which on there are none; `message` says why and what to do."""

    url: str | None
    record_id: str | None
    offset: int | None
    message: str


Item = ArchivedPage | BrokenRecord


class _UnreadableError(Exception):
    """One record cannot be read; the message says why."""


def read_warc(file: BinaryIO, *, name: str, offset: int = 0) -> Iterator[Item]:
    """Yield the pages and papers of a WARC archive: responses with status 200 and resources, of HTML, PDF and DOCX.

    The archive may be plain, or compressed with gzip, LZ4 or Zstandard, record by record or as a whole. What cannot be read yields a
    `BrokenRecord` and costs nothing else: the next record is looked for from there on, if the file can be sought in and is plain or gzip.
    Reading begins at `offset`, that of a record. `FormatError` for what is no such archive.
    """
    for item in walk_warc(file, name=name, offset=offset):
        if item is not None:
            yield item


def walk_warc(file: BinaryIO, *, name: str, offset: int = 0) -> Iterator[Item | None]:
    """Yield what `read_warc` yields, and None for each record that is passed over: a sign of life between two pages."""
    if offset:
        file.seek(offset)
    last, stream = offset, _opened(file, name, offset)
    for _ in range(MAX_BREAKS):
        about: dict[str, Any] = {"url": None, "record_id": None, "offset": last}
        try:
            if isinstance(stream, BreakError):
                raise stream
            for record in _records(stream):
                place = stream.place(record.stream_pos)
                last = last if place is None else place
                about = {"url": _address(record), "record_id": record.record_id, "offset": place}
                try:
                    item: Item | None = _page(record, about)
                except _UnreadableError as error:
                    item = BrokenRecord(**about, message=str(error))
                yield item
                about = {"url": None, "record_id": None, "offset": None}
            stream.check_end()
            return
        except BreakError as error:
            where = "" if about["offset"] is not None else f"after the record at byte {last}: "
            yield BrokenRecord(**about, message=f"{where}{error}")
        following = next_members(file, last + 1)
        if following is None:
            return
        last, stream = following
    yield BrokenRecord(url=None, record_id=None, offset=last, message=f"the archive is broken in {MAX_BREAKS} places; the rest of it is not read: get it again")


def _opened(file: BinaryIO, name: str, offset: int) -> Members | BreakError:
    try:
        stream = open_members(file, offset)
    except BreakError as error:
        return error
    if stream is None:
        raise FormatError(f"{name}: this is no archive of web pages (WARC){f' from byte {offset} on' if offset else ''}; give one as a crawler wrote it")
    return stream


def _records(stream: Any) -> Iterator[Any]:
    """The records that fastwarc finds; `BreakError` for whatever it stumbles over, crashes of its own included."""
    from fastwarc.warc import ArchiveIterator

    try:
        yield from ArchiveIterator(stream, parse_http=False, stream_detect=False, max_header_len=BLOCK)
    except (GeneratorExit, MemoryError, BreakError):
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise BreakError(f"{error}; what follows is looked for") from None


def _page(record: Any, about: dict[str, Any]) -> ArchivedPage | None:
    """The page in a record, or None where it holds none that is read. The record is taken from the stream to its end in any case."""
    length = record.headers.get("Content-Length") or ""
    if not re.fullmatch(r"\d{1,18}", length):
        raise BreakError("its header says no length, or is cut off; get the archive again, whole")
    kind = (record.headers.get("WARC-Type") or "").lower()
    try:
        kept = record.reader.read(MAX_BODY + BLOCK) if kind in ("response", "resource") else b""
        got = len(kept) + record.consume()
    except OSError as error:
        raise BreakError(f"{error}; get the archive again") from None
    if got < int(length):
        raise BreakError(f"it should have {int(length):,} bytes, and the archive ends after {got:,} of them; get the archive again, whole")
    if not kept:
        return None
    media_type, charset, body = _body(record, kind, kept)
    if media_type not in _WANTED:
        return None
    if got > len(kept) or len(body) > MAX_BODY:
        raise _UnreadableError(f"larger than {MAX_BODY >> 20} MiB; a press piece is a few pages")
    if not about["url"]:
        raise _UnreadableError("its header names no address")
    cut = bool(record.headers.get("WARC-Truncated"))
    return ArchivedPage(**about, retrieved=_time(record.headers.get("WARC-Date")), media_type=media_type, charset=charset, body=body, cut=cut)


def _body(record: Any, kind: str, block: bytes) -> tuple[str, str | None, bytes]:
    """The media type, the charset and the bytes of a page as its server meant them; no media type where it sent none, or another status."""
    if kind == "resource":
        return *_content_type(record.headers.get("Content-Type", "")), block
    if "http" not in record.headers.get("Content-Type", "").lower():
        return "", None, b""
    status = _STATUS.match(block)
    if not status:
        raise _UnreadableError("what the server sent does not begin as HTTP does")
    headers, end = _headers(block, status.end())
    media_type, charset = _content_type(headers.get("content-type", ""))
    if status[1] != b"200" or media_type not in _WANTED:
        return "", None, b""
    body, cut = block[end:], bool(record.headers.get("WARC-Truncated"))
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body, cut)
    for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
        body = _decoded(body, coding.strip(), cut)
    return media_type, charset, body


def _headers(block: bytes, start: int) -> tuple[dict[str, str], int]:
    """The headers of an HTTP message by their names in small letters, and where they end."""
    headers: dict[str, str] = {}
    while True:
        end = block.find(b"\n", start, start + BLOCK)
        line = block[start:end].strip() if end >= 0 else b""
        start = end + 1
        if end < 0:
            raise _UnreadableError("its HTTP headers do not end")
        if not line:
            return headers, start
        key, _, value = line.decode("latin-1").partition(":")
        headers[key.strip().lower()] = value.strip()
        if len(headers) > 1000:
            raise _UnreadableError("it has more than 1,000 HTTP headers")


def _content_type(value: str) -> tuple[str, str | None]:
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", value, re.I)
    return value.partition(";")[0].strip().lower(), charset[1] if charset else None


def _unchunked(body: bytes, cut: bool) -> bytes:
    """The body without the lengths of its chunks. Many a crawler took them out and left the header, which is seen by how it begins."""
    parts: list[bytes] = []
    position = 0
    while True:
        head = _CHUNK.match(body, position)
        if not head:
            if (position == 0 and body.lstrip()[:1] == b"<") or body.startswith((b"%PDF-", b"PK\3\4", GZIP)):
                return body
            if cut:
                return b"".join(parts)
            raise _UnreadableError("the lengths of its chunks make no sense")
        length = int(head[1], 16)
        parts.append(body[head.end() : head.end() + length])
        if length == 0:
            return b"".join(parts)
        position = head.end() + length
        position += 2 if body.startswith(b"\r\n", position) else body.startswith(b"\n", position)


def _decoded(body: bytes, coding: str, cut: bool) -> bytes:
    """The body unpacked. Many a crawler unpacked it and left the header, which is seen by how it begins."""
    if coding in ("", "identity") or not body:
        return body
    if coding == "br":
        return _unbrotli(body)
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise _UnreadableError(f"it is packed as {coding[:40]!r}, which is not read")
    packed = body.startswith(GZIP)
    if not packed and coding != "deflate":
        if body.lstrip()[:1] == b"<" or body.startswith((b"%PDF-", b"PK\3\4")):
            return body
        raise _UnreadableError("it says that it is packed with gzip, and is not")
    # a deflate stream has a header by the standard, and often none
    window = 47 if packed or (body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0) else -15
    unpacker = zlib.decompressobj(window)
    try:
        unpacked = unpacker.decompress(body, MAX_BODY + 1)
    except zlib.error as error:
        raise _UnreadableError(f"what it is packed with is broken ({error})") from None
    if not unpacker.eof and len(unpacked) <= MAX_BODY and not cut:
        raise _UnreadableError("what it is packed with ends too early")
    return unpacked


def _unbrotli(body: bytes) -> bytes:
    import io

    from fastwarc.stream_io import BrotliReader

    try:
        unpacked: bytes = BrotliReader(io.BytesIO(body)).read(MAX_BODY + 1)
    except OSError as error:
        raise _UnreadableError(f"what it is packed with is broken ({error})") from None
    return unpacked


def _address(record: Any) -> str | None:
    url: str | None = record.headers.get("WARC-Target-URI")
    return url.strip().removeprefix("<").removesuffix(">") or None if url else None  # old wget set it in brackets


def _time(value: str | None) -> str | None:
    try:
        moment = datetime.datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

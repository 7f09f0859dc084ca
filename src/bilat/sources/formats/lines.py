"""JSON Lines of press pieces, one object a line: `url`, `title`, `published`, `text` and, where it is known, `publisher` and `side`."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from ...errors import EmptyError, FormatError, InputError, TooLargeError
from ...vocabulary import is_edtf
from ..files import MAX_BYTES


class Line(msgspec.Struct, kw_only=True, frozen=True):
    """One piece of a file of JSON Lines; other keys are passed over."""

    text: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    side: str | None = None


_DECODER = msgspec.json.Decoder(Line)


MAX_SKIPPED = 8 * MAX_BYTES
"""Bytes of one line that are passed over to reach the next; what is longer is no file of lines."""


def split_lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes | InputError]]:
    """Yield the number and the bytes of each line that is not blank; one that is too long comes as the error that it is, and the others go on.

    A file without a line, and a line so long that its end is not sought, are errors too.
    """
    number = 0
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES and not line.endswith(b"\n"):
            yield number, TooLargeError(f"{name}, line {number}: longer than {MAX_BYTES >> 20} MiB; a press piece is a few pages: check the file")
            skipped = len(line)
            while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
                skipped += len(rest)
                if skipped > MAX_SKIPPED:
                    yield number + 1, TooLargeError(f"{name}, line {number}: longer than {MAX_SKIPPED >> 20} MiB; the file is not read further")
                    return
        elif line.strip():
            yield number, line.rstrip(b"\r\n")
    if not number:
        yield 1, EmptyError(f"{name}: the file is empty; give JSON Lines, an object a line")


def parse_line(data: bytes, name: str) -> Line:
    """Parse one line; `FormatError` names the place and what is wrong with it."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f'{name}: this is no press piece ({error}); give an object with at least text, as in {{"url": …, "title": …, "published": …, "text": …}}') from None


def local_day(value: str, zone: str | None, name: str) -> str:
    """Return the EDTF date of a date or a time stamp as `published` gives it, a stamp with an offset as the day in the publisher's zone."""
    if is_edtf(value):
        return value
    try:
        stamp = datetime.datetime.fromisoformat(value.strip())
    except ValueError:
        raise FormatError(f"{name}: $.published: {value!r} is no date; give it as YYYY-MM-DD, or as a time stamp of ISO 8601") from None
    if stamp.tzinfo is not None and zone is not None:
        stamp = stamp.astimezone(zoneinfo.ZoneInfo(zone))
    return str(stamp.date())

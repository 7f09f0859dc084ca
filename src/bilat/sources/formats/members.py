"""An archive of the web as one stream of plain bytes, whatever it is packed with, which knows where in the file reading can begin again."""

from __future__ import annotations

import re
import zlib
from collections import deque
from contextlib import suppress
from typing import Any, BinaryIO

BLOCK = 1 << 16
GZIP, LZ4, ZSTANDARD = b"\x1f\x8b\x08", b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd"

MAX_RATIO = 200
"""A member that unpacks to more than so many times its size, and to more than `MAX_FREE` bytes, is a bomb; pages come to ten times."""
MAX_FREE = 256 << 20

_HEADER = re.compile(rb"WARC/\d\.\d+\r?\n")
_START = re.compile(rb"(?<=\n)WARC/\d\.\d+\r?\n|\x1f\x8b\x08[\0-\x1f]")


class BreakError(Exception):
    """What follows in an archive cannot be told from where its last record began; the message says why."""


class Members:
    """A plain archive from `offset` on, whose first bytes, `head`, have been read."""

    def __init__(self, file: BinaryIO, offset: int, head: bytes) -> None:
        self._file, self._offset, self._head = file, offset, head
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most so many; none at the end."""
        if not self._head:
            self._head = self._next()
        if 0 <= size < len(self._head):
            data, self._head = self._head[:size], self._head[size:]
        else:
            data, self._head = self._head, b""
        self._position += len(data)
        return data

    def _next(self) -> bytes:
        return self._file.read(BLOCK)

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._position

    def place(self, position: int) -> int | None:
        """Return where in the file that lies which is at a position of the stream, or None where reading cannot begin there."""
        return self._offset + position

    def begins(self) -> bool:
        """Tell whether a record begins the stream, before anything was read; `BreakError` where damage hides it."""
        self._head = self._head or self._next()
        if len(self._head) < 10:
            self.check_end()
        return bool(_HEADER.match(self._head))

    def check_end(self) -> None:
        """Raise `BreakError` where the file has ended in the middle of what it is packed with."""


class _Gzipped(Members):
    """An archive of gzip members, commonly one for each record."""

    def __init__(self, file: BinaryIO, offset: int, head: bytes) -> None:
        super().__init__(file, offset, b"")
        self._packed, self._read = head, offset + len(head)  # bytes not unpacked yet, and where in the file they end
        self._member = zlib.decompressobj(31)
        self._start, self._unpacked = offset, 0  # of this member: where it begins, and the bytes that came of it
        self._total = 0
        self._starts = deque([(0, offset)])

    def _next(self) -> bytes:
        while True:
            if not self._packed:
                self._packed = self._file.read(BLOCK)
                self._read += len(self._packed)
            if self._member.eof:
                self._packed = self._packed.lstrip(b"\0")  # padding
                if self._packed:
                    self._begin()
            if not self._packed:
                return b""
            try:
                data = self._member.decompress(self._packed, BLOCK)
            except zlib.error as error:
                raise BreakError(f"what it is packed with is broken ({error}); get the archive again") from None
            self._packed = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            self._unpacked += len(data)
            self._total += len(data)
            if self._unpacked > max(MAX_FREE, MAX_RATIO * (self._read - len(self._packed) - self._start)):
                raise BreakError(f"it unpacks to more than {MAX_RATIO} times its size, as no page does; it is not read")
            if data:
                return data

    def _begin(self) -> None:
        self._member = zlib.decompressobj(31)
        self._start, self._unpacked = self._read - len(self._packed), 0
        if self._starts and self._starts[-1][0] == self._total:
            self._starts.pop()  # an empty member
        self._starts.append((self._total, self._start))

    def place(self, position: int) -> int | None:
        while self._starts and self._starts[0][0] < position:
            self._starts.popleft()
        return self._starts[0][1] if self._starts and self._starts[0][0] == position else None

    def check_end(self) -> None:
        if not self._member.eof:
            raise BreakError("the archive ends in the middle of it; get the archive again, whole")


class _Unpacked(Members):
    """An archive that fastwarc unpacks, in which reading can begin only where it began."""

    def __init__(self, reader: Any, offset: int) -> None:
        super().__init__(reader, offset, b"")

    def _next(self) -> bytes:
        try:
            return super()._next()
        except OSError as error:
            raise BreakError(f"what the archive is packed with is broken ({error}); get it again") from None

    def place(self, position: int) -> int | None:
        return None if position else self._offset


def open_members(file: BinaryIO, offset: int) -> Members | None:
    """Return the archive that lies in a file from where it stands, which is at `offset`.

    None where no record begins there, `BreakError` where damage hides whether one does.
    """
    head = file.read(BLOCK)
    stream: Members
    if head.startswith(GZIP):
        stream = _Gzipped(file, offset, head)
    elif head.startswith((LZ4, ZSTANDARD)):
        from fastwarc.stream_io import Lz4Reader, ZstdReader

        reader: Any = Lz4Reader if head.startswith(LZ4) else ZstdReader
        stream = _Unpacked(reader(Members(file, 0, head)), offset)
    else:
        stream = Members(file, offset, head)
    return stream if stream.begins() else None


def next_members(file: BinaryIO, after: int) -> tuple[int, Members] | None:
    """Return the next place in a file, `after` or behind it, where a record begins, and the archive from there on; None where there is none."""
    if not file.seekable():
        return None
    at = max(after - 1, 0)
    while True:
        file.seek(at)
        block = file.read(16 * BLOCK)
        for match in _START.finditer(block):
            found = at + match.start()
            if found >= after:
                file.seek(found)
                with suppress(BreakError):
                    stream = open_members(file, found)
                    if stream is not None:
                        return found, stream
        if len(block) < 32:
            return None
        at += len(block) - 16

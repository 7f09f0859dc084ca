"""Bodies of answers that are made of a record, kept for as long as the record is as it was: made and compressed once, sent to whoever asks."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from fastapi import Request, Response

ROOM = 32 << 20
"""Bytes that the bodies of one record may take."""
SMALLEST = 1000
"""Bytes of a body that is worth compressing."""
LARGEST = ROOM // 8
"""Bytes of the largest body that is kept: it would push too many others out."""


class Body(NamedTuple):
    """A body with the headers that go with it, and the same compressed, unless it is filled in for each reader."""

    plain: bytes
    packed: bytes | None
    headers: Mapping[str, str]

    @property
    def size(self) -> int:
        """Return the bytes that it takes."""
        return len(self.plain) + len(self.packed or b"")

    def response(self, request: Request, **headers: str) -> Response:
        """Return the answer with this body and further headers, compressed where the reader takes it so."""
        if self.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.packed, headers={**self.headers, **headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        return Response(self.plain, headers={**self.headers, **headers})


class Bodies:
    """The bodies of one record in one state; several threads may share them."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Body] = OrderedDict()
        self._room = ROOM
        self._lock = Lock()

    def get(self, key: str) -> Body | None:
        """Return a body that is kept."""
        with self._lock:
            if (found := self._held.get(key)) is not None:
                self._held.move_to_end(key)
            return found

    def keep(self, key: str, answer: Response, *, packed: bool = True) -> Body:
        """Keep an answer in the place of those that were longest not asked for, compressed too unless `packed` is false; one that is too large is only returned."""
        plain = bytes(answer.body)
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        made = Body(plain, gzip.compress(plain, 6, mtime=0) if packed and len(plain) > SMALLEST else None, headers)
        if made.size <= LARGEST:
            with self._lock:
                if (known := self._held.pop(key, None)) is not None:
                    self._room += known.size
                self._held[key] = made
                self._room -= made.size
                while self._room < 0:
                    self._room += self._held.popitem(last=False)[1].size
        return made

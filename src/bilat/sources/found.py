"""What intake found at one place."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from ..vocabulary import Document


class Found(NamedTuple):
    """The bytes of one place, and the document in them or what is wrong with it.

    `location` is a file's path, an address, or a place inside one (`FILE#line=3`, `ARCHIVE#record=2`); `retrieved` the UTC time of its
    retrieval where it came over the network. `raw` is empty where nothing came.
    """

    location: str
    raw: bytes
    media_type: str
    retrieved: str | None = None
    document: Document | None = None
    error: str | None = None

    @property
    def sha256(self) -> str:
        """The name of the bytes."""
        return hashlib.sha256(self.raw).hexdigest()

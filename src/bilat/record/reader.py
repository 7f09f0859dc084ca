"""Stored documents read: the seam between reading, which is pure, and the store, which keeps what it makes."""

from __future__ import annotations

from ..errors import BilatError
from ..sources import check_readable
from ..vocabulary import Document
from .store import Packed, pack


def read_packed(document: Document) -> Packed:
    """Read a document and pack its reading for the store; whatever goes wrong is written down in its place."""
    from ..reading.read import read_document

    name = document.title or document.id
    try:
        check_readable(document, name)
        return pack(document.id, read_document(document))
    except BilatError as error:
        return pack(document.id, str(error))
    except Exception as error:
        return pack(document.id, f"{name}: could not be read ({type(error).__name__}: {error}); please report this as a bug with the document {document.id}")

"""Reading one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sources import Metadata, document_from_text
from ..vocabulary import Reading

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    pass


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
    from ..reading.read import read_document

    return read_document(document_from_text(text, Metadata(published=published, publisher=publisher, side=side, url=url, title=title, id=id)))


def read_file(name: str, *, published: str | None = None) -> Reading:
    """Read one file of plain text, as `read` reads its text."""
    from ..reading.read import read_document
    from ..sources import document_from_bytes, read_bytes

    return read_document(document_from_bytes(read_bytes(name), name, Metadata(published=published)))

"""What one file, page or paper turns out to be: its text and what it says of itself."""

from __future__ import annotations

import msgspec

from ...vocabulary import PublishedBasis


class Extract(msgspec.Struct, kw_only=True, frozen=True):
    """The text of one piece and what its carrier says of it.

    `text` has paragraphs parted by a blank line. `published` is a day as YYYY-MM-DD with its basis, both or neither. `publisher` is the
    name that the page gives itself; `url` the address that it calls its own; `language` a BCP 47 tag as declared. What is not said is null.
    """

    text: str
    title: str | None = None
    published: str | None = None
    published_basis: PublishedBasis | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None

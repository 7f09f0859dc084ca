"""What was published, and by whom."""

from __future__ import annotations

from typing import Literal

import msgspec

PublishedBasis = Literal["given", "feed", "sitemap", "metadata", "text", "address", "file", "dateline"]


class Document(msgspec.Struct, kw_only=True, frozen=True):
    """One published piece, its text kept unchanged.

    `side` and `relays` are ISO 3166-1 alpha-3 codes: the country whose government or state press issued the text, and the country whose
    readout a third party's text carries. `published` is an EDTF date, `language` a BCP 47 tag. `published_basis` says what the date rests
    on: whoever brought the document (`given`), the `feed` or `sitemap` that announced it, the page's `metadata` or visible `text`, its
    `address`, the properties of a PDF or DOCX `file`, the text's own `dateline`. `dateline` is the date that the text itself gives at its
    head, where it gives one.
    """

    id: str
    text: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    side: str | None = None
    relays: str | None = None
    published: str | None = None
    published_basis: PublishedBasis | None = None
    dateline: str | None = None
    language: str | None = None

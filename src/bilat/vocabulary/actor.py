"""Who acts: countries, people, organisations."""

from __future__ import annotations

from typing import Literal

import msgspec

from .span import Span

ActorType = Literal["country", "person", "organisation"]

Office = Literal[
    "head_of_state",
    "head_of_government",
    "deputy_head_of_government",
    "foreign_minister",
    "deputy_foreign_minister",
    "minister",
    "ambassador",
    "envoy",
    "spokesperson",
    "parliament_speaker",
    "parliamentarian",
    "party_leader",
    "organisation_head",
    "regional_head",
    "business_leader",
    "other",
]


class Actor(msgspec.Struct, kw_only=True, frozen=True):
    """Someone who acts in a document, with every place that names or refers to them.

    `country` is ISO 3166-1 alpha-3. `title` is the office in the document's words; `sector` is PLOVER's primary sector code (PLOVER
    codebook, "Actor coding": GOV, LEG, MIL, BUS, IGO, MED …).
    """

    id: str
    type: ActorType
    name: str
    country: str | None = None
    offices: list[Office] = []
    title: str | None = None
    sector: str | None = None
    mentions: list[Span] = []

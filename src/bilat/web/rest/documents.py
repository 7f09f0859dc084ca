"""Documents over REST: the text as it is kept, the reading, and each fact with the words that it rests on and what people said of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from ... import api
from ...errors import StoreError
from ...record.material import fact_mention
from ...record.reviews import Review
from ...sources.formats.locate import locate
from ...statistics.verdict import Check
from ...views.describe import describe, kind_of
from ...vocabulary import Document, Fact, Reading, Span, Status
from ...vocabulary.reading import AnyFact
from .answers import Paged, answer, page_of
from .book import book_of
from .errors import ApiRoute, not_found
from .paths import REVIEW, DocumentId, FactId, errors, told
from .shelf import desk_of, document_at, material_at

router = APIRouter(route_class=ApiRoute, tags=["documents"])
_FAULTS = errors(401, 403, 404, 422, 429, 503)
Kind = Literal["visit", "meeting", "instrument", "statement", "figure", "commitment", "assessment", "regime", "relation", "message", "topic", "event"]


class OctetStream(Response):
    """Bytes to be saved, whatever they are."""

    media_type = "application/octet-stream"


class Kept(msgspec.Struct, kw_only=True, frozen=True):
    """A document as the store keeps it: where it was found, the documents of one piece with it (`original`, `exact`, `near`), and whether it is read, or why not."""

    document: Document
    places: list[str]
    copies: dict[str, str]
    read: bool
    error: str | None


class FactOf(msgspec.Struct, kw_only=True, frozen=True):
    """A fact: the `key` by which it is judged, one line that says what it holds, the words of its evidence, what people said of it, and the last review's id."""

    key: str
    kind: str
    says: str
    words: list[str]
    fact: AnyFact
    reviews: list[Review]
    last_review: str | None
    bytes: list[Span | None] | None = None


class CheckOf(msgspec.Struct, kw_only=True, frozen=True):
    """What official statistics say of a figure of a document, and that in a line."""

    fact: str
    summary: str
    check: Check


class OfFacts(Paged):
    """Of the facts of a document."""

    kind: Kind | None = None
    status: Status | None = None
    reviewed: Annotated[bool | None, Field(description="Only those that somebody judged, or that nobody did.")] = None


_DOCUMENT = {
    "id": "9f86d081884c7d65",
    "text": "ASTANA, 6 May. The Foreign Minister of Latvia arrived in Astana.",
    "title": "Arrival",
    "publisher": "Steppe News Agency",
    "side": "KAZ",
    "published": "2024-05-06",
    "language": "en",
}
_FACT = {"kind": "visit", "id": "f1", "evidence": [[15, 64]], "status": "took_place", "visitors": ["a1"], "from": ["LVA"], "to": ["KAZ"], "confidence": 0.9}
_FACT_OF = {
    "key": "9f86d081884c7d65:visit:15-64",
    "kind": "visit",
    "says": "Foreign Minister → Kazakhstan",
    "words": ["The Foreign Minister of Latvia arrived in Astana."],
    "fact": _FACT,
    "reviews": [REVIEW],
    "last_review": "5d1f0c9be2a4",
    "bytes": None,
}
_KEPT = {"document": _DOCUMENT, "places": ["https://news.example.org/1"], "copies": {}, "read": True, "error": None}


@router.get("/d/{document}", responses=told("Kept", "The document.", _KEPT) | _FAULTS)
def document(request: Request, document: DocumentId) -> Response:
    """Give a document with its text, where it was found and its copies."""
    store = desk_of(request).store
    read = store.materials([], only=[document])
    found = read[0].document if read else document_at(request, document)
    made = None if read else store.reading(found.id)
    error = made if isinstance(made, str) else None
    return answer(request, Kept(document=found, places=store.places(found.id), copies=store.copies(found.id), read=bool(read), error=error))


@router.get("/d/{document}/reading", responses=told("Reading", "The reading.", {"document": _DOCUMENT, "actors": [], "facts": [_FACT], "schema": "bilat.reading/1"}) | _FAULTS)
def reading(request: Request, document: DocumentId) -> Response:
    """Give the reading of a document, as `bilat read --json` prints it; 404 where it has not been read."""
    return answer(request, material_at(request, document).reading.to_dict())


_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bytes that the document was made from; X-Bilat-Media-Type says what they are.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "The reader holds what If-None-Match names, and it is still so."},
}


@router.get("/d/{document}/raw", response_class=OctetStream, responses=_BYTES | _FAULTS)
def raw(request: Request, document: DocumentId) -> Response:
    """Give the bytes that a document was made from, as they came, to be saved: never shown."""
    try:
        data, media_type = desk_of(request).store.raw(document)
    except StoreError as error:
        if "has this id" not in str(error):
            raise
        raise not_found(f"{document}: no document has this id") from None
    made = answer(
        request, data, headers={"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff", "X-Bilat-Media-Type": media_type.encode("ascii", "replace").decode()}
    )
    if made.status_code == 200:
        made.headers["Content-Type"] = OctetStream.media_type
    return made


@router.get("/d/{document}/facts", responses=told("Page_FactOf_", "Facts in the order of the text.", {"items": [_FACT_OF], "next": None, "total": 1}) | _FAULTS)
def facts(request: Request, document: DocumentId, asked: Annotated[OfFacts, Query()]) -> Response:
    """List the facts of a document in the order of its text, each with its words and what people said of it."""
    material = material_at(request, document)
    made = material.reading
    keys = {fact.id: fact_mention(material, fact).key for fact in made.facts}
    judged = book_of(request).of_each((key,) for key in keys.values())

    def holds(fact: AnyFact) -> bool:
        return (
            (asked.kind is None or kind_of(fact) == asked.kind)
            and (asked.status is None or fact.status == asked.status)
            and (asked.reviewed is None or ((keys[fact.id],) in judged) == asked.reviewed)
        )

    order = [(f"{fact.evidence[0][0]:09}", f"{n:05}") for n, fact in enumerate(made.facts)]
    page = page_of(f"facts {made.document.id}", made.facts, order, asked, holds=holds)
    shown = msgspec.structs.replace(page, items=[_fact_of(made, fact, keys[fact.id], judged.get((keys[fact.id],), [])) for fact in page.items])
    return answer(request, shown)


@router.get("/d/{document}/facts/{fact}", responses=told("FactOf", "The fact, with the places of its words in the document's bytes.", _FACT_OF) | _FAULTS)
def fact(request: Request, document: DocumentId, fact: FactId) -> Response:
    """Give one fact with its words, where they stand in the bytes that the document was made from (null where they cannot be told apart), and its reviews."""
    material = material_at(request, document)
    made = material.reading
    found = next((each for each in made.facts if each.id == fact), None)
    if found is None:
        raise not_found(f"{fact}: the document has no such fact")
    key = fact_mention(material, found).key
    data, media_type = desk_of(request).store.raw(made.document.id)
    places = [locate(data, media_type, made.document.text, span) for span in found.evidence]
    return answer(request, msgspec.structs.replace(_fact_of(made, found, key, book_of(request).of([key])), bytes=places))


@router.get("/d/{document}/checks", responses=told("Checks", "Checks in the order of the text.", []) | _FAULTS)
def checks(request: Request, document: DocumentId) -> Response:
    """Hold every figure of a document against the official series of its two countries."""
    found = api.check_reading(desk_of(request).store, material_at(request, document).reading)
    return answer(request, [CheckOf(fact=figure.id, summary=check.summary(), check=check) for figure, check in found])


def _fact_of(made: Reading, fact: Fact, key: str, reviews: list[Review]) -> FactOf:
    last = reviews[-1].id if reviews else None
    return FactOf(key=key, kind=kind_of(fact), says=describe(made, fact), words=made.evidence(fact), fact=fact, reviews=reviews, last_review=last)  # type: ignore[arg-type]

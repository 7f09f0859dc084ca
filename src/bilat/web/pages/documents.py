"""The page of a document: its text with every fact marked in place, what it says of itself, its copies, and its facts as a list."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from ...errors import BilatError, StoreError
from ...record.parties import EVERYONE
from ...views.describe import kind_of, title_of
from ...vocabulary import FACT_KINDS, Reading, Span, Statement
from ..problems import Problem
from .index import index_of
from .marking import stretches, told_of
from .shared import Relationship, codes_of, desk_of, render

router = APIRouter()
_WHO = {
    "visit": ("visitors",), "meeting": ("participants",), "commitment": ("by", "to"), "assessment": ("by",), "message": ("sender", "recipients"), "event": ("source", "target"),
}  # fmt: skip
"""The slots that hold actors, by the kind of fact."""


@router.get("/d/{id}", response_class=HTMLResponse)
def document(request: Request, id: str, of: Annotated[str, Query(max_length=60)] = "", at: Annotated[str, Query(max_length=24)] = "") -> Response:
    """One document, in the relationship `of` (as KAZ-CHN), by default the one that most of its facts are of; `at` marks a place besides."""
    store = desk_of(request).store
    made: Reading | str | None
    whole = store.materials([], only=[id])  # by its id, as links have it; only what is not read, or named by the beginning of its id, is looked for
    if whole:
        it, made = whole[0].document, whole[0].reading
    else:
        try:
            it = store.document(id)
        except StoreError as error:
            raise Problem(404, str(error)) from None
        made = store.reading(it.id)
    reading = made if isinstance(made, Reading) else None
    pairs = pairs_of(reading) if reading else []
    rel = _relationship(request, of or (pairs[0] if pairs else ""), it.id)
    told = told_of(reading, linked(rel, reading)) if reading else []
    people = [(actor, title_of(actor), person_of(rel, it.id, actor.mentions)) for actor in reading.actors if actor.type == "person"] if reading else []
    place = _place(at, len(it.text))
    return render(
        request, "document.html", part="", it=it, rel=rel, told=told, stretches=stretches(it.text, reading, told, place), people=people,
        kinds={kind: count for kind in FACT_KINDS if (count := Counter(fact.kind for fact in told)[kind])}, error=made if isinstance(made, str) else None, read=reading is not None,
        places=store.places(it.id), copies=copies(request, rel, it.id), pairs=[pair for pair in pairs if rel is None or pair != f"{rel.one}-{rel.other}"][:8],
    )  # fmt: skip


def pairs_of(reading: Reading) -> list[str]:
    """Return the relationships that a reading's facts are of, as KAZ-CHN, those of most facts first."""
    count: Counter[str] = Counter()
    lands = {actor.id: actor.country for actor in reading.actors}
    for fact in reading.facts:
        who = [getattr(fact, slot) for slot in _WHO.get(kind_of(fact), ())]
        codes = {lands[id] for ids in who for id in ids if lands.get(id)}
        codes |= set(getattr(fact, "parties", ())) | ({*getattr(fact, "from_", ()), *getattr(fact, "to", ())} if kind_of(fact) == "visit" else set())
        named = sorted(code for code in codes if code)
        for n, one in enumerate(named):
            for other in named[n + 1 :]:
                count[f"{one}-{other}"] += 1
    if not count:
        named = [code for code, _ in Counter(actor.country for actor in reading.actors if actor.country for _ in range(max(1, len(actor.mentions)))).most_common(2)]
        return ["-".join(sorted(named))] if len(named) == 2 else [f"{named[0]}-{EVERYONE}"] if named else []
    return [pair for pair, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))]


def _relationship(request: Request, of: str, document: str) -> Relationship | None:
    """The relationship in which a document is shown: none where the record does not hold it."""
    one, dash, other = of.partition("-")
    if not dash:
        return None
    try:
        codes = codes_of(one, other)
        shown = desk_of(request).record(*codes)
    except (Problem, BilatError):
        return None
    index = index_of(shown)
    return Relationship(*codes, index, shown.stale) if document in index.documents else None


def linked(rel: Relationship | None, reading: Reading) -> dict[str, tuple[str, str, str]]:
    """Return the things that a reading's facts are of, each with its kind, title and address: a statement's is its speaker."""
    found: dict[str, tuple[str, str, str]] = {}
    if rel is None:
        return found
    people = {actor.id: person_of(rel, reading.document.id, actor.mentions) for actor in reading.actors if actor.type == "person"}
    for fact in reading.facts:
        thing = rel.index.of(reading.document.id, fact.id)
        href = rel.link(thing.it.id) if thing else None
        if isinstance(fact, Statement) and href is None and (id := people.get(fact.speaker or "")):
            thing, href = rel.index.things[id], rel.link(id)
        if thing is not None and href is not None:
            title = rel.who(thing.it.speaker) if thing.kind == "statement" else thing.title
            found[fact.id] = ("person" if thing.kind == "statement" else thing.kind), title, href
    return found


def person_of(rel: Relationship | None, document: str, mentions: list[Span]) -> str | None:
    """Return which person of the record is named at places of a document."""
    if rel is None:
        return None
    return next((id for span in mentions if (id := rel.index.person_at.get((document, *span)))), None)


def copies(request: Request, rel: Relationship | None, id: str) -> list[tuple[str, str, str]]:
    """Return the other documents that are one piece with this one: id, what each is, and by whom."""
    held = desk_of(request).store.copies(id)
    words = {"original": "the original", "exact": "the same text", "near": "nearly the same text"}
    documents = rel.index.documents if rel else {}
    return [(other, words.get(kind, kind), (documents[other].publisher if other in documents else None) or other) for other, kind in held.items() if other != id][:20]


def _place(at: str, length: int) -> Span | None:
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", at)
    if match is None:
        return None
    start, end = int(match[1]), min(int(match[2]), length)
    return (start, end) if start < end else None

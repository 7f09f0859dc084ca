"""Search: words and facets over every document, with snippets; whatever is asked is the page's address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple, get_args

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from ...errors import OptionError
from ...record.fulltext import Filters
from ...record.parties import country_of
from ...views.describe import kind_of
from ...vocabulary import FACT_KINDS, Area, Reading, Span
from .holdings import by_facets, by_words, snippets
from .relation import Page
from .shared import desk_of, listed, render

router = APIRouter()
SIZE = 20
BEST = 60
"""The best documents that are found at first and counted by facet; more only where a later page is asked for."""
DEEP = 100
"""The best documents whose facts are looked through where a kind or an area is asked for."""
MOST = 1000
AREAS: tuple[str, ...] = get_args(Area)
Word = Annotated[str, Query(max_length=120)]


class Found(NamedTuple):
    """A document found, with its snippet in pieces that are or are not the words looked for."""

    it: Any
    snippet: list[tuple[str, bool]]
    copies: list[str]
    facts: list[str]


@router.get("/search", response_class=HTMLResponse)
def search(
    request: Request,
    q: Annotated[str, Query(max_length=400)] = "",
    country: Annotated[list[str] | None, Query(max_length=8)] = None,
    side: Word = "",
    publisher: Word = "",
    since: Word = "",
    until: Word = "",
    person: Word = "",
    kind: Word = "",
    area: Word = "",
    language: Word = "",
    page: Page = 1,
) -> Response:
    """Documents that hold words, deal with countries and people, and state facts of a kind."""
    asked = {"q": q, "side": side, "publisher": publisher, "since": since, "until": until, "person": person, "kind": kind, "area": area, "language": language}
    countries = [name for name in country or [] if name.strip()]
    store = desk_of(request).store
    error, hits, deep, limit, words = None, [], False, BEST, ""
    if any(value.strip() for value in asked.values()) or countries:
        try:
            filters = Filters(tuple(map(country_of, countries)), since.strip() or None, until.strip() or None, country_of(side) if side.strip() else None,
                              publisher.strip() or None, language.strip() or None)  # fmt: skip
            deep = bool(kind or area)
            limit = DEEP if deep else min(MOST, max(BEST, page * SIZE + 1))
            words = " ".join(filter(None, (q.strip(), f'"{person.strip()}"' if person.strip() else "")))
            hits = (
                [Found(hit, [], hit.copies, []) for hit in by_words(store, words, filters, limit)]
                if words
                else [Found(row, [], [], []) for row in by_facets(store, filters, limit)]
            )
            if deep:
                hits = list(_stating(request, hits, kind, area))
        except OptionError as wrong:
            error = str(wrong)
    rows = listed(hits, page, SIZE)
    if words:
        made = snippets(store, words, [found.it.id for found in rows.rows])
        rows = rows._replace(rows=[found._replace(snippet=list(_cut(*made[found.it.id]))) if found.it.id in made else found for found in rows.rows])
    return render(
        request, "search.html", asked=asked, countries=countries, error=error, rows=rows, kinds=list(FACT_KINDS), areas=AREAS, facets=_facets(hits), many=len(hits) >= limit,deep=deep,
        status_code=422 if error else 200,
    )  # fmt: skip


def _cut(text: str, marks: Sequence[Span]) -> Iterable[tuple[str, bool]]:
    place = 0
    for start, end in marks:
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < len(text):
        yield text[place:], False


def _stating(request: Request, hits: Sequence[Found], kind: str, area: str) -> Iterable[Found]:
    """Those of the documents that state a fact of the kind, or one on the area, with these facts."""
    if (kind and kind not in FACT_KINDS) or (area and area not in AREAS):
        raise OptionError(f"{kind or area}: no fact is of this kind or area; choose one from the list")
    readings: dict[str, Reading] = {material.document.id: material.reading for material in desk_of(request).store.materials([], only=[found.it.id for found in hits])}
    for found in hits:
        reading = readings.get(found.it.id)
        if reading is None:
            continue
        facts = [fact for fact in reading.facts if not kind or kind_of(fact) == kind]
        areas = {msgspec.structs.asdict(fact).get("area") for fact in reading.facts} if area else set()
        if facts and (not area or area in areas):
            shown = facts if kind else [fact for fact in facts if getattr(fact, "area", None) == area]
            yield found._replace(facts=[fact.id for fact in shown[:6]])


def _facets(hits: Sequence[Found]) -> dict[str, list[tuple[str, int]]]:
    counts = {
        "side": Counter(found.it.side for found in hits if found.it.side),
        "publisher": Counter(found.it.publisher for found in hits if found.it.publisher),
        "year": Counter(found.it.published[:4] for found in hits if found.it.published),
        "language": Counter(found.it.language for found in hits if found.it.language),
    }
    return {name: sorted(count.most_common(8), key=lambda item: item[0], reverse=True) if name == "year" else count.most_common(8) for name, count in counts.items()}

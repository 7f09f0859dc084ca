"""Search over REST: words and facets over every document of the store, with snippets and with counts to narrow by."""

from __future__ import annotations

import threading
import time
import zlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple
from weakref import WeakKeyDictionary

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import select

from ...errors import OptionError
from ...record.database import CHUNK, reading
from ...record.fulltext import Filters
from ...record.schema import document_countries, readings
from ...record.store import Store
from ...vocabulary import Area, Span
from ..pages.holdings import by_facets, by_words, latest, snippets
from .answers import PLAIN, Country, Edtf, Page, Paged, Words, answer, cursor_of, key_of
from .documents import Kind
from .errors import ApiRoute
from .paths import errors, told
from .shelf import desk_of

router = APIRouter(route_class=ApiRoute, tags=["search"])

DEEP = 200
"""The best documents that pages go through, that are looked into for kinds, areas and people, and that facets are counted over."""
_REMEMBERED, _FRESH = 64, 60.0


class OfSearch(Paged):
    """What is searched for: words, or facets, or both."""

    q: Annotated[str, Field(max_length=400, description='Words, "phrases", OR, -word; without any, the facets alone are asked for.', examples=["trade turnover"])] = ""
    country: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], ...],
        Field(max_length=8, description="Countries that a document deals with, or whose state issued it; all of them.", examples=[["KAZ", "CHN"]]),
    ] = ()
    since: Edtf = None
    until: Edtf = None
    side: Country = None
    publisher: Annotated[Words, Field(description="Part of the publisher's name.")] = None
    language: Annotated[str | None, Field(max_length=35, pattern=PLAIN, description="A BCP 47 tag.", examples=["en"])] = None
    person: Annotated[Words, Field(description="A name, as the text writes it.")] = None
    kind: Annotated[Kind | None, Field(description="Documents that state a fact of this kind.")] = None
    area: Annotated[Area | None, Field(description="Documents that speak of this area.")] = None
    facets: Annotated[bool, Field(description="Whether to count the facets of what is found.")] = False


class Count(msgspec.Struct, kw_only=True, frozen=True):
    """A value of a facet and how many documents have it."""

    value: str
    count: int


class HitOf(msgspec.Struct, kw_only=True, frozen=True):
    """A document found; `marks` are where the words stand in the snippet, `copies` other ids of the same piece, `facts` those of the kind or area asked for."""

    id: str
    title: str | None
    url: str | None
    publisher: str | None
    side: str | None
    published: str | None
    language: str | None
    score: float | None
    snippet: str
    marks: list[Span]
    copies: list[str]
    facts: list[str] = []


class SearchPage(msgspec.Struct, kw_only=True, frozen=True):
    """Documents found, the best first (without words, the newest): `facets` are counted over the first `looked_at`, which are all where `complete`."""

    items: list[HitOf]
    next: str | None
    facets: dict[str, list[Count]] | None
    looked_at: int
    complete: bool


_HIT = {
    "id": "9f86d081884c7d65",
    "title": "Latvia and Kazakhstan",
    "url": "https://news.example.org/1",
    "publisher": "Steppe News Agency",
    "side": "KAZ",
    "published": "2024-05-06",
    "language": "en",
    "score": 4.2,
    "snippet": "… trade turnover grew by 14 percent …",
    "marks": [[2, 7], [8, 16]],
    "copies": [],
    "facts": [],
}
_FOUND = {"items": [_HIT], "next": None, "facets": {"side": [{"value": "KAZ", "count": 1}]}, "looked_at": 1, "complete": True}


@router.get("/search", responses=told("SearchPage", "Documents found, each piece once.", _FOUND) | errors(401, 403, 422, 429, 503))
def search(request: Request, asked: Annotated[OfSearch, Query()]) -> Response:
    """Find documents by words and facets. At least one of them is needed; 200 documents are gone through at most, so narrow what finds more."""
    store = desk_of(request).store
    name = "search " + msgspec.json.encode(asked.model_dump(exclude={"limit", "cursor", "facets"})).decode()
    after = key_of(name, asked.cursor)
    found = _looker(store).find(asked)
    hits = found.hits
    start = 0
    if after is not None:  # after the last one shown, wherever it stands now
        known = {hit.id: n for n, hit in enumerate(hits)}
        start = known[after[1]] + 1 if after[1] in known else int(after[0]) if after[0].isdigit() else 0
    items = _shown(store, asked, hits[start : start + asked.limit])
    end = start + len(items)
    more = cursor_of(name, (str(end), items[-1].id)) if items and end < len(hits) else None
    made = SearchPage(items=items, next=more, facets=found.facets(store) if asked.facets else None, looked_at=found.looked_at, complete=found.looked_at < DEEP)
    made_answer = answer(request, made)
    if more is not None and made_answer.status_code == 200:
        made_answer.headers["Link"] = answer(request, Page(items=[], next=more)).headers["Link"]
    return made_answer


class _Light(msgspec.Struct):
    """As much of a fact as is counted."""

    kind: str
    id: str = ""
    area: str | None = None


class _Person(msgspec.Struct):
    type: str
    name: str


class _Peek(msgspec.Struct):
    """As much of a reading as is counted."""

    actors: list[_Person] = []
    facts: list[_Light] = []


class _Found(NamedTuple):
    hits: list[HitOf]
    looked_at: int
    counts: dict[str, list[Count]]  # filled when first asked for

    def facets(self, store: Store) -> dict[str, list[Count]]:
        if not self.counts:
            self.counts.update(_facets(store, self.hits))
        return self.counts


class _Looker:
    """What was found lately, so that the next page costs no new search; it is looked for again when documents have come."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, tuple[float, int, _Found]] = OrderedDict()

    def find(self, asked: OfSearch) -> _Found:
        last, key = latest(self._store), msgspec.json.encode(asked.model_dump(exclude={"limit", "cursor", "facets"}))
        with self._lock:
            known = self._known.get(key)
        if known is not None and known[1] == last and time.monotonic() - known[0] < _FRESH:
            return known[2]
        found = _find(self._store, asked)
        with self._lock:
            self._known[key] = (time.monotonic(), last, found)
            self._known.move_to_end(key)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


_lookers: WeakKeyDictionary[Store, _Looker] = WeakKeyDictionary()


def _looker(store: Store) -> _Looker:
    return _lookers.setdefault(store, _Looker(store))


def _find(store: Store, asked: OfSearch) -> _Found:
    filters = Filters(tuple(asked.country), asked.since, asked.until, asked.side, asked.publisher, asked.language)
    _check(filters)
    if words := _words(asked):
        hits = [HitOf(**hit._asdict()) for hit in by_words(store, words, filters, DEEP)]
    elif filters == Filters() and asked.kind is None and asked.area is None:
        raise OptionError("q: nothing is asked for; give words, or a country, side, publisher, date, language, kind or area")
    else:
        hits = [_bare(row) for row in by_facets(store, filters, DEEP)]
    looked_at = len(hits)
    if asked.kind is not None or asked.area is not None:
        peeks = _peek(store, [hit.id for hit in hits])
        stating = [(hit, _stated(peeks[hit.id], asked.kind, asked.area)) for hit in hits if hit.id in peeks]
        hits = [msgspec.structs.replace(hit, facts=facts) for hit, facts in stating if facts]
    return _Found(hits, looked_at, {})


def _words(asked: OfSearch) -> str:
    return " ".join(part for part in (asked.q.strip(), f'"{asked.person.strip()}"' if asked.person and asked.person.strip() else "") if part)


def _shown(store: Store, asked: OfSearch, hits: list[HitOf]) -> list[HitOf]:
    """Documents found with their snippets, where words were asked for."""
    words = _words(asked)
    if not words or not hits:
        return hits
    made = snippets(store, words, [hit.id for hit in hits])
    return [msgspec.structs.replace(hit, snippet=made[hit.id].words, marks=made[hit.id].marks) if hit.id in made else hit for hit in hits]


def _check(filters: Filters) -> None:
    """Refuse what means nothing, in searches without words too."""
    from ...sources import check_country, check_date

    for country in (*filters.countries, filters.side):
        check_country("country", country)
    check_date("since", filters.since)
    check_date("until", filters.until)


def _bare(row: Any) -> HitOf:
    return HitOf(
        id=row.id, title=row.title, url=row.url, publisher=row.publisher, side=row.side, published=row.published, language=row.language, score=None, snippet="", marks=[], copies=[]
    )


def _stated(peek: _Peek, kind: str | None, area: str | None) -> list[str]:
    """The facts of the kind, where the document speaks of the area; without a kind, the facts on the area."""
    on_area = [fact.id for fact in peek.facts if area is not None and fact.area == area]
    if area is not None and not on_area:
        return []
    return on_area if kind is None else [fact.id for fact in peek.facts if fact.kind == kind]


def _peek(store: Store, ids: Sequence[str]) -> dict[str, _Peek]:
    found: dict[str, _Peek] = {}
    with reading(store.engine, store.address) as connection:
        for n in range(0, len(ids), CHUNK):
            chosen = select(readings.c.document, readings.c.data).where(readings.c.document.in_(ids[n : n + CHUNK]), readings.c.data.is_not(None))
            found |= {row.document: msgspec.json.decode(zlib.decompress(row.data), type=_Peek) for row in connection.execute(chosen)}
    return found


def _facets(store: Store, hits: Sequence[HitOf]) -> dict[str, list[Count]]:
    ids = [hit.id for hit in hits]
    peeks = _peek(store, ids).values()
    with reading(store.engine, store.address) as connection:
        countries = list(connection.scalars(select(document_countries.c.country).where(document_countries.c.document.in_(ids))))
    values: dict[str, Iterable[str | None]] = {
        "country": countries,
        "side": (hit.side for hit in hits),
        "publisher": (hit.publisher for hit in hits),
        "year": (hit.published[:4] if hit.published else None for hit in hits),
        "language": (hit.language for hit in hits),
        "kind": (kind for peek in peeks for kind in {fact.kind for fact in peek.facts}),
        "area": (area for peek in peeks for area in {fact.area for fact in peek.facts}),
        "person": (name for peek in peeks for name in {actor.name for actor in peek.actors if actor.type == "person"}),
    }
    return {name: _most(found) for name, found in values.items()}


def _most(values: Iterable[str | None]) -> list[Count]:
    counted = Counter(value for value in values if value)
    return [Count(value=value, count=count) for value, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:20]]

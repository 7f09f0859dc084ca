"""The record of a relationship over REST: the whole, each of its parts in pages, and each thing by its id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response

from . import filters
from .answers import answer, known_country, page_of, unchanged
from .errors import ApiRoute, not_found
from .filters import trimmed, unfiltered
from .paths import One, Other, ThingId, errors, told
from .shelf import Indexed, Pair, desk_of, indexed_at, kept, shelf_of

router = APIRouter(route_class=ApiRoute, tags=["record"])
_FAULTS = errors(401, 403, 404, 422, 429, 503)


class Overview(msgspec.Struct, kw_only=True, frozen=True):
    """What a record holds: how many things of each part, and the first and the last day of publication; `building` while a newer one is being made."""

    parties: list[str]
    counterpart: str | None
    since: str | None
    until: str | None
    counts: dict[str, int]
    building: bool


_PAIRS = {"items": [{"parties": ["CHN", "KAZ"], "names": ["China", "Kazakhstan"], "documents": 412}], "next": None, "total": 1}


@router.get("/r", responses=told("Page_Pair_", "Relationships, the busiest first.", _PAIRS) | errors(401, 403, 422, 429, 503))
def relationships(request: Request, asked: Annotated[filters.OfPairs, Query()]) -> Response:
    """List the relationships that documents deal with, the busiest first; they are counted anew once a minute."""
    country = known_country("country", asked.country)
    pairs: list[Pair] = [pair for pair in shelf_of(request).pairs() if country is None or country in pair.parties]
    return answer(request, page_of(f"pairs {country}", pairs, [(f"{10**9 - pair.documents:010}", *pair.parties) for pair in pairs], asked))


_RECORD = {"schema": "bilat.record/1", "parties": ["CHN", "KAZ"], "documents": [], "people": [], "events": []}


@router.get("/r/{one}/{other}", responses=told("Record", "The record, whole.", _RECORD) | _FAULTS)
def record(request: Request, one: One, other: Other) -> Response:
    """Give the whole record of a relationship; large ones are many megabytes, and their parts come in pages."""
    found = indexed_at(request, one, other)
    return unchanged(request, found.version) or answer(request, found.encoded, version=found.version)


_OVERVIEW = {"parties": ["CHN", "KAZ"], "counterpart": None, "since": "2014-01-06", "until": "2024-12-20", "counts": {"documents": 412, "events": 230}, "building": False}


@router.get("/r/{one}/{other}/overview", responses=told("Overview", "What the record holds.", _OVERVIEW) | _FAULTS)
def overview(request: Request, one: One, other: Other) -> Response:
    """Say how much of everything the record of a relationship holds."""
    found = indexed_at(request, one, other)
    record = found.record
    since, until = found.span
    counts = {name: len(getattr(record, name)) for name in filters.PARTS}
    building = desk_of(request).record(one, other).stale
    return answer(
        request,
        Overview(parties=record.parties, counterpart=record.counterpart, since=since, until=until, counts=counts, building=building),
    )


# -- parts


def _list(request: Request, one: str, other: str, part: str, asked: filters.Sourced, holds: Callable[[Indexed], Callable[[Any], bool]]) -> Response:
    """A page of one part of a record."""
    found = indexed_at(request, one, other)
    let = holds(found)  # what means nothing is told before anything else
    listed = found.part(part)
    page = page_of(
        f"{part} {'-'.join(found.record.parties)}", listed.items, listed.keys, asked, holds=None if unfiltered(asked) else let, newest=getattr(asked, "order", "") == "newest"
    )
    if asked.sources is not None:
        page = msgspec.structs.replace(page, items=[trimmed(item, asked.sources) for item in page.items])
    return answer(request, page, version=found.version)


def _page(of: str, what: str) -> dict[int | str, dict[str, Any]]:
    return told(f"Page_{of}_", what, {"items": [], "next": None, "total": 0}) | _FAULTS


@router.get("/r/{one}/{other}/documents", responses=_page("RecordDocument", "Documents of the record, by day of publication."))
@kept
def documents(request: Request, one: One, other: Other, asked: Annotated[filters.OfDocuments, Query()]) -> Response:
    """List the documents that the record is made of, or those that one thing in it rests on."""

    def holds(found: Indexed) -> Callable[[Any], bool]:
        if asked.of is not None and asked.of not in found.sources:
            raise not_found(f"{asked.of}: the record holds no such thing")
        return asked.holds({source.document for source in found.sources[asked.of]} if asked.of is not None else None)

    return _list(request, one, other, "documents", asked, holds)


@router.get("/r/{one}/{other}/people", responses=_page("Person", "People, by name."))
@kept
def people(request: Request, one: One, other: Other, asked: Annotated[filters.OfPeople, Query()]) -> Response:
    """List people with the offices that they held."""
    return _list(request, one, other, "people", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/events", responses=_page("RecordEvent", "Visits and meetings, by day."))
@kept
def events(request: Request, one: One, other: Other, asked: Annotated[filters.OfEvents, Query()]) -> Response:
    """List visits and meetings: the timeline."""
    return _list(request, one, other, "events", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/mechanisms", responses=_page("Mechanism", "Standing bodies, by name."))
@kept
def mechanisms(request: Request, one: One, other: Other, asked: Annotated[filters.OfMechanisms, Query()]) -> Response:
    """List standing bodies of the two sides with their sessions."""
    return _list(request, one, other, "mechanisms", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/instruments", responses=_page("RecordInstrument", "Instruments, by the last day of their history."))
@kept
def instruments(request: Request, one: One, other: Other, asked: Annotated[filters.OfInstruments, Query()]) -> Response:
    """List instruments with what was done with them."""
    return _list(request, one, other, "instruments", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/commitments", responses=_page("RecordCommitment", "Commitments, by the day on which they are due."))
@kept
def commitments(request: Request, one: One, other: Other, asked: Annotated[filters.OfCommitments, Query()]) -> Response:
    """List undertakings and what came of them: the ledger."""
    return _list(request, one, other, "commitments", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/figures", responses=_page("RecordFigure", "Figures, by period."))
@kept
def figures(request: Request, one: One, other: Other, asked: Annotated[filters.OfFigures, Query()]) -> Response:
    """List figures with who claims them and what official statistics say."""
    return _list(request, one, other, "figures", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/regimes", responses=_page("RecordRegime", "Regimes, by the day since which they are so."))
@kept
def regimes(request: Request, one: One, other: Other, asked: Annotated[filters.OfRegimes, Query()]) -> Response:
    """List regimes between the parties: visas, tariffs, borders, sanctions, transport."""
    return _list(request, one, other, "regimes", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/relations", responses=_page("RecordRelation", "Labels for the relationship, by first use."))
@kept
def relations(request: Request, one: One, other: Other, asked: Annotated[filters.OfRelations, Query()]) -> Response:
    """List what the relationship is called."""
    return _list(request, one, other, "relations", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/statements", responses=_page("RecordStatement", "Statements, by day."))
@kept
def statements(request: Request, one: One, other: Other, asked: Annotated[filters.OfStatements, Query()]) -> Response:
    """List what people and sides said."""
    return _list(request, one, other, "statements", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/calendar", responses=_page("Dated", "What lies ahead, the nearest first."))
@kept
def calendar(request: Request, one: One, other: Other, asked: Annotated[filters.OfCalendar, Query()]) -> Response:
    """List what lies in the future of the last document: events, due dates, periodic sessions."""
    return _list(request, one, other, "calendar", asked, lambda _: asked.holds())


@router.get("/r/{one}/{other}/conflicts", responses=_page("Conflict", "Contradictions, by thing and slot."))
@kept
def conflicts(request: Request, one: One, other: Other, asked: Annotated[filters.OfConflicts, Query()]) -> Response:
    """List the slots for which documents give values that cannot all be true."""
    return _list(request, one, other, "conflicts", asked, lambda _: asked.holds())


# -- things


def _thing(request: Request, one: str, other: str, part: str, id: str) -> Response:
    """One thing of a record."""
    found = indexed_at(request, one, other)
    thing = found.things.get((part, id))
    if thing is None:
        raise not_found(f"{id}: the record holds no such {filters.PARTS[part]}")
    return answer(request, thing, version=found.version)


@router.get("/e/{one}/{other}/{id}", responses=told("RecordEvent", "A visit or a meeting.") | _FAULTS)
@kept
def event(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Give one visit or meeting with all its reports."""
    return _thing(request, one, other, "events", id)


@router.get("/p/{one}/{other}/{id}", responses=told("Person", "A person.") | _FAULTS)
@kept
def person(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Give one person with the offices held."""
    return _thing(request, one, other, "people", id)


@router.get("/m/{one}/{other}/{id}", responses=told("Mechanism", "A standing body.") | _FAULTS)
@kept
def mechanism(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Give one standing body with its sessions."""
    return _thing(request, one, other, "mechanisms", id)


@router.get("/i/{one}/{other}/{id}", responses=told("RecordInstrument", "An instrument.") | _FAULTS)
@kept
def instrument(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Give one instrument through its life."""
    return _thing(request, one, other, "instruments", id)


@router.get("/c/{one}/{other}/{id}", responses=told("RecordCommitment", "A commitment.") | _FAULTS)
@kept
def commitment(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Give one undertaking and what came of it."""
    return _thing(request, one, other, "commitments", id)


@router.get("/f/{one}/{other}/{id}", responses=told("RecordFigure", "A figure.") | _FAULTS)
@kept
def figure(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Give one figure with every claim of it and its check."""
    return _thing(request, one, other, "figures", id)

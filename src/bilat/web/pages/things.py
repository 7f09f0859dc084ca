"""The pages of one thing: an event with its two sides compared, a person, an instrument, a commitment, a figure, each with its history and sources."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from ...errors import OptionError
from ...record.model import RecordEvent, Source
from ...record.reviews import by_subject, reviewed
from ...views.comparison import Comparison, compare_event
from ...views.telling import with_parts
from ..problems import Problem
from .caching import kept
from .index import shown_sources
from .relation import Page
from .shared import Listed, Relationship, desk_of, listed, quotes, relationship, render
from .words import first_day

router = APIRouter()
SOURCES = 20
"""Sources of one page of a thing."""
_KEPT = 64


@router.get("/e/{one}/{other}/{id}", response_class=HTMLResponse)
@kept
def event(request: Request, one: str, other: str, id: str, page: Page = 1, differ: Annotated[str, Query(max_length=3)] = "") -> Response:
    """One visit or meeting: every report of it, and what each side's own readout says."""
    rel, it = thing_of(request, one, other, id, "event")
    comparison = compared(request, rel, it)
    rows = [row for row in comparison.rows if not differ or row.differs] if comparison else []
    return shown(
        request, "event.html", rel, it, it.sources, page, comparison=comparison, differ=differ, compared_by_kind=[(kind, list(own)) for kind, own in groupby(rows, key=lambda row: row.kind)], whole=rel.index.things.get(it.part_of or ""),
        included=rel.index.parts_of.get(it.id, []), differing=sum(row.differs for row in comparison.rows) if comparison else 0,
    )  # fmt: skip


@router.get("/p/{one}/{other}/{id}", response_class=HTMLResponse)
@kept
def person(request: Request, one: str, other: str, id: str, page: Page = 1, events: Page = 1) -> Response:
    """One person: the offices held, what they took part in and said."""
    rel, it = thing_of(request, one, other, id, "person")
    said = rel.index.statements_of.get(it.id, [])
    return shown(
        request, "person.html", rel, it, it.sources, page, events=listed(rel.index.events_of.get(it.id, []), events, 20), statements=said[:20], said_in_all=len(said),
        offices=sorted(it.offices, key=lambda office: office.since or "", reverse=True),
    )  # fmt: skip


@router.get("/i/{one}/{other}/{id}", response_class=HTMLResponse)
@kept
def instrument(request: Request, one: str, other: str, id: str, page: Page = 1) -> Response:
    """One instrument: what was done with it and when."""
    rel, it = thing_of(request, one, other, id, "instrument")
    under = [commitment for commitment in rel.index.record.commitments if commitment.instrument == it.id]
    history = sorted(it.history, key=lambda stage: first_day(stage.date))
    return shown(request, "instrument.html", rel, it, it.sources, page, history=history, commitments=under[:20])


@router.get("/f/{one}/{other}/{id}", response_class=HTMLResponse)
@kept
def figure(request: Request, one: str, other: str, id: str, page: Page = 1) -> Response:
    """One figure: what was claimed by whom, held against official statistics."""
    rel, it = thing_of(request, one, other, id, "figure")
    own = [found for found in rel.index.record.figures if found.measure == it.measure and found.parties == it.parties and found.id != it.id]
    checks = (it.check or {}).get("claims") or [it.check] * len(it.claims)
    others = sorted(own, key=lambda found: found.period or "", reverse=True)[:12]
    return shown(request, "figure.html", rel, it, [source for claim in it.claims for source in claim.sources], page, checks=checks, others=others)


def thing_of(request: Request, one: str, other: str, id: str, kind: str) -> tuple[Relationship, Any]:
    """Return the relationship and the thing of it that an address names; an error page where there is none."""
    rel = relationship(request, one, other)
    thing = rel.index.things.get(id)
    if thing is None or thing.kind != kind:
        raise Problem(404, f"{id}: the record of {rel.name} has no such {kind}; what it had under this id may have become part of another, or been rejected")
    return rel, thing.it


def shown(request: Request, template: str, rel: Relationship, it: Any, sources: Sequence[Source], page: int, status: int = 200, **more: Any) -> HTMLResponse:
    """Return the page of one thing, with its sources."""
    told: Listed[Source] = listed(shown_sources(sources, rel.index), page, SOURCES)
    return render(
        request, template, status, rel=rel, part="", it=it, sources=told, said=quotes(request, told.rows), conflicts=rel.index.conflicts_of.get(it.id, []),
        pieces=len({source.document for source in sources}), **more,
    )  # fmt: skip


def compared(request: Request, rel: Relationship, event: RecordEvent) -> Comparison | None:
    """Return what each side says of an event, as `api.compare` finds it, from the record in memory; null where two sides cannot be told."""
    index, store = rel.index, desk_of(request).store
    held = index.comparisons.get(event.id)
    if held is not None:
        return held
    whole = with_parts(index.record, event.id)
    telling = {source.document for id in whole for source in index.things[id].it.sources}
    telling |= {original for id in telling if id in index.documents and (original := index.documents[id].copy_of)}
    judged = by_subject(store.reviews())
    codes = [rel.one, rel.other] if rel.pair else [rel.one]
    try:
        made = compare_event(index.record, event.id, [reviewed(material, judged) for material in store.materials(codes, only=telling)])
    except OptionError:
        return None
    index.comparisons[event.id] = made
    while len(index.comparisons) > _KEPT:
        index.comparisons.popitem(last=False)
    return made

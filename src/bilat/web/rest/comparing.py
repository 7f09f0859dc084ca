"""Two sides of an event over REST, compared in the record that is at hand."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from ...errors import OptionError
from ...record.model import Record
from ...record.reviews import by_subject, reviewed
from ...record.store import Store
from ...views.comparison import Comparison, compare_event
from ...views.telling import with_parts
from .answers import answer
from .errors import ApiRoute, not_found
from .paths import One, Other, ThingId, errors, told
from .shelf import desk_of, indexed_at, kept

router = APIRouter(route_class=ApiRoute, tags=["record"])

_CELLS: dict[str, Any] = {
    "KAZ": {"state": "stated", "sources": [], "says": "41 billion US dollars", "rank": None},
    "CHN": {"state": "absent", "sources": [], "says": None, "rank": None},
}
_COMPARISON = {"event": "e4f0c2a9d31", "sides": ["CHN", "KAZ"], "rows": [{"kind": "figure", "what": "trade turnover in 2023", "cells": _CELLS}], "schema": "bilat.comparison/1"}


@router.get("/e/{one}/{other}/{id}/comparison", responses=told("Comparison", "The two readouts, row by row.", _COMPARISON) | errors(401, 403, 404, 422, 429, 503))
@kept
def comparison(request: Request, one: One, other: Other, id: ThingId) -> Response:
    """Compare what the two sides' readouts say of an event, row by row; 422 for an event that has not two sides."""
    found = indexed_at(request, one, other)
    if ("events", id) not in found.things:
        raise not_found(f"{id}: the record holds no such event")
    return answer(request, compare_in(desk_of(request).store, found.record, id), version=found.version)


def compare_in(store: Store, record: Record, event: str) -> Comparison:
    """Compare what two sides tell of an event of a record, without building the record; `OptionError` where there are not two sides."""
    if len(record.parties) != 2 and record.counterpart is not None:
        raise OptionError(f"{event}: two sides are compared; ask in the record of two of {', '.join(record.parties)}")
    whole = with_parts(record, event)
    telling = {source.document for known in record.events if known.id in whole for source in known.sources}
    telling |= {document.copy_of for document in record.documents if document.id in telling and document.copy_of}
    judged = by_subject(store.reviews())
    return compare_event(record, event, [reviewed(material, judged) for material in store.materials(record.parties, only=telling)])

"""The home page: the relationships followed, what is new since the last visit, what is due next, how fresh each source is."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from ...errors import BilatError
from ...record.model import Dated, RecordEvent
from ...record.parties import EVERYONE
from ...record.store import Store
from ...vocabulary import bounds
from .following import followed, last_seen, note_seen
from .holdings import Kept, Publisher, ids_since, latest, newest, publishers
from .index import index_of
from .relation import today
from .shared import Relationship, desk_of, render
from .words import first_day

router = APIRouter()
BUSIEST = 6
"""Relationships that are shown to those who follow none."""


class Card(NamedTuple):
    """A relationship as the home page shows it."""

    rel: Relationship
    last: RecordEvent | None
    next: Dated | None
    overdue: int
    new: int


class Overview:
    """What is known of the whole store, and the relationships that are being made ready."""

    def __init__(self, store: Store) -> None:
        self.pairs = Kept(lambda: store.pairs()[:200], 60)
        self.counts: Kept[tuple[int, int]] = Kept(lambda: (store.counts()["documents"], len(store.failures())), 20)
        self.publishers: Kept[list[Publisher]] = Kept(lambda: publishers(store), 30)
        self.ready: dict[str, bool] = {}
        self.lock = threading.Lock()


@router.get("/", response_class=HTMLResponse)
def home(request: Request) -> Response:
    """Where a reader begins."""
    desk = desk_of(request)
    overview = overview_of(request)
    own = followed(request)
    pairs = own or ["-".join(pair) for pair in overview.pairs.get()[:BUSIEST]]
    seen, since = last_seen(request)
    number, pieces = newest(desk.store, seen, 12)
    new = ids_since(desk.store, seen, 2000) if seen is not None and number else set()
    documents, failures = overview.counts.get()
    cards, coming = [], []
    for pair in pairs:
        card = _card(request, overview, pair, new)
        if card is None:
            coming.append(pair)
        else:
            cards.append(card)
    now = max((today(card.rel.index) or "" for card in cards), default="")  # the last word of the freshest relationship
    ahead = ((item, card.rel) for card in cards for item in card.rel.index.ahead if (bounds(item.date)[1] or "9") >= now)
    due = sorted(ahead, key=lambda found: (first_day(found[0].date), found[0].object))
    answer = render(
        request, "home.html", cards=cards, coming=coming, own=bool(own), number=number, pieces=pieces, since=since, due=due[:12], feeds=desk.store.feeds.states(),
        publishers=overview.publishers.get(), documents=documents or len(pieces), failures=failures,
    )  # fmt: skip
    note_seen(request, answer, latest(desk.store))
    return answer


def overview_of(request: Request) -> Overview:
    state = request.app.state
    if not hasattr(state, "pages_overview"):
        state.pages_overview = Overview(desk_of(request).store)
    held: Overview = state.pages_overview
    return held


def _card(request: Request, overview: Overview, pair: str, new: set[str]) -> Card | None:
    """A relationship as it is shown; null where its record is still being made, which is begun then and waited for but a moment."""
    one, _, other = pair.partition("-")
    desk = desk_of(request)

    def make() -> None:
        with suppress(BilatError):
            desk.record(one, other or EVERYONE)
        overview.ready[pair] = True

    if not overview.ready.get(pair):
        with overview.lock:
            begun = pair in overview.ready
            overview.ready.setdefault(pair, False)
        if not begun:
            worker = threading.Thread(target=make, daemon=True)
            worker.start()
            worker.join(0.4)
        if not overview.ready.get(pair):
            return None
    try:
        shown = desk.record(one, other or EVERYONE)
    except BilatError:
        return None
    index = index_of(shown)
    rel = Relationship(one, other or EVERYONE, index, shown.stale)
    held = next((event for event in index.events if event.status in ("took_place", "ongoing") and event.date and event.date[:10] <= (today(index) or "9")), None)
    return Card(rel, held, next(iter(index.ahead), None), sum(commitment.state == "overdue" for commitment in index.record.commitments), len(new & index.documents.keys()))

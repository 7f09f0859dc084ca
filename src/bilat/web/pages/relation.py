"""The pages of a relationship: its overview, and each part of the record as a list that is shown a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ... import api
from ...errors import OptionError
from ...record.model import Conflict, RecordCommitment, RecordEvent, RecordInstrument
from ...vocabulary import is_edtf
from ..drawing import Entry, Timeline, Trade, closer, draw_timeline, draw_trade, whose_claims
from ..problems import Problem
from .caching import kept
from .following import followed
from .index import Index
from .shared import Relationship, codes_of, desk_of, listed, quotes, relationship, render
from .words import event_title, instrument_title

router = APIRouter()
LANES = ("Visits", "Meetings", "Instruments", "Due")
FLOWS = ("turnover", "exports", "imports")
_HAPPENED = ("took_place", "ongoing")
_URGENCY = ("overdue", "open", "reaffirmed", "progressing", "fulfilled", "dropped")
_ALIVE = ("entered_into_force", "ratified", "signed", "adopted", "initialled", "extended", "negotiated", "proposed", "suspended", "terminated")
Page = Annotated[int, Query(ge=1, le=100_000)]
Text = Annotated[str, Query(max_length=200)]


@router.get("/r")
def open_relationship(one: Text = "", other: Text = "") -> Response:
    """Go to the relationship that two names given in a form stand for."""
    first, second = codes_of(one, other or "everyone")
    return RedirectResponse(f"/r/{first}/{second}", 303)


@router.get("/r/{one}/{other}", response_class=HTMLResponse)
@kept
def overview(request: Request, one: str, other: str, flow: Text = "turnover") -> Response:
    """Everything of a relationship at a glance."""
    codes = codes_of(one, other)
    if (one, other) != codes:
        return RedirectResponse(f"/r/{codes[0]}/{codes[1]}", 307)
    rel = relationship(request, one, other)
    index, record = rel.index, rel.index.record
    contacts = [event for event in index.events if event.status in _HAPPENED and event.date]
    ledger = commitments_of(index)
    drawn, chart_flow = trade(request, rel, flow)
    return render(
        request,
        "overview.html",
        rel=rel,
        part="",
        contacts=contacts,
        unreported=unreported(index)[:5],
        timeline=draw_timeline(entries(rel), LANES, until=horizon(index), today=today(index)),
        ledger=ledger,
        states=counted(ledger, _URGENCY),
        by_state=counted(record.instruments, _ALIVE),
        trade=drawn,
        flow=chart_flow,
        flows=FLOWS,
        key=whose_claims(drawn, record.parties) if drawn else [],
        sessions=sessions(index),
        sides=Counter(document.side or document.relays for document in record.documents if document.copy_of is None),
        following=f"{rel.one}-{rel.other}" in followed(request),
    )


@router.get("/r/{one}/{other}/timeline", response_class=HTMLResponse)
@kept
def timeline(
    request: Request,
    one: str,
    other: str,
    since: Text = "",
    until: Text = "",
    kind: Annotated[list[str] | None, Query()] = None,
    status: Text = "",
    q: Text = "",
    page: Page = 1,
) -> Response:
    """Visits, meetings, instruments and due dates on an axis that is zoomed and filtered by links, and as a list."""
    rel = relationship(request, one, other)
    for name, value in (("since", since), ("until", until)):
        if value and not is_edtf(value):
            raise Problem(422, f"{name}: {value!r} is no date; give YYYY, YYYY-MM or YYYY-MM-DD")
    lanes = [lane for lane in LANES if not kind or lane.casefold() in kind]
    if status == "planned":
        status_of: Callable[[Entry], bool] = lambda entry: entry.planned  # noqa: E731
    elif status == "happened":
        status_of = lambda entry: not entry.planned  # noqa: E731
    else:
        status_of = lambda _: True  # noqa: E731
    wanted = q.strip().casefold()
    chosen = [entry for entry in entries(rel) if entry.lane in lanes and status_of(entry) and (not wanted or wanted in entry.title.casefold())]
    drawn = draw_timeline(chosen, lanes, since or None, until or None, today(rel.index))
    rows = [entry for entry in chosen if drawn and between(entry, drawn)]
    moves = {name: closer(drawn, name) for name in ("in", "out", "earlier", "later")} if drawn else {}
    return render(
        request, "timeline.html", rel=rel, part="timeline", timeline=drawn, rows=listed(sorted(rows, key=lambda entry: entry.date, reverse=True), page), moves=moves,
        lanes=LANES, chosen=lanes, status=status, q=q, since=since, until=until, undated=sum(event.date is None for event in rel.index.record.events),
    )  # fmt: skip


@router.get("/r/{one}/{other}/{part}", response_class=HTMLResponse)
@kept
def part_of(request: Request, one: str, other: str, part: str, state: Text = "", flow: Text = "turnover", side: Text = "", page: Page = 1) -> Response:
    """One part of the record as a list, a page at a time."""
    if part not in _PARTS:
        raise Problem(404, f"{part}: a relationship has no such part; it has {', '.join(_PARTS)}")
    rel = relationship(request, one, other)
    return render(request, f"{part}.html", rel=rel, part=part, state=state, **_PARTS[part](request, rel, state, flow, side, page))


# -- the parts


def _people(_request: Request, rel: Relationship, _state: str, _flow: str, side: str, page: int) -> dict[str, Any]:
    people = [person for person in rel.index.people if not side or (person.country or "none") == side]
    return {"rows": listed(people, page), "sides": Counter(person.country or "none" for person in rel.index.people), "side": side}


def _instruments(_request: Request, rel: Relationship, state: str, _flow: str, _side: str, page: int) -> dict[str, Any]:
    chosen = [instrument for instrument in rel.index.instruments if not state or instrument.state == state]
    return {"rows": listed(chosen, page), "states": counted(rel.index.record.instruments, _ALIVE)}


def _commitments(_request: Request, rel: Relationship, state: str, _flow: str, _side: str, page: int) -> dict[str, Any]:
    ledger = commitments_of(rel.index)
    return {"rows": listed([one for one in ledger if not state or one.state == state], page), "states": counted(ledger, _URGENCY)}


def _figures(request: Request, rel: Relationship, state: str, flow: str, _side: str, page: int) -> dict[str, Any]:
    """`state` is a measure here."""
    figures = rel.index.record.figures
    drawn, flow = trade(request, rel, flow)
    chosen = sorted((one for one in figures if not state or one.measure == state), key=lambda one: (one.measure, one.period or "", one.id), reverse=True)
    return {
        "rows": listed(chosen, page), "measures": Counter(one.measure for one in figures), "trade": drawn, "flow": flow, "flows": FLOWS,
        "key": whose_claims(drawn, rel.index.record.parties) if drawn else [],
    }  # fmt: skip


def _calendar(_request: Request, rel: Relationship, _state: str, _flow: str, _side: str, page: int) -> dict[str, Any]:
    return {"rows": listed(rel.index.ahead, page), "unreported": unreported(rel.index)[:20]}


def _contradictions(request: Request, rel: Relationship, _state: str, _flow: str, _side: str, page: int) -> dict[str, Any]:
    rows: Any = listed(rel.index.record.conflicts, page, 25)
    return {"rows": rows, "said": quotes(request, [source for conflict in rows.rows for source in sources_of_conflict(conflict)])}


def _mechanisms(_request: Request, rel: Relationship, _state: str, _flow: str, _side: str, page: int) -> dict[str, Any]:
    return {"rows": listed(sessions(rel.index), page)}


def _statements(_request: Request, rel: Relationship, _state: str, _flow: str, side: str, page: int) -> dict[str, Any]:
    chosen = [said for said in rel.index.statements if not side or said.country == side]
    return {"rows": listed(chosen, page), "sides": Counter(said.country or "none" for said in rel.index.statements), "side": side}


def _documents(_request: Request, rel: Relationship, _state: str, _flow: str, side: str, page: int) -> dict[str, Any]:
    chosen = [document for document in rel.index.newest if not side or (document.side or "none") == side]
    return {"rows": listed(chosen, page), "sides": Counter(document.side or "none" for document in rel.index.newest), "side": side}


_PARTS: dict[str, Callable[[Request, Relationship, str, str, str, int], dict[str, Any]]] = {
    "people": _people,
    "mechanisms": _mechanisms,
    "instruments": _instruments,
    "commitments": _commitments,
    "figures": _figures,
    "statements": _statements,
    "calendar": _calendar,
    "contradictions": _contradictions,
    "documents": _documents,
}


# -- what they are made of


def entries(rel: Relationship) -> list[Entry]:
    """Return everything dated in a record, for its timeline."""
    held: dict[str, list[Entry]] = rel.index.__dict__.setdefault("_entries", {})
    if rel.base not in held:
        held[rel.base] = list(_entries(rel))
    return held[rel.base]


def _entries(rel: Relationship) -> Iterator[Entry]:
    for event in rel.index.record.events:
        if event.date:
            yield Entry("Visits" if event.kind == "visit" else "Meetings", event.date, event_title(event), rel.link(event.id) or "", event.status not in _HAPPENED)
    for instrument in rel.index.record.instruments:
        for stage in instrument.history:
            if stage.date:
                title = f"{instrument_title(instrument)}: {stage.action.replace('_', ' ')}"
                yield Entry("Instruments", stage.date, title, rel.link(instrument.id) or "", stage.action in ("negotiated", "proposed"))
    for commitment in rel.index.record.commitments:
        if commitment.due:
            yield Entry("Due", commitment.due, " ".join(commitment.action.split()), rel.link(commitment.id) or "", commitment.state not in ("fulfilled", "dropped"))


def between(entry: Entry, drawn: Timeline) -> bool:
    """Tell whether an entry lies in what a timeline shows."""
    return entry.date[:10] <= drawn.until and max(entry.date[:10], entry.date.rpartition("/")[2]) >= drawn.since[: len(entry.date[:10])]


def today(index: Index) -> str | None:
    """Return the day on which things of a record are due or past: that of its last document."""
    return index.span[1] if index.span else None


def horizon(index: Index) -> str | None:
    """Return the day up to which the overview's timeline looks ahead: two years after the last document."""
    last = today(index)
    return f"{int(last[:4]) + 2:04}-12-31" if last else None


def unreported(index: Index) -> list[RecordEvent]:
    """Return visits and meetings that were planned and of which nothing more was told, the last first."""
    ahead = {item.object for item in index.record.calendar}
    return [event for event in index.events if event.status in ("planned", "proposed", "postponed") and event.id not in ahead]


def commitments_of(index: Index) -> list[RecordCommitment]:
    """Return the ledger, what is overdue first."""
    return sorted(index.record.commitments, key=lambda one: (_URGENCY.index(one.state), one.due or "9999", one.id))


def sessions(index: Index) -> list[tuple[Any, list[RecordEvent]]]:
    """Return mechanisms with their sessions, the last first."""
    things = index.things
    found = [(mechanism, [things[id].it for id in reversed(mechanism.sessions) if id in things]) for mechanism in index.record.mechanisms]
    return sorted(found, key=lambda item: (-len(item[1]), item[0].name))


def counted(rows: Sequence[RecordInstrument] | Sequence[RecordCommitment], order: Sequence[str]) -> Mapping[str, int]:
    """Return how many are in each state, in an order of their own."""
    count = Counter(row.state for row in rows if row.state)
    return {state: count[state] for state in order if count[state]}  # type: ignore[index]


def sources_of_conflict(conflict: Conflict) -> list[Any]:
    """Return the first sources of each value of a contradiction that is shown."""
    return [source for value in conflict.values[:6] for source in value.sources[:2]]


def trade(request: Request, rel: Relationship, flow: str) -> tuple[Trade | None, str]:
    """Return the chart of a trade as drawn, and of which flow it is; null for a record that is not of two countries."""
    if flow not in FLOWS:
        raise Problem(422, f"flow: {flow!r} is none; a chart is of {', '.join(FLOWS)}")
    held: dict[str, Trade | None] = rel.index.__dict__.setdefault("_trade", {})
    if flow not in held:
        try:
            held[flow] = draw_trade(api.trade_chart(desk_of(request).store, rel.index.record, flow)) if rel.pair else None
        except OptionError:
            held[flow] = None
    return held[flow], flow

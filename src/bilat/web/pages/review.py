"""The review of a relationship: what is least certain and matters most, judged one by one with a key each, or many at once, answered row by row."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from ...errors import OptionError
from ...record.reviews import Review, in_force
from ..problems import Problem
from ..rest.book import book_at
from ..security import current_user, require
from ..turns import at_once
from .home import overview_of
from .judging import VERDICTS, Outcome, Row, judge, row_of, said, subject_field
from .questions import Asked, Question, Questions, asked, decided, of_document
from .relation import Page, Text
from .shared import Relationship, desk_of, kept_in, listed, relationship, render

router = APIRouter()
SIZE = 12
BULK = 200
"""Rows that are judged at once."""


@router.get("/review", response_class=HTMLResponse)
def choose(request: Request) -> Response:
    """The relationships that can be reviewed."""
    return render(request, "reviews.html", pairs=overview_of(request).pairs.get()[:60])


@router.get("/review/{one}/{other}", response_class=HTMLResponse, dependencies=[Depends(require("reviewer"))])
def review(request: Request, one: str, other: str, kind: Text = "", document: Text = "", show: Text = "open", page: Page = 1) -> Response:
    """The queue: what is least certain and most hangs on, first."""
    return _page(request, relationship(request, one, other), kind, document, show, page, [])


@router.post("/review/{one}/{other}", response_class=HTMLResponse, dependencies=[Depends(require("reviewer"))])
@at_once
def decide(
    request: Request,
    one: str,
    other: str,
    verdict: Annotated[str, Form(max_length=20)],
    subject: Annotated[list[str] | None, Form()] = None,
    slot: Annotated[str, Form(max_length=60)] = "",
    value: Annotated[str, Form(max_length=4000)] = "",
    kind: Text = "",
    document: Text = "",
    show: Text = "open",
    page: Page = 1,
) -> Response:
    """Keep what a reviewer decided of one row or of many, and tell what became of each: its row alone where a script asks, else the page."""
    rel = relationship(request, one, other)
    store = desk_of(request).store
    given = subject or []
    if not given or len(given) > BULK:
        raise Problem(422, "Nothing is chosen; tick the rows that you judge" if not given else f"At most {BULK} rows are judged at once")
    try:
        rows = [row_of(each) for each in given]
    except OptionError as error:
        raise Problem(422, str(error)) from None
    name = current_user(request).name
    outcomes = [_fitting(store, name, verdict, row, slot, value) for row in rows]
    if request.headers.get("x-part") == "row" and len(outcomes) == 1:
        return _row(request, rel, outcomes[0])
    worst = max(outcome.status for outcome in outcomes)
    return _page(request, rel, kind, document, show, page, outcomes, worst if len(outcomes) == 1 else 200)


_PAIRS = {"accept": "same", "reject": "not_same"}


def _fitting(store: Any, name: str, verdict: str, row: Row, slot: str, value: str) -> Outcome:
    """Judge a row: accepting a merge means that both are one, rejecting it that they are kept apart."""
    return judge(store, name, _PAIRS.get(verdict, verdict) if len(row.keys) == 2 else verdict, row, slot=slot or None, value=value)


def _codes(rel: Relationship) -> list[str]:
    return [rel.one, rel.other] if rel.pair else [rel.one]


def _page(request: Request, rel: Relationship, kind: str, document: str, show: str, page: int, outcomes: list[Outcome], status: int = 200) -> HTMLResponse:
    store = desk_of(request).store
    reviews = store.reviews()
    standing = decided(reviews)
    questions: list[Question] = []
    merges: Any = {}
    ready = True
    if document:
        questions = [question for material in store.materials(_codes(rel), only=[document]) for question in of_document(material)]
    elif show != "decided":
        held = kept_in(request, "questions", Questions).of(desk_of(request), _codes(rel))
        ready = held is not None
        questions, merges = (held.questions, held.merges) if held else ([], {})
    if kind:
        questions = [question for question in questions if kind in (question.kind, question.type)]
    if not document:
        questions = [question for question in questions if question.keys not in standing]
    rows = listed(questions, page, 40 if document else SIZE)
    decisions = _decisions(rel, reviews)[: 200 if show == "decided" else 8]
    context = {
        "rows": rows, "asked": asked(store, _codes(rel), rows.rows, merges, standing, rel.index), "outcomes": outcomes, "ready": ready, "kind": kind, "document": document, "show": show,
        "decisions": decisions, "last": book_at(store).last_of(review.subject for review, _ in decisions), "verdicts": VERDICTS, "said": said, "subject": asked_field,
        "undo": undo_field,
    }  # fmt: skip
    return render(request, "review.html", status, rel=rel, part="review", **context)


def _row(request: Request, rel: Relationship, outcome: Outcome) -> HTMLResponse:
    """One row as it now stands, with what became of the judgement."""
    store = desk_of(request).store
    type = "merge" if len(outcome.keys) == 2 else "fact"
    kind = outcome.keys[0].split(":")[1] if outcome.keys[0].count(":") > 1 else type
    held = kept_in(request, "questions", Questions).of(desk_of(request), _codes(rel), 0)
    known = next((question for question in (held.questions if held else []) if question.keys == outcome.keys), None)
    question = known or Question(0.0, type, kind, outcome.keys, 0.0)  # type: ignore[arg-type]
    standing = {outcome.keys: outcome.review} if outcome.review else {}
    found = asked(store, _codes(rel), [question], held.merges if held else {}, standing, rel.index)
    return render(request, "review_row.html", outcome.status, rel=rel, one=found[0], outcome=outcome, said=said, subject=asked_field)


def _decisions(rel: Relationship, reviews: list[Review]) -> list[tuple[Review, bool]]:
    """What was decided in the relationship, the last first, each with whether it still stands as the last word."""
    documents = rel.index.documents
    last = {(tuple(review.subject), review.verdict == "state"): review.id for review in in_force(reviews)}
    mine = [review for review in reviews if review.verdict != "undo" and any(key.split(":", 1)[0] in documents for key in review.subject)]
    return [(review, last.get((tuple(review.subject), review.verdict == "state")) == review.id) for review in reversed(mine)]


def asked_field(one: Asked) -> str:
    """Return the field of a form that says what is judged and which review its reader saw last."""
    return subject_field(Row(list(one.question.keys), one.last))


def undo_field(review: Review, last: dict[tuple[str, ...], str]) -> str:
    """Return the field of a form that undoes a review."""
    return subject_field(Row(list(review.subject), last.get(tuple(review.subject)), review.id))

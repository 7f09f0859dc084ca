"""What people say became of a commitment: beside what the machine proposes, kept for ever with who and when, and undone like any judgement."""

from __future__ import annotations

import datetime
from typing import Annotated, NamedTuple, get_args

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from ...errors import OptionError
from ...record.material import fact_mention
from ...record.model import CommitmentState, RecordCommitment
from ...record.reviews import Review, in_force
from ...record.store import Store
from ..problems import Problem
from ..rest.book import book_at
from ..security import current_user, require
from ..turns import at_once
from .judging import Outcome, Row, judge, row_of, subject_field
from .relation import Page
from .shared import Relationship, desk_of
from .things import shown, thing_of

router = APIRouter()
STATES: tuple[str, ...] = get_args(CommitmentState)


class Said(NamedTuple):
    """What somebody said of a commitment; `stands` unless it was undone, and `undo` is the field of the form that undoes it."""

    review: Review
    stands: bool
    undo: str

    @property
    def state(self) -> str:
        """The state that they gave it."""
        return str((self.review.detail or {})["state"])

    @property
    def since(self) -> str:
        """The day since which it is so."""
        return str((self.review.detail or {}).get("date") or self.review.made[:10])

    @property
    def note(self) -> str:
        """How they know."""
        return str((self.review.detail or {}).get("note") or "")


@router.get("/c/{one}/{other}/{id}", response_class=HTMLResponse)
def commitment(request: Request, one: str, other: str, id: str, page: Page = 1) -> Response:
    """One commitment: who promised it to whom, and what came of it."""
    rel, it = thing_of(request, one, other, id, "commitment")
    return _page(request, rel, it, page)


@router.post("/c/{one}/{other}/{id}", response_class=HTMLResponse, dependencies=[Depends(require("reviewer"))])
@at_once
def say(
    request: Request,
    one: str,
    other: str,
    id: str,
    verdict: Annotated[str, Form(max_length=20)],
    subject: Annotated[str, Form(max_length=2000)],
    state: Annotated[str, Form(max_length=20)] = "",
    date: Annotated[str, Form(max_length=30)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep what a reviewer says became of a commitment, or undo what somebody said."""
    rel, it = thing_of(request, one, other, id, "commitment")
    if verdict not in ("state", "undo"):
        raise Problem(422, f"verdict: {verdict!r} is none here; a state is given or undone")
    try:
        row = row_of(subject)
    except OptionError as error:
        raise Problem(422, str(error)) from None
    outcome = judge(desk_of(request).store, current_user(request).name, verdict, row, value=state, date=date.strip() or None, note=note)
    return _page(request, rel, it, 1, outcome)


def _page(request: Request, rel: Relationship, it: RecordCommitment, page: int, outcome: Outcome | None = None) -> HTMLResponse:
    own, said = said_of(desk_of(request).store, rel, it)
    return shown(
        request, "commitment.html", rel, it, it.sources, page, status=outcome.status if outcome else 200, at=rel.index.things.get(it.event or ""),
        under=rel.index.things.get(it.instrument or ""), own=own, said_by=said, notes={(one.review.reviewer, one.state, one.since): one.note for one in said if one.stands and one.note},
        outcome=outcome, states=STATES, judges=current_user(request).may("reviewer"), now=datetime.datetime.now(datetime.UTC).date().isoformat(),
    )  # fmt: skip


def said_of(store: Store, rel: Relationship, it: RecordCommitment) -> tuple[str | None, list[Said]]:
    """Return the field of the form by which a commitment is judged, and what people have said of it, the last first."""
    book = book_at(store)
    told = [review for _, review in book.all() if review.verdict == "state"]
    documents = {source.document for source in it.sources}
    wanted = {id for id in documents if any(review.subject[0].startswith(f"{id}:") for review in told)} | {source.document for source in it.sources[:1]}
    rests_on = {(source.document, source.fact) for source in it.sources}
    materials = store.materials([rel.one, rel.other] if rel.pair else [rel.one], only=wanted)
    keys = {
        (material.document.id, fact.id): fact_mention(material, fact).key
        for material in materials
        for fact in material.reading.facts
        if (material.document.id, fact.id) in rests_on
    }
    standing = {review.id for review in in_force(review for _, review in book.all())}
    last = book.last_of([key] for key in keys.values())
    said = [
        Said(review, review.id in standing, subject_field(Row([review.subject[0]], last.get((review.subject[0],)), review.id)))
        for review in reversed(told)
        if review.subject[0] in keys.values()
    ]
    first = keys.get((it.sources[0].document, it.sources[0].fact or "")) if it.sources else None
    return subject_field(Row([first], last.get((first,)))) if first else None, said

"""What people decided over REST: the log of reviews, the queue of merges to judge, and judging."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ...record.material import Merge
from ...record.reviews import Verdict
from ..making import PackedMerge, merge_in
from ..security import current_user, require
from ..turns import at_once
from .answers import PLAIN, Days, Edtf, Ordered, Paged, Words, answer, page_of
from .book import book_of
from .errors import ApiRoute, not_found
from .paths import REVIEW, One, Other, errors, told
from .shelf import indexed_at, merges_at

router = APIRouter(route_class=ApiRoute, tags=["reviews"])

Key = Annotated[str, Field(min_length=1, max_length=500, pattern=PLAIN)]
Id = Annotated[str, Field(max_length=40, pattern=r"^[0-9a-f]+$")]


class OfReviews(Ordered):
    """Of reviews, in the order in which they came."""

    reviewer: Words = None
    verdict: Verdict | None = None
    document: Annotated[Words, Field(description="The id of a document whose facts or actors are judged.")] = None
    subject: Annotated[str | None, Field(max_length=500, pattern=PLAIN, description="The key of a mention; undos of its reviews are listed too.")] = None
    since: Edtf = None
    until: Edtf = None


class OfMerges(Paged):
    """Of pairs of mentions, the least certain first."""

    kind: Annotated[Words, Field(description="What the mentions are of: `person`, `event`, `instrument`, …")] = None
    judged: Annotated[bool | None, Field(description="Only pairs that somebody judged, or that nobody did.")] = None
    doubt: Annotated[float | None, Field(ge=0, le=1000, allow_inf_nan=False, description="Only pairs whose score lies so near to 0, on either side.")] = None


class ReviewAsked(BaseModel):
    """A judgement: the keys of the mentions that are judged (none for an undo), and which review of them was the last that the reviewer saw."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"verdict": "correct", "subject": ["9f86d081884c7d65:meeting:39-191"], "slot": "date", "value": '"2024-05-06"', "expected": None}]},
    )

    verdict: Verdict
    subject: Annotated[list[Key], Field(max_length=2)] = []
    expected: Annotated[
        Id | None,
        Field(
            description="The id of the last review of the same subject that the reviewer saw (`last_review` of a fact), null for none; where there is another, the answer is 409."
        ),
    ]
    slot: Annotated[str | None, Field(max_length=40, pattern=PLAIN, description="With `correct`: the slot.")] = None
    value: Annotated[str | None, Field(max_length=4000, description="With `correct`: the slot's value as JSON. With `state`: what became of the commitment.")] = None
    date: Annotated[Edtf, Field(description="With `state`: since when.")] = None
    note: Annotated[str | None, Field(max_length=2000, pattern=PLAIN, description="With `state`: how this is known.")] = None
    undoes: Annotated[Id | None, Field(description="With `undo`: the review that is undone.")] = None


class FeatureOf(msgspec.Struct, kw_only=True, frozen=True):
    """One reason for or against two mentions being of one thing."""

    name: str
    weight: float


class MergeOf(msgspec.Struct, kw_only=True, frozen=True):
    """Two mentions that may be of one thing: above a `score` of 0 they are joined; `last_review` is the id of the last review of the pair."""

    kind: str
    one: str
    other: str
    score: float
    features: list[FeatureOf]
    judged_by: str | None
    last_review: str | None


_REVIEWS = told("Page_Review_", "Reviews, the newest first.", {"items": [REVIEW], "next": None, "total": 1})
_MERGE = {
    "kind": "person",
    "one": "9f86d081884c7d65:person:Jānis Kalvāns",
    "other": "6b51d431df5d7f14:person:Janis Kalvans",
    "score": 0.4,
    "features": [{"name": "same name without accents", "weight": 2.4}, {"name": "another office", "weight": -2.0}],
    "judged_by": None,
    "last_review": None,
}


@router.get("/reviews", responses=_REVIEWS | errors(401, 403, 422, 429, 503))
def reviews(request: Request, asked: Annotated[OfReviews, Query()]) -> Response:
    """List reviews, undone ones and undos too, in the order in which they came."""
    book, days = book_of(request), Days(asked.since, asked.until)
    about = {review.id for review in book.of([asked.subject])} if asked.subject is not None else None
    found = [
        (number, review)
        for number, review in book.all()
        if (asked.reviewer is None or review.reviewer == asked.reviewer)
        and (asked.verdict is None or review.verdict == asked.verdict)
        and (asked.document is None or any(key.split(":", 1)[0] == asked.document for key in review.subject))
        and (about is None or review.id in about)
        and days.hold(review.made[:10])
    ]
    return answer(request, page_of("reviews", [review for _, review in found], [(f"{number:012}",) for number, _ in found], asked, newest=asked.order == "newest"))


@router.get("/reviews/{id}", responses=told("Review", "The review.", REVIEW) | errors(401, 403, 404, 422, 429, 503))
def review(request: Request, id: Annotated[str, Path(max_length=80, pattern=PLAIN, examples=["5d1f0c9be2a4"])]) -> Response:
    """Give one review."""
    found = book_of(request).with_id(id)
    if found is None:
        raise not_found(f"{id}: there is no review with this id")
    return answer(request, found)


@router.post(
    "/reviews",
    status_code=201,
    dependencies=[Depends(require("reviewer"))],
    responses=told("Review", "The review, kept: a kill of the server cannot take it back.", REVIEW, 201, cached=False) | errors(400, 401, 403, 409, 413, 422, 429, 503),
)
@at_once
def judge(request: Request, asked: ReviewAsked) -> Response:
    """Judge a fact, a pair of mentions or a commitment, or undo a review; it is durable when this answers. Needs the role reviewer.

    Two reviewers of one fact do not overlook each other: whoever comes second is answered 409 with the other's review.
    """
    Days(asked.date, None)
    made = book_of(request).judge(
        current_user(request).name, asked.verdict, asked.subject, asked.expected, slot=asked.slot, value=asked.value, date=asked.date, note=asked.note, undoes=asked.undoes
    )
    return answer(request, made, status=201, headers={"Location": f"/api/v1/reviews/{made.id}", "Cache-Control": "no-store"})


@router.get("/r/{one}/{other}/merges", responses=told("Page_MergeOf_", "Pairs of mentions, the least certain first.", {"items": [_MERGE], "next": None, "total": 1}) | errors(401, 403, 404, 422, 429, 503))  # fmt: skip
def merges(request: Request, one: One, other: Other, asked: Annotated[OfMerges, Query()]) -> Response:
    """List why mentions were joined into things of the record or kept apart, the least certain first: the queue of merges to judge."""
    found = indexed_at(request, one, other)
    listed, book = merges_at(request, one, other), book_of(request)

    def holds(merge: PackedMerge) -> bool:
        return (
            (asked.kind is None or merge.kind == asked.kind) and (asked.judged is None or merge.judged == asked.judged) and (asked.doubt is None or abs(merge.score) <= asked.doubt)
        )

    page = page_of(f"merges {'-'.join(found.record.parties)}", listed.items, listed.keys, asked, holds=holds)
    chosen = [merge_in(packed) for packed in page.items]
    last = book.last_of([(merge.one, merge.other) for merge in chosen])
    items = [_merge_of(merge, last.get(tuple(sorted((merge.one, merge.other))))) for merge in chosen]
    return answer(request, msgspec.structs.replace(page, items=items))


def _merge_of(merge: Merge, last: str | None) -> MergeOf:
    features = [FeatureOf(name=feature[0], weight=feature[1]) for feature in merge.features]
    return MergeOf(kind=merge.kind, one=merge.one, other=merge.other, score=merge.score, features=features, judged_by=merge.judged_by, last_review=last)

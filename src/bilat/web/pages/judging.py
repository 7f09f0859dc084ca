"""A judgement as it comes from a form: checked against what stands, kept before it is told, and told as a conflict where someone else was faster."""

from __future__ import annotations

import json
from typing import NamedTuple

import msgspec

from ... import api
from ...errors import OptionError, OvertakenError, StoreError
from ...record.reviews import Review
from ...record.store import Store
from .questions import decided
from .words import day, moment

VERDICTS = {
    "accept": "Accepted",
    "reject": "Rejected",
    "correct": "Corrected",
    "same": "Merged",
    "not_same": "Kept apart",
    "unsure": "Left open",
    "state": "Said to be",
    "undo": "Undone",
}


class Row(msgspec.Struct, frozen=True):
    """What a form judges: the keys of the mentions, the id of the last review of them that its reader saw, if any, and of the one that is to be undone."""

    keys: list[str]
    seen: str | None = None
    undoes: str | None = None


class Outcome(NamedTuple):
    """What became of a judgement: `status` is an HTTP status, `told` says it in words."""

    keys: tuple[str, ...]
    status: int
    told: str
    review: Review | None


def row_of(value: str) -> Row:
    """Return the row that a form's field names; `OptionError` where it names none."""
    try:
        row = msgspec.json.decode(value.encode(), type=Row)
    except msgspec.DecodeError:
        raise OptionError("subject: the form does not say what is judged; load the page again") from None
    if not 1 <= len(row.keys) <= 2 or not all(0 < len(key) <= 500 for key in row.keys):
        raise OptionError("subject: one mention is judged, or two; load the page again")
    return Row(sorted(row.keys), row.seen, row.undoes)


def subject_field(row: Row) -> str:
    """Return a row as a form's field holds it."""
    return msgspec.json.encode(row).decode()


def judge(store: Store, reviewer: str, verdict: str, row: Row, *, slot: str | None = None, value: str | None = None, date: str | None = None, note: str | None = None) -> Outcome:
    """Keep a judgement and return what became of it; it is durable when this returns. `date` and `note` belong to what became of a commitment."""
    keys = tuple(row.keys)
    try:
        if verdict not in VERDICTS:
            raise OptionError(f"verdict: {verdict!r} is none; the verdicts are {', '.join(VERDICTS)}")
        if verdict == "undo":
            standing = decided(store.reviews()).get(keys)
            if (undoes := row.undoes or (standing.id if standing else None)) is None:
                raise OptionError("undo: no decision stands here")
            api.judge(store, reviewer, "undo", [], undoes=undoes, expected=row.seen)
            before = decided(store.reviews()).get(keys) if row.undoes is None else None
            return Outcome(keys, 200, f"Undone by {reviewer}" + (f"; {said(before).lower()} stands again" if before else ""), before)
        review = api.judge(store, reviewer, verdict, list(keys), slot=slot, value=value, date=date, note=note, expected=row.seen)
        return Outcome(keys, 200, said(review), review)
    except OvertakenError as error:
        last = next((review for review in store.reviews() if review.id == error.review), None)
        return Outcome(keys, 409, _overtaken(last), decided(store.reviews()).get(keys))
    except (OptionError, StoreError) as error:
        return Outcome(keys, 422 if isinstance(error, OptionError) else 503, str(error), decided(store.reviews()).get(keys))


def said(review: Review) -> str:
    """Return a decision in words: what, by whom, when."""
    what = VERDICTS.get(review.verdict, review.verdict)
    if review.verdict == "correct" and review.detail:
        what += f" ({review.detail['slot']}: {json.dumps(review.detail['value'], ensure_ascii=False)})"
    elif review.verdict == "state" and review.detail:
        what += f" {review.detail['state']} since {day(review.detail.get('date') or review.made[:10])}"
    return f"{what} by {review.reviewer}, {moment(review.made)}"


def _overtaken(last: Review | None) -> str:
    if last is None or last.verdict == "undo":
        return "The decision that you saw has meanwhile been undone. Nothing was changed; look again and decide."
    return f"Someone else was faster: {said(last)}. Nothing was changed; look again and decide."

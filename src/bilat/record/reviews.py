"""What people decided, for ever: reviews are only added, each by someone at some time, and an undo is a review too."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

import msgspec

from ..errors import OptionError
from ..vocabulary import is_edtf
from ..vocabulary.reading import AnyFact
from .material import Judgements, Material, fact_mention
from .model import CommitmentState, Move

Verdict = Literal["accept", "reject", "correct", "same", "not_same", "unsure", "state", "undo"]
"""`accept`, `reject` and `correct` (a slot) judge a fact; `same`, `not_same` and `unsure` a pair of mentions; `state` says what became of a commitment."""


class Review(msgspec.Struct, kw_only=True, frozen=True):
    """One decision: `subject` holds the key of the mention judged, or the two keys of a pair; `detail` the slot and its value, or the state and its date."""

    id: str
    made: str
    reviewer: str
    verdict: Verdict
    subject: list[str]
    detail: dict[str, Any] | None = None
    undoes: str | None = None


def new_review(made: str, reviewer: str, verdict: Verdict, subject: Sequence[str], detail: dict[str, Any] | None = None, undoes: str | None = None) -> Review:
    """Make a review; `OptionError` where it says nothing that can be done."""
    if verdict not in get_args(Verdict):
        raise OptionError(f"verdict: {verdict!r} is none; the verdicts are {', '.join(get_args(Verdict))}")
    if not reviewer.strip():
        raise OptionError("reviewer: a review needs a name; say who judges")
    wanted = {"same": 2, "not_same": 2, "unsure": 2, "undo": 0}.get(verdict, 1)
    if len(subject) != wanted or len(set(subject)) != wanted:
        raise OptionError(f"{verdict}: judges {wanted} mention{'s' if wanted != 1 else ''}, not {len(subject)}; give their keys as `bilat merges` shows them")
    if verdict == "undo" and undoes is None:
        raise OptionError("undo: of which review? give its id")
    if verdict == "correct" and not (detail and set(detail) == {"slot", "value"}):
        raise OptionError("correct: give the slot and its value")
    if verdict == "state" and not (detail and detail.get("state") in get_args(CommitmentState)):
        raise OptionError(f"state: give one of {', '.join(get_args(CommitmentState))}")
    subject = sorted(subject)
    id = hashlib.sha256(msgspec.json.encode([made, reviewer, verdict, subject, detail, undoes])).hexdigest()[:12]
    return Review(id=id, made=made, reviewer=reviewer, verdict=verdict, subject=subject, detail=detail, undoes=undoes)


def in_force(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews that are not undone, the oldest first; an undone undo stands again."""
    ordered = sorted(reviews, key=lambda review: (review.made, review.id))
    standing: set[str] = set()
    for review in reversed(ordered):  # whatever undoes comes after what it undoes
        if review.id not in standing and review.undoes is not None:
            standing.add(review.undoes)
    return [review for review in ordered if review.id not in standing and review.verdict != "undo"]


def judgements_of(reviews: Iterable[Review]) -> Judgements:
    """Return what people said of pairs of mentions, the last word of each pair."""
    return Judgements((r.subject[0], r.subject[1], r.verdict, r.reviewer) for r in in_force(reviews) if r.verdict in ("same", "not_same", "unsure"))


def moves_of(reviews: Iterable[Review]) -> dict[str, list[Move]]:
    """Return what people said became of commitments, by the keys of their mentions."""
    moves: defaultdict[str, list[Move]] = defaultdict(list)
    for review in in_force(reviews):
        if review.verdict == "state" and review.detail:
            moves[review.subject[0]].append(Move(state=review.detail["state"], date=review.detail.get("date") or review.made[:10], by=review.reviewer, confidence=1.0, sources=[]))
    return dict(moves)


def reviewed(material: Material, reviews: Mapping[str, Sequence[Review]], *, only: bool = False) -> Material:
    """Return a document as people left its facts: rejected ones gone, slots corrected; with `only`, none that nobody accepted or corrected.

    `reviews` holds the reviews of facts in force, by the keys of the mentions that they judge.
    """
    facts: list[AnyFact] = []
    for fact in material.reading.facts:
        judged = reviews.get(fact_mention(material, fact).key, ())
        if any(review.verdict == "reject" for review in judged) or (only and not judged):
            continue
        for review in judged:
            if review.verdict == "correct" and review.detail:
                fact = _corrected(fact, str(review.detail["slot"]), review.detail["value"])
        facts.append(fact)
    return material._replace(reading=msgspec.structs.replace(material.reading, facts=facts))


def by_subject(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    """Return the reviews of facts in force by the keys of the mentions that they judge."""
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for review in in_force(reviews):
        if review.verdict in ("accept", "reject", "correct"):
            found[review.subject[0]].append(review)
    return dict(found)


def _corrected(fact: AnyFact, slot: str, value: Any) -> AnyFact:
    """The fact with one slot set; a value that the slot cannot hold leaves it as it was."""
    data = msgspec.to_builtins(fact)
    if slot not in data or slot in ("id", "kind", "evidence"):
        return fact
    if slot in ("date", "due", "since", "period") and value is not None and not (isinstance(value, str) and is_edtf(value)):
        return fact
    try:
        corrected: AnyFact = msgspec.convert({**data, slot: value}, AnyFact)
        return corrected
    except msgspec.ValidationError:
        return fact

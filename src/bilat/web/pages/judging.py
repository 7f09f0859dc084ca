"""A judgement as it comes from a form: checked against what stands, kept before it is told, and told as a conflict where someone else was faster."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

import msgspec

from ... import api
from ...errors import OptionError, OvertakenError, StoreError
from ...record.material import Material, fact_mention
from ...record.reviews import Review
from ...record.store import Store
from ...vocabulary import ISO3, Reading, is_edtf
from ...vocabulary.reading import AnyFact
from .questions import HIDDEN, decided
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
        if verdict == "correct":
            value = corrected_value(store, keys[0], slot or "", value or "")
        if verdict == "undo":
            standing = decided(store.reviews()).get(keys)
            if (undoes := row.undoes or (standing.id if standing else None)) is None:
                raise OptionError("undo: no decision stands here")
            api.judge(store, reviewer, "undo", [], undoes=undoes, expected=row.seen)
            before = decided(store.reviews()).get(keys) if row.undoes is None else None
            return Outcome(keys, 200, f"Undone by {reviewer}" + (f"; {said(before).lower()} stands again" if before else ""), before)
        if date is not None and not is_edtf(date):
            raise OptionError(f"date: {date!r} is no date; give YYYY, YYYY-MM or YYYY-MM-DD")
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


def corrected_value(store: Store, key: str, slot: str, given: str) -> str:
    """Return what was typed for a slot of the fact with this key as JSON: names stand for actors, a list is parted by commas; `OptionError` where the slot cannot hold it."""
    reading = store.reading(key.split(":", 1)[0])
    if not isinstance(reading, Reading):
        raise OptionError(f"{key}: its document is not read")
    material = Material(reading.document, reading)
    fact = next((fact for fact in reading.facts if fact_mention(material, fact).key == key), None)
    if fact is None:
        raise OptionError("correct: the document was read again and has no such fact any more; load the page again")
    data: dict[str, Any] = msgspec.to_builtins(fact)
    if slot not in data or slot in HIDDEN:
        raise OptionError(f"slot: {slot!r} is none of this fact; it has {', '.join(name for name in data if name not in HIDDEN)}")
    by_name = {actor.name.casefold(): actor.id for actor in reading.actors}
    for value in _meanings(given.strip(), isinstance(data[slot], list | tuple), by_name):
        if value == data[slot]:
            raise OptionError(f"{slot}: this is what it says already")
        try:
            changed: AnyFact = msgspec.convert({**data, slot: value}, AnyFact)
        except msgspec.ValidationError:
            continue
        if msgspec.to_builtins(changed)[slot] == value and _sound(reading, type(fact), slot, value):
            return json.dumps(value, ensure_ascii=False)
    raise OptionError(f"{slot}: it cannot hold {given!r}; it now holds {json.dumps(data[slot], ensure_ascii=False)}")


_DATES = ("date", "due", "since", "period")
_LANDS = {"visit": ("from", "to"), "figure": ("parties", "basis"), "meeting": ("parties",), "instrument": ("parties",), "regime": ("parties",), "relation": ("parties",)}
_PLACES = ("content", "cue", "source", "action", "of")


def _sound(reading: Reading, kind: type, slot: str, value: Any) -> bool:
    """Tell whether a value of the right form means something: a date that exists, a known country, an actor and a place of the document."""
    if value is None:
        return True
    many = value if isinstance(value, list) else [value]
    if slot in _DATES:
        return all(isinstance(each, str) and is_edtf(each) for each in many)
    if slot in _LANDS.get(kind.__name__.lower(), ()):
        return all(each in ISO3 for each in many)
    if slot in _PLACES and all(isinstance(each, int) for each in many):
        return len(many) == 2 and 0 <= many[0] < many[1] <= len(reading.document.text)
    if slot in _ACTORS:
        return {each for each in many if isinstance(each, str)} <= {actor.id for actor in reading.actors}
    if slot == "visit":
        return value in {fact.id for fact in reading.facts if fact.__class__.__name__ == "Visit"}
    return not isinstance(value, float) or math.isfinite(value)


_ACTORS = ("visitors", "invited_by", "participants", "signatories", "speaker", "by", "to", "sender", "recipients", "delivered_by", "source", "target", "reported_by")


def _meanings(given: str, many: bool, by_name: dict[str, str]) -> list[Any]:
    """What may have been meant, the likeliest first."""
    if given in ("", "–", "null"):
        return [[]] if many else [None]
    found: list[Any] = []
    try:
        parsed = json.loads(given)
        found.append([parsed] if many and not isinstance(parsed, list) else parsed)
        if isinstance(parsed, int) and not isinstance(parsed, bool) and not many:
            found.insert(0, float(parsed))
    except ValueError:
        pass
    if many:
        parts = [part.strip() for part in given.split(",") if part.strip()]
        return [*found, [by_name.get(part.casefold(), part) for part in parts], [part.upper() for part in parts]]
    return [*found, by_name.get(given.casefold(), given), given.upper() if len(given) == 3 else given, given.casefold().replace(" ", "_")]

"""What is checked before a judgement is kept: that what it judges is there, and that a slot can hold what a person says it holds."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec

from ..errors import OptionError
from ..vocabulary import ISO3, Commitment, Reading, is_edtf
from ..vocabulary.reading import AnyFact
from .kept import documents_of
from .material import Mention, actor_mention, fact_mention
from .reviews import Review
from .store import Store

FIXED = ("id", "kind", "evidence", "confidence")
"""What of a fact is no slot that a person corrects."""


def judged_mentions(store: Store, review: Review) -> list[Mention]:
    """Return the mentions that a review judges, in its order; `OptionError` where the store does not hold one, or it is none that the verdict can be said of."""
    return [_mention(store, key, review.verdict) for key in review.subject]


def _mention(store: Store, key: str, verdict: str) -> Mention:
    materials = store.materials([], only=list(documents_of(key)))
    if not materials:
        raise OptionError(f"{key}: the store holds no reading of such a document; give a key as `bilat merges` and the pages show it")
    of_pairs = verdict in ("same", "not_same", "unsure")
    for material in materials:
        mentions = [fact_mention(material, fact) for fact in material.reading.facts]
        mentions += [actor_mention(material, actor) for actor in material.reading.actors] if of_pairs else []
        if (found := next((mention for mention in mentions if mention.key == key), None)) is not None:
            if verdict == "state" and not isinstance(found.fact, Commitment):
                raise OptionError(f"{key}: only of a commitment it is said what became of it")
            return found
    raise OptionError(f"{key}: the document has no such {'mention' if of_pairs else 'fact'}, or was read again since; look at it again")


def corrected_value(mention: Mention, slot: str, given: str) -> Any:
    """Return what a person says that a slot of a fact holds: JSON, or plainly typed, where names stand for actors and a list is parted by commas.

    `OptionError` where the fact has no such slot, where the slot cannot hold it, and where it says so already.
    """
    reading = mention.material.reading
    data: dict[str, Any] = msgspec.to_builtins(mention.fact)
    if slot not in data or slot in FIXED:
        raise OptionError(f"slot: {slot!r} is none of this fact; it has {', '.join(name for name in data if name not in FIXED)}")
    by_name = {actor.name.casefold(): actor.id for actor in reading.actors}
    for value in _meanings(given.strip(), isinstance(data[slot], list | tuple), by_name):
        if value == data[slot]:
            raise OptionError(f"{slot}: this is what it says already")
        try:
            changed: AnyFact = msgspec.convert({**data, slot: value}, AnyFact)
        except msgspec.ValidationError:
            continue
        if msgspec.to_builtins(changed)[slot] == value and _sound(reading, type(mention.fact), slot, value):
            return value
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

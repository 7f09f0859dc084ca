"""What a reviewer is asked: the facts and merges that are least certain and on which most hangs, those first."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from ... import api
from ...record.database import reading
from ...record.judging import FIXED
from ...record.kept import fingerprint_of
from ...record.material import Material, Merge, fact_mention
from ...record.parties import EVERYONE
from ...record.reviews import Review, in_force
from ...record.store import Store
from ...views.describe import describe, kind_of
from ...vocabulary import Reading
from ..desk import Desk
from ..rest.book import book_at
from .index import Index
from .marking import around

MOST = 2000
"""Questions that are held of a relationship."""
_ASKED = 10.0
WEIGHTS = {
    "instrument": 5.0,
    "commitment": 4.0,
    "visit": 4.0,
    "regime": 4.0,
    "figure": 3.0,
    "meeting": 3.0,
    "message": 2.0,
    "relation": 2.0,
    "statement": 1.0,
    "assessment": 1.0,
    "topic": 0.5,
    "event": 0.5,
}
"""How much hangs on a fact of a kind: what is signed and promised more than what is mentioned."""
_DOUBT = 4.0
"""The score of a merge beyond which it is not doubted."""


class Question(NamedTuple):
    """A fact or a merge to judge: the keys of its mentions, and how much it matters that someone does."""

    weight: float
    type: Literal["fact", "merge"]
    kind: str
    keys: tuple[str, ...]
    score: float


class Side(NamedTuple):
    """A mention as it is shown: its document, its words in their place, and what it says."""

    key: str
    document: str
    fact: str | None
    place: str | None
    line: str
    words: list[tuple[str, bool]]


class Slot(NamedTuple):
    """A slot of a fact: its value in the contract's JSON, and in words."""

    name: str
    json: str
    told: str


class Asked(NamedTuple):
    """A question as it is shown: its mentions, a fact's slots, a merge's reasons, the decision that stands and the id of the last review, where there are."""

    question: Question
    sides: list[Side]
    slots: list[Slot]
    reasons: list[tuple[str, float]]
    decided: Review | None
    last: str | None
    thing: str | None


class Drawn(NamedTuple):
    """The questions of a relationship, what most hangs on first, and the merges among them by the keys of their mentions; `version` is of its documents."""

    version: str
    questions: list[Question]
    merges: dict[tuple[str, ...], Merge]


def drawn_if_changed(store: Store, codes: Sequence[str], known: str | None) -> Drawn | None:
    """Return the questions of the parties; null where the documents are those that are known."""
    with reading(store.engine, store.address) as connection:
        version = fingerprint_of(connection, codes, [])  # what people decided changes no question, only whether it is still open
    if version == known:
        return None
    merges = api.merges(store, *codes) if len(codes) > 1 else api.merges(store, codes[0], EVERYONE)
    asked = heapq.nlargest(MOST, [*_doubtful(merges), *_facts(store.materials(codes))], key=lambda question: (question.weight, question.keys))
    shown = {question.keys for question in asked}
    return Drawn(version, asked, {keys: merge for merge in merges if (keys := tuple(sorted((merge.one, merge.other)))) in shown})


class _Held:
    def __init__(self) -> None:
        self.drawn: Drawn | None = None
        self.asked, self.making = 0.0, False
        self.ready = threading.Event()


class Questions:
    """The questions of each relationship, drawn up anew behind the reviewer's back when its documents have changed."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, ...], _Held] = {}
        self._lock = threading.Lock()

    def of(self, desk: Desk, codes: Sequence[str], patience: float = 1.5) -> Drawn | None:
        """Return the questions of the parties; null where they are still being drawn up after a moment."""
        with self._lock:
            held = self._held.setdefault(tuple(sorted(codes)), _Held())
            due = time.monotonic() - held.asked > _ASKED and not held.making
            held.making = held.making or due
        if due:
            desk.behind.do(lambda: self._draw(desk, list(codes), held))
        held.ready.wait(0 if held.ready.is_set() else patience)
        return held.drawn

    def _draw(self, desk: Desk, codes: list[str], held: _Held) -> None:
        try:
            held.drawn = desk.helper.do(drawn_if_changed, codes, held.drawn.version if held.drawn else None) or held.drawn
            held.asked = time.monotonic()
            held.ready.set()
        finally:
            held.making = False


def _doubtful(merges: Iterable[Merge]) -> Iterator[Question]:
    for merge in merges:
        if abs(merge.score) < _DOUBT:
            weight = (4.5 if merge.kind == "person" else 3.5) * (1 - abs(merge.score) / _DOUBT) * 0.35
            yield Question(round(weight, 4), "merge", merge.kind, tuple(sorted((merge.one, merge.other))), merge.score)


def _facts(materials: Iterable[Material]) -> Iterator[Question]:
    for material in materials:
        if material.copy_of is None:
            for fact in material.reading.facts:
                weight = WEIGHTS[kind_of(fact)] * (1 - fact.confidence)
                yield Question(round(weight, 4), "fact", kind_of(fact), (fact_mention(material, fact).key,), fact.confidence)


def of_document(material: Material) -> list[Question]:
    """Return every fact of one document as a question, in the order of the text."""
    return [Question(WEIGHTS[kind_of(fact)], "fact", kind_of(fact), (fact_mention(material, fact).key,), fact.confidence) for fact in material.reading.facts]


def decided(reviews: Iterable[Review]) -> dict[tuple[str, ...], Review]:
    """Return the last decision that stands, by the mentions that it is of."""
    return {tuple(review.subject): review for review in in_force(reviews) if review.verdict != "state"}


def asked(
    store: Store, codes: Sequence[str], questions: Sequence[Question], merges: dict[tuple[str, ...], Merge], standing: dict[tuple[str, ...], Review], index: Index
) -> list[Asked]:
    """Return questions as they are shown, with the words of the documents that they are about."""
    wanted = {key.split(":", 1)[0] for question in questions for key in question.keys}
    materials = {material.document.id: material for material in store.materials(list(codes), only=wanted)}
    facts: dict[str, tuple[Material, Any]] = {}
    for material in materials.values():
        facts |= {fact_mention(material, fact).key: (material, fact) for fact in material.reading.facts}
    last = book_at(store).last_of(question.keys for question in questions)
    found = []
    for question in questions:
        sides = [side for key in question.keys if (side := _side(key, materials, facts)) is not None]
        merge = merges.get(question.keys)
        known = facts.get(question.keys[0]) if question.type == "fact" else None
        thing = index.of(known[0].document.id, known[1].id) if known else None
        found.append(
            Asked(question, sides, slots_of(known[0].reading, known[1]) if known else [], [(feature.name, feature.weight) for feature in merge.features] if merge else [],
                  standing.get(question.keys), last.get(question.keys), thing.it.id if thing else None)
        )  # fmt: skip
    return found


def _side(key: str, materials: dict[str, Material], facts: dict[str, tuple[Material, Any]]) -> Side | None:
    document, _, rest = key.partition(":")
    material = materials.get(document)
    if material is None:
        return None
    if key in facts:
        fact = facts[key][1]
        return Side(key, document, fact.id, None, describe(material.reading, fact), around(material.document.text, fact.evidence))
    type, _, name = rest.partition(":")
    actor = next((actor for actor in material.reading.actors if actor.type == type and actor.name == name), None)
    if actor is None or not actor.mentions:
        return Side(key, document, None, None, name, [])
    line = " · ".join(part for part in (actor.name, actor.country or "", " ".join((actor.title or "").split())) if part)
    return Side(key, document, None, f"{actor.mentions[0][0]}-{actor.mentions[0][1]}", line, around(material.document.text, actor.mentions[:1]))


def slots_of(reading: Reading, fact: Any) -> list[Slot]:
    """Return the slots of a fact that can be corrected."""
    names = {actor.id: actor.name for actor in reading.actors}
    data = msgspec.to_builtins(fact)
    return [Slot(name, msgspec.json.encode(value).decode(), _told(value, names)) for name, value in data.items() if name not in FIXED]


def _told(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_told(part, names) for part in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(part, names)}" for name, part in value.items() if part is not None)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return names.get(value, value) if isinstance(value, str) else f"{value:,.10g}"

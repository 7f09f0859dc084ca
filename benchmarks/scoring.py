"""Score readings against gold, slot by slot.

Facts of one kind are paired one to one, best pairs first; a pair scores the slots that agree, and each slot of a fact left alone counts
against precision (read) or recall (gold). Gold facts marked `optional` neither cost when missed nor when found.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Fact = dict[str, Any]
Span = tuple[int, int]

SLOTS: dict[str, dict[str, str]] = {
    "visit": {"visitors": "actor", "from": "code", "to": "code", "format": "code", "status": "code", "date": "code"},
    "meeting": {"participants": "actor", "parties": "code", "type": "code", "mechanism": "words", "session": "number", "occasion": "words", "status": "code", "date": "code"},
    "instrument": {"type": "code", "action": "code", "parties": "code", "subject": "words", "status": "code", "date": "code"},
    "statement": {"speaker": "actor", "directness": "code", "content": "span"},
    "figure": {"measure": "code", "parties": "code", "value": "number", "unit": "code", "bound": "code", "period": "code", "change.direction": "code", "change.percent": "number"},
    "commitment": {"by": "actor", "force": "code", "action": "span"},
    "assessment": {"by": "actor", "polarity": "code", "of": "span"},
    "regime": {"type": "code", "parties": "code", "state": "code", "since": "code"},
    "relation": {"title": "words", "parties": "code"},
    "message": {"sender": "actor", "delivered_by": "actor"},
    "topic": {"area": "code"},
}
ANCHOR = {"statement": "content", "commitment": "action", "assessment": "of"}
"""Kinds whose facts are the same only where they stand on the same words, and the slot that holds those words."""

_IDLE = frozenset(["the", "of", "a", "an", "and", "on", "in", "for", "to"])


@dataclass
class Tally:
    """Slots that agree, slots in the gold and slots read."""

    hit: int = 0
    gold: int = 0
    read: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        self.hit += other.hit
        self.gold += other.gold
        self.read += other.read
        return self

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 where nothing agrees."""
        return 2 * self.hit / (self.gold + self.read) if self.hit else 0.0


def score(pieces: Iterable[Path], read: Callable[[str, Fact], Fact]) -> dict[str, Tally]:
    """Score gold files (`NAME.json` beside the text that each names) and return a tally for each kind, for `actor` and for `all`.

    `read` is given a text and the gold's `document`, and returns a reading as the contract has it.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    for path in pieces:
        gold = json.loads(path.read_text("utf-8"))
        text = (path.parent / gold["document"]["file"]).read_bytes().decode("utf-8")
        reading = read(text, gold["document"])
        names = {a["id"]: a["country"] if a["type"] == "country" else a["name"] for a in reading["actors"]}
        for kind in SLOTS:
            tallies[kind] += _kind(kind, [f for f in gold["facts"] if f["kind"] == kind], [f for f in reading["facts"] if f["kind"] == kind], text, names)
        tallies["actor"] += _actors(gold.get("actors", []), [a for a in reading["actors"] if a["type"] == "person"])
    total = Tally()
    for tally in tallies.values():
        total += tally
    return {**{kind: tally for kind, tally in tallies.items() if tally.gold or tally.read}, "all": total}


def _fold(text: object) -> list[str]:
    plain = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()


def _names_agree(a: object, b: object) -> bool:
    one, two = _fold(a), _fold(b)
    return bool(one and two) and (set(one) == set(two) or (1 in (len(one), len(two)) and one[-1] == two[-1]))


def _words_agree(a: object, b: object) -> bool:
    one, two = set(_fold(a)) - _IDLE, set(_fold(b)) - _IDLE
    return bool(one and two) and len(one & two) >= 0.4 * len(one | two)


def _overlap(a: Span, b: Span) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def _agree(type_: str, gold: Any, read: Any) -> bool:
    if type_ == "actor":
        return _names_agree(gold, read)
    if type_ == "words":
        return _words_agree(gold, read)
    if type_ == "span":
        return _overlap(gold, read) >= 0.5
    if type_ == "number":
        return abs(float(gold) - float(read)) <= 0.005 * max(abs(float(gold)), 1e-9)
    return str(gold).casefold() == str(read).casefold()


def _span(value: Any, text: str) -> Span:
    if isinstance(value, str):
        start = text.find(value)
        if start < 0:
            raise ValueError(f"gold words that the text does not hold: {value!r}")
        return start, start + len(value)
    return value[0], value[1]


def _evidence(fact: Fact, text: str) -> list[Span]:
    spans = fact.get("evidence") or []
    return [_span(s, text) for s in ([spans] if isinstance(spans, str) else spans)]


def _parts(fact: Fact, kind: str, text: str, names: dict[str, str]) -> list[tuple[str, str, Any]]:
    parts: list[tuple[str, str, Any]] = []
    for slot, type_ in SLOTS[kind].items():
        outer, _, inner = slot.partition(".")
        value = fact.get(outer)
        if inner:
            value = (value or {}).get(inner)
        if value in (None, "", []):
            continue
        if type_ == "span":
            parts.append((slot, type_, _span(value, text)))
        else:
            parts += [(slot, type_, names.get(v, v) if type_ == "actor" else v) for v in (value if isinstance(value, list) else [value])]
    return parts


def _agreeing(gold: list[tuple[str, str, Any]], read: list[tuple[str, str, Any]]) -> int:
    left, hits = list(read), 0
    for slot, type_, value in gold:
        match = next((part for part in left if part[0] == slot and _agree(type_, value, part[2])), None)
        if match:
            left.remove(match)
            hits += 1
    return hits


def _kind(kind: str, golds: list[Fact], reads: list[Fact], text: str, names: dict[str, str]) -> Tally:
    wanted = [_parts(fact, kind, text, {}) for fact in golds]
    given = [_parts(fact, kind, text, names) for fact in reads]
    pairs: list[tuple[float, int, int, int]] = []
    for i, gold in enumerate(golds):
        for j, read in enumerate(reads):
            hits = _agreeing(wanted[i], given[j])
            near = max((_overlap(a, b) for a in _evidence(gold, text) for b in _evidence(read, text)), default=0.0)
            if kind in ANCHOR:
                one, two = gold.get(ANCHOR[kind]), read.get(ANCHOR[kind])
                if not one or not two or _overlap(_span(one, text), _span(two, text)) < 0.3:
                    continue
            elif near == 0 and hits < max(2, len(wanted[i]) / 2):
                continue
            if hits:
                pairs.append((2 * hits / (len(wanted[i]) + len(given[j])) + near / 2, hits, i, j))
    tally = Tally()
    free_gold, free_read = set(range(len(golds))), set(range(len(reads)))
    for _, hits, i, j in sorted(pairs, reverse=True):
        if i not in free_gold or j not in free_read:
            continue
        free_gold.remove(i)
        free_read.remove(j)
        if not golds[i].get("optional"):
            tally += Tally(hits, len(wanted[i]), len(given[j]))
    tally.gold += sum(len(wanted[i]) for i in free_gold if not golds[i].get("optional"))
    tally.read += sum(len(given[j]) for j in free_read)
    return tally


def _actors(golds: list[Fact], people: list[Fact]) -> Tally:
    """A person scores one for being found, one for the country and one for each office; people that gold does not know count once."""
    tally, left = Tally(), list(people)
    for gold in golds:
        if gold.get("type", "person") != "person":
            continue
        offices = gold.get("offices", [])
        tally.gold += 1 + bool(gold.get("country")) + len(offices)
        match = next((person for person in left if _names_agree(gold["name"], person["name"])), None)
        if match is None:
            continue
        left.remove(match)
        tally.read += 1 + bool(match.get("country")) + len(match["offices"])
        tally.hit += 1 + bool(gold.get("country") and match.get("country") == gold["country"]) + len(set(offices) & set(match["offices"]))
    tally.read += len(left)
    return tally

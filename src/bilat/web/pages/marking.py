"""A text laid out with its facts marked in their places: stretches that the same facts rest on, and a label where each fact begins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ...views.describe import describe, kind_of
from ...vocabulary import FACT_KINDS, Reading, Span

_SPACE = re.compile(r"\s+")
_DEPTH = {kind: n for n, kind in enumerate(FACT_KINDS)}


class Told(NamedTuple):
    """A fact as a page tells it: in one line, with the place where it begins and the address of the thing that it is of, where it is of one."""

    id: str
    kind: str
    line: str
    start: int
    confidence: float
    date: str | None
    date_basis: str | None
    status: str
    reporter: str | None
    href: str | None
    title: str | None
    of: str | None


class Label(NamedTuple):
    """What stands before words: facts of one kind that begin there and are of one thing, with its address, where there is one."""

    kind: str
    href: str | None
    facts: list[Told]


class Stretch(NamedTuple):
    """Words that the same facts rest on, the fact that rests on the fewest words first; `labels` stand before them, of the facts that begin there."""

    words: str
    facts: list[Told]
    labels: list[Label]
    at: bool

    @property
    def ids(self) -> str:
        """The ids of its facts, as an attribute holds them."""
        return " ".join(fact.id for fact in self.facts)

    @property
    def lines(self) -> str:
        """Its facts in words, for those who hover without scripts."""
        return "\n".join(f"{fact.kind}: {fact.line}" for fact in self.facts)


def told_of(reading: Reading, linked: dict[str, tuple[str, str, str]]) -> list[Told]:
    """Return the facts of a reading in the order of their words; `linked` has the kind, title and address of the things that they are of, by fact."""
    actors = {actor.id: actor.name for actor in reading.actors}
    found = []
    for fact in reading.facts:
        of, title, href = linked.get(fact.id, (None, None, None))
        found.append(
            Told(fact.id, kind_of(fact), describe(reading, fact), fact.evidence[0][0], fact.confidence, fact.date, fact.date_basis, fact.status,
                 actors.get(fact.reported_by or ""), href, title, of)
        )  # fmt: skip
    return found


def stretches(text: str, reading: Reading | None, told: Sequence[Told], at: Span | None = None) -> list[Stretch]:
    """Lay a text out; where facts overlap each stretch names all of them. `at` is a place that is marked besides."""
    by_id = {fact.id: fact for fact in told}
    spans = [(start, end, by_id[fact.id]) for fact in (reading.facts if reading else []) for start, end in fact.evidence]
    size: dict[str, int] = defaultdict(int)
    for start, end, fact in spans:
        size[fact.id] += end - start
    begins: defaultdict[int, list[Told]] = defaultdict(list)
    for fact in told:
        begins[fact.start].append(fact)
    places = {0, len(text), *(place for start, end, _ in spans for place in (start, end)), *(at or ())}
    out = []
    for start, end in pairwise(sorted(place for place in places if 0 <= place <= len(text))):
        facts = {fact.id: fact for first, last, fact in spans if first <= start and end <= last}
        ordered = sorted(facts.values(), key=lambda fact: (size[fact.id], _DEPTH[fact.kind]))
        out.append(Stretch(text[start:end], ordered, _labels(begins.get(start, ())), at is not None and at[0] <= start and end <= at[1]))
    return out


def _labels(facts: Iterable[Told]) -> list[Label]:
    groups: defaultdict[tuple[int, str, str | None], list[Told]] = defaultdict(list)
    for fact in facts:
        groups[_DEPTH[fact.kind], fact.kind, fact.href].append(fact)
    return [Label(kind, href, group) for (_, kind, href), group in sorted(groups.items(), key=lambda item: (item[0][0], item[0][2] or ""))]


def around(text: str, spans: Iterable[Span], margin: int = 160) -> list[tuple[str, bool]]:
    """Return the words at places of a text with some around them, in pieces that are or are not at the places."""
    ordered = sorted(spans)
    if not ordered:
        return []
    start, end = ordered[0][0], ordered[-1][1]
    first, last = max(0, start - margin), min(len(text), end + margin)
    if first > 0:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        last = text.rfind(" ", end, last) if text.rfind(" ", end, last) > 0 else last
    pieces: list[tuple[str, bool]] = [("… " if first > 0 else "", False)]
    place = first
    for begin, stop in ordered:
        pieces += [(text[place:begin], False), (text[max(begin, place) : stop], True)] if stop > place else []
        place = max(place, stop)
    pieces += [(text[place:last], False), (" …" if last < len(text) else "", False)]
    return [(_even(words), marked) for words, marked in pieces if words]


def _even(words: str) -> str:
    """Words with each stretch of white space as one space, at their ends too."""
    return _SPACE.sub(" ", words)

"""Undertakings to sign, to finish or to ratify a document: one with each other, and done once the document is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..vocabulary import Instrument
from .material import Feature, Material, Mention
from .model import Source
from .promises import Entry, Finding, Promise

_DEEDS: dict[str, frozenset[str]] = {
    "sign": frozenset({"signed", "adopted", "ratified", "entered_into_force"}),
    "finish": frozenset({"initialled", "signed", "adopted", "ratified", "entered_into_force"}),
    "ratify": frozenset({"ratified", "entered_into_force"}),
}
"""What a document must have come to for the deed to be done."""
_VERBS = (
    ("ratify", re.compile(r"\b(?:ratif\w+|enter into force)\b", re.IGNORECASE)),
    ("sign", re.compile(r"\b(?:sign|signed|signing|signature)\b", re.IGNORECASE)),
    ("finish", re.compile(r"\b(?:finali[sz]\w+|finish\w*|conclu\w+|complet\w+|initial\w*|draft\w*)\b", re.IGNORECASE)),
)

Paper = tuple[str, str]
"""What is to be done (sign, finish, ratify), and the id of the instrument that it is to be done with."""


def paper_of(promise: Promise, instruments_of: Mapping[tuple[str, str], str]) -> Paper | None:
    """Return what an undertaking is to do with which instrument, where the reading finds one planned in its words; null where it is about no document."""
    material = promise.mention.material
    start, end = promise.fact.action
    words = material.words(promise.fact.action)
    deed = next((name for name, pattern in _VERBS if pattern.search(words)), None)
    if deed is None:
        return None
    for fact in material.reading.facts:
        if (
            isinstance(fact, Instrument)
            and fact.evidence[0][0] < end
            and start < fact.evidence[0][1]
            and (fact.status != "took_place" or fact.action in ("negotiated", "proposed"))
        ):
            id = instruments_of.get((material.document.id, fact.id))
            if id is not None:
                return deed, id
    return None


def pairs_on_paper(promises: Iterable[Promise], papers: Mapping[str, Paper]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the pairs of mentions that are to do the same with one instrument, one after another."""
    groups: defaultdict[Paper, list[Promise]] = defaultdict(list)
    for promise in promises:
        if paper := papers.get(promise.mention.key):
            groups[paper].append(promise)
    for group in groups.values():
        yield from ((a.mention, b.mention) for a, b in pairwise(group))


def compare_on_paper(one: Paper | None, other: Paper | None) -> list[Feature] | None:
    """Return what speaks for two undertakings to do the same with one instrument; null where they are not that."""
    return [Feature("to do the same with one document", 2.0)] if one is not None and one == other else None


def signings_of(entry: Entry, papers: Collection[Paper], materials: Sequence[Material], instruments_of: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    """Yield what later pieces tell of the document that an undertaking is to sign, finish or ratify: that this was done."""
    for deed, id in papers:
        for material in materials:
            if not entry.first < material.day < "9999":
                continue
            for fact in material.reading.facts:
                if isinstance(fact, Instrument) and instruments_of.get((material.document.id, fact.id)) == id and fact.status == "took_place" and fact.action in _DEEDS[deed]:
                    day = fact.date if fact.date and entry.first <= fact.date[:10] <= material.day else material.day
                    yield Finding("fulfilled", day, 0.8, [Source(material.document.id, fact.id, list(fact.evidence))])
                    break

"""What a record is made of: documents with their readings, what people judged, and the groups in which mentions are joined."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from ..vocabulary import Actor, Document, Fact, Reading, Span
from .model import Source

Judgement = Literal["same", "not_same", "unsure"]


class Material(NamedTuple):
    """One document that concerns the two sides, with its reading; `copy_of` is the id of its original where it is a copy."""

    document: Document
    reading: Reading
    copy_of: str | None = None
    file: str | None = None

    @property
    def day(self) -> str:
        """The day of publication as it sorts; what has none sorts last."""
        document = self.document
        return document.published or document.dateline or "9999"

    def words(self, span: Span) -> str:
        """The words at a place of the text."""
        return self.document.text[span[0] : span[1]]


class Mention(NamedTuple):
    """A fact or an actor of one document. `key` stays the same when the document is read again, as long as the same words are found."""

    key: str
    material: Material
    fact: Fact | None
    actor: Actor | None

    @property
    def rank(self) -> tuple[str, str, str]:
        """Where it stands among all mentions: by day, document and place."""
        document = self.material.document
        return (document.published or document.dateline or "9999", document.id, self.key)

    @property
    def source(self) -> Source:
        """The words that it rests on."""
        if self.fact is not None:
            return Source(self.material.document.id, self.fact.id, list(self.fact.evidence))
        assert self.actor is not None
        return Source(self.material.document.id, None, list(self.actor.mentions[:1]))


def fact_mention(material: Material, fact: Fact) -> Mention:
    """Return the mention of a fact; several facts of a kind that rest on the same words are numbered in their order."""
    place = fact.evidence[0]
    facts = material.reading.facts  # in the order of their words
    number = 1
    for n in range(bisect_left(facts, place, key=_first_words), len(facts)):
        other = facts[n]
        if other is fact or other.evidence[0] != place:
            break
        number += type(other) is type(fact)
    again = f"#{number}" if number > 1 else ""
    return Mention(f"{material.document.id}:{type(fact).__name__.lower()}:{place[0]}-{place[1]}{again}", material, fact, None)


def _first_words(fact: Fact) -> Span:
    return fact.evidence[0]


def actor_mention(material: Material, actor: Actor) -> Mention:
    """Return the mention of an actor."""
    return Mention(f"{material.document.id}:{actor.type}:{actor.name}", material, None, actor)


class Feature(NamedTuple):
    """One reason for or against two mentions being of one thing; weights add up, and above 0 they are joined."""

    name: str
    weight: float


class Merge(NamedTuple):
    """Why two mentions were judged to be of one thing, or not: what speaks for and against it, or a person's word."""

    kind: str
    one: str
    other: str
    score: float
    features: list[Feature]
    judged_by: str | None = None


class Judgements:
    """What people said of pairs of mentions, by the keys of mentions: their word beats the machine's, and a "not same" holds for ever."""

    def __init__(self, pairs: Iterable[tuple[str, str, Judgement, str]] = ()) -> None:
        self._pairs = {(min(one, other), max(one, other)): (judgement, reviewer) for one, other, judgement, reviewer in pairs}

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def of(self, one: str, other: str) -> tuple[Judgement, str] | None:
        """Return the last judgement of a pair and who made it."""
        return self._pairs.get((min(one, other), max(one, other)))

    def pairs(self, judgement: Judgement) -> Iterator[tuple[str, str]]:
        """Yield the pairs judged so."""
        yield from (pair for pair, (found, _) in self._pairs.items() if found == judgement)


class Joined(NamedTuple):
    """Mentions in groups, each group one thing, ordered by its first mention; and why pairs were joined or kept apart."""

    groups: list[list[Mention]]
    merges: list[Merge]


Compare = Callable[[Mention, Mention], list[Feature] | None]
"""What speaks for and against two mentions being of one thing; `None` where they cannot be."""


def join(kind: str, mentions: Sequence[Mention], pairs: Iterable[tuple[Mention, Mention]], compare: Compare, judgements: Judgements) -> Joined:
    """Join mentions into things: the likeliest pair first, and no join that puts two together that cannot be one or that a person keeps apart.

    `pairs` are those worth comparing. The result depends on the set of mentions and judgements only, not on any order.
    """
    ordered = sorted(mentions, key=lambda mention: mention.rank)
    keys = [mention.key for mention in ordered]
    place = {key: n for n, key in enumerate(keys)}
    merges: list[Merge] = []
    forbidden: set[tuple[int, int]] = {_pair(place[a], place[b]) for a, b in judgements.pairs("not_same") if a in place and b in place}
    wanted: list[tuple[float, int, int, Merge]] = []
    seen: set[tuple[int, int]] = set()
    judged: tuple[Judgement, str] | None = None
    for one, other in pairs:
        a, b = place[one.key], place[other.key]
        pair = (a, b) if a <= b else (b, a)
        if a == b or pair in seen:
            continue
        seen.add(pair)
        a, b = pair
        if judgements:
            judged = judgements.of(keys[a], keys[b])
        features = compare(ordered[a], ordered[b])
        if judged is not None and judged[0] != "unsure":
            score = 100.0 if judged[0] == "same" else -100.0
        elif features is None:
            forbidden.add(pair)
            continue
        else:
            score = round(sum([feature.weight for feature in features]), 3)
        if score > 0:
            wanted.append((-score, a, b, Merge(kind, keys[a], keys[b], score, features or [], judged[1] if judged else None)))
        elif score > -1:
            merges.append(Merge(kind, keys[a], keys[b], score, features or [], judged[1] if judged else None))
    for one_key, other_key in judgements.pairs("same"):
        if one_key in place and other_key in place and (pair := _pair(place[one_key], place[other_key])) not in seen:
            wanted.append((-100.0, *pair, Merge(kind, one_key, other_key, 100.0, [], (judgements.of(one_key, other_key) or ("", ""))[1])))
    group = list(range(len(ordered)))
    members: dict[int, set[int]] = {n: {n} for n in group}
    apart: defaultdict[int, set[int]] = defaultdict(set)  # by group: whom none of its members may be joined with
    for a, b in forbidden:
        apart[a].add(b)
        apart[b].add(a)
    for _, a, b, merge in sorted(wanted, key=itemgetter(0, 1, 2)):
        merges.append(merge)
        large, small = group[a], group[b]
        if large == small:
            continue
        if len(members[large]) < len(members[small]):
            large, small = small, large
        if (large in apart and not apart[large].isdisjoint(members[small])) or (small in apart and not apart[small].isdisjoint(members[large])):
            continue
        for n in members[small]:
            group[n] = large
        members[large] |= members.pop(small)
        if small in apart:
            apart[large] |= apart.pop(small)
    groups = sorted(sorted(ns) for ns in members.values())
    return Joined([[ordered[n] for n in ns] for ns in groups], sorted(merges, key=itemgetter(1, 2)))


def thing_id(kind: str, group: Sequence[Mention]) -> str:
    """Return the id of a thing: made from its first mention."""
    return f"{kind[0]}{hashlib.sha256(group[0].key.encode()).hexdigest()[:10]}"


def sources_of(group: Iterable[Mention]) -> list[Source]:
    """Return the sources of a group of mentions, in order."""
    return [mention.source for mention in sorted(group, key=lambda mention: mention.rank)]


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a <= b else (b, a)

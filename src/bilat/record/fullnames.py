"""Full names weighed pair by pair: whether two can be one person's, and what speaks for it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from ..vocabulary import Office
from .material import Feature, Material
from .names import Name, compare_names, forms_of, lexicon, name_of
from .profiles import Offices, Profile, signature_of


def pairs_of(profiles: list[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Pairs worth comparing: of names that may be one person's, and of names that cannot but are both like a third."""
    by_name: defaultdict[str, list[Profile]] = defaultdict(list)
    for profile in profiles:
        by_name[profile.name.text].append(profile)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for text in sorted(by_name):
        for key in name_of(text).block_keys():
            blocks[key].append(text)
    like: defaultdict[str, set[str]] = defaultdict(set)
    compared: set[tuple[str, str]] = set()
    for texts in blocks.values():
        for one, other in itertools.combinations(texts, 2):
            if (one, other) not in compared:
                compared.add((one, other))
                if compare_names(one, other):
                    like[one].add(other)
                    like[other].add(one)
    worth = {(one, other) for one, others in like.items() for other in others if one < other}
    worth |= {pair for others in like.values() for pair in itertools.combinations(sorted(others), 2)}
    for same in by_name.values():
        yield from itertools.combinations(same, 2)
    for one, other in sorted(worth):
        yield from itertools.product(by_name[one], by_name[other])


_GOVERNING: Offices = frozenset({"head_of_state", "head_of_government", "foreign_minister", "minister"})
_FULL_TIME: dict[Office, Offices] = {
    "ambassador": _GOVERNING | {"parliament_speaker", "regional_head", "organisation_head", "business_leader"},
    "regional_head": _GOVERNING,
    "business_leader": _GOVERNING,
}
"""Offices that nobody holds beside these."""


class Weigh:
    """Weighs what speaks for and against two profiles with full names being of one person."""

    def __init__(self, profiles: list[Profile], materials: Sequence[Material]) -> None:
        bearers: defaultdict[str, set[str]] = defaultdict(set)
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        self._others: dict[str, set[str]] = {}
        self._several: defaultdict[str, set[frozenset[Office]]] = defaultdict(set)
        for profile in profiles:
            signature = signature_of(profile.name)
            self._several[signature].add(profile.offices)
            for document in profile.documents:
                self._named[document].add(signature)
            for word in profile.name.core:
                bearers[forms_of(word.marked)[0].skeleton].add(signature)
        self._bearers = {skeleton: len(names) for skeleton, names in bearers.items()}
        self._shared = {signature for material in materials for signature in _namesakes(material)}

    def compare(self, p: Profile, q: Profile) -> list[Feature] | None:
        match = compare_names(p.name.text, q.name.text)
        if match is None or (p.twins and q.twins and not p.documents.isdisjoint(q.documents)):
            return None
        weight = match.weight - (1.0 if match.kind == "part" else 0.0)
        features = [Feature({"same": "same name", "spelling": "other spelling", "part": "part of the name", "nickname": "short given name"}.get(match.kind, match.kind), weight)]
        if p.country and q.country:
            if p.country == q.country:
                features.append(Feature("same country", 1.0 if p.stated and q.stated else 0.75))
            elif p.stated and q.stated:
                if not p.offices & q.offices:
                    return None
                features.append(Feature("another country", -5.0))
            else:
                features.append(Feature("another country, not in words", -0.75))
        offices = self._offices(p, q)
        shared = signature_of(p.name) in self._shared or signature_of(q.name) in self._shared
        if shared and offices is not None and offices.weight < 0:
            return None
        if offices is not None:
            features.append(offices)
        if shared and not p.offices & q.offices:
            features.append(Feature("two bear the name", -4.0))
            if p.days and q.days and min(abs(a - b) for a in (p.days[0], p.days[-1]) for b in (q.days[0], q.days[-1])) <= 30:
                features.append(Feature("within a month", 0.5))
        if p.words and q.words and len(p.words & q.words) * 2 >= min(len(p.words), len(q.words)):
            features.append(Feature("words of the title", 0.75))
        rarest = min((self._bearers[skeleton] for skeleton in _skeletons(p.name) & _skeletons(q.name) if skeleton in self._bearers), default=1)
        features += [Feature("rare name", 0.5)] if rarest <= 2 else [Feature("common name", -0.75)] if rarest >= 6 else []
        if not self._beside(p).isdisjoint(self._beside(q)):
            features.append(Feature("named with the same people", 0.5))
        if not p.publishers.isdisjoint(q.publishers):
            features.append(Feature("same publisher", 0.25))
        return features

    def _beside(self, p: Profile) -> set[str]:
        """Who else is named where a profile is, in the first of its documents."""
        others = self._others.get(p.rep.key)
        if others is None:
            others = self._others[p.rep.key] = set().union(*(self._named[s.document] for s in p.seen[:50])) - {signature_of(p.name)}
        return others

    def _offices(self, p: Profile, q: Profile) -> Feature | None:
        if not p.offices or not q.offices:
            return None
        if p.offices & q.offices:
            return Feature("same office", 1.0)
        if any(is_vague(a, b) for a in p.offices for b in q.offices):
            return Feature("office may be the same", 0.25)
        clash = any(b in _FULL_TIME.get(a, ()) or a in _FULL_TIME.get(b, ()) for a in p.posts for b in q.posts)
        one = {office for offices in self._several[signature_of(p.name)] if offices & p.offices and offices & q.offices for office in offices}
        if clash and not one and p.days and q.days and p.days[0] <= q.days[-1] + 30 and q.days[0] <= p.days[-1] + 30:
            return Feature("posts that nobody holds at once", -6.5)
        return Feature("another office", -0.75)


@cache
def _skeletons(name: Name) -> frozenset[str]:
    return frozenset(forms_of(word.marked)[0].skeleton for word in name.core)


def is_vague(one: Office, other: Office) -> bool:
    """Whether two offices may be one, told once with less care ("the minister")."""
    pair = {one, other}
    return "other" in pair or ("minister" in pair and bool(pair & {"foreign_minister", "deputy_foreign_minister", "deputy_head_of_government"}))


def _namesakes(material: Material) -> Iterator[str]:
    """The names of which a document says that two people bear them ("his namesake", "the other Karimov")."""
    low = material.document.text.lower()
    people = [actor for actor in material.reading.actors if actor.type == "person"]
    for cue in lexicon("namesake")[0]:
        at = low.find(cue)
        while at >= 0:
            near = [(at - end, actor.name) for actor in people for _, end in actor.mentions if 0 <= at - end <= 200]
            if near:
                yield signature_of(name_of(min(near)[1]))
            at = low.find(cue, at + 1)
    if "the other " in low:
        yield from (signature_of(name) for name in (name_of(actor.name) for actor in people) if name.words and f"the other {name.words[-1].marked}" in low)

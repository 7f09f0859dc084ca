"""Which mentions are of one undertaking."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from .material import Feature, Material, Mention
from .promises import ALIKE, COMMON, SESSIONS, UNLIKE, YEARS, Entry, Promise, can_meet, days_apart, days_between, is_session, tokens_of
from .stems import lexicon

_RARE = 6
"""So many of the rarest words of a mention lead to others."""
_BUCKET, _WINDOW = 12, 4
"""Up to so many mentions that share two rare words are all compared; beyond, each with the next few in time."""
# Which mentions are of one undertaking


class Commonness:
    """How much a word tells, by how few documents have it; and which words each document has of those that matter."""

    def __init__(self, materials: Sequence[Material], promises: Collection[Promise]) -> None:
        wanted = {word for promise in promises for word in promise.words}
        self.words: dict[str, set[str]] = {}
        often: Counter[str] = Counter()
        for material in materials:
            found = tokens_of(material.document.text) & wanted
            self.words[material.document.id] = found
            often.update(found)
        wordings = {promise.words for promise in promises}
        among = Counter(word for words in wordings for word in words)
        self._among = {word: math.log(1 + len(wordings) / count) for word, count in among.items()}
        self._whole = {words: self.among(words) for words in wordings}
        self._often, self._documents = often, max(1, len(materials))
        self._weights = {word: math.log(1 + self._documents / (often[word] or 1)) for word in wanted}

    def weight(self, words: Iterable[str]) -> float:
        """How much some words tell together in a document."""
        return math.fsum(self._weights.get(word, 0.0) for word in words)

    def among(self, words: Iterable[str]) -> float:
        """How much some words tell together among undertakings, however often documents have them."""
        return math.fsum(self._among.get(word, 0.0) for word in words)

    def whole(self, words: frozenset[str]) -> float:
        """How much all the words of a wording tell among undertakings."""
        known = self._whole.get(words)
        return self.among(words) if known is None else known

    def rarest(self, words: Iterable[str]) -> list[str]:
        """Words in the order of how much they tell."""
        return sorted(words, key=lambda word: (-self._among.get(word, 0.0), word))

    def leads(self, word: str) -> bool:
        """Whether a word is rare enough to lead from a document to an undertaking."""
        return self._often[word] <= max(COMMON, self._documents / 20)


def pairs_of(promises: Sequence[Promise], common: Commonness) -> Iterator[tuple[Mention, Mention]]:
    """Yield the pairs worth comparing: mentions in the same words one after another, and those that share two rare words."""
    alike: defaultdict[tuple[object, ...], list[Promise]] = defaultdict(list)
    for promise in promises:
        alike[(promise.words, promise.by, promise.due, promise.numbers, promise.ordinals, promise.due or promise.mention.material.day[:4])].append(promise)
    for group in alike.values():
        yield from ((a.mention, b.mention) for a, b in pairwise(group))
    buckets: defaultdict[tuple[str, ...], list[Promise]] = defaultdict(list)
    for promise in sorted((group[0] for group in alike.values()), key=lambda promise: promise.mention.rank):
        rare = common.rarest(promise.words)[:_RARE]
        keys: set[tuple[str, ...]] = {*combinations(sorted(rare), 2), *combinations(sorted(promise.core), 2)} if len(promise.words) > 1 else {(*rare, "")}
        if is_session(promise):
            keys |= {("session", number) for number in promise.ordinals} | ({("session", promise.due[:7])} if promise.due else set())
        near = promise.mention.material.day[:7]
        keys |= {("near", near, word) for word in (*rare[:4], *sorted(promise.beside)[:_RARE])} | ({("due", promise.due, word) for word in rare[:4]} if promise.due else set())
        for key in sorted(keys):
            buckets[key].append(promise)
    for bucket in buckets.values():
        reach = len(bucket) if len(bucket) <= _BUCKET else _WINDOW
        yield from ((one.mention, other.mention) for n, one in enumerate(bucket) for other in bucket[n + 1 : n + 1 + reach])


def compare_promises(a: Promise, b: Promise, common: Commonness) -> list[Feature] | None:
    """What speaks for and against two mentions being of one undertaking."""
    if a.ordinals and b.ordinals and not a.ordinals & b.ordinals:
        return None
    days = days_between(a.mention.material.day, b.mention.material.day)
    later = a.due and b.due and days_apart(a.due, b.due)
    if later and later > YEARS and days > YEARS:
        return None  # the like promised again, years later
    if a.beside & b.words or b.beside & a.words:
        a, b = a._replace(words=a.words | (a.beside & b.words), beside=frozenset()), b._replace(words=b.words | (b.beside & a.words), beside=frozenset())
    shared = common.among(a.words & b.words)
    one, other = common.whole(a.words), common.whole(b.words)
    session = _one_session(a, b) if is_session(a) and is_session(b) else None
    if session is not None and a.by & b.by:
        return [session, Feature("told within a year", 0.5) if days < 540 else Feature("told years apart", -2.0)]
    alike = 0.6 * shared / (min(one, other) or 1) + 0.4 * shared / (one + other - shared or 1)
    two_accounts = days <= 4 and _of_two_sides(a, b) and bool(a.by & b.by)
    within = bool(((a.due and a.due == b.due) or two_accounts) and a.by & b.by and (a.words <= b.words or b.words <= a.words))
    if len(a.words & b.words) < 2 and a.words != b.words and not within:
        alike /= 2
    if alike < ALIKE:
        return None if alike < UNLIKE and min(len(a.words), len(b.words)) > 2 else [Feature(f"words alike by {100 * alike:.0f}%", -1.5)]
    features = [Feature(f"words alike by {100 * alike:.0f}%", round(5 * alike - 3.0, 3))]
    if a.words - b.words and b.words - a.words:
        features.append(Feature("each names what the other does not", -0.5))
    if a.names and b.names and not a.names & b.names:
        features.append(Feature("other names", -0.4 if two_accounts else -1.2))
    if a.deeds and b.deeds:
        features.append(Feature("same deed", 0.4) if a.deeds & b.deeds else Feature("like deed", 0.1) if _kindred(a.deeds, b.deeds) else Feature("other deed", -0.4))
    if two_accounts and (a.due or b.due or a.numbers & b.numbers):
        features.append(Feature("as the two sides tell it", 1.0))
    if a.numbers and b.numbers:
        features.append(Feature("same number", 0.6) if a.numbers & b.numbers else Feature("other numbers", -0.6 if two_accounts else -2.0))
    if a.ordinals & b.ordinals:
        features.append(Feature("same ordinal", 0.8))
    if not a.by & b.by:
        features.append(Feature("by others", -2.0))
    if a.due and b.due:
        meets = can_meet(a.due, b.due)
        recurring = bool(SESSIONS & a.words & b.words) and not a.ordinals & b.ordinals
        otherwise = -2.5 if recurring else -0.3 if two_accounts else -0.9
        features.append(Feature("due at the same time", 0.6 if len(a.due) > 4 and len(b.due) > 4 else 0.3) if meets else Feature("due at another time", otherwise))
    elif days > 540:
        features.append(Feature("told years apart", -1.0))
    if days <= 4:
        features.append(Feature("told within days", 0.5))
    return features


def _kindred(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two pieces may call one deed by these two names: to provide and to grant."""
    return any(one & family and other & family for family in map(frozenset, lexicon("family").values()))


def _of_two_sides(a: Promise, b: Promise) -> bool:
    """Whether each side tells of it in a piece of its own: then they may give it other numbers and days."""
    one, other = a.mention.material.document.side, b.mention.material.document.side
    return one is not None and other is not None and one != other


def _one_session(a: Promise, b: Promise) -> Feature | None:
    """What tells that two promises to sit together are of one session: its number, else the very month of the same commission or round."""
    if a.ordinals & b.ordinals and not (a.due and b.due and not can_meet(a.due, b.due)):
        return Feature("the session of that number", 1.2)
    if a.due and b.due and min(len(a.due), len(b.due)) > 4 and a.due[:7] == b.due[:7] and SESSIONS & a.words & b.words:
        return Feature("a session at the same time", 1.2)
    return None


def entry_of(promises: list[Promise]) -> Entry:
    wordings = sorted({(promise.words, promise.core) for promise in promises}, key=lambda wording: (sorted(wording[0]), sorted(wording[1])))
    firm = [promise for promise in promises if promise.firm]
    return Entry(
        promises,
        wordings,
        frozenset().union(*(promise.deeds for promise in firm)),
        frozenset().union(*(promise.numbers for promise in firm)),
        frozenset().union(*(promise.ordinals for promise in firm)),
        promises[0].mention.material.day,
    )

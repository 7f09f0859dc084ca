"""Names of one word, and initials, given to the only person whom they fit in office, country and time."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict

from ..vocabulary import Office
from .fullnames import is_vague
from .material import Feature, Judgements
from .names import compare_names, forms_of, name_of
from .profiles import Profile


class _Person:
    """What is known of a person from full names."""

    __slots__ = ("countries", "days", "documents", "in_office", "keys", "names", "rep", "stated")

    def __init__(self, profiles: list[Profile]) -> None:
        self.rep = profiles[0].rep
        self.names = sorted({profile.name.text for profile in profiles})
        self.documents = {document for profile in profiles for document in profile.documents}
        self.keys = {s.mention.key for profile in profiles for s in profile.seen}
        self.stated = {profile.country for profile in profiles if profile.stated}
        self.countries = {profile.country for profile in profiles if profile.country}
        self.days = sorted(day for profile in profiles for day in profile.days)
        self.in_office: defaultdict[Office, list[int]] = defaultdict(list)
        for profile in profiles:
            for office in profile.offices:
                self.in_office[office] += profile.days
        for days in self.in_office.values():
            days.sort()


class Shorts:
    """Gives names of one word, and those with initials, to the one person whom they fit."""

    def __init__(self, groups: list[list[Profile]], judgements: Judgements) -> None:
        self._judgements = judgements
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in judgements.pairs("not_same"):
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._settled = {key for pair in judgements.pairs("same") for key in pair}
        self._by_word: defaultdict[str, list[_Person]] = defaultdict(list)
        for group in groups:
            person = _Person(group)
            for skeleton in sorted({s for text in person.names for word in name_of(text).words for s in (f.skeleton for f in forms_of(word.marked))}):
                self._by_word[skeleton].append(person)

    def resolve(self, short: list[Profile]) -> dict[tuple[str, str], list[Feature]]:
        """Return the pairs to join, with the reasons."""
        reasons: dict[tuple[str, str], list[Feature]] = {}
        alone: defaultdict[tuple[str, str, str], list[Profile]] = defaultdict(list)
        for profile in short:
            if profile.rep.key in self._settled:
                continue
            found, doubt = self._fitting(profile)
            if found is not None:
                reasons[(found[0].rep.key, profile.rep.key)] = found[1]
            elif not doubt and profile.country and profile.days:
                for office in profile.offices:
                    alone[(profile.name.key, profile.country, office)].append(profile)
        for profiles in alone.values():
            for one, other in itertools.pairwise(sorted(profiles, key=lambda p: (p.days[0], p.rep.rank))):
                if other.days[0] - one.days[-1] <= 365 and one.documents.isdisjoint(other.documents):
                    reasons[(one.rep.key, other.rep.key)] = [Feature("same short name", 1.0), Feature("same country", 1.0), Feature("same office", 1.0)]
        return reasons

    def _fitting(self, s: Profile) -> tuple[tuple[_Person, list[Feature]] | None, bool]:
        """The one person whom a short name fits, and whether more than one do."""
        near = {id(p): p for word in s.name.words for form in forms_of(word.marked) for p in self._by_word.get(form.skeleton, ())}
        fits: list[tuple[int, int, int, _Person]] = []
        for person in near.values():
            fit = self._fit(s, person)
            if fit is not None:
                fits.append((*fit, person))
        if not fits:
            return None, False
        best = max(fit[:2] for fit in fits)
        chosen = [fit for fit in fits if fit[:2] == best]
        office, country, gap, person = chosen[0]
        if len(chosen) > 1 or (office + country < 3 and (len(fits) > 1 or gap > 365)):
            return None, True
        features = [Feature("short name", 1.0), Feature("the only one who fits", 1.0)]
        features += [Feature("same office", 1.0)] if office == 2 else []
        features += [Feature("same country", 0.75)] if country == 2 else [Feature("another country, not in words", -0.75)] if country == 0 else []
        return (person, features), False

    def _fit(self, s: Profile, person: _Person) -> tuple[int, int, int] | None:
        """How well office and country fit (2 the same, 1 open, 0 unlike), and how many days lie between; `None` where it cannot be."""
        if not any(compare_names(s.name.text, name) for name in person.names):
            return None
        if not s.documents.isdisjoint(person.documents) or not self._apart[s.rep.key].isdisjoint(person.keys):
            return None
        country = 1
        if s.country and person.countries:
            country = 2 if s.country in person.countries else 0
            if country == 0 and s.stated and person.stated:
                return None
        if not s.offices or not person.in_office:
            office = 1
        elif s.offices & person.in_office.keys():
            office = 2
        elif any(is_vague(a, b) for a in s.offices for b in person.in_office):
            office = 1
        else:
            return None
        spans = [person.in_office[o] for o in s.offices if o in person.in_office] if office == 2 else [person.days]
        gap = min((_gap(day, days) for day in (s.days[:1] + s.days[-1:]) for days in spans if days), default=0)
        if gap > 730 or office + country < 2:
            return None
        return office, country, gap


def _gap(day: int, days: list[int]) -> int:
    """How far a day lies from the nearest of some, which are in order."""
    at = bisect_left(days, day)
    return min(abs(day - other) for other in days[max(at - 1, 0) : at + 1])

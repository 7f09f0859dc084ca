"""The persons of the record: their names, countries, and the offices that they held over time."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ..vocabulary import Office
from .material import Material, Merge, thing_id
from .model import Conflict, Person, Source, Tenure, Value
from .names import Name, name_of
from .profiles import Offices, Seen, rank_of


class People(NamedTuple):
    """The people of the documents by first mention; `of` gives the person of an actor, by the ids of its document and its own."""

    people: list[Person]
    of: dict[tuple[str, str], str]
    merges: list[Merge]
    conflicts: list[Conflict]


# The people of the record


_ONE_SEAT: Offices = frozenset({"head_of_state", "head_of_government", "foreign_minister", "parliament_speaker"})
_SEATS_BY_TITLE: Offices = frozenset({"minister", "ambassador", "organisation_head", "regional_head", "spokesperson"})


class _Held:
    """An office as one person held it."""

    __slots__ = ("country", "former", "office", "person", "seen", "words")

    def __init__(self, person: int, office: Office, country: str | None, words: frozenset[str]) -> None:
        self.person, self.office, self.country, self.words = person, office, country, words
        self.seen: list[Seen] = []
        self.former: list[Seen] = []

    def days(self) -> list[str]:
        """The days on which documents speak of it as held, in order."""
        return sorted(s.date for s in self.seen if s.day is not None)


def assemble(persons: list[list[Seen]], unnamed: list[tuple[Material, str, Offices, str | None]], merges: list[Merge], materials: Sequence[Material]) -> People:
    ids = [thing_id("person", [s.mention for s in group]) for group in persons]
    countries = [_country(group) for group in persons]
    held = [_offices_of(n, group, countries[n]) for n, group in enumerate(persons)]
    after = _Successors([office for offices in held for office in offices])
    overlooked = _overlooked(persons, materials)
    people = []
    conflicts = []
    for n, group in enumerate(persons):
        name = _fullest(group)
        variants = sorted(set(_forms_in(group)) - {name})
        tenures = sorted((after.tenure(office) for office in held[n]), key=lambda t: (t.since or t.until or "9999", t.office, t.title or ""))
        people.append(Person(id=ids[n], name=name, variants=variants, country=countries[n], offices=tenures, sources=_sources(group, overlooked.get(n))))
        claims = defaultdict(list)
        for s in group:
            if s.stated:
                claims[s.country].append(s)
        if len(claims) > 1:
            values = [Value(value=country, sources=[s.source for s in claim]) for country, claim in claims.items()]
            conflicts.append(Conflict(object=ids[n], slot="country", values=values))
    of = {(s.document, s.mention.actor.id): ids[n] for n, group in enumerate(persons) for s in group if s.mention.actor is not None}
    of |= _of_unnamed(persons, unnamed, of)
    return People(people, of, sorted(merges, key=lambda merge: (merge.one, merge.other)), conflicts)


def _overlooked(persons: list[list[Seen]], materials: Sequence[Material]) -> dict[int, list[tuple[str, Source]]]:
    """Where a document has a person's full name, letter by letter, but its reading does not have the person."""
    owners: defaultdict[str, set[int]] = defaultdict(set)
    has: set[tuple[str, int]] = set()
    for n, group in enumerate(persons):
        for s in group:
            has.add((s.document, n))
            if s.name.units > 1:
                owners[s.name.text].add(n)
    begins: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, ns in sorted(owners.items()):
        if len(ns) == 1:
            begins[name.split(" ")[0]].append((name, next(iter(ns))))
    out: defaultdict[int, list[tuple[str, Source]]] = defaultdict(list)
    for id, material in sorted({material.document.id: material for material in materials}.items()):
        text = material.document.text
        for first in sorted(begins.keys() & set(text.replace("“", " ").replace("(", " ").split())):
            for name, n in begins[first]:
                at = text.find(name) if (id, n) not in has else -1
                if (
                    at >= 0
                    and not text[at - 1 : at].isalnum()
                    and text[at + len(name) : at + len(name) + 1] not in _GOES_ON
                    and not text[at + len(name) : at + len(name) + 1].isalnum()
                ):
                    has.add((id, n))
                    out[n].append((material.day, Source(id, None, [(at, at + len(name))])))
    return out


_GOES_ON = ("-", "‑", "‘", "ʻ", "ʼ")


def _sources(group: list[Seen], more: list[tuple[str, Source]] | None) -> list[Source]:
    sources = [(s.date, s.source) for s in group]
    return [source for _, source in sorted([*sources, *more], key=lambda item: (item[0], item[1].document))] if more else [source for _, source in sources]


def _of_unnamed(persons: list[list[Seen]], unnamed: list[tuple[Material, str, Offices, str | None]], of: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Who "the minister" is, where exactly one person of that office and country is named in the document."""
    if not unnamed:
        return {}
    here: defaultdict[str, list[Seen]] = defaultdict(list)
    for s in itertools.chain.from_iterable(persons):
        here[s.document].append(s)
    out = {}
    for material, actor, offices, country in unnamed:
        fits = {of[(s.document, s.mention.actor.id)] for s in here[material.document.id] if s.mention.actor and s.offices & offices and country in (s.country, None)}
        if len(fits) == 1:
            out[(material.document.id, actor)] = fits.pop()
    return out


def _country(group: list[Seen]) -> str | None:
    """The country that most documents give, what stands in words counted thrice."""
    votes: Counter[str] = Counter()
    for s in group:  # the first of equals
        if s.country:
            votes[s.country] += 3 if s.stated else 1
    return votes.most_common(1)[0][0] if votes else None


def _fullest(group: list[Seen]) -> str:
    """The fullest form of a name that more than a stray document has, in the spelling that most of them use."""
    counts = Counter(s.name.key for s in group)
    names = {s.name.text: s.name for s in group if counts[s.name.key] * 20 >= len(group)} or {s.name.text: s.name for s in group}
    spellings = Counter(s.name.text for s in group if s.name.text in names)
    full = {text: _fullness(name) for text, name in names.items()}
    most = max(full.values())
    spelled: Counter[str] = Counter()
    for text, often in spellings.items():  # in the order of their first mentions
        if full[text] == most:
            spelled[text.casefold()] += often
    first = spelled.most_common(1)[0][0]
    # rather as one writes names than in capitals
    return min((text for text in names if text.casefold() == first), key=lambda text: (sum(word.isupper() for word in text.split()), text))


@cache
def _fullness(name: Name) -> tuple[int, int]:
    return len([word for word in name.words if not word.loose and len(word.plain) > 1]), -sum(len(word.plain) == 1 for word in name.words)


def _forms_in(group: list[Seen]) -> Iterator[str]:
    """The names by which documents call a person: the actors', and shorter ones in the texts."""
    said: dict[str, tuple[Name, set[str]]] = {}
    for s in group:
        assert s.mention.actor is not None
        _, calls = said.setdefault(s.name.text, (s.name, set()))
        text = s.mention.material.document.text
        calls.update([text[start:end] for start, end in s.mention.actor.mentions])
    for name, calls in said.values():
        yield name.text
        known = frozenset({word.plain for word in name.words} | {word.plain[0] for word in name.words})
        for words in calls:
            if len(words) <= len(name.text) + 6 and words[:1].isupper() and (form := _form(words, known)):
                yield form


@cache
def _form(words: str, known: frozenset[str]) -> str | None:
    form = name_of(" ".join(words.split()))
    return form.text if form.core and all(word.plain in known for word in form.words) else None


def _offices_of(person: int, group: list[Seen], country: str | None) -> list[_Held]:
    """The offices of a person; titles that share a word (Energy Minister, Minister of Energy) are one, and bare ones (the minister) go with what fits."""
    out: list[_Held] = []
    told = [(s, office, former) for s in group for offices, former in ((s.offices, False), (s.former, True)) for office in sorted(offices)]
    for s, office, former in sorted(told, key=lambda item: -len(item[0].title.words & _seat_words(item[0], item[1]))):
        words = _seat_words(s, office)
        of = s.country if s.stated else country
        same = [h for h in out if h.office == office and h.country == of and (office in _ONE_SEAT or not words or not h.words or words & h.words)]
        if not same:
            same = [_Held(person, office, of, words)]
            out += same
        same[0].words |= words
        (same[0].former if former else same[0].seen).append(s)
    known = {h.office for h in out}
    if known & {"foreign_minister", "deputy_foreign_minister", "deputy_head_of_government"}:
        out = [h for h in out if h.office != "minister" or h.words]  # "the minister" says less of the same
    return out


def _seat_words(s: Seen, office: Office) -> frozenset[str]:
    return s.title.words if office not in _ONE_SEAT and s.title.named and office in s.title.offices else frozenset()


class _Successors:
    """Who held an office after whom."""

    def __init__(self, held: list[_Held]) -> None:
        self._by_seat: defaultdict[tuple[Office, str | None], list[_Held]] = defaultdict(list)
        self._days = {id(office): office.days() for office in held}
        for office in held:
            if office.country and (office.office in _ONE_SEAT or office.office in _SEATS_BY_TITLE):
                self._by_seat[(office.office, office.country)].append(office)

    def tenure(self, h: _Held) -> Tenure:
        """Return an office with the first day on which documents speak of it, and the last where another followed or it is called a former one."""
        days = self._days[id(h)]
        since, until = (days[0] if days else None), None
        former = sorted(s.date for s in h.former if s.day is not None)
        if former:
            before = [day for day in days if day < former[0]]
            until = before[-1] if before else former[0]
        elif days:
            until = next((cut for other in self._by_seat.get((h.office, h.country), ()) if (cut := self._ended(h, other))), None)
        titles = Counter(s.mention.actor.title for s in h.seen or h.former if s.mention.actor and s.mention.actor.title and s.title.named | bool(h.former) and
                         h.office in (*s.title.offices, *s.title.former))  # fmt: skip
        title = max(titles, key=lambda text: (titles[text], len(text), text)) if titles else None
        return Tenure(office=h.office, title=title, country=h.country, since=since, until=until, sources=[s.source for s in sorted((*h.seen, *h.former), key=rank_of)])

    def _ended(self, h: _Held, other: _Held) -> str | None:
        """The last day of an office before another took it: one of whom later documents speak, and hardly any of the first."""
        if other.person == h.person or not other.seen:
            return None
        if h.office in _SEATS_BY_TITLE and not (h.words and other.words and (h.words <= other.words or other.words <= h.words)):
            return None
        days, later = self._days[id(h)], self._days[id(other)]
        if not later or later[0] <= days[0] or not (len(later) > 1 or other.seen[0].stated):
            return None
        before = bisect_left(days, later[0])
        stray = len(days) - before
        return days[before - 1] if before and stray * 5 <= len(days) and stray < len(later) else None

"""What each document says of its people, and mentions that say the same taken together."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ..reading.gazetteer import find_places
from ..reading.titles import TitleGrammar, office_of
from ..reading.tokens import tokenize
from ..vocabulary import Office
from .material import Feature, Judgements, Material, Mention, Merge, actor_mention
from .model import Source
from .names import Name, compare_names, forms_of, name_of, plain, words_of

Offices = frozenset[Office]


class _Title(NamedTuple):
    """What a title says: offices held, offices held in the past, the countries served, its host, and the words that tell one seat from another."""

    offices: tuple[Office, ...] = ()
    former: tuple[Office, ...] = ()
    served: tuple[str, ...] = ()
    host: str | None = None
    words: frozenset[str] = frozenset()
    named: bool = False  # it names an office, not somebody's counterpart


_NO_TITLE = _Title()


class Seen(NamedTuple):
    """A person as one document has it. `stated` says that the country stands in words of the title or beside the name."""

    mention: Mention
    name: Name
    country: str | None
    stated: bool
    offices: Offices
    former: Offices
    title: _Title
    date: str
    day: int | None
    document: str
    source: Source
    twins: tuple[str, ...] = ()


class Profile:
    """Mentions that say the same of a person."""

    __slots__ = ("country", "days", "documents", "former", "name", "offices", "publishers", "rep", "seen", "stated", "twins", "words")

    def __init__(self, seen: list[Seen]) -> None:
        first = seen[0]
        self.seen = seen
        self.rep = first.mention
        self.name, self.country, self.stated, self.offices, self.former, self.twins = first.name, first.country, first.stated, first.offices, first.former, first.twins
        self.days = sorted(s.day for s in seen if s.day is not None)
        self.documents = {s.document for s in seen}
        self.publishers = {s.mention.material.document.publisher for s in seen} - {None}
        self.words: set[str] = set().union(*(s.title.words for s in seen))

    @property
    def posts(self) -> set[Office]:
        """Its offices; an ambassador's only where it is a posting, as many diplomats bear the title at home."""
        accredited = any(s.title.host or (s.stated and s.title.named) for s in self.seen)
        return {office for office in self.offices if office != "ambassador" or accredited}


# What documents say of people


def read_people(materials: Sequence[Material]) -> tuple[list[Seen], list[tuple[Material, str, Offices, str | None]]]:
    seen: list[Seen] = []
    unnamed: list[tuple[Material, str, Offices, str | None]] = []
    once = {material.document.id: material for material in sorted(materials, key=lambda m: (m.day, m.document.id), reverse=True)}
    for _, material in sorted(once.items()):
        here: list[Seen] = []
        keys: dict[str, int] = {}
        date, document = material.day, material.document.id
        day = _day(date)
        for actor in sorted((a for a in material.reading.actors if a.type == "person"), key=lambda a: (a.mentions[:1], a.id)):
            name = name_of(actor.name)
            if not name.words or _is_title(actor.name):
                unnamed.append((material, actor.id, frozenset(actor.offices), actor.country))
                continue
            mention = actor_mention(material, actor)
            keys[mention.key] = again = keys.get(mention.key, 0) + 1
            if again > 1:  # two of one name in one document
                mention = mention._replace(key=f"{mention.key}#{again}")
            title = read_title(actor.title) if actor.title else _NO_TITLE
            served = title.served or _stated_beside(material, actor.mentions, name)
            stated = actor.country if actor.country in served else served[0] if len(served) == 1 else None
            former: Offices = frozenset(title.former)
            offices: Offices = frozenset(actor.offices) - former
            here.append(Seen(mention, name, stated or actor.country, stated is not None, offices, former, title, date, day, document, mention.source))
        if len(here) > 1:
            here = _with_twins(here)
        seen += here
    full = {word.plain for s in seen if s.name.units > 1 for word in s.name.words}
    seen = [s for s in seen if s.name.units > 1 or not full.isdisjoint(word.plain for word in s.name.words) or not _is_common_word(s)]
    return sorted(seen, key=rank_of), unnamed


def rank_of(s: Seen) -> tuple[str, str, str]:
    """As `Mention.rank`, from what is at hand."""
    return s.date, s.document, s.mention.key


def _with_twins(here: list[Seen]) -> list[Seen]:
    """Mark whom a document names as two although their names could be one's."""
    sounds = [_sounds(s.name) for s in here]
    if sum(map(len, sounds)) == len(frozenset[str]().union(*sounds)):
        return here  # no two of them share the sound of a word
    by_sound: defaultdict[str, list[int]] = defaultdict(list)
    for n, skeletons in enumerate(sounds):
        for skeleton in skeletons:
            by_sound[skeleton].append(n)
    twins: defaultdict[int, set[str]] = defaultdict(set)
    for ns in by_sound.values():
        for a, b in itertools.combinations(ns, 2):
            if compare_names(here[a].name.text, here[b].name.text):
                for one, other in ((a, b), (b, a)):
                    twins[one].add(f"{here[other].name.key}/{here[other].country}/{' '.join(sorted(here[other].offices))}")
    return [s._replace(twins=tuple(sorted(twins[n]))) if n in twins else s for n, s in enumerate(here)]


@cache
def _sounds(name: Name) -> frozenset[str]:
    return frozenset(form.skeleton for word in name.core for form in forms_of(word.marked))


def _is_common_word(s: Seen) -> bool:
    """Whether a name of one word is a word like others in the document: cut from a long title, not a name."""
    text, word = s.mention.material.document.text, s.name.words[-1].marked
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(word) : at + len(word) + 1].isalnum():
            return True
        at = text.find(word, at + 1)
    return False


@cache
def read_title(text: str) -> _Title:
    """Return what a title says."""
    tokens = tokenize(text, 0, len(text))
    grammar = TitleGrammar(text, tokens, find_places(tokens))
    title = next((found for i in range(len(tokens)) if (found := grammar.at(i))), None)
    in_places = {tokens[i].low for i in grammar.inside}
    words = frozenset(token.low for token in tokens if token.text[0].isalpha() and token.low not in words_of("vague") and token.low not in in_places)
    if title is None:
        return _Title(words=words)
    bare = " ".join(token.text for token in tokens if token.low.strip("-") not in ("former", "ex", "late", "then", "erstwhile", "outgoing", "retired") and token.text != "-")
    former = office_of(bare)[0] if title.former or (not title.offices and bare != " ".join(token.text for token in tokens)) else ()
    host = {title.host} if title.host else set()
    return _Title(title.offices, former, title.countries, title.host, words | host, bool(title.offices) and not title.counterpart)


def _stated_beside(material: Material, spans: Iterable[tuple[int, int]], name: Name) -> tuple[str, ...]:
    """The country that stands with the name, in front of the title or behind ("President N. N. of X")."""
    last = name.words[-1].plain
    for span in itertools.islice(spans, 4):
        words = material.words(span)
        if len(words) > len(name.text) + 3 and (found := countries_beside(words, last)):
            return found
    return ()


@cache
def countries_beside(words: str, last: str) -> tuple[str, ...]:
    if last not in plain(words):
        return ()
    served = read_title(words).served
    if served:
        return served
    tokens = tokenize(words, 0, len(words))
    return tuple(place.iso for place in find_places(tokens) if place.last == len(tokens) and place.how == "name" and place.first and "of" in
                 (tokens[place.first - 1].low, tokens[max(place.first - 2, 0)].low))  # fmt: skip


@cache
def _is_title(name: str) -> bool:
    """Whether what stands for a name is a title ("the minister", "Foreign Minister")."""
    tokens = tokenize(name, 0, len(name))
    if not tokens or not any(token.capital for token in tokens):
        return True
    title = TitleGrammar(name, tokens, find_places(tokens)).at(1 if tokens[0].low == "the" and len(tokens) > 1 else 0)
    return title is not None and title.last == len(tokens)


@lru_cache(1 << 14)
def _day(day: str) -> int | None:
    """A day as a number; of a month or a year, its first."""
    try:
        return datetime.date.fromisoformat(f"{day[:10]}{'-01-01'[3 * day[:10].count('-') :]}").toordinal() if day != "9999" else None
    except ValueError:
        return None


def profiles_of(seen: list[Seen], judgements: Judgements) -> list[Profile]:
    judged = {key for kind in ("same", "not_same", "unsure") for pair in judgements.pairs(kind) for key in pair}
    alike: defaultdict[tuple[object, ...], list[Seen]] = defaultdict(list)
    for s in seen:
        key = s.mention.key
        alone = key if key in judged else ""
        if s.name.units < 2:
            vague = s.twins or not (s.country and s.offices and s.day)
            alone = key if alone or vague else s.date[:7]
        alike[(s.name.key, s.name.units, s.country, s.stated, s.offices, s.former, s.twins, alone)].append(s)
    return [Profile(members) for members in alike.values()]


@cache
def signature_of(name: Name) -> str:
    """The sound of a name's words in any order."""
    return " ".join(sorted(forms_of(word.marked)[0].skeleton for word in name.core))


def merges_within(profile: Profile) -> Iterator[Merge]:
    """Why mentions that say the same were taken together."""
    first = profile.seen[0]
    features = [Feature("same name", 4.0)]
    features += [Feature("same country", 1.0)] if first.country else []
    features += [Feature("same office", 1.0)] if first.offices else []
    score = sum(feature.weight for feature in features)
    for s in profile.seen[1:]:
        yield Merge("person", first.mention.key, s.mention.key, score, features)

"""The standing bodies of two sides, each once by whatever name documents give it, with its sessions in order.

"The Kazakhstan–China Strategic Dialogue" and "Strategic Dialogue" are one body, "Joint Trade Committee" and "Joint Committee on Trade" too: a
name is compared by the kind of body and the words that tell its field, without the countries, the order and what every such name has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from ..reading.gazetteer import find_places
from ..reading.tokens import tokenize
from ..sources.letters import without_accents
from ..vocabulary import bounds
from .model import Mechanism, RecordEvent, RecordInstrument, Source

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d\+\d")
_PREFIXES = frozenset({"sino", "indo", "franco", "anglo", "russo", "luso", "italo", "afro"})
"""What stands for a country in a word made of two: the Sino-Kazakh commission."""


class Name(NamedTuple):
    """What tells one body from another: the kind of body (`committee`), the words of its field (`trade`), which may be none, and whose it is."""

    body: str
    field: frozenset[str]
    sides: frozenset[str] = frozenset()


def fold(text: str) -> str:
    """Return a text without accents, marks and case: names of one place or body that are spelled alike are then the same."""
    return without_accents(text.casefold())


@lru_cache(4096)
def name_of(name: str) -> Name | None:
    """Return what a mechanism's name says; null where it names no kind of body and no field."""
    bodies, fillers = _lexicon()
    spaced = re.sub(r"(\w)[-–—](?=\w)", _parted, re.sub(r"\([^)]*\)", " ", name))
    tokens = tokenize(spaced, 0, len(spaced))
    of_countries = {n for place in find_places(tokens) if place.how in ("name", "adjective", "capital") for n in range(place.first, place.last)}
    body, field = "", set()
    for word in _WORD.findall(fold(" ".join(token.text for n, token in enumerate(tokens) if n not in of_countries))):
        if word in bodies:
            body = bodies[word]
        elif word not in fillers and word not in _PREFIXES and len(word) > 1:
            field.add(_stem(word))
    return Name(body, frozenset(field)) if body or field else None


def _parted(match: re.Match[str]) -> str:
    """A hyphen between the names of two countries parts them; one within a word stays."""
    text, at = match.string, match.end()
    before = re.search(r"\w+$", text[: match.start() + 1])
    after = re.match(r"\w+", text[at:])
    capital = before is not None and after is not None and before.group()[0].isupper() and after.group()[0].isupper()
    return f"{match.group(1)} " if capital and before and before.group() not in ("Sub", "Co") else match.group()


def same_body(one: Name, other: Name) -> bool:
    """Tell whether two names can be of one body: one kind of body, no other sides, and one name's field says no more than the other's."""
    return one.body == other.body and one.sides == other.sides and (one.field <= other.field or other.field <= one.field)


def mechanism_names(names: Iterable[str], sides: frozenset[str] = frozenset()) -> dict[str, Name]:
    """Return the body that each name of the mechanisms of two sides is of, in any order of names.

    A short name belongs to the one longer name that it fits; where it fits two that are different bodies, it stays by itself.
    """
    said = {name: found._replace(sides=sides) for name in sorted(set(names)) if (found := name_of(name)) is not None}
    distinct = set(said.values())
    full: dict[Name, Name] = {}
    for found in distinct:
        longer = [other for other in distinct if found.body == other.body and found.field < other.field]
        tops = [other for other in longer if not any(other.field < third.field for third in longer)]
        full[found] = tops[0] if len(tops) == 1 else found
    return {name: full[found] for name, found in said.items()}


class Called(NamedTuple):
    """The body whose session an event was, and what documents call it there."""

    body: Name
    names: list[tuple[str, Source]]


def build_mechanisms(events: Sequence[RecordEvent], called: Mapping[str, Called], parties: Collection[str], ids: Mapping[Name, str]) -> list[Mechanism]:
    """Make the mechanisms of events, by the events' ids and the bodies' own: sessions by date, those without one last; the list by first mention."""
    sessions: defaultdict[Name, list[RecordEvent]] = defaultdict(list)
    for event in events:
        if event.id in called:
            sessions[called[event.id].body].append(event)
    found = []
    for body, held in sessions.items():
        countries = {code for event in held for code in event.parties}
        found.append(
            Mechanism(
                id=ids[body],
                name=shown_name(called[event.id] for event in held),
                parties=sorted(countries & set(parties) if len(parties) > 1 else body.sides or countries),
                sessions=[event.id for event in sorted(held, key=_when)],
                sources=[source for event in held for _, source in called[event.id].names],
            )
        )
    return found


def shown_name(called: Iterable[Called]) -> str:
    """Return the name to show for a body by all that it is called."""
    return best_name(Counter(name for each in called for name, _ in each.names))


def best_name(spellings: Mapping[str, int]) -> str:
    """Return the name to show: the fullest in capitals, then the most used, then the first by letter."""
    return min(spellings, key=lambda name: (name.islower(), -len(_WORD.findall(name)), -spellings[name], name)).removeprefix("the ").removeprefix("The ")


def with_established(mechanisms: Sequence[Mechanism], instruments: Sequence[RecordInstrument], words: Mapping[str, Sequence[str]] | None = None) -> list[Mechanism]:
    """Return the mechanisms with the instrument that established each, where one names it by title, by subject or in the sentence it was found in.

    `words` gives, by an instrument's id, the sentences that tell of it. A field of the body must be named together with the kind of body;
    where two instruments name it, the first signed or adopted stands.
    """
    found = []
    dated = sorted(instruments, key=lambda instrument: (min((stage.date for stage in instrument.history if stage.date), default="9999"), instrument.id))
    for mechanism in mechanisms:
        name = name_of(mechanism.name)
        by = next((i.id for i in dated if name and _founds(i, name, (words or {}).get(i.id, ()))), None) if mechanism.established_by is None else None
        found.append(mechanism if by is None else msgspec.structs.replace(mechanism, established_by=by))
    return found


_FOUNDING = re.compile(r"\b(?:establish\w*|set(?:ting)? up|creat(?:e|ed|es|ing|ion)|found(?:ed|ing)|institut(?:ed|ing)|launch(?:ed|ing)?)\b", re.IGNORECASE)


def _founds(instrument: RecordInstrument, name: Name, sentences: Sequence[str]) -> bool:
    titles = [text for text in (instrument.title, instrument.subject) if text]
    return any(_names(text, name) for text in titles) or any(_FOUNDING.search(text) and _names(text, name) for text in sentences)


def _names(text: str, name: Name) -> bool:
    bodies, _ = _lexicon()
    words = _WORD.findall(fold(text))
    return bool(name.field) and any(bodies.get(word) == name.body for word in words) and name.field <= {_stem(word) for word in words}


def _when(event: RecordEvent) -> tuple[str, int, str]:
    return ((bounds(event.date)[0] or "0000") if event.date else "9999", event.session or 0, event.id)


def _stem(word: str) -> str:
    """Economy and economic, trade and trading, politics and political tell one field."""
    for ending in ("ical", "ics", "ies", "ic", "al", "ing", "y", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


@cache
def _lexicon() -> tuple[dict[str, str], frozenset[str]]:
    bodies, fillers = {}, set()
    for line in (files("bilat.record") / "mechanisms.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, what, kind = line.split("\t")
            if what == "body":
                bodies[word] = kind
            else:
                fillers.add(word)
    return bodies, frozenset(fillers)

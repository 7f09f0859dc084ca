"""Where things happen: the countries and cities that words name as places."""

from __future__ import annotations

from .gazetteer import cities
from .grammar import Word
from .page import Page, Sentence

_TERRITORIES = {"capital", "city", "republic", "kingdom", "country", "nation", "soil", "territory", "province", "region", "island", "side", "state", "port", "base",
                "harbour", "harbor", "bay", "airport", "town", "village", "district", "coast", "shores"}  # fmt: skip
"""What belongs to the country named before it: "the Danish capital", "Denmark's coast"."""


def country_of_place(word: Word, home: str | None = None) -> str | None:
    """Return the country that a word names as a place: a name, a capital, a city, "the Chinese capital", "our country" (`home`)."""
    mention = word.mention
    if mention is not None and mention.kind == "country" and mention.how in ("name", "capital", "institution"):
        return mention.country
    city = city_at(word)
    if city and cities()[city.lower()]:
        return cities()[city.lower()]
    if word.low in _TERRITORIES:
        if home and any(child.low == "our" for child in word.children):
            return home
        for child in word.children:
            if child.mention and child.mention.kind == "country" and child.dep in ("amod", "compound", "poss", "nmod", "appos"):
                return child.mention.country
    return None


def countries_of_place(page: Page, place: Word) -> list[str]:
    """The countries of a place and of all places joined to it."""
    code = country_of_place(place, page.document.side)
    if code is None and place.low in ("nations", "countries", "states", "capitals", "republics"):
        # "a visit to the four nations of A, B, C and D"
        return [c for prep in place.kids("prep") if prep.low in ("of", "including") for inner in prep.kids("pobj") for c in countries_of_place(page, inner)]
    if code is None:
        # "Harlan Bay in Norway"
        return [c for prep in place.kids("prep") if prep.low == "in" for inner in prep.kids("pobj") for c in countries_of_place(page, inner)]
    return [*([code] if code else []), *(c for other in place.kids("conj", "appos") for c in countries_of_place(page, other))]


def city_at(word: Word) -> str | None:
    """Return the city or region that a noun names, as written: "Almaty", "New York", "Ho Chi Minh City"."""
    names = [child.text for child in word.kids("compound", "nmod", "amod") if child.i < word.i]
    for k in range(len(names) + 1):
        name = " ".join([*names[k:], word.text])
        if name[0].isupper() and name.lower() in cities():
            return name
    return None


def cities_in(sentence: Sentence) -> list[str]:
    """Return the cities that a sentence names after "in" or "at" as where something happens, as written, in order."""
    out: list[str] = []
    for word in sentence.words:
        city = city_at(word) if word.dep in ("pobj", "conj", "appos") else None
        if city and city not in out and (word.head.low in ("in", "at") or city_at(word.head)):
            out.append(city)
    return out

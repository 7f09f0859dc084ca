"""Where things happen: the countries and cities that words name as places."""

from __future__ import annotations

from .gazetteer import capital_cities, large_cities
from .gazetteer import places as cities
from .grammar import Word
from .page import Sentence


def country_of_place(word: Word, home: str | None = None) -> str | None:
    """Return the country that a word names as a place: a name, a capital, a city, "the Chinese capital", "our country" (`home`)."""
    mention = word.mention
    if mention is not None and mention.kind == "country" and mention.how in ("name", "capital", "institution"):
        return mention.country
    city = large_cities().get(word.low)
    if city:
        return city
    if word.low in ("capital", "city", "republic", "kingdom", "country", "nation", "soil", "territory", "province", "region", "island", "side", "state"):
        if home and any(child.low == "our" for child in word.children):
            return home
        for child in word.children:
            if child.mention and child.mention.kind == "country" and child.dep in ("amod", "compound", "poss", "nmod", "appos"):
                return child.mention.country
    return None


def cities_in(sentence: Sentence) -> list[str]:
    """Return the cities that a sentence names after "in", "at" or "to", as written, in order."""
    out: list[str] = []
    for word in sentence.words:
        known = word.low in cities() or word.low in capital_cities()
        if known and word.dep in ("pobj", "conj", "appos") and word.head.low in ("in", "at", "to", "from", "for", *cities()) and word.text not in out:
            if word.head.low not in ("to", "from", "for", "with"):
                out.append(word.text)
    return out

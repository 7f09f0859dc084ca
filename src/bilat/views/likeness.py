"""What two passages have in common: the words that tell what a thing is about, the numbers with what they count, the sentences of a text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from rapidfuzz import fuzz

from ..reading.language.en import table
from ..sources.letters import without_accents
from ..vocabulary import Span


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a tab-separated data file of this folder, without comments."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def fold(text: str) -> str:
    """Return a text in lower case, without accents, apostrophes straightened; its length may change."""
    plain = without_accents(text)
    return plain.replace("’", "'").replace("ı", "i").lower()


@cache
def _generic() -> frozenset[str]:
    return frozenset(word for kind, *cells in rows("agenda.tsv") if kind == "generic" for word in cells[0].split("|"))


@cache
def _countries() -> dict[str, str]:
    """The code of each country by every single word that names it or its people."""
    return {fold(word): row[0] for row in table("countries.tsv") for word in [*row[1].split("|"), *row[2].split("|")] if word and " " not in word}


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MARK = 2.0
_PLAIN = 1.0


@lru_cache(maxsize=16384)  # every sentence is asked for every thing that it may say
def about(text: str, without: frozenset[str] = frozenset()) -> dict[str, float]:
    """Return the stems of the words that tell what a passage is about, each with its weight: names count twice.

    Words that are in every readout are left out, and the countries in `without`. The dict is shared: it is not to be changed.
    """
    for long, short in _SHORT:
        text = long.sub(short, text)
    if without and (names := _long_names(without)) is not None:
        text = names.sub(lambda match: " " * len(match[0]), text)
    out: dict[str, float] = {f"#{_ordinal(match.group(1))}": _MARK for match in _SESSION.finditer(text)}
    out |= {"@" + "".join(match.group(1).lower().split()): _PLAIN for match in _BY.finditer(text)}
    for match in _WORD.finditer(text):
        word = fold(match.group()).removesuffix("'s").removesuffix("'")
        if word in _generic() or len(word) < 2 or text[match.start() - 1 : match.start()].isdigit():
            continue
        country = _countries().get(word) if match.group()[0].isupper() else None
        if country in without:
            continue
        stem = country or _stem(word)
        name = match.group()[0].isupper() and (match.group().isupper() or text[max(0, match.start() - 2) : match.start()].strip(" \"“'’(") not in ("", ".", "!", "?"))
        name = name or (match.group()[0].isupper() and match.start() > 2 and text[match.start() - 2] not in ".!?\n")
        out[stem] = max(out.get(stem, 0.0), _MARK if name else _PLAIN)
    return out


@cache
def _long_names(codes: frozenset[str]) -> re.Pattern[str] | None:
    """The names of some countries that are more than one word: "Cabo Verde", "New Zealand"."""
    names = sorted({name for row in table("countries.tsv") if row[0] in codes for name in row[1].split("|") if " " in name}, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})(?:['’]s)?\b") if names else None


_SHORT = tuple(
    (re.compile(name), short)
    for name, short in (("United Nations", "UN"), ("European Union", "EU"), ("World Trade Organi[sz]ation", "WTO"), ("Intergovernmental Joint Commission", "Joint Commission"))
)
_BY = re.compile(r"\b(?:by|before|until|in|from) (?:the )?((?:end|first half|second half|beginning|first quarter|middle) of [\w ]{3,14}|this year|next year)\b")
_ORDINALS = {word: n for n, word in enumerate(["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"], 2)}
_SESSION = re.compile(rf"\b(\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS)}) (?:[\w-]+ ){{0,3}}?(?:session|round|meeting|consultations|forum|commission)\b", re.IGNORECASE)


def _ordinal(word: str) -> int:
    return _ORDINALS.get(word.lower()) or int(re.sub(r"\D", "", word))


def _stem(word: str) -> str:
    """The part of a word that its forms share: British and American spelling, singular and plural, verb and noun."""
    for old, new in (("isation", "iz"), ("ization", "iz"), ("ise", "iz"), ("ize", "iz"), ("programme", "program"), ("centre", "center"), ("our", "or")):
        if word.endswith(old) and len(word) > len(old) + 2:
            word = word.removesuffix(old) + new
            break
    if word.startswith("programme"):
        word = "program"
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    return word[:6]


def likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """Return how much of the lighter of two passages the other shares, from 0 to 1; words that are spelt nearly alike are one."""
    light, heavy = sorted((one, other), key=lambda words: (sum(words.values()), sorted(words)))
    return share(light, heavy)


def share(words: dict[str, float], other: dict[str, float]) -> float:
    """Return how much of the words' weight is found in another passage, from 0 to 1; 0 where there is no word."""
    total = sum(words.values())
    found = sum(weight for word, weight in words.items() if word in other or (weight == _MARK and any(alike(word, there) for there, mark in other.items() if mark == _MARK)))
    return found / total if total else 0.0


def alike(one: str, other: str) -> bool:
    """Whether two stems are the same name in two spellings ("Mangis" and "Mangys", "Zhaqyp" and "Schaqy" are not told apart by one letter)."""
    return one == other or (len(one) > 4 and len(other) > 4 and fuzz.ratio(one, other) >= 80)


_STOP = re.compile(r"(?<=[.!?…])[”\"’')]*\s+(?=[“\"A-Z0-9-])|\n+")
_NO_STOP = re.compile(r"(?:\b(?:Mr|Ms|Mrs|Dr|H\.E|Gen|Prof|St|No|Sept?|Oct|Nov|Dec|Jan|Feb|Aug|vs)|\b[A-Z])\.[”\"’')]*$")


def sentences(text: str) -> list[Span]:
    """Return the places of the sentences of a text."""
    out: list[Span] = []
    start = 0
    for match in _STOP.finditer(text):
        if "\n" not in match.group() and _NO_STOP.search(text[max(start, match.start() - 8) : match.start()]):
            continue
        if text[start : match.start()].strip():
            out.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        out.append((start, len(text.rstrip())))
    return out


class Quantity(NamedTuple):
    """A number in a text, with the stem of what it counts ("150,000 head of cattle": head; "twice a week": a week)."""

    value: float
    unit: str
    start: int
    end: int


_NUMBERS = {word: float(n) for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 2)} | {
    "half": 50.0,
    "twice": 2.0,
    "dozen": 12.0,
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "mln": 1e6, "trillion": 1e12}
_AMOUNT = re.compile(
    r"(?<![\w.,-])(?P<money>(?:US|A|C|NZ)?\$|USD ?|EUR ?|€|£)?(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    + "|".join(_NUMBERS)
    + r")(?!\d|-(?!(?!year|day|month|week|hour|minute|point|nation|party|member|million|billion|thousand|strong|plus|a-)[a-z]{3}))"
    r"(?:[- ](?P<scale>thousand|million|billion|bn|mln|trillion)\b)?(?P<percent> ?%| per ?cent\b)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[ -](?:US )?(?:dollars?|euros?|USD|EUR|yen|yuan|pounds?|roubles|rubles|tenge)\b", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\bnumber of (?:[A-Z][\w-]+ )?([a-z]+)\b[^.;:]{0,60}$")
_RATE = re.compile(r"(?:[ -][\w-]+){0,2}? (?:a|per|each|every) (?P<per>day|week|month|year)\b")
_TIME_SPAN = re.compile(r" (?:of the |of its |a )(?:year|month|century|decade|day|hour)")
_MONTHS = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
_DATE_BEFORE = re.compile(rf"(?:{_MONTHS}\.? |{_MONTHS} \d{{1,2}}[-–])$")
_DATE_AFTER = re.compile(rf"(?:st|nd|rd|th)?[-–\d]* (?:of )?{_MONTHS}|(?:st|nd|rd|th)\b")


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a passage that count something; dates and ordinals are none."""
    for match in _AMOUNT.finditer(text):
        digits = match["number"].lower()
        value = _NUMBERS[digits] if digits in _NUMBERS else float(digits.replace(",", "").replace(" ", ""))
        year = digits.isdigit() and len(digits) == 4 and 1900 <= value <= 2100 and not match["scale"] and not match["money"]
        if digits == "half" and (not text.startswith((" of the", " of its", " a "), match.end()) or _TIME_SPAN.match(text, match.end())):
            continue
        if year or _DATE_AFTER.match(text, match.end()) or (_DATE_BEFORE.search(text[: match.start()]) and not match["scale"] and not match["percent"]):
            continue
        value *= _SCALES.get((match["scale"] or "").lower(), 1.0)
        rate = _RATE.match(text, match.end())
        if rate is not None:
            unit = f"a {rate['per']}"
        elif match["percent"] or digits == "half":
            unit = "%"
        elif match["money"] or _CURRENCY.match(text, match.end()):
            unit = "money"
        else:
            following = itertools.islice((m for m in _WORD.finditer(text, match.end(), match.end() + 60)), 4)
            number_of = _NUMBER_OF.search(text[: match.start()]) if re.match(r"\W|$", text[match.end() : match.end() + 1]) and text[match.end() : match.end() + 1] != " " else None
            unit = (
                _unit(number_of.group(1))
                if number_of
                else next((_unit(m.group()) for m in following if fold(m.group()) not in _generic() and fold(m.group()) not in _countries()), "")
            )
        yield Quantity(value, unit, match.start(), rate.end() if rate else match.end())


def _unit(word: str) -> str:
    low = fold(word)
    return "money" if low in ("usd", "eur", "dollar", "dollars", "euro", "euros", "yen", "us", "pound", "pounds", "yuan", "million", "billion") else _COUNTED.get(low, _stem(low))


_COUNTED = {"enterprises": "compan", "enterprise": "compan", "firms": "compan", "businesses": "compan", "companies": "compan", "tons": "tonne", "tonnes": "tonne", "percent": "%"}

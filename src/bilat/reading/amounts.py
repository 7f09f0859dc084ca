"""The amounts of a sentence: money, shares, multiples and counts, with their value, unit and bound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ..vocabulary import Bound, Span
from .language.en import table
from .page import Page, Sentence

_MULTIPLIER = {"thousand": 1e3, "k": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "crore": 1e7, "billion": 1e9,
               "bn": 1e9, "bln": 1e9, "b": 1e9, "trillion": 1e12, "trn": 1e12, "tn": 1e12, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "lakh crore": 1e12, "hundred": 1e2, "thousand crore": 1e10}  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:[,\u00a0\u202f ]\d{2,3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_SCALE = r"(?:lakh crore|thousand crore|hundred|thousands?|lakh|lac|millions?|mln|mn|crore|billions?|bln|bn|trillion|trn|tn|[mMbBkK](?=\b))"
_WORDS = {"half a": 0.5, "a dozen": 12.0, "a": 1.0}
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_DIGITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_DIGITS)})"
_SPELLED = rf"(?:(?:{'|'.join(_DIGITS)}|a) hundred(?:(?: and)? {_BELOW_HUNDRED}(?=\s))?|{_BELOW_HUNDRED})"
"""A number below a thousand in words: "two hundred and fifty"."""
_COUNTED = rf"(?:{_NUMBER}|half a|a dozen|{_SPELLED})"
"""A number as it stands before a percent sign or what is counted."""
_BOUNDS: list[tuple[str, Bound]] = [
    (r"(?:more than|over|above|exceed(?:ed|ing|s)?|in excess of|at least|surpass(?:ed|ing|es)?|upwards of|topp?(?:ed|ing)|greater than|beyond|no less than|not less than|crossed|past)", "over"),
    (r"(?:about|around|approximately|some|roughly|nearly|almost|close to|an estimated|estimated at|circa|ca\.|approx\.?|reportedly)", "about"),
    (r"(?:less than|under|below|fewer than|short of)", "under"),
    (r"(?:(?<!add )(?<!adds )(?<!added )up to|as (?:much|many) as|a maximum of|at most|no more than|to a maximum of)", "up_to"),
]  # fmt: skip


@cache
def _currency_pattern() -> re.Pattern[str]:
    symbols = sorted((row[0] for row in table("currencies.tsv") if row[2] == "before"), key=len, reverse=True)
    words = sorted((row[0] for row in table("currencies.tsv") if row[2] == "after"), key=len, reverse=True)
    before = "|".join(re.escape(s) for s in symbols)
    after = "|".join(re.escape(w) for w in words)
    names = "|".join(re.escape(w) for w in words if len(w) > 2)
    return re.compile(
        rf"(?:\b(?P<cur4>{names})\s(?P<num4>{_NUMBER})[\s-]?(?P<scale4>{_SCALE})\b|(?<![A-Za-z])(?P<cur>(?-i:{before}))\s?(?P<num>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE})\b)?|"
        rf"(?P<num2>{_NUMBER}|half a|a\b(?! hundred)|{_SPELLED})(?:[\s-]?(?P<scale2>{_SCALE}))?(?:[\s-](?P<cur2>{after})\b|\s?(?P<cur3>[€£¥₸₽₴₹₩])(?!\s?\d)))",
        re.IGNORECASE,
    )


@cache
def _currency_codes() -> dict[str, str]:
    return {row[0].lower(): row[1] for row in table("currencies.tsv")}


_PERCENT = re.compile(rf"(?P<num>{_COUNTED})\s?(?:%|percent\b|per cent\b|pct\b|percentage points\b)", re.IGNORECASE)
_GAP_STOPS = "of|in|for|with|to|a|an|years?|months?|days?|weeks?|hours?|per|by|from|at|on|has|have|had|will|would|which|that|who|as|than|its|their|our"
"""Words that do not stand between a number and what it counts."""


_RANKED = re.compile(r"\b(?:largest|biggest|leading|main|major|top|most) (?:\w+ ){0,2}(?:investors|exporters|importers|suppliers)$", re.IGNORECASE)
_ONE_OF = re.compile(r"one (?:of )?(?:the )", re.IGNORECASE)


@cache
def _number_of_pattern() -> re.Pattern[str]:
    """ "The number of tourists rose to 20,000": the count behind what is counted."""
    heads = "|".join(re.escape(head) for head in sorted(counted(), key=len, reverse=True) if counted()[head][1] not in ("none", "study", "flight", "work"))
    return re.compile(
        rf"\bnumber of (?:[A-Za-z’'-]+ ){{0,3}}?(?P<head>{heads})\b[^.;:\d$€£¥]{{0,70}}?\b(?:to|reached|exceed(?:ed|s)|totall?ed|amounted to|stood at|was|is|hit|come to|came to) "
        rf"(?:(?:about|over|more than|almost|nearly|around|some|approximately|up to|as many as) )?(?P<num>{_NUMBER})(?:\s(?P<scale>{_SCALE}))?"
        r"(?=[\s,.;)]|$)(?!\s?(?:%|percent|per cent|times|years|months|days|[$€£¥]))",
        re.IGNORECASE,
    )


@cache
def counted() -> dict[str, tuple[str, str]]:
    """Return what can be counted, each with its unit and with what it measures."""
    return {row[0]: (row[1], row[2]) for row in table("counted.tsv")}


@cache
def _count_pattern() -> re.Pattern[str]:
    heads = "|".join(re.escape(head) for head in sorted(counted(), key=len, reverse=True))
    people = "|".join(sorted({name for row in table("countries.tsv") for name in row[2].split("|") if re.search(r"(?:ns|is|es|ks|ts|men|ds)$", name)}, key=len, reverse=True))
    return re.compile(
        rf"(?P<num>{_COUNTED})(?:\s(?P<scale>{_SCALE}))?(?:\s\([^()]{{1,30}}\))?\s+(?:of\s+)?(?P<noun>(?:(?!(?:{_GAP_STOPS})\s)[A-Za-z’'.-]+\s+){{0,4}}?"
        rf"(?P<head>{heads}|(?-i:{people})))\b(?!’s|'s)",
        re.IGNORECASE,
    )


_TIMES = re.compile(
    r"\b(?:(?P<word>doubl|tripl|trebl|quadrupl)(?:ed|e|es|ing)|(?P<num>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten)(?:-fold|fold| times|-times))\b(?! (?:a|per|every|weekly|daily)\b)",
    re.IGNORECASE,
)


@dataclass
class Number:
    """An amount: where it stands, what it is, and the noun that it counts."""

    start: int
    end: int
    value: float
    unit: str
    kind: Literal["money", "percent", "count", "times"]
    bound: Bound
    head: str = ""


def amounts_of(page: Page, sentence: Sentence) -> list[Number]:
    """Every amount of money, share and count in a sentence, in order."""
    text = page.text
    out: list[Number] = []
    taken: list[Span] = [(d.start, d.end) for d in sentence.dates if d.value and not d.adverb]

    def free(start: int, end: int) -> bool:
        return not any(start < b and end > a for a, b in taken)

    for match in _currency_pattern().finditer(text, sentence.start, sentence.end):
        raw = match.group("num") or match.group("num2") or match.group("num4")
        scale = match.group("scale") or match.group("scale2") or match.group("scale4")
        name = (match.group("cur") or match.group("cur2") or match.group("cur3") or match.group("cur4")).lower()
        value = _value(raw, scale)
        if value is None or (raw.lower() in ("a", "one", "two", "three") and not scale):
            continue
        unit = _unit(page, sentence, name)
        if match.group("num") and not scale:
            # "$3 to 5 billion", "$1-1.5 billion": the scale stands after the second number
            later = re.match(rf"\s?(?:-|–|to|and)\s?(?:[$€£¥])?{_NUMBER}[\s-]({_SCALE})\b", text[match.end() : match.end() + 40])
            if later:
                value *= _MULTIPLIER[later.group(1).lower()]
        bound = _bound(text, sentence.start, match.start())
        taken.append((match.start(), match.end()))
        out.append(Number(match.start(), match.end(), value, unit, "money", bound))
    for match in _PERCENT.finditer(text, sentence.start, sentence.end):
        if not free(match.start(), match.end()):
            continue
        value = _value(match.group("num"), None)
        if value is not None:
            taken.append((match.start(), match.end()))
            out.append(Number(match.start(), match.end(), value, "%", "percent", _bound(text, sentence.start, match.start())))
    for match in _TIMES.finditer(text, sentence.start, sentence.end):
        if free(match.start(), match.end()):
            word = match.group("word")
            factor = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0}[word.lower()] if word else _value(match.group("num"), None)
            if factor:
                out.append(Number(match.start(), match.end(), float(f"{(factor - 1) * 100:.12g}"), "%", "times", "exact"))
    for match in _count_pattern().finditer(text, sentence.start, sentence.end):
        if not free(match.start("num"), match.end("num")):
            continue
        value = _value(match.group("num"), match.group("scale"))
        if value is None:
            continue
        if _RANKED.search(match.group()) or _ONE_OF.match(match.group()):
            continue  # "the five largest investors", "one of the investors"
        before = text[max(0, match.start() - 1) : match.start()]
        if before and (before.isalnum() or before in "-–.$€"):
            continue
        if re.search(r"\btop[ -]$", text[max(0, match.start() - 5) : match.start()], re.IGNORECASE):
            continue
        taken.append((match.start(), match.end()))
        head = match.group("head").lower()
        out.append(
            Number(match.start(), match.end(), value, counted()[head][0] if head in counted() else match.group("head"), "count", _bound(text, sentence.start, match.start()), head)
        )
    for match in _number_of_pattern().finditer(text, sentence.start, sentence.end):
        if free(match.start("num"), match.end("num")) and (value := _value(match.group("num"), match.group("scale"))) is not None:
            head = match.group("head").lower()
            end = match.end("scale") if match.group("scale") else match.end("num")
            out.append(Number(match.start("num"), end, value, counted()[head][0], "count", _bound(text, sentence.start, match.start("num")), head))
    return sorted(out, key=lambda n: n.start)


def _value(raw: str, scale: str | None) -> float | None:
    low = raw.lower()
    if low in _WORDS:
        value = _WORDS[low]
    elif low[0].isalpha():
        value = _spelled(low)
    else:
        digits = raw.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        if re.fullmatch(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?", digits):
            digits = digits.replace(",", "")
        elif re.fullmatch(r"\d+,\d{1,2}", digits):
            digits = digits.replace(",", ".")
        try:
            value = float(digits.replace(",", ""))
        except ValueError:
            return None
    factor = _MULTIPLIER[scale.lower()] if scale else 1.0
    return float(f"{value * factor:.12g}")


def _spelled(words: str) -> float:
    """The value of a number below a thousand in words."""
    hundreds, _, rest = words.partition(" hundred") if " hundred" in words else ("", "", words)
    value = 100.0 * (_DIGITS.index(hundreds) + 1 if hundreds in _DIGITS else 1 if hundreds else 0)
    for word in re.findall(r"[a-z]+", rest):
        value += _DIGITS.index(word) + 1 if word in _DIGITS else _TEENS.index(word) + 10 if word in _TEENS else 10 * (_TENS.index(word) + 2) if word in _TENS else 0
    return value


def _unit(page: Page, sentence: Sentence, name: str) -> str:
    """The currency by its name or sign; "rupees", "dinars" and "pesos" by the countries of the piece."""
    from .gazetteer import currencies

    code = _currency_codes()[name]
    if not code.startswith("?"):
        return code
    family = set(code[1:].split("/"))
    for iso in [*page.parties(sentence), *(page.pair or ())]:
        if currencies().get(iso) in family:
            return currencies()[iso]
    return code[1:].split("/")[0]


def _bound(text: str, floor: int, start: int) -> Bound:
    before = text[max(floor, start - 30) : start].lower()
    for pattern, bound in _BOUNDS:
        match = re.search(rf"\b{pattern}\s+(?:the\s+|a\s+)?$", before)
        if match:
            return bound
    after = text[start : start + 60].lower()
    if re.match(r"[^,.;]{1,30}\bor more\b", after):
        return "over"
    return "exact"

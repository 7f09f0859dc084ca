"""Finds `figure` facts: every number about the relationship, its level and its growth together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ..vocabulary import Bound, Change, Figure, Measure, Span
from .circumstances import tidy
from .dates import DateExpr
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
    (r"(?:up to|as (?:much|many) as|a maximum of|at most|no more than|to a maximum of)", "up_to"),
]  # fmt: skip


@cache
def _currency_pattern() -> re.Pattern[str]:
    symbols = sorted((row[0] for row in table("currencies.tsv") if row[2] == "before"), key=len, reverse=True)
    words = sorted((row[0] for row in table("currencies.tsv") if row[2] == "after"), key=len, reverse=True)
    before = "|".join(re.escape(s) for s in symbols)
    after = "|".join(re.escape(w) for w in words)
    return re.compile(
        rf"(?:(?<![A-Za-z])(?P<cur>(?-i:{before}))\s?(?P<num>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE})\b)?|"
        rf"(?P<num2>{_NUMBER}|half a|a\b(?! hundred)|{_SPELLED})(?:[\s-]?(?P<scale2>{_SCALE}))?(?:[\s-](?P<cur2>{after})\b|\s?(?P<cur3>[€£¥₸₽₴₹₩])(?!\s?\d)))",
        re.IGNORECASE,
    )


@cache
def _currency_codes() -> dict[str, str]:
    return {row[0].lower(): row[1] for row in table("currencies.tsv")}


_PERCENT = re.compile(rf"(?P<num>{_COUNTED})\s?(?:%|percent\b|per cent\b|pct\b|percentage points\b)", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?P<num>{_COUNTED})(?:\s(?P<scale>{_SCALE}))?\s+(?:of\s+)?(?P<noun>(?:[A-Za-z’'-]+\s+){{0,4}}?"
    r"(?P<head>companies|firms|enterprises|businesses|joint ventures|ventures|projects|students|scholarships|scholars|tourists|travell?ers|visitors|passengers|flights|"
    r"people|tonnes|tons|metric tons|containers|teus|trains|visas|citizens|nationals|workers|investors|entities|trips|doses|barrels|cubic met(?:er|re)s|megawatts|MW|"
    r"kilomet(?:er|re)s|agreements|contracts|documents|memorand(?:a|ums)|vehicles|refugees|pilgrims|interns|grants|jobs|startups|subsidiaries|delegates|head of cattle|aircraft|buses|trucks|wagons|routes|cities|events|soldiers|troops))\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?:(?P<word>doubl|tripl|trebl|quadrupl)(?:ed|e|es|ing)|(?P<num>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten)(?:-fold|fold| times|-times))\b", re.IGNORECASE
)
_UP = re.compile(
    r"\b(?:increas\w*|gr(?:ew|own?|owing|owth|ows)|rose|risen?|rising|rises|up(?! to)|surg\w+|jump\w*|climb\w*|soar\w*|expand\w*|expansion|gain\w*|higher|boost\w*|accelerat\w+|skyrocket\w*|added)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas\w*|fell|fall(?:en|ing|s)?|declin\w*|drop(?:ped|ping|s)?|down|shr[aiu]nk\w*|slump\w*|contract(?:ed|ion|ing)|lower|reduc\w+|plung\w*|slid(?:e|ing)?|tumbl\w*|dip(?:ped|s)?)\b",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\b(?:target\w*|goal|aim\w*|to (?:bring|raise|increase|double|triple|reach|achieve|boost|expand|lift|quadruple|push|take|grow)|reach(?:ing)? .{0,60}\bby (?:the end of )?20\d\d|plan(?:s|ned)? to|will (?:reach|be increased)|"
                     r"objective|ambition|bring(?:ing)? .{0,40} to|expected to (?:reach|exceed|hit)|by 20[3-9]\d|potential)\b", re.IGNORECASE)  # fmt: skip
_RECORD = re.compile(r"\b(?:record|all-time high|highest ever|historic high|unprecedented (?:level|high)|highest level)\b", re.IGNORECASE)
_MEASURES: list[tuple[str, Measure]] = [
    (r"\b(?:trade (?:turnover|volume|value|exchange|flows?|in goods)|turnover|(?:bilateral|mutual|two-way|total|foreign|commercial|goods|our|non-oil) (?:\w+ )?trade|volume of (?:\w+ )?trade|trade between|trade volume|trade (?:with|increased|grew|rose|reached|stood|amounted|totall?ed|fell|declined|surged|relations reached)|commercial exchange|an exchange of|commerce|trade)\b", "trade_turnover"),
    (r"\bexport(?:s|ed|ing)?\b|\bshipments to\b|\bshipped\b|\bsales to\b|\bsold\b", "exports"),
    (r"\bimport(?:s|ed|ing)?\b|\bpurchases? from\b|\bbought\b|\bbuys?\b", "imports"),
    (r"\b(?:invest(?:ed|ment|ments|ing|or|ors)?|FDI|capital inflows?)\b", "investment"),
    (r"\b(?:loans?|credit(?: line)?|lend(?:ing)?|line of credit|yen loan|ODA loan|financing|concessional)\b", "loan"),
    (r"\b(?:contracts?|deals?|documents?|memorand\w+|orders?)\b(?: (?:is|are|was|were))? (?:worth|valued|totall?ing)|(?:million|billion)[- ](?:\w+ )?(?:contract|deal|order)\b", "other"),
    (r"\b(?:allocat\w+|earmark\w+)\b", "aid"),
    (r"\b(?:suppl(?:y|ies|ied|ier))\b", "exports"),
    (r"\b(?:aid|grants?|assistance|donat\w+|humanitarian|ODA|development support|relief|funding|contribut\w+|support package|pledg\w+)\b", "aid"),
]  # fmt: skip
_HEAD_MEASURE: dict[str, Measure] = {
    "companies": "companies", "firms": "companies", "enterprises": "companies", "businesses": "companies", "joint ventures": "companies",
    "ventures": "companies", "entities": "companies", "subsidiaries": "companies", "startups": "companies", "investors": "companies",
    "projects": "projects", "students": "students", "scholarships": "students", "scholars": "students", "interns": "students",
    "tourists": "travellers", "travellers": "travellers", "travelers": "travellers", "visitors": "travellers", "passengers": "travellers",
    "trips": "travellers", "pilgrims": "travellers", "flights": "flights", "routes": "flights", "tonnes": "freight", "tons": "freight",
    "metric tons": "freight", "containers": "freight", "teus": "freight", "trains": "freight", "wagons": "freight", "barrels": "freight",
}  # fmt: skip


_NO_MEASURE = {"agreements", "contracts", "documents", "memoranda", "memorandums", "soldiers", "troops", "kilometres", "kilometers", "kilometre", "kilometer", "delegates"}
"""Things that are counted without measuring the relationship: what was signed is an instrument, not a figure."""


@dataclass
class _Number:
    start: int
    end: int
    value: float
    unit: str
    kind: Literal["money", "percent", "count", "times"]
    bound: Bound
    head: str = ""


def find(page: Page) -> Iterator[Figure]:
    """Yield the figures of a page, each once: an amount told again is the same, though it be told of another year's end."""
    seen: set[tuple[object, ...]] = set()
    for figure in _all(page):
        key = (figure.measure, figure.value, figure.unit, figure.target, tuple(sorted(figure.parties)), figure.change.percent if figure.change else None)
        if key not in seen:
            seen.add(key)
            yield figure


def _all(page: Page) -> Iterator[Figure]:
    for sentence in page.sentences:
        if re.search(
            r"\d|\b(?:doubl|tripl|half a|million|billion|percent|largest|dozen)|\b(?:two|three|four|five|six|seven|eight|nine|ten) ", page.text[sentence.start : sentence.end]
        ):
            yield from _in_sentence(page, sentence)


def _in_sentence(page: Page, sentence: Sentence) -> Iterator[Figure]:
    numbers = _numbers(page, sentence)
    if not numbers:
        return
    text = page.text
    levels = [n for n in numbers if n.kind in ("money", "count")]
    growth = [n for n in numbers if n.kind in ("percent", "times")]
    used: set[int] = set()
    last_measure: Measure | None = None
    for number in levels:
        if _equivalent(text, levels, number):
            continue
        measure = _measure(page, sentence, number, last_measure)
        if measure is None:
            continue
        last_measure = measure
        change, key = _change(page, sentence, number, growth, used, numbers)
        if key is not None:
            used.add(key)
        yield _figure(page, sentence, number, measure, change)
    for number in growth:
        if id(number) in used:
            continue
        measure = _measure(page, sentence, number, last_measure)
        if measure is None or not _about_relationship(page, sentence):
            continue
        direction = _direction(text, sentence, number)
        if direction is None and number.kind == "times":
            direction = "up"
        if number.kind == "times":
            if _is_target(page, sentence, number):
                yield _figure(page, sentence, _Number(number.start, number.end, number.value, "times", "count", "exact"), measure, None)
                continue
        change = Change(direction=direction, percent=number.value, bound=number.bound) if direction else None
        yield _figure(page, sentence, number, measure, change)


def _numbers(page: Page, sentence: Sentence) -> list[_Number]:
    """Every amount of money, share and count in a sentence, in order."""
    text = page.text
    out: list[_Number] = []
    taken: list[Span] = [(d.start, d.end) for d in sentence.dates if d.value and not d.adverb]

    def free(start: int, end: int) -> bool:
        return not any(start < b and end > a for a, b in taken)

    for match in _currency_pattern().finditer(text, sentence.start, sentence.end):
        raw = match.group("num") or match.group("num2")
        scale = match.group("scale") or match.group("scale2")
        name = (match.group("cur") or match.group("cur2") or match.group("cur3")).lower()
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
        out.append(_Number(match.start(), match.end(), value, unit, "money", bound))
    for match in _PERCENT.finditer(text, sentence.start, sentence.end):
        if not free(match.start(), match.end()):
            continue
        value = _value(match.group("num"), None)
        if value is not None:
            taken.append((match.start(), match.end()))
            out.append(_Number(match.start(), match.end(), value, "%", "percent", _bound(text, sentence.start, match.start())))
    for match in _TIMES.finditer(text, sentence.start, sentence.end):
        if free(match.start(), match.end()):
            word = match.group("word")
            factor = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0}[word.lower()] if word else _value(match.group("num"), None)
            if factor:
                out.append(_Number(match.start(), match.end(), (factor - 1) * 100, "%", "times", "exact"))
    for match in _COUNT.finditer(text, sentence.start, sentence.end):
        if not free(match.start("num"), match.end("num")):
            continue
        value = _value(match.group("num"), match.group("scale"))
        if value is None:
            continue
        before = text[max(0, match.start() - 1) : match.start()]
        if before and (before.isalnum() or before in "-–.$€"):
            continue
        if re.search(r"\btop[ -]$", text[max(0, match.start() - 5) : match.start()], re.IGNORECASE):
            continue
        taken.append((match.start(), match.end()))
        head = match.group("head").lower()
        out.append(_Number(match.start(), match.end(), value, _plain(head), "count", _bound(text, sentence.start, match.start()), head))
    return sorted(out, key=lambda n: n.start)


def _plain(head: str) -> str:
    return {"travelers": "travellers", "tons": "tonnes", "metric tons": "tonnes", "firms": "companies", "cubic meters": "cubic metres"}.get(head, head)


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


def _equivalent(text: str, levels: list[_Number], number: _Number) -> bool:
    """Whether an amount only repeats the one before it in another currency ("¥10 billion ($66 million)")."""
    for other in levels:
        if other.end <= number.start and other.kind == number.kind == "money" and other.unit != number.unit:
            between = text[other.end : number.start]
            if re.fullmatch(r"\s*[(,—–-]?\s*(?:or |about |approximately |around |equivalent to |some |nearly |roughly |i\.e\.,? |US|≈|~)*\s*", between):
                return True
    return False


_NEAR = 140


def _measure(page: Page, sentence: Sentence, number: _Number, last: Measure | None) -> Measure | None:
    """What a number counts, from the words nearest to it in its clause, else from the sentence before."""
    if number.head in _NO_MEASURE:
        return None
    if number.head:
        direct = _HEAD_MEASURE.get(number.head)
        if direct:
            return direct if _about_relationship(page, sentence) else None
    text = page.text
    best: tuple[int, Measure] | None = None
    for pattern, measure in _MEASURES:
        for match in re.finditer(pattern, text[sentence.start : sentence.end], re.IGNORECASE):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            distance = number.start - end if end <= number.start else 12 + start - number.end
            if start >= number.end and re.search(r"[:;]|\)\s*[,:]", text[number.end : start]):
                continue  # "31 million (+118 %): exports 30.4 million": what comes is another number's
            if distance < 0:
                distance = 0
            if 0 <= distance < _NEAR and (best is None or distance < best[0]):
                best = (distance, measure)
    if best is not None:
        return best[1] if _about_relationship(page, sentence) else None
    if last is not None:
        return last
    if number.kind == "count":
        return "other" if _about_relationship(page, sentence) and number.head not in ("people", "cities", "events", "citizens") else None
    before = page.sentences[sentence.index - 1] if sentence.index else None
    if before is not None and before.paragraph == sentence.paragraph and number.kind != "percent":
        for pattern, measure in _MEASURES:
            if re.search(pattern, text[before.start : before.end], re.IGNORECASE) and re.search(
                r"\b(?:figure|it|volume|amount|value|that|this|total)\b", text[sentence.start : number.start], re.IGNORECASE
            ):
                return measure
    return None


def _about_relationship(page: Page, sentence: Sentence) -> bool:
    """Whether the sentence speaks of two countries, by name or because the piece does."""
    return len(page.parties(sentence)) == 2


def _change(page: Page, sentence: Sentence, number: _Number, growth: list[_Number], used: set[int], numbers: list[_Number]) -> tuple[Change | None, int | None]:
    """The growth that is told together with a level."""
    text = page.text
    for candidate in sorted(growth, key=lambda g: min(abs(g.start - number.end), abs(number.start - g.end))):
        if id(candidate) in used:
            continue
        low, high = sorted((candidate.start, number.start))
        if any(low < n.start < high and n is not candidate and n is not number and n.kind in ("money", "count") and text[n.start - 1] != "(" for n in numbers):
            continue
        direction = _direction(text, sentence, candidate)
        if direction is None and candidate.kind == "times":
            direction = "up"
        if direction is None:
            continue
        if re.search(r"\b(?:accounting for|share|accounts for|of (?:the )?total)\b", text[candidate.start - 30 if candidate.start > 30 else 0 : candidate.end + 30]):
            continue
        return Change(direction=direction, percent=candidate.value, bound=candidate.bound), id(candidate)
    return None, None


def _direction(text: str, sentence: Sentence, number: _Number) -> Literal["up", "down"] | None:
    """Whether growth or decline is told around a percentage: its sign, the nearest word before it, else the one after."""
    if text[number.start - 1] == "+" or (text[number.start - 1] in "-–−" and not text[number.start - 2].isalnum()):
        return "up" if text[number.start - 1] == "+" else "down"
    before = text[max(sentence.start, number.start - 90) : number.start]
    up = max((m.end() for m in _UP.finditer(before)), default=-1)
    down = max((m.end() for m in _DOWN.finditer(before)), default=-1)
    if up >= 0 or down >= 0:
        return "up" if up > down else "down"
    after = text[number.end : min(sentence.end, number.end + 50)]
    told = re.match(r"\s*(?:of growth\b|(more|greater|higher)|(less|fewer|lower)) than\b", after)
    if told:
        return "down" if told.group(2) else "up"
    first_up, first_down = _UP.search(after), _DOWN.search(after)
    if first_up or first_down:
        if first_up and (not first_down or first_up.start() < first_down.start()):
            return "up"
        return "down"
    return None


def _is_target(page: Page, sentence: Sentence, number: _Number) -> bool:
    end = min(sentence.end, number.end + 40)
    if _ASIDE.match(page.text, number.end):
        # "reached $20 billion, with plans to increase it": the goal is another number's
        end = number.end
    if re.search(
        r"\bwhich (?:had |has )?(?:reached|amounted to|stood at|totalled|totaled|came to|made|was)\s[^,]{0,20}$", page.text[max(sentence.start, number.start - 60) : number.start]
    ):
        return False  # "to increase trade, which reached 750 million last year"
    return bool(_TARGET.search(page.text[max(sentence.start, number.start - 160) : end]))


_ASIDE = re.compile(
    r"\s*,?\s*(?:with|and)\s+(?:(?:set|sets|agreed|aim|aims|to|on|a|the|an|new|ambitious|for)\s+){0,4}(?:plans?|goals?|targets?|view|aims?|objective)\b", re.IGNORECASE
)


def _figure(page: Page, sentence: Sentence, number: _Number, measure: Measure, change: Change | None) -> Figure:
    text = page.text
    target = _is_target(page, sentence, number)
    period = _period(page, sentence, number, target)
    whole = text[sentence.start : sentence.end]
    rank = None
    bound = number.bound
    start, end = tidy(text, sentence.start, sentence.end)
    return Figure(evidence=[(start, end)], status="planned" if target else "took_place", measure=measure, parties=page.parties(sentence),
                  value=number.value, unit=number.unit, bound=bound, period=period, change=change, rank=rank,
                  record=not target and bool(_RECORD.search(whole)), target=target, basis=_basis(page, sentence), confidence=0.8)  # fmt: skip


_BASE = re.compile(
    r"\b(?:in contrast (?:to|with)|compar\w+ (?:to|with)|(?:more|less|higher|lower|up|down) (?:than|from)(?: in)?|than in|against|versus|relative to)\s+"
    r"(?:the\s+|that\s+|those\s+)?(?:(?:same|similar|corresponding) period\s+)?(?:(?:level|figures?|result|number|amount)s?\s+)?(?:of|in|for|from|a)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
"""What stands before the date that a growth is counted from, which is not the date of the figure."""


def _period(page: Page, sentence: Sentence, number: _Number, target: bool) -> str | None:
    """The date nearest to a number that says when it was so (or, for a goal, by when)."""
    best: tuple[int, DateExpr] | None = None
    for date in sentence.dates:
        if date.value is None or date.attributive or (date.prep in ("since", "until") and not target) or _BASE.search(page.text, max(sentence.start, date.start - 60), date.start):
            continue
        if target and date.adverb and len(date.value) == 10 and not page.anchor.lies_ahead(date.value):
            continue  # "our task today is to raise it to …"
        if (date.prep == "by" and not target) or (date.prep == "from" and date.bare_year):
            continue
        distance = number.start - date.end if date.end <= number.start else date.start - number.end
        if date.start >= number.end and distance > 25:
            distance += 30
        if best is None or distance < best[0]:
            best = (distance, date)
    return best[1].value if best else None


def _basis(page: Page, sentence: Sentence) -> str | None:
    """The country whose statistics are quoted ("according to China's customs")."""
    text = page.text[sentence.start : sentence.end]
    match = re.search(
        r"\b(?:according to|as per|based on|by)\s+([^,.]{0,80}?\b(?:statistics?|customs|data|figures|statistical|central bank|bureau|ministry of (?:trade|economy|finance|commerce))\b[^,.]{0,40})",
        text,
        re.IGNORECASE,
    )
    if not match:
        return None
    start, end = sentence.start + match.start(1), sentence.start + match.end(1)
    for mention in sentence.mentions:
        if mention.country and mention.start >= start and mention.end <= end + 30:
            return mention.country
    return None

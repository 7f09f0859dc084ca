"""Finds `figure` facts: every number about the relationship, its level and its growth together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ..vocabulary import Change, Figure, Measure
from .amounts import Number, amounts_of, counted
from .circumstances import tidy
from .dates import DateExpr
from .page import Page, Sentence

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
    (r"\b(?:trade (?:turnover|volume|value|exchange|flows?|in goods)|turnover|(?:bilateral|mutual|two-way|total|foreign|commercial|goods|our|non-oil) (?:\w+ )?trade|volume of (?:\w+ )?trade|trade between|trade volume|trade (?:with|increased|grew|rose|reached|stood|amounted|totall?ed|fell|declined|surged|relations reached)|commercial exchange|an exchange of|exchange of goods|(?:traded|exchanged) goods|goods exchange|commerce|trade|trading partners?)\b", "trade_turnover"),
    (r"\b(?:surplus|deficit|(?:trade|commercial) (?:gap|imbalance|balance)|balance of trade)\b", "other"),
    (r"\bexport(?:s|ed|ing)?\b|\bshipments to\b|\bshipped\b|\bsales to\b|\bsold\b", "exports"),
    (r"\bimport(?:s|ed|ing)?\b|\bpurchases? from\b|\bbought\b|\bbuys?\b", "imports"),
    (r"\b(?:invest(?:ed|ment|ments|ing|or|ors)?|FDI|capital inflows?)\b", "investment"),
    (r"\b(?:loans?|credit(?: line)?|lend(?:ing)?|line of credit|yen loan|ODA loan|financing|concessional)\b", "loan"),
    (r"\b(?:contracts?|deals?|documents?|memorand\w+|orders?)\b(?: (?:is|are|was|were))? (?:worth|valued|totall?ing)|(?:million|billion)[- ](?:\w+ )?(?:contract|deal|order)\b", "other"),
    (r"\bworks? (?:for a total|worth|valued|totall?ing)\b", "other"),
    (r"\b(?:allocat\w+|earmark\w+)\b", "aid"),
    (r"\b(?:suppl(?:y|ies|ied|ier))\b", "exports"),
    (r"\b(?:aid|grants?|assistance|donat\w+|humanitarian|ODA|development support|relief|to fund|fund(?:ed|ing)|endowment|contribut\w+|support package|pledg\w+)\b", "aid"),
]  # fmt: skip
_OF_STUDY = re.compile(r"\b(?:programmes?|programs?|degrees?|stud(?:y|ies)|universit\w+|courses?|master|bachelor|ph\.?d|doctoral|training|scholarship|academ\w+)\b", re.IGNORECASE)
_STUDYING = re.compile(r"[^.;]{0,30}\bstud(?:y|ying|ied|ents)\b")
_OF_WORK = re.compile(r"\b(?:employ\w*|jobs?|work(?:ing|ed)?|trained|hired)\b", re.IGNORECASE)
_OF_TRAVEL = re.compile(r"\b(?:visit(?:ed|s|ing)?|travell?ed|travell?ing|crossed|flew|arrived)\b", re.IGNORECASE)


def find(page: Page) -> Iterator[Figure]:
    """Yield the figures of a page, each once: an amount told again is the same, though it be told of another year's end."""
    seen: set[tuple[object, ...]] = set()
    for figure in _all(page):
        key = (figure.measure, figure.value, figure.unit, figure.target, tuple(sorted(figure.parties)), figure.change.percent if figure.change else None)
        if key not in seen:
            seen.add(key)
            yield figure


_NUMERAL = re.compile(
    r"\d|\b(?:doubl|tripl|trebl|quadrupl|half a|million|billion|percent|dozen|hundred|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen) ",
    re.IGNORECASE,
)


def _all(page: Page) -> Iterator[Figure]:
    for sentence in page.sentences:
        if _NUMERAL.search(page.text, sentence.start, sentence.end):
            yield from _in_sentence(page, sentence)


def _in_sentence(page: Page, sentence: Sentence) -> Iterator[Figure]:
    numbers = amounts_of(page, sentence)
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
        if number.kind == "money" and measure in _COUNTS:
            measure = "investment"  # "32 projects worth 5 billion"
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
                yield _figure(page, sentence, Number(number.start, number.end, number.value, "times", "count", "exact"), measure, None)
                continue
        change = Change(direction=direction, percent=number.value, bound=number.bound) if direction else None
        yield _figure(page, sentence, number, measure, change)


def _equivalent(text: str, levels: list[Number], number: Number) -> bool:
    """Whether an amount only repeats the one before it in another currency ("¥10 billion ($66 million)")."""
    for other in levels:
        if other.end <= number.start and other.kind == number.kind == "money" and other.unit != number.unit:
            between = text[other.end : number.start]
            if re.fullmatch(r"\s*[(,—–-]?\s*(?:or |about |approximately |around |equivalent to |some |nearly |roughly |i\.e\.,? |US|≈|~)*\s*", between):
                return True
    return False


_GIVEN = re.compile(
    r"\b(?:commit(?:ted|s)?|pledg(?:ed|es?)|announc(?:ed|es?)|gave|gives?|given|giving|provid\w+|offer(?:ed|s)?|extend(?:ed|s)?|hand(?:ed|s) over|sent|transferred)(?: (?!numbers?\b|figures?\b|estimates?\b|data\b)[\w’'-]+){0,4} (?:\w+ )?$",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(r"\s+of (?:(?:its|their|the|our|all|total|overall|[A-Z][\w.]+(?:[’']s?)?|[a-z]+n) ){0,4}(exports|imports|trade|investment)\b")
_NEAR = 140
_COUNTS = ("projects", "companies", "students", "travellers", "flights", "freight")
"""Measures that are counted: an amount of money told with them is what is put into them."""


def _counted_measure(page: Page, sentence: Sentence, number: Number) -> Measure | Literal[""] | None:
    """What the count of a noun measures: "" for nothing, null where the words around it say."""
    before, after = page.text[max(sentence.start, number.start - 60) : number.start], page.text[number.end : min(sentence.end, number.end + 60)]
    if number.head not in counted():  # a people: "9,000 Finns visited it"
        return "travellers" if _OF_TRAVEL.search(before[-30:] + " " + after[:30]) else "students" if _STUDYING.match(after) else "other"
    measure = counted()[number.head][1]
    if measure == "companies" and number.value < 4:
        return ""  # "two firms signed": of an event, and no measure
    if measure == "?":
        return None
    if measure == "study":
        return "students" if _OF_STUDY.search(after) else ""
    if measure == "flight":
        return "flights" if re.search(r"\b(?:fl(?:y|ies|ights?|ew)|airlines?|air (?:service|route)s?|service)\b", page.text[sentence.start : sentence.end], re.IGNORECASE) else ""
    if measure == "work" and _STUDYING.match(after):
        return "students"
    if measure == "work":
        return "other" if _OF_WORK.search(before) or _OF_WORK.search(after[:25]) else "travellers" if _OF_TRAVEL.search(before[-30:] + " " + after[:40]) else ""
    return "" if measure == "none" else measure  # type: ignore[return-value]


def _measure(page: Page, sentence: Sentence, number: Number, last: Measure | None) -> Measure | None:
    """What a number counts, from the words nearest to it in its clause, else from the sentence before."""
    if number.head:
        direct = _counted_measure(page, sentence, number)
        if direct is not None:
            return direct or None if _about_relationship(page, sentence) else None
    text = page.text
    if number.kind == "percent" and (whole := _SHARE_OF.match(text, number.end, sentence.end)):
        return ("trade_turnover" if whole[1].lower() == "trade" else whole[1].lower()) if _about_relationship(page, sentence) else None  # type: ignore[return-value]
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
    if number.kind == "money" and last is None and _GIVEN.search(text[max(sentence.start, number.start - 60) : number.start]):
        return "aid" if _about_relationship(page, sentence) else None
    if last is not None:
        return last
    if number.kind == "count":
        return "other" if _about_relationship(page, sentence) else None
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


def _change(page: Page, sentence: Sentence, number: Number, growth: list[Number], used: set[int], numbers: list[Number]) -> tuple[Change | None, int | None]:
    """The growth that is told together with a level."""
    text = page.text
    for candidate in sorted(growth, key=lambda g: min(abs(g.start - number.end), abs(number.start - g.end))):
        if id(candidate) in used:
            continue
        low, high = sorted((candidate.start, number.start))
        if any(low < n.start < high and n is not candidate and n is not number and n.kind in ("money", "count") and text[n.start - 1] != "(" for n in numbers):
            continue
        between = [d for d in sentence.dates if number.end <= d.start < candidate.start]
        if between and re.search(r"\band\b", text[between[-1].end : candidate.start]) and any(0 <= d.start - candidate.end < 12 for d in sentence.dates):
            continue  # "came to 3 billion last year and grew 4 % in the first quarter": the growth is of another time
        direction = _direction(text, sentence, candidate)
        if direction is None and candidate.kind == "times":
            direction = "up"
        if direction is None:
            continue
        if re.search(r"\b(?:accounting for|share|accounts for|of (?:the )?total)\b", text[candidate.start - 30 if candidate.start > 30 else 0 : candidate.end + 30]):
            continue
        return Change(direction=direction, percent=candidate.value, bound=candidate.bound), id(candidate)
    return None, None


def _direction(text: str, sentence: Sentence, number: Number) -> Literal["up", "down"] | None:
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


def _is_target(page: Page, sentence: Sentence, number: Number) -> bool:
    end = min(sentence.end, number.end + 40)
    if _ASIDE.match(page.text, number.end) or _BEATEN.match(page.text, number.end):
        # "reached $20 billion, with plans to increase it": the goal is another number's
        end = number.end
    if re.search(
        r"\bwhich (?:had |has )?(?:reached|amounted to|stood at|totalled|totaled|came to|made|was)\s[^,]{0,20}$", page.text[max(sentence.start, number.start - 60) : number.start]
    ):
        return False  # "to increase trade, which reached 750 million last year"
    return bool(_TARGET.search(page.text[max(sentence.start, number.start - 160) : number.end]) or _GOAL.search(page.text[number.end : end]))


_GOAL = re.compile(r"\b(?:target|goal|objective|ambition|by (?:the end of )?20\d\d|in the (?:near future|coming years)|within (?:the next )?\w+ years)\b", re.IGNORECASE)
"""What follows a number that is aimed at."""
_BEATEN = re.compile(r"[^.;]{0,25}?\b(?:surpass|exceed|overtak|beat|outstrip)\w* (?:the|its|their|a) (?:[\w-]+ ){0,4}(?:target|goal|mark|aim)\b", re.IGNORECASE)
"""What has been reached in spite of the goal named after it."""
_ASIDE = re.compile(
    r"\s*,?\s*(?:with|and)\s+(?:(?:set|sets|agreed|aim|aims|to|on|a|the|an|new|ambitious|for)\s+){0,4}(?:plans?|goals?|targets?|view|aims?|objective)\b", re.IGNORECASE
)


def _figure(page: Page, sentence: Sentence, number: Number, measure: Measure, change: Change | None) -> Figure:
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


_NEXT = re.compile(r"\s*,?\s*(?:it |this (?:figure )?)?(?:was |stood at |reached |rose to |to |already |about |over |nearly )*(?:[$€£¥]|US\$|USD|EUR|\d)")


_SINCE = re.compile(r"\bsince [^,.;]{3,40}$")
_LED = re.compile(r"\W*(?:Building|Based|Drawing) on [^,]+,|\W*(?:Following|Recalling|Recognizing|Recognising|Noting|Welcoming) [^,]+,")
_NEXT_CLAUSE = re.compile(r", (?:and|while|but) (?:the|they|he|she|it|his|both|[A-Z]\w+) ")


def _period(page: Page, sentence: Sentence, number: Number, target: bool) -> str | None:
    """The date nearest to a number that says when it was so (or, for a goal, by when)."""
    best: tuple[int, DateExpr] | None = None
    for date in sentence.dates:
        if date.value is None or date.attributive or (date.prep in ("since", "until") and not target) or _BASE.search(page.text, max(sentence.start, date.start - 60), date.start):
            continue
        if target and date.adverb and len(date.value) == 10 and not page.anchor.lies_ahead(date.value):
            continue  # "our task today is to raise it to …"
        if (date.prep == "by" and not target) or (date.prep == "from" and date.bare_year):
            continue
        if date.start >= number.end and _NEXT.match(page.text, date.end) and re.search(r"\band\b|[,;]|\bwhile\b|\bfrom\b", page.text[number.end : date.start]):
            continue  # "2.1 billion, and *in 2023* 2.4 billion": of the number that follows
        if _SINCE.search(page.text[max(sentence.start, date.start - 50) : date.start]) and not target:
            continue
        if date.end <= number.start and (led := _LED.match(page.text, sentence.start, sentence.end)) and led.start() <= date.start < led.end():
            continue  # "Building on the pledge of May, it gave 3 million"
        if date.start >= number.end and _NEXT_CLAUSE.search(page.text, number.end, date.start):
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

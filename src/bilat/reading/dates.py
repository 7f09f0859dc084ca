"""Dates in the text, resolved to EDTF against the dateline or the day of publication; what cannot be resolved stays null."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..vocabulary import DateBasis, Document, precision

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH_NUMBER = {m: i for i, name in enumerate(_MONTHS, 1) for m in (name, name[:3], name[:3] + ".")} | {"sept": 9, "sept.": 9}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
            "twelve": 12, "a": 1, "an": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3,
            "4th": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}  # fmt: skip


class Anchor(NamedTuple):
    """The day that relative words are resolved against, and where it comes from; without one, perhaps the year that the text itself fixes."""

    day: datetime.date | None
    basis: DateBasis | None
    year: int | None = None

    @classmethod
    def of(cls, document: Document) -> Anchor:
        """Return the document's dateline, else its day of publication; neither if they are not known to the day."""
        bases: tuple[tuple[str | None, DateBasis], ...] = ((document.dateline, "dateline"), (document.published, "published"))
        for value, basis in bases:
            if value and precision(value[:10]) == "day":
                return cls(datetime.date.fromisoformat(value[:10]), basis)
        for value, basis in bases:
            if value and precision(value) == "year":
                return cls(datetime.date(int(value), 7, 1), basis)
        return cls(None, None)

    def lies_ahead(self, value: str | None) -> bool:
        """Tell whether an EDTF date begins after the day, as far as both are known."""
        begin = (value or "").partition("/")[0]
        if self.day is None or not begin or begin == ".." or "X" in begin:
            return False
        if begin[5:] in _SEASON_MONTHS:
            begin = f"{begin[:4]}-{_SEASON_MONTHS[begin[5:]]}"
        return begin > self.day.isoformat()[: len(begin)]

    def lies_behind(self, value: str | None) -> bool:
        """Tell whether an EDTF date ends before the day, as far as both are known."""
        end = (value or "").rpartition("/")[2]
        if self.day is None or not end or end == ".." or "X" in end or end[5:] in _SEASON_MONTHS:
            return False
        return end < self.day.isoformat()[: len(end)]


_SEASON_MONTHS = {"21": "03", "22": "06", "23": "09", "24": "12"}


class DateExpr:
    """Words that give a date: their place, its EDTF value (null if it cannot be resolved) and its basis.

    `same` marks "on the same day", to be filled from another fact; `adverb` an expression that stands as an adverb ("today");
    `prep` the preposition of time before it ("since", "by", "until"), in lower case; `attributive` that it dates the event it stands
    before ("a 12 November meeting") and nothing else.
    """

    __slots__ = ("adverb", "attributive", "bare_year", "basis", "end", "prep", "same", "start", "value")

    def __init__(self, start: int, end: int, value: str | None, basis: DateBasis | None, *, adverb: bool = False, same: bool = False,
                 bare_year: bool = False) -> None:  # fmt: skip
        self.start = start
        self.end = end
        self.value = value
        self.basis = basis if value else None
        self.adverb = adverb
        self.same = same
        self.bare_year = bare_year
        self.prep = ""
        self.attributive = False

    def __repr__(self) -> str:
        return f"DateExpr({self.start}, {self.end}, {self.value!r}, {self.basis}, prep={self.prep!r})"


_M = r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"
_D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.,]\d|%)"
_Y = r"(?:19|20)\d\d(?!\d|[.,]\d)"
_DASH = r"\s*(?:-|–|—|‑|to|through|till|until|and)\s*"
_W = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WD = rf"(?:{_W}\s*,?\s*\(?\s*)?"
_N = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a|an)"
_LAST = r"(?:last|past|previous|this|current|next|coming|the same|same)"

_Resolver = Callable[["re.Match[str]", Anchor], "tuple[str | None, DateBasis | None]"]


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _month(word: str) -> int:
    return _MONTH_NUMBER.get(word.lower()) or _MONTH_NUMBER[word.lower()[:3]]


def _day(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _year_of(month: int, day: int | None, anchor: Anchor) -> int | None:
    """The year in which a month and day lie nearest to the anchor."""
    if anchor.day is None:
        return anchor.year
    here = anchor.day
    middle = day or 15
    if day is None and month == here.month:
        return here.year
    candidates = []
    for year in (here.year - 1, here.year, here.year + 1):
        try:
            candidates.append((abs((datetime.date(year, month, min(middle, 28)) - here).days), year))
        except ValueError:
            continue
    return min(candidates)[1]


def _full(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    """A day, or a range of days, with a month and perhaps a year."""
    g = m.groupdict()
    month = _month(g["m"])
    day = _day(g["d"]) if g.get("d") else None
    year = int(g["y"]) if g.get("y") else None
    basis: DateBasis | None = "stated" if year or anchor.day is None else anchor.basis
    if year is None:
        word = (g.get("rel") or "").lower()
        if word and anchor.day:
            year = anchor.day.year + (-1 if word in ("last", "past", "previous") else 1 if word in ("next", "coming") else 0)
        else:
            year = _year_of(month, day, anchor)
    if year is None:
        return None, None
    start = _iso(year, month, day)
    if g.get("d2"):
        end = _iso(year, _month(g["m2"]) if g.get("m2") else month, _day(g["d2"]))
        if g.get("m2") and start and end and end < start:
            start = _iso(year - 1, month, day)
        return (f"{start}/{end}", basis) if start and end and start <= end else (None, None)
    return start, basis


def _months(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    """January–September 2023."""
    g = m.groupdict()
    first, last = _month(g["m"]), _month(g["m2"])
    if g.get("y"):
        year, basis = int(g["y"]), "stated"
    elif anchor.day:
        word = (g.get("rel") or "this").lower()
        year = anchor.day.year - (1 if word in ("last", "past", "previous") else 0)
        if not g.get("rel") and last > anchor.day.month:
            year -= 1
        basis = anchor.basis or "published"
    else:
        return None, None
    start, end = _iso(year if first <= last else year - 1, first), _iso(year, last)
    return f"{start}/{end}", basis  # type: ignore[return-value]


def _month_name(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    """November 2023, November last year, last November, (in) November."""
    g = m.groupdict()
    month = _month(g["m"])
    if g.get("y"):
        return _iso(int(g["y"]), month), "stated"
    if anchor.day is None:
        return None, None
    here = anchor.day
    rel = (g.get("rel") or "").lower()
    before = (g.get("before") or "").lower()
    if rel:
        year = here.year + (-1 if rel in ("last", "past", "previous") else 1 if rel in ("next", "coming") else 0)
    elif before in ("last", "past", "previous"):
        year = here.year if month < here.month else here.year - 1
    elif before in ("next", "coming"):
        year = here.year if month > here.month else here.year + 1
    elif before in ("this",):
        year = here.year
    else:
        year = _year_of(month, None, anchor) or here.year
    return _iso(year, month), anchor.basis


def _numeric(m: re.Match[str], _anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    g = m.groupdict()
    return _iso(int(g["y"]), int(g["m"]), int(g["d"])), "stated"


def _years(m: re.Match[str], _anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    first, last = m.group("y"), m.group("y2")
    if len(last) == 2:
        last = first[:2] + last
    return (f"{first}/{last}", "stated") if first < last else (None, None)


def _year(m: re.Match[str], _anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    year = m.group("y")
    return (f"{year[:3]}X" if m.group().endswith("0s") else year), "stated"


_SEASONS = {"spring": (21, 4), "summer": (22, 7), "autumn": (23, 10), "fall": (23, 10), "winter": (24, 1)}


def _season(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    """The spring of 2026, last autumn, this summer: EDTF's seasons 21 to 24."""
    g = m.groupdict()
    code, middle = _SEASONS[(g["season"] or g["season2"]).lower()]
    stated = g.get("y") or g.get("y2")
    if stated:
        return f"{stated}-{code}", "stated"
    if anchor.day is None:
        return None, None
    word = (g.get("before") or g.get("rel") or "").lower()
    year: int | None = anchor.day.year
    if g.get("rel"):
        year = anchor.day.year + (-1 if word in ("last", "past", "previous") else 1 if word in ("next", "coming") else 0)
    elif word in ("last", "past", "previous"):
        year = anchor.day.year if middle + 1 < anchor.day.month else anchor.day.year - 1
    elif word in ("next", "coming"):
        year = anchor.day.year if middle - 1 > anchor.day.month else anchor.day.year + 1
    elif word != "this":
        year = _year_of(middle, None, anchor)
    return (f"{year}-{code}", anchor.basis) if year else (None, None)


def _part_of_year(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    """The first quarter of 2024, Q1, the first nine months of the year, the first half of last year."""
    g = m.groupdict()
    basis: DateBasis | None = "stated"
    if g.get("y"):
        year = int(g["y"])
    elif anchor.day is None:
        return None, None
    else:
        rel = (g.get("rel") or "").lower()
        year = anchor.day.year + (-1 if rel in ("last", "past", "previous") else 1 if rel in ("next", "coming") else 0)
        basis = anchor.basis
    if g.get("q"):
        number = int(g["q"]) if g["q"].isdigit() else _NUMBERS[g["q"].lower()]
        if not 1 <= number <= 4:
            return None, None
        first, last = 3 * number - 2, 3 * number
    elif g.get("h"):
        first, last = (1, 6) if g["h"].lower() == "first" or g["h"] == "1" else (7, 12)
    else:
        word = g["n"].lower()
        last = int(word) if word.isdigit() else _NUMBERS[word]
        if not 1 <= last <= 12:
            return None, None
        first = 1
    if not g.get("y") and not g.get("rel") and anchor.day and last > anchor.day.month:
        year -= 1
    return f"{_iso(year, first)}/{_iso(year, last)}" if first != last else _iso(year, first), basis


def _relative_year(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    if anchor.day is None:
        return None, None
    word, unit = m.group("rel").lower(), m.group("unit").lower()
    shift = -1 if word in ("last", "past", "previous") else 1 if word in ("next", "coming", "following") else 0
    here = anchor.day
    if unit == "year":
        return _iso(here.year + shift), anchor.basis
    if unit == "month":
        months = here.year * 12 + here.month - 1 + shift
        return _iso(months // 12, months % 12 + 1), anchor.basis
    monday = here - datetime.timedelta(days=here.weekday()) + datetime.timedelta(weeks=shift)
    return f"{monday}/{monday + datetime.timedelta(days=6)}", anchor.basis


def _weekday(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    if anchor.day is None:
        return None, None
    number = _WEEKDAYS.index(m.group("w").lower())
    before = (m.group("before") or "").lower()
    back = (anchor.day.weekday() - number) % 7
    if before in ("next", "coming", "this coming"):
        return str(anchor.day + datetime.timedelta(days=(number - anchor.day.weekday() - 1) % 7 + 1)), anchor.basis
    if before in ("last", "past", "previous") and back == 0:
        back = 7
    return str(anchor.day - datetime.timedelta(days=back)), anchor.basis


def _day_word(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    if anchor.day is None:
        return None, None
    shift = {"yesterday": -1, "tomorrow": 1}.get(m.group("word").lower(), 0)
    return str(anchor.day + datetime.timedelta(days=shift)), anchor.basis


def _ago(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    if anchor.day is None:
        return None, None
    word = m.group("n").lower()
    number = int(word) if word.isdigit() else _NUMBERS[word]
    unit = m.group("unit").lower()
    if unit == "day":
        return str(anchor.day - datetime.timedelta(days=number)), anchor.basis
    if unit == "week":
        day = anchor.day - datetime.timedelta(days=7 * number)
        # no day, and the month only where it cannot be another
        return (f"{day:%Y-%m}", anchor.basis) if 4 <= day.day <= 25 else (None, None)
    if unit == "month":
        months = anchor.day.year * 12 + anchor.day.month - 1 - number
        return _iso(months // 12, months % 12 + 1), anchor.basis
    return (_iso(anchor.day.year - number), anchor.basis) if anchor.day.year > number else (None, None)


def _past_years(m: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    """Over the past five years: from that many years before the anchor's year."""
    if anchor.day is None:
        return None, None
    word = m.group("n").lower()
    number = int(word) if word.isdigit() else _NUMBERS[word]
    if number >= anchor.day.year:
        return None, None
    ahead = m.group("way").lower() in ("next", "coming")
    return (f"{anchor.day.year}/{anchor.day.year + number}" if ahead else f"{anchor.day.year - number}/{anchor.day.year}"), anchor.basis


def _same(_m: re.Match[str], _anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    return None, None


_REL_YEAR = rf"(?:\s*,?\s*(?:of\s+)?(?:(?P<y>{_Y})|(?:the\s+)?(?P<rel>last|past|previous|this|current|next|coming)\s+year))"
_RULES: list[tuple[str, _Resolver]] = [
    (rf"{_WD}(?:from\s+|between\s+)?(?:the\s+)?(?P<d>{_D})(?:\s+(?:of\s+)?(?P<m>{_M}))?{_DASH}(?:the\s+)?(?P<d2>{_D})\s+(?:of\s+)?(?P<m2>{_M}){_REL_YEAR}?", _full),
    (rf"{_WD}(?:from\s+|between\s+)?(?P<m>{_M})\s+(?P<d>{_D}){_DASH}(?:(?P<m2>{_M})\s+)?(?P<d2>{_D}){_REL_YEAR}?", _full),
    (rf"{_WD}(?:the\s+)?(?P<d>{_D})\s+(?:of\s+)?(?P<m>{_M}){_REL_YEAR}?", _full),
    (rf"{_WD}(?<!\b\d\s)(?<!\b\d\d\s)(?P<m>{_M})\s+(?:the\s+)?(?P<d>{_D}){_REL_YEAR}?", _full),
    (rf"(?:from\s+|between\s+)?(?P<m>{_M}){_DASH}(?P<m2>{_M}){_REL_YEAR}?", _months),
    (rf"(?:(?P<before>last|past|previous|next|coming|this)\s+)?(?:early\s+|late\s+|mid-|mid\s+|(?:the\s+)?(?:end|beginning|start) of\s+)?(?P<m>{_M}){_REL_YEAR}?", _month_name),
    (r"(?P<y>(?:19|20)\d\d)[-./](?P<m>0[1-9]|1[0-2])[-./](?P<d>3[01]|[12]\d|0[1-9])(?!\d)", _numeric),
    (r"(?<![\d.])(?P<d>3[01]|[12]\d|0?[1-9])[./](?P<m>0?[1-9]|1[0-2])[./](?P<y>(?:19|20)\d\d)(?!\d)", _numeric),
    (rf"(?:(?:the\s+)?(?P<q>first|second|third|fourth|1st|2nd|3rd|4th|I|II|III|IV)\s+quarter|Q(?P<q2>[1-4]))(?:{_REL_YEAR}|\s+of\s+the\s+year)?", _part_of_year),
    (rf"(?:the\s+)?(?P<h>first|second)\s+half{_REL_YEAR}", _part_of_year),
    (r"(?:the\s+)?(?P<h>first|second)\s+half\s+of\s+(?P<rel>the)\s+year", _part_of_year),
    (r"(?:the\s+)?(?:end|beginning|start|middle|course)\s+of\s+(?:(?P<rel>the|this|current|next|coming|last|past|previous)\s+)(?P<unit>year|month)(?!-|\w)", _relative_year),
    (
        rf"(?:(?P<before>last|past|previous|next|coming|this)\s+|the\s+)(?:(?:early|late)\s+)?(?P<season>spring|summer|autumn|fall|winter){_REL_YEAR}?|"
        rf"(?P<season2>spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?P<y2>{_Y})",
        _season,
    ),
    (rf"(?:the\s+)?first\s+(?P<n>{_N})\s+months?(?:{_REL_YEAR}|\s+of\s+the\s+year)?", _part_of_year),
    (rf"(?P<n>{_N})\s+months\s+of\s+(?:the\s+|this\s+)?(?:{_REL_YEAR}|(?:current\s+)?year)", _part_of_year),
    (rf"(?<!\d)(?:between\s+|from\s+)?(?P<y>{_Y}){_DASH}(?P<y2>{_Y}|\d\d(?!\d|[.,]\d|-))", _years),
    (rf"(?<![\d.,$€£¥/-])(?:(?:early|late|mid)[- ]|(?:the\s+)?(?:end|beginning|start|middle) of\s+)?(?P<y>{_Y})(?:s\b)?(?![-/]\d)", _year),
    (r"(?:the\s+)?(?P<rel>last|past|previous|this|current|next|coming|following)\s+(?P<unit>year|month|week)(?!-|\w)", _relative_year),
    (rf"(?:(?P<before>last|past|previous|next|this coming|coming|this)\s+)?(?P<w>{_W})s?(?!\w)", _weekday),
    (r"(?P<word>today|yesterday|tomorrow|tonight)(?!\w|['’])", _day_word),
    (rf"(?P<n>{_N})\s+(?P<unit>day|week|month|year)s?\s+ago", _ago),
    (rf"(?:over|in|during|for|within)\s+(?:the\s+)?(?P<way>last|past|next|coming)\s+(?P<n>{_N})\s+years", _past_years),
    (r"(?:on\s+)?(?:the\s+same\s+day|that\s+(?:same\s+)?day|that\s+day|the\s+day)(?!\w|\s+of\b|\s+before|\s+after)", _same),
]
_COMPILED = [(re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE), resolver) for pattern, resolver in _RULES]
_HINT = re.compile(rf"\d|{_M}|{_W}|\b(?:today|yesterday|tomorrow|tonight|day|ago|years?|months?|weeks?|quarter|half|spring|summer|autumn|fall|winter)\b", re.IGNORECASE)
_PREP = re.compile(r"\b(since|from|by|until|till|before|after|in|on|for|during|through|as of|as from|starting|effective|between|over)\s+(?:the\s+)?$", re.IGNORECASE)
_NOT_MONTH = re.compile(r"^(?:may|march|mar|sun|dec|jan)$", re.IGNORECASE)


def find_dates(text: str, start: int, end: int, anchor: Anchor) -> list[DateExpr]:
    """Find the date expressions in `text[start:end]`, in order and without overlap, resolved to EDTF where they can be."""
    if not _HINT.search(text, start, end):
        return []
    found: list[tuple[int, int, DateExpr]] = []
    for order, (pattern, resolver) in enumerate(_COMPILED):
        for match in pattern.finditer(text, start, end):
            if resolver is _month_name and not _is_month(match, text):
                continue
            value, basis = _resolve(resolver, match, anchor)
            if value and resolver is _weekday and not match.group("before") and anchor.day and _ahead(text, start, match.start()):
                number = _WEEKDAYS.index(match.group("w").lower())
                value = str(anchor.day + datetime.timedelta(days=(number - anchor.day.weekday() - 1) % 7 + 1))
            if value and basis != "stated" and resolver in (_month_name, _season) and anchor.day and _ahead(text, start, match.start()):
                value = _not_before(value, anchor.day)
            elif value and resolver is _month_name and basis != "stated" and anchor.day and _BEHIND.search(text, start, match.start()):
                value = _not_after(value, str(anchor.day))  # "was given in February"
            if value and basis != "stated" and resolver in (_month_name, _full) and anchor.day and _SINCE.search(text, max(0, match.start() - 12), match.start()):
                value = _not_after(value, str(anchor.day))
            adverb = resolver in (_day_word, _same, _relative_year, _ago, _past_years) or (resolver is _season and bool(match.group("before")))
            stop = match.end()
            if text[stop - 1] == "." and (stop >= end or _FULL_MONTH.search(text, match.start(), stop)):
                stop -= 1  # the full stop of the sentence, not of "Jun."
            expr = DateExpr(match.start(), stop, value, basis, adverb=adverb, same=resolver is _same, bare_year=resolver is _year)
            found.append((match.start() - match.end(), order, expr))
    return sorted(_longest(found, text), key=lambda expr: expr.start)


_FULL_MONTH = re.compile(r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\.$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_BEHIND = re.compile(
    r"\b(?:was|were|had|came|went|held|paid|met|visited|signed|began|travell?ed|took (?:place|office|part)|reached|raised)\b(?:(?! to [a-z]|\bfor\b|\bthat\b)[^,;:“”\"])*\bin\s+$"
)
"""What says of a month that it lies behind: "was given in", "at their meeting, held in"."""
_LASTING = re.compile(r"\b(?:is|are) [^.;]*\b(?:through|until|till)\s+$")
_NAMED = re.compile(r"[A-Z][a-z]+ $")
_NAME_ON = re.compile(r"(?:[-‑][A-Za-z]| [A-Z][a-z]+\b)")
_AHEAD = re.compile(
    r"\b(?:will|shall|to be held|is to|are to|scheduled|begins|starts|opens|expected to|due|plans? to|set to|slated|upcoming|ahead of|arrives|travels|departs|flies|leaves|heads|visits|meets|hosts|receives|would|look(?:s|ed|ing)? forward|invit\w+)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:said|told|announced|stated|added|reported|confirmed|noted|posted|wrote|declared|statement|issued)\b[^.,;]{0,40}$", re.IGNORECASE)


def _ahead(text: str, start: int, place: int) -> bool:
    """Whether the words before a weekday speak of the future ("will travel on Thursday"), and are not those of its telling."""
    before = text[start:place]
    if _LASTING.search(before):
        return True  # "is on a visit through Wednesday"
    future = [m.end() for m in _AHEAD.finditer(before)]
    return bool(future) and not _TOLD.search(before, future[-1])


def _not_before(value: str, day: datetime.date) -> str:
    """The same month or season in the next year, where it lies before a day and is spoken of as coming."""
    month = {"21": 5, "22": 8, "23": 11, "24": 12}.get(value[5:]) or int(value[5:7])
    return f"{int(value[:4]) + 1}{value[4:]}" if (int(value[:4]), month) < (day.year, day.month) else value


def _not_after(value: str, day: str) -> str:
    """The same month and day in the year before, where a date lies after a day."""
    return f"{int(value[:4]) - 1}{value[4:]}" if "/" not in value and value > day[: len(value)] else value


def _resolve(resolver: _Resolver, match: re.Match[str], anchor: Anchor) -> tuple[str | None, DateBasis | None]:
    groups = match.groupdict()
    if resolver is _full and groups.get("d2") and not groups.get("m") and groups.get("m2"):
        # 28–30 March: the month stands after the second day only
        return _full(_Swapped(match), anchor)  # type: ignore[arg-type]
    if resolver is _part_of_year and groups.get("q2"):
        return _part_of_year(_Swapped(match), anchor)  # type: ignore[arg-type]
    return resolver(match, anchor)


class _Swapped:
    """A match whose groups are filled from their second places."""

    def __init__(self, match: re.Match[str]) -> None:
        self._groups = dict(match.groupdict())
        if not self._groups.get("m") and self._groups.get("m2"):
            self._groups["m"], self._groups["m2"] = self._groups["m2"], None
        if self._groups.get("q2"):
            self._groups["q"] = self._groups["q2"]

    def groupdict(self) -> dict[str, str | None]:
        return self._groups


def _is_month(match: re.Match[str], text: str) -> bool:
    """Whether "may", "march" and the like is a month here: written with a capital, after a preposition or with a year."""
    word = match.group("m")
    if not word[0].isupper():
        return False
    if match.group() == word and len(word) <= 4 and _NAMED.search(text, max(0, match.start() - 24), match.start()) and _NAME_ON.match(text, match.end()):
        return False  # "Seo Jun Ho"
    if match.group("y") or match.group("rel") or match.group("before") or not _NOT_MONTH.match(word):
        return True
    before = text[max(0, match.start("m") - 16) : match.start("m")].lower()
    return bool(re.search(r"\b(?:in|since|by|until|from|last|this|next|of|during|before|after|for)\s+(?:early\s+|late\s+|mid-)?$", before))


_EVENT_AFTER = re.compile(
    r"(?:[’']s?)?\s+(?:(?:joint|bilateral|phone|telephone|summit|official|state)\s+)?(?:meetings?|talks|visits?|trips?|summits?|sessions?|calls?|conversations?|agreements?|declarations?|statements?|memorand\w+|treaty|treaties|accords?|protocols?|"
    r"consultations|negotiations|attacks?|elections?|ceremony)\b",
    re.IGNORECASE,
)


def _longest(found: list[tuple[int, int, DateExpr]], text: str) -> Iterator[DateExpr]:
    taken: list[tuple[int, int]] = []
    for _, _, expr in sorted(found, key=lambda item: (item[0], item[1], item[2].start)):
        if any(expr.start < b and expr.end > a for a, b in taken):
            continue
        taken.append((expr.start, expr.end))
        before = _PREP.search(text, max(0, expr.start - 20), expr.start)
        words = text[expr.start : expr.start + 8].lower()
        expr.attributive = _EVENT_AFTER.match(text, expr.end) is not None
        expr.prep = before.group(1).lower() if before else ("from" if words.startswith("from") else "")
        yield expr

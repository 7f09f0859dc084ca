"""A claimed figure to be checked: the slots of the fact kind `figure`, taken from a reading or a record, or typed by hand in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from ..errors import OptionError
from ..reading.gazetteer import currencies
from ..reading.language.en import table
from ..record.model import RecordFigure
from ..record.parties import country_of
from ..vocabulary import Bound, Change, Figure, Measure
from ..vocabulary.edtf import Edtf, is_edtf

EXAMPLE = 'write it such as "KAZ CHN turnover 2023 41 bn USD", "KAZ CHN exports 2023 > 14.7 bn", "KAZ CHN turnover 2023 +30 %" or "KAZ CHN largest trading partner 2023"'
LARGEST = 1e21
"""No amount of money, in any currency, is larger."""
MAX_LINE = 300
"""Characters of a claim typed by hand."""


class FigureClaim(msgspec.Struct, kw_only=True, frozen=True):
    """One claimed figure, with the slots of the fact kind `figure`.

    `by` is the country whose exports or imports are told, or whose partner is ranked; null where that is not known: the order of `parties` does not
    tell it. `words` are the words in which the claim was made: they tell 41.0 from 41, and often whose exports they are.
    """

    measure: Measure
    parties: list[str]
    by: str | None = None
    value: float | None = None
    unit: str | None = None
    bound: Bound = "exact"
    period: Edtf | None = None
    change: Change | None = None
    rank: int | None = None
    record: bool = False
    target: bool = False
    basis: str | None = None
    words: str | None = None


def figure_claim(figure: Figure, words: str | None = None) -> FigureClaim:
    """Return what a figure of a reading claims; `words` are those of its evidence."""
    slots = {name: getattr(figure, name) for name in ("measure", "parties", "value", "unit", "bound", "period", "change", "rank", "record", "target", "basis")}
    return FigureClaim(**slots, words=words)


def record_claims(figure: RecordFigure, texts: Mapping[str, str] | None = None) -> list[FigureClaim]:
    """Return what each claim of a record's figure claims, in their order; `texts` are the documents' texts by id, for the words of the evidence."""
    claims: list[FigureClaim] = []
    for claim in figure.claims:
        words = None
        for source in claim.sources:
            text = (texts or {}).get(source.document)
            if text is not None:
                words = " … ".join(text[start:end] for start, end in source.evidence)
                break
        claims.append(
            FigureClaim(
                measure=figure.measure,
                parties=figure.parties,
                value=claim.value,
                unit=claim.unit,
                bound=claim.bound,
                period=figure.period,
                change=claim.change,
                rank=claim.rank,
                record=claim.record,
                target=figure.target,
                basis=claim.basis,
                words=words,
            )
        )
    return claims


class Amount(NamedTuple):
    """A number as it is written, with the digits after its decimal point and what it is multiplied by."""

    value: float
    decimals: int
    scale: float
    percent: bool


SCALES = {"": 1.0, "k": 1e3, "thousand": 1e3, "lakh": 1e5, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "crore": 1e7, "b": 1e9, "bn": 1e9, "bln": 1e9,
          "billion": 1e9, "lakh crore": 1e12, "tn": 1e12, "trn": 1e12, "trillion": 1e12}  # fmt: skip
_SCALE = "|".join(sorted((name for name in SCALES if name), key=len, reverse=True))
_NUMBER = r"(?<![\d.,])(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_AMOUNT = rf"(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE})\b)?"
_PERCENT = r"\s?(?:%|per ?cent(?:age points?)?\b|pct\b)"


def amounts(words: str) -> Iterator[Amount]:
    """Yield the numbers in a text, each with its scale ("41.0 billion") and whether it is a percentage."""
    for match in re.finditer(rf"{_AMOUNT}(?P<percent>{_PERCENT})?", _plain(words), re.IGNORECASE):
        amount = _amount(match, bool(match["percent"]))
        if amount.value < LARGEST:
            yield amount


def _amount(match: re.Match[str], percent: bool) -> Amount:
    digits = match["number"].replace(" ", "")
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    digits = digits.replace(",", "")
    scale = SCALES[(match["scale"] or "").lower()]
    return Amount(float(f"{float(digits) * scale:.12g}"), len(digits.partition(".")[2]), scale, percent)


def parse_claim(text: str) -> FigureClaim:
    """Read one claim typed by hand: two countries, what is measured, a period, and an amount, a growth or a rank; `OptionError` with the way out for anything else.

    The exports or imports are the first country's, and the ranking is of its partners, unless the words say otherwise ("exports to KAZ from CHN").
    Amounts without a currency are US dollars. `>`, `<`, `~`, `<=` and "over", "under", "about", "up to" are bounds; "goal" makes it a target.
    """
    if len(text) > MAX_LINE:
        raise OptionError(f"{text[:40]}…: a claim has at most {MAX_LINE} characters; {EXAMPLE}")
    line = _Line(_plain(text), text)
    target = line.take(r"\b(?:an? )?(?:goal|target)\b(?: of)?") is not None
    ranked = line.take(_RANK)
    record = line.take(r"\b(?:an? )?(?:new )?(?:record(?:[- ]high)?|all-time high)\b") is not None
    change = _change(line)
    fiscal = line.take(_FISCAL)
    period = None if fiscal else _period(line)
    measured = line.take(_MEASURE)
    signed, named_after = rf"(?P<before>{_currency()})\s?{_AMOUNT}", rf"{_AMOUNT}(?P<before>)\s?(?P<after>{_currency()})"
    scaled, bare = rf"(?P<before>){_AMOUNT}(?P<after>)(?<=[a-z])", rf"(?P<before>){_AMOUNT}(?P<after>)"
    amount = None
    for pattern in (signed, named_after, scaled, bare):
        amount = amount or line.take(rf"(?P<bound>{_BOUND})?\s*{pattern}")
    if ranked:
        measure: Measure = (
            "exports" if re.search("market|destination|export", ranked["kind"], re.I) else "imports" if re.search("suppl|source|import", ranked["kind"], re.I) else "trade_turnover"
        )
    elif measured:
        measure = next(name for pattern, name in _MEASURES if re.fullmatch(pattern, measured[0], re.I))
    else:
        raise line.wrong("it does not say what is measured: turnover, exports, imports, or largest trading partner")
    countries = _countries(line)
    parties = [code for _, code in countries]
    if fiscal:
        period = _fiscal(line, fiscal, parties)
    told = _amount(amount, False) if amount else None
    if told and told.value >= LARGEST:
        raise line.wrong("the amount is larger than any that is traded")
    unit = None
    if amount and told:
        named = amount["before"] or amount["after"]
        if not named and not amount["scale"] and measure in _MONEY:
            raise line.wrong(f"{amount['number']} of what? Say its scale and currency, such as {amount['number']} bn USD")
        unit = _unit(named, parties) if named or measure in _MONEY else measure
    if not (told or change or ranked or record):
        raise line.wrong("it claims nothing: add an amount (41 bn USD), a growth (+30 %), a rank (largest trading partner) or the word record")
    if period is None and not target:
        raise line.wrong("it names no period: add a year (2023), a month (2023-05), a quarter (Q1 2023) or months (2023-01/2023-09)")
    return FigureClaim(
        measure=measure, parties=parties, by=_by(measure, ranked is not None, countries), value=told.value if told else None, unit=unit,
        bound=_bound(amount["bound"]) if amount else "exact", period=period, change=change, rank=_rank(ranked), record=record, target=target, words=text,
    )  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"[\u00a0\u2009\u202f]", " ", text).translate(_PLAIN)


_PLAIN = str.maketrans("−–—’≥≈", "---'>~")


class _Line:
    """What is left of a claim as its parts are taken out of it."""

    def __init__(self, left: str, text: str) -> None:
        self.left = left
        self.text = text

    def take(self, pattern: str) -> re.Match[str] | None:
        match = re.search(pattern, self.left, re.IGNORECASE)
        if match and match[0].strip():
            # the bar keeps what stood on both sides apart, so that no name is made of two
            self.left = f"{self.left[: match.start()]} | {self.left[match.end() :]}"
            return match
        return None

    def wrong(self, what: str) -> OptionError:
        return OptionError(f"{self.text}: {what}; {EXAMPLE}")


_BOUNDS: list[tuple[str, Bound]] = [
    (r"<=|≤|up to|at most", "up_to"),
    (r">=?|over|more than|above|at least|exceed(?:ed|ing|s)", "over"),
    (r"<|under|less than|below", "under"),
    (r"~|about|around|approximately|some|nearly|almost", "about"),
]
_BOUND = "|".join(pattern for pattern, _ in _BOUNDS)


def _bound(words: str | None) -> Bound:
    return next((bound for pattern, bound in _BOUNDS if words and re.fullmatch(pattern, words, re.I)), "exact")


_MEASURES: list[tuple[str, Measure]] = [
    (r"(?:trade )?turnover|trade(?: (?:volume|in goods))?", "trade_turnover"), (r"exports?", "exports"), (r"imports?", "imports"),
    (r"(?:direct )?investments?|FDI", "investment"), (r"loans?", "loan"), (r"aid", "aid"), (r"projects?", "projects"), (r"companies", "companies"),
    (r"travellers|tourists", "travellers"), (r"students", "students"), (r"flights", "flights"), (r"freight", "freight"),
]  # fmt: skip
_MEASURE = rf"\b(?:{'|'.join(pattern for pattern, _ in _MEASURES)})\b"
_MONEY = ("trade_turnover", "exports", "imports", "investment", "loan", "aid")

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_KIND = r"(?P<kind>trad(?:e|ing) partner|export (?:market|destination|partner)|market(?: for exports)?|import (?:source|partner)|source of imports|supplier|partner)s?"
_RANK = rf"\b(?:the )?(?:(?P<n>\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})[- ](?:largest |biggest )?|(?:largest|biggest|top|main|leading|number one) ){_KIND}\b"


def _rank(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    word = (match["n"] or "first").lower()
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])


def _change(line: _Line) -> Change | None:
    found = line.take(
        rf"(?:(?P<bound>{_BOUND})\s*)?(?<![\w+-])(?P<sign>\+|-|up|rose|grew|increased|growth(?: of)?|down|fell|decreased|fall(?: of)?)\s*(?:by\s*)?(?:(?P<bound2>{_BOUND})\s*)?(?P<number>{_NUMBER})(?P<scale>){_PERCENT}"
    )
    if found:
        down = found["sign"].lower().startswith(("-", "down", "fell", "decreased", "fall"))
        return Change(direction="down" if down else "up", percent=_amount(found, True).value, bound=_bound(found["bound"] or found["bound2"]))
    loose = re.search(rf"{_NUMBER}{_PERCENT}", line.left)
    if loose:
        raise line.wrong(f"{loose[0]} of what? A growth is written +{loose[0]}, a fall -{loose[0]}; shares are not checked")
    return Change(direction="level") if line.take(r"\b(?:unchanged|no change|(?:remained|stayed) level)\b") else None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_YEAR = rf"(?<![\d.,/-])(?P<y>(?:19|20)\d\d)(?![\d/]|[.,-]\d|\s?(?:{_SCALE}|%|per ?cent)(?!\w))"
_COUNTS = {word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), 2)}
FISCAL_START = {"IND": 4, "JPN": 4, "HKG": 4, "SGP": 4, "PAK": 7, "BGD": 7, "EGY": 7, "AUS": 7, "USA": 10, "THA": 10}
"""The month in which a country's fiscal year begins, where it is the first of a month and not January; as their finance ministries tell it."""


def _period(line: _Line) -> Edtf | None:
    point = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
    for pattern in (rf"(?<![\d-])(?:{point})/(?:{point})(?![\d-])", r"(?<![\d-])\d{4}-\d\d(?:-\d\d)?(?![\d-])"):
        found = line.take(pattern)
        if found:
            if not is_edtf(found[0]):
                raise line.wrong(f"{found[0]} is no date of the calendar")
            return found[0]
    for pattern in (
        rf"\bQ(?P<q>[1-4])(?: of)?\s?{_YEAR}",
        rf"\b(?:H(?P<h>[12])|(?P<half>first|second) half)(?: of)?\s?{_YEAR}",
        rf"\bfirst (?P<n>\d\d?|{'|'.join(_COUNTS)}) months(?: of)?\s{_YEAR}",
        rf"\b(?P<m>{_MONTH})\s?(?:-|to)\s?(?P<m2>{_MONTH})\.?\s{_YEAR}",
        rf"\b(?P<m>{_MONTH})\.?\s{_YEAR}",
        rf"\b(?:by |in )?(?:the end of )?{_YEAR}",
    ):
        found = line.take(pattern)
        if found:
            slots = found.groupdict()
            first, last = 1, 12
            if slots.get("q"):
                last = 3 * int(slots["q"])
                first = last - 2
            elif slots.get("h") or slots.get("half"):
                first, last = (1, 6) if slots.get("h") == "1" or (slots.get("half") or "").lower() == "first" else (7, 12)
            elif slots.get("n"):
                last = _COUNTS.get(slots["n"].lower()) or int(slots["n"])
            elif slots.get("m"):
                first = _MONTHS.index(slots["m"][:3].lower()) + 1
                last = _MONTHS.index((slots.get("m2") or slots["m"])[:3].lower()) + 1
            if not 1 <= first <= last <= 12:
                raise line.wrong(f"{found[0].strip()} is no part of a year")
            year = slots["y"]
            return year if (first, last) == (1, 12) else f"{year}-{first:02}" if first == last else f"{year}-{first:02}/{year}-{last:02}"
    return None


_FISCAL = r"\b(?:FY|fiscal year|financial year)\s?(?P<y>\d{4})(?:[-/](?P<y2>\d{4}|\d\d))?\b"


def _fiscal(line: _Line, found: re.Match[str], parties: list[str]) -> Edtf:
    """A fiscal year that begins in its first year, by the one party whose fiscal year is not the calendar's."""
    starts = {FISCAL_START[party] for party in parties if party in FISCAL_START}
    first = int(found["y"])
    if len(starts) != 1 or found["y2"] not in (f"{first + 1:04}", f"{(first + 1) % 100:02}"):
        raise line.wrong(f"{found[0]}: write its months, such as {first}-04/{first + 1}-03")
    return fiscal_year(first, starts.pop())


def fiscal_year(year: int, month: int) -> Edtf:
    """Return the twelve months from a month of a year on."""
    return f"{year}-{month:02}/{year + 1}-{month - 1:02}"


@cache
def _currency_names() -> dict[str, str]:
    """Signs, names and codes of currencies in lower case; names of one or two letters are left out, which are words and scales too."""
    names = {name.casefold(): code for name, code, _ in table("currencies.tsv") if len(name) > 2 or not name.isalpha()}
    return names | {code.casefold(): code for code in currencies().values()}


@cache
def _currency() -> str:
    return "|".join(re.escape(name) + (r"\b" if name[-1].isalnum() else "") for name in sorted(_currency_names(), key=len, reverse=True))


def _unit(name: str | None, parties: list[str]) -> str:
    """The code of a currency by its name; "rupees" and "dinars" are a party's, where one has such."""
    code = _currency_names()[name.casefold()] if name else "USD"
    if not code.startswith("?"):
        return code
    family = code[1:].split("/")
    return next((currencies()[party] for party in parties if currencies().get(party) in family), family[0])


_FILLERS = frozenset(
    re.findall(r"\w+", "the a an of with and between in for by to from into was were is are has have amounted reached stood at total totalled its goods bilateral mutual")
)


def _countries(line: _Line) -> list[tuple[str, str]]:
    """The two countries named in what is left of a line, each with the word before it, or `own` for "Kazakhstan's"."""
    tokens = re.findall(r"\||[^\s|,;:()/-]+", line.left)
    found: list[tuple[str, str]] = []
    unknown: list[str] = []
    before, n = "", 0
    while n < len(tokens):
        if tokens[n] in _FILLERS or tokens[n] == "|":
            before, n = before if tokens[n] in ("the", "a", "an") else tokens[n], n + 1
            continue
        for end in range(min([len(tokens), n + 5, *(m for m in range(n, len(tokens)) if tokens[m] == "|")]), n, -1):
            name = " ".join(tokens[n:end])
            code = _country(name)
            if code is None and re.search(r"'s?$", name):
                code = _country(re.sub(r"'s?$", "", name))
                before = "own" if code else before
            if code is not None:
                found.append((before, code))
                before, n = "", end
                break
        else:
            unknown.append(tokens[n].rstrip(".!?"))
            n += 1
    if any(unknown):
        if len({code for _, code in found}) < 2:
            country_of(" ".join(unknown))  # raises with the name that comes near
        raise line.wrong(f"{' '.join(unknown)!r} is not understood")
    if len(found) != 2 or found[0][1] == found[1][1]:
        raise line.wrong(f"a claim is of two countries, here {'none is' if not found else 'there is ' + ', '.join(code for _, code in found)}")
    return found


def _country(name: str) -> str | None:
    try:
        return country_of(name)
    except OptionError:
        return None


def _by(measure: Measure, ranked: bool, countries: list[tuple[str, str]]) -> str | None:
    """Whose exports, imports or partner: the country named as owner, else the other end of "to" and "from", else the first."""
    if measure not in ("exports", "imports") and not ranked:
        return None
    (first, one), (second, other) = countries
    for word, code, rest in ((first, one, other), (second, other, one)):
        if word in ("own", "of", "by"):
            return code
        if not ranked and word == ("from" if measure == "exports" else "into"):
            return code
        if not ranked and word in (("to", "into") if measure == "exports" else ("from",)):
            return rest
    return one

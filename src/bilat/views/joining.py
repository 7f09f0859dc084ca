"""Which items of two readouts are one thing, whether they can both be true, and whether a text says a thing in words of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..record.material import Material
from ..record.model import Source
from ..statistics.rates import embedded_rates
from ..vocabulary import Bound, Commitment, Figure, Instrument, Span, Topic, bounds
from .describe import amount
from .likeness import Quantity, about, alike, fold, likeness, quantities, sentences, share
from .readout import Item, assurance_named, label_grade
from .readout import pattern as agenda_pattern

SAME = 0.5
"""How much of the lighter of two passages' weight they share where they speak of one thing."""
FOUND = 0.6
"""How much of a thing's weight stands in one sentence of a text that says it too."""
NAMED = 0.4
"""The same for a matter that goes by a name which stands there: "Russia's war against Ukraine" is "the situation in Ukraine"."""

Thing = list[Item]
"""Items of one side that are one thing, in the order of documents and places."""


class Pair(NamedTuple):
    """One thing as the first side has it and as the second has it; one of them may not have it."""

    one: Thing
    other: Thing


def things(items: Sequence[Item]) -> list[Thing]:
    """Join the items of one side's documents that are one thing."""
    out: list[Thing] = []
    for item in items:
        best = max(((same(known[0], item), -n) for n, known in enumerate(out) if known[0].kind == item.kind), default=(0.0, 0))
        if best[0] > 0 and (item.material is not out[-best[1]][0].material or item.name is not None or best[0] > 0.8):
            out[-best[1]].append(item)
        else:
            out.append([item])
    return out


def pair_up(one: Sequence[Thing], other: Sequence[Thing]) -> list[Pair]:
    """Pair the things of two sides that are one, the likeliest first; what has no counterpart stands alone."""
    scored = [(max(same(a, b) for a in left for b in right), n, m) for n, left in enumerate(one) for m, right in enumerate(other) if _kin(left[0].kind, right[0].kind)]
    taken_one: set[int] = set()
    taken_other: set[int] = set()
    pairs: list[Pair] = []
    for score, n, m in sorted(scored, key=lambda found: (-found[0], found[1], found[2])):
        if score > 0 and n not in taken_one and m not in taken_other:
            taken_one.add(n)
            taken_other.add(m)
            pairs.append(Pair(one[n], other[m]))
    return [*pairs, *(Pair(left, []) for n, left in enumerate(one) if n not in taken_one), *(Pair([], right) for m, right in enumerate(other) if m not in taken_other)]


_CLOSE = ({"topic", "commitment"}, {"topic", "statement"}, {"commitment", "assurance"}, {"topic", "assurance"}, {"statement", "commitment"}, {"statement", "assurance"})


def _kin(one: str, other: str) -> bool:
    """Whether what one readout tells under one kind another may tell under the other: agreed here, only discussed there."""
    return one == other or {one, other} in _CLOSE


def same(one: Item, other: Item) -> float:
    """Return how likely two items are one thing, from 0 (they are not) to 1."""
    if one.kind != other.kind:
        score = likeness(one.words, other.words)
        return 0.5 * score if score >= FOUND and len(one.words) > 1 and len(other.words) > 1 and _weight(one, other) else 0.0
    by_id = one.name is not None and one.name == other.name
    if one.kind in ("participant", "label"):
        return float(by_id)
    if one.kind == "figure" and isinstance(one.fact, Figure) and isinstance(other.fact, Figure):
        return _same_figure(one.fact, other.fact) if _rate(one.text) == _rate(other.text) else 0.0
    if one.kind == "figure" and not (isinstance(one.fact, Figure) and isinstance(other.fact, Figure)) and (a := _loose(one)) and a == _loose(other):
        return 0.8
    if one.kind == "instrument" and isinstance(one.fact, Instrument) and isinstance(other.fact, Instrument):
        return 1.0 if by_id else _same_instrument(one, other)
    if one.kind == "topic":
        score = likeness(one.words, other.words)
        both_plain = by_id and isinstance(one.fact, Topic) and isinstance(other.fact, Topic) and not (_names(one) and _names(other)) and min(len(one.words), len(other.words)) < 2
        return max(score if score >= SAME else 0.0, 0.3 if both_plain and score > 0 else 0.0)
    if by_id:
        return 1.0
    if one.kind == "assurance" and one.name and other.name:
        return 0.0
    numbered = {word for word in one.words if word[0] == "#"} & {word for word in other.words if word[0] == "#"}
    if numbered and one.kind == "commitment":
        return 0.9  # the 11th session is the 11th session, wherever it is to be
    score = likeness(one.words, other.words)
    return score if score >= SAME and _weight(one, other) else 0.0


_LOADED = re.compile(r"\b(?:aggression|invasion|occupation|annexation|genocide|terror\w*|atrocit\w+|special military operation)\b", re.IGNORECASE)
_BLAND = re.compile(r"\b(?:situation|issue|crisis|conflict|question|developments?|events)\b", re.IGNORECASE)


def names_differ(one: Item, other: Item) -> str | None:
    """Return how two sides call one matter where one of them calls it by a word that judges, and the other by none: "war of aggression", "situation"."""
    left, right = _LOADED.search(one.text), _LOADED.search(other.text)
    if (left is None) == (right is None):
        return None
    bland = _BLAND.search((other if left else one).text)
    named = {word for word, weight in one.words.items() if weight > 1} & {word for word, weight in other.words.items() if weight > 1}
    return f"{one.text.strip()} or {other.text.strip()}" if bland and named else None


def _rate(text: str) -> str | None:
    """What a number is counted by, a month or a year."""
    match = re.search(r"\b(?:a|per|every) (day|week|month|year)\b", text)
    return match.group(1) if match else None


def _names(item: Item) -> bool:
    return any(weight > 1 for weight in item.words.values())


def _weight(one: Item, other: Item) -> bool:
    """Whether two passages share enough to go by: two words, or all of a short one."""
    shared = sum(1 for word in one.words if word in other.words or any(alike(word, there) for there in other.words))
    return shared >= min(2, len(one.words), len(other.words))


def _same_instrument(one: Item, other: Item) -> float:
    assert isinstance(one.fact, Instrument) and isinstance(other.fact, Instrument)
    bare = not one.fact.subject or not other.fact.subject
    if one.fact.type == other.fact.type and bare:
        return 0.6
    score = likeness(one.words, other.words)
    return score if score >= (SAME if one.fact.type == other.fact.type else FOUND) else 0.0


def _same_figure(one: Figure, other: Figure) -> float:
    if one.measure != other.measure or _dimension(one) != _dimension(other) or (one.target != other.target and one.period != other.period):
        return 0.0
    if one.period and other.period and not _meet(one.period, other.period):
        return 0.0
    exact = one.period == other.period
    # two parts of a year are two periods; a whole year and a part of it as well
    if one.period and other.period and not exact and one.measure in ("trade_turnover", "exports", "imports"):
        return 0.2  # one row, since each side chose its period; they are not set against each other
    if (one.change is not None) and (other.change is not None) and one.change.direction != other.change.direction:
        return 0.5
    return 1.0 if exact else 0.7


_MEASURED = {"trade_turnover": re.compile(r"\b(?:trade|commerce|turnover|exchange of goods)\b", re.IGNORECASE), "investment": re.compile(r"\binvest\w+", re.IGNORECASE)}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _loose(item: Item) -> tuple[str, str] | None:
    """What a sum of money measures and in which year, by the words of its sentence where the reader did not tell; null where they do not say."""
    if isinstance(item.fact, Figure):
        return (item.fact.measure, item.fact.period[:4]) if item.fact.period and _dimension(item.fact) == "money" and item.fact.measure in _MEASURED else None
    sentence = sentence_of(item, whole=True)
    named = [measure for measure, words in _MEASURED.items() if words.search(sentence)]
    years = set(_YEAR.findall(sentence))
    return (named[0], years.pop()) if len(named) == 1 and len(years) == 1 and any(q.unit == "money" for q in quantities(item.text)) else None


def _dimension(figure: Figure) -> str:
    unit = figure.unit or ""
    return "money" if len(unit) == 3 and unit.isupper() else "%" if unit == "%" else "count"


def _meet(one: str, other: str) -> bool:
    (a, b), (c, d) = bounds(one), bounds(other)
    return (a or "0") <= (d or "9") and (c or "0") <= (b or "9")


# what cannot both be true


def contradiction(one: Item, other: Item) -> str | None:
    """Return the two values, in words, where two items of one thing cannot both be true; null where they can."""
    if isinstance(one.fact, Figure) and isinstance(other.fact, Figure) and one.kind == other.kind == "figure":
        apart = one.fact.period != other.fact.period and ((one.fact.period and other.fact.period) or any(_SPELL.search(sentence_of(item, whole=True)) for item in (one, other)))
        return None if apart or _agree(one.fact, other.fact) else f"{_amount(one)} or {_amount(other)}"
    if isinstance(one.fact, Instrument) and isinstance(other.fact, Instrument):
        a, b = _paper(one), _paper(other)
        return f"{a} or {b}" if a and b and a != b else None
    if one.name is not None and one.name == other.name and (sums := sums_differ(one.text, other.text)):
        return sums
    return (
        numbers_differ(*(sentence_of(item) if one.kind == other.kind == "commitment" else item.text for item in (one, other)))
        or (_places_differ(one.text, other.text) if one.kind == "commitment" else None)
        or _dues_differ(one, other)
    )


_SPELL = re.compile(r"\b(?:fiscal|financial|marketing|academic) year\b|\bin the (?:past|last) (?:\w+ )?(?:months|years|decade)\b|\bseason\b", re.IGNORECASE)
"""A time that the reader cannot put into a calendar: what is said of it is not set against what is said of a year."""


def sentence_of(item: Item, *, whole: bool = False) -> str:
    """The sentence in which an item stands, from its first word, or the whole of it."""
    text = item.material.document.text
    start, end = next(((start, end) for start, end in sentences(text) if start <= item.span[0] < end), item.span)
    return text[start if whole else item.span[0] : max(end, item.span[1])]


def _amount(item: Item) -> str:
    assert isinstance(item.fact, Figure)
    return amount(item.fact)


def _agree(one: Figure, other: Figure) -> bool:
    assert one.value is not None and other.value is not None
    a, b = _range(one.value, one.bound), _range(other.value, other.bound)
    if one.unit != other.unit and _dimension(one) == "money":
        period = one.period or other.period
        rate = embedded_rates().convert(1.0, one.unit, other.unit, period) if one.unit and other.unit and period else None
        if rate is None:
            return True  # without an official rate nobody can tell
        low, high = a[0] * rate.result, a[1] * rate.result
        return low <= b[1] * (1 + _RATE_MOVES) and b[0] <= high * (1 + _RATE_MOVES)
    return a[0] <= b[1] and b[0] <= a[1]


_RATE_MOVES = 0.02
"""How far two sums in two currencies may lie apart for the choice of rates alone."""


def _range(value: float, bound: Bound) -> tuple[float, float]:
    """The values that a stated one can stand for: what rounds to it, and what "over" and "about" leave open."""
    digits = f"{abs(value):.10e}"
    mantissa, _, exponent = digits.partition("e")
    decimals = len(mantissa.rstrip("0").partition(".")[2])
    half = 0.5 * 10 ** (int(exponent) - decimals) if value != round(value) or abs(value) >= 1e5 else 0.0
    if bound == "about":
        half = max(half, 0.06 * abs(value))
    low, high = value - half, value + half
    return (low, 1.25 * high) if bound == "over" else (0.75 * low, high) if bound in ("under", "up_to") else (low, high)


_PAPERS = re.compile(
    r"memorand(?:um|a)|\bmous?\b|minutes|protocol|declaration|joint statement|communiqu[eé]|arrangement|agreement|treaty|convention|notes|programme|program|road ?map|plan|contract",
    re.IGNORECASE,
)
_ALSO = {
    "mou": "memorandum",
    "mous": "memorandum",
    "program": "programme",
    "memoranda": "memorandum",
    "road map": "roadmap",
    "communiqué": "joint statement",
    "communique": "joint statement",
}


def _paper(item: Item) -> str | None:
    """What a readout calls the paper: memorandum, arrangement, minutes …; null where it is not named in a word for such papers."""
    assert isinstance(item.fact, Instrument)
    text = item.text
    found = [(match.start(), _ALSO.get(match.group().lower(), match.group().lower())) for match in _PAPERS.finditer(text)]
    near = [name for _, name in found if _TYPES.get(name, item.fact.type) == item.fact.type]
    return near[0] if near else None


_TYPES = {"memorandum": "memorandum", "minutes": "protocol", "protocol": "protocol", "declaration": "declaration", "joint statement": "joint_statement", "arrangement": "agreement",
          "agreement": "agreement", "treaty": "treaty", "convention": "treaty", "notes": "agreement", "programme": "programme", "roadmap": "roadmap", "plan": "programme", "contract": "contract"}  # fmt: skip


def numbers_differ(one: str, other: str) -> str | None:
    """Return two numbers of one unit that two passages on one thing give differently, where they share none of that unit."""
    left, right = list(quantities(one)), list(quantities(other))
    for quantity in left:
        if not quantity.unit or quantity.unit == "money":
            continue
        mine = [q for q in left if q.unit == quantity.unit]
        theirs = [q for q in right if q.unit == quantity.unit]
        if len(mine) == 1 and len(theirs) == 1 and abs(mine[0].value - theirs[0].value) > 0.02 * max(mine[0].value, theirs[0].value):
            return f"{_words(one, mine[0])} or {_words(other, theirs[0])}"
    return None


def sums_differ(one: str, other: str) -> str | None:
    """Return the two sums that two passages on one thing give, where each gives one and they are not the same."""
    left, right = ([q for q in quantities(text) if q.unit == "money"] for text in (one, other))
    if len(left) != 1 or len(right) != 1 or abs(left[0].value - right[0].value) <= 0.02 * max(left[0].value, right[0].value):
        return None
    return f"{_words(one, left[0])} or {_words(other, right[0])}"


def _words(text: str, quantity: Quantity) -> str:
    end = text.find(" ", quantity.end + 1)
    return " ".join(text[quantity.start : end if end > 0 else len(text)].split()).rstrip('.,;”"')


_PLACE = re.compile(r"\b(?:in|at) ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)")
_NO_PLACE = re.compile(r"January|February|March|April|May|June|July|August|September|October|November|December|\d")


def _places_differ(one: str, other: str) -> str | None:
    a = {match.group(1) for match in _PLACE.finditer(one) if not _NO_PLACE.search(match.group(1)) and about(f" {match.group(1)}")}
    b = {match.group(1) for match in _PLACE.finditer(other) if not _NO_PLACE.search(match.group(1)) and about(f" {match.group(1)}")}
    if len(a) != 1 or len(b) != 1:
        return None
    (here,), (there,) = a, b
    first, second = about(f"in {here}"), about(f"in {there}")
    if share(first, about(other)) or share(second, about(one)) or any(len(word) == 3 and word.isupper() for word in (*first, *second)):
        return None
    return f"{here} or {there}"


def _dues_differ(one: Item, other: Item) -> str | None:
    if isinstance(one.fact, Commitment) and isinstance(other.fact, Commitment) and one.fact.due and other.fact.due and not _meet(one.fact.due, other.fact.due):
        return f"by {one.fact.due} or {other.fact.due}"
    return None


# what a text says in words of its own


def said_in_text(thing: Thing, materials: Sequence[Material], parties: frozenset[str]) -> tuple[Material, Span, str] | None:
    """Return the sentence in which one of some texts says a thing too, with its words; null where none does."""
    item = thing[0]
    say = _sayer(item)
    best: tuple[float, Material, Span] | None = None
    for material in materials:
        text = material.document.text
        for start, end in sentences(text):
            score = say(text[start:end], parties)
            if score > 0 and (best is None or score > best[0]):
                best = (score, material, (start, end))
    return (best[1], best[2], best[1].words(best[2])) if best else None


def _sayer(item: Item) -> Callable[[str, frozenset[str]], float]:
    if item.kind == "participant":
        return lambda sentence, _: float(_named_in(item, sentence))
    if item.kind == "label":
        return lambda sentence, _: float((item.name or label_grade(item.what)) in label_grade(sentence))
    if item.kind == "figure" and isinstance(item.fact, Figure):
        return lambda sentence, parties: _tells_figure(item, sentence, parties)
    pattern = assurance_named(item.name) if item.kind == "assurance" and item.name else None
    if pattern is not None:
        return lambda sentence, _: float(pattern.search(sentence) is not None)
    least = sum(item.words.values())
    negative = agenda_pattern("agenda.tsv", "negative", 1)

    def says(sentence: str, parties: frozenset[str]) -> float:
        if item.name == "invitation":
            return float(re.search(r"\binvit\w+\b.*\b(?:[Vv]isits?|attend|come|trip)\b|\binvited to (?:the |a )?[A-Z]|\binvitation\b", sentence) is not None)
        if item.kind == "commitment" and _NEXT.search(item.text) and _NEXT.search(sentence) and re.search(r"\bwill\b|\bagreed\b|\bto be\b", sentence):
            return 1.0
        if item.kind == "statement" and negative.search(item.text) and not negative.search(sentence):
            return 0.0  # that a thing is not done is not said by who says that it will be
        if item.kind == "instrument" and not _PAPERS.search(sentence):
            return 0.0
        if isinstance(item.fact, Instrument) and _paper(item) and not any(_ALSO.get(m.group().lower(), m.group().lower()) == _paper(item) for m in _PAPERS.finditer(sentence)):
            return 0.0
        if item.kind == "figure" and (told := {(q.value, q.unit) for q in quantities(item.text)}):
            return float(bool(told & {(q.value, q.unit) for q in quantities(sentence)}))
        if item.kind == "commitment" and (sums := {q.value for q in quantities(item.text) if q.unit == "money"}):
            return float(bool(sums & {q.value for q in quantities(sentence)}))
        if item.kind == "commitment" and (called := _GRADE.search(item.text)) and label_grade(called[0]) in label_grade(sentence):
            return 1.0  # ties raised to a partnership are that partnership, however it is told
        there = about(sentence, parties)
        score = share(item.words, there)
        named = item.kind == "topic" and any(weight > 1 and word in there for word, weight in item.words.items())
        if item.kind == "instrument" and not item.words:
            return 1.0
        return score if least and score >= (NAMED if named else FOUND) else 0.0

    return says


_GRADE = re.compile(r"\b(?:[\w-]+ )?strategic partnership\b")
_NEXT = re.compile(
    r"\b(?:next|(?:\d+th|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)) (?:session|round|meeting|one|consultations|[\w ]{0,20}consultations)\b",
    re.IGNORECASE,
)


def _named_in(item: Item, sentence: str) -> bool:
    if item.name is None:
        return share(item.words, about(sentence)) >= FOUND
    last = fold(item.what).split()
    words = fold(sentence).split()
    return any(alike(part.strip(".,;()"), word.strip(".,;()'")) for part in last if len(part) > 3 for word in words)


def _tells_figure(item: Item, sentence: str, parties: frozenset[str]) -> float:
    """The same number of the same thing, or the thing with another number (then the two differ)."""
    assert isinstance(item.fact, Figure) and item.fact.value is not None
    unit = _dimension(item.fact)
    for quantity in quantities(sentence):
        kind = "money" if quantity.unit == "money" else "%" if quantity.unit == "%" else "count"
        if kind == unit and abs(quantity.value - item.fact.value) <= 0.005 * item.fact.value:
            return 1.0
    if numbers_differ(item.text, sentence) and (item.fact.measure in _COUNTED or likeness(item.words, about(sentence, parties)) >= SAME):
        return 0.7
    return 0.0


_COUNTED = ("companies", "students", "flights", "travellers")


def sourced(found: tuple[Material, Span, str]) -> Source:
    """Return the source of a sentence that was found."""
    return Source(found[0].document.id, None, [found[1]])

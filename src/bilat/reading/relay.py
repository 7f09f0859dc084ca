"""Whose account a third party's text carries: the government whose ministry, presidency or agency it names as its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..sources import Publishers
from .gazetteer import cities, find_places
from .guard import Guarded
from .language.en import table
from .tokens import tokenize

_EARLY = 1 / 3
"""The part of a text within which one sentence of its own is enough to name the source: what is named deeper is quoted on one thing only."""
_HEAD = 350
"""Characters within which a dateline ends."""
_LEAD = 90
"""Characters from which a paragraph is no headline or dateline any more."""


class _Cited(NamedTuple):
    start: int
    end: int
    country: str


def relayed_side(text: str, side: str | None, publishers: Publishers) -> str | None:
    """Return the country whose readout a third party's text carries; null where `side` says that the text is a side's own.

    A government's office or state agency must be the source of the report: named as such in its first paragraph or in a line of credit, in a
    sentence of its own in the first third ("This was reported by …"), or again and again. Where two countries' offices are cited about equally the text carries neither's readout.
    """
    if side is not None:
        return None
    cited = sorted({*_offices(text), *_agencies(text, publishers)})
    counts = Counter(found.country for found in cited).most_common()
    if not counts or (len(counts) > 1 and 2 * counts[1][1] > counts[0][1]):
        return None
    country, count = counts[0]
    first = next(found.start for found in cited if found.country == country)
    own_sentence = first <= len(text) * _EARLY and _OWN_SENTENCE.search(text[max(0, first - 90) : first]) is not None
    return country if count > 1 or first <= _lead(text) or own_sentence or _credited(text, cited[-1]) else None


_OWN_SENTENCE = re.compile(r"(?:^|[.!?\n]\s*)(?:This|It|That|The (?:news|information|meeting|visit|talks|conversation|call)) (?:was|is|has been) [^.\n]*$")


def _lead(text: str) -> int:
    """Where the first paragraph ends that is no headline."""
    for match in re.finditer(r"[^\n]+", text):
        if len(match.group().strip()) >= _LEAD:
            return match.end()
    return len(text)


def _credited(text: str, found: _Cited) -> bool:
    """Whether a source stands in a line of its own at the end: "(MFA of Kazakhstan)", "Source: Akorda"."""
    return not text[found.end :].strip(" \t\n\r.)]/*-–—") and len(text[text.rfind("\n", 0, found.start) + 1 :].strip()) < 90


@cache
def _of(kind: str) -> str:
    return "|".join(f"(?:{row[1]})" for row in table("relay.tsv") if row[0] == kind)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    of, tail = _of("of"), _of("tail")
    return {
        "office": re.compile(rf"\b(?:{_of('office')})\b"),
        "theirs": re.compile(rf"\b(?:{_of('theirs')})\b"),
        "leader": re.compile(rf"\b(?:{_of('leader')})\b"),
        "bare": re.compile(rf"\b(?:the|its|his|her|The|Its|same) (?:{_of('bare')})\b(?! (?:of|for|at)\b)"),
        "it": re.compile(_of("it")),
        "before": re.compile(rf"(?i:\b(?:{_of('before')}))(?i:the |its |his |her |a )?(?i:{of})?(?i:the )?$"),
        "credit": re.compile(rf"[(\[/]\s*(?i:source: |photo and text: )?(?i:the )?(?i:{of})?(?i:the )?$"),
        "after": re.compile(rf"(?i:{tail}){{0,2}}(?:{_of('after')})"),
        "not": re.compile(_of("not")),
        "cites": re.compile(_of("cites")),
    }


@cache
def _own() -> tuple[tuple[Guarded, str], ...]:
    return tuple((Guarded(re.compile(rf"(?<!\w)(?:{row[1]})(?!\w)")), row[2]) for row in table("relay.tsv") if row[0] == "own")


def _is_cited(text: str, start: int, end: int) -> bool:
    """Whether what stands at a place is named as the source of what is said."""
    patterns = _patterns()
    if patterns["not"].match(text, end):
        return False
    before = re.sub(r"\s", " ", text[max(0, start - 110) : start])
    if patterns["before"].search(before) or patterns["after"].match(text, end, end + 90):
        return True
    return bool(patterns["credit"].search(before) and re.match(r"\s*[)\]/]", text[end : end + 3]))


def _offices(text: str) -> Iterator[_Cited]:
    """The offices that are cited, those named before by their noun or a pronoun among them."""
    patterns = _patterns()
    folded = text.casefold()
    named = [_Cited(match.start(), match.end(), country) for pattern, country in _own() for match in pattern.find(text, 0, len(text), folded)]
    for match in patterns["office"].finditer(text):
        found = _with_country(text, *match.span())
        if found is not None and not any(n.start < found.end and found.start < n.end for n in named):
            named.append(found)
    for match in patterns["theirs"].finditer(text):
        found = _with_country(text, *match.span()) or _of_leader(text, *match.span())
        if found is not None and not any(n.start < found.end and found.start < n.end for n in named):
            named.append(found)
    named.sort()
    last: _Cited | None = None
    cited = [found for found in named if _is_cited(text, found.start, found.end)]
    yield from cited
    again = [(match.start(), match.end(), False) for match in patterns["bare"].finditer(text)]
    again += [(match.start(), match.end(), True) for match in patterns["it"].finditer(text)]
    for start, end, pronoun in sorted(again):
        if any(n.start <= start < n.end or start <= n.start < end for n in named):
            continue
        # a pronoun stands for what was cited just before, a noun for the office named last
        pool = [n for n in cited if 0 < start - n.end < 300] if pronoun else [n for n in named if n.end <= start]
        last = pool[-1] if pool else None
        if last is not None and (pronoun or _is_cited(text, start, end)):
            yield _Cited(start, end, last.country)


def _of_leader(text: str, start: int, end: int) -> _Cited | None:
    """ "His office", with the country of the leader whom the sentence names first."""
    begin = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start)) + 1
    for match in _patterns()["leader"].finditer(text, begin, start):
        if (found := _with_country(text, *match.span())) is not None:
            return _Cited(start, end, found.country)
    return None


_GAP_BEFORE = re.compile(r"(?:['’]s?)?\s+(?:(?!(?:the|a|an|its|his|her|and|or|to|in|at|of|by|with|from)\b)[\w-]+\s+){0,2}", re.IGNORECASE)
_SEAT = re.compile(r"\s+in\s+([A-Z][\w-]+(?: [A-Z][\w-]+)?)")
_GAP_BEHIND = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?", re.IGNORECASE)


def _with_country(text: str, start: int, end: int) -> _Cited | None:
    """An office with the country that stands right before or behind it."""
    floor = max(0, start - 60)
    tokens = tokenize(text, floor, start)
    for place in reversed(find_places(tokens)):
        gap = text[tokens[place.last - 1].end : start]
        if len(place.iso) == 3 and place.how != "institution" and _GAP_BEFORE.fullmatch(gap):
            return _Cited(tokens[place.first].start, end, place.iso)
        break
    tokens = tokenize(text, end, min(len(text), end + 90))
    for place in find_places(tokens):
        if len(place.iso) == 3 and _GAP_BEHIND.fullmatch(text[end : tokens[place.first].start]):
            return _Cited(start, tokens[place.last - 1].end, place.iso)
        break
    if (seat := _SEAT.match(text, end)) and (country := cities().get(seat.group(1).lower())):
        return _Cited(start, seat.end(), country)
    return None


_NAME = re.compile(r"\b(?:[A-Z][\w.&'’-]*)(?: (?:[A-Z][\w.&'’-]*|of|and|the)){0,5}")
_KIND = re.compile(r",? (?:state )?(?:news |information )?agency\b", re.IGNORECASE)


def _agencies(text: str, publishers: Publishers) -> Iterator[_Cited]:
    """The state agencies that are cited; not one that only hands on what an office says."""
    cites = _patterns()["cites"]
    for match in _NAME.finditer(text):
        words = match.group().split()
        for first in range(min(3, len(words))):
            name = " ".join(words[first:])
            publisher = publishers.of_name(name.removesuffix("'s").removesuffix("’s").rstrip("."))
            if publisher is None or publisher.kind != "state_agency" or publisher.side is None:
                continue
            start, end = match.end() - len(name), match.end()
            kind = _KIND.match(text, end)
            end = kind.end() if kind else end
            stop = text.find("\n", end)
            if not cites.match(text, end, stop if stop >= 0 else len(text)) and (_is_cited(text, start, end) or _in_dateline(text, start, end)):
                yield _Cited(start, end, publisher.side)
            break


def _in_dateline(text: str, start: int, end: int) -> bool:
    """Whether a name is the agency of a dateline: "BEIJING, May 5 (Xinhua) --"."""
    return start < _HEAD and text[start - 1 : start] in ("(", "/") and re.match(r"[)/]\s*(?:--|[-–—:.])", text[end : end + 6]) is not None

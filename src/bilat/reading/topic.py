"""Finds `topic` facts: the areas that were discussed, developed or agreed, one an area and document, at its first explicit mention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import Area, Span, Topic
from .circumstances import tidy
from .grammar import Word
from .language.en import table
from .page import Page, Sentence


@cache
def _areas() -> tuple[tuple[re.Pattern[str], Area], ...]:
    return tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), area) for area, pattern in table("areas.tsv"))  # type: ignore[misc]


MENTIONS = 5
"""The most places that a topic rests on: where it is first discussed, and where the piece comes back to it."""


def find(page: Page) -> Iterator[Topic]:
    """Yield the areas of a page, each resting on its first explicit mention and on those that follow."""
    sentences = [s for s in page.sentences if not s.headline and len(page.parties(s)) == 2]
    # First where something is said to be discussed, developed or agreed; only then where an area is merely named.
    told = [s for s in sentences if _CONTEXT.search(page.text, s.start, s.end)]
    strict = _places(page, told, strict=True)
    loose = _places(page, sentences, strict=False)
    for _, area in _areas():
        places = list(dict.fromkeys([*strict.get(area, []), *loose.get(area, [])]))[:MENTIONS]
        if places:
            yield Topic(evidence=[span for span, _ in places], area=area, initiative=next((i for _, i in places if i), None), confidence=0.7 if area in strict else 0.5)


def _places(page: Page, sentences: list[Sentence], *, strict: bool) -> dict[Area, list[tuple[Span, str | None]]]:
    """Where each area is named, in order, with the initiative named there."""
    out: dict[Area, list[tuple[Span, str | None]]] = {}
    for sentence in sentences:
        for pattern, area in _areas():
            match = _first(page, sentence, pattern, strict) if len(out.get(area, ())) < MENTIONS else None
            if match is not None:
                out.setdefault(area, []).append((_phrase(page, sentence, *match), _initiative(page, sentence)))
    return out


_CONTEXT = re.compile(
    r"\b(?:cooperation|co-operation|collaborat\w+|ties|partnership|interaction|dialogue|discuss\w*|talks|exchang\w+ (?:of )?views|negotiat\w*|agree\w*|concur\w*|"
    r"projects?|issues|areas|fields?|spheres?|sectors?|agenda|topics?|matters|initiative\w*|develop\w*|strengthen\w*|expand\w*|deepen\w*|enhanc\w*|promot\w*|"
    r"boost\w*|joint\w*|focus\w*|touched|review\w*|consider\w*|explor\w*|attention|emphasi\w*|priorit\w*|memorand\w*|year of|commit\w*|support\w*|"
    r"contacts|engagement|coordinat\w*|address\w*|opportunit\w*|facilitat\w*|situation|sign\w*|protocol|programme|program|work(?:ing)? (?:together|closely))\b",
    re.IGNORECASE,
)
_MERELY = re.compile(
    r"\s*(?:turnover|volume|exchange (?:reached|amounted|stood)|(?:delegation|mission|minister|ministry|officials?|partners?|partner|deficit|surplus|figures|data|balance|"
    r"coast guard|forces?|day|success|hospitality)\b)",
    re.IGNORECASE,
)


def _first(page: Page, sentence: Sentence, pattern: re.Pattern[str], strict: bool) -> tuple[int, int] | None:
    for match in pattern.finditer(page.text, sentence.start, sentence.end):
        start, end = match.span()
        if any(m.start <= start and end <= m.end and m.kind in ("person", "title", "organisation") for m in sentence.mentions):
            continue
        if any(m.country in (page.pair or ()) and m.start <= start < m.end for m in sentence.mentions):
            continue
        if strict and _MERELY.match(page.text, end):
            continue
        return start, end
    return None


def _phrase(page: Page, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The noun phrase around a word, which is the evidence."""
    word = next((w for w in sentence.words if w.start <= start < w.end), None)
    if word is None:
        return start, end
    top = word
    while top.head is not top and top.dep in ("amod", "compound", "nmod", "conj", "pobj", "prep") and not top.head.verb and top.head.start - word.end < 80:
        top = top.head
    if top.verb:
        return start, end
    a, b = _span_without_clauses(top)
    if a <= start and end <= b and b - a < 300:
        return tidy(page.text, a, b)
    return start, end


def _span_without_clauses(word: Word) -> tuple[int, int]:
    stack, found = [word], []
    while stack:
        w = stack.pop()
        found.append(w)
        stack.extend(c for c in w.children if c.dep not in ("relcl", "acl", "appos", "advcl"))
    return min(w.start for w in found), max(w.end for w in found)


_QUOTED_NAME = re.compile(r"[“\"]([A-Z][^”\"]{3,60})[”\"]\s+(?:initiative|project|programme|program|strategy|policy)|\b((?:[A-Z][\w-]+\s+(?:and\s+)?){1,4}Initiative)\b")


def _initiative(page: Page, sentence: Sentence) -> str | None:
    match = _QUOTED_NAME.search(page.text, sentence.start, sentence.end)
    return next((g for g in match.groups() if g), None) if match else None

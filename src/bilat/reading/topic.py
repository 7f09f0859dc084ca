"""Finds `topic` facts: the areas that were discussed, developed or agreed, one an area and document, at its first explicit mention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import Area, Topic
from .circumstances import tidy
from .grammar import Word
from .language.en import table
from .page import Page, Sentence


@cache
def _areas() -> tuple[tuple[re.Pattern[str], Area], ...]:
    return tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), area) for area, pattern in table("areas.tsv"))  # type: ignore[misc]


def find(page: Page) -> Iterator[Topic]:
    """Yield the areas of a page, each at its first explicit mention."""
    seen: set[str] = set()
    for sentence in page.sentences:
        if sentence.headline or len(page.parties(sentence)) < 2:
            continue
        for pattern, area in _areas():
            if area in seen:
                continue
            match = _first(page, sentence, pattern)
            if match is None:
                continue
            seen.add(area)
            start, end = match
            yield Topic(evidence=[_phrase(page, sentence, start, end)], area=area, initiative=_initiative(page, sentence), confidence=0.7)


def _first(page: Page, sentence: Sentence, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    for match in pattern.finditer(page.text, sentence.start, sentence.end):
        start, end = match.span()
        if any(m.start <= start and end <= m.end and m.kind in ("person", "title", "organisation") for m in sentence.mentions):
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

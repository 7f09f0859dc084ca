"""Finds `regime` facts: visas, tariffs, sanctions, borders, transport links, and the state they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Regime, RegimeState, RegimeType, Span
from .circumstances import tidy
from .language.en import table
from .page import Page, Sentence


def find(page: Page) -> Iterator[Regime]:
    """Yield the regimes of a page, each type and set of parties once a state."""
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    for sentence in page.sentences:
        for type_, span in _named(page, sentence):
            parties = page.parties(sentence)
            if not parties or (type_ == "border" and page.quoted(span[0]) is not None and page.speaker_at(span[0]) is None):
                continue
            state = _state(page, sentence, span)
            if state is None:
                continue
            key = (type_, tuple(sorted(parties)), state)
            if key in seen or (state != "in_force" and (type_, tuple(sorted(parties)), "in_force") in seen and state == "agreed"):
                continue
            seen.add(key)
            since = next(
                (
                    d.value
                    for d in sentence.dates
                    if d.value and (d.prep in ("since", "from", "on", "in", "as of", "as from", "starting", "effective", "")) and not (d.adverb and d.same)
                ),
                None,
            )
            yield Regime(evidence=[tidy(page.text, sentence.start, sentence.end)], type=type_, parties=parties, state=state,
                         title=" ".join(page.text[span[0] : span[1]].split()), since=since if state in ("in_force", "ended", "suspended", "agreed") else None,
                         status="took_place" if state in ("in_force", "ended", "suspended") else "planned", confidence=0.75)  # fmt: skip
            break


def _named(page: Page, sentence: Sentence) -> Iterator[tuple[RegimeType, Span]]:
    for pattern, type_ in _patterns():
        for match in pattern.finditer(page.text, sentence.start, sentence.end):
            yield type_, (match.start(), match.end())  # type: ignore[misc]


_CACHE: list[tuple[re.Pattern[str], str]] = []


def _patterns() -> list[tuple[re.Pattern[str], str]]:
    if not _CACHE:
        _CACHE.extend((re.compile(row[0], re.IGNORECASE), row[1]) for row in table("regimes.tsv") if row[2] == "name")
    return _CACHE


_STATES: list[tuple[str, RegimeState]] = [
    (r"\b(?:lift(?:ed|ing|s)?|end(?:ed|ing|s)?|abolish\w*|remov(?:ed|ing|al)|scrapp?(?:ed|ing)|revok\w*|cancell?(?:ed|ing)|reopen\w*|re-open\w*|repeal\w*)\b", "ended"),
    (r"\b(?:suspend\w*|halt(?:ed|ing)?|paus(?:ed|ing)|froz\w*|freez\w*)\b", "suspended"),
    (r"\b(?:(?:came|entered|enters|come|coming|put|entry) into (?:force|effect)|in (?:force|effect|place)|took effect|takes effect|introduced|established|has been operating|impos(?:ed|es|ing)|clos(?:ed|ure)|launched|resumed|since|applies|operat\w+|exists?|imposition|remain\w*|extended|slapped|maintain\w*|subject to|rais(?:ed|es|ing)|hik(?:ed|es)|can travel|may travel|may enter|can enter|allows?)\b", "in_force"),
    (r"\b(?:agree\w*|sign(?:ed|ing)|approved|adopted|will (?:be )?(?:introduce|launch|start|come|enter|take|open|resume)\w*|decided|announc\w+)\b", "agreed"),
    (r"\b(?:propos\w*|discuss\w*|consider\w*|negotiat\w*|possib\w*|prospect\w*|call(?:ed|s|ing)? for|threaten\w*|plan\w*|need|issue of|explor\w*|could|may|might|hop(?:ed|es)|work(?:ing)? (?:on|towards))\b", "proposed"),
]  # fmt: skip


def _state(page: Page, sentence: Sentence, span: Span) -> RegimeState | None:
    """What the sentence says of the regime; nothing where it only mentions it."""
    text = page.text[sentence.start : sentence.end]
    best: tuple[int, RegimeState] | None = None
    for pattern, state in _STATES:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            distance = span[0] - end if end <= span[0] else start - span[1]
            distance = max(distance, 0)
            if best is None or distance < best[0]:
                best = (distance, state)
    return best[1] if best else None

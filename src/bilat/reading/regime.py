"""Finds `regime` facts: visas, tariffs, sanctions, borders, transport links, and the state they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import Regime, RegimeState, RegimeType, Span
from .circumstances import tidy
from .guard import Guarded
from .language.en import table
from .page import Page, Sentence
from .reference import agents_of, responsible_for


def find(page: Page) -> Iterator[Regime]:
    """Yield the regimes of a page, each type and set of parties once a state."""
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    for sentence in page.sentences:
        for type_, span in _named(page, sentence):
            parties = _parties(page, sentence, span) if type_ == "sanction" else page.parties(sentence)
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
        for match in pattern.find(page.text, sentence.start, sentence.end, sentence.folded):
            yield type_, (match.start(), match.end())  # type: ignore[misc]


@cache
def _patterns() -> tuple[tuple[Guarded, str], ...]:
    return tuple((Guarded(re.compile(row[0], re.IGNORECASE)), row[1]) for row in table("regimes.tsv") if row[2] == "name")


_STATES: list[tuple[str, RegimeState]] = [
    (r"\b(?:lift(?:ed|ing|s)?|end(?:ed|ing|s)?|abol\w*|remov(?:ed?|ing|al|es)|scrap(?:ped|ping|s)?|revok\w*|eliminat\w*|rescind\w*|roll(?:ed|ing)? back|dropp(?:ed|ing)|eas(?:ed?|es|ing)|relax(?:ed|ing)?|cancell?(?:ed|ing)|reopen\w*|re-open\w*|repeal\w*)\b", "ended"),
    (r"\b(?:suspen[ds]\w*|halt(?:ed|ing|s)?|paus(?:ed|ing)|froz\w*|freez\w*|on hold)\b", "suspended"),
    (r"\b(?:(?:came|entered|enters|come|coming|put|entry) into (?:force|effect)|in (?:force|effect|place)|took effect|takes effect|introduced|established|has been operating|impos(?:ed|es|ing)|clos(?:ed|ure)|launched|resumed|since|applies|operat\w+|exists?|impos(?:e|ition)|remain\w*|exten(?:d|ded|ds|ding|sion)|slap\w*|maintain\w*|renew\w*|prolong\w*|tighten\w*|toughen\w*|enforc\w*|lev(?:y|ied|ies)|enact\w*|placed|put on|sanction(?:ed|ing)|froze (?:the )?assets|introduc(?:e|es|ing)|enjoys?|visa-free|without visas?|subject to|rais(?:e|ed|es|ing)|hik(?:e|ed|es|ing)|increas\w*|cut(?:s|ting)?|lower(?:s|ed|ing)?|reduc\w*|slash\w*|join(?:s|ed|ing)?|align(?:s|ed|ing)?|can travel|may travel|may enter|can enter|allows?)\b", "in_force"),
    (r"\b(?:agree\w*|sign(?:ed|ing)|approved|adopted|will (?:be )?(?:introduce|launch|start|come|enter|take|open|resume)\w*|decided|announc\w+)\b", "agreed"),
    (r"\b(?:(?:talks|negotiations) (?:on|about|over)|propos\w*|discuss\w*|consider\w*|negotiat\w*|possib\w*|prospect\w*|call(?:ed|s|ing)? for|threaten\w*|plan\w*|need|issue of|explor\w*|could|may|might|hop(?:ed|es)|work(?:ing)? (?:on|towards))\b", "proposed"),
]  # fmt: skip


_FIRM = re.compile(
    r"\b(?:agreements?|accord|treaty|memorandum|signed|will|shall|agreed|decided|pledged|vowed|plan(?:s|ned)?|set|about|going|announced)\b[^,;]{0,25}$", re.IGNORECASE
)
_WISHED = re.compile(
    r"\b(?:would|could|may|might|should|call(?:s|ed|ing)?|urg(?:e|es|ed|ing)|consider(?:s|ed|ing)?|propos\w+|threat\w*|demand\w*|ask(?:s|ed|ing)?|want(?:s|ed)?|seek(?:s|ing)?|"
    r"sought|hop(?:e|es|ed)|discuss\w*|possib\w+|potential|prospects?|until|unless|if|talks on|need)\b[^,;]{0,45}$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:continu\w+|keep(?:s|ing)?|kept|maintain\w*)\b[^,;]{0,15}$", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:not|never|refus\w+|fail(?:s|ed)?|declin\w+|cannot|no plans?)\b[^,;]{0,25}$", re.IGNORECASE)


def _mood(before: str, state: RegimeState) -> RegimeState | None:
    """What becomes of a state by the words before it: "will lift" is agreed, "called for … to be lifted" proposed, "refused to lift" in force."""
    if _REFUSED.search(before):
        return "in_force" if state in ("ended", "suspended") else None if state == "in_force" else state
    if _GOES_ON.search(before):
        return "in_force" if state == "in_force" else state
    if state in ("in_force", "ended", "suspended"):
        firm, wished = _FIRM.search(before), _WISHED.search(before)
        if wished and (firm is None or wished.start() > firm.start()):
            return "proposed"
        if firm:
            return "agreed"
    return state


_ITSELF = re.compile(r"(?:froze|freez|travel|enter|visit|stay)", re.IGNORECASE)
"""A regime told by a verb of its own: "can enter without a visa", "froze the assets"."""
_PERMITTED = re.compile(r"\b(?:may|can)\b")
"""What is no wish there, but leave."""


def _state(page: Page, sentence: Sentence, span: Span) -> RegimeState | None:
    """What the sentence says of the regime; nothing where it only mentions it."""
    text = page.text[sentence.start : sentence.end]
    if _ITSELF.match(page.text, span[0], span[1]):
        return _mood(_PERMITTED.sub("", page.text[max(sentence.start, span[0] - 25) : span[0]]), "in_force")
    best: tuple[int, int, RegimeState] | None = None
    for pattern, state in _STATES:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            distance = span[0] - end if end <= span[0] else start - span[1]
            distance = max(distance, 0)
            if best is None or distance < best[0]:
                best = (distance, match.start(), state)
    return _mood(text[max(0, best[1] - 60) : best[1]], best[2]) if best else None


def _parties(page: Page, sentence: Sentence, span: Span) -> list[str]:
    """Who imposes sanctions, then on whom: of "sanctions on A, imposed by the West" only A is known; the parties of the sentence where no target is named."""
    noun = next((w for w in reversed(sentence.words) if span[0] <= w.start < span[1]), None)
    if noun is None:
        return page.parties(sentence)
    top = noun
    while top.dep in ("compound", "conj", "amod") and top.head.tag.startswith("N") and top.head is not top:
        top = top.head
    verb = next((a for a in [top, *top.ancestors()] if a.verb), None)
    preps = [*noun.kids("prep"), *top.kids("prep"), *(verb.kids("prep") if verb is not None and noun.dep in ("dobj", "nsubjpass") else [])]
    preps += [p for c in noun.kids("acl") for p in c.kids("prep")]
    things = [t for p in preps if p.low in ("on", "against", "upon") for t in p.kids("pobj")]
    targets = [m.country for t in things for m in sentence.mentions if m.country and t.span()[0] <= m.start < t.span()[1]]
    targets += [c for t in things for w in t.subtree() if w.mention is not None for a in w.mention.actors if (c := page.country_of(a))]
    if not targets:
        return page.parties(sentence)
    by: list[str] = []
    if verb is not None and noun.dep in ("dobj", "conj", "pobj"):
        by = responsible_for(page, verb)
    by += [a for v in (*noun.kids("acl"), *([verb] if verb is not None and noun.dep == "nsubjpass" else [])) for a in agents_of(page, v)]
    by += page.country_ids([c.mention.country for c in noun.children if c.mention is not None and c.mention.country])
    codes = [c for c in (page.country_of(a) for a in by) if c]
    return list(dict.fromkeys([*codes, *targets]))

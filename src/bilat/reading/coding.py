"""Codes marked sentences: what the source does to the target, in PLOVER's terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import MarkError
from ..vocabulary import EventCode, plover_of
from .acts import Scene, act_of
from .grammar import Word, parser
from .tokens import tokenize

CONFIDENCE = (0.5, 0.75, 0.75, 0.9)
"""How often a code of each grade is right on development data, as `make benchmark` measures it."""
_MARK = re.compile(r"<(/?)([st])>")
MAX_LENGTH = 20_000
"""Characters of a sentence; what is longer is no sentence."""


class Coding(NamedTuple):
    """What the source of a sentence does to its target; `code` is `None` where no word of the sentence names an act."""

    code: EventCode | None
    mode: str | None
    score: float | None
    confidence: float
    cameo: str | None


class Marked(NamedTuple):
    """A sentence without its marks, and the places of its sources and targets; one of the two may be empty."""

    text: str
    sources: list[tuple[int, int]]
    targets: list[tuple[int, int]]

    @property
    def missing(self) -> str | None:
        """What is not marked, as a message, or `None`: such a sentence can be coded, less surely."""
        if self.sources and self.targets:
            return None
        return "there is no target; mark it <t>…</t>" if self.sources else "there is no source; mark it <s>…</s>"


def unmark(sentence: str) -> Marked:
    """Take the `<s>…</s>` and `<t>…</t>` out of a sentence; `MarkError` where both are missing or unbalanced, or name the same words."""
    if len(sentence) > MAX_LENGTH:
        raise MarkError(f"the sentence has {len(sentence):,} characters; at most {MAX_LENGTH:,} are read")
    parts: list[str] = []
    spans: dict[str, list[tuple[int, int]]] = {"s": [], "t": []}
    opened: list[tuple[str, int]] = []
    length = at = 0
    for match in _MARK.finditer(sentence):
        parts.append(sentence[at : match.start()])
        length += match.start() - at
        at = match.end()
        closing, which = match.groups()
        if not closing:
            opened.append((which, length))
        elif not opened or opened[-1][0] != which:
            raise MarkError(f"</{which}> closes nothing; every <s> and <t> needs its own </s> and </t>")
        else:
            spans[which].append((opened.pop()[1], length))
    if opened:
        raise MarkError(f"<{opened[-1][0]}> is not closed")
    parts.append(sentence[at:])
    text = "".join(parts)
    spans = {which: [(a, b) for a, b in places if text[a:b].strip()] for which, places in spans.items()}
    if not spans["s"] and not spans["t"]:
        raise MarkError("neither source nor target is marked; mark them <s>…</s> and <t>…</t>")
    if {text[a:b].strip().lower() for a, b in spans["s"]} == {text[a:b].strip().lower() for a, b in spans["t"]}:
        raise MarkError("source and target are the same words; an event needs two actors")
    return Marked(text, spans["s"], spans["t"])


def code_sentences(sentences: Iterable[Marked]) -> Iterator[Coding]:
    """Yield the coding of each sentence, in order; they are parsed together, which is many times faster than one by one."""
    prepared = [_units(sentence) for sentence in sentences]
    parser().parse([units for units, _, _ in prepared])
    for units, sources, targets in prepared:
        act = act_of(Scene([word for _, word in units], sources, targets))
        if act is None:
            yield Coding(None, None, None, 0.0, None)
            continue
        plover = plover_of(act.cameo)
        yield Coding(plover.code, plover.mode, plover.score, CONFIDENCE[act.grade], act.cameo)


def _units(sentence: Marked) -> tuple[list[tuple[str, Word]], frozenset[int], frozenset[int]]:
    """The sentence's words with the forms that the parser is to see; source and target are one word each, seen as a name."""
    text = sentence.text
    tokens = tokenize(text, 0, len(text))
    marked = [(span, "Smith") for span in sentence.sources] + [(span, "Brown") for span in sentence.targets]
    units: list[tuple[str, Word]] = []
    found: dict[str, set[int]] = {"Smith": set(), "Brown": set()}
    i = 0
    while i < len(tokens):
        token = tokens[i]
        span, form = next(((span, form) for span, form in marked if span[0] <= token.start < span[1]), (None, token.text))
        j = i + 1
        if span is not None:
            while j < len(tokens) and tokens[j].start < span[1]:
                j += 1
            if j - i > 1 and tokens[j - 1].low in ("'s", "'", "’"):
                j -= 1  # the clitic stays outside
            found[form].add(len(units))
        inside = text[token.start : tokens[j - 1].end]
        word = Word(inside, inside.lower() if span is not None else token.low, token.start, tokens[j - 1].end, i, j, 0)
        word.i = len(units)
        units.append((form, word))
        i = j
    return units, frozenset(found["Smith"]), frozenset(found["Brown"])

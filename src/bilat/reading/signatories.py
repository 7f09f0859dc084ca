"""Joint papers: a text whose "we" is the countries that issue it together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .page import Page

_JOINT_PAPER = re.compile(
    r"\bjoint (?:[\w’'-]+ ){0,2}(?:statement|declaration|communiqu[eé]|fact sheet|vision|press (?:statement|release))\b|\bfact sheet\b|\bwe, the (?:[\w-]+ ){0,3}(?:leaders|presidents|ministers|heads|governments)\b",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(r"\b(?:sign|adopt|issue|agree|follow)\w*\b", re.IGNORECASE)


def signatories(page: Page) -> list[str]:
    """Return the countries whose joint paper the text is; none where it is no such paper.

    It is one by its heading, by its "We, the leaders of …", or because it says "our two countries" outside any quotation and is nobody's speech.
    """
    heading = page.document.title or ""
    for sentence in page.sentences[:4]:
        heading = heading or page.text[sentence.start : sentence.end]
        told = _JOINT_PAPER.search(page.text, sentence.start, sentence.end)
        if told is None or (_NO_PAPER.search(page.text, sentence.start, sentence.end) and told.group()[:2].lower() != "we"):
            continue
        named = list(dict.fromkeys(m.country for m in sentence.mentions if m.country))
        return named if len(named) > 2 else list(page.pair or named)
    if _SPEECH.search(heading):
        return []
    for shared in _SHARED.finditer(page.text):
        if page.quoted(shared.start()) is None and page.speaker_at(shared.start()) is None:
            return list(page.pair or ())
    return list(page.pair or ()) if _JOINT_PAPER.search(heading) or _NAMED_PAPER.search(heading) else []


_SHARED = re.compile(r"\bour (?:two|both|respective) (?:countries|nations|governments|peoples|states)\b|\bour bilateral (?:relationship|relations|cooperation)\b", re.IGNORECASE)
_SPEECH = re.compile(r"\b(?:speech|remarks|address|interview|press conference|lecture|message|letter|op-ed|keynote|toast|greetings?)\b", re.IGNORECASE)
_NAMED_PAPER = re.compile(r"^\W*(?:[A-Z][\w’'-]+ ){1,4}(?:Declaration|Communiqu[eé]|Charter|Accord)\W*$")

"""Finds `topic` facts: the areas that were discussed, developed or agreed, one an area and document, at its first explicit mention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import Area, Span, Topic
from .circumstances import tidy
from .grammar import Word
from .guard import Guarded
from .language.en import table, word_list
from .page import Page, Sentence


@cache
def _areas() -> tuple[tuple[Guarded, Area], ...]:
    return tuple((Guarded(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)), area) for area, pattern in table("areas.tsv"))  # type: ignore[misc]


MENTIONS = 5
"""The most places that a topic rests on: where it is first discussed, and where the piece comes back to it."""


def find(page: Page) -> Iterator[Topic]:
    """Yield the areas of a page, each resting on its first explicit mention and on those that follow."""
    sentences = [s for s in page.sentences if not s.headline and len(page.parties(s)) == 2]
    # First what is itself discussed, developed or agreed; then what stands beside such; only then what is merely named.
    told = {s.index for s in sentences if _CONTEXT.search(page.text, s.start, s.end)}
    for pattern, area in _areas():
        ranked = list(_ranked(page, sentences, told, pattern))
        places = [(span, initiative) for _, span, initiative in sorted(ranked, key=lambda place: place[0])]
        if places:
            best = min(rank for rank, _, _ in ranked)
            yield Topic(
                evidence=list(dict.fromkeys(span for span, _ in places))[:MENTIONS],
                area=area,
                initiative=next((i for _, i in places[:MENTIONS] if i), None),
                confidence=(0.8, 0.7, 0.5)[best],
            )


def _ranked(page: Page, sentences: list[Sentence], told: set[int], pattern: Guarded) -> Iterator[tuple[int, Span, str | None]]:
    """Yield where an area is named, with the rank of the place, until enough places of the first rank are found."""
    plain = 0
    for sentence in sentences:
        for weight, span in _named(page, sentence, pattern):
            rank = _rank(sentence.index in told, weight)
            plain += rank == 0
            yield rank, span, _initiative(page, sentence)
        if plain >= MENTIONS:
            return


def _rank(told: bool, weight: int) -> int:
    return 0 if weight == 2 else 1 if told else 2


_CONTEXT = re.compile(
    r"\b(?:cooperation|co-operation|collaborat\w+|ties|partnership|interaction|dialogue|discuss\w*|talks|exchang\w+ (?:of )?views|negotiat\w*|agree\w*|concur\w*|"
    r"projects?|issues|areas|fields?|spheres?|sectors?|agenda|topics?|matters|initiative\w*|develop\w*|strengthen\w*|expand\w*|deepen\w*|enhanc\w*|promot\w*|"
    r"boost\w*|joint\w*|focus\w*|touched|review\w*|consider\w*|explor\w*|attention|emphasi\w*|priorit\w*|memorand\w*|year of|commit\w*|support\w*|"
    r"contacts|engagement|coordinat\w*|address\w*|opportunit\w*|facilitat\w*|situation|sign\w*|protocol|programme|program|work(?:ing)? (?:together|closely))\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"\s*(?:turnover|volumes?|partners?|exchange (?:reached|amounted|stood)|deficit|surplus|figures|data|balance|success)\b", re.IGNORECASE)
"""What makes of an area a figure or a status: it names a topic only where nothing plainer does."""
_HOLDER = re.compile(r"\s*(?:delegation|mission|minister|ministry|officials?|coast guard|forces?|day|hospitality)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w’'-]+(?:\s+(?:and|of|the|for|on|&)\s+|\s+)$")
_NAME_GOES_ON = re.compile(r"(?:’s?|'s?)?\s+(?:(?:and|of|for|on|&)\s+(?:the\s+)?)?(?!I\b)[A-Z][a-z]")


def _in_name(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word is but a part of a proper name, in capitals as its neighbour is: "the World Trade Forum"."""
    if not page.text[start].isupper() or page.text[start:end].isupper() or start == sentence.start:
        return False
    return _NAME.search(page.text, max(sentence.start + 1, start - 30), start) is not None or _NAME_GOES_ON.match(page.text, end) is not None


def _named(page: Page, sentence: Sentence, pattern: Guarded) -> Iterator[tuple[int, Span]]:
    """Yield where a sentence first names an area as a subject of the dealings, with how plainly it does."""
    taken = sentence.start
    for match in pattern.find(page.text, sentence.start, sentence.end, sentence.folded):
        start, end = match.span()
        if start < taken or any(m.start <= start and end <= m.end and m.kind in ("person", "title", "organisation") for m in sentence.mentions):
            continue
        if any(m.country in (page.pair or ()) and m.start <= start < m.end for m in sentence.mentions) or _HOLDER.match(page.text, end):
            continue
        word = next((w for w in sentence.words if w.start <= start < w.end), None)
        weight = _weight(word) if word is not None else 1
        if weight and (_MEASURED.match(page.text, end) or _in_name(page, sentence, start, end)):
            weight = 1
        if weight:
            span = _phrase(page, sentence, start, end)
            taken = max(taken, span[1])
            yield weight, span


_BESIDE = {"as", "amid", "amidst", "despite", "due", "because", "since", "unlike", "without", "except", "than"}
"""Prepositions of reasons and circumstances: what follows is not dealt with."""
_PURPOSE = {"for", "from", "at", "by", "under", "after", "before", "during", "near", "off"}
"""Prepositions that say of a deed for what, whence and where it is done."""

_PLEADING = {"call", "press", "appeal", "push", "argue", "plead", "advocate"}
_GOING = {"come", "go", "travel", "arrive", "return", "sail", "head", "move", "fly", "sell", "appear"}


def _weight(word: Word) -> int:
    """How plainly a word is a subject of the dealings: 2 if it is discussed, developed or agreed, 0 if it only says who, why or where, else 1."""
    if any(w.low in ("anniversary", "anniversaries", "years") and w.tag.startswith("N") for w in list(word.ancestors())[:5]):
        return 0
    top = word
    for _ in range(9):
        if any(c.low in ("this", "these", "that", "those") for c in top.kids("det")) and top is word:
            return 0
        if top.low in word_list("dealing_nouns"):
            return 2
        head = top.head
        if head is top:
            break
        if top.dep in ("amod", "compound", "nmod", "poss", "npadvmod", "advmod", "punct") and not head.verb:
            if head.low in word_list("holder_nouns") and top.dep != "poss":
                return 0
            top = head
        elif top.dep in ("conj", "appos", "nummod", "quantmod"):
            top = head
        elif top.dep in ("dobj", "nsubjpass", "pcomp", "xcomp") and (head.verb or head.tag == "IN"):
            if head.verb and head.lemma in word_list("dealing_verbs"):
                return 2
            if top.dep in ("dobj", "nsubjpass"):
                return 0 if head.lemma in ("visit", "tour", "study", "inspect") else 1
            top = head
        elif top.dep == "pobj":
            if head.low in _BESIDE and not any(c.low == "such" for c in (*head.children, *head.head.children)):
                return 0
            above = head.head
            while above.dep == "prep" and above.tag == "IN" and above.head is not above:
                above = above.head
            if above.verb:
                if above.lemma in word_list("dealing_verbs") or (head.low == "for" and above.lemma in _PLEADING):
                    return 2
                return 0 if head.low in _PURPOSE or (head.low == "to" and above.lemma in _GOING) else 1
            top = above
        elif top.verb and top.lemma in word_list("dealing_verbs"):
            return 2
        else:
            break
    return 1


def _phrase(page: Page, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The noun phrase around a word, which is the evidence."""
    word = next((w for w in sentence.words if w.start <= start < w.end), None)
    if word is None:
        return start, end
    top = word
    while top.head is not top and top.dep in ("amod", "compound", "nmod", "conj", "pobj", "prep") and not top.head.verb and top.head.start - word.end < 80:
        top = top.head
    if top.dep in ("prep", "agent") and (inner := top.child("pobj")) is not None:
        top = inner
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

"""Finds `assessment` facts: judgements on the relationship and on what was agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import Assessment, Polarity, Span
from .circumstances import action_span, object_span, tidy
from .grammar import Word
from .language.en import table
from .page import Page, Sentence
from .reference import actors_of, responsible, responsible_for
from .spans import SpanSet


@cache
def _verbs() -> dict[str, Polarity]:
    return {row[0]: row[1] for row in table("assessments.tsv") if row[2] == "verb"}  # type: ignore[misc]


@cache
def _manners() -> tuple[tuple[re.Pattern[str], Polarity], ...]:
    return tuple((re.compile(row[0]), row[1]) for row in table("assessments.tsv") if row[2] == "manner")  # type: ignore[misc]


@cache
def _nouns() -> dict[str, Polarity]:
    return {row[0]: row[1] for row in table("assessments.tsv") if row[2] == "noun"}  # type: ignore[misc]


def find(page: Page) -> Iterator[Assessment]:
    """Yield the assessments of a page."""
    taken = SpanSet()
    for sentence in page.sentences:
        if sentence.headline:
            continue
        for word in sentence.words:
            if not word.verb:
                continue
            found = _from_verb(page, sentence, word) or _of_relations(page, word)
            if found is not None and not taken.touching(*found.of):
                taken.add(found.of)
                yield found


def _from_verb(page: Page, sentence: Sentence, verb: Word) -> Assessment | None:
    text = page.text
    polarity = _verbs().get(verb.lemma)
    thing = verb.child("dobj", "nsubjpass")
    if thing is not None and thing.low == "it":
        thing = None
    if thing is not None and thing.low in ("who", "which", "that"):
        return None
    if verb.lemma == "congratulate" and thing is not None and thing.low in ("themselves", "each"):
        on = next((t for p in verb.kids("prep") if p.low in ("on", "for") for t in p.kids("pobj", "pcomp")), None)
        return _make(page, sentence, verb, tidy(text, *on.span()), "positive") if on is not None else None
    manner = _manner(page, verb)
    if polarity is None and manner is None:
        if thing is not None and verb.lemma in _NOTING and thing.low in _STATE and any(c.low in _GOOD for c in thing.children):
            return _jointly(page, sentence, verb, tidy(text, *object_span(thing, verb)))
        if thing is not None and thing.low in _nouns() and verb.lemma in ("express", "voice", "convey", "give", "share", "raise", "lodge"):
            return _felt(page, sentence, verb, thing)
        return None
    if polarity is None or (manner is not None and polarity == "neutral"):
        if verb.lemma not in ("note", "assess", "evaluate", "speak", "rate", "describe", "regard", "view", "acknowledge", "observe", "state", "mention",
                              "appreciate", "value", "estimate", "recall", "review", "mark", "point", "emphasize", "register"):  # fmt: skip
            return None
        polarity = manner or polarity
    if thing is None:
        clause = verb.child("ccomp") or next((c for p in verb.kids("prep") if p.low == "with" for n in p.kids("pobj") for c in n.kids("acl", "ccomp")), None)
        if clause is not None and manner is not None and clause.start > verb.start:
            start, end = clause.span()
            mark = next((c for c in clause.children if c.low == "that"), None)
            of = action_span(page, start, end, mark.end if mark else start)
            return _make(page, sentence, verb, of, polarity or "positive")
        for prep in verb.kids("prep"):
            if verb.lemma == "speak" and prep.low == "of" and manner:
                inner = prep.child("pobj")
                if inner is not None:
                    return _make(page, sentence, verb, tidy(text, *inner.span()), manner)
        return None
    if thing.mention is not None and thing.mention.kind in ("person",):
        return None
    start, end = object_span(thing, verb)
    if verb.lemma in ("review", "discuss", "consider", "examine") and thing.low in ("issues", "matters", "questions", "prospects", "possibilities", "ways", "opportunities"):
        return None
    of = action_span(page, start, end)
    return _make(page, sentence, verb, of, polarity or "neutral")


_NOTING = {"note", "acknowledge", "emphasize", "emphasise", "stress", "underline", "underscore", "highlight", "observe"}
_STATE = {"level", "dynamics", "pace", "state", "development", "progress", "growth", "nature", "quality", "results", "character", "momentum", "intensity", "success"}
_GOOD = {"high", "positive", "dynamic", "excellent", "active", "successful", "steady", "fruitful", "progressive", "strong", "significant", "considerable", "good",
         "impressive", "remarkable", "sustained", "stable", "rapid", "unprecedented", "favourable", "favorable", "highest"}  # fmt: skip


def _jointly(page: Page, sentence: Sentence, verb: Word, of: Span) -> Assessment | None:
    """ "The sides noted the high level of cooperation": both judge; of one speaker it is a statement like any other."""
    made = _make(page, sentence, verb, of, "positive")
    return made if made is not None and len(made.by) > 1 else None


_RELATIONS = {"relations", "ties", "relationship", "cooperation", "partnership", "friendship", "links"}
_BEST = re.compile(r"\b(?:at (?:their|its|the|an) (?:best|highest|all-time high|peak)|best (?:level|in|ever)|highest (?:level|point)|all-time high|unprecedented(?:ly)? |exemplary|"
                   r"never been (?:better|closer|stronger)|excellent|at a (?:very )?high level|flourishing|thriving)", re.IGNORECASE)  # fmt: skip
_WORST = re.compile(
    r"\b(?:at (?:their|its|the|an) (?:worst|lowest|all-time low)|worst (?:level|in|ever)|lowest (?:level|point|ebb)|all-time low|strained|deteriorat|at a low)", re.IGNORECASE
)


def _of_relations(page: Page, verb: Word) -> Assessment | None:
    """ "Ties were at their best level ever": a judgement by whoever is quoted with it."""
    subject = verb.child("nsubj")
    if verb.lemma not in ("be", "remain", "reach", "stand", "have") or subject is None or subject.low not in _RELATIONS:
        return None
    start, end = verb.span()
    words = page.text[verb.start : end]
    polarity: Polarity | None = "positive" if _BEST.search(words) else "negative" if _WORST.search(words) else None
    if polarity is None:
        return None
    head = verb.head if verb.dep == "ccomp" and verb.head is not verb else None
    by = responsible_for(page, head) if head is not None else []
    speaker = page.speaker_at(verb.start)
    by = by or (responsible(page, [speaker]) if speaker else [])
    if not by:
        return None
    mark = next((c for c in verb.children if c.dep == "mark"), None)
    of = action_span(page, start, end, mark.end if mark else start)
    return Assessment(evidence=[of], by=by, of=of, polarity=polarity, confidence=0.6)


def _manner(page: Page, verb: Word) -> Polarity | None:
    """How it is noted: "with satisfaction", "highly", "positively", "with concern"."""
    start, end = verb.span()
    window = page.text[max(start, verb.start - 30) : min(end, verb.end + 60)].lower()
    for pattern, polarity in _manners():
        match = pattern.search(window)
        if match:
            return polarity
    return None


def _felt(page: Page, sentence: Sentence, verb: Word, noun: Word) -> Assessment | None:
    """ "Expressed concern over …", "voiced satisfaction with …"."""
    for prep in [*noun.kids("prep"), *verb.kids("prep")]:
        if prep.low in ("over", "about", "at", "with", "for", "on", "regarding", "of", "in") and prep.start > verb.start:
            inner = prep.child("pobj", "pcomp")
            if inner is not None:
                start, end = inner.span()
                return _make(page, sentence, verb, action_span(page, start, end), _nouns()[noun.low])
    clause = noun.child("acl", "ccomp") or verb.child("ccomp")
    if clause is not None and clause.start > noun.end:
        start, end = clause.span()
        mark = next((c for c in clause.children if c.low == "that"), None)
        return _make(page, sentence, verb, action_span(page, start, end, mark.end if mark else start), _nouns()[noun.low])
    return None


def _make(page: Page, sentence: Sentence, verb: Word, of: Span, polarity: Polarity) -> Assessment | None:
    by = responsible_for(page, verb)
    if not by and verb.child("nsubjpass") is not None:
        agent = verb.child("agent")
        by = responsible(page, [a for t in (agent.kids("pobj") if agent else []) for a in actors_of(page, t)])
    passive = verb.child("nsubjpass")
    if not by and passive is not None and (passive.low == "it" or passive.start <= of[0]):
        by = page.country_ids(page.parties(sentence))
    if not by or len(page.text[of[0] : of[1]].split()) < 2:
        return None
    subject = verb.child("nsubj")
    evidence = tidy(page.text, min(subject.span()[0] if subject is not None else verb.start, of[0]), max(of[1], verb.end))
    return Assessment(evidence=[evidence], by=by, of=of, polarity=polarity, confidence=0.7)

"""Finds `assessment` facts: judgements on the relationship and on what was agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import Assessment, Polarity
from .circumstances import action_span, object_span, tidy, without_that
from .grammar import Word
from .judgement import judging, make, negated, reporter
from .language.en import table, word_list
from .page import Page, Sentence
from .spans import SpanSet
from .stance import ascribed, felt, from_stance, from_state, noted


@cache
def _manners() -> tuple[tuple[re.Pattern[str], Polarity], ...]:
    return tuple((re.compile(row[0]), row[1]) for row in table("assessments.tsv") if row[2] == "manner")  # type: ignore[misc]


def find(page: Page) -> Iterator[Assessment]:
    """Yield the assessments of a page."""
    taken = SpanSet()
    for sentence in page.sentences:
        if sentence.headline:
            continue
        for word in sentence.words:
            found: Assessment | None = None
            if word.verb:
                found = _from_verb(page, sentence, word) or ascribed(page, sentence, word) or _of_relations(page, word) or _verdict(page, word)
            elif word.low in judging("noun"):
                found = from_stance(page, sentence, word)
            if found is None and word.low in judging("state"):
                found = from_state(page, sentence, word)
            if found is not None and not taken.touching(*found.of):
                taken.add(found.of)
                yield found


def _from_verb(page: Page, sentence: Sentence, verb: Word) -> Assessment | None:
    text = page.text
    polarity = judging("verb").get(verb.lemma)
    thing = verb.child("dobj", "nsubjpass")
    if thing is not None and thing.low == "it":
        thing = None
    if thing is not None and thing.low in ("who", "which", "that"):
        return None
    if polarity not in (None, "neutral") and negated(verb):
        return None
    if verb.lemma == "congratulate" and thing is not None and thing.low in ("themselves", "each"):
        on = next((t for p in verb.kids("prep") if p.low in ("on", "for") for t in p.kids("pobj", "pcomp")), None)
        return make(page, sentence, verb, tidy(text, *on.span()), "positive") if on is not None else None
    if polarity in ("positive", "negative") and (merit := _merit(page, sentence, verb, thing, polarity)) is not None:
        return merit
    if (about := _about(page, sentence, verb)) is not None:
        return about
    manner = _manner(page, verb)
    if polarity is None and manner is None:
        if thing is None:
            return None
        return noted(page, sentence, verb, thing) or felt(page, sentence, verb, thing)
    if polarity is None or (manner is not None and polarity == "neutral"):
        if verb.lemma not in ("note", "assess", "evaluate", "speak", "rate", "describe", "regard", "view", "acknowledge", "observe", "state", "mention",
                              "appreciate", "value", "estimate", "recall", "review", "mark", "point", "emphasize", "register"):  # fmt: skip
            return None
        polarity = manner or polarity
    if thing is None:
        clause = verb.child("ccomp") or next((c for p in verb.kids("prep") if p.low == "with" for n in p.kids("pobj") for c in n.kids("acl", "ccomp")), None)
        if clause is not None and manner is not None and clause.start > verb.start:
            return make(page, sentence, verb, without_that(page, clause), polarity or "positive")
        for prep in verb.kids("prep"):
            if verb.lemma == "speak" and prep.low == "of" and manner:
                inner = prep.child("pobj")
                if inner is not None:
                    return make(page, sentence, verb, tidy(text, *inner.span()), manner)
        return None
    if thing.mention is not None and thing.mention.kind in ("person",):
        return None
    start, end = object_span(thing, verb)
    if verb.lemma in ("review", "discuss", "consider", "examine") and thing.low in ("issues", "matters", "questions", "prospects", "possibilities", "ways", "opportunities"):
        return None
    if thing.mention is not None and thing.mention.actors and (role := next((p for p in verb.kids("prep") if p.low == "as"), None)) is not None:
        end = role.span()[1]  # "hailed N. as a reliable friend"
    of = action_span(page, start, end)
    return make(page, sentence, verb, of, polarity or "neutral")


def _merit(page: Page, sentence: Sentence, verb: Word, thing: Word | None, polarity: Polarity) -> Assessment | None:
    """ "Praised N. N. for her steady leadership": what is praised is what follows "for"."""
    if thing is None or thing.mention is None or not (thing.mention.actors or thing.names("title")) or thing.child("poss") is not None:
        return None
    what = next((t for p in [*verb.kids("prep"), *thing.kids("prep")] if p.low in ("for", "over") and p.start > thing.start for t in p.kids("pobj", "pcomp")), None)
    return make(page, sentence, verb, action_span(page, *what.span()), polarity) if what is not None else None


def _about(page: Page, sentence: Sentence, verb: Word) -> Assessment | None:
    """ "Disapproved of the move", "objected to the plan": a verb that judges with a preposition."""
    for prep in verb.kids("prep"):
        polarity = judging("verb with preposition").get(f"{verb.lemma} {prep.low}")
        inner = prep.child("pobj", "pcomp") if polarity is not None else None
        if inner is not None and polarity is not None and not negated(verb) and not inner.names("person"):
            return make(page, sentence, verb, action_span(page, *inner.span()), polarity)
    return None


_BEST = re.compile(r"\b(?:at (?:their|its|the|an) (?:best|highest|all-time high|peak)|best (?:level|in|ever)|highest (?:level|point)|all-time high|unprecedented(?:ly)? |exemplary|"
                   r"never been (?:better|closer|stronger)|in (?:very |extremely |a )?(?:good|excellent|great|fine) (?:condition|shape|state|health)|on the right track|excellent|at a (?:very )?high level|flourishing|thriving)", re.IGNORECASE)  # fmt: skip
_WORST = re.compile(
    r"\b(?:at (?:their|its|the|an) (?:worst|lowest|all-time low)|worst (?:level|in|ever)|lowest (?:level|point|ebb)|all-time low|strained|deteriorat|at a low|under strain|in (?:very |extremely |a )?(?:poor|bad|terrible|sorry) (?:condition|shape|state))",
    re.IGNORECASE,
)


def _of_relations(page: Page, verb: Word) -> Assessment | None:
    """ "Ties were at their best level ever": a judgement by whoever is quoted with it."""
    subject = verb.child("nsubj")
    if subject is None or subject.low not in word_list("relationship_nouns") or verb.tag == "VB" or negated(verb):
        return None
    start, end = verb.span()
    words = page.text[verb.start : end]
    polarity = judging("course").get(verb.lemma)
    if verb.lemma in ("be", "remain", "reach", "stand", "have"):
        polarity = "positive" if _BEST.search(words) else "negative" if _WORST.search(words) else None
    if polarity is None:
        return None
    by = reporter(page, verb)
    if not by:
        return None
    mark = next((c for c in verb.children if c.dep == "mark"), None)
    of = action_span(page, start, end, mark.end if mark else start)
    return Assessment(evidence=[of], by=by, of=of, polarity=polarity, confidence=0.6)


def _verdict(page: Page, verb: Word) -> Assessment | None:
    """ "It is regrettable that …", "such steps are of concern", "the talks were fruitful": a judgement by whoever says so."""
    if verb.lemma not in ("be", "remain") or verb.tag == "VB" or negated(verb):
        return None
    subject = verb.child("nsubj", "nsubjpass") or verb.child("csubj")
    told = [w for c in verb.kids("acomp", "attr") for w in (c, *c.kids("conj"))]
    polarity: Polarity | None = "negative" if subject is not None and subject.low == "it" and any(w.low in word_list("verdict_words") for w in told) else None
    if any(p.low == "of" and any(t.low in ("concern", "regret") for t in p.kids("pobj")) for p in verb.kids("prep")):
        polarity = "negative"
    if subject is None or subject.names("person"):
        return None
    if polarity is None and subject.low in word_list("talks_nouns") and any(w.low in word_list("good_words") for w in told):
        polarity = "positive"
    thing = subject if subject.low != "it" else next((c for c in (*verb.kids("ccomp", "csubj"), *(x for t in told for x in t.kids("ccomp"))) if c.start > verb.start), None)
    by = reporter(page, verb) if polarity is not None and thing is not None else []
    if not by or polarity is None or thing is None:
        return None
    start, end = thing.span()
    mark = thing.child("mark") if thing is not subject else None
    of = action_span(page, start, end, mark.end if mark is not None else start)
    if len(page.text[of[0] : of[1]].split()) < 2:
        return None
    return Assessment(evidence=[tidy(page.text, min(of[0], verb.start), max(of[1], verb.end))], by=by, of=of, polarity=polarity, confidence=0.6)


def _manner(page: Page, verb: Word) -> Polarity | None:
    """How it is noted: "with satisfaction", "highly", "positively", "with concern"."""
    start, end = verb.span()
    window = page.text[max(start, verb.start - 30) : min(end, verb.end + 60)].lower()
    for pattern, polarity in _manners():
        match = pattern.search(window)
        if match:
            return polarity
    return None

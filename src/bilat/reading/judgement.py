"""What all finders of assessments share: the words that judge, and how a judgement becomes a fact."""

from __future__ import annotations

from functools import cache

from ..vocabulary import Assessment, Polarity, Span
from .circumstances import tidy
from .grammar import Word, subject_of
from .language.en import table, word_list
from .page import Page, Sentence
from .reference import agents_of, responsible, responsible_for


@cache
def judging(kind: str) -> dict[str, Polarity]:
    """Return the words of a kind of `assessments.tsv` with the polarity of what they say."""
    return {row[0]: row[1] for row in table("assessments.tsv") if row[2] == kind}  # type: ignore[misc]


def quality(word: Word) -> Polarity | None:
    """Tell whether a noun is called good or bad: by its own adjectives, or by those of what it is a measure of ("the *high* level of ties")."""
    words = [c for c in word.children if c.dep in ("amod", "compound", "acl", "nmod") and c.start < word.start]
    for child in [w for c in words for w in (c, *c.kids("conj"))]:
        if child.low in word_list("good_words"):
            return "positive"
        if child.low in word_list("bad_words"):
            return "negative"
    return None


def is_state(word: Word) -> bool:
    """Whether a noun names a relationship or how it stands: what an assessment is of."""
    return word.low in word_list("relationship_nouns") or word.low in word_list("state_nouns")


def negated(verb: Word) -> bool:
    """Whether a verb is denied or only thought of: "did not condemn", "would condemn"."""
    return any(c.dep == "neg" or (c.dep == "aux" and c.low in ("would", "could", "may", "might", "should", "wo", "ca")) for c in verb.children)


def judges(page: Page, sentence: Sentence, verb: Word) -> list[str]:
    """Return who judges in the clause of a verb: its subject's government, the agent of a passive; the parties, for "it was noted" and "the talks noted"."""
    by = responsible_for(page, verb)
    if not by and verb.child("nsubjpass") is not None:
        by = responsible(page, agents_of(page, verb))
    if not by:
        subject = subject_of(verb)
        if subject is not None and subject.mention is None and subject.low in word_list("talks_nouns"):
            by = page.country_ids(page.parties(sentence))
    return by


def reporter(page: Page, verb: Word) -> list[str]:
    """Return who is told to say what the clause of a verb says: the subject of "said that …", or whoever is quoted."""
    head = verb.head if verb.dep == "ccomp" and verb.head is not verb else None
    by = responsible_for(page, head) if head is not None else []
    passive = head.child("nsubjpass") if head is not None else None
    if not by and passive is not None and passive.low == "it":
        by = page.country_ids(page.parties(page.sentences[verb.sentence]))  # "it was stressed that ties are excellent"
    speaker = page.speaker_at(verb.start)
    return by or (responsible(page, [speaker]) if speaker else [])


def make(page: Page, sentence: Sentence, verb: Word, of: Span, polarity: Polarity, by: list[str] | None = None) -> Assessment | None:
    """Return the assessment that a verb tells of, or `None` where nobody can be said to judge or nothing is judged."""
    by = by or judges(page, sentence, verb)
    passive = verb.child("nsubjpass")
    if not by and passive is not None and (passive.low == "it" or passive.start <= of[0]):
        by = page.country_ids(page.parties(sentence))
    if not by or len(page.text[of[0] : of[1]].split()) < 2:
        return None
    subject = verb.child("nsubj", "nsubjpass")
    evidence = tidy(page.text, min(subject.span()[0] if subject is not None else verb.start, of[0]), max(of[1], verb.end))
    return Assessment(evidence=[evidence], by=by, of=of, polarity=polarity, confidence=0.7)

"""What a side says ought to be done: "we must …", "it is necessary to …", "the two countries should …", "spoke in favour of …"."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary import Commitment, Span
from .circumstances import action_span
from .grammar import Word
from .language.en import word_list
from .page import Page, Sentence
from .reference import actors_of, responsible, responsible_for
from .undertaking import infinitive, make

_CALLING = (word_list("stress_verbs") | {"say", "state", "add", "tell", "believe", "declare", "argue", "agree", "conclude"}) - {"recognize", "recognise", "acknowledge", "recall"}
_OUGHT = {"should", "must", "ought"}
_NECESSARY = {"necessary", "essential", "vital", "crucial", "imperative", "important", "needed", "indispensable", "urgent"}
_NO_DEED = {"be", "have", "note", "say", "mention", "stress", "emphasize", "emphasise", "remember", "recall", "thank", "see", "know", "understand", "like", "remain", "admit", "recognize",
            "recognise", "underline", "forget", "point", "add"}  # fmt: skip
"""What ought to be these is an opinion or a turn of speech."""


def ought(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """Return the call that a clause of duty makes, by whoever is quoted or said to say so; null where nobody is."""
    if verb.lemma == "be":
        return _necessary(page, sentence, verb)
    must = any(c.low in _OUGHT for c in verb.kids("aux")) and not any(c.low in ("have", "had") for c in verb.kids("aux"))
    needs = verb.dep == "xcomp" and verb.head.lemma in ("need", "have") and verb.head.tag in ("VBP", "VBZ") and any(c.low == "to" for c in verb.kids("aux"))
    clause = verb.head if needs else verb
    subject = clause.child("nsubj")
    if not (must or needs) or subject is None or verb.lemma in _NO_DEED or verb.child("neg") is not None or clause.dep in ("relcl", "advcl"):
        return None
    if subject.low != "we" and not _states(page, subject):
        return None
    by = _caller(page, clause)
    start = min([verb.start, *(c.start for c in verb.kids("advmod") if c.end <= verb.start and c.start > subject.end and must)])
    return make(page, sentence, by, "called_for", action_span(page, start, verb.span()[1]), subject) if by else None


def _states(page: Page, subject: Word) -> bool:
    """Whether those who ought to act are countries or their sides."""
    if subject.low in word_list("collective_countries") and subject.mention is None:
        return True
    actors = actors_of(page, subject)
    return bool(actors) and all(page.cast.roles[a].type == "country" for a in actors)


def _caller(page: Page, clause: Word) -> list[str]:
    """Who says what ought to be done: whoever the clause is reported of, else whoever is quoted there."""
    above = next((a for a in clause.ancestors() if a.verb and a.lemma in _CALLING), None)
    if above is not None and clause.dep in ("ccomp", "conj") and page.quoted(clause.start) is None:
        return [a for a in responsible_for(page, above) if page.cast.roles[a].type == "country"]
    speaker = page.speaker_at(clause.start)
    return responsible(page, [speaker]) if speaker is not None and page.quoted(clause.start) is not None else []


def _necessary(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """ "It is necessary to …", told by a side."""
    subject, quality = verb.child("nsubj", "nsubjpass"), verb.child("acomp", "attr", "oprd")
    if subject is None or subject.low != "it" or quality is None or quality.low not in _NECESSARY or verb.child("neg") is not None:
        return None
    deed = next((c for c in [*verb.kids("xcomp", "ccomp", "advcl"), *quality.kids("xcomp", "ccomp", "advcl")] if c.tag == "VB" and any(x.low == "to" for x in c.children)), None)
    if deed is None or deed.lemma in _NO_DEED or deed.start < verb.start:
        return None
    by = _caller(page, verb)
    return make(page, sentence, by, "called_for", infinitive(page, deed), quality) if by else None


def favoured(page: Page, sentence: Sentence, favour: Word) -> Iterator[Commitment]:
    """ "Spoke in favour of closer contacts": a call."""
    verb = favour.head.head if favour.dep == "pobj" and favour.head.low == "in" else None
    if verb is None or verb.lemma not in ("speak", "come", "argue", "pronounce", "plead"):
        return
    action: Span | None = next((action_span(page, *thing.span()) for of in favour.kids("prep") if of.low == "of" for thing in of.kids("pobj", "pcomp")), None)
    made = make(page, sentence, responsible_for(page, verb), "called_for", action, verb) if action is not None else None
    if made is not None:
        yield made

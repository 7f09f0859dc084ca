"""Encounters told by what people said to each other: spoke by telephone, called on, discussed with."""

from __future__ import annotations

import re

from .circumstances import clause_span, clause_verb
from .encounter import Encounter, counterpart, encounter_of, parted, partners
from .grammar import Word, subject_of
from .page import Page, Sentence
from .reference import actors_of, delegates, people_in_talks

_CALLS_FOR = {"discuss", "review", "introduce", "present", "deliver", "convey", "brief", "congratulate", "thank", "bid", "exchange", "take", "hand"}
"""What one calls on somebody for: "called on the minister to take stock of relations"."""


_PHONE = re.compile(r"\b(?:by|on|over|via|in) (?:the |a |an )?(?:tele)?(?:phone|video)")


def _by_phone(page: Page, verb: Word) -> bool:
    """Whether the clause of a verb says that they spoke from afar."""
    start, end = clause_span(page, verb)
    return _PHONE.search(page.text[start:end].lower()) is not None


def from_speech(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    """ "Spoke by phone with", "called his counterpart", "held a telephone call"."""
    by_phone = _by_phone(page, verb)
    subject = actors_of(page, subject_of(verb))
    others = partners(page, verb, "with", "to")
    if verb.lemma in ("telephone", "phone"):
        by_phone = True
        for thing in verb.kids("dobj"):
            others += actors_of(page, thing)
    if verb.lemma == "call" and verb.tag in ("VBD", "VBN", "VBZ") and not verb.kids("oprd", "attr", "acomp", "prt", "nsubjpass"):
        # "called N. N. today to congratulate him", but not "called N. N. a friend"
        called = [a for thing in verb.kids("dobj") if not thing.kids("appos") for a in actors_of(page, thing) if page.cast.roles[a].type == "person"]
        callers = [a for a in subject if page.cast.roles[a].type == "person"]
        plain = not any(c.dep in ("ccomp", "xcomp") and not any(x.low == "to" for x in c.children) for c in verb.children)
        if called and callers and plain and {page.country_of(a) for a in called}.isdisjoint({page.country_of(a) for a in callers}):
            return encounter_of(page, sentence, verb, "call", [*callers, *called], 2)
    if verb.lemma == "call":
        # "called on the president", a courtesy call; but "called on the president to resign" is none
        if any(c.dep in ("xcomp", "ccomp", "advcl") and c.lemma not in _CALLS_FOR and any(x.low == "to" for x in c.children) for c in verb.children):
            return None
        hosts = [a for a in partners(page, verb, "on") if page.cast.roles[a].type == "person"]
        guests = [a for a in [*subject, *delegates(subject_of(verb))] if page.cast.roles[a].type == "person"]
        return encounter_of(page, sentence, verb, "talks", [*guests, *hosts], 3) if hosts and guests else None
    actors = [*subject, *others]
    people, _ = parted(page, actors)
    if len(set(people)) < 2 or (verb.lemma in ("speak", "talk") and not by_phone and verb.child("prep") is None):
        return None
    together = (
        len({page.country_of(a) for a in people}) == len(people) == 2 and set(people) <= set(subject) and verb.child("prep", "npadvmod") is not None
    )  # "X and Y talked on Tuesday"
    if verb.lemma in ("speak", "talk") and not by_phone and not together and not [p for p in verb.kids("prep") if p.low == "with"]:
        return None
    made = encounter_of(page, sentence, verb, "call" if by_phone or "spoke" in verb.low else "talks", actors, 2 if by_phone else 1)
    made.guessed = not by_phone
    return made


def from_discussion(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    """ "The foreign ministers of X and Y discussed trade over the phone", "last saw each other in New York"."""
    by_phone = _by_phone(page, verb)
    if not (by_phone if verb.lemma != "see" else any(c.low == "other" for c in verb.kids("dobj"))):
        return _discussed_with(page, sentence, verb)
    people, codes = parted(page, actors := actors_of(page, subject_of(verb)))
    if len(people) < 2 and len(codes) < 2:
        return None
    return encounter_of(page, sentence, verb, "call" if by_phone else "talks", actors, 2)


def _discussed_with(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    """ "The minister discussed trade with N. N.", "trade was discussed with N. N.": talks, where both are people."""
    partner = [a for a in partners(page, verb, "with") if page.cast.roles[a].type == "person" and page.cast.roles[a].offices]
    if not partner or sentence.headline or verb.lemma not in ("discuss", "review", "exchange") or verb.tag not in ("VBD", "VBN"):
        return None
    passive = verb.child("nsubjpass") is not None
    others = partners(page, verb, "by") if passive else actors_of(page, subject_of(verb))
    people = [a for a in others if page.cast.roles[a].type == "person" and a not in partner] or (counterpart(page, sentence, partner) if passive else [])
    if not people or {page.country_of(a) for a in people} & ({page.country_of(a) for a in partner} - {None}):
        return None
    made = encounter_of(page, sentence, verb, "talks", [*people, *partner], 1)
    made.guessed = True
    return made


_TOLD = {"tell", "inform", "assure", "brief", "urge", "ask", "thank", "warn", "remind", "congratulate", "press", "promise"}
_AT_TALKS = {"meeting", "talks", "summit", "call", "conversation", "audience", "session", "encounter", "dinner", "lunch"}


def told_at(page: Page, sentence: Sentence, noun: Word) -> Encounter | None:
    """ "N. N. told M. M. at a meeting in Riga": talks, where neither is said to have met the other."""
    verb = clause_verb(noun)
    if noun.low not in _AT_TALKS or verb is None or verb.lemma not in _TOLD or noun.dep != "pobj" or noun.head.low not in ("at", "during", "in") or noun.head.head is not verb:
        return None
    listeners = actors_of(page, verb.child("dobj", "dative", "nsubjpass"))
    speakers = partners(page, verb, "by") if verb.child("nsubjpass") is not None else actors_of(page, subject_of(verb))
    people = parted(page, list(dict.fromkeys([*speakers, *listeners])))[0]
    if len({page.country_of(a) for a in people}) < 2 or len(people) < 2:
        return None
    by_phone = noun.low == "call" or any(c.low in ("phone", "telephone", "video") for c in noun.children)
    return encounter_of(page, sentence, noun, "call" if by_phone else "talks", people, 1)


_CENTRED = {"focus", "centre", "center", "touch", "address", "deal", "concern", "devote", "discuss", "cover", "concentrate", "dedicate", "revolve", "last", "mark"}


def centred_on(page: Page, sentence: Sentence, noun: Word, known: list[Encounter]) -> Encounter | None:
    """ "The talks focused on trade", after a welcome or an arrival: talks of the two people just named, where nothing has told of them."""
    verb = noun.head
    if noun.low not in ("talks", "meeting", "conversation", "negotiations") or noun.dep not in ("nsubj", "nsubjpass") or verb.lemma not in _CENTRED or sentence.headline:
        return None
    if not any(c.low in ("the", "their") for c in noun.children) or any(c.dep not in ("det", "poss", "amod") for c in noun.children) or verb.tag not in ("VBD", "VBN"):
        return None
    if any(k.status != "planned" and k.place >= page.sentences[max(0, sentence.index - 5)].start for k in known):
        return None
    people = people_in_talks(page, sentence)
    if len(people) != 2 or not all(page.cast.roles[a].offices for a in people):
        return None
    return encounter_of(page, sentence, noun, "talks", people, 0)


def told_of(page: Page, sentence: Sentence, noun: Word, known: list[Encounter]) -> Encounter | None:
    """ "During the talks, the two ministers discussed …": the talks themselves, where nothing before has told of them."""
    verb = clause_verb(noun)
    bare = noun.low in ("talks", "negotiations", "consultations") and not any(c.dep in ("amod", "compound", "nummod") for c in noun.children)
    if noun.low not in ("talks", "meeting", "conversation", "negotiations", "call") or not (bare or any(c.low in ("the", "their") for c in noun.children)) or verb is None:
        return None
    if noun.dep != "pobj" or noun.head.low not in ("during", "at", "in", "following", "after") or noun.head.head is not verb or sentence.headline:
        return None
    subject = subject_of(verb)
    actors = actors_of(page, subject)
    people = parted(page, actors)[0]
    if subject is not None and len(people) < 2 and len(parted(page, actors)[1]) == 2:
        people = [p for p in people_in_talks(page, sentence) if page.country_of(p) in parted(page, actors)[1]]
    if len({page.country_of(p) for p in people}) != 2 or any(set(people) <= set(k.participants) and k.status != "planned" for k in known):
        return None
    return encounter_of(page, sentence, noun, "call" if noun.low == "call" else "talks", people, 0)

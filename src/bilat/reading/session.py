"""Sessions of bodies, forums and ministerials among the encounters, and who is told to have led the delegations."""

from __future__ import annotations

import re

from .circumstances import clause_verb
from .encounter import Encounter, encounter_of, parted, sides
from .grammar import Word, subject_of
from .mechanism import body_before, body_name, field_end, ordinal_of
from .page import Page, Sentence
from .reference import actors_of
from .voyage import country_of_party

HOLD = {"hold", "conduct", "have", "take", "attend", "co-chair", "chair", "cochair", "preside", "convene", "open", "host", "begin", "start", "conclude",
         "join", "participate", "lead", "kick", "organize", "organise", "launch", "continue", "schedule", "plan", "arrange", "address", "postpone", "delay", "cancel",
         "resume", "reschedule", "sit", "reconvene"}  # fmt: skip
CONVENE = {"convene", "hold", "reconvene", "meet", "postpone", "cancel", "sit", "resume"}


def from_body(page: Page, sentence: Sentence, noun: Word, known: list[Encounter]) -> Encounter | None:
    """ "Agreed to convene the Joint Committee": a session of that body."""
    span = body_before(sentence.words, noun.i + 1)
    name = body_name(page.text[sentence.words[span[0]].start : sentence.words[field_end(sentence.words, span[1]) - 1].end]) if span else None
    if not name and any(c.low == "next" for c in noun.children):
        # "The next forum will be held in …": of the body that the text last spoke of by that noun
        name = next((k.mechanism for k in reversed(known) if k.mechanism and k.mechanism.lower().endswith(noun.low)), None)
    if not name:
        return None
    made = encounter_of(page, sentence, noun, "session", page.country_ids(page.parties(sentence)), 2)
    made.mechanism, made.participants = name, []
    if noun.head.lemma == "convene" and made.status == "took_place" and noun.head.tag == "VB":
        made.status = "planned"
    return made


_ASSEMBLE = CONVENE | HOLD | {"plan", "promise", "schedule", "close", "speak", "sign", "gather"}


def from_forum(page: Page, sentence: Sentence, noun: Word, known: list[Encounter]) -> Encounter | None:
    """ "Attended a business forum", "at the Georgian-Japanese Business Forum": the companies of both countries met; a forum of many countries is none."""
    verb = clause_verb(noun)
    marks = {c.low for c in noun.children if c.dep in ("compound", "amod", "nmod", "det")}
    if (
        marks & {"international", "world", "global"}
        or not marks & {"business", "investment"}
        or not (marks & {"a", "the", "first", "second", "third"} or noun.kids("poss") or sides(page, noun))
        or verb is None
    ):
        return None
    led = noun.dep == "pobj" and noun.head.low in ("at", "in", "during") and noun.head.head.low not in ("interest",)
    if not led and not (noun.dep in ("dobj", "nsubj", "nsubjpass", "conj") and verb.lemma in _ASSEMBLE):
        return None
    name, number = _forum_name(page, sentence, noun), ordinal_of(noun)
    made = encounter_of(page, sentence, noun, "session", page.country_ids(page.parties(sentence)), 1)
    if len(made.parties) != 2:
        return None
    same = next((k.mechanism for k in reversed(known) if k.mechanism and k.mechanism.lower().endswith("business forum")), None)
    made.mechanism, made.session, made.participants = same or name, number, []
    return made


def _forum_name(page: Page, sentence: Sentence, noun: Word) -> str | None:
    span = body_before(sentence.words, noun.i + 1)
    return body_name(page.text[sentence.words[span[0]].start : sentence.words[span[1] - 1].end]) if span else None


_SAID = {"highlight", "discuss", "agree", "note", "stress", "review", "reaffirm", "reiterate", "emphasize", "emphasise", "underline", "underscore", "welcome", "decide", "address",
         "confirm", "commit", "exchange", "consider", "take", "express"}  # fmt: skip


def spoken_in(page: Page, noun: Word) -> bool:
    """Whether a body is where both sides spoke: "In their Joint Committee, the ministers highlighted …"."""
    verb = noun.head.head
    if noun.head.low not in ("in", "at", "during", "within") or not verb.verb or verb.lemma not in _SAID or verb.tag != "VBD":
        return False
    own = any(c.low in ("their", "our") for c in noun.children)
    return noun.text[0].isupper() and (own or len(parted(page, actors_of(page, subject_of(verb)))[1]) >= 2)


_MANY = re.compile(r"G-?\d+|ASEAN|NATO|OSCE|APEC|WTO|OECD|BRICS|SCO|OPEC\+?|EU|UN|CAREC|CICA|EAEU|GCC|OIC|Commonwealth|International|Global|World")
"""Whose ministerials are of many countries."""


def from_ministerial(page: Page, sentence: Sentence, noun: Word) -> Encounter | None:
    """ "Will convene a Water Ministerial in Riga": a session of the ministers of both countries."""
    verb = clause_verb(noun)
    words = sentence.words
    first = noun.i
    while (
        first > 0
        and (words[first - 1].text[0].isupper() or words[first - 1].names("country") or words[first - 1].low in ("-", "–", "+"))
        and words[first - 1].head in (noun, *noun.children)
    ):
        first -= 1
    if (
        verb is None
        or first == noun.i
        or not (noun.dep in ("dobj", "nsubjpass", "nsubj") and verb.lemma in HOLD | CONVENE)
        or any(_MANY.fullmatch(w.text) for w in words[first : noun.i])
    ):
        return None
    made = encounter_of(page, sentence, noun, "session", [*actors_of(page, subject_of(verb)), *sides(page, noun), *page.country_ids(page.parties(sentence))], 2)
    made.mechanism, made.session, made.participants = page.text[words[first].start : noun.end], ordinal_of(noun), []
    return made


_LED = {"lead", "head", "chair", "represent", "co-chair"}


def join_leaders(page: Page, sentence: Sentence, known: list[Encounter]) -> None:
    """Add to the session just told of whoever is said to lead a delegation at it: "The Latvian side was led by N. N."."""
    session = known[-1] if known else None
    if session is None or session.mechanism is None or session.place < page.sentences[max(0, sentence.index - 3)].start or session.place >= sentence.start:
        return
    for verb in sentence.words:
        if not verb.verb or verb.lemma not in _LED or verb.child("nsubjpass") is None or verb.child("nsubjpass").low not in ("delegation", "side", "part", "party", "delegations"):  # type: ignore[union-attr]
            continue
        for word in [t for p in verb.kids("agent") for t in p.kids("pobj")]:
            for actor in actors_of(page, word):
                country = page.country_of(actor)
                if country is None:
                    country = next(iter(country_of_party(page, verb.child("nsubjpass"))), None)  # type: ignore[arg-type]
                if page.cast.roles[actor].type == "person" and country in session.parties and country not in {page.country_of(a) for a in session.participants}:
                    session.participants.append(actor)

"""Finds `message` facts: greetings, letters and messages that one leader sends or has delivered."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary import Message
from .circumstances import clause_span, clause_verb, date_near, status_of
from .grammar import Word, subject_of
from .page import Page, Sentence
from .reference import actors_of

_NOUNS = {"message", "messages", "letter", "letters", "telegram", "telegrams", "greetings", "greeting", "cable", "cables", "congratulations", "condolences",
          "regards", "wishes", "note", "invitation"}  # fmt: skip
_SEND = {"send", "address", "dispatch", "write", "extend", "convey", "deliver", "hand", "read", "transmit", "pass", "receive", "get", "offer", "forward",
         "present", "carry", "bring", "relay", "bear"}  # fmt: skip
_SENDER_VERBS = {"send", "address", "dispatch", "write", "extend", "offer", "forward"}
_BEARER_VERBS = {"convey", "deliver", "hand", "read", "transmit", "pass", "present", "carry", "bring", "relay", "bear"}


_LETTERS = {"message", "letter", "telegram", "cable"}
"""What is sent beside greetings, and so is a message of its own."""


_FIGURATIVE = {"clear", "strong", "firm", "powerful", "wrong", "right", "unmistakable", "swift", "blunt", "mixed", "loud", "tough", "unequivocal", "similar", "signal"}
"""What makes of a message a mere sign: "the launch sends the wrong message"."""


def find(page: Page) -> Iterator[Message]:
    """Yield the messages of a page, each once; greetings told of again are the same."""
    seen: set[tuple[tuple[str, ...], tuple[str, ...], str | None]] = set()
    for sentence in page.sentences:
        for word in sentence.words:
            if word.tag.startswith("N") and word.low in _NOUNS:
                found = _from_noun(page, sentence, word)
            elif word.verb and word.lemma == "write":
                found = _from_write(page, sentence, word)
            elif word.verb and word.lemma == "congratulate":
                found = _from_congratulation(page, sentence, word)
            else:
                continue
            if found is None:
                continue
            key = (tuple(found.sender), tuple(found.recipients), found.occasion)
            if any(s == key[0] and (r == key[1] or not r or not key[1]) and (o == key[2] or None in (o, key[2])) and word.low not in _LETTERS for s, r, o in seen) or key in seen:
                continue
            seen.add(key)
            yield found


def _whom(page: Page, sentence: Sentence, pronoun: Word) -> list[str]:
    """The person named last before ", to whom"."""
    people = [w for w in sentence.words[: pronoun.i] if w.mention is not None and w.mention.actors and page.cast.roles[w.mention.actors[0]].type == "person"]
    return list(people[-1].mention.actors) if people and people[-1].mention is not None else []


def _from_write(page: Page, sentence: Sentence, verb: Word) -> Message | None:
    """ "Has written to his counterpart to propose talks"."""
    sender = [a for a in actors_of(page, subject_of(verb)) if page.cast.roles[a].type == "person"]
    recipients = [a for p in verb.kids("prep", "dative") if p.low == "to" for t in p.kids("pobj") for a in actors_of(page, t)]
    if not sender or not recipients or page.quoted(verb.start) is not None:
        return None
    date, basis = date_near(page, verb)
    return Message(evidence=[clause_span(page, verb)], status=status_of(page, verb), date=date, date_basis=basis, sender=sender, recipients=recipients,
                   delivered_by=[], occasion=_occasion(page, sentence), confidence=0.7)  # fmt: skip


def _principals(page: Page, verb: Word) -> list[str]:
    """Those "on behalf of" whom somebody speaks."""
    behalf = [t for p in verb.kids("prep") if p.low == "on" for t in p.kids("pobj") if t.low == "behalf"]
    return [a for t in behalf for p in t.kids("prep") if p.low == "of" for w in p.kids("pobj") for a in actors_of(page, w)]


def _from_congratulation(page: Page, sentence: Sentence, verb: Word) -> Message | None:
    """ "On behalf of the president, N. N. congratulated M. M. on …"."""
    sender = _principals(page, verb)
    if not sender:
        return None
    date, basis = date_near(page, verb)
    return Message(evidence=[clause_span(page, verb)], status=status_of(page, verb), date=date, date_basis=basis, sender=sender,
                   recipients=actors_of(page, verb.child("dobj")), delivered_by=[a for a in actors_of(page, subject_of(verb)) if a not in sender],
                   occasion=_occasion(page, sentence), confidence=0.7)  # fmt: skip


def _from_noun(page: Page, sentence: Sentence, noun: Word) -> Message | None:
    verb = clause_verb(noun)
    if verb is None or verb.lemma not in _SEND or (noun.dep not in ("dobj", "nsubjpass", "conj", "nsubj") and not (noun.dep == "pobj" and verb.lemma in ("receive", "send"))):
        return None
    if noun.dep == "conj" and noun.head.low in _NOUNS:
        return None  # "greetings and best wishes" are one
    if noun.low in ("invitation", "note") and verb.lemma not in ("deliver", "hand", "convey"):
        return None
    if noun.low == "invitation":
        return None
    if noun.low in ("message", "messages") and verb.lemma in ("send", "deliver", "convey", "give") and any(c.low in _FIGURATIVE for c in noun.kids("amod", "compound", "acl")):
        return None
    sender: list[str] = []
    recipients: list[str] = []
    bearer: list[str] = []
    things = [noun, *noun.kids("conj")]
    for prep in [*(p for one in things for p in one.kids("prep")), *verb.kids("prep", "dative", "agent")]:
        whom = [a for t in prep.kids("pobj") for a in (_whom(page, sentence, t) if t.low == "whom" else actors_of(page, t))]
        if prep.low == "from" or (prep.low == "of" and prep.head in things):
            sender += whom
        elif prep.low == "to":
            recipients += whom
        elif prep.low == "by" and prep.dep == "agent":
            (bearer if verb.lemma in _BEARER_VERBS else sender).extend(whom)
    for child in noun.kids("poss"):
        sender += actors_of(page, child)
    for child in verb.kids("dative"):
        recipients += actors_of(page, child)
    subject = subject_of(verb)
    actors = actors_of(page, subject) if subject is not noun else []
    if verb.lemma in _SENDER_VERBS and not sender:
        sender = actors
    elif verb.lemma in ("receive", "get"):
        recipients = recipients or actors
    elif verb.lemma in _BEARER_VERBS:
        bearer += [a for a in actors if a not in sender]
        if not sender:
            sender, bearer = actors, []
    if principals := _principals(page, verb):
        sender, bearer = principals, [a for a in actors if a not in principals]
    roles = page.cast.roles
    sender = [a for a in dict.fromkeys(sender) if roles[a].type != "country"] or list(dict.fromkeys(sender))
    if not sender:
        return None
    date, basis = date_near(page, verb)
    return Message(evidence=[clause_span(page, noun)], status=status_of(page, verb), date=date, date_basis=basis, sender=sender,
                   recipients=list(dict.fromkeys(recipients)), delivered_by=bearer, occasion=_occasion(page, sentence), confidence=0.75)  # fmt: skip


_FEASTS = {"anniversary", "birthday", "election", "re-election", "reelection", "inauguration", "victory", "holiday", "appointment"}


def _occasion(page: Page, sentence: Sentence) -> str | None:
    for word in sentence.words:
        if word.low in _FEASTS and word.dep == "pobj" and word.head.low == "on":
            start, end = word.span()
            return " ".join(page.text[start:end].split())
        if word.low == "occasion" and word.dep == "pobj":
            of = word.child("prep")
            inner = of.child("pobj") if of is not None else None
            if inner is not None:
                start, end = inner.span()
                return " ".join(page.text[start:end].split())
    return None

"""Invitations: who invites whom, whether it was accepted, and at whose invitation a visit is made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .grammar import Word, subject_of
from .page import Page, Sentence
from .reference import actors_of


@dataclass
class Invitation:
    """Who is invited, by whom, and whether the same clause says that it was accepted."""

    guests: list[str]
    hosts: list[str]
    accepted: bool = False


def invitation_at(page: Page, verb: Word) -> Invitation | None:
    """Read the invitation whose content a verb is: "invited X to visit", "handed X an invitation to visit", "accepted Y's invitation to visit"."""
    for above in [verb, *list(verb.ancestors())[:3]]:
        if above.verb and above.lemma == "invite":
            passive = above.child("nsubjpass")
            guests = actors_of(page, passive or above.child("dobj") or verb.child("nsubj"))
            return Invitation(guests, named_with(page, above, "by") if passive is not None else actors_of(page, subject_of(above)))
        noun = above if above.low in ("invitation", "invitations") else above.child("dobj", "nsubjpass") if above is not verb or not above.verb else None
        if noun is None or noun.low not in ("invitation", "invitations"):
            continue
        giver = noun.head if noun.head is not noun and noun.head.verb else None
        own = [a for child in noun.kids("poss") for a in actors_of(page, child)]
        subject = actors_of(page, subject_of(giver)) if giver is not None and noun.dep == "dobj" else []
        if giver is not None and giver.lemma in ("accept", "receive", "decline", "have", "take"):
            return Invitation(subject, own or named_with(page, noun, "from", "of", "by"), giver.lemma in ("accept", "take"))
        hosts = named_with(page, noun, "from") or subject or own or named_with(page, noun, "of", "by")
        guests = named_with(page, noun, "to", "for") or (named_with(page, giver, "to", "for") if giver is not None else [])
        guests = guests or (actors_of(page, giver.child("dative")) if giver is not None else [])
        return Invitation(guests, hosts)
    return None


def named_with(page: Page, word: Word, *preps: str) -> list[str]:
    return [a for prep in word.kids("prep", "agent", "dative") if prep.low in preps for thing in prep.kids("pobj") for a in actors_of(page, thing)]


_ACCEPTED = re.compile(r"\b(?:accept(?:ed|s|ing)\b[^.]{0,40}\binvitation|invitation\b[^.]{0,120}\baccepted|accepted (?:it|with))", re.IGNORECASE)


def accepted_here(page: Page, sentence: Sentence) -> bool:
    """Whether an invitation is said to have been accepted, here or in the next sentence."""
    following = page.sentences[sentence.index + 1].end if sentence.index + 1 < len(page.sentences) else sentence.end
    return bool(_ACCEPTED.search(page.text, sentence.start, following))


_INVITED = re.compile(r"\bat the (?:kind |gracious |official |personal )?invitation of|\bon the invitation of|\binvited by", re.IGNORECASE)


def inviter(page: Page, sentence: Sentence, visitors: list[str]) -> list[str]:
    match = _INVITED.search(page.text, sentence.start, sentence.end)
    if not match:
        return []
    for word in sentence.words:
        if word.start >= match.end():
            found = [a for a in actors_of(page, word, joined=False) if a not in visitors]
            if found:
                return found
            if word.start > match.end() + 80:
                break
    return []

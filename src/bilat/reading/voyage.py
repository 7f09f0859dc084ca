"""Travellers whom a piece does not name: delegations, lawmakers, experts, warships; and the country they come from."""

from __future__ import annotations

from .circumstances import clause_span, date_near, status_of
from .grammar import Word, subject_of
from .language.en import word_list
from .page import Page, Sentence
from .places import cities_in, countries_of_place
from .reference import actors_of, delegates
from .trip import Trip

SAILING = {"sail": ("to", "for", "into"), "call": ("at", "in"), "dock": ("in", "at"), "berth": ("in", "at"), "moor": ("in", "at"), "anchor": ("in", "at", "off")}
"""What ships alone do, and before which prepositions the port stands."""


def is_ship(word: Word | None) -> bool:
    """Whether a noun, or what stands in apposition to it, is a state's ship."""
    if word is None:
        return False
    return _ship(word) or any(_ship(other) for other in word.kids("appos")) or (_beside(word) and _ship(word.head))


def _beside(word: Word) -> bool:
    """Whether a noun stands in apposition, which the parser may take for a list without "and"."""
    return word.dep == "appos" or (word.dep == "conj" and not word.head.kids("cc"))


def _ship(word: Word) -> bool:
    """ "Frigate", "the frigate Hvid"; a mere vessel is a state's where "naval", "escort" and the like says so."""
    plain = word.low in ("ship", "ships", "vessel", "vessels", "boat", "boats") and any(c.low in word_list("naval") for c in word.children)
    named = word.text[0].isupper() and any(c.low in word_list("warships") for c in word.kids("compound", "amod", "nmod") if c.i < word.i)
    return plain or named or word.low in word_list("warships")


def is_party(word: Word | None) -> bool:
    """Whether a noun is a group that travels for its country: a delegation, lawmakers, experts."""
    return word is not None and (word.low in word_list("delegations") or word.low in word_list("travellers"))


def country_of_party(page: Page, word: Word) -> list[str]:
    """The one country of "a team of Danish officials", "members of the Danish parliament", "the escort vessels" of a fleet named before."""
    if _beside(word) and _ship(word.head):
        word = word.head
    inside = [w for w in word.subtree() if w.mention is not None and w.mention.country and w.dep in ("amod", "compound", "poss", "nmod")]
    inside = [w for w in inside if not any(a.verb for a in _between(w, word))]
    found = list(dict.fromkeys(w.mention.country for w in inside if w.mention is not None and w.mention.country))
    if not found:
        found = [c for p in word.kids("prep") if p.low in ("from", "of") for t in p.kids("pobj") for c in countries_of_place(page, t)]
    if not found and is_ship(word):
        words = [w for sentence in page.sentences[: word.sentence + 1] for w in sentence.words if w.start < word.start]
        found = next((codes for w in reversed(words) if is_ship(w) and (codes := _flag(w))), [])
    return found[:1]


def _flag(ship: Word) -> list[str]:
    """The country that a ship's noun has before it: "a *Danish* navy frigate"."""
    marks = [c for c in ship.children if c.i < ship.i]
    own = [w.mention.country for mark in marks for w in mark.subtree() if w.names("country") and w.mention is not None and w.mention.country]
    return own[:1] or [c for other in ship.kids("appos") for c in _flag(other)]


def _between(word: Word, top: Word) -> list[Word]:
    out: list[Word] = []
    for ancestor in word.ancestors():
        if ancestor is top:
            break
        out.append(ancestor)
    return out


def from_sailing(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Two frigates will sail to X", "the destroyer docked in Y"."""
    subject = subject_of(verb)
    if subject is None or not is_ship(subject):
        return None
    return _by_ship(page, sentence, verb, subject, [t for p in verb.kids("prep") if p.low in SAILING[verb.lemma] for t in p.kids("pobj")])


def from_port_call(page: Page, sentence: Sentence, noun: Word) -> Trip | None:
    """ "Made a port call in X", "the port call by two frigates at Y"."""
    if not any(c.low in ("port", "courtesy", "goodwill") for c in noun.children):
        return None
    verb = noun.head if noun.dep == "dobj" and noun.head.lemma in ("make", "pay", "conduct", "complete", "begin", "conclude", "plan", "carry") else None
    by = [t for p in noun.kids("prep") if p.low in ("by", "of") for t in p.kids("pobj")]
    subject = (subject_of(verb) if verb is not None else None) or next(iter(by), None)
    if subject is None or not is_ship(subject):
        return None
    holders = [noun, noun.head if noun.head.verb else None, *by]
    ports = [t for top in holders if top is not None for p in top.kids("prep") if p.low in ("in", "at", "to") for t in p.kids("pobj")]
    where = verb.child("advmod") if verb is not None and verb.dep == "relcl" else None
    if not ports and where is not None and where.low == "where":
        # "will leave for Riga, where a frigate will make a port call"
        ports = [w for w in sentence.words[: where.i] if w.dep == "pobj" and countries_of_place(page, w)][-1:]
    return _by_ship(page, sentence, noun, subject, ports)


def _by_ship(page: Page, sentence: Sentence, word: Word, ship: Word, ports: list[Word]) -> Trip | None:
    origin = country_of_party(page, ship)
    to = [c for port in ports for c in countries_of_place(page, port) if c not in origin]
    if not origin or not to:
        return None
    date, basis = date_near(page, word)
    return Trip(clause_span(page, word), status_of(page, word), [], origin, list(dict.fromkeys(to)), None, date, basis, [], cities_in(sentence), 2, ships=True)


def from_sending(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Will send a team of experts to X": a delegation's visit."""
    sent = verb.child("dobj", "nsubjpass")
    if sent is None or not (is_party(sent) or is_ship(sent)):
        return None
    senders = actors_of(page, subject_of(verb)) if sent.dep == "dobj" else []
    origin = list(dict.fromkeys(c for c in (page.country_of(a) for a in senders) if c)) or country_of_party(page, sent)
    to = [c for top in (verb, sent) for p in top.kids("prep") if p.low == "to" for place in p.kids("pobj") for c in countries_of_place(page, place)]
    if len(origin) != 1 or len(to) != 1 or origin == to:
        return None
    date, basis = date_near(page, verb)
    return Trip(clause_span(page, verb), status_of(page, verb), delegates(sent), origin, to, None, date, basis, [], cities_in(sentence), 2, ships=is_ship(sent))

"""Finds `commitment` facts: who agrees, pledges, is ready, or calls for something to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Commitment, Force, Span
from .avowal import from_adjective, from_need, from_noun
from .circumstances import action_span, object_span, without_that
from .grammar import Word
from .language.en import word_list
from .ought import favoured, ought
from .page import Page, Sentence
from .reference import actors_of, responsible, responsible_for
from .spans import SpanSet
from .undertaking import announced, denied, infinitive, listed, make, that_clause

_AGREE = {"agree", "consent", "concur", "commit", "undertake", "decide", "resolve", "arrange"}
_PLEDGE = {"pledge", "vow", "promise", "commit", "undertake", "guarantee"}
_READY_VERBS = {"intend", "plan", "aim", "seek", "want", "wish", "hope", "like"}
_ORDER = {"order", "instruct", "direct", "task"}
_OFFER = {"offer"}
_CALL_VERBS = {"propose", "suggest", "urge", "call", "demand", "ask", "request", "appeal", "encourage", "press", "implore", "advocate", "insist", "plead", "lobby", "push"}
_BINDING = _AGREE | _PLEDGE
_WILL = _BINDING | _READY_VERBS
_ORDER_OR_OFFER = _ORDER | _OFFER
_DENIABLE = _WILL | _CALL_VERBS | _OFFER
_CALL_FOR = {"call", "appeal", "press", "advocate", "plead", "lobby", "push", "ask"}
_ASKED_OF_ONE = {"understanding", "interest", "patience", "attention", "comment", "information", "clarification", "explanation", "detail", "forgiveness", "permission", "view"}
"""What is asked for without calling for a deed."""
_COURTESY = {"thank", "congratulate", "express", "note", "emphasize", "emphasise", "say", "stress", "point", "begin", "start", "add", "remind", "draw", "recall",
             "welcome", "wish", "know", "hear", "ask", "believe", "think", "mention", "underline", "extend", "offer", "pay"}  # fmt: skip
"""What one "would like to" do of these is done by saying so."""


def find(page: Page) -> Iterator[Commitment]:
    """Yield the commitments of a page, each action once."""
    taken = SpanSet()
    items = listed(page)
    for sentence in page.sentences:
        if sentence.headline or _QUESTION.match(page.text, page.paragraphs[sentence.paragraph][0]):
            continue
        for word in sentence.words:
            for found in items.pop(sentence.index, None) or _at(page, sentence, word):
                if taken.touching(*found.action):
                    continue
                taken.add(found.action)
                yield found


_WILLING = ("committed", "determined", "resolved", "dedicated", "devoted", "prepared", "inclined")
"""Participles that tell a will, where the parser takes them for verbs."""
_QUESTION = re.compile(r"\s*(?:Q|Question)\s*:")
"""A journalist's question undertakes nothing."""


def _at(page: Page, sentence: Sentence, word: Word) -> Iterator[Commitment]:
    if word.verb and (word.dep == "acomp" or word.low in ("prepared", "determined")) and word.low in _WILLING:
        yield from from_adjective(page, sentence, word)
    elif word.verb:
        yield from _from_verb(page, sentence, word)
    elif word.tag.startswith("J") and word.low in word_list("will_adjectives"):
        yield from from_adjective(page, sentence, word)
    elif word.tag.startswith("N") and (word.lemma in word_list("will_nouns") or word.lemma in word_list("word_nouns")):
        yield from from_noun(page, sentence, word)
    elif word.low in ("favour", "favor"):
        yield from favoured(page, sentence, word)
    elif word.low in word_list("need_nouns") and word.tag.startswith("N"):
        yield from from_need(page, sentence, word)


def _from_verb(page: Page, sentence: Sentence, verb: Word) -> Iterator[Commitment]:
    lemma = verb.lemma
    found: Commitment | None = None
    if lemma in _DENIABLE and denied(page, verb):
        return
    if lemma in _WILL:
        force: Force = "pledged" if lemma in _PLEDGE else "ready" if lemma in _READY_VERBS else "agreed"
        likes = lemma == "like" and any(c.low in ("would", "'d") for c in verb.children if c.dep == "aux")
        if lemma == "like" and not likes:
            return
        if not likes and lemma in ("want", "wish", "seek", "hope", "plan", "aim", "intend") and (verb.tag not in ("VBZ", "VBP", "VBD", "VBG") or verb.dep == "advcl"):
            found = announced(page, sentence, verb)  # "will seek to …"
            if found is not None:
                yield found
            return
        by = responsible_for(page, verb)
        passive = verb.child("nsubjpass")
        bound = verb.child("dobj") if lemma == "commit" else None
        if bound is not None and bound.low not in ("itself", "themselves", "himself", "herself"):
            by = responsible(page, actors_of(page, bound)) or by  # "the president committed his country to …"
        if passive is not None and passive.low == "it":
            by = page.country_ids(page.parties(sentence))
        action: Span | None = None
        for child in verb.kids("xcomp", "ccomp", "advcl", "conj"):
            if child.verb and child.to is not None and child.dep != "conj" and child.start > verb.start:
                if child.child("nsubj") is not None or (force == "ready" and (child.lemma in word_list("going_verbs") or child.lemma in _COURTESY)):
                    break
                action = infinitive(page, child)
                break
            if child.dep == "ccomp" and child.start > verb.start and any(c.low in ("will", "would", "should", "shall") for c in child.children) and lemma in _BINDING:
                action = that_clause(page, child)
                break
        sum_of_money = verb.child("dobj") if lemma == "commit" and not any(c.low in ("has", "have", "had") for c in verb.kids("aux")) else None
        if action is None and sum_of_money is not None and any(c.tag == "CD" or c.low in ("€", "$", "£") for c in sum_of_money.subtree()):
            action = action_span(page, sum_of_money.span()[0], verb.span()[1])  # "committed 3 million euros to the fund"
        if action is None and lemma in ("agree", "concur", "decide", "commit", "pledge", "promise", "guarantee"):
            for prep in verb.kids("prep"):
                if (prep.low in ("on", "upon", "to") or (prep.low == "in" and lemma == "concur")) and prep.start > verb.start and prep.child("pobj", "pcomp") is not None:
                    thing = prep.child("pobj", "pcomp")
                    assert thing is not None
                    start, end = thing.span()
                    action = action_span(page, start, end)
                    break
            else:
                thing = verb.child("dobj")
                if thing is not None and lemma in ("pledge", "promise", "guarantee"):
                    start, end = thing.span()
                    action = action_span(page, start, end)
        if action is None and lemma in ("want", "seek", "wish", "desire"):
            action = _wanted(page, verb)
        if action is not None:
            if not by and (lemma in ("agree", "concur") or (lemma in _BINDING and _speaks_for_both(verb))):
                by = page.country_ids(page.parties(sentence))
            found = make(page, sentence, by, force, action, verb)
    elif lemma in _CALL_VERBS:
        found = _called(page, sentence, verb)
    elif lemma in _ORDER_OR_OFFER:
        order = next((c for c in verb.kids("xcomp", "ccomp", "advcl") if c.tag == "VB" and any(x.low == "to" for x in c.children)), None)
        by = responsible_for(page, verb)
        # one government's orders to its own ministries are no undertaking; two governments' are
        if order is None and lemma == "task":
            order = next((g for w in verb.kids("prep") if w.low == "with" for g in w.kids("pcomp") if g.tag == "VBG"), None)
        if order is not None and (len(by) > 1 or lemma in _OFFER):
            found = make(page, sentence, by, "ready" if lemma in _OFFER else "agreed", infinitive(page, order), verb)
    elif lemma == "invite" and verb.tag in ("VBD", "VBZ", "VBP"):
        found = _invited(page, sentence, verb)
    elif lemma in ("reach", "set", "achieve") and verb.child("nsubjpass", "dobj") is not None:
        found = _reached(page, sentence, verb)
    elif lemma in ("place", "put", "lay", "pay", "give", "attach", "make") and verb.child("nsubjpass", "dobj") is not None:
        thing = verb.child("nsubjpass", "dobj")
        assert thing is not None
        if thing.low in ("emphasis", "stress"):
            found = _emphasis(page, sentence, verb, thing)
    if found is None and lemma != "like":
        found = announced(page, sentence, verb) or ought(page, sentence, verb)
    if found is not None:
        yield found
        if lemma in _BINDING:
            yield from _and_to(page, sentence, verb, found)


def _and_to(page: Page, sentence: Sentence, verb: Word, found: Commitment) -> Iterator[Commitment]:
    """The infinitive after a clause: "agreed that a fund would be set up, *and to hold talks*"."""
    clauses = [c for c in verb.kids("ccomp") if c.start > verb.start]
    for other in [*verb.kids("xcomp", "advcl", "conj"), *(x for c in clauses for x in c.kids("xcomp", "advcl", "conj"))] if clauses else ():
        to = other.to
        if to is not None and to.start >= found.action[1] and _AND.fullmatch(page.text, found.action[1], to.start):
            made = make(page, sentence, found.by, found.force, infinitive(page, other), other)
            if made is not None:
                yield made
                return


_AND = re.compile(r",? and (?:also )?")


def _invited(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """ "Invited its companies to invest": a call, where firms are asked to act and nobody to come."""
    guests = verb.child("dobj")
    deed = next((c for c in verb.kids("xcomp", "ccomp", "advcl") if c.tag == "VB" and any(x.low == "to" for x in c.children)), None)
    if guests is None or deed is None or deed.lemma in word_list("going_verbs") or not _FIRMS.search(guests.low):
        return None
    return make(page, sentence, responsible_for(page, verb), "called_for", infinitive(page, deed), verb)


_FIRMS = re.compile(r"^(?:companies|businesses|firms|investors|entrepreneurs|businessmen|enterprises|partners|banks|manufacturers|exporters|universities|circles|community)$")


def _wanted(page: Page, verb: Word) -> Span | None:
    """ "Wanted closer economic ties", "wished for deeper cooperation": more of what joins two countries."""
    wish = next((p for p in verb.kids("prep") if p.low == "for"), None)
    thing = wish.child("pobj") if wish is not None else verb.child("dobj")
    if thing is None or not any(t.low in word_list("cooperation_nouns") for t in [thing, *thing.kids("conj")]):
        return None
    more = any(c.tag == "JJR" for c in thing.children)
    return action_span(page, *object_span(thing, verb)) if more else None


_BOTH = {"negotiators", "delegations", "sides", "parties", "teams", "co-chairs", "experts", "officials", "ministers", "ministries", "governments", "leaders", "heads",
         "representatives", "agencies", "authorities", "chairmen", "counterparts", "presidents", "premiers", "interlocutors", "diplomats"}  # fmt: skip


def _speaks_for_both(verb: Word) -> bool:
    """Whether those who undertake are people of both sides that the piece does not name there."""
    subject = verb.child("nsubj")
    return subject is not None and subject.low in _BOTH


def _reached(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """ "An agreement was reached to …", "set the goal of …"."""
    thing = next((t for t in verb.kids("nsubjpass", "dobj") if not t.low.endswith("selves")), None)
    if thing is None or thing.lemma not in ("agreement", "understanding", "consensus", "goal", "target", "task", "objective"):
        return None
    by = responsible_for(page, verb) if thing.dep == "dobj" else []
    by = by or page.country_ids(page.parties(sentence))
    for child in [*thing.kids("acl", "relcl", "advcl"), *verb.kids("xcomp", "advcl", "ccomp")]:
        if child.verb and child.start > thing.start and child.to is not None:
            return make(page, sentence, by, "agreed", infinitive(page, child), verb)
        if child.dep in ("ccomp", "acl") and child.start > thing.start and any(c.low in ("will", "would", "should", "shall") for c in child.children):
            return make(page, sentence, by, "agreed", without_that(page, child), verb)
    for prep in [*thing.kids("prep"), *verb.kids("prep")]:
        inner = prep.child("pcomp", "pobj")
        if prep.low in ("of", "on") and inner is not None and (inner.tag == "VBG" or prep.low == "on"):
            start, end = inner.span()
            return make(page, sentence, by, "agreed", action_span(page, start, end), verb)
    return None


def _called(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    if verb.tag == "VBN" and verb.child("aux", "auxpass", "nsubj") is None:
        return None  # "Asked about the agreements, he said …"
    by = responsible_for(page, verb)
    if not by or (verb.lemma == "call" and any(c.names("person") for c in verb.kids("dobj"))):
        return None  # nobody, or a telephone call: "called N. N. to congratulate him"
    if verb.lemma in _CALL_FOR:
        for prep in verb.kids("prep"):
            if prep.low == "for" and prep.child("pobj", "pcomp") is not None:
                thing = prep.child("pobj", "pcomp")
                assert thing is not None
                if verb.lemma == "ask" and thing.lemma in _ASKED_OF_ONE:
                    return None
                start, end = thing.span()
                return make(page, sentence, by, "called_for", action_span(page, start, end), verb)
    if verb.lemma in ("push", "plead", "lobby"):
        return None  # "will push to raise …" is his own deed
    for child in [
        *verb.kids("xcomp", "ccomp", "advcl"),
        *(c for p in verb.kids("prep", "dobj") for c in [*p.kids("acl", "relcl"), *(x for q in p.kids("pobj") for x in q.kids("acl", "relcl"))]),
    ]:
        if child.lemma in ("convey", "visit", "attend", "comment"):
            return None
        if verb.lemma in ("propose", "suggest") and child.tag == "VBG" and child.dep in ("xcomp", "ccomp"):
            return make(page, sentence, by, "called_for", infinitive(page, child), verb)
        if child.verb and child.to is not None:
            who = child.child("nsubj", "nsubjpass")
            if who is not None and verb.lemma == "call" and any(c.low == "for" for c in child.children):
                return make(page, sentence, by, "called_for", action_span(page, who.span()[0], child.span()[1]), verb)  # "called for those in need to be helped"
            return make(page, sentence, by, "called_for", infinitive(page, child), verb)
    for child in verb.kids("ccomp"):
        if verb.lemma in ("demand", "urge", "ask", "insist", "request", "call", "propose", "suggest") and child.start > verb.start:
            return make(page, sentence, by, "called_for", without_that(page, child), verb)
    if verb.lemma in ("demand", "request", "advocate", "encourage", "urge"):
        thing = verb.child("dobj")
        if thing is not None and (verb.lemma not in ("encourage", "urge") or _is_deed(page, thing)):
            return make(page, sentence, by, "called_for", action_span(page, *object_span(thing, verb)), verb)
    return None


def _is_deed(page: Page, thing: Word) -> bool:
    """Whether what is encouraged is something to be done, and not those who are to do it."""
    return thing.mention is None and not thing.tag.startswith("PRP") and not actors_of(page, thing) and not _MANY_PEOPLE.search(thing.low)


_MANY_PEOPLE = re.compile(
    r"^(?:every|any|some|all|both|each)|(?:ers|ors|ists|ians|ees|ies|ants|ents)$(?<!investments)(?<!agreements)(?<!developments)(?<!improvements)|^(?:people|parties|businesses|firms|youth|public|sides?|banks|women|men|nations|states)$"
)


def _emphasis(page: Page, sentence: Sentence, verb: Word, thing: Word) -> Commitment | None:
    """ "Special emphasis was placed on …"."""
    prep = next((p for p in [*verb.kids("prep"), *thing.kids("prep")] if p.low in ("on", "to")), None)
    inner = prep.child("pobj", "pcomp") if prep is not None else None
    if inner is None:
        return None
    by = responsible_for(page, verb) if thing.dep == "dobj" else page.country_ids(page.parties(sentence))
    start, end = inner.span()
    return make(page, sentence, by, "called_for", action_span(page, start, end), thing)

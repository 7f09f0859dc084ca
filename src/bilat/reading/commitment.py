"""Finds `commitment` facts: who agrees, pledges, is ready, or calls for something to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Commitment, Force, Span
from .circumstances import action_span
from .grammar import Word
from .page import Page, Sentence
from .reference import actors_of, responsible, responsible_for, speaker_at
from .spans import SpanSet
from .undertaking import announced, listed, make

_AGREE = {"agree", "consent", "concur", "commit", "undertake", "decide", "resolve", "arrange"}
_PLEDGE = {"pledge", "vow", "promise", "commit", "undertake", "guarantee"}
_READY_VERBS = {"intend", "plan", "aim", "seek", "want", "wish", "hope", "like"}
_ORDER = {"order", "instruct", "direct", "task"}
_OFFER = {"offer"}
_CALL_VERBS = {"propose", "suggest", "urge", "call", "demand", "ask", "request", "appeal", "encourage", "press", "implore", "advocate", "insist"}
_STRESS = {"stress", "emphasize", "emphasise", "underline", "underscore", "highlight", "note", "point", "reiterate", "affirm", "reaffirm", "express", "advocate"}
_GOING = {
    "share",
    "emphasize",
    "stress",
    "underline",
    "reiterate",
    "visit",
    "travel",
    "meet",
    "attend",
    "arrive",
    "go",
    "come",
    "tour",
    "return",
    "fly",
    "see",
    "discuss",
    "raise",
    "explain",
    "convey",
    "talk",
}
"""What is planned of these is a visit or a meeting, or what one will say there, and no undertaking."""
_COURTESY = {"thank", "congratulate", "express", "note", "emphasize", "emphasise", "say", "stress", "point", "begin", "start", "add", "remind", "draw", "recall",
             "welcome", "wish", "know", "hear", "ask", "believe", "think", "mention", "underline", "extend", "offer", "pay"}  # fmt: skip
"""What one "would like to" do of these is done by saying so."""
_NEED = {"need", "necessity", "urgency", "importance"}
_READY_NOUNS = {"readiness", "willingness", "intention", "interest", "commitment", "determination", "resolve", "desire", "plan", "plans", "pledge", "keenness",
                "eagerness", "preparedness", "openness", "decision", "instructions", "promise", "undertaking", "word", "assurance", "guarantee"}  # fmt: skip
_EMPHASIS = {"emphasis", "attention", "stress", "importance", "priority"}


def find(page: Page) -> Iterator[Commitment]:
    """Yield the commitments of a page, each action once."""
    taken = SpanSet()
    items = listed(page)
    for sentence in page.sentences:
        if sentence.headline:
            continue
        for word in sentence.words:
            for found in items.pop(sentence.index, None) or _at(page, sentence, word):
                if taken.touching(*found.action):
                    continue
                taken.add(found.action)
                yield found


def _at(page: Page, sentence: Sentence, word: Word) -> Iterator[Commitment]:
    if word.verb:
        yield from _from_verb(page, sentence, word)
    elif word.tag.startswith("J") and word.low in ("ready", "willing", "prepared", "committed", "determined", "eager", "keen", "interested", "unanimous"):
        yield from _from_adjective(page, sentence, word)
    elif word.tag.startswith("N") and word.low in _READY_NOUNS:
        yield from _from_noun(page, sentence, word)
    elif word.low in _NEED and word.tag.startswith("N"):
        yield from _from_need(page, sentence, word)


def _infinitive(page: Page, verb: Word) -> Span:
    """An infinitive with its "to" and all its complements, and the infinitives joined to it."""
    start, end = verb.span()
    to = next((c for c in verb.children if c.low == "to" and c.dep == "aux"), None)
    if to is not None:
        start = to.start
    return action_span(page, start, end)


def _complement(page: Page, word: Word) -> Span | None:
    """What an adjective or noun of will is about: "ready *for dialogue*", "interest *in joint projects*"."""
    for prep in word.kids("prep"):
        inner = prep.child("pobj", "pcomp")
        if prep.low in ("to", "for", "in") and inner is not None:
            return action_span(page, *inner.span())
    return None


def _from_verb(page: Page, sentence: Sentence, verb: Word) -> Iterator[Commitment]:
    lemma = verb.lemma
    found: Commitment | None = None
    if lemma in _AGREE | _PLEDGE | _READY_VERBS:
        force: Force = "pledged" if lemma in _PLEDGE else "ready" if lemma in _READY_VERBS else "agreed"
        likes = lemma == "like" and any(c.low in ("would", "'d") for c in verb.children if c.dep == "aux")
        if lemma == "like" and not likes:
            return
        if not likes and lemma in ("want", "wish", "seek", "hope", "plan", "aim", "intend") and (verb.tag not in ("VBZ", "VBP", "VBD", "VBG") or verb.dep == "advcl"):
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
            if child.verb and any(c.low == "to" and c.dep == "aux" for c in child.children) and child.dep != "conj" and child.start > verb.start:
                if child.child("nsubj") is not None or (force == "ready" and child.lemma in _GOING | _COURTESY):
                    break
                action = _infinitive(page, child)
                break
            if child.dep == "ccomp" and child.start > verb.start and any(c.low in ("will", "would", "should", "shall") for c in child.children) and lemma in _AGREE | _PLEDGE:
                start, end = child.span()
                mark = next((c for c in child.children if c.low == "that"), None)
                action = action_span(page, child.start, end, mark.end if mark else start)
                break
        if action is None and lemma in ("agree", "concur", "decide", "commit", "pledge", "promise", "guarantee"):
            for prep in verb.kids("prep"):
                if prep.low in ("on", "upon", "to") and prep.child("pobj", "pcomp") is not None:
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
        if action is not None:
            if not by and (lemma == "agree" or (lemma in _AGREE | _PLEDGE and _speaks_for_both(verb))):
                by = page.country_ids(page.parties(sentence))
            found = make(page, sentence, by, force, action, verb)
    elif lemma in _CALL_VERBS:
        found = _called(page, sentence, verb)
    elif lemma in _ORDER | _OFFER:
        order = next((c for c in verb.kids("xcomp", "ccomp", "advcl") if c.tag == "VB" and any(x.low == "to" for x in c.children)), None)
        by = responsible_for(page, verb)
        # one government's orders to its own ministries are no undertaking; two governments' are
        if order is not None and (len(by) > 1 or lemma in _OFFER):
            found = make(page, sentence, by, "ready" if lemma in _OFFER else "agreed", _infinitive(page, order), verb)
    elif lemma in ("reach", "set", "achieve") and verb.child("nsubjpass", "dobj") is not None:
        found = _reached(page, sentence, verb)
    elif lemma in ("place", "put", "lay", "pay", "give", "attach", "make") and verb.child("nsubjpass", "dobj") is not None:
        thing = verb.child("nsubjpass", "dobj")
        assert thing is not None
        if thing.low in ("emphasis", "stress"):
            found = _emphasis(page, sentence, verb, thing)
    if found is None and lemma != "like":
        found = announced(page, sentence, verb)
    if found is not None:
        yield found


_BOTH = {"negotiators", "delegations", "sides", "parties", "teams", "co-chairs", "experts", "officials", "ministers", "ministries", "governments", "leaders", "heads",
         "representatives", "agencies", "authorities", "chairmen", "counterparts", "presidents", "premiers", "interlocutors", "diplomats"}  # fmt: skip


def _speaks_for_both(verb: Word) -> bool:
    """Whether those who undertake are people of both sides that the piece does not name there."""
    subject = verb.child("nsubj")
    return subject is not None and subject.low in _BOTH


def _reached(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """ "An agreement was reached to …", "set the goal of …"."""
    thing = verb.child("nsubjpass", "dobj")
    if thing is None or thing.low not in ("agreement", "understanding", "consensus", "goal", "target", "task", "objective"):
        return None
    by = responsible_for(page, verb) if thing.dep == "dobj" else []
    by = by or page.country_ids(page.parties(sentence))
    for child in [*thing.kids("acl", "relcl", "advcl"), *verb.kids("xcomp", "advcl", "ccomp")]:
        if child.verb and child.start > thing.start and any(c.low == "to" and c.dep == "aux" for c in child.children):
            return make(page, sentence, by, "agreed", _infinitive(page, child), verb)
        if child.dep in ("ccomp", "acl") and child.start > thing.start and any(c.low in ("will", "would", "should", "shall") for c in child.children):
            start, end = child.span()
            mark = next((c for c in child.children if c.low == "that"), None)
            return make(page, sentence, by, "agreed", action_span(page, start, end, mark.end if mark else start), verb)
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
    if verb.lemma in ("call", "appeal", "press"):
        for prep in verb.kids("prep"):
            if prep.low == "for" and prep.child("pobj", "pcomp") is not None:
                thing = prep.child("pobj", "pcomp")
                assert thing is not None
                start, end = thing.span()
                return make(page, sentence, by, "called_for", action_span(page, start, end), verb)
    for child in [
        *verb.kids("xcomp", "ccomp", "advcl"),
        *(c for p in verb.kids("prep", "dobj") for c in [*p.kids("acl", "relcl"), *(x for q in p.kids("pobj") for x in q.kids("acl", "relcl"))]),
    ]:
        if child.lemma in ("convey", "visit", "attend", "comment"):
            return None
        if verb.lemma in ("propose", "suggest") and child.tag == "VBG" and child.dep in ("xcomp", "ccomp"):
            return make(page, sentence, by, "called_for", _infinitive(page, child), verb)
        if child.verb and any(c.low == "to" and c.dep == "aux" for c in child.children):
            return make(page, sentence, by, "called_for", _infinitive(page, child), verb)
    for child in verb.kids("ccomp"):
        if verb.lemma in ("demand", "urge", "ask", "insist", "request", "call", "propose", "suggest") and child.start > verb.start:
            start, end = child.span()
            mark = next((c for c in child.children if c.low == "that"), None)
            return make(page, sentence, by, "called_for", action_span(page, start, end, mark.end if mark else start), verb)
    if verb.lemma in ("demand", "request", "advocate"):
        thing = verb.child("dobj")
        if thing is not None:
            start, end = thing.span()
            return make(page, sentence, by, "called_for", action_span(page, start, end), verb)
    return None


def _emphasis(page: Page, sentence: Sentence, verb: Word, thing: Word) -> Commitment | None:
    """ "Special emphasis was placed on …"."""
    prep = next((p for p in [*verb.kids("prep"), *thing.kids("prep")] if p.low in ("on", "to")), None)
    inner = prep.child("pobj", "pcomp") if prep is not None else None
    if inner is None:
        return None
    by = responsible_for(page, verb) if thing.dep == "dobj" else page.country_ids(page.parties(sentence))
    start, end = inner.span()
    return make(page, sentence, by, "called_for", action_span(page, start, end), thing)


def _from_adjective(page: Page, sentence: Sentence, word: Word) -> Iterator[Commitment]:
    """ "China is ready to …", "we are committed to …"."""
    verb = word.head if word.head.verb else None
    subject = (verb.child("nsubj") if verb is not None else None) or word.child("nsubj")
    if subject is None:
        return
    by = responsible(page, speaker_at(page, subject)) if subject.low in ("we", "i") else responsible(page, actors_of(page, subject))
    action: Span | None = None
    child = word.child("xcomp") or next((c for c in word.children if c.verb and c.dep in ("acl", "advcl", "ccomp")), None)
    if child is None and verb is not None:
        child = next((c for c in verb.kids("xcomp", "advcl") if c.verb and c.start > word.end), None)
    if child is not None and child.start > word.start:
        action = _infinitive(page, child)
    else:
        action = _complement(page, word)
    if action is None:
        return
    force: Force = "pledged" if word.low in ("committed", "determined") else "agreed" if word.low == "unanimous" else "ready"
    made = make(page, sentence, by, force, action, subject)
    if made is not None:
        yield made


def _from_noun(page: Page, sentence: Sentence, noun: Word) -> Iterator[Commitment]:
    """ "Expressed readiness to …", "reaffirmed their commitment to …"."""
    verb = noun.head if noun.head.verb else None
    if noun.low in ("pledge", "promise", "undertaking", "word", "assurance", "guarantee"):
        yield from _from_word(page, sentence, noun, verb)
        return
    if verb is None or noun.dep not in ("dobj", "nsubjpass", "conj") or verb.lemma not in (
        "express", "reaffirm", "affirm", "confirm", "declare", "voice", "reiterate", "state", "announce", "stress", "underline", "convey", "underscore",
        "note", "emphasize", "emphasise", "show", "demonstrate", "renew", "have", "make", "give", "take", "repeat", "recall",
    ):  # fmt: skip
        return
    by = responsible_for(page, verb)
    own = next((c for c in noun.children if c.dep == "poss"), None)
    if own is not None:
        owners = responsible(page, actors_of(page, own))
        by = owners if owners and own.low not in ("his", "her", "their", "its") else by
    for prep in noun.kids("prep"):
        if prep.low == "of":
            for inner in prep.kids("pobj"):
                by = responsible(page, actors_of(page, inner)) or by
    if verb.child("nsubjpass") is noun and not by:
        by = page.country_ids(page.parties(sentence))
    action: Span | None = None
    child = noun.child("acl", "xcomp", "relcl", "advcl")
    if child is not None and child.verb and any(c.low == "to" for c in child.children):
        action = _infinitive(page, child)
    else:
        action = _complement(page, noun)
    if action is None:
        for c in verb.kids("xcomp", "advcl"):
            if c.verb and c.start > noun.end and any(x.low == "to" for x in c.children):
                action = _infinitive(page, c)
                break
    if action is not None:
        deed = noun.low in ("decision", "instructions", "promise", "undertaking")
        if deed and (verb.lemma in ("have", "make", "take") or (noun.low == "instructions" and len(by) < 2)):
            return
        force: Force = "pledged" if deed or noun.low in ("commitment", "determination", "resolve", "pledge") else "ready"
        made = make(page, sentence, by, force, action, noun)
        if made is not None:
            yield made


def _from_word(page: Page, sentence: Sentence, noun: Word, verb: Word | None) -> Iterator[Commitment]:
    """ "Beijing's word to agree …", "gave an undertaking that … would be concluded", "its pledge of food aid": what was promised, by whose word it is."""
    by: list[str] = []
    own = noun.child("poss")
    if own is not None:
        by = responsible(page, actors_of(page, own))
    if not by and verb is not None and noun.dep == "dobj" and verb.lemma in ("give", "make", "repeat", "renew", "offer", "reaffirm", "reiterate", "keep"):
        by = responsible_for(page, verb)
    if not by and verb is not None and verb.lemma in ("thank", "praise") and (thing := verb.child("dobj")) is not None:
        by = responsible(page, actors_of(page, thing))
    if not by and noun.dep == "pobj":  # "thanked China … for the pledge of"
        holder = next((a for a in noun.ancestors() if a.lemma in ("thank", "praise")), None)
        thing = holder.child("dobj") if holder is not None else None
        by = responsible(page, actors_of(page, thing)) if thing is not None else []
    by = [a for a in by if page.cast.roles[a].type == "country"]
    action: Span | None = None
    for child in noun.kids("acl", "relcl", "ccomp"):
        if child.verb and child.start > noun.start and any(c.low == "to" and c.dep == "aux" for c in child.children) and child.dep == "acl":
            action = _infinitive(page, child)
        elif child.verb and child.child("neg") is None and any(c.low in ("will", "would", "shall") for c in child.children):
            start, end = child.span()
            mark = next((c for c in child.children if c.low == "that"), None)
            action = action_span(page, child.start, end, mark.end if mark else start)
    if action is None and noun.low == "pledge":
        for prep in noun.kids("prep"):
            inner = prep.child("pobj")
            if prep.low == "of" and inner is not None:
                action = action_span(page, inner.span()[0], noun.span()[1])
    if action is not None and (found := make(page, sentence, by, "pledged", action, noun)) is not None:
        yield found


def _from_need(page: Page, sentence: Sentence, noun: Word) -> Iterator[Commitment]:
    """ "Stressed the need for …", "the need for … was emphasized"."""
    verb = noun.head if noun.head.verb else None
    if verb is None or verb.lemma not in _STRESS or noun.dep not in ("dobj", "nsubjpass", "conj"):
        return
    by = responsible_for(page, verb) if noun.dep != "nsubjpass" else []
    if noun.dep == "nsubjpass":
        agent = verb.child("agent")
        by = responsible(page, [a for t in (agent.kids("pobj") if agent else []) for a in actors_of(page, t)]) or page.country_ids(page.parties(sentence))
    action: Span | None = None
    for child in noun.children:
        if child.dep == "prep" and child.low in ("for", "of", "to"):
            inner = child.child("pobj", "pcomp")
            if inner is not None:
                start, end = inner.span()
                # what is told after a comma belongs to the need as well ("…, including an increase in …")
                _, whole = noun.span()
                action = action_span(page, start, max(end, whole))
                break
        elif child.dep in ("acl", "relcl") and child.verb and any(c.low == "to" for c in child.children):
            action = _infinitive(page, child)
            break
    if action is not None and not (
        noun.low == "importance" and (verb.lemma == "note" or re.match(r"(?:the |his |her |their )?(?:fact|role|moment|event|visit|meeting)\b", page.text[action[0] :]))
    ):
        made = make(page, sentence, by, "called_for", action, noun)
        if made is not None:
            yield made

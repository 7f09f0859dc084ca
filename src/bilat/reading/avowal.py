"""Undertakings told as nouns and adjectives: "their commitment to …", "readiness for …", "the need for …", "is committed to …"."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary import Commitment, Force, Span
from .circumstances import action_span, object_span, without_that
from .grammar import Word, subject_of
from .language.en import word_list
from .page import Page, Sentence
from .reference import actors_of, agents_of, responsible, responsible_for, speaker_at
from .undertaking import complement, denied, infinitive, make, that_clause


def from_adjective(page: Page, sentence: Sentence, word: Word) -> Iterator[Commitment]:
    """ "China is ready to …", "we are committed to …"."""
    verb = word.head if word.head.verb else None
    subject = (verb.child("nsubj") if verb is not None else None) or word.child("nsubj", "nsubjpass")
    if subject is None and verb is not None and verb.dep == "conj":
        subject = subject_of(verb)
    if subject is None or denied(page, word) or (verb is not None and verb.child("acomp", "attr", "oprd") is word and denied(page, verb)):
        return
    by = responsible(page, speaker_at(page, subject)) if subject.low in ("we", "i") else responsible(page, actors_of(page, subject))
    action: Span | None = None
    child = word.child("xcomp") or next((c for c in word.children if c.verb and c.dep in ("acl", "advcl", "ccomp")), None)
    if child is None and verb is not None:
        child = next((c for c in verb.kids("xcomp", "advcl") if c.verb and c.start > word.end), None)
    if child is not None and child.start > word.start:
        action = infinitive(page, child)
    else:
        action = complement(page, word)
    if action is None:
        return
    force: Force = "pledged" if word.low in ("committed", "determined", "resolved", "dedicated", "devoted") else "agreed" if word.low == "unanimous" else "ready"
    made = make(page, sentence, by, force, action, subject)
    if made is not None:
        yield made


def from_noun(page: Page, sentence: Sentence, noun: Word) -> Iterator[Commitment]:
    """ "Expressed readiness to …", "reaffirmed their commitment to …", "assured it of continued support for …"."""
    verb = noun.head if noun.head.verb else None
    if noun.lemma in word_list("word_nouns"):
        yield from _from_word(page, sentence, noun, verb)
        return
    if noun.dep not in ("dobj", "nsubjpass", "conj", "pobj") or any(c.low in ("no", "any", "little") for c in noun.kids("det", "amod")):
        return
    verb = _said_with(noun)
    together = noun.dep == "pobj" and noun.head.low == "in"  # "stand together in our commitment to …"
    if verb is None or not (
        (verb.lemma in _STAND if together else verb.lemma in _ASSURE) if noun.dep == "pobj" else verb.lemma in _MAKE or verb.lemma in word_list("avowal_verbs")
    ):
        return
    if noun.low in ("support", "assistance", "backing", "help"):
        yield from _support(page, sentence, noun, verb)
        return
    if denied(page, verb):
        return
    by = _avowed_by(page, sentence, noun, verb)
    action: Span | None = None
    child = noun.child("acl", "xcomp", "relcl", "advcl", "ccomp")
    if child is not None and child.verb and child.tag != "VBG" and any(c.low == "to" for c in child.children):
        action = infinitive(page, child)
    elif child is not None and child.verb and child.dep in ("acl", "ccomp") and any(c.low in ("will", "would", "shall") for c in child.children):
        action = that_clause(page, child)
    else:
        action = complement(page, noun, ("to", "for", "in", "towards", "toward"))
    if action is None and noun.lemma in ("intention", "intent", "plan", "commitment", "determination", "goal"):
        gerund = next((g for prep in noun.kids("prep") if prep.low in ("of", "on") for g in prep.kids("pcomp") if g.tag == "VBG"), None)
        action = action_span(page, *gerund.span()) if gerund is not None else None
    if action is None:
        for c in verb.kids("xcomp", "advcl"):
            if c.verb and c.start > noun.end and any(x.low == "to" for x in c.children):
                action = infinitive(page, c)
                break
    if action is not None:
        deed = noun.lemma in ("decision", "instruction", "instructions", "promise", "undertaking")
        if deed and noun.dep == "nsubjpass" and verb.lemma in ("take", "make") and len(by) == 2:
            made = make(page, sentence, by, "agreed", action, noun)  # "a decision was taken to …"
            if made is not None:
                yield made
            return
        if deed and (verb.lemma in ("have", "make", "take") or (noun.lemma.startswith("instruction") and len(by) < 2)):
            return
        force: Force = "pledged" if deed or noun.lemma in ("commitment", "determination", "resolve", "pledge", "dedication", "obligation") else "ready"
        made = make(page, sentence, by, force, action, noun)
        if made is not None:
            yield made


def _said_with(noun: Word) -> Word | None:
    """The verb that a noun is said with: its own, that of the noun it is joined to, that of its preposition."""
    head = noun.head
    while noun.dep == "conj" and head.tag.startswith("N") and not head.verb:
        noun, head = head, head.head
    if noun.dep == "pobj" and head.dep == "prep" and head.low in ("of", "about", "on", "to", "in"):
        head = head.head.head if head.low == "in" and head.head.low == "united" and head.head.head.verb else head.head
    return head if head.verb else None


_MORE = {"further", "enhanced", "continued", "expanded", "increased", "continuing", "strengthened"}
_POINT = {"point", "speak", "talk"}
_MAKE = {"show", "demonstrate", "have", "make", "give", "take", "recall", "note"}
_STAND = {"stand", "be", "remain", "unite"}
_ASSURE = {"assure", "speak", "inform", "tell", "talk", "reassure"}


def _avowed_by(page: Page, sentence: Sentence, noun: Word, verb: Word) -> list[str]:
    """Whose will a noun tells: its owner's ("*Norway's* readiness", "the commitment *of Norway*", "*U.S.* commitment"), else the speaker's."""
    by = responsible_for(page, verb)
    owner = next((c for c in noun.children if c.dep == "poss"), None)
    if owner is not None and owner.low not in ("his", "her", "their", "its", "our"):
        by = responsible(page, actors_of(page, owner)) or by
    for prep in noun.kids("prep"):
        if prep.low == "of":
            for inner in prep.kids("pobj"):
                by = responsible(page, actors_of(page, inner)) or by
    named = [c.mention.country for c in noun.children if c.dep in ("amod", "compound", "nmod") and c.mention is not None and c.mention.country]
    by = page.country_ids(named) or by
    return page.country_ids(page.parties(sentence)) if not by and noun.dep == "nsubjpass" else by


def _support(page: Page, sentence: Sentence, noun: Word, verb: Word) -> Iterator[Commitment]:
    """ "Reaffirmed its support for the accession", "assured it of continued support": a promise where it is given again, an opinion where it is only voiced."""
    if verb.lemma not in ("reaffirm", "reiterate", "affirm", "confirm", "renew", "pledge", "assure", "reassure", "repeat", "restate", "promise"):
        return
    whole = complement(page, noun, ("for", "to", "in"))
    if whole is None or (noun.child("poss") is None and noun.dep != "pobj"):
        return
    start, end = noun.span()
    made = make(page, sentence, _avowed_by(page, sentence, noun, verb), "pledged", action_span(page, start, max(end, whole[1])), noun)
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
        if child.verb and child.start > noun.start and child.to is not None and child.dep == "acl":
            action = infinitive(page, child)
        elif child.verb and child.child("neg") is None and any(c.low in ("will", "would", "shall") for c in child.children):
            action = without_that(page, child, child.start)
    if action is None and noun.low == "pledge":
        for prep in noun.kids("prep"):
            inner = prep.child("pobj")
            if prep.low == "of" and inner is not None:
                action = action_span(page, inner.span()[0], noun.span()[1])
    if action is not None and (found := make(page, sentence, by, "pledged", action, noun)) is not None:
        yield found


def from_need(page: Page, sentence: Sentence, noun: Word) -> Iterator[Commitment]:
    """ "Stressed the need for …", "the need for … was emphasized"."""
    verb = _said_with(noun)
    if verb is None or verb.lemma not in (_POINT if noun.dep == "pobj" else word_list("stress_verbs")) or noun.dep not in ("dobj", "nsubjpass", "conj", "pobj"):
        return
    by = responsible_for(page, verb) if noun.dep != "nsubjpass" else []
    if noun.dep == "nsubjpass":
        by = responsible(page, agents_of(page, verb)) or page.country_ids(page.parties(sentence))
    action: Span | None = None
    for child in noun.children:
        if child.dep == "prep" and child.low in ("for", "of", "to"):
            inner = child.child("pobj", "pcomp")
            if inner is not None:
                if noun.low in ("importance", "significance") and (
                    verb.lemma in ("note", "recall", "recognize", "recognise")
                    or (inner.lemma in word_list("no_calls") and not any(c.tag == "JJR" or c.low in _MORE for c in inner.children))
                ):
                    return
                start, end = object_span(inner, verb, preps=("of", "for", "in", "across", "against", "between", "under"))
                # what is told after a comma belongs to the need as well ("…, including an increase in …")
                _, whole = noun.span()
                action = action_span(page, start, max(end, whole))
                break
        elif child.dep in ("acl", "relcl") and child.verb and any(c.low == "to" for c in child.children):
            action = infinitive(page, child)
            break
    if action is not None:
        made = make(page, sentence, by, "called_for", action, noun)
        if made is not None:
            yield made

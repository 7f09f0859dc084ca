"""Assessments told otherwise than by a verb of judging: a state of mind, a stance, a quality that is noted or ascribed."""

from __future__ import annotations

from ..vocabulary import Assessment, Polarity
from .circumstances import action_span, object_span, tidy, without_that
from .grammar import Word
from .judgement import is_state, judging, make, negated, quality
from .language.en import word_list
from .page import Page, Sentence
from .reference import actors_of, responsible, responsible_for

_ABOUT = ("over", "about", "at", "with", "for", "on", "regarding", "of", "in", "to", "by", "towards", "toward", "against", "concerning", "surrounding")

_BEING = {"is", "are", "was", "were", "be", "been", "being", "'s", "'re", "'m", "am", "remain", "remains", "remained"}


def from_state(page: Page, sentence: Sentence, word: Word) -> Assessment | None:
    """ "Is deeply concerned about …", "has been critical of …", "are opposed to …"."""
    polarity = judging("state").get(word.low)
    if polarity is None:
        return None
    if word.dep == "acomp" or (word.dep == "conj" and word.head.dep == "acomp"):
        verb = word.head if word.dep == "acomp" else word.head.head
        if verb.lemma not in ("be", "remain", "become", "feel", "grow", "stay"):
            return None
    elif word.child("nsubj", "nsubjpass") is not None and any(c.low in _BEING for c in word.kids("auxpass", "aux")):
        verb = word
    elif word.dep == "advcl" and word.child("nsubj", "nsubjpass", "mark") is None:
        verb = word  # "Concerned about the delay, the minister urged …"
    else:
        return None
    if negated(verb) or word.child("neg") is not None:
        return None
    preps = [*word.kids("prep", "agent"), *(verb.kids("prep", "agent") if verb is not word else [])]
    things = [t for p in preps if p.low in _ABOUT and p.start > word.start for t in p.kids("pobj", "pcomp")]
    if things:
        if things[0].names("person"):
            return None
        of = action_span(page, *things[0].span())
    else:
        clause = word.child("ccomp") or verb.child("ccomp")
        if clause is None or clause.start < word.end:
            return None
        mark = clause.child("mark")
        of = action_span(page, clause.span()[0], clause.span()[1], mark.end if mark is not None else None)
    by = responsible_for(page, verb)
    return make(page, sentence, verb, of, polarity, by) if by else None


def from_stance(page: Page, sentence: Sentence, noun: Word) -> Assessment | None:
    """ "Stood in firm opposition to …", "Tokyo's concern over …"."""
    polarity = judging("noun").get(noun.low)
    taken = noun.head.head if noun.dep == "pobj" and noun.head.low == "in" and noun.head.head.verb else None
    preps = [*noun.kids("prep"), *(p for p in (taken.kids("prep") if taken is not None else []) if p.start > noun.start)]
    inner = next((t for p in preps if p.low in _ABOUT and p.low not in ("in", "by", "with", "on", "for") for t in p.kids("pobj", "pcomp")), None)
    if polarity is None or inner is None or inner.names("person"):
        return None
    owner = noun.child("poss")
    by: list[str] = []
    verb = next((a for a in noun.ancestors() if a.verb), None)
    if verb is None or negated(verb):
        return None
    if taken is not None:
        verb = taken
        by = responsible_for(page, verb) if verb.lemma in ("stand", "be", "remain", "unite", "stay", "join") else []
    elif noun.dep in ("dobj", "pobj", "nsubj", "nsubjpass", "conj") and owner is not None and owner.mention is not None:
        by = responsible(page, actors_of(page, owner))
    return make(page, sentence, verb, action_span(page, *inner.span()), polarity, by) if by else None


_VERDICTS = {"assessment", "appraisal", "evaluation", "marks", "rating", "verdict"}
"""What is given of something, good or bad as its adjective says: "a high assessment of"."""


def _merits(word: Word) -> bool:
    """Whether a tribute is paid to merits, and not to the dead: "paid tribute to her *efforts*"."""
    return is_state(word) or word.low in ("efforts", "work", "leadership", "commitment", "support", "service", "dedication", "legacy", "input")


def felt(page: Page, sentence: Sentence, verb: Word, noun: Word) -> Assessment | None:
    """ "Expressed concern over …", "voiced satisfaction with …", "reiterated their opposition to …"."""
    polarity = quality(noun) if noun.low in _VERDICTS else judging("noun").get(noun.low)
    if polarity is None or verb.lemma not in word_list("expressing_verbs") or negated(verb) or (noun.low == "tribute") != (verb.lemma == "pay"):
        return None
    preps = [p for p in [*noun.kids("prep"), *verb.kids("prep", "dative")] if p.low in _ABOUT and p.low != "by" and p.start > verb.start]
    for prep in sorted(preps, key=lambda p: p.low == "with"):  # "lodged a protest with Tokyo over the remarks"
        inner = prep.child("pobj", "pcomp")
        if inner is not None and (prep.low != "to" or noun.low in ("opposition", "objection", "objections") or (noun.low == "tribute" and _merits(inner))):
            start, end = inner.span()
            aim = next((c for c in verb.kids("advcl", "xcomp") if c.tag == "VB" and c.span()[0] == end + 1), None)  # "for its steps *to end the war*"
            return make(page, sentence, verb, action_span(page, start, aim.span()[1] if aim is not None else end), polarity)
    event = next((c for c in verb.kids("advcl") if (mark := c.child("mark")) is not None and mark.low == "after" and c.start > noun.end), None)
    if event is not None:  # "expressed concern after a ship had entered the strait"
        mark = event.child("mark")
        return make(page, sentence, verb, action_span(page, *event.span(), mark.end if mark is not None else None), polarity)
    clause = noun.child("acl", "ccomp") or verb.child("ccomp")
    if clause is not None and clause.start > noun.end:
        return make(page, sentence, verb, without_that(page, clause), polarity)
    return None


def noted(page: Page, sentence: Sentence, verb: Word, thing: Word) -> Assessment | None:
    """ "The sides noted the high level of cooperation", "the talks highlighted the cordial ties".

    Of progress and the like, one speaker's word is a statement as any other; of the relationship itself it is a judgement.
    """
    if verb.lemma not in word_list("noting_verbs") or negated(verb):
        return None
    polarity = quality(thing) if is_state(thing) else None
    if polarity is None:
        return None
    made = make(page, sentence, verb, action_span(page, *object_span(thing, verb)), polarity)
    return made if made is not None and (len(made.by) > 1 or thing.low in word_list("relationship_nouns")) else None


def ascribed(page: Page, sentence: Sentence, verb: Word) -> Assessment | None:
    """ "Described cooperation as close and successful", "called the decision regrettable"."""
    if verb.lemma not in ("describe", "call", "characterise", "characterize", "brand", "term", "label", "denounce", "assess", "rate", "deem", "evaluate", "consider"):
        return None
    thing: Word | None = verb.child("dobj", "nsubjpass")
    told = [w for p in verb.kids("prep") if p.low == "as" for w in [*p.kids("amod", "pobj", "pcomp", "acomp", "advcl", "conj"), *p.children]]
    for child in verb.kids("oprd", "ccomp", "acomp", "xcomp"):
        told.append(child)
        if thing is None:
            thing = child.child("nsubj")
    if thing is None or thing.names("person") or negated(verb):
        return None
    after = [c for w in thing.subtree() for c in w.kids("amod") if c.start > w.end]  # called the remarks "wrong and dangerous"
    told += after
    found: Polarity | None = None
    for word in [w for t in told for w in (t, *t.kids("conj", "amod"))]:
        found = found or ("positive" if word.low in word_list("good_words") else "negative" if word.low in word_list("bad_words") else None)
    if found is None or not (is_state(thing) or thing.low in word_list("talks_nouns") or found == "negative"):
        return None
    own = [w for w in thing.subtree() if not after or (w.start < min(c.start for c in after) and w.dep != "punct")]
    return make(page, sentence, verb, tidy(page.text, min(w.start for w in own), max(w.end for w in own)), found)

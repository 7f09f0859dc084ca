"""Finds `instrument` facts: each signed, agreed, negotiated or invoked document, and what was done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ..vocabulary import Instrument, InstrumentAction, Span, Status
from .circumstances import clause_span, clause_verb, date_near, status_of
from .grammar import Word, subject_of
from .listed import ACTIONS, INTRODUCES, in_list, included
from .page import Page, Sentence
from .papers import kind_of, nouns, subject_matter, title_of
from .reference import actors_of


def find(page: Page) -> Iterator[Instrument]:
    """Yield the instruments of a page with what was done with each, every one once."""
    seen: list[Instrument] = []
    for sentence in sorted(page.sentences, key=lambda s: s.headline):
        seen += [item for item in in_list(page, sentence) if not any(_same(known, item) and known.title == item.title for known in seen)]
        for found in [*_in_sentence(page, sentence), *included(page, sentence, seen)]:
            anaphor = (found.title or "").lower() in ("the document", "this document", "the deal", "the agreement") and any(
                known.action == found.action and known.parties == found.parties for known in seen
            )
            start, end = found.evidence[0]
            anaphor = anaphor or (bool(seen) and found.title is None and found.type == "other" and _THESE.search(page.text, start, end) is not None)
            for k, known in enumerate(seen):
                if known.date is None and found.date is not None and _same(known, found):
                    seen[k] = msgspec.structs.replace(known, date=found.date, date_basis=found.date_basis)
            again = anaphor or any(_same(known, found) or (sentence.headline and known.type == found.type and known.action == found.action) for known in seen)
            if not again:
                seen.append(found)
    yield from sorted(seen, key=lambda instrument: instrument.evidence)


_THESE = re.compile(r"\b(?:the|these|those)(?: (?:relevant|above|said|corresponding|respective))? (?:documents|instruments|papers)\b", re.IGNORECASE)


def _in_sentence(page: Page, sentence: Sentence) -> Iterator[Instrument]:
    colon = page.text.find(":", sentence.start, sentence.end)
    if colon >= 0 and INTRODUCES.search(page.text, sentence.start, colon):
        return
    last: tuple[Word, tuple[Word, InstrumentAction, Status]] | None = None
    for word in sentence.words:
        if not word.tag.startswith("N") and word.low not in ("mou", "mous"):
            continue
        kind = kind_of(sentence, word)
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
        if what == "adopted" and verb.lemma in ("approve", "endorse", "adopt") and _by_parliament(verb):
            what = "ratified"
        if what == "negotiated" and status == "took_place" and verb.dep == "pcomp" and verb.head.head.low in ("close", "near", "closer"):
            status = "ongoing"  # "are close to finalizing an agreement"
        date, basis = date_near(page, verb, never=("for",), outside=_of_visit(sentence, verb) or _modifiers(word))
        if (
            date is None
            and what == "entered_into_force"
            and (since := next((d for d in sentence.dates if d.prep == "since" and d.start > verb.start and d.value), None)) is not None
        ):
            date, basis = since.value.partition("/")[0], since.basis  # type: ignore[union-attr]
        yield Instrument(evidence=[clause_span(page, verb)], status=status, date=date, date_basis=basis, title=title_of(page, sentence, word, kind),
                         type=kind.type, action=what, parties=parties, signatories=signatories, subject=subject_matter(page, sentence, word),
                         confidence=0.8)  # fmt: skip
        for later, done in _done_later(verb, what):
            date, basis = date_near(page, later, loose=False)
            yield Instrument(evidence=[clause_span(page, later)], status=status_of(page, later), date=date, date_basis=basis, title=title_of(page, sentence, word, kind),
                             type=kind.type, action=done, parties=parties, subject=subject_matter(page, sentence, word), confidence=0.8)  # fmt: skip


_PARLIAMENTS = {"parliament", "senate", "house", "assembly", "congress", "duma", "diet", "bundestag", "bundesrat", "majlis", "mazhilis", "mejlis", "knesset", "lawmakers",
                "chamber", "deputies", "senators", "legislature", "parliamentarians"}  # fmt: skip


def _by_parliament(verb: Word) -> bool:
    """Whether a parliament does it: what it approves is ratified."""
    doers = [subject_of(verb)] if verb.child("nsubjpass") is None else [t for p in verb.kids("agent") for t in p.kids("pobj")]
    return any(w is not None and bool(_PARLIAMENTS & set(w.low.split())) for w in doers)


def _done_later(verb: Word, what: InstrumentAction) -> Iterator[tuple[Word, InstrumentAction]]:
    """What the same sentence says was done next: "was signed in May *and came into force* in June"."""
    for later in verb.kids("conj"):
        if later.child("nsubj", "nsubjpass") is not None or later.child("dobj") is not None:
            continue
        entering = later.lemma in ("enter", "come") and any(p.low == "into" and any(t.low in ("force", "effect") for t in p.kids("pobj")) for p in later.kids("prep"))
        taking = later.lemma in ("ratify", "sign", "initial", "extend", "renew", "suspend", "terminate") and verb.child("nsubjpass") is not None and later.tag == "VBN"
        if (entering or taking) and ACTIONS[later.lemma] != what:
            yield later, ACTIONS[later.lemma]


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


def _of_visit(sentence: Sentence, verb: Word) -> Span | None:
    """The place of "during his visit to X on 3–5 May": those are the days of the visit, and not of what was signed on it."""
    for word in sentence.words:
        if word.low in ("visit", "trip", "tour", "stay") and word.tag.startswith("N") and word is not verb:
            start, end = word.span()
            for date in sentence.dates:
                between = [w for w in sentence.words if word.end <= w.start < date.start]
                if word.end < date.start < verb.start and not any((w.verb and w.dep != "prep") or w.text == "," for w in between):
                    end = max(end, date.end)
            if any(start <= date.start < end for date in sentence.dates) and not start <= verb.start < end:
                return start, end
    return None


def _modifiers(noun: Word) -> Span:
    """The place of the words before a document's name: a year there dates the document, not what is done with it ("the 1994 treaty")."""
    start, _ = noun.span()
    return start, noun.start


_GOING_ON = {"be", "remain", "stall", "proceed", "progress", "drag", "falter", "stagnate", "continue", "go", "advance", "move", "reach", "hit", "slow", "near"}
"""What negotiations do while they go on: "have been difficult", "remain stalled", "are progressing"."""


def _in_force(page: Page, sentence: Sentence, noun: Word) -> tuple[Word, InstrumentAction, Status] | None:
    """The verb of "has been in force since 2010", "remains in effect", "became effective on 1 May", "took effect"."""
    heads = (
        [noun.head]
        if noun.dep in ("nsubj", "nsubjpass")
        else [c for w in [noun, *noun.subtree()] for c in w.kids("relcl") if c.start > noun.start and c.child("nsubj") is not None]
    )
    for verb in heads:
        lasting = verb.lemma in ("be", "remain", "stay", "continue", "go") and any(
            p.low in ("in", "into") and any(t.low in ("force", "effect") for t in p.kids("pobj")) for p in verb.kids("prep")
        )
        effective = verb.lemma in ("become", "be") and any(c.low in ("effective", "operational") for c in verb.kids("acomp", "attr"))
        taking = verb.lemma == "take" and any(c.low == "effect" for c in verb.kids("dobj"))
        if lasting or taking or (effective and sentence.dates):
            return verb, "entered_into_force", status_of(page, verb)
    return None


def _signing_ceremony(word: Word) -> Word | None:
    """The verb by which a signing ceremony is held, where a word is that ceremony or that verb."""
    ceremonies = [c for c in word.kids("dobj", "nsubj", "nsubjpass") if c.low == "ceremony"] if word.verb else [word] if word.low == "ceremony" else []
    if not any(c.low == "signing" for ceremony in ceremonies for c in ceremony.children):
        return None
    verb = clause_verb(ceremonies[0])
    return verb if verb is not None and verb.lemma in ("hold", "take", "attend", "witness", "organise", "organize", "follow", "conclude", "include") else None


def _action(page: Page, sentence: Sentence, noun: Word) -> tuple[Word, InstrumentAction, Status] | None:
    """What is done with a document: the verb it is the object or passive subject of, "the signing of …", "entered into force"."""
    word = noun
    while word.dep == "conj" and word.head is not word:
        word = word.head
    if word.dep == "pobj" and word.head.low in ("for", "to", "under", "within", "on") and word.head.head.tag.startswith("N") and kind_of(sentence, word.head.head) is not None:
        return None  # "an agreement on a grant for the programme", "a protocol to the treaty"
    if word.dep == "pobj" and word.head.low == "for" and word.head.head.low in ("grant", "loan", "funding", "support", "credit"):
        return None
    if word.dep == "pobj" and word.head.low in ("of",) and word.head.head.low in (
        "number", "package", "series", "set", "range", "host", "total", "pair", "raft", "text", "draft", "copies", "list", "round",
    ):  # fmt: skip
        word = word.head.head
        while word.dep == "conj" and word.head is not word:
            word = word.head
    verb: Word | None = None
    if (lasting := _in_force(page, sentence, noun)) is not None:
        return lasting
    if (
        noun.low == "exchange"
        and noun.dep == "nsubj"
        and noun.head.lemma in ("take", "occur")
        and any(t.low in ("notes", "note", "letters") for p in noun.kids("prep") for t in p.kids("pobj"))
    ):
        return noun.head, "signed", status_of(page, noun.head)  # "the exchange of notes took place in Riga"
    if word.dep == "pobj" and word.head.low == "of" and word.head.head.low == "force":
        entered = word.head.head.head.head if word.head.head.head.low == "into" else word.head.head
        return entered, "entered_into_force", status_of(page, entered)
    if word.dep in ("dobj", "nsubjpass", "nsubj") and word.head.verb:
        verb = word.head
    elif word.dep == "pobj" and word.head.head.verb and word.head.low in ("on", "to", "into", "upon", "in", "from", "at"):
        verb = word.head.head
        if verb.lemma in ("work",) and word.head.low == "on":
            return verb, "negotiated", status_of(page, verb)
    elif (
        word.dep == "pobj"
        and word.head.low in ("on", "for", "of", "toward", "towards", "about", "over", "concerning", "regarding")
        and word.head.head.low in ("negotiations", "negotiation", "talks", "work")
        and clause_verb(word.head.head)
    ):
        holder = clause_verb(word.head.head)
        if holder is not None and word.head.head.low != "work" and word.head.head.dep in ("nsubj", "nsubjpass") and holder.lemma in _GOING_ON:
            status = status_of(page, holder)
            going = holder.tag in ("VBZ", "VBP", "VBG") or any(c.low in ("has", "have") for c in holder.kids("aux"))
            return holder, "negotiated", "ongoing" if status == "took_place" and going else status
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
        later = next((c for c in verb.kids("xcomp", "ccomp") if c.lemma in ACTIONS and c.start > verb.start), None)
        if later is not None:
            return later, ACTIONS[later.lemma], "planned"
    entry = next((w for w in sentence.words[noun.i + 1 :] if w.lemma in ("enter", "come") and _ENTRY.match(page.text, w.end)), None)
    if entry is not None and (verb is None or verb.i > entry.i) and not any(w.tag in ("VBD", "VBZ", "MD") for w in sentence.words[noun.i + 1 : entry.i] if w.head is not entry):
        return entry, "entered_into_force", status_of(page, entry)
    acl = next((c for c in noun.children if c.dep in ("acl", "relcl") and c.lemma in ACTIONS), None)
    if (verb is None or verb.lemma not in ACTIONS) and acl is None:
        verb = _signed_nearby(sentence, noun) or verb
    if verb is None or verb.lemma not in ACTIONS:
        if verb is not None and verb.lemma in ("become",):
            return None
        if verb is not None and verb.lemma == "see":
            return None
        speaks = (verb is not None and verb.lemma in _CONTENT and nouns().get(noun.low) in ("declaration", "joint_statement")) or noun.low == "statement"
        if acl is not None and verb is not None and (
            (acl.lemma in ("sign", "conclude", "adopt", "ratify", "initial") and verb.lemma in ("include", "be", "provide", "envisage", "cover", "aim", "strengthen", "mark"))
            or (speaks and acl.lemma in ("sign", "adopt", "issue", "release"))
        ):  # fmt: skip
            return acl, ACTIONS[acl.lemma], status_of(page, acl)
        return None
    if verb.lemma in ("enter", "come"):
        rest = page.text[verb.start : verb.start + 40].lower()
        if "force" in rest or "effect" in rest:
            return verb, "entered_into_force", status_of(page, verb)
        if "into" in rest and word.dep == "pobj":
            return verb, "signed", status_of(page, verb)
        return None
    if noun.low == "notes" and verb.lemma not in ("exchange", "sign"):
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
    if verb.lemma in ("offer", "execute", "approve", "cancel") and nouns()[noun.low if noun.low in nouns() else "agreement"] in ("contract", "programme", "other"):
        return None
    return verb, ACTIONS[verb.lemma], status_of(page, verb)


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


def _same(a: Instrument, b: Instrument) -> bool:
    if set(a.parties) != set(b.parties):
        return False
    if a.type != b.type and "other" not in (a.type, b.type):
        return False
    if a.type != b.type and (a.title is None) != (b.title is None) and a.action == b.action == "signed":
        return False  # "twenty documents … a joint statement"
    if a.subject and b.subject and a.subject.lower() != b.subject.lower():
        return False
    if a.action != b.action or (a.type == "agreement" and (a.title is None) != (b.title is None) and (a.subject is None) != (b.subject is None)):
        return False  # "eight pacts … among them an agreement on X"
    if a.status != b.status and "ongoing" not in (a.status, b.status):
        return False
    return (a.subject is None) == (b.subject is None) or a.type == b.type

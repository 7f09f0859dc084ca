"""What a document is called and what it is on, read off the words around its noun."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast

from ..vocabulary import InstrumentType
from .circumstances import tidy
from .grammar import Word
from .language.en import table
from .page import Page, Sentence


class Kind(NamedTuple):
    type: InstrumentType
    start: int
    plural: bool


@cache
def nouns() -> dict[str, InstrumentType]:
    return {noun: cast("InstrumentType", kind) for noun, kind in table("instruments.tsv")}


@cache
def _parts() -> frozenset[str]:
    return frozenset(part for noun in nouns() for part in noun.split(" "))


def kind_of(sentence: Sentence, word: Word) -> Kind | None:
    """The instrument that a noun names, by the longest phrase that ends or begins with it."""
    if word.low.rsplit(" ", 1)[-1] not in _parts():
        return None
    known = nouns()
    best: Kind | None = None
    i = word.i
    words = sentence.words
    last = word.low.rsplit(" ", 1)[-1]
    if last != word.low and last in known and word.mention is not None and word.mention.kind == "bare":
        best = Kind(known[last], len(last), last.endswith("s") and last != "minutes")  # "Grant Agreements", taken for a name
    for left in range(4):
        for right in range(4):
            if i - left < 0 or i + right >= len(words) or (right and words[i + 1].low != "of"):
                continue
            phrase = " ".join(w.low for w in words[i - left : i + right + 1])
            if phrase in known and (best is None or len(phrase) > best.start):
                if right and word.dep == "pobj" and word.text != "Exchange":
                    continue
                best = Kind(known[phrase], len(phrase), (word.low.endswith("s") or word.low == "memoranda") and word.low != "minutes")
    if best is None or (i + 1 < len(words) and words[i + 1].tag.startswith("N") and word.dep == "compound" and f"{word.low} {words[i + 1].low}" in known):
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


def subject_matter(page: Page, sentence: Sentence, noun: Word) -> str | None:
    """What a document is on: its "on …" or "for …" phrase, or the words before its name."""
    words = sentence.words
    i = noun.i + 1
    if i + 1 < len(words) and words[i].low == "of" and words[i + 1].low in ("understanding", "cooperation", "intent", "action", "notes"):
        i += 2
    dated = next((d for d in sentence.dates if i < len(words) and d.start <= words[min(i + 1, len(words) - 1)].start < d.end), None)
    if dated is not None and words[i].low in ("on", "in"):
        # "signed a declaration on Monday on …"
        i = next((k for k in range(i, len(words)) if words[k].start >= dated.end), len(words))
    tail = page.text[words[i].start if i < len(words) else noun.end : limit(sentence, noun, i)]
    tail = re.sub(r"\bto (?:this|that) (?:effect|end)\b", lambda told: " " * len(told.group()), tail)
    if parties := _BETWEEN.match(tail):
        tail = tail[parties.end() :]  # "between the ministries of A and B on …"
    match = re.match(
        r"[\s(A-Za-z)]{0,8}?\b(on|concerning|regarding|for(?!\s+(?:[$€£¥\d]|(?:an?|another|the next|\w+)?\s*(?:further\s+)?(?:years?|months?|decades?)\b))|to|in the (?:field|area|sphere)s? of|covering|about|aimed at|in(?!\s+(?:(?:the|his|her|their) presence|attendance|front|a|an|[A-Z]|\d)))\s+(?:the\s+)?"
        r"((?:[^,.;:()“”\"]|,(?=\s+[\w-]+(?:\s+[\w-]+){0,3}?(?:,| and)\s))+?)"
        r"(?=[.;:()“”\"]|,(?!\s+[\w-]+(?:\s+[\w-]+){0,3}?(?:,| and)\s)|\s(?:was|were|is|are|will|has|have|had|signed|entered|entering|enters|came|which|that|during|between|at the|by the|on the|today|in (?:19|20)\d\d|and (?:the|a|an) (?:memorandum|agreement|protocol))\b|$)",
        tail,
    )
    if match and match.start(2) < 30:
        return re.sub(r"\s(?:and|or|as well as|with|in|on|by|at|of)$", "", " ".join(match.group(2).split()))
    if noun.low.endswith("s"):
        # "Five memoranda were signed in the fields of energy and health"
        fields = _FIELDS.search(page.text, noun.end, sentence.end)
        if fields:
            return " ".join(fields.group(1).split())
    matter = (
        re.match(r"\s*of\s+(?:the\s+)?([^,.;:()“”\"]+)$", tail.rstrip(" .;"))
        if noun.low not in ("memorandum", "exchange", "protocol", "protocols", "minutes", "decision")
        else None
    )
    if matter and not (noun.low in ("declaration", "statement", "letter") and matter.group(1).startswith("intent")):
        return " ".join(matter.group(1).split())
    before = [c for c in noun.children if c.dep in ("compound", "amod", "nmod") and c.mention is None and c.low not in _EMPTY]
    if before:
        start, end = before[0].span()[0], noun.start
        text = " ".join(page.text[start:end].split())
        return text or None
    return None


_BETWEEN = re.compile(r"\s*(?:between|with)\b[^.;:()]{3,240}?(?=\s(?:on|concerning|regarding|in the (?:field|area|sphere)s? of|for the|aimed at)\s)")
"""The parties that stand between a document's name and its subject."""
_FIELDS = re.compile(r"\b(?:in|covering|on|across) (?:such |various |the )*(?:fields?|areas?|spheres?|sectors?)(?: of| as| like| such as| including|,? including)? ([^.;:()“”\"]+)")


_PURPOSE = {"meant", "designed", "intended", "aimed", "expected", "hailed", "seen", "described"}
"""After these comes what a document is for, or how it is seen, in the words of the piece; no name of it."""


def limit(sentence: Sentence, noun: Word, first: int = 0) -> int:
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
            if (ahead[0].low in ("a", "an", "the", "two", "three", "several") or ahead[0].tag == "CD") and any(w.tag.startswith("N") and kind_of(sentence, w) for w in ahead):
                return word.start
            if ahead[0].low in ("one", "another") and len(ahead) > 1 and ahead[1].low in ("on", "for", "concerning"):
                return word.start
        date = next((d for d in sentence.dates if d.start <= word.start < d.end), None)
        if date is not None and k > noun.i + 1 and not (words[k - 1].tag in ("DT", "JJ") and words[k - 1].low not in ("the",)):
            before = words[k - 1]
            return before.start if before.tag in ("IN", "TO") else word.start
    return sentence.end


_EMPTY = {"multiple", "numerous", "many", "different", "certain", "specific", "action", "work", "new", "joint", "bilateral", "relevant", "several", "various", "important", "historic", "such", "other", "corresponding", "same", "first",
          "two", "three", "landmark", "major", "key", "following", "mutual", "final", "official", "intergovernmental", "interdepartmental", "draft",
          "long-awaited", "similar", "respective", "recent", "additional", "signed", "existing", "possible", "commercial", "separate"}  # fmt: skip


def title_of(page: Page, sentence: Sentence, noun: Word, kind: Kind) -> str | None:
    if kind.plural:
        return None
    start, end = noun.span()
    if among := re.compile(r"(?:among (?:them|these)|including|namely),? ", re.IGNORECASE).match(page.text, start):
        start = among.end()
    _, end = tidy(page.text, start, max(noun.end, min(end, limit(sentence, noun))))
    title = re.sub(r"\s(?:of|on|for|in|to|by|with|under)$", "", " ".join(page.text[start:end].split()))
    return title[:200] or None

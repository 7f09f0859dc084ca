"""Documents that a piece lists: "the following documents were signed:", "These included a treaty on X and an agreement on Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Instrument, InstrumentAction, InstrumentType
from .circumstances import tidy
from .grammar import Word
from .page import Page, Sentence
from .papers import Kind, kind_of, limit, nouns, subject_matter, title_of

ACTIONS: dict[str, InstrumentAction] = {
    "sign": "signed", "ink": "signed", "conclude": "signed", "seal": "signed", "reach": "signed", "strike": "signed", "initial": "initialled",
    "adopt": "adopted", "issue": "adopted", "approve": "adopted", "endorse": "adopted", "release": "adopted", "ratify": "ratified",
    "negotiate": "negotiated", "finalize": "negotiated", "finalise": "negotiated", "discuss": "negotiated", "draft": "negotiated",
    "prepare": "negotiated", "propose": "proposed", "offer": "proposed", "extend": "extended", "renew": "extended", "prolong": "extended",
    "suspend": "suspended", "freeze": "suspended", "terminate": "terminated", "cancel": "terminated", "scrap": "terminated", "denounce": "terminated",
    "abrogate": "terminated", "withdraw": "terminated", "revoke": "terminated", "exchange": "signed", "agree": "signed", "finalised": "negotiated",
    "enter": "entered_into_force", "come": "entered_into_force", "formalize": "signed", "formalise": "signed", "execute": "signed", "put": "suspended",
    "tear": "terminated", "quit": "terminated", "exit": "terminated", "repudiate": "terminated", "annul": "terminated", "complete": "negotiated",
}  # fmt: skip


_PAPERS = r"(?:documents?|agreements?|instruments?|memorand\w+|MoUs?|papers?|deals?|treaties|accords?)"
_DONE = r"(signed|adopted|concluded|exchanged|initialled|inked|witnessed|approved|ratified)"
INTRODUCES = re.compile(
    rf"\b{_PAPERS}\b[^:]{{0,80}}\b{_DONE}\b|\b{_DONE}\b[^:]{{0,80}}\b(?:{_PAPERS}|following)\b|\bfollowing\b[^:]{{0,40}}\b{_DONE}\b|"
    rf"\b(exchange) of (?:the )?(?:following|signed)\b|\b(signing) of the following\b",
    re.IGNORECASE,
)
"""What comes before a colon and a list of documents."""
_INTRODUCED = {"witnessed": "sign", "exchange": "exchange", "signing": "sign", "signed": "sign", "adopted": "adopt", "concluded": "conclude", "exchanged": "exchange",
               "initialled": "initial", "inked": "ink", "approved": "approve", "ratified": "ratify"}  # fmt: skip
_ITEM = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[•●▪◦*\-–—])\s*", re.IGNORECASE)
_LISTED: dict[str, InstrumentType] = {"decision": "other", "resolution": "other", "plan": "programme", "plans": "programme", "letter": "other", "strategy": "programme",
                                      "statement": "joint_statement", "act": "other", "concept": "other", "charter": "other", "schedule": "programme"}  # fmt: skip
"""What is a document only as the head of an item in a list of documents."""


def in_list(page: Page, sentence: Sentence) -> Iterator[Instrument]:
    """The items of a list that "the following documents were signed:" introduces, one an instrument."""
    colon = page.text.find(":", sentence.start, sentence.end)
    intro = INTRODUCES.search(page.text, sentence.start, colon) if colon >= 0 else None
    parties = page.parties(sentence)
    if not intro or not parties:
        return
    action = ACTIONS[_INTRODUCED[next(group for group in intro.groups() if group).lower()]]
    here = [item for item in _pieces(page, sentence, colon + 1) if item]
    for words in here:
        if (made := _item(page, sentence, words, action, parties)) is not None:
            yield made
    for item in page.sentences[sentence.index + 1 : sentence.index + 40]:
        same = item.paragraph == sentence.paragraph
        start, end = page.paragraphs[item.paragraph]
        listed = _ITEM.match(page.text, item.start if same else start, end)
        if page.text[sentence.start : item.end].rstrip().endswith(":") or (same and not listed and (here or (item.start > sentence.end + 1 and page.text[item.end - 1] == "."))):
            break
        before = page.sentences[item.index - 1]
        if len(item.words) <= 2 or (not same and before.paragraph == item.paragraph and len(before.words) > 2):
            continue  # "1." alone, or what is told of an item
        made = _item(page, item, item.words, action, parties) if listed or len(item.words) <= 40 else None
        if made is None and not listed:
            break
        if made is not None and (listed or _head(item, item.words).i <= 6):  # type: ignore[union-attr]
            yield made
        elif not listed:
            break


def _pieces(page: Page, sentence: Sentence, start: int) -> Iterator[list[Word]]:
    """The items behind a colon in the same sentence: cut at semicolons and dashes, and before the next document."""
    piece: list[Word] = []
    words = [w for w in sentence.words if w.start >= start]
    for k, word in enumerate(words):
        following = words[k + 1 : k + 6]
        cut = word.text in (";", "•", "●") or (word.text in ("-", "–", "—") and page.text[word.start - 1 : word.start].isspace())
        if word.text in (",", "and") and piece and any(kind_of(sentence, w) for w in piece if w.tag.startswith("N")):
            opens = [w for w in following if w.low not in ("a", "an", "the", "and")]
            cut = bool(opens) and any(
                kind_of(sentence, w) and w.text[0].isupper() == opens[0].text[0].isupper() and w.dep != "compound" for w in opens[:4] if w.tag.startswith("N")
            )
            cut = cut and (following[0].low in ("a", "an", "the", "and") or following[0].text[0].isupper())
        if cut:
            yield piece
            piece = []
        else:
            piece.append(word)
    yield piece


def _head(sentence: Sentence, words: list[Word]) -> Word | None:
    """The noun that says what document an item is."""
    found = next((w for w in words if (w.tag.startswith("N") or w.low in ("mou", "mous")) and kind_of(sentence, w) is not None), None)
    first = next((w for w in words[:8] if w.low in _LISTED), None)
    if first is not None and (found is None or first.i < found.i) and not (found is not None and found.i <= first.i + 2):
        return first
    return found


def _item(page: Page, sentence: Sentence, words: list[Word], action: InstrumentAction, parties: list[str]) -> Instrument | None:
    head = _head(sentence, words)
    if head is None:
        return None
    kind = kind_of(sentence, head) or Kind(_LISTED.get(head.low, "other"), 0, False)
    limit_ = words[-1].end
    title = title_of(page, sentence, head, kind)
    if title is not None:
        title = title.lstrip("-–—•●*0123456789.) ")
    if title is not None and words[-1].i < len(sentence.words) - 1:
        title = " ".join(page.text[next(w for w in words if w.text[0].isalnum()).start : limit_].split())[:200].rstrip(" .;,")
    return Instrument(evidence=[tidy(page.text, words[0].start, limit_)], title=title, type=kind.type, action=action, parties=parties,
                      subject=subject_matter(page, sentence, head), confidence=0.8)  # fmt: skip


def included(page: Page, sentence: Sentence, seen: list[Instrument]) -> Iterator[Instrument]:
    """The documents of "These included a treaty on X and an agreement on Y", done with as the sentence before says of them all."""
    verb = next((w for w in sentence.words if w.lemma in ("include", "cover", "be") and w.child("nsubj") is not None), None)
    subject = verb.child("nsubj") if verb is not None else None
    if verb is None or subject is None or not (subject.low in ("these", "they", "among") or nouns().get(subject.low)):
        return
    before = page.sentences[sentence.index - 1] if sentence.index else None
    general = next((i for i in reversed(seen) if before is not None and i.title is None and before.start <= i.evidence[0][0] < before.end), None)
    if general is None or page.quoted(verb.start) is not None:
        return
    for word in sentence.words[verb.i + 1 :]:
        kind = kind_of(sentence, word) if word.tag.startswith("N") or word.low == "mou" else None
        if kind is None or kind.plural or not any((c.dep == "det" and c.low in ("a", "an")) or c.tag == "CD" for c in word.children):
            continue
        start, end = word.span()
        span = tidy(page.text, start, max(word.end, min(end, limit(sentence, word))))
        yield Instrument(evidence=[span], status=general.status, date=general.date, date_basis=general.date_basis, title=title_of(page, sentence, word, kind),
                         type=kind.type, action=general.action, parties=general.parties, subject=subject_matter(page, sentence, word), confidence=0.75)  # fmt: skip

"""Attributions in any text, wider than statements of a dyad: who is said to say, think, want or show what, be it a minister, a study or "critics".

An attribution has a source, a cue and a content, as the PolNeAR annotation (Newell, Margolin and Ruths, 2018) has them: a quotation that its
cue splits is one; what a quotation goes on with in the same breath belongs to it; the "that" of a clause is part of what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..vocabulary import Document, Span
from .grammar import Word
from .language.en import table
from .page import Page, Sentence
from .spans import SpanSet
from .statement import find_direct


class Attribution(NamedTuple):
    """What is attributed, by which words, to whom; `source` and `cue` are `None` where the text names none."""

    content: Span
    cue: Span | None
    source: Span | None


@cache
def _cues() -> dict[str, str]:
    return {row[0]: row[1] for row in table("attribution_cues.tsv")}


def find_attributions(document: Document) -> list[Attribution]:
    """Return the attributions of a document, in the order of their contents."""
    page = Page(document)
    found = _quoted(page)
    taken = SpanSet(a.content for a in found)
    for sentence in page.sentences:
        for attribution in _told(page, sentence):
            inside = [span for span in taken.touching(*attribution.content) if _share(span, attribution.content) > 0.5]
            if not inside:
                taken.add(attribution.content)
                found.append(attribution)
    return sorted(found)


def _share(a: Span, b: Span) -> float:
    """Jaccard of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def _quoted(page: Page) -> list[Attribution]:
    """Quotations and turns, those of one breath joined, each with the source and cue of the breath."""
    out: list[Attribution] = []
    for statement in find_direct(page):
        content, cue, source = statement.content, statement.cue, statement.source
        beside = _beside(page, content) or _signed(page, content)
        if beside is not None:
            cue, source = beside
            content = (content[0], _goes_on(page, content[1], max(beside[0][1], beside[1][1])))
        if (out and content[0] < out[-1].content[1]) or _is_title(page.text[content[0] : content[1]]):
            continue
        last = out[-1] if out else None
        if last is not None and cue is not None and cue == last.cue:
            out[-1] = Attribution((last.content[0], content[1]), cue, last.source)
            continue
        if last is not None and cue is None and source is None:
            between = page.text[last.content[1] : content[0]]
            said = last.content[1] - last.content[0] + content[1] - content[0]
            if len(between) < min(220, 0.9 * said) and "\n" not in between and last.source is not None:
                out[-1] = Attribution((last.content[0], content[1]), last.cue, last.source)
                continue
            if len(between) < 400:
                source, cue = last.source, last.cue
        if cue is None and source is None:
            cue, source = _verb_before(page, content)
        if cue is not None or source is not None:  # words between marks that nobody is said to say are a name or an irony
            out.append(Attribution(content, cue, source))
    return out


_SAID = (
    r"(?:said|says?|add(?:ed|s)|told|tells|ask(?:ed|s)|wrote|writes|tweet(?:ed|s)|continu(?:ed|es)|explain(?:ed|s)|argu(?:ed|es)|not(?:ed|es)|recall(?:ed|s)|insist(?:ed|s)|declar(?:ed|es)"
    r"|warn(?:ed|s)|repl(?:ied|ies)|respond(?:ed|s)|demand(?:ed|s)|quip(?:ped|s)|jok(?:ed|es)|announc(?:ed|es)|claim(?:ed|s)|stat(?:ed|es)|conclud(?:ed|es)|observ(?:ed|es)|remark(?:ed|s)"
    r"|complain(?:ed|s)|acknowledg(?:ed|es)|admit(?:ted|s)|exclaim(?:ed|s)|urg(?:ed|es)|boast(?:ed|s)|predict(?:ed|s)|yell(?:ed|s)|shout(?:ed|s)|chant(?:ed|s)|lament(?:ed|s)|mus(?:ed|es)"
    r"|began|counter(?:ed|s)|snapp?(?:ed|s)|suggest(?:ed|s)|vow(?:ed|s)|promis(?:ed|es)|testif(?:ied|ies)|recount(?:ed|s)|opin(?:ed|es)|conced(?:ed|es)|caution(?:ed|s)|proclaim(?:ed|s)"
    r"|reads?|report(?:ed|s)|confirm(?:ed|s)|emphasiz(?:ed|es)|stress(?:ed|es)|reiterat(?:ed|es)|contend(?:ed|s)|assert(?:ed|s)|allege[ds])\b"
)
_WHO = r"(?:[A-Z][^“”\"\n]{0,120}?|he|she|they|it|I|we|(?:the|an?|one|his|her|their|some|many|another|several)\s[^“”\"\n]{1,80}?)"
_AFTER = re.compile(rf"\s*(?:(?P<said>{_SAID})\s+(?P<who>[^“”\"\n,.;:]{{2,80}})|(?P<who2>{_WHO}),?\s+(?:also\s|then\s|later\s|has\s|had\s)?(?P<said2>{_SAID}))")
_BEFORE = re.compile(rf"(?:^|(?<=[.!?”\"]\s)|(?<=\n))(?P<who>{_WHO}),?\s+(?:also\s|then\s|later\s|has\s|had\s)?(?P<said>{_SAID})[^“”\"\n.]{{0,60}}[,:]\s*$")


def _beside(page: Page, content: Span) -> tuple[Span, Span] | None:
    """The verb of saying right behind a quotation, or right before it and a comma or colon, and who it says speaks."""
    text = page.text
    after = _AFTER.match(text, content[1], content[1] + 240)
    if after and "\n" not in text[content[1] : after.end()]:
        kind = "" if after.group("said") else "2"
        return after.span(f"said{kind}"), after.span(f"who{kind}")
    floor = text.rfind("\n", 0, content[0]) + 1
    if re.search(
        r"\b(?:say|add|ask|boast|argu|not|declar|insist|writ|joking|explain|warn|claim|call|suggest|promis|shout|chant|yell)ing[,:]?\s*$",
        text[max(floor, content[0] - 20) : content[0]],
    ):
        cue, source = _verb_before(page, content)
        if cue is not None and source is not None:
            return cue, source
    before = _BEFORE.search(text[max(floor, content[0] - 240) : content[0]])
    if before:
        shift = max(floor, content[0] - 240)
        return (before.start("said") + shift, before.end("said") + shift), (before.start("who") + shift, before.end("who") + shift)
    return None


def _is_title(quoted: str) -> bool:
    """Whether a quotation is the title of a book, a show or a song: every longer word has its capital."""
    words = [w.strip("“”\"',.!?:;") for w in quoted.split()]
    longer = [w for w in words if len(w) > 3]
    return len(words) <= 12 and len(longer) >= 2 and all(w[0].isupper() for w in longer)


def _goes_on(page: Page, end: int, after: int) -> int:
    """Where the second half of a quotation ends that its cue splits in mid-sentence ("“My hope,” he said, “is that …”")."""
    text = page.text
    if after < end:
        return end
    for quotation in page.quotations_in(after, min(len(text), after + 90)):
        between = text[after : quotation.start]
        first = text[quotation.start + 1 : quotation.start + 3].lstrip("'")
        if quotation.start >= after and re.fullmatch(r"[^,.;“”\"\n]{0,45},\s+", between) and first[:1].islower():
            return quotation.end
    return end


_SIGNED = re.compile(r"\s*([—―–-]+)\s*([A-Z][^\n]{2,60})")


def _signed(page: Page, content: Span) -> tuple[Span, Span] | None:
    """The name that stands behind a quotation and a dash."""
    match = _SIGNED.match(page.text, content[1])
    return (match.span(1), match.span(2)) if match and len(match.group(2).split()) <= 8 else None


def _verb_before(page: Page, content: Span) -> tuple[Span | None, Span | None]:
    """The verb that a quotation without a verb of saying hangs on ("chanting", "had to change my answer:") and its subject."""
    sentence = page.sentence_at(content[0]) or page.sentence_at(content[1] - 1)
    if sentence is None:
        return None, None
    verbs = [w for w in sentence.words if w.verb and w.dep not in ("aux", "auxpass") and not content[0] <= w.start < content[1]]
    before = [w for w in verbs if w.end <= content[0]]
    verb = before[-1] if before else (verbs[0] if verbs else None)
    subject = _subject(verb) if verb is not None else None
    return ((verb.start, verb.end), _noun_span(page, subject)) if verb is not None and subject is not None else (None, None)


def _told(page: Page, sentence: Sentence) -> Iterator[Attribution]:
    for word in sentence.words:
        if word.low == "according" and word.i + 1 < len(sentence.words) and sentence.words[word.i + 1].low == "to":
            yield from _according(page, sentence, word)
        elif word.verb and word.dep not in ("aux", "auxpass"):
            yield from _from_verb(page, sentence, word)
        elif word.tag.startswith("N") and "n" in _cues().get(word.lemma if word.tag == "NNS" else word.low, ""):
            yield from _from_noun(page, word)


def _from_verb(page: Page, sentence: Sentence, verb: Word) -> Iterator[Attribution]:
    takes = _cues().get(verb.lemma, "")
    subject = _subject(verb)
    if not takes or subject is None:
        return
    source, cue = _noun_span(page, subject), (verb.start, verb.end)
    pronoun = verb.child("nsubj") if verb.dep == "relcl" else None
    if pronoun is not None and pronoun.start >= source[1]:
        source = (source[0], pronoun.end)  # "the officials *who* said"
    clause = verb.child("ccomp")
    if "b" in takes:
        # "called the ruling a victory", "branded it unlawful"
        after = [c for c in verb.children if c.start > verb.end and c.dep in ("dobj", "ccomp", "oprd", "xcomp", "prep", "advcl")]
        if after:
            yield from _attribution(page, min(c.span()[0] for c in after), max(c.span()[1] for c in after), cue, source)
            return
    if clause is not None and "c" in takes:
        start, end = clause.span()
        if start > verb.start:
            yield from _attribution(page, start, end, cue, source)
            return
    if "c" in takes and clause is None:
        # "Trade has grown, the minister said": what stands before the comma
        first = min(cue[0], source[0])
        head = page.text[sentence.start : first].rstrip()
        told = [w for w in sentence.words if w.start < first]
        if head.endswith((",", "—", "–")) and any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in told) and not verb.kids("dobj"):
            yield from _attribution(page, sentence.start, sentence.start + len(head), cue, source)
            return
    if verb.lemma in _SAYING and clause is None and verb.tag in ("VBD", "VBZ", "VBP", "VBG") and subject.start < verb.start:
        # what the parser has not seen to be a clause: the rest of the sentence, if it has a verb of its own
        rest = [w for w in sentence.words[verb.i + 1 :] if w.text[0].isalnum() or w.text in '“"‘']
        if len(rest) > 3 and any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in rest) and rest[0].low not in ("on", "in", "at", "during", "to", "after", "of"):
            yield from _attribution(page, rest[0].start, sentence.end, cue, source)
            return
    if "x" in takes:
        action = verb.child("xcomp")
        if action is not None and action.start > verb.start:
            yield from _attribution(page, *action.span(), cue, source)
            return
    if "o" in takes:
        thing = verb.child("dobj")
        if thing is not None and thing.start > verb.start:
            start, end = thing.span()
            tail = [c.span()[1] for c in verb.kids("prep", "advcl", "xcomp", "oprd") if c.start > end and c.low in ("for", "as", "of", "over", "about", "to", "on")]
            yield from _attribution(page, start, max([end, *tail]), cue, source)
            return
    if "p" in takes:
        for prep in verb.kids("prep"):
            inner = prep.child("pobj", "pcomp")
            if prep.low in ("for", "about", "of", "against", "in", "on", "to") and inner is not None and prep.start > verb.start:
                yield from _attribution(page, *inner.span(), (verb.start, prep.end), source)
                return


_SAYING = {"say", "add", "argue", "note", "tweet", "write", "insist", "claim", "acknowledge", "admit", "explain", "state", "declare", "contend", "warn"}


def _from_noun(page: Page, noun: Word) -> Iterator[Attribution]:
    """ "Her claim that …", "a report by N. N. that …"."""
    clause = noun.child("acl", "ccomp", "relcl")
    if clause is None or not any(c.low == "that" and c.dep == "mark" for c in clause.children):
        return
    owner = noun.child("poss") or next((t for p in noun.kids("prep") if p.low in ("by", "from", "of") for t in p.kids("pobj")), None)
    yield from _attribution(page, *clause.span(), (noun.start, noun.end), _noun_span(page, owner) if owner is not None else None)


def _according(page: Page, sentence: Sentence, word: Word) -> Iterator[Attribution]:
    to = sentence.words[word.i + 1]
    source = word.child("pobj") or to.child("pobj") or next((c.child("pobj") for c in word.kids("prep")), None)
    if source is None:
        return
    span = _noun_span(page, source)
    cue = (word.start, to.end)
    if word.start - sentence.start < 4:
        comma = page.text.find(",", span[1], sentence.end)
        yield from _attribution(page, comma + 1 if comma >= 0 else span[1], sentence.end, cue, span)
    else:
        yield from _attribution(page, sentence.start, word.start, cue, span)


def _attribution(page: Page, start: int, end: int, cue: Span, source: Span | None) -> Iterator[Attribution]:
    text = page.text
    while start < end and (text[start].isspace() or text[start] in ",:;–—-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:;–—-."):
        end -= 1
    start, end = _with_marks(text, start, end)
    if end - start >= 3 and not (source is not None and source[0] < end and source[1] > start) and page.quoted(cue[0]) is None:
        yield Attribution((start, end), cue, source)


_CLOSES = re.compile(r"[.,!?;:]?(?:”|''|\"|’)")


def _with_marks(text: str, start: int, end: int) -> Span:
    """A span with the marks of the quotations that begin or end in it."""
    for opening, closing in (("“", "”"), ("''", "''"), ('"', '"')):
        within = text[start:end]
        before = start - len(opening)
        odd = within.count(opening) % 2 == 1 if opening == closing else within.count(opening) != within.count(closing)
        if not odd:
            continue
        match = _CLOSES.match(text, end)
        if match and match.group().endswith(closing) and within.rfind(opening) >= 0:
            end = match.end()
        elif text[before:start] == opening:
            start = before
    return start, end


def _subject(verb: Word | None) -> Word | None:
    """Whose act a verb is: its subject, its agent, the noun of its relative clause, or the subject of the verb that it is joined to."""
    if verb is None:
        return None
    subject = verb.child("nsubj")
    if subject is not None:
        return verb.head if subject.low in ("who", "which", "that") and verb.dep == "relcl" else subject
    if verb.child("nsubjpass") is not None:
        agent = verb.child("agent")
        return agent.child("pobj") if agent is not None else None
    if verb.dep == "acl" and verb.tag == "VBG":
        return verb.head
    if verb.dep in ("conj", "advcl", "xcomp", "pcomp") and verb.head is not verb:
        head = verb.head if verb.head.verb else verb.head.head
        return _subject(head) if head is not verb and head.verb else None
    return None


_TRAILING = re.compile(r"[\s,;:]+$")


def _noun_span(page: Page, noun: Word) -> Span:
    """A noun with what belongs to it, relative clauses left out."""
    inside = [noun]
    for child in noun.children:
        if child.dep not in ("relcl", "acl", "punct", "cc", "advcl"):
            inside += list(child.subtree())
    start, end = min(w.start for w in inside), max(w.end for w in inside)
    return start, start + len(_TRAILING.sub("", page.text[start:end]))

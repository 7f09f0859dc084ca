"""Finds `statement` facts: who said what, in quotation marks and in paraphrase.

The rules are those of shared gold annotation: content without cue and speaker, quotation marks included; a quotation that its cue splits is
two statements; consecutive quoted paragraphs of one speaker are one; several speakers at once leave `speaker` null.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ..vocabulary import Span, Statement
from .circumstances import PREPS, object_span
from .cues import Cue, cue_verbs, find_cues
from .grammar import Word
from .language.en import word_list
from .page import Page, Sentence
from .quotations import Quotation
from .spans import SpanSet


def find(page: Page) -> Iterator[Statement]:
    """Yield the statements of a page, in the order of the text."""
    yield from sorted(_Statements(page).all(), key=lambda s: s.content)


def find_direct(page: Page) -> list[Statement]:
    """Return the quotations and turns of a page alone, in the order of the text."""
    return sorted(_Statements(page).direct(), key=lambda s: s.content)


class _Statements:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.text
        self.cues: dict[int, list[Cue]] = {}
        for sentence in page.sentences:
            if sentence.headline:
                continue
            found: list[Cue] = []
            for cue in find_cues(page, sentence):
                found.append(self._again(cue, sentence, found))
            if found:
                self.cues[sentence.index] = found
        self.speeches = [q for q in page.quotations if self._is_speech(q)]
        self.used = SpanSet()

    def _again(self, cue: Cue, sentence: Sentence, found: list[Cue]) -> Cue:
        """Give "it added" the ministry or country that spoke before: in the same sentence, or, for "It added …" and "…, it added", in the two above."""
        if cue.speakers or cue.source is None or self.text[cue.source[0] : cue.source[1]].lower() != "it":
            return cue
        apart = cue.source[0] == sentence.start or self.text[sentence.start : cue.source[0]].rstrip().endswith((",", "”", '"'))
        above = [c for k in (2, 1) for c in self.cues.get(sentence.index - k, ())] if apart else []
        before = [c for c in [*above, *found] if len(c.speakers) == 1 and self.page.cast.roles[c.speakers[0]].type != "person"]
        return cue._replace(speakers=before[-1].speakers) if before else cue

    def direct(self) -> list[Statement]:
        return [*self._turns(), *self._direct()]

    def all(self) -> list[Statement]:
        out = self.direct()
        for sentence in self.page.sentences:
            told: list[Span] = []
            for cue in self.cues.get(sentence.index, ()):
                # What somebody is said to have said is told by the one who says it.
                if any(start <= cue.word.start < end for start, end in told):
                    continue
                statement = self._indirect(sentence, cue)
                if statement is not None:
                    out.append(statement)
                    told.append(statement.content)
        return out

    # -- quotations

    def _is_speech(self, quotation: Quotation) -> bool:
        """Whether a quotation is somebody's words rather than a name or a word set apart: it is long, or a clause of its own."""
        inner = self.text[quotation.start + 1 : quotation.end - quotation.closed].strip().strip("'")
        if not inner:
            return False
        words = inner.split()
        if len(words) < 3:
            return inner[-1] in ".,!?" and inner[0].isupper() and _TAG.match(self.text, quotation.end) is not None
        sentence = self.page.sentence_at(quotation.start)
        before = self.text[max(0, quotation.start - 40) : quotation.start].rstrip()
        after = self.text[quotation.end : quotation.end + 30].lstrip()
        free = inner[-1] in ".,!?…" or after[:1] in (",", "") or before.endswith((":", ","))
        capital = inner[0].isupper() or inner[0] in "…([" or inner[0].isdigit()
        begins = sentence is not None and quotation.start <= sentence.start
        if not capital and not begins:
            return len(words) >= 8 and bool(re.search(r"[.!?] [A-Z]", inner))
        named = sum(w[0].isupper() for w in words if w[0].isalpha()) > len(words) * 0.7
        if named and len(words) <= 12 and inner[-1] not in ".,!?":
            return False
        if begins and quotation.end < len(self.text) and after[:1].islower() and inner[-1] not in ".,!?…" and len(words) < 8:
            return False
        return free or (capital and len(words) >= 6) or begins

    def _direct(self) -> list[Statement]:
        out: list[Statement] = []
        last: tuple[Quotation, list[str], Span | None] | None = None
        for quotation in self.speeches:
            cue = self._cue_of(quotation)
            same_paragraph_before = last is not None and self._paragraph(last[0].end - 1) == self._paragraph(quotation.start)
            if cue is None and last is not None and self._follows_on(last[0], quotation):
                # Paragraph after paragraph of one speaker's words: one statement.
                if out and not same_paragraph_before:
                    out[-1] = _extended(out[-1], quotation.end)
                    last = (quotation, last[1], last[2])
                    continue
                speakers, source = last[1], last[2]
                out.append(self._statement(quotation, speakers, None, None))
                last = (quotation, speakers, source)
                continue
            if cue is None:
                speakers, source, span = self._speaker_nearby(quotation), None, None
            else:
                speakers, source, span = cue.speakers, cue.source, cue.span
            out.append(self._statement(quotation, speakers, span, source))
            last = (quotation, speakers, source)
        return out

    def _turns(self) -> Iterator[Statement]:
        """The answers of a briefing or an interview ("N. N.: We have noted …"): a person's words to the end of the paragraph."""
        for start, end in self.page.paragraphs:
            match = _TURN.match(self.text, start, end)
            sentence = self.page.sentence_at(start)
            if match is None or (sentence is not None and any(w.verb and w.end < match.end() for w in sentence.words)):
                continue
            people = [m for m in sentence.mentions if m.actors and m.end <= match.end() and m.kind in ("person", "bare", "title")] if sentence is not None else []
            content = _tidy(self.page, match.end(), end, marks=False)
            if not people or content is None or self.page.quoted(content[0]) is not None or len(self.text[content[0] : content[1]].split()) < 4:
                continue
            self.used.add(content)
            speaker = people[-1].actors[0] if len(people[-1].actors) == 1 else None
            yield Statement(evidence=[content], content=content, speaker=speaker, directness="direct", cue=None, source=(people[-1].start, people[-1].end), confidence=0.85,
                            reported_by=speaker)  # fmt: skip

    def _statement(self, quotation: Quotation, speakers: list[str], cue: Span | None, source: Span | None) -> Statement:
        content = (quotation.start, quotation.end)
        self.used.add(content)
        speaker = speakers[0] if len(speakers) == 1 else None
        return Statement(evidence=[content], content=content, speaker=speaker, directness="direct", cue=cue, source=source, confidence=0.9,
                         reported_by=speaker)  # fmt: skip

    def _paragraph(self, place: int) -> int:
        return bisect_right(self.page.paragraphs, (place, len(self.text))) - 1

    def _follows_on(self, before: Quotation, quotation: Quotation) -> bool:
        """Whether nothing but white space stands between two quotations, or only a finished sentence's cue in the same paragraph."""
        between = self.text[before.end : quotation.start]
        if not between.strip():
            return True
        here, there = self._paragraph(before.end - 1), self._paragraph(quotation.start)
        if here == there and len(between) < 250:
            return not any(c in between for c in ":") and self._single_speaker_between(before.end, quotation.start)
        return False

    def _single_speaker_between(self, start: int, end: int) -> bool:
        """Whether a quotation ended, its cue closed the sentence, and the next quotation goes on at once."""
        return len(self.page.sentences_between(start, end)) == 0 or self.text[start:end].strip()[-1:] in ".,"

    def _cue_of(self, quotation: Quotation) -> Cue | None:
        """The cue that belongs to a quotation: in the sentence it ends in, after or before it, or ending the sentence before."""
        start, end = quotation.start, quotation.end
        inside_last = self.page.sentence_at(end - 1)
        if inside_last is not None:
            # "“…,” he sang, before asking her, “…”": what one asks is still to come
            after = [c for c in self.cues.get(inside_last.index, ()) if c.word.start >= end and c.word.dep != "pcomp"]
            if after and after[0].word.start - end < 140 and "“" not in self.text[end : after[0].word.start]:
                return after[0]
        following = self.page.sentences_between(end, end + 3)
        if following and not self.text[end : following[0].start].strip():
            first = following[0]
            words = self.text[first.start : first.start + 1]
            if words.islower() or (len(first.words) <= 9 and first.paragraph == self.page.sentences[first.index - 1].paragraph):
                after = list(self.cues.get(first.index, ()))
                if after:
                    return after[0]
        first_sentence = self.page.sentence_at(start)
        if first_sentence is not None:
            before = [c for c in self.cues.get(first_sentence.index, ()) if c.word.end <= start]
            if before and start - before[-1].word.end < 200:
                return before[-1]
            if first_sentence.index and first_sentence.start >= start:
                previous = self.page.sentences[first_sentence.index - 1]
                tail = self.text[previous.start : start].rstrip()
                if tail.endswith(":"):
                    cues = self.cues.get(previous.index, ())
                    if cues:
                        return cues[-1]
        return None

    def _speaker_nearby(self, quotation: Quotation) -> list[str]:
        """The speaker of a quotation without a cue: who last spoke in this paragraph or the one before, else nobody."""
        sentence = self.page.sentence_at(quotation.start)
        if sentence is None:
            return []
        for earlier in reversed(self.page.sentences[max(0, sentence.index - 3) : sentence.index]):
            if sentence.paragraph - earlier.paragraph > 1:
                break
            cues = self.cues.get(earlier.index)
            if cues and cues[-1].speakers:
                return cues[-1].speakers
        if self.text[max(0, quotation.start - 3) : quotation.start].rstrip().endswith(":"):
            people = [m.actors[0] for m in sentence.mentions if m.actors and m.end <= quotation.start and m.kind in ("person", "title")]
            return people[-1:]
        return []

    # -- paraphrase

    def _indirect(self, sentence: Sentence, cue: Cue) -> Statement | None:
        content = _content(self.page, sentence, cue)
        if content is None:
            return None
        used = self.used.touching(*content)
        if any(start <= content[0] and content[1] <= end for start, end in used):
            return None
        if any(content[0] <= start and end <= content[1] and end - start > (0.5 if start == content[0] else 0.8) * (content[1] - content[0]) for start, end in used):
            return None
        if self.page.quoted(cue.word.start):
            return None
        if len(self.text[content[0] : content[1]].split()) < 3:
            return None
        if used and cue.word.start > content[0] and content[0] <= used[0][0] < cue.word.start:
            return None
        quoted = any(q.start >= content[0] and q.end <= content[1] and " " in self.text[q.start : q.end] for q in self.page.quotations_in(*content))
        if not quoted and len(cue.speakers) == 1:
            content = self._speech_before(sentence, cue, content)
        speaker = cue.speakers[0] if len(cue.speakers) == 1 else None
        if speaker is None and not cue.speakers and ("u" not in cue.takes or self._told_by_another(sentence, cue, content)):
            return None
        return Statement(evidence=[content], content=content, speaker=speaker, directness="mixed" if quoted else "indirect", cue=cue.span,
                         source=cue.source, confidence=0.75, reported_by=speaker)  # fmt: skip

    def _speech_before(self, sentence: Sentence, cue: Cue, content: Span) -> Span:
        """What stands in somebody's own words, without marks, back to the paragraph's beginning: "We value this. Our ties are close", he said."""
        if content[0] != sentence.start or content[1] > cue.span[0] or not _first_person(sentence, content[1]):
            return content
        start = content[0]
        for earlier in reversed(self.page.sentences[: sentence.index]):
            if earlier.paragraph != sentence.paragraph:
                break
            if any(c.speakers for c in self.cues.get(earlier.index, ())) or self.page.quotations_in(earlier.start, earlier.end):
                return content
            start = earlier.start
        return start, content[1]

    def _told_by_another(self, sentence: Sentence, cue: Cue, content: Span) -> bool:
        """Whether somebody known says it within what an unknown source says: "N. N. said that …, said a press release"."""
        inside = (other for other in self.cues.get(sentence.index, ()) if other is not cue and other.speakers and content[0] <= other.word.start < content[1])
        return any(_content(self.page, sentence, other) is not None for other in inside)


def _first_person(sentence: Sentence, end: int) -> bool:
    return any(w.low in ("we", "i", "our", "my", "us") and w.text != "US" and w.start < end for w in sentence.words)


_TAG = re.compile(r"\s+(?:(?:he|she|[A-Z][\w.’' -]{1,60}?)\s)?(?:said|says|added|told|asked|replied|wrote|tweeted)\b")
_CLOSING = re.compile(r"[.,]?[”\"]")
_TURN = re.compile(r"[A-Z][\w.’' -]{1,80}(?:, [A-Z][\w.,’'& -]{2,90})?:\s+(?=[A-Z“\"])")


def _extended(statement: Statement, end: int) -> Statement:
    from msgspec.structs import replace

    content = (statement.content[0], end)
    return replace(statement, content=content, evidence=[content])


def _content(page: Page, sentence: Sentence, cue: Cue) -> Span | None:
    """The words that are said: the clause the cue governs, what stands before ", X said", or the object of "stressed"."""
    verb = cue.word
    if cue.takes.startswith("a"):
        return _after_according(page, sentence, cue)
    if "b" in cue.takes or "f" in cue.takes:
        return _called(page, verb, cue.takes)
    clause = next((c for c in verb.kids("ccomp") if not _conceded(c)), None)
    if clause is not None and "c" in cue.takes:
        start, end = clause.span()
        if start < verb.start:
            return _before(page, sentence, cue)
        mark = next((c for c in clause.children if c.dep == "mark" and c.low in ("that", "if", "whether")), None)
        if mark is not None and mark.low == "that":
            start = mark.end
        return _tidy(page, start, _own_aside(clause, end))
    if "c" in cue.takes and verb.dep == "advcl" and verb.head.start > verb.end and any(c.low == "as" and c.dep in ("mark", "advmod") for c in verb.children):
        # "As the minister noted, trade has grown"
        comma = page.text.find(",", max(w.end for w in verb.subtree()), verb.head.start)
        return _tidy(page, comma + 1, sentence.end) if comma >= 0 and verb.child("dobj") is None else None
    if "o" in cue.takes:
        thing = verb.child("dobj")
        led = verb.tag == "VBG" and verb.dep == "advcl" and verb.start < verb.head.start  # "Recalling the friendship, the minister said …" opens what is said
        if thing is not None and not led and thing.start > verb.start and len(cue.speakers) == 1 and thing.low not in word_list("undertaking_nouns"):
            start, end = object_span(thing, verb)
            return _tidy(page, start, end)
    if "p" in cue.takes or "s" in cue.takes:
        told = _spoken_of(page, verb, cue)
        if told is not None:
            return told
    if "w" in cue.takes:
        thing = verb.child("dobj")
        if thing is not None and thing.low in word_list("expression_nouns"):
            inner = thing.child("acl", "ccomp", "relcl") or verb.child("ccomp")
            if inner is not None and inner.span()[0] > thing.end and any(c.low == "that" for c in inner.children):
                start, end = inner.span()
                mark = next((c for c in inner.children if c.low == "that"), None)
                return _tidy(page, mark.end if mark else start, end)
        return _with_quotation(page, verb)
    if set("cobf") & set(cue.takes) and (quoted := _with_quotation(page, verb)) is not None:
        return quoted
    if verb.dep in ("conj", "parataxis", "ROOT", "ccomp") and "c" in cue.takes:
        return _before(page, sentence, cue)
    return None


_ADDRESSING = {"tell", "inform", "assure", "remind", "reassure"}
"""Verbs whose object is who hears: "Trade has grown, the minister told a press conference"."""
_CONCEDING = {"though", "although", "while", "whereas"}


def _conceded(clause: Word) -> bool:
    """Whether a clause only qualifies what was said: "…, the spokesman said, *though* a visit was expected"."""
    return any(c.dep == "mark" and c.low in _CONCEDING for c in clause.children)


def _own_aside(clause: Word, end: int) -> int:
    """Where what is said ends before an aside of the writer's, told by its own verb of saying: "says it is neutral, *though it has … and says …*"."""
    for aside in clause.kids("advcl"):
        if _conceded(aside) and aside.start > clause.start and any(w.lemma in cue_verbs() and w.tag == "VBZ" for w in [aside, *aside.kids("conj")]):
            return min(w.start for w in aside.subtree())
    for later in clause.kids("advcl"):
        if any(c.low == "after" and c.dep == "mark" for c in later.children) and later.start > clause.start and later.tag == "VBD":
            return min(w.start for w in later.subtree())  # "said he would go, *after N. N. invited him*"
    for later in clause.kids("prep"):
        if _told_elsewhere(later.child("pcomp")):
            return min(w.start for w in later.subtree())
    return end


def _told_elsewhere(verb: Word | None) -> bool:
    """Whether a verb tells what was said on another occasion: "told A he agreed, a day *after telling B* he did not"."""
    return verb is not None and verb.dep == "pcomp" and verb.head.low in ("after", "before") and "c" in cue_verbs().get(verb.lemma, "") and verb.child("ccomp") is not None


def _spoken_of(page: Page, verb: Word, cue: Cue) -> Span | None:
    """ "Pointed to the growth of …", "warned of …"; "spoke of a “historic step”" where some of the words are quoted."""
    for prep in verb.kids("prep"):
        inner = prep.child("pobj", "pcomp")
        if inner is None or prep.start < verb.start or prep.low not in ("to", "of", "about", "against", "at", "on") or len(cue.speakers) != 1:
            continue
        start, end = object_span(inner, prep)
        quoted = [q for q in page.quotations_in(start, end + 2) if " " in page.text[q.start : q.end]]
        if quoted or ("p" in cue.takes and prep.low in ("to", "of", "about", "against") and inner.dep == "pobj" and inner.mention is None):
            return _tidy(page, min([start, *(q.start for q in quoted)]), max([end, *(q.end for q in quoted)]))
    return None


def _with_quotation(page: Page, verb: Word) -> Span | None:
    """The object of a verb of saying some words of which are quoted: "expressed “deep concern” over …", "welcomed the “great success”"."""
    thing = verb.child("dobj")
    if thing is None or thing.start < verb.start:
        return None
    start, end = object_span(thing, verb, preps=(*PREPS, "over", "about"))
    quoted = [q for q in page.quotations_in(start, end + 2) if " " in page.text[q.start : q.end] and not _named(page.text[q.start + 1 : q.end - 1])]
    return _tidy(page, min(start, quoted[0].start), max(end, quoted[-1].end)) if quoted and thing.mention is None else None


def _named(words: str) -> bool:
    """Whether what stands between marks is a name, each longer word with its capital: an initiative, a book, a forum."""
    longer = [w for w in words.split() if len(w) > 3]
    return bool(longer) and sum(w[0].isupper() for w in longer) >= 0.6 * len(longer)


def _before(page: Page, sentence: Sentence, cue: Cue) -> Span | None:
    """ "Trade has grown, the minister said": what stands before the comma."""
    first = min(cue.span[0], cue.source[0] if cue.source else cue.span[0])
    head = page.text[sentence.start : first].rstrip()
    if not head.endswith((",", "”", '"', "—", "–")):
        return None
    told = [w for w in sentence.words if w.start < first]
    # "During the talks, the minister explained the position": an introductory phrase is not what is said.
    if not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in told) or any(
        c.start > cue.word.start and not (cue.source and cue.source[0] <= c.start < cue.source[1])
        for c in cue.word.kids(*(("ccomp", "xcomp") if cue.word.lemma in _ADDRESSING else ("dobj", "ccomp", "xcomp")))
        if not _conceded(c)
    ):
        return None
    return _tidy(page, sentence.start, sentence.start + len(head))


def _called(page: Page, verb: Word, takes: str) -> Span | None:
    """ "Called the move 'unjustified'", "described it as …", "accused Y of …": the thing and what it is said to be."""
    thing = verb.child("dobj")
    if thing is None:
        # "called the move unjustified" is often parsed as a clause
        clause = verb.child("ccomp", "oprd")
        if clause is None or "b" not in takes or clause.start < verb.start or any(c.low == "to" for c in clause.children):
            return None
        start, end = clause.span()
        return _tidy(page, start, end) if page.quotations_in(start, end) else None
    start, end = thing.span()
    wanted = ("of",) if "f" in takes else ("as", "for")
    rest = [c for c in [*verb.kids("prep", "oprd", "ccomp", "advcl"), *thing.kids("prep")] if c.start > thing.start and (c.dep in ("oprd", "ccomp") or c.low in wanted)]
    if not rest:
        return None
    if thing.low in ("which", "that", "what", "whom") or (thing.mention is not None and thing.mention.kind in ("person", "bare", "title", "pronoun") and rest[0].low == "for"):
        # "a deficit, which he described as “huge”", "praised him for his “steady hand”"
        inner = rest[0].child("pobj", "pcomp", "amod", "acomp") or rest[0]
        start = min(w.start for w in inner.subtree())
    end = max(end, rest[0].span()[1])
    quoted = page.quotations_in(start, end)
    if "b" in takes and not quoted:
        return None
    return _tidy(page, start, max(end, quoted[-1].end) if quoted and quoted[-1].end - end < 4 else end)


def _after_according(page: Page, sentence: Sentence, cue: Cue) -> Span | None:
    if cue.source is None:
        return None
    if cue.span[0] - sentence.start < 4:
        # the words of the source's own title, told behind its name, stand in none of the sentence's words
        first = next((w for w in sentence.words if w.start >= max(cue.source[1], cue.span[1]) and w.text[0].isalnum()), None)
        return _tidy(page, first.start if first is not None else cue.source[1], sentence.end)
    return _tidy(page, sentence.start, cue.span[0])


def _tidy(page: Page, start: int, end: int, *, marks: bool = True) -> Span | None:
    text = page.text
    joined = re.search(r"[\s,]+(?:and|but)\s*$", text[start:end])
    end = start + joined.start() if joined and joined.start() else end
    while start < end and (text[start].isspace() or text[start] in ",:;–—-"):
        start += 1
    while end > start and (text[end - 1].isspace() or (marks and text[end - 1] in ",:;.–—")):
        end -= 1
    # a quotation that begins inside ends inside
    closing = _CLOSING.match(text, end) if end > start else None
    if closing and text.count("“", start, end) + text.count('"', start, end) % 2 > text.count("”", start, end):
        end = closing.end()
    return (start, end) if end > start else None

"""The circumstances of an action: whether it took place, when, and in which clause it is told."""

from __future__ import annotations

import re

from ..vocabulary import DateBasis, Span, Status
from .dates import DateExpr
from .grammar import Word
from .page import Page, Sentence

_FUTURE_VERBS = {"plan", "schedule", "expect", "intend", "slate", "set", "due", "aim", "prepare", "anticipate", "arrange", "coordinate", "hope", "gear", "work", "preparation",
                 "preparations"}  # fmt: skip
_FUTURE_WORDS = {"upcoming", "forthcoming", "oncoming", "planned", "scheduled", "future", "next", "coming", "expected", "possible", "proposed", "impending",
                 "prospective"}  # fmt: skip
_WEIGHING = {"consider", "mull", "weigh", "contemplate", "seek", "request", "eye", "moot", "suggest", "recommend"}
_UNDERTAKING = {"agree", "decide", "commit", "pledge", "vow", "promise", "undertake", "propose", "want", "hope", "wish", "call"}
_PUT_OFF = {"postpone", "delay", "reschedule", "defer", "shelve"}
_CALLED_OFF = {"cancel", "scrap", "abandon"}
_DENY = {"deny", "refute", "rebut"}


def status_of(page: Page, word: Word) -> Status:
    """Tell whether what a verb or an event noun names took place, is going on, is planned, proposed, put off, called off or denied."""
    verb = clause_verb(word)
    chain = [word, *word.ancestors()]
    lows = {w.lemma for w in chain[:6]}
    if lows & _PUT_OFF or _phrase(page, verb, r"\bput(?:ting)? off\b|\bpushed back\b"):
        return "postponed"
    if lows & _CALLED_OFF or _phrase(page, verb, r"\bcall(?:ed|ing|s)? off\b"):
        return "cancelled"
    for w in chain[:5]:
        if w.lemma in _DENY and w is not word:
            return "denied"
    if word.tag.startswith("N") and any(
        c.dep in ("relcl", "acl")
        and c.tag in ("VB", "VBN")
        and any(x.dep == "aux" and (x.low == "will" or (x.low == "to" and (c.tag == "VBN" or c.lemma in ("take", "be")))) for x in c.children)
        for c in word.children
    ):
        return "planned"  # "the session which will be chaired by", "the meeting to be held"
    if word.tag.startswith("N") and any(c.low in _FUTURE_WORDS for c in word.children if c.dep in ("amod", "compound", "det")):
        return "planned"
    for w in chain[:6]:
        if not w.verb and w is not word:
            continue
        auxiliaries = {c.low for c in w.children if c.dep in ("aux", "auxpass")}
        if w.verb and any(_negates(page, c) for c in w.children) and w is verb and "will" not in auxiliaries:
            return "denied"
        if auxiliaries & {"will", "'ll", "shall", "wo"} or (w is verb and "must" in auxiliaries):
            return "planned"
        if auxiliaries & {"would", "could", "may", "might", "should", "can"} and w is verb:
            return "proposed" if auxiliaries & {"could", "may", "might", "should", "can"} else "planned"
        if w.lemma in _FUTURE_VERBS and w is not word and _governs(w, word):
            return "planned"
        if w is not word and (w.lemma == "invite" or (w.lemma in _WEIGHING and w.verb and _governs(w, word))):
            return "proposed"
        if w.lemma in _UNDERTAKING and w is not word and verb is not None and verb.tag == "VB" and _governs(w, word):
            return "planned"
        if w.lemma in ("be",) and w.child("acomp") is not None and w.child("acomp").low in ("due", "set", "slated", "ready", "expected", "scheduled", "likely"):  # type: ignore[union-attr]
            return "planned"
        if w is not word and (w.low == "due" or (w.lemma == "look" and any(c.low == "forward" for c in w.children))):
            return "planned"
        if (
            w.dep in ("conj", "relcl", "ccomp", "acl")
            and w.verb
            and w.dep != "conj"
            and w is verb
            and (w.tag == "VBD" or (w.tag == "VBN" and w.dep == "acl" and word.tag.startswith("N") and not any(c.dep == "aux" for c in w.children)))
        ):
            break
    if any(w.low in ("calls", "call", "appeal", "appeals", "demand", "demands", "request", "proposal", "offer") and w.tag.startswith("N") for w in chain[1:5]):
        return "proposed"
    if verb is not None and verb.tag == "VBG" and any(c.low in ("is", "are", "'s", "am") for c in verb.children if c.dep == "aux"):
        return "planned" if verb.lemma == "go" else "ongoing"
    if verb is not None and verb.tag in ("VB", "VBN") and "to" in {c.low for c in verb.children if c.dep == "aux"}:
        head = verb.head
        if head.verb and ((head.lemma == "be" and verb.dep == "xcomp") or (verb is word and head.lemma == "arrive" and head.tag in ("VBZ", "VBP"))):
            return "planned"  # "are to hold talks", "is to be held"
        if head.verb and head.lemma in ("have", "be") and any(c.low == "yet" for c in head.children):
            return "planned"  # "has yet to ratify"
        if head.verb and verb.dep in ("advcl", "xcomp") and head.lemma in ("be", "come", "travel", "arrive", "fly") and head.tag in ("VBZ", "VBP"):
            return "planned"  # "is in Riga to meet"
    if (
        verb is not None
        and verb.lemma == "be"
        and any(c.dep == "xcomp" and c.tag in ("VB", "VBN") and any(x.low == "to" and x.dep == "aux" for x in c.children) for c in verb.children)
    ):
        return "planned"  # "the session is to be held", with the session as the subject of "is"
    return "took_place"


def _negates(page: Page, word: Word) -> bool:
    """Whether a word denies: "not", but not that of "not just" and "not only"."""
    if word.dep != "neg":
        return False
    words = page.sentences[word.sentence].words
    return word.i + 1 >= len(words) or words[word.i + 1].low not in ("just", "only", "merely", "simply")


def _governs(verb: Word, word: Word) -> bool:
    """Whether a verb of planning has the event as its object, subject in the passive, or infinitive."""
    child = word
    for ancestor in word.ancestors():
        if ancestor is verb:
            if child.dep == "prep" and child.low in ("at", "during", "after", "following"):
                return False  # "the deadline set at the session"
            if verb.lemma == "aim" and child.dep == "nsubjpass":
                return False  # "the visit was aimed at trade": that is its purpose
            return child.dep in ("xcomp", "ccomp", "nsubjpass", "dobj", "acl", "advcl", "pobj", "prep", "conj")
        child = ancestor
    return False


def _phrase(page: Page, verb: Word | None, pattern: str) -> bool:
    if verb is None:
        return False
    return re.search(pattern, page.text[verb.start : verb.start + 30].lower()) is not None


def clause_verb(word: Word) -> Word | None:
    """Return the verb of the clause that a word stands in, the word itself if it is one."""
    if word.verb:
        return word
    for ancestor in word.ancestors():
        if ancestor.verb and ancestor.dep != "prep":  # not "following the visit"
            return ancestor
    return None


def clause_span(page: Page, word: Word) -> Span:
    """Return the place of the clause around a word: from its subject to its last complement, a subordinate clause's own where it is one."""
    # "following their talks in Riga" is told in these words, whatever the clause above says
    verb = next((w for w in [word, *word.ancestors()] if w.verb), word)
    sentence = page.sentences[word.sentence]
    start, end = verb.span()
    if verb.dep == "xcomp" and verb.head.verb:
        # "is expected to visit": the clause begins with its subject
        subject = verb.head.child("nsubj", "nsubjpass")
        start = subject.span()[0] if subject is not None else start
    for child in verb.children:
        if child.dep in ("conj",) and child.verb and child.start > verb.start:
            cut = min((w.start for w in child.subtree()), default=end)
            if cut > word.end:
                end = min(end, cut)
        if child.dep in ("ccomp", "parataxis") and child.start < verb.start and word.start > child.end:
            start = max(start, child.span()[1])
        if child.dep == "cc" and child.start > word.end:
            end = min(end, child.start)
    start, end = max(start, sentence.start), min(end, sentence.end)
    return tidy(page.text, start, end)


PREPS = ("in", "of", "for", "on", "between", "towards", "toward", "against", "at", "with", "to")
"""With what an object goes on behind it."""


def object_span(thing: Word, verb: Word, *, preps: tuple[str, ...] = PREPS) -> Span:
    """Return the place of an object with the phrases after it that the parser hung on its verb ("praised the role in the region")."""
    start, end = thing.span()
    for child in verb.children:
        if child.dep in ("prep", "agent") and child.low in preps and child.dep != "agent" and child.start >= end and child.start - end <= 1:
            inner = child.child("pobj", "pcomp")
            if inner is None or inner.tag == "CD" or inner.text in _DAYS or re.match(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d", inner.low):
                break
            end = child.span()[1]
    return start, end


_DAYS = {"2020", "Monday", "today"}
"""The plain words that stand for dates in the parse."""


def tidy(text: str, start: int, end: int) -> Span:
    """Shrink a span past white space and marks at its ends, but never to nothing."""
    first, last = start, end
    joined = re.search(r"[\s,]+(?:and|but|or|as well as)\s*$", text[start:end])
    end = start + joined.start() if joined and joined.start() else end
    while start < end and (text[start].isspace() or text[start] in ",:;–—-."):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:;.–—-"):
        end -= 1
    return (start, end) if start < end else (first, last)


_COMMENT = r",\s+(?:he|she|they|it|(?:(?:for|of|to|in|on) )?which|who|whose|where|adding|noting|stressing|saying|according to|said|as well as the fact)\b|,\s+[A-Z][^,;]{2,80}\s(?:has |have |had )?(?:announced|said|says|added|revealed|confirmed|told)\b|\s+-\s|\s–\s"


def without_that(page: Page, clause: Word, first: int | None = None) -> Span:
    """Return the words of a clause behind its "that"; comments on it are looked for from `first`, by default from its first word."""
    start, end = clause.span()
    mark = next((c for c in clause.children if c.low == "that"), None)
    return action_span(page, start if first is None else first, end, mark.end if mark is not None else start)


def action_span(page: Page, start: int, end: int, begin: int | None = None) -> Span:
    """Return a clause, from `begin` if given, up to a clause that only comments on it (", said N. N.", ", adding that", ", which")."""
    text = page.text[start:end]
    match = re.search(rf"[,;]?[”\"]|{_COMMENT}", text)
    if match and match.group() == '"' and text[match.end() : match.end() + 1].isalnum() and '"' in text[match.end() :]:
        match = re.compile(_COMMENT).search(text, text.index('"', match.end()) + 1)  # a plain mark before a word opens a quotation
    if match and match.group()[-1] in '”"' and re.search(r"[“\"]", text[: match.start()]):
        # a quotation that begins inside the action ends inside it too
        match = re.compile(_COMMENT).search(text, match.end())
    elif not match and text.count("“") > text.count("”"):
        closing = page.text.find("”", end, end + 3)
        end = closing + 1 if closing >= 0 else end
    end = start + match.start() if match and match.start() > 12 else end
    return tidy(page.text, start if begin is None else begin, end)


def date_near(page: Page, word: Word, *, loose: bool = True, never: tuple[str, ...] = (), outside: Span | None = None) -> tuple[str | None, DateBasis | None]:
    """Return the date that a verb or event noun is given in its sentence, with its basis; (`None`, `None`) if it is given none.

    Dates after a preposition of `never`, and those that begin in `outside`, are passed over.
    """
    sentence = page.sentences[word.sentence]
    if not sentence.dates:
        return None, None
    verb = clause_verb(word)
    best: tuple[int, DateExpr] | None = None
    for date in sentence.dates:
        if date.prep in ("since", "until", "till", "before", "by", "after", *never) or date.value is None:
            continue
        if outside is not None and outside[0] <= date.start < outside[1]:
            continue
        rank = _attachment(sentence, date, word, verb)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, date)
    if best is None or (best[0] > 2 and not loose):
        coming = _scheduled(page, sentence, word)
        return (coming.value, coming.basis) if coming is not None else (None, None)
    return best[1].value, best[1].basis


_SCHEDULED = re.compile(
    r"\b(?:scheduled|planned|slated|due|set|expected)(?: to (?:take place|be held|begin|start|happen))?(?: tentatively)?(?: for| in| on)?(?: the)?\s*$", re.IGNORECASE
)


def _scheduled(page: Page, sentence: Sentence, word: Word) -> DateExpr | None:
    """The date of ", scheduled for 12 November", where only the event's own phrases stand between."""
    for date in sentence.dates:
        if date.start > word.end and date.value and _SCHEDULED.search(page.text, word.end, date.start):
            between = [w for w in sentence.words if word.end <= w.start < date.start]
            if len(between) <= 22 and sum(w.tag in ("VBD", "VBZ", "VBP", "MD") and w.lemma not in ("be", "have") for w in between) == 0:
                return date
    return None


def _attachment(sentence: Sentence, date: DateExpr, word: Word, verb: Word | None) -> int | None:
    """How closely a date belongs to a word: 0 its own, 1 its verb's, 2 a verb above, 3 the only date around; `None` if another's."""
    inside = [w for w in sentence.words if w.start < date.end and w.end > date.start]
    if not inside:
        return None
    top = next((w for w in inside if w.head not in inside), inside[0])
    head = top.head if top.head is not top else top
    while head.dep in ("prep", "pobj", "npadvmod", "nummod") and head.tag in ("IN", "TO", "CD") and head.head is not head:
        head = head.head
    if head is word:
        return 0
    if verb is not None and head is verb:
        return 1
    if head in word.subtree() and not head.verb:
        return 1 if head.mention is not None or head.tag.startswith("NNP") else 2
    above = word
    while above.head is not above and above.dep != "ccomp":
        above = above.head
        if above is head:
            return 2
    if head.mention is not None and head.head in (word, verb):
        return 2
    own = clause_verb(top)
    if own is not None and verb is not None and own is not verb and own not in verb.ancestors():
        return None  # the date of another clause
    if len(sentence.dates) == 1 and not head.verb and head.low not in ("agreement", "treaty", "memorandum", "statement", "year"):
        return 3
    return None

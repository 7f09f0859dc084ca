"""What later documents say of an undertaking: done, begun, put off, called off, or not yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import cache
from typing import NamedTuple

from ..reading.dates import Anchor, find_dates
from ..vocabulary import Meeting, Visit
from .material import Material
from .model import CommitmentState, Source
from .promises import (
    AGAIN_AFTER,
    ENOUGH,
    LEAST,
    ON,
    REFERS,
    RUN_IN,
    SESSIONS,
    WORD,
    Entry,
    Finding,
    Promise,
    can_meet,
    count_of,
    day_bounds,
    days_between,
    deed_words,
    number_of,
    numbers_of,
    tokens_of,
    without_dates,
)
from .stems import lexicon, stem
from .undertakings import Commonness


def findings_of(entries: Sequence[Entry], materials: Sequence[Material], common: Commonness) -> list[list[Finding]]:
    """What each later document says of each undertaking."""
    found: list[list[Finding]] = [[] for _ in entries]
    leading: defaultdict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(entries):
        for word in sorted(frozenset[str]().union(*(words for words, _ in entry.wordings))):
            if common.leads(word):
                leading[word].append(n)
    again = {(promise.mention.material.document.id, n): promise for n, entry in enumerate(entries) for promise in reversed(entry.promises)}
    for material in materials:
        if material.day == "9999":
            continue
        words = common.words[material.document.id]
        candidates = sorted({n for word in words for n in leading.get(word, ()) if entries[n].first < material.day})
        matching = [n for n in candidates if _share(entries[n], words, common) >= LEAST]
        best = _best(entries, matching, material, common) if matching else {}
        for n in sorted({*best, *(n for n in candidates if (material.document.id, n) in again)}):
            finding, repeated = best.get(n), again.get((material.document.id, n))
            late_enough = days_between(entries[n].first, material.day) >= AGAIN_AFTER
            if repeated is not None and finding is not None and finding.state == "fulfilled" and _made_there(repeated, finding):
                finding = None  # the sentence makes the promise; what else it tells as done is another deed
            if repeated is not None and late_enough and (finding is None or finding.state in (None, "reaffirmed")):
                finding = Finding("reaffirmed", material.day, 0.8, [repeated.mention.source], repeated.due, finding.obstacle if finding else None)
            if finding is not None and (finding.state != "reaffirmed" or late_enough):
                found[n].append(finding)
    return found


def _made_there(promise: Promise, finding: Finding) -> bool:
    """Whether the sentence that a finding rests on is the one that makes the promise."""
    text = promise.mention.material.document.text
    places = [(start, end) for source in finding.sources for start, end in source.evidence]
    return any(a < end and start < b and not _RECALLS.search(text, start, end) for a, b in promise.fact.evidence for start, end in places)


_RECALLS = re.compile(r"\bhad (?:\w+ )?(?:promised|pledged|agreed|undertaken|committed)\b")
"""A sentence that only looks back on the promise: "the road that they *had promised* to mend is open"."""


def _share(entry: Entry, words: Set[str], common: Commonness) -> float:
    """The largest share of a wording of the undertaking that is among some words; a single shared word is too little."""
    best = 0.0
    for wording, core in entry.wordings:
        shared = wording & words
        if len(shared) > 1 or len(wording) == 1:
            best = max(best, (common.weight(shared) + common.weight(shared & core)) / ((common.weight(wording) + common.weight(core)) or 1))
    return best


class _Sentence(NamedTuple):
    """A sentence with its own words, and with those that it refers back to."""

    start: int
    end: int
    own: frozenset[str]
    words: frozenset[str]


class _Telling(NamedTuple):
    """A sentence that may tell what became of an undertaking, with the numbers, the ordinals and the dates in it."""

    material: Material
    sentence: _Sentence
    text: str
    words: frozenset[str]
    numbers: frozenset[str]
    ordinals: frozenset[str]
    dates: list[str]


_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bNo)(?<!\bSt)(?<!\bMrs)(?<!\bHon)(?<!\bEng)(?<!\bNov)(?<!\bOct)(?<!\bDec)(?<!\bSept)(?<!\bJan)(?<!\bFeb)(?<!\bAug)[.!?]+[\"”’»)]*\s+(?=[\"“«(]?[A-Z0-9])|\n+|;\s+"
)


_QUESTION = re.compile(r"(?:Question|Q|Reporter|Journalist)(?: \d+)?(?: \([^)\n]{2,40}\))?\s?[:.]|[^\n.!]{8,200}\?\s*(?:\n|$)")
"""A paragraph that asks: the one that answers it speaks of what it names ("All of them have arrived")."""


def _sentences(text: str) -> Iterator[_Sentence]:
    """The sentences of a text with their words; one that begins with "it" has those of the one before as well, one of a paragraph "on X" those of X."""
    place, before, ended, on, asked = 0, frozenset[str](), True, frozenset[str](), frozenset[str]()
    for match in [*_END.finditer(text), None]:
        end = match.start() + 1 if match and not match[0].startswith("\n") else match.start() if match else len(text)
        if text[place:end].strip():
            own = frozenset(tokens_of(text, place, end))
            back = not ended and REFERS.match(text, place) is not None
            if ended:
                head = RUN_IN.match(text, place) or ON.match(text, place)
                on = frozenset(tokens_of(head[1])) if head else asked
                asked = own if _QUESTION.match(text, place) else frozenset()
            yield _Sentence(place, end, own, own | on | before if back else own | on)
            before = own | before if back else own
        ended = bool(match and "\n" in match[0])
        place = match.end() if match else len(text)


def _best(entries: Sequence[Entry], chosen: Sequence[int], material: Material, common: Commonness) -> dict[int, Finding]:
    """What the document says of each of the chosen undertakings; a sentence speaks of the one whose words it has most of."""
    best: dict[int, Finding] = {}
    for sentence in _sentences(material.document.text):
        shares = {n: share for n in chosen if (share := _share(entries[n], sentence.words, common)) >= LEAST}
        if not shares:
            continue
        told = _tell(material, sentence)
        shares = {n: sure for n, share in shares.items() if (sure := share + _beside(entries[n], told, material.day)) >= ENOUGH}
        for n, share in shares.items():
            if share < min(0.7, 0.85 * max(shares.values())):
                continue
            finding = _said(entries[n], told, min(1.0, share))
            if finding is not None and (n not in best or _weight(finding) > _weight(best[n])):
                obstacle = finding.obstacle or (best[n].obstacle if n in best else None)
                best[n] = finding._replace(obstacle=obstacle)
    return best


def _beside(entry: Entry, told: _Telling, day: str) -> float:
    """What stands beside the words of an undertaking in a sentence: the number promised, the number of the session, the day it was due."""
    due = _due_at(entry, day)
    session = bool(entry.ordinals & told.ordinals and SESSIONS & told.words and any(SESSIONS & words for words, _ in entry.wordings))
    promised = _PROMISED.search(told.text) is not None
    return 0.2 * promised + 0.15 * bool(entry.numbers & told.numbers) + 0.4 * session + 0.15 * bool(due and any(len(date) > 4 and can_meet(due, date) for date in told.dates))


_SINCE = re.compile(r"\b(?:has|have|had) (?:\w+ly )?(?!not\b|yet\b|no\b)\w+[^.;]{0,80}\bsince\b", re.IGNORECASE)
"""What shows that something goes on since: "goods have entered without tariffs since 1 July"."""


def due_met(entry: Entry, told: _Telling) -> bool:
    """Whether a sentence gives a day by which it was due."""
    due = _due_at(entry, told.material.day)
    return due is not None and any(len(date) > 4 and can_meet(due, date) for date in told.dates)


_PROMISED = re.compile(
    r"\b(?:(?:promised|announced|pledged|agreed|planned) (?:for|in|at|by|last)\b|(?:which|that|as) [^,.;]{0,60}\b(?:agreed|promised|undertook|undertaken|pledged|committed)|as (?:agreed|promised|planned|pledged)|ahead of (?:the|its) (?:deadline|schedule))\b"
)
"""What shows that a sentence tells what became of a promise."""


def _tell(material: Material, sentence: _Sentence) -> _Telling:
    text = material.document.text
    numbers, ordinals = numbers_of(without_dates(material, (sentence.start, sentence.end)))
    dates = [date.value for date in find_dates(text, sentence.start, sentence.end, Anchor.of(material.document)) if date.value]
    return _Telling(material, sentence, text[sentence.start : sentence.end], sentence.words, numbers, ordinals, dates)


def _weight(finding: Finding) -> tuple[float, int]:
    return (finding.confidence if finding.state else 0.0, -finding.sources[0].evidence[0][0] if finding.sources else 0)


@cache
def _pattern(kind: str, group: str | None = None) -> re.Pattern[str]:
    words = [word for name, found in lexicon(kind).items() if group in (None, name) for word in found]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


@cache
def _done_pattern(deeds: frozenset[str]) -> re.Pattern[str]:
    words = sorted({word for deed in deeds for word in lexicon("past").get(deed, ())}, key=lambda word: (-len(word), word))
    nouns = sorted({word for deed in deeds for word in lexicon("noun").get(deed, ())})
    return re.compile(
        rf"\b(?:(?P<past>{'|'.join(words) or '(?!)'})|(?:(?:since|after|following|including|informed \w+ of|been told of|notified \w+ of|pointed to|thanks to|welcom\w+|hail\w+|prais\w+|marked|attended|celebrat\w+|congratulat\w+ \w+ on) (?:the |its |their )?(?P<noun>{'|'.join(nouns) or '(?!)'}) of))\b",
        re.IGNORECASE,
    )


_NOT_BEFORE = re.compile(r"\b(?:not|n[’']t|never|yet to|without|nor|no)\b(?:\W+\w+){0,3}\W*$", re.IGNORECASE)
_FUTURE_BEFORE = re.compile(
    r"\b(?:will|would|shall|should|to|may|might|can|could|must)\b(?:\W+(?:be|have|been|also|soon|now|get)){0,3}\W*$|\bto [a-z]+(?: [\w-]+){0,5} and $|\b(?:due|ready|planned|scheduled|expected) to\b(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)


_NOUN_BEFORE = re.compile(r"\b(?:the|a|an|its|their|this|that)(?: [a-z-]+){0,3} $")


def _said(entry: Entry, told: _Telling, share: float) -> Finding | None:
    """What a sentence says became of an undertaking."""
    text, day = told.text, told.material.day
    if entry.ordinals and told.ordinals and not entry.ordinals & told.ordinals and SESSIONS & told.words:
        return None
    source = [Source(told.material.document.id, None, [(told.sentence.start, told.sentence.end)])]
    behind = bool(told.dates) and all(day_bounds(date)[1] < entry.first for date in told.dates)

    def found(state: CommitmentState | None, sure: float, *, due: str | None = None, when: str | None = None) -> Finding:
        obstacle = _obstacle(text) if state not in ("fulfilled", "reaffirmed") else None
        return Finding(state, when or day, round(sure * (0.55 + 0.45 * share), 3), source, due, obstacle)

    if any(not _NOT_BEFORE.search(text, 0, match.start()) for match in _pattern("dropped").finditer(text) if not _deed_itself(entry, match[0])):
        return found("dropped", 0.8)
    late, part, going = _pattern("late").search(text), _pattern("progress", "part").search(text), _pattern("progress", "going").search(text)
    done = _done(entry, told)
    counted = _counted(entry, text)
    fewer = bool(entry.numbers and counted) and not entry.numbers & told.numbers and min(counted) < min(map(number_of, entry.numbers))
    if late and (done is None or _near(text, late.end(), done)):
        due = _due_at(entry, day)
        overdue = day_bounds(due)[1] < day if due else bool(_pattern("late", "late").search(text))
        return found("overdue", 0.7) if overdue else found("progressing", 0.5) if part or going else found(None, 0.3)
    if part and (done is not None or fewer or going or (entry.numbers & told.numbers and len(told.numbers) > 1)):
        return found("progressing", 0.7)
    if done is not None and not behind:
        # the day that the sentence gives, where it can be that of the deed
        days = [date for date in told.dates if entry.first < day_bounds(date)[1] and day_bounds(date)[0] <= day]
        return found("progressing", 0.6) if fewer else found("fulfilled", 0.8, when=min(days, key=lambda date: -len(date), default=None))
    if going:
        return found("progressing", 0.65)
    if _SINCE.search(text) and (_PROMISED.search(text) or due_met(entry, told)) and not late and not behind:
        return found("fulfilled", 0.7)
    if _pattern("done").search(text) and not behind:
        return found("fulfilled", 0.65)
    word, future = _pattern("again", "word").search(text), _pattern("again", "future").search(text)
    named = any(deed_words().get(word, frozenset()) & entry.deeds for word in told.sentence.own)
    if (word or (future and named)) and not behind:
        ahead = [date for date in told.dates if day_bounds(date)[0] > day]
        return found("reaffirmed", 0.6 if word else 0.5, due=ahead[-1] if ahead else None)
    return found(None, 0.3) if _obstacle(text) else None


def _counted(entry: Entry, text: str) -> list[float]:
    """The numbers in a sentence that count what the undertaking is about: "118 students"."""
    found = []
    for match in re.finditer(r"\b(\d[\d,.]*\d|\d|[a-z]+)((?:\W+[^\W\d_][\w’'-]*){1,5})", text):
        value = count_of(match[1])
        if value is not None and value > 1 and any(stem(word) in words for word in WORD.findall(match[2]) for words, _ in entry.wordings):
            found.append(value)
    return found


def _deed_itself(entry: Entry, word: str) -> bool:
    """Whether the end that a sentence tells of is what was promised: a ban that is dropped."""
    return bool(entry.deeds & {"lift"}) and bool(_done_pattern(frozenset({"lift"})).fullmatch(word))


def _near(text: str, place: int, done: int) -> bool:
    """Whether a denial stands before the deed in the same clause."""
    return 0 <= done - place <= 60 and not re.search(r"[,;:]\s|\b(?:but|while|and)\b", text[place:done])


def _done(entry: Entry, told: _Telling) -> int | None:
    """Where a sentence tells the deed as done, null where it tells it as future, denied, or not."""
    for match in _done_pattern(entry.deeds).finditer(told.text):
        before = told.text[: match.start()]
        if match["past"] and match["past"].lower() in ("link", "works") and _NOUN_BEFORE.search(before):
            continue  # "the air link", "the works"
        if match["noun"] and any(day_bounds(date)[0] > told.material.day for date in told.dates):
            continue  # "informed them of the opening in May", which is to come
        if match["noun"] or not (_FUTURE_BEFORE.search(before) or _NOT_BEFORE.search(before)):
            return match.start()
    for fact in told.material.reading.facts:
        if fact.evidence[0][0] >= told.sentence.end or fact.evidence[0][1] <= told.sentence.start or fact.status != "took_place":
            continue
        sitting = SESSIONS & tokens_of(told.material.document.text, *fact.evidence[0]) if isinstance(fact, Meeting) and "hold" in entry.deeds else frozenset()
        held = any(sitting & words for words, _ in entry.wordings) or (bool(sitting) and bool(entry.ordinals & told.ordinals))
        if (held or (isinstance(fact, Visit) and "visit" in entry.deeds)) and not (fact.date and day_bounds(fact.date)[1] < entry.first):
            return max(0, fact.evidence[0][0] - told.sentence.start)
    return None


def _obstacle(text: str) -> str | None:
    """What a sentence says stands in the way."""
    match = _pattern("obstacle").search(text)
    if match is None:
        return None
    reason = re.split(r"[.;]|,\s+(?:and|but|which)\b|\s+(?:he|she) said", text[match.end() :])[0].strip(' ,:."”')
    return reason if 2 < len(reason) <= 200 else None


def _due_at(entry: Entry, day: str) -> str | None:
    """The date by which it was to be done, as documents up to a day put it: the last that they give."""
    return next((promise.due for promise in reversed(entry.promises) if promise.due and promise.mention.material.day <= day), None)

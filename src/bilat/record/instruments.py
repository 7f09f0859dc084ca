"""Documents between the parties (agreements, memoranda, protocols) through their life: from talks to force, extension and end.

An instrument is told by its subject, its type, its parties and when it was signed; what a later document says of "the agreement signed in
March 2023" is said of that one. Where two are equally likely, neither is chosen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from ..reading.dates import Anchor, find_dates
from ..vocabulary import Instrument, InstrumentAction, Meeting, Span, bounds
from .material import Feature, Judgements, Material, Mention, Merge, fact_mention, join, sources_of, thing_id
from .model import Conflict, RecordInstrument, Source, Stage, Value
from .stems import numerals, stems

_LIFE: dict[str, int] = {
    "proposed": 0,
    "negotiated": 1,
    "initialled": 2,
    "signed": 3,
    "adopted": 3,
    "ratified": 4,
    "entered_into_force": 5,
    "extended": 6,
    "suspended": 6,
    "terminated": 7,
}
"""The order of a life. Up to the entry into force, what comes later here cannot have come earlier."""
_ONCE = ("initialled", "signed", "adopted", "entered_into_force")
"""What is done with an instrument once: two days for it contradict each other."""
_KIN = [
    {"agreement", "treaty"},
    {"agreement", "contract"},
    {"agreement", "memorandum"},
    {"declaration", "memorandum"},
    {"declaration", "joint_statement"},
    {"programme", "roadmap"},
]
"""Types for which one instrument is often taken by one of two reports of it."""
_RECURRING = {"protocol", "joint_statement", "declaration", "contract"}
"""What is signed anew at every session or summit, under the same name."""
_YEAR = 366
"""Days between two signings from which they are not two reports of one."""
_BUCKET, _WINDOW = 60, 12
"""Up to so many mentions that share a rare word are all compared; beyond, each with the next few in time."""


class Instruments(NamedTuple):
    """The instruments, which of them each fact is of (by document and fact), where documents contradict each other, and why mentions were joined or not."""

    instruments: list[RecordInstrument]
    of: dict[tuple[str, str], str]
    conflicts: list[Conflict]
    merges: list[Merge]


class _Told(NamedTuple):
    """One thing that a mention says was done: with a date (EDTF) or without, at the latest on `by`."""

    action: InstrumentAction
    date: str | None
    by: str
    source: Source


class _Named(NamedTuple):
    """What a mention tells of its instrument: words of its subject, numbers and years in its name, and what was done with it.

    What every comparison asks for is there ready: `subject` are the words in order, `days` the first and last day given for each action, and
    `life` what was done first of all, where it has a day.
    """

    mention: Mention
    fact: Instrument
    words: frozenset[str]
    marks: frozenset[str]
    definite: bool
    told: list[_Told]
    happened: bool
    rank: tuple[str, str, str]
    subject: tuple[str, ...]
    days: dict[str, tuple[str, str]]
    signed: bool
    life: tuple[str, tuple[str, str]] | None


def identify_instruments(materials: Iterable[Material], parties: Collection[str], judgements: Judgements) -> Instruments:
    """Join the mentions of instruments between the parties into instruments with their lives.

    `parties` are ISO 3166-1 alpha-3 codes; a mention concerns them when all of them are its parties.
    """
    ordered = sorted(materials, key=lambda material: (material.day, material.document.id))
    named = {found.mention.key: found for material in ordered for found in _mentions(material, set(parties))}
    mentions = [found.mention for found in named.values()]
    joined = join("instrument", mentions, _pairs(list(named.values())), lambda one, other: _compare(named[one.key], named[other.key]), judgements)
    made = [_instrument([named[mention.key] for mention in group]) for group in joined.groups]
    of = {(m.material.document.id, m.fact.id): instrument.id for group, (instrument, _) in zip(joined.groups, made, strict=True) for m in group if m.fact is not None}
    return Instruments([instrument for instrument, _ in made], of, [conflict for _, conflicts in made for conflict in conflicts], joined.merges)


# What a mention tells


def _mentions(material: Material, parties: set[str]) -> Iterator[_Named]:
    facts = [fact for fact in material.reading.facts if isinstance(fact, Instrument) and parties <= set(fact.parties)]
    starts = Counter(fact.evidence[0] for fact in facts)
    countries = _country_words(material)
    for fact in facts:
        words = frozenset(stems(f"{fact.title or ''} {fact.subject or ''}", "generic")) - countries
        evidence = material.words(fact.evidence[0])
        if (fact.type == "other" and not fact.title) or (not words and _REACHED.search(evidence)) or (not fact.title and _OTHERS.search(evidence)):
            continue  # "five documents were signed", "an agreement was reached to hold talks", "has such agreements with 20 countries": no document is named
        mention = fact_mention(material, fact)
        if starts[fact.evidence[0]] > 1:  # several named in one sentence: each needs a key of its own
            mention = mention._replace(key=f"{mention.key}:{fact.action}:{'-'.join(sorted(words)) or fact.type}")
        happened = fact.status in ("took_place", "ongoing") and not _not_done(material, fact)
        definite = bool(re.match(r"(?:the|this|that|their|its|both)\b", fact.title or "", re.IGNORECASE))
        told = _told(material, mention, fact, words, happened)
        days: dict[str, tuple[str, str]] = {one.action: span for one in reversed(told) if (span := _days(one.date))}
        life = (told[0].action, span) if told and (span := _days(told[0].date)) else None
        signed = any(one.action in ("signed", "adopted") for one in told)
        yield _Named(mention, fact, words, _marks(material, fact, words), definite, told, happened, mention.rank, tuple(sorted(words)), days, signed, life)


_REACHED = re.compile(
    r"\b(?:agreement|understanding|deal)s? (?:in principle )?(?:(?:was|were|is|has been|had been) )?reached\b|\breach\w* (?:an? )?(?:agreement|understanding)", re.IGNORECASE
)
_OTHERS = re.compile(r"\b(?:agreements|treaties|memoranda|memorandums|pacts|accords|conventions|contracts) with [\w ]{1,20}(?:countries|states|nations)\b", re.IGNORECASE)
_NAME = re.compile(r"\b(?:agreement|memorandum|protocol|treaty|convention|declaration|contract|accord|pact|programme|program|arrangement)s?\b", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:to|will|would|shall|should|can|could|may|might|must) (?:be )?(?:\w+ly )?(?:sign|initial|ratif|adopt|conclude|enter|come|extend|prolong|suspend|terminat)|\bready for signing"
    r"|\b(?:on the day|once|when|until|after|if|before|as soon as)\b[^.]*\b(?:comes|enters|takes effect)\b"
    r"|\b(?:talks?|negotiations?|consultations?|discuss\w*|instructions?|possibility|issue)\b[^.]*\b(?:sign|conclud|extend|prolong|adopt|ratify)ing\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:signed|initialled|initialed|ratified|adopted|entered|came|come|in force|extended|suspended|terminated|signing of|approves|prolonged)\b", re.IGNORECASE)


def _not_done(material: Material, fact: Instrument) -> bool:
    """Whether the words speak of what is to be done, or asked for, where the reading takes it as done."""
    start, end = fact.evidence[0]
    text = material.document.text
    found = _NOT_YET.search(text, max(text.rfind(".", 0, start), text.rfind("\n", 0, start), 0), end)
    return found is not None and found.end() > start and not _DONE.search(material.words(fact.evidence[0]))


_YEAR_BEFORE = re.compile(r"\b(?:the|their|its|this|a) ((?:19|20)\d\d)\b", re.IGNORECASE)
_HINTS: list[tuple[InstrumentAction, re.Pattern[str], tuple[str, ...]]] = [
    (
        "signed",
        re.compile(
            r"\b(?:signed|concluded) (?:(?:in|at) (?!\d|January|February|March|April|May|June|July|August|September|October|November|December)[\w’' .-]{2,40}? )?(?:on|in)\b"
        ),
        ("signed ", "concluded "),
    ),
    ("initialled", re.compile(r"\binitial+ed (?:in|on)\b"), ("initial",)),
    ("ratified", re.compile(r"\bratified by [\w’' ]{2,40}? in\b"), ("ratified by ",)),
    ("entered_into_force", re.compile(r"\b(?:in force|entered into force|came into force) (?:since|on|in)\b"), ("force ",)),
]
"""Words after which a day stands on which something was done, with what a text must hold for any of them to stand in it: most texts hold none."""


def _told(material: Material, mention: Mention, fact: Instrument, words: frozenset[str], happened: bool) -> list[_Told]:
    """What was done with the instrument by this mention: the fact's own action, and what its sentence says besides ("signed in March 2023")."""
    published = (bounds(material.day)[1] or material.day) if material.day != "9999" else "9999-12-31"
    told = []
    if happened:
        told.append(_Told(fact.action, _past(fact.date, published), published, mention.source))
    elif fact.status in ("planned", "proposed", "took_place", "ongoing"):
        told.append(_Told("proposed", None, published, mention.source))
    if (year := _YEAR_BEFORE.match(fact.title or "")) and year[1] <= published[:4]:
        told.append(_Told("signed", year[1], published, mention.source))
    known = {found.action for found in told if found.date}
    for action, date, span in _hints(material, fact, words):
        if action not in known and (value := _past(date, published)):
            known.add(action)
            told.append(_Told(action, value, published, Source(material.document.id, fact.id, [span])))
    return told


def _hints(material: Material, fact: Instrument, words: frozenset[str]) -> Iterator[tuple[InstrumentAction, str | None, Span]]:
    """Days that the text gives besides, in the fact's own sentence if it names no other instrument, or in one that names the same subject."""
    text, (start, end) = material.document.text, fact.evidence[0]
    alone = sum(isinstance(other, Instrument) and other.evidence[0] == fact.evidence[0] for other in material.reading.facts) == 1
    for action, pattern, words_of in _HINTS:
        if not any(word in text for word in words_of):
            continue
        for match in pattern.finditer(text):
            begin = max(text.rfind(". ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
            named = text.find(fact.title, start, end) + len(fact.title) if fact.title else start
            here = begin <= start <= match.start() and alone and not _NAME.search(text, named, match.start())
            if not here and not (words and words <= set(stems(text[begin : match.start()]))):
                continue
            date = next(iter(find_dates(text, match.end(), min(len(text), match.end() + 40), Anchor.of(material.document))), None)
            if date is not None and date.start - match.end() < 3:
                yield action, date.value, (match.start(), date.end)


def _past(date: str | None, published: str) -> str | None:
    """A date on which something can have been done, as of the day of publication: what lies after it was resolved wrongly, and is unknown."""
    days = _days(date)
    return date if days and days[0] <= published else None


_SPAN_OF_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*[-–—/]\s*((?:19|20)\d\d|\d\d)\b")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b|\b([a-z]+)(?= (?:session|meeting|round|summit))", re.IGNORECASE)


def _marks(material: Material, fact: Instrument, words: frozenset[str]) -> frozenset[str]:
    """Years and numbers that tell one instrument from another of the same name: "for 2024–2026", "of the 9th session"."""
    evidence = material.words(fact.evidence[0])
    place = max(evidence.find(fact.title), 0) if fact.title else 0
    tail = evidence[place : place + len(fact.title or "") + 40]
    marks = {f"{match[1]}-{match[2][-2:]}" for match in _SPAN_OF_YEARS.finditer(tail)}
    numbers = {number for match in _ORDINAL.finditer(fact.title or "") if (number := match[1] or numerals().get(match[2].casefold()))}
    if not numbers and not words and fact.type in _RECURRING:  # "the protocol of the session": of the one that the piece tells of
        held = {other.session for other in material.reading.facts if isinstance(other, Meeting) and other.session and other.status == "took_place"}
        numbers = {str(number) for number in held} if len(held) == 1 else set()
    return frozenset(marks | {f"#{number}" for number in numbers})


# Which mentions are of one instrument


def _pairs(named: Sequence[_Named]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the pairs worth comparing: mentions that say the same one after another, those that share a rare word, and names without a subject with what they can mean."""
    alike: defaultdict[tuple[object, ...], list[_Named]] = defaultdict(list)
    for one in named:
        dated = tuple((told.action, told.date) for told in one.told)
        alike[(one.words, one.fact.type, one.marks, one.definite, dated, one.mention.material.day[:7])].append(one)
    for group in alike.values():
        yield from ((a.mention, b.mention) for a, b in pairwise(group))
    chosen = sorted((group[0] for group in alike.values()), key=lambda one: one.mention.rank)
    often = Counter(word for one in chosen for word in one.words)
    buckets: defaultdict[str, list[_Named]] = defaultdict(list)
    for one in chosen:
        for word in sorted(one.words, key=lambda word: (often[word], word))[:4]:
            buckets[word].append(one)
    for bucket in buckets.values():
        reach = len(bucket) if len(bucket) <= _BUCKET else _WINDOW
        yield from ((one.mention, other.mention) for n, one in enumerate(bucket) for other in bucket[n + 1 : n + 1 + reach])
    yield from _of_generic(named, chosen)


def _of_generic(named: Sequence[_Named], chosen: Sequence[_Named]) -> Iterator[tuple[Mention, Mention]]:
    """Pair "the agreement" with the one that its document named last, and with those of other documents that share a day or a number, where these are of one subject."""
    last: dict[tuple[str, str], _Named] = {}
    for one in sorted(named, key=lambda one: (one.mention.material.document.id, one.fact.evidence[0])):
        document = one.mention.material.document.id
        if one.words or (document, one.fact.type) not in last:
            last[(document, one.fact.type)] = one
        elif one.definite and (found := last.get((document, one.fact.type)) or (_only(last, document) if one.fact.type in ("agreement", "other") else None)):
            yield one.mention, found.mention
    by_time: defaultdict[str, list[_Named]] = defaultdict(list)
    for one in chosen:
        for key in _times(one):
            by_time[key].append(one)
    for one in chosen:
        if not one.words:
            found_there = {other.mention.key: other for key in _times(one) for other in by_time[key][:_BUCKET] if other is not one and _type(one, other).weight > -1}
            found_there = {key: other for key, other in found_there.items() if other.fact.type == one.fact.type} or found_there
            subjects = sorted({tuple(sorted(other.words)) for other in found_there.values() if other.words})
            if all(_shared(subjects[0], subject) >= min(len(subjects[0]), len(subject)) for subject in subjects[1:]):
                yield from ((one.mention, other.mention) for other in found_there.values())


def _only(last: dict[tuple[str, str], _Named], document: str) -> _Named | None:
    found = [one for (where, _), one in last.items() if where == document]
    return found[0] if len(found) == 1 else None


def _times(one: _Named) -> list[str]:
    """The week of what was done, or of publication, and the one before: what lies within a week has one in common."""
    dated = next((told.date for told in one.told if told.date and len(told.date) == 10), one.mention.material.day)
    week = _number(dated[:10]) // 7
    return [f"{week - 1}", f"{week}"]


def _compare(one: _Named, other: _Named) -> list[Feature] | None:
    """What speaks for and against two mentions being of one instrument."""
    a, b = (one, other) if one.rank <= other.rank else (other, one)
    same_document = a.rank[1] == b.rank[1]
    if same_document and a.fact.evidence[0] == b.fact.evidence[0]:
        return None  # named side by side
    if a.marks and b.marks and _differ(a.marks, b.marks):
        return None
    subject = _subject(a, b)
    if subject is None:
        return None
    if a.days and b.days and any((early := a.days.get(action)) and (late := b.days.get(action)) and _apart(early, late) > _YEAR for action in _ONCE):
        return None  # the same name again, years later
    features = [subject, _type(a, b)]
    if a.marks & b.marks:
        features.append(Feature("number or years in the name", 1.5))
    if same_document and not (a.words and b.words) and (a if not a.words else b).definite:
        features.append(Feature("the document's own way to say it again", 2.0))
    features += _dates(a, b)
    if (a.fact.action == "extended" and a.happened) != (b.fact.action == "extended" and b.happened):
        features.append(Feature("extends an earlier one", 0.5))
    return features


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether both names have numbers, or both have years, and none in common."""
    return any(x and y and not x & y for x, y in (({m for m in a if (m[0] == "#") == hash_}, {m for m in b if (m[0] == "#") == hash_}) for hash_ in (True, False)))


_SAME_SUBJECT, _SAME_TYPE = Feature("same subject", 2.5), Feature("same type", 1.0)


def _subject(a: _Named, b: _Named) -> Feature | None:
    """What the words of the subjects say; null where each names what the other does not."""
    if not a.words or not b.words:
        return Feature("subject not named", -0.5)
    shared = _shared(a.subject, b.subject)
    least, most = len(a.subject), len(b.subject)
    if least > most:
        least, most = most, least
    if shared >= least:
        return _SAME_SUBJECT if shared >= most or least > 1 else Feature("one subject within the other", 1.2)
    if shared >= 2 and shared / least >= 0.66 and shared / most >= 0.5:
        return Feature(f"{shared} words of the subject shared", 1.0)
    return None


@lru_cache(1 << 16)
def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """How many words two subjects share, other spellings of one word included."""
    rest = [word for word in b if word not in a]
    return len(a) - sum(word not in b and not any(fuzz.ratio(word, other) >= 85 for other in rest) for word in a)


def _type(a: _Named, b: _Named) -> Feature:
    if a.fact.type == b.fact.type:
        return _SAME_TYPE
    types = {a.fact.type, b.fact.type}
    return Feature(f"{a.fact.type} and {b.fact.type}", 0.0 if "other" in types else -0.5 if types in _KIN else -2.0)


def _dates(a: _Named, b: _Named) -> list[Feature]:
    """What the days of signing and the order of a life say."""
    recurring = a.fact.type in _RECURRING or b.fact.type in _RECURRING
    if a.days and b.days:
        for action in _ONCE:
            one, other = a.days.get(action), b.days.get(action)
            if one and other:
                apart = _apart(one, other)
                if apart == 0:
                    return [Feature(f"{action} on the same day" if one == other and one[0] == one[1] else f"{action} at the same time", 1.5 if one[0] == one[1] else 1.0)]
                return [
                    Feature(
                        f"{action} {apart} days apart",
                        -0.3 if apart <= 3 else -4.0 if recurring else -0.8 if apart <= 31 else -1.5,
                    )
                ]
    features = []
    both_signed = a.signed and b.signed
    told, said = a.rank[0], b.rank[0]
    published = _apart((told, told), (said, said)) if "9999" not in (told[:4], said[:4]) else 0
    if both_signed and published <= 7:
        features.append(Feature("told within a week", 0.7))
    elif both_signed and any(
        _apart(days, (other.rank[0], other.rank[0])) <= 3 for one, other in ((a, b), (b, a)) if (days := one.days.get("signed")) and "signed" not in other.days
    ):
        features.append(Feature("told within days of the signing", 0.7))
    elif both_signed and published > 60 and not (b.definite or "signed" in b.days):
        features.append(Feature("told as new after two months", -2.0 if published <= 730 else -4.0))
    elif published > 60 and recurring and not a.marks & b.marks:
        features.append(Feature("of a kind signed anew each time", -2.5))
    if a.life and b.life and a.life[0] != b.life[0]:
        (early, early_days), (late, late_days) = (a.life, b.life) if _LIFE[a.life[0]] <= _LIFE[b.life[0]] else (b.life, a.life)
        if _LIFE[late] <= 5 and late_days[1] < early_days[0]:
            features.append(Feature(f"{late} before {early}", -4.0))
        elif _LIFE[late] <= 5 and _apart(early_days, late_days) > 3653:
            features.append(Feature("ten years between", -2.0))
        else:
            features.append(Feature("in the order of a life", 0.3))
    return features


# What is said of an instrument


def _instrument(group: Sequence[_Named]) -> tuple[RecordInstrument, list[Conflict]]:
    mentions = [named.mention for named in group]
    id = thing_id("instrument", mentions)
    stages = _stages(group)
    titles = Counter(_plain(named.fact.title) for named in group if named.fact.title and (named.words or not any(other.words for other in group)))
    subjects = [named.fact.subject for named in group if named.fact.subject]
    types = Counter(named.fact.type for named in group)
    parties = Counter(tuple(sorted(named.fact.parties)) for named in group)
    instrument = RecordInstrument(
        id=id,
        title=max(titles, key=lambda title: (title[:1].isupper(), min(len(title), 150), titles[title], title), default=None),
        type=max(types, key=lambda name: (types[name], name)),
        parties=list(max(parties.items(), key=lambda item: (item[1], item[0]))[0]),
        subject=max(Counter(re.sub(r"\s+(?:and|or|of|by|for|at|in)$", "", s) for s in subjects).items(), key=lambda item: (item[1], item[0]), default=(None, 0))[0],
        history=[stage for stage, _ in stages],
        state=next((stage.action for stage, key in reversed(stages) if key[1] > 1), stages[-1][0].action if stages else None),  # talks of what is done already are no state
        sources=sources_of(mentions),
    )
    conflicts = []
    for action in _ONCE:
        values = [Value(value=stage.date, sources=stage.sources) for stage in instrument.history if stage.action == action and stage.date]
        if len(values) > 1:
            conflicts.append(Conflict(object=id, slot=f"{action} on", values=values))
    return instrument, conflicts


_When = tuple[str, int]


def _stages(group: Sequence[_Named]) -> list[tuple[Stage, _When]]:
    """The life as told: each action once a day, dates that can be one put together, in order; with each the day and the place in a life by which it sorts."""
    told: defaultdict[tuple[InstrumentAction, str], list[_Told]] = defaultdict(list)
    for named in group:
        for one in named.told:
            told[one.action, one.date or ""].append(one)
    found: defaultdict[InstrumentAction, list[tuple[str | None, str, list[Source]]]] = defaultdict(list)
    for (action, date), alike in sorted(told.items(), key=lambda item: (-len(item[0][1]), item[0])):  # the most precise first
        stages, latest, told_in = found[action], min(one.by for one in alike), [one.source for one in alike]
        place = next((n for n, (known, _, _) in enumerate(stages) if not date or (known and _apart(_days(known), _days(date)) == 0)), None)  # type: ignore[arg-type]
        if place is None:
            stages.append((date or None, latest, told_in))
        else:
            known, first, others = stages[place]
            stages[place] = (known, min(first, latest), [*others, *told_in])
    made: list[tuple[Stage, _When]] = []
    name: InstrumentAction
    lows: dict[int, str] = {}
    for name in sorted(found, key=lambda action: (_LIFE[action], action)):
        rank = _LIFE[name]
        before = max((low for r, low in lows.items() if r < rank), default="")
        for day, by, sources in found[name]:
            low, high = _days(day) or ("", by)
            low = before if before and low < before <= high else low  # a year, say, that holds the day of what came before
            made.append((Stage(action=name, date=day, sources=sorted(sources)), (low or min(by, high), rank)))
            if day and rank <= 5:
                lows[rank] = max(lows.get(rank, ""), low)
    # what has no day came before whatever follows it in a life
    dated = [(key, stage) for stage, key in made if stage.date and key[1] <= 5]
    made = [(stage, key if stage.date else (min([key[0], *(later[0] for later, _ in dated if later[1] > key[1])]), key[1])) for stage, key in made]
    return sorted(made, key=lambda item: (item[1], item[0].action, item[0].date or ""))


def _plain(title: str | None) -> str:
    return re.sub(r"^(?:(?:among them|including|the|a|an|their|its|this|that|draft)\s+)+", "", (title or "").strip(" “”\"'"), flags=re.IGNORECASE)


def _country_words(material: Material) -> frozenset[str]:
    """How the document names countries: no part of a subject."""
    names = " ".join(
        text for actor in material.reading.actors if actor.type == "country" for text in {material.words(span) for span in actor.mentions} | {actor.name} if text[:1].isupper()
    )
    return frozenset(stems(names))


@lru_cache(1 << 14)
def _days(date: str | None) -> tuple[str, str] | None:
    if not date:
        return None
    first, last = bounds(date)
    return (first or "0001-01-01", last or "9999-12-31")


def _apart(one: tuple[str, str], other: tuple[str, str]) -> int:
    """About how many days lie between two stretches of time, 0 where they meet."""
    early, late = (one, other) if one <= other else (other, one)
    return 0 if late[0] <= early[1] else max(1, _number(late[0]) - _number(early[1]))


@lru_cache(1 << 14)
def _number(day: str) -> int:
    year, month, date = (int(part) for part in (day + "-01-01")[:10].split("-"))
    return int(year * 365.25 + month * 30.44 + date)

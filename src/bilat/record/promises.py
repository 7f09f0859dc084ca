"""What one mention undertakes: its words, numbers, parties and due date."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ..reading.dates import Anchor, find_dates
from ..reading.language.en import table
from ..vocabulary import Commitment, Meeting, Span, bounds
from .material import Material, Mention, fact_mention
from .model import CommitmentState, Source
from .stems import lexicon, numerals, same_word, stem, stems, stop_stems

AGAIN_AFTER = 5
"""Days after the first word of an undertaking from which saying it once more is news, and no second report of the same talks."""
ENOUGH = 0.5
"""The share of an undertaking's words, by rarity, that a sentence must have to speak of it."""
LEAST = 0.25
"""A smaller share is enough where the same number, the same session or the due date stands beside it."""
ALIKE = 0.33
"""Mentions less alike in their words are not of one undertaking, whatever else they share."""
UNLIKE = 0.2
"""Mentions of several words less alike than this cannot be of one undertaking."""
YEARS = 730
"""Days between two due dates, and between two pieces, from which the same words are another undertaking."""
_CORE = 4
"""So many of the first words of an undertaking say what it is; those that follow count half."""
COMMON = 25
"""A word in more documents than this, and in more than a twentieth of them, does not lead from a document to an undertaking."""


class Promise(NamedTuple):
    """What a mention says is to be done: the words of it without the verb and the date (the first of them are the core), the deeds that the verb can name, when."""

    mention: Mention
    fact: Commitment
    text: str
    words: frozenset[str]
    core: frozenset[str]
    names: frozenset[str]
    deeds: frozenset[str]
    numbers: frozenset[str]
    ordinals: frozenset[str]
    by: frozenset[str]
    to: frozenset[str]
    due: str | None
    firm: bool
    beside: frozenset[str] = frozenset()
    """Words of the sentence before, where the thing is spoken of as known: they are its own where another mention has them."""


class Entry(NamedTuple):
    """One undertaking: the mentions that are of it, its words as they put it, and the day on which it was first told."""

    promises: list[Promise]
    wordings: list[tuple[frozenset[str], frozenset[str]]]
    deeds: frozenset[str]
    numbers: frozenset[str]
    ordinals: frozenset[str]
    first: str


class Finding(NamedTuple):
    """What one document says became of an undertaking; `due` is a new date that it gives, `obstacle` what it says stands in the way."""

    state: CommitmentState | None
    day: str
    confidence: float
    sources: list[Source]
    due: str | None = None
    obstacle: str | None = None


# What a mention undertakes


def promises_of(material: Material, parties: set[str]) -> Iterator[Promise]:
    """The undertakings of the parties in a document that can be checked later; what is said too loosely to stand alone may still repeat one."""
    country = {actor.id: actor.country for actor in material.reading.actors}
    names = _names(frozenset(parties))
    places = Counter(fact.evidence[0] for fact in material.reading.facts if isinstance(fact, Commitment))
    for fact in material.reading.facts:
        if not isinstance(fact, Commitment) or fact.force == "called_for" or fact.status == "denied":
            continue
        by = frozenset(code for id in fact.by if (code := country.get(id)))
        if not by & parties:
            continue
        text = _AGREES.sub("", _ASIDE.sub(" ", without_dates(material, fact.action)))
        text = _own(text)
        found = [stem(word) for word in WORD.findall(text)]
        deeds, verb = _deed(text, found)
        listed = [same_word(word) for word in stems(_BESIDES.sub(" ", text)) if (verb < 0 or word != found[verb]) and word not in names]
        lost = _SUBJECT_LOST.match(text) is not None
        if lost or len(listed) < 3:
            lead = _lead(material.document.text, fact.evidence[0], lost=lost)
            plain = " ".join(word for word in WORD.findall(lead) if word[0].islower() and not word.endswith("ed")) if lost else lead
            listed += [word for word in map(same_word, stems(plain)) if word not in names and word not in listed]
            text = f"{text} {lead}" if lost else text
        if relative := _OF_WHICH.search(material.document.text, max(0, fact.evidence[0][0] - 90), fact.evidence[0][0]):  # what is done stands before "which"
            listed = list(dict.fromkeys([*(word for word in map(same_word, stems(relative[1])) if word not in names), *listed]))
        concrete = {word for word in listed if word not in stop_stems("vague") and word not in deed_words()}
        numbers, ordinals = numbers_of(text)
        ordinals |= _next_session(material, fact)
        if not concrete and ordinals and "hold" in deeds:  # "the next one will take place in Riga"
            concrete = {f"#{number}" for number in ordinals}
        if not concrete and deeds:  # "to finish it by March": of what the sentence speaks
            listed = [same_word(word) for word in stems(_around(material.document.text, fact.action, fact.evidence[0])) if word not in deed_words() and word not in names]
            concrete = {word for word in listed if word not in stop_stems("vague")} if fact.due else set()
        first = next((word for word in found if word != "to"), "")
        vague = first in _vague_verbs() and first not in deed_words()
        firm = first not in _attending() and (not vague or bool(fact.due or numbers)) and (bool(deeds) or bool(fact.due) or (bool(numbers) and len(concrete) > 1))
        if concrete:
            to = frozenset(code for id in fact.to if (code := country.get(id)))
            capitals = frozenset(same_word(stem(word)) for word in WORD.findall(text)[1:] if word[0].isupper())
            session = {f"#{number}" for number in ordinals if int(number) > 2} if SESSIONS & {*found} or "hold" in deeds else set()
            words, core = frozenset(listed) | session, frozenset(list(dict.fromkeys(listed))[:_CORE]) | session
            mention = fact_mention(material, fact)
            if places[fact.evidence[0]] > 1:  # several in one sentence: each needs a key of its own
                mention = mention._replace(key=f"{mention.key}:{fact.action[0]}")
            beside = frozenset(map(same_word, stems(_before(material.document.text, fact.evidence[0])))) - names if len(listed) < 2 else frozenset()
            due = fact.due or _this_year(material, fact)
            yield Promise(mention, fact, text, words, core, capitals & words, deeds, numbers, ordinals, by, to, due, firm, beside)


_ASIDE = re.compile(
    r",\s+(?:which|who|created|established|founded|set up|signed|launched|announced|agreed|based|located|held|opened)\b[^,]{0,90},(?= (?:will|would|shall|is|are|has)\b)"
    r"|\b(?:provided for|envisaged|foreseen|mentioned|stipulated) (?:in|by|under) (?:the|their|its) [\w ]{1,40}?(?= (?:will|would|shall|is to|are to)\b)|, [“\"]as .*$|, (?:subject to|provided that|on condition|depending on|pending) .*$"
)
"""What an undertaking says of its object besides: "the committee, *created in 2019*, will …"."""
_AGREES = re.compile(r"^\s*(?:to )?(?:agree|consent) (?:to|on) ")
_BESIDES = re.compile(r"(?<=\w) and (?:\w+(?= an? ))|\bto be \w+(?: over| up| out)?\b")
"""A second verb, which tells no more of what it is: "build *and equip* a hospital, *to be handed over*"."""
_MODAL = re.compile(r"\b(?:will|would|shall|is to|are to)\b")
_TO_BE = re.compile(r"\bto be (?:\w+ly )?(\w+)")
_SUBJECT_LOST = re.compile(r"\s*(?:(?:will|would|to|shall) )?be\b")
ON = re.compile(r"\W*(?:On|As for|As to|Regarding|Concerning|As regards|With regard to|In terms of|Turning to) ([^,.;:]{3,60}),")


def _own(text: str) -> str:
    """The words of what is to be done, without who does it, where they are enough; who sits is what a session is."""
    modal = _MODAL.search(text)
    if modal is None or re.match(r"\s*(?:not )?be\b", text[modal.end() :]) or SESSIONS & {stem(word) for word in WORD.findall(text, modal.end())}:
        return text
    return text[modal.end() :] if len(stems(text[modal.end() :])) > 3 else text


_PLACE, _TAKE = stem("place"), {stem(word) for word in ("take", "takes", "taking", "took", "taken")}


def _deed(text: str, found: Sequence[str]) -> tuple[frozenset[str], int]:
    """The deeds that an undertaking names, and which of its words names them: after "will", where a subject stands before it."""
    modal = _MODAL.search(text)
    first = len(WORD.findall(text[: modal.end()])) if modal else 0
    places = [n for n in (*range(first, len(found)), *range(first)) if not (n and found[n] == _PLACE and found[n - 1] in _TAKE)]
    if found[:1] == ["second"]:  # "second two experts": the verb
        return deed_words()["post"], 0
    deeds, verb = next(((deeds, n) for n in places if (deeds := deed_words().get(found[n]))), (frozenset[str](), -1))
    if "take place" in text and (verb < first or not deeds):
        deeds, verb = frozenset({"hold"}), -1
    if (to_be := _TO_BE.search(text)) and verb >= 0:
        deeds |= deed_words().get(stem(to_be[1]), frozenset())
    return deeds, verb


def _lead(text: str, evidence: Span, *, lost: bool) -> str:
    """What a sentence is said to be on before the undertaking that it tells shortly: "On ferries, …", a run-in head, the subject that the verb has lost."""
    start = max(text.rfind(". ", 0, evidence[0]) + 1, text.rfind("\n", 0, evidence[0])) + 1
    if on := ON.match(text, start):
        return on[1]
    before = text[start : evidence[0]]
    if lost:
        for _ in range(2):
            if not REFERS.match(before) or start < 2 or text[start - 1] == "\n":
                break
            start = max(text.rfind(". ", 0, start - 2) + 1, text.rfind("\n", 0, start - 1)) + 1
            before = text[start : evidence[0]]
        return before
    head = RUN_IN.match(text, text.rfind("\n", 0, evidence[0]) + 1)
    return head[1] if head else ""


def _before(text: str, evidence: Span) -> str:
    """The sentence before one that speaks of a thing as known, within the paragraph: "*The frigate* is to sail in May" after "a frigate for the coast guard"."""
    start = max(text.rfind(". ", 0, evidence[0]) + 1, text.rfind("\n", 0, evidence[0])) + 1
    if not _DEFINITE.match(text, evidence[0]) or start < 2 or text[start - 1] == "\n":
        return ""
    return text[max(text.rfind(". ", 0, start - 2), text.rfind("\n", 0, start - 1)) + 1 : start]


_DEFINITE = re.compile(r"(?:The|This|These|Those|It|They|Its|Their)\b")
_OF_WHICH = re.compile(r"\b((?:an?|the|two|several) (?:[\w'’-]+ ){1,6}?[\w'’-]+(?:, an? (?:[\w'’-]+ ){0,3}?[\w'’-]+)?),? (?:(?:of|for|on|from) )?(?:which|that|whose)\s*$")
"""What a relative clause is about: "a survey of *the port, which* the company will finish"."""


RUN_IN = re.compile(r"([A-Z][^\W\d_]*(?: [^\W\d_]+){0,2})\. (?=[A-Z“\"])")
"""The few words before a paragraph that say what it is on: "Offshore areas. The rules came out …"."""


_NEXT = re.compile(r"\b(?:next|new) (?:session|round|meeting|one|forum|summit|consultations|talks)\b|\b(?:meet|sit|convene|gather) again\b|\breconvene\b", re.IGNORECASE)


_SESSION = re.compile(r"\b(\d{1,3}(?:st|nd|rd|th)|[a-z]+(?:th|first|second|third))(?: [\w-]+){0,4}? (?:session|round|meeting)\b", re.IGNORECASE)


def _next_session(material: Material, fact: Commitment) -> frozenset[str]:
    """The number of "the next session", where the document tells of one with a number that took place."""
    if not _NEXT.search(material.words(fact.action)):
        return frozenset()
    held = [known.session for known in material.reading.facts if isinstance(known, Meeting) and known.status == "took_place" and known.session]
    told = _SESSION.search(material.document.text, 0, fact.action[0]) if not held else None
    ordinals = numbers_of(told[1])[1] if told else frozenset()
    return frozenset({str(max([*held, *map(int, ordinals)]) + 1)}) if held or ordinals else frozenset()


def is_session(promise: Promise) -> bool:
    """Whether what is promised is to sit together once more."""
    return "hold" in promise.deeds and bool(SESSIONS & promise.words or promise.ordinals)


def _around(text: str, action: Span, evidence: Span) -> str:
    """What the sentence of an action says after it, else before it, and in the sentence before where it refers back."""
    start = max(text.rfind(". ", 0, evidence[0]), text.rfind("\n", 0, evidence[0])) + 1
    end = min((place for place in (text.find(". ", action[1]), text.find("\n", action[1])) if place >= 0), default=len(text))
    if len(stems(text[action[1] : end])) > 1:
        return text[action[1] : end]
    if REFERS.match(text, start) and text[start - 1 : start] == ".":
        start = max(text.rfind(". ", 0, start - 1), text.rfind("\n", 0, start - 1)) + 1
    return text[start : evidence[0]]


@cache
def _names(parties: frozenset[str]) -> frozenset[str]:
    """The stems of the parties' names and adjectives: they tell nothing in a record that is all about them."""
    return frozenset(stem(word) for iso3, names, adjectives, *_ in table("countries.tsv") if iso3 in parties for word in WORD.findall(f"{names} {adjectives}"))


def tokens_of(text: str, start: int = 0, end: int | None = None) -> set[str]:
    """The stems of the words of a text, and its ordinals as "#10"."""
    found = {stem(word) for word in WORD.findall(text, start, len(text) if end is None else end)}
    found |= {same_word(word) for word in found}
    found |= {f"#{number}" for number in _TH.findall(text, start, len(text) if end is None else end)}
    return found | {f"#{number}" for word, number in _ordinal_words().items() if word in found}


_TH = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b")


@cache
def _ordinal_words() -> dict[str, str]:
    return {stem(word): number for word, number in numerals().items() if word.endswith("th") or word in ("first", "second", "third")}


WORD = re.compile(r"[^\W\d_][\w’']*")
_THIS_YEAR = re.compile(
    r"\b(?:by|before|until) (?:the )?end of (?:this|the|the current) year\b|\bwithin (?:this|the) year\b|\bbefore the year(?:’s|'s)? ends?\b|\bthis year\b|\bby year-?end\b|\bbefore the year is (?:out|over)\b",
    re.IGNORECASE,
)


def _this_year(material: Material, fact: Commitment) -> str | None:
    """The year of publication where the words say "this year"."""
    return material.day[:4] if material.day != "9999" and _THIS_YEAR.search(material.words(fact.action)) else None


def without_dates(material: Material, span: Span) -> str:
    """The words of a place without its dates."""
    text, (start, end) = material.document.text, span
    kept, place = [], start
    for date in find_dates(text, start, end, Anchor.of(material.document)):
        kept.append(text[place : max(place, date.start)])
        place = max(place, date.end)
    kept.append(text[place:end])
    return re.sub(r"\b(?:by|before|until|no later than|from|in|on|as of) (?:the )?(?:end of |beginning of |course of )?(?=[.,;]|\s*$)", " ", _THIS_YEAR.sub(" ", " ".join(kept)))


@cache
def deed_words() -> dict[str, frozenset[str]]:
    """The deeds that a word can name, by its stem: verbs, and the names of deeds."""
    found: dict[str, defaultdict[str, set[str]]] = {kind: defaultdict(set) for kind in ("past", "noun", "verb")}
    for kind, deeds_of in found.items():
        for deed, words in lexicon(kind).items():
            for word in words:
                if " " not in word:
                    deeds_of[stem(word)].add(deed)
    return {word: frozenset(deeds) for deeds_of in found.values() for word, deeds in deeds_of.items()}  # a verb's own deeds before those it may tell of


@cache
def _attending() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon("attend")["verb"])


@cache
def _vague_verbs() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon("vague")["verb"])


_NUMBER = re.compile(r"\b(\d[\d,.]*\d|\d)(st|nd|rd|th)?(?:[ -](million|billion|thousand|mln|bln))?\b|\b([a-z]+)(?:[ -](million|billion|thousand))?\b", re.IGNORECASE)
SCALE = {"thousand": 1e3, "million": 1e6, "mln": 1e6, "billion": 1e9, "bln": 1e9}


def numbers_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The numbers and the ordinals in a text, in digits; "one", "first" and years are none."""
    numbers, ordinals = set(), set()
    for digits, suffix, scale, word, word_scale in _NUMBER.findall(text):
        if word and (value := numerals().get(word.casefold())) is not None:
            if re.search(r"(?:th|first|second|third)$", word, re.IGNORECASE):
                ordinals.add(value)
            elif value != "1" or word_scale:
                numbers.add(f"{float(value) * SCALE.get(word_scale.casefold(), 1):g}")
        elif digits and suffix:
            ordinals.add(digits)
        elif digits and not (re.fullmatch(r"(?:19|20)\d\d", digits) and not scale):
            plain = digits.replace(",", "")
            numbers.add(f"{float(plain) * SCALE.get(scale.casefold(), 1):g}" if plain.count(".") < 2 else plain)
    return frozenset(numbers), frozenset(ordinals)


SESSIONS = frozenset(stem(word) for word in ("session", "round", "consultations", "meeting", "summit", "forum", "talks", "commission", "committee", "council", "dialogue"))
REFERS = re.compile(
    r"\W*(?:it|they|of (?:the|these|those|them|which)|the (?:others?|rest|remaining|first|last|same)|this|these|that|the (?:route|work|project|decision|delivery|deal|remainder|date|date|plan|agreement|fund|service))\b",
    re.IGNORECASE,
)


def count_of(word: str) -> float | None:
    plain = numerals().get(word.casefold(), word.replace(",", ""))
    return float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


@lru_cache(1 << 14)
def day_bounds(date: str) -> tuple[str, str]:
    first, last = bounds(date)
    return first or "0001-01-01", last or "9999-12-31"


def can_meet(one: str, other: str) -> bool:
    (a, b), (c, d) = day_bounds(one), day_bounds(other)
    return a <= d and c <= b


def days_apart(one: str, other: str) -> int:
    """The days between two dates, 0 where they can be one."""
    early, late = sorted((day_bounds(one), day_bounds(other)))
    return 0 if late[0] <= early[1] else days_between(early[1], late[0])


def days_between(one: str, other: str) -> int:
    if "9999" in (one[:4], other[:4]):
        return 0
    return abs(_ordinal(one) - _ordinal(other))


@lru_cache(1 << 14)
def _ordinal(day: str) -> int:
    return datetime.date.fromisoformat(day_bounds(day)[0]).toordinal()


def next_day(day: str) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(1)).isoformat()


def number_of(number: str) -> float:
    return float(number) if re.fullmatch(r"[\d.]+(?:e\+?\d+)?", number) and number.count(".") < 2 else math.inf

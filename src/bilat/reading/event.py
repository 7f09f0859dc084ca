"""Finds `event` facts: the facts of a page as PLOVER codes, and what is only an event (a protest note, an expulsion, border fire, aid).

An event has one source and one target side; what two sides do together is two events, one each way (CAMEO codebook on symmetric events).
What is planned is an intent (AGREE) or a threat, what is called off a rejection; what is denied is no event.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..vocabulary import Assessment, Commitment, Event, Fact, Instrument, Meeting, Message, Regime, Span, Status, Visit, plover_of
from .acts import Scene, clause_act, intended
from .circumstances import clause_span, date_near, status_of
from .coding import CONFIDENCE
from .gazetteer import cities
from .grammar import Word, subject_of
from .language.en import word_list
from .page import Page, Sentence
from .reference import actors_of
from .spans import SpanSet

_INSTRUMENT: dict[str, str] = {"signed": "057", "initialled": "057", "adopted": "057", "ratified": "057", "entered_into_force": "057", "extended": "057",
                               "negotiated": "046", "proposed": "030", "suspended": "161", "terminated": "161"}  # fmt: skip
_AID = re.compile(r"\b(?:aid|assistance|grants?|loans?|donat\w+|funds?|funding|scholarships?|humanitarian|relief|vaccines?)\b", re.IGNORECASE)
_MATERIAL = re.compile(
    r"\b(?:trade|invest\w+|exports?|imports?|build|construct\w*|suppl\w+|projects?|economic\w*|transport\w*|energy|gas|oil|flights?|industr\w+)\b", re.IGNORECASE
)
_HOSTILE = re.compile(
    r"\b(?:impos\w+ (?:\w+ ){0,3}(?:sanctions?|tariffs?|embargo|ban)|retaliat\w+|expel\w*|blockade|invade|strike back|countermeasures?|punish\w*)\b", re.IGNORECASE
)


def find(page: Page, facts: Sequence[Fact]) -> Iterator[Event]:
    """Yield the events of a page whose other facts are found, each once: what a fact tells is not told again by a clause on the same words."""
    seen: set[tuple[str, tuple[str, ...], tuple[str, ...], str | None]] = set()
    told: defaultdict[tuple[str, frozenset[str | None], frozenset[str | None]], SpanSet] = defaultdict(SpanSet)
    agreements = SpanSet()
    for of_clause, event in [*((False, e) for e in _of_facts(page, facts)), *((True, e) for e in _of_clauses(page))]:
        start, end = event.evidence[0]
        source, target = (frozenset(page.country_of(a) for a in side) for side in (event.source, event.target))
        same = told[event.code, source, target]
        if of_clause and same.touching(start, end):
            continue
        if event.code == "AGREE" and any(first <= start and end <= last for first, last in agreements.touching(start, end)):
            continue  # "agreed on a ceasefire": the agreement is the event
        same.add((start, end))
        if event.cameo == "057":
            agreements.add((start, end))
        key = (event.cameo, tuple(event.source), tuple(event.target), event.date)
        if key not in seen:
            seen.add(key)
            yield event


def _event(fact: Fact, cameo: str, source: Sequence[str], target: Sequence[str]) -> Iterator[Event]:
    plover = plover_of(cameo)
    ahead = fact.status not in ("took_place", "ongoing")  # the intent is had now, whenever what is intended will be
    if source and target and not set(source) & set(target):
        yield Event(evidence=fact.evidence[:1], status="took_place" if ahead else fact.status, date=None if ahead else fact.date, date_basis=None if ahead else fact.date_basis,
                    confidence=min(fact.confidence, CONFIDENCE[-1]),
                    reported_by=fact.reported_by, code=plover.code, mode=plover.mode, cameo=cameo, source=list(source), target=list(target), score=plover.score)  # fmt: skip


def _of_facts(page: Page, facts: Sequence[Fact]) -> Iterator[Event]:
    for fact in facts:
        if fact.status == "denied":
            continue
        if isinstance(fact, Visit):
            yield from _visit(page, fact)
        elif isinstance(fact, Meeting):
            cameo = "041" if fact.type == "call" else "046" if fact.type == "consultations" else "044" if _elsewhere(fact) else "040"
            yield from _both_ways(page, fact, cameo, fact.participants, fact.parties)
        elif isinstance(fact, Instrument):
            yield from _both_ways(page, fact, _INSTRUMENT[fact.action], fact.signatories, fact.parties)
        elif isinstance(fact, Commitment):
            yield from _commitment(page, fact)
        elif isinstance(fact, Assessment) and fact.polarity != "neutral":
            yield from _assessment(page, fact)
        elif isinstance(fact, Message):
            yield from _event(fact, "051" if fact.status in ("took_place", "ongoing") else "030", fact.sender, fact.recipients)
        elif isinstance(fact, Regime) and fact.type == "sanction":
            yield from _regime(page, fact)


def _staged(cameo: str, fact: Fact) -> str:
    """The code of what two sides do together by whether it took place: an intent before, a rejection where it was called off."""
    if fact.status in ("took_place", "ongoing"):
        return cameo
    if cameo == "161":
        return intended(cameo)  # an agreement that is to end
    return "125" if fact.status == "cancelled" else "164" if fact.status == "postponed" else intended(cameo)


def _visit(page: Page, visit: Visit) -> Iterator[Event]:
    source = visit.visitors or page.country_ids(visit.from_)
    for host in visit.to:
        yield from _event(visit, _staged("042", visit), source, page.country_ids([host]))


def _elsewhere(meeting: Meeting) -> bool:
    """Whether a meeting was held in a third country."""
    homes = {cities().get(place.lower()) for place in meeting.places} - {None, ""}
    return bool(homes) and not homes & set(meeting.parties)


def _both_ways(page: Page, fact: Meeting | Instrument, cameo: str, people: list[str], parties: list[str]) -> Iterator[Event]:
    """Both sides as sources in turn, each by its people where they are named."""
    code = _staged(cameo, fact)
    sides = [[a for a in people if page.country_of(a) == country] or page.country_ids([country]) for country in parties[:4]]
    for n, one in enumerate(sides):
        for m, other in enumerate(sides):
            # "A met B and C": a tour's talks are not those of B with C; a summit's are of all
            if n != m and (len(sides) == 2 or 0 in (n, m) or (isinstance(fact, Meeting) and fact.type in ("summit", "session"))):
                yield from _event(fact, code, one, other)


def _commitment(page: Page, fact: Commitment) -> Iterator[Event]:
    words = page.text[fact.action[0] : fact.action[1]]
    target = fact.to or _others(page, fact.by, fact.action[0])
    if _HOSTILE.search(words):
        yield from _event(fact, "130", fact.by, target)
        return
    if fact.force == "called_for":
        yield from _event(fact, "100", fact.by, target)
        return
    code = "033" if _AID.search(words) else "031" if _MATERIAL.search(words) else "030"
    if len(fact.by) == 2:
        yield from _event(fact, code, fact.by[:1], fact.by[1:])
        yield from _event(fact, code, fact.by[1:], fact.by[:1])
    else:
        yield from _event(fact, code, fact.by, target)


def _assessment(page: Page, fact: Assessment) -> Iterator[Event]:
    if len(fact.by) == 1:
        yield from _event(fact, "051" if fact.polarity == "positive" else "111", fact.by, _others(page, fact.by, fact.of[0], named=fact.of))


def _regime(page: Page, fact: Regime) -> Iterator[Event]:
    if fact.state == "in_force" and fact.status == "took_place" and len(fact.parties) == 2:
        one, other = (page.country_ids([code]) for code in fact.parties)
        yield from _event(fact, "163", one, other)


def _others(page: Page, by: list[str], place: int, named: Span | None = None) -> list[str]:
    """The other party of what one side says or does: the country named there, else the other party of the sentence."""
    own = {page.country_of(a) for a in by}
    if named is not None:
        inside = [m.country for m in page.mentions_between(*named) if m.country and m.country not in own]
        if inside:
            return page.country_ids(inside[:1])
    sentence = page.sentence_at(place)
    parties = page.parties(sentence) if sentence is not None else list(page.pair or ())
    return page.country_ids([c for c in parties if c not in own]) if own & set(parties) and len(parties) == 2 else []


def _of_clauses(page: Page) -> Iterator[Event]:
    """What a clause says that one country's actor does to another's, coded from its verb."""
    for sentence in page.sentences:
        if sentence.headline:
            continue
        for verb in sentence.words:
            if verb.verb and verb.dep not in ("aux", "auxpass", "amod", "compound", "xcomp", "pcomp"):
                yield from _of_verb(page, sentence, verb)


def _of_verb(page: Page, sentence: Sentence, verb: Word) -> Iterator[Event]:
    if any(c.low in ("whether", "if", "unless") for c in verb.kids("mark")) or (verb.dep in ("advcl", "acl") and any(c.low == "to" for c in verb.kids("aux"))):
        return  # a condition or a purpose, and no act
    quotation = page.quoted(verb.start)
    subject = subject_of(verb)
    agent = verb.child("agent")
    doers = list(agent.kids("pobj")) if agent is not None else [subject] if subject is not None and verb.child("nsubjpass") is None else []
    source = [a for word in doers for a in _actors(page, word)]
    homes = list(dict.fromkeys(c for a in source if (c := page.country_of(a))))
    if len(homes) == 2 and quotation is None:
        yield from _of_both(page, sentence, verb, source, homes)
    if not source or len(homes) != 1 or (quotation is not None and not any(w.low in ("we", "i") for w in doers)):
        return
    targets: list[Word] = []
    for child in verb.children:
        if child not in doers and child.dep in ("dobj", "nsubjpass", "prep", "dative", "xcomp", "ccomp") and child is not agent:
            targets += sorted((w for w in child.subtree() if w.mention is not None), key=lambda w: w.i)
    codes = list(dict.fromkeys(c for w in targets for c in _countries_of(page, w) if c not in homes))
    if not codes:
        return
    chosen = [w for w in targets if codes[0] in _countries_of(page, w)]
    scene = Scene(sentence.words, frozenset(w.i for word in doers for w in word.subtree()), frozenset(w.i for w in chosen))
    cameo = clause_act(scene, verb)
    if cameo is None or cameo[:2] in ("04", "03") or cameo in ("057", "100"):
        return  # talks, agreements and requests are facts of other kinds
    if cameo == "141" and any(page.cast.roles[a].type == "country" or page.cast.roles[a].offices for a in source):
        cameo = "114"  # a government protests by a note
    status = status_of(page, verb)
    if status in ("denied", "postponed", "cancelled") or cameo[:2] == "13":
        status = "took_place"  # it is the threat, or the refusal, that took place
    if status in ("planned", "proposed"):
        cameo, status = intended(cameo), "took_place"
        if cameo[:2] == "03":
            return
    people = [a for w in chosen if w.mention is not None for a in w.mention.actors]
    target = [a for a in dict.fromkeys(people) if page.country_of(a) == codes[0]] or page.country_ids(codes[:1])
    yield _of_clause(page, verb, cameo, status, list(dict.fromkeys(source)), target[:1] if page.cast.roles[target[0]].type == "country" else target)


def _of_clause(page: Page, verb: Word, cameo: str, status: Status, source: list[str], target: list[str]) -> Event:
    plover = plover_of(cameo)
    date, basis = date_near(page, verb)
    return Event(evidence=[clause_span(page, verb)], status=status, date=date, date_basis=basis, confidence=CONFIDENCE[2], code=plover.code, mode=plover.mode,
                 cameo=cameo, source=source, target=target, score=plover.score)  # fmt: skip


def _countries_of(page: Page, word: Word) -> list[str]:
    """The countries that a mention is of or goes to: its actors', its title's, and for "its ambassador to X" X."""
    mention = word.mention
    if mention is None:
        return []
    codes = [page.country_of(a) for a in mention.actors] or [mention.country]
    return [c for c in [*codes, mention.title.host if mention.title is not None else None] if c]


def _of_both(page: Page, sentence: Sentence, verb: Word, source: list[str], homes: list[str]) -> Iterator[Event]:
    """What two countries do together ("established diplomatic relations", "exchanged fire"): an event each way."""
    subject = subject_of(verb)
    both = frozenset(w.i for w in subject.subtree()) if subject is not None else frozenset[int]()
    cameo = clause_act(Scene(sentence.words, both, both), verb)
    status = status_of(page, verb)
    if cameo is None or cameo[:2] not in ("05", "06", "08", "16", "18", "19") or cameo == "057" or status not in ("took_place", "ongoing"):
        return
    sides = [list(dict.fromkeys(a for a in source if page.country_of(a) == home)) for home in homes]
    for one, other in (sides, sides[::-1]):
        yield _of_clause(page, verb, cameo, status, one, other)


def _actors(page: Page, word: Word) -> list[str]:
    """The actors of a noun; a state's forces, guards and ships are the state."""
    found = actors_of(page, word)
    if found or word.low not in word_list("state_forces"):
        return found
    return page.country_ids([c.mention.country for c in word.children if c.mention is not None and c.mention.country and c.dep in ("amod", "compound", "poss", "nmod")][:1])

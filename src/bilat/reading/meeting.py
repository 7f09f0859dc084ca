"""Finds `meeting` facts: talks, calls, summits, sessions of mechanisms, ceremonies, receptions, consultations; each encounter once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..vocabulary import DateBasis, MeetingType, Span, Status
from ..vocabulary import Meeting as MeetingFact
from .circumstances import clause_span, clause_verb, date_near, status_of
from .grammar import Word, subject_of
from .mechanism import BODIES, body_before, body_name, field_end, session_of
from .page import Page, Sentence
from .places import cities_in
from .reference import actors_of, delegates, people_in_talks

_MEET = {"meet", "confer"}
_HOLD = {"hold", "conduct", "have", "take", "attend", "co-chair", "chair", "cochair", "preside", "convene", "open", "host", "begin", "start", "conclude",
         "join", "participate", "lead", "kick", "organize", "organise", "launch", "continue", "schedule", "plan", "arrange", "address", "postpone", "delay", "cancel",
         "resume", "reschedule", "sit", "reconvene"}  # fmt: skip
_TALKS: dict[str, MeetingType] = {
    "talks": "talks", "talk": "talks", "meeting": "talks", "meetings": "talks", "negotiations": "talks", "negotiation": "talks", "conversation": "talks",
    "conversations": "talks", "discussion": "talks", "discussions": "talks", "dialogue": "talks", "call": "call", "calls": "call", "phone": "call",
    "summit": "summit", "consultations": "consultations", "consultation": "consultations", "session": "session", "round": "consultations",
    "ceremony": "ceremony", "reception": "reception", "dinner": "reception", "banquet": "reception", "luncheon": "reception", "lunch": "reception",
    "audience": "talks", "tête-à-tête": "talks", "encounter": "talks", "videoconference": "call", "conference": "call", "teleconference": "call",
}  # fmt: skip
_CALL = re.compile(r"\b(?:telephone|phone|video|virtual|video[- ]?conference|online)\b|\bby (?:tele)?phone\b", re.IGNORECASE)
_SIDELINES = re.compile(
    r"\b(?:on the sidelines? of|on the margins? of)\s+(?:the\s+|this year's\s+|a\s+)?((?:[^\W_][\w'’&.-]*\s*){1,9}?)(?=[,.;)]|\s(?:in|on|with|where|held|to|and|today|here|as|by)\b|$)",
    re.IGNORECASE,
)


_CONVENE = {"convene", "hold", "reconvene", "meet", "postpone", "cancel", "sit", "resume"}


@dataclass
class _Encounter:
    evidence: Span
    place: int
    type: MeetingType
    status: Status
    participants: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    mechanism: str | None = None
    session: int | None = None
    occasion: str | None = None
    date: str | None = None
    basis: DateBasis | None = None
    weight: int = 0
    headline: bool = False
    guessed: bool = False
    """Whether the type is a guess ("spoke with" may be by telephone), which any other account of the encounter overrules."""


def find(page: Page) -> Iterator[MeetingFact]:
    """Yield the encounters of a page, each once."""
    known: list[_Encounter] = []
    for sentence in page.sentences:
        for encounter in _in_sentence(page, sentence, known):
            if sentence.headline:
                encounter.headline, encounter.weight = True, 0
            same = next((k for k in reversed(known) if _same(k, encounter)), None)
            if same is None:
                known.append(encounter)
            else:
                _merge(same, encounter)
    for e in known:
        if not e.participants and not e.parties:
            continue
        yield MeetingFact(evidence=[e.evidence], status=e.status, date=e.date, date_basis=e.basis, participants=e.participants, parties=e.parties,
                          type=e.type, places=e.places, mechanism=e.mechanism, session=e.session, occasion=e.occasion, confidence=0.8)  # fmt: skip


def _in_sentence(page: Page, sentence: Sentence, known: list[_Encounter]) -> Iterator[_Encounter]:
    done: set[int] = set()
    for word in sentence.words:
        if page.quoted(word.start) is not None:
            continue
        encounter: _Encounter | None = None
        if word.verb and word.lemma in _MEET:
            encounter = _from_meet(page, sentence, word)
        elif word.verb and word.lemma == "receive":
            encounter = _from_receive(page, sentence, word) or _from_rite(page, sentence, word)
        elif word.verb and word.lemma in ("welcome", "greet"):
            encounter = _from_welcome(page, sentence, word)
        elif word.verb and word.lemma in _RITES:
            encounter = _from_rite(page, sentence, word)
        elif word.verb and word.lemma in ("call", "telephone", "phone", "speak", "talk"):
            encounter = _from_speak(page, sentence, word)
        elif (word.low in ("committee", "commission", "council", "forum", "group") and word.dep in ("dobj", "nsubjpass", "nsubj") and word.head.lemma in _CONVENE) or (
            word.low in BODIES and word.dep == "pobj" and word.head.low == "for" and word.head.head.lemma in ("travel", "visit", "arrive", "come", "meet", "fly")
        ):
            encounter = _from_body(page, sentence, word, known)
        elif word.tag.startswith("N") and word.low in _TALKS and word.i not in done:
            encounter = _from_noun(page, sentence, word, known) or _told_of(page, sentence, word, known)
        if encounter is not None:
            yield encounter


_NEVER_MEETS = {"UN Security Council", "European Commission", "Shanghai Cooperation Organization", "Collective Security Treaty Organization"}


def _split(page: Page, actors: list[str]) -> tuple[list[str], list[str]]:
    """People among actors, and the countries of all of them."""
    roles = page.cast.roles
    people = [a for a in actors if roles[a].type == "person" or (roles[a].type == "organisation" and roles[a].name not in _NEVER_MEETS)]
    codes = [roles[a].country for a in actors if roles[a].type != "organisation"]
    return people, list(dict.fromkeys(c for c in codes if c))


def _with(page: Page, word: Word, *preps: str) -> list[str]:
    out: list[str] = []
    for prep in word.kids("prep", "agent"):
        if prep.low in preps:
            for thing in prep.kids("pobj"):
                out += actors_of(page, thing)
                out += delegates(thing)
    return out


def _make(page: Page, sentence: Sentence, word: Word, type_: MeetingType, actors: list[str], weight: int) -> _Encounter | None:
    people, codes = _split(page, list(dict.fromkeys(actors)))
    if len(codes) == 1:
        parties = page.parties(sentence)
        codes = parties if codes[0] in parties and len(people) < 2 else codes
    date, basis = date_near(page, word)
    return _Encounter(clause_span(page, word), word.start, type_, status_of(page, word), people, codes, cities_in(sentence),
                      occasion=_occasion(page, sentence), date=date, basis=basis, weight=weight)  # fmt: skip


def _from_meet(page: Page, sentence: Sentence, verb: Word) -> _Encounter | None:
    subject = subject_of(verb)
    actors = actors_of(page, subject)
    for thing in verb.kids("dobj"):
        actors += actors_of(page, thing)
    actors += _with(page, verb, "with")
    if not [a for a in actors_of(page, subject) if a not in actors] and len(set(actors)) == 1:
        actors += _guest_after(page, sentence, verb, actors)
    actors += _present(page, sentence, verb)
    people, codes = _split(page, list(dict.fromkeys(actors)))
    if len(people) + (0 if people else len(codes)) < 2 and len(codes) < 2:
        return None
    type_: MeetingType = "call" if _CALL.search(page.text, *clause_span(page, verb)) else "talks"
    return _make(page, sentence, verb, type_, actors, 3)


def _from_receive(page: Page, sentence: Sentence, verb: Word) -> _Encounter | None:
    """ "The president received the ambassador"; "was received by"."""
    guest = verb.child("dobj", "nsubjpass")
    host = verb.child("nsubj")
    actors = actors_of(page, host) if host is not None else (_with(page, verb, "by") or actors_of(page, subject_of(verb)))
    people = [a for a in actors if page.cast.roles[a].type == "person"]
    guests = [a for a in actors_of(page, guest) if page.cast.roles[a].type == "person"] or delegates(guest) or _guest_after(page, sentence, verb, people)
    if not people or not guests:
        return None
    return _make(page, sentence, verb, "talks", [*people, *guests, *_present(page, sentence, verb)], 3)


def _from_welcome(page: Page, sentence: Sentence, verb: Word) -> _Encounter | None:
    """ "He was welcomed at the airport by the governor": a ceremony, where the clause names a place of arrival or both people."""
    guest = actors_of(page, verb.child("dobj", "nsubjpass"))
    hosts = _with(page, verb, "by") if verb.child("nsubjpass") is not None else actors_of(page, subject_of(verb))
    span = clause_span(page, verb)
    if not _split(page, guest)[0] or not _split(page, hosts)[0] or not re.search(r"\bairport|palace|residence|guard of honou?r|red carpet", page.text[span[0] : span[1]].lower()):
        return None
    return _make(page, sentence, verb, "ceremony", [*guest, *hosts], 2)


_OPENED = {"embassy", "consulate", "building", "monument", "memorial", "exhibition", "bust", "plant", "factory", "centre", "center", "hub", "school", "university",
           "campus", "office", "bridge", "checkpoint", "crossing", "museum", "pavilion", "festival", "year", "days", "week", "forum", "institute", "terminal",
           "facility", "statue", "plaque", "garden", "house", "mission", "line", "railway", "hospital", "park", "academy", "laboratory"}  # fmt: skip
_PAPERS = {"credentials", "credence"}
_RITES: dict[str, set[str]] = {
    "inaugurate": _OPENED, "unveil": _OPENED, "open": _OPENED, "present": _PAPERS, "hand": _PAPERS, "submit": _PAPERS, "deliver": _PAPERS, "accept": _PAPERS,
    "receive": _PAPERS, "lay": {"wreath", "wreaths", "flowers", "stone"},
}  # fmt: skip
"""What is done at a ceremony to what: an embassy opened, credentials presented, a wreath laid."""


def _from_rite(page: Page, sentence: Sentence, verb: Word) -> _Encounter | None:
    """ "Inaugurated the embassy", "presented credentials to the president", "laid a wreath": a ceremony by what was done at it."""
    thing = verb.child("dobj", "nsubjpass")
    if thing is None:
        return None
    what = next((w for w in thing.subtree() if w.low in _RITES[verb.lemma] and (w is thing or w.dep in ("pobj", "conj"))), None)
    if what is None or (verb.lemma == "open" and any(c.dep == "neg" for c in verb.children)):
        return None
    actors = (
        _with(page, verb, "by", "to", "from", "with") if verb.child("nsubjpass") is not None else [*actors_of(page, subject_of(verb)), *_with(page, verb, "to", "from", "with")]
    )
    people = _split(page, [*actors, *_present(page, sentence, verb)])[0]
    people = [p for p in people if page.cast.roles[p].offices]
    if not people:
        return None
    name = " ".join(page.text[thing.span()[0] : thing.span()[1]].split())
    occasion = f"opening of {name}" if _RITES[verb.lemma] is _OPENED else f"presentation of {what.low}" if _RITES[verb.lemma] is _PAPERS else name
    date, basis = date_near(page, verb)
    codes = _split(page, people)[1]
    return _Encounter(clause_span(page, verb), verb.start, "ceremony", status_of(page, verb), list(dict.fromkeys(people)), codes if len(codes) > 1 else [],
                      cities_in(sentence), occasion=occasion, date=date, basis=basis, weight=2)  # fmt: skip


def _guest_after(page: Page, sentence: Sentence, verb: Word, hosts: list[str]) -> list[str]:
    """The first person named after a verb whose object the parser has lost behind a phrase of time and place."""
    own = {page.country_of(a) for a in hosts}
    for word in sentence.words[verb.i + 1 : verb.i + 12]:
        if word.verb:
            break
        mention = word.mention
        if mention is not None and mention.kind == "person" and mention.actors and page.country_of(mention.actors[0]) not in own:
            return list(mention.actors)
    return []


_PRESENCE = re.compile(
    r"\b(?:in the presence of|accompanied by|together with|attended by|joined by|with (?:the )?participation of|(?:co-)?chaired by|headed by|under the (?:co-)?chairmanship of)\b",
    re.IGNORECASE,
)


def _present(page: Page, sentence: Sentence, verb: Word) -> list[str]:
    """People "in the presence of" whom a meeting was held."""
    match = _PRESENCE.search(page.text, verb.start, sentence.end)
    if not match:
        return []
    out: list[str] = []
    for word in sentence.words:
        if word.start >= match.end():
            if word.verb:
                break
            if word.mention is not None and word.mention.kind in ("person", "bare", "title"):
                out += word.mention.actors
    return out


def _from_speak(page: Page, sentence: Sentence, verb: Word) -> _Encounter | None:
    """ "Spoke by phone with", "called his counterpart", "held a telephone call"."""
    span = clause_span(page, verb)
    by_phone = bool(re.search(r"\b(?:by|on|over|via|in) (?:the |a |an )?(?:tele)?(?:phone|video)", page.text[span[0] : span[1]].lower()))
    subject = actors_of(page, subject_of(verb))
    others = _with(page, verb, "with", "to")
    if verb.lemma in ("telephone", "phone"):
        by_phone = True
        for thing in verb.kids("dobj"):
            others += actors_of(page, thing)
    if verb.lemma == "call":
        # "called on the president", a courtesy call; but "called on the president to resign" is none
        if any(c.dep in ("xcomp", "ccomp", "advcl") and any(x.low == "to" for x in c.children) for c in verb.children):
            return None
        hosts = [a for a in _with(page, verb, "on") if page.cast.roles[a].type == "person"]
        guests = [a for a in [*subject, *delegates(subject_of(verb))] if page.cast.roles[a].type == "person"]
        return _make(page, sentence, verb, "talks", [*guests, *hosts], 3) if hosts and guests else None
    actors = [*subject, *others]
    people, _ = _split(page, actors)
    if len(set(people)) < 2 or (verb.lemma in ("speak", "talk") and not by_phone and verb.child("prep") is None):
        return None
    if verb.lemma in ("speak", "talk") and not by_phone and not [p for p in verb.kids("prep") if p.low == "with"]:
        return None
    made = _make(page, sentence, verb, "call" if by_phone or "spoke" in verb.low else "talks", actors, 2 if by_phone else 1)
    if made is not None:
        made.guessed = not by_phone
    return made


def _from_noun(page: Page, sentence: Sentence, noun: Word, known: list[_Encounter]) -> _Encounter | None:
    type_ = _TALKS[noun.low]
    text = page.text
    verb = clause_verb(noun)
    modifiers = {c.low for c in noun.children if c.dep in ("amod", "compound", "nmod", "det", "poss", "nummod")}
    span = noun.span()
    words = text[span[0] : span[1]]
    if noun.low in ("call", "calls") and not (modifiers & {"phone", "telephone", "video", "introductory", "courtesy", "conference"}):
        if not (verb is not None and noun.dep == "dobj" and verb.lemma in ("hold", "have", "receive") and _with(page, noun, "with", "from", "between")):
            return None
    if noun.low == "phone" or (noun.low == "conference" and not modifiers & {"video", "online", "virtual"}):
        return None
    if noun.low == "summit" and any(c.names("organisation") or re.fullmatch(r"G-?\d+|[A-Z]{3,6}|BRICS", c.text) for c in noun.children):
        # the summit of an organisation is no meeting of two countries
        return None
    if modifiers & {"courtesy"}:
        type_ = "talks"
    elif modifiers & {"phone", "telephone", "video", "virtual", "online"} and noun.low not in ("ceremony",):
        type_ = "call"
    if noun.low in ("dialogue", "discussions", "discussion", "conversation", "negotiations", "session", "round", "talk") and not (
        _held(noun, verb) or _with(page, noun, "with", "between")
    ):
        return None
    if re.match(r"\s+(?:every|each|annually|once a|twice a)\b", text[noun.end : noun.end + 12]):
        return None  # "to hold the summit every two years": a rule, no event
    if type_ == "ceremony" and noun.dep == "pobj" and noun.head.low in ("after", "following", "before", "prior"):
        return None
    mechanism, number = session_of(page, noun)
    if mechanism is None:
        # "the next session of the Council": the one the text last spoke of by that noun
        body = next((t.low for p in noun.kids("prep") if p.low == "of" for t in p.kids("pobj") if t.low in BODIES and all(c.dep in ("det", "prep") for c in t.children)), None)
        mechanism = next((k.mechanism for k in reversed(known) if body and k.mechanism and k.mechanism.lower().endswith(body)), None)
    if mechanism and noun.low != "summit":
        type_ = "session"
        if re.search(r"\bconsultations\b", words.lower()) and not re.search(r"commission|committee|council|dialogue|group", mechanism.lower()):
            type_ = "consultations"
            mechanism = None if mechanism.lower() in ("consultations", "political consultations") else mechanism
    elif noun.low == "session":
        return None
    if re.search(r"\b(?:political|consular|foreign ministry|foreign office|inter-?ministerial|inter-mfa)\b[\w\s-]*consultations", words.lower()):
        type_ = "consultations"
    actors = [*_with(page, noun, "with", "between", "of", "among"), *_possessor(page, noun), *_sides(page, noun)]
    held = _held(noun, verb)
    if held and verb is not None:
        subject = subject_of(verb)
        if noun.dep in ("dobj", "pobj", "conj") and subject is not None:
            actors = [*actors_of(page, subject), *actors]
        actors += [*_with(page, verb, "with", "by", "between", *(("on", "to") if verb.lemma == "pay" else ())), *_present(page, sentence, noun)]
    people, codes = _split(page, list(dict.fromkeys(actors)))
    if (
        noun.low in ("meeting", "meetings", "talks", "summit")
        and not held
        and not mechanism
        and not (len(people) >= 1 and noun.dep in ("pobj", "nsubj", "nsubjpass", "dobj", "ROOT"))
    ):
        return None
    if type_ in ("ceremony",):
        honoured = _with(page, verb, "for") if verb is not None and noun.dep == "nsubjpass" else []
        return _ceremony(page, sentence, noun, verb, [*actors, *honoured])
    if type_ == "reception" and not (held or people):
        return None
    if not held and len(people) < 1 and not mechanism:
        return None
    if type_ == "call" and noun.dep == "pobj" and not people and verb is not None and noun.start < verb.start:
        # "In a phone call, the minister said …": whoever speaks was on the line
        people = _split(page, actors_of(page, subject_of(verb)))[0]
        actors = [*people, *actors]
    if len(people) < 2 and len(codes) < 2 and not mechanism:
        # "During the talks with the Chinese foreign minister": the other party is the one whose visit or talks the text is about
        others = _counterpart(page, sentence, people)
        people_ids = [*others, *people]
        actors = [*others, *actors]
        if len(_split(page, actors)[1]) < 2 and not codes and not people_ids:
            return None
    if mechanism and len(people) < 2:
        actors = [*actors, *(a for a in page.country_ids(page.parties(sentence)))] if not people else actors
        ministers = _ministers_at_level(page, sentence)
        actors = [*ministers, *actors]
    made = _make(page, sentence, noun, type_, actors, 3 if held else 1)
    if made is not None:
        made.mechanism, made.session = mechanism, number
        if len(made.parties) < 2:
            made.parties = page.parties(sentence) if len(page.parties(sentence)) == 2 and (not made.parties or made.parties[0] in page.parties(sentence)) else made.parties
        if made.mechanism and re.search(r"\b(?:plan|schedul|next|upcoming|agreed to (?:hold|convene))", text[sentence.start : noun.start].lower()) and made.status == "took_place":
            made.status = "planned"
    return made


def _told_of(page: Page, sentence: Sentence, noun: Word, known: list[_Encounter]) -> _Encounter | None:
    """ "During the talks, the two ministers discussed …": the talks themselves, where nothing before has told of them."""
    verb = clause_verb(noun)
    if noun.low not in ("talks", "meeting", "conversation", "negotiations", "call") or not any(c.low in ("the", "their") for c in noun.children) or verb is None:
        return None
    if noun.dep != "pobj" or noun.head.low not in ("during", "at", "in", "following", "after") or noun.head.head is not verb or sentence.headline:
        return None
    subject = subject_of(verb)
    actors = actors_of(page, subject)
    people = _split(page, actors)[0]
    if subject is not None and len(people) < 2 and len(_split(page, actors)[1]) == 2:
        people = [p for p in people_in_talks(page, sentence) if page.country_of(p) in _split(page, actors)[1]]
    if len({page.country_of(p) for p in people}) != 2 or any(set(people) <= set(k.participants) and k.status != "planned" for k in known):
        return None
    return _make(page, sentence, noun, "call" if noun.low == "call" else "talks", people, 0)


def _from_body(page: Page, sentence: Sentence, noun: Word, known: list[_Encounter]) -> _Encounter | None:
    """ "Agreed to convene the Joint Committee": a session of that body."""
    span = body_before(sentence.words, noun.i + 1)
    name = body_name(page.text[sentence.words[span[0]].start : sentence.words[field_end(sentence.words, span[1]) - 1].end]) if span else None
    if not name and any(c.low == "next" for c in noun.children):
        # "The next forum will be held in …": of the body that the text last spoke of by that noun
        name = next((k.mechanism for k in reversed(known) if k.mechanism and k.mechanism.lower().endswith(noun.low)), None)
    if not name:
        return None
    made = _make(page, sentence, noun, "session", page.country_ids(page.parties(sentence)), 2)
    if made is not None:
        made.mechanism, made.participants = name, []
        if noun.head.lemma == "convene" and made.status == "took_place" and noun.head.tag == "VB":
            made.status = "planned"
    return made


def _ministers_at_level(page: Page, sentence: Sentence) -> list[str]:
    """ "… at the level of foreign ministers": those ministers, where the piece names both."""
    for mention in sentence.mentions:
        if mention.kind == "title" and mention.title and mention.title.plural and len(mention.actors) >= 2 and mention.start > sentence.start:
            return list(mention.actors)
    found = re.search(r"at the level of (?:the )?(deputy )?(?:foreign ministers|ministers of foreign affairs)", page.text[sentence.start : sentence.end].lower())
    if not found:
        return []
    office = "deputy_foreign_minister" if found.group(1) else "foreign_minister"
    parties = page.parties(sentence)
    out = [r.id for r in page.cast.people() if office in r.offices and r.country in parties]
    return out if len(out) == 2 else []


def _counterpart(page: Page, sentence: Sentence, people: list[str]) -> list[str]:
    """The person of the other party with whom one named person talks: the one last in action, from another country."""
    own = {page.country_of(p) for p in people}
    for earlier in reversed(page.sentences[max(0, sentence.index - 6) : sentence.index + 1]):
        for mention in earlier.mentions:
            for actor in mention.actors:
                role = page.cast.roles[actor]
                if role.type == "person" and role.country and role.country not in own and actor not in people and not role.former:
                    return [actor]
    return []


def _sides(page: Page, noun: Word) -> list[str]:
    """Both countries of "Japan–Kazakhstan talks"; one alone may be only the host's or the speaker's."""
    codes = [w.mention.country for child in noun.kids("amod", "compound", "nmod", "poss") for w in child.subtree() if w.names("country") and w.mention is not None]
    found = [c for c in dict.fromkeys(codes) if c]
    return page.country_ids(found) if len(found) == 2 else []


def _possessor(page: Page, noun: Word) -> list[str]:
    out: list[str] = []
    for child in noun.kids("poss"):
        out += people_in_talks(page, page.sentences[noun.sentence]) if child.low == "their" else actors_of(page, child)
    return out


def _held(noun: Word, verb: Word | None) -> bool:
    """Whether the clause says that the event is held, attended, opened: the noun is its object or its subject in the passive."""
    if any(c.dep == "acl" and c.lemma in ("hold", "convene") and c.tag == "VBN" for c in noun.children):
        return True
    if verb is None:
        return False
    if noun.dep == "attr" and verb.lemma == "be":
        return any(c.dep == "poss" or c.low in ("first", "second", "third", "fourth", "fifth") for c in noun.children)
    if noun.low in ("dialogue", "discussion", "discussions", "conversation") and verb.lemma in ("continue", "have", "maintain") and verb.tag == "VB":
        return False  # "to continue an open dialogue": no event
    if verb.lemma == "pay" and noun.low in ("call", "calls"):
        return True
    if verb.lemma not in _HOLD:
        return verb.lemma in ("occur", "happen") and noun.dep in ("nsubj",)
    if noun.dep in ("dobj", "nsubjpass"):
        return True
    if noun.dep == "nsubj" and verb.lemma in ("take", "begin", "start", "open", "conclude", "convene", "sit", "reconvene", "continue", "resume", "follow"):
        return True
    if noun.dep == "conj":
        return noun.head is not noun and noun.head.dep in ("dobj", "nsubjpass")
    if noun.dep == "pobj" and noun.head.dep == "prep":
        top = noun.head.head
        return (top is verb and verb.lemma in ("participate", "attend", "preside", "join")) or (
            verb.lemma == "take" and noun.head.low in ("in",) and any(c.low in ("part",) for c in verb.children)
        )
    return False


def _ceremony(page: Page, sentence: Sentence, noun: Word, verb: Word | None, actors: list[str]) -> _Encounter | None:
    """An opening, signing or wreath-laying: who took part, and what for."""
    people, _ = _split(page, actors)
    if verb is not None:
        people = list(dict.fromkeys([*[a for a in actors_of(page, subject_of(verb)) if page.cast.roles[a].type == "person"], *people]))
    if not people:
        return None
    start, end = noun.span()
    occasion = re.sub(r"^(?:the|a|an)\s+", "", page.text[start:end])
    date, basis = date_near(page, noun)
    codes = _split(page, people)[1]
    codes = codes if len(codes) > 1 else []
    return _Encounter(clause_span(page, noun), noun.start, "ceremony", status_of(page, noun), people, codes, cities_in(sentence),
                      occasion=" ".join(occasion.split()), date=date, basis=basis, weight=2)  # fmt: skip


def _occasion(page: Page, sentence: Sentence) -> str | None:
    match = _SIDELINES.search(page.text, sentence.start, sentence.end)
    name = " ".join(match.group(1).split()) if match else None
    return None if name is None or name.lower() in _TALKS or name.lower() in ("event", "forum", "conference", "visit") else name


def _same(a: _Encounter, b: _Encounter) -> bool:
    planned = {"planned", "proposed"}
    if a.mechanism != b.mechanism:
        return False
    if a.mechanism:
        if (a.status in planned) != (b.status in planned) and not (a.headline or b.headline):
            return False  # the next session
        return a.session == b.session or a.session is None or b.session is None
    headline = a.headline or b.headline or a.guessed or b.guessed
    if a.type != b.type and {a.type, b.type} & {"ceremony", "reception", "call"} and not headline:
        return False
    if (a.status in planned) != (b.status in planned) and not headline:
        return False
    if a.date and b.date and a.date != b.date:
        return False
    if any(len(one.date or "") == 4 and other.date is None for one, other in ((a, b), (b, a))):
        return False  # "met in 2013" is no meeting of the piece's own time
    if "summit" in (a.type, b.type) and a.type != b.type and not (a.participants and b.participants and set(a.participants) == set(b.participants)):
        return False
    if a.participants and b.participants:
        if set(a.participants) == set(b.participants) or set(b.participants) <= set(a.participants) or set(a.participants) <= set(b.participants):
            return True
        return False
    return set(a.parties) == set(b.parties)


def _merge(known: _Encounter, more: _Encounter) -> None:
    known.participants = list(dict.fromkeys([*known.participants, *more.participants]))
    known.parties = known.parties if len(known.parties) >= 2 else list(dict.fromkeys([*known.parties, *more.parties]))
    known.places = list(dict.fromkeys([*known.places, *more.places]))
    known.occasion = known.occasion or more.occasion
    known.session = known.session or more.session
    if known.date is None:
        known.date, known.basis = more.date, more.basis
    if more.weight > known.weight:
        known.evidence, known.weight = more.evidence, more.weight
        if known.headline and not more.headline:
            known.headline, known.type, known.status = False, more.type, more.status
    if known.guessed and not more.guessed:
        known.type, known.guessed = more.type, False
    if known.type == "talks" and more.type == "consultations":
        known.type = more.type

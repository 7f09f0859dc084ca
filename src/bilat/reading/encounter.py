"""An encounter while it is being gathered: who met, what for, and when two accounts tell of the same one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..vocabulary import DateBasis, MeetingType, Span, Status
from .circumstances import clause_span, date_near, status_of
from .grammar import Word
from .mechanism import same_body
from .page import Page, Sentence
from .places import cities_in
from .reference import actors_of, delegates

_SIDELINES = re.compile(
    r"\b(?:on the sidelines? of|on the margins? of)\s+(?:the\s+|this year's\s+|a\s+)?((?:[^\W_][\w'’&.-]*\s*){1,9}?)(?=[,.;)]|\s*\b(?:in|on|with|where|held|to|and|today|here|as|by)\b|$)",
    re.IGNORECASE,
)


_EVENTS = {"event", "events", "forum", "conference", "summit", "meeting", "talks", "visit", "session"}


@dataclass
class Encounter:
    """One meeting as one or more clauses of a piece tell of it; `weight` says how fully the clause of its evidence tells."""

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
    earlier: bool = False
    """Whether it is told of as the one before ("the previous session")."""
    told: list[Span] = field(default_factory=list)
    """The clauses of all other accounts of it."""

    @property
    def spans(self) -> list[Span]:
        """All that the encounter rests on, the fullest account first."""
        return list(dict.fromkeys([self.evidence, *sorted(self.told)]))


def parted(page: Page, actors: list[str]) -> tuple[list[str], list[str]]:
    """Return the people and organisations among actors, and the countries of all others."""
    roles = page.cast.roles
    people = [a for a in actors if roles[a].type in ("person", "organisation")]
    codes = [roles[a].country for a in actors if roles[a].type != "organisation"]
    return people, list(dict.fromkeys(c for c in codes if c))


def partners(page: Page, word: Word, *preps: str) -> list[str]:
    """Return the actors whom a verb or noun has behind one of these prepositions."""
    out: list[str] = []
    for prep in word.kids("prep", "agent"):
        if prep.low in preps:
            for thing in prep.kids("pobj"):
                out += actors_of(page, thing)
                out += delegates(thing)
    return out


def encounter_of(page: Page, sentence: Sentence, word: Word, type_: MeetingType, actors: list[str], weight: int) -> Encounter:
    """Return the encounter that a verb or noun tells of, with its time, place and occasion."""
    people, codes = parted(page, list(dict.fromkeys(actors)))
    if len(codes) == 1:
        parties = page.parties(sentence)
        codes = parties if codes[0] in parties and len(people) < 2 else codes
    date, basis = date_near(page, word)
    return Encounter(clause_span(page, word), word.start, type_, status_of(page, word), people, codes, cities_in(sentence),
                      occasion=_occasion(page, sentence), date=date, basis=basis, weight=weight)  # fmt: skip


_PRESENCE = re.compile(
    r"\b(?:in the presence of|accompanied by|together with|attended by|joined by|with (?:the )?participation of|(?:co-)?chaired by|headed by|under the (?:co-)?chairmanship of)\b",
    re.IGNORECASE,
)


def present(page: Page, sentence: Sentence, verb: Word) -> list[str]:
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


def _occasion(page: Page, sentence: Sentence) -> str | None:
    match = _SIDELINES.search(page.text, sentence.start, sentence.end)
    name = " ".join(match.group(1).split()).rstrip(".") if match else None
    return None if name is None or name.lower() in _EVENTS else name


def counterpart(page: Page, sentence: Sentence, people: list[str]) -> list[str]:
    """The person of the other party with whom one named person talks: the one last in action, from another country."""
    own = {page.country_of(p) for p in people}
    for earlier in reversed(page.sentences[max(0, sentence.index - 6) : sentence.index + 1]):
        for mention in earlier.mentions:
            for actor in mention.actors:
                role = page.cast.roles[actor]
                if role.type == "person" and role.country and role.country not in own and actor not in people and not role.former:
                    return [actor]
    return []


def sides(page: Page, noun: Word) -> list[str]:
    """Both countries of "Japan–Kazakhstan talks"; one alone may be only the host's or the speaker's."""
    codes = [w.mention.country for child in noun.kids("amod", "compound", "nmod", "poss") for w in child.subtree() if w.names("country") and w.mention is not None]
    found = [c for c in dict.fromkeys(codes) if c]
    return page.country_ids(found) if len(found) == 2 else []


def same_encounter(a: Encounter, b: Encounter) -> bool:
    """Tell whether two accounts can be of one encounter: the same body and session, or the same people at no different time."""
    planned = {"planned", "proposed"}
    if "summit" in (a.type, b.type) and set(a.spans) & set(b.spans) and set(a.parties) == set(b.parties) and not (a.participants and b.participants):
        return True  # "The two prime ministers met for the 4th summit": these are one
    if a.earlier != b.earlier and not (a.date and a.date == b.date):
        return False
    if a.mechanism != b.mechanism and not (a.mechanism and b.mechanism and same_body(a.mechanism, b.mechanism)):
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
        if len(a.participants) == len(b.participants) == 1 and not (set(a.parties) <= set(b.parties) or set(b.parties) <= set(a.parties)):
            return False  # one minister's meetings with the unnamed of A, and of B
        if set(a.participants) == set(b.participants) or set(b.participants) <= set(a.participants) or set(a.participants) <= set(b.participants):
            return True
        return False
    return set(a.parties) == set(b.parties)


def merge_encounters(known: Encounter, more: Encounter) -> None:
    """Complete what is known of an encounter by another account of it; the fuller account becomes its evidence."""
    known.participants = list(dict.fromkeys([*known.participants, *more.participants]))
    known.parties = known.parties if len(known.parties) >= 2 else list(dict.fromkeys([*known.parties, *more.parties]))
    known.places = list(dict.fromkeys([*known.places, *more.places]))
    known.occasion = known.occasion or more.occasion
    if more.mechanism and len(more.mechanism) > len(known.mechanism or ""):
        known.mechanism = more.mechanism
    known.session = known.session or more.session
    if known.date is None:
        known.date, known.basis = more.date, more.basis
    known.told += [known.evidence, more.evidence]
    if more.weight > known.weight:
        known.evidence, known.weight = more.evidence, more.weight
        if known.headline and not more.headline:
            known.headline, known.type, known.status = False, more.type, more.status
    if known.guessed and not more.guessed:
        known.type, known.guessed = more.type, False
    if known.type == "talks" and more.type in ("consultations", "summit"):
        known.type = more.type


def consolidated(known: list[Encounter]) -> list[Encounter]:
    """Join sessions of one body that were told apart until a later account named the body."""
    out: list[Encounter] = []
    for e in known:
        same = next((k for k in out if k.mechanism and e.mechanism and k.session and k.session == e.session and same_encounter(k, e)), None)
        if same is None:
            out.append(e)
        else:
            merge_encounters(same, e)
    return out

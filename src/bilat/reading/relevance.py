"""Whether a piece is about dealings between countries at all: a football match has ministers and figures in it, but nothing for the record."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..vocabulary import Assessment, Commitment, Event, Fact, Figure, Instrument, Meeting, Message, Regime, Relation, Statement, Visit
from .language.en import word_list
from .page import Page

_PRIVATE = {"business_leader", "other", "regional_head"}
_MEASURES = {"trade_turnover", "exports", "imports", "investment", "loan", "aid", "companies", "students", "projects"}


def is_bilateral(page: Page, facts: Sequence[Fact]) -> bool:
    """Tell whether at least one fact, whatever its kind, is a dealing of one country with another."""
    return any(_deals(page, fact) for fact in facts) or (any(isinstance(fact, Event) and _acts(page, fact) for fact in facts) and not _sports(page))


def _deals(page: Page, fact: Fact) -> bool:
    if isinstance(fact, Visit | Message | Relation):
        return True
    if isinstance(fact, Meeting | Instrument | Regime):
        return len(set(fact.parties)) >= 2
    if isinstance(fact, Figure):
        return len(fact.parties) >= 2 and fact.measure in _MEASURES
    if isinstance(fact, Commitment):
        return len(_countries(page, [*fact.by, *fact.to])) >= 2
    if isinstance(fact, Assessment):
        return _official(page, fact.by) and _abroad(page, fact, fact.by)
    if isinstance(fact, Statement):
        return fact.speaker is not None and _official(page, [fact.speaker]) and _abroad(page, fact, [fact.speaker])
    return False


_ACTS = {"AID", "RETREAT", "CONCEDE", "ACCUSE", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "THREATEN", "COOPERATE", "SUPPORT"}


def _acts(page: Page, event: Event) -> bool:
    """Whether an event is an act of one state on another."""
    one, other = _countries(page, event.source), _countries(page, event.target)
    return event.code in _ACTS and bool(one) and bool(other) and not one & other and _official(page, event.source) and _official(page, event.target)


def _sports(page: Page) -> bool:
    """Whether a piece is about a match: the attacks of teams are no acts of states."""
    words = {token.low for sentence in page.sentences for token in sentence.tokens} & word_list("sports")
    return len(words) + (_SCORE.search(page.text) is not None) >= 2


_SCORE = re.compile(r"(?<![\d-])\d{1,2}[-–]\d{1,2}(?![\d-])(?! (?:January|February|March|April|May|June|July|August|September|October|November|December)\b)")
"""How a match ended; "3–5 May" is a stretch of days."""


def _countries(page: Page, actors: list[str]) -> set[str]:
    return {code for code in (page.country_of(actor) for actor in actors) if code}


def _official(page: Page, actors: list[str]) -> bool:
    """Whether a government speaks: a country, or a person in a public office."""
    roles = [page.cast.roles[actor] for actor in actors]
    return any(role.type == "country" or (role.type == "person" and set(role.offices) - _PRIVATE) for role in roles)


def _abroad(page: Page, fact: Fact, actors: list[str]) -> bool:
    """Whether the sentences that a fact rests on name a country other than the speaker's own."""
    own = _countries(page, actors)
    for start, end in fact.evidence:
        first = page.sentence_at(start)
        for sentence in [*([first] if first else []), *page.sentences_between(start, end)]:
            if any(m.country and m.country not in own for m in sentence.mentions):
                return True
    return False

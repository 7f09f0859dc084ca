"""Which visit or session a meeting belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from ..vocabulary import Meeting, Visit
from .accounts import Account, days
from .model import RecordEvent

Fact = tuple[str, Visit | Meeting, Account]
"""A document's id, a fact in it, and what the fact says."""
_LONGEST, _SLACK = 31, 1
"""The days of the longest visit on which presence tells anything, and those by which a single day told of a visit may be beside that of a meeting."""


def find_parts(events: Sequence[RecordEvent], facts: Mapping[str, Sequence[Fact]], of: Mapping[tuple[str, str], str], country_of: Mapping[str, str]) -> list[RecordEvent]:
    """Return the events with `part_of` filled: a meeting belongs to the visit it was held on, else talks to the session that one document tells of beside them.

    `facts` are those of each event, `of` the event of each fact by document and fact, `country_of` each person's country.
    """
    beside: defaultdict[str, list[tuple[RecordEvent, Visit | Meeting, Account]]] = defaultdict(list)
    visits_on: defaultdict[tuple[str, int], list[RecordEvent]] = defaultdict(list)  # by visitor and day
    for event in events:
        for document, fact, account in facts[event.id]:
            beside[document].append((event, fact, account))
        if event.kind == "visit" and (stay := days(event.date)) is not None and stay[1] - stay[0] <= _LONGEST:
            for person in event.visitors:
                for day in range(stay[0] - _SLACK, stay[1] + _SLACK + 1):
                    visits_on[person, day].append(event)
    wholes = {}
    for event in events:
        if event.kind == "meeting" and event.type != "call":
            wholes[event.id] = _visit_of(event, facts[event.id], of, beside, visits_on, country_of) or _session_of(event, facts[event.id], beside)
    return [msgspec.structs.replace(event, part_of=whole) if (whole := wholes.get(event.id)) else event for event in events]


def _visit_of(
    event: RecordEvent,
    facts: Sequence[Fact],
    of: Mapping[tuple[str, str], str],
    beside: Mapping[str, list[tuple[RecordEvent, Visit | Meeting, Account]]],
    visits_on: Mapping[tuple[str, int], list[RecordEvent]],
    country_of: Mapping[str, str],
) -> str | None:
    """The visit that most documents speak for: a fact that says so, one document that tells of both, or the visitor's presence on a day of the visit."""
    votes: defaultdict[str, int] = defaultdict(int)
    visits: dict[str, RecordEvent] = {}
    for document, fact, account in facts:
        named = of.get((document, fact.visit)) if isinstance(fact, Meeting) and fact.visit else None
        for other, said, stay in beside[document]:
            if isinstance(said, Visit) and (other.id == named or _holds(stay, account, other, event, country_of)):
                votes[other.id] += 1
                visits[other.id] = other
    if (time := days(event.date)) is not None:
        for person in event.participants:
            for visit in visits_on.get((person, time[0]), ()):
                if _on_a_day_of(visit, event, time):
                    votes[visit.id] += 1
                    visits[visit.id] = visit
    if len(votes) < 2:
        return next(iter(votes), None)
    return min(votes, key=lambda visit: (not set(visits[visit].visitors) & set(event.participants), -votes[visit], visit), default=None)


def _holds(stay: Account, meeting: Account, visit: RecordEvent, event: RecordEvent, country_of: Mapping[str, str]) -> bool:
    """Whether a visit that a document tells of holds a meeting that it tells of, by time and by who was there."""
    if stay.tense != meeting.tense or stay.status in ("proposed", "postponed", "cancelled"):
        return False
    if stay.first is not None and stay.last is not None and meeting.first is not None and meeting.last is not None:
        if not _covers(stay.first, stay.last, meeting.first, meeting.last):
            return False
    elif meeting.first is not None and (meeting.wide > 7 or (meeting.told is not None and meeting.told - meeting.first > 14)):
        return False
    if set(visit.visitors) & set(event.participants):
        return True
    # nobody of the visitors' side is named: on a day of the visit it can only have been with them
    side = set(visit.from_)
    return meeting.first is not None and stay.first is not None and side <= set(event.parties) and not any(country_of.get(person) in side for person in event.participants)


def _on_a_day_of(visit: RecordEvent, event: RecordEvent, time: tuple[int, int]) -> bool:
    stay, plans = days(visit.date), ("planned", "proposed")
    return stay is not None and (visit.status in plans) == (event.status in plans) and _covers(*stay, *time)


def _covers(first: int, last: int, start: int, end: int) -> bool:
    """Whether a stay holds a time; of a stay of which one day is told, the days beside it may be too."""
    if (first, last) == (start, end):
        return True
    slack = _SLACK if first == last else 0
    return end - start <= 7 and first - slack <= start and end <= last + slack


def _session_of(talks: RecordEvent, facts: Sequence[Fact], beside: Mapping[str, list[tuple[RecordEvent, Visit | Meeting, Account]]]) -> str | None:
    """The session of a body at which other talks were held: one document tells of both, for the same time."""
    if talks.mechanism is not None:
        return None
    for document, _, account in facts:
        for session, fact, at in beside[document]:
            if not isinstance(fact, Meeting) or session.id == talks.id or session.type != "session" or session.mechanism is None or at.tense != account.tense:
                continue
            if at.first is not None and at.last is not None and account.first is not None and account.last is not None:
                same_time = at.first <= account.first and account.last <= at.last
            else:
                same_time = account.first is None and (at.told is None or at.first is None or at.told - at.first <= 14)
            if same_time and (not session.participants or set(session.participants) & set(talks.participants)):
                return session.id
    return None

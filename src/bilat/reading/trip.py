"""A visit while it is being gathered: who travels where, and when two places of a piece speak of the same one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..vocabulary import DateBasis, Span, Status, VisitFormat


@dataclass
class Trip:
    """What one place of the text says of a visit."""

    evidence: Span
    status: Status
    visitors: list[str] = field(default_factory=list)
    origin: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    format: VisitFormat | None = None
    date: str | None = None
    basis: DateBasis | None = None
    invited_by: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    weight: int = 0
    headline: bool = False
    offices: frozenset[str] = frozenset()
    """The offices of the visitors, of those too who have no name."""
    loose: bool = False
    """Whether its time is not told where it is only spoken of ("welcomed the visit")."""
    earlier: bool = False
    """Whether it is told of as one before ("had earlier visited")."""
    ships: bool = False
    """Whether ships travel, not people."""
    told: list[Span] = field(default_factory=list)
    """The clauses of all other places that speak of it."""


PAST: set[Status] = {"took_place", "ongoing"}
_Group = Literal["past", "future", "off"]


def group_of(status: Status) -> _Group:
    return "past" if status in PAST else "future" if status in ("planned", "proposed") else "off"


def same_trip(a: Trip, b: Trip) -> bool:
    """Whether two places of the text speak of one visit."""
    if a.ships != b.ships or (a.earlier != b.earlier and not (a.date and a.date == b.date)):
        return False
    if a.to and b.to and not set(a.to) & set(b.to):
        return False
    if a.origin and b.origin and not set(a.origin) & set(b.origin):
        return False
    if a.visitors and b.visitors and not set(a.visitors) & set(b.visitors):
        return False
    if a.offices and b.offices and ("head_of_state" in a.offices) != ("head_of_state" in b.offices):
        return False  # a minister's visit, and the president's some time ago
    groups = {group_of(a.status), group_of(b.status)}
    if groups == {"off", "future"}:
        return not (a.date and b.date and a.date != b.date)
    if len(groups) > 1 and not (a.headline or b.headline or a.loose or b.loose):
        return bool(a.date and a.date == b.date)
    if a.date and b.date and a.date[:7] != b.date[:7] and len(a.date) >= 7 and len(b.date) >= 7:
        return False
    if a.date and b.date and a.date[:4] != b.date[:4]:
        return False
    # "last visited in 2013" is no visit of the piece's own time
    return not any(len(one.date or "") == 4 and other.date is None for one, other in ((a, b), (b, a)))


def _spans(whole: str | None, day: str) -> bool:
    """Whether a range of days of one stay holds a day: "arrived on the 3rd" for a visit from the 3rd to the 5th."""
    start, _, end = (whole or "").partition("/")
    return len(start) == len(end) == len(day) == 10 and start <= day <= end and start[:4] == end[:4]


def _narrows(days: str | None, whole: str) -> bool:
    """Whether a range of days lies within a wider one: "on 9–11 September" within "next week"."""
    start, _, end = (days or "").partition("/")
    first, _, last = whole.partition("/")
    return len(start) == len(end) == len(first) == len(last) == 10 and first <= start and end <= last


def merge_trips(known: Trip, more: Trip) -> None:
    known.told += [known.evidence, more.evidence]
    if group_of(known.status) != "off" and group_of(more.status) == "off":
        known.evidence, known.status, known.weight = more.evidence, more.status, 9
    elif more.weight > known.weight:
        known.evidence, known.weight = more.evidence, more.weight
        known.status, known.headline = more.status, more.headline
    known.visitors = list(dict.fromkeys([*known.visitors, *more.visitors]))
    known.origin = known.origin or more.origin
    known.to = more.to if set(known.to) < set(more.to) else known.to
    known.format = known.format or more.format
    if known.date is None or (more.date and len(known.date) < 10 <= len(more.date)) or _spans(more.date, known.date) or _narrows(more.date, known.date):
        known.date, known.basis = more.date or known.date, more.basis or known.basis
    known.invited_by = known.invited_by or more.invited_by
    known.places = list(dict.fromkeys([*known.places, *more.places]))

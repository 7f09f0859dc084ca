"""What the check of a claimed figure comes to, and how a reader is told of it."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import msgspec

from ..record.parties import country_name
from .margin import digits
from .rates import Conversion
from .series import Flow

Verdict = Literal["matches_both", "matches_one", "differs", "no_data"]
What = Literal["level", "growth", "rank", "record"]


class SeriesValue(msgspec.Struct, kw_only=True, frozen=True):
    """One official value that a claim was held against, in the source's own unit."""

    reporter: str
    partner: str
    flow: Flow
    period: str
    value: float
    unit: str
    source: str
    retrieved: str | None
    revised: str | None = None
    valuation: str | None = None
    url: str | None = None


class Part(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that a claim says (a level, a growth in percent, a rank, a record), what each reporter's series says of it, and whose it matches.

    `official` is in the claim's unit. `difference` is by how much the claim lies above (below, where negative) it: in percent of the official value for a
    level and a record, in percentage points for a growth; a rank has none.
    """

    what: What
    claimed: float | None = None
    unit: str | None = None
    official: dict[str, float] = {}
    matches: list[str] = []
    difference: dict[str, float] = {}


class Check(msgspec.Struct, kw_only=True, frozen=True):
    """What official statistics say of one claim.

    `matches` are the reporters whose series every checked part of the claim agrees with; `difference` holds each reporter's first part that does not agree,
    else its first. `revised` are values that a source has since revised and that the claim matches. `notes` say what a reader should know.
    """

    verdict: Verdict
    series: list[SeriesValue] = []
    difference: dict[str, float] = {}
    matches: list[str] = []
    parts: list[Part] = []
    revised: list[SeriesValue] = []
    converted: list[Conversion] = []
    notes: list[str] = []

    def summary(self) -> str:
        """Return what a reader sees: "matches China's series (41.0), is 30 % above Kazakhstan's (31.5)"."""
        if self.verdict == "no_data":
            return ": ".join(["no data", *(["; ".join(self.notes)] if self.notes else [])])
        told = "; ".join(_told(part) for part in self.parts)
        return told + "".join(f" (at {one.rate:.4g} {one.unit} per {one.into}, {one.source})" for one in self.converted[:1])

    def to_dict(self) -> dict[str, Any]:
        """Return the check as the contract's JSON object, with the summary."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data | {"summary": self.summary()}


def _told(part: Part) -> str:
    """One part of a check in words, whose it matches first."""
    order = [*part.matches, *(reporter for reporter in part.official if reporter not in part.matches)]
    pieces: list[str] = []
    for n, reporter in enumerate(order):
        name = whose(reporter) + (" series" if n == 0 else "")
        pieces.append(_told_of(part, reporter, name, n == 0 or (reporter in part.matches) != (order[n - 1] in part.matches)))
    joined = "".join(piece if n == 0 else (" and " if piece[0] == "\0" else ", ") + piece.lstrip("\0") for n, piece in enumerate(pieces))
    return ("growth " if part.what == "growth" else "") + joined.lstrip("\0")


def _told_of(part: Part, reporter: str, name: str, verb: bool) -> str:
    matched = reporter in part.matches
    value = part.official[reporter]
    if part.what == "rank":
        return f"is {ordinal(int(value))} by {name}"
    if part.what == "record":
        return f"is {'' if matched else 'not '}the highest in {name}"
    shown = f"{value:+.1f} %" if part.what == "growth" else told_amount(value, part.claimed or value, unit=False)
    if matched:
        return ("matches " if verb else "\0") + f"{name} ({shown})"
    difference = part.difference.get(reporter)
    if difference is None:
        return f"differs from {name} ({shown})"
    size = abs(difference)
    number = f"{size:.0f}" if size >= 10 else f"{size:.1f}" if size >= 1 else f"{size:.2g}"
    return f"is {number} {'points' if part.what == 'growth' else '%'} {'above' if difference > 0 else 'below'} {name} ({shown})"


def told_amount(value: float, like: float, unit: bool = True) -> str:
    """A value in the scale and with the decimals of another, at least one: 41.0 bn."""
    exponent, last = digits(like)
    scale = min(max(exponent // 3 * 3, 0), 12)
    shown = value / 10**scale
    decimals = max(1, scale - last) if scale - last <= 3 else 1
    number = f"{shown:,.{decimals}f}" if abs(shown) >= 10 ** (1 - decimals) or not shown else f"{shown:.2g}"
    return number + (f" {_SHORT[scale]}".rstrip() if unit else "")


_SHORT = {0: "", 3: "thousand", 6: "m", 9: "bn", 12: "trn"}


def ordinal(number: int) -> str:
    """A rank in words: 1st, 2nd, 11th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@cache
def whose(code: str) -> str:
    """A country's name as owner: China's, the United States'."""
    name = country_name(code)
    if name.startswith("United ") or name.endswith(("Islands", "Republic", "Netherlands", "Philippines", "Emirates")):
        name = f"the {name}"
    return f"{name}'" if name.endswith("s") else f"{name}'s"

"""The parts of a claim (level, growth, rank, record), each held against the series of one reporter."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..record.parties import country_name
from .claims import FigureClaim
from .margin import growth_range, level_range
from .rates import Rates
from .series import WORLD, Flow, Observation, Series, shifted
from .verdict import What, ordinal, whose

AT_AVERAGE = 0.01
"""What is converted at a period's average rate is as uncertain as this share of it: trade does not come in equal parts over the year."""
ENOUGH_YEARS = 3
"""Earlier years (or months) that must be held before a value can be seen to be a record."""
ENOUGH_PARTNERS = 20
"""Partners that a ranking must hold, unless the rest of the world's trade is too small to change the rank."""


class Side(NamedTuple):
    """One reporter's series of a trade."""

    reporter: str
    partner: str
    flow: Flow


class Finding(NamedTuple):
    """What one reporter's series says of one part of a claim."""

    matches: bool
    official: float
    difference: float | None
    rows: tuple[Observation, ...]
    note: str | None = None

    @property
    def source(self) -> str:
        """Whose value it is."""
        return self.rows[0].source


def mirror(flow: Flow, by: str, other: str) -> list[Side]:
    """Both reporters' series of one trade: the exports of one are the imports of the other."""
    flows: dict[Flow, Flow] = {"exports": "imports", "imports": "exports", "turnover": "turnover"}
    return [Side(by, other, flow), Side(other, by, flows[flow])]


def is_growth(claim: FigureClaim) -> bool:
    """Whether the value of a claim is the percentage of its growth, as the reading gives it where no level is told."""
    return claim.unit == "%" and claim.change is not None


def in_unit(value: float, unit: str, claim: FigureClaim, period: str, rates: Rates) -> float | None:
    """An official value in the unit of the claim; null where the rate is not held."""
    if claim.value is None or claim.unit in (None, "%", unit):
        return value
    conversion = rates.convert(value, unit, claim.unit, period)
    return conversion.result if conversion else None


def values(claim: FigureClaim, side: Side, period: str, series: Series, rates: Rates) -> Iterator[tuple[float, Observation]]:
    """Each source's value in the unit of the claim, those that need no conversion first."""
    held = series.over(*side, period)
    for one in sorted(held, key=lambda one: one.unit != claim.unit) if len(held) > 1 else held:
        value = in_unit(one.value, one.unit, claim, period, rates)
        if value is not None:
            yield value, one


def _level(claim: FigureClaim, side: Side, period: str, series: Series, rates: Rates) -> Iterator[Finding]:
    """Each source's level; a value told in millions is uncertain by half a million."""
    if claim.value is None or is_growth(claim):
        return
    for value, one in values(claim, side, period, series, rates):
        yield level_of(claim, value, one)


def level_of(claim: FigureClaim, value: float, one: Observation) -> Finding:
    """Hold a claimed level against one official value, given in the claim's unit and as its source gives it."""
    assert claim.value is not None
    slack = one.precision / 2 * (value / one.value) if one.precision > 1 and one.value else 0.0
    if one.unit != claim.unit:
        slack += AT_AVERAGE * value
    return Finding(level_range(claim).holds(value - slack, value + slack), value, (claim.value / value - 1) * 100 if value else None, (one,))


def _growth(claim: FigureClaim, side: Side, period: str, series: Series, rates: Rates) -> Iterator[Finding]:
    """Each source's growth over the same period of the year before."""
    change = claim.change
    if change is None or re.fullmatch(r"\d{4}/\d{4}", period):
        return
    year_before = shifted(period, -1)
    former = {(one.source, one.unit): (value, one) for value, one in values(claim, side, year_before, series, rates)}
    sign = -1 if change.direction == "down" else 1
    for value, one in values(claim, side, period, series, rates):
        base, other = former.get((one.source, one.unit), (0.0, one))
        if base <= 0:
            continue
        growth = sign * (value / base - 1) * 100
        # what the two roundings of the source, or the two years' average rates, leave open
        open_ = ((one.precision / one.value if one.precision > 1 and one.value else 0) + (other.precision / other.value if other.precision > 1 else 0)) / 2
        open_ += AT_AVERAGE if is_converted(claim, one) else 0.0
        slack = open_ * value / base * 100
        difference = None if change.percent is None or change.direction == "level" else sign * (change.percent - growth)
        yield Finding(growth_range(claim).holds(growth - slack, growth + slack), sign * growth, difference, (one, other))


def is_converted(claim: FigureClaim, one: Observation) -> bool:
    """Whether an official value is told in another currency than the claim."""
    return claim.value is not None and claim.unit not in (None, "%", one.unit)


def _record(claim: FigureClaim, side: Side, period: str, series: Series) -> Iterator[Finding]:
    """Whether a value is higher than all that were held of earlier years, or of earlier months for a month."""
    if not claim.record:
        return
    if "/" in period:
        earlier = [shifted(period, -n) for n in range(1, 31)]
    else:
        earlier = [other for other in series.periods(*side) if len(other) == len(period) and other < period]
    for one in series.over(*side, period):
        held = [other for each in earlier for other in series.over(*side, each) if (other.source, other.unit) == (one.source, one.unit)]
        if len(held) < ENOUGH_YEARS:
            continue
        highest = max(held, key=lambda other: other.value)
        what = "months" if len(period) == 7 else "years"
        span = f"{min(other.period for other in held)} to {period}" if "/" not in period else f"up to {period}"
        note = f"of the {len(held) + 1} {what} held in {whose(side.reporter)} series ({span}) the highest is {highest.period if highest.value > one.value else period}"
        matches = one.value >= highest.value
        yield Finding(matches, one.value, None if matches or not one.value else (highest.value / one.value - 1) * 100, (one,) if matches else (one, highest), note)


def _rank(claim: FigureClaim, side: Side, period: str, series: Series) -> Iterator[Finding]:
    """Where the partner stands among the reporter's partners, where enough of them are held."""
    if claim.rank is None:
        return
    ranking = series.ranking(side.reporter, side.flow, period)
    place = next((n for n, one in enumerate(ranking) if one.partner == side.partner), None)
    if place is None:
        return
    own = ranking[place]
    world = next((one for one in series.over(side.reporter, WORLD, side.flow, period) if (one.source, one.unit) == (own.source, own.unit)), None)
    rest = world.value - sum(one.value for one in ranking) if world else math.inf
    if len(ranking) < ENOUGH_PARTNERS and not rest < own.value:
        return
    first = "" if place == 0 else f", after {', '.join(country_name(one.partner) for one in ranking[: min(place, 3)])}"
    note = f"by {whose(side.reporter)} statistics {country_name(side.partner)} is {ordinal(place + 1)} of {len(ranking)} partners held{first}"
    yield Finding(place + 1 == claim.rank, float(place + 1), None, (own,) if place == 0 else (own, ranking[0]), note)


def find_parts(claim: FigureClaim, sides: list[Side], period: str, series: Series, rates: Rates) -> dict[What, dict[str, Finding]]:
    """What each reporter's series says of each part: of several sources the one that agrees with all of it, else the first; another's only where that one is silent."""
    found: dict[What, dict[str, Finding]] = {"level": {}, "growth": {}, "record": {}, "rank": {}}
    for side in sides:
        told: list[tuple[What, Finding]] = [("level", finding) for finding in _level(claim, side, period, series, rates)]
        told += [("growth", finding) for finding in _growth(claim, side, period, series, rates)]
        told += [("record", finding) for finding in _record(claim, side, period, series)]
        if side is sides[0]:
            told += [("rank", finding) for finding in _rank(claim, side, period, series)]
        disagreeing = {finding.source for _, finding in told if not finding.matches}
        # sorted by whether the source disagrees, else in the order in which the series gives them
        for what, finding in sorted(told, key=lambda one: one[1].source in disagreeing):
            found[what].setdefault(side.reporter, finding)
    return found


def agreeing_reporters(parts: dict[What, dict[str, Finding]]) -> dict[str, bool]:
    """The reporters whose series say anything of a claim, and whether they agree with all of it."""
    told: dict[str, bool] = {}
    for findings in parts.values():
        for reporter, finding in findings.items():
            told[reporter] = told.get(reporter, True) and finding.matches
    return told

"""How far a claimed number reaches: a rounding at its precision, "about", "over", "under" and "up to"."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..vocabulary import Bound
from .claims import FigureClaim, amounts

ABOUT = 0.05
"""How far from "about 41" a value may lie, as a share of it."""
REACH = 0.25
"""How far beyond "over 40" or below "up to 40" a value may lie: who says "over 40" of 80 means something else."""
COARSEST = 0.1
"""A rounding reaches no further than this share of a value, though it be told in one digit: "1 billion" is not 1.4."""
LEVEL = 2.0
"""A change of no more percent is "level"."""


class Range(NamedTuple):
    """The official values that a claim agrees with: from `low` on, and less than `high`."""

    low: float
    high: float

    def holds(self, low: float, high: float | None = None) -> bool:
        """Tell whether a value, or one that lies anywhere from `low` to `high`, agrees with the claim."""
        return (low if high is None else high) >= self.low and low < self.high


def level_range(claim: FigureClaim) -> Range:
    """Return the values, in the claim's unit, that agree with its level."""
    return _level_range(claim.value or 0.0, claim.bound, claim.words)


# remembered, as one claim is held against many values of a series
@lru_cache(1024)
def _level_range(value: float, bound: Bound, words: str | None) -> Range:
    size = abs(value)
    half = min(_step(value, words) / 2, COARSEST * size) if value else 0.5
    return _bounded(value, bound, half, max(ABOUT * size, half), REACH * size)


def growth_range(claim: FigureClaim) -> Range:
    """The growth that agrees with a claim, in the direction claimed."""
    assert claim.change is not None
    percent = claim.change.percent
    if percent is None:
        return Range(-LEVEL, LEVEL) if claim.change.direction == "level" else Range(math.ulp(0.0), math.inf)
    bound = claim.change.bound or "exact"
    if percent >= 100 and percent % 100 == 0 and bound in ("exact", "about"):
        # "doubled", "three times as much": a factor, which nobody means to the percent
        factor, about = 1 + percent / 100, ABOUT if bound == "exact" else 2 * ABOUT
        return Range((factor * (1 - about) - 1) * 100, (factor * (1 + about) - 1) * 100)
    half = _percent_step(percent, claim.words) / 2
    return _bounded(percent, bound, half, max(ABOUT * percent, 1.0, half), max(REACH * percent, 2.5))


def _bounded(value: float, bound: Bound, half: float, about: float, reach: float) -> Range:
    ranges: dict[Bound, Range] = {
        "exact": Range(value - half, value + half),
        "about": Range(value - about, value + about),
        "over": Range(value, value + reach),
        "under": Range(value - reach, value),
        "up_to": Range(value - reach, value + half),
    }
    return ranges[bound]


def _step(value: float, words: str | None) -> float:
    """The step to which a value is told: by its decimals in the words, else by its digits, of which zeros at the end tell nothing from the third on."""
    for amount in amounts(words) if words else ():
        if amount.decimals and not amount.percent and math.isclose(amount.value, value, rel_tol=1e-9):
            return float(amount.scale * 10**-amount.decimals)
    exponent, last = digits(value)
    return float(10.0 ** (min(last, exponent - 1) if exponent % 3 else last))


@lru_cache(1024)
def _percent_step(percent: float, words: str | None) -> float:
    for amount in amounts(words) if words else ():
        if amount.decimals and amount.percent and math.isclose(amount.value, percent, rel_tol=1e-9):
            return float(10.0**-amount.decimals)
    return float(10.0 ** min(0, digits(percent)[1]))


def digits(value: float) -> tuple[int, int]:
    """The powers of ten of a number's first and last digit that is not 0: 41,200 has 4 and 2."""
    if not value:
        return 0, 0
    number = Decimal(f"{abs(value):.12g}").normalize()
    return number.adjusted(), int(number.as_tuple().exponent)

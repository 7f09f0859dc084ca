"""Official series of goods trade: what one country's statistics say of its trade with another, each value with its source.

One observation is one value of one reporter, partner, flow and period as one source gave it; a revised value is another observation. Two
countries' statistics of one trade (the mirror data) differ by valuation, by what is counted and by whose goods they are: both are kept, neither is right.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import msgspec

from ..vocabulary.edtf import Edtf, bounds, is_edtf

Flow = Literal["exports", "imports", "turnover"]
Valuation = Literal["FOB", "CIF"]

WORLD = "WLD"
"""The partner of a reporter's trade with all countries."""


class Observation(msgspec.Struct, kw_only=True, frozen=True, order=True):
    """One value of an official series.

    `reporter` is an ISO 3166-1 alpha-3 code, `partner` too, or `WLD`; `flow` is the reporter's own; `period` a year (`2023`) or a month (`2023-05`);
    `value` is in full units of `unit` (ISO 4217, as the source gives it). `source` names the body and dataset ("UN Comtrade"), `url` where it was had.
    `precision` is the step to which the source gives the value (1 for whole dollars, 1e6 where it is told in millions). `valuation` is null where the
    source does not say. `revised` is the day of the source's last revision (EDTF), `retrieved` when it was had (UTC, `2026-01-31T12:00:00Z`).
    """

    reporter: str
    partner: str
    flow: Flow
    period: str
    value: float
    unit: str = "USD"
    source: str
    url: str | None = None
    precision: float = 1.0
    valuation: Valuation | None = None
    revised: str | None = None
    retrieved: str | None = None


class Series:
    """Observations to be asked by reporter, partner, flow and period; of several values of one source the last revised (then retrieved) is the current one.

    The sources come in the order of their trust: what was fetched from an official interface, then what was loaded from files, then what is embedded.
    """

    def __init__(self, observations: Iterable[Observation] = ()) -> None:
        self._found: dict[_Key, list[Observation]] = {}
        self._history: dict[_Key, list[Observation]] = {}
        self._partners: dict[tuple[str, Flow, str], set[str]] = {}
        self._periods: dict[tuple[str, str, Flow], set[str]] = {}
        self._rankings: dict[tuple[str, Flow, str], list[Observation]] = {}
        self._added_up: dict[_Key, list[Observation]] = {}
        self._before: dict[_Key, list[Observation]] = {}
        for observation in sorted(observations, key=_age):
            key = (observation.reporter, observation.partner, observation.flow, observation.period)
            kept = self._found.setdefault(key, [])
            kept[:] = [other for other in kept if (other.source, other.unit) != (observation.source, observation.unit)]
            kept.insert(0, observation)
            self._history.setdefault(key, []).append(observation)
            self._partners.setdefault((observation.reporter, observation.flow, observation.period), set()).add(observation.partner)
            self._periods.setdefault(key[:3], set()).add(observation.period)

    def of(self, reporter: str, partner: str, flow: Flow, period: str) -> list[Observation]:
        """Return the current values that each source gives, the last revised first; turnover is added up from exports and imports of one source where it gives no own."""
        return self._of(reporter, partner, flow, period, None)

    def _of(self, reporter: str, partner: str, flow: Flow, period: str, until: _Stamp | None) -> list[Observation]:
        """The values of one year or month, as they were known at a stamp where one is given."""
        key = (reporter, partner, flow, period)
        found = list(self._found.get(key, ()))
        if until is not None:
            known = {(one.source, one.unit): one for one in self._history.get(key, ()) if _stamp(one) <= until}
            found = sorted(known.values(), key=_age, reverse=True)
        if flow == "turnover":
            given = {observation.source for observation in found}
            imports = {observation.source: observation for observation in self._of(reporter, partner, "imports", period, until)}
            for one in self._of(reporter, partner, "exports", period, until):
                other = imports.get(one.source)
                if other is not None and other.unit == one.unit and one.source not in given:
                    found.append(_sum(one, other))
        return found

    def over(self, reporter: str, partner: str, flow: Flow, period: Edtf) -> list[Observation]:
        """Return the values of each source for any period of whole months: its own where it gives one, else the sum of the months or years, if it gives every one of them."""
        key = (reporter, partner, flow, period)
        if key not in self._added_up:
            if len(self._added_up) >= _REMEMBERED:
                self._added_up.clear()
            self._added_up[key] = self._over(reporter, partner, flow, period, None)
        return list(self._added_up[key])

    def _over(self, reporter: str, partner: str, flow: Flow, period: Edtf, until: _Stamp | None) -> list[Observation]:
        found: list[Observation] = []
        for parts in parts_of(period):
            if len(parts) == 1:
                found += self._of(reporter, partner, flow, parts[0], until)
                continue
            given = {(one.source, one.unit) for one in found}
            told: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
            for part in parts:
                values = self._of(reporter, partner, flow, part, until)
                if not values:
                    break
                for one in values:
                    told[one.source, one.unit].append(one)
            found += [_total(ones, period) for key, ones in told.items() if len(ones) == len(parts) and key not in given]
        return found

    def earlier(self, reporter: str, partner: str, flow: Flow, period: Edtf) -> list[Observation]:
        """Return what each source gave for a period before it revised it, the latest first; sums as they would have come out then. Empty where nothing was revised."""
        key = (reporter, partner, flow, period)
        if key not in self._before:
            self._before[key] = self._earlier(reporter, partner, flow, period)
        return list(self._before[key])

    def _earlier(self, reporter: str, partner: str, flow: Flow, period: Edtf) -> list[Observation]:
        flows: list[Flow] = ["turnover", "exports", "imports"] if flow == "turnover" else [flow]
        keys = [(reporter, partner, each, part) for parts in parts_of(period) for part in parts for each in flows]
        stamps = sorted({_stamp(one) for key in keys for one in self._history.get(key, ())}, reverse=True)
        seen = {(one.source, one.unit, one.value) for one in self.over(reporter, partner, flow, period)}
        found: list[Observation] = []
        for stamp in stamps[1:]:
            for one in self._over(reporter, partner, flow, period, stamp):
                if (one.source, one.unit, one.value) not in seen:
                    seen.add((one.source, one.unit, one.value))
                    found.append(one)
        return found

    def missing(self, reporter: str, partner: str, flow: Flow, period: Edtf) -> list[str]:
        """Return the months or years of a period of which nothing is held; empty where nothing at all is held of it, or where it is held as one."""
        parts = next(iter(parts_of(period)[::-1]), ())
        absent = [part for part in parts if not self.over(reporter, partner, flow, part)]
        return absent if len(absent) < len(parts) else []

    def ranking(self, reporter: str, flow: Flow, period: str) -> list[Observation]:
        """Return a reporter's values for its partners in a year or month, the largest first, all of the one source and unit that has the most partners."""
        key = (reporter, flow, period)
        if key not in self._rankings:
            sources: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
            for partner in self.partners(reporter, flow, period):
                for one in self.of(reporter, partner, flow, period):
                    sources[one.source, one.unit].append(one)
            most = max(sources.items(), key=lambda item: (len(item[1]), item[0]), default=(("", ""), []))[1]
            self._rankings[key] = sorted(most, key=lambda one: (-one.value, one.partner))
        return list(self._rankings[key])

    def partners(self, reporter: str, flow: Flow, period: str) -> set[str]:
        """Return the partners (without the world) of which a reporter gives a value for a flow and period."""
        if flow == "turnover":
            return self.partners(reporter, "exports", period) & self.partners(reporter, "imports", period) | self._partners.get((reporter, flow, period), set()) - {WORLD}
        return self._partners.get((reporter, flow, period), set()) - {WORLD}

    def periods(self, reporter: str, partner: str, flow: Flow) -> list[str]:
        """Return the periods for which a reporter gives a value, in order; years before their months."""
        periods = set(self._periods.get((reporter, partner, flow), ()))
        if flow == "turnover":
            periods |= set(self.periods(reporter, partner, "exports")) & set(self.periods(reporter, partner, "imports"))
        return sorted(periods)


_REMEMBERED = 20_000
"""Sums that are kept for the next who asks: the claims of a dyad ask for the same years again and again."""
_YEARS = 30
"""Years that a period may span: no statistics are told of longer ones."""


@lru_cache(4096)
def canonical(period: Edtf) -> Edtf | None:
    """Return a period of whole months as briefly as it can be written (`2023`, `2023-05`, `2023-01/2023-09`, `2022/2023`); null for any other.

    Seasons and decades are no periods of statistics, nor are open intervals and days.
    """
    if not is_edtf(period) or any(re.fullmatch(r"\d{3}X|\d{4}-2[1-4]", point) for point in period.split("/")):
        return None
    first, last = bounds(period)
    if first is None or last is None or first > last or not first.endswith("-01"):
        return None
    (year, month), (to_year, to_month) = ((int(day[:4]), int(day[5:7])) for day in (first, last))
    if int(last[8:]) != calendar.monthrange(to_year, to_month)[1] or to_year - year > _YEARS:
        return None
    if (month, to_month) == (1, 12):
        return f"{year:04}" if year == to_year else f"{year:04}/{to_year:04}"
    if (year, month) == (to_year, to_month):
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}/{to_year:04}-{to_month:02}"


@lru_cache(4096)
def parts_of(period: Edtf) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which a period is made up of years or of months: the year itself and its twelve months, a quarter's three months; empty for no period of statistics."""
    whole = canonical(period)
    if whole is None:
        return ()
    start, _, end = whole.partition("/")
    end = end or start
    if len(start) == 7:
        return (_months(start, end),)
    return tuple(f"{year:04}" for year in range(int(start), int(end) + 1)), _months(f"{start}-01", f"{end}-12")


def shifted(period: Edtf, years: int) -> Edtf:
    """Return a canonical period so many years later, or earlier where `years` is negative."""
    return "/".join(f"{int(point[:4]) + years:04}{point[4:]}" for point in period.split("/"))


def _months(start: str, end: str) -> tuple[str, ...]:
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (start, end))
    return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1))


def _sum(one: Observation, other: Observation) -> Observation:
    return msgspec.structs.replace(
        one,
        flow="turnover",
        value=one.value + other.value,
        precision=max(one.precision, other.precision),
        valuation=one.valuation if one.valuation == other.valuation else None,
        revised=min(one.revised, other.revised) if one.revised and other.revised else one.revised or other.revised,
        retrieved=min(one.retrieved, other.retrieved) if one.retrieved and other.retrieved else None,
    )


def _total(ones: list[Observation], period: Edtf) -> Observation:
    """What one source's values add up to."""
    revised = [one.revised for one in ones if one.revised]
    retrieved = [one.retrieved for one in ones if one.retrieved]
    return msgspec.structs.replace(
        ones[0],
        period=period,
        value=sum(one.value for one in ones),
        precision=sum(one.precision for one in ones) if ones[0].precision > 1 else 1.0,
        valuation=ones[0].valuation if len({one.valuation for one in ones}) == 1 else None,
        revised=min(revised, default=None),
        retrieved=min(retrieved) if len(retrieved) == len(ones) else None,
    )


_Key = tuple[str, str, Flow, str]
_Stamp = tuple[str, str]


def _stamp(observation: Observation) -> _Stamp:
    return observation.revised or "", observation.retrieved or ""


def _age(observation: Observation) -> tuple[_Stamp, bytes]:
    # the whole observation, so that those of one day come in one order whatever order they were given in
    return _stamp(observation), msgspec.json.encode(observation)

"""Official exchange rates, each the average of a year or month with its source; a currency that is not held has no rate, and none is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from ..errors import TableError
from ..sources.table import Row, open_table
from ..vocabulary.edtf import Edtf
from .series import parts_of

COLUMNS = ("currency", "year", "per_usd", "source", "url")
DOLLAR = "USD"


class Rate(msgspec.Struct, kw_only=True, frozen=True):
    """How many units of a currency (ISO 4217) one US dollar was on the average of a year (`2023`) or month (`2023-05`), by which body's word."""

    currency: str
    year: str
    per_usd: float
    source: str
    url: str | None = None


class Conversion(msgspec.Struct, kw_only=True, frozen=True):
    """An amount told in another currency: `rate` units of `unit` were one of `into` on the average of `period`, by `source`."""

    value: float
    unit: str
    into: str
    result: float
    rate: float
    period: str
    source: str
    url: str | None = None


class Rates:
    """Average official rates to be asked by currency and period; of several for one, the first given counts."""

    def __init__(self, rates: Iterable[Rate] = ()) -> None:
        self._held: dict[tuple[str, str], Rate] = {}
        for rate in rates:
            self._held.setdefault((rate.currency, rate.year), rate)

    def __len__(self) -> int:
        return len(self._held)

    @classmethod
    def load(cls, path: Path | str) -> Rates:
        """Read a tab-separated file with the columns currency, year, per_usd, source and url; `TableError` names the line and what is wrong with it."""
        return cls([_rate(str(path), row) for row in open_table(str(path), *COLUMNS).rows])

    def convert(self, value: float, unit: str, into: str, period: Edtf) -> Conversion | None:
        """Tell an amount in another currency at the average of a period; null where a rate is not held.

        A month without a rate of its own takes its year's. A period of several months or years takes the mean of theirs, each with the same weight.
        """
        if unit == into:
            return Conversion(value=value, unit=unit, into=into, result=value, rate=1.0, period=period, source="the same currency")
        one, other = self._average(unit, period), self._average(into, period)
        if one is None or other is None:
            return None
        told = [each for each in (one, other) if each.currency != DOLLAR]
        rate = one.per_usd / other.per_usd
        sources = list(dict.fromkeys(each.source for each in told))
        return Conversion(
            value=value,
            unit=unit,
            into=into,
            result=value / rate,
            rate=rate,
            period=told[0].year,
            source="; ".join(sources),
            url=next((each.url for each in told if each.url), None),
        )

    def _average(self, currency: str, period: Edtf) -> Rate | None:
        if currency == DOLLAR:
            return Rate(currency=DOLLAR, year=period, per_usd=1.0, source="")
        for parts in parts_of(period):
            found = [self._held.get((currency, part)) or self._held.get((currency, part[:4])) for part in parts]
            rates = [rate for rate in found if rate is not None]
            if rates and len(rates) == len(parts):
                if len(set(rates)) == 1:
                    return rates[0]
                mean = sum(rate.per_usd for rate in rates) / len(rates)
                return Rate(currency=currency, year=period, per_usd=mean, source="; ".join(dict.fromkeys(rate.source for rate in rates)), url=rates[0].url)
        return None


@cache
def embedded_rates() -> Rates:
    """Return the rates that come with bilat."""
    with resources.as_file(resources.files(__package__).joinpath("rates.tsv")) as path:
        return Rates.load(path)


def _rate(name: str, row: Row) -> Rate:
    def wrong(what: str) -> TableError:
        return TableError(f"{name}: line {row.line}: {what}; a row is such as CNY, 2023, 7.08, the body whose rate it is, and its address")

    if row.error:
        raise wrong(row.error)
    cells = {column: cell.strip() for column, cell in row.cells.items()}
    if not re.fullmatch(r"[A-Z]{3}", cells["currency"]):
        raise wrong(f"currency {cells['currency']!r} is no code of ISO 4217")
    if not re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", cells["year"], re.ASCII):
        raise wrong(f"year {cells['year']!r} is no year or month")
    if not re.fullmatch(r"\d+(?:\.\d+)?", cells["per_usd"], re.ASCII) or float(cells["per_usd"]) <= 0:
        raise wrong(f"per_usd {cells['per_usd']!r} is no number above 0")
    if not cells["source"]:
        raise wrong("the source is empty")
    return Rate(currency=cells["currency"], year=cells["year"], per_usd=float(cells["per_usd"]), source=cells["source"], url=cells["url"] or None)

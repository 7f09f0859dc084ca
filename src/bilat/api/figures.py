"""Official statistics, and claimed figures held against them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import OptionError
from ..vocabulary import Reading

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    from ..record import Store
    from ..record.model import Record
    from ..statistics.holdings import Loaded
    from ..statistics.interface import Answer
    from ..statistics.layouts import Table
    from ..statistics.series import Observation, Series
    from ..statistics.verdict import Check
    from ..views.trade import TradeChart
    from ..vocabulary import Figure


def load_statistics(store: Store, file: str | os.PathLike[str]) -> tuple[Loaded, Table]:
    """Load a file of official series into a store (Comtrade's download layouts, plain, gzip or zip; or the columns of an observation).

    Return how many observations came and were new, and the table with the rows that could not be read. Loading again changes nothing. Errors in
    rows cost only these rows; `MissingFileError`, `TableError` and `FormatError` where nothing can be read.
    """
    from ..statistics.holdings import Holdings
    from ..statistics.layouts import read_table

    table = read_table(file)
    return Holdings(store).load(table), table


def fetch_statistics(
    store: Store, one: str, other: str, *, since: int, until: int | None = None, source: str = "comtrade", monthly: bool = False, ranking: bool = False, key: str | None = None
) -> tuple[Loaded, list[Answer]]:
    """Fetch the goods trade of two countries as each of them reports it, and return how many observations came and were new, and what was answered.

    `since` and `until` are years, by default up to the last that is over; `source` is `comtrade` or `imf`. With `ranking` the trade of both with all their partners is fetched, which the check of a rank
    needs. `key` is Comtrade's subscription key; without one it answers previews. Answers are cached; where nothing newer can be had, the last one is
    used and told as stale. `OptionError` before any request for what means nothing, `FetchError` and `FormatError` for what fails.
    """
    import datetime

    from ..record.parties import country_of
    from ..sources.web.fetch import Fetcher
    from ..statistics.comtrade import Comtrade
    from ..statistics.holdings import Holdings
    from ..statistics.interface import Cache
    from ..statistics.sdmx import Imts

    if source not in ("comtrade", "imf"):
        raise OptionError(f"source: {source!r} is none; the sources are comtrade and imf")
    until = until if until is not None else datetime.datetime.now(datetime.UTC).year - 1
    if until < since:
        raise OptionError(f"until: {until} is before {since}")
    if until - since > 100:
        raise OptionError(f"since: {since} is more than a hundred years before {until}")
    codes = [country_of(one), country_of(other)]
    if codes[0] == codes[1]:
        raise OptionError(f"{one} {other}: trade is between two different countries")
    years = [str(year) for year in range(since, until + 1)]
    periods = [f"{year}-{month:02}" for year in years for month in range(1, 13)] if monthly else years
    cache = Cache(os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "bilat", source))
    with Fetcher() as fetcher:
        client = Comtrade(fetcher.get, key=key, cache=cache) if source == "comtrade" else Imts(fetcher.get, cache=cache)
        found: list[Observation] = []
        answers: list[Answer] = []
        for reporter, partner in (codes, codes[::-1]):
            found += client.totals(reporter, None if ranking else [partner], periods, ["exports", "imports"])
            answers += client.answers
    return Holdings(store).load(found), answers


def series_of(store: Store | None, *countries: str) -> Series:
    """Return the official series that a store holds of the trade of these countries with anyone, the embedded facts included; without a store only these."""
    from ..record.parties import country_of
    from ..statistics.holdings import Holdings, embedded

    codes = [country_of(name) for name in countries]
    return Holdings(store).series(codes) if store is not None else embedded(codes)


def check(store: Store | None, claim: str) -> Check:
    """Hold one claim typed by hand ("KAZ CHN turnover 2023 41 bn USD") against the official series of both countries; `OptionError` where it is no claim."""
    from ..statistics.check import check_claim
    from ..statistics.claims import parse_claim
    from ..statistics.rates import embedded_rates

    parsed = parse_claim(claim)
    return check_claim(parsed, series_of(store, *parsed.parties), embedded_rates())


def check_reading(store: Store | None, reading: Reading) -> list[tuple[Figure, Check]]:
    """Hold every figure of a reading against the official series of its two countries, in the order of the text."""
    from ..statistics.check import check_claim
    from ..statistics.rates import embedded_rates
    from ..vocabulary import Figure

    figures = [fact for fact in reading.facts if isinstance(fact, Figure)]
    series = series_of(store, *sorted({code for figure in figures for code in figure.parties}))
    return [(figure, check_claim(figure, series, embedded_rates(), words=" … ".join(reading.evidence(figure)))) for figure in figures]


def trade_chart(store: Store | None, record: Record, flow: str = "turnover") -> TradeChart:
    """Lay a record's claims of trade beside the official series of both parties; `OptionError` for a flow that is none."""
    from ..views.trade import trade_chart as lay_out

    return lay_out(record, series_of(store, *record.parties), flow)


def checked(store: Store, record: Record) -> Record:
    """Return a record with the check of each of its figures filled in."""
    from ..record.kept import without_collecting
    from ..statistics.check import FLOWS, check_record
    from ..statistics.holdings import Holdings
    from ..statistics.rates import embedded_rates

    figures = [figure for figure in record.figures if figure.measure in FLOWS]
    told = {claim.sources[0].document for figure in figures for claim in figure.claims if claim.sources}
    parties = {code for figure in figures for code in figure.parties}
    ranked = any(claim.rank is not None for figure in figures for claim in figure.claims)
    series = Holdings(store).series(parties, partners=None if ranked else parties)
    with without_collecting():
        return check_record(record, series, embedded_rates(), store.texts(told))

"""The IMF's statistics of goods trade by partner (IMTS, before 2025 the Direction of Trade Statistics), asked by SDMX 2.1 REST and answered in SDMX-CSV.

One request names a series key `COUNTRY.INDICATOR.COUNTERPART_COUNTRY.FREQUENCY` and a span of periods. Values are in whole US dollars: the
column SCALE says how the IMF shows them and is no factor. What the IMF marks as its own estimate is no statistic of the reporter, and is passed over.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator

from ..errors import FormatError
from ..sources.web.address import show
from ..vocabulary import ISO3
from .interface import Answer, Figure, Interface, Kept, Query, Row, check_figures
from .series import WORLD, Flow, Observation, Valuation

SOURCE = "IMF IMTS"
DATAFLOW = "IMF.STA,IMTS"
ACCEPT = "application/vnd.sdmx.data+csv;version=1.0.0"
FIRST_YEAR = 1948

_INDICATORS: dict[Flow, str] = {"exports": "XG_FOB_USD", "imports": "MG_CIF_USD"}
_MEANINGS: dict[str, tuple[Flow, Valuation]] = {"XG_FOB_USD": ("exports", "FOB"), "MG_CIF_USD": ("imports", "CIF")}
_CODES = {WORLD: "G001", "XKX": "KOS", "PSE": "WBG"}
_COUNTRIES = {code: iso3 for iso3, code in _CODES.items()}
"""Where the IMF's codes are not ISO 3166-1's; its other codes that are no country's stand for groups of them."""
_NEEDED = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")
_PLANNED = 15_000
"""So many observations are planned for an answer: at about 600 bytes each it stays within what the fetcher reads."""
_PARTNERS = 300
_PERIOD = re.compile(r"([0-9]{4})(?:-?M?(0[1-9]|1[0-2]))?")


class _Query(Query[str]):
    """One question by the IMF's codes."""

    @property
    def rows(self) -> int:
        """The observations that it may have, the periods between those asked for included."""
        first, last = self.periods[0], self.periods[-1]
        span = int(last[:4]) - int(first[:4]) + 1
        return span * (12 if len(first) > 4 else 1) * len(self.flows) * (_PARTNERS if self.partners is None else len(self.partners))

    @property
    def text(self) -> str:
        """The query as it is asked."""
        indicators = "+".join(_INDICATORS[flow] for flow in self.flows)
        frequency = "M" if len(self.periods[0]) > 4 else "A"
        key = f"{self.reporter}.{indicators}.{'+'.join(self.partners or ())}.{frequency}"
        return f"data/{DATAFLOW}/{key}?startPeriod={self.periods[0]}&endPeriod={self.periods[-1]}"


class Imts(Interface):
    """The IMF's statistics of goods trade by partner, for which no key is needed."""

    BASE = "https://api.imf.org/external/sdmx/2.1"

    def totals(self, reporter: str, partners: Iterable[str] | None, periods: Iterable[str], flows: Iterable[str]) -> Iterator[Observation]:
        """Yield the goods trade of a reporter as the IMF has it: exports FOB, imports CIF, in US dollars; its parameters are those of `Comtrade.totals`.

        `OptionError` before any request for what means nothing; later `FetchError` where nothing could be had and nothing is kept, and
        `FormatError` where the answer is no SDMX-CSV of this dataflow.
        """
        asked, checked, known = check_figures(self.clock().date(), reporter, partners, periods, flows, FIRST_YEAR)
        codes = None if asked is None else tuple(_CODES.get(partner, partner) for partner in asked)
        self.answers = []
        spans = (tuple(p for p in checked if len(p) == 4), tuple(p for p in checked if len(p) > 4))
        queries = [_Query(_CODES.get(reporter, reporter), codes, span, tuple(known)) for span in spans if span]
        return self.observations(queries, self._answer, most=_PLANNED, source=SOURCE)

    def _answer(self, query: _Query) -> tuple[list[Row], Answer]:
        """What is known in answer to a query, as `Comtrade` has it."""

        def fetch() -> Kept:
            url = f"{self._base}/{query.text}"
            rows, passed_over = _read(query, show(url), self.ask(url, ACCEPT))
            return Kept(query.text, url, self.stamp(), rows, passed_over)

        wanted: list[Figure] = []
        for code in query.partners or ():
            wanted += [(_COUNTRIES.get(code, code), flow, period) for flow in query.flows for period in query.periods]
        return self.answer(query.text, fetch, wanted)


def _read(query: _Query, name: str, body: bytes) -> tuple[list[Row], int]:
    """The observations of an answer that were asked for, and how many others it holds; `FormatError` names the column or line at fault."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError(f"{name}: the answer is not in UTF-8; the IMF's interface has changed") from None
    if text.lstrip()[:1] in ("<", "{"):
        raise FormatError(f"{name}: the answer is not in CSV, which was asked for; try again later, or open the address in a browser")
    reader = csv.reader(io.StringIO(text, newline=""))
    columns = next(reader, [])
    for column in _NEEDED:
        if column not in columns:
            raise FormatError(f"{name}: the answer has no column {column!r}; the IMF's interface has changed")
    places = [columns.index(column) for column in _NEEDED]
    marks = [columns.index(column) for column in ("OBS_STATUS", "STATUS") if column in columns]
    found: dict[Figure, Row] = {}
    passed_over = 0
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(columns):
            raise FormatError(f"{name}: line {reader.line_num} has {len(cells)} cells of {len(columns)}: the answer breaks off; try again later")
        by, indicator, of, _, when, given = (cells[place].strip() for place in places)
        if not when and not given:
            continue  # what the IMF says of the dataflow or a series as such
        match = _PERIOD.fullmatch(when)
        meaning = _MEANINGS.get(indicator)
        reporter, partner = _COUNTRIES.get(by, by), _COUNTRIES.get(of, of)
        if match is None:
            raise FormatError(f"{name}: line {reader.line_num}, column 'TIME_PERIOD': {when[:40]!r} is no year or month")
        period = f"{match[1]}-{match[2]}" if match[2] else match[1]
        if meaning is None or by != query.reporter or (partner not in ISO3 and partner != WORLD) or period not in query.periods:
            passed_over += 1
            continue
        if given in ("", "NaN"):
            continue  # no data, which is no zero
        if any(cells[mark] == "E" for mark in marks):
            passed_over += 1
            continue
        try:
            value = float(given)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise FormatError(f"{name}: line {reader.line_num}, column 'OBS_VALUE': {given[:40]!r} is no value of trade")
        flow, valuation = meaning
        earlier = found.setdefault((partner, flow, period), (reporter, partner, flow, period, value, valuation))
        if earlier[4] != value:
            raise FormatError(f"{name}: line {reader.line_num}: a second value for {reporter} {partner} {flow} {period}; the IMF's interface has changed")
    return list(found.values()), passed_over

"""UN Comtrade asked over its interface: totals of goods trade as a reporter gives them, with a key or without, each answer whole or not used."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from ..errors import FetchError, FormatError, OptionError
from ..sources.web.address import show
from .interface import Answer, Cache, Clock, CutError, Fetch, Figure, Interface, Kept, Query, Row, check_figures, utc_now
from .layouts import SOURCE, comtrade_value, load_areas, parse_period
from .series import Flow, Observation

PREVIEW_ROWS = 500
"""Rows of an answer without a key; those of an answer with one are at most `KEYED_ROWS`."""
KEYED_ROWS = 250_000
_KEYED_LIMITS = (100_000, KEYED_ROWS)
"""An answer with just so many rows is taken as cut; keys of the free kind are held to the first."""
_PLANNED = 15_000
"""With a key, so many rows are planned for an answer: at about 1 KiB a row it stays within what the fetcher reads."""
_PARTNERS = 300
"""More partners than any reporter has, for planning where all are asked for."""
_PERIODS = 12
"""Periods that one query may name."""
FIRST_YEAR = 1962

_FIELDS = ("period", "reportercode", "partnercode", "flowcode", "primaryvalue")
_PARTS = {"partner2code": ("0",), "customscode": ("C00",), "motcode": ("0",), "cmdcode": ("TOTAL",)}
_CODES: dict[Flow, str] = {"exports": "X", "imports": "M"}


class _Query(Query[int]):
    """One question by Comtrade's numbers."""

    @property
    def rows(self) -> int:
        """The rows that it may have."""
        return len(self.periods) * len(self.flows) * (_PARTNERS if self.partners is None else len(self.partners))

    @property
    def every(self) -> tuple[int, ...]:
        """All partners that Comtrade knows, where none is named."""
        return tuple(sorted(area.code for area in load_areas())) if self.partners is None else self.partners

    @property
    def text(self) -> str:
        """The query as it is asked, in one form for one question and without a key."""
        flows = ",".join(sorted(_CODES[flow] for flow in self.flows))
        periods = ",".join(period.replace("-", "") for period in self.periods)
        partners = "" if self.partners is None else f"&partnerCode={','.join(map(str, sorted(self.partners)))}"
        frequency = "M" if len(self.periods[0]) > 4 else "A"
        return f"C/{frequency}/HS?reportercode={self.reporter}&flowCode={flows}&period={periods}&cmdCode=TOTAL{partners}&partner2Code=0&customsCode=C00&motCode=0"


class Comtrade(Interface):
    """UN Comtrade's interface for goods trade, the whole of it with a subscription `key`, previews of 500 rows without."""

    BASE = "https://comtradeapi.un.org"

    def __init__(
        self,
        fetch: Fetch,
        *,
        key: str | None = None,
        cache: Cache | None = None,
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        base: str | None = None,
        pause: float = 1.0,
    ) -> None:
        if key is not None and not re.fullmatch(r"[A-Za-z0-9_-]{8,128}", key):
            raise OptionError("key: this is no subscription key of Comtrade's; give the one that its developer portal shows, letters and digits only")
        super().__init__(fetch, cache=cache, clock=clock, sleep=sleep, base=base, pause=pause, secret=key)
        self._key = key

    def totals(self, reporter: str, partners: Iterable[str] | None, periods: Iterable[str], flows: Iterable[str]) -> Iterator[Observation]:
        """Yield what a reporter gives for its total goods trade: exports FOB, imports CIF where it says so, in US dollars.

        `partners` are ISO 3166-1 alpha-3 codes and `WLD`, or null for all that it has; `periods` years (`2023`) and months (`2023-05`); of
        turnover both flows are given. A query is split until no answer can be cut. What Comtrade does not have under today's numbers is not
        yielded, and stands in `answers`.

        `OptionError` before any request for what means nothing; later `FetchError` where nothing could be had and nothing is kept, and
        `FormatError` where the answer is not what Comtrade's interface is known to give.
        """
        areas = load_areas()
        asked, checked, known = check_figures(self.clock().date(), reporter, partners, periods, flows, FIRST_YEAR)
        number = areas.code(reporter)
        if number is None:
            raise OptionError(f"reporter: Comtrade has no number for {reporter}, whose trade is counted with another country's; ask for that one")
        numbers = []
        for partner in asked or ():
            code = areas.code(partner)
            if code is None:
                raise OptionError(f"partners: Comtrade has no number for {partner}, whose trade is counted with another country's; leave it out")
            numbers.append(code)
        self.answers = []
        queries = [
            _Query(number, tuple(numbers) if asked is not None else None, tuple(some[start : start + _PERIODS]), tuple(known))
            for some in ([p for p in checked if len(p) == 4], [p for p in checked if len(p) > 4])
            for start in range(0, len(some), _PERIODS)
        ]
        most = _PLANNED if self._key is not None else PREVIEW_ROWS - 1
        return self.observations(queries, self._answer, most=most, source=SOURCE)

    def _url(self, query: _Query) -> str:
        """The address of a query without a key."""
        path, most = ("data/v1/get", KEYED_ROWS) if self._key is not None else ("public/v1/preview", PREVIEW_ROWS)
        return f"{self._base}/{path}/{query.text}&maxRecords={most}"

    def _answer(self, query: _Query) -> tuple[list[Row], Answer]:
        def fetch() -> Kept:
            url = self._url(query)
            body = self.ask(url if self._key is None else f"{url}&subscription-key={self._key}", "application/json")
            rows, passed_over = self._read(query, show(url), body)
            return Kept(query.text, url, self.stamp(), rows, passed_over)

        wanted: list[Figure] = []
        for code in query.partners or ():
            area = load_areas().of(code)
            if area is not None and area.iso3 is not None:
                wanted += [(area.iso3, flow, period) for flow in query.flows for period in query.periods]
        return self.answer(query.text, fetch, wanted)

    def _read(self, query: _Query, name: str, body: bytes) -> tuple[list[Row], int]:
        """The rows of an answer that are totals, and how many are not; `FormatError` names the field that is missing or means nothing."""
        if body.lstrip()[:1] == b"<":
            raise FormatError(f"{name}: a page came instead of data; try again later, or open the address in a browser")
        try:
            answer = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise FormatError(f"{name}: the answer is no whole JSON ({error}); try again later") from None
        if not isinstance(answer, dict):
            raise FormatError(f"{name}: the answer is no JSON object; Comtrade's interface has changed")
        envelope = {key.lower(): value for key, value in answer.items()}
        if envelope.get("error"):
            raise FetchError(f"{name}: Comtrade answers with an error: {self.hide(show(str(envelope['error'])))}")
        for field in ("count", "data"):
            if field not in envelope:
                raise FormatError(f"{name}: the answer has no field {field!r}; Comtrade's interface has changed")
        data, count = envelope["data"], envelope["count"]
        if data is None and count in (0, None):
            data = []
        if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
            raise FormatError(f"{name}: the field 'data' holds no rows; Comtrade's interface has changed")
        limits = (PREVIEW_ROWS,) if self._key is None else _KEYED_LIMITS
        if len(data) in limits or (isinstance(count, int) and count > len(data)):
            raise CutError(f"{self._url(query)}: as many rows as an answer may have, to a question for one figure; Comtrade's interface has changed")
        return _rows(query, name, data)


def _rows(query: _Query, name: str, data: list[dict[str, Any]]) -> tuple[list[Row], int]:
    areas = load_areas()
    flows = {code: flow for flow, code in _CODES.items()}
    found: dict[Figure, Row] = {}
    kinds: dict[Figure, str] = {}
    passed_over = 0
    for number, given in enumerate(data):
        row = {key.lower(): value for key, value in given.items()}
        for field in _FIELDS:
            if field not in row:
                raise FormatError(f"{name}: row {number} has no field {field!r}; Comtrade's interface has changed")
        by, of, code = _code(name, number, row, "reportercode"), _code(name, number, row, "partnercode"), str(row["flowcode"]).strip()
        if not code:
            raise FormatError(f"{name}: row {number}, field 'flowcode': empty; Comtrade's interface has changed")
        reporter, partner, flow = areas.of(by), areas.of(of), flows.get(code)
        whole = all(row.get(field) is None or str(row[field]) in total for field, total in _PARTS.items())
        if not whole or flow is None or by != query.reporter or reporter is None or partner is None or not reporter.iso3 or not partner.iso3:
            passed_over += 1
            continue
        period = parse_period(str(row["period"]))
        if period is None:
            raise FormatError(f"{name}: row {number}, field 'period': {str(row['period'])[:40]!r} is no year or month")
        primary = _value(name, number, row, "primaryvalue")
        if primary is None:
            passed_over += 1
            continue
        value, valuation = comtrade_value(flow, primary, _value(name, number, row, "cifvalue"), _value(name, number, row, "fobvalue"))
        figure = (partner.iso3, flow, period)
        if figure in found and "former" in (partner.kind, kinds[figure]) and partner.kind != kinds[figure]:
            passed_over += 1  # some reporters go on using an older number beside today's
            if partner.kind == "former":
                continue
            del found[figure]
        kinds[figure] = partner.kind
        earlier = found.setdefault(figure, (reporter.iso3, partner.iso3, flow, period, value, valuation))
        if earlier[4] != value:
            raise FormatError(f"{name}: two values for {reporter.iso3} {' '.join(figure)}: {earlier[4]:,.0f} and {value:,.0f}; Comtrade's interface has changed")
    return list(found.values()), passed_over


def _code(name: str, number: int, row: dict[str, Any], field: str) -> int:
    given = row[field]
    if isinstance(given, str) and given.isascii() and given.isdigit():
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool):
        raise FormatError(f"{name}: row {number}, field {field!r}: {str(given)[:40]!r} is no number of a country")
    return given


def _value(name: str, number: int, row: dict[str, Any], field: str) -> float | None:
    given = row.get(field)
    if given is None or given == "":
        return None
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = -1.0
    if isinstance(given, bool) or not 0 <= value < float("inf"):
        raise FormatError(f"{name}: row {number}, field {field!r}: {str(given)[:40]!r} is no value of trade")
    return value

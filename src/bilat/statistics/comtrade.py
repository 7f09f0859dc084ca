"""UN Comtrade asked over its interface: totals of goods trade as a reporter gives them, with a key or without, each answer whole or not used.

An empty answer ("no data") is told from a zero and from a failure; an answer that comes again from the cache says so. What another
interface needs in the same way stands here too: how it is asked (`Interface`), what it answered (`Answer`) and where answers are kept (`Cache`).
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import msgspec

from ..errors import FetchError, FormatError, HttpError, InputError, OptionError, TooLargeError
from ..sources.web.address import parse_url, show
from ..vocabulary import ISO3
from .layouts import SOURCE, comtrade_value, load_areas, parse_period
from .series import WORLD, Flow, Observation, Valuation

if TYPE_CHECKING:
    from ..sources.web.fetch import Fetched

BASE = "https://comtradeapi.un.org"

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

TRIES = 4
MAX_WAIT = 60.0
"""Seconds: a host that asks for a longer pause is not waited for."""

_FIELDS = ("period", "reportercode", "partnercode", "flowcode", "primaryvalue")
_PARTS = {"partner2code": ("0",), "customscode": ("C00",), "motcode": ("0",), "cmdcode": ("TOTAL",)}
_CODES: dict[Flow, str] = {"exports": "X", "imports": "M"}

Clock = Callable[[], datetime.datetime]
Row = tuple[str, str, Flow, str, float, Valuation | None]
"""What is kept of an answer's row: reporter, partner, flow, period, value, valuation."""
Figure = tuple[str, Flow, str]
"""A partner, flow and period that was asked for."""


class Fetch(Protocol):
    """What gets things from the network: `Fetcher.get`."""

    def __call__(self, url: str, *, accept: str | None = None, before: Callable[[str], None] | None = None) -> Fetched:
        """Get what lies at an address."""
        ...


class Answer(NamedTuple):
    """What an interface answered to one query: `url` without any key, when it was `retrieved` (UTC), and how many `observations` it holds.

    No observations is the answer "no data", and `missing` are the figures of those asked for by name that it lacks: none of them is zero.
    `cached` tells that it was had before, and `stale` why no newer one could be had. `passed_over` counts rows that are no country's total.
    """

    url: str
    retrieved: str
    observations: int
    missing: tuple[Figure, ...] = ()
    cached: bool = False
    stale: str | None = None
    passed_over: int = 0


class Kept(msgspec.Struct, frozen=True):
    """An answer as it is kept: the query that it answers, the address without a key, when it was had, and its rows."""

    query: str
    url: str
    retrieved: str
    rows: list[Row]
    passed_over: int = 0


class Cache:
    """Answers in a folder, one JSON file each, written whole or not at all; an answer is asked for anew after `fresh`, an empty one after a day.

    `trouble` says why the last answer could not be kept, where that is so.
    """

    def __init__(self, folder: Path | str, *, fresh: datetime.timedelta = datetime.timedelta(days=7)) -> None:
        self.folder = Path(folder)
        self.fresh = fresh
        self.trouble: str | None = None

    def path(self, query: str) -> Path:
        """The file of a query's answer."""
        return self.folder / f"{hashlib.sha256(query.encode()).hexdigest()[:32]}.json"

    def get(self, query: str) -> Kept | None:
        """Return the answer that is kept for a query; a file that is none counts as none."""
        try:
            kept = msgspec.json.decode(self.path(query).read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        return kept if kept.query == query else None

    def is_fresh(self, kept: Kept, now: datetime.datetime) -> bool:
        """Tell whether an answer need not be asked for anew yet."""
        try:
            age = now - datetime.datetime.strptime(kept.retrieved, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
        except ValueError:
            return False
        return age < (self.fresh if kept.rows else min(self.fresh, datetime.timedelta(days=1)))

    def put(self, kept: Kept) -> None:
        """Keep an answer in place of an earlier one; what stood there stays until the new one is whole on the disk."""
        self.trouble = None
        temporary: str | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".tmp")
            with open(handle, "wb") as file:
                file.write(msgspec.json.encode(kept))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path(kept.query))
        except OSError as error:
            self.trouble = f"{self.folder}: the answer could not be kept ({error.strerror or error}); make room or check the folder's permissions"
            if temporary is not None:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)


def utc_now() -> datetime.datetime:
    """Return the time."""
    return datetime.datetime.now(datetime.UTC)


class Interface:
    """A statistical interface, asked one request at a time, at most one in `pause` seconds, and again where a failure may pass in a moment.

    `answers` tells of each query of the last call. `secret` never appears in what is told or kept, and goes to the origin `base` alone.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        base: str,
        cache: Cache | None = None,
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        pause: float = 1.0,
        secret: str | None = None,
    ) -> None:
        self.answers: list[Answer] = []
        self.cache = cache
        self.clock = clock
        self._fetch = fetch
        self._origin = parse_url(base).origin
        self._sleep = sleep
        self._pause = datetime.timedelta(seconds=pause)
        self._next: datetime.datetime | None = None
        self._secret = secret

    def stamp(self) -> str:
        """The time as observations carry it."""
        return self.clock().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def ask(self, url: str, accept: str) -> bytes:
        """Return the body that lies at an address; what failed for a moment is asked again, `TRIES` times at most, after what the host asks for."""
        # loaded here, since reading what is kept needs no network
        from ..sources.web.fetch import is_transient
        from ..sources.web.polite import backoff

        for failures in range(1, TRIES + 1):
            now = self.clock()
            if self._next is not None and now < self._next:
                self._sleep((self._next - now).total_seconds())
                now = max(self.clock(), self._next)
            self._next = now + self._pause
            try:
                return self._fetch(url, accept=accept, before=self._stay).body
            except (FetchError, InputError) as error:
                status = error.status if isinstance(error, HttpError) else None
                wanted = error.retry_after if isinstance(error, HttpError) else None
                again = isinstance(error, FetchError) and (is_transient(error) or status in (408, 500))
                told = self._told(error)
            # raised out here, so that it carries no context that holds the secret
            if not again or failures == TRIES or (wanted or 0.0) > MAX_WAIT:
                raise told
            self._sleep(backoff(failures, base=2.0, cap=MAX_WAIT, retry_after=wanted))
        raise AssertionError("the last round returns or raises")

    def answer(self, query: str, fetch: Callable[[], Kept], wanted: list[Figure]) -> tuple[list[Row], Answer]:
        """Return what is known in answer to a query: what is kept and fresh, else what `fetch` gets now, else what is kept and why it is not newer.

        No data where there were some before counts as a failure: a figure that was published is not taken back in silence.
        """
        kept = self.cache.get(query) if self.cache is not None else None
        cached, stale = kept is not None and self.cache is not None and self.cache.is_fresh(kept, self.clock()), None
        if kept is None or not cached:
            try:
                new = fetch()
                if kept is not None and kept.rows and not new.rows:
                    raise FetchError(f"{show(new.url)}: no data now, where there were some before; try again later")
                kept = new
                if self.cache is not None:
                    self.cache.put(kept)
            except (FetchError, FormatError) as error:
                if kept is None:
                    raise
                cached, stale = True, str(error)
        have = {row[1:4] for row in kept.rows}
        missing = tuple(figure for figure in wanted if figure not in have)
        return kept.rows, Answer(kept.url, kept.retrieved, len(kept.rows), missing, cached, stale, kept.passed_over)

    def hide(self, text: str) -> str:
        """A text without the secret, nor a beginning of it, such as a message that is cut short may hold."""
        if self._secret is not None:
            text = re.sub(r"(?i)(subscription-key(?:=|%3d))[^&\s;,)'\"]*", r"\1…", text)
            for length in range(len(self._secret), 5, -1):
                text = text.replace(self._secret[:length], "…")
        return text

    def _told(self, error: FetchError | InputError) -> FetchError | InputError:
        message = self.hide(str(error))
        if isinstance(error, HttpError):
            if error.status == 401:
                message += "; the key is not accepted: check it"
            elif error.status == 403:
                message += "; the key's quota may be used up: try again tomorrow" if self._secret else "; it may want a key"
            return HttpError(message, error.status, error.retry_after)
        return type(error)(message)

    def _stay(self, url: str) -> None:
        """Refuse to be led to another origin, which is no part of the interface and must not see the key."""
        if parse_url(url).origin != self._origin:
            raise FetchError(f"{self._origin}: the host sends its visitors to another one ({show(parse_url(url).origin)}), which is not asked; try again later")


def check_figures(
    today: datetime.date, reporter: str, partners: Iterable[str] | None, periods: Iterable[str], flows: Iterable[str], first: int
) -> tuple[list[str] | None, list[str], list[Flow]]:
    """Return partners, periods and flows each once, turnover as exports and imports; `OptionError` names the parameter that means nothing, before anything is asked."""
    if reporter not in ISO3:
        raise OptionError(f"reporter: {reporter!r} is no country; give its ISO 3166-1 alpha-3 code, such as KAZ")
    partners = None if partners is None else list(dict.fromkeys(_listed("partners", partners)))
    for partner in partners or ():
        if partner not in ISO3 and partner != WORLD:
            raise OptionError(f"partners: {partner!r} is no country; give an ISO 3166-1 alpha-3 code, such as CHN, or {WORLD} for the world")
    known: list[Flow] = []
    for flow in _listed("flows", flows):
        if flow not in ("exports", "imports", "turnover"):
            raise OptionError(f"flows: {flow!r} is no flow; give exports, imports or turnover")
        known += [each for each in _CODES if flow in (each, "turnover") and each not in known]
    checked: list[str] = []
    for given in _listed("periods", periods):
        period = parse_period(given)
        if period is None or period != given:
            raise OptionError(f"periods: {given!r} is no year or month; give such as 2023 or 2023-05")
        if int(period[:4]) < first:
            raise OptionError(f"periods: {given} is before {first}, when the series begin")
        if period > f"{today:%Y-%m}"[: len(period)]:
            raise OptionError(f"periods: {given} is not over yet, it is {today:%Y-%m-%d}; give a period that has begun")
        checked.append(period)
    return partners, sorted(set(checked)), known


def _listed(parameter: str, given: Iterable[str]) -> list[str]:
    listed = [given] if isinstance(given, str) else list(given)
    if not listed:
        raise OptionError(f"{parameter}: the list is empty; name one at least")
    return listed


_Part = TypeVar("_Part")


class _Query(NamedTuple):
    """One question: `partners` are Comtrade's numbers, null for all; the periods are all years or all months."""

    reporter: int
    partners: tuple[int, ...] | None
    periods: tuple[str, ...]
    flows: tuple[Flow, ...]

    @property
    def rows(self) -> int:
        """The rows that it may have."""
        return len(self.periods) * len(self.flows) * (_PARTNERS if self.partners is None else len(self.partners))

    @property
    def text(self) -> str:
        """The query as it is asked, in one form for one question and without a key."""
        flows = ",".join(sorted(_CODES[flow] for flow in self.flows))
        periods = ",".join(period.replace("-", "") for period in self.periods)
        partners = "" if self.partners is None else f"&partnerCode={','.join(map(str, sorted(self.partners)))}"
        frequency = "M" if len(self.periods[0]) > 4 else "A"
        return f"C/{frequency}/HS?reportercode={self.reporter}&flowCode={flows}&period={periods}&cmdCode=TOTAL{partners}&partner2Code=0&customsCode=C00&motCode=0"

    def halves(self) -> list[_Query]:
        """Two smaller questions with the same answer, none where it asks for one figure."""
        if len(self.periods) > 1:
            return [self._replace(periods=half) for half in _halved(self.periods)]
        if len(self.flows) > 1:
            return [self._replace(flows=half) for half in _halved(self.flows)]
        partners = tuple(sorted(area.code for area in load_areas())) if self.partners is None else self.partners
        return [self._replace(partners=half) for half in _halved(partners)] if len(partners) > 1 else []


def _halved(of: tuple[_Part, ...]) -> tuple[tuple[_Part, ...], tuple[_Part, ...]]:
    return of[: len(of) // 2], of[len(of) // 2 :]


class _CutError(Exception):
    """An answer that holds as many rows as an answer may: there may be more."""


class Comtrade(Interface):
    """UN Comtrade's interface for goods trade, the whole of it with a subscription `key`, previews of 500 rows without.

    `fetch` is `Fetcher.get`; `clock` and `sleep` are seams for tests. After `totals` has been read to its end, `answers` tells of each query
    whether it found data, what it lacks, and whether it came from the cache.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        key: str | None = None,
        cache: Cache | None = None,
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        base: str = BASE,
        pause: float = 1.0,
    ) -> None:
        if key is not None and not re.fullmatch(r"[A-Za-z0-9_-]{8,128}", key):
            raise OptionError("key: this is no subscription key of Comtrade's; give the one that its developer portal shows, letters and digits only")
        super().__init__(fetch, base=base, cache=cache, clock=clock, sleep=sleep, pause=pause, secret=key)
        self._base = base.rstrip("/")
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
        return self._totals(queries)

    def _totals(self, queries: list[_Query]) -> Iterator[Observation]:
        most = _PLANNED if self._key is not None else PREVIEW_ROWS - 1
        waiting = queries[::-1]
        while waiting:
            query = waiting.pop()
            halves = query.halves()
            if query.rows > most and halves:
                waiting += halves[::-1]
                continue
            try:
                found, answer = self._answer(query)
            except (_CutError, TooLargeError) as error:
                if halves:
                    waiting += halves[::-1]
                    continue
                if isinstance(error, TooLargeError):
                    raise
                raise FormatError(f"{self._url(query)}: as many rows as an answer may have, to a question for one figure; Comtrade's interface has changed") from None
            self.answers.append(answer)
            for by, of, flow, period, value, valuation in found:
                yield Observation(reporter=by, partner=of, flow=flow, period=period, value=value, source=SOURCE, url=answer.url, valuation=valuation, retrieved=answer.retrieved)

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
            raise _CutError
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

"""How a statistical interface is asked, whatever it speaks: at its own pace, again where a failure may pass, in questions small enough for whole answers.

An empty answer ("no data") is told from a zero and from a failure; an answer that comes again from the cache says so.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Protocol, Self, TypeVar

import msgspec

from ..errors import FetchError, FormatError, HttpError, InputError, OptionError, TooLargeError
from ..sources.web.address import parse_url, show
from ..vocabulary import ISO3
from .layouts import parse_period
from .series import WORLD, Flow, Observation, Valuation

if TYPE_CHECKING:
    from ..sources.web.fetch import Fetched

TRIES = 4
MAX_WAIT = 60.0
"""Seconds: a host that asks for a longer pause is not waited for."""

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


class CutError(Exception):
    """An answer holds as many rows as an answer may: there may be more."""


Code = TypeVar("Code", int, str)
"""A country as an interface numbers or names it."""


@dataclasses.dataclass(frozen=True)
class Query(Generic[Code]):
    """One question: `partners` are the interface's codes, null for all; the periods are all years or all months, in order."""

    reporter: Code
    partners: tuple[Code, ...] | None
    periods: tuple[str, ...]
    flows: tuple[Flow, ...]

    @property
    def rows(self) -> int:
        """The rows that its answer may have."""
        raise NotImplementedError

    @property
    def every(self) -> tuple[Code, ...] | None:
        """All partners by name, where asking for all can be split into asking for some."""
        return self.partners

    def halves(self) -> list[Self]:
        """Two smaller questions with the same answer, none where it cannot be split."""
        slots: dict[str, Any] = {"periods": self.periods, "flows": self.flows, "partners": self.every or ()}
        for slot, of in slots.items():
            if len(of) > 1:
                middle = len(of) // 2
                changes: list[dict[str, Any]] = [{slot: of[:middle]}, {slot: of[middle:]}]
                return [dataclasses.replace(self, **change) for change in changes]
        return []


_Asked = TypeVar("_Asked", bound=Query[Any])


class Interface:
    """A statistical interface at `BASE`, asked one request at a time, at most one in `pause` seconds, and again where a failure may pass in a moment.

    `fetch` is `Fetcher.get`; `clock` and `sleep` are seams for tests. After `totals` has been read to its end, `answers` tells of each query whether
    it found data, what it lacks, and whether it came from the cache. `secret` never appears in what is told or kept, and goes to the origin `base` alone.
    """

    BASE: ClassVar[str]

    def __init__(
        self,
        fetch: Fetch,
        *,
        cache: Cache | None = None,
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        base: str | None = None,
        pause: float = 1.0,
        secret: str | None = None,
    ) -> None:
        self.answers: list[Answer] = []
        self._base = (base or self.BASE).rstrip("/")
        self.cache = cache
        self.clock = clock
        self._fetch = fetch
        self._origin = parse_url(self._base).origin
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

    def observations(self, queries: list[_Asked], ask: Callable[[_Asked], tuple[list[Row], Answer]], *, most: int, source: str) -> Iterator[Observation]:
        """Yield what the answers to queries hold, as `source`'s; a query that may have more than `most` rows, or whose answer is too large or cut, is split."""
        waiting = queries[::-1]
        while waiting:
            query = waiting.pop()
            halves = query.halves()
            if query.rows > most and halves:
                waiting += halves[::-1]
                continue
            try:
                rows, answer = ask(query)
            except (CutError, TooLargeError) as error:
                if halves:
                    waiting += halves[::-1]
                    continue
                if isinstance(error, TooLargeError):
                    raise
                raise FormatError(str(error)) from None
            self.answers.append(answer)
            for by, of, flow, period, value, valuation in rows:
                yield Observation(reporter=by, partner=of, flow=flow, period=period, value=value, source=source, url=answer.url, valuation=valuation, retrieved=answer.retrieved)

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


_FLOWS: tuple[Flow, ...] = ("exports", "imports")


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
        known += [each for each in _FLOWS if flow in (each, "turnover") and each not in known]
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

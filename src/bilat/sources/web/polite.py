"""Fetching as a guest: what robots.txt refuses is not asked, a host is asked no oftener than it can bear, and a busy host is left in peace.

robots.txt is read as RFC 9309 says and kept for a day; each redirect's target is asked of its own host's robots.txt and waits its turn
there, as the first address does.
"""

from __future__ import annotations

import random as randomness
import re
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from protego import Protego

from ...errors import AddressError, FetchError, HttpError, RobotsError, TooLargeError
from .address import Address, parse_url, show
from .fetch import Fetched, Fetcher, is_transient

MAX_ROBOTS = 500 << 10
"""Bytes of a robots.txt that are read; the rest of a longer one is left (RFC 9309, 2.5)."""

MAX_CRAWL_DELAY = 60.0
MAX_RETRY_AFTER = 60.0
RETRIES = 2

_DAY = 86_400.0
_UNREACHABLE = 600.0
"""Seconds until a robots.txt that could not be had is asked for again."""
_KEPT = 500
"""So many hosts are remembered."""

_AGENT_LINE = re.compile(r"\s*user[\s-]*agent\s*(?::|\s)\s*(.*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z0-9_-]+")


class Robots(NamedTuple):
    """What an origin asks of robots, until `stale` on the clock: `rules`, none where all is allowed, or why nothing is (`unreachable`)."""

    stale: float
    rules: Protego | None = None
    unreachable: FetchError | TooLargeError | None = None


def backoff(failures: int, *, base: float = 60.0, cap: float = _DAY, retry_after: float | None = None, random: Callable[[], float] = randomness.random) -> float:
    """Return the seconds to wait after so many failures in a row: doubling from `base` to `cap`, of which a random half is taken off.

    The wait is never below half the nominal one, nor below `retry_after`, which a host may set beyond the cap. `random` gives numbers in [0, 1).
    """
    nominal = min(cap, base * 2.0 ** min(failures - 1, 100)) if failures > 0 else 0.0
    return max(nominal / 2 * (1 + random()), retry_after or 0.0)


class Polite:
    """Wraps a `Fetcher` for crawling, with one `get` like its own; several threads may share it.

    `pause` is the seconds between the starts of two requests to a host, or more where its robots.txt says Crawl-delay, up to a minute. The
    request for robots.txt itself, once a day, is not waited for. `clock` and `sleep` are seams for tests.
    """

    def __init__(self, fetcher: Fetcher, *, pause: float = 2.0, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._fetcher = fetcher
        self._agent = _product(fetcher.user_agent)
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._robots: dict[str, Robots] = {}
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None, accept: str | None = None, max_bytes: int | None = None) -> Fetched:
        """Get what lies at an address as `Fetcher.get` does, as its host wishes.

        A failure that may pass in a moment is tried again, twice at most, after what the host asks for in Retry-After where that is a
        minute at most. `RobotsError` where robots.txt refuses the address, or could not be had; in the latter case its `__cause__` says
        why, and the address may be asked again later.
        """
        for failures in range(1, RETRIES + 2):
            try:
                return self._fetcher.get(url, etag=etag, modified=modified, accept=accept, max_bytes=max_bytes, before=self._admit)
            except RobotsError:
                raise
            except FetchError as error:
                wanted = error.retry_after if isinstance(error, HttpError) else None
                if failures > RETRIES or not is_transient(error) or (wanted or 0.0) > MAX_RETRY_AFTER:
                    raise
                self._sleep(backoff(failures, base=2.0, cap=MAX_RETRY_AFTER, retry_after=wanted))
        raise AssertionError("the last round returns or raises")

    def _admit(self, url: str) -> None:
        """Let a request go out once robots.txt allows it and its host's turn has come."""
        address = parse_url(url)
        robots = self._robots_of(address)
        if robots.unreachable is not None:
            raise RobotsError(
                f"{show(url)}: the host's robots.txt could not be had, so nothing is asked of it for now; try again later ({robots.unreachable})"
            ) from robots.unreachable
        pause = self._pause
        if robots.rules is not None:
            if not robots.rules.can_fetch(url, self._agent):
                raise RobotsError(f"{show(url)}: the host's robots.txt asks robots not to fetch it; save the page from a browser and give the file")
            pause = max(pause, min(robots.rules.crawl_delay(self._agent) or 0.0, MAX_CRAWL_DELAY))
        with self._lock:
            now = self._clock()
            start = max(now, self._next.get(address.host, now))
            self._next[address.host] = start + pause
            if len(self._next) > _KEPT:
                self._next = {host: turn for host, turn in self._next.items() if turn > now}
        if start > now:
            self._sleep(start - now)

    def _robots_of(self, address: Address) -> Robots:
        """What the origin of an address asks, from memory for a day; an older copy stands in while no newer one can be had."""
        known = self._robots.get(address.origin)
        if known is not None and self._clock() < known.stale:
            return known
        robots = self._read_robots(address)
        if robots.unreachable is not None and known is not None and known.unreachable is None:
            robots = known._replace(stale=robots.stale)
        with self._lock:
            self._robots.pop(address.origin, None)
            self._robots[address.origin] = robots
            if len(self._robots) > _KEPT:
                del self._robots[next(iter(self._robots))]
        return robots

    def _read_robots(self, address: Address) -> Robots:
        """Ask for robots.txt: 4xx allows all, yet 429 means a busy host; what cannot be had allows nothing (RFC 9309, 2.3.1)."""
        try:
            fetched = self._fetcher.get(f"{address.origin}/robots.txt", accept="text/plain, */*;q=0.1", max_bytes=4 * MAX_ROBOTS)
        except AddressError:
            raise
        except (FetchError, TooLargeError) as error:
            if isinstance(error, HttpError) and 400 <= error.status < 500 and error.status != 429:
                return Robots(self._clock() + _DAY)
            return Robots(self._clock() + _UNREACHABLE, unreachable=error)
        return Robots(self._clock() + _DAY, rules=Protego.parse(_for_agent(fetched.body[:MAX_ROBOTS].decode("utf-8-sig", "replace"), self._agent)))


def _product(user_agent: str) -> str:
    """The product token of a User-Agent, by which robots.txt knows it."""
    match = _TOKEN.match(user_agent.strip().lower())
    return match[0] if match else "bilat"


def _for_agent(text: str, agent: str) -> str:
    """A robots.txt in which all other robots have one name.

    Protego keeps each rule once for every robot of its group: half a mebibyte of names over rules would become hundreds of millions of
    them. It also takes a name that is the start of ours for ours, which RFC 9309, 2.2.1, does not.
    """
    lines = []
    for line in text.splitlines():
        if match := _AGENT_LINE.match(line):
            name = match[1].partition("#")[0].strip().lower()
            token = _TOKEN.match(name.replace("*", ""))
            line = f"User-agent: {'*' if name == '*' else agent if token and token[0] == agent else 'another-robot'}"
        lines.append(line)
    return "\n".join(lines)

"""Feeds followed politely: asked when they are due, what they announce fetched, stored and read; a kill at any moment loses nothing."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import msgspec

from ..errors import BilatError, HttpError, OptionError
from ..sources import Found
from ..sources.formats.feeds import Entry
from ..sources.intake import Intake, Web, is_address
from ..sources.publishers import Publishers
from ..sources.web.polite import backoff
from .feedbook import Announced, FeedState
from .ingest import Reader, Refusal, Summary, ingest
from .store import Store

EVERY = 15 * 60.0
"""Seconds between two looks at a feed that answers."""

LONGEST = 7 * 86400.0
"""Seconds after which a feed is asked again, whatever it said: none is lost for ever to a mistaken Retry-After."""

Clock = Callable[[], datetime.datetime]


class Round(msgspec.Struct, kw_only=True):
    """One round over the feeds: how many were asked, were unchanged and failed, how many pieces were announced anew, and what became of them."""

    asked: int = 0
    unchanged: int = 0
    announced: int = 0
    failed: list[Refusal] = []
    pieces: Summary = msgspec.field(default_factory=Summary)


def utc_now() -> datetime.datetime:
    """Return the time now, in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Watch:
    """Follows feeds into a store. `web` asks the feeds themselves and obeys their hosts' rules, as does `intake` for the pages.

    What a feed announces is in the store, together with the validators of its answer, before the first page is fetched: whatever a kill cuts
    short is taken up by the next round. A feed that fails is asked again after a growing pause, and the others go on. `after` is called when the
    pieces of a round are in the store.
    """

    def __init__(
        self,
        store: Store,
        web: Web,
        intake: Intake,
        reader: Reader | None,
        *,
        every: float = EVERY,
        now: Clock = utc_now,
        tell: Callable[[str], None] = lambda _: None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._web, self._intake, self._reader = store, web, intake, reader
        self._every, self._now, self._tell, self._after = every, now, tell, after

    def follow(self, feeds: Iterable[str]) -> None:
        """Begin to follow feeds."""
        self._store.feeds.follow(feeds)

    def once(self, *, all_due: bool = False) -> Round:
        """Ask every feed that is due (with `all_due` every one that does not pause after a failure), then fetch what waits."""
        done = Round()
        now = _stamp(self._now())
        for state in self._store.feeds.states():
            if state.due is None or state.due <= now or (all_due and not state.failures):
                self._ask(state, done)
        waiting = _interleaved(self._store.feeds.waiting())
        if waiting:
            done.pieces = ingest(self._store, self._pieces(waiting), self._reader)
            self._after()
            for entry in waiting:
                if self._store.has_place(entry.link):
                    self._store.feeds.done(entry.link, failed=False)
        return done

    def run(self, sleep: Callable[[float], None] = time.sleep, tell_round: Callable[[Round], None] = lambda _: None) -> None:
        """Go on for ever: a round, then sleep until the next feed is due."""
        while True:
            tell_round(self.once())
            due = min((state.due for state in self._store.feeds.states() if state.due), default=None)
            pause = (_time(due) - self._now()).total_seconds() if due else self._every
            sleep(max(1.0, min(pause, self._every)))

    def _ask(self, state: FeedState, done: Round) -> None:
        done.asked += 1
        self._tell(state.url)
        try:
            got = self._web.get(state.url, etag=state.etag, modified=state.modified)
            entries: list[Entry] = []
            if got.status == 304:
                done.unchanged += 1
            else:
                entries = list(self._intake.feed(got, state.url).entries)
            announced = [Announced(state.url, entry.link, entry.published, entry.title) for entry in entries]
            due = _stamp(self._now() + datetime.timedelta(seconds=self._every))
            etag, modified = (state.etag, state.modified) if got.status == 304 else (got.etag, got.modified)
            done.announced += self._store.feeds.answered(state.url, now=_stamp(self._now()), due=due, etag=etag, modified=modified, entries=announced)
        except BilatError as error:
            done.failed.append(Refusal(state.url, str(error)))
            asked_for = error.retry_after if isinstance(error, HttpError) else None
            pause = min(backoff(state.failures + 1, retry_after=asked_for), LONGEST)
            self._store.feeds.failed(state.url, now=_stamp(self._now()), due=_stamp(self._now() + datetime.timedelta(seconds=pause)), error=str(error))

    def _pieces(self, waiting: Iterable[Announced]) -> Iterator[Found]:
        for entry in waiting:
            if self._store.has_place(entry.link):
                continue  # stored before a kill, or announced by another feed too
            self._tell(entry.link)
            found = self._intake.entry(Entry(link=entry.link, title=entry.title, published=entry.published))
            yield found
            if found.document is None:
                self._store.feeds.done(entry.link, failed=True)


def feeds_for(names: Iterable[str], countries: Iterable[str], publishers: Publishers) -> list[str]:
    """Return the feeds that names stand for (an address, or a publisher's name or domain) and those of the publishers of countries.

    `OptionError` for a publisher that is not known or has no feed.
    """
    found: list[str] = []
    for name in names:
        if is_address(name):
            found.append(name)
            continue
        publisher = publishers.of_name(name) or publishers.of_url(f"https://{name}")
        if publisher is None:
            raise OptionError(f"{name}: no publisher is known by this name or domain; give the feed's address, or see `bilat publishers`")
        if not publisher.feeds:
            raise OptionError(f"{name}: no feed of {publisher.name} is known; give its address, or add it to your list of publishers")
        found += publisher.feeds
    for country in countries:
        of_country = [feed for publisher in publishers if publisher.country == country for feed in publisher.feeds]
        if not of_country:
            raise OptionError(f"{country}: no feed of a publisher of this country is known; give a code of ISO 3166-1 alpha-3, or a feed's address")
        found += of_country
    return list(dict.fromkeys(found))


def _interleaved(waiting: Sequence[Announced]) -> list[Announced]:
    """Host by host in turn, so that the pause that each host is owed is spent with the others."""
    turns: Counter[str] = Counter()
    ordered = []
    for n, entry in enumerate(waiting):
        host = urlsplit(entry.link).netloc
        turns[host] += 1
        ordered.append((turns[host], n, entry))
    return [entry for _, _, entry in sorted(ordered, key=lambda item: item[:2])]


def _stamp(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(stamp: str) -> datetime.datetime:
    return datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)

"""The feeds that are watched: when each was asked, what it announced, and what has become of it; all of it outlives a kill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Engine, select, update

from .database import insert_new, reading, writing
from .schema import feed_entries, feeds

TRIES = 5
"""An entry that could not be had so often is given up."""


class FeedState(NamedTuple):
    """A feed as the store knows it: its validators for the next conditional request, times in UTC, failures in a row."""

    url: str
    etag: str | None
    modified: str | None
    checked: str | None
    succeeded: str | None
    due: str | None
    failures: int
    error: str | None


class Announced(NamedTuple):
    """A piece that a feed announced and that is not stored yet."""

    feed: str
    link: str
    published: str | None
    title: str | None


class FeedBook:
    """What the store keeps of its feeds; every method that writes is one transaction."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine, self._address = engine, address

    def follow(self, urls: Iterable[str]) -> None:
        """Begin to follow feeds; those followed already stay as they are."""
        rows = [{"url": url} for url in dict.fromkeys(urls)]
        if rows:
            with writing(self._engine, self._address) as connection:
                connection.execute(insert_new(connection, feeds), rows)

    def states(self) -> list[FeedState]:
        """Return every feed that is followed, in the order of their addresses."""
        with reading(self._engine, self._address) as connection:
            return [FeedState(*row) for row in connection.execute(select(*(feeds.c[name] for name in FeedState._fields)).order_by(feeds.c.url))]

    def answered(self, url: str, *, now: str, due: str, etag: str | None, modified: str | None, entries: Iterable[Announced] = ()) -> int:
        """Note a feed's answer and what it announced, together; return how many of its entries are new."""
        rows = [{**entry._asdict(), "state": "announced"} for entry in entries]
        with writing(self._engine, self._address) as connection:
            before = set(connection.scalars(select(feed_entries.c.link).where(feed_entries.c.feed == url)))
            new = {row["link"]: row for row in reversed(rows) if row["link"] not in before}
            if new:
                connection.execute(insert_new(connection, feed_entries), list(new.values()))
            values = {"etag": etag, "modified": modified, "checked": now, "succeeded": now, "due": due, "failures": 0, "error": None}
            connection.execute(update(feeds).where(feeds.c.url == url).values(values))
        return len(new)

    def failed(self, url: str, *, now: str, due: str, error: str) -> None:
        """Note that a feed could not be had; its validators stay, so that nothing is missed once it answers."""
        with writing(self._engine, self._address) as connection:
            values = {"checked": now, "due": due, "failures": feeds.c.failures + 1, "error": error}
            connection.execute(update(feeds).where(feeds.c.url == url).values(values))

    def waiting(self) -> list[Announced]:
        """Return what was announced and is not stored yet, what was tried least first."""
        chosen = select(*(feed_entries.c[name] for name in Announced._fields)).where(feed_entries.c.state == "announced")
        with reading(self._engine, self._address) as connection:
            return [Announced(*row) for row in connection.execute(chosen.order_by(feed_entries.c.failures, feed_entries.c.link))]

    def done(self, link: str, *, failed: bool) -> None:
        """Note that an entry is stored, or that it failed once more: after `TRIES` times it is given up."""
        with writing(self._engine, self._address) as connection:
            mine = update(feed_entries).where(feed_entries.c.link == link, feed_entries.c.state == "announced")
            if not failed:
                connection.execute(mine.values(state="stored"))
                return
            connection.execute(mine.values(failures=feed_entries.c.failures + 1))
            connection.execute(mine.where(feed_entries.c.failures >= TRIES).values(state="failed"))

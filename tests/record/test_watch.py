"""Feeds are followed politely and patiently, and whatever a kill cuts short is taken up again."""

from __future__ import annotations

import datetime
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilat.errors import OptionError
from bilat.record import Store
from bilat.record.watch import Watch, feeds_for
from bilat.sources import load_publishers
from bilat.sources.intake import Intake
from bilat.sources.sandbox import Sandbox
from bilat.sources.web.polite import Polite
from webserver import Asked, Handler, Reply, WebServer

NOW = datetime.datetime(2024, 5, 10, 12, 0, tzinfo=datetime.UTC)


def feed(*numbers: int, host: str = "news.example.org") -> Reply:
    items = "".join(f"<item><title>Talks {n}</title><link>http://{host}/{n}</link><pubDate>Mon, 06 May 2024 12:00:00 +0000</pubDate></item>" for n in numbers)
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
    return Reply(body.encode(), media_type="application/rss+xml", headers={"ETag": f'"{"-".join(map(str, numbers))}"'})


def article(n: int) -> str:
    return (
        f"<html lang='en'><head><title>Talks {n}</title></head><body><article><h1>Talks {n}</h1>"
        f"<p>Foreign Minister of Mongolia Adam Number{n} met with Foreign Minister of Latvia Eva Other{n} in Riga to discuss trade, transport and education between the two countries.</p>"
        f"<p>The ministers agreed to hold the next round of political consultations in Ulaanbaatar in {2030 + n} and to open an honorary consulate in town number {n}.</p></article></body></html>"
    )


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as web:
        web.routes["/robots.txt"] = Reply(b"", media_type="text/plain")
        for n in range(1, 9):
            web.routes[f"/{n}"] = article(n)
        yield web


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def watch(web: WebServer, store_address: str) -> Iterator[tuple[Watch, Store, Clock]]:
    clock = Clock()
    with web.fetcher() as fetcher, Sandbox() as sandbox, Store(store_address) as store:
        polite = Polite(fetcher, pause=0)
        yield Watch(store, polite, Intake(sandbox, web=fetcher, crawl=polite, today=NOW.date()), None, now=clock), store, clock


def paths(asked: list[Asked]) -> list[str]:
    return [request.path for request in asked if request.path != "/robots.txt"]


def test_a_feed_is_asked_when_due_and_only_what_is_new_is_fetched(web: WebServer, watch: tuple[Watch, Store, Clock]) -> None:
    watching, store, clock = watch
    web.routes["/feed"] = [feed(1, 2), feed(1, 2), feed(1, 2, 3)]
    watching.follow([web.url("/feed")])
    first = watching.once()
    assert (first.asked, first.announced, first.pieces.new, first.failed) == (1, 2, 2, [])
    assert paths(web.requests) == ["/feed", "/1", "/2"]
    assert watching.once().asked == 0
    clock.now += datetime.timedelta(minutes=16)
    second = watching.once()
    assert (second.asked, second.unchanged, second.announced) == (1, 1, 0)
    assert web.requests[-1].headers["if-none-match"] == '"1-2"'
    clock.now += datetime.timedelta(minutes=16)
    third = watching.once()
    assert (third.announced, third.pieces.new) == (1, 1)
    assert paths(web.requests)[-2:] == ["/feed", "/3"]
    assert store.counts()["documents"] == 3
    assert {document.published_basis for document in store.documents()} == {"feed"}


def test_a_broken_feed_waits_longer_each_time_and_stops_no_other(web: WebServer, watch: tuple[Watch, Store, Clock]) -> None:
    watching, store, clock = watch
    web.routes["/broken"] = "<html><body>Under construction</body></html>"
    web.routes["bad.example.org/feed"] = Reply(b"no", status=500)
    web.routes["/feed"] = feed(1)
    watching.follow([web.url("/broken"), web.url("/feed", host="bad.example.org"), web.url("/feed")])
    done = watching.once()
    assert done.asked == 3 and len(done.failed) == 2 and done.pieces.new == 1
    pauses = []
    for _ in range(6):
        state = next(state for state in store.feeds.states() if state.url.endswith("/broken"))
        assert state.failures == len(pauses) + 1 and state.error is not None and state.succeeded is None and state.due is not None
        due = datetime.datetime.fromisoformat(state.due)
        pauses.append((due - clock.now).total_seconds())
        clock.now = due
        watching.once()
    assert pauses[-1] > 8 * pauses[0] and pauses[0] >= 30
    web.routes["/broken"] = feed(2)
    clock.now += datetime.timedelta(days=2)
    assert watching.once().pieces.new == 1
    assert next(state for state in store.feeds.states() if state.url.endswith("/broken")).failures == 0


def test_a_page_that_fails_is_tried_again_and_given_up_in_the_end(web: WebServer, watch: tuple[Watch, Store, Clock]) -> None:
    watching, store, clock = watch
    tries: list[int] = []

    def flaky(_: Handler) -> Reply:
        tries.append(1)
        return Reply(article(4).encode()) if len(tries) == 3 else Reply(b"gone", status=404)

    web.routes["/feed"] = feed(4, 99)
    web.routes["/4"] = flaky
    watching.follow([web.url("/feed")])
    for _ in range(8):
        watching.once()
        clock.now += datetime.timedelta(hours=1)
    assert len(tries) == 3 and store.counts()["documents"] == 1
    assert paths(web.requests).count("/99") == 5
    assert [location for location, _ in store.failures()] == [web.url("/99")]
    assert store.feeds.waiting() == []


def test_a_watch_killed_between_two_pages_is_taken_up_where_it_stood(web: WebServer, tmp_path: Path) -> None:
    address = str(tmp_path / "store.db")
    program = Path(__file__).parents[1] / "faults" / "watch_until_killed.py"
    web.routes["/feed"] = feed(1, 2, 3, 4)
    command = [sys.executable, str(program), address, str(web._serve("http").server_address[1]), web.url("/feed")]
    running: list[subprocess.Popen[bytes]] = []
    killed: list[str] = []

    def kill(handler: Handler) -> Reply | None:
        if killed:
            return Reply(article(3).encode())
        killed.append(handler.path)
        running[0].send_signal(signal.SIGKILL)
        return None

    web.routes["/3"] = kill
    running.append(subprocess.Popen(command, stdout=subprocess.PIPE))
    assert running[0].wait(60) == -signal.SIGKILL
    assert killed
    with Store(address) as store:
        assert len(store.feeds.waiting()) == 4 and store.counts()["documents"] < 4
    done = subprocess.run(command, capture_output=True, check=True)
    told = json.loads(done.stdout)
    assert told["announced"] == 0  # the feed had not changed: what it announced was in the store before the kill
    with Store(address) as store:
        assert store.counts()["documents"] == 4
        assert store.feeds.waiting() == []
        assert sorted(document.title or "" for document in store.documents()) == ["Talks 1", "Talks 2", "Talks 3", "Talks 4"]


def test_hosts_are_asked_in_turn(web: WebServer, watch: tuple[Watch, Store, Clock]) -> None:
    watching, _, _ = watch
    web.routes["/feed"] = feed(1, 2)
    web.routes["other.example.org/feed"] = feed(3, 4, host="other.example.org")
    watching.follow([web.url("/feed"), web.url("/feed", host="other.example.org")])
    watching.once()
    hosts = [request.host for request in web.requests if request.path in ("/1", "/2", "/3", "/4")]
    assert hosts[0] != hosts[1] and hosts[2] != hosts[3]


def test_names_stand_for_the_feeds_of_publishers() -> None:
    publishers = load_publishers()
    assert feeds_for(["Kazinform"], [], publishers) == feeds_for(["inform.kz"], [], publishers) == list(publishers.of_name("Kazinform").feeds)  # type: ignore[union-attr]
    assert feeds_for(["https://example.org/feed"], [], publishers) == ["https://example.org/feed"]
    assert len(feeds_for([], ["JPN"], publishers)) >= 1
    for names, countries, words in ((["nobody.example"], [], "no publisher is known"), (["mfa.gov.kz"], [], "no feed of"), ([], ["XQX"], "no feed of a publisher")):
        with pytest.raises(OptionError, match=words):
            feeds_for(names, countries, publishers)

"""Fetching as a guest: robots.txt, the pause between requests, and what follows a failure."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.errors import AddressError, FetchError, HttpError, RobotsError
from bilat.sources.web.fetch import Fetcher, Limits
from bilat.sources.web.polite import MAX_ROBOTS, Polite, backoff
from webserver import PUBLIC, Handler, Reply, WebServer

DAY = 86_400


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as web:
        web.routes |= {path: path.encode() for path in ("/page", "/news/1", "/private/1", "/private/open", "/")}
        yield web


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(web: WebServer) -> Iterator[Fetcher]:
    with web.fetcher() as fetcher:
        yield fetcher


@pytest.fixture
def polite(fetcher: Fetcher, clock: Clock) -> Polite:
    return Polite(fetcher, clock=clock, sleep=clock.sleep)


def robots(*lines: str) -> Reply:
    return Reply("\n".join(lines).encode(), media_type="text/plain")


def asked(web: WebServer) -> list[str]:
    return [asked.path for asked in web.requests]


RULES = [
    (["User-agent: *", "Disallow: /private"], "/private/1", False),
    (["User-agent: *", "Disallow: /private"], "/page", True),
    (["User-agent: *", "Disallow: /private", "Allow: /private/open"], "/private/open", True),
    (["User-agent: *", "Disallow: /"], "/page", False),
    (["User-agent: *", "Disallow:"], "/page", True),
    (["User-agent: *", "Disallow: /*/1"], "/news/1", False),
    (["User-agent: *", "Disallow: /news$"], "/news/1", True),
    (["User-agent: *", "Disallow: /*1$"], "/news/1", False),
    (["User-agent: bilat", "Disallow: /page", "", "User-agent: *", "Allow: /"], "/page", False),
    (["User-agent: *", "Disallow: /", "", "User-agent: Bilat/1.0 # us", "Allow: /"], "/page", True),
    (["User-agent: otherbot", "User-agent: bilat", "Disallow: /page"], "/page", False),
    (["User-agent: otherbot", "Disallow: /"], "/page", True),
    (["User-agent: bil", "Allow: /", "", "User-agent: *", "Disallow: /"], "/page", False),
    (["User-agent: bilateral", "Disallow: /"], "/page", True),
    (["\ufeffUser-agent: *", "Disallow: /page"], "/page", False),
    (["user agent bilat", "disallow /page"], "/page", False),
    (["<html>", "<p>no rules</p>"], "/page", True),
    ([], "/page", True),
]


@pytest.mark.parametrize(("lines", "path", "allowed"), RULES)
def test_robots_txt_is_obeyed(web: WebServer, polite: Polite, lines: list[str], path: str, allowed: bool) -> None:
    web.routes["/robots.txt"] = robots(*lines)
    if allowed:
        assert polite.get(web.url(path)).body == path.encode()
    else:
        with pytest.raises(RobotsError, match=rf"^http://news\.example\.org{path}: the host's robots\.txt asks robots not to fetch it") as caught:
            polite.get(web.url(path))
        assert caught.value.__cause__ is None
    assert asked(web) == ["/robots.txt", path] if allowed else ["/robots.txt"]


def test_one_page_has_one_address_to_robots_txt(web: WebServer, polite: Polite) -> None:
    web.routes["/robots.txt"] = robots("User-agent: *", "Disallow: /private")
    for url in ("/news/../private/1", "/./private/1", "/news/%2e%2e/private/1", "/%70rivate/1"):
        with pytest.raises(RobotsError):
            polite.get(web.url(url))
    assert asked(web) == ["/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_txt_allows_all(web: WebServer, polite: Polite, status: int) -> None:
    web.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /", status=status)
    assert polite.get(web.url("/page")).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_host_is_asked_nothing_for_now(web: WebServer, polite: Polite, clock: Clock, status: int) -> None:
    web.routes["/robots.txt"] = Reply(status=status)
    for _ in range(3):
        with pytest.raises(RobotsError, match=rf"could not be had, .* for now; .*answered {status}") as caught:
            polite.get(web.url("/page"))
        assert isinstance(caught.value.__cause__, HttpError)
    assert asked(web) == ["/robots.txt"]
    web.routes["/robots.txt"] = Reply(status=404)
    clock.now += 601
    assert polite.get(web.url("/page")).status == 200


def test_an_unreachable_host_is_asked_nothing_for_now(web: WebServer, clock: Clock) -> None:
    def silent(_: Handler) -> None:
        """Say nothing and close."""

    web.routes["/robots.txt"] = silent
    with web.fetcher(limits=Limits(total=1)) as fetcher, pytest.raises(RobotsError, match="broke the connection off"):
        Polite(fetcher, clock=clock, sleep=clock.sleep).get(web.url("/page"))
    assert asked(web) == ["/robots.txt"]


def test_robots_txt_is_kept_for_a_day_and_an_old_one_stands_in(web: WebServer, polite: Polite, clock: Clock) -> None:
    web.routes["/robots.txt"] = robots("User-agent: *", "Disallow: /private")
    polite.get(web.url("/page"))
    clock.now += DAY - 10
    polite.get(web.url("/page"))
    assert asked(web).count("/robots.txt") == 1
    web.routes["/robots.txt"] = Reply(status=503)
    clock.now += DAY
    polite.get(web.url("/page"))
    with pytest.raises(RobotsError, match="asks robots not to"):
        polite.get(web.url("/private/1"))
    assert asked(web).count("/robots.txt") == 2
    web.routes["/robots.txt"] = robots("User-agent: *", "Disallow: /page")
    clock.now += DAY
    with pytest.raises(RobotsError):
        polite.get(web.url("/page"))


def test_each_origin_has_its_own_robots_txt(web: WebServer, polite: Polite) -> None:
    web.routes["news.example.org/robots.txt"] = robots("User-agent: *", "Disallow: /")
    for url in (web.url("/page", host="www.example.org"), web.url("/page", host="news.example.org:8080")):
        assert polite.get(url).status == 200
    with pytest.raises(RobotsError):
        polite.get(web.url("/page"))


def test_robots_txt_may_redirect(web: WebServer, polite: Polite) -> None:
    web.routes["news.example.org/robots.txt"] = Reply(status=301, headers={"Location": "https://www.example.org/rules"})
    web.routes["/rules"] = robots("User-agent: *", "Disallow: /page")
    with pytest.raises(RobotsError):
        polite.get(web.url("/page"))


def test_a_redirect_of_robots_txt_is_guarded(web: WebServer, polite: Polite) -> None:
    web.routes["/robots.txt"] = Reply(status=301, headers={"Location": "http://169.254.169.254/"})
    with pytest.raises(AddressError):
        polite.get(web.url("/page"))
    assert web.connections == [(PUBLIC, 80)]


def test_a_redirect_is_asked_of_the_robots_txt_where_it_leads(web: WebServer, polite: Polite) -> None:
    web.routes["/start"] = Reply(status=302, headers={"Location": "http://www.example.org/private/1"})
    web.routes["www.example.org/robots.txt"] = robots("User-agent: *", "Disallow: /private")
    with pytest.raises(RobotsError, match=r"^http://www\.example\.org/private/1"):
        polite.get(web.url("/start"))
    assert asked(web) == ["/robots.txt", "/start", "/robots.txt"]


def test_a_long_robots_txt_is_read_to_its_limit(web: WebServer, polite: Polite) -> None:
    head, filler = "User-agent: *\nDisallow: /private\n", "# nothing\n"
    web.routes["/robots.txt"] = (head + filler * (MAX_ROBOTS // len(filler)) + "Disallow: /page\n").encode()
    assert polite.get(web.url("/page")).status == 200
    with pytest.raises(RobotsError):
        polite.get(web.url("/private/1"))


def test_a_robots_txt_of_many_names_over_many_rules_costs_little(web: WebServer, polite: Polite) -> None:
    names = "".join(f"user{' ' * (number % 3 + 1)}agent: robot{number}\n" for number in range(10_000))
    web.routes["/robots.txt"] = (names + "user-agent: *\n" + "allow: /x\n" * 20_000 + "disallow: /page\n").encode()
    done = threading.Event()

    def ask() -> None:
        with contextlib.suppress(RobotsError):
            polite.get(web.url("/page"))
            return
        done.set()

    threading.Thread(target=ask, daemon=True).start()
    assert done.wait(5)


def test_the_agent_is_known_by_its_own_name(web: WebServer, clock: Clock) -> None:
    web.routes["/robots.txt"] = robots("User-agent: pressbot", "Disallow: /page")
    with web.fetcher(user_agent="PressBot/2.1 (someone@example.org)") as fetcher, pytest.raises(RobotsError):
        Polite(fetcher, clock=clock, sleep=clock.sleep).get(web.url("/page"))
    assert web.requests[0].headers["user-agent"] == "PressBot/2.1 (someone@example.org)"


# The pause


def test_a_host_is_asked_once_in_two_seconds(web: WebServer, polite: Polite, clock: Clock) -> None:
    started = clock.now
    for _ in range(4):
        polite.get(web.url("/page"))
    assert clock.now - started == 6
    polite.get(web.url("/page", host="www.example.org"))
    assert clock.now - started == 6  # another host has a turn of its own
    clock.now += 10
    polite.get(web.url("/page"))
    assert clock.slept == [2, 2, 2]


@pytest.mark.parametrize(("delay", "pause"), [("7", 7), ("0.5", 2), ("100000", 60), ("soon", 2), ("-3", 2), ("nan", 2)])
def test_crawl_delay_lengthens_the_pause_up_to_a_minute(web: WebServer, polite: Polite, clock: Clock, delay: str, pause: float) -> None:
    web.routes["/robots.txt"] = robots("User-agent: *", f"Crawl-delay: {delay}")
    for _ in range(3):
        polite.get(web.url("/page"))
    assert clock.slept == [pause, pause]


def test_redirects_wait_their_turn(web: WebServer, polite: Polite, clock: Clock) -> None:
    web.routes["/start"] = Reply(status=302, headers={"Location": "/page"})
    polite.get(web.url("/start"))
    assert clock.slept == [2]


def test_waiting_does_not_count_against_the_time_of_a_request(web: WebServer) -> None:
    with web.fetcher(limits=Limits(total=0.5)) as fetcher:
        polite = Polite(fetcher, pause=0.8)
        for _ in range(2):
            assert polite.get(web.url("/page")).status == 200


def test_threads_take_turns(web: WebServer, fetcher: Fetcher) -> None:
    slept: list[float] = []
    polite = Polite(fetcher, clock=lambda: 5.0, sleep=slept.append)
    threads = [threading.Thread(target=polite.get, args=(web.url("/page"),)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [2, 4, 6, 8]


# Failures


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_failure_that_passes_is_tried_again(web: WebServer, polite: Polite, clock: Clock, status: int) -> None:
    web.routes["/page"] = [Reply(status=status), Reply(status=status), Reply(b"there")]
    assert polite.get(web.url("/page")).body == b"there"
    assert asked(web) == ["/robots.txt", "/page", "/page", "/page"]
    assert 3 <= sum(clock.slept) <= 6


def test_two_more_tries_and_no_third(web: WebServer, polite: Polite) -> None:
    web.routes["/page"] = Reply(status=503)
    with pytest.raises(HttpError):
        polite.get(web.url("/page"))
    assert asked(web).count("/page") == 3


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 501])
def test_a_failure_that_stays_is_not_tried_again(web: WebServer, polite: Polite, clock: Clock, status: int) -> None:
    web.routes["/page"] = Reply(status=status)
    with pytest.raises(HttpError):
        polite.get(web.url("/page"))
    assert asked(web).count("/page") == 1
    assert clock.slept == []


def test_a_broken_connection_is_tried_again(web: WebServer, polite: Polite) -> None:
    calls = []

    def flaky(_: Handler) -> Reply | None:
        calls.append(1)
        return Reply(b"there") if len(calls) == 3 else None

    web.routes["/page"] = flaky
    assert polite.get(web.url("/page")).body == b"there"


def test_retry_after_is_waited_for_up_to_a_minute(web: WebServer, polite: Polite, clock: Clock) -> None:
    web.routes["/page"] = [Reply(status=503, headers={"Retry-After": "45"}), Reply(b"there")]
    assert polite.get(web.url("/page")).body == b"there"
    assert clock.slept == [45]
    web.routes["/news/1"] = [Reply(status=503, headers={"Retry-After": "61"}), Reply(b"there")]
    with pytest.raises(HttpError) as caught:
        polite.get(web.url("/news/1"))
    assert caught.value.retry_after == 61


def test_a_hostile_address_is_refused_once(web: WebServer, polite: Polite) -> None:
    web.names["inside.example.org"] = ["10.0.0.1"]
    for url in ("http://127.0.0.1/", "file:///etc/passwd", web.url("/", host="inside.example.org")):
        with pytest.raises(AddressError):
            polite.get(url)
    assert web.connections == []
    assert web.resolved == ["inside.example.org"]


def test_what_is_asked_for_is_passed_on(web: WebServer, polite: Polite) -> None:
    web.routes["/page"] = Reply(b"x" * 100, headers={"ETag": '"3"'})
    assert polite.get(web.url("/page"), etag='"3"', modified="Fri, 29 Mar 2024 10:00:00 GMT", accept="text/html").status == 304
    assert {"if-none-match", "if-modified-since"} <= web.requests[-1].headers.keys()
    assert web.requests[-1].headers["accept"] == "text/html"
    with pytest.raises(Exception, match="larger than 99 bytes"):
        polite.get(web.url("/page"), max_bytes=99)


# Backoff

FAILURES = st.integers(1, 10_000)
CHANCE = st.floats(0, 1, exclude_max=True)


@given(FAILURES, CHANCE, st.floats(0.1, 1000), st.floats(0.1, 1e6))
def test_backoff_is_between_half_the_nominal_and_the_whole(failures: int, chance: float, base: float, cap: float) -> None:
    wait = backoff(failures, base=base, cap=cap, random=lambda: chance)
    nominal = min(cap, base * 2 ** min(failures - 1, 60))
    assert nominal / 2 <= wait <= nominal


@given(FAILURES, CHANCE, st.floats(0, 1e7))
def test_backoff_is_never_below_retry_after(failures: int, chance: float, retry_after: float) -> None:
    wait = backoff(failures, retry_after=retry_after, random=lambda: chance)
    assert wait == max(retry_after, backoff(failures, random=lambda: chance))


def test_backoff_by_default() -> None:
    assert backoff(0) == 0
    assert backoff(0, retry_after=5) == 5
    assert all(30 <= backoff(1) <= 60 and 480 <= backoff(5) <= 960 and DAY / 2 <= backoff(500) <= DAY for _ in range(100))
    assert len({backoff(3) for _ in range(20)}) > 10


def test_errors_of_robots_are_errors_of_fetching() -> None:
    assert issubclass(RobotsError, FetchError)

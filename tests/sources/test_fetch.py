"""The guarded fetcher: what it never asks, what it takes, and where it stops."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import gzip
import ipaddress
import itertools
import pickle
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.errors import AddressError, BilatError, FetchError, HttpError, OptionError, TooLargeError
from bilat.sources.web.address import check_ip, check_url
from bilat.sources.web.fetch import Fetcher, Limits, is_transient, open_socket, system_resolve
from webserver import PUBLIC, Handler, Reply, WebServer, certificate

# Refused as they stand, before any name is looked up.
HOSTILE_ADDRESSES = [
    # other schemes, or none
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "gopher://example.org:70/_GET",
    "ftp://example.org/file",
    "dict://example.org:2628/d:word",
    "ldap://example.org/",
    "ws://example.org/",
    "jar:http://example.org!/a",
    "data:text/html,hello",
    "javascript:alert(1)",
    "//example.org/",
    "example.org/page",
    "http:example.org",
    "http:/example.org/",
    "http:///page",
    "http://?q",
    "",
    # users, ports, characters
    "http://user@example.org/",
    "http://user:word@example.org/",
    "http://example.org@127.0.0.1/",
    "http://example.org:80@127.0.0.1/",
    "http://example.org\\@127.0.0.1/",
    "http://127.0.0.1\\.example.org/",
    "http://example.org:25/",
    "http://example.org:22/",
    "http://example.org:6379/",
    "http://example.org:0/",
    "http://example.org:65616/",
    "http://example.org:80:80/",
    "http://example.org:８０/",
    "http://exa\nmple.org/",
    "http://example.org/\r\nHost: 127.0.0.1",
    "http://example.org/\x00",
    " http://example.org/",
    "http://example.org /",
    "http://exa\tmple.org/",
    "http://%31%32%37.0.0.1/",
    "http://example.org%2f@127.0.0.1/",
    "http://example.org/" + "a" * 8000,
    "http://" + "a" * 64 + ".example.org/",
    "http://" + "abc." * 70 + "org/",
    "http://exa..mple.org/",
    "http://-example.org/",
    "http://exam℀ple.org/",
    # loopback and private numbers, however they are written
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://0X7F000001/",
    "http://017700000001/",
    "http://2130706433/",
    "http://127.0.0.1./",
    "http://127.000.000.001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://example.0x7f/",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://127｡0．0.1/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1:8080/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://168.63.129.16/",
    "http://198.18.0.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]:8080/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:93.184.216.34]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2606:4700::5efe:7f00:1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2606:4700::1%eth0]/",
    "http://[fec0::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[127.0.0.1]/",
    "http://[v1.x]/",
    "http://[::1/",
    # names that lead nowhere public
    "http://localhost/",
    "http://LOCALHOST./",
    "http://localhost:8080/",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://loc\u00adalhost/",
    "http://printer/",
    "http://app.localhost/",
    "http://localhost.localdomain/",
    "http://printer.local/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://wiki.corp/",
    "http://router.home.arpa/",
    "http://abcdefghij.onion/",
]

# Numbers that a harmless name is resolved to.
HOSTILE_NUMBERS = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "239.255.255.255",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "2606:4700::200:5efe:a00:1",
    "2620:4f:8000::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff0e::1",
    "2606:4700::1%1",
    "2130706433",
    "127.1",
    "0177.0.0.1",
    "",
    "localhost",
]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as web:
        yield web


def test_the_lists_are_as_long_as_promised() -> None:
    assert len(set(HOSTILE_ADDRESSES)) == len(HOSTILE_ADDRESSES) >= 60
    assert len(set(HOSTILE_NUMBERS)) == len(HOSTILE_NUMBERS) >= 40


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES, ids=[ascii(url)[:50] for url in HOSTILE_ADDRESSES])
def test_no_hostile_address_is_asked(web: WebServer, url: str) -> None:
    with web.fetcher() as fetcher, pytest.raises(AddressError) as caught:
        fetcher.get(url)
    assert (web.resolved, web.connections, web.requests) == ([], [], [])
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 500


@pytest.mark.parametrize("url", ["http://user:secret@example.org/", "http://secret@example.org/", "http://a:secret@b:secret@[::1]/"])
def test_nobody_is_signed_in_and_no_password_is_shown(url: str) -> None:
    with pytest.raises(AddressError, match="carries a user name") as caught:
        check_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES, ids=[ascii(url)[:50] for url in HOSTILE_ADDRESSES])
def test_no_redirect_to_a_hostile_address_is_followed(web: WebServer, url: str) -> None:
    raw = b"HTTP/1.1 302 Found\r\nLocation: " + url.encode() + b"\r\nContent-Length: 0\r\n\r\n"
    web.routes["/start"] = writing(raw)
    web.routes["/start/page"] = web.routes["/page"] = b"a page of the same site"
    with web.fetcher() as fetcher, contextlib.suppress(FetchError):  # of most; a few are references within the site that redirects, or are cut at the line end
        fetcher.get(web.url("/start"))
    assert {ip for ip, _ in web.connections} == {PUBLIC}
    assert {asked.host for asked in web.requests} <= {"news.example.org", "example.org"}
    assert set(web.resolved) <= {"news.example.org", "example.org"}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://127.0.0.1/",
        "http://0x7f000001/",
        "//[::1]/",
        "//localhost/",
        "http://u@example.org/",
        "//169.254.169.254/",
        "/pa\tge",
    ],
)
def test_a_refused_redirect_names_both_addresses(web: WebServer, url: str) -> None:
    web.routes["/start"] = Reply(status=301, headers={"Location": url})
    with web.fetcher() as fetcher, pytest.raises(AddressError, match="/start redirects to "):
        fetcher.get(web.url("/start"))
    assert len(web.connections) == 1


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
@pytest.mark.parametrize("company", [[], [PUBLIC]], ids=["alone", "beside a public one"])
def test_no_name_leads_to_a_hostile_number(web: WebServer, number: str, company: list[str]) -> None:
    web.names["news.example.org"] = [*company, number]
    with web.fetcher() as fetcher, pytest.raises(AddressError, match=r"http://news\.example\.org/: the host news\.example\.org has the address"):
        fetcher.get(web.url("/"))
    assert (web.connections, web.requests) == ([], [])


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
def test_no_redirect_leads_to_a_name_with_a_hostile_number(web: WebServer, number: str) -> None:
    web.names["inside.example.org"] = [number]
    web.routes["/start"] = Reply(status=307, headers={"Location": "https://inside.example.org/"})
    with web.fetcher() as fetcher, pytest.raises(AddressError):
        fetcher.get(web.url("/start"))
    assert web.connections == [(PUBLIC, 80)]


def test_a_name_that_changes_its_mind_gains_nothing(web: WebServer) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    web.names["news.example.org"] = lambda: next(answers)
    web.routes["/"] = b"public"
    web.routes["/again"] = writing(b"HTTP/1.1 302 Found\r\nLocation: /\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    with web.fetcher() as fetcher:
        with pytest.raises(AddressError):
            fetcher.get(web.url("/again"))  # the redirect needs a second connection, for which the name is resolved and checked again
        assert web.connections == [(PUBLIC, 80)]
        with pytest.raises(AddressError):
            fetcher.get(web.url("/"))
    assert web.connections == [(PUBLIC, 80)]


def test_a_kept_connection_stays_where_it_was_checked(web: WebServer) -> None:
    answers = iter([[PUBLIC]])
    web.names["news.example.org"] = lambda: next(answers)
    web.routes["/"] = b"public"
    with web.fetcher() as fetcher:
        assert [fetcher.get(web.url("/")).body for _ in range(3)] == [b"public"] * 3
    assert (web.resolved, web.connections) == (["news.example.org"], [(PUBLIC, 80)])


def test_the_real_seams_reach_nothing_on_this_machine() -> None:
    for resolve in (lambda _, port: system_resolve("localhost", port), lambda _, port: system_resolve("127.1", port), lambda *_: ["::1"]):
        with Fetcher(resolve=resolve) as fetcher, pytest.raises(AddressError, match="loopback"):
            fetcher.get("http://news.example.org:8080/")


def test_a_connection_that_ends_elsewhere_is_closed(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = web.connect(PUBLIC, 80, 2)
    server = real.getpeername()
    real.close()
    with open_socket(server[0], server[1], 2) as opened:
        assert opened.getpeername() == server
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda self, _: connect(self, server))
    with pytest.raises(AddressError, match=r"ended at 127\.0\.0\.1"):
        open_socket(PUBLIC, 80, 2)


def test_only_numbers_are_connected_to() -> None:
    with pytest.raises(ValueError, match="localhost"):
        open_socket("localhost", 80, 1)


GOOD_ADDRESSES = [
    ("HTTP://News.Example.ORG", "http://news.example.org/"),
    ("https://news.example.org:443/a?b=c#d", "https://news.example.org/a?b=c"),
    ("http://news.example.org:8080/", "http://news.example.org:8080/"),
    ("https://news.example.org./", "https://news.example.org/"),
    ("http://news.example.org?q=1", "http://news.example.org/?q=1"),
    ("http://news.example.org/a/./b/../c/%2E%2e/d", "http://news.example.org/a/d"),
    ("http://news.example.org/../../x", "http://news.example.org/x"),
    ("http://news.example.org/a/..", "http://news.example.org/"),
    ("http://news.example.org//a//b", "http://news.example.org//a//b"),
    ("http://news.example.org/новости?q=каз", "http://news.example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8?q=%D0%BA%D0%B0%D0%B7"),
    ("http://news.example.org/a%20b<>", "http://news.example.org/a%20b%3C%3E"),
    ("http://пример.example.org/", "http://xn--e1afmkfd.example.org/"),
    ("http://straße.example.org/", "http://xn--strae-oqa.example.org/"),
    ("http://ＮＥＷＳ。example。org/", "http://news.example.org/"),
    ("http://a_b.example.org/", "http://a_b.example.org/"),
    ("http://r3---x.example.org/", "http://r3---x.example.org/"),
    ("http://8.8.8.8/", "http://8.8.8.8/"),
    ("https://[2606:4700:0::1111]:8443/", "https://[2606:4700::1111]:8443/"),
    ("http://1.example.org/", "http://1.example.org/"),
]


@pytest.mark.parametrize(("url", "normal"), GOOD_ADDRESSES)
def test_good_addresses_have_one_form(url: str, normal: str) -> None:
    assert check_url(url) == normal
    assert check_url(normal) == normal


def unless_refused(check: Callable[[str], str], url: str) -> str | None:
    """What a check returns, or none where it refuses with a message fit for a terminal."""
    try:
        return check(url)
    except AddressError as error:
        if not str(error).isprintable():
            raise AssertionError(ascii(str(error))) from error
        return None


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "http://news.example.org/", "http://[", "http://127.", "//"]))
def test_any_text_is_refused_or_has_one_form(text: str, start: str) -> None:
    normal = unless_refused(check_url, start + text)
    assert normal is None or (normal.isascii() and check_url(normal) == normal)


@given(st.ip_addresses())
def test_our_table_is_nowhere_looser_than_python(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    with contextlib.suppress(AddressError):
        check_ip(str(number))
        assert number.is_global


def test_public_numbers_pass() -> None:
    for number in ("8.8.8.8", PUBLIC, "100.63.255.255", "172.32.0.1", "11.0.0.0", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "2400:cb00::1"):
        check_ip(number)


# What comes back


def test_a_page_comes_with_what_the_host_says_of_it(web: WebServer) -> None:
    page = Reply(b"<p>Talks</p>", media_type='Text/HTML; Charset="windows-1251"', headers={"ETag": '"7"', "Last-Modified": "Fri, 29 Mar 2024 10:00:00 GMT", "Set-Cookie": "id=1"})
    web.routes["/page"] = page
    with web.fetcher() as fetcher:
        fetched = fetcher.get(web.url("/page#part"), accept="text/html")
        assert fetched[:2] == ("http://news.example.org/page", 200)
        assert (fetched.body, fetched.media_type, fetched.charset) == (b"<p>Talks</p>", "text/html", "windows-1251")
        assert (fetched.etag, fetched.modified) == ('"7"', "Fri, 29 Mar 2024 10:00:00 GMT")
        assert abs((datetime.datetime.now(datetime.UTC) - fetched.retrieved).total_seconds()) < 10
        assert "set-cookie" not in fetched.headers
        again = fetcher.get(web.url("/page"), etag=fetched.etag, modified=fetched.modified)
    assert (again.status, again.body, again.etag, again.modified) == (304, b"", fetched.etag, fetched.modified)
    first, second = web.requests
    assert {name: first.headers[name] for name in ("host", "accept", "accept-encoding")} == {"host": "news.example.org", "accept": "text/html", "accept-encoding": "gzip, deflate"}
    assert first.headers["user-agent"].startswith("bilat ")
    assert (second.headers["if-none-match"], second.headers["if-modified-since"]) == ('"7"', "Fri, 29 Mar 2024 10:00:00 GMT")
    assert not {"cookie", "authorization", "referer"} & (first.headers.keys() | second.headers.keys())


def test_a_page_without_a_type_has_none(web: WebServer) -> None:
    web.routes["/page"] = writing(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    with web.fetcher() as fetcher:
        fetched = fetcher.get(web.url("/page"))
    assert (fetched.media_type, fetched.charset, fetched.body) == ("", None, b"hi")


def test_unchanged_is_no_answer_to_a_first_request(web: WebServer) -> None:
    web.routes["/page"] = Reply(status=304)
    with web.fetcher() as fetcher, pytest.raises(HttpError) as caught:
        fetcher.get(web.url("/page"))
    assert caught.value.status == 304


@pytest.mark.parametrize("value", ['"a"\r\nX: y', "\r\n", " a", "é—", "a\x00b"])
def test_nothing_is_smuggled_into_a_request(web: WebServer, value: str) -> None:
    with web.fetcher() as fetcher, pytest.raises(OptionError):
        fetcher.get(web.url("/page"), etag=value)
    assert web.connections == []


def test_environment_proxies_are_not_used(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.routes["/page"] = b"direct"
    with web.fetcher() as fetcher:
        assert fetcher.get(web.url("/page")).body == b"direct"


def test_numbers_are_tried_one_after_the_other(web: WebServer) -> None:
    web.names["news.example.org"] = ["93.184.216.1", "2606:4700::1", PUBLIC]
    web.routes["/page"] = b"third"
    tried: list[str] = []

    def connect(ip: str, port: int, timeout: float) -> socket.socket:
        tried.append(ip)
        if ip != PUBLIC:
            raise ConnectionRefusedError(111, "Connection refused")
        return web.connect(ip, port, timeout)

    with web.fetcher(connect=connect) as fetcher:
        assert fetcher.get(web.url("/page")).body == b"third"
    assert tried == ["93.184.216.1", "2606:4700::1", PUBLIC]


def test_a_fetcher_serves_several_threads(web: WebServer) -> None:
    for number in range(8):
        web.routes[f"/{number}"] = str(number) * 1000
    bodies: dict[int, bytes] = {}
    with web.fetcher() as fetcher:

        def work(number: int) -> None:
            bodies[number] = b"".join(fetcher.get(web.url(f"/{number}")).body for _ in range(5))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert bodies == {number: str(number).encode() * 5000 for number in range(8)}


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_last_address_is_told(web: WebServer, status: int) -> None:
    web.routes["/a/start"] = Reply(status=status, headers={"Location": "../b?x=1"})
    web.routes["/b?x=1"] = Reply(status=status, headers={"Location": "https://www.example.org/c"})
    web.routes["www.example.org/c"] = b"here"
    with web.fetcher() as fetcher:
        fetched = fetcher.get(web.url("/a/start"))
    assert (fetched.url, fetched.body) == ("https://www.example.org/c", b"here")
    assert [asked.scheme for asked in web.requests] == ["http", "http", "https"]


def test_a_redirect_may_be_written_in_raw_letters(web: WebServer) -> None:
    web.routes["/start"] = writing("HTTP/1.1 302 Found\r\nLocation: /новости\r\nContent-Length: 0\r\n\r\n".encode())
    web.routes["/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"] = b"news"
    with web.fetcher() as fetcher:
        assert fetcher.get(web.url("/start")).body == b"news"


def test_five_redirects_are_followed_and_no_more(web: WebServer) -> None:
    for number in range(9):
        web.routes[f"/{number}"] = Reply(status=302, headers={"Location": f"/{number + 1}"})
    web.routes["/5"] = b"fifth"
    with web.fetcher() as fetcher:
        assert fetcher.get(web.url("/0")).body == b"fifth"
        web.routes["/5"] = Reply(status=302, headers={"Location": "/6"})
        with pytest.raises(FetchError, match="more than 5 redirects, the last to "):
            fetcher.get(web.url("/0"))
    assert [asked.path for asked in web.requests][6:] == [f"/{number}" for number in range(6)]


def test_a_circle_is_named(web: WebServer) -> None:
    web.routes["/start"] = Reply(status=302, headers={"Location": "/a"})
    web.routes["/a"] = Reply(status=302, headers={"Location": "/b"})
    web.routes["/b"] = Reply(status=302, headers={"Location": "/a"})
    with web.fetcher() as fetcher, pytest.raises(FetchError, match=r"circle \(http://news.example.org/a → http://news.example.org/b → http://news.example.org/a\)"):
        fetcher.get(web.url("/start"))


def test_tls_is_never_downgraded(web: WebServer) -> None:
    web.routes["/start"] = Reply(status=302, headers={"Location": "http://news.example.org/plain"})
    web.routes["/plain"] = b"plain"
    with web.fetcher() as fetcher, pytest.raises(AddressError, match="from https to http"):
        fetcher.get(web.url("/start", scheme="https"))
    assert [asked.scheme for asked in web.requests] == ["https"]


@pytest.mark.parametrize("headers", [{}, {"Location": ""}])
def test_a_redirect_to_nowhere_fails(web: WebServer, headers: dict[str, str]) -> None:
    web.routes["/start"] = Reply(status=302, headers=headers)
    with web.fetcher() as fetcher, pytest.raises(FetchError, match="without saying where"):
        fetcher.get(web.url("/start"))


def test_what_is_asked_is_told_before_every_hop(web: WebServer) -> None:
    web.routes["/start"] = Reply(status=302, headers={"Location": "/end"})
    web.routes["/end"] = b"end"
    told: list[str] = []

    def before(url: str) -> None:
        told.append(url)
        time.sleep(0.3)  # not counted
        if url.endswith("/end"):
            raise FetchError("no")

    with web.fetcher(limits=Limits(total=0.25)) as fetcher, pytest.raises(FetchError, match=r"^no$"):
        fetcher.get(web.url("/start"), before=before)
    assert told == [web.url("/start"), web.url("/end")]
    assert [asked.path for asked in web.requests] == ["/start"]


# TLS


def test_a_certificate_that_is_not_trusted_ends_it(web: WebServer) -> None:
    web.routes["/page"] = b"secret"
    with web.fetcher(tls=None) as fetcher, pytest.raises(FetchError, match="certificate does not hold"):
        fetcher.get(web.url("/page", scheme="https"))
    assert web.requests == []


def test_a_certificate_for_another_name_ends_it(web: WebServer) -> None:
    with web.fetcher() as fetcher, pytest.raises(FetchError, match=r"certificate does not hold .*Hostname mismatch"):
        fetcher.get(web.url("/page", host="news.example.net", scheme="https"))
    assert web.requests == []


def test_no_context_that_does_not_verify_is_taken() -> None:
    blind = ssl.create_default_context()
    blind.check_hostname = False
    unverified = ssl.create_default_context()
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    for context in (blind, unverified):
        with pytest.raises(OptionError):
            Fetcher(tls=context)


def test_an_end_without_farewell_under_tls_is_a_cut(web: WebServer) -> None:
    def cut(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of the te")
        handler.wfile.flush()
        socket.socket(fileno=handler.connection.detach()).close()

    web.routes["/page"] = cut
    with web.fetcher() as fetcher, pytest.raises(FetchError, match="broke the connection off") as caught:
        fetcher.get(web.url("/page", scheme="https"))
    assert is_transient(caught.value)


# Limits and failures


def writing(data: bytes) -> Callable[[Handler], None]:
    """A route that writes these bytes and closes."""

    def route(handler: Handler) -> None:
        handler.wfile.write(data)

    return route


def dripping(head: bytes, drop: bytes) -> Callable[[Handler], None]:
    """A route that writes without end, a little at a time."""

    def route(handler: Handler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(drop)
            handler.wfile.flush()
            time.sleep(0.02)

    return route


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("head", "drop"),
    [(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"), (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"), (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), (b"", b"")],
    ids=["body", "head", "early hints", "silence"],
)
def test_a_host_that_drips_is_cut_off(web: WebServer, scheme: str, head: bytes, drop: bytes) -> None:
    web.routes["/drip"] = dripping(head, drop)
    started = time.monotonic()
    with web.fetcher(limits=Limits(total=0.6)) as fetcher, pytest.raises(FetchError, match=r"not whole within 0\.6 seconds") as caught:
        fetcher.get(web.url("/drip", scheme=scheme))
    assert 0.5 < time.monotonic() - started < 2
    assert is_transient(caught.value)


def test_redirects_share_the_time(web: WebServer) -> None:
    def slowly(handler: Handler) -> Reply:
        time.sleep(0.3)
        return Reply(status=302, headers={"Location": handler.path + "a"})

    web.routes |= {f"/{'a' * number}": slowly for number in range(8)}
    started = time.monotonic()
    with web.fetcher(limits=Limits(total=0.8)) as fetcher, pytest.raises(FetchError, match="not whole"):
        fetcher.get(web.url("/a"))
    assert time.monotonic() - started < 1.5


def test_dns_and_connecting_have_their_time(web: WebServer) -> None:
    def late() -> list[str]:
        time.sleep(3)
        return [PUBLIC]

    web.names["slow.example.org"] = late
    started = time.monotonic()
    with web.fetcher(limits=Limits(connect=0.3)) as fetcher:
        with pytest.raises(FetchError, match=r"no answer from DNS within 0\.3 seconds") as caught:
            fetcher.get(web.url("/", host="slow.example.org"))
        assert is_transient(caught.value)
    assert time.monotonic() - started < 2
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # accepts and says nothing, so TLS never begins
        connect = lambda _ip, _port, timeout: socket.create_connection(deaf.getsockname(), timeout)  # noqa: E731
        with web.fetcher(connect=connect, limits=Limits(connect=0.3)) as fetcher, pytest.raises(FetchError, match=r"no agreement on TLS within 0\.3 seconds"):
            fetcher.get(web.url("/", scheme="https"))
    assert time.monotonic() - started < 2


def test_failures_say_what_failed(web: WebServer) -> None:
    def no_such_name() -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def refuse(_ip: str, _port: int, _timeout: float) -> socket.socket:
        raise ConnectionRefusedError(111, "Connection refused")

    web.names |= {"no.example.org": no_such_name, "empty.example.org": []}
    with web.fetcher() as fetcher:
        with pytest.raises(FetchError, match=r"http://no.example.org/: DNS knows no host no.example.org \(Name or service not known\); check"):
            fetcher.get("http://no.example.org/")
        with pytest.raises(FetchError, match="DNS has no address for empty"):
            fetcher.get("http://empty.example.org/")
    with web.fetcher(connect=refuse) as fetcher, pytest.raises(FetchError, match=r"http://news.example.org/: no connection \(Connection refused\)"):
        fetcher.get(web.url("/"))
    web.routes["/hang"] = writing(b"")
    with web.fetcher() as fetcher, pytest.raises(FetchError, match="broke the connection off") as caught:
        fetcher.get(web.url("/hang"))
    assert is_transient(caught.value)


BROKEN = {
    "not http": b"SSH-2.0-OpenSSH\r\n\r\n",
    "short of its length": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    "chunks cut": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "head cut": b"HTTP/1.1 200 OK\r\nContent-Le",
    "gzip cut": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"text " * 100)[:-9],
    "gzip without trailer": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"text " * 100)[:-1],
    "gzip with wrong sum": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"text " * 100)[:-8] + bytes(8),
    "gzip and more": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"text") + b"more",
    "gzip of nothing": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
    "no gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain text",
    "deflate cut": b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + zlib.compress(b"text " * 100)[:-3],
    "deflate and more": b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + zlib.compress(b"text " * 100) + b"x",
    "brotli": b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxx",
    "gzip in gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(gzip.compress(b"text")),
    "huge head": b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\nhello",
    "many fields": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000 + b"\r\nhello",
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_an_error_and_no_short_body(web: WebServer, answer: bytes) -> None:
    web.routes["/page"] = writing(answer)
    with web.fetcher() as fetcher, pytest.raises(FetchError, match=r"^http://news\.example\.org/page: .*; ") as caught:
        fetcher.get(web.url("/page"))
    assert len(str(caught.value)) < 400


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


TEXT = b"Ministers met. " * 30_000 + bytes(range(256))
CODED = {
    "gzip": ("gzip", gzip.compress(TEXT)),
    "x-gzip": ("X-GZip", gzip.compress(TEXT)),
    "two members": ("gzip", gzip.compress(TEXT[:999]) + gzip.compress(TEXT[999:])),
    "padded": ("gzip", gzip.compress(TEXT) + bytes(700)),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "deflate without header": ("deflate", raw_deflate(TEXT)),
    "identity": ("identity", TEXT),
}


@pytest.mark.parametrize(("coding", "body"), CODED.values(), ids=CODED)
@pytest.mark.parametrize("step", [3000, 7, 1])
def test_codings_are_undone(web: WebServer, coding: str, body: bytes, step: int) -> None:
    def chunked(handler: Handler) -> None:
        handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        cuts = [*range(0, 3000, step), *range(3000, len(body), 50_000), len(body)]  # the first and the rest, whatever the step
        pieces = [body[start:end] for start, end in itertools.pairwise(sorted(cuts))]
        handler.wfile.write(b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n")

    web.routes["/page"] = chunked
    with web.fetcher() as fetcher:
        assert fetcher.get(web.url("/page")).body == TEXT


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 65_792])
def test_nothing_is_left_behind_where_a_step_ends(web: WebServer, size: int) -> None:
    web.routes["/page"] = Reply(raw_deflate(bytes(size)), headers={"Content-Encoding": "deflate"})
    with web.fetcher() as fetcher:
        assert fetcher.get(web.url("/page")).body == bytes(size)


def test_the_decoded_body_may_fill_the_limit_and_no_more(web: WebServer) -> None:
    for size, coding in [(size, coding) for size in (65_536, 131_072, 100_000) for coding in ("gzip", "identity")]:
        data = bytes(size)
        web.routes["/page"] = Reply(gzip.compress(data) if coding == "gzip" else data, headers={"Content-Encoding": coding})
        with web.fetcher() as fetcher:
            assert fetcher.get(web.url("/page"), max_bytes=size).body == data
            with pytest.raises(TooLargeError, match=r"^http://news\.example\.org/page: larger than"):
                fetcher.get(web.url("/page"), max_bytes=size - 1)
        with web.fetcher(limits=Limits(body=size - 1)) as fetcher, pytest.raises(TooLargeError):
            fetcher.get(web.url("/page"), max_bytes=size)  # max_bytes never widens the limit


@pytest.mark.parametrize("head", [b"Content-Length: 99999999999\r\n", b""], ids=["declared", "endless"])
def test_a_body_without_end_is_cut_off(web: WebServer, head: bytes) -> None:
    sent = 0

    def endless(handler: Handler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        while True:
            sent += handler.wfile.write(bytes(1 << 16))

    web.routes["/page"] = endless
    with web.fetcher() as fetcher, pytest.raises(TooLargeError):
        fetcher.get(web.url("/page"), max_bytes=1 << 20)
    assert sent < 16 << 20  # what the sockets between hold, and no more


def test_what_a_body_costs_on_the_wire_is_bounded(web: WebServer) -> None:
    sent = 0

    def wasteful(handler: Handler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            sent += handler.wfile.write(b"1;" + b"x" * 50_000 + b"\r\ny\r\n")

    web.routes["/extensions"] = wasteful
    web.routes["/members"] = writing(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"") * 75)  # 1500 bytes that say nothing
    web.routes["/declared"] = dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", b"")
    web.routes["/small"] = Reply(gzip.compress(bytes(900_000)), headers={"Content-Encoding": "gzip"})
    with web.fetcher(limits=Limits(wire=1000, total=5)) as fetcher:
        for path in ("/extensions", "/members"):
            with pytest.raises(TooLargeError, match="larger than 1,000 bytes"):
                fetcher.get(web.url(path))
        with pytest.raises(TooLargeError, match="larger than 100 bytes"):
            fetcher.get(web.url("/declared"), max_bytes=100)  # at once, and not when the time is up
        assert len(fetcher.get(web.url("/small")).body) == 900_000
    assert sent < 16 << 20


def test_a_head_is_bounded(web: WebServer) -> None:
    web.routes["/page"] = writing(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: " + b"x" * 60_000 + b"\r\n\r\nhi")
    web.routes["/longer"] = writing(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: " + b"x" * 66_000 + b"\r\n\r\nhi")
    web.routes["/hints"] = writing(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5000 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    with web.fetcher() as fetcher:
        assert fetcher.get(web.url("/page")).body == b"hi"
        for path in ("/longer", "/hints"):
            with pytest.raises(FetchError, match="the head of the answer is larger than 64 KiB"):
                fetcher.get(web.url(path))


def bomb(handler: Handler) -> None:
    """Ten gigabytes of zeros in ten megabytes of gzip, by one block that is said again and again."""
    deflater = zlib.compressobj(9, wbits=-15)
    deflater.compress(bytes(1 << 16))
    deflater.flush(zlib.Z_FULL_FLUSH)
    block = deflater.compress(bytes(1 << 20)) + deflater.flush(zlib.Z_FULL_FLUSH)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")
    handler.wfile.write(b"\x1f\x8b\x08\0\0\0\0\0\x02\xff")
    for _ in range(10_000):
        handler.wfile.write(block)


@pytest.mark.parametrize(("limit", "spare"), [(1 << 20, 2 << 20), (32 << 20, 8 << 20)], ids=["1 MiB", "32 MiB"])
def test_a_bomb_never_takes_more_than_the_limit(web: WebServer, limit: int, spare: int) -> None:
    web.routes["/bomb"] = bomb
    with web.fetcher() as fetcher:
        tracemalloc.start()
        try:
            with pytest.raises(TooLargeError):
                fetcher.get(web.url("/bomb"), max_bytes=limit)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < limit + spare


# Errors of hosts


@pytest.mark.parametrize(
    ("status", "advice"),
    [(404, "404 Not Found; check the address"), (403, "403 Forbidden; check"), (500, "500 Internal Server Error; try again later"), (206, "206"), (799, "799")],
)
def test_a_status_that_is_no_page_is_an_error_with_its_number(web: WebServer, status: int, advice: str) -> None:
    web.routes["/page"] = Reply(b"x", status=status)
    with web.fetcher() as fetcher, pytest.raises(HttpError, match=f"http://news.example.org/page: the host answered {advice}") as caught:
        fetcher.get(web.url("/page"))
    assert (caught.value.status, caught.value.retry_after) == (status, None)
    assert not is_transient(caught.value)


def in_an_hour() -> str:
    return email.utils.format_datetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("-5", None),
        ("soon", None),
        ("9" * 5000, None),
        ("in an hour", 3600),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(web: WebServer, value: str, seconds: float | None) -> None:
    web.routes["/page"] = Reply(status=503, headers={"Retry-After": in_an_hour() if value == "in an hour" else value})
    with web.fetcher() as fetcher, pytest.raises(HttpError) as caught:
        fetcher.get(web.url("/page"))
    assert caught.value.retry_after == (seconds if seconds is None else pytest.approx(seconds, abs=90))
    assert is_transient(caught.value)


def test_an_error_of_a_host_survives_another_process() -> None:
    error = pickle.loads(pickle.dumps(HttpError("no", 503, 7.5)))
    assert (str(error), error.status, error.retry_after) == ("no", 503, 7.5)
    assert isinstance(error, FetchError | BilatError)


def test_the_test_certificate_is_made_once() -> None:
    assert certificate() is certificate()

"""The one guarded fetcher: nothing else in bilat touches the network, and no request reaches an address that is not public.

Every address, the first and each redirect's, passes `parse_url`. Its host is resolved once for a connection, every resolved number
passes `check_ip`, one bad number refuses the host, and the connection goes to a checked number itself: a name that answers otherwise the
next time gains nothing. TLS is verified by the host's name and never left for http. What comes back is bounded in bytes (head, wire and
decoded), in redirects and in time, from the first look-up to the last byte. There are no cookies, credentials or proxies.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import http
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

import httpcore

from ...errors import AddressError, FetchError, HttpError, OptionError
from .address import Address, join_url, parse_url, show
from .guard import Connect, Exchange, Guard, Limits, Resolve, open_socket, system_resolve, too_large

USER_AGENT = "bilat (a reader of what governments publish about their dealings with each other)"

_TRANSIENT = frozenset([429, 502, 503, 504])
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_STEP = 1 << 16


class Fetched(NamedTuple):
    """What lay at an address: `url` is where it was found in the end, `status` 200 or, with an empty body, 304 for unchanged.

    `headers` have names in lower case, `body` is decoded from any content coding. `media_type` is in lower case without parameters, empty
    where the host names none; `charset` is what Content-Type says. `etag` and `modified` are to be given back at the next request.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    media_type: str
    charset: str | None
    retrieved: datetime.datetime
    etag: str | None
    modified: str | None


def is_transient(error: FetchError) -> bool:
    """Tell whether the same request may well succeed in a moment: the host was busy (429, 502, 503, 504), silent, or broke the connection off."""
    if isinstance(error, HttpError):
        return error.status in _TRANSIENT
    return isinstance(error.__cause__, TimeoutError | ConnectionResetError | ConnectionAbortedError | BrokenPipeError | ssl.SSLEOFError)


class Fetcher:
    """Gets what lies at public http and https addresses, one at a time for each thread that asks.

    `resolve` and `connect` are the seams for tests: between them lie the checks, which nothing switches off. Connections are kept for the
    next request to the same host. `OptionError` for a TLS context that does not verify.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = system_resolve,
        connect: Connect = open_socket,
        limits: Limits = Limits(),  # noqa: B008 (immutable)
        user_agent: str = USER_AGENT,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if tls is None:
            tls = httpcore.default_ssl_context()
            tls.minimum_version = ssl.TLSVersion.TLSv1_2
        if not tls.check_hostname or tls.verify_mode != ssl.CERT_REQUIRED or tls.minimum_version < ssl.TLSVersion.TLSv1_2:
            raise OptionError("tls: the context does not verify certificates and host names from TLS 1.2 on; make it with ssl.create_default_context()")
        self.limits = limits
        self.user_agent = user_agent
        self._guard = Guard(resolve, connect, limits)
        self._pool = httpcore.ConnectionPool(ssl_context=tls, max_connections=20, keepalive_expiry=30.0, network_backend=self._guard)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pool.close()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        accept: str | None = None,
        max_bytes: int | None = None,
        before: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Get what lies at an address, or learn that it is unchanged since the answer that gave `etag` and `modified`.

        `max_bytes` bounds the decoded body below the limit. `before` is called with every address before it is asked, the redirects'
        included; what it raises ends the request, and its time is not counted.

        `AddressError` for what is never asked, `HttpError` for any status but 200 and 304, `TooLargeError` for what is over a limit in
        bytes, `FetchError` for everything else that fails. Each names the address and what to do.
        """
        address = parse_url(url)
        fields = [("User-Agent", self.user_agent), ("Accept", accept or "*/*"), ("Accept-Encoding", "gzip, deflate")]
        fields += [(name, value) for name, value in [("If-None-Match", etag), ("If-Modified-Since", modified)] if value]
        headers = [(name.encode(), _field(name, value)) for name, value in fields]
        until = time.monotonic() + self.limits.total
        limit = self.limits.body if max_bytes is None else min(max_bytes, self.limits.body)
        asked: list[str] = []
        while True:
            if before is not None:
                started = time.monotonic()
                before(address.url)
                until += time.monotonic() - started
            asked.append(address.url)
            exchange = Exchange(address.url, self.limits, until)
            answer = self._ask(exchange, address, headers, limit)
            if isinstance(answer, Address):
                self._follow(asked, address, answer)
                address = answer
            elif answer.status == 304 and not (etag or modified):
                raise HttpError(f"{answer.url}: the host answered 304 Not Modified to a first request; try again later", 304)
            else:
                return answer._replace(etag=answer.etag or etag, modified=answer.modified or modified) if answer.status == 304 else answer

    def _follow(self, asked: list[str], address: Address, to: Address) -> None:
        """Refuse a redirect that goes in a circle, too far, or from https to http."""
        if address.scheme == "https" and to.scheme == "http":
            raise AddressError(f"{show(address.url)} redirects to {show(to.url)}: from https to http, which is never followed; look for an address of the site under https")
        if to.url in asked:
            circle = " → ".join(map(show, [*asked[asked.index(to.url) :], to.url]))
            raise FetchError(f"{show(asked[0])}: the redirects go in a circle ({circle}); open the address in a browser and give the one that it ends at")
        if len(asked) > self.limits.redirects:
            raise FetchError(f"{show(asked[0])}: more than {self.limits.redirects} redirects, the last to {show(to.url)}; give the address that they end at")

    def _ask(self, exchange: Exchange, address: Address, headers: list[tuple[bytes, bytes]], limit: int) -> Fetched | Address:
        """Make one request: what came, or where the host says to go."""
        self._guard.here.exchange = exchange
        request = httpcore.Request(
            "GET",
            httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target),
            headers=[(b"Host", address.authority.encode()), *headers],
            extensions={"timeout": {"pool": exchange.left()}},
        )
        try:
            response = self._pool.handle_request(request)
            try:
                return self._read(exchange, address, response, limit)
            finally:
                response.close()
        except FetchError as error:
            raise error from exchange.failure
        except httpcore.PoolTimeout:
            raise exchange.late() from exchange.failure
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            raise FetchError(f"{exchange.name}: the host's answer is broken ({str(error)[:120]}); try again later") from None

    def _read(self, exchange: Exchange, address: Address, response: httpcore.Response, limit: int) -> Fetched | Address:
        headers = _headers(response.headers)
        if response.status in _REDIRECTS:
            return _location(exchange, address, headers.get("location", ""))
        if response.status not in (200, 304):
            raise _http_error(exchange.name, response.status, headers)
        body = b""
        if response.status == 200:
            exchange.read_body()
            decoder = _Decoder(exchange.name, headers.get("content-encoding", ""), limit)
            most = limit if decoder.coding == "identity" else self.limits.wire
            if int(headers.get("content-length", "0")) > most:
                raise too_large(exchange.name, most)
            wire = 0
            for chunk in response.iter_stream():
                exchange.left()
                wire += len(chunk)
                if wire > self.limits.wire:
                    raise too_large(exchange.name, self.limits.wire)
                decoder.feed(chunk)
            body = decoder.finish()
        content_type = headers.get("content-type", "")
        media_type = re.match(r"[\w.+-]+/[\w.+-]+", content_type)
        charset = re.search(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", content_type, re.IGNORECASE)
        return Fetched(
            url=address.url,
            status=response.status,
            headers=headers,
            body=body,
            media_type=media_type[0].lower() if media_type else "",
            charset=charset[1].lower() if charset else None,
            retrieved=datetime.datetime.now(datetime.UTC),
            etag=headers.get("etag"),
            modified=headers.get("last-modified"),
        )


class _Decoder:
    """Undoes a content coding in small steps, and never holds more than `limit` bytes of what comes out."""

    def __init__(self, name: str, coding: str, limit: int) -> None:
        self.coding = {"": "identity", "x-gzip": "gzip"}.get(coding.strip().lower(), coding.strip().lower())
        if self.coding not in ("identity", "gzip", "deflate"):
            raise FetchError(f"{name}: the body is in the content coding {show(coding)!r}, which was not asked for; bilat reads gzip and deflate")
        self._name = name
        self._limit = limit
        self._body = bytearray()
        self._held = b""
        self._inflater: zlib._Decompress | None = None
        self._ended = self.coding == "identity"

    def feed(self, data: bytes) -> None:
        if self.coding == "identity":
            self._keep(data)
            return
        try:
            self._inflate(self._held + data)
        except zlib.error as error:
            raise FetchError(f"{self._name}: the body is not in {self.coding} as the host says ({error}); try again later") from None

    def _inflate(self, data: bytes) -> None:
        self._held, full = b"", False
        while data or full:
            if self._inflater is None:
                if self._ended:
                    data = data.lstrip(b"\0")  # padding, as after an archive
                    if data and self.coding == "deflate":
                        raise zlib.error("more after the end")
                if len(data) < 2:
                    self._held = data
                    return
                self._inflater, self._ended = zlib.decompressobj(_window(self.coding, data)), False
            room = min(_STEP, self._limit - len(self._body) + 1)  # never 0, which zlib takes for no bound
            piece = self._inflater.decompress(data, room)
            self._keep(piece)
            data, full = self._inflater.unconsumed_tail, len(piece) == room  # where it is full, zlib may hold more back
            if self._inflater.eof:
                data, full = self._inflater.unused_data, False
                self._inflater, self._ended = None, True

    def _keep(self, piece: bytes) -> None:
        if len(self._body) + len(piece) > self._limit:
            raise too_large(self._name, self._limit)
        self._body += piece

    def finish(self) -> bytes:
        if not self._ended or self._held:
            raise FetchError(f"{self._name}: the body breaks off before its end in {self.coding}; try again later")
        return bytes(self._body)


def _window(coding: str, data: bytes) -> int:
    """What zlib is told to expect: a gzip header, a zlib header, or, as some hosts send it for deflate, none."""
    if coding == "gzip":
        return 31
    return 15 if data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0 else -15


def _field(name: str, value: str) -> bytes:
    """The value of a request's field; `OptionError` where it could not stand on one line."""
    if not re.fullmatch(r"[\x21-\x7e\xa0-\xff](?:[\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa0-\xff])?", value):
        raise OptionError(f"{name}: {show(value)!r} cannot be sent to a host; give printable characters, as the host gave them")
    return value.encode("latin-1")


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Fields by their names in lower case, those that stand more than once in one; cookies are not kept."""
    headers: dict[str, str] = {}
    for key, value in pairs:
        name, text = key.decode("latin-1").lower(), value.decode("latin-1")
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


def _location(exchange: Exchange, address: Address, location: str) -> Address:
    """Where a redirect leads, checked as any address."""
    if not location:
        raise FetchError(f"{exchange.name}: the host redirects without saying where to; try again later")
    with contextlib.suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")  # hosts write paths raw, in UTF-8 where they are not in ASCII
    try:
        return join_url(address, location)
    except AddressError as error:
        raise AddressError(f"{exchange.name} redirects to {error}") from None


def _http_error(name: str, status: int, headers: dict[str, str]) -> HttpError:
    phrase = next((f" {known.phrase}" for known in http.HTTPStatus if known == status), "")
    wait = _retry_after(headers.get("retry-after", ""))
    if wait is not None:
        advice = f"try again in {wait:,.0f} seconds"
    else:
        advice = "try again later" if status >= 500 or status == 429 else "check the address in a browser"
    return HttpError(f"{name}: the host answered {status}{phrase}; {advice}", status, wait)


def _retry_after(value: str) -> float | None:
    """The seconds of a Retry-After field, given as such or as a date (RFC 9110, 10.2.3)."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value[:64])
        if when.tzinfo is None:
            when = when.replace(tzinfo=datetime.UTC)
        return max((when - datetime.datetime.now(datetime.UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None

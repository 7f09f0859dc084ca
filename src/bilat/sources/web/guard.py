"""The way out: connections to public numbers only, each request's with what it may still cost in time and bytes.

A host is resolved once for a connection; every number that it has passes `check_ip`, one bad number refuses the host, and the connection
goes to a checked number itself, so that a name that answers otherwise the next time gains nothing.
"""

from __future__ import annotations

import ipaddress
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import httpcore

from ...errors import AddressError, FetchError, TooLargeError
from .address import check_ip, is_ip, show

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int, float], socket.socket]

_TRIED = 4
"""At most so many numbers of each family are tried where a host has many."""


class Limits(NamedTuple):
    """What a request may cost: seconds to `connect` and in `total`, bytes of the `head`, on the `wire` and of the decoded `body`, and redirects."""

    connect: float = 10.0
    total: float = 60.0
    head: int = 64 << 10
    wire: int = 32 << 20
    body: int = 32 << 20
    redirects: int = 5


def system_resolve(host: str, port: int) -> list[str]:
    """Return the numbers that the system's resolver gives for a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def open_socket(ip: str, port: int, timeout: float) -> socket.socket:
    """Connect to a number, and make sure that the connection ends there."""
    number = ipaddress.ip_address(ip)
    opened = socket.socket(socket.AF_INET6 if number.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.settimeout(timeout)
        opened.connect((ip, port))
        peer = str(opened.getpeername()[0])
        if ipaddress.ip_address(peer) != number:
            raise AddressError(f"{ip}: the connection ended at {peer} instead; look for what redirects connections on this machine")
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        opened.close()
        raise
    return opened


class Exchange:
    """What is left to one request: time, and bytes from the wire, first for the head of the answer and then for its body.

    `failure` keeps what the system said when the request failed, since httpcore raises errors on without their cause.
    """

    def __init__(self, url: str, limits: Limits, until: float) -> None:
        self.name = show(url)
        self.limits = limits
        self.until = until
        self.room = limits.head
        self.in_head = True
        self.silent = True
        self.failure: OSError | None = None

    def failed(self, what: str, failure: OSError) -> FetchError:
        """The error of a request that the system, the network or the host ended."""
        self.failure = failure
        return FetchError(f"{self.name}: {what}")

    def late(self) -> FetchError:
        """The error of a request whose time is up."""
        return self.failed(f"the answer was not whole within {self.limits.total:g} seconds; try again later", TimeoutError())

    def left(self) -> float:
        """The seconds that are left, more than none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise self.late()
        return left

    def read_body(self) -> None:
        """Grant the body its bytes: those of the wire, and as many again for what chunks cost."""
        self.room, self.in_head = 2 * self.limits.wire, False

    def receive(self, opened: socket.socket, most: int) -> bytes:
        """Read from the connection what comes next, within what is left."""
        if self.room <= 0 and self.in_head:
            raise FetchError(f"{self.name}: the head of the answer is larger than {self.limits.head >> 10} KiB; this is no page to read: check the address")
        if self.room <= 0:
            raise too_large(self.name, self.limits.wire)
        try:
            opened.settimeout(self.left())
            data = opened.recv(min(most, self.room))
            if not data and self.silent:
                raise ConnectionResetError("no answer")
        except TimeoutError:
            raise self.late() from None
        except OSError as error:
            raise self.failed(f"the host broke the connection off ({_reason(error)}); try again later", error) from None
        self.room -= len(data)
        self.silent = False
        return data


class _Here(threading.local):
    exchange: Exchange


class Guard(httpcore.NetworkBackend):
    """Opens connections for httpcore: the only way out, and the place where every resolved number is checked."""

    def __init__(self, resolve: Resolve, connect: Connect, limits: Limits) -> None:
        self.here = _Here()
        self._resolve = resolve
        self._connect = connect
        self._limits = limits

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 (the exchange knows the time that is left)
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        exchange = self.here.exchange
        until = time.monotonic() + min(self._limits.connect, exchange.left())
        numbers = self._numbers(exchange, host, port, until)
        failure: OSError = TimeoutError()
        for tried, ip in enumerate(numbers):
            share = (until - time.monotonic()) / (len(numbers) - tried)
            if share <= 0:
                break
            try:
                return _Stream(self, self._connect(ip, port, share))
            except OSError as error:
                failure = error
        why = f"no connection within {self._limits.connect:g} seconds" if isinstance(failure, TimeoutError) else f"no connection ({_reason(failure)})"
        raise exchange.failed(f"{why}; check the address, or try again later", failure)

    def _numbers(self, exchange: Exchange, host: str, port: int, until: float) -> list[str]:
        """The numbers of a host, each checked; at most a few of each family are kept to be tried."""
        try:
            found = [host] if is_ip(host) else _within(until, lambda: self._resolve(host, port))
        except TimeoutError as error:
            raise exchange.failed(f"no answer from DNS within {self._limits.connect:g} seconds; try again later", error) from None
        except OSError as error:
            raise exchange.failed(f"DNS knows no host {host} ({_reason(error)}); check the name, or the connection to the network", error) from None
        kept: dict[bool, list[str]] = {False: [], True: []}
        for ip in dict.fromkeys(found):
            try:
                check_ip(ip)
            except AddressError as error:
                raise AddressError(f"{exchange.name}: the host {host} has the address {error}") from None
            kept[":" in ip].append(ip)
        if not found:
            raise FetchError(f"{exchange.name}: DNS has no address for {host}; check the name")
        tried = {*kept[False][:_TRIED], *kept[True][:_TRIED]}
        return [ip for ip in dict.fromkeys(found) if ip in tried]


class _Stream(httpcore.NetworkStream):
    """One connection to a checked number, read and written within what the thread's request has left."""

    def __init__(self, guard: Guard, opened: socket.socket) -> None:
        self._guard = guard
        self._socket = opened

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._guard.here.exchange.receive(self._socket, max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        exchange = self._guard.here.exchange
        try:
            while buffer:
                self._socket.settimeout(exchange.left())
                buffer = buffer[self._socket.send(buffer) :]
        except TimeoutError:
            raise exchange.late() from None
        except OSError as error:
            raise httpcore.WriteError(error) from error  # httpcore then reads on: the host may have answered before it closed

    def close(self) -> None:
        self._socket.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:  # noqa: ARG002
        exchange = self._guard.here.exchange
        try:
            self._socket.settimeout(min(exchange.left(), exchange.limits.connect))
            # an end without the closing alert is a cut, not an end (RFC 9112, 9.8)
            return _Stream(self._guard, ssl_context.wrap_socket(self._socket, server_hostname=server_hostname, suppress_ragged_eofs=False))
        except BaseException as error:
            self.close()
            if isinstance(error, ssl.SSLCertVerificationError):
                raise exchange.failed(f"the host's certificate does not hold ({error.verify_message}); bilat reads from no host that cannot prove its name", error) from None
            if isinstance(error, TimeoutError):
                raise exchange.failed(f"no agreement on TLS within {exchange.limits.connect:g} seconds; try again later", error) from None
            if isinstance(error, OSError):
                raise exchange.failed(f"no agreement on TLS ({_reason(error)}); check the address, or try again later", error) from None
            raise

    def get_extra_info(self, info: str) -> object:
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return _is_readable(self._socket)
        return None


def too_large(name: str, limit: int) -> TooLargeError:
    """The error of an address whose bytes are more than are read."""
    shown = f"{limit >> 20} MiB" if limit >> 20 else f"{limit:,} bytes"
    return TooLargeError(f"{name}: larger than {shown}; more is not read from an address: check that it is a page or a paper")


def _reason(error: OSError) -> str:
    """What the system says of a failure, in a few words."""
    return str(getattr(error, "reason", None) or error.strerror or error)[:120]


def _within(until: float, ask: Callable[[], list[str]]) -> list[str]:
    """Ask in a thread of its own, since a look-up cannot be called off; `TimeoutError` where the answer is late, and the thread is left to end."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except Exception as error:
            answers.put(error)

    threading.Thread(target=run, name="bilat-dns", daemon=True).start()
    try:
        answer = answers.get(timeout=max(until - time.monotonic(), 0))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _is_readable(opened: socket.socket) -> bool:
    """Tell whether a connection at rest has something to say, which can only be its end."""
    if opened.fileno() < 0:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(opened, selectors.EVENT_READ)
        return bool(selector.select(0))

"""A real web server on the loopback interface, and a fetcher that takes it for the public internet.

    with WebServer() as web:
        web.routes["/feed.xml"] = Reply(b"<rss/>", media_type="application/rss+xml", headers={"ETag": '"1"'})
        with web.fetcher() as fetcher:
            fetched = fetcher.get(web.url("/feed.xml"))
        assert [asked.path for asked in web.requests] == ["/feed.xml"]

The fetcher is the real one with all its checks: only the two seams at its ends are replaced. Names are resolved by `web.names` (a public
number where a name is not in it), and every connection, whatever its number, ends at this server after it was written to
`web.connections`. So a request that should not have been made is seen, and nothing leaves the machine.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from bilat.sources.web.fetch import Fetcher

PUBLIC = "93.184.216.34"


class Reply(NamedTuple):
    """What a route answers; a request that gives back its ETag gets 304."""

    body: bytes = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = {}  # noqa: RUF012 (never changed)


class Asked(NamedTuple):
    """One request as it came, with the names of its headers in lower case."""

    scheme: str
    host: str
    path: str
    headers: dict[str, str]


Handler = BaseHTTPRequestHandler
Route = str | bytes | Reply | list[Reply] | Callable[[Handler], Reply | None]
"""A body, a reply, replies one after the other (the last again and again), or a function that replies or writes to the handler itself."""


class WebServer:
    """A server with routes by path, or by host and path where a key holds both (`"other.example.org/feed"`); any other path is not found.

    `requests` holds what was asked, `resolved` the names that were looked up, `connections` the numbers and ports that were connected to.
    Ports 443 and 8443 speak TLS with `certificate`, which the fetchers trust.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[Asked] = []
        self.names: dict[str, list[str] | Callable[[], list[str]]] = {}
        self.resolved: list[str] = []
        self.connections: list[tuple[str, int]] = []
        self._servers: dict[str, ThreadingHTTPServer] = {}

    def __enter__(self) -> WebServer:
        self._serve("http")
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def url(self, path: str, host: str = "news.example.org", scheme: str = "http") -> str:
        """The address of a path on a host that this server plays."""
        return f"{scheme}://{host}{path}"

    def fetcher(self, **options: Any) -> Fetcher:
        """A fetcher to which this server is the internet; `options` are those of `Fetcher`."""
        return Fetcher(**{"resolve": self.resolve, "connect": self.connect, "tls": trusting()} | options)

    def resolve(self, host: str, port: int) -> list[str]:  # noqa: ARG002
        """Look a name up in `names`."""
        self.resolved.append(host)
        answer = self.names.get(host, [PUBLIC])
        return answer() if callable(answer) else answer

    def connect(self, ip: str, port: int, timeout: float) -> socket.socket:
        """Connect to this server instead of a number, and write down the number."""
        self.connections.append((ip, port))
        server = self._serve("https" if port in (443, 8443) else "http")
        return socket.create_connection(server.server_address[:2], timeout)  # type: ignore[arg-type]

    def _serve(self, scheme: str) -> ThreadingHTTPServer:
        if scheme not in self._servers:
            server = _Server(("127.0.0.1", 0), functools.partial(_Handler, self, scheme))
            if scheme == "https":
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*certificate())
                server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True).start()
            self._servers[scheme] = server
        return self._servers[scheme]


@functools.cache
def certificate() -> tuple[Path, Path]:
    """A certificate for example.org and the names below it, and its key; made anew for each run of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="bilat-tls-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=example.org"]
    command += ["-addext", "subjectAltName=DNS:example.org,DNS:*.example.org", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made, key


def trusting() -> ssl.SSLContext:
    """A TLS context that trusts `certificate` alone."""
    return ssl.create_default_context(cafile=str(certificate()[0]))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing where a fetcher hung up, which many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def __init__(self, web: WebServer, scheme: str, *arguments: Any) -> None:
        self.web = web
        self.scheme = scheme
        super().__init__(*arguments)

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "")
        self.web.requests.append(Asked(self.scheme, host, self.path, headers))
        route = self.web.routes.get(host + self.path, self.web.routes.get(self.path, Reply(b"not here", status=404)))
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        reply = route(self) if callable(route) else route
        if isinstance(reply, str):
            reply = reply.encode()
        if isinstance(reply, bytes):
            reply = Reply(reply)
        if reply is None:
            self.close_connection = True
            return
        if "ETag" in reply.headers and headers.get("if-none-match") == reply.headers["ETag"]:
            reply = Reply(status=304, headers=reply.headers)
        self.send_response(reply.status)
        fields = {"Content-Type": reply.media_type, "Content-Length": str(len(reply.body))} if reply.status != 304 else {}
        for name, value in (fields | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if reply.status != 304:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the tests' output clean."""

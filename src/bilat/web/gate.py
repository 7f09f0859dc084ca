"""The gate through which every request passes: the server's names, limits, who asks, from which page; and the headers of every answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import StoreError
from .problems import Problem, problem_response
from .ratelimit import address_key
from .security import SAFE, Asked, Security, too_often

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without any, the browser would say of a form's origin only that it is null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRANGERS_BODY = 64 * 1024
"""Bytes that somebody may send who is not logged in."""


class Gate:
    """ASGI middleware, the outermost: refuses what may not pass, finds out who asks, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, *, security: Security, max_body: int) -> None:
        self.app, self.security, self.max_body = app, security, max_body
        self._threads = CapacityLimiter(4)  # of their own: who asks is known soon even while all others are busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        asked = Asked()
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(scope, asked, MutableHeaders(scope=message))
            await send(message)

        access = self.security.access
        if access.trusts((scope.get("client") or ("",))[0]) and headers.get("x-forwarded-proto") in ("http", "https"):
            scope["scheme"] = headers["x-forwarded-proto"]
        request = Request(scope, receive)
        try:
            self._check_origin(scope, headers)
            if not scope["path"].startswith("/static/"):
                asked = await self._ask(request)
            scope.setdefault("state", {})["asked"] = asked
            limit = self.max_body if asked.user is not None else STRANGERS_BODY
            await self.app(scope, _limited(receive, headers, limit), sending)
        except Problem as problem:
            if started:
                raise
            await problem_response(request, problem)(scope, receive, sending)
        except Exception:
            if not started:
                await problem_response(request, Problem(500, "Something went wrong here. It has been noted; try again."))(scope, receive, sending)
            raise

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        """Refuse what was sent to a name that is none of ours, and changes that a page elsewhere asks for."""
        host = headers.get("host", "")
        if not self.security.access.goes_by(host):
            raise Problem(421, f"This server does not go by the name {host or '(none)'!r}; whoever runs it can add it with --allow-host.", code="unknown_host")
        if scope["method"] in SAFE:
            return
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        foreign = site not in (None, "same-origin", "none") or (origin is not None and origin.partition("://")[2].lower() != host.lower())
        if foreign:
            raise Problem(403, "This was asked for by a page of another site, and is not done.", code="cross_site")

    async def _ask(self, request: Request) -> Asked:
        peer = request.client.host if request.client else ""
        limits, address = self.security.limits, self.security.access.client(peer, request.headers)
        try:
            asked = await to_thread.run_sync(self.security.ask, request.method, peer, request.headers, request.cookies, limiter=self._threads)
        except StoreError as error:
            raise Problem(503, "The store does not answer just now; try again in a moment.", headers={"Retry-After": "5"}) from error
        except Problem:
            if wait := limits.address.take(address_key(address)):
                raise too_often(wait, "Too many requests.") from None
            raise
        if asked.user is not None and asked.user.via == "local":
            return asked  # who sits at this machine can do as they like with it
        wait = limits.user.take(asked.user.name) if asked.user is not None else limits.address.take(address_key(address))
        if wait:
            raise too_often(wait, "Too many requests.")
        return asked

    def _dress(self, scope: Scope, asked: Asked, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if scope["path"].startswith("/static/"):
            versioned = "v" in parse_qs(scope["query_string"].decode("latin-1"))
            headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if versioned else "public, max-age=300")
            return
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add_vary_header("Cookie")
        for what, kept in asked.cookies.items():
            headers.append("Set-Cookie", self.security.cookie_header(what, kept))


def _limited(receive: Receive, headers: Headers, limit: int) -> Receive:
    """A request's body is read up to a limit, whatever it says of its length."""
    problem = Problem(413, f"This is more than the {limit // 1024:,} KiB that may be sent here at once.")
    length = headers.get("content-length") or "0"
    if length.isdigit() and int(length) > limit:
        raise problem
    taken = 0

    async def receiving() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise problem
        return message

    return receiving

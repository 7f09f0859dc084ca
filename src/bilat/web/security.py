"""Who asks, and what they may do: the user of a request, the role that a route needs, the token that a form carries.

Every route declares who may use it, with `Depends(require("reader"))` (or `reviewer`, `administrator`) or `Depends(anyone)`; one that declares nothing
is refused. Forms carry `csrf_token(request)` in a field `csrf`, scripts in the header `X-CSRF-Token`.
"""

from __future__ import annotations

import base64
import getpass
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers
from starlette.requests import Request

from ..record.store import Store
from .access import Access
from .problems import Problem
from .ratelimit import RateLimit, address_key
from .sessions import LONGEST, Sessions
from .users import PREFIX, ROLES, Role, Users

__all__ = ["Asked", "Limits", "Role", "Security", "User", "anyone", "asked", "csrf_token", "current_user", "guard", "maybe_user", "require", "safe_next", "sign_in", "sign_out"]

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_PAGE_GONE = "This page is older than your login or than the server: load it again and repeat what you did."


class User(NamedTuple):
    """Who asks: their `name` (a reviewer's, in judgements), the `role` that holds for this request, and how they are known."""

    name: str
    role: Role
    via: Literal["local", "session", "token", "proxy"] = "local"

    def may(self, role: Role) -> bool:
        """Tell whether they may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass
class Asked:
    """What is known of one request: its user, the keys of its session and visit, and the cookies that its answer sets."""

    client: str = ""
    user: User | None = None
    session: str | None = None
    visit: str | None = None
    cookies: dict[str, str | None] = field(default_factory=dict)


class Limits:
    """How often somebody may ask, and try to log in."""

    def __init__(self) -> None:
        self.user = RateLimit(40, 240)
        self.address = RateLimit(10, 80)
        self.login_here = RateLimit(1 / 60, 8)  # one user from one address: so that nobody alone can shut a user out
        self.login_user = RateLimit(1 / 20, 100)
        self.login_address = RateLimit(1 / 10, 40)


class Security:
    """Users, sessions and limits of one application, kept at `app.state.security`."""

    def __init__(self, store: Store, access: Access, limits: Limits | None = None) -> None:
        self.access = access
        self.users, self.sessions = Users(store), Sessions(store)
        self.limits = limits or Limits()
        self.secret = secrets.token_bytes(32)
        self.local = User(_system_user(), "administrator")

    def cookie(self, what: str) -> str:
        """Return the name of a cookie; the prefix, which only https may have, keeps neighbours under the same domain from setting it."""
        return f"__Host-bilat_{what}" if self.access.https else f"bilat_{what}"

    def ask(self, method: str, peer: str, headers: Headers, cookies: dict[str, str]) -> Asked:
        """Find out who asks: by an API token, a trusted proxy's word, a session, or by being on this machine where there are no users.

        `Problem` where a token is none. Nothing else is tried where one is given.
        """
        known = Asked(self.access.client(peer, headers), visit=cookies.get(self.cookie("visit")))
        if (given := headers.get("authorization")) is not None and (token := _token_of(given, method)) is not None:
            found = self.users.find_token(token)
            if found is None:
                raise Problem(401, "This API token is none, or is good no longer; `bilat user token add` makes one.", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
            known.user = User(*found, "token")
            return known
        if (named := self.access.user_of(peer, headers)) is not None:
            account = self.users.find(named)
            if account is None:
                raise Problem(403, f"The proxy names you as {named}, who is no user here; `bilat user add` makes one.")
            known.user = User(account.name, account.role, "proxy")
        elif (token := cookies.get(self.cookie("session"))) is not None and (session := self.sessions.find(token)) is not None:
            known.session, known.user = token, User(*session, "session")
        elif self.access.direct(peer, headers) and not self.users.any():
            known.user = self.local
        return known

    def cookie_header(self, what: str, value: str | None) -> str:
        """Return the header that sets a cookie, or with null takes it away."""
        age = int(LONGEST.total_seconds()) if value is not None else 0
        return f"{self.cookie(what)}={value or ''}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax" + ("; Secure" if self.access.https else "")


# -- who asks


def asked(request: Request) -> Asked:
    """Return what is known of a request."""
    known: Asked = request.scope["state"]["asked"]
    return known


def maybe_user(request: Request) -> User | None:
    """Return who asks, or null for somebody who is not logged in."""
    return asked(request).user


def current_user(request: Request) -> User:
    """Return who asks; `Problem` 401 for somebody who is not logged in."""
    user = maybe_user(request)
    if user is None:
        headers = {"WWW-Authenticate": 'Basic realm="bilat", charset="UTF-8"' if request.url.path.endswith((".atom", ".ics")) else "Bearer"}
        raise Problem(401, "Log in first; programs send an API token in the header Authorization.", headers=headers)
    return user


class Require:
    """A dependency that says which role a route needs, and gives the user; `anyone` needs none, and gives null for somebody who is not logged in."""

    def __init__(self, role: Role | None) -> None:
        self.role = role

    async def __call__(self, request: Request) -> User | None:
        if self.role is None:
            return maybe_user(request)
        user = current_user(request)
        if not user.may(self.role):
            raise Problem(403, f"This is for the role {self.role}, and {user.name} has here that of {user.role}; `bilat user role` changes a role.")
        return user


def require(role: Role) -> Require:
    """Return the dependency of routes that need a role: `user: Annotated[User, Depends(require("reviewer"))]`, or in a router's `dependencies`."""
    return Require(role)


anyone = Require(None)
"""The dependency of routes that need no login: `Depends(anyone)`."""


# -- what a route needs


def declared(app: FastAPI) -> dict[Callable[..., Any], list[Require]]:
    """Return what each endpoint of an application declares; an endpoint of which any route declares nothing is left out."""
    found: dict[Callable[..., Any], list[Require]] = {}
    nothing = set()
    for context in iter_route_contexts(app.routes):
        if context.endpoint is None:
            continue
        needed = _requirements(getattr(context, "dependant", None))
        found.setdefault(context.endpoint, []).extend(needed)
        if not needed:
            nothing.add(context.endpoint)
    return {endpoint: needed for endpoint, needed in found.items() if endpoint not in nothing}


def _requirements(dependant: Dependant | None) -> list[Require]:
    if dependant is None:
        return []
    own = [dependant.call] if isinstance(dependant.call, Require) else []
    return own + [needed for below in dependant.dependencies for needed in _requirements(below)]


async def guard(request: Request) -> None:
    """The dependency of every route: nobody passes who lacks the role that it declares, and no change is made that the user's own page did not ask for."""
    state = request.app.state
    endpoint = request.scope["endpoint"]
    if endpoint not in state.declared:
        state.declared = declared(request.app)  # it may have been added meanwhile
    if endpoint not in state.declared:
        raise Problem(403, "This address says of nobody that they may use it, and so nobody may.", code="no_role_declared")
    for needed in state.declared[endpoint]:
        await needed(request)
    user = maybe_user(request)
    if request.method in SAFE or (user is not None and user.via == "token"):
        return
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        value = (await request.form()).get("csrf")
        given = value if isinstance(value, str) else None
    if given is None or not _fits(request, given):
        raise Problem(403, _PAGE_GONE, code="csrf")


# -- the token of forms


def csrf_token(request: Request) -> str:
    """Return the token that proves that a form was made for this browser: it goes into a hidden field `csrf`, or the header `X-CSRF-Token`.

    It is another one each time it is asked for (which keeps compression from giving it away), and all of them are good while the session lasts.
    """
    known = asked(request)
    if known.session is None and known.visit is None:
        known.visit = known.cookies["visit"] = secrets.token_urlsafe(32)
    mac = _mac(request)
    pad = secrets.token_bytes(len(mac))
    return base64.urlsafe_b64encode(pad + bytes(a ^ b for a, b in zip(pad, mac, strict=True))).decode()


def _mac(request: Request) -> bytes:
    known = asked(request)
    if known.session is not None:
        return hmac.digest(known.session.encode(), b"bilat csrf", "sha256")
    security: Security = request.app.state.security
    return hmac.digest(security.secret, (known.visit or "").encode("utf-8", "surrogatepass"), "sha256")


def _fits(request: Request, given: str) -> bool:
    known = asked(request)
    if known.session is None and not known.visit:
        return False
    try:
        masked = base64.urlsafe_b64decode(given.encode("ascii"))
    except ValueError:
        return False
    mac = _mac(request)
    if len(masked) != 2 * len(mac):
        return False
    pad, rest = masked[: len(mac)], masked[len(mac) :]
    return hmac.compare_digest(bytes(a ^ b for a, b in zip(pad, rest, strict=True)), mac)


# -- logging in and out


def sign_in(request: Request, name: str, password: str) -> User:
    """Log somebody in and return who they are; the answer to the request sets the cookie. `Problem` where the password is wrong or tried too often.

    It takes a moment on purpose: call it in a thread, as FastAPI does with a plain `def`.
    """
    security: Security = request.app.state.security
    known = asked(request)
    limits, who, where = security.limits, name.strip().casefold()[:100], address_key(known.client)
    for limit, key in ((limits.login_address, where), (limits.login_here, f"{where} {who}"), (limits.login_user, who)):
        if wait := limit.take(key):
            raise too_often(wait, "Too many attempts to log in.")
    account = security.users.check(name, password)
    if account is None:
        raise Problem(401, "Name or password is wrong.", code="wrong_password")
    limits.login_here.forgive(f"{where} {who}")
    token = security.sessions.start(account.name, known.session)
    known.cookies.update(session=token, visit=None)
    known.session, known.user = token, User(account.name, account.role, "session")
    return known.user


def sign_out(request: Request) -> None:
    """End the session of whoever asks; the answer to the request takes the cookies away."""
    known = asked(request)
    if known.session is not None:
        request.app.state.security.sessions.end(known.session)
    known.cookies.update(session=None, visit=None)
    known.session = known.visit = known.user = None


def safe_next(address: str | None) -> str:
    """Return where to go after logging in: a path of this application, whatever was asked for."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable() or "\\" in address:
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc or parts.path in ("/login", "/logout") else address


def login_address(request: Request) -> str:
    """Return the address of the login page that leads back to what was asked for."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/login" if path == "/" else f"/login?next={quote(path, safe='/')}"


def too_often(wait: float, what: str) -> Problem:
    """Return the problem of somebody who asks too often."""
    seconds = max(1, int(wait + 0.999))
    return Problem(429, f"{what} Wait {seconds} second{'s' if seconds > 1 else ''} and try again.", headers={"Retry-After": str(seconds)})


def _token_of(given: str, method: str) -> str | None:
    """The API token in a header Authorization. A calendar program can send it only as a password, which is good for reading only."""
    scheme, _, value = given.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic" and method in SAFE:
        try:
            value = base64.b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:
            return None
        return value if value.startswith(PREFIX) else None
    return None


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local"

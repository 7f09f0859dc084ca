"""Pages of a record kept as they were made, for as long as the record is as it was: made once, sent to whoever asks, and not at all to who has them."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from ..rest.answers import matches, tag_of
from ..security import csrf_token, current_user
from .following import FOLLOWED
from .shared import codes_of, desk_of

MOST = 400
"""Pages that are kept of one record."""
FORM = f"form-{secrets.token_hex(16)}"
"""What stands for the token of a form in a page that is kept: each reader gets their own."""


class Kept(NamedTuple):
    """A page: its bytes, and compressed, unless each reader's are others."""

    body: bytes
    packed: bytes | None


class Pages:
    """The pages of one record in one state."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        """Return a page that is kept."""
        with self._lock:
            if (found := self._held.get(key)) is not None:
                self._held.move_to_end(key)
            return found

    def keep(self, key: str, body: bytes) -> Kept:
        """Keep a page in the place of the one that was longest not asked for."""
        made = Kept(body, None if FORM.encode() in body else gzip.compress(body, 6, mtime=0))
        with self._lock:
            self._held[key] = made
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return made


def kept(view: Callable[..., Response]) -> Callable[..., Response]:
    """Decorate a page of the relationship `one` and `other` that is a function of its record, its address and what its reader may do and follows."""

    @wraps(view)
    def shown(**given: Any) -> Response:
        request: Request = given["request"]
        record = desk_of(request).record(*codes_of(given["one"], given["other"]))
        pages, user = record.once("pages", Pages), current_user(request)
        key = f"{request.url.path}?{request.url.query} {user} {request.cookies.get(FOLLOWED, '')} {record.stale}"
        found = pages.get(key)
        if found is None:
            request.state.form = FORM
            made = view(**given)
            if made.status_code != 200 or not isinstance(made, HTMLResponse):
                return made
            found = pages.keep(key, bytes(made.body))
        mark = csrf_token(request) if found.packed is None else ""
        tag = tag_of(hashlib.sha256(f"{FORM} {key} {record.version} {_whose(request) if mark else ''}".encode()).hexdigest())
        headers = {"ETag": tag}
        if matches(request, tag):
            return Response(status_code=304, headers=headers)
        if found.packed is None:
            return HTMLResponse(found.body.replace(FORM.encode(), mark.encode()), headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return HTMLResponse(found.packed, headers={**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        return HTMLResponse(found.body, headers=headers)

    return shown


def _whose(request: Request) -> str:
    """A name for the session whose token a page holds."""
    known = request.scope["state"]["asked"]
    secret: bytes = request.app.state.security.secret
    return hmac.new(secret, f"{known.session} {known.visit}".encode("utf-8", "surrogatepass"), "sha256").hexdigest()

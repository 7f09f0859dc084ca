"""Pages of a record kept as they were made, for as long as the record is as it was: made once, sent to whoever asks, and not at all to who has them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from ..keeping import Bodies
from ..rest.answers import matches, tag_of
from ..security import csrf_token, current_user
from .following import FOLLOWED
from .shared import codes_of, desk_of

FORM = f"form-{secrets.token_hex(16)}"
"""What stands for the token of a form in a page that is kept: each reader gets their own."""


def kept(view: Callable[..., Response]) -> Callable[..., Response]:
    """Decorate a page of the relationship `one` and `other` that is a function of its record, its address and what its reader may do and follows."""

    @wraps(view)
    def shown(**given: Any) -> Response:
        request: Request = given["request"]
        record = desk_of(request).record(*codes_of(given["one"], given["other"]))
        pages, user = record.once("pages", Bodies), current_user(request)
        key = f"{request.url.path}?{request.url.query} {user} {request.cookies.get(FOLLOWED, '')} {record.stale}"
        found = pages.get(key)
        if found is None:
            request.state.form = FORM
            made = view(**given)
            if made.status_code != 200 or not isinstance(made, HTMLResponse):
                return made
            found = pages.keep(key, made, packed=FORM.encode() not in made.body)
        mark = csrf_token(request) if FORM.encode() in found.plain else ""
        tag = tag_of(hashlib.sha256(f"{FORM} {key} {record.version} {_whose(request) if mark else ''}".encode()).hexdigest())
        if matches(request, tag):
            return Response(status_code=304, headers={"ETag": tag})
        if mark:
            found = found._replace(plain=found.plain.replace(FORM.encode(), mark.encode()))
        return found.response(request, ETag=tag)

    return shown


def _whose(request: Request) -> str:
    """A name for the session whose token a page holds."""
    known = request.scope["state"]["asked"]
    secret: bytes = request.app.state.security.secret
    return hmac.new(secret, f"{known.session} {known.visit}".encode("utf-8", "surrogatepass"), "sha256").hexdigest()

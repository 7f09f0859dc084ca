"""Which relationships a reader follows and what they have seen of the store: both kept in cookies, for they concern nobody else."""

from __future__ import annotations

import re
import time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from .shared import codes_of

router = APIRouter()
FOLLOWED = "bilat_follow"
SEEN = "bilat_seen"
MOST = 24
YEAR = 365 * 24 * 3600
AWAY = 1800
"""Seconds after which coming back is another visit."""


def followed(request: Request) -> list[str]:
    """Return the relationships that a reader chose to follow, as `KAZ-CHN`; none where nothing was chosen."""
    found = re.findall(r"[A-Z]{3}-[A-Za-z0-9]{2,16}", request.cookies.get(FOLLOWED, "")[:1000])
    return list(dict.fromkeys(found))[:MOST]


@router.post("/follow")
def follow(request: Request, one: Annotated[str, Form(max_length=100)], other: Annotated[str, Form(max_length=100)], stop: Annotated[str, Form(max_length=3)] = "") -> Response:
    """Follow a relationship, or stop following it."""
    codes = codes_of(one, other)
    name = "-".join(codes)
    kept = [pair for pair in followed(request) if pair != name]
    answer = RedirectResponse(f"/r/{codes[0]}/{codes[1]}", 303)
    answer.set_cookie(FOLLOWED, ".".join(kept if stop else [name, *kept][:MOST]), max_age=YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def last_seen(request: Request) -> tuple[int | None, str | None]:
    """Return the number of the last document that was there at a reader's last visit, and when that was; nulls at the first."""
    match = re.fullmatch(r"(\d{1,12})\.(\d{1,12})\.(\d{1,12})\.(\d{1,12})", request.cookies.get(SEEN, ""))
    if match is None:
        return None, None
    base, latest, then, when = (int(part) for part in match.groups())
    if time.time() - when > AWAY:
        base, then = latest, when
    return base, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(min(then, 2**33)))


def note_seen(request: Request, answer: Response, latest: int) -> None:
    """Note in the reader's cookie what they have now seen."""
    base, then = last_seen(request)
    now = int(time.time())
    match = re.fullmatch(r"\d+\.\d+\.(\d{1,12})\.(\d{1,12})", request.cookies.get(SEEN, ""))
    began = now if match is None else int(match[2]) if now - int(match[2]) > AWAY else int(match[1])
    value = f"{latest if base is None or then is None else base}.{latest}.{began}.{now}"
    answer.set_cookie(SEEN, value, max_age=YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https")

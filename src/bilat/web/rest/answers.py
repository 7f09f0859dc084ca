"""How the REST API answers: JSON by msgspec, a tag by which an unchanged answer is not sent again, lists in pages with opaque cursors."""

from __future__ import annotations

import base64
import binascii
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import URL

from ...errors import OptionError
from ...sources import check_country, check_date
from ...vocabulary import bounds

T = TypeVar("T")
Key = tuple[str, ...]

JSON = "application/json"
FRESH = "private, no-cache"
"""Kept by the browser, asked for again each time: what has not changed is then not sent."""

PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: PostgreSQL keeps no NUL, and nobody means one."""


class Page(msgspec.Struct, Generic[T], kw_only=True, frozen=True):
    """One page of a list: `next` is the cursor of the next one, null on the last; `total` counts what the filters let through, null where that is not known."""

    items: list[T]
    next: str | None = None
    total: int | None = None


class Paged(BaseModel):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200, description="Items of a page.")] = 50
    cursor: Annotated[
        str | None, Field(max_length=1000, pattern=r"^[A-Za-z0-9_-]+$", description="`next` of the page before; opaque, and it stays good when things are added.")
    ] = None


class Ordered(Paged):
    """What lists of dated things take."""

    order: Annotated[Literal["newest", "oldest"], Field(description="What comes first; what has no date comes last when the newest is first.")] = "newest"


Edtf = Annotated[str | None, Field(max_length=30, pattern=PLAIN, description="An EDTF date: `2024`, `2024-05`, `2024-05-06`.", examples=["2024-05"])]
Country = Annotated[str | None, Field(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3 code.", examples=["KAZ"])]
Words = Annotated[str | None, Field(max_length=200, pattern=PLAIN)]


class Days:
    """The days between which something must be possible, from two EDTF dates; `OptionError` for what is no date."""

    def __init__(self, since: str | None, until: str | None) -> None:
        check_date("since", since)
        check_date("until", until)
        self.first = bounds(since)[0] if since else None
        self.last = bounds(until)[1] if until else None

    def hold(self, *dates: str | None) -> bool:
        """Tell whether one of the dates can lie between them; with no bounds everything does, and with any what has no date does not."""
        if self.first is None and self.last is None:
            return True
        for date in dates:
            if date:
                start, end = bounds(date)
                if (self.first is None or end is None or end >= self.first) and (self.last is None or start is None or start <= self.last):
                    return True
        return False


def known_country(name: str, code: str | None) -> str | None:
    """Return a country's code as it was given; `OptionError` where it is none."""
    check_country(name, code)
    return code


# -- pages


def cursor_of(of: str, key: Sequence[str]) -> str:
    """Return the cursor after the item with this key, in the list that `of` names."""
    return base64.urlsafe_b64encode(msgspec.json.encode([_short(of), *key])).decode().rstrip("=")


def key_of(of: str, cursor: str | None) -> Key | None:
    """Return the key of the item after which a page begins; `OptionError` for a cursor of another list, or none at all."""
    if cursor is None:
        return None
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[str])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        found = []
    if len(found) < 2 or found[0] != _short(of):
        raise OptionError("cursor: this is none of this list's; give `next` of the page before, with the same order, or leave it out for the first page")
    return tuple(found[1:])


def page_of(of: str, items: Sequence[T], keys: Sequence[Key], asked: Paged, *, holds: Callable[[T], bool] | None = None, newest: bool = False, counted: bool = True) -> Page[T]:
    """Return a page of a list that is sorted by its keys, ascending; with `newest` from its end.

    Keys are unique, and a page goes on after the last item's key: what is added or taken away meanwhile neither doubles nor hides another.
    """
    name = f"{of} {'newest' if newest else 'oldest'}"
    after = key_of(name, asked.cursor)
    if newest:
        places = range((bisect_left(keys, after) if after is not None else len(keys)) - 1, -1, -1)
    else:
        places = range(bisect_right(keys, after) if after is not None else 0, len(keys))
    chosen: list[T] = []
    last: Key | None = None
    more = False
    for n in places:
        if holds is not None and not holds(items[n]):
            continue
        if len(chosen) == asked.limit:
            more = True
            break
        chosen.append(items[n])
        last = keys[n]
    total = None
    if counted:
        total = len(items) if holds is None else sum(map(holds, items))
    return Page(items=chosen, next=cursor_of(name, last) if more and last is not None else None, total=total)


def _short(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()[:6]


# -- answers


def answer(request: Request, value: Any, *, version: str | None = None, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a value as JSON with its tag, or 304 where the reader holds the same; `version` names the state that it was made from, else the body does."""
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    sent = {"ETag": tag_of(version if version is not None else hashlib.sha256(body).hexdigest()), "Cache-Control": FRESH, **(headers or {})}
    if matches(request, sent["ETag"]):
        return Response(status_code=304, headers=sent)
    if isinstance(value, Page) and value.next is not None:
        sent["Link"] = f'<{_next(request.url, value.next)}>; rel="next"'
    return Response(body, status, media_type=JSON, headers=sent)


def unchanged(request: Request, version: str) -> Response | None:
    """Return 304 where the reader holds what was made from this version, so that it need not be made; else null."""
    tag = tag_of(version)
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": FRESH}) if matches(request, tag) else None


def tag_of(version: str) -> str:
    """Return the entity tag of a version; a weak one, for a proxy may compress the body."""
    return f'W/"{version[:32]}"'


def matches(request: Request, tag: str) -> bool:
    """Tell whether the request's If-None-Match names the tag (RFC 9110, compared weakly)."""
    if request.method not in ("GET", "HEAD"):
        return False
    given = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    return "*" in given or tag in given or tag.removeprefix("W/") in given


def _next(url: URL, cursor: str) -> str:
    there = url.include_query_params(cursor=cursor)
    return f"{there.path}?{there.query}"

"""What there is over REST: how much the store holds and who asks, the publishers that bilat knows, the feeds that are followed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from ... import __version__
from ...record.feedbook import FeedState
from ...sources.publishers import Kind, Publisher, load_publishers
from ..security import current_user
from ..users import Role
from .answers import Country, Paged, Words, answer, known_country, page_of
from .errors import ApiRoute
from .filters import folded
from .paths import errors, told
from .shelf import desk_of

router = APIRouter(route_class=ApiRoute, tags=["holdings"])
_FAULTS = errors(401, 403, 422, 429, 503)


class StatusOf(msgspec.Struct, kw_only=True, frozen=True):
    """What the store holds, and who asks."""

    version: str
    documents: int
    copies: int
    readings: int
    failures: int
    user: str
    role: Role


class FeedOf(msgspec.Struct, kw_only=True, frozen=True):
    """A feed that is followed: when it was asked, answered and will be asked again (UTC), how often in a row it failed, and with what error."""

    url: str
    checked: str | None
    succeeded: str | None
    due: str | None
    failures: int
    error: str | None


class OfPublishers(Paged):
    """Of publishers, by country and name."""

    country: Country = None
    kind: Kind | None = None
    name: Annotated[Words, Field(description="Part of a name, an alias or a domain.")] = None


class OfFeeds(Paged):
    """Of feeds."""

    failing: Annotated[bool | None, Field(description="Only feeds whose last request failed, or only others.")] = None


_STATUS = {"version": "0.1.0", "documents": 412, "copies": 31, "readings": 410, "failures": 2, "user": "Ana", "role": "reviewer"}
_PUBLISHER = {"name": "Ministry of Foreign Affairs of Ruritania", "domains": ["mfa.example.org"], "country": "KAZ", "kind": "ministry", "languages": ["en"]}


@router.get("/status", responses=told("StatusOf", "What the store holds.", _STATUS) | _FAULTS)
def status(request: Request) -> Response:
    """Say which bilat this is, how much the store holds, and who asks with what role."""
    user = current_user(request)
    return answer(request, StatusOf(version=__version__, **desk_of(request).store.counts(), user=user.name, role=user.role))


@router.get("/publishers", responses=told("Page_Publisher_", "Publishers, by country and name.", {"items": [_PUBLISHER], "next": None, "total": 1}) | _FAULTS)
def publishers(request: Request, asked: Annotated[OfPublishers, Query()]) -> Response:
    """List the publishers that bilat knows, with their domains and the country for which they speak."""
    country, wanted = known_country("country", asked.country), folded(asked.name)

    def holds(item: Publisher) -> bool:
        return (
            (country is None or item.country == country)
            and (asked.kind is None or item.kind == asked.kind)
            and (wanted is None or any(wanted in (folded(name) or "") for name in (item.name, *item.aliases, *item.domains)))
        )

    known = sorted((((item.country or "", item.name, item.domains[0] if item.domains else ""), item) for item in load_publishers()), key=lambda pair: pair[0])
    return answer(request, page_of("publishers", [item for _, item in known], [key for key, _ in known], asked, holds=holds))


@router.get("/feeds", responses=told("Page_FeedOf_", "Feeds, by address.", {"items": [], "next": None, "total": 0}) | _FAULTS)
def feeds(request: Request, asked: Annotated[OfFeeds, Query()]) -> Response:
    """List the feeds that are followed, and how fresh each is."""
    states = [state for state in desk_of(request).store.feeds.states() if asked.failing is None or (state.failures > 0) == asked.failing]
    return answer(request, page_of("feeds", [_feed_of(state) for state in states], [(state.url,) for state in states], asked))


def _feed_of(state: FeedState) -> FeedOf:
    return FeedOf(url=state.url, checked=state.checked, succeeded=state.succeeded, due=state.due, failures=state.failures, error=state.error)

"""Official statistics over REST: the series that the store holds, the check of one claim, and the chart of a trade."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ... import api
from ...errors import OptionError
from ...statistics.holdings import Holdings
from ...statistics.series import WORLD, Flow
from ...statistics.verdict import Check
from .answers import PLAIN, Paged, Words, answer, known_country, page_of
from .errors import ApiRoute, not_found
from .paths import One, Other, errors, told
from .shelf import desk_of, indexed_at, kept

router = APIRouter(route_class=ApiRoute, tags=["statistics"])

Reporter = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="Whose statistics: ISO 3166-1 alpha-3 code.", examples=["KAZ"])]
Partner = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="Trade with whom: ISO 3166-1 alpha-3 code, or WLD for all.", examples=["CHN"])]


class OfSeries(Paged):
    """Of the values of official series, by flow and period."""

    flow: Flow | None = None
    step: Annotated[Literal["year", "month"] | None, Field(description="Values of years only, or of months.")] = None
    source: Annotated[Words, Field(description="The body and dataset, as in `UN Comtrade`.")] = None


class OfClaim(BaseModel):
    """A claim."""

    model_config = ConfigDict(extra="forbid")

    claim: Annotated[str, Field(min_length=1, max_length=300, pattern=PLAIN, examples=["KAZ CHN turnover 2023 41 bn USD"])]


class OfTrade(BaseModel):
    """A chart."""

    model_config = ConfigDict(extra="forbid")

    flow: Annotated[Flow, Field(description="Exports and imports are those of the first party.")] = "turnover"


class CheckedClaim(msgspec.Struct, kw_only=True, frozen=True):
    """What official statistics say of a claim, and that in a line."""

    claim: str
    summary: str
    check: Check


_VALUE = {"reporter": "KAZ", "partner": "CHN", "flow": "exports", "period": "2023", "value": 14.7e9, "unit": "USD", "source": "UN Comtrade"}


@router.get("/statistics/series/{reporter}/{partner}", responses=told("Page_Observation_", "Current values, by flow and period.", {"items": [_VALUE], "next": None, "total": 1}) | errors(401, 403, 422, 429, 503))  # fmt: skip
def series(request: Request, reporter: Reporter, partner: Partner, asked: Annotated[OfSeries, Query()]) -> Response:
    """List the current values that each source gives of one country's trade with another; turnover is added up where a source gives none of its own."""
    known_country("reporter", reporter)
    if partner != WORLD:
        known_country("partner", partner)
    held = Holdings(desk_of(request).store).series([reporter], partners=[partner])
    found = [
        value
        for flow in get_args(Flow)
        if asked.flow in (None, flow)
        for period in held.periods(reporter, partner, flow)
        if asked.step is None or len(period) == (4 if asked.step == "year" else 7)
        for value in held.of(reporter, partner, flow, period)
        if asked.source is None or value.source == asked.source
    ]
    found.sort(key=lambda value: (value.flow, value.period, value.source, value.unit))
    return answer(request, page_of(f"series {reporter} {partner}", found, [(value.flow, value.period, value.source, value.unit) for value in found], asked))


@router.get("/statistics/check", responses=told("CheckedClaim", "The check.", None) | errors(401, 403, 422, 429, 503))
def check(request: Request, asked: Annotated[OfClaim, Query()]) -> Response:
    """Hold one claim of trade against the official series of both countries: matches both, matches one, differs, or no data; a claim is never called false."""
    found = api.check(desk_of(request).store, asked.claim)
    return answer(request, CheckedClaim(claim=asked.claim, summary=found.summary(), check=found))


@router.get("/r/{one}/{other}/trade", responses=told("TradeChart", "Two series and the claims.", None) | errors(401, 403, 404, 422, 429, 503))
@kept
def trade(request: Request, one: One, other: Other, asked: Annotated[OfTrade, Query()]) -> Response:
    """Lay what both countries' statistics say of their trade, year by year, beside what documents claimed."""
    found = indexed_at(request, one, other)
    try:
        return answer(request, api.trade_chart(desk_of(request).store, found.record, asked.flow), version=found.version)
    except OptionError as error:  # a record of more than two has no chart
        raise not_found(str(error)) from None

"""The OpenAPI document of the REST API: its routes, and the contract's types as they are encoded."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi

from ... import __version__
from ...record.model import (
    Conflict,
    Dated,
    Mechanism,
    Person,
    Record,
    RecordCommitment,
    RecordDocument,
    RecordEvent,
    RecordFigure,
    RecordInstrument,
    RecordRegime,
    RecordRelation,
    RecordStatement,
)
from ...record.reviews import Review
from ...sources.publishers import Publisher
from ...statistics.series import Observation
from ...views.comparison import Comparison
from ...views.trade import TradeChart
from ...vocabulary import Reading
from .answers import Page, answer
from .documents import CheckOf, FactOf, Kept
from .errors import ApiRoute, Error
from .holdings import FeedOf, StatusOf
from .paths import with_examples
from .records import Overview
from .reviews import MergeOf
from .search import SearchPage
from .shelf import Pair
from .statistics import CheckedClaim

TYPES: list[Any] = [
    Error,
    Record,
    Overview,
    Comparison,
    Reading,
    Kept,
    FactOf,
    SearchPage,
    Review,
    CheckedClaim,
    TradeChart,
    StatusOf,
    *(
        Page[item]  # type: ignore[valid-type]
        for item in (
            Pair,
            RecordDocument,
            Person,
            RecordEvent,
            Mechanism,
            RecordInstrument,
            RecordCommitment,
            RecordFigure,
            RecordRegime,
            RecordRelation,
            RecordStatement,
            Dated,
            Conflict,
            FactOf,
            MergeOf,
            Review,
            Observation,
            Publisher,
            FeedOf,
        )
    ),
]
"""What bodies are made of; msgspec both encodes them and tells their schemas, so that the two cannot differ."""

DESCRIPTION = """The record of bilateral relationships: everything that a page shows, as JSON.

Lists come in pages: `next` of one is the `cursor` of the following one, and stays good when things are added. Answers carry an ETag; send it in
If-None-Match, and what has not changed is not sent again. Errors have one shape. Dates are EDTF, countries ISO 3166-1 alpha-3, offsets `[start, end)` in
Unicode code points of a document's text. Programs send an API token: `Authorization: Bearer …`."""

router = APIRouter(route_class=ApiRoute)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Give the OpenAPI document."""
    return answer(request, document())


@cache
def document() -> bytes:
    """Return the OpenAPI document, made once."""
    from . import api

    made = get_openapi(title="bilat", version=__version__, openapi_version="3.1.0", summary="The record of bilateral relationships.", description=DESCRIPTION, routes=api.routes)
    _, types = msgspec.json.schema_components([*TYPES, list[CheckOf]], ref_template="#/components/schemas/{name}")
    components = made.setdefault("components", {})
    ours = {name: _open(schema) for name, schema in types.items()}
    ours["Checks"] = {"title": "Checks", "type": "array", "items": {"$ref": "#/components/schemas/CheckOf"}}
    components["schemas"] = {**{name: schema for name, schema in components.get("schemas", {}).items() if name not in ("HTTPValidationError", "ValidationError")}, **ours}
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token, as `bilat user token` makes it."},
        "session": {"type": "apiKey", "in": "cookie", "name": "bilat_session", "description": "A login in the browser; what changes something also needs the header X-CSRF-Token."},
    }
    made["paths"] = with_examples(made["paths"])
    made["security"] = [{"token": []}, {"session": []}]
    return msgspec.json.encode(made)


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """A type's schema in which what is always sent is required: defaults are encoded too."""
    if schema.get("type") == "object" and "properties" in schema and schema.get("title") not in ("ErrorTold",):
        return {**schema, "required": list(schema["properties"])}
    return schema

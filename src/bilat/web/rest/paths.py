"""What stands in the paths and headers of the REST API, told once for all its routes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path

from .answers import PLAIN

One = Annotated[str, Path(description="A country by its code or any usual name.", max_length=80, pattern=PLAIN, examples=["KAZ"])]
Other = Annotated[str, Path(description="Another country, a region or organisation, or `everyone`.", max_length=80, pattern=PLAIN, examples=["CHN"])]
ThingId = Annotated[str, Path(description="The id of a thing in the record.", max_length=80, pattern=PLAIN, examples=["e4f0c2a9d31"])]
DocumentId = Annotated[str, Path(description="The id of a document.", max_length=200, pattern=PLAIN, examples=["9f86d081884c7d65"])]
FactId = Annotated[str, Path(description="The id of a fact in its document.", max_length=80, pattern=PLAIN, examples=["f3"])]


_examples: list[Any] = []


def shown(example: Any) -> str:
    """Keep an example and return what stands for it until the document is made: FastAPI would leave out its nulls."""
    _examples.append(example)
    return f"example {len(_examples) - 1}"


def with_examples(part: Any) -> Any:
    """Return a part of the OpenAPI document with the examples in their places."""
    if isinstance(part, dict):
        return {name: _examples[int(value.split()[1])] if name == "example" and isinstance(value, str) else with_examples(value) for name, value in part.items()}
    return [with_examples(each) for each in part] if isinstance(part, list) else part


def told(model: str, description: str, example: Any = None, status: int = 200, cached: bool = True) -> dict[int | str, dict[str, Any]]:
    """Return how a route's success is told in the OpenAPI document; `model` names a schema that schema.py adds to it."""
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    if example is not None:
        content["example"] = shown(example)
    found: dict[int | str, dict[str, Any]] = {status: {"description": description, "content": {"application/json": content}}}
    if cached:
        found[status]["headers"] = {
            "ETag": {"description": "Changes whenever the answer does.", "schema": {"type": "string"}},
            "Cache-Control": {"description": "Kept by the reader alone and asked for again each time.", "schema": {"type": "string"}},
        }
        found[304] = {"description": "The reader holds what If-None-Match names, and it is still so."}
    return found


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how the errors of a route are told in the OpenAPI document."""
    return {
        status: {"description": _ERRORS[status][0], "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}, "example": shown(_example(status))}}}
        for status in statuses
    }


_ERRORS = {
    400: ("The body is no JSON in UTF-8.", "bad_request", "There was an error parsing the body"),
    401: ("Nobody is logged in, or the token is not known.", "login_needed", "log in, or send a token: Authorization: Bearer bilat_…"),
    403: ("The user's role does not reach so far.", "not_allowed", "this needs the role reviewer"),
    404: ("The path names nothing.", "not_found", "Kazakstan: no country is known by this name; did you mean KAZ (Kazakhstan)?"),
    409: (
        "Another person has judged the same meanwhile; the judgement is told in `error.review`.",
        "conflict",
        "Ana judged this on 2024-05-07: reject; look at it, and send `expected` with its id to judge again",
    ),
    413: ("The request is too large.", "too_large", "body: larger than is taken"),
    422: ("A parameter or the body says something that means nothing.", "invalid", "since: '2024-13' is no date; give it as YYYY-MM-DD, YYYY-MM or YYYY"),
    429: ("Too many requests; Retry-After says when to come again.", "too_many_requests", "too many requests; wait 12 seconds"),
    503: ("The store cannot be reached or is held by another process; Retry-After says when to come again.", "unavailable", "bilat.db: another process holds the store"),
}


def _example(status: int) -> dict[str, Any]:
    error: dict[str, Any] = {"status": status, "code": _ERRORS[status][1], "message": _ERRORS[status][2]}
    if status == 409:
        error["review"] = REVIEW
    return {"error": error}


REVIEW = {
    "id": "5d1f0c9be2a4",
    "made": "2024-05-07T09:30:00.000000Z",
    "reviewer": "Ana",
    "verdict": "reject",
    "subject": ["9f86d081884c7d65:meeting:39-191"],
    "detail": None,
    "undoes": None,
}

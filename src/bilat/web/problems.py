"""What is told when a request cannot be answered: one shape for programs, one page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from markupsafe import escape
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

CODES = {
    400: "bad_request",
    401: "login_needed",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "changed_meanwhile",
    413: "too_large",
    415: "media_type",
    422: "invalid",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}
"""The usual `code` of a status."""

MESSAGES = {
    404: "There is nothing at this address.",
    405: "This address does not take such a request.",
    500: "Something went wrong here. It has been noted; try again, and tell whoever runs this server if it goes on.",
}


class Problem(HTTPException):
    """A request that is refused: HTTP `status`, a `code` for programs, a message for people that says the way out."""

    def __init__(self, status: int, message: str, *, code: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, message, headers)
        self.code = code or CODES.get(status, "error")


def error_json(status: int, code: str, message: str) -> dict[str, Any]:
    """Return the one shape of an error."""
    return {"error": {"status": status, "code": code, "message": message}}


def wants_page(path: str, headers: Headers) -> bool:
    """Tell whether whoever asks is a person at a browser and not a program."""
    return not path.startswith("/api") and ("text/html" in headers.get("accept", "") or "hx-request" in headers)


def problem_response(request: Request, problem: Problem) -> Response:
    """Return the answer that tells of a problem: JSON for programs and under /api, a page for people.

    The page is made by `app.state.error_page`, a function of the request and the problem; what has just failed is not asked again.
    """
    if not wants_page(request.url.path, request.headers):
        return JSONResponse(error_json(problem.status_code, problem.code, problem.detail), problem.status_code, problem.headers)
    own = getattr(request.app.state, "error_page", None)
    page = own if own is not None and problem.status_code != 500 else plain_page
    return HTMLResponse(page(request, problem), problem.status_code, problem.headers)


def plain_page(_: Request, problem: Problem) -> str:
    """Return a page that tells of a problem and needs nothing else to work."""
    title = HTTPStatus(problem.status_code).phrase
    return page_of(title, f'<p role="alert">{escape(problem.detail)}</p><p><a href="/">Home</a></p>')


def page_of(title: str, body: str) -> str:
    """Return a bare page in the application's style; `body` is markup, `title` is text."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · bilat</title><link rel="stylesheet" href="/static/style.css"></head>'
        f'<body><main id="main"><h1>{escape(title)}</h1>{body}</main></body></html>'
    )

"""What the REST API answers when it cannot do what it was asked: one shape, `{"error": {"status", "code", "message"}}`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import msgspec
from anyio import to_thread
from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from ...errors import BilatError, InputError, OptionError, OvertakenError, StoreError, TooLargeError
from ...record.reviews import Review
from ..problems import CODES


class ErrorTold(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """What went wrong and what to do; with `conflict`, the `review` that another person has made meanwhile."""

    status: int
    code: str
    message: str
    review: Review | None = None


class Error(msgspec.Struct, kw_only=True, frozen=True):
    """The body of every answer that is no success."""

    error: ErrorTold


def error_answer(status: int, message: str, *, code: str | None = None, review: Review | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as an answer."""
    body = msgspec.json.encode(Error(error=ErrorTold(status=status, code=code or CODES.get(status, "error"), message=message, review=review)))
    return Response(body, status, media_type="application/json", headers={"Cache-Control": "no-store", **(headers or {})})


def not_found(message: str) -> HTTPException:
    """Return what to raise where a path names nothing."""
    return HTTPException(404, message)


class ApiRoute(APIRoute):
    """A route whose errors all have the API's shape, whatever application it is part of."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestValidationError as error:
                return error_answer(422, "; ".join(_place(fault) for fault in error.errors()))
            except HTTPException as error:
                return error_answer(error.status_code, str(error.detail), code=getattr(error, "code", None), headers=error.headers)
            except OvertakenError as error:
                return error_answer(409, str(error), review=await to_thread.run_sync(_overtaker, request, error))
            except BilatError as error:
                return error_answer(status_of(error), str(error), headers={"Retry-After": "5"} if status_of(error) == 503 else None)

        return handle


def _overtaker(request: Request, error: OvertakenError) -> Review | None:
    """The review of the other person."""
    from .book import book_of

    return book_of(request).with_id(error.review) if error.review is not None else None


def status_of(error: BilatError) -> int:
    """Return the HTTP status that says what kind of thing went wrong."""
    if isinstance(error, TooLargeError):
        return 413
    if isinstance(error, OptionError | InputError):
        return 422
    if isinstance(error, StoreError):
        return 503
    return 400


def _place(fault: Mapping[str, Any]) -> str:
    """One fault of a request: the parameter or the place in the body, and what is wrong with it."""
    where = ".".join(str(part) for part in fault.get("loc", ()) if part not in ("query", "path", "body"))
    return f"{where or 'request'}: {fault.get('msg', 'invalid')}"

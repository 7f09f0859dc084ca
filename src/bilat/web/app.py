"""The web application: the gate, the pages, the REST API and what errors look like, put together."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from .. import __version__
from ..errors import BilatError, FetchError, InputError, OptionError, StoreError, StoreFullError, StoreLockedError
from ..record.store import Store
from . import entrance, pages, rest
from .access import Access
from .desk import Desk
from .gate import Gate
from .problems import MESSAGES, Problem, problem_response, wants_page
from .security import Limits, Security, declared, guard, login_address

MAX_BODY = 32 * 1024 * 1024
"""Bytes of one request, unless it is said otherwise."""
THREADS = 6
"""So many requests are worked on at once."""
PARTS = (rest.router, entrance.router, pages.router)
"""All routes. The first that fits answers, so the pages come last: one of theirs fits whatever stands under a relationship, its feeds too."""


def create_app(
    store: str | os.PathLike[str] | Store,
    *,
    access: Access | None = None,
    secure: bool | None = None,
    limits: Limits | None = None,
    max_body: int = MAX_BODY,
    threads: int = THREADS,
    helped: bool = True,
) -> FastAPI:
    """Make the application over a store, given by its address or opened already.

    `access` says from where it can be reached, by default from this machine only; `secure`, which goes before the one in `access`, whether cookies
    go over https only. With `helped` what takes long is done in processes beside it, from when it is started.
    `app.state` holds the `desk` and the `security`. `StoreError` where the store cannot be opened.
    """
    access = access or Access()
    if secure is not None:
        access = replace(access, secure=secure)
    opened = store if isinstance(store, Store) else Store(store)
    security = Security(opened, access, limits)
    desk = Desk(opened)
    desk.prepare += [pages.prepare, rest.prepare]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = threads
        desk.helper.apart = helped
        sys.setswitchinterval(0.001)  # what is done behind the readers' backs lets them go first
        yield
        desk.close()
        if opened is not store:
            opened.close()

    app = FastAPI(
        title="bilat",
        version=__version__,
        description="The record of bilateral relationships, as `bilat serve` shows it.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        dependencies=[Depends(guard)],
        middleware=[Middleware(Gate, security=security, max_body=max_body), Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)],
    )
    app.state.desk, app.state.security, app.state.declared = desk, security, {}
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static", check_dir=False), name="static")
    for part in PARTS:
        app.include_router(part)
    app.state.error_page, app.state.login_page = pages.error_page, pages.login_page
    _tell_errors(app)
    app.state.declared = declared(app)
    for context in iter_route_contexts(app.routes):
        # a route that is not FastAPI's does not pass `guard`
        if not isinstance(context.original_route, APIRoute) and context.path != "/static":
            raise TypeError(f"{context.path}: only routes of FastAPI can be part of this application")
    return app


def _tell_errors(app: FastAPI) -> None:
    async def problem(request: Request, error: Any) -> Response:
        told = error if isinstance(error, Problem) else _problem_of(error)
        if told.status_code == 401 and told.code == "login_needed" and wants_page(request.url.path, request.headers):
            if "hx-request" in request.headers:
                return Response(status_code=401, headers={"HX-Redirect": "/login"})
            if request.method == "GET":
                return RedirectResponse(login_address(request), 303)
        return problem_response(request, told)

    for kind in (HTTPException, RequestValidationError, BilatError):
        app.add_exception_handler(kind, problem)


def _problem_of(error: Exception) -> Problem:
    """The problem that an error is to whoever asked."""
    if isinstance(error, HTTPException):
        usual = error.detail == HTTPStatus(error.status_code).phrase
        said = MESSAGES.get(error.status_code, str(error.detail)) if usual else str(error.detail)
        return Problem(error.status_code, said, headers=dict(error.headers or {}))
    if isinstance(error, RequestValidationError):
        return Problem(422, "; ".join(f"{'.'.join(str(part) for part in wrong['loc'])}: {wrong['msg']}" for wrong in error.errors()[:20]))
    if isinstance(error, OptionError):
        return Problem(400, str(error), code="option")
    if isinstance(error, InputError):
        return Problem(422, str(error), code="unreadable")
    if isinstance(error, FetchError):
        return Problem(422, str(error), code="not_fetched")
    if isinstance(error, StoreLockedError):
        return Problem(503, "The store is busy just now; nothing was changed. Try again in a moment.", code="busy", headers={"Retry-After": "5"})
    if isinstance(error, StoreFullError):
        return Problem(503, "No room is left on the disk of the store; nothing was changed.", code="full")
    if isinstance(error, StoreError) and "has this id" in str(error):
        return Problem(404, str(error).partition(";")[0])
    return Problem(503, "The store does not answer as it should; whoever runs this server finds the reason with `bilat failures`.")

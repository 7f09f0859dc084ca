"""The pages: everything that is shown in a browser, made on the server from the record and the documents."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Depends
from starlette.requests import Request

from ..problems import Problem
from ..security import csrf_token, maybe_user, require
from . import add, documents, following, home, ledger, relation, review, search, things
from .index import prepare
from .shared import templates

__all__ = ["error_page", "login_page", "prepare", "router"]

router = APIRouter(include_in_schema=False, dependencies=[Depends(require("reader"))])
for part in (home, following, search, add, review, documents, things, ledger, relation):
    router.include_router(part.router)


def error_page(request: Request, problem: Problem) -> str:
    """Return the markup of the page that tells of a problem."""
    title = HTTPStatus(problem.status_code).phrase
    return templates.get_template("error.html").render(request=request, path=request.url.path, title=title, problem=problem, **_bare(request))


def login_page(request: Request, *, next: str, name: str, wrong: str | None) -> str:
    """Return the markup of the page on which users log in."""
    return templates.get_template("login.html").render(request=request, path=request.url.path, next=next, name=name, wrong=wrong, **_bare(request))


def _bare(request: Request) -> dict[str, object]:
    """What pages need that are shown to anyone, even where it is not known who asks."""
    known = "asked" in request.scope.get("state", {})
    return {"user": maybe_user(request) if known else None, "csrf": lambda: csrf_token(request) if known else ""}

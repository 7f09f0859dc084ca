"""Logging in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from markupsafe import escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from .problems import Problem, page_of
from .security import User, anyone, csrf_token, safe_next, sign_in, sign_out

router = APIRouter()

Visitor = Annotated[User | None, Depends(anyone)]


@router.get("/login", include_in_schema=False)
def login_page(request: Request, _: Visitor, next: str = "/") -> HTMLResponse:
    """Show the form."""
    return HTMLResponse(_form(request, safe_next(next)))


@router.post("/login", include_in_schema=False)
def login(request: Request, _: Visitor, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Log in and go on to where the user was going, or show the form again with what is wrong."""
    try:
        sign_in(request, name, password)
    except Problem as problem:
        return HTMLResponse(_form(request, safe_next(next), name, problem.detail), problem.status_code, problem.headers)
    return RedirectResponse(safe_next(next), 303)


@router.post("/logout", include_in_schema=False)
def logout(request: Request, _: Visitor) -> Response:
    """Log out."""
    sign_out(request)
    return RedirectResponse("/login", 303, headers={"Clear-Site-Data": '"cache"'})


def _form(request: Request, next: str, name: str = "", wrong: str | None = None) -> str:
    state = request.app.state
    if (page := getattr(state, "login_page", None)) is not None:
        made: str = page(request, next=next, name=name, wrong=wrong)
        return made
    told = f'<p role="alert">{escape(wrong)}</p>' if wrong else ""
    return page_of(
        "Log in",
        f'{told}<form method="post" action="/login"><input type="hidden" name="csrf" value="{csrf_token(request)}">'
        f'<input type="hidden" name="next" value="{escape(next)}">'
        f'<p><label>Name <input name="name" value="{escape(name)}" autocomplete="username" required></label></p>'
        '<p><label>Password <input type="password" name="password" autocomplete="current-password" required></label></p>'
        '<p><button type="submit">Log in</button></p></form>',
    )

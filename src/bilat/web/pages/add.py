"""Adding: paste a text, give a link or upload files, see at once how they are read, and keep them or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ...errors import BilatError
from ...record.parties import country_of
from ...sources import Metadata, check_metadata
from ...views.describe import title_of
from ..problems import Problem
from ..security import current_user, require
from .documents import pairs_of
from .marking import stretches, told_of
from .pending import Given, Pending, Pendings
from .shared import desk_of, kept_in, render

router = APIRouter(dependencies=[Depends(require("reviewer"))])
PATIENCE = 4.0
"""Seconds for which the answer is waited for before the page that tells of progress is shown."""
LONGEST = 1_000_000
FILES = 50
Line = Annotated[str, Form(max_length=2000)]


@router.get("/add", response_class=HTMLResponse)
def form(request: Request) -> Response:
    """The form."""
    return render(request, "add.html", error=None, given={})


@router.post("/add", response_class=HTMLResponse)
def give(
    request: Request,
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    url: Line = "",
    title: Line = "",
    publisher: Line = "",
    published: Line = "",
    side: Line = "",
    files: Annotated[Sequence[UploadFile] | None, File()] = None,
) -> Response:
    """Take what was given and show how it is read; nothing is kept yet."""
    given = {"text": text, "url": url, "title": title, "publisher": publisher, "published": published, "side": side}
    uploads = [(file.filename or "upload", file.file.read()) for file in files or () if file.filename]
    try:
        metadata = Metadata(
            url=url.strip() or None if text.strip() else None, title=title.strip() or None, publisher=publisher.strip() or None, published=published.strip() or None,
            side=country_of(side) if side.strip() else None,
        )  # fmt: skip
        check_metadata(metadata)
    except BilatError as error:
        return render(request, "add.html", 422, error=str(error), given=given)
    link = url.strip() if not text.strip() and not uploads else ""
    if not (text.strip() or link or uploads) or len(uploads) > FILES:
        wrong = f"At most {FILES} files are taken at once." if uploads else "Nothing was given: paste a text, give a link or choose files."
        return render(request, "add.html", 422, error=wrong, given=given)
    if link and not link.startswith(("http://", "https://")):
        return render(request, "add.html", 422, error="A link begins with https:// or http://.", given=given)
    pending = _held(request).take(desk_of(request).store, current_user(request).name, Given(text, link, uploads, metadata), PATIENCE)
    return RedirectResponse(f"/add/{pending.id}", 303)


@router.get("/add/{id}", response_class=HTMLResponse)
def shown(request: Request, id: str) -> Response:
    """What was given: its progress, then its reading, then where it is kept."""
    pending = _pending(request, id)
    told = [(reading, told_of(reading, {})) for reading in pending.readings] if pending.state == "ready" else []
    previews = [
        (reading, facts, stretches(reading.document.text, reading, facts), [(actor, title_of(actor)) for actor in reading.actors if actor.type == "person"])
        for reading, facts in told[:1]
    ]
    pairs = sorted({pair for reading in pending.readings for pair in pairs_of(reading)[:2]})
    return render(request, "added.html", pending=pending, previews=previews, told=told, pairs=pairs[:8])


@router.post("/add/{id}", response_class=HTMLResponse)
def decide(request: Request, id: str, what: Annotated[str, Form(max_length=10)]) -> Response:
    """Keep what was found, or let go of it."""
    pending = _pending(request, id)
    if what == "keep":
        _held(request).keep(desk_of(request).store, pending, PATIENCE)
        return RedirectResponse(f"/add/{pending.id}", 303)
    _held(request).forget(pending)
    return RedirectResponse("/add", 303)


def _held(request: Request) -> Pendings:
    return kept_in(request, "pendings", Pendings)


def _pending(request: Request, id: str) -> Pending:
    pending = _held(request).of(id, current_user(request).name)
    if pending is None:
        raise Problem(404, "What was given is not held any more: what is not kept is forgotten after an hour. Give it again.")
    return pending

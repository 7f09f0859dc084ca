"""What every page needs: the templates, the relationship that an address names, links to things and to the words that they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...errors import OptionError
from ...record.model import Source
from ...record.parties import EVERYONE, parties_of
from ...views.checks import publisher_of
from ...views.describe import in_words
from ..desk import Desk
from ..problems import Problem
from ..security import csrf_token, current_user
from . import words
from .index import Index, index_of

PAGE = 50
"""Rows of one page of a list."""
_PREFIX = {"event": "e", "person": "p", "instrument": "i", "commitment": "c", "figure": "f"}
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Relationship:
    """The relationship that an address names: its two codes as they stand there, its name, and the record as it is shown."""

    one: str
    other: str
    index: Index
    stale: bool

    @property
    def base(self) -> str:
        """The end of every address of the relationship."""
        return f"{quote(self.one, safe='')}/{quote(self.other, safe='')}"

    @property
    def name(self) -> str:
        """What it is called."""
        record = self.index.record
        other = record.counterpart or ("everyone" if self.other == EVERYONE else words.land(self.other))
        return f"{words.land(self.one)} – {other}"

    @property
    def pair(self) -> bool:
        """Whether it is of two countries."""
        return self.other != EVERYONE and self.index.record.counterpart is None

    def page(self, part: str = "") -> str:
        """Return the address of one of its pages."""
        return f"/r/{self.base}" + (f"/{part}" if part else "")

    def link(self, id: str) -> str | None:
        """Return the address of a thing of the record; null for an id that it has not."""
        thing = self.index.things.get(id)
        if thing is None:
            return None
        if thing.kind in _PREFIX:
            return f"/{_PREFIX[thing.kind]}/{self.base}/{quote(id)}"
        if thing.kind == "statement":
            return f"/p/{self.base}/{quote(thing.it.speaker)}#{quote(id)}" if self.index.things.get(thing.it.speaker or "") else None
        return self.page("mechanisms" if thing.kind == "mechanism" else "") + f"#{quote(id)}"

    def source(self, source: Source) -> str:
        """Return the address of the words that a source rests on."""
        place = f"/d/{quote(source.document)}?of={quote(self.one)}-{quote(self.other)}"
        if source.fact:
            return f"{place}#{quote(source.fact)}"
        return f"{place}&at={source.evidence[0][0]}-{source.evidence[0][1]}#at" if source.evidence else place

    def by(self, source: Source) -> str:
        """Return who published a source's document."""
        document = self.index.documents.get(source.document)
        return publisher_of(document, document.side if document else None)

    def who(self, id: str) -> str:
        """Return a person's name by its id in the record, or a country's by its code."""
        thing = self.index.things.get(id)
        return thing.title if thing else words.land(id)


def codes_of(one: str, other: str) -> tuple[str, str]:
    """Return the codes that two names of an address stand for; an error page where they name no relationship."""
    try:
        parties = parties_of([one, other])
    except OptionError as error:
        raise Problem(404, str(error)) from None
    second = parties.group.code if parties.group else parties.codes[1] if len(parties.codes) == 2 else EVERYONE
    return parties.codes[0], second


def desk_of(request: Request) -> Desk:
    """Return the desk of the application that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def relationship(request: Request, one: str, other: str, *, wait: bool = False) -> Relationship:
    """Return the relationship that an address names, with its record; an error page where it names none."""
    codes = codes_of(one, other)
    shown = desk_of(request).record(*codes, wait=wait)
    return Relationship(*codes, index_of(shown), shown.stale)


def kept_in(request: Request, name: str, make: type[_Item]) -> _Item:
    """Return what the application keeps under a name, made where it is not there yet."""
    state = request.app.state
    if not hasattr(state, f"pages_{name}"):
        setattr(state, f"pages_{name}", make())
    held: _Item = getattr(state, f"pages_{name}")
    return held


class Listed(NamedTuple, Generic[_Item]):
    """One page of a list, with how many there are in all."""

    rows: list[_Item]
    number: int
    pages: int
    total: int
    first: int


def listed(items: Sequence[_Item], page: int, size: int = PAGE) -> Listed[_Item]:
    """Return one page of a list, the last where the number is past it."""
    pages = max(1, -(-len(items) // size))
    number = min(max(page, 1), pages)
    first = (number - 1) * size
    return Listed(list(items[first : first + size]), number, pages, len(items), first)


def with_query(request: Request, **changes: object) -> str:
    """Return the address of this page with some of its query changed; null takes one away."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    query = urlencode([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])
    return f"{request.url.path}?{query}" if query else request.url.path


_WEB = Path(__file__).parents[1]


def _version(name: str) -> str:
    """A name for what a file holds now, so that browsers keep it until it changes."""
    file = _WEB / "static" / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else "none"


templates = Environment(loader=FileSystemLoader(_WEB / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, auto_reload=False)
templates.filters.update(
    {name: getattr(words, name) for name in ("words", "land", "lands", "day", "moment", "moment_of", "capital", "claim_words", "value_words", "percent", "unquoted")}
    | {"count": lambda number: f"{number:,}", "amount": in_words}
)
templates.globals.update(
    {name: getattr(words, name) for name in ("event_title", "instrument_title", "commitment_title", "figure_title", "span", "NOTHING", "MARKS")}
    | {"with_query": with_query, "style_version": _version("style.css"), "script_version": _version("app.js")}
)


def render(request: Request, name: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Return a page made from a template; everything in it that is no template is escaped."""
    user = current_user(request)
    made = templates.get_template(name).render(
        request=request, path=request.url.path, user=user, csrf=lambda: getattr(request.state, "form", None) or csrf_token(request), **context
    )
    return HTMLResponse(made, status_code)


def quotes(request: Request, sources: Sequence[Source]) -> dict[tuple[str, str | None, int], str]:
    """Return the words of sources, by document, fact and place, for as many as a page shows."""
    texts = desk_of(request).store.texts({source.document for source in sources})
    found: dict[tuple[str, str | None, int], str] = {}
    for source in sources:
        text = texts.get(source.document)
        if text is not None and source.evidence:
            told = " … ".join(" ".join(text[start:end].split()) for start, end in source.evidence)
            found[source.document, source.fact, source.evidence[0][0]] = told if len(told) <= 420 else told[:418].rsplit(" ", 1)[0] + " …"
    return found

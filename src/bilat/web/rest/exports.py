"""What is taken away over REST: the tables of a record as files, and the brief on a relationship."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ... import api
from ...errors import OptionError
from ...record.store import Store
from ...views.export.record import RECORD_TABLES
from .answers import FRESH, Edtf, tag_of, unchanged
from .errors import ApiRoute, not_found
from .paths import One, Other, errors, told
from .shelf import Indexed, desk_of, indexed_at

router = APIRouter(route_class=ApiRoute, tags=["exports"])
TABLES = tuple(spec.name for spec in RECORD_TABLES)
_TABLE_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
_BRIEF_TYPES = {
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class OfTable(BaseModel):
    """What a table is asked for."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[Literal["csv", "jsonl", "parquet"], Field(description="Parquet needs `bilat[tables]` where the server runs.")] = "csv"


class OfBrief(BaseModel):
    """What a brief is asked for."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[Literal["md", "html", "docx", "pdf"], Field(description="All but Markdown and HTML need `bilat[brief]` where the server runs.")] = "md"
    since: Edtf = None
    length: Annotated[int, Field(ge=1, le=8, description="Pages of A4, without the notes.")] = 2


def _told(types: dict[str, str], what: str) -> dict[int | str, dict[str, Any]]:
    found = told("file", what)
    found[200]["content"] = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in types.values()}
    return found


_FAULTS = errors(401, 403, 404, 422, 429, 503)


@router.get("/r/{one}/{other}/tables/{table}", response_class=Response, responses=_told(_TABLE_TYPES, "The table as a file.") | _FAULTS)
def table(
    request: Request,
    one: One,
    other: Other,
    table: Annotated[str, Path(max_length=40, description=f"One of {', '.join(TABLES)}.", examples=["events"])],
    asked: Annotated[OfTable, Query()],
) -> Response:
    """Give one table of the record as a file: a row for each thing, with columns that stay as they are; `bilat export` gives all of them with their dictionary."""
    if table not in TABLES:
        raise not_found(f"{table}: a record has no such table; it has {', '.join(TABLES)}")
    found = indexed_at(request, one, other)
    if (held := unchanged(request, _state(found, table, asked.format))) is not None:
        return held
    texts = desk_of(request).store.texts({document.id for document in found.record.documents}) if table == "sources" else None
    made = api.export_table(found.record, table, asked.format, texts=texts)
    return _file(made, _TABLE_TYPES[asked.format], f"{'-'.join(found.record.parties[:2])}-{table}.{asked.format}", _state(found, table, asked.format))


@router.get("/r/{one}/{other}/brief", response_class=Response, responses=_told(_BRIEF_TYPES, "The brief as a file.") | _FAULTS)
def brief(request: Request, one: One, other: Other, asked: Annotated[OfBrief, Query()]) -> Response:
    """Write the brief on two countries: what matters of their record, every sentence with the words that it rests on."""
    found = indexed_at(request, one, other)
    if len(found.record.parties) != 2 or found.record.counterpart is not None:
        raise OptionError(f"{other}: a brief is on two countries; ask for it in the record of two")
    asking = _state(found, "brief", asked.format, asked.since, asked.length)
    if (held := unchanged(request, asking)) is not None:
        return held
    made = desk_of(request).helper.do(written, found.record.parties, asked.format, asked.since, asked.length)
    return _file(made, _BRIEF_TYPES[asked.format], f"{'-'.join(found.record.parties)}-brief.{asked.format}", asking)


def written(store: Store, parties: list[str], format: str, since: str | None, length: int) -> bytes:
    """Return the brief on two countries as a file."""
    from ...views.brief import render

    return render(api.brief(store, *parties, since=since, length=length), format)


def _state(found: Indexed, *asked: object) -> str:
    """A name for a file in the state in which the record is."""
    return hashlib.sha256(f"{found.version} {asked}".encode()).hexdigest()


def _file(made: bytes, media_type: str, name: str, version: str) -> Response:
    return Response(made, media_type=media_type, headers={"ETag": tag_of(version), "Cache-Control": FRESH, "Content-Disposition": f'attachment; filename="{name}"'})

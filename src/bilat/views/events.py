"""Events as a tidy table, one row an event, with columns in the manner of PLOVER's published data (POLECAT)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from ..errors import InputError, MissingFileError, OptionError, TableError
from ..vocabulary import ISO3, QUADS, SECTORS, Actor, Event, EventCode, Reading, Status, cameo_codes, is_edtf, modes, plover_of

Format = Literal["csv", "parquet", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
SEPARATOR = "; "
"""Between several names in one cell, as in POLECAT."""


class EventRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event. Dates are EDTF, countries ISO 3166-1 alpha-3, several actors or countries of one side joined by `SEPARATOR`.

    `start` and `end` are the place of the evidence in the document's text, `evidence` its words.
    """

    event_id: str
    event_date: str | None
    event_type: EventCode
    event_mode: str | None
    cameo: str
    contexts: str | None
    quad_code: int
    intensity: float
    status: Status
    actor_name: str
    actor_country: str | None
    actor_title: str | None
    primary_actor_sector: str | None
    recipient_name: str
    recipient_country: str | None
    recipient_title: str | None
    primary_recipient_sector: str | None
    confidence: float
    publication_date: str | None
    publisher: str | None
    publisher_country: str | None
    headline: str | None
    url: str | None
    document_id: str
    start: int
    end: int
    evidence: str

    def __post_init__(self) -> None:
        """Check every code against its enumeration; `ValueError` names the column and the value."""
        checks = {
            "cameo": self.cameo in cameo_codes() and plover_of(self.cameo).code == self.event_type,
            "event_mode": (self.event_type, self.event_mode) in modes(),
            "quad_code": self.quad_code == QUADS[self.event_type],
            "intensity": -10 <= self.intensity <= 10,
            "confidence": 0 <= self.confidence <= 1,
            "event_date": self.event_date is None or is_edtf(self.event_date),
            "actor_country": _all_in(self.actor_country, ISO3),
            "recipient_country": _all_in(self.recipient_country, ISO3),
            "publisher_country": _all_in(self.publisher_country, ISO3),
            "primary_actor_sector": _all_in(self.primary_actor_sector, SECTORS),
            "primary_recipient_sector": _all_in(self.primary_recipient_sector, SECTORS),
            "start": 0 <= self.start < self.end,
        }
        for column, right in checks.items():
            if not right:
                raise ValueError(f"column {column!r}: {getattr(self, column)!r} is no value of it")


COLUMNS = EventRow.__struct_fields__


def _all_in(cell: str | None, allowed: frozenset[str]) -> bool:
    return cell is None or all(part in allowed for part in cell.split(SEPARATOR))


def event_rows(reading: Reading) -> Iterator[EventRow]:
    """Yield the events of a reading as rows of the table."""
    actors = {actor.id: actor for actor in reading.actors}
    document = reading.document
    for fact in reading.facts:
        if isinstance(fact, Event):
            plover = plover_of(fact.cameo)
            start, end = fact.evidence[0]
            yield EventRow(
                event_id=f"{document.id}/{fact.id}", event_date=fact.date, event_type=fact.code, event_mode=fact.mode, cameo=fact.cameo,
                contexts=SEPARATOR.join(plover.contexts) or None, quad_code=QUADS[fact.code], intensity=fact.score, status=fact.status, confidence=fact.confidence,
                publication_date=document.published, publisher=document.publisher, publisher_country=document.side, headline=document.title, url=document.url,
                document_id=document.id, start=start, end=end, evidence=" ".join(document.text[start:end].split()),
                **_side("actor", [actors[id] for id in fact.source]), **_side("recipient", [actors[id] for id in fact.target]),
            )  # fmt: skip


def _side(side: str, actors: list[Actor]) -> dict[str, Any]:
    def joined(values: Iterable[str | None]) -> str | None:
        return SEPARATOR.join(dict.fromkeys(value for value in values if value)) or None

    return {
        f"{side}_name": joined(actor.name for actor in actors),
        f"{side}_country": joined(actor.country for actor in actors),
        f"{side}_title": joined(actor.title for actor in actors),
        f"primary_{side}_sector": joined(actor.sector for actor in actors),
    }


def format_of(path: str | None, given: str | None) -> Format:
    """Return the format asked for, else the one that the file's name says, else CSV; `OptionError` for one that is not known."""
    name = given or (Path(path).suffix.lstrip(".") if path else "csv")
    name = {"json": "jsonl", "ndjson": "jsonl", "pq": "parquet"}.get(name.lower(), name.lower())
    for known in FORMATS:
        if name == known:
            return known
    raise OptionError(f"{name!r} is no format of event tables; give one of {', '.join(FORMATS)}")


def encode(rows: Iterable[EventRow], format: Format) -> Iterator[bytes]:
    """Yield a table in pieces as it is made, header first; Parquet comes whole at the end and needs pyarrow."""
    if format == "jsonl":
        for row in rows:
            yield msgspec.json.encode(row) + b"\n"
    elif format == "csv":
        told = iter(rows)
        first = list(islice(told, 1))  # what cannot be read is told before anything is printed
        yield _line(COLUMNS)
        for row in chain(first, told):
            yield _line(["" if value is None else value for value in msgspec.structs.astuple(row)])
    else:
        yield _parquet(list(rows))


def _line(values: Iterable[object]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.getvalue().encode()


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise OptionError("Parquet needs pyarrow, which is not installed; install bilat[tables], or ask for CSV") from None
    return pyarrow, pyarrow.parquet


def _parquet(rows: list[EventRow]) -> bytes:
    arrow, parquet = _arrow()
    types = {"quad_code": arrow.int8(), "intensity": arrow.float64(), "confidence": arrow.float64(), "start": arrow.int64(), "end": arrow.int64()}
    schema = arrow.schema([(column, types.get(column, arrow.string())) for column in COLUMNS])
    sink = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist([msgspec.structs.asdict(row) for row in rows], schema=schema), sink)
    return sink.getvalue()


def read_events(path: str) -> Iterator[EventRow]:
    """Read an event table back, every code checked; `TableError` names the file, the row and the column of what is wrong."""
    for number, cells in enumerate(_cells(path), 1):
        try:
            yield msgspec.convert(cells, EventRow, strict=False)
        except (msgspec.ValidationError, ValueError) as error:
            raise TableError(f"{path}, row {number}: {error}") from None


def _cells(path: str) -> Iterator[dict[str, Any]]:
    format = format_of(path, None)
    try:
        if format == "parquet":
            yield from _arrow()[1].read_table(path).to_pylist()
            return
        with open(path, encoding="utf-8", newline="") as file:
            if format == "jsonl":
                yield from (json.loads(line) for line in file if line.strip())
                return
            for cells in csv.DictReader(file):
                yield {column: value if value != "" else None for column, value in cells.items()}
    except FileNotFoundError:
        raise MissingFileError(f"{path}: there is no such file; check the name") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as {format} ({error})") from None

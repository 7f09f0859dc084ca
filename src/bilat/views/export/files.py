"""A record, and the readings that it is made of, as the files of a format."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from ...errors import InputError, OptionError
from ...record.model import Record
from ...record.parties import country_name
from ...vocabulary import Reading
from ..ics import calendar_ics
from ..output import write_bytes
from .columns import Spec, table_of
from .dictionary import dictionary_files
from .encode import TABLE_FORMATS, encode_table
from .entities import entity_lines
from .facts import READING_TABLES
from .graph import graphml
from .lines import record_lines
from .plover import plover_lines
from .record import RECORD_TABLES, Texts, View

ExportFormat = Literal["csv", "parquet", "jsonl", "plover", "ftm", "ics", "graphml"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


def format_of(output: str | None, given: str | None) -> str:
    """Return the format asked for, else the one that the file's name says, else CSV."""
    suffix = os.path.splitext(output)[1].lstrip(".").lower() if output else ""
    return given or (suffix if suffix in EXPORT_FORMATS else "csv")


class Export(NamedTuple):
    """What an export is made of: the record, the readings of its documents, and their texts by id."""

    record: Record
    readings: Sequence[Reading]
    texts: Texts


_SINGLE: dict[str, tuple[str, Callable[[Export], Iterable[bytes]]]] = {
    "jsonl": ("record.jsonl", lambda export: record_lines(export.record)),
    "plover": ("events.plover.jsonl", lambda export: plover_lines(export.readings)),
    "ftm": ("entities.ftm.json", lambda export: entity_lines(export.record, export.texts)),
    "ics": ("calendar.ics", lambda export: [calendar_ics(export.record)]),
    "graphml": ("meetings.graphml", lambda export: [graphml(export.record)]),
}
"""The formats of one file, with the name that it has in a folder."""


def export_files(export: Export, format: str, *, table: str | None = None, facts: bool = False) -> dict[str, Iterable[bytes]]:
    """Return an export as files by name, each in pieces: one file, or for CSV and Parquet one a table with their dictionary.

    `table` names a single table, as CSV, Parquet or JSON Lines. With `facts` the tables hold the facts as each document states them, not the record.
    `OptionError` for a format or table that is none, and for tables of a format that has none.
    """
    if format not in EXPORT_FORMATS:
        raise OptionError(f"format: {format!r} is none; the formats are {', '.join(EXPORT_FORMATS)}")
    if (table or facts) and format not in TABLE_FORMATS:
        raise OptionError(f"{format} has no tables; give one of {', '.join(TABLE_FORMATS)}")
    title = (
        " – ".join(country_name(code) for code in export.record.parties)
        if export.record.counterpart is None
        else f"{country_name(export.record.parties[0])} – {export.record.counterpart}"
    )
    specs, source = (READING_TABLES, export.readings) if facts else (RECORD_TABLES, View(export.record, export.texts))
    if table is not None:
        spec = table_of(specs, table)
        return {f"{table}.{format}": [encode_table(spec.table(source), format)]}
    if format == "jsonl" and facts:
        return {"facts.jsonl": (reading.to_json().encode() + b"\n" for reading in export.readings)}
    if format in _SINGLE:
        name, make = _SINGLE[format]
        return {name: make(export)}
    tables: dict[str, Iterable[bytes]] = {f"{spec.name}.{format}": _later(spec, source, format) for spec in specs}
    return tables | {name: [data] for name, data in dictionary_files(specs, title, csv=format == "csv").items()}


def _later(spec: Spec, source: object, format: str) -> Iterable[bytes]:
    """A table's file, made only when it is written: one at a time is held."""
    yield encode_table(spec.table(source), format)


def write_export(files: dict[str, Iterable[bytes]], output: str | None) -> list[str]:
    """Write an export's files and return what was written: one to a file (standard output where none is named), several to a folder or a .zip file.

    `OptionError` where several have no place to go, `InputError` where one cannot be written.
    """
    if output is not None and output.endswith(".zip"):
        write_bytes([zipped(files)], output)
        return [output]
    if len(files) == 1 and (output is None or not (os.path.isdir(output) or output.endswith(os.sep))):
        write_bytes(next(iter(files.values())), output)
        return [output] if output else []
    if output is None:
        raise OptionError(f"{len(files)} files have no place on standard output; name a folder or a .zip file with -o, or one table with --table")
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        raise InputError(f"{output}: no folder can be made there ({error.strerror}); name another with -o") from None
    written = []
    for name, pieces in files.items():
        written.append(os.path.join(output, name))
        write_bytes(pieces, written[-1])
    return written


def zipped(files: dict[str, Iterable[bytes]]) -> bytes:
    """Return files as one ZIP archive; the same files give the same archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, b"".join(pieces))
    return made.getvalue()

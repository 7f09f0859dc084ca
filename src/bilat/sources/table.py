"""Tab-separated tables read row by row, each row whole or with what is wrong with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import TableError
from .files import open_bytes

MAX_CELL = 1 << 20
"""Characters of a cell: what is longer is no sentence."""


class Row(NamedTuple):
    """One row of a table by its number and its line in the file; `error` says what is wrong with it, and then `cells` hold what could be read."""

    number: int
    line: int
    cells: dict[str, str]
    error: str | None


class Table(NamedTuple):
    """A table's columns and its rows, read as they are asked for."""

    columns: list[str]
    rows: Iterator[Row]


def open_table(name: str, *needed: str) -> Table:
    """Open a tab-separated file with a header, or standard input for `-`; `TableError` where it is empty or lacks a column of `needed`.

    A row with too many or too few cells, or with a cell of more than `MAX_CELL` characters, comes with its error and empties in their place.
    """
    csv.field_size_limit(2**31 - 1)
    file = io.TextIOWrapper(open_bytes(name), "utf-8-sig", newline="")
    reader = csv.reader(file, delimiter="\t")
    try:
        columns = next(reader, None)
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{name}: this is no table of tab-separated values in UTF-8 ({error})") from None
    if not columns:
        raise TableError(f"{name}: the table is empty; its first line must name the columns")
    for column in needed:
        if column not in columns:
            raise TableError(f"{name}: there is no column {column!r}; the columns are {', '.join(repr(c) for c in columns)}")
    return Table(columns, _rows(name, reader, columns))


def _rows(name: str, reader: Iterator[list[str]], columns: list[str]) -> Iterator[Row]:
    number = 0
    while True:
        try:
            values = next(reader, None)
        except UnicodeDecodeError as error:
            raise TableError(f"{name}: after line {reader.line_num}: not in UTF-8 (byte 0x{error.object[error.start]:02x}); convert the file") from None  # type: ignore[attr-defined]
        except csv.Error as error:
            number += 1
            yield Row(number, reader.line_num, dict.fromkeys(columns, ""), str(error))  # type: ignore[attr-defined]
            continue
        if values is None:
            return
        line: int = reader.line_num  # type: ignore[attr-defined]
        if not values:
            continue
        number += 1
        cells = dict(zip(columns, values, strict=False)) | dict.fromkeys(columns[len(values) :], "")
        wrong: str | None = None
        if len(values) != len(columns):
            wrong = f"{len(values)} cells, where the header names {len(columns)} columns"
        for column, value in cells.items():
            if len(value) > MAX_CELL:
                wrong = f"column {column!r}: the cell has {len(value):,} characters; at most {MAX_CELL:,} are read"
                cells[column] = ""
        yield Row(number, line, cells, wrong)

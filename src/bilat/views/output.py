"""Readings written to standard output, one after the other, with progress on standard error where it is a terminal."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from ..errors import InputError
from ..sources import Row
from ..vocabulary import Reading


def write_lines(lines: Iterator[tuple[str, bytes]], total: int, *, many: bool) -> int:
    """Print the JSON line of each file; return how many failed. One single file that cannot be read is raised as an `InputError`."""
    failed = 0
    for _, line in _with_progress(lines, total):
        error = error_of(line)
        if error is not None:
            if not many:
                raise InputError(error)
            failed += 1
            print(f"bilat: {error}", file=sys.stderr)
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    return failed


def write_views(lines: Iterator[tuple[str, bytes]], total: int, *, many: bool, color: bool | None) -> int:
    """Print the terminal view of each file; return how many failed."""
    from .terminal import print_reading

    failed = 0
    for name, line in _with_progress(lines, total):
        error = error_of(line)
        if error is not None:
            if not many:
                raise InputError(error)
            failed += 1
            print(f"bilat: {error}", file=sys.stderr)
            continue
        print_reading(msgspec.json.decode(line, type=Reading), color=color, heading=name if many else None)
    return failed


def write_json(value: object) -> None:
    """Print a value of the vocabulary, or plain lists and dicts of them, as one line of JSON."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def write_bytes(pieces: Iterable[bytes], path: str | None) -> None:
    """Write pieces to a file that appears only when it is whole, or to standard output; `InputError` where that cannot be done."""
    if path is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    half = f"{path}.part"
    try:
        with open(half, "wb") as file:
            file.writelines(pieces)
        os.replace(half, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); check the folder and its permissions") from None
    finally:
        if os.path.exists(half):
            os.remove(half)


def write_table(columns: list[str], rows: Iterator[Row], name: str) -> int:
    """Print a tab-separated table row by row; return how many rows have an error, each told on standard error with its line and column."""
    failed = 0
    _write_cells(columns)
    for row in _with_progress(rows, None, "coding"):
        if row.error is not None:
            failed += 1
            print(f"bilat: {name}, row {row.number} (line {row.line}): {row.error}", file=sys.stderr)
        _write_cells([row.cells[column] for column in columns])
    sys.stdout.buffer.flush()
    return failed


def _write_cells(cells: list[str]) -> None:
    line = io.StringIO()
    csv.writer(line, delimiter="\t", lineterminator="\n").writerow(cells)
    sys.stdout.buffer.write(line.getvalue().encode())


def error_of(line: bytes) -> str | None:
    """Return the message of an error line, `None` for a reading."""
    if not line.startswith(b'{"schema":"bilat.error/1"'):
        return None
    return str(msgspec.json.decode(line)["error"])


_Item = TypeVar("_Item")


def _with_progress(items: Iterator[_Item], total: int | None, what: str = "reading") -> Iterable[_Item]:
    """The same items, with a bar on standard error where that is a terminal; without a total the bar counts."""
    if (total is not None and total < 2) or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True)

    def counted() -> Iterator[_Item]:
        with bar:
            yield from bar.track(items, total=total)

    return counted()

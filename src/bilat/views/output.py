"""Readings written to standard output, one after the other, with progress on standard error where it is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import msgspec

from ..errors import InputError
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


def error_of(line: bytes) -> str | None:
    """Return the message of an error line, `None` for a reading."""
    if not line.startswith(b'{"schema":"bilat.error/1"'):
        return None
    return str(msgspec.json.decode(line)["error"])


def _with_progress(lines: Iterator[tuple[str, bytes]], total: int) -> Iterable[tuple[str, bytes]]:
    if total < 2 or not sys.stderr.isatty():
        return lines
    from rich.console import Console
    from rich.progress import track

    return track(lines, description="reading", total=total, console=Console(stderr=True), transient=True)

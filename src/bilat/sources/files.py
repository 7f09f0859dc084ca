"""Files and folders of plain text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from ..errors import EmptyError, InputError, MissingFileError, TooLargeError

MAX_BYTES = 32 << 20
"""No file larger than this is opened as one piece: 32 MiB."""

STDIN = "-"


def find_files(names: list[str]) -> Iterator[str]:
    """Yield the files that names stand for: files as given, folders with every text file below them in the order of their names.

    Hidden files are left out. `MissingFileError` for a name that is neither, `EmptyError` for a folder without text files.
    """
    for name in names:
        path = Path(name)
        if name == STDIN or path.is_file():
            yield name
        elif path.is_dir():
            inside = [found for found in sorted(path.rglob("*.txt")) if found.is_file() and not found.name.startswith(".")]
            if not inside:
                raise EmptyError(f"{name}: no text file (*.txt) lies in this folder; name the files themselves if they are called otherwise")
            yield from map(str, inside)
        elif path.exists():
            yield name
        else:
            raise MissingFileError(f"{name}: there is no such file or folder; check the name, or give '-' to read from standard input")


def open_bytes(name: str) -> BinaryIO:
    """Open a file for reading, or return standard input for `-`; `InputError` names the file where that cannot be done."""
    if name == STDIN:
        return sys.stdin.buffer
    try:
        return open(name, "rb")
    except FileNotFoundError:
        raise MissingFileError(f"{name}: there is no such file or folder; check the name, or give '-' to read from standard input") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be opened ({error.strerror}); check its permissions") from None


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; `InputError` names the file where that cannot be done."""
    opened = open_bytes(name)
    try:
        with nullcontext(opened) if name == STDIN else opened as file:  # standard input is not ours to close
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{name}: cannot be opened ({error.strerror}); check its permissions") from None
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{name}: larger than {MAX_BYTES >> 20} MiB; a press piece is a few pages: split the file into pieces, one a file")
    return data

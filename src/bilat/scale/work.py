"""The work that engines share out: a shard split into parts of documents, and one part read and written. The same input gives the same bytes wherever it is done."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..errors import InputError, MissingFileError, OptionError
from ..record.reader import read_packed
from ..record.store import pack
from ..sources import Found, Metadata, Publishers
from ..sources.intake import Intake
from ..sources.sandbox import Sandbox
from . import parts
from .manifest import ATTEMPTS, MANIFEST, READINGS, Counts, Part, full, write_whole

ENDINGS = (".parquet", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".warc", ".warc.gz")
"""What shards are called."""
ROWS, BYTES = 256, 16 << 20
"""Rows of a part, and the bytes of its documents after which it ends earlier."""
STRIKES = 2
"""So often a document may end the process that reads it before it is passed over: once more than a worker that is lost for another reason."""


@dataclass(frozen=True)
class Settings:
    """What holds for all shards: the folder of readings, what is said of the documents, and the reader that is expected."""

    folder: str
    today: str
    reader: str
    metadata: Metadata
    publishers: Publishers


class Input(NamedTuple):
    """A shard to be read, by its name and path."""

    name: str
    path: str


class Work(NamedTuple):
    """A part to be read: `payload` holds what was found. The last one of a shard has the shard's size, time of modification and checksum."""

    shard: str
    number: int
    first: int
    payload: bytes
    end: tuple[int, int, str] | None


class Done(NamedTuple):
    """A part that was read and written."""

    shard: str
    number: int
    part: Part
    end: tuple[int, int, str] | None


def find_shards(names: list[str]) -> list[Input]:
    """Return the shards that names stand for: files as given, folders with every shard below them; each once, in the order of their paths.

    `MissingFileError` for what is not there, `OptionError` for a file that is no shard.
    """
    found: dict[str, None] = {}
    for name in names:
        path = Path(os.path.abspath(name))
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.name.lower().endswith(ENDINGS) and not any(p.startswith(".") for p in file.relative_to(path).parts)]
            if not inside:
                raise MissingFileError(f"{name}: no shard lies in this folder (Parquet, JSON Lines or WARC: {' '.join(ENDINGS)}); name another, or read it without --engine")
            found |= dict.fromkeys(str(file) for file in inside if file.is_file())
        elif not path.exists():
            raise MissingFileError(f"{name}: there is no such file or folder; check the name")
        elif not name.lower().endswith(ENDINGS):
            raise OptionError(f"{name}: shards are files of Parquet, JSON Lines or WARC ({' '.join(ENDINGS)}); other files are read without --output and --engine")
        else:
            found[str(path)] = None
    return [Input(shard_name(path), path) for path in sorted(found)]


def shard_name(path: str) -> str:
    """Return the name of a shard below the folder of readings: that of its file, and a checksum of its path."""
    return f"{re.sub(r'[^A-Za-z0-9.]+', '-', Path(path).name)[:80].strip('-.')}-{hashlib.sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


def checksum(path: str) -> str:
    """Return the SHA-256 of a file; `InputError` where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None


def split(shard: Input, settings: Settings) -> Iterator[Work]:
    """Yield a shard in parts: everything found in it, in its order, what could not be read too. `InputError` for a file that changes meanwhile."""
    before = _state(shard.path)
    waiting: list[Found] = []
    size = number = first = 0
    with Sandbox() as sandbox:
        intake = Intake(sandbox, metadata=settings.metadata, publishers=settings.publishers, today=datetime.date.fromisoformat(settings.today))
        for found in intake.find([shard.path]):
            if waiting and (len(waiting) >= ROWS or size >= BYTES):
                yield Work(shard.name, number, first, msgspec.msgpack.encode(waiting), None)
                number, first, size = number + 1, first + len(waiting), 0
                waiting = []
            waiting.append(found)
            size += len(found.raw) + (len(found.document.text) if found.document else 0)
    sha256 = checksum(shard.path)
    if _state(shard.path) != before:
        raise InputError(f"{shard.path}: this file changed while it was read; run the same command again once it is whole")
    yield Work(shard.name, number, first, msgspec.msgpack.encode(waiting), (*before, sha256))


def _state(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError as error:
        raise MissingFileError(f"{path}: cannot be read here ({error.strerror}); every process that reads, on whatever machine, must see the shards by the same paths") from None
    return status.st_size, status.st_mtime_ns


def read_part(work: Work, out: str, reader: str) -> Done:
    """Read a part and write its Parquet file into the folder `out`; one that an earlier run wrote from the same documents with the same reader stays as it is.

    Where an earlier attempt ended with its process, each document is noted before it is read, so that the one that ends processes is found and told.
    """
    folder = Path(out)
    if not (folder / MANIFEST).exists():
        raise InputError(f"{folder}: this folder is not seen here; every process that reads, on whatever machine, must see it by the same path")
    digest = hashlib.sha256(work.payload).hexdigest()
    name = f"{READINGS}/shard={work.shard}/part-{work.number:05}.parquet"
    path = folder / name
    known = _known(path, digest, reader)
    if known is not None:
        rows, data = known
        return Done(work.shard, work.number, Part(file=name, first=work.first, counts=rows, bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), input=digest), work.end)
    with full(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        attempt = _Attempt(folder / ATTEMPTS / f"{work.shard}-{work.number:05}")
    made = []
    for n, found in enumerate(parts.WORK.decode(work.payload), work.first):
        packed = None
        if found.document is not None:
            packed = read_packed(found.document) if attempt.may_read(n) else pack(found.document.id, f"{found.location}: {KILLED}")
        made.append(parts.made_row(n, found, packed))
    data = parts.encode(made, input=digest, reader=reader)
    write_whole(path, data)
    attempt.end()
    part = Part(file=name, first=work.first, counts=parts.counts(made), bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), input=digest)
    return Done(work.shard, work.number, part, work.end)


KILLED = "reading it ended the process that read it; please report this as a bug with the file"


def _known(path: Path, digest: str, reader: str) -> tuple[Counts, bytes] | None:
    """A part that was written before of the same documents by the same reader: what it tells, and its bytes."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    about = parts.about(data)
    if (about.get("input"), about.get("reader")) != (digest, reader):
        return None
    return parts.counted(parts.decode(data, str(path), ["id", "reading"])), data


class _Attempt:
    """What is known of earlier attempts at a part, in a file that is there while somebody is at work on it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._strikes: dict[int, int] = {}
        self._careful = path.exists()
        if self._careful:
            with contextlib.suppress(msgspec.MsgspecError, ValueError):  # cut off while it was written
                strikes, at = msgspec.json.decode(path.read_bytes(), type=tuple[dict[int, int], int | None])
                self._strikes = strikes
                if at is not None:
                    self._strikes[at] = self._strikes.get(at, 0) + 1
        self._note(None)

    def may_read(self, n: int) -> bool:
        """Tell whether a document may be read once more, and note that it is."""
        if self._strikes.get(n, 0) > STRIKES - 1:
            return False
        if self._careful:
            self._note(n)
        return True

    def end(self) -> None:
        self._path.unlink(missing_ok=True)

    def _note(self, n: int | None) -> None:
        self._path.write_bytes(msgspec.json.encode((self._strikes, n)))

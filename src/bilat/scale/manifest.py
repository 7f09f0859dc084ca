"""The manifest of a folder of readings: what was read into it from where, and the proof that nothing is missing in it and nothing twice.

    FOLDER/manifest.json                                    bilat.shards/1: `Manifest`
    FOLDER/manifest.journal                                 a line of JSON for each shard finished since, until the manifest is written again
    FOLDER/readings/shard=NAME/part-00000.parquet …         the rows of one input shard, in its order
    FOLDER/copies.parquet                                   which documents are copies of which
    FOLDER/attempts/                                        what is being read now

A part is written under another name and renamed; a shard counts once its line stands in the journal, after all of its parts were found as they were written.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ..errors import FormatError, InputError, MissingFileError, OptionError, StoreFullError

MANIFEST, JOURNAL, READINGS, COPIES, ATTEMPTS = "manifest.json", "manifest.journal", "readings", "copies.parquet", "attempts"


class Counts(msgspec.Struct, kw_only=True, frozen=True):
    """What rows tell: `rows` places, of which `failed` gave no document; `read` documents with a reading, `unread` those that could not be read."""

    rows: int = 0
    read: int = 0
    unread: int = 0
    failed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(rows=self.rows + other.rows, read=self.read + other.read, unread=self.unread + other.unread, failed=self.failed + other.failed)


class Part(msgspec.Struct, kw_only=True, frozen=True):
    """One Parquet file of a shard: its name below the folder, the number of its first row in the shard, its size and checksum, and that of what was read."""

    file: str
    first: int
    counts: Counts
    bytes: int
    sha256: str
    input: str


class Shard(msgspec.Struct, kw_only=True, frozen=True):
    """An input file read to its end: its size in bytes, when it was modified (nanoseconds), its checksum; by which reader, and what else the rows are made with."""

    name: str
    path: str
    bytes: int
    modified: int
    sha256: str
    reader: str
    made_with: str
    parts: list[Part]

    @property
    def counts(self) -> Counts:
        """Return what all of its rows tell."""
        return sum((part.counts for part in self.parts), Counts())


class Copies(msgspec.Struct, kw_only=True, frozen=True):
    """The copies that were found across shards; `of` is the checksum of the shards in which they were looked for."""

    rows: int
    bytes: int
    sha256: str
    of: str


class Manifest(msgspec.Struct, kw_only=True, frozen=True):
    """What a folder of readings holds. `waiting` are the shards that were asked for and are not finished; `today` is the day after which nothing is dated."""

    state: Literal["complete", "partial"]
    today: str
    counts: Counts
    shards: list[Shard]
    waiting: list[str] = []
    copies: Copies | None = None
    schema: Literal["bilat.shards/1"] = "bilat.shards/1"


class Folder:
    """A folder of readings. `shards` are those that are finished, by name."""

    def __init__(self, path: str | os.PathLike[str], *, create: bool = False, today: str = "") -> None:
        self.path = Path(path)
        held = self._manifest()
        if held is None:
            if not create:
                raise MissingFileError(f"{path}: there is no manifest.json in this folder; `bilat read SHARDS --output {path}` makes one")
            if self.path.is_dir() and any(entry.name != ".lock" for entry in self.path.iterdir()):
                raise OptionError(f"{path}: this folder holds other things than readings; name a new one")
            held = Manifest(state="partial", today=today, counts=Counts(), shards=[])
        self.today = held.today
        self.waiting = list(held.waiting)
        self.copies = held.copies
        self.shards = {shard.name: shard for shard in [*held.shards, *self._journal()]}

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other processes; `InputError` where one of them fills it."""
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / ".lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise InputError(f"{self.path}: another process fills this folder; wait until it has finished, or end it") from None
            self.__init__(self.path, create=True, today=self.today)  # type: ignore[misc]  # as it is now
            yield

    def manifest(self) -> Manifest:
        """Return what the folder holds now."""
        shards = sorted(self.shards.values(), key=lambda shard: shard.path)
        counts = sum((shard.counts for shard in shards), Counts())
        waiting = [path for path in self.waiting if path not in {shard.path for shard in shards}]
        state: Literal["complete", "partial"] = "complete" if not waiting and self.copies is not None and self.copies.of == self.fingerprint() else "partial"
        return Manifest(state=state, today=self.today, counts=counts, shards=shards, waiting=waiting, copies=self.copies)

    def fingerprint(self) -> str:
        """Return a checksum of everything that was read into the folder."""
        parts = sorted((part.file, part.sha256) for shard in self.shards.values() for part in shard.parts)
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

    def begin(self, waiting: Sequence[str]) -> None:
        """Note which shards are asked for, before the first of them is read."""
        self.waiting = list(waiting)
        for shard in [shard for shard in self.shards.values() if shard.path in set(waiting)]:
            del self.shards[shard.name]  # it is read anew
        (self.path / READINGS).mkdir(exist_ok=True)
        (self.path / ATTEMPTS).mkdir(exist_ok=True)
        self.write()

    def commit(self, shard: Shard) -> None:
        """Count a shard as finished, for good: its parts are on the disk as they were written, and no others of an earlier reading beside them.

        `FormatError` where a part is not what was written.
        """
        for part in shard.parts:
            self.read_part(part)
        kept = {Path(part.file).name for part in shard.parts}
        for other in (self.path / READINGS / f"shard={shard.name}").iterdir():
            if other.name not in kept:
                other.unlink()
        with full(self.path), open(self.path / JOURNAL, "ab") as journal:
            journal.write(b"\n" + msgspec.json.encode(shard) + b"\n")  # a line before that was cut off stays by itself
            journal.flush()
            os.fsync(journal.fileno())
        self.shards[shard.name] = shard

    def read_part(self, part: Part) -> bytes:
        """Return the bytes of a part; `FormatError` where they are not those of the manifest."""
        try:
            data = (self.path / part.file).read_bytes()
        except OSError as error:
            raise FormatError(f"{self.path / part.file}: this part is in the manifest and cannot be read ({error.strerror}); read its shard again into a new folder") from None
        if hashlib.sha256(data).hexdigest() != part.sha256:
            raise FormatError(f"{self.path / part.file}: this part was changed after it was written; read its shard again into a new folder")
        return data

    def write(self) -> None:
        """Write the manifest, whole or not at all, after which the journal is empty, and where nothing waits, nothing is being read."""
        write_whole(self.path / MANIFEST, msgspec.json.format(msgspec.json.encode(self.manifest()), indent=1))
        (self.path / JOURNAL).unlink(missing_ok=True)
        if self.manifest().state == "complete":
            for left in (self.path / ATTEMPTS).glob("*"):  # of workers that died late
                left.unlink(missing_ok=True)

    def _manifest(self) -> Manifest | None:
        try:
            return msgspec.json.decode((self.path / MANIFEST).read_bytes(), type=Manifest)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror}); check the folder and its permissions") from None
        except msgspec.MsgspecError as error:
            raise FormatError(f"{self.path / MANIFEST}: this is no manifest of bilat, or one of a newer bilat ({error}); name another folder") from None

    def _journal(self) -> Iterator[Shard]:
        try:
            lines = (self.path / JOURNAL).read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        for line in lines:
            with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):  # cut off when its writer was killed: the shard is not finished
                if line:
                    yield msgspec.json.decode(line, type=Shard)


@contextlib.contextmanager
def full(place: Path) -> Iterator[None]:
    """Tell a full disk, and a folder that cannot be written, in words."""
    try:
        yield
    except OSError as error:
        if error.errno == 28:
            raise StoreFullError(f"{place}: no room is left on the disk; make room and run the same command again: what was read before is kept") from None
        raise InputError(f"{place}: cannot be written ({error.strerror}); check the folder and its permissions") from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, also after a power cut."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    with full(path):
        try:
            with open(new, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)

"""Shards read into a folder of readings, by whichever engine: resumed shard by shard, each committed once, copies found across all of them in the end."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ..errors import ClusterError, FormatError
from ..reading.version import reader_version, version_of
from ..sources import Metadata, check_metadata, load_publishers
from . import parts
from .duplicates import find_copies
from .manifest import COPIES, READINGS, Folder, Manifest, Shard
from .work import Done, Input, Settings, checksum, find_shards

ROUNDS = 3
"""So often a shard is read whose parts are not found as they were written."""


class Engine(Protocol):
    """What reads: plain processes or a cluster."""

    def parts(self, shards: Sequence[Input], settings: Settings) -> Iterator[Done]:
        """Read shards and yield each part as it is written, in any order."""
        ...

    def judge(self, batches: Iterable[list[tuple[str, str]]]) -> Iterator[list[bool]]:
        """Tell of each pair of texts whether they are one piece, batch by batch in the order given."""
        ...


def read_shards(
    names: list[str],
    folder: str | os.PathLike[str],
    engine: Engine,
    *,
    metadata: Metadata | None = None,
    tell: Callable[[Manifest], None] = lambda _: None,
) -> Manifest:
    """Read every document of the shards into a folder of readings and return its manifest; what is in it already, read by this bilat from the same files, is not read again.

    `tell` is called with the manifest before the first shard and after each. Shards that the folder holds besides stay in it. A kill at any moment, of a worker or
    of this process, loses at most the parts that are being written: the same call goes on from there. `MissingFileError`, `OptionError` and `InputError` for shards
    that cannot be read, `ClusterError` for a cluster that cannot.
    """
    parts.arrow()
    given = metadata or Metadata()
    check_metadata(given)
    shards = find_shards(names)
    publishers = load_publishers()
    held = Folder(folder, create=True, today=str(datetime.datetime.now(datetime.UTC).date()))
    with held.locked():
        listed = sorted(map(repr, publishers))
        made_with = hashlib.sha256(msgspec.json.encode([reader_version(), version_of("sources"), repr(given), listed])).hexdigest()[:16]
        settings = Settings(os.path.abspath(folder), held.today, reader_version(), given, publishers)
        waiting = [shard for shard in shards if not _is_done(held.shards.get(shard.name), shard, made_with)]
        held.begin([shard.path for shard in waiting])
        tell(held.manifest())
        for _ in range(ROUNDS):
            if not waiting:
                break
            for shard in _finished(engine.parts(waiting, settings), waiting, settings.reader, made_with):
                try:
                    held.commit(shard)
                except FormatError:
                    continue  # a worker that was thought lost wrote a part once more: the shard is read again
                tell(held.manifest())
            waiting = [shard for shard in waiting if shard.name not in held.shards]
        if waiting:
            raise ClusterError(f"{waiting[0].path}: was read {ROUNDS} times and its parts are not found in {folder} as they were written; does every machine see this folder?")
        if held.copies is None or held.copies.of != held.fingerprint() or not _is_file(held.path / COPIES, held.copies.sha256):
            held.copies = find_copies(held, engine.judge)
        held.write()
        return held.manifest()


def _is_done(known: Shard | None, shard: Input, made_with: str) -> bool:
    """Whether a shard was read before, from the same bytes in the same way."""
    if known is None or known.made_with != made_with:
        return False
    status = os.stat(shard.path)
    return status.st_size == known.bytes and (status.st_mtime_ns == known.modified or checksum(shard.path) == known.sha256)


def _is_file(path: Path, sha256: str) -> bool:
    return path.is_file() and checksum(str(path)) == sha256


def _finished(done: Iterator[Done], shards: Sequence[Input], reader: str, made_with: str) -> Iterator[Shard]:
    """Each shard once all of its parts are there."""
    paths = {shard.name: shard.path for shard in shards}
    found: defaultdict[str, dict[int, Done]] = defaultdict(dict)
    last: dict[str, Done] = {}
    for one in done:
        if one.shard not in paths:
            continue  # a part of a finished shard once more
        found[one.shard][one.number] = one
        if one.end is not None:
            last[one.shard] = one
        end = last.get(one.shard)
        if end is not None and end.end is not None and len(found[one.shard]) > end.number:
            size, modified, sha256 = end.end
            made = [found[one.shard][number].part for number in range(end.number + 1)]
            yield Shard(name=one.shard, path=paths.pop(one.shard), bytes=size, modified=modified, sha256=sha256, reader=reader, made_with=made_with, parts=made)
            del found[one.shard], last[one.shard]


def check_folder(folder: str | os.PathLike[str], *, inputs: bool = False) -> list[str]:
    """Return what is wrong with a folder of readings, nothing where its manifest is right.

    Every part is there as it was written and tells what the manifest says; the rows of each shard are numbered from 0 on, each once; no file lies beside the parts;
    the counts add up. With `inputs` the shards themselves are compared with their checksums.
    """
    held = Folder(folder)
    manifest = held.manifest()
    problems = [f"{path}: is not read yet; run the same `bilat read` again" for path in manifest.waiting]
    known = set()
    for shard in manifest.shards:
        expected = 0
        for part in shard.parts:
            known.add(held.path / part.file)
            try:
                table = parts.decode(held.read_part(part), part.file, ["n", "id", "reading"])
            except FormatError as error:
                problems.append(str(error))
                continue
            if table["n"].to_pylist() != list(range(expected, expected + table.num_rows)) or part.first != expected or parts.counted(table) != part.counts:
                problems.append(f"{held.path / part.file}: its rows are not those that the manifest tells of; read its shard again into a new folder")
            expected += table.num_rows
        if inputs and (not os.path.exists(shard.path) or checksum(shard.path) != shard.sha256):
            problems.append(f"{shard.path}: is not the file any more that was read; run the same `bilat read` again")
    problems += [f"{path}: is in no shard of the manifest; remove it" for path in sorted((held.path / READINGS).rglob("*.parquet")) if path not in known and not manifest.waiting]
    if manifest.copies is None or manifest.copies.of != held.fingerprint():
        problems.append(f"{held.path}: copies were not looked for yet; run the same `bilat read` again")
    elif not _is_file(held.path / COPIES, manifest.copies.sha256):
        problems.append(f"{held.path / COPIES}: is missing, or was changed after it was written; run the same `bilat read` again")
    return problems

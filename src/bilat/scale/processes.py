"""Many files read in order, by one process or several, with flat memory and no file costing another its reading."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec

from ..errors import BilatError
from ..sources import Metadata, document_from_bytes, read_bytes
from ..vocabulary import ReadError, Reading

WINDOW = 8
"""Files in flight for each process: enough to keep it busy, few enough to keep memory flat."""


def read_file(name: str, metadata: Metadata) -> Reading:
    """Read one file; a `BilatError` says what is wrong with it."""
    from ..reading import read_document

    return read_document(document_from_bytes(read_bytes(name), name, metadata))


def attribute_files(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and a line of JSON with the attributions in it: `content`, `cue` and `source` as places in the text, the last two or null."""
    from ..reading.attribution import find_attributions

    def attributed(name: str) -> bytes:
        found = [attribution._asdict() for attribution in find_attributions(document_from_bytes(read_bytes(name), name, Metadata()))]
        return msgspec.json.encode({"schema": "bilat.statements/1", "doc": Path(name).stem, "file": name, "statements": found})

    for name in names:
        yield name, _guarded(name, attributed)


def read_files(names: Iterable[str], metadata: Metadata, *, jobs: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and its line of JSON, a reading or an error, in the order given; with `jobs` processes."""
    if jobs <= 1:
        for name in names:
            yield name, _line(name, metadata)
        return
    yield from _parallel(names, metadata, jobs)


def _line(name: str, metadata: Metadata) -> bytes:
    return _guarded(name, lambda name: read_file(name, metadata).to_json().encode())


def _guarded(name: str, make: Callable[[str], bytes]) -> bytes:
    """One file's line: whatever goes wrong in it is written down and costs nothing else."""
    try:
        return make(name)
    except BilatError as error:
        return _error(name, str(error))
    except Exception as error:
        return _error(name, f"{name}: could not be read ({type(error).__name__}: {error}); please report this as a bug with the file")


def _error(name: str, message: str) -> bytes:
    data = msgspec.to_builtins(ReadError(file=name, error=message))
    return msgspec.json.encode({"schema": data["schema"], "file": data["file"], "error": data["error"]})


def _start() -> None:
    """Prepare a worker: one thread of arithmetic a process, the model loaded before the first file."""
    os.environ["OMP_NUM_THREADS"] = "1"
    from ..reading.grammar import parser

    parser()


def _parallel(names: Iterable[str], metadata: Metadata, jobs: int) -> Iterator[tuple[str, bytes]]:
    waiting: deque[tuple[str, Future[bytes]]] = deque()
    source = iter(names)
    pool = _pool(jobs)
    try:
        while True:
            while len(waiting) < WINDOW * jobs:
                name = next(source, None)
                if name is None:
                    break
                waiting.append((name, pool.submit(_line, name, metadata)))
            if not waiting:
                return
            name, future = waiting.popleft()
            try:
                yield name, future.result()
            except BrokenProcessPool:
                # A process died: the file at hand may have killed it. It is read once more alone; the others go on in a new pool.
                pool.shutdown(wait=False, cancel_futures=True)
                yield name, _alone(name, metadata)
                pool = _pool(jobs)
                waiting = deque((other, pool.submit(_line, other, metadata)) for other, _ in waiting)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_start)


def _alone(name: str, metadata: Metadata) -> bytes:
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(_line, name, metadata).result()
        except BrokenProcessPool:
            return _error(name, f"{name}: reading it ended the process that read it; please report this as a bug with the file")

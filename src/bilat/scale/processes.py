"""Many files or documents read in order, by one process or several, with flat memory and none costing another its reading."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from ..errors import BilatError
from ..record.reader import read_packed
from ..record.store import Packed, pack
from ..sources import Metadata, document_from_bytes, read_bytes
from ..vocabulary import Document, ReadError, Reading

WINDOW = 8
"""Items in flight for each process: enough to keep it busy, few enough to keep memory flat."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def read_file(name: str, metadata: Metadata) -> Reading:
    """Read one file; a `BilatError` says what is wrong with it."""
    from ..reading.read import read_document

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
    yield from mapped(partial(_line, metadata=metadata), names, jobs, _killed_by_file)


def read_documents(documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Packed]:
    """Yield each document's reading, packed for the store, or what kept it from being read, in the order given; with `jobs` processes."""
    for _, packed in mapped(read_packed, documents, jobs, _killed_by_document):
        yield packed


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


_KILLED = "reading it ended the process that read it; please report this as a bug with the file"


def _killed_by_file(name: str) -> bytes:
    return _error(name, f"{name}: {_KILLED}")


def _killed_by_document(document: Document) -> Packed:
    return pack(document.id, f"{document.id}: {_KILLED}")


def _start() -> None:
    """Prepare a worker: one thread of arithmetic a process, the model loaded before the first file."""
    os.environ["OMP_NUM_THREADS"] = "1"
    from ..reading.grammar import parser

    parser()


def mapped(task: Callable[[_Item], _Result], items: Iterable[_Item], jobs: int, killed: Callable[[_Item], _Result]) -> Iterator[tuple[_Item, _Result]]:
    """Yield each item with what the task makes of it, in order; an item that ends the process at work on it gets what `killed` makes instead."""
    if jobs <= 1:
        yield from ((item, task(item)) for item in items)
        return
    waiting: deque[tuple[_Item, Future[_Result]]] = deque()
    source = iter(items)
    pool = _pool(jobs)
    try:
        while True:
            while len(waiting) < WINDOW * jobs:
                try:
                    item = next(source)
                except StopIteration:
                    break
                waiting.append((item, pool.submit(task, item)))
            if not waiting:
                return
            item, future = waiting.popleft()
            try:
                yield item, future.result()
            except BrokenProcessPool:
                # A process died: the item at hand may have killed it. It is read once more alone; the others go on in a new pool.
                pool.shutdown(wait=False, cancel_futures=True)
                yield item, _alone(task, item, killed)
                pool = _pool(jobs)
                waiting = deque((other, pool.submit(task, other)) for other, _ in waiting)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_start)


def _alone(task: Callable[[_Item], _Result], item: _Item, killed: Callable[[_Item], _Result]) -> _Result:
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(task, item).result()
        except BrokenProcessPool:
            return killed(item)

"""Work that takes long, done in processes beside the server: what readers wait for meanwhile is not held up by it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Lock
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from ..errors import BilatError
from ..record.store import Store

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")
PROCESSES = 2


class _Clerk(NamedTuple):
    process: BaseProcess
    pipe: Connection


class Helper:
    """Does work on a store: in processes of its own, or with `apart` false here. Threads may share it; it starts with the first work, and ends with the server."""

    def __init__(self, store: Store, *, apart: bool) -> None:
        self.apart = apart
        self._store = store
        self._idle: SimpleQueue[_Clerk | None] = SimpleQueue()
        for _ in range(PROCESSES):
            self._idle.put(None)
        self._all: list[_Clerk] = []
        self._lock = Lock()

    def do(self, work: Callable[Concatenate[Store, _Given], _Made], *given: _Given.args, **named: _Given.kwargs) -> _Made:
        """Return what a function makes of the store and what is given besides; it stands at the top of its module, and raises `BilatError` as it would here."""
        if not self.apart:
            return work(self._store, *given, **named)
        clerk = self._idle.get()
        try:
            clerk = clerk or self._start()
            clerk.pipe.send((work, given, named))
            error, made = clerk.pipe.recv()
        except (OSError, EOFError):  # it was ended from outside; the next work gets another process
            self._forget(clerk)
            clerk = None
            return work(self._store, *given, **named)
        finally:
            self._idle.put(clerk)
        if error is not None:
            raise error
        result: _Made = made
        return result

    def close(self) -> None:
        """End the processes, whatever they are at."""
        with self._lock:
            for clerk in self._all:
                clerk.process.kill()
            self._all.clear()

    def _start(self) -> _Clerk:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, self._store.address), name="bilat helper", daemon=True)
        process.start()
        there.close()
        clerk = _Clerk(process, here)
        with self._lock:
            self._all.append(clerk)
        return clerk

    def _forget(self, clerk: _Clerk | None) -> None:
        with self._lock:
            if clerk is not None and clerk in self._all:
                self._all.remove(clerk)
                clerk.process.kill()


def _work(pipe: Connection, address: str) -> None:
    """Do what comes through a pipe until the server at its other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the server, and that ends this
    store: Store | None = None
    with suppress(EOFError, BrokenPipeError):
        while True:
            work, given, named = pipe.recv()
            made: object = None
            error: Exception | None = None
            try:
                store = store or Store(address, create=False)
                made = work(store, *given, **named)
            except BilatError as wrong:
                error = wrong
            except Exception as wrong:
                error = RuntimeError(f"{type(wrong).__name__}: {wrong}")  # which can be sent, whatever it was
            pipe.send((error, made))

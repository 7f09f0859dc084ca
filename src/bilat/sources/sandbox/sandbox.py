"""Parses what comes from outside in a process of its own, which can do nothing else and costs a bounded amount of memory and time.

One process, the zygote, loads the parsers once and never sees a document. For each request it forks a child; the child confines itself
(see `confine`), reads the document, calls one function of a fixed table, answers and is gone. Whatever a hostile file does to its parser
ends there: the next document meets a fresh process. A child answers in length-prefixed MessagePack, which is decoded strictly into the
type that the table names; nothing that it says is believed beyond that.

Each request has two connections of its own: one between parent and child for the document and the answer, and one between parent and
zygote, on which the zygote tells how the child ended. Closing the latter has the child killed, so that none outlives its request.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from ... import errors
from ...errors import BilatError, FormatError, InputError, OptionError
from ..files import open_bytes
from .zygote import BLOCK, DATA, DONE, EXIT_OUT_OF_MEMORY, HEAD, NOTHING, OPTIONS, OUT_OF_MEMORY, RESULT, UNCONFINED, resolve

SECONDS = 10.0
"""How long one document may take, and each record of an archive."""

MEMORY = 400 << 20
"""Bytes that one document may take while it is parsed, beyond the 60 MB or so that Python and the parsers take."""


class Function(NamedTuple):
    """A function that the sandbox calls: where it is, the type of its answers, both as `module:name`, and the bytes of its longest answer."""

    target: str
    result: str
    longest: int = 36 << 20


FUNCTIONS: Mapping[str, Function] = {
    "html": Function("bilat.sources.formats.html:extract_html", "bilat.sources.formats.extract:Extract"),
    "pdf": Function("bilat.sources.formats.papers:extract_pdf", "bilat.sources.formats.extract:Extract"),
    "docx": Function("bilat.sources.formats.papers:extract_docx", "bilat.sources.formats.extract:Extract"),
    "feed": Function("bilat.sources.formats.feeds:parse_feed", "bilat.sources.formats.feeds:Feed"),
    "sitemap": Function("bilat.sources.formats.sitemaps:parse_sitemap", "bilat.sources.formats.sitemaps:Sitemap"),
    "gunzip": Function("bilat.sources.formats.media:gunzip", "builtins:bytes"),
    "warc": Function("bilat.sources.formats.archives:walk_warc", "bilat.sources.formats.archives:Item"),
}

_KEPT = ("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # of the environment; keys and tokens are not
_START = "import json, sys; settings = json.loads(sys.argv[1]); sys.path[:] = settings['path']; from bilat.sources.sandbox.zygote import serve; serve(**settings)"


class Sandbox:
    """Calls the functions of `FUNCTIONS` on what comes from outside, each in a confined process of its own.

    >>> with Sandbox() as sandbox:
    ...     extract = sandbox.call("html", data, name="page.html", url=None, charset=None, today="2024-03-31", zone=None)

    It starts at the first call, or after it was closed at the next one. Threads may share it. `functions` are added to the table;
    `seconds` and `memory` take the place of `SECONDS` and `MEMORY`.
    """

    last_peak_mb: float | None = None
    """Megabytes of memory that the last process to end had at its highest, the parsers themselves included."""

    def __init__(self, *, functions: Mapping[str, Function] | None = None, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._functions = {**FUNCTIONS, **(functions or {})}
        self._seconds, self._memory = seconds, memory
        self._zygote: _Zygote | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and every process that it made."""
        with self._lock:
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()

    def call(self, function: str, data: bytes, **options: Any) -> Any:
        """Return what the function makes of the data.

        The options are what msgspec encodes; `name` is how messages call the document. A `BilatError` comes out as the function raised it.
        `FormatError` for anything else that goes wrong: another exception, more time or memory than a document may take, a dead parser.
        """
        with self._request(function, options, None) as request:
            request.send(OPTIONS, msgspec.msgpack.encode(options))
            request.send(DATA, data)
            answer = request.answer()
            if answer is _NONE_YET or answer is _END:
                raise request.nonsense()
            return answer

    def stream(self, function: str, source: str | Path | BinaryIO, **options: Any) -> Iterator[Any]:
        """Yield what the function yields as it reads a file: a path, or a file opened for reading that has a descriptor.

        The function waits while nothing is asked of the iterator, so that an archive of any size takes the memory of one record. Closing
        the iterator ends it. The time limit is on each step. Errors are those of `call`, raised after what came before them.
        """
        options.setdefault("name", str(source) if isinstance(source, str | Path) else str(getattr(source, "name", "the file")))
        with contextlib.ExitStack() as stack:
            file = source
            if isinstance(file, str | Path):
                file = open_bytes(str(file))
                if file is not sys.stdin.buffer:
                    stack.enter_context(file)
            request = stack.enter_context(self._request(function, options, file.fileno()))
            request.send(OPTIONS, msgspec.msgpack.encode(options))
            while True:
                request.deadline = time.monotonic() + self._seconds
                answer = request.answer()
                if answer is _END:
                    return
                if answer is not _NONE_YET:
                    yield answer

    @contextlib.contextmanager
    def _request(self, function: str, options: dict[str, Any], file: int | None) -> Iterator[_Request]:
        name, entry = options.get("name") or "the document", self._functions[function]
        request = _Request(name, entry, self._seconds, self._memory)
        asked = {"target": entry.target, "longest": entry.longest, "memory": self._memory, "seconds": self._seconds if file is None else None}
        zygote = None
        try:
            zygote = self._started()
            request.deadline = time.monotonic() + self._seconds
            zygote.ask(asked, request, file)
            yield request
        except _DeadError:
            raise FormatError(f"{name}: the process that parses documents was ended from outside while it read this one; try again") from None
        finally:
            peak = request.close()
            if peak is not None:
                self.last_peak_mb = peak
            elif zygote is not None:
                self._forget(zygote)

    def _started(self) -> _Zygote:
        with self._lock:
            if self._zygote is not None and not self._zygote.alive():
                self._zygote.close()
                self._zygote = None
            if self._zygote is None:
                self._zygote = _Zygote(sorted({entry.target for entry in self._functions.values()}))
            return self._zygote

    def _forget(self, zygote: _Zygote) -> None:
        with self._lock:
            if self._zygote is zygote:
                self._zygote = None
        zygote.close()


_END, _NONE_YET = object(), object()


class _DeadError(Exception):
    """The zygote is gone."""


class _Request:
    """The parent's side of one request."""

    def __init__(self, name: str, function: Function, seconds: float, memory: int) -> None:
        self.name, self.deadline = name, 0.0
        self._function, self._seconds, self._memory = function, seconds, memory
        self._type: Any = resolve(function.result)
        self.data, self.theirs = socket.socketpair()
        self.status, self.zygotes = socket.socketpair()
        self._end: tuple[int, float] | None = None

    def send(self, kind: int, payload: bytes) -> None:
        try:
            self.data.settimeout(self._left())
            self.data.sendall(HEAD.pack(kind, len(payload)))
            self.data.sendall(payload)
        except TimeoutError:
            raise self._late() from None
        except OSError:
            pass  # it is dead, and its last words or its end tell why

    def answer(self) -> Any:
        """The next thing that the child says, or the error that it amounts to."""
        try:
            head = self._receive(HEAD.size)
            kind, length = HEAD.unpack(head) if len(head) == HEAD.size else (None, 0)
            payload = bytes(self._receive(length)) if 0 < length <= max(self._function.longest, BLOCK) else b""
        except TimeoutError:
            raise self._late() from None
        if kind is None or len(payload) != length:
            raise self._dead()
        if kind == RESULT:
            try:
                return msgspec.msgpack.decode(payload, type=self._type)
            except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
                raise self.nonsense() from None
        if kind in (NOTHING, DONE):
            return _NONE_YET if kind == NOTHING else _END
        if kind == OUT_OF_MEMORY:
            raise self._large()
        raise self._said(kind, payload)

    def close(self) -> float | None:
        """End the child if it is still there, and return the memory that it had at its highest, in MB."""
        for connection in (self.data, self.theirs, self.zygotes):
            connection.close()
        with self.status, contextlib.suppress(OSError, _DeadError):
            self.status.shutdown(socket.SHUT_WR)
            self._ended()
        return self._end[1] if self._end else None

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _receive(self, length: int) -> bytearray:
        """So many bytes, or what came of them before the connection ended."""
        buffer = bytearray(length)
        done = 0
        while done < length:
            self.data.settimeout(self._left())
            try:
                got = self.data.recv_into(memoryview(buffer)[done:])
            except ConnectionError:
                got = 0
            if not got:
                return buffer[:done]
            done += got
        return buffer

    def _ended(self) -> tuple[int, float]:
        """How the child ended: its exit code, or the signal's number below zero, and its highest memory in MB."""
        if self._end is None:
            self.status.settimeout(5)
            try:
                said = self.status.recv(64)
            except OSError:
                said = b""
            if not said:
                raise _DeadError
            self._end = msgspec.msgpack.decode(said, type=tuple[int, float])
        return self._end

    def nonsense(self) -> BilatError:
        """The error for an answer that no parser gives."""
        return FormatError(f"{self.name}: its parser gave an answer that makes no sense; the file is damaged, or made to do harm")

    def _late(self) -> BilatError:
        return FormatError(f"{self.name}: not read after {self._seconds:g} seconds, where a press piece takes less than one; give its text instead")

    def _large(self) -> BilatError:
        return FormatError(f"{self.name}: reading it would take more than {self._memory >> 20} MB of memory; give its text instead, or a smaller file")

    def _dead(self) -> BilatError:
        code = self._ended()[0]
        if code == -signal.SIGXCPU:
            return self._late()
        if code in (-signal.SIGKILL, EXIT_OUT_OF_MEMORY):
            return self._large()
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return FormatError(f"{self.name}: its parser died of it ({how}), as of a damaged file or one that would take more than {self._memory >> 20} MB; give its text instead")

    def _said(self, kind: int, payload: bytes) -> BilatError:
        try:
            given, said = msgspec.msgpack.decode(payload, type=tuple[str, str])
        except (msgspec.DecodeError, msgspec.ValidationError):
            given, said = "", "nothing that makes sense"
        message = "".join(character if character.isprintable() else " " for character in said[:2000])
        if kind == UNCONFINED:
            return FormatError(f"{self.name}: not read, for this system lets no process be confined: {message}; read it on a Linux with seccomp")
        known = getattr(errors, given, None)
        if isinstance(known, type) and issubclass(known, InputError | OptionError):  # those that a document can be to blame for, and no others
            return known(message)
        return FormatError(f"{self.name}: could not be parsed ({given}: {message[:300]}); the file is damaged, or not what it seems")


class _Zygote:
    """The parent's side of the process that forks children."""

    def __init__(self, targets: list[str]) -> None:
        if not hasattr(os, "fork"):
            raise InputError("pages, papers and archives are parsed in a confined process, which this system cannot have; use Linux or macOS")
        self._control, theirs = socket.socketpair()
        path = [entry for entry in [*sys.path, str(Path(__file__).parents[3])] if entry]
        settings = {"control": theirs.fileno(), "path": path, "targets": targets}
        environment = {key: value for key, value in os.environ.items() if key in _KEPT or key.startswith("LC_")}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}  # a thread would be lost in the fork
        with theirs, tempfile.TemporaryFile() as complaints:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", _START, json.dumps(settings)],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=complaints, env=environment, start_new_session=True,
            )  # fmt: skip
            theirs.close()
            self._lock = threading.Lock()
            self._finalizer = weakref.finalize(self, _end_zygote, self._control, self.process, os.getpid())
            self._control.settimeout(60)
            try:
                ready = self._control.recv(1)
            except OSError:
                ready = b""
            if not ready:
                self.close()
                complaints.seek(0)
                last = complaints.read().decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
                raise InputError(f"the process that parses pages, papers and archives did not start ({last[0]}); check that bilat is installed whole")
        self._owner = os.getpid()

    def alive(self) -> bool:
        """Whether requests can be made: it runs, and this process has made it, not one that this process was forked from."""
        return self._owner == os.getpid() and self.process.poll() is None

    def ask(self, asked: dict[str, Any], request: _Request, file: int | None) -> None:
        """Have a child forked for the request."""
        frame = msgspec.msgpack.encode(asked)
        descriptors = [request.theirs.fileno(), request.zygotes.fileno(), *([] if file is None else [file])]
        with self._lock, contextlib.suppress(OSError):  # where it is dead, the request's connections tell
            socket.send_fds(self._control, [HEAD.pack(OPTIONS, len(frame)) + frame], descriptors)
        request.theirs.close()
        request.zygotes.close()

    def close(self) -> None:
        self._finalizer()


def _end_zygote(control: socket.socket, process: subprocess.Popen[bytes], owner: int) -> None:
    control.close()
    if os.getpid() == owner:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

"""The process that `sandbox` keeps ready, and the children that it forks: one for each document, confined before it reads it."""

from __future__ import annotations

import contextlib
import datetime
import gc
import importlib
import os
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, get_type_hints

import msgspec

from ...errors import TooLargeError
from .confine import Confinement, ConfinementError, Limits

# what a frame holds, by its first byte; four bytes of length follow
RESULT, NOTHING, DONE, ERROR, OUT_OF_MEMORY, UNCONFINED, OPTIONS, DATA = b"RN.EMUOD"
HEAD = struct.Struct(">BI")

BLOCK = 1 << 16
"""Bytes that an error may have, however short the answers of its function are."""

EXIT_OUT_OF_MEMORY = 71
"""The exit code of a child that had no memory left."""

_PARSERS = ("lxml.html", "docx", "pypdfium2", "feedparser", "fastwarc.warc", "htmldate", "trafilatura", "charset_normalizer", "encodings.idna", "zoneinfo")


# a page of our own, read once before the first fork: what parsers make at their first page is then there for every child
_WARMED = "bilat.sources.formats.html:extract_html"
_PAGE = b"<!DOCTYPE html><html lang=en><head><title>A visit</title></head><body><article><h1>A visit</h1>%b</article></body></html>" % (
    b"<p>The foreign minister received the ambassador on 3 March 2024, and they spoke of trade, of transport and of the visit planned for May.</p>" * 6
)


def serve(control: int, path: list[str], targets: list[str]) -> None:
    """Fork a child for each request until the parent is gone."""
    del path  # set before this could be imported
    for module in (*_PARSERS, *sorted({target.partition(":")[0] for target in targets})):
        with contextlib.suppress(Exception):  # what is missing is said where it is asked for
            importlib.import_module(module)
    if _WARMED in targets:
        with contextlib.suppress(Exception):
            resolve(_WARMED)(_PAGE, name="a page", url=None, charset=None, today=datetime.date(2024, 3, 31), zone=None)
    confine = Confinement()
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 2)
    os.close(null)
    gc.collect()
    gc.freeze()  # the collector would write to every page of memory that children share
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    parent, requests = os.getppid(), socket.socket(fileno=control)
    waiting = selectors.DefaultSelector()
    waiting.register(requests, selectors.EVENT_READ)
    waiting.register(wake, selectors.EVENT_READ)
    children: dict[int, socket.socket] = {}
    requests.sendall(b"!")
    alive = True
    while alive and os.getppid() == parent:
        for key, _ in waiting.select(2.0):
            if key.fileobj is wake:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, 4096)
            elif key.fileobj is requests:
                alive = _fork(requests, children, waiting, confine)
            else:  # the parent wants no more of this child
                waiting.unregister(key.fileobj)
                if key.data in children:
                    os.kill(key.data, signal.SIGKILL)
        _reap(children, waiting)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _reap(children: dict[int, socket.socket], waiting: selectors.BaseSelector) -> None:
    """Tell the parent of every child that has ended."""
    while children:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        with children.pop(pid) as connection, contextlib.suppress(OSError):
            with contextlib.suppress(KeyError):
                waiting.unregister(connection)
            peak = usage.ru_maxrss / (1 << 10 if sys.platform == "linux" else 1 << 20)
            connection.send(msgspec.msgpack.encode((os.waitstatus_to_exitcode(status), peak)))


def _fork(requests: socket.socket, children: dict[int, socket.socket], waiting: selectors.BaseSelector, confine: Confinement) -> bool:
    """Serve one request; False where the parent is gone."""
    head, descriptors, _, _ = socket.recv_fds(requests, HEAD.size, 3)
    if len(head) < HEAD.size:
        return False
    asked = msgspec.msgpack.decode(requests.recv(HEAD.unpack(head)[1], socket.MSG_WAITALL))
    answers, status, *file = descriptors
    zygote, pid = os.getpid(), os.fork()
    if pid == 0:
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _close_all_but([answers, *file, *confine.descriptors])
            code = _work(asked, answers, file, confine, zygote)
        finally:
            os._exit(code)
    children[pid] = socket.socket(fileno=status)
    waiting.register(children[pid], selectors.EVENT_READ, pid)
    for descriptor in (answers, *file):
        os.close(descriptor)
    return True


def _close_all_but(kept: list[int]) -> None:
    low = 3
    for descriptor in sorted(kept):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 1 << 16)


def _work(asked: dict[str, Any], answers: int, file: list[int], confine: Confinement, zygote: int) -> int:
    """Confine this process, do what was asked, answer; return the exit code."""
    try:
        confine(Limits(asked["memory"], asked["seconds"]), zygote)
    except ConfinementError as error:
        _answer(answers, UNCONFINED, _described(error))
        return 0
    try:
        for kind, payload in _results(asked, answers, file):
            _answer(answers, kind, payload)
        return 0
    except MemoryError:
        pass  # and out of the handler, so that what filled the memory is let go before the answer
    except BaseException as error:  # a panic of a library in Rust is no Exception
        _answer(answers, ERROR, _described(error))
        return 0
    _answer(answers, OUT_OF_MEMORY, b"")
    return EXIT_OUT_OF_MEMORY


def _results(asked: dict[str, Any], answers: int, file: list[int]) -> Iterator[tuple[int, bytes]]:
    with open(answers, "rb", closefd=False) as incoming:
        options = msgspec.msgpack.decode(_next(incoming))
        data = None if file else _next(incoming)
    function = resolve(asked["target"])
    given = _typed(function, options)
    if data is not None:
        yield _encoded(function(data, **given), asked, options)
        return
    with open(file[0], "rb") as opened:
        for item in function(opened, **given):
            yield (NOTHING, b"") if item is None else _encoded(item, asked, options)
    yield DONE, b""


def _typed(function: Callable[..., Any], options: dict[str, Any]) -> dict[str, Any]:
    """The options as the types that the function asks for: a date, which came as a string."""
    try:
        hints = get_type_hints(function)
    except (NameError, TypeError):
        return options
    return {key: msgspec.convert(value, hints.get(key, Any)) for key, value in options.items()}


def _encoded(result: Any, asked: dict[str, Any], options: dict[str, Any]) -> tuple[int, bytes]:
    payload = msgspec.msgpack.encode(result)
    if len(payload) > asked["longest"]:
        name = options.get("name") or "the document"
        raise TooLargeError(f"{name}: what there is to read in it is larger than {asked['longest'] >> 20} MiB; split it into pieces")
    return RESULT, payload


def _next(incoming: BinaryIO) -> bytes:
    head = incoming.read(HEAD.size)
    return incoming.read(HEAD.unpack(head)[1]) if len(head) == HEAD.size else os._exit(0)  # the parent is gone


def _answer(answers: int, kind: int, payload: bytes) -> None:
    for part in (HEAD.pack(kind, len(payload)), payload):
        rest = memoryview(part)
        while rest:
            try:
                rest = rest[os.write(answers, rest) :]
            except BrokenPipeError:
                os._exit(0)  # nobody wants to know


def _described(error: BaseException) -> bytes:
    return msgspec.msgpack.encode((type(error).__name__, str(error)[:2000].encode("utf-8", "replace").decode()))


def resolve(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)

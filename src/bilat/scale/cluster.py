"""Shards read by Ray Data, on a cluster or on processes of this machine: tasks split the shards, actors that hold the model read the parts."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import socket
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ..errors import BilatError, ClusterError, OptionError
from . import duplicates, work
from .parts import arrow
from .work import Done, Input, Settings, Work

SPLITTING, READING = 0.1, 0.9
"""Processors that a task which splits and an actor which reads reserve: one of each on every processor."""
JUDGING = 4
"""Batches of pairs in flight for each processor."""

_DONE = msgspec.msgpack.Decoder(Done)
_WORK = msgspec.msgpack.Decoder(Work)


class Ray:
    """Reads on a Ray cluster: the one at an address, `HOST:PORT` or `auto`, or one of its own on this machine with `jobs` processors.

    Its own listens on this machine's loopback address only, behind a token that nobody else knows, and ends with it; nothing is told to anybody. On a cluster `jobs`
    bounds the processes that read; its machines have the same bilat, see shards and folder by the same paths, and the token is in `RAY_AUTH_TOKEN`. Use it as a context manager.
    `OptionError` where Ray is not installed, `ClusterError` where the cluster cannot be reached.
    """

    def __init__(self, address: str | None = None, *, jobs: int | None = None) -> None:
        try:
            # before Ray is loaded: it reads them then
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
            os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
            os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
            if address is None or "RAY_AUTH_TOKEN" in os.environ:
                os.environ.setdefault("RAY_AUTH_MODE", "token")
            if address is None and "RAY_AUTH_TOKEN_PATH" not in os.environ:
                os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
            import ray
            import ray.data
        except ImportError:
            raise OptionError("engine: Ray is not installed: pip install 'bilat[ray]'") from None
        if address is not None and address.startswith("ray://"):
            raise OptionError(f"address: {address}: run bilat on a machine of the cluster, and give its address as HOST:PORT or auto")
        self._ray, self._address, self._jobs = ray, address, jobs

    def __enter__(self) -> Ray:
        ray = self._ray
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR, "ignore_reinit_error": False}
        try:
            if self._address is not None:
                with _in_silence(), _on_loopback() if _is_on_loopback(self._address) else contextlib.nullcontext():
                    ray.init(address=self._address, **quiet)
            else:
                with _in_silence(), _on_loopback():
                    ray.init(address="local", num_cpus=self._jobs or os.cpu_count(), include_dashboard=False, _node_ip_address="127.0.0.1", **quiet)
        except (ConnectionError, RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
            where = self._address or "this machine"
            raise ClusterError(f"{where}: no Ray cluster can be reached ({_first(error)}); check that it runs, its address, and RAY_AUTH_TOKEN") from None
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        sys.modules["ray._private.worker"].print_to_stdstream = _told  # type: ignore[attr-defined]  # else it writes into what we print
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()

    def processes(self) -> int:
        """Return how many processes read."""
        processors = int(self._ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]
        return max(1, min(processors, self._jobs or processors))

    def parts(self, shards: Sequence[Input], settings: Settings) -> Iterator[Done]:
        """Read shards and yield each part as it is written, in any order; a worker that is lost is replaced, and what it had in hand is read again."""
        ray = self._ray
        context = ray.data.DataContext.get_current()
        context.target_max_block_size = context.target_min_block_size = 1  # a part a block, so that many processes read one shard
        context.enable_progress_bars = False
        context.execution_options.verbose_progress = False
        context.use_datasource_v2 = False  # the new one is many times slower with small blocks
        rows = ray.data.from_items([{"shard": shard.name, "path": shard.path} for shard in shards], override_num_blocks=len(shards))
        works = rows.map_batches(_split, batch_size=1, batch_format="pyarrow", fn_args=(settings,), num_cpus=SPLITTING)
        read = works.map_batches(
            _Reader,
            batch_size=1,
            batch_format="pyarrow",
            fn_constructor_args=(settings.folder, settings.reader),
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=self.processes(), initial_size=self.processes()),
            num_cpus=READING,
        )
        try:
            for batch in read.iter_batches(batch_size=None, prefetch_batches=0, batch_format="pyarrow"):
                for made, error in zip(batch["done"].to_pylist(), batch["error"].to_pylist(), strict=True):
                    if error:
                        raise ClusterError(error)
                    yield _DONE.decode(made)
        except (ray.exceptions.RayError, RuntimeError, OSError) as error:
            raise ClusterError(f"the Ray cluster gave up ({_first(error)}); run the same command again: what was read is kept") from error

    def judge(self, batches: Iterable[list[tuple[str, str]]]) -> Iterator[list[bool]]:
        """Tell of each pair of texts whether they are one piece, batch by batch in the order given."""
        ray = self._ray
        task = ray.remote(num_cpus=1, max_retries=-1)(duplicates.judge_pairs)
        waiting: deque[Any] = deque()
        try:
            for batch in batches:
                waiting.append(task.remote(batch))
                if len(waiting) >= JUDGING * self.processes():
                    yield ray.get(waiting.popleft())
            while waiting:
                yield ray.get(waiting.popleft())
        except ray.exceptions.RayError as error:
            raise ClusterError(f"the Ray cluster gave up ({_first(error)}); run the same command again: what was read is kept") from error


def _split(batch: Any, settings: Settings) -> Iterator[Any]:
    """On a worker: the parts of a shard as rows, or what is wrong with it."""
    for name, path in zip(batch["shard"].to_pylist(), batch["path"].to_pylist(), strict=True):
        try:
            _check_version(settings.reader)
            for part in work.split(Input(name, path), settings):
                yield _row("work", msgspec.msgpack.encode(part))
        except BilatError as error:
            yield _row("work", b"", _here(error))


class _Reader:
    """On a worker: reads parts, one after the other, the model loaded once."""

    def __init__(self, folder: str, reader: str) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"
        from ..reading.grammar import parser

        parser()
        self._folder, self._reader = folder, reader

    def __call__(self, batch: Any) -> Iterator[Any]:
        for data, error in zip(batch["work"].to_pylist(), batch["error"].to_pylist(), strict=True):
            if error:
                yield _row("done", b"", error)
                continue
            try:
                _check_version(self._reader)
                yield _row("done", msgspec.msgpack.encode(work.read_part(_WORK.decode(data), self._folder, self._reader)))
            except BilatError as wrong:
                yield _row("done", b"", _here(wrong))


def _told(news: dict[str, Any], *_: object, **__: object) -> None:
    """What happens on the cluster, in a sentence on standard error: a worker that died, a node that is gone."""
    for line in news.get("lines", []):
        print(f"bilat: the cluster tells: {line.partition('. ')[0].strip()}; what it had in hand is read again", file=sys.stderr)


def _row(name: str, data: bytes, error: str = "") -> Any:
    pa = arrow()  # a table, for other rows would lose zero bytes at their ends
    return pa.table({name: pa.array([data], pa.large_binary()), "error": pa.array([error], pa.string())})


def _check_version(reader: str) -> None:
    from ..reading.version import reader_version

    if reader_version() != reader:
        raise ClusterError("another version of bilat is installed here than where the command was given; install the same on every machine")


def _here(error: BilatError) -> str:
    return f"on {socket.gethostname()}: {error}"


def _first(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if "Traceback" in str(error) else lines[0])[:300] if lines else type(error).__name__


def _is_on_loopback(address: str) -> bool:
    """Whether a cluster listens on this machine's loopback address only; `OSError` at once where nothing listens at its address."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():  # auto
        return False
    socket.create_connection((host, int(port)), 5).close()
    if host not in ("127.0.0.1", "localhost"):
        return False
    from ray.util import get_node_ip_address

    try:
        socket.create_connection((get_node_ip_address(), int(port)), 2).close()  # type: ignore[no-untyped-call]
    except OSError:
        return True
    return False


@contextlib.contextmanager
def _in_silence() -> Iterator[None]:
    """Keep what Ray's own machinery has to say while it starts from standard error: what goes wrong is raised."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextlib.contextmanager
def _on_loopback() -> Iterator[None]:
    """Keep Ray from taking this machine's outward address in the place of its loopback address."""
    services = sys.modules.get("ray._private.services")
    resolve = getattr(services, "resolve_ip_for_localhost", None)
    if resolve is None:
        yield
        return
    services.resolve_ip_for_localhost = lambda host: host  # type: ignore[union-attr]
    try:
        yield
    finally:
        services.resolve_ip_for_localhost = resolve  # type: ignore[union-attr]

"""Reading beyond one machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..errors import OptionError
from ..sources import Metadata
from .taking import BUSY, keep_up

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    from ..record import Store
    from ..scale.load import Load
    from ..scale.manifest import Manifest


def read_shards(
    names: Iterable[str],
    folder: str | os.PathLike[str],
    *,
    engine: str = "processes",
    address: str | None = None,
    jobs: int | None = None,
    metadata: Metadata | None = None,
    tell: Callable[[Manifest], None] = lambda _: None,
) -> Manifest:
    """Read shards of Parquet, JSON Lines or WARC into a folder of readings as Parquet, and return its manifest; what the folder holds already is not read again.

    `engine` is `processes` (of this machine) or `ray`: the cluster at `address` (HOST:PORT or auto), else one of its own. `jobs` is how many processes read, by default
    one, with Ray all of the cluster. The readings are the same whatever reads them. `OptionError`, `InputError` and `ClusterError` say what is wrong.
    """
    from ..scale.run import read_shards as read_into

    if engine == "ray":
        from ..scale.cluster import Ray

        with Ray(address, jobs=jobs) as cluster:
            return read_into(list(names), folder, cluster, metadata=metadata, tell=tell)
    if engine != "processes":
        raise OptionError(f"engine: {engine!r} is none; the engines are processes and ray")
    if address is not None:
        raise OptionError("address: only the engine ray has one")
    from ..scale.plain import Processes

    return read_into(list(names), folder, Processes(jobs or 1), metadata=metadata, tell=tell)


def manifest_of(folder: str | os.PathLike[str]) -> Manifest:
    """Return what a folder of readings holds; `MissingFileError` where it is none."""
    from ..scale.manifest import Folder

    return Folder(folder).manifest()


def check_folder(folder: str | os.PathLike[str], *, inputs: bool = False) -> list[str]:
    """Return what is wrong with a folder of readings: parts that are missing or changed, rows that are missing or there twice; with `inputs` shards that changed."""
    from ..scale.run import check_folder as check

    return check(folder, inputs=inputs)


def load(store: Store, folder: str | os.PathLike[str], *, tell: Callable[[Load], None] = lambda _: None) -> Load:
    """Bring a folder of readings into a store, in bulk, and bring its records up to date; running it again does what is missing and nothing else."""
    from ..scale.load import load_folder

    done, concerned = load_folder(store, folder, tell=tell)
    keep_up(store, concerned, many=done.readings >= BUSY)
    return done

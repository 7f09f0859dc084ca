"""The official series that a store holds: what was loaded or fetched, each revision kept beside the one before, and the facts that come with bilat."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select

from ..record.database import insert_new, reading, writing
from ..record.schema import observations
from ..record.store import Store
from .layouts import read_table
from .series import WORLD, Observation, Series

_ROWS = 5_000


class Loaded(NamedTuple):
    """How many observations came, and how many of them were new to the store."""

    came: int
    new: int


class Holdings:
    """The observations of a store; what is loaded again changes nothing, and a revised value stands beside the earlier one."""

    def __init__(self, store: Store) -> None:
        self._engine, self._address = store.engine, store.address

    def load(self, found: Iterable[Observation]) -> Loaded:
        """Keep observations, in one transaction: all of them or, where the iterable breaks off with an error, none."""
        came = 0
        coming = iter(found)
        with writing(self._engine, self._address) as connection:
            before = connection.scalar(select(func.count()).select_from(observations)) or 0
            while some := list(islice(coming, _ROWS)):
                came += len(some)
                connection.execute(insert_new(connection, observations), [_row(observation) for observation in some])
            after = connection.scalar(select(func.count()).select_from(observations)) or 0
        return Loaded(came, after - before)

    def series(self, reporters: Collection[str], *, partners: Collection[str] | None = None) -> Series:
        """Return the series of these reporters with these partners (null for all), the embedded facts included."""
        chosen = select(observations).where(observations.c.reporter.in_(sorted(reporters)))
        if partners is not None:
            chosen = chosen.where(observations.c.partner.in_(sorted({*partners, WORLD})))
        with reading(self._engine, self._address) as connection:
            rows = connection.execute(chosen).all()
        return Series([*_embedded(reporters, partners), *_observations(rows)])

    def count(self) -> int:
        """Return how many observations the store holds, the embedded ones apart."""
        with reading(self._engine, self._address) as connection:
            return connection.scalar(select(func.count()).select_from(observations)) or 0


def embedded(reporters: Collection[str]) -> Series:
    """Return the embedded facts of these reporters alone."""
    return Series(_embedded(reporters, None))


def _embedded(reporters: Collection[str], partners: Collection[str] | None) -> Iterator[Observation]:
    return (one for one in sample() if one.reporter in reporters and (partners is None or one.partner == WORLD or one.partner in partners))


@cache
def sample() -> tuple[Observation, ...]:
    """Return the official facts that come with bilat: the annual trade of Kazakhstan and China as each of the two reports it."""
    data = resources.files(__package__).joinpath("sample.tsv").read_bytes()
    lines = [line for line in data.splitlines(keepends=True) if not line.startswith(b"#")]
    table = read_table(b"".join(lines), name="sample.tsv", retrieved=None)
    found = tuple(table)
    assert not table.errors, table.errors[0]
    return found


def _row(observation: Observation) -> dict[str, Any]:
    return {**msgspec.structs.asdict(observation), "revised": observation.revised or ""}


def _observations(rows: Iterable[Any]) -> Iterator[Observation]:
    for row in rows:
        values = dict(row._mapping)
        yield Observation(**{**values, "revised": values["revised"] or None})

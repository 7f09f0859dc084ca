"""What several tests need: the command as a user runs it, and pieces of our own to read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import bilat
from postgres import Postgres, running

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
EXAMPLE = ROOT / "examples" / "strategic-dialogue.txt"

sys.path.insert(0, str(ROOT / "benchmarks"))

Slots = dict[str, object]


def found(text: str, kind: str, **options: str) -> list[Slots]:
    """The facts of one kind in a text as plain slots, with names (ISO codes for countries) for ids and words for spans; empty slots left out."""
    reading = bilat.read(text, **options)
    names = {actor.id: actor.country if actor.type == "country" else actor.name for actor in reading.actors}
    out: list[Slots] = []
    for fact in reading.facts:
        slots = msgspec.to_builtins(fact)
        if slots.pop("kind") != kind:
            continue
        for slot, value in slots.items():
            if slot in ("content", "action", "of") and isinstance(value, list | tuple):
                slots[slot] = text[value[0] : value[1]]
            elif isinstance(value, list) and slot != "evidence":
                slots[slot] = [names.get(v, v) for v in value]
            elif isinstance(value, str):
                slots[slot] = names.get(value, value)
        out.append({slot: value for slot, value in slots.items() if value not in (None, [], False)})
    return out


def people(text: str, **options: str) -> dict[str, tuple[str | None, list[str]]]:
    """The people of a text with country and offices."""
    return {actor.name: (actor.country, list(actor.offices)) for actor in bilat.read(text, **options).actors if actor.type == "person"}


Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def bilat_command() -> Command:
    """The installed `bilat`, run as its own process with nothing but what the test gives it."""
    command = Path(sys.executable).with_name("bilat")

    def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([str(command), *map(str, arguments)], input=stdin, capture_output=True, check=False, env={**os.environ, "NO_COLOR": "1", **environment})

    return run


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of the session's own."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, on either engine."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()

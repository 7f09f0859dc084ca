"""What several tests need: the command as a user runs it, and pieces of our own to read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
EXAMPLE = ROOT / "examples" / "strategic-dialogue.txt"

sys.path.insert(0, str(ROOT / "benchmarks"))

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def bilat_command() -> Command:
    """The installed `bilat`, run as its own process with nothing but what the test gives it."""
    command = Path(sys.executable).with_name("bilat")

    def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([str(command), *map(str, arguments)], input=stdin, capture_output=True, check=False, env={**os.environ, "NO_COLOR": "1", **environment})

    return run

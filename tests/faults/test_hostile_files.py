"""The hostile corpus taken in as a user would: each file leaves a document or an error, in bounded time and memory, and costs the others nothing."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import hostile
from bilat.record import Store
from bilat.sources.intake import Intake
from bilat.sources.sandbox import Sandbox
from pieces import AGENCY


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.long] if name in hostile.SLOW else []) for name in hostile.HOSTILE])
def test_every_hostile_file_leaves_a_document_or_an_error(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    make, outcome, _ = hostile.HOSTILE[name]
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(make())
    good.write_text(AGENCY, "utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    intake = Intake(sandbox)
    found = []
    for item in intake.find([str(bad)]):
        found.append(item._replace(raw=b""))
        if len(found) >= 20:  # a feed or sitemap of thousands of pages, each an error where nothing is fetched
            break
    assert time.monotonic() - started < 12
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500 * 1024
    assert found
    assert all((item.document is None) is (item.error is not None) for item in found)
    if outcome == "error":
        assert all(item.error for item in found)
    with Store(tmp_path / "store.db") as store:
        added = store.add([*found, *intake.find([str(good)])])
        assert added[-1].new
        assert len(store.failures()) == len({item.location for item in found if item.error})

"""A store with a relationship to export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bilat import Reading, api
from bilat.record import Store
from bilat.record.model import Record
from conftest import ROOT


class Held(NamedTuple):
    """A relationship: its store, record, readings and texts."""

    store: Store
    record: Record
    readings: list[Reading]
    texts: dict[str, str]


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    path = tmp_path_factory.mktemp("exports") / "relationship.db"
    with Store(path) as store:
        api.ingest([str(ROOT / "examples" / "relationship.jsonl")], store)
        record = api.record_of(store, "KAZ", "CHN")
        readings = [reading for document in store.documents() if isinstance(reading := store.reading(document.id), Reading)]
        yield Held(store, record, readings, store.texts(document.id for document in record.documents))


@pytest.fixture(scope="session")
def address(held: Held) -> Path:
    return Path(held.store.address)

"""Loading by the thousand promises what adding one by one does."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bilat import api
from bilat.errors import StoreLockedError
from bilat.record import Store
from bilat.record.bulk import Brought, Filled, add_many
from bilat.record.copies import sketch
from bilat.record.reader import read_packed
from bilat.record.store import pack
from bilat.scale import parts
from bilat.scale.manifest import Folder, Part, Shard, write_whole
from bilat.sources import Found
from conftest import Postgres
from generated import found as as_found
from generated import pieces as generated_pieces
from pieces import AGENCY, CORRECTED, FORM_ONE, FORM_TWO, NEWSPAPER, OTHER, found

FOUND = [
    found(AGENCY, "/agency.txt", url="https://steppe.example/1", publisher="Steppe News Agency", published="2024-05-06", side="MNG"),
    found(NEWSPAPER, "/paper.txt", url="https://herald.example/7", publisher="Riga Herald", published="2024-05-06"),
    found(AGENCY, "/again.txt"),
    found(AGENCY, "/again.txt"),
    found(OTHER, "/other.txt", published="2024-06-03"),
    found(OTHER, "/elsewhere.txt", published="2024-06-03"),
    found(CORRECTED, "/corrected.txt", publisher="Steppe News Agency", published="2024-05-07"),
    found(FORM_ONE, "/one.txt"),
    found(FORM_TWO, "/two.txt"),
    Found("/broken.pdf", b"%PDF-broken", "application/pdf", None, None, "/broken.pdf: this PDF is broken"),
    Found("/gone.txt", b"", "", None, None, "/gone.txt: is gone"),
]
VERSION = "v1"


def brought(item: Found, version: str = VERSION) -> Brought:
    sketched = sketch(item.document.text) if item.document else None
    return Brought(item, read_packed(item.document) if item.document else None, version, sketched.hashes if sketched else None)


def export(store: Store) -> bytes:
    return b"".join(store.export())


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a store holds to which everything was added one by one."""
    with Store(tmp_path_factory.mktemp("one") / "store.db") as store:
        for item in FOUND:
            store.add([item])
            if item.document is not None:
                store.add_readings([read_packed(item.document)], VERSION)
        return export(store)


def test_any_order_and_any_batches_give_the_store_that_adding_makes(store_address: str, expected: bytes, tmp_path: Path, postgres: Postgres) -> None:
    items = [brought(item) for item in FOUND]
    with Store(store_address) as store:
        assert add_many(store, items, VERSION) == Filled(new=7, copies=2, known=2, readings=7, failed=2)
        assert export(store) == expected
        assert add_many(store, items, VERSION) == Filled(known=9, failed=2)
        assert export(store) == expected
        (hit,) = store.search("flower growers")
        assert hit.id == items[4].found.document.id  # type: ignore[union-attr]
    for n, order in enumerate(itertools.islice(itertools.permutations(items), 0, None, 9_999_991)):
        with Store(postgres.database() if n == 1 else tmp_path / f"{n}.db") as store:
            size = 1 + n
            for k in range(0, len(order), size):
                add_many(store, order[k : k + size], VERSION)
            assert export(store) == expected
        if n == 3:
            break


def test_adding_and_loading_mix(store_address: str, expected: bytes) -> None:
    with Store(store_address) as store:
        store.add(FOUND[::2])
        assert add_many(store, [brought(item) for item in FOUND], VERSION).readings == 7
        assert export(store) == expected
        store.add(FOUND)
        assert export(store) == expected


def test_a_reading_by_this_bilat_takes_the_place_of_anothers_never_the_reverse(store_address: str) -> None:
    with Store(store_address) as store:
        add_many(store, [brought(FOUND[0], "old")], "new")
        assert add_many(store, [brought(FOUND[0], "new")], "new").readings == 1
        made = export(store)
        assert b'"version":"new"' in made
        assert add_many(store, [brought(FOUND[0], "old"), brought(FOUND[0], "other")], "new").readings == 0
        assert export(store) == made


def test_a_place_that_was_read_since_is_no_failure_again(store_address: str) -> None:
    with Store(store_address) as store:
        add_many(store, [brought(FOUND[-2])], VERSION)
        assert len(store.failures()) == 1
        add_many(store, [brought(found(OTHER, "/broken.pdf"))], VERSION)
        assert store.failures() == []
        add_many(store, [brought(FOUND[-2])], VERSION)
        assert store.failures() == []


def test_a_batch_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    import sqlite3

    with Store(tmp_path / "store.db", patience=0.2) as store:
        before = export(store)
        other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLockedError):
            add_many(store, [brought(FOUND[0])], VERSION)
        other.execute("ROLLBACK")
        other.close()
        bad = brought(FOUND[4])
        with pytest.raises(Exception, match="NOT NULL"):
            add_many(store, [brought(FOUND[0]), bad._replace(version=None)], VERSION)  # type: ignore[arg-type]
        assert export(store) == before


def generated_folder(folder: Path, shards: int, each: int) -> Path:
    """A folder of generated readings, as if an engine had read them."""
    from hashlib import sha256

    from bilat.reading.version import reader_version

    held = Folder(folder, create=True, today="2026-01-01")
    made = generated_pieces(shards * each)
    with held.locked():
        held.begin([])
        for n in range(shards):
            rows = [parts.made_row(k, as_found(reading), pack(reading.document.id, reading)) for k, reading in enumerate(itertools.islice(made, each))]
            data, file = parts.encode(rows), f"readings/shard=s{n}/part-00000.parquet"
            (folder / file).parent.mkdir(parents=True)
            write_whole(folder / file, data)
            part = Part(file=file, first=0, counts=parts.counts(rows), bytes=len(data), sha256=sha256(data).hexdigest(), input="")
            held.commit(Shard(name=f"s{n}", path=f"/s{n}.jsonl", bytes=0, modified=0, sha256="", reader=reader_version(), made_with="", parts=[part]))
        held.write()
    return folder


PROGRAM = (
    "import sys\nfrom bilat import api\nfrom bilat.scale import load\nload.BATCH = 100\nwith api.open_store(sys.argv[1]) as store:\n    load.load_folder(store, sys.argv[2])\n"
)


def test_a_killed_load_loses_nothing_and_doubles_nothing(store_address: str, tmp_path: Path) -> None:
    folder = generated_folder(tmp_path / "out", 6, 100)
    with Store(tmp_path / "whole.db") as store:
        api.load(store, folder)
        whole = export(store)
    (tmp_path / "program.py").write_text(PROGRAM)
    with Store(store_address) as store:
        process = subprocess.Popen([sys.executable, str(tmp_path / "program.py"), store_address, str(folder)])
        deadline = time.monotonic() + 60
        while store.counts()["documents"] < 200:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.005)
        process.kill()
        process.wait()
        held = store.counts()["documents"]
        assert 200 <= held < 600 and held % 100 == 0
        done = api.load(store, folder)
        assert (done.documents, done.known) == (600 - held, held)
        assert export(store) == whole

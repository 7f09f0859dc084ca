"""The store keeps what it was given, whatever the engine, and says plainly when it cannot."""

from __future__ import annotations

import gzip
import itertools
import json
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import bilat
from bilat.errors import StoreError, StoreFullError, StoreLockedError, StoreVersionError
from bilat.record import Filters, Store, ingest
from bilat.record.database import REVISION
from bilat.record.reader import read_packed
from bilat.record.store import Packed, pack
from bilat.sources import Found
from conftest import Postgres
from pieces import AGENCY, CORRECTED, NEWSPAPER, OTHER, found


def read_one_by_one(documents: Iterable[bilat.Document]) -> Iterator[Packed]:
    return map(read_packed, documents)


def export(store: Store) -> bytes:
    return b"".join(store.export())


ITEMS = [
    found(AGENCY, "/agency.txt", url="https://steppe.example/1", publisher="Steppe News Agency", published="2024-05-06", side="MNG"),
    found(NEWSPAPER, "/paper.txt", url="https://herald.example/7", publisher="Riga Herald", published="2024-05-06"),
    found(AGENCY, "/again.txt"),
    found(OTHER, "/other.txt", published="2024-06-03"),
    found(CORRECTED, "/corrected.txt", publisher="Steppe News Agency", published="2024-05-07"),
    Found("/broken.pdf", b"%PDF-broken", "application/pdf", None, None, "/broken.pdf: this PDF is broken"),
]


def test_what_is_stored_comes_back_and_storing_it_again_changes_nothing(store_address: str) -> None:
    with Store(store_address) as store:
        done = ingest(store, ITEMS, read_one_by_one)
        assert (done.places, done.new, done.known, done.copies, done.read, len(done.failed)) == (6, 5, 0, 2, 5, 1)
        first = export(store)
        document = ITEMS[0].document
        assert document is not None
        assert store.document(document.id) == store.document(document.id[:9]) == document
        assert store.raw(document.id) == (AGENCY.encode(), "text/plain")
        assert store.places(document.id) == ["/agency.txt"]
        made = store.reading(document.id)
        assert isinstance(made, bilat.Reading)
        expected = bilat.read(AGENCY, url="https://steppe.example/1", publisher="Steppe News Agency", published="2024-05-06", side="MNG")
        assert made.to_json() == expected.to_json()
        assert store.failures() == [("/broken.pdf", "/broken.pdf: this PDF is broken")]
        for order in (ITEMS, ITEMS[::-1]):
            again = ingest(store, order, read_one_by_one)
            assert (again.new, again.read) == (0, 0)
        assert export(store) == first
    with Store(store_address) as reopened:
        assert export(reopened) == first


def test_any_order_and_any_batches_give_the_same_store(tmp_path: Path, postgres: Postgres) -> None:
    exports = set()
    for n, order in enumerate(itertools.islice(itertools.permutations(ITEMS), 0, 720, 97)):
        with Store(postgres.database() if n == 1 else tmp_path / f"{n}.db") as store:
            size = 1 + n % 4
            for k in range(0, len(order), size):
                store.add(order[k : k + size])
            exports.add(export(store))
    assert len(exports) == 1


def test_copies_are_one_piece_and_a_correction_is_none_of_them(store_address: str) -> None:
    agency, paper, again, other, corrected = (item.document.id for item in ITEMS[:5] if item.document)
    with Store(store_address) as store:
        store.add(ITEMS[:5])
        assert store.copies(paper) == store.copies(agency) == {agency: "original", paper: "near", again: "exact"}
        assert store.copies(other) == store.copies(corrected) == {}
        (hit,) = store.search('"scholarships offered"', Filters(until="2024-05-06"))
        assert hit.id == agency and hit.copies == [paper]
        assert {hit.id for hit in store.search('"scholarships offered"')} == {agency, corrected}


def test_a_failure_is_told_until_the_place_can_be_read(store_address: str) -> None:
    with Store(store_address) as store:
        store.add(ITEMS[5:])
        assert len(store.failures()) == 1
        store.add([found(OTHER, "/broken.pdf")])
        assert store.failures() == []


def test_documents_and_reviews_can_only_be_added(store_address: str) -> None:
    with Store(store_address) as store:
        store.add(ITEMS[:1])
        before = export(store)
        for table in ("documents", "raws", "sightings"):
            for sql in (
                f"DELETE FROM {table}",
                {"documents": "UPDATE documents SET text = ''", "raws": "UPDATE raws SET size = 0", "sightings": "UPDATE sightings SET retrieved = ''"}[table],
            ):
                with pytest.raises(Exception, match="append-only"), store._engine.begin() as connection:
                    connection.execute(text(sql))
        assert export(store) == before


def test_reading_errors_are_kept_in_the_readings_place(store_address: str) -> None:
    russian = "Министр иностранных дел встретился в Москве со своим коллегой. Стороны обсудили вопросы двустороннего сотрудничества и договорились о новых встречах."
    with Store(store_address) as store:
        done = ingest(store, [found(russian, "/ru.txt"), ITEMS[3]], read_one_by_one)
        assert done.new == 2 and done.read == 1
        assert "'ru'" in done.unread[0].error
        assert "'ru'" in str(store.reading(done.unread[0].where))
        assert ingest(store, [found(russian, "/ru.txt")], read_one_by_one).unread == []


def test_readings_by_an_older_reader_are_made_again(store_address: str) -> None:
    with Store(store_address) as store:
        store.add(ITEMS[:5])
        ids = [document.id for document in store.documents()]
        store.add_readings([pack(id, "not read by the old one") for id in ids], "old")
        assert store.unread(ids, "old") == set()
        assert store.unread(ids, "new") == set(ids)
        assert [document.id for document in store.documents(unread_by="new")] == ids == sorted(ids)
        assert list(store.documents(unread_by="old")) == []


def test_ids_that_fit_none_or_several_are_told(store_address: str) -> None:
    with Store(store_address) as store:
        store.add(ITEMS[:5])
        with pytest.raises(StoreError, match="no document has this id"):
            store.document("zzzz")
        with pytest.raises(StoreError, match="several documents"):
            store.document("")
        with pytest.raises(StoreError, match="no document has this id"):
            store.document("%")


def test_a_locked_store_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store(path) as store:
        store.add(ITEMS[:1])
        before = export(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store(path, patience=0.2) as store:
        assert export(store) == before  # reading goes on beside a writer
        with pytest.raises(StoreLockedError, match="another process holds the store"):
            store.add(ITEMS[1:2])
        other.execute("ROLLBACK")
        store.add(ITEMS[1:2])
        assert store.counts()["documents"] == 2
    other.close()


def test_a_locked_postgresql_store_is_told(postgres: Postgres) -> None:
    address = postgres.database()
    with Store(address) as store, Store(address, patience=0.3) as hurried:
        with store._engine.begin() as connection:
            connection.execute(text("LOCK TABLE documents IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(StoreLockedError, match="another process holds the store"):
                hurried.add(ITEMS[:1])
        hurried.add(ITEMS[:1])
        assert store.counts()["documents"] == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB; where one cannot be mounted, a database that may not grow past 2 MiB stands in for it."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False, capture_output=True).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    path = small_disk / "store.db"
    with Store(path) as store:
        if not small_disk.is_mount():
            from sqlalchemy import event

            event.listen(store._engine, "begin", lambda c: c.exec_driver_sql("PRAGMA max_page_count = 256"))

        def fill() -> None:
            for n in range(3000):
                store.add([found(f"{OTHER} Note {n}. " + " ".join(f"w{n * k}" for k in range(400)), f"/{n}.txt")])
                kept.append(n)

        kept: list[int] = []
        with pytest.raises(StoreFullError, match="no room is left"):
            fill()
    assert len(kept) > 10
    with Store(path) as store:
        assert store.counts()["documents"] == len(kept)
        with store._engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


def test_a_store_by_a_newer_bilat_is_left_alone(store_address: str) -> None:
    with Store(store_address) as store:
        store.add(ITEMS[:1])
        with store._engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreVersionError, match="a newer bilat made this store"):
        Store(store_address)


def test_what_is_no_store_is_told(tmp_path: Path, postgres: Postgres) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match=r"junk\.db: this is no sound SQLite database"):
        Store(junk)
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(StoreError, match="none of bilat's"):
        Store(foreign)
    with pytest.raises(StoreError, match="there is no store yet"):
        Store(tmp_path / "none.db", create=False)
    with pytest.raises(StoreError, match="there is no folder"):
        Store(tmp_path / "no" / "store.db")
    for address in ("mysql://localhost/x", "oracle+nothing://x", "://"):
        with pytest.raises(StoreError, match="a store is a file name"):
            Store(address)
    with pytest.raises(StoreError, match="cannot be reached") as told:
        Store("postgresql://someone:secret@127.0.0.1:1/none")
    assert "secret" not in str(told.value)
    with pytest.raises(StoreError, match="cannot be reached"):
        Store(postgres.address("there_is_no_such_database"))


def test_the_newest_migration_makes_the_tables_that_the_code_knows(store_address: str) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy import inspect

    from bilat.record import database, schema

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION
    with Store(store_address) as store:
        inspector = inspect(store._engine)
        for table in schema.metadata.sorted_tables:
            made = {column["name"] for column in inspector.get_columns(table.name)}
            assert made - {"words"} == set(table.columns.keys()), table.name
            indexes = {index["name"] for index in inspector.get_indexes(table.name)} - {"documents_words"}
            assert {name for name in indexes if not str(name).endswith("_key")} == {index.name for index in table.indexes}, table.name


OLD = Path(__file__).parent / "stores"


@pytest.mark.parametrize("revision", sorted(path.name[:4] for path in OLD.glob("*.db.gz")))
def test_stores_of_every_earlier_version_are_brought_up_to_date(revision: str, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((OLD / f"{revision}.db.gz").read_bytes()))
    expected = json.loads((OLD / "expected.json").read_text("utf-8"))
    with Store(path) as store:
        assert [document.id for document in store.documents()] == expected["ids"]
        assert [store.document(id).title for id in expected["ids"]] == expected["titles"]
        assert [hit.id for hit in store.search("consultations")] == expected["search"]
        assert store.feeds.states() == []
        store.add(ITEMS[:5])
        with store._engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == REVISION


@pytest.mark.parametrize("revision", [f"{n:04}" for n in range(1, int(REVISION))])
def test_postgresql_stores_of_every_earlier_version_are_brought_up_to_date(revision: str, postgres: Postgres) -> None:
    from bilat.record import database

    address = postgres.database()
    engine = database._engine(address, create=True, patience=5)
    database._migrate(engine, address, revision)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO raws VALUES ('abc', 'text/plain', 3, '\\x00')"))
        connection.execute(text("INSERT INTO documents (id, text, text_sha256, raw) VALUES ('d1', 'Consultations were held in Riga.', 'x', 'abc')"))
    engine.dispose()
    with Store(address) as store:
        assert [hit.id for hit in store.search("consultations")] == ["d1"]
        assert store.feeds.states() == []


def test_every_version_but_the_newest_has_a_store_to_upgrade() -> None:
    versions = Path(bilat.__file__).parent / "record" / "migrations" / "versions"
    assert {path.name[:4] for path in OLD.glob("*.db.gz")} == {path.name[:4] for path in versions.glob("0*.py")} - {REVISION}


def test_two_processes_fill_one_store(store_address: str, tmp_path: Path) -> None:
    import sys

    program = tmp_path / "fill.py"
    program.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from bilat.record import Store\nfrom pieces import OTHER, found\n"
        "with Store(sys.argv[1]) as store:\n"
        "    for n in range(40):\n"
        "        store.add([found(f'{OTHER} Note {(n * int(sys.argv[2])) % 40}.', f'/{n}.txt')])\n"
    )
    running = [subprocess.Popen([sys.executable, str(program), store_address, str(step)]) for step in (1, 7)]
    assert [process.wait(60) for process in running] == [0, 0]
    with Store(store_address) as store:
        assert store.counts()["documents"] == 40

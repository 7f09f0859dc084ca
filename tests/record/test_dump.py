"""A store as one file, and back: nothing is lost on the way, on either engine, and nothing is taken from a dump that is not sound."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bilat import api
from bilat.errors import FormatError, InputError, MissingFileError
from bilat.record import Store
from bilat.record.dump import dump
from bilat.record.feedbook import Announced
from bilat.record.ingest import ingest
from bilat.record.reader import read_packed
from bilat.record.restore import Imported, import_dump
from bilat.record.reviews import new_review
from bilat.record.store import pack
from bilat.sources import Found
from bilat.statistics.holdings import Holdings
from bilat.statistics.series import Observation
from conftest import Command
from pieces import AGENCY, CORRECTED, NEWSPAPER, OTHER, found
from postgres import Postgres

RUSSIAN = "Министр иностранных дел встретился в Москве со своим коллегой. Стороны обсудили вопросы двустороннего сотрудничества и договорились о новых встречах."
ITEMS = [
    found(AGENCY, "/Ädelaide/agency.txt", url="https://steppe.example/1", publisher="Steppe News Agency", published="2024-05-06", side="MNG"),
    found(AGENCY, "/again.txt"),
    found(AGENCY, "/Zoo/again.txt"),
    found(NEWSPAPER, "https://herald.example/7", url="https://herald.example/7", publisher="Riga Herald", published="2024-05")._replace(retrieved="2024-05-07T06:00:00Z"),
    found(OTHER, "/other.txt", published="2024-06-03"),
    found(RUSSIAN, "/ru.txt"),
    Found("/broken.pdf", b"%PDF-broken\x00\xff", "application/pdf", None, None, "/broken.pdf: this PDF is broken"),
    Found("https://nowhere.example/", b"", "", None, None, "https://nowhere.example/: no answer"),
]


def fill(store: Store) -> None:
    """Put something of everything into a store."""
    ingest(store, [Found("/later.pdf", b"%PDF-once-broken", "application/pdf", None, None, "/later.pdf: broken")], None)
    ingest(store, [*ITEMS, found(CORRECTED, "/later.pdf")], lambda documents: map(read_packed, documents))  # the broken bytes are left without a failure
    ingest(store, [found("Not read yet. " + OTHER, "/unread.txt")], None)
    first = new_review("2024-06-02T10:00:00.000000Z", "Aigerim", "accept", [f"{ITEMS[0].document.id}:meeting:3-9"])  # type: ignore[union-attr]
    undo = new_review("2024-06-01T10:00:00.000000Z", "Bolat", "undo", [], undoes=first.id)  # by a clock that is late
    corrected = new_review("2024-06-03T10:00:00.000000Z", "Айгерим", "correct", ["x:visit:0-4"], {"slot": "to", "value": ["LVA"]})
    for review in (corrected, first, undo):
        store.add_review(review)
    values = [Observation(reporter="MNG", partner="LVA", flow="exports", period=str(year), value=1e6 / 3 + year, source="Test Bureau") for year in range(2015, 2024)]
    Holdings(store).load(
        [*values, Observation(reporter="LVA", partner="MNG", flow="imports", period="2023-05", value=0.1, source="Ötest", url="https://x.example", revised="2024")]
    )
    store.feeds.follow(["https://b.example/rss", "https://a.example/rss"])
    store.feeds.answered(
        "https://a.example/rss", now="2024-05-01T00:00:00Z", due="2024-05-01T01:00:00Z", etag='"1"', modified=None,
        entries=[Announced("https://a.example/rss", "https://a.example/1", "2024-05-01", "A title")],
    )  # fmt: skip


def whole(store: Store) -> bytes:
    return b"".join(dump(store))


def into(address: str | Path, data: bytes, tmp_path: Path) -> tuple[Imported, bytes]:
    """Import a dump into a store, and what that dumps then."""
    file = tmp_path / "in.jsonl"
    file.write_bytes(data)
    with Store(address) as store:
        done = import_dump(store, file)
        return done, whole(store)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with something of everything, which no test changes."""
    path = tmp_path_factory.mktemp("origin") / "filled.db"
    with Store(path) as store:
        fill(store)
    return path


@pytest.fixture(scope="module")
def filled(origin: Path) -> bytes:
    with Store(origin) as store:
        return whole(store)


def test_export_import_export_gives_identical_bytes_on_either_engine_and_across(store_address: str, tmp_path: Path, postgres: Postgres) -> None:
    with Store(store_address) as store:
        fill(store)
        first = whole(store)
        assert whole(store) == first
    for n, address in enumerate((str(tmp_path / "one.db"), postgres.database(), str(tmp_path / "two.db"))):
        done, first_again = into(address, first, tmp_path)
        assert first_again == first, n
        assert (done.documents, done.known, done.readings, done.reviews, done.failures, done.observations, done.feeds) == (7, 0, 6, 3, 2, 10, 2)
        first = first_again
    kinds = [json.loads(line)["schema"] for line in first.splitlines()]
    wanted = ["dump", *["stored"] * 7, *["review"] * 3, *["failure"] * 2, "raw", *["observation"] * 10, *["feed"] * 2, "feed_entry", "end"]
    assert kinds == [f"bilat.{kind}/1" for kind in wanted]


def test_an_imported_store_is_the_same_store(store_address: str, tmp_path: Path, filled: bytes, origin: Path) -> None:
    copied = tmp_path / "origin.db"
    into(store_address, filled, tmp_path)
    shutil.copy(origin, copied)
    with Store(copied) as origin_store, Store(store_address) as store:
        record = api.record_of(store, "Mongolia", "Latvia")
        assert record.to_json() == api.record_of(origin_store, "Mongolia", "Latvia").to_json() and record.events and record.figures
        for document in origin_store.documents():
            assert store.document(document.id) == document
            assert store.raw(document.id) == origin_store.raw(document.id)
            assert store.copies(document.id) == origin_store.copies(document.id)
            assert store.places(document.id) == origin_store.places(document.id)
            assert store.reading(document.id) == origin_store.reading(document.id)
        assert {hit.id for hit in store.search("scholarships")} == {hit.id for hit in origin_store.search("scholarships")} != set()
        assert store.reviews() != [] and store.failures() == origin_store.failures()
        assert Holdings(store).series(["MNG"]).of("MNG", "LVA", "exports", "2020") == Holdings(origin_store).series(["MNG"]).of("MNG", "LVA", "exports", "2020") != []
        assert store.feeds.states() == origin_store.feeds.states() and store.feeds.waiting() == origin_store.feeds.waiting() != []
        assert store.unread_count() == origin_store.unread_count() == 1


def test_importing_again_changes_nothing_and_importing_into_another_store_merges(store_address: str, tmp_path: Path, filled: bytes) -> None:
    with Store(store_address) as store:
        ingest(store, [ITEMS[4]._replace(location="/elsewhere.txt"), found(NEWSPAPER, "/own.txt")], lambda documents: map(read_packed, documents))
        ours = {document.id for document in store.documents()}
        store.add_review(new_review("2025-01-01T00:00:00.000000Z", "Dana", "accept", ["own:visit:0-1"]))
    done, merged = into(store_address, filled, tmp_path)
    assert (done.documents, done.known) == (6, 1)
    again, unchanged = into(store_address, filled, tmp_path)
    assert unchanged == merged
    assert (again.documents, again.known, again.readings, again.reviews, again.failures, again.observations, again.feeds) == (0, 7, 0, 0, 0, 0, 0)
    with Store(store_address) as store:
        assert ours < {document.id for document in store.documents()}
        assert store.places(ITEMS[4].document.id) == ["/elsewhere.txt", "/other.txt"]  # type: ignore[union-attr]
        assert [review.reviewer for review in store.reviews()].count("Dana") == 1 and len(store.reviews()) == 4
    other = tmp_path / "other.db"  # the other way round it comes to the same
    into(other, merged, tmp_path)
    with Store(other) as store:
        assert whole(store) == merged


def test_a_reading_by_this_version_takes_the_place_of_anothers_and_never_the_reverse(tmp_path: Path, filled: bytes) -> None:
    id = ITEMS[0].document.id  # type: ignore[union-attr]
    with Store(tmp_path / "old.db") as old:
        ingest(old, ITEMS[:1], None)
        old.add_readings([pack(id, "an older bilat could not read it")], "older")
        older = whole(old)
    done, now = into(tmp_path / "old.db", filled, tmp_path)
    assert done.readings == 6 and b"could not read it" not in now
    into(tmp_path / "new.db", filled, tmp_path)
    assert into(tmp_path / "new.db", older, tmp_path)[1] == filled


def test_a_reading_of_a_form_that_is_not_known_any_more_is_left_to_be_read_anew(tmp_path: Path, filled: bytes) -> None:
    def age(line: dict[str, object]) -> None:
        line["reading"]["data"]["facts"][0]["kind"] = "a kind of old"  # type: ignore[index]

    done, _ = into(tmp_path / "new.db", changed(filled, 3, age, mend=True), tmp_path)
    assert (done.documents, done.readings, done.unread) == (7, 5, 1)
    with Store(tmp_path / "new.db") as store:
        assert store.unread_count() == 2
        api.reread(store)
        assert store.unread_count() == 0


def changed(data: bytes, which: int, change: Callable[[dict[str, object]], None], *, mend: bool = False) -> bytes:
    """A dump with one stored document changed, its checksum left as it was or, as by one who knows how, mended."""
    lines = data.splitlines(keepends=True)
    with_facts = [n for n, line in enumerate(lines) if line.startswith(b'{"schema":"bilat.stored/1"') and b'"facts":[{' in line]
    n = with_facts[which % len(with_facts)]
    line = json.loads(lines[n])
    change(line)
    lines[n] = json.dumps(line, ensure_ascii=False).encode() + b"\n"
    if mend:
        end = {"schema": "bilat.end/1", "lines": len(lines) - 1, "sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
        lines[-1] = json.dumps(end).encode() + b"\n"
    return b"".join(lines)


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _set(value: object, *path: str | int) -> Callable[[dict[str, object]], None]:
    def change(line: dict[str, object]) -> None:
        inner = line
        for step in path[:-1]:
            inner = inner[step]  # type: ignore[index,assignment]
        inner[path[-1]] = value  # type: ignore[index]

    return change


CHANGED = "was changed after it was written"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("Something else.", "document", "title"), CHANGED),
        (_set("bm90IHRoZSBzYW1l", "raw", "data"), "not those of their SHA-256"),
        (_set("soon", "document", "published"), "'soon' is no date"),
        (_set("NAR", "document", "side"), "'NAR' is no country"),
        (_set("a\0b", "document", "title"), "zero character"),
        (_set(" ", "document", "text"), "empty"),
        (_set([[0, 10_000_000]], "reading", "data", "facts", 0, "evidence"), "rests on no words"),
        (_set("another", "reading", "data", "document", "id"), "another document"),
        (_set([], "sightings"), "found somewhere"),
        (_set(7, "document", "url"), "Expected `str | null`"),
        (_set("x", "secret"), "unknown field"),
    ],
    ids=["title", "bytes", "date", "side", "zero", "text", "evidence", "reading", "place", "type", "field"],
)
def test_nothing_is_taken_from_a_changed_dump_even_where_the_checksum_was_mended(tmp_path: Path, filled: bytes, change: Callable[[dict[str, object]], None], words: str) -> None:
    with Store(tmp_path / "new.db") as store:
        before = whole(store)
        with pytest.raises(FormatError, match=words):
            import_dump(store, _write(tmp_path / "in.jsonl", changed(filled, 1, change, mend=words != CHANGED)))
        assert whole(store) == before


def test_a_review_is_what_its_id_says(tmp_path: Path, filled: bytes) -> None:
    forged = filled.replace(b'"reviewer":"Aigerim"', b'"reviewer":"Aigerin"')
    with Store(tmp_path / "new.db") as store, pytest.raises(FormatError, match=r"review.id: is not that of what it says"):
        import_dump(store, _write(tmp_path / "in.jsonl", forged))


def test_a_dump_that_is_cut_off_anywhere_is_refused(tmp_path: Path, filled: bytes) -> None:
    packed = gzip.compress(filled, mtime=0)
    with Store(tmp_path / "new.db") as store:
        before = whole(store)
        for data in (filled, packed):
            for k in range(1, 12):
                cut = data[: len(data) * k // 12]
                with pytest.raises(FormatError, match=r"cut off|broken|no dump"):
                    import_dump(store, _write(tmp_path / "in", cut))
        lines = filled.splitlines(keepends=True)
        for data in (b"".join(lines[:-1]), b"".join([*lines[:3], *lines[4:]]), b"".join([*lines, lines[2]]), b"".join(lines[1:]), b"", b"\x00\x01", b"{}\n", b"[" * 100_000):
            with pytest.raises(FormatError, match=r"export|cut off"):
                import_dump(store, _write(tmp_path / "in", data))
        with pytest.raises(FormatError, match="no dump of bilat"):
            import_dump(store, _write(tmp_path / "in", AGENCY.encode()))
        with pytest.raises(MissingFileError):
            import_dump(store, tmp_path / "nowhere")
        with pytest.raises(InputError):
            import_dump(store, tmp_path)
        assert whole(store) == before


def test_a_broken_off_import_is_finished_by_the_next(store_address: str, tmp_path: Path, filled: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilat.record.restore.BATCH", 3)
    file = _write(tmp_path / "in.jsonl", filled)
    for stop in (1, 2, 4, 6):

        def leave(_: Imported, stop: int = stop, told: list[int] = []) -> None:  # noqa: B006
            told.append(1)
            if len(told) >= stop:
                raise KeyboardInterrupt

        with Store(store_address) as store, pytest.raises(KeyboardInterrupt):
            import_dump(store, file, tell=leave)
    with Store(store_address) as store:
        import_dump(store, file)
        assert whole(store) == filled


def test_the_order_is_of_bytes_whatever_the_databases_language(tmp_path: Path, postgres: Postgres, filled: bytes) -> None:
    """A PostgreSQL of the usual kind sorts "Ädelaide" beside "again", another than SQLite."""
    address = postgres.database()
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE \"sorted_otherwise\" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"))
    engine.dispose()
    _, again = into(postgres.address("sorted_otherwise"), filled, tmp_path)
    assert again == filled


def test_a_dump_sees_one_state_of_the_store(store_address: str) -> None:
    with Store(store_address) as store, Store(store_address) as writer:
        ingest(store, ITEMS[:3], None)
        expected = whole(store)
        pieces = dump(store)
        begun = [next(pieces), next(pieces)]
        writer.add(ITEMS[3:])
        assert b"".join([*begun, *pieces]) == expected
        assert whole(store) != expected


def test_users_and_their_secrets_are_not_in_it(tmp_path: Path) -> None:
    from bilat.web.users import Users

    with Store(tmp_path / "s.db") as store:
        ingest(store, ITEMS[:1], None)
        before = whole(store)
        Users(store).add("aigerim", "reviewer", "a long password of hers")
        assert whole(store) == before


def test_the_commands(bilat_command: Command, tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        fill(store)
        expected = whole(store)
    packed, again = tmp_path / "d.jsonl.gz", tmp_path / "again.db"
    done = bilat_command("export", "--all", "--format", "dump", "-o", packed, "--store", tmp_path / "s.db")
    assert done.returncode == 0, done.stderr
    assert gzip.decompress(packed.read_bytes()) == expected
    came = bilat_command("import", packed, "--store", again, "--json")
    assert json.loads(came.stdout)["documents"] == 7, came.stderr
    assert bilat_command("export", "--store", again).stdout == expected
    told = bilat_command("import", "-", "--store", again, stdin=expected)
    assert told.returncode == 0 and b"0 new documents" in told.stderr and b"7 known before" in told.stderr
    refused = bilat_command("import", "-", "--store", tmp_path / "x.db", stdin=expected[:-200])
    assert refused.returncode == 2 and b"cut off" in refused.stderr and b"Traceback" not in refused.stderr


_PEAK = """
import re, sys
from bilat.record import Store
from bilat.record.dump import dump
from bilat.record.restore import import_dump
with Store(sys.argv[1]) as store:
    if len(sys.argv) == 3:
        import_dump(store, sys.argv[2])
    size = sum(len(piece) for piece in dump(store))
print(size, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) * 1024)
"""


def _peak(*arguments: object) -> tuple[int, int]:
    """The bytes that a dump has, and the bytes of memory that making it takes at most."""
    size, memory = subprocess.run([sys.executable, "-c", _PEAK, *map(str, arguments)], capture_output=True, text=True, check=True).stdout.split()
    return int(size), int(memory)


@pytest.mark.long
def test_memory_stays_flat(tmp_path: Path) -> None:
    chance = random.Random(7)
    peaks = {}
    for count in (1200, 3600):  # at both the cache of SQLite (64 MB) is full
        path, file = tmp_path / f"{count}.db", tmp_path / f"{count}.jsonl"
        with Store(path) as store:
            for k in range(0, count, 100):
                store.add([found(f"Piece {n}.", f"/{n}.txt")._replace(raw=chance.randbytes(60_000)) for n in range(k, k + 100)])
            with file.open("wb") as out:
                out.writelines(dump(store))
        peaks[count] = (_peak(path), _peak(tmp_path / f"{count}-again.db", file))
    for which in (0, 1):
        (small, low), (large, high) = peaks[1200][which], peaks[3600][which]
        assert large > 2.9 * small
        assert high - low < 0.15 * (large - small), (which, peaks)


def test_a_store_of_before_stays_readable(tmp_path: Path) -> None:
    """A dump is of contents, not of tables: what a database holds besides does not matter."""
    with Store(tmp_path / "s.db") as store:
        ingest(store, ITEMS[:1], None)
        before = whole(store)
    with sqlite3.connect(tmp_path / "s.db") as connection:
        connection.execute("INSERT INTO records VALUES ('LVA-MNG', 'record', 'x', x'00')")
    with Store(tmp_path / "s.db") as store:
        assert whole(store) == before

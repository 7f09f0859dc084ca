"""Shards read into a folder of readings: everything once, whatever happens meanwhile, and the manifest proves it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import bilat
from bilat import api
from bilat.errors import FormatError, InputError, MissingFileError, OptionError
from bilat.record import Store
from bilat.scale import parts, work
from bilat.scale.manifest import Folder
from conftest import Command
from shards import lines, many, mixed, parquet, piece


def files(folder: Path) -> dict[str, bytes]:
    """What a folder of readings holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock"}


def rows(folder: Path) -> list[parts.Row]:
    held = Folder(folder)
    return [row for shard in held.manifest().shards for part in shard.parts for row in parts.rows(parts.decode(held.read_part(part), part.file))]


def export(address: str | Path) -> bytes:
    with Store(address) as store:
        return b"".join(store.export())


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shards of every kind."""
    return mixed(tmp_path_factory.mktemp("mixed") / "given")


@pytest.fixture(scope="module")
def made(given: Path) -> Path:
    """The folder of their readings, which no test changes."""
    api.read_shards([str(given)], given.parent / "out", jobs=2)
    return given.parent / "out"


@pytest.fixture(scope="module")
def ingested(given: Path, made: Path) -> bytes:
    """What a store holds that ingested the same shards."""
    with Store(given.parent / "ingested.db") as store:
        summary = api.ingest([shard.path for shard in api.manifest_of(made).shards], store)
        assert (summary.new, summary.copies, len(summary.failed), len(summary.unread)) == (21, 3, 1, 1)
    return export(given.parent / "ingested.db")


def test_the_manifest_tells_what_was_read(made: Path) -> None:
    manifest = api.manifest_of(made)
    assert [Path(shard.path).name for shard in manifest.shards] == ["a.jsonl", "b.jsonl.gz", "c.warc.gz", "d.parquet", "e.ndjson"]
    assert manifest.state == "complete" and manifest.waiting == []
    assert (manifest.counts.rows, manifest.counts.unread, manifest.counts.failed) == (23, 1, 1)
    assert api.check_folder(made, inputs=True) == []


def test_a_folder_loaded_is_the_store_that_ingesting_makes(store_address: str, made: Path, ingested: bytes) -> None:
    with Store(store_address) as store:
        done = api.load(store, made)
        assert (done.shards, done.documents, done.copies, done.known, done.failed) == (5, 21, 3, 1, 1)
        assert b"".join(store.export()) == ingested
        again = api.load(store, made)
        assert (again.documents, again.known, again.readings) == (0, 22, 0)
        assert b"".join(store.export()) == ingested
        assert store.search("edition")  # the words are indexed


def test_readings_are_those_of_read_and_errors_are_rows(given: Path, made: Path) -> None:
    found = {row.found.location.removeprefix(f"{given}/"): row for row in rows(made)}
    assert len(found) == 23
    for place, number in [*((f"a.jsonl#line={n + 1}", n) for n in range(6)), *((f"d.parquet#row={n - 11}", n) for n in range(12, 16))]:
        row, about = found[place], piece(number)
        assert row.reading is not None and row.reading.data is not None and row.found.document is not None
        expected = bilat.read(about["text"], url=about["url"], published=about["published"], title=about["title"]).to_dict()
        bare = json.loads(zlib.decompress(row.reading.data))
        bare["document"]["text"] = row.found.document.text
        assert {name: bare[name] for name in ("document", "actors", "facts")} == {name: expected[name] for name in ("document", "actors", "facts")}
        assert json.loads(row.found.raw)["text"] == about["text"]
    assert found["a.jsonl#line=8"].found.document is None and "no press piece" in str(found["a.jsonl#line=8"].found.error)
    unread = found["a.jsonl#line=9"].reading
    assert unread is not None and "'ru'" in str(unread.error)


def test_copies_are_found_across_shards_as_the_store_finds_them(made: Path, tmp_path: Path) -> None:
    table = pq.read_table(made / "copies.parquet")
    shard_of = {row.found.document.id: row.found.location.partition("#")[0] for row in rows(made) if row.found.document}
    assert any(shard_of[row["document"]] != shard_of[row["original"]] for row in table.to_pylist())
    with Store(tmp_path / "store.db") as store:
        api.load(store, made)
        assert store.counts()["copies"] == table.num_rows == 3
        for row in table.to_pylist():
            found = store.copies(row["document"])
            assert found[row["original"]] == "original" and found[row["document"]] == row["kind"]


def test_what_was_read_is_not_read_again_and_what_changed_is(tmp_path: Path) -> None:
    given = many(tmp_path / "given", 3, 3)
    first = api.read_shards([str(given)], tmp_path / "out")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*.parquet")}
    os.utime(given / "shard-00.jsonl")  # touched, not changed
    (given / "shard-01.jsonl").write_bytes(lines([7]))
    again = api.read_shards([str(given)], tmp_path / "out")
    changed = [path for path, at in times.items() if path.stat().st_mtime_ns != at]
    assert [path.parent.name for path in changed] == ["shard=" + first.shards[1].name]
    assert [shard.counts.rows for shard in again.shards] == [3, 1, 3]
    assert api.check_folder(tmp_path / "out", inputs=True) == []
    api.read_shards([str(given)], tmp_path / "out", metadata=bilat.sources.Metadata(side="KAZ"))
    assert {row.found.document.side for row in rows(tmp_path / "out") if row.found.document} == {"KAZ"}


PROGRAM = "import sys\nfrom bilat import api\nif __name__ == '__main__':\n    api.read_shards([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]))\n"


def test_a_killed_driver_loses_nothing_and_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = many(tmp_path / "given", 5, 3)
    api.read_shards([str(given)], tmp_path / "whole")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    for moment in range(2):
        process = subprocess.Popen([sys.executable, str(program), str(given), str(tmp_path / "out"), "1"])
        deadline = time.monotonic() + 60
        while len(list((tmp_path / "out").rglob("part-*.parquet"))) < 1 + 2 * moment:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        manifest = api.manifest_of(tmp_path / "out")
        assert manifest.state == "partial" and manifest.waiting
        assert any("not read yet" in problem for problem in api.check_folder(tmp_path / "out"))
    counted: list[str] = []
    real = work.read_packed
    monkeypatch.setattr(work, "read_packed", lambda document: (counted.append(document.id), real(document))[1])
    api.read_shards([str(given)], tmp_path / "out")
    assert len(counted) <= 15 - 3 * 3  # three parts were whole, whether or not their shards were noted as finished
    assert api.check_folder(tmp_path / "out", inputs=True) == []
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_document_that_ends_its_process_costs_no_other_its_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "given.jsonl"
    given.write_bytes(lines([0, 1]) + json.dumps({"text": piece(2)["text"] + "POISON"}).encode() + b"\n" + lines([3]))
    real = work.read_packed

    def read(document: bilat.Document) -> object:
        if "POISON" in document.text:
            os._exit(9)
        return real(document)

    monkeypatch.setattr(work, "read_packed", read)
    manifest = api.read_shards([str(given)], tmp_path / "out", jobs=2)
    assert (manifest.counts.read, manifest.counts.unread) == (3, 1)
    (told,) = [row for row in rows(tmp_path / "out") if row.reading is not None and row.reading.error]
    assert told.n == 2 and "ended the process" in str(told.reading and told.reading.error)
    assert list((tmp_path / "out" / "attempts").iterdir()) == []


def test_the_manifest_shows_every_change_of_a_part(tmp_path: Path) -> None:
    api.read_shards([str(many(tmp_path / "given", 2, 2))], tmp_path / "out")
    first, second = sorted((tmp_path / "out").rglob("part-*.parquet"))
    whole = first.read_bytes()
    half = bytearray(whole)
    half[len(half) // 2] ^= 1
    for data in (bytes(half), whole[:-1], second.read_bytes(), None):
        first.unlink() if data is None else first.write_bytes(data)
        assert len(api.check_folder(tmp_path / "out")) == 1
        with Store(tmp_path / "store.db") as store:
            with pytest.raises(FormatError, match=r"part-00000\.parquet"):
                api.load(store, tmp_path / "out")
            assert store.counts()["documents"] == 0
    first.write_bytes(whole)
    assert api.check_folder(tmp_path / "out") == []
    (first.parent / "part-00001.parquet").write_bytes(whole)
    assert ["in no shard" in problem for problem in api.check_folder(tmp_path / "out")] == [True]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    given = many(tmp_path / "given", 1, 1)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "piece.txt").write_text("x")
    for names, folder, options, error, words in (
        (["nowhere"], "out", {}, MissingFileError, "no such file or folder"),
        ([str(tmp_path / "other")], "out", {}, MissingFileError, "no shard lies in this folder"),
        ([str(tmp_path / "other" / "piece.txt")], "out", {}, OptionError, "shards are files of Parquet, JSON Lines or WARC"),
        ([str(given)], "other", {}, OptionError, "holds other things than readings"),
        ([str(given)], "out", {"engine": "abacus"}, OptionError, "the engines are processes and ray"),
        ([str(given)], "out", {"address": "auto"}, OptionError, "only the engine ray"),
    ):
        with pytest.raises(error, match=words):
            api.read_shards(names, tmp_path / folder, **options)  # type: ignore[arg-type]
        assert not (tmp_path / "out").exists()
    with pytest.raises(MissingFileError, match=r"no manifest\.json"):
        api.manifest_of(tmp_path / "other")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text('{"schema": "bilat.shards/2"}')
    with pytest.raises(FormatError, match="a newer bilat"):
        api.manifest_of(tmp_path / "broken")
    held = Folder(tmp_path / "out", create=True, today="2024-01-01")
    with held.locked(), pytest.raises(InputError, match="another process fills this folder"):
        api.read_shards([str(given)], tmp_path / "out")


def test_broken_tables_are_rows_with_their_error(tmp_path: Path) -> None:
    parquet(tmp_path / "good.parquet", range(3))
    whole = (tmp_path / "good.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[:-20])
    (tmp_path / "junk.parquet").write_bytes(b"PAR1 and nothing more")
    pq.write_table(pa.table({"headline": ["a"]}), tmp_path / "none.parquet")
    manifest = api.read_shards([str(tmp_path)], tmp_path / "out")
    assert (manifest.counts.read, manifest.counts.failed) == (3, 3)
    errors = [str(row.found.error) for row in rows(tmp_path / "out") if row.found.error]
    assert sum("no Parquet file, or a broken one" in error for error in errors) == 2
    assert sum("no column 'text'; the columns are headline" in error for error in errors) == 1


def test_the_commands_say_what_they_did(bilat_command: Command, given: Path, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "out")
    done = bilat_command("read", given, "--output", tmp_path / "out")
    assert done.returncode == 1 and b"23 places in 5 shards: 21 documents read" in done.stderr and b"1 places without a document" in done.stderr
    done = bilat_command("load", tmp_path / "out", "--check")
    assert done.returncode == 0 and b"23 rows, nothing missing and nothing twice" in done.stdout
    done = bilat_command("ingest", given, "--engine", "processes", "--work", tmp_path / "out", "--store", tmp_path / "store.db")
    assert done.returncode == 1 and b"21 new documents, 3 of them copies of others, 1 known before; 21 readings" in done.stderr
    (tmp_path / "out" / "copies.parquet").unlink()
    done = bilat_command("load", tmp_path / "out", "--check", "--json")
    assert done.returncode == 1 and ["copies.parquet" in problem for problem in json.loads(done.stdout)] == [True]
    for wrong in (("read", given, "--engine", "ray"), ("ingest", given, "--engine", "ray")):
        assert bilat_command(*wrong).returncode == 2

"""`bilat ingest`, `search`, `show`, `reread`, `export`, `failures`, `publishers`, `watch` as their users meet them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from conftest import EXAMPLE, Command
from pieces import AGENCY, NEWSPAPER, OTHER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pieces"
    folder.mkdir()
    (folder / "agency.txt").write_text(AGENCY, "utf-8")
    (folder / "other.txt").write_text(OTHER, "utf-8")
    page = "".join(f"<p>{paragraph}</p>" for paragraph in NEWSPAPER.split("\n\n")[1:])
    (folder / "paper.html").write_text(
        f'<html lang="en"><head><title>Talks | Riga Herald</title><meta property="article:published_time" content="2024-05-07"></head><body><article><h1>Talks</h1>{page}</article></body></html>',
        "utf-8",
    )
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    return folder


def test_ingest_tells_what_it_did_and_doing_it_again_changes_nothing(bilat_command: Command, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "my.db"
    first = bilat_command("ingest", folder, "--store", store, "--json")
    assert first.returncode == 1  # one file could not be read, and that is told
    told = json.loads(first.stdout)
    assert (told["schema"], told["places"], told["new"], told["copies"], told["read"], len(told["failed"])) == ("bilat.ingest/1", 4, 3, 1, 3, 1)
    assert b"Traceback" not in first.stderr
    export = bilat_command("export", "--store", store).stdout
    again = bilat_command("ingest", folder, "--store", store, "--jobs", "2")
    assert b"0 new documents" in again.stderr and b"broken.pdf" in again.stderr
    assert bilat_command("export", "--store", store).stdout == export
    lines = [json.loads(line) for line in export.splitlines()]
    assert [line["schema"] for line in lines] == ["bilat.dump/1", *["bilat.stored/1"] * 3, "bilat.failure/1", "bilat.end/1"]
    assert b"broken.pdf" in bilat_command("failures", "--store", store).stdout


def test_storing_first_and_reading_later_gives_the_same(bilat_command: Command, folder: Path, tmp_path: Path) -> None:
    (folder / "broken.pdf").unlink()
    at_once, later = tmp_path / "at_once.db", tmp_path / "later.db"
    assert bilat_command("ingest", folder, "--store", at_once, "--jobs", "2").returncode == 0
    assert bilat_command("ingest", folder, "--store", later, "--no-read").returncode == 0
    unread = bilat_command("search", "Latvia OR Kenya", "--country", "LVA", "--store", later)
    assert b"3 documents are not read yet" in unread.stderr
    done = bilat_command("reread", "--store", later)
    assert done.returncode == 0 and b"3 read" in done.stderr
    assert bilat_command("export", "--store", later).stdout == bilat_command("export", "--store", at_once).stdout
    assert b"0 read" in bilat_command("reread", "--store", later).stderr
    assert b"3 read" in bilat_command("reread", "--all", "--store", later).stderr


def test_search_and_show(bilat_command: Command, folder: Path, tmp_path: Path) -> None:
    environment = {"BILAT_STORE": str(tmp_path / "my.db")}
    bilat_command("ingest", folder, "--published", "2024-05-06", "--publisher", "Steppe News Agency", "--side", "mng", **environment)
    hits = json.loads(bilat_command("search", '"scholarships offered"', "--country", "lva", "--since", "2024", "--json", **environment).stdout)
    assert len(hits) == 1 and len(hits[0]["copies"]) == 1
    shown = bilat_command("search", '"scholarships offered"', **environment).stdout.decode()
    assert "2024-05-06" in shown and "Steppe News Agency [MNG]" in shown and "and 1 copy" in shown
    nothing = bilat_command("search", "zeppelin", **environment)
    assert nothing.returncode == 1 and nothing.stdout == b""
    hits = json.loads(bilat_command("search", '"memorandum of understanding"', "--json", **environment).stdout)  # cut off in the newspaper's copy
    page = bilat_command("show", hits[0]["id"][:8], COLUMNS="100", **environment).stdout.decode()
    for words in ("Steppe News Agency", "2024-05-06 (given)", "agency.txt", "original", "Instruments", "memorandum"):
        assert words in page
    reading = json.loads(bilat_command("show", hits[0]["id"], "--json", **environment).stdout)
    assert reading["schema"] == "bilat.reading/1" and reading["document"]["text"] == AGENCY
    assert bilat_command("show", hits[0]["id"], "--raw", **environment).stdout == AGENCY.encode()
    fact = next(fact for fact in reading["facts"] if fact["kind"] == "instrument")
    evidence = bilat_command("show", hits[0]["id"], "--fact", fact["id"], **environment).stdout.decode()
    start, end = fact["evidence"][0]
    begin = len(AGENCY[:start].encode())
    assert f"characters {start}–{end}, bytes {begin}–{begin + len(AGENCY[start:end].encode())}" in evidence
    missing = bilat_command("show", hits[0]["id"], "--fact", "f999", **environment)
    assert missing.returncode == 2 and b"no such fact" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingest", "nowhere.txt"], b"nowhere.txt: there is no such file or folder"),
        (["ingest", EXAMPLE, "--side", "Narnia"], b"is no country code"),
        (["ingest", EXAMPLE, "--published", "soon"], b"is no date"),
        (["ingest", EXAMPLE, "--since", "soon"], b"since: 'soon' is no date"),
        (["search", "x"], b"there is no store yet"),
        (["show", "x"], b"there is no store yet"),
        (["reread"], b"there is no store yet"),
        (["export"], b"there is no store yet"),
        (["ingest", EXAMPLE, "--store", "mysql://x/y"], b"a store is a file name"),
        (["ingest", EXAMPLE, "--store", "postgresql://me:secret@127.0.0.1:1/x"], b"cannot be reached"),
        (["watch", "nobody.example", "--once"], b"no publisher is known"),
        (["watch", "--once"], b"no feed is followed yet"),
        (["publishers", "--file", "nowhere.toml"], b"nowhere.toml: there is no such file"),
    ],
)
def test_bad_input_names_itself_and_the_way_out(bilat_command: Command, tmp_path: Path, arguments: list[object], words: bytes) -> None:
    done = bilat_command(*arguments, BILAT_STORE=str(tmp_path / "none.db"))
    told = b" ".join(done.stderr.replace("│".encode(), b" ").split())
    assert done.returncode == 2
    assert words in told and b"Traceback" not in told and b"secret" not in told


def test_standard_input_is_a_document(bilat_command: Command, tmp_path: Path) -> None:
    done = bilat_command("ingest", "-", "--store", tmp_path / "s.db", "--json", stdin=OTHER.encode())
    assert json.loads(done.stdout)["new"] == 1


def test_a_store_that_is_full_of_something_else_is_left_alone(bilat_command: Command, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE recipes (name)")
    done = bilat_command("ingest", EXAMPLE, "--store", tmp_path / "other.db")
    assert done.returncode == 2 and b"none of bilat's" in done.stderr


def test_publishers_are_listed_and_checked(bilat_command: Command, tmp_path: Path) -> None:
    listed = bilat_command("publishers", "--country", "kaz", COLUMNS="160").stdout.decode()
    assert "Kazinform" in listed and "mfa.gov.kz" in listed
    everything = json.loads(bilat_command("publishers", "--json").stdout)
    assert len(everything) >= 150 and len({publisher["country"] for publisher in everything}) >= 80
    assert b"nothing wrong" in bilat_command("publishers", "--check").stdout
    own = tmp_path / "own.toml"
    own.write_text('[[publisher]]\nname = "Steppe News Agency"\ndomains = ["steppe.example.org"]\ncountry = "MNG"\nkind = "state_agency"\n', "utf-8")
    assert b"Steppe News Agency" in bilat_command("publishers", "--file", own, "--country", "MNG").stdout
    done = bilat_command("ingest", "-", "--store", tmp_path / "s.db", stdin=AGENCY.encode(), BILAT_PUBLISHERS=str(own))
    assert done.returncode == 0
    hits = json.loads(bilat_command("search", "scholarships", "--store", tmp_path / "s.db", "--json").stdout)
    assert (hits[0]["publisher"], hits[0]["side"]) == ("Steppe News Agency", "MNG")  # its name stands in the dateline

"""`bilat code`, `bilat events` and `bilat statements` as their users meet them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import bilat
from bilat import TableError
from bilat.views.events import COLUMNS, event_rows, read_events
from conftest import EXAMPLE, Command

HEAD = "id\tmarked_sentence\n"
GOOD = "<s>Latvia</s> accused <t>Moldova</t> of spying."


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode().splitlines(), delimiter="\t"))


def test_code_prints_the_same_rows_with_their_codes(bilat_command: Command, tmp_path: Path) -> None:
    table = tmp_path / "a.tsv"
    table.write_text(f"{HEAD}1\t{GOOD}\n2\t<s>Latvia</s> met <t>Moldova</t>.\n", "utf-8")
    done = bilat_command("code", table)
    assert done.returncode == 0, done.stderr
    rows = _rows(done.stdout)
    assert [(r["id"], r["code"], r["mode"]) for r in rows] == [("1", "ACCUSE", "disapprove"), ("2", "CONSULT", "")]
    assert rows[0]["marked_sentence"] == GOOD
    assert (float(rows[0]["score"]), float(rows[0]["confidence"])) == (-2.0, 0.9)
    assert bilat_command("code", "-", stdin=table.read_bytes()).stdout == done.stdout


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("Latvia accused Moldova.", "neither source nor target is marked"),
        ("<s>Latvia</s> accused <t>Moldova.", "<t> is not closed"),
        ("<s>Latvia</s> accused <t>Latvia</t>.", "the same words"),
        ("<s>" + "a" * 10_000_000 + "</s> accused <t>Moldova</t>.", "10,000,0"),
        ("<s>Latvia</s> accused <t>Moldova</t>.\tone cell more", "3 cells"),
    ],
)
def test_a_bad_row_is_named_and_costs_no_other_its_code(bilat_command: Command, cell: str, says: str) -> None:
    done = bilat_command("code", "-", stdin=f"{HEAD}1\t{GOOD}\n2\t{cell}\n3\t{GOOD}\n".encode())
    assert done.returncode == 1
    message = done.stderr.decode()
    assert "row 2 (line 3)" in message and says in message and message.count("\n") == 1
    assert says == "3 cells" or "'marked_sentence'" in message
    assert [r["code"] for r in _rows(done.stdout)] == ["ACCUSE", "", "ACCUSE"]


def test_a_sentence_with_one_mark_is_coded_and_told(bilat_command: Command) -> None:
    done = bilat_command("code", "-", stdin=f"{HEAD}1\t<s>Teachers</s> went on strike.\n".encode())
    assert done.returncode == 1 and b"there is no target" in done.stderr
    assert _rows(done.stdout)[0]["code"] == "PROTEST"


@pytest.mark.parametrize(("data", "says"), [(b"id\tsentence\n1\tx\n", "'marked_sentence'"), (b"", "the table is empty"), (b"\xff\xfe\x00a", "no table")])
def test_what_is_no_table_is_told(bilat_command: Command, data: bytes, says: str) -> None:
    done = bilat_command("code", "-", stdin=data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr.decode()


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_events_make_a_table_that_reads_back_checked(bilat_command: Command, tmp_path: Path, ending: str) -> None:
    readings = tmp_path / "readings.jsonl"
    readings.write_bytes(bilat_command("read", EXAMPLE, "--jsonl", "--side", "MDA").stdout)
    table = tmp_path / f"events.{ending}"
    done = bilat_command("events", readings, "-o", table)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    rows = list(read_events(str(table)))
    expected = list(event_rows(bilat.read(EXAMPLE.read_bytes().decode(), side="MDA")))
    assert [(r.event_type, r.cameo, r.actor_name, r.recipient_name, r.event_date, r.intensity) for r in rows] == [
        (r.event_type, r.cameo, r.actor_name, r.recipient_name, r.event_date, r.intensity) for r in expected
    ]
    assert len(rows) > 5 and {r.publisher_country for r in rows} == {"MDA"}


@pytest.mark.parametrize(
    ("column", "value"), [("event_type", "ATTACK"), ("cameo", "999"), ("actor_country", "XX"), ("quad_code", "9"), ("event_mode", "phoned"), ("primary_actor_sector", "KING")]
)
def test_a_code_outside_its_enumeration_is_named_with_its_row(tmp_path: Path, column: str, value: str) -> None:
    row = next(iter(event_rows(bilat.read(EXAMPLE.read_bytes().decode()))))
    cells = {name: "" if (cell := getattr(row, name)) is None else str(cell) for name in COLUMNS} | {column: value}
    table = tmp_path / "events.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(cells)
    with pytest.raises(TableError, match=rf"row 1: .*{column}"):
        list(read_events(str(table)))


def test_events_say_what_is_no_reading(bilat_command: Command) -> None:
    done = bilat_command("events", "-", stdin=b'{"schema":"bilat.error/1","file":"a","error":"b"}\n{"x":1}\n')
    assert done.returncode == 2 and b"-, line 2: this is no reading" in done.stderr and done.stdout == b""
    assert bilat_command("events", "-", "--format", "xlsx", stdin=b"").returncode == 2


def test_statements_of_a_piece_without_countries(bilat_command: Command) -> None:
    text = "“The bridge is old,” the engineer said."
    done = bilat_command("statements", "-", stdin=text.encode())
    (one,) = json.loads(done.stdout)["statements"]
    assert {slot: text[a:b] for slot, (a, b) in one.items()} == {"content": "“The bridge is old,”", "cue": "said", "source": "the engineer"}

"""`bilat read` as its users meet it: what it prints, and what it says when it is given something bad."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import bilat
from conftest import EXAMPLE, GOLD, Command

PIECE = "TASHKENT, March 5. Foreign Minister of Uzbekistan Aziz Tursunov met with Foreign Minister of Latvia Jānis Kalvāns. The sides agreed to open direct flights by 2026.\n"


def test_json_is_the_python_reading(bilat_command: Command) -> None:
    done = bilat_command(
        "read", EXAMPLE, "--json", "--published", "2025-05-14", "--side", "mda", "--publisher", "Nistru Press", "--url", "https://example.org/1", "--title", "Talks in Vilnius"
    )
    assert done.returncode == 0, done.stderr
    reading = json.loads(done.stdout)
    text = EXAMPLE.read_bytes().decode()
    same = bilat.read(text, published="2025-05-14", side="MDA", publisher="Nistru Press", url="https://example.org/1", title="Talks in Vilnius")
    assert reading == json.loads(same.to_json())
    assert list(reading) == ["schema", "document", "actors", "facts"]
    assert reading["schema"] == "bilat.reading/1"
    assert reading["document"]["text"] == text
    assert (reading["document"]["side"], reading["document"]["title"]) == ("MDA", "Talks in Vilnius")


def test_terminal_view_shows_the_piece_the_people_and_the_facts(bilat_command: Command) -> None:
    out = bilat_command("read", EXAMPLE, COLUMNS="100").stdout.decode()
    assert "At the invitation of the Lithuanian side" in out
    for word in ("People", "Andrei Cojocari", "Visits", "Meetings", "Figures", "142", "Commitments", "Topics"):
        assert word in out
    assert "\x1b[" not in out
    assert "\x1b[" in bilat_command("read", EXAMPLE, "--color", NO_COLOR="").stdout.decode()


def test_standard_input_and_line_ends_stay_as_they_are(bilat_command: Command) -> None:
    text = PIECE.replace(". The", ".\r\n\r\nThe").replace("\n", "\r\n") + "\r\n\r\n"
    done = bilat_command("read", "-", "--json", stdin=text.encode())
    reading = json.loads(done.stdout)
    assert reading["document"]["text"] == text
    assert reading["facts"]


def test_a_folder_gives_one_line_a_file_in_order_and_goes_on_past_bad_ones(bilat_command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PIECE, "utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02" * 400)
    (tmp_path / "c.txt").write_bytes(b"")
    sub = tmp_path / "d"
    sub.mkdir()
    (sub / "e.txt").write_text(PIECE, "utf-8")
    done = bilat_command("read", tmp_path, "--jsonl")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [line["schema"] for line in lines] == ["bilat.reading/1", "bilat.error/1", "bilat.error/1", "bilat.reading/1"]
    assert lines[1].keys() == {"schema", "file", "error"}
    assert lines[1]["file"] == str(tmp_path / "b.txt")
    assert b"Traceback" not in done.stderr
    assert b"b.txt" in done.stderr and b"c.txt" in done.stderr


def test_two_processes_print_what_one_prints(bilat_command: Command) -> None:
    one = bilat_command("read", GOLD, "--jsonl")
    two = bilat_command("read", GOLD, "--jsonl", "--jobs", "2")
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) == len(list(GOLD.rglob("*.txt")))


BAD = {
    "empty": (b"", b"empty"),
    "blank": (b" \n\n\t ", b"empty"),
    "binary": (bytes(range(256)) * 40, b"not text"),
    "encoding": ("Le ministre des Affaires étrangères a été reçu à Kyïv hier.".encode("latin-1", "replace"), b"UTF-8"),
    "one-line": (b"word " * 10_500_000, b"larger than"),
    "french": ("Le ministre des Affaires étrangères a rencontré hier son homologue à Paris. Les deux ministres ont évoqué la coopération bilatérale.".encode(), b"'fr'"),
    "russian": ("Министр иностранных дел встретился в Москве со своим коллегой. Стороны обсудили вопросы двустороннего сотрудничества.".encode(), b"'ru'"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_message_and_nothing_else(bilat_command: Command, tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    path = tmp_path / f"{name}.txt"
    path.write_bytes(data)
    for mode in ([], ["--json"]):
        done = bilat_command("read", path, *mode)
        assert done.returncode == 2
        assert done.stdout == b""
        assert str(path).encode() in done.stderr and words in done.stderr
        assert b"Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "nowhere.txt"], b"nowhere.txt: there is no such file"),
        (["read", EXAMPLE, "--published", "yesterday"], b"'yesterday' is no date"),
        (["read", EXAMPLE, "--side", "Narnia"], b"is no country code"),
        (["read", EXAMPLE, "--side", "XQZ"], b"is no country code"),
        (["read", EXAMPLE, EXAMPLE, "--json"], b"--jsonl"),
        (["read", EXAMPLE, "--json", "--jsonl"], b"not both"),
    ],
)
def test_bad_options_name_themselves(bilat_command: Command, arguments: list[object], words: bytes) -> None:
    done = bilat_command(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert words in b" ".join(done.stderr.replace("│".encode(), b" ").split())
    assert b"Traceback" not in done.stderr


def test_an_empty_folder_is_told(bilat_command: Command, tmp_path: Path) -> None:
    done = bilat_command("read", tmp_path, "--jsonl")
    assert done.returncode == 2
    assert str(tmp_path).encode() in done.stderr


def test_leaving_early_is_no_error(tmp_path: Path) -> None:
    import subprocess
    import sys

    for k in range(30):
        shutil.copy(EXAMPLE, tmp_path / f"{k:02}.txt")
    command = Path(sys.executable).with_name("bilat")
    process = subprocess.Popen([str(command), "read", str(tmp_path), "--jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.wait(60)


def test_version(bilat_command: Command) -> None:
    assert bilat_command("--version").stdout.decode().strip() == f"bilat {bilat.__version__}"

"""`bilat statistics` and `bilat check` as their users meet them."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from conftest import Command

PIECE = """ASTANA, 14 February 2024 (Steppe Courier) – Minister of Trade of Kazakhstan Arman Suleyev met with Minister of Commerce of China Liu Wenbo in Astana.

Trade turnover between Kazakhstan and China grew by more than 30 percent in 2023 and reached 41 billion US dollars, the minister said. The sides plan to increase
trade turnover to 80 billion US dollars by 2030.
"""

ROWS = """typeCode,freqCode,refYear,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,cmdCode,customsCode,motCode,cifvalue,fobvalue,primaryValue
C,A,2023,2023,428,LVA,X,496,MNG,0,TOTAL,C00,0,,11000000,11000000
C,A,2023,2023,428,LVA,M,496,MNG,0,TOTAL,C00,0,2000000,,2000000
C,A,2023,2023,496,MNG,X,428,LVA,0,TOTAL,C00,0,,1500000,1500000
C,A,2023,2023,496,MNG,M,428,LVA,0,TOTAL,C00,0,lots,,lots
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to work in, without a store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BILAT_STORE", raising=False)
    return tmp_path


def test_a_typed_claim_is_checked_offline(bilat_command: Command, folder: Path) -> None:
    done = bilat_command("check", "KAZ CHN turnover 2023 41 bn USD")
    assert done.returncode == 0 and b"matches China's series (41.0), is 36 % above Kazakhstan's (30.1)" in done.stdout
    made = json.loads(bilat_command("check", "KAZ", "CHN", "turnover", "2023", "41", "bn", "USD", "--json").stdout)
    assert made["verdict"] == "matches_one" and {row["reporter"] for row in made["series"]} == {"KAZ", "CHN"}
    assert all(row["source"] and row["retrieved"] for row in made["series"])
    assert not list(folder.iterdir())  # asking makes no store
    told = bilat_command("check", "KAZ CHN something 2023")
    assert told.returncode == 2 and b"what is measured" in told.stderr


@pytest.mark.usefixtures("folder")
def test_a_piece_and_its_record_are_checked_and_drawn(bilat_command: Command) -> None:
    Path("piece.txt").write_text(PIECE, "utf-8")
    found = json.loads(bilat_command("check", "piece.txt", "--json").stdout)
    assert [row["verdict"] for row in found] == ["matches_one", "no_data"]
    assert "a goal" in found[1]["notes"][0]
    assert bilat_command("ingest", "piece.txt").returncode == 0
    record = json.loads(bilat_command("record", "KAZ", "CHN", "--json").stdout)
    checks = [figure["check"]["verdict"] for figure in record["figures"]]
    assert sorted(checks) == ["matches_one", "no_data"]
    assert b"matches one" in bilat_command("check", "KAZ", "CHN").stdout
    drawn = bilat_command("check", "KAZ", "CHN", "--chart", "-", COLUMNS="100").stdout.decode()
    assert "claimed" in drawn and "2023" in drawn and "41" in drawn
    assert bilat_command("check", "KAZ", "CHN", "--chart", "trade.svg").returncode == 0
    assert "Steppe Courier" in " ".join(ElementTree.parse("trade.svg").getroot().itertext())
    alone = bilat_command("check", "piece.txt", "--chart", "-", COLUMNS="100").stdout.decode()
    assert "Trade turnover of China and Kazakhstan" in alone and "2023   41.0        30.1  41" in alone and "2030" not in alone.split("Claims")[0]
    typed = bilat_command("check", "KAZ CHN turnover 2023 41 bn USD", "--chart", "-")
    assert typed.returncode == 2 and b"chart: it shows the claims of a file" in typed.stderr
    wrong = bilat_command("check", "KAZ", "CHN", "--chart", "trade.bmp")
    assert wrong.returncode == 2 and b"svg" in wrong.stderr and not Path("trade.bmp").exists()


@pytest.mark.usefixtures("folder")
def test_series_are_loaded_once_and_shown_with_their_sources(bilat_command: Command) -> None:
    Path("totals.csv").write_text(ROWS, "utf-8")
    first = bilat_command("statistics", "load", "totals.csv", "--json")
    assert (first.returncode == 1 and b"totals.csv, line 5" in first.stderr.replace(b":", b",", 1)) or b"line 5" in first.stderr
    assert [(row["came"], row["new"], row["bad"]) for row in json.loads(first.stdout)] == [(3, 3, 1)]
    again = json.loads(bilat_command("statistics", "load", "totals.csv", "--json").stdout)
    assert again[0]["new"] == 0
    shown = bilat_command("statistics", "show", "Latvia", "Mongolia", COLUMNS="120").stdout.decode()
    assert "2023" in shown and "UN Comtrade" in shown and "–" in shown
    listed = json.loads(bilat_command("statistics", "show", "LVA", "MNG", "--json").stdout)
    assert {(row["reporter"], row["flow"], row["value"]) for row in listed} >= {("LVA", "exports", 11e6), ("LVA", "imports", 2e6), ("MNG", "exports", 1.5e6)}
    assert not any(row["reporter"] == "MNG" and row["flow"] == "imports" for row in listed)  # what could not be read is no zero
    table = list(csv.DictReader(io.StringIO(bilat_command("statistics", "show", "LVA", "MNG", "--csv").stdout.decode())))
    assert {row["reporter"] for row in table} == {"LVA", "MNG"}
    Path("back.csv").write_bytes(bilat_command("statistics", "show", "LVA", "MNG", "--csv").stdout)
    assert bilat_command("statistics", "load", "back.csv", "--store", "other.db").returncode == 0
    assert json.loads(bilat_command("statistics", "show", "LVA", "MNG", "--json", "--store", "other.db").stdout) == listed
    assert b"matches Latvia's series" in bilat_command("check", "Latvia exports to Mongolia 2023 11 m USD").stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["KAZ", "KAZ"], b"two different countries"),
        (["KAZ", "Atlantis"], b"no country is known"),
        (["KAZ", "CHN", "--since", "2020", "--until", "2019"], b"before"),
        (["KAZ", "CHN", "--source", "oracle"], b"comtrade and imf"),
        (["KAZ", "CHN", "--since", "1900", "--until", "1950"], b"1962"),
    ],
)
def test_bad_parameters_are_refused_before_a_request(bilat_command: Command, arguments: list[str], told: bytes) -> None:
    done = bilat_command("statistics", "fetch", *arguments)
    assert done.returncode == 2 and told in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("width", ["60", "80", "100", "120"])
def test_each_row_of_the_series_keeps_its_year_at_any_width(bilat_command: Command, width: str) -> None:
    shown = bilat_command("statistics", "show", "KAZ", "CHN", COLUMNS=width).stdout.decode()
    rows = [line for line in shown.splitlines() if line[:4].isdigit()]
    assert {line[:4] for line in rows} >= {str(year) for year in range(1995, 2026)} and "…" not in shown

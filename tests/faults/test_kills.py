"""A kill at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bilat import api
from bilat.record import Store
from conftest import Postgres

COUNTRIES = ["Mongolia", "Latvia", "Kenya", "Ecuador", "Moldova", "Uruguay", "Georgia", "Finland", "Ghana", "Peru"]


def _piece(n: int) -> str:
    one, other = COUNTRIES[n % 10], COUNTRIES[(n // 10 + n % 10 + 1) % 10]
    return (
        f"Foreign Minister of {one} Adam Number{n} met with Foreign Minister of {other} Eva Other{n} on {1 + n % 28} May 2023 "
        f"and agreed to raise trade turnover to {n + 5} million dollars by 2027.\n"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 documents: text files, pages, and lines of JSON, some of them copies of each other, and two files that cannot be read."""
    folder = tmp_path_factory.mktemp("pieces")
    lines = []
    for n in range(500):
        text = _piece(n if n % 25 else 25)
        if n % 10 == 3:
            paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (text + "\n\n" + _piece(n + 1000)).split("\n\n"))
            page = f"<html lang='en'><head><title>Talks {n}</title></head><body><article><h1>Talks {n}</h1>{paragraphs}</article></body></html>"
            (folder / f"{n:03}.html").write_text(page, "utf-8")
        elif n % 10 == 7:
            lines.append(json.dumps({"url": f"https://news.example/{n}", "title": f"Talks {n}", "published": "2023-05-30", "text": text}))
        else:
            (folder / f"{n:03}.txt").write_text(f"{text}\nNo. {n}\n", "utf-8")
    (folder / "lines.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def _export(address: str) -> bytes:
    with Store(address) as store:
        return b"".join(store.export())


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("kills", [12, pytest.param(50, marks=pytest.mark.long)])
def test_kills_lose_nothing_and_double_nothing(kills: int, engine: str, folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    undisturbed = str(tmp_path / "undisturbed.db")
    with Store(undisturbed) as store:
        summary = api.ingest([str(folder)], store)
    assert (summary.new, len(summary.failed), summary.read) == (500, 2, 500)
    if engine == "sqlite":
        addresses = [str(tmp_path / f"{n}.db") for n in range(60)]
    else:
        server: Postgres = request.getfixturevalue("postgres")
        addresses = [server.database() for _ in range(60)]
    program = Path(__file__).with_name("kill_ingests.py")
    done = subprocess.run([sys.executable, str(program), str(folder), str(kills), "7", *addresses], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["kills"] >= kills
    expected = _export(undisturbed)
    completed = 0
    for address in addresses[: told["completed"]]:
        assert _export(address) == expected
        completed += 1
    assert completed >= 2

"""Shards of pieces of our own, for the tests of reading on many machines."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from conftest import GOLD

PIECES = [path.read_text("utf-8") for path in sorted(GOLD.rglob("*.txt"))]


def piece(number: int) -> dict[str, str]:
    """One piece by its number: of the gold, and of which edition it is, so that no two are the same."""
    text = f"{PIECES[number % len(PIECES)].strip()}\n\nThis is edition {number} of the piece.\n"
    return {"text": text, "url": f"https://news.example.org/{number}", "published": f"2024-03-{1 + number % 28:02}", "title": f"Piece {number}"}


def lines(numbers: range | list[int]) -> bytes:
    """Pieces as JSON Lines."""
    return b"".join(json.dumps(piece(number)).encode() + b"\n" for number in numbers)


def warc(numbers: range) -> bytes:
    """Pieces as pages in a packed archive, record by record."""
    out = b""
    for number in numbers:
        about = piece(number)
        body = "".join(f"<p>{paragraph}</p>" for paragraph in about["text"].split("\n\n"))
        page = f"<html><head><title>{about['title']}</title><meta property='article:published_time' content='{about['published']}'></head><body><article>{body}</article></body></html>"
        sent = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {about['url']}\r\nWARC-Date: 2024-04-01T10:11:12Z\r\nWARC-Record-ID: <urn:test:{number}>\r\n"
        out += gzip.compress(f"{head}Content-Type: application/http; msgtype=response\r\nContent-Length: {len(sent)}\r\n\r\n".encode() + sent + b"\r\n\r\n")
    return out


def parquet(path: Path, numbers: range) -> None:
    """Pieces as a table, with a column that nobody asks for."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pieces = [piece(number) for number in numbers]
    pq.write_table(pa.table({**{name: [about[name] for about in pieces] for name in pieces[0]}, "clicks": list(numbers)}), path)


def many(folder: Path, shards: int, each: int) -> Path:
    """So many shards of JSON Lines with so many pieces each."""
    folder.mkdir()
    for n in range(shards):
        (folder / f"shard-{n:02}.jsonl").write_bytes(lines(range(n * each, (n + 1) * each)))
    return folder


def mixed(folder: Path) -> Path:
    """Shards of every kind, with what cannot be read, and copies in other shards than their originals."""
    folder.mkdir()
    chance = random.Random(3)
    agency = PIECES[0].strip()
    shortened = "\n\n".join(agency.split("\n\n")[:-1])
    copies = [{"text": agency, "publisher": "Steppe News Agency"}, {"text": agency + "\n", "url": "https://a.example.org/1"}, {"text": shortened, "publisher": "Riga Herald"}]
    russian = "Министр иностранных дел встретился в Москве со своим коллегой. Стороны обсудили вопросы двустороннего сотрудничества и договорились о новых встречах."
    (folder / "a.jsonl").write_bytes(lines(range(6)) + json.dumps(copies[0]).encode() + b"\n{broken\n" + json.dumps({"text": russian}).encode() + b"\n")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines([3, 6, 7]) + json.dumps(copies[1]).encode() + b"\n"))
    (folder / "c.warc.gz").write_bytes(warc(range(8, 12)))
    parquet(folder / "d.parquet", range(12, 16))
    (folder / "e.ndjson").write_bytes(json.dumps(copies[2]).encode() + b"\n" + json.dumps({"text": " ".join(chance.choices(agency.split(), k=40))}).encode() + b"\n")
    (folder / "notes.txt").write_text("not a shard")
    return folder

"""Measure the store: ingesting with readings against reading alone, storing alone, searching, and ingesting what is there already.

python benchmarks/store.py [DOCUMENTS]
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = str(Path(sys.executable).with_name("bilat"))
WORDS = 750


def pieces(count: int) -> list[str]:
    """Return `count` different pieces of a real piece's size, each made of whole paragraphs of ours in an order of its own."""
    paragraphs = [p for path in sorted((ROOT / "tests" / "gold").rglob("*.txt")) for p in path.read_text("utf-8").split("\n\n") if len(p.split()) > 12]
    chance = random.Random(4)
    made = []
    for n in range(count):
        chosen: list[str] = []
        while sum(len(p.split()) for p in chosen) < WORDS:
            chosen.append(chance.choice(paragraphs))
        made.append("\n\n".join(chosen) + f"\n\nPiece {n}.\n")
    return made


def measure(count: int) -> None:
    """Print one line for each measurement."""
    from bilat.record import Store
    from bilat.scale import read_files
    from bilat.sources import Metadata

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pieces").mkdir()
        for n, piece in enumerate(pieces(count)):
            Path(folder, "pieces", f"{n:05}.txt").write_text(piece, "utf-8")
        first = str(Path(folder, "pieces", "00000.txt"))
        next(read_files([first], Metadata()))

        def timed(*command: str) -> float:
            started = time.perf_counter()
            subprocess.run([COMMAND, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return time.perf_counter() - started

        # the two in turn, in halves: what else the machine does falls on both
        reading = timed("read", f"{folder}/pieces", "--jsonl")
        ingesting = timed("ingest", f"{folder}/pieces", "--store", f"{folder}/read.db")
        print(f"ingest with readings, {count} pieces of {WORDS} words: {count / ingesting:.1f} documents/s, {reading / ingesting:.0%} of `bilat read` (at least 90 %)")
        storing = min(timed("ingest", f"{folder}/pieces", "--store", f"{folder}/{n}.db", "--no-read") for n in range(3))
        starting = min(timed("ingest", first, "--store", f"{folder}/start{n}.db", "--no-read") for n in range(3))
        print(f"storing alone: {(count - 1) / (storing - starting):.0f} documents/s into SQLite on one core (at least 500), after {starting:.1f} s to start")
        again = timed("ingest", f"{folder}/pieces", "--store", f"{folder}/read.db")
        print(f"ingesting the same again: {count / again:.0f} documents/s, nothing read or written anew")
        size = Path(folder, "read.db").stat().st_size
        print(f"size on disk: {size / count / 1024:.1f} KB a document with its bytes, reading, index and signature")
        with Store(f"{folder}/read.db") as store:
            times = []
            for query in ("visa-free regime", "trade turnover OR memorandum", '"foreign minister" -visit', "railway"):
                started = time.perf_counter()
                store.search(query)
                times.append(time.perf_counter() - started)
            print(f"search: {sorted(times)[len(times) // 2] * 1000:.0f} ms at the median over {store.counts()['documents']:,} documents")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

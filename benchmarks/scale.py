"""Measure Ray against plain processes on the same shards: in turn, chunk by chunk, so that whatever else the machine does falls on both.

python benchmarks/scale.py [DOCUMENTS] [--jobs N]
"""

from __future__ import annotations

import argparse
import filecmp
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]

SHARD = 500
ROUND = 2_000
"""Documents that one reads before it is the other's turn."""


def shards(folder: Path, count: int) -> list[str]:
    """Write so many pieces, the gold ones over and over and no two the same, as shards of JSON Lines, and return their names."""
    from bench import texts

    folder.mkdir(parents=True)
    pieces = texts(46)
    names = []
    for first in range(0, count, SHARD):
        path = folder / f"{first:08}.jsonl"
        lines = (
            json.dumps({"text": f"{pieces[n % len(pieces)].strip()}\n\nEdition {n}.\n", "url": f"https://news.example.org/{n}"}) for n in range(first, min(first + SHARD, count))
        )
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        names.append(str(path))
    return names


def measure(count: int, jobs: int, *, as_json: bool = False) -> None:
    """Print what reading on Ray costs beyond plain processes, once both are running."""
    from bilat.scale import plain, run
    from bilat.scale.cluster import Ray

    with tempfile.TemporaryDirectory() as place:
        names = shards(Path(place, "shards"), count)
        run.find_copies = lambda *_: None  # type: ignore[assignment]  # the same work for both, and mostly not the engines'
        rounds = [names[k : k + ROUND // SHARD] for k in range(0, len(names), ROUND // SHARD)]
        started = time.perf_counter()
        took = {"plain": 0.0, "Ray": 0.0}
        with Ray(jobs=jobs) as cluster:
            engines = {"plain": plain.Processes(jobs), "Ray": cluster}
            for name, engine in engines.items():  # neither begins cold
                run.read_shards(names[:1], f"{place}/warm-{name}", engine)
            begun = time.perf_counter() - started
            for n, some in enumerate(rounds):
                for name in sorted(engines, reverse=n % 2 == 1):
                    started = time.perf_counter()
                    run.read_shards(some, f"{place}/{name}-{n}", engines[name])
                    took[name] += time.perf_counter() - started
        same = all(not _differing(Path(place, f"plain-{n}", "readings"), Path(place, f"Ray-{n}", "readings")) for n in range(len(rounds)))
    if as_json:
        print(json.dumps({"plain": took["plain"], "ray": took["Ray"], "same": same, "start": begun}))
        return
    print(
        f"Ray against plain processes, {count:,} documents, {jobs} processes each, in turns of {ROUND:,}: {took['Ray'] / took['plain'] - 1:+.1%} (at most +15 %); "
        f"{count / took['plain']:.1f} and {count / took['Ray']:.1f} documents/s; the readings are {'the same' if same else 'NOT THE SAME'}, byte for byte; "
        f"Ray and the first {SHARD} documents of both took {begun:.0f} s before"
    )


def _differing(one: Path, other: Path) -> list[str]:
    files = {str(path.relative_to(one)) for path in one.rglob("*.parquet")} | {str(path.relative_to(other)) for path in other.rglob("*.parquet")}
    return [name for name in files if not (one / name).exists() or not (other / name).exists() or not filecmp.cmp(one / name, other / name, shallow=False)]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", nargs="?", type=int, default=4_000)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    measure(given.documents, given.jobs, as_json=given.json)

"""Measure how the store and the record grow: filling, adding one document, and the record of the busiest relationship, at 1,000 to 100,000 generated readings.

python benchmarks/growth.py [DOCUMENTS...]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from generated import found, pieces

COMMAND = str(Path(sys.executable).with_name("bilat"))
BATCH = 500
ADDED = 60


def measure(counts: list[int]) -> None:
    """Fill one store further and further, and print one line for each size."""
    from bilat import api
    from bilat.reading.version import reader_version
    from bilat.record import Store
    from bilat.record.store import pack

    version = reader_version()
    print(
        f"{'documents':>10} {'filled/s':>9} {'add one: median':>16} {'95 %':>8} {'kept ahead':>11} {'record':>7} {'after 60 more: kept up':>23} {'record':>7} {'its documents':>14} {'on disk':>9}"
    )
    with tempfile.TemporaryDirectory() as folder:
        address = f"{folder}/store.db"
        coming = pieces(max(counts) + (ADDED + 1) * len(counts))
        held = 0

        def record() -> float:
            started = time.perf_counter()
            subprocess.run([COMMAND, "record", "KAZ", "CHN", "--store", address], check=True, stdout=subprocess.DEVNULL)
            return time.perf_counter() - started

        def keep_up(store: Store) -> float:
            """Do what an ingest ends with."""
            started = time.perf_counter()
            api.keep_up(store, [frozenset(("CHN", "KAZ"))] * api.BUSY)
            return time.perf_counter() - started

        for count in counts:
            with Store(address) as store:
                started, first = time.perf_counter(), held
                while held < count:
                    batch = list(islice(coming, min(BATCH, count - held)))
                    store.add([found(reading) for reading in batch])
                    store.add_readings([pack(reading.document.id, reading) for reading in batch], version)
                    held += len(batch)
                rate = (count - first) / (time.perf_counter() - started)
                built = keep_up(store)
            kept = min(record() for _ in range(3))
            times = []
            with Store(address) as store:
                for reading in islice(coming, ADDED):
                    started = time.perf_counter()
                    store.add([found(reading)])
                    store.add_readings([pack(reading.document.id, reading)], version)
                    times.append(time.perf_counter() - started)
                held += ADDED
                up = keep_up(store)
                size = len(store.materials(["CHN", "KAZ"]))
            again = min(record() for _ in range(3))
            disk = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
            print(
                f"{count:>10,} {rate:>9.0f} {median(times) * 1000:>13.1f} ms {quantiles(times, n=20)[-1] * 1000:>5.1f} ms {built:>9.2f} s {kept:>5.2f} s {up:>21.2f} s {again:>5.2f} s {size:>14,} {disk:>6.0f} MB",
                flush=True,
            )
    print(f"(asked at 100,000: adding one document at most 50 ms at the median beyond reading it, the busiest record at most 2 s; {ADDED} added one by one at each size)")


if __name__ == "__main__":
    measure([int(count) for count in sys.argv[1:]] or [1_000, 10_000, 100_000])

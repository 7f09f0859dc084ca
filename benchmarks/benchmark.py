"""Measure the coding of events and of statements on public benchmarks, beside our own gold, and hold the scores against their floors.

    python benchmarks/benchmark.py            print one table and the calibration curve; fail where a score fell below its floor
    python benchmarks/benchmark.py --raise    pin every score that rose
    python benchmarks/benchmark.py --data DIR use another folder with the parts and their scorers than ../shared

The public data carry no licence that lets them be shipped: they lie beside the checkout, are measured with, and nothing is trained on them.
PLV and AW: sentences with marked source and target (Hu et al., 2024); PolNeAR: attributed statements (Newell, Margolin and Ruths, 2018).
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import gate

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("benchmark_floors.json")
BILAT = Path(sys.executable).with_name("bilat")
TARGETS = {"PLV root": 0.80, "PLV quad": 0.90, "PLV binary": 0.95, "PolNeAR all": 0.55, "PolNeAR direct": 0.80, "sentences a second": 100.0}
"""What the codes and statements must reach on the development parts."""
_YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def coding(table: Path, answers: Path) -> float:
    """Code one table of sentences into another; return the seconds that it took, the model's loading among them."""
    started = time.perf_counter()
    with answers.open("wb") as file:
        subprocess.run([BILAT, "code", table], stdout=file, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def speed(data: Path, out: Path, seconds: float) -> float:
    """Return the sentences of PLV coded a second once the model is loaded, from the seconds that all of them took and one sentence takes."""
    one = out / "one.tsv"
    with (data / "data" / "plover" / "PLV_train.tsv").open(encoding="utf-8", newline="") as file:
        one.write_text(next(file) + next(file), "utf-8")
    return len(_rows(out / "PLV_train.tsv")) / max(seconds - coding(one, out / "one_coded.tsv"), 1e-9)


def coded(data: Path, name: str, out: Path) -> tuple[dict[str, float], float]:
    """Code one table of sentences; return its scores and the seconds it took."""
    table, answers = data / "data" / "plover" / name, out / name
    seconds = coding(table, answers)
    told = _run(data / "bench" / "score_plv.py", table, answers)
    scores = {match[1]: float(match[2]) for match in re.finditer(r"(root|quad|binary)\s+accuracy \S+\s+macro F1 (\S+)", told)}
    return scores, seconds


def calibration(data: Path, out: Path) -> dict[str, tuple[float, int]]:
    """Return for each confidence how often a code that has it is right, and how many have it."""
    gold, read = _rows(data / "data" / "plover" / "PLV_train.tsv"), _rows(out / "PLV_train.tsv")
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for one, other in zip(gold, read, strict=True):
        if other["code"]:
            right[other["confidence"]].append(_YIELD.get(other["code"], other["code"]) == one["gold_root"])
    return {confidence: (sum(hits) / len(hits), len(hits)) for confidence, hits in sorted(right.items(), reverse=True)}


def statements(data: Path, out: Path) -> dict[str, float]:
    """Find the statements of PolNeAR's development part; return the attribution F1 of all of them and of direct quotations."""
    with tarfile.open(data / "data" / "polnear" / "dev.tar.gz") as archive:
        archive.extractall(out, filter="data")
    answers = out / "polnear.jsonl"
    with answers.open("wb") as file:
        subprocess.run([BILAT, "statements", out / "dev" / "text"], stdout=file, check=True)
    scores = {}
    for name, option in (("all", []), ("direct", ["--direct-only"])):
        told = _run(data / "bench" / "score_polnear.py", out / "dev", answers, *option)
        match = re.search(r"attribution\s+P \S+\s+R \S+\s+F1 (\S+)", told)
        scores[name] = float(match[1]) if match else 0.0
    return scores


def _run(script: Path, *arguments: object) -> str:
    return subprocess.run([sys.executable, script, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def main() -> int:
    """Print the table; fail where a score is below its floor, or raise the floors."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--raise", dest="pin", action="store_true")
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    chosen = options.parse_args()
    if not (chosen.data / "data").is_dir():
        print(f"{chosen.data}: no benchmark data lies here; name its folder with --data", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        plv, seconds = coded(chosen.data, "PLV_train.tsv", out)
        rate = speed(chosen.data, out, seconds)
        aw, _ = coded(chosen.data, "AW_train.tsv", out)
        quoted = statements(chosen.data, out)
        curve = calibration(chosen.data, out)
    scores = {f"PLV {name}": value for name, value in plv.items()} | {f"AW {name}": value for name, value in aw.items()}
    scores |= {f"PolNeAR {name}": value for name, value in quoted.items()}
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    print(f"{'measure':24}{'score':>8}{'floor':>8}{'target':>8}")
    for name, value in {**scores, "sentences a second": rate}.items():
        print(f"{name:24}{value:8.3f}{floors.get(name, 0):8.3f}{TARGETS.get(name, ''):>8}")
    print("\nour gold, slot F1\n" + gate.table(gate.measure()))
    print("\nconfidence  right   codes")
    for confidence, (share, count) in curve.items():
        print(f"{confidence:>10}  {share:5.3f}  {count:6}")
    if chosen.pin:
        FLOORS.write_text(json.dumps({name: max(floors.get(name, 0.0), value) for name, value in scores.items()}, indent=1) + "\n", "utf-8")
        return 0
    fallen = [name for name, value in scores.items() if value < floors.get(name, 0.0) - 1e-9]
    print("\nbelow the floor: " + ", ".join(fallen) if fallen else "\nevery score reaches its floor")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())

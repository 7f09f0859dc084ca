"""Hold the reading's scores against their pinned floors, or pin new ones.

    python benchmarks/gate.py            print the scores of tests/gold and fail where one fell below its floor
    python benchmarks/gate.py --raise    pin every score that rose
    python benchmarks/gate.py --lower    pin the scores as they are, lower ones too: only on purpose, and said in the commit

The floors stand in `floors.json` with a hash of the gold they were measured on: where the gold changes, floors must be pinned anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import bilat
from scoring import Fact, Tally, score

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("floors.json")
SHARED = ROOT.parent / "shared" / "gold" / "dev"
SETS = {"dev": ROOT / "tests" / "gold" / "dev", "locked": ROOT / "tests" / "gold" / "locked"}


def read(text: str, document: Fact) -> Fact:
    """Read a gold piece with what its gold says of the document."""
    return bilat.read(text, published=document.get("published"), publisher=document.get("publisher"), side=document.get("side")).to_dict()


def measure() -> dict[str, dict[str, Tally]]:
    """Score every set of gold pieces that this checkout has; the real piece lies beside it in some places only."""
    found = {name: score(sorted(folder.glob("*.json")), read) for name, folder in SETS.items()}
    if SHARED.is_dir():
        found["shared"] = score(sorted(SHARED.glob("*.json")), read)
    return found


def corpus(name: str) -> str:
    """Return a hash of a set's texts and gold."""
    digest = hashlib.sha256()
    for path in sorted(SETS.get(name, SHARED).glob("*.*")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def table(scores: dict[str, dict[str, Tally]]) -> str:
    """Return the slot F1 of each kind in each set, as a table."""
    kinds = [kind for kind in next(iter(scores.values())) if kind != "all"] + ["all"]
    rows = ["kind        " + "".join(f"{name:>9}" for name in scores)]
    for kind in kinds:
        rows.append(f"{kind:12}" + "".join(f"{tallies[kind].f1:9.3f}" if kind in tallies else f"{'–':>9}" for tallies in scores.values()))
    return "\n".join(rows)


def fallen(scores: dict[str, dict[str, Tally]]) -> list[str]:
    """Return one line for each score below its floor, and for each set whose gold is not the one that the floors were pinned on."""
    floors = json.loads(FLOORS.read_text("utf-8"))
    out: list[str] = []
    for name, tallies in scores.items():
        pinned = floors.get(name, {"corpus": None, "floors": {}})
        if pinned["corpus"] != corpus(name):
            out.append(f"{name}: the gold has changed since its floors were pinned; run 'python benchmarks/gate.py --lower'")
        for kind, floor in pinned["floors"].items():
            if kind not in tallies or tallies[kind].f1 < floor - 1e-9:
                out.append(f"{name}: {kind} {tallies[kind].f1 if kind in tallies else 0:.3f}, floor {floor:.3f}")
    return out


def main(arguments: list[str]) -> int:
    """Print the table; fail, raise or lower."""
    scores = measure()
    print(table(scores))
    if arguments in (["--raise"], ["--lower"]):
        floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
        for name, tallies in scores.items():
            before = floors.get(name, {}).get("floors", {}) if arguments == ["--raise"] else {}
            # floored, so that a score always reaches its own floor
            floors[name] = {"corpus": corpus(name), "floors": {k: max(before.get(k, 0.0), int(t.f1 * 1000) / 1000) for k, t in tallies.items()}}
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    lines = fallen(scores)
    print("\n".join(lines) if lines else "every score reaches its floor")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Score the record on our stories: merging of people, events, instruments and commitments, the last state of each, and what the two sides tell differently.

    python benchmarks/stories.py [--errors] [STORY ...]

A machine's fact is of the gold thing whose words its evidence covers, so that what the reader does not find is told apart (recall of facts) from what
was joined wrongly (pairwise F1 over the facts that both have).
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STORIES = ROOT / "tests" / "stories"

Place = tuple[str, int, int]


def load(folder: Path) -> tuple[dict[str, Any], list[Any]]:
    """Return a story's gold and its documents as material of a record, read and with their copies."""
    from bilat.reading.read import read_document
    from bilat.record.material import Material
    from bilat.sources import Metadata, document_from_text

    gold = json.loads((folder / "story.json").read_text("utf-8"))
    made = {}
    for entry in gold["documents"]:
        text = (folder / entry["file"]).read_bytes().decode()
        metadata = Metadata(
            published=entry["published"], publisher=entry["publisher"], side=entry["side"], url=entry["url"], title=entry["title"], id=f"{folder.name}/{entry['file']}"
        )
        made[entry["file"]] = read_document(document_from_text(text, metadata))
    copies = {entry["file"]: f"{folder.name}/{entry['copy_of']}" for entry in gold["documents"] if entry["copy_of"]}
    return gold, [Material(reading.document, reading, copies.get(file), file) for file, reading in made.items()]


def spans(materials: Iterable[Any], places: Iterable[list[str]]) -> list[Place]:
    """Return where the words of a gold thing stand: document, start, end."""
    texts = {material.file: material.document for material in materials}
    found = []
    for file, words, *_ in places:
        document = texts[file]
        at = document.text.find(words)
        if at < 0:
            raise SystemExit(f"{file}: {words!r} does not stand there")
        found.append((document.id, at, at + len(words)))
    return found


def pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """Return all pairs within groups."""
    return {pair for group in groups for pair in itertools.combinations(sorted(set(group)), 2)}


def f1(right: int, said: int, true: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where there is nothing to find and nothing was said."""
    return 2 * right / (said + true) if said + true else 1.0


class Tally:
    """Counts for pairwise F1 and for the recall of facts."""

    def __init__(self) -> None:
        self.right = self.said = self.true = self.found = self.wanted = 0
        self.errors: list[str] = []

    def add(self, gold: dict[str, list[str]], machine: dict[str, str]) -> None:
        """Compare groups: `gold` holds the mentions of each thing, `machine` the thing that each mention was put into."""
        self.wanted += sum(map(len, gold.values()))
        common = {key: [m for m in mentions if m in machine] for key, mentions in gold.items()}
        self.found += sum(map(len, common.values()))
        by_thing: defaultdict[str, list[str]] = defaultdict(list)
        for mention in itertools.chain.from_iterable(common.values()):
            by_thing[machine[mention]].append(mention)
        true, said = pairs(common.values()), pairs(by_thing.values())
        self.right, self.said, self.true = self.right + len(true & said), self.said + len(said), self.true + len(true)
        self.errors += [f"  joined wrongly: {a} | {b}" for a, b in sorted(said - true)] + [f"  kept apart: {a} | {b}" for a, b in sorted(true - said)]

    @property
    def score(self) -> float:
        """Pairwise F1."""
        return f1(self.right, self.said, self.true)


def facts_of(material: Any, kind: str, place: Place) -> list[Any]:
    """Return the facts of a kind in a document whose evidence shares words with a place."""
    return [fact for fact in material.reading.facts if type(fact).__name__.lower() == kind and any(a < place[2] and b > place[1] for a, b in fact.evidence)]


def differences(folder: Path, gold: dict[str, Any], materials: list[Any], built: Any, tally: Tally) -> None:
    """Count the rows in which the two sides differ: right where the event and both cells are the same and the words overlap."""
    from bilat.views.comparison import compare_event

    by_id = {material.document.id: material for material in materials}
    machine_of: dict[str, Counter[str]] = defaultdict(Counter)
    for event in gold["events"]:
        for entry in event["in"]:
            ((document, start, end),) = spans(materials, [entry])
            machine_of[event["key"]].update(
                {built.of[document, fact.id] for fact in facts_of(by_id[document], event["kind"], (document, start, end)) if (document, fact.id) in built.of}
            )
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in gold["differences"]:
        found = machine_of[row["event"]]
        # the event that most of its mentions are of
        wanted[min(found, key=lambda thing: (-found[thing], thing)) if found else f"?{row['event']}"].append(row)
    for id, rows in wanted.items():
        left = [row for row in compare_event(built.record, id, materials).rows if row.differs] if not id.startswith("?") else []
        tally.said += len(left)
        tally.true += len(rows)
        for row in rows:
            places = spans(materials, row["in"])
            for candidate in left:
                cells = {side: cell.state for side, cell in candidate.cells.items()}
                told = [(source.document, a, b) for cell in candidate.cells.values() for source in cell.sources for a, b in source.evidence]
                if cells == row["cells"] and any(d == e and a < q and b > p for d, a, b in told for e, p, q in places):
                    tally.right += 1
                    left.remove(candidate)
                    break
            else:
                tally.errors.append(f"  missed: {folder.name} {row['event']} {row['kind']} {row['what']} {row['cells']}")
        tally.errors += [f"  not in the gold: {folder.name} {row.kind} {row.what}" for row in left]


def score(names: list[str], errors: bool) -> dict[str, float]:
    """Print the scores and return them."""
    from bilat.record.build import build_record

    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    states: defaultdict[str, list[bool]] = defaultdict(list)
    uncited = 0
    for folder in sorted(path.parent for path in STORIES.glob("*/story.json") if not names or path.parent.name in names):
        gold, materials = load(folder)
        by_id = {material.document.id: material for material in materials}
        built = build_record(gold["parties"], materials)
        record = built.record
        # people, by document and name
        person_of = {f"{document}:{actor.name}": person for (document, id), person in built.person_of.items() for actor in by_id[document].reading.actors if actor.id == id}
        wanted = {}
        for person in gold["people"]:
            mentions = []
            for file, name in person["in"]:
                document = f"{folder.name}/{file}"
                for actor in by_id[document].reading.actors:
                    if actor.type == "person" and any(
                        by_id[document].document.text[a:b] in name or name in by_id[document].document.text[a:b] for a, b in actor.mentions[:3] if b - a > 3
                    ):
                        mentions.append(f"{document}:{actor.name}")
                        break
                else:
                    mentions.append(f"{document}:?{name}")
            wanted[person["key"]] = mentions
        tallies["people"].add(wanted, person_of)
        for kind, plural, known in (("event", "events", None), ("instrument", "instruments", "instrument"), ("commitment", "commitments", "commitment")):
            wanted = {}
            for thing in gold[plural]:
                mentions = []
                for entry in thing["in"]:
                    ((document, start, end),) = spans(materials, [entry])
                    facts = facts_of(by_id[document], known or thing["kind"], (document, start, end))
                    facts = [fact for fact in facts if (document, fact.id) in built.of]
                    mentions.append(f"{document}:{facts[0].id}" if facts else f"{document}:?{start}")
                wanted[thing["key"]] = mentions
                found = {built.of[tuple(m.rsplit(":", 1))] for m in mentions if "?" not in m}  # type: ignore[index]
                state = thing.get("state") or thing.get("status")
                if found:
                    machine = {thing.id: getattr(thing, "state", None) or getattr(thing, "status", None) for thing in (*record.events, *record.instruments, *record.commitments)}
                    right = state in {machine[id] for id in found if id in machine}
                    states[kind].append(right)
                    if not right:
                        tallies[kind].errors.append(f"  state of {folder.name}/{thing['key']}: {state}, found {sorted(str(machine.get(id)) for id in found)}")
            machine_of = {f"{document}:{fact}": thing for (document, fact), thing in built.of.items()}
            tallies[kind].add(wanted, {m: machine_of[m] for mentions in wanted.values() for m in mentions if m in machine_of})
        differences(folder, gold, materials, built, tallies["difference"])
        for thing in (*record.people, *record.events, *record.instruments, *record.commitments):
            cited = {source.document for source in thing.sources}
            uncited += sum(document not in cited for (document, _), id in built.of.items() if id == thing.id)
    scores = {}
    print(f"{'':12} {'F1':>12} {'facts found':>12} {'last state':>12}")
    for kind, tally in tallies.items():
        scores[kind] = round(tally.score, 3)
        right = states[kind]
        print(f"{kind:12} {tally.score:12.3f} {tally.found / tally.wanted if tally.wanted else float('nan'):12.3f} {sum(right) / len(right) if right else float('nan'):12.3f}")
        if errors:
            print("\n".join(tally.errors))
    print(f"documents of merged things that are not cited: {uncited}")
    return scores


if __name__ == "__main__":
    arguments = sys.argv[1:]
    score([name for name in arguments if not name.startswith("-")], "--errors" in arguments)

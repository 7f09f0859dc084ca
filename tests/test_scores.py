"""Reading quality cannot fall unnoticed."""

import json
from pathlib import Path

import pytest

import gate
from conftest import GOLD

PIECES = sorted(GOLD.glob("*/*.json"))


@pytest.fixture(scope="module")
def scores() -> dict[str, dict[str, gate.Tally]]:
    return gate.measure()


def test_no_score_is_below_its_floor(scores: dict[str, dict[str, gate.Tally]]) -> None:
    assert gate.fallen(scores) == []


def test_a_lower_score_and_a_changed_corpus_are_noticed(scores: dict[str, dict[str, gate.Tally]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    floors = json.loads(gate.FLOORS.read_text("utf-8"))
    floors["dev"]["floors"]["all"] = 1.0
    floors["locked"]["corpus"] = "another"
    (tmp_path / "floors.json").write_text(json.dumps(floors), "utf-8")
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    lines = gate.fallen(scores)
    assert any("dev: all" in line for line in lines) and any("locked: the gold has changed" in line for line in lines)


@pytest.mark.parametrize("path", PIECES, ids=lambda p: p.stem)
def test_gold_is_made_as_the_contract_says(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    text = (path.parent / gold["document"]["file"]).read_text("utf-8")
    known = {actor["name"] for actor in gold["actors"]}
    assert {"file", "published", "publisher", "side", "language"} <= gold["document"].keys()
    for fact in gold["facts"]:
        assert fact["kind"] in gate.score.__globals__["SLOTS"]
        spans = fact["evidence"] if isinstance(fact["evidence"], list) else [fact["evidence"]]
        assert spans and all(span in text if isinstance(span, str) else text[span[0] : span[1]] for span in spans)
        for slot in ("content", "action", "of"):
            value = fact.get(slot)
            assert value is None or not isinstance(value, str) or value in text or fact["kind"] == "instrument", value
        for slot in ("visitors", "participants", "signatories", "recipients"):
            assert all(name in known or name.isupper() or name in text for name in fact.get(slot, []))


def test_the_scorer_knows_perfect_from_poorer() -> None:
    """Gold scored against itself is perfect; without a fact, with a wrong slot or an extra one it is not."""
    from scoring import score

    path = next(p for p in PIECES if len(json.loads(p.read_text("utf-8"))["facts"]) > 8)
    gold = json.loads(path.read_text("utf-8"))

    def itself(_text: str, _document: dict[str, object]) -> dict[str, object]:
        return {"actors": [{**actor, "id": actor["name"]} for actor in gold["actors"]], "facts": gold["facts"]}

    assert score([path], itself)["all"].f1 == 1.0
    required = next(f for f in gold["facts"] if not f.get("optional"))

    def poorer(text: str, document: dict[str, object]) -> dict[str, object]:
        reading = itself(text, document)
        at = gold["facts"].index(required)
        return {**reading, "facts": gold["facts"][:at] + gold["facts"][at + 1 :]}

    tally = score([path], poorer)["all"]
    assert tally.hit == tally.read < tally.gold

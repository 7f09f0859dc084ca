"""The record of our stories: merged as they should be, every document cited, the same in any order, and the same from a store."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

import stories
from bilat import api
from bilat.record import Store
from bilat.record.build import build_record
from bilat.record.store import pack
from bilat.sources import Found
from bilat.views.comparison import compare_event

FLOORS = json.loads((stories.ROOT / "benchmarks" / "story_floors.json").read_text("utf-8"))
NAMES = sorted(path.parent.name for path in stories.STORIES.glob("*/story.json"))


@pytest.fixture(scope="module")
def loaded() -> dict[str, tuple[dict[str, Any], list[Any]]]:
    return {name: stories.load(stories.STORIES / name) for name in NAMES}


def test_merging_reaches_its_floors_and_cites_every_document(capsys: pytest.CaptureFixture[str]) -> None:
    scores = stories.score([], False)
    assert {name: score for name, score in scores.items() if score < FLOORS[name]} == {}
    assert scores.keys() == FLOORS.keys()
    assert "not cited: 0" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_any_order_gives_the_same_record(name: str, loaded: dict[str, tuple[dict[str, Any], list[Any]]]) -> None:
    gold, materials = loaded[name]
    expected = build_record(gold["parties"], materials).record.to_json()
    chance = random.Random(name)
    for _ in range(4):
        shuffled = chance.sample(materials, len(materials))
        assert build_record(gold["parties"][::-1], shuffled).record.to_json() == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_record_keeps_the_contract(name: str, loaded: dict[str, tuple[dict[str, Any], list[Any]]]) -> None:
    gold, materials = loaded[name]
    record = build_record(gold["parties"], materials).record.to_dict()
    assert list(record)[:2] == ["schema", "parties"] and record["schema"] == "bilat.record/1"
    texts = {material.document.id: material.document.text for material in materials}
    events = {event["id"] for event in record["events"]}
    things = [thing for part in ("people", "events", "mechanisms", "instruments", "commitments", "regimes", "relations", "statements") for thing in record[part]]
    ids = [thing["id"] for thing in (*things, *record["figures"])]
    assert len(ids) == len(set(ids))
    for thing in things:
        assert thing["sources"], thing["id"]
        for source in thing["sources"]:
            assert all(0 <= start < end <= len(texts[source["document"]]) for start, end in source["evidence"])
    for event in record["events"]:
        assert event["part_of"] is None or event["part_of"] in events
        assert event["history"] and event["history"][-1]["status"] == event["status"]
        assert 1 <= event["independent_sources"] <= len({source["document"] for source in event["sources"]})
    for mechanism in record["mechanisms"]:
        assert set(mechanism["sessions"]) <= events
    for conflict in record["conflicts"]:
        assert conflict["object"] in ids and len(conflict["values"]) >= 2
        assert all(value["sources"] for value in conflict["values"])


def test_the_record_from_a_store_one_by_one_or_at_once_or_rebuilt_is_the_same(tmp_path: Path) -> None:
    folder = stories.STORIES / "summit-week"
    gold = json.loads((folder / "story.json").read_text("utf-8"))
    lines = [
        json.dumps({**{key: entry[key] for key in ("url", "title", "publisher", "side", "published")}, "text": (folder / entry["file"]).read_text("utf-8")})
        for entry in gold["documents"]
    ]
    at_once, one_by_one = tmp_path / "at_once.db", tmp_path / "one_by_one.db"
    (tmp_path / "all.jsonl").write_text("\n".join(lines), "utf-8")
    with Store(at_once) as store:
        api.ingest([str(tmp_path / "all.jsonl")], store)
        expected = api.record_of(store, *gold["parties"])
        assert len(expected.documents) == len(lines)
        api.rebuild(store)
        assert api.record_of(store, *gold["parties"]) == expected
    with Store(one_by_one) as store:
        for line in random.Random(3).sample(lines, len(lines)):
            (tmp_path / "one.jsonl").write_text(line, "utf-8")
            api.ingest([str(tmp_path / "one.jsonl")], store)
        record = api.record_of(store, *gold["parties"])
    same = {"documents": [{**d, "file": None} for d in record.to_dict()["documents"]]}
    assert {**record.to_dict(), **same} == {**expected.to_dict(), "documents": [{**d, "file": None} for d in expected.to_dict()["documents"]]}


@pytest.mark.parametrize("name", NAMES)
def test_a_comparison_from_a_store_rests_on_all_that_the_record_has(name: str, loaded: dict[str, tuple[dict[str, Any], list[Any]]], tmp_path: Path) -> None:
    """Only the documents that a comparison needs are loaded, and it is the same as if all were."""
    gold, materials = loaded[name]
    with Store(tmp_path / "s.db") as store:
        store.add([Found(material.document.id, material.document.text.encode(), "text/plain", document=material.document) for material in materials])
        store.add_readings([pack(material.document.id, material.reading) for material in materials], "test")
        built = api.build(store, *gold["parties"])
        assert built.record.events
        for event in built.record.events:
            assert api.compare(store, event.id, *gold["parties"])[0] == compare_event(built.record, event.id, built.materials)


def test_documents_of_which_only_the_month_is_known_are_compared(loaded: dict[str, tuple[dict[str, Any], list[Any]]]) -> None:
    gold, materials = loaded["postponed-visit"]
    vague = [
        material._replace(reading=structs.replace(material.reading, document=document), document=document)
        for material in materials
        for document in [structs.replace(material.document, published=(material.document.published or "")[:7], dateline=None)]
    ]
    record = build_record(gold["parties"], vague).record
    assert record.events and all(compare_event(record, event.id, vague).sides == record.parties for event in record.events)

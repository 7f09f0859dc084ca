"""Exports for other programs, each read back by the library that reads its format elsewhere."""

from __future__ import annotations

import io
import itertools
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

import icalendar
import jsonschema
import msgspec
import networkx
import pytest
from followthemoney import model
from followthemoney.types import registry

import stories
from bilat import Event, api
from bilat.cli import app
from bilat.errors import InputError, OptionError, TableError
from bilat.record.build import build_record
from bilat.record.model import Record
from bilat.views.export.entities import entity_lines
from bilat.views.export.files import EXPORT_FORMATS, write_export
from bilat.views.export.graph import graphml
from bilat.views.export.plover import PloverEvent, plover_events, plover_lines
from bilat.vocabulary import EVENT_CODES, ISO3, SECTORS, cameo_codes, is_edtf, modes
from conftest import Command

from .conftest import Held


def whole(held: Held, format: str, **options: object) -> bytes:
    """An export of one file."""
    (pieces,) = api.export(held.store, "Kazakhstan", "China", format=format, **options).values()  # type: ignore[arg-type]
    return b"".join(pieces)


@pytest.fixture(scope="module")
def story() -> tuple[Record, dict[str, str]]:
    gold, materials = stories.load(stories.STORIES / "summit-week")
    return build_record(gold["parties"], materials).record, {material.document.id: material.document.text for material in materials}


@pytest.mark.parametrize("format", EXPORT_FORMATS)
def test_the_same_record_gives_the_same_bytes(held: Held, format: str) -> None:
    one, other = (api.export(held.store, *parties, format=format) for parties in (("KAZ", "CHN"), ("China", "Kazakhstan")))
    assert {name: b"".join(pieces) for name, pieces in one.items()} == {name: b"".join(pieces) for name, pieces in other.items()}


def test_json_lines_of_a_record_are_the_record(held: Held) -> None:
    head, *lines = [json.loads(line) for line in whole(held, "jsonl").splitlines()]
    parts: dict[str, list[object]] = {}
    for line in lines:
        parts.setdefault(line.pop("section"), []).append(line)
    assert msgspec.convert({**head, **parts}, Record) == held.record
    facts = [json.loads(line) for line in whole(held, "jsonl", facts=True).splitlines()]
    assert facts == [reading.to_dict() for reading in held.readings]


def test_plover_events_keep_their_schema_and_their_codes(held: Held) -> None:
    lines = [json.loads(line) for line in whole(held, "plover").splitlines()]
    facts = [(reading, fact) for reading in held.readings for fact in reading.facts if isinstance(fact, Event)]
    assert len(lines) == len(facts) > 10
    validator = jsonschema.Draft202012Validator(msgspec.json.schema(PloverEvent))
    for line, (reading, fact) in zip(lines, facts, strict=True):
        validator.validate(line)
        start, end = line["span"]
        assert line["event"] in EVENT_CODES and line["cameo"] in cameo_codes() and (line["event"], line["mode"] or None) in modes()
        assert (line["id"], line["document"]) == (f"{reading.document.id}/{fact.id}", reading.document.id)
        assert not line["date"] or is_edtf(line["date"])
        assert " ".join(reading.document.text[start:end].split()) == line["eventText"]
        assert line["eventText"].split("\n")[0][:30] in line["text"]
        assert [actor["actorText"] for actor in line["source"]] == [reading.actor(id).name for id in fact.source]
        for actor in (*line["source"], *line["target"]):
            assert actor["code"] in ISO3 | {""} and actor["sector"] in SECTORS | {""}
    assert {line["publication"] for line in lines} == {"Steppe Gazette", "Ministry Gazette"}


def test_an_event_whose_code_is_none_is_told(held: Held) -> None:
    reading = next(reading for reading in held.readings if any(isinstance(fact, Event) for fact in reading.facts))
    wrong = [msgspec.structs.replace(fact, code="PROTEST") if isinstance(fact, Event) else fact for fact in reading.facts]
    with pytest.raises(TableError, match=reading.document.id):
        list(plover_lines([msgspec.structs.replace(reading, facts=wrong)]))
    assert list(plover_events(msgspec.structs.replace(reading, facts=[]))) == []


def test_entities_are_valid_for_followthemoney_and_refer_to_each_other(held: Held, story: tuple[Record, dict[str, str]]) -> None:
    for record, texts in ((held.record, held.texts), story):
        made = [json.loads(line) for line in entity_lines(record, texts)]
        proxies = {}
        for data in made:
            proxy = model.get_proxy(data, cleaned=False)
            proxy.schema.validate(proxy.to_dict())
            # each value is kept as it stands: nothing that the library would clean or drop
            assert {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()} == {name: sorted(values) for name, values in data["properties"].items()}
            assert registry.entity.validate(proxy.id)
            assert all(proxy.has(name) for name in proxy.schema.required), data
            proxies[proxy.id] = proxy
        assert len(proxies) == len(made)
        for proxy in proxies.values():
            for prop, value in proxy.itervalues():
                if prop.type == registry.entity:
                    assert proxies[value].schema.is_a(prop.range), (proxy.schema.name, prop.name)
        counts = Counter(proxy.schema.name for proxy in proxies.values())
        assert counts["Article"] == len(record.documents) and counts["Person"] == len(record.people) and counts["Event"] == len(record.events)
        assert counts["Note"] == len(record.statements) and counts["Occupancy"] >= counts["Position"] > 0
        assert counts["PublicBody"] >= 2 and counts["UnknownLink"] >= len(record.instruments)


def test_an_entity_says_what_the_record_says(held: Held) -> None:
    made = [json.loads(line) for line in whole(held, "ftm").splitlines()]
    people = {entity["properties"]["name"][0]: entity for entity in made if entity["schema"] == "Person"}
    person = next(person for person in held.record.people if person.name == "Fang Zhiyuan")
    assert people["Fang Zhiyuan"]["properties"]["country"] == ["cn"]
    held_posts = [entity["properties"] for entity in made if entity["schema"] == "Occupancy" and entity["properties"]["holder"] == [people["Fang Zhiyuan"]["id"]]]
    assert [post.get("startDate") for post in held_posts] == [[tenure.since] for tenure in person.offices]
    words = [entity["properties"]["summary"] for entity in made if entity["schema"] == "Documentation" and entity["properties"]["entity"] == [people["Fang Zhiyuan"]["id"]]]
    assert len(words) == len({source.document for source in person.sources})
    assert all(told in text for quoted in words for told in quoted for text in [" ".join(held.texts.values())])


def test_the_graph_joins_those_who_met(held: Held, story: tuple[Record, dict[str, str]]) -> None:
    for record in (held.record, story[0]):
        graph = networkx.read_graphml(io.BytesIO(graphml(record)))
        met: Counter[tuple[str, str]] = Counter()
        for event in record.events:
            if event.kind == "meeting" and event.status in ("took_place", "ongoing"):
                met.update(itertools.combinations(sorted(set(event.participants)), 2))
        people = {person.id: person for person in record.people}
        assert {tuple(sorted(edge[:2])): edge[2]["weight"] for edge in graph.edges(data=True)} == dict(met) != {}
        for one, other, told in graph.edges(data=True):
            assert told["across"] is (people[one].country != people[other].country)
            assert len(told["events"].split(", ")) == told["weight"]
        for id, told in graph.nodes(data=True):
            assert (told["name"], told.get("country")) == (people[id].name, people[id].country)
        assert not graph.is_directed()


def test_what_xml_cannot_hold_is_left_out_of_the_graph(story: tuple[Record, dict[str, str]]) -> None:
    record = story[0]
    people = [msgspec.structs.replace(person, name=f"<b>&\x00\x0b\ufffe{person.name}") for person in record.people]
    graph = networkx.read_graphml(io.BytesIO(graphml(msgspec.structs.replace(record, people=people))))
    assert graph.number_of_nodes() > 2
    assert all(told["name"].startswith("<b>&") for _, told in graph.nodes(data=True))


def test_the_calendar_is_a_calendar(held: Held) -> None:
    calendar = icalendar.Calendar.from_ical(whole(held, "ics"))
    assert len(calendar.walk("VEVENT")) == len(held.record.calendar) >= 1


# -- where it goes


def test_a_folder_a_zip_file_and_one_table(held: Held, tmp_path: Path) -> None:
    made = write_export(api.export(held.store, "KAZ", "CHN"), str(tmp_path / "out" / "csv"))
    assert {Path(name).name for name in made} == {path.name for path in (tmp_path / "out" / "csv").iterdir()} > {"events.csv", "dictionary.md", "csv-metadata.json"}
    write_export(api.export(held.store, "KAZ", "CHN"), str(tmp_path / "out.zip"))
    first = (tmp_path / "out.zip").read_bytes()
    write_export(api.export(held.store, "KAZ", "CHN"), str(tmp_path / "out.zip"))
    assert (tmp_path / "out.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {Path(name).name: Path(name).read_bytes() for name in made}
    write_export(api.export(held.store, "KAZ", "CHN", table="events"), str(tmp_path / "events.csv"))
    assert (tmp_path / "events.csv").read_bytes() == (tmp_path / "out" / "csv" / "events.csv").read_bytes()
    with pytest.raises(OptionError, match=r"name a folder or a \.zip file"):
        write_export(api.export(held.store, "KAZ", "CHN"), None)
    with pytest.raises(InputError, match=r"events\.csv"):
        write_export(api.export(held.store, "KAZ", "CHN"), str(tmp_path / "events.csv"))


def test_rejected_facts_and_documents_out_of_time_are_not_exported(held: Held, tmp_path: Path) -> None:
    from bilat.record import Store
    from bilat.record.restore import import_dump

    dumped = tmp_path / "d"
    dumped.write_bytes(b"".join(api.dump(held.store)))
    with Store(tmp_path / "s.db") as store:
        import_dump(store, dumped)
        early = b"".join(*api.export(store, "KAZ", "CHN", table="documents", until="2023").values())
        assert early.count(b"\r\n") == 3
        reading = held.readings[0]
        event = next(fact for fact in reading.facts if isinstance(fact, Event))
        key = f"{reading.document.id}:event:{event.evidence[0][0]}-{event.evidence[0][1]}"
        before = b"".join(*api.export(store, "KAZ", "CHN", format="plover").values())
        api.judge(store, "Aigerim", "reject", [key])
        after = b"".join(*api.export(store, "KAZ", "CHN", format="plover").values())
        assert f"{reading.document.id}/{event.id}".encode() in before and f'"{reading.document.id}/{event.id}"'.encode() not in after
        assert b"".join(*api.export(store, "KAZ", "CHN", format="plover", only_reviewed=True).values()) == b""


@pytest.mark.parametrize(
    ("module", "words", "make"),
    [
        ("followthemoney", r"pip install bilat\[entities\]", lambda held: whole(held, "ftm")),
        ("pyarrow", r"pip install bilat\[tables\]", lambda held: api.export_table(held.record, "events", "parquet")),
        ("polars", r"pip install bilat\[frames\]", lambda held: held.record.to_polars("events")),
        ("pandas", r"pip install bilat\[frames\]", lambda held: held.record.to_pandas("events")),
    ],
    ids=["ftm", "parquet", "polars", "pandas"],
)
def test_what_is_not_installed_says_how_to_get_it(held: Held, monkeypatch: pytest.MonkeyPatch, module: str, words: str, make: object) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OptionError, match=words):
        make(held)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["KAZ", "CHN", "--format", "xlsx"], "'xlsx' is none; the formats are csv"),
        (["KAZ", "CHN", "--format", "dump"], "a dump is of the whole store"),
        (["KAZ", "CHN", "--format", "ftm", "--table", "events"], "ftm has no tables"),
        (["KAZ", "CHN", "--table", "weddings"], "'weddings' is none"),
        (["KAZ", "CHN", "--all"], "give one of the two"),
        (["--format", "csv"], "of whose record?"),
        (["KAZ", "Narnia", "--format", "ics"], "no country is known"),
        (["KAZ", "CHN"], "no place on standard output"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_options_name_themselves_and_the_way_out(address: Path, arguments: list[str], words: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(OptionError, match=words):
        app(["export", *arguments, "--store", str(address)], standalone_mode=False)
    assert capsysbinary.readouterr().out == b""


def test_the_command_writes_what_the_api_gives(bilat_command: Command, address: Path, held: Held, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    done = bilat_command("export", "Kazakhstan", "China", "--format", "parquet", "-o", tmp_path / "tables", "--store", address)
    assert done.returncode == 0 and b"files in" in done.stderr
    assert (tmp_path / "tables" / "events.parquet").read_bytes() == api.export_table(held.record, "events", "parquet")
    app(["export", "KAZ", "--with", "CHN", "-o", str(tmp_path / "who.graphml"), "--store", str(address)], standalone_mode=False)
    assert (tmp_path / "who.graphml").read_bytes() == graphml(held.record)
    app(["export", "KAZ", "CHN", "--table", "events", "--store", str(address)], standalone_mode=False)
    assert capsysbinary.readouterr().out == api.export_table(held.record, "events")

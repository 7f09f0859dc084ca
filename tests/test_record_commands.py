"""`bilat record`, its parts, `compare`, `merges`, `judge` and `rebuild` as their users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest

import stories
from conftest import Command


@pytest.fixture(scope="module")
def store(bilat_command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the stories of a minister's visit and of a summit."""
    folder = tmp_path_factory.mktemp("record")
    for name in ("ministers-visit", "joint-commission"):
        gold = json.loads((stories.STORIES / name / "story.json").read_text("utf-8"))
        lines = [
            json.dumps({**{key: entry[key] for key in ("url", "title", "publisher", "side", "published")}, "text": (stories.STORIES / name / entry["file"]).read_text("utf-8")})
            for entry in gold["documents"]
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    done = bilat_command("ingest", folder, "--store", folder / "s.db")
    assert done.returncode == 0, done.stderr
    return folder / "s.db"


def test_the_record_by_names_or_codes_as_json_or_to_read(bilat_command: Command, store: Path) -> None:
    record = json.loads(bilat_command("record", "UZB", "KOR", "--json", "--store", store).stdout)
    assert record["schema"] == "bilat.record/1" and record["parties"] == ["KOR", "UZB"]
    assert record["people"] and record["events"] and record["instruments"] and record["commitments"] and record["figures"] and record["conflicts"]
    assert json.loads(bilat_command("record", "South Korea", "uzbek", "--json", "--store", store).stdout) == record
    page = bilat_command("record", "UZB", "KOR", "--store", store, COLUMNS="120").stdout.decode()
    for heading in ("Last contacts", "Who is who", "Instruments", "Commitments", "Figures", "Contradictions"):
        assert heading in page
    alone = json.loads(bilat_command("record", "UZB", "--json", "--store", store).stdout)
    assert len(alone["documents"]) >= len(record["documents"])
    early = json.loads(bilat_command("record", "UZB", "KOR", "--until", "2024-06", "--json", "--store", store).stdout)
    assert 0 < len(early["documents"]) < len(record["documents"])
    nothing = json.loads(bilat_command("record", "UZB", "KOR", "--only-reviewed", "--json", "--store", store).stdout)
    assert nothing["events"] == []


@pytest.mark.parametrize("part", ["timeline", "people", "instruments", "commitments", "calendar"])
def test_every_part_is_a_table_and_the_same_json_as_in_the_record(bilat_command: Command, store: Path, part: str) -> None:
    record = json.loads(bilat_command("record", "POL", "VNM", "--json", "--store", store).stdout)
    listed = json.loads(bilat_command(part, "POL", "VNM", "--json", "--store", store).stdout)
    assert listed == record["events" if part == "timeline" else part]
    assert bilat_command(part, "POL", "VNM", "--store", store).stdout.strip() or not listed


def test_the_calendar_is_valid_icalendar(bilat_command: Command, store: Path) -> None:
    listed = json.loads(bilat_command("calendar", "UZB", "KOR", "--json", "--store", store).stdout)
    calendar = icalendar.Calendar.from_ical(bilat_command("calendar", "UZB", "KOR", "--ics", "--store", store).stdout)
    entries = calendar.walk("VEVENT")
    assert len(entries) == len(listed) >= 1
    assert len({entry["UID"] for entry in entries}) == len(entries)
    assert all(entry.decoded("DTEND") > entry.decoded("DTSTART") for entry in entries)
    assert bilat_command("calendar", "UZB", "KOR", "--ics", "--store", store).stdout == bilat_command("calendar", "UZB", "KOR", "--ics", "--store", store).stdout


def test_the_two_sides_of_an_event(bilat_command: Command, store: Path) -> None:
    events = json.loads(bilat_command("timeline", "UZB", "KOR", "--json", "--store", store).stdout)
    talks = next(event for event in events if event["kind"] == "meeting" and event["independent_sources"] >= 3 and event["date"] == "2024-05-07")
    comparison = json.loads(bilat_command("compare", talks["id"], "--json", "--store", store).stdout)
    assert comparison["schema"] == "bilat.comparison/1" and set(comparison["sides"]) == {"UZB", "KOR"}
    states = {(row["kind"], *(row["cells"][side]["state"] for side in ("KOR", "UZB"))) for row in comparison["rows"]}
    assert ("figure", "contradicted", "contradicted") in states
    assert any("absent" in state for state in states)
    page = bilat_command("compare", talks["id"][:6], "--store", store, COLUMNS="100").stdout.decode()
    assert "≠" in page and "absent" in page


def test_a_judgement_beats_the_machine_and_can_be_undone(bilat_command: Command, store: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_bytes(store.read_bytes())
    before = bilat_command("record", "UZB", "KOR", "--json", "--store", mine).stdout
    merges = json.loads(bilat_command("merges", "UZB", "KOR", "--json", "--store", mine).stdout)
    joined = next(
        merge for merge in merges if merge["kind"] == "person" and merge["score"] > 0 and merge["features"] and merge["one"].split(":")[0] != merge["other"].split(":")[0]
    )
    assert all(isinstance(feature, list | dict) for feature in joined["features"])
    done = bilat_command("judge", "not_same", joined["one"], joined["other"], "--by", "Aigerim", "--store", mine)
    assert done.returncode == 0, done.stderr
    after = bilat_command("record", "UZB", "KOR", "--json", "--store", mine).stdout
    assert len(json.loads(after)["people"]) > len(json.loads(before)["people"])
    assert bilat_command("rebuild", "--store", mine).returncode == 0
    assert bilat_command("record", "UZB", "KOR", "--json", "--store", mine).stdout == after
    assert bilat_command("judge", "undo", "--undoes", done.stdout.decode().split()[0], "--by", "Aigerim", "--store", mine).returncode == 0
    assert bilat_command("record", "UZB", "KOR", "--json", "--store", mine).stdout == before
    assert bilat_command("merges", "UZB", "KOR", "--kind", "person", "--store", mine).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["record", "Kazakhstn", "China"], b"did you mean KAZ"),
        (["record", "KAZ", "Kazakhstan"], b"two different countries"),
        (["record", "KAZ", "CHN", "JPN"], b"two different countries"),
        (["record", "KAZ", "CHN", "--since", "soon"], b"since: 'soon' is no date"),
        (["compare", "m0000000000"], b"there is no such event"),
        (["judge", "perhaps", "a", "b", "--by", "A"], b"'perhaps' is none"),
        (["judge", "same", "a", "b"], b"a review needs a name"),
        (["judge", "undo", "--undoes", "nothing", "--by", "A"], b"there is no review with this id"),
        (["judge", "accept", "a:visit:0-9", "--by", "A"], b"a:visit:0-9: the store holds no reading of such a document"),
    ],
)
def test_bad_input_names_itself_and_the_way_out(bilat_command: Command, store: Path, arguments: list[str], words: bytes) -> None:
    done = bilat_command(*arguments, "--store", store)
    assert done.returncode == 2
    assert words in done.stderr and b"Traceback" not in done.stderr


def test_a_record_of_nothing_says_so(bilat_command: Command, store: Path) -> None:
    done = bilat_command("record", "Fiji", "Peru", "--store", store)
    assert done.returncode == 0 and b"Nothing in the store deals with both" in done.stdout
    empty = json.loads(bilat_command("record", "Fiji", "Peru", "--json", "--store", store).stdout)
    assert empty["documents"] == [] and empty["schema"] == "bilat.record/1"


def test_only_what_the_store_holds_and_a_slot_can_hold_is_judged(bilat_command: Command, store: Path, tmp_path: Path) -> None:
    from bilat.record import Store
    from bilat.record.material import fact_mention
    from bilat.vocabulary import Meeting

    mine = tmp_path / "mine.db"
    mine.write_bytes(store.read_bytes())
    with Store(str(mine)) as opened:
        material, meeting = next((each, fact) for each in opened.materials([]) for fact in each.reading.facts if isinstance(fact, Meeting))
    key = fact_mention(material, meeting).key
    for arguments, words in [
        (["correct", key, "--slot", "date", "--value", "soon"], b"date: it cannot hold 'soon'"),
        (["correct", key, "--slot", "colour", "--value", "red"], b"slot: 'colour' is none of this fact; it has status, date"),
        (["correct", key, "--slot", "parties", "--value", "KAZ, XXX"], b"parties: it cannot hold"),
        (["accept", key.replace(":meeting:", ":visit:")], b"the document has no such fact"),
        (["state", key, "--value", "fulfilled"], b"only of a commitment"),
        (["state", key, "--value", "fulfilled", "--date", "soon"], b"date: 'soon' is no date"),
        (["same", key, f"{material.document.id}:person:Nobody"], b"the document has no such mention"),
    ]:
        done = bilat_command("judge", *arguments, "--by", "Aigerim", "--store", mine)
        assert done.returncode == 2 and words in done.stderr, done.stderr
    with Store(str(mine)) as opened:
        assert opened.reviews() == []
    assert bilat_command("judge", "correct", key, "--slot", "date", "--value", "2019-05-06", "--by", "Aigerim", "--store", mine).returncode == 0
    with Store(str(mine)) as opened:
        assert opened.reviews()[0].detail == {"slot": "date", "value": "2019-05-06"}

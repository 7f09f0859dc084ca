"""The REST API as a program uses it: the record's JSON in parts and pages, what has not changed is not sent, and judgements that overlook nobody."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import httpx
import msgspec
import pytest
from fastapi import FastAPI
from icalendar import Calendar
from lxml import etree
from starlette.testclient import TestClient

from bilat import api
from bilat.record import Store, ingest
from bilat.record.reader import read_packed
from bilat.sources import Found, Metadata, document_from_text
from bilat.vocabulary import Reading, bounds
from bilat.web.app import create_app
from bilat.web.ratelimit import RateLimit
from bilat.web.security import Limits

from .conftest import HERE, browser, csrf

PARTS = ("documents", "people", "events", "mechanisms", "instruments", "commitments", "figures", "regimes", "relations", "statements", "calendar", "conflicts")
PAIR = "EGY/KEN"
LATER = """CAIRO, 9 September. President of Egypt Hassan Marwan received President of Kenya Grace Wambui in Cairo on Monday. The two presidents discussed trade.

They signed an agreement on air services. Egypt promised to open a consulate in Mombasa by 2031.
"""


def unlimited(app: FastAPI) -> FastAPI:
    """The application without limits to how often somebody may ask."""
    limits: Limits = app.state.security.limits
    limits.user = limits.address = RateLimit(1e6, 1e6)
    return app


@pytest.fixture(scope="module")
def built(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which the record is kept, so that no test waits for it."""
    path = Path(shutil.copy(filled, tmp_path_factory.mktemp("rest") / "built.db"))
    with Store(path) as opened:
        api.record_of(opened, "EGY", "KEN")
    return path


@pytest.fixture
def filled_store(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built, tmp_path / "store.db"))


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    return unlimited(app)


@pytest.fixture
def store(app: FastAPI) -> Store:
    """The store of a test that changes it."""
    found: Store = app.state.desk.store
    return found


@pytest.fixture(scope="module")
def held(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of all tests that only ask."""
    with Store(shutil.copy(built, tmp_path_factory.mktemp("rest") / "held.db")) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(held: Store) -> TestClient:
    """A browser of all tests that only ask."""
    return browser(unlimited(create_app(held)))


@pytest.fixture(scope="module")
def record(held: Store) -> dict[str, Any]:
    return api.record_of(held, "EGY", "KEN").to_dict()


def add(store: Store, text: str, place: str, **options: str) -> str:
    """Ingest a piece and return its id."""
    document = document_from_text(text, Metadata(**options))
    ingest(store, [Found(place, text.encode(), "text/plain", None, document, None)], lambda documents: map(read_packed, documents))
    return document.id


def get(client: TestClient, path: str, **params: Any) -> Any:
    done = client.get(f"/api/v1{path}", params=params)
    assert done.status_code == 200, done.text
    assert done.headers["content-type"] == "application/json"
    return done.json()


def walk(client: TestClient, path: str, limit: int, **params: Any) -> Iterator[Any]:
    """Every item of a list, page by page."""
    cursor: dict[str, str] = {}
    while True:
        page = get(client, path, limit=limit, **params, **cursor)
        assert len(page["items"]) <= limit
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def same(one: list[Any], other: list[Any]) -> bool:
    return sorted(json.dumps(item, sort_keys=True) for item in one) == sorted(json.dumps(item, sort_keys=True) for item in other)


# -- the record


def test_the_whole_record_is_that_of_the_command_line(reader: TestClient, record: dict[str, Any]) -> None:
    assert get(reader, f"/r/{PAIR}") == record
    assert get(reader, "/r/Egypt/kenya") == record


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("limit", [1, 3, 200])
def test_pages_of_a_part_make_up_the_part(reader: TestClient, record: dict[str, Any], part: str, limit: int) -> None:
    assert same(list(walk(reader, f"/r/{PAIR}/{part}", limit)), record[part])
    assert get(reader, f"/r/{PAIR}/{part}")["total"] == len(record[part])


def test_dated_lists_come_in_either_order(reader: TestClient) -> None:
    newest = list(walk(reader, f"/r/{PAIR}/events", 4))
    assert newest == list(walk(reader, f"/r/{PAIR}/events", 4, order="oldest"))[::-1]
    days = [bounds(event["date"])[0] for event in newest if event["date"]]
    assert days == sorted(days, reverse=True) and len(set(days)) > 2


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_cursor_stays_good_when_documents_come(client: TestClient, store: Store, app: FastAPI, order: str) -> None:
    before = list(walk(client, f"/r/{PAIR}/documents", 200, order=order))
    first = get(client, f"/r/{PAIR}/documents", limit=3, order=order)
    add(store, LATER, "/new/1.txt", published="2024-04-18")
    add(store, LATER.replace("Monday", "Friday"), "/new/2.txt", published="2031-09-09")
    app.state.desk.record("EGY", "KEN", wait=True)
    shown, cursor = [item["id"] for item in first["items"]], first["next"]
    while cursor:
        page = get(client, f"/r/{PAIR}/documents", limit=3, order=order, cursor=cursor)
        shown += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert len(shown) == len(set(shown))
    assert [id for id in shown if id in {item["id"] for item in before}] == [item["id"] for item in before]


def test_a_cursor_is_good_for_its_own_list_only(reader: TestClient) -> None:
    cursor = get(reader, f"/r/{PAIR}/events", limit=1)["next"]
    for path, params in [(f"/r/{PAIR}/statements", {}), (f"/r/{PAIR}/events", {"order": "oldest"}), ("/r/KOR/UZB/events", {}), ("/publishers", {})]:
        done = reader.get(f"/api/v1{path}", params={"cursor": cursor, **params})
        assert done.status_code == 422 and done.json()["error"]["message"].startswith("cursor: ")


def test_the_next_page_is_linked(reader: TestClient) -> None:
    done = reader.get(f"/api/v1/r/{PAIR}/events", params={"limit": 2, "kind": "meeting"})
    target, _, relation = done.headers["link"].partition("; ")
    assert relation == 'rel="next"'
    assert reader.get(target.strip("<>")).json() == get(reader, f"/r/{PAIR}/events", limit=2, kind="meeting", cursor=done.json()["next"])


def _between(item: dict[str, Any], name: str, first: str, last: str) -> bool:
    if not item[name]:
        return False
    start, end = bounds(item[name])
    return (end or "9") >= first and (start or "0") <= last


FILTERS: list[tuple[str, dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
    ("documents", {"side": "EGY"}, lambda item: item["side"] == "EGY"),
    ("documents", {"publisher": "AGENCY"}, lambda item: "agency" in (item["publisher"] or "").lower()),
    ("documents", {"copies": False}, lambda item: item["copy_of"] is None),
    ("documents", {"since": "2024-06"}, lambda item: _between(item, "published", "2024-06-01", "9999")),
    ("people", {"country": "KEN"}, lambda item: item["country"] == "KEN"),
    ("people", {"office": "foreign_minister"}, lambda item: any(tenure["office"] == "foreign_minister" for tenure in item["offices"])),
    ("events", {"kind": "visit"}, lambda item: item["kind"] == "visit"),
    ("events", {"status": "planned"}, lambda item: item["status"] == "planned"),
    ("events", {"since": "2024-05", "until": "2024-09-15"}, lambda item: _between(item, "date", "2024-05-01", "2024-09-15")),
    ("events", {"country": "KEN"}, lambda item: "KEN" in [*item["parties"], *item["from"], *item["to"]]),
    ("instruments", {"state": "signed"}, lambda item: item["state"] == "signed"),
    ("instruments", {"type": "memorandum"}, lambda item: item["type"] == "memorandum"),
    ("commitments", {"state": "open"}, lambda item: item["state"] == "open"),
    ("commitments", {"force": "agreed"}, lambda item: item["force"] == "agreed"),
    ("commitments", {"by": "EGY"}, lambda item: "EGY" in item["by"]),
    ("figures", {"measure": "trade_turnover"}, lambda item: item["measure"] == "trade_turnover"),
    ("figures", {"verdict": "no_data"}, lambda item: (item["check"] or {}).get("verdict") == "no_data"),
    ("figures", {"target": True}, lambda item: item["target"]),
    ("statements", {"country": "EGY"}, lambda item: item["country"] == "EGY"),
    ("statements", {"until": "2024-05"}, lambda item: _between(item, "date", "0", "2024-05-31")),
    ("calendar", {"kind": "due"}, lambda item: item["kind"] == "due"),
]


@pytest.mark.parametrize(("part", "params", "fits"), FILTERS, ids=[f"{part}-{'-'.join(params)}" for part, params, _ in FILTERS])
def test_filters_let_through_what_fits(reader: TestClient, record: dict[str, Any], part: str, params: dict[str, Any], fits: Callable[[dict[str, Any]], bool]) -> None:
    expected = [item for item in record[part] if fits(item)]
    assert same(list(walk(reader, f"/r/{PAIR}/{part}", 2, **params)), expected)
    assert get(reader, f"/r/{PAIR}/{part}", **params)["total"] == len(expected)


def test_the_filters_tell_things_apart(record: dict[str, Any]) -> None:
    told = [(part, sum(map(fits, record[part])), len(record[part])) for part, _, fits in FILTERS]
    assert sum(0 < kept < held for _, kept, held in told) > len(told) * 0.6, told


def test_documents_that_a_thing_rests_on(reader: TestClient, record: dict[str, Any]) -> None:
    for event in record["events"]:
        found = {item["id"] for item in walk(reader, f"/r/{PAIR}/documents", 50, of=event["id"])}
        assert found == {source["document"] for source in event["sources"]}
    assert reader.get(f"/api/v1/r/{PAIR}/documents", params={"of": "e0"}).status_code == 404


def test_a_list_can_be_told_with_fewer_sources(reader: TestClient) -> None:
    for whole, short in zip(walk(reader, f"/r/{PAIR}/instruments", 50), walk(reader, f"/r/{PAIR}/instruments", 50, sources=1), strict=True):
        assert short["sources"] == whole["sources"][:1] and {**short, "sources": 0, "history": 0} == {**whole, "sources": 0, "history": 0}
        assert [step["sources"] for step in short["history"]] == [step["sources"][:1] for step in whole["history"]]


@pytest.mark.parametrize(("letter", "part"), [("e", "events"), ("p", "people"), ("m", "mechanisms"), ("i", "instruments"), ("c", "commitments"), ("f", "figures")])
def test_a_thing_by_its_id(reader: TestClient, record: dict[str, Any], letter: str, part: str) -> None:
    for item in record[part]:
        assert get(reader, f"/{letter}/{PAIR}/{item['id']}") == item
    assert reader.get(f"/api/v1/{letter}/{PAIR}/nothing").status_code == 404
    other = next(item["id"] for name in PARTS[1:8] if name != part for item in record[name])
    assert reader.get(f"/api/v1/{letter}/{PAIR}/{other}").status_code == 404, "a thing of another kind"


def test_a_comparison_is_that_of_the_command_line(reader: TestClient, held: Store, record: dict[str, Any]) -> None:
    for event in record["events"][:4]:
        assert get(reader, f"/e/{PAIR}/{event['id']}/comparison") == api.compare(held, event["id"], "EGY", "KEN")[0].to_dict()


def test_relationships_are_listed_with_how_many_documents(reader: TestClient) -> None:
    pairs = list(walk(reader, "/r", 2))
    assert {("EGY", "KEN"): 7, ("KOR", "UZB"): 9}.items() <= {tuple(pair["parties"]): pair["documents"] for pair in pairs}.items()
    assert [pair["documents"] for pair in pairs] == sorted((pair["documents"] for pair in pairs), reverse=True)
    assert all("KEN" in pair["parties"] for pair in walk(reader, "/r", 50, country="KEN"))


def test_the_overview_counts_every_part(reader: TestClient, record: dict[str, Any]) -> None:
    overview = get(reader, f"/r/{PAIR}/overview")
    assert overview["counts"] == {part: len(record[part]) for part in PARTS}
    assert (overview["since"], overview["until"]) == (min(d["published"] for d in record["documents"]), max(d["published"] for d in record["documents"]))


# -- what has not changed is not sent


@pytest.mark.parametrize("path", [f"/r/{PAIR}", f"/r/{PAIR}/events?limit=2", f"/r/{PAIR}/overview", "/publishers", "/reviews", "/search?q=trade", f"/r/{PAIR}/trade"])
def test_what_the_reader_holds_is_not_sent_again(reader: TestClient, path: str) -> None:
    first = reader.get(f"/api/v1{path}")
    tag = first.headers["etag"]
    assert "no-cache" in first.headers["cache-control"] and "private" in first.headers["cache-control"]
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = reader.get(f"/api/v1{path}", headers={"If-None-Match": given})
        assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == tag
    assert reader.get(f"/api/v1{path}", headers={"If-None-Match": '"other"'}).content == first.content


def test_a_tag_changes_with_the_record(client: TestClient, store: Store, app: FastAPI) -> None:
    tag = client.get(f"/api/v1/r/{PAIR}/events").headers["etag"]
    add(store, LATER, "/new/1.txt", published="2030-09-09")
    app.state.desk.record("EGY", "KEN", wait=True)
    again = client.get(f"/api/v1/r/{PAIR}/events", headers={"If-None-Match": tag})
    assert again.status_code == 200 and again.headers["etag"] != tag


# -- documents


def test_a_document_with_its_text_its_reading_and_its_facts(reader: TestClient, held: Store, record: dict[str, Any]) -> None:
    for item in record["documents"]:
        made = held.reading(item["id"])
        assert isinstance(made, Reading)
        kept = get(reader, f"/d/{item['id']}")
        assert kept["document"]["text"] == made.document.text and kept["read"] and kept["places"] == held.places(item["id"])
        assert get(reader, f"/d/{item['id']}/reading") == made.to_dict()
        facts = list(walk(reader, f"/d/{item['id']}/facts", 3))
        assert [fact["fact"] for fact in facts] == made.to_dict()["facts"]
        assert len({fact["key"] for fact in facts}) == len(facts)
        for fact in facts:
            assert fact["words"] == [made.document.text[start:end] for start, end in fact["fact"]["evidence"]] and fact["says"]
        assert reader.get(f"/api/v1/d/{item['id']}/raw").content == held.raw(item["id"])[0]


def test_the_words_of_a_fact_are_found_in_the_bytes(reader: TestClient, record: dict[str, Any]) -> None:
    id = record["documents"][0]["id"]
    raw = reader.get(f"/api/v1/d/{id}/raw")
    assert raw.headers["content-type"] == "application/octet-stream" and raw.headers["content-disposition"] == "attachment"
    for fact in walk(reader, f"/d/{id}/facts", 50):
        one = get(reader, f"/d/{id}/facts/{fact['fact']['id']}")
        assert [raw.content[start:end].decode() for start, end in one["bytes"]] == fact["words"]


def test_facts_by_kind_and_status(reader: TestClient, record: dict[str, Any]) -> None:
    seen = 0
    for item in record["documents"]:
        whole = list(walk(reader, f"/d/{item['id']}/facts", 50))
        for kind in ("meeting", "commitment"):
            found = list(walk(reader, f"/d/{item['id']}/facts", 2, kind=kind))
            assert found == [fact for fact in whole if fact["kind"] == kind]
            seen += len(found)
    assert seen > 10


def test_a_document_that_is_not_read_is_told_so(client: TestClient, store: Store) -> None:
    text = LATER.replace("Monday", "Sunday")
    document = document_from_text(text, Metadata())
    store.add([Found("/unread.txt", text.encode(), "text/plain", None, document, None)])
    assert get(client, f"/d/{document.id}")["read"] is False
    for path in ("reading", "facts", "checks", "facts/f1"):
        done = client.get(f"/api/v1/d/{document.id}/{path}")
        assert done.status_code == 404 and "not been read" in done.json()["error"]["message"]


def test_a_part_of_an_id_names_no_document(reader: TestClient, record: dict[str, Any]) -> None:
    id = record["documents"][0]["id"]
    for path in (id[:8], "%", "", id + "0"):
        for rest in ("", "/reading", "/raw", "/facts"):
            assert reader.get(f"/api/v1/d/{path}{rest}").status_code in (404, 405)


# -- search


def test_search_finds_what_the_store_finds_page_by_page(reader: TestClient, held: Store) -> None:
    hits = held.search("trade", limit=200)
    found = list(walk(reader, "/search", 2, q="trade"))
    assert [hit["id"] for hit in found] == [hit.id for hit in hits] and len(hits) > 4
    for hit in found:
        assert all(hit["snippet"][start:end].lower().startswith("trad") for start, end in hit["marks"])


def test_a_search_goes_on_where_it_stopped_when_documents_come(client: TestClient, store: Store) -> None:
    first = get(client, "/search", q="trade", limit=3)
    add(store, "Trade, trade, trade. " + LATER, "/new/trade.txt", published="2024-04-18")
    rest = list(get(client, "/search", q="trade", limit=200, cursor=first["next"])["items"])
    shown = [hit["id"] for hit in (*first["items"], *rest)]
    assert len(shown) == len(set(shown)) and {hit.id for hit in store.search("trade", limit=200)} - set(shown) <= {store.search("trade")[0].id}


def test_search_by_facets_alone_and_what_they_count(reader: TestClient, held: Store) -> None:
    found = get(reader, "/search", country="KEN", side="EGY", kind="commitment", facets=True, limit=200)
    assert found["items"] and found["complete"]
    for hit in found["items"]:
        made = held.reading(hit["id"])
        assert isinstance(made, Reading)
        assert hit["side"] == "EGY" and {fact.id for fact in made.facts if type(fact).__name__ == "Commitment"} == set(hit["facts"])
    counts = {name: {each["value"]: each["count"] for each in values} for name, values in found["facets"].items()}
    assert counts["side"] == {"EGY": len(found["items"])} and counts["country"]["KEN"] <= len(found["items"])
    assert counts["kind"]["commitment"] == len(found["items"])
    assert set(counts) == {"country", "side", "publisher", "year", "language", "kind", "area", "person"}


def test_search_by_a_person(reader: TestClient, record: dict[str, Any]) -> None:
    name = max(record["people"], key=lambda person: len(person["sources"]))["name"]
    for hit in walk(reader, "/search", 50, person=name):
        assert name.split()[-1] in get(reader, f"/d/{hit['id']}")["document"]["text"]


def test_a_search_for_nothing_is_told_so(reader: TestClient) -> None:
    for params in ({}, {"q": "   "}, {"q": '""'}, {"q": "-trade"}):
        done = reader.get("/api/v1/search", params=params)
        assert done.status_code == 422, params


# -- judging


def judge(client: TestClient, **asked: Any) -> Any:
    return client.post("/api/v1/reviews", content=json.dumps(asked), headers={"X-CSRF-Token": csrf(client), "Content-Type": "application/json"})


@pytest.fixture
def fact(client: TestClient, record: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(fact for fact in walk(client, f"/d/{record['documents'][0]['id']}/facts", 50) if fact["kind"] == "meeting")
    return found


def test_a_judgement_is_kept_and_told_with_the_fact(client: TestClient, store: Store, fact: dict[str, Any]) -> None:
    assert fact["last_review"] is None
    done = judge(client, verdict="accept", subject=[fact["key"]], expected=None)
    assert done.status_code == 201
    review = done.json()
    with Store(store.address) as other:
        assert [msgspec.to_builtins(kept) for kept in other.reviews()] == [review]
    assert client.get(done.headers["location"]).json() == review
    again = next(item for item in walk(client, f"/d/{fact['key'].split(':')[0]}/facts", 50) if item["key"] == fact["key"])
    assert again["last_review"] == review["id"] and again["reviews"] == [review]


def test_a_correction_enters_the_record(client: TestClient, app: FastAPI, record: dict[str, Any]) -> None:
    event = next(event for event in record["events"] if len(event["sources"]) == 1 and event["sources"][0]["fact"])
    source = event["sources"][0]
    fact = get(client, f"/d/{source['document']}/facts/{source['fact']}")
    judge(client, verdict="correct", subject=[fact["key"]], slot="date", value='"2019-02-03"', expected=None)
    app.state.desk.record("EGY", "KEN", wait=True)
    assert [item["sources"][0]["fact"] for item in walk(client, f"/r/{PAIR}/events", 50, since="2019-02-03", until="2019-02-03")] == [source["fact"]]


def test_an_undo_and_an_undone_undo(client: TestClient, fact: dict[str, Any]) -> None:
    first = judge(client, verdict="reject", subject=[fact["key"]], expected=None).json()
    second = judge(client, verdict="undo", undoes=first["id"], expected=first["id"])
    assert second.status_code == 201, second.text
    third = judge(client, verdict="undo", undoes=second.json()["id"], expected=second.json()["id"])
    assert third.status_code == 201
    assert [review["id"] for review in walk(client, "/reviews", 2, subject=fact["key"], order="oldest")] == [first["id"], second.json()["id"], third.json()["id"]]


def test_whoever_comes_second_is_told_what_the_first_said(client_of: Callable[[str], TestClient]) -> None:
    ana, ben = client_of("reviewer"), client_of("administrator")
    id = get(ana, f"/r/{PAIR}/documents")["items"][0]["id"]
    key = get(ana, f"/d/{id}/facts")["items"][0]["key"]
    first = judge(ana, verdict="accept", subject=[key], expected=None).json()
    late = judge(ben, verdict="reject", subject=[key], expected=None)
    assert late.status_code == 409
    error = late.json()["error"]
    assert error["code"] == "conflict" and error["review"] == first and "reviewer judged this" in error["message"]
    assert judge(ben, verdict="undo", undoes=first["id"], expected=None).status_code == 409
    assert judge(ben, verdict="reject", subject=[key], expected=first["id"]).status_code == 201
    assert [review["reviewer"] for review in get(ana, "/reviews", order="oldest")["items"]] == ["reviewer", "administrator"]


def test_of_many_at_once_one_is_first(store: Store, app: FastAPI, fact: dict[str, Any]) -> None:
    asked = {"verdict": "accept", "subject": [fact["key"]], "expected": None}

    async def accept() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app, client=HERE), base_url="http://localhost") as other:
            token = re.search(r'name="csrf" value="([^"]+)"', (await other.get("/login")).text)
            assert token
            return (await other.post("/api/v1/reviews", json=asked, headers={"X-CSRF-Token": token[1]})).status_code

    async def all_at_once() -> list[int]:  # in one loop, as a server has it
        return await asyncio.gather(*(accept() for _ in range(8)))

    with ThreadPoolExecutor(1) as apart:  # a browser's tests may have left a loop running in this thread
        answers = apart.submit(lambda: asyncio.run(all_at_once())).result()
    assert sorted(answers) == [201, *[409] * 7] and len(store.reviews()) == 1


def test_a_review_that_came_by_another_way_is_seen(client: TestClient, store: Store, fact: dict[str, Any]) -> None:
    with Store(store.address) as other:
        review = api.judge(other, "Ben", "accept", [fact["key"]])
    assert get(client, "/reviews")["items"][0]["id"] == review.id
    assert judge(client, verdict="reject", subject=[fact["key"]], expected=None).json()["error"]["review"]["reviewer"] == "Ben"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"verdict": "accept"}, "expected"),
        ({"verdict": "praise", "subject": ["{key}"], "expected": None}, "verdict"),
        ({"verdict": "accept", "subject": [], "expected": None}, "judges 1 mention"),
        ({"verdict": "accept", "subject": ["nothing:meeting:1-2"], "expected": None}, "subject"),
        ({"verdict": "accept", "subject": ["{key}9"], "expected": None}, "subject"),
        ({"verdict": "correct", "subject": ["{key}"], "expected": None}, "slot"),
        ({"verdict": "correct", "subject": ["{key}"], "slot": "colour", "value": '"red"', "expected": None}, "slot"),
        ({"verdict": "correct", "subject": ["{key}"], "slot": "evidence", "value": "[[0, 1]]", "expected": None}, "slot"),
        ({"verdict": "correct", "subject": ["{key}"], "slot": "status", "value": '"maybe"', "expected": None}, "value"),
        ({"verdict": "correct", "subject": ["{key}"], "slot": "status", "value": "maybe", "expected": None}, "value"),
        ({"verdict": "correct", "subject": ["{key}"], "slot": "status", "value": '"\ud800"', "expected": None}, "value"),
        ({"verdict": "undo", "expected": None}, "undo"),
        ({"verdict": "undo", "undoes": "0123456789ab", "expected": None}, "undoes"),
        ({"verdict": "accept", "subject": ["{key}"], "undoes": "0123456789ab", "expected": None}, "undoes"),
        ({"verdict": "state", "subject": ["{key}"], "value": "done", "expected": None}, "state"),
        ({"verdict": "accept", "subject": ["{key}"], "expected": None, "by": "Ben"}, "by"),
    ],
)
def test_a_judgement_that_means_nothing_is_refused_and_not_kept(client: TestClient, store: Store, fact: dict[str, Any], asked: dict[str, Any], told: str) -> None:
    body = {**asked, "subject": [key.format(key=fact["key"]) for key in asked["subject"]]} if "subject" in asked else asked
    done = judge(client, **body)
    assert done.status_code == 422 and told in done.json()["error"]["message"], done.text
    assert store.reviews() == []


def test_readers_and_strangers_do_not_judge(client_of: Callable[[str], TestClient], closed_app: FastAPI) -> None:
    reader = client_of("reader")
    key = get(reader, f"/d/{get(reader, f'/r/{PAIR}/documents')['items'][0]['id']}/facts")["items"][0]["key"]
    asked = {"verdict": "accept", "subject": [key], "expected": None}
    assert judge(reader, **asked).status_code == 403
    assert client_of("reviewer").post("/api/v1/reviews", json=asked).json()["error"]["code"] == "csrf"
    stranger = browser(closed_app)
    assert stranger.get(f"/api/v1/r/{PAIR}").status_code == 401
    assert stranger.post("/api/v1/reviews", json=asked).status_code in (401, 403)
    assert closed_app.state.desk.store.reviews() == []


def test_a_token_judges_without_a_page(closed_app: FastAPI) -> None:
    _, secret = closed_app.state.security.users.add_token("reviewer", "script")
    program = browser(closed_app)
    headers = {"Authorization": f"Bearer {secret}"}
    id = program.get(f"/api/v1/r/{PAIR}/documents", headers=headers).json()["items"][0]["id"]
    key = program.get(f"/api/v1/d/{id}/facts", headers=headers).json()["items"][0]["key"]
    done = program.post("/api/v1/reviews", json={"verdict": "accept", "subject": [key], "expected": None}, headers=headers)
    assert done.status_code == 201 and done.json()["reviewer"] == "reviewer"


def test_merges_come_least_certain_first_and_are_judged(client: TestClient, store: Store, app: FastAPI) -> None:
    merges = list(walk(client, f"/r/{PAIR}/merges", 7))
    assert same(
        [{"one": m["one"], "other": m["other"], "score": m["score"]} for m in merges], [{"one": m.one, "other": m.other, "score": m.score} for m in api.merges(store, "EGY", "KEN")]
    )
    assert [abs(merge["score"]) for merge in merges] == sorted(abs(merge["score"]) for merge in merges)
    first = merges[0]
    review = judge(client, verdict="same", subject=[first["one"], first["other"]], expected=first["last_review"])
    assert review.status_code == 201, review.text
    again = next(m for m in walk(client, f"/r/{PAIR}/merges", 200) if (m["one"], m["other"]) == (first["one"], first["other"]))
    assert again["last_review"] == review.json()["id"]
    app.state.desk.record("EGY", "KEN", wait=True)
    judged = list(walk(client, f"/r/{PAIR}/merges", 50, judged=True))
    assert [(m["one"], m["other"], m["judged_by"]) for m in judged] == [(first["one"], first["other"], review.json()["reviewer"])]


# -- statistics, publishers, what there is


def test_series_and_checks_are_those_of_the_command_line(reader: TestClient, held: Store) -> None:
    values = list(walk(reader, "/statistics/series/KAZ/CHN", 20, flow="exports", step="year"))
    series = api.series_of(held, "KAZ")
    assert all(value["value"] == series.of("KAZ", "CHN", "exports", value["period"])[0].value for value in values)
    assert len(values) == len([period for period in series.periods("KAZ", "CHN", "exports") if len(period) == 4]) > 5
    claim = "KAZ CHN turnover 2023 41 bn USD"
    checked = get(reader, "/statistics/check", claim=claim)
    assert {**checked["check"], "summary": checked["summary"]} == json.loads(msgspec.json.encode(api.check(held, claim).to_dict()))
    assert reader.get("/api/v1/statistics/check", params={"claim": "41 bn"}).status_code == 422


def test_a_trade_chart_and_the_checks_of_a_document(reader: TestClient, held: Store, record: dict[str, Any]) -> None:
    chart = get(reader, f"/r/{PAIR}/trade")
    assert chart == json.loads(msgspec.json.encode(api.trade_chart(held, api.record_of(held, "EGY", "KEN"))))
    assert reader.get("/api/v1/r/EGY/everyone/trade").status_code == 404
    for item in record["documents"]:
        made = held.reading(item["id"])
        assert isinstance(made, Reading)
        assert [check["fact"] for check in get(reader, f"/d/{item['id']}/checks")] == [fact.id for fact in made.facts if type(fact).__name__ == "Figure"]


def test_publishers_by_country_kind_and_name(reader: TestClient) -> None:
    found = list(walk(reader, "/publishers", 50, country="KAZ"))
    assert found and all(publisher["country"] == "KAZ" for publisher in found)
    ministries = list(walk(reader, "/publishers", 200, country="KAZ", kind="ministry"))
    assert ministries == [publisher for publisher in found if publisher["kind"] == "ministry"]
    domain = found[0]["domains"][0]
    assert found[0] in list(walk(reader, "/publishers", 200, name=domain.upper()))


def test_what_there_is_and_who_asks(client: TestClient, store: Store) -> None:
    status = get(client, "/status")
    assert {name: status[name] for name in store.counts()} == store.counts() and status["role"] == "administrator"
    store.feeds.follow(["https://feeds.example.org/a.xml"])
    assert [feed["url"] for feed in walk(client, "/feeds", 5)] == ["https://feeds.example.org/a.xml"]


# -- errors


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/r/Egipt/KEN", 404, "not_found"),
        ("/r/EGY/EGY", 404, "not_found"),
        ("/r/ASEAN/ASEAN/events", 404, "not_found"),
        (f"/r/{PAIR}/nothing", 404, "not_found"),
        (f"/r/{PAIR}/events?limit=0", 422, "invalid"),
        (f"/r/{PAIR}/events?limit=many", 422, "invalid"),
        (f"/r/{PAIR}/events?colour=red", 422, "invalid"),
        (f"/r/{PAIR}/events?since=2024-13", 422, "invalid"),
        (f"/r/{PAIR}/events?country=XXX", 422, "invalid"),
        (f"/r/{PAIR}/events?kind=party", 422, "invalid"),
        (f"/r/{PAIR}/events?cursor=abc", 422, "invalid"),
        (f"/r/{PAIR}/events?cursor=%00", 422, "invalid"),
        ("/search?q=trade&language=%00", 422, "invalid"),
        ("/search?q=trade&country=XXX", 422, "invalid"),
        ("/d/0123456789abcdef", 404, "not_found"),
        ("/reviews/0123", 404, "not_found"),
        ("/nothing/at/all", 404, "not_found"),
    ],
)
def test_errors_have_one_shape_and_say_the_way_out(reader: TestClient, path: str, status: int, code: str) -> None:
    done = reader.get(f"/api/v1{path}")
    assert done.status_code == status, done.text
    error = done.json()["error"]
    assert set(error) == {"status", "code", "message"} and error["status"] == status and error["code"] == code and error["message"]


def test_a_store_that_fails_is_told_in_the_same_shape(client: TestClient, store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE reviews RENAME TO reviews_gone")
    done = client.get("/api/v1/reviews")
    assert done.status_code == 503 and done.json()["error"]["code"] == "unavailable" and done.headers["retry-after"]


# -- feeds

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client: TestClient, pair: str = PAIR, **params: Any) -> etree._Element:
    done = client.get(f"/r/{pair}/feed.atom", params=params)
    assert done.status_code == 200, done.text
    assert done.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(done.content)


def entries(feed: etree._Element) -> dict[str, etree._Element]:
    found = {entry.findtext(f"{ATOM}id"): entry for entry in feed.findall(f"{ATOM}entry")}
    assert len(found) == len(feed.findall(f"{ATOM}entry")), "an id is told twice"
    return found


def test_a_feed_is_what_rfc_4287_asks_for(reader: TestClient) -> None:
    feed = feed_of(reader)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        uuid.UUID(element.findtext(f"{ATOM}id").removeprefix("urn:uuid:"))
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")) <= datetime.now(UTC)
        assert element.findtext(f"{ATOM}author/{ATOM}name")
        alternates = [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1 and alternates[0].startswith("http://localhost/")
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [f"http://localhost/r/{PAIR}/feed.atom"]
    parsed = feedparser.parse(etree.tostring(feed))
    assert not parsed.bozo and parsed.version == "atom10" and len(parsed.entries) == len(entries(feed)) > 10


def test_a_feed_tells_facts_of_the_record_with_their_words(reader: TestClient, held: Store) -> None:
    for entry in entries(feed_of(reader)).values():
        path = next(link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate").removeprefix("http://localhost")
        document, _, fact = path.removeprefix("/d/").partition("#")
        made = held.reading(document)
        assert isinstance(made, Reading)
        found = next(each for each in made.facts if each.id == fact)
        assert entry.findtext(f"{ATOM}summary").split() == " … ".join(made.evidence(found)).split()
        assert type(found).__name__.lower() == entry.find(f"{ATOM}category").get("term")


def test_a_feed_tells_new_facts_first_and_old_ids_stay(client: TestClient, store: Store, app: FastAPI) -> None:
    before = entries(feed_of(client))
    id = add(store, LATER, "/new/1.txt", published="2024-09-09")
    api.reread(store, everything=True)
    app.state.desk.record("EGY", "KEN", wait=True)
    after = list(entries(feed_of(client)))
    assert set(before) <= set(after)
    new = [entry for entry in after if entry not in before]
    assert new and after[: len(new)] == new, "the new ones come first"
    assert all(f"/d/{id}#" in etree.tostring(entries(feed_of(client))[entry]).decode() for entry in new)


def test_a_feed_of_some_kinds_and_what_is_rejected_leaves_it(client: TestClient, app: FastAPI) -> None:
    some = entries(feed_of(client, kind=["statement", "visit"]))
    assert {entry.find(f"{ATOM}category").get("term") for entry in some.values()} == {"statement", "visit"}
    gone = next(iter(some))
    document, _, fact = some[gone].find(f"{ATOM}link").get("href").removeprefix("http://localhost/d/").partition("#")
    judge(client, verdict="reject", subject=[get(client, f"/d/{document}/facts/{fact}")["key"]], expected=None)
    app.state.desk.record("EGY", "KEN", wait=True)
    assert gone not in entries(feed_of(client, kind=["statement", "visit"]))
    assert len(entries(feed_of(client, limit=3))) == 3
    assert client.get(f"/r/{PAIR}/feed.atom", params={"kind": "rumour"}).status_code == 422


def test_copies_are_not_told_again(client: TestClient, store: Store, app: FastAPI) -> None:
    add(store, LATER, "/new/1.txt", published="2024-09-09", publisher="Nile Wire")
    app.state.desk.record("EGY", "KEN", wait=True)
    before = entries(feed_of(client))
    copy = add(store, LATER + "\nAll rights reserved.\n", "/new/2.txt", published="2024-09-10", publisher="Harbour News")
    assert store.copies(copy)
    app.state.desk.record("EGY", "KEN", wait=True)
    assert set(entries(feed_of(client))) == set(before)


def test_the_calendar_is_that_of_the_record_and_not_sent_twice(reader: TestClient, record: dict[str, Any]) -> None:
    done = reader.get(f"/r/{PAIR}/calendar.ics")
    assert done.headers["content-type"] == "text/calendar; charset=utf-8"
    shown = Calendar.from_ical(done.content)
    assert len(shown.walk("VEVENT")) == len(record["calendar"]) > 0
    for path in (f"/r/{PAIR}/calendar.ics", f"/r/{PAIR}/feed.atom"):
        tag = reader.get(path).headers["etag"]
        again = reader.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304 and again.content == b""


def test_a_relationship_with_nothing_has_an_empty_feed_and_calendar(reader: TestClient) -> None:
    assert entries(feed_of(reader, "PER/CHL")) == {}
    assert Calendar.from_ical(reader.get("/r/PER/CHL/calendar.ics").content).walk("VEVENT") == []
    assert reader.get("/r/Perru/CHL/feed.atom").status_code == 404

"""The pages as their readers meet them: what they show, where their links lead, what they do with judgements and with what is added."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from lxml import html
from starlette.testclient import TestClient

from bilat.record import Store
from bilat.record.ingest import ingest
from bilat.record.reader import read_packed
from bilat.sources import Found, Metadata, document_from_text
from bilat.web.desk import Desk

from .conftest import browser, csrf

PAIR = ("KOR", "UZB")
BASE = "/".join(PAIR)
PARTS = ("timeline", "people", "mechanisms", "instruments", "commitments", "figures", "statements", "calendar", "contradictions", "documents")
FIRST_LOAD = 150 * 1024
PAYLOADS = [
    "<script>window.bilatRan=1</script>",
    '"><script>window.bilatRan=1</script>',
    "<img src=x onerror=window.bilatRan=1>",
    "'><svg onload=window.bilatRan=1>",
    "</title><script>window.bilatRan=1</script>",
    "</mark></div><iframe srcdoc='<script>parent.bilatRan=1</script>'>",
    "javascript:window.bilatRan=1",
    "{{7*7}}{% raw %}{{ request }}",
    '" autofocus onfocus=window.bilatRan=1 x="',
    "&lt;script&gt;window.bilatRan=1&lt;/script&gt;",
    "'; DROP TABLE documents; --",
    '" OR 1=1 --',
    "<a href=javascript:window.bilatRan=1>met</a>",
    "<style>*{display:none}</style>",
    "<!--<script>window.bilatRan=1//-->",
]


def page_addresses(desk: Desk, one: str, other: str) -> dict[str, str]:
    """An address of every page that a relationship's reader sees, by name: of things those of most sources."""
    record = desk.record(one, other, wait=True).record
    base = f"{one}/{other}"
    pages = {"home": "/", "overview": f"/r/{base}", **{part: f"/r/{base}/{part}" for part in PARTS}}
    for name, kind, things in (("person", "p", record.people), ("instrument", "i", record.instruments), ("commitment", "c", record.commitments), ("event", "e", record.events)):
        most = max(things, key=lambda thing: (len(thing.sources), thing.id))
        pages[name] = f"/{kind}/{base}/{most.id}"
    pages["figure"] = f"/f/{base}/{max(record.figures, key=lambda figure: (len(figure.claims), figure.id)).id}"
    source = max(record.events, key=lambda event: (len(event.sources), event.id)).sources[0]
    pages |= {
        "document": f"/d/{source.document}?of={one}-{other}#{source.fact}",
        "search": "/search?q=ministers&since=2000",
        "search-empty": "/search",
        "reviews": "/review",
        "review": f"/review/{base}",
        "review-document": f"/review/{base}?document={source.document}",
        "decisions": f"/review/{base}?show=decided",
        "add": "/add",
    }
    return pages


def poison(store: Store, payloads: Iterable[str]) -> list[str]:
    """Put documents into a store that hold payloads wherever a document says something; return their ids."""
    found = []
    for n, payload in enumerate(payloads):
        text = f"SEOUL, 3 June 2024. {payload} The Foreign Minister of Uzbekistan {payload} Alisher Normurodov met with the Foreign Minister of Korea, Han Jae-min. “{payload} is good,” Han Jae-min said."
        metadata = Metadata(title=f"Talks {payload}", publisher=f"Agency {payload}", url=f"https://www.example.org/{n}?{payload}", published="2024-06-03")
        found.append(Found(f"/poison/{n}/{payload}", text.encode(), "text/plain", None, document_from_text(text, metadata), None))
    ingest(store, found, lambda documents: map(read_packed, documents))
    return [each.document.id for each in found if each.document is not None]


def tree(client: TestClient, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address.partition("#")[0])
    assert answer.status_code == status, (address, answer.status_code, answer.text[-400:])
    made: html.HtmlElement = html.document_fromstring(answer.text)
    return made


def token_of(client: TestClient) -> str:
    return csrf(client)


def test_every_page_is_whole_and_strict(app: FastAPI, client: TestClient) -> None:
    for name, address in page_addresses(app.state.desk, *PAIR).items():
        page = tree(client, address)
        assert len(page.xpath("//h1")) == 1 and page.xpath("string(//title)").endswith(" · bilat"), name
        assert page.xpath("//main") and page.xpath("//a[@class='skip'][@href='#main']") and page.get("lang") == "en", name
        assert not page.xpath("//@style") and not page.xpath("//style") and not page.xpath("//script[not(@src)]"), name
        assert not page.xpath("//@*[starts-with(name(), 'on')]"), name
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), (name, sorted({id for id in ids if ids.count(id) > 1}))
        assert all(table.xpath("caption") and table.xpath(".//th[@scope]") for table in page.xpath("//table")), name
        assert not re.search(r"\bNone\b|Undefined|\[\]", page.xpath("string(//main)")), name
        assert not [href for href in page.xpath("//@href | //@src | //@action") if not href.startswith(("/", "#", "?"))], name


def test_the_first_load_of_a_page_is_small(client: TestClient) -> None:
    page = client.get(f"/r/{BASE}")
    assert page.headers["content-encoding"] == "gzip"
    assets = [client.get(address) for address in html.document_fromstring(page.text).xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")]
    assert len(assets) == 3 and all(asset.status_code == 200 for asset in assets)
    assert sum(int(answer.headers["content-length"]) for answer in (page, *assets)) < FIRST_LOAD / 3


def test_no_link_leads_nowhere_and_one_click_leads_from_any_fact_to_its_words(app: FastAPI, client: TestClient) -> None:
    pages = page_addresses(app.state.desk, *PAIR)
    links = {(name, href) for name, address in pages.items() for href in tree(client, address).xpath("//main//@href | //header//@href")}
    held: dict[str, html.HtmlElement | None] = {}
    words = 0
    for name, href in sorted(links):
        address, _, anchor = href.partition("#")
        if not address or address.startswith(("/api/", "/add")) or address.endswith((".atom", ".ics")):
            continue
        if address.startswith("?"):
            address = pages[name].partition("?")[0] + address
        if address not in held:
            answer = client.get(address)
            assert answer.status_code == 200, (name, href)
            held[address] = html.document_fromstring(answer.text)
        page = held[address]
        assert page is not None
        assert not anchor or page.xpath(f"//*[@id='{anchor}']"), (name, href)
        words += address.startswith("/d/") and bool(anchor)
    assert words > 50


def test_a_text_is_shown_whole_with_each_fact_marked_in_its_place(app: FastAPI, client: TestClient) -> None:
    desk: Desk = app.state.desk
    for known in desk.record(*PAIR).record.documents:
        document, reading = desk.store.document(known.id), desk.store.reading(known.id)
        assert reading is not None and not isinstance(reading, str)
        page = tree(client, f"/d/{known.id}?of=KOR-UZB")
        [text] = page.xpath("//div[@class='text']")
        place, marked = 0, {fact.id: set() for fact in reading.facts}
        for part in text.iter():
            if part is text:
                place += len(part.text or "")
            elif part.tag == "mark":
                for id in part.get("data-facts", "").split():
                    marked[id] |= set(range(place, place + len(part.text)))
                place += len(part.text) + len(part.tail or "")
            elif part.getparent() is text:
                assert all(document.text[place:] for _ in part.xpath(".//@id"))
                for id in part.xpath(".//span[@class='anchor']/@id"):
                    assert place == next(fact for fact in reading.facts if fact.id == id).evidence[0][0]
                place += len(part.tail or "")
        told = "".join(node for node in text.xpath("./text() | ./mark/text()"))
        assert told == document.text
        assert marked == {fact.id: {n for start, end in fact.evidence for n in range(start, end)} for fact in reading.facts}
        for fact in reading.facts:  # a label says its kind in words, what it holds, and leads somewhere
            [label] = page.xpath(f"//a[@class][contains(concat(' ', @data-facts, ' '), ' {fact.id} ')]")
            assert label.text_content().split()[0] == type(fact).__name__.lower()
            assert page.xpath(f"//*[@id='{label.get('aria-describedby')}'][@role='tooltip']")


def test_an_event_shows_all_its_reports_and_both_sides(app: FastAPI, client: TestClient) -> None:
    record = app.state.desk.record(*PAIR).record
    event = max(record.events, key=lambda event: len(event.sources))
    page = tree(client, f"/e/{BASE}/{event.id}")
    assert len(page.xpath("//ol[@class='sources']/li")) == min(20, len(event.sources))
    table = page.xpath("//table[@class='compare']")[0]
    assert [cell.text_content() for cell in table.xpath(".//thead//th")] == ["What", "South Korea", "Uzbekistan"]
    states = {cell.get("class") for cell in table.xpath(".//td")}
    assert "c-stated" in states and "c-absent" in states
    fewer = tree(client, f"/e/{BASE}/{event.id}?differ=yes").xpath("//table[@class='compare']//tr[@class]")
    assert 0 < len(fewer) < len(table.xpath(".//tr[@class]"))


def test_a_person_an_instrument_a_commitment_and_a_figure_have_their_histories(app: FastAPI, client: TestClient) -> None:
    record = app.state.desk.record(*PAIR).record
    person = next(person for person in record.people if person.offices)
    assert "Offices" in tree(client, f"/p/{BASE}/{person.id}").text_content()
    instrument = next(instrument for instrument in record.instruments if instrument.history)
    assert len(tree(client, f"/i/{BASE}/{instrument.id}").xpath("//ol[@class='steps']/li")) == len(instrument.history)
    commitment = next(commitment for commitment in record.commitments if commitment.history)
    assert len(tree(client, f"/c/{BASE}/{commitment.id}").xpath("//ol[@class='steps']/li")) == len(commitment.history)
    figure = max(record.figures, key=lambda figure: len(figure.claims))
    assert len(tree(client, f"/f/{BASE}/{figure.id}").xpath("//tbody/tr")) >= len(figure.claims)
    assert "no such person" in tree(client, f"/p/{BASE}/p0000000000", 404).text_content()


def test_names_lead_to_codes_and_unknown_ones_to_a_way_out(client: TestClient) -> None:
    answer = client.get("/r?one=south korea&other=Uzbekistan")
    assert answer.status_code == 303 and answer.headers["location"] == f"/r/{BASE}"
    assert client.get("/r/south korea/uzbek").headers["location"] == f"/r/{BASE}"
    assert "did you mean" in tree(client, "/r/KOR/Uzbekstan", 404).text_content()
    assert tree(client, "/r/UZB/everyone").xpath("string(//h1)") == "Uzbekistan – everyone"
    assert "no such part" in tree(client, f"/r/{BASE}/weather", 404).text_content()
    assert "Nothing in the store deals with both" in tree(client, "/r/FJI/PER").text_content()


def test_the_timeline_is_zoomed_and_filtered_by_its_address(client: TestClient) -> None:
    whole = tree(client, f"/r/{BASE}/timeline")
    fewer = tree(client, f"/r/{BASE}/timeline?kind=visits&since=2024-05&until=2024-05")
    assert len(fewer.xpath("//svg//*[local-name()='a']")) < len(whole.xpath("//svg//*[local-name()='a']"))
    assert {row.text_content().strip()[:5] for row in fewer.xpath("//tbody/tr/td[3]")} == {"visit"}
    assert fewer.xpath("//nav[@aria-label='Zoom']//a") and not tree(client, f"/r/{BASE}/timeline?q=nosuchwords").xpath("//svg")
    assert "is no date" in tree(client, f"/r/{BASE}/timeline?since=soon", 422).text_content()


def test_search_by_words_and_facets_is_a_link(client: TestClient) -> None:
    found = tree(client, "/search?q=ministers")
    assert found.xpath("//ol[@class='hits']/li") and found.xpath("//ol[@class='hits']//mark")
    assert found.xpath("//input[@name='q'][@value='ministers']")
    for narrower in found.xpath("//nav[@class='facets']//a/@href"):
        assert 0 < len(tree(client, narrower).xpath("//ol[@class='hits']/li")) <= len(found.xpath("//ol[@class='hits']/li"))
    signed = tree(client, "/search?country=South+Korea&country=UZB&kind=instrument")
    assert signed.xpath("//ol[@class='hits']//a[contains(@href, '#f')]")
    assert not tree(client, "/search?q=ministers&country=Fiji").xpath("//ol[@class='hits']/li")
    assert "No document fits" in tree(client, "/search?q=zzzzzz").text_content()
    assert "is no date" in tree(client, "/search?q=trade&since=soon", 422).text_content()
    assert "did you mean" in tree(client, "/search?q=trade&side=Uzbekstan", 422).text_content()


def test_nothing_that_a_document_or_a_reader_writes_is_markup(app: FastAPI, client: TestClient) -> None:
    ids = poison(app.state.desk.store, PAYLOADS)
    app.state.desk.record(*PAIR, wait=True)
    addresses = [*(f"/d/{id}" for id in ids), *page_addresses(app.state.desk, *PAIR).values()]
    addresses += [f"/search?{name}={quote(payload)}" for payload in PAYLOADS for name in ("q", "person", "publisher")]
    addresses += [f"/r/{BASE}/timeline?q={quote(payload)}" for payload in PAYLOADS] + [f"/review/{BASE}?document={quote(payload)}&kind={quote(payload)}" for payload in PAYLOADS]
    before = app.state.desk.store.counts()["documents"]
    for address in addresses:
        answer = client.get(address.partition("#")[0])
        assert answer.status_code in (200, 422), address
        page = html.document_fromstring(answer.text)
        assert len(page.xpath("//script")) == 1 and not page.xpath("//iframe | //style | //img"), address
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@href[starts-with(., 'javascript')]"), address
        assert "49" not in page.xpath("string(//h1)"), address
    assert app.state.desk.store.counts()["documents"] == before
    assert all(unescape(html.tostring(tree(client, f"/d/{id}").xpath("//h1")[0], encoding="unicode")).count(payload) for id, payload in zip(ids[:3], PAYLOADS[:3], strict=True))


# -- review


def rows(client: TestClient, query: str = "") -> list[html.HtmlElement]:
    for _ in range(40):  # the queue is made in the background
        page = tree(client, f"/review/{BASE}{query}")
        if "being drawn up" not in page.text_content():
            return list(page.xpath("//li[contains(@class, 'question')]"))
        time.sleep(0.25)
    raise AssertionError("the queue is never ready")


def subject(row: html.HtmlElement) -> str:
    return str(row.xpath(".//form//input[@type='hidden'][@name='subject']/@value")[0])


def keys(row: html.HtmlElement) -> list[str]:
    found: list[str] = json.loads(subject(row))["keys"]
    return found


def send(client: TestClient, verdict: str, *subjects: str, **more: str) -> html.HtmlElement:
    answer = client.post(f"/review/{BASE}", data={"csrf": token_of(client), "verdict": verdict, "subject": list(subjects), **more})
    made: html.HtmlElement = html.document_fromstring(answer.text)
    made.set("data-status", str(answer.status_code))
    return made


def outcome(page: html.HtmlElement) -> str:
    return " ".join(page.xpath("string(//section[@class='outcomes'])").split())


def test_a_judgement_is_kept_before_the_page_says_so_with_who_and_when(app: FastAPI, client: TestClient) -> None:
    first = rows(client, "?kind=fact")[0]
    done = send(client, "accept", subject(first))
    name = app.state.security.local.name
    assert re.search(rf"Accepted by {name}, \d+ \w+ \d{{4}}, \d\d:\d\d UTC", outcome(done))
    with Store(app.state.desk.store.address, create=False) as again:  # as another process sees it
        [review] = again.reviews()
    assert review.verdict == "accept" and review.subject == json.loads(subject(first))["keys"]
    assert subject(first) not in {subject(row) for row in rows(client, "?kind=fact")}
    undo = done.xpath("//section[@class='outcomes']//input[@name='subject']/@value")[0]
    assert "Undone by" in outcome(send(client, "undo", undo))
    assert keys(first) in [keys(row) for row in rows(client, "?kind=fact")]


def test_two_reviewers_on_one_fact_get_a_clear_conflict(client: TestClient, app: FastAPI) -> None:
    first = rows(client, "?kind=fact")[0]
    send(client, "accept", subject(first))
    late = send(client, "reject", subject(first))
    assert late.get("data-status") == "409" and "Someone else was faster: Accepted by" in outcome(late)
    assert [review.verdict for review in app.state.desk.store.reviews()] == ["accept"]


def test_rejecting_a_fact_takes_it_out_of_the_record(app: FastAPI, client: TestClient) -> None:
    desk: Desk = app.state.desk
    it = next(one for one in desk.record(*PAIR).record.events if len(one.sources) == 1)
    [source] = it.sources
    row = next(row for row in rows(client, f"?document={source.document}&kind={it.kind}") if row.xpath(f".//a[contains(@href, '#{source.fact}')]"))
    send(client, "reject", subject(row))
    assert it.id not in {one.id for one in desk.record(*PAIR, wait=True).record.events}
    assert client.get(f"/e/{BASE}/{it.id}").status_code == 404


def test_a_slot_takes_names_and_dates_and_refuses_what_it_cannot_hold(app: FastAPI, client: TestClient) -> None:
    record = app.state.desk.record(*PAIR).record
    event = max(record.events, key=lambda event: (event.kind == "meeting", len(event.participants)))
    document = event.sources[0].document
    row = next(row for row in rows(client, f"?document={document}&kind=meeting"))
    for slot, value in (("date", "soonish"), ("date", "2024-02-30"), ("parties", "KOR, XQX"), ("participants", "Nobody At All"), ("visit", "f999")):
        refused = send(client, "correct", subject(row), slot=slot, value=value)
        assert refused.get("data-status") == "422" and f"{slot}: it cannot hold" in outcome(refused)
    wrong = send(client, "correct", subject(row), slot="type", value="quarrel")
    assert wrong.get("data-status") == "422" and "type: it cannot hold 'quarrel'" in outcome(wrong)
    assert "none of this fact" in outcome(send(client, "correct", subject(row), slot="evidence", value="[]"))
    assert app.state.desk.store.reviews() == []
    done = send(client, "correct", subject(row), slot="places", value="Seoul, Busan")
    assert 'Corrected (places: ["Seoul", "Busan"])' in outcome(done)


def test_merging_and_keeping_apart(app: FastAPI, client: TestClient) -> None:
    merges = rows(client, "?kind=merge")
    assert merges
    assert "Merged by" in outcome(send(client, "same", subject(merges[0])))
    assert "Kept apart by" in outcome(send(client, "reject", subject(merges[1])))
    assert [review.verdict for review in app.state.desk.store.reviews()] == ["same", "not_same"]


def test_what_became_of_a_commitment_is_said_on_its_page_and_beats_the_machine(app: FastAPI, client_of: Callable[[str], TestClient]) -> None:
    desk: Desk = app.state.desk
    it = next(one for one in desk.record(*PAIR).record.commitments if one.state != "fulfilled")
    me = client_of("reviewer")

    def say(**fields: str) -> html.HtmlElement:
        page = tree(me, f"/c/{BASE}/{it.id}")
        [own] = page.xpath("//details[@class='say']//input[@name='subject']/@value")
        answer = me.post(f"/c/{BASE}/{it.id}", data={"csrf": page.xpath("//details[@class='say']//input[@name='csrf']/@value")[0], "subject": own, "verdict": "state", **fields})
        made: html.HtmlElement = html.document_fromstring(answer.text)
        made.set("data-status", str(answer.status_code))
        return made

    assert "date: 'soon' is no date" in say(state="fulfilled", date="soon").text_content()
    assert "give one of open" in say(state="done").text_content() and not desk.store.reviews()
    done = say(state="fulfilled", date="2025-02-01", note="Minutes of the <b>third</b> session")
    assert done.get("data-status") == "200" and "Said to be fulfilled since 1 February 2025 by reviewer" in done.text_content()
    record = desk.record(*PAIR, wait=True).record
    now = next(one for one in record.commitments if one.id == it.id)
    assert now.state == "fulfilled" and now.history[-1].by == "reviewer" and now.history[-1].date == "2025-02-01"
    page = tree(me, f"/c/{BASE}/{it.id}")
    assert "by reviewer: Minutes of the <b>third</b> session" in page.xpath("string(//ol[@class='steps'])")
    [undo] = page.xpath("//form[.//button[@value='undo']]//input[@name='subject']/@value")
    token = page.xpath("//form[.//button[@value='undo']]//input[@name='csrf']/@value")[0]
    assert me.post(f"/c/{BASE}/{it.id}", data={"csrf": token, "subject": undo, "verdict": "undo"}).status_code == 200
    assert me.post(f"/c/{BASE}/{it.id}", data={"csrf": token, "subject": undo, "verdict": "undo"}).status_code == 409  # the other window
    assert next(one for one in desk.record(*PAIR, wait=True).record.commitments if one.id == it.id).state == it.state
    reader = client_of("reader")
    assert not tree(reader, f"/c/{BASE}/{it.id}").xpath("//details[@class='say'] | //button[@value='undo']")
    assert reader.post(f"/c/{BASE}/{it.id}", data={"csrf": csrf(reader), "subject": undo, "verdict": "undo"}).status_code == 403


def test_many_rows_are_answered_one_by_one(app: FastAPI, client: TestClient) -> None:
    some = [subject(row) for row in rows(client, "?kind=fact")[:3]]
    send(client, "accept", some[1])
    done = send(client, "reject", *some)
    told = [" ".join(line.text_content().split()) for line in done.xpath("//section[@class='outcomes']//li")]
    assert [line.split(" by ")[0] for line in told] == ["Rejected", "Someone else was faster: Accepted", "Rejected"]
    assert done.get("data-status") == "200" and len(app.state.desk.store.reviews()) == 3
    assert "Nothing is chosen" in send(client, "accept").text_content()
    assert "does not say what is judged" in send(client, "accept", "no json").text_content()


def test_a_reader_judges_and_adds_nothing(client_of: Callable[[str], TestClient]) -> None:
    reader = client_of("reader")
    assert reader.get(f"/r/{BASE}").status_code == 200
    for address in (f"/review/{BASE}", "/add"):
        assert reader.get(address).status_code == 403
    token = re.findall(r'name="csrf" value="([^"]+)"', reader.get(f"/r/{BASE}").text)[0]
    assert reader.post(f"/review/{BASE}", data={"csrf": token, "verdict": "accept", "subject": '{"keys":["a"]}'}).status_code == 403
    assert reader.post("/add", data={"csrf": token, "text": "A text."}).status_code == 403


# -- adding


def give(client: TestClient, files: list[tuple[str, bytes]] = [], **fields: str) -> html.HtmlElement:  # noqa: B006
    answer = client.post("/add", data={"csrf": token_of(client), **fields}, files=[("files", (name, data)) for name, data in files] or None)
    if answer.status_code != 303:
        made: html.HtmlElement = html.document_fromstring(answer.text)
        return made
    return settled(client, answer.headers["location"])


def settled(client: TestClient, address: str) -> html.HtmlElement:
    for _ in range(120):
        page = tree(client, address)
        if not page.xpath("//meta[@http-equiv='refresh']"):
            page.set("data-address", address)
            return page
        time.sleep(0.25)
    raise AssertionError("it is never read")


PASTED = "Tashkent, 3 May 2024. The Foreign Minister of Uzbekistan, Alisher Normurodov, met with the Foreign Minister of Korea, Han Jae-min, in Seoul."


def test_what_is_pasted_is_read_at_once_and_kept_only_when_asked(app: FastAPI, client: TestClient) -> None:
    store: Store = app.state.desk.store
    before = store.counts()["documents"]
    page = give(client, text=PASTED, published="2024-05-03", title="Ministers meet")
    assert page.xpath("string(//h1)") == "Read, not kept yet"
    assert page.xpath("//mark") and page.xpath("//a[contains(@class, 'k-meeting')]")
    assert store.counts()["documents"] == before
    address = page.get("data-address")
    client.post(address, data={"csrf": token_of(client), "what": "keep"})
    kept = settled(client, address)
    assert kept.xpath("string(//h1)") == "Kept" and store.counts()["documents"] == before + 1
    link = kept.xpath("//main//a[starts-with(@href, '/d/')]/@href")[0]
    assert "Ministers meet" in tree(client, link).text_content()
    dropped = give(client, text=PASTED + " They spoke of trade.")
    client.post(dropped.get("data-address"), data={"csrf": token_of(client), "what": "drop"})
    assert client.get(dropped.get("data-address")).status_code == 404
    assert store.counts()["documents"] == before + 1


def test_files_are_read_piece_by_piece_and_errors_name_them(app: FastAPI, client: TestClient) -> None:
    lines = [json.dumps({"text": f"On {day} May 2024 the Foreign Minister of Uzbekistan visited Seoul for talks.", "title": f"Piece {day}"}) for day in range(1, 4)]
    page = give(client, [("pieces.jsonl", "\n".join([*lines, "{broken"]).encode()), ("page.html", b"<html><body><article><p>Too short</p></article></body></html>")])
    told = page.text_content()
    assert "3 of" in told or "4 piece" in told or "3 piece" in told
    assert "upload:pieces.jsonl#line=4" in told and "/tmp/" not in told
    client.post(page.get("data-address"), data={"csrf": token_of(client), "what": "keep"})
    settled(client, page.get("data-address"))
    assert any(place.startswith("upload:pieces.jsonl#line=") for document in app.state.desk.store.documents() for place in app.state.desk.store.places(document.id))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing was given"),
        ({"text": "Words.", "published": "soon"}, "'soon' is no date"),
        ({"text": "Words.", "side": "Uzbekstan"}, "did you mean"),
        ({"url": "ftp://example.org/"}, "begins with https://"),
        ({"url": "http://127.0.0.1/"}, "127.0.0.1"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "public"),
    ],
)
def test_what_cannot_be_added_says_why(client: TestClient, fields: dict[str, str], words: str) -> None:
    assert words in give(client, **fields).text_content()


def test_what_somebody_gave_is_nobody_elses(client_of: Callable[[str], TestClient]) -> None:
    page = give(client_of("reviewer"), text=PASTED)
    assert client_of("administrator").get(page.get("data-address")).status_code == 404


# -- home


def test_home_tells_what_is_new_since_the_last_visit_and_what_is_followed(app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Last to come" in tree(client, "/").text_content()
    client.post("/follow", data={"csrf": token_of(client), "one": "KOR", "other": "UZB"})
    page = tree(client, "/")
    assert page.xpath("string(//h1)") == "Relationships followed"
    for _ in range(20):
        if "being drawn up" not in page.text_content():
            break
        time.sleep(0.25)
        page = tree(client, "/")
    assert [card.text_content() for card in page.xpath("//li[@class='card']/h2")] == ["South Korea – Uzbekistan"]
    poison(app.state.desk.store, ["nothing"])
    later = time.time() + 7200
    monkeypatch.setattr(time, "time", lambda: later)
    again = tree(client, "/")
    assert " ".join(again.xpath("string(//h2[@id='h-new'])").split()) == "New since your last visit 1"
    assert "Talks nothing" in again.text_content()
    client.post("/follow", data={"csrf": token_of(client), "one": "KOR", "other": "UZB", "stop": "yes"})
    assert tree(client, "/").xpath("string(//h1)") == "Busiest relationships"


# -- what is kept of pages, and what is taken away


def test_a_page_that_has_not_changed_is_not_sent_again_and_each_reader_has_a_token_of_their_own(app: FastAPI, client: TestClient) -> None:
    first = client.get(f"/r/{BASE}/people")
    assert first.headers["etag"] and client.get(f"/r/{BASE}/people", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    whole = client.get(f"/r/{BASE}")
    again = client.get(f"/r/{BASE}", headers={"If-None-Match": whole.headers["etag"]})
    assert again.status_code == 304
    tokens = [re.findall(r'name="csrf" value="([^"]+)"', page)[0] for page in (whole.text, client.get(f"/r/{BASE}").text)]
    assert tokens[0] != tokens[1] and client.post("/follow", data={"csrf": tokens[0], "one": "KOR", "other": "UZB"}).status_code == 303
    followed = client.get(f"/r/{BASE}", headers={"If-None-Match": whole.headers["etag"]})
    assert followed.status_code == 200 and "Stop following" in followed.text and "Stop following" not in whole.text
    other = browser(app)
    assert other.get(f"/r/{BASE}", headers={"If-None-Match": whole.headers["etag"]}).status_code == 200
    event = max(app.state.desk.record(*PAIR).record.events, key=lambda event: len(event.sources))
    before = client.get(f"/e/{BASE}/{event.id}")
    poison(app.state.desk.store, ["nothing"])
    app.state.desk.record(*PAIR, wait=True)
    after = client.get(f"/r/{BASE}/people", headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200 and "Han Jae-min" in after.text
    assert client.get(f"/e/{BASE}/{event.id}", headers={"If-None-Match": before.headers["etag"]}).status_code == 200


def test_readers_of_other_roles_see_other_pages(client_of: Callable[[str], TestClient]) -> None:
    pages = {role: client_of(role).get(f"/r/{BASE}").text for role in ("reader", "reviewer")}
    assert "reader (reader)" in pages["reader"] and "reviewer (reviewer)" in pages["reviewer"]


def test_what_a_page_lists_is_taken_away_from_it(app: FastAPI, client: TestClient) -> None:
    record = app.state.desk.record(*PAIR).record
    for part in PARTS:
        [table] = tree(client, f"/r/{BASE}/{part}").xpath("//p[contains(@class, 'take')]/a[text()='CSV']/@href")
        answer = client.get(table)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv") and "attachment" in answer.headers["content-disposition"]
        name = table.rpartition("/")[2]
        lines = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert len({line.get("id") or n for n, line in enumerate(lines)}) >= len(getattr(record, name)) > 0 or not getattr(record, name), name
        assert client.get(table, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    brief = next(href for href in tree(client, f"/r/{BASE}").xpath("//a/@href") if "/brief" in href).partition("?")[0]
    told = client.get(brief)
    assert told.headers["content-type"].startswith("text/markdown") and "Uzbekistan" in told.text
    assert client.get("/api/v1/r/UZB/everyone/brief").status_code == 422
    assert client.get(f"/api/v1/r/{BASE}/tables/weather").status_code == 404

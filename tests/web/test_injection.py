"""What somebody hostile writes into a title, a name, an address, a query or a file: nothing of it becomes markup, a script, a feed's element or SQL.

That none executes in a real browser is seen in tests/web/browser; here every answer is taken apart.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from lxml import etree, html
from starlette.testclient import TestClient

from bilat.record import Store
from bilat.record.store import pack
from bilat.sources import Found
from bilat.vocabulary import Actor, Commitment, Document, Figure, Instrument, Meeting, Reading, Regime, Relation, Statement, Visit
from bilat.web.app import create_app
from bilat.web.ratelimit import RateLimit

from .conftest import browser, csrf

MARKUP = [
    "<script id=zq>alert(1)</script>",
    "<ScRiPt id=zq src=//evil.example/x.js></sCrIpT>",
    "</title><script id=zq>alert(1)</script>",
    "</textarea><img id=zq src=x onerror=alert(1)>",
    "</script><script id=zq>alert(1)//",
    "--><script id=zq>alert(1)</script><!--",
    "]]><script id=zq>alert(1)</script>",
    "<img id=zq src=x onerror=alert(1)>",
    "<img/id=zq/src='x'/onerror='alert(1)'>",
    "<svg id=zq onload=alert(1)>",
    "<svg><script id=zq href='data:,alert(1)'/></svg>",
    "<svg><animate id=zq onbegin=alert(1) attributeName=x></svg>",
    "<math><mi id=zq xlink:href='javascript:alert(1)'>",
    "<iframe id=zq srcdoc='<script>alert(1)</script>'></iframe>",
    "<object id=zq data='javascript:alert(1)'></object>",
    "<embed id=zq src='javascript:alert(1)'>",
    "<base id=zq href='//evil.example/'>",
    "<link id=zq rel=stylesheet href=//evil.example/x.css>",
    "<meta id=zq http-equiv=refresh content='0;url=//evil.example'>",
    "<form id=zq action=//evil.example><input name=csrf>",
    "<a id=zq href='javascript:alert(1)'>here</a>",
    "<a id=zq href='&#106;avascript:alert(1)'>here</a>",
    "<details id=zq open ontoggle=alert(1)>",
    "<body id=zq onpageshow=alert(1)>",
    "<div id=zq hx-get='//evil.example' hx-trigger=load></div>",
    "<style id=zq>*{background:url(//evil.example)}</style>",
    "<x id=zq style='animation-name:a' onanimationstart=alert(1)>",
    "<template id=zq><img src=x onerror=alert(1)></template>",
    "<marquee id=zq onstart=alert(1)>",
    "<![CDATA[<img id=zq src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x id=zq>&e;</x>",
]
ATTRIBUTES = [
    '" onmouseover="alert(1)" id="zq',
    "' onfocus='alert(1)' autofocus id='zq",
    '"><b id=zq>',
    "'><b id=zq>",
    "` onclick=alert(1) id=zq",
    '" hx-on:load="alert(1)" id="zq',
    '" style="background:url(\'//evil.example\')" id="zq',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script id=zq>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/%2e%2e",
    "https://evil.example\\@good.example/",
]
OTHERS = [
    "{{1337*1337}}",
    "{% for x in range(3) %}zqzq{% endfor %}",
    "${1337*1337}",
    "#{1337*1337}",
    "\r\nSet-Cookie: zq=1",
    "\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM",
    "../../../../etc/passwd",
]
SQL = [
    "' OR '1'='1",
    "'; DROP TABLE documents; --",
    '"; DELETE FROM reviews; --',
    "') UNION SELECT text FROM documents --",
    "%' OR 1=1 --",
    "1); ATTACH DATABASE 'zq.db' AS zq; --",
    "'||(SELECT pg_sleep(5))||'",
    "\\'; UPDATE documents SET title='zq'; --",
]
PAYLOADS = [*MARKUP, *ATTRIBUTES, *OTHERS, *SQL]


def test_there_are_sixty() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 60


def poisoned(number: int, payload: str) -> Reading:
    """A piece of which everything that can be hostile is."""
    text = f"CAIRO. {payload} arrived in Nairobi and met Grace Wambui. They signed {payload}. He said: {payload}. Egypt will build {payload} by 2031. Trade reached {number + 5} {payload}."
    spot = text.index(payload)
    end = spot + len(payload)
    whole = (0, len(text))
    said = text.rindex(f"{payload}. Egypt"), text.rindex(f"{payload}. Egypt") + len(payload)
    document = Document(
        id=f"{number:016x}", text=text, url=payload if number % 2 else f"https://news.example.org/{payload}", title=payload, publisher=payload, side="EGY" if number % 3 else "KEN",
        published=f"2024-{number % 12 + 1:02}-{number % 27 + 1:02}", published_basis="given", language="en",
    )  # fmt: skip
    actors = [
        Actor(id="a1", type="person", name=payload, country="EGY", offices=["minister"], title=payload, mentions=[(spot, end)]),
        Actor(id="a2", type="country", name="Egypt", country="EGY", mentions=[(0, 5)]),
        Actor(id="a3", type="country", name="Kenya", country="KEN", mentions=[(0, 5)]),
    ]
    day = f"2024-{number % 12 + 1:02}-{number % 27 + 1:02}"
    rest: dict[str, Any] = {"evidence": [whole], "date": day, "date_basis": "stated", "confidence": 0.3}
    facts = [
        Visit(id="f1", visitors=["a1"], from_=["EGY"], to=["KEN"], places=[payload], **rest),
        Meeting(id="f2", participants=["a1"], parties=["EGY", "KEN"], places=[payload], mechanism=payload, session=number + 1, occasion=payload, **rest),
        Instrument(id="f3", title=payload, parties=["EGY", "KEN"], subject=payload, **rest),
        Statement(id="f4", content=said, speaker="a1", **rest),
        Figure(id="f5", measure="trade_turnover", parties=["EGY", "KEN"], value=float(number + 5), unit=payload, period="2023", **rest),
        Commitment(id="f6", action=(spot, end), by=["a2"], to=["a3"], due="2031", **rest),
        Regime(id="f7", type="visa", parties=["EGY", "KEN"], title=payload, **rest),
        Relation(id="f8", title=payload, parties=["EGY", "KEN"], **rest),
        Meeting(id="f9", participants=["a1"], parties=["EGY", "KEN"], status="planned", occasion=payload, mechanism=payload, **{**rest, "date": "2030-05-06"}),
    ]
    return Reading(document=document, actors=actors, facts=sorted(facts, key=lambda fact: (fact.evidence[0], fact.id)))


def poison(address: str | Path) -> None:
    with Store(address) as store:
        readings = [poisoned(number, payload) for number, payload in enumerate(PAYLOADS)]
        for reading in readings:
            raw = reading.document.text.encode()
            store.add([Found(f"/files/{reading.document.title}", raw, "text/plain", None, reading.document, None)])
        store.add_readings([pack(reading.document.id, reading) for reading in readings], "test")


@pytest.fixture(scope="module")
def poisoned_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("poison") / "store.db"
    poison(path)
    return path


@pytest.fixture
def app(poisoned_store: Path, tmp_path: Path) -> Iterator[FastAPI]:
    with Store(shutil.copy(poisoned_store, tmp_path / "store.db")) as store:
        yield unlimited(create_app(store))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


def unlimited(app: FastAPI) -> FastAPI:
    limits = app.state.security.limits
    limits.user = limits.address = RateLimit(1e6, 1e6)
    return app


# -- pages


def harmful(page: str) -> list[str]:
    """What in a page could run, load or lead out of it, as a browser would take it; an empty list where nothing can."""
    wrong = []
    for element in html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8")).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.lower()
        if element.get("id") == "zq" or tag in ("iframe", "object", "embed", "base", "style", "template", "animate", "set", "foreignobject", "math", "marquee", "body ", "x"):
            wrong.append(f"<{tag} {dict(element.attrib)}>")
        if tag == "script" and (not element.get("src", "").startswith("/static/") or (element.text or "").strip()):
            wrong.append(f"a script: {element.attrib} {element.text}")
        if tag == "meta" and element.get("http-equiv") and not (element.get("http-equiv") == "refresh" and element.get("content", "").isdigit()):
            wrong.append(f"a meta {dict(element.attrib)}")
        for name, value in element.attrib.items():
            plain = "".join(value.split()).lower()
            if name.lower().startswith("on") or name.lower() in ("style", "srcdoc", "ping") or name.lower().startswith(("hx-on", "data-hx-on")):
                wrong.append(f"{tag} {name}={value}")
            if name.lower() in ("href", "src", "action", "formaction", "xlink:href", "data", "poster") or name.lower().startswith("hx-get"):
                local = plain.startswith(("/", "#", "?")) and not plain.startswith(("//", "/\\"))
                if not (local or (tag == "a" and name.lower() == "href" and plain.startswith(("http://", "https://"))) or plain == ""):
                    wrong.append(f"{tag} {name}={value}")
    if "1787569" in page or "zqzqzqzq" in page:
        wrong.append("an expression was worked out")
    return wrong


def shape(path: str) -> str:
    """Which route an address is of, roughly."""
    parts = urlsplit(path).path.strip("/").split("/")
    return "/".join(parts[:1] + parts[3:4]) if parts[0] == "r" else parts[0]


def test_what_is_harmful_is_seen() -> None:
    told = [payload for payload in MARKUP if not harmful(f"<html><body><p>{payload}</p></body></html>")]
    assert len(told) <= 4, told  # these do nothing in a paragraph
    assert harmful('<html><body><a href="java\tscript:alert(1)">x</a></body></html>') and harmful('<html><body><a title="x" onfocus="alert(1)">x</a></body></html>')


def test_no_page_holds_any_of_it_as_markup(client: TestClient) -> None:
    todo, seen, shapes = deque(["/", "/r/EGY/KEN", "/search?q=Nairobi", "/review/EGY/KEN", "/add", "/r/EGY/everyone"]), set[str](), dict[str, int]()
    counted: Counter[str] = Counter()
    while todo and len(seen) < 170:
        path = todo.popleft()
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code < 500, path
        assert "zq" not in answer.cookies
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert "default-src 'self'" in answer.headers["content-security-policy"] and "unsafe-inline" not in answer.headers["content-security-policy"]
        wrong = harmful(answer.text)
        assert not wrong, (path, wrong[:5])
        shapes[shape(path)] = shapes.get(shape(path), 0) + 1
        for link in html.document_fromstring(answer.content).xpath("//a/@href"):
            link = link.split("#")[0]
            if link.startswith("/") and not link.startswith("//") and link not in seen and link not in todo and counted[shape(link)] < (64 if link.startswith("/d/") else 8):
                counted[shape(link)] += 1
                todo.append(link)
    assert shapes.get("d", 0) >= 40 and {"", "r", "d", "e", "p", "search", "review"} <= set(shapes), shapes


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_or_question_becomes_markup(client: TestClient, payload: str) -> None:
    piece = quote(payload, safe="")
    for path in (
        f"/search?q={piece}", f"/search?q=x&person={piece}", f"/search?q=x&publisher={piece}&side={piece}", f"/search?since={piece}&kind={piece}&area={piece}&country={piece}",
        f"/r/{piece}/KEN", f"/r/EGY/KEN/{piece}", f"/d/{piece}", f"/e/EGY/KEN/{piece}", f"/review/EGY/KEN?kind={piece}", f"/login?next={piece}", f"/{piece}",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code < 500, path
        location = answer.headers.get("location", "/")
        assert location.startswith("/") and not location.startswith(("//", "/\\")), path
        assert "zq" not in answer.cookies
        if answer.headers.get("content-type", "").startswith("text/html") and answer.content:
            assert not harmful(answer.text), (path, harmful(answer.text)[:3])


def test_no_upload_becomes_markup(client: TestClient, app: FastAPI) -> None:
    held = set(app.state.desk.store.export())
    for some in (PAYLOADS[:30], PAYLOADS[30:]):
        bodies = [
            f"CAIRO, {n + 1} May. President of Egypt Hassan Marwan met President of Kenya Grace Wambui. {payload} was discussed. Piece {n}." for n, payload in enumerate(some)
        ]
        files = [
            ("files", (payload[:200].replace("\r", " ").replace("\n", " "), body.encode(), "text/html" if n % 2 else "text/plain"))
            for n, (payload, body) in enumerate(zip(some, bodies, strict=True))
        ]
        answer = client.post("/add", data={"csrf": csrf(client)}, files=files, timeout=60)
        assert answer.status_code in (303, 422), answer.text[:300]
        if answer.status_code == 422:
            assert not harmful(answer.text)
            continue
        place = answer.headers["location"]
        for _ in range(120):
            page = client.get(place)
            assert page.status_code == 200 and not harmful(page.text), harmful(page.text)[:3]
            if "what" in page.text:
                break
            time.sleep(0.25)
        client.post(place, data={"csrf": csrf(client), "what": "keep"}, timeout=60)
        for _ in range(60):
            page = client.get(place)
            assert not harmful(page.text)
            links = [link for link in html.document_fromstring(page.content).xpath("//a/@href") if link.startswith("/d/")]
            if links:
                break
            time.sleep(0.25)
        assert links, "nothing was kept"
        for link in links:
            assert not harmful(client.get(link).text), link
    assert held < set(app.state.desk.store.export())


# -- the API and the feeds


def test_the_api_tells_it_as_it_is_and_as_json_only(client: TestClient) -> None:
    for number, payload in enumerate(PAYLOADS):
        for path in ("", "/reading", "/facts"):
            answer = client.get(f"/api/v1/d/{number:016x}{path}")
            assert answer.headers["content-type"] == "application/json" and answer.headers["x-content-type-options"] == "nosniff"
        assert next(item["fact"]["places"] for item in answer.json()["items"] if item["kind"] == "visit") == [payload]
        assert client.get(f"/api/v1/d/{number:016x}").json()["document"]["title"] == payload
        raw = client.get(f"/api/v1/d/{number:016x}/raw")
        assert (
            raw.headers["content-type"] == "application/octet-stream" and raw.headers["content-disposition"] == "attachment" and raw.headers["x-content-type-options"] == "nosniff"
        )


ATOM = "{http://www.w3.org/2005/Atom}"


def test_no_feed_holds_any_of_it_as_elements(client: TestClient) -> None:
    answer = client.get("/r/EGY/KEN/feed.atom", params={"limit": 500, "kind": ["instrument", "statement", "visit", "meeting", "relation", "regime"]})
    feed = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))
    assert b"<!DOCTYPE" not in answer.content and b"<!ENTITY" not in answer.content
    names = {element.tag for element in feed.iter()}
    assert names == {ATOM + name for name in ("feed", "id", "title", "updated", "published", "author", "name", "link", "entry", "category", "summary")}
    for link in feed.iter(f"{ATOM}link"):
        assert link.get("href").startswith(("http://localhost/", "https://news.example.org/")), link.get("href")
    told = {" ".join(name.text.split()) for name in feed.iter(f"{ATOM}name")}
    assert sum(" ".join(payload.split()) in told for payload in PAYLOADS) >= 50, "publishers are told as they are called"
    assert all("type" not in text.attrib or text.get("type") == "text" for name in ("title", "summary") for text in feed.iter(f"{ATOM}{name}"))


def test_no_calendar_holds_any_of_it_as_entries(client: TestClient) -> None:
    ahead = client.get("/api/v1/r/EGY/KEN/calendar?limit=200").json()
    answer = client.get("/r/EGY/KEN/calendar.ics")
    shown = Calendar.from_ical(answer.content)
    assert len(shown.walk("VEVENT")) == ahead["total"] > 5 and shown.walk("VALARM") == []
    known = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}
    assert all(set(entry) <= known for entry in shown.walk("VEVENT"))
    assert b"\r\nBEGIN:VALARM" not in answer.content


# -- SQL


@pytest.fixture
def asked_store(store_address: str) -> str:
    poison(store_address)
    return store_address


def test_none_reaches_sql(asked_store: str) -> None:
    with Store(asked_store) as store:
        before = list(store.export())
        client = browser(unlimited(create_app(store)))
        token = csrf(client)
        for payload in PAYLOADS:
            piece = quote(payload, safe="")
            slow = time.perf_counter()
            for name in ("q", "publisher", "language", "person", "side", "country", "since", "cursor"):
                answer = client.get(f"/api/v1/search?{name}={piece}" + ("" if name == "q" else "&q=Nairobi"))
                assert answer.status_code in (200, 422), (name, payload, answer.text)
                if answer.status_code == 200:
                    items = answer.json()["items"]
                    assert name != "language" or items == [], payload
                    assert name != "publisher" or {item["publisher"] for item in items} <= {known for known in PAYLOADS if payload.casefold() in known.casefold()}, payload
            for path in (
                f"/d/{piece}", f"/d/{piece}/raw", f"/d/{piece}/facts", f"/reviews/{piece}", f"/reviews?reviewer={piece}", f"/reviews?subject={piece}&document={piece}",
                f"/e/EGY/KEN/{piece}", f"/r/EGY/KEN/events?person={piece}&mechanism={piece}", f"/r/EGY/{piece}/events", f"/statistics/series/{piece}/{piece}", f"/publishers?name={piece}",
            ):  # fmt: skip
                answer = client.get(f"/api/v1{path}")
                assert answer.status_code in (200, 404, 422), (path, answer.text)
                assert answer.status_code != 200 or answer.json().get("total", 0) <= len(PAYLOADS)
            for asked in ({"subject": [payload], "verdict": "accept"}, {"verdict": "undo", "undoes": payload}, {"subject": [payload, "x"], "verdict": "same"}):
                answer = client.post("/api/v1/reviews", json={**asked, "expected": None}, headers={"X-CSRF-Token": token})
                assert answer.status_code == 422, answer.text
            assert time.perf_counter() - slow < 4, f"{payload}: made the database sleep"
        assert list(store.export()) == before

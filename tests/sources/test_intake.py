"""Whatever carries a piece, what comes out is the piece, with what is known of it; what cannot be read comes out with its error."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from bilat.errors import MissingFileError
from bilat.sources import Found, Metadata, load_publishers
from bilat.sources.formats.locate import locate
from bilat.sources.intake import Intake, is_address
from bilat.sources.sandbox import Sandbox
from bilat.sources.web.polite import Polite
from webserver import Reply, WebServer

PARAGRAPHS = [
    "Foreign Minister of Mongolia Batbold Ganzorig paid an official visit to Latvia at the invitation of his counterpart Jānis Kalvāns.",
    "The ministers discussed trade, transport and education, and agreed to hold the first round of political consultations in Ulaanbaatar next spring.",
    "They noted that trade turnover between the two countries grew by 14 percent in 2023 and reached 21 million euros, most of it timber and cashmere.",
]
TODAY = datetime.date(2024, 6, 30)


def page(title: str, *, head: str = "", paragraphs: list[str] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<html lang="en"><head><title>{title}</title>{head}</head><body><nav><a href="/">Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>'


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def ingested(sandbox: Sandbox, *names: object, **options: object) -> list[Found]:
    return list(Intake(sandbox, today=TODAY, publishers=load_publishers(), **options).find([str(name) for name in names]))  # type: ignore[arg-type]


def test_every_kind_of_file_gives_the_same_piece(sandbox: Sandbox, tmp_path: Path) -> None:
    text = "\n\n".join(PARAGRAPHS)
    (tmp_path / "piece.txt").write_text(text, "utf-8")
    (tmp_path / "piece.html").write_text(page("Talks in Riga"), "utf-8")
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(page("Talks in Riga").encode()))
    (tmp_path / "lines.jsonl").write_text(json.dumps({"title": "Talks in Riga", "text": text}) + "\n", "utf-8")
    (tmp_path / "lines2.jsonl.gz").write_bytes(gzip.compress((json.dumps({"text": text}) + "\n").encode()))
    paper = docx.Document()
    for paragraph in PARAGRAPHS:
        paper.add_paragraph(paragraph)
    paper.save(str(tmp_path / "paper.docx"))
    (tmp_path / "notes.xlsm").write_bytes(b"passed over")
    (tmp_path / ".hidden.txt").write_text("passed over", "utf-8")
    found = ingested(sandbox, tmp_path)
    assert [Path(item.location.partition("#")[0]).name for item in found] == ["lines.jsonl", "lines2.jsonl.gz", "packed.html.gz", "paper.docx", "piece.html", "piece.txt"]
    for item in found:
        assert item.error is None and item.document is not None, item.error
        assert item.document.text.split("\n\n") == PARAGRAPHS
        assert item.document.language == "en"
    assert [item.document.title for item in found if item.document] == ["Talks in Riga", None, "Talks in Riga", None, "Talks in Riga", None]


def test_every_span_is_found_in_the_bytes(sandbox: Sandbox, tmp_path: Path) -> None:
    text = "\n\n".join(PARAGRAPHS)
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (tmp_path / "b.txt").write_bytes(text.encode("utf-16"))
    entities = page("Talks: Jānis Kalvāns").replace("ā", "&#257;").replace("Batbold Ganzorig", "<b>Batbold</b>&nbsp;<a href='#'>Ganzorig</a>")
    (tmp_path / "c.html").write_text(entities, "ascii")
    (tmp_path / "d.html").write_bytes(page("Talks").replace("<html", "<!-- Batbold Ganzorig -->\n<html").encode("utf-16"))
    (tmp_path / "e.jsonl").write_text(json.dumps({"title": "Batbold Ganzorig", "text": text}), "utf-8")
    for item in ingested(sandbox, tmp_path):
        document = item.document
        assert document is not None
        for words in ("Batbold Ganzorig paid an official visit", "Jānis Kalvāns", "21 million euros", "most of it timber and cashmere"):
            start = document.text.index(words)
            place = locate(item.raw, item.media_type, document.text, (start, start + len(words)))
            assert place is not None, (item.location, words)
            there = item.raw[place[0] : place[1]]
            plain = there.decode("utf-16-le" if there[1:2] == b"\0" else "utf-8")
            for markup, character in (("&#257;", "ā"), ("\\u0101", "ā"), ("</b>&nbsp;<a href='#'>", " "), ("</a>", "")):
                plain = plain.replace(markup, character)
            assert plain == words, item.location
    assert locate(b"%PDF-1.4", "application/pdf", "words", (0, 5)) is None
    assert locate(page("T").encode(), "text/html", "words that are not there", (0, 5)) is None


def test_the_side_comes_from_the_publisher_and_what_is_given_beats_what_is_known(sandbox: Sandbox, tmp_path: Path) -> None:
    lines = [
        {"url": "https://www.mfa.gov.lv/en/news/1", "text": PARAGRAPHS[0]},
        {"url": "https://www.president.gov.kg/en/2", "text": PARAGRAPHS[0]},
        {"url": "https://news.example.org/3", "text": PARAGRAPHS[0]},
        {"url": "https://news.example.org/4", "text": f"RIGA, May 6 (Xinhua) -- {PARAGRAPHS[0]}", "published": "2024-05-06T23:30:00Z"},
        {"url": "https://www.mfa.gov.lv/en/news/5", "text": PARAGRAPHS[0], "publisher": "Somebody", "side": "mng", "published": "2024-05-06"},
        {"url": "https://www.mofa.go.jp/press/6.html", "text": PARAGRAPHS[0], "published": "2024-05-06T18:30:00Z"},
    ]
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    documents = [item.document for item in ingested(sandbox, tmp_path / "lines.jsonl") if item.document]
    assert [document.side for document in documents] == ["LVA", "KGZ", None, "CHN", "MNG", "JPN"]
    assert [document.published for document in documents] == [None, None, None, "2024-05-06", "2024-05-06", "2024-05-07"]
    assert documents[4].publisher == "Somebody"
    (tmp_path / "plain.txt").write_text(f"RIGA, May 6 (Xinhua) -- {PARAGRAPHS[0]}", "utf-8")
    (plain,) = ingested(sandbox, tmp_path / "plain.txt", metadata=Metadata(published="2024-05-07", side="LVA"))
    assert plain.document is not None
    assert (plain.document.side, plain.document.publisher, plain.document.published_basis) == ("LVA", "Xinhua News Agency", "given")


def test_bad_lines_cost_the_good_ones_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    good = json.dumps({"text": PARAGRAPHS[0]})
    bad = ["{", "[]", '{"text": 5}', '{"title": "no text"}', '{"text": "  "}', '{"text": "x", "published": "soon"}', '{"text": "a\\ud800b"}', '{"text": "a\\u0000b"}', '{"text": "x", "side": "XQX"}', "\xff"]  # fmt: skip
    (tmp_path / "l.jsonl").write_bytes("\n".join([good, *bad, "", good.replace("Ganzorig", "Ganbold")]).encode("latin-1", "ignore"))
    found = ingested(sandbox, tmp_path / "l.jsonl")
    assert [item.error is None for item in found] == [True, *[False] * len(bad), True]
    for item in found[1:-1]:
        assert item.error is not None and "l.jsonl#line=" in item.error
    assert "$.text" in str(found[3].error)
    assert found[-1].location.endswith(f"#line={len(bad) + 3}")


def test_a_truncated_archive_of_lines_gives_what_is_whole(sandbox: Sandbox, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": f"{PARAGRAPHS[n % 3]} {n} {n * 7919}"}) for n in range(3000)).encode()
    (tmp_path / "l.jsonl.gz").write_bytes(gzip.compress(lines)[:-9000])
    *good, last = ingested(sandbox, tmp_path / "l.jsonl.gz")
    assert len(good) > 100 and all(item.document for item in good)
    assert last.error is not None and "breaks off" in last.error


def test_a_missing_file_is_told_before_anything_is_found(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A", "utf-8")
    with pytest.raises(MissingFileError, match=r"nowhere\.txt: there is no such file"):
        ingested(sandbox, tmp_path / "a.txt", tmp_path / "nowhere.txt")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingFileError, match="nothing that can be ingested"):
        ingested(sandbox, tmp_path / "empty")


@pytest.mark.parametrize(
    ("name", "address"),
    [("https://x.org", True), ("gopher://x", True), ("file:///etc/passwd", True), ("a/b.txt", False), ("C:\\x.txt", False), ("-", False), ("javascript:alert(1)", True)],
)
def test_what_is_an_address(name: str, address: bool) -> None:
    assert is_address(name) is address


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1/", "http://169.254.169.254/latest", "gopher://example.org/", "http://localhost/x"])
def test_addresses_that_are_never_asked_leave_an_error(sandbox: Sandbox, address: str) -> None:
    with WebServer() as web, web.fetcher() as fetcher:
        (found,) = ingested(sandbox, address, web=fetcher)
        assert found.document is None and found.error is not None and address in found.error
        assert web.connections == []


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
<item><title>Talks in Riga</title><link>http://news.example.org/1</link><pubDate>Mon, 06 May 2024 12:00:00 +0000</pubDate></item>
<item><title>Whole in the feed</title><link>http://news.example.org/gone</link><pubDate>Tue, 07 May 2024 12:00:00 +0000</pubDate>
<content:encoded><![CDATA[{content}]]></content:encoded></item>
<item><title>Forbidden</title><link>http://news.example.org/private/3</link></item>
<item><title>Old</title><link>http://news.example.org/old</link><pubDate>Tue, 07 May 2019 12:00:00 +0000</pubDate></item>
</channel></rss>"""


def test_a_feed_gives_its_pages_politely(sandbox: Sandbox) -> None:
    content = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[::-1])
    with WebServer() as web, web.fetcher() as fetcher:
        web.routes["/feed"] = Reply(FEED.replace("{content}", content).encode(), media_type="application/rss+xml")
        web.routes["/1"] = page("Talks in Riga")
        web.routes["/private/3"] = page("Forbidden")
        web.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/", media_type="text/plain")
        found = ingested(sandbox, "http://news.example.org/feed", web=fetcher, crawl=Polite(fetcher, pause=0), since="2024-01-01")
        assert [item.location for item in found] == ["http://news.example.org/1", "http://news.example.org/gone", "http://news.example.org/private/3"]
        first, second, third = found
        assert first.document is not None and second.document is not None
        assert (first.document.published, first.document.published_basis, first.document.title) == ("2024-05-06", "feed", "Talks in Riga")
        assert first.retrieved is not None
        assert second.document.text.split("\n\n") == PARAGRAPHS[::-1]
        assert third.error is not None and "robots" in third.error
        assert "/private/3" not in [asked.path for asked in web.requests]
        known = ingested(sandbox, "http://news.example.org/feed", web=fetcher, crawl=Polite(fetcher, pause=0), since="2024-01-01", known=bool)
        assert known == []


def test_a_sitemap_gives_its_pages_and_those_of_the_sitemaps_in_it(sandbox: Sandbox) -> None:
    index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>http://news.example.org/s1.xml</loc></sitemap><sitemap><loc>http://news.example.org/index.xml</loc></sitemap></sitemapindex>"
    pages = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://news.example.org/1</loc><lastmod>2024-05-06</lastmod></url></urlset>"
    with WebServer() as web, web.fetcher() as fetcher:
        web.routes["/index.xml"] = Reply(index.encode(), media_type="application/xml")
        web.routes["/s1.xml"] = Reply(pages.encode(), media_type="text/xml")
        web.routes["/1"] = page("Talks in Riga", head='<meta property="article:published_time" content="2024-05-05T09:00:00+03:00">')
        found = ingested(sandbox, "http://news.example.org/index.xml", web=fetcher, crawl=Polite(fetcher, pause=0))
        documents = [item.document for item in found if item.document]
        assert {document.url for document in documents} == {"http://news.example.org/1"}
        assert {(document.published, document.published_basis) for document in documents} == {("2024-05-05", "metadata")}
        # a sitemap that lists itself comes to an end
        assert [item.error for item in found if item.error and "deeper than" in item.error]
        assert len(web.requests) < 20


def test_an_archive_gives_its_pages(sandbox: Sandbox, tmp_path: Path) -> None:
    out = io.BytesIO()
    for n in (1, 2):
        body = page(f"Talks {n}", head=f'<meta property="article:published_time" content="2024-05-0{n}T09:00:00+03:00">').encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.mfa.gov.lv/en/{n}\r\nWARC-Date: 2024-05-09T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:0000000{n}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        out.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    (tmp_path / "news.warc.gz").write_bytes(out.getvalue())
    found = ingested(sandbox, tmp_path)
    assert [(item.document.url, item.document.side, item.document.published, item.retrieved) for item in found if item.document] == [
        ("https://www.mfa.gov.lv/en/1", "LVA", "2024-05-01", "2024-05-09T00:00:00Z"),
        ("https://www.mfa.gov.lv/en/2", "LVA", "2024-05-02", "2024-05-09T00:00:00Z"),
    ]
    assert len({item.location for item in found}) == 2

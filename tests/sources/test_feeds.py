"""Feeds and sitemaps of every make → what they announce."""

from __future__ import annotations

import gzip

import pytest

from bilat.errors import FormatError, OptionError, TooLargeError
from bilat.sources.formats import feeds, sitemaps
from bilat.sources.formats.feeds import Entry, parse_feed
from bilat.sources.formats.sitemaps import Listed, parse_sitemap

URL = "https://press.example/en/feed.xml"


def rss(items: str, version: str = "2.0", head: str = "", spaces: str = "") -> bytes:
    return f'{head}<rss version="{version}" {spaces}><channel><title>Steppe Press &amp; more</title><link>https://press.example/</link>{items}</channel></rss>'.encode()


def entries(data: bytes, zone: str | None = "Asia/Almaty") -> list[Entry]:
    return parse_feed(data, name="feed.xml", url=URL, zone=zone).entries


ITEM = """<item><title>Ministers meet in &lt;b&gt;Astana&lt;/b&gt;</title><link>https://press.example/n/1</link><guid isPermaLink="false">n-1</guid>
<pubDate>Sun, 31 Mar 2024 20:30:00 +0000</pubDate><description>&lt;p&gt;The ministers met &amp;amp; agreed.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>The ministers met.</p><p>They agreed.</p>]]></content:encoded></item>"""
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def test_rss() -> None:
    feed = parse_feed(rss(ITEM, spaces=CONTENT), name="feed.xml", url=URL, zone="Asia/Almaty")
    assert feed.title == "Steppe Press & more" and feed.notes == []
    assert feed.entries == [
        Entry(
            link="https://press.example/n/1",
            title="Ministers meet in Astana",
            published="2024-04-01",
            summary="The ministers met & agreed.",
            content="<p>The ministers met.</p><p>They agreed.</p>",
            id="n-1",
        )
    ]


ATOM = b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://press.example/en/"><title>Steppe Press</title><id>urn:x</id>
<entry><title type="html">Ministers &lt;i&gt;meet&lt;/i&gt;</title><link rel="alternate" href="n/1"/><id>urn:1</id><published>2024-03-31T23:30:00+05:00</published><updated>2024-04-20T09:00:00Z</updated>
<summary>They met.</summary><content type="text">The ministers met.

They agreed on 2 &lt; 3 points.</content></entry>
<entry><title>Changed only</title><link href="/n/2#top"/><id>urn:2</id><updated>2024-04-20T09:00:00Z</updated></entry></feed>"""


def test_atom() -> None:
    first, second = entries(ATOM)
    assert (first.link, first.title, first.published, first.id) == ("https://press.example/en/n/1", "Ministers meet", "2024-03-31", "urn:1")
    assert first.content == "<p>The ministers met.</p><p>They agreed on 2 &lt; 3 points.</p>"
    assert (second.link, second.published, second.content) == ("https://press.example/n/2", None, None)


def test_rdf() -> None:
    data = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://press.example/"><title>Steppe Press</title></channel><item rdf:about="https://press.example/n/1"><title>Ministers meet</title>
    <link>https://press.example/n/1</link><dc:date>2024-03-31T20:30:00Z</dc:date></item></rdf:RDF>"""
    assert [(e.link, e.title, e.published) for e in entries(data)] == [("https://press.example/n/1", "Ministers meet", "2024-04-01")]


DATES = [
    ("Sun, 31 Mar 2024 20:30:00 GMT", "2024-04-01"),
    ("Sun, 31 Mar 2024 23:30:00 +0500", "2024-03-31"),
    ("31 Mar 2024 09:00:00 EST", "2024-03-31"),
    ("2024-03-31", "2024-03-31"),
    ("2024-03-31 20:30:00", "2024-03-31"),
    ("2024-03-31T20:30:00.000Z", "2024-04-01"),
    ("Sun, 31 Mar 2024 00:00:00 +0000", "2024-03-31"),
    ("31.03.2024", "2024-03-31"),
    ("31 марта 2024", "2024-03-31"),
    ("03/04/2024", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "day"), DATES)
def test_the_day_in_the_publishers_zone(written: str, day: str | None) -> None:
    item = f"<item><title>a</title><link>https://press.example/n/1</link><pubDate>{written}</pubDate></item>"
    assert entries(rss(item))[0].published == day


def test_rss_of_the_nineties_and_windows_1251() -> None:
    item = "<item><title>Министры встретились</title><link>/n/1</link></item>"
    old = rss(
        item,
        "0.91",
        '<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
    )
    found = entries(old.decode().encode("windows-1251"))
    assert [(e.link, e.title) for e in found] == [("https://press.example/n/1", "Министры встретились")]


def test_broken_xml_as_far_as_it_goes() -> None:
    found = entries(
        rss("<item><title>Talks & trade</title><link>https://press.example/n/1</link></item><item><title>Next</title><link>https://press.example/n/2</link></item>")[:-16]
    )
    assert [e.link for e in found] == ["https://press.example/n/1", "https://press.example/n/2"]


def test_entries_without_an_address_are_told() -> None:
    bad = "".join(
        f"<item><title>a</title>{link}</item>" for link in ("", "<link>javascript:alert(1)</link>", "<link>mailto:a@b.example</link>", '<guid isPermaLink="false">7</guid>')
    )
    twice = "<item><title>a</title><link>https://press.example/n/1</link></item>" * 2
    feed = parse_feed(rss(bad + twice), name="feed.xml", url=URL, zone=None)
    assert [e.link for e in feed.entries] == ["https://press.example/n/1"]
    assert feed.notes == ["4 entries have no address and are left out", "1 entry repeats an address and is left out"]


def test_no_more_entries_than_a_feed_may_have() -> None:
    feed = parse_feed(rss("".join(f"<item><link>https://press.example/n/{n}</link></item>" for n in range(2010))), name="feed.xml", url=None)
    assert len(feed.entries) == feeds.MAX_ENTRIES == 2000 and feed.notes == ["10 entries after the first 2000 are left out"]


NO_FEEDS = [
    (
        b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2"></head></html>',
        r"an HTML page, not a feed; give the address of its feed, perhaps /rss\?a=1&b=2",
    ),
    (b"<html><body>News</body></html>", "an HTML page"),
    (b'<?xml version="1.0"?><urlset><url><loc>https://press.example/</loc></url></urlset>', "a sitemap"),
    (b'{"items": []}', "JSON"),
    (b'<?xml version="1.0"?><note>Hello</note>', "XML that begins with <note>"),
    (b"Just some words.", "text without markup"),
    (rss(ITEM, head='<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'), "declares entities"),
    (rss(ITEM, head='<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>').decode().encode("utf-16"), "declares entities"),
]


@pytest.mark.parametrize(("data", "said"), NO_FEEDS)
def test_what_is_no_feed_says_what_it_seems_to_be(data: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=rf"^feed\.xml: .*{said}"):
        entries(data)


def test_a_feed_beyond_the_bounds_and_an_unknown_zone() -> None:
    with pytest.raises(TooLargeError, match="8 MiB"):
        entries(rss(ITEM + " " * feeds.MAX_BYTES))
    with pytest.raises(TooLargeError, match="150,000 tags"):
        entries(rss(f"<item><description>{'<b>' * feeds.MAX_TAGS}</description></item>"))
    with pytest.raises(OptionError, match="Mars/Base"):
        entries(rss(ITEM), "Mars/Base")


def test_a_name_of_a_file_is_not_opened(tmp_path) -> None:
    (tmp_path / "feed.xml").write_bytes(rss(ITEM))
    with pytest.raises(FormatError):
        entries(str(tmp_path / "feed.xml").encode())


# -- sitemaps

SPACE = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
URLSET = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>
<url><image:image><image:loc>https://press.example/1.jpg</image:loc><image:title>A picture</image:title></image:image><loc> https://press.example/n/1 </loc><lastmod>2024-04-02T20:30:00Z</lastmod>
<news:news><news:publication><news:name>Steppe Press</news:name></news:publication><news:publication_date>2024-03-31T20:30:00+00:00</news:publication_date><news:title>Ministers  meet</news:title></news:news></url>
<url><loc>https://press.example/n/2?a=1&amp;b=2</loc><lastmod>2024-03</lastmod></url>
<url><loc>ftp://press.example/n/3</loc></url><url><lastmod>2024-03-31</lastmod></url><url><loc>https://press.example/n/2?a=1&amp;b=2</loc></url></urlset>""".encode()
PAGES = [
    Listed(location="https://press.example/n/1", modified="2024-04-03", title="Ministers meet", published="2024-04-01"),
    Listed(location="https://press.example/n/2?a=1&b=2"),
]


@pytest.mark.parametrize(
    "data", [URLSET, gzip.compress(URLSET), URLSET.replace(SPACE.encode(), b'xmlns:news="n" xmlns:image="i"')], ids=["plain", "gzipped", "without its namespace"]
)
def test_pages_of_a_sitemap(data: bytes) -> None:
    found = parse_sitemap(data, name="sitemap.xml", zone="Asia/Almaty")
    assert (found.sitemaps, found.pages) == ([], PAGES)


def test_an_index() -> None:
    data = f"<sitemapindex {SPACE}><sitemap><loc>https://press.example/a.xml</loc></sitemap><sitemap><loc>https://press.example/b.xml.gz</loc><lastmod>2024-03-31</lastmod></sitemap></sitemapindex>"
    found = parse_sitemap(data.encode(), name="sitemap.xml")
    assert (found.sitemaps, found.pages) == (["https://press.example/a.xml", "https://press.example/b.xml.gz"], [])


def test_lines_of_addresses() -> None:
    found = parse_sitemap(b"\xef\xbb\xbfhttps://press.example/n/1\r\nhttps://press.example/n/2\r\n\r\nnot an address\r\n", name="sitemap.txt")
    assert [page.location for page in found.pages] == ["https://press.example/n/1", "https://press.example/n/2"]


def many(count: int) -> bytes:
    return f"<urlset {SPACE}>{''.join(f'<url><loc>https://press.example/n/{n}</loc></url>' for n in range(count))}</urlset>".encode()


def test_as_many_entries_as_the_protocol_allows() -> None:
    assert len(parse_sitemap(many(sitemaps.MAX_ENTRIES), name="sitemap.xml").pages) == 50_000
    with pytest.raises(TooLargeError, match="50,000 entries"):
        parse_sitemap(many(sitemaps.MAX_ENTRIES + 1), name="sitemap.xml")
    with pytest.raises(TooLargeError, match="50,000 entries"):
        parse_sitemap(b"\n".join(b"https://press.example/%d" % n for n in range(50_001)), name="sitemap.txt")


NO_SITEMAPS = [
    (b"<!DOCTYPE html><html></html>", FormatError, "an HTML page"),
    (rss(ITEM, spaces=CONTENT), FormatError, "a feed"),
    (b"<note/>", FormatError, "XML that begins with <note>"),
    (b"some words", FormatError, "XML is broken"),
    (URLSET[:300], FormatError, "XML is broken"),
    (gzip.compress(URLSET)[:100], FormatError, "breaks off"),
    (b"\x1f\x8bnothing", FormatError, "is broken"),
    (gzip.compress(bytes(sitemaps.MAX_BYTES + 10)), TooLargeError, "50 MiB"),
    (b'<!DOCTYPE urlset [<!ENTITY a "https://press.example/">]><urlset><url><loc>&a;</loc></url></urlset>', FormatError, "document type"),
]


@pytest.mark.parametrize(("data", "kind", "said"), NO_SITEMAPS, ids=[str(n) for n in range(len(NO_SITEMAPS))])
def test_what_is_no_sitemap_says_what_it_seems_to_be(data: bytes, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=rf"^sitemap\.xml: .*{said}"):
        parse_sitemap(data, name="sitemap.xml")

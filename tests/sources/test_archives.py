"""Archives of the web, and what bytes are."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib

import pytest
from fastwarc.stream_io import BrotliWriter, Lz4Writer, ZstdWriter

from bilat.errors import BinaryError, EmptyError, FormatError, TooLargeError
from bilat.sources.formats import archives, media, members
from bilat.sources.formats.archives import ArchivedPage, BrokenRecord, read_warc

HTML_PAGE = b"<html><body><p>The ministers of Ruvania and Estor met in Lisk.</p></body></html>"


def record(
    body: bytes, *, kind: str = "response", url: str = "https://mfa.example/1", content: str = "application/http; msgtype=response", length: int | None = None, more: str = ""
) -> bytes:
    """One WARC record."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T10:11:12Z\r\nWARC-Record-ID: <urn:test:{url}>\r\n"
        f"{more}Content-Type: {content}\r\nContent-Length: {len(body) if length is None else length}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """What a server sent."""
    return "\r\n".join([f"HTTP/1.1 {status}", *(headers or ["Content-Type: text/html; charset=utf-8"]), "", ""]).encode() + body


def pages(count: int) -> list[bytes]:
    noise = random.Random(7)
    return [record(http(HTML_PAGE + b"<p>%x</p>" % noise.getrandbits(900)), url=f"https://mfa.example/{number}") for number in range(count)]


def read(data: bytes, *, offset: int = 0) -> list[ArchivedPage | BrokenRecord]:
    return list(read_warc(io.BytesIO(data), name="crawl.warc.gz", offset=offset))


def one(body: bytes, *headers: str, more: str = "") -> ArchivedPage | BrokenRecord:
    (item,) = read(record(http(body, *headers), more=more))
    return item


def packed(data: bytes, writer: type) -> bytes:
    target = io.BytesIO()
    with writer(target) as opened:
        opened.write(data)
    return target.getvalue()


# pages out of an archive


def test_a_page_comes_with_its_address_time_type_and_place() -> None:
    first = gzip.compress(record(b"software: test\r\n", kind="warcinfo", content="application/warc-fields"))
    data = first + gzip.compress(record(http(HTML_PAGE, "Content-Type: text/html; charset=windows-1251")))
    assert read(data) == [
        ArchivedPage(
            url="https://mfa.example/1", retrieved="2024-03-01T10:11:12Z", media_type="text/html", charset="windows-1251", body=HTML_PAGE,
            record_id="<urn:test:https://mfa.example/1>", offset=len(first),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: packed(data, Lz4Writer), lambda data: packed(data, ZstdWriter)], ids=["plain", "gzip", "lz4", "zstd"])
@pytest.mark.parametrize("by_record", [True, False])
def test_every_way_of_packing_gives_the_same_pages(pack: object, by_record: bool) -> None:
    assert callable(pack)
    records = pages(40)
    data = b"".join(map(pack, records)) if by_record else pack(b"".join(records))
    found = read(data)
    assert [page.url for page in found] == [f"https://mfa.example/{number}" for number in range(40)]
    assert all(isinstance(page, ArchivedPage) and page.body.startswith(HTML_PAGE) for page in found)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_reading_begins_again_at_any_offset(pack: object) -> None:
    assert callable(pack)
    data = b"".join(map(pack, pages(6)))
    whole = read(data)
    for number, page in enumerate(whole):
        assert page.offset is not None
        assert read(data, offset=page.offset) == whole[number:]


def test_an_archive_packed_as_a_whole_has_no_offsets_but_the_first() -> None:
    assert [page.offset for page in read(gzip.compress(b"".join(pages(3))))] == [0, None, None]


@pytest.mark.parametrize(
    "body",
    [
        record(b"GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n", kind="request", content="application/http; msgtype=request"),
        record(b"via: x\r\n", kind="metadata", content="application/warc-fields"),
        record(http(HTML_PAGE), kind="revisit"),
        record(http(HTML_PAGE, status="404 Not Found")),
        record(http(HTML_PAGE, "Location: /2", "Content-Type: text/html", status="302 Found")),
        record(http(b"\x89PNG", "Content-Type: image/png")),
        record(b"20240301101112\nmfa.example. 300 IN A 192.0.2.1", content="text/dns"),
    ],
    ids=["request", "metadata", "revisit", "404", "redirect", "image", "dns"],
)
def test_what_is_no_page_is_passed_over(body: bytes) -> None:
    assert [item.url for item in read(body + pages(1)[0])] == ["https://mfa.example/0"]


def test_resources_and_papers_are_pages() -> None:
    found = read(record(HTML_PAGE, kind="resource", content="text/html; charset=utf-8") + record(http(b"%PDF-1.4", "Content-Type: application/pdf")))
    assert [(page.media_type, page.charset, page.body) for page in found if isinstance(page, ArchivedPage)] == [
        ("text/html", "utf-8", HTML_PAGE),
        ("application/pdf", None, b"%PDF-1.4"),
    ]


HTML_TYPE = "Content-Type: text/html"
CHUNKED = b"a\r\n" + HTML_PAGE[:10] + b"\r\n" + b"%x;part=2\r\n" % len(HTML_PAGE[10:]) + HTML_PAGE[10:] + b"\r\n0\r\n\r\n"
RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (CHUNKED, ["Transfer-Encoding: chunked"]),
        (gzip.compress(HTML_PAGE, mtime=0), ["Content-Encoding: gzip"]),
        (zlib.compress(HTML_PAGE), ["content-encoding: DEFLATE"]),
        (RAW_DEFLATE.compress(HTML_PAGE) + RAW_DEFLATE.flush(), ["Content-Encoding: deflate"]),
        (packed(HTML_PAGE, BrotliWriter), ["Content-Encoding: br"]),
        (HTML_PAGE, ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),  # the crawler unpacked it and kept the headers
    ],
    ids=["chunked", "gzip", "deflate", "bare deflate", "brotli", "unpacked by the crawler"],
)
def test_what_the_server_packed_is_unpacked(body: bytes, headers: list[str]) -> None:
    item = one(body, HTML_TYPE, *headers)
    assert isinstance(item, ArchivedPage) and item.body == HTML_PAGE


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (b"zz\r\nnonsense", ["Transfer-Encoding: chunked"], "chunks"),
        (CHUNKED.replace(b"a\r\n", b"9\r\n", 1), ["Transfer-Encoding: chunked"], "chunks"),
        (gzip.compress(HTML_PAGE, mtime=0)[:-20], ["Content-Encoding: gzip"], "too early"),
        (gzip.compress(HTML_PAGE, mtime=0)[:20] + bytes(40), ["Content-Encoding: gzip"], "broken"),
        (b"gzip, they say", ["Content-Encoding: gzip"], "is not"),
        (b"\x01" * 50, ["Content-Encoding: br"], "broken"),
        (HTML_PAGE, ["Content-Encoding: compress"], "'compress'"),
        (gzip.compress(bytes(40 << 20), mtime=0), ["Content-Encoding: gzip"], "larger than 32 MiB"),
        (packed(bytes(40 << 20), BrotliWriter), ["Content-Encoding: br"], "larger than 32 MiB"),
        (bytes(33 << 20), [], "larger than 32 MiB"),
    ],
    ids=["no chunks", "lying chunk", "gzip cut", "gzip broken", "no gzip", "no brotli", "compress", "gzip bomb", "brotli bomb", "large"],
)
def test_a_page_that_cannot_be_unpacked_costs_only_itself(body: bytes, headers: list[str], said: str) -> None:
    broken, page = read(record(http(body, HTML_TYPE, *headers)) + pages(1)[0])
    assert isinstance(broken, BrokenRecord) and said in broken.message
    assert (broken.url, broken.offset) == ("https://mfa.example/1", 0)
    assert isinstance(page, ArchivedPage) and page.url == "https://mfa.example/0"


def test_what_a_crawler_cut_off_is_kept_and_says_so() -> None:
    item = one(gzip.compress(HTML_PAGE * 50)[:-12], HTML_TYPE, "Content-Encoding: gzip", more="WARC-Truncated: length\r\n")
    assert isinstance(item, ArchivedPage) and item.cut and item.body.startswith(HTML_PAGE)


# broken archives


def whole_pages(items: list[ArchivedPage | BrokenRecord]) -> list[str]:
    return [item.url for item in items if isinstance(item, ArchivedPage)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_wherever_an_archive_is_cut_the_whole_pages_come_and_then_one_error(pack: object) -> None:
    assert callable(pack)
    records = [pack(page) for page in pages(3)]
    ends = [sum(map(len, records[:count])) for count in range(4)]
    data = b"".join(records)
    for cut in range(12, len(data)):  # with less it cannot be told that it is an archive
        items = read(data[:cut])
        whole = sum(end <= cut for end in ends) - 1
        urls = whole_pages(items)
        assert urls == [f"https://mfa.example/{number}" for number in range(len(urls))]
        assert len(urls) in (whole, whole + 1), cut  # a page whose record lacks no more than its last line ends is whole
        broken = [item for item in items if isinstance(item, BrokenRecord)]
        if cut not in ends and len(urls) == whole:
            assert len(broken) == 1 and broken[0] is items[-1], cut
        assert len(broken) <= 1 and (cut not in ends or not broken), cut


DAMAGE: dict[str, tuple[object, object]] = {
    "garbage between records": (bytes, lambda records: records[0] + b"garbage\r\n\r\n" * 9 + records[1] + records[2]),
    "garbage between members": (gzip.compress, lambda records: records[0] + b"garbage\r\n\r\n" * 9 + records[1] + records[2]),
    "a length of a terabyte": (bytes, lambda records: records[0] + record(http(HTML_PAGE), url="https://mfa.example/x", length=10**12) + records[1] + records[2]),
    "a packed length of a terabyte": (
        gzip.compress,
        lambda records: records[0] + gzip.compress(record(http(HTML_PAGE), url="https://mfa.example/x", length=10**12)) + records[1] + records[2],
    ),
    "a length that is no number": (bytes, lambda records: records[0] + record(http(HTML_PAGE)).replace(b"Content-Length: ", b"Content-Length: -") + records[1] + records[2]),
    "a broken member": (gzip.compress, lambda records: records[0] + records[1][:60] + bytes(40) + records[1][100:] + records[1] + records[2]),
    "a broken first member": (gzip.compress, lambda records: records[0][:40] + bytes(9) + records[0][49:] + records[0] + records[1] + records[2]),
    "a header without end": (bytes, lambda records: records[0] + b"WARC/1.0\r\nX: " + b"y" * 200_000 + b"\r\n\r\n" + records[1] + records[2]),
    "a bomb": (gzip.compress, lambda records: records[0] + gzip.compress(record(bytes(300 << 20)), 1) + records[1] + records[2]),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_after_damage_the_next_record_is_found(how: str) -> None:
    pack, damage = DAMAGE[how]
    assert callable(pack) and callable(damage)
    items = read(damage([pack(page) for page in pages(3)]))
    assert whole_pages(items) == [f"https://mfa.example/{number}" for number in range(3)]
    assert sum(isinstance(item, BrokenRecord) for item in items) in ((1, 2) if how == "a header without end" else (1,))


def test_an_archive_broken_everywhere_is_given_up_with_a_message() -> None:
    items = read(b"".join(record(http(HTML_PAGE), length=10**9) for _ in range(300)))
    assert len(items) == archives.MAX_BREAKS + 1
    last = items[-1]
    assert isinstance(last, BrokenRecord) and "rest" in last.message


def test_a_pipe_is_read_as_far_as_it_goes() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    first, second = pages(2)
    items = list(read_warc(Pipe(first + b"garbage" * 9 + second), name="-"))
    assert whole_pages(items) == ["https://mfa.example/0"] and isinstance(items[-1], BrokenRecord)


@pytest.mark.parametrize("data", [b"", b"Plain words.", gzip.compress(b"Plain words.", mtime=0), b"%PDF-1.4"])
def test_what_is_no_archive_is_an_error(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"crawl\.warc\.gz: .* no archive"):
        read(data)


def test_memory_stays_flat_whatever_the_size() -> None:
    import tracemalloc

    class Endless(io.RawIOBase):
        """2,000 pages of 32 kB, made as they are read."""

        left = 2_000
        page = gzip.compress(record(http(HTML_PAGE * 400)))

        def read(self, size: int = -1) -> bytes:
            count = min(self.left, max(1, size // len(self.page)))
            self.left -= count
            return self.page * count

    tracemalloc.start()
    count = sum(isinstance(item, ArchivedPage) for item in read_warc(Endless(), name="x"))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000 and peak < 8 << 20


# what bytes are


def zipped(*names: str, stored: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name in names:
            opened.writestr(name, stored)
    return target.getvalue()


KINDS: dict[str, tuple[bytes, str, str | None, str]] = {
    "page": (b"<!DOCTYPE html>\n<html lang=en><p>x", "download", None, media.HTML),
    "page behind comments": (b"<!-- a --><!-- b --> <!doctype HTML [ <!ENTITY x 'y'> ]>\n<!-- c --><HTML>", "x", "text/plain", media.HTML),
    "xhtml": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="x">', "x", None, media.HTML),
    "page in UTF-16": ("<html><p>x</p>".encode("utf-16"), "x", None, media.HTML),
    "page in UTF-16 without its mark": ("<html><p>Слова</p></html>".encode("utf-16-le"), "x.html", None, media.HTML),
    "page without its root": (b"<div><p>Words</p></div>", "x", None, media.HTML),
    "page by its name": (b"Only words.", "x.HTM", None, media.HTML),
    "page by its header": (b"Only words.", "https://a.example/x?y=z.pdf", "text/html; charset=x", media.HTML),
    "feed": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<rss version="2.0">', "x.html", "text/html", media.FEED),
    "atom": (b'<feed xmlns="http://www.w3.org/2005/Atom">', "x", None, media.FEED),
    "rdf": (b"<?xml version='1.0'?><rdf:RDF xmlns='x'>", "x", None, media.FEED),
    "sitemap": (b'<?xml version="1.0"?><?xml-stylesheet href="x"?><urlset>', "sitemap.xml", "text/xml", media.SITEMAP),
    "sitemap index": (b"<sitemapindex>", "x", None, media.SITEMAP),
    "paper": (b"junk\n%PDF-1.7\n", "x.html", "text/html", media.PDF),
    "document": (zipped("[Content_Types].xml", "word/document.xml"), "x.pdf", None, media.DOCX),
    "archive": (record(b"x"), "x", None, media.WARC),
    "packed archive": (gzip.compress(record(b"x")), "x.gz", None, media.WARC),
    "LZ4 archive": (packed(record(b"x"), Lz4Writer), "x.warc.lz4", None, media.WARC),
    "packed page": (gzip.compress(b"<html>"), "x.html.gz", None, media.GZIP),
    "lines": (b'{"text": "x"}\n{"text": "y"}\n', "x", None, media.JSONL),
    "lines by name": (b'\n{"text": "%s"}' % (b"x" * 9000), "x.jsonl", None, media.JSONL),
    "text": (b"MZ is what the ministry is called here.", "x.txt", None, media.TEXT),
    "text of no name": ("Лиск, 1 марта. Встреча.".encode("cp1251"), "x", None, media.TEXT),
    "text that speaks of tags": (b"The <table> was set.", "x", None, media.TEXT),
}


@pytest.mark.parametrize("what", KINDS)
def test_what_bytes_are(what: str) -> None:
    data, name, declared, kind = KINDS[what]
    assert media.media_type(data, name=name, declared=declared) == kind


FOREIGN: dict[str, tuple[bytes, str]] = {
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "DOCX or PDF"),
    "Excel": (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
    "OpenDocument": (zipped("mimetype", stored=b"application/vnd.oasis.opendocument.text"), "OpenDocument.*DOCX or PDF"),
    "zip": (zipped("a.txt"), "unpack it"),
    "tar": (gzip.compress(bytes(257) + b"ustar" + bytes(300)), "unpack it"),
    "program": (b"MZ\x90\x00\x03\x00\x00\x00", "program"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(9), "program"),
    "image": (b"\xff\xd8\xff\xe0" + bytes(50), "JPEG"),
    "video": (b"\0\0\0\x18ftypmp42" + bytes(50), "transcript"),
    "zeros": (bytes(5000), "not text"),
    "noise": (bytes(range(256)) * 20, "not text"),
    "json": (b'{\n "text": "x"\n}', "JSON lines"),
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("name", ["speech.pdf", "speech.json"])
def test_what_is_not_read_is_named_with_the_way_out(what: str, name: str) -> None:
    data, said = FOREIGN[what]
    if what == "json" and not name.endswith(".json"):
        return
    with pytest.raises(BinaryError, match=f"(?s){name}: .*{said}"):
        media.media_type(data, name=name, declared=None)


def test_nothing_is_an_error() -> None:
    with pytest.raises(EmptyError, match="x: there is nothing in it"):
        media.media_type(b"", name="x", declared=None)


@pytest.mark.parametrize("data", [b"<!-- -->" * 500 + b"\x3c\x3c", b"<?x?>" * 800, b"<!DOCTYPE a [" + b"<!--" * 900, b"<" * 4096, b"<!DOCTYPE html " + b'"' * 4000])
def test_hostile_heads_are_told_at_once(data: bytes) -> None:
    import time

    begun = time.process_time()
    media.media_type(data, name="x", declared=None)
    assert time.process_time() - begun < 0.5


# gzip


def test_gzip_is_unpacked_member_by_member() -> None:
    data = gzip.compress(b"One. ") + gzip.compress(b"") + gzip.compress(b"Two.") + bytes(512)
    assert media.gunzip(data, name="x", limit=100) == b"One. Two."
    assert media.gunzip(gzip.compress(bytes(100)), name="x", limit=100) == bytes(100)


WHOLE = gzip.compress(random.Random(1).randbytes(500), mtime=0)


@pytest.mark.parametrize(
    ("data", "said"),
    [(WHOLE[:-1], "too early"), (WHOLE[:12], "too early"), (WHOLE[:-8] + bytes(8), "broken"), (WHOLE + b"trailing words", "broken")],
)
def test_broken_gzip_is_an_error(data: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=f"page.gz: .*{said}.*get the file again"):
        media.gunzip(data, name="page.gz", limit=1 << 20)


@pytest.mark.parametrize("data", [gzip.compress(bytes(40 << 20), mtime=0), gzip.compress(b"", mtime=0) * 200_000], ids=["zeros", "members"])
def test_a_gzip_bomb_is_refused_before_it_is_unpacked(data: bytes) -> None:
    with pytest.raises(TooLargeError, match=r"bomb\.gz: .*larger than 2 MiB"):
        media.gunzip(data, name="bomb.gz", limit=2 << 20)


def test_the_bomb_limit_lets_what_is_merely_well_packed_through() -> None:
    text = b"".join(b"<p>Meeting %d of the joint commission.</p>" % number for number in range(200_000))
    item = one(text, HTML_TYPE)
    assert isinstance(item, ArchivedPage) and item.body == text
    assert len(text) / len(gzip.compress(text)) < members.MAX_RATIO

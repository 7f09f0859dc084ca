"""Sitemaps, of XML or of lines → the pages and the further sitemaps that they list."""

from __future__ import annotations

import io
import re
import zlib
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from lxml import etree

from ...errors import FormatError, OptionError, TooLargeError
from .charset import decode_page
from .datewords import read_stamp

MAX_BYTES = 50 << 20
MAX_ENTRIES = 50_000
"""Bytes, unzipped, and entries of a sitemap: the protocol allows no more (sitemaps.org, "Sitemap file requirements")."""


class Listed(msgspec.Struct, kw_only=True, frozen=True):
    """A page that a sitemap lists: its address, the day of its last change, and, in a sitemap of news, its title and day of publication."""

    location: str
    modified: str | None = None
    title: str | None = None
    published: str | None = None


class Sitemap(msgspec.Struct, kw_only=True, frozen=True):
    """What a sitemap lists: further `sitemaps`, of an index, or `pages`."""

    sitemaps: list[str]
    pages: list[Listed]


def parse_sitemap(data: bytes, *, name: str, zone: str | None = None) -> Sitemap:
    """Return what a sitemap lists, gzipped or not, in XML or as lines of addresses; moments are brought to days in the IANA zone `zone`.

    Addresses that are not of http or https are passed over. `FormatError` for what is no sitemap, saying what it seems to be, or for one that
    is broken or declares entities; `TooLargeError` for more than the protocol allows.
    """
    try:
        place = ZoneInfo(zone) if zone else None
    except (ValueError, OSError, KeyError):
        raise OptionError(f"zone: {zone!r} is no time zone; give one of the IANA names, such as Asia/Almaty") from None
    data = _unzipped(data, name)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<" not in head and re.match(rb"https?://", head):
        return _lines(data, name)
    if re.match(rb"(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+)?html\b", head, re.IGNORECASE | re.DOTALL):
        raise FormatError(f"{name}: this is an HTML page, not a sitemap; give the address of an XML sitemap, as robots.txt names it")
    return _xml(data, name, place)


def _unzipped(data: bytes, name: str) -> bytes:
    if data[:2] == b"\x1f\x8b":
        unzip = zlib.decompressobj(wbits=31)
        try:
            whole = unzip.decompress(data, MAX_BYTES + 1)
        except zlib.error as error:
            raise FormatError(f"{name}: the gzipped sitemap is broken ({error}); get it again") from None
        if not unzip.eof and len(whole) <= MAX_BYTES:
            raise FormatError(f"{name}: the gzipped sitemap breaks off; get it again")
        data = whole
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{name}: more than {MAX_BYTES >> 20} MiB; the protocol allows no larger sitemap: give those that an index lists")
    return data


def _lines(data: bytes, name: str) -> Sitemap:
    found = dict.fromkeys(line.strip() for line in decode_page(data, None, name).splitlines() if _is_address(line.strip()))
    if len(found) > MAX_ENTRIES:
        raise _too_many(name)
    return Sitemap(sitemaps=[], pages=[Listed(location=location) for location in found])


def _xml(data: bytes, name: str, place: ZoneInfo | None) -> Sitemap:
    sitemaps: dict[str, None] = {}
    pages: dict[str, Listed] = {}
    root = ""
    entries = 0
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False, "remove_comments": True, "remove_pis": True}
    try:
        for event, element in etree.iterparse(io.BytesIO(data), events=("start", "end"), **options):
            tag = _local(element)
            if event == "start":
                if not root:
                    root = tag
                    if element.getroottree().docinfo.internalDTD is not None:
                        raise FormatError(f"{name}: the sitemap has a document type, in which entities can be declared; bilat reads none of these")
                    if root not in ("urlset", "sitemapindex"):
                        seems = "a feed" if root in ("rss", "feed", "RDF") else "an HTML page" if root == "html" else f"XML that begins with <{root}>"
                        raise FormatError(f"{name}: this is no sitemap but {seems}; give the address of an XML sitemap, as robots.txt names it")
                continue
            if tag not in ("url", "sitemap") or (parent := element.getparent()) is None or parent.getparent() is not None:
                continue
            entries += 1
            if entries > MAX_ENTRIES:
                raise _too_many(name)
            listed = _listed(element, place)
            if listed is not None and tag == "url":
                pages.setdefault(listed.location, listed)
            elif listed is not None:
                sitemaps.setdefault(listed.location)
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise FormatError(f"{name}: the sitemap's XML is broken ({str(error)[:80]}); get it again, or give the pages' addresses") from None
    return Sitemap(sitemaps=list(sitemaps), pages=list(pages.values()))


def _listed(element: etree._Element, place: ZoneInfo | None) -> Listed | None:
    location = modified = title = published = None
    for child in element.iter():
        text = (child.text or "").strip()
        if not text:
            continue
        tag = _local(child)
        if tag == "loc" and child.getparent() is element:  # an image's address has the same name, and lies deeper
            location = location or text
        elif tag == "lastmod":
            modified = modified or _day(text, place)
        elif tag == "publication_date":
            published = published or _day(text, place)
        elif tag == "title" and (parent := child.getparent()) is not None and _local(parent) == "news":
            title = title or " ".join(text.split())[:1000]
    if location is None or not _is_address(location):
        return None
    return Listed(location=location, modified=modified, title=title, published=published)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _day(text: str, place: ZoneInfo | None) -> str | None:
    stamp = read_stamp(text, place)
    return stamp[0].isoformat() if stamp else None


def _is_address(text: str) -> bool:
    if len(text) > 2048 or any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _too_many(name: str) -> TooLargeError:
    return TooLargeError(f"{name}: more than {MAX_ENTRIES:,} entries; the protocol allows no more: give the sitemaps that an index lists")

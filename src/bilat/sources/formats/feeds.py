"""RSS, Atom and RDF feeds → what they announce."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser
import msgspec

from ...errors import FormatError, OptionError, TooLargeError
from .charset import decode_page
from .datewords import read_stamp

MAX_BYTES = 8 << 20
MAX_TAGS = 150_000
MAX_ENTRIES = 2_000
"""Bytes and tags of a feed, and the entries that are read of it, its first ones; a feed of news has some tens."""


class Entry(msgspec.Struct, kw_only=True, frozen=True):
    """One piece that a feed announces: its address, made absolute, and what the feed says of it.

    `published` is a day as YYYY-MM-DD in the publisher's zone, `summary` plain text, `content` the piece's own HTML where the feed carries it.
    """

    link: str
    title: str | None = None
    published: str | None = None
    summary: str | None = None
    content: str | None = None
    id: str | None = None


class Feed(msgspec.Struct, kw_only=True, frozen=True):
    """A feed's title and entries, in its order, with a note for each sort of entry that was left out."""

    title: str | None
    entries: list[Entry]
    notes: list[str] = []


def parse_feed(data: bytes, *, name: str, url: str | None, zone: str | None = None) -> Feed:
    """Return what a feed announces; `url` is where it was found, `zone` the IANA zone into which moments of publication are brought.

    RSS 0.9 to 2.0, Atom and RDF are read, and broken XML as far as it goes. An Atom entry's day of change is none of publication.
    `FormatError` for what is no feed, saying what it seems to be, and for one that declares entities; `TooLargeError` beyond `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{name}: larger than {MAX_BYTES >> 20} MiB; a feed announces some tens of pieces: give one of its parts")
    try:
        place = ZoneInfo(zone) if zone else None
    except (ValueError, OSError, KeyError):
        raise OptionError(f"zone: {zone!r} is no time zone; give one of the IANA names, such as Asia/Almaty") from None
    text = decode_page(data, None, name)
    _refuse_what_is_no_feed(text, name)
    if _CDATA.sub("", text).count("<") > MAX_TAGS:
        raise TooLargeError(f"{name}: more than {MAX_TAGS:,} tags; a feed announces some tens of pieces: give one of its parts")
    text = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text)
    # from a stream: given bytes, feedparser would first try to open a file of that name
    headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": url} if url else {})}
    found = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        raise FormatError(f"{name}: this is no feed, or one too broken to be read; give the address of an RSS or Atom feed")
    atom = str(found.get("version", "")).startswith("atom")
    notes: list[str] = []
    if len(found.entries) > MAX_ENTRIES:
        notes.append(f"{len(found.entries) - MAX_ENTRIES} entries after the first {MAX_ENTRIES} are left out")
    entries: dict[str, Entry] = {}
    without = again = 0
    for item in found.entries[:MAX_ENTRIES]:
        link = _link(item, url)
        if link is None:
            without += 1
        elif link in entries:
            again += 1
        else:
            entries[link] = Entry(
                link=link,
                title=_plain(item.get("title"))[:1000] or None,
                published=_published(item, place, atom),
                summary=_plain(item.get("summary"))[:20_000] or None,
                content=_content(item),
                id=str(item["id"])[:2000] if item.get("id") else None,
            )
    if without:
        notes.append(f"{without} {'entry has' if without == 1 else 'entries have'} no address and {'is' if without == 1 else 'are'} left out")
    if again:
        notes.append(f"{again} {'entry repeats' if again == 1 else 'entries repeat'} an address and {'is' if again == 1 else 'are'} left out")
    return Feed(title=_plain(found.feed.get("title"))[:1000] or None, entries=list(entries.values()), notes=notes)


_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w.:-]{0,60})")
_KNOWN = frozenset(["rss", "feed", "rdf", "channel"])
_OFFERED = re.compile(r"<link\b(?=[^>]{0,500}\btype\s*=\s*[\"']?application/(?:rss|atom)\+xml)[^>]{0,500}?\bhref\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)


def _refuse_what_is_no_feed(text: str, name: str) -> None:
    if "<!ENTITY" in text:
        raise FormatError(f"{name}: the feed declares entities, which can make a small file unfold into a large one; bilat reads none of these")
    match = _FIRST_TAG.search(text, 0, 100_000)
    root = match[1].lower().split(":")[-1] if match else ""
    if root in _KNOWN:
        return
    if root == "html" or re.match(r"\s*<!doctype html", text, re.IGNORECASE):
        offered = _OFFERED.search(text)
        raise FormatError(f"{name}: this is an HTML page, not a feed; give the address of its feed{f', perhaps {html.unescape(offered[1])}' if offered else ''}")
    seems = (
        "a sitemap"
        if root in ("urlset", "sitemapindex")
        else "JSON"
        if text.lstrip()[:1] in ("{", "[")
        else f"XML that begins with <{match[1]}>"
        if match
        else "text without markup"
    )
    raise FormatError(f"{name}: this is no feed but {seems}; give the address of an RSS or Atom feed")


def _link(item: dict[str, Any], url: str | None) -> str | None:
    """The piece's address, absolute; where a service counts the clicks, the one that it leads to."""
    for value in _addresses(item):
        try:
            link = urljoin(url or "", str(value).strip())
            parts = urlsplit(link)
            if parts.scheme in ("http", "https") and parts.hostname and len(link) <= 2000:
                return parts._replace(fragment="" if not parts.fragment.startswith("!") else parts.fragment).geturl()
        except ValueError:
            continue
    return None


def _addresses(item: dict[str, Any]) -> Iterator[Any]:
    yield from (value for value in (item.get("feedburner_origlink"), item.get("link")) if value)
    yield from (link.get("href") for link in item.get("links", ()) if link.get("rel") == "alternate" and link.get("href"))


def _published(item: dict[str, Any], place: ZoneInfo | None, atom: bool) -> str | None:
    """The entry's day. feedparser files RSS's dc:date under `updated`; an Atom entry's `updated` is what it says."""
    for key in ("published", "created") if atom else ("published", "created", "updated"):
        value = dict.get(item, key)  # its own `get` would answer with another key's value
        stamp = read_stamp(str(value), place) if value else None
        if stamp:
            return stamp[0].isoformat()
    return None


def _content(item: dict[str, Any]) -> str | None:
    """The piece's HTML where the feed carries it whole, the longest part."""
    best = max((part for part in item.get("content", ()) if part.get("value")), key=lambda part: len(part["value"]), default=None)
    if best is None:
        return None
    value = str(best["value"])
    if best.get("type") == "text/plain":
        return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in re.split(r"\n\s*\n", value) if paragraph.strip())
    return value


def _plain(value: Any) -> str:
    """Text without its markup and on one line."""
    return " ".join(html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", str(value or ""))).split())

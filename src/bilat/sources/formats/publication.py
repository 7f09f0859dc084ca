"""When a page was published: what its metadata, its visible date and its address say, and whether they agree."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from ...errors import OptionError
from ...vocabulary import PublishedBasis
from .datewords import BAD_LABEL, MODIFIED_LABEL, PUBLISHED_LABEL, Found, find_dates, read_stamp
from .markup import Block, json_ld, metas, page_blocks, parse_page, types_of, words_key

ARTICLE_TYPES = frozenset([
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle", "AskPublicNewsArticle", "BlogPosting",
    "LiveBlogPosting", "Report", "PressRelease", "SpecialAnnouncement", "SocialMediaPosting", "ScholarlyArticle",
])  # fmt: skip
"""The schema.org types of a piece."""

EARLIEST = datetime.date(1990, 1, 1)
"""Before the web no page was published: an earlier date is believed only where metadata and visible text agree, as in archives of papers."""

_DAY = datetime.timedelta(days=1)

_PUBLISHED_METAS = [
    "article:published_time", "og:published_time", "og:article:published_time", "article:published", "article.published", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.date.issued", "dc.date.published", "citation_publication_date", "publish-date", "publish_date",
    "publication_date", "publication-date", "published_time", "published-date", "pubdate", "cxenseparse:recs:publishtime",
]  # fmt: skip
_DATED_METAS = ["dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date", "date.created", "datecreated", "created", "release_date", "news_date"]
_MODIFIED_METAS = [
    "article:modified_time", "og:updated_time", "og:modified_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "datemodified", "date.modified",
    "revised",
]  # fmt: skip
_OTHER_METAS = [
    "expires", "unavailable_after", "robots", "article:expiration_time", "dcterms.valid", "dc.date.valid", "expiration_date", "dcterms.available", "event:start_time",
    "event:end_time",
]  # fmt: skip
_OTHER_FIELDS = (
    "expires", "validThrough", "validUntil", "endDate", "startDate", "doorTime", "previousStartDate", "availabilityEnds", "priceValidUntil", "dateline", "copyrightYear",
)  # fmt: skip


class _Claim(NamedTuple):
    """A day that something on the page claims; `zoned` where it was brought to the publisher's own day from a moment of time."""

    day: datetime.date
    zoned: bool = False


def publication_date(
    tree_or_html: HtmlElement | str,
    *,
    url: str | None,
    text: str,
    today: datetime.date,
    zone: str | None,
    blocks: list[Block] | None = None,
    heading: int | None = None,
) -> tuple[str, PublishedBasis] | None:
    """Return the day on which a page was published and what that rests on, or None where the page leaves it open.

    `text` is the piece that was extracted, `today` the last possible day, `zone` the IANA zone of the publisher, into which moments of time
    are brought: 2024-03-31T20:30:00Z is 1 April in Almaty. `blocks` and `heading` spare a second pass over a page whose blocks are known.

    Three opinions are heard. The metadata of the piece itself (JSON-LD, meta elements, `<time>` at its head) goes first; a date that stands
    alone by the title comes next; then the address. Where metadata and the visible date differ by more than a day, the address or the text's
    own dateline decides between them, and without either the answer is None. Days of expiry, of events, of other pieces, of changes and of
    copyright are none of publication; a day of change only says that publication was not later. htmldate, which reads all of these without
    asking what they are, is asked last: its answer counts where nothing on the page speaks against it.
    """
    tree = parse_page(tree_or_html, "page") if isinstance(tree_or_html, str) else tree_or_html
    if zone is not None:
        try:
            place: ZoneInfo | None = ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            raise OptionError(f"zone: {zone!r} is no time zone; give one of the IANA names, such as Asia/Almaty") from None
    else:
        place = None
    if blocks is None:
        blocks = page_blocks(tree)
        heading = next((n for n, block in enumerate(blocks) if block.tag == "h1" and not block.furniture), None)
    page = _Page(tree, blocks, heading, url, text, today, place, zone)
    found = page.decide()
    return (found[0].isoformat(), found[1]) if found else None


class _Page:
    """One page, its opinions, and the judgement between them."""

    def __init__(
        self, tree: HtmlElement, blocks: list[Block], heading: int | None, url: str | None, text: str, today: datetime.date, place: ZoneInfo | None, zone: str | None
    ) -> None:
        self.tree, self.blocks, self.heading, self.url, self.text, self.today, self.place = tree, blocks, heading, url, text, today, place
        self.said = metas(tree)
        self.things = json_ld(tree)
        root = tree.getroottree().getroot()
        self.month_first = _month_first(root.get("lang") or self.said.get("content-language"), url, zone)
        changed = [claim.day for claim in self._changed()]
        self.latest = min([day + _DAY for day in changed if day.year >= 1990], default=None)
        first = text[:4000].split("\n\n", 1)[0]
        self.start = next((n for n, block in enumerate(blocks) if block.text == first), len(blocks))

    # what is asked of all

    def _possible(self, day: datetime.date, zoned: bool = False) -> bool:
        """Not later than today, with a day's grace where the day came of a moment elsewhere, nor later than the page's last change."""
        return datetime.date(1800, 1, 1) <= day <= self.today + _DAY * zoned and (self.latest is None or day <= self.latest)

    def decide(self) -> tuple[datetime.date, PublishedBasis] | None:
        claims = [claim for claim in self._metadata() if self._possible(*claim)]
        shown = self._near_title()
        address = self._address()
        witnesses = {day for day in (address, self._dateline()) if day}
        if claims:
            return self._between(claims, shown, witnesses)
        if shown:
            options = shown & witnesses if len(shown) > 1 else shown
            if len(options) != 1:
                return None
            day = next(iter(options))
            if day < EARLIEST or (address and not _near(day, [address])):
                return None
            return day, "text"
        if address and address >= EARLIEST:
            return address, "address"
        return self._asked()

    def _between(self, claims: list[_Claim], shown: set[datetime.date], witnesses: set[datetime.date]) -> tuple[datetime.date, PublishedBasis] | None:
        """The judgement where there is metadata."""
        days = [claim.day for claim in claims]
        if any(not _near(day, [days[0]]) for day in days):
            backed = [claim for claim in claims if _near(claim.day, shown | witnesses)]
            if not backed or any(not _near(claim.day, [backed[0].day]) for claim in backed):
                return None
            claims = backed
        best = claims[0]
        if not shown:
            return (best.day, "metadata") if best.day >= EARLIEST else None
        if _near(best.day, shown):
            if best.day not in shown and len(shown) == 1 and self.place is None and any(claim.zoned for claim in claims):
                return next(iter(shown)), "text"  # a moment in a zone that is not the publisher's; the reader sees the publisher's day
            return best.day, "metadata"
        for_metadata, for_shown = _near(best.day, witnesses), [day for day in shown if _near(day, witnesses)]
        if for_metadata and not for_shown and best.day >= EARLIEST:
            return best.day, "metadata"
        if len(for_shown) == 1 and not for_metadata and for_shown[0] >= EARLIEST:
            return for_shown[0], "text"
        return None

    # opinions

    def _metadata(self) -> list[_Claim]:
        """What the metadata of the piece says, the surest kind that says anything."""
        pieces = self._own_pieces()
        sure = [thing.get(field) for thing in pieces for field in ("datePublished", "dateCreated", "uploadDate") if thing.get("datePublished") is None or field == "datePublished"]
        sure += [self.said.get(name) for name in _PUBLISHED_METAS]
        claims = [*self._claims(sure), *self._claims(self._times(marked=True))]
        if claims:
            return claims
        weak = [thing.get("datePublished") for thing in self.things if types_of(thing) & {"WebPage", "ItemPage", "AboutPage"}]
        return self._claims([*weak, *(self.said.get(name) for name in _DATED_METAS)]) or self._claims(self._times(marked=False))

    def _claims(self, values: Iterable[Any]) -> list[_Claim]:
        found: list[_Claim] = []
        for value in values:
            if isinstance(value, str | int) and not isinstance(value, bool) and (stamp := read_stamp(str(value), self.place)):
                found.append(_Claim(*stamp))
        return found

    def _own_pieces(self) -> list[dict[str, Any]]:
        """The JSON-LD articles that are this page's piece, not teasers of others."""
        pieces = [thing for thing in self.things if types_of(thing) & ARTICLE_TYPES]
        title = words_key(self.blocks[self.heading].text) if self.heading is not None else ""
        titles = [key for key in (title, words_key(self.said.get("og:title", "")), words_key((self.tree.findtext(".//title") or "")[:1000])) if key]
        named = [thing for thing in pieces if (key := words_key(str(thing.get("headline") or thing.get("name") or ""))) and any(key in t or t in key for t in titles)]
        if not named and self.url:
            path = urlsplit(self.url).path.rstrip("/")
            named = [thing for thing in pieces if path and any(urlsplit(str(a)).path.rstrip("/") == path for a in _addresses(thing))]
        if named:
            return named
        untitled = [thing for thing in pieces if not thing.get("headline")]
        return untitled if len(untitled) == 1 else []

    def _times(self, *, marked: bool) -> Iterator[str]:
        """Moments in `<time>` and microdata: those marked as published anywhere in the piece, others only by its title."""
        places: dict[HtmlElement, int] = {}
        for n, block in enumerate(self.blocks):
            places.setdefault(block.element, n)
        for element in self.tree.iter("time", "meta", "span", "div", "abbr", "p"):
            if element.tag not in ("time", "meta") and element.get("itemprop") is None and element.tag != "abbr":
                continue
            names = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
            value = element.get("datetime") or element.get("content") or (element.get("title") if element.tag == "abbr" else None)
            published = "pubdate" in element.attrib or re.search(r"publish|datecreated|entry-date|pubdate|posted", names) is not None
            if not value or re.search(r"updated|modif", names) or (published is not marked) or (element.tag == "meta" and not published):
                continue
            node: HtmlElement | None = element
            while node is not None and node not in places:
                node = node.getparent()
            if node is None or (self.blocks[places[node]].furniture and not self._by_title(places[node])):
                continue
            if self._by_title(places[node]) or (marked and not any(a.tag in ("aside", "nav", "footer", "li") for a in element.iterancestors())):
                yield value

    def _changed(self) -> list[_Claim]:
        values = [thing.get("dateModified") for thing in self._own_pieces_or_pages()]
        return self._claims([*values, *(self.said.get(name) for name in _MODIFIED_METAS)])

    def _own_pieces_or_pages(self) -> list[dict[str, Any]]:
        return [thing for thing in self.things if types_of(thing) & (ARTICLE_TYPES | {"WebPage"})][:1]

    def _by_title(self, n: int) -> bool:
        if self.heading is None:
            return self.start - 5 <= n < self.start
        return self.heading - 4 <= n <= min(self.heading + 6, max(self.start, self.heading + 1))

    def _near_title(self) -> set[datetime.date]:
        """The possible days of the date that stands alone by the title: between it and the text, or shortly before it."""
        if self.heading is None:
            span: Iterable[int] = range(max(0, self.start - 5), self.start)
        else:
            span = [*range(self.heading + 1, self.heading + 9), *range(self.heading - 1, max(-1, self.heading - 5), -1)]
        for n in span:
            if n >= len(self.blocks):
                continue
            block = self.blocks[n]
            label = self.blocks[n - 1].text if n and len(self.blocks[n - 1].text) < 40 and not self.blocks[n - 1].is_heading else ""
            named = PUBLISHED_LABEL.match(label) or PUBLISHED_LABEL.match(block.text)
            if MODIFIED_LABEL.match(label) or BAD_LABEL.match(label) or (n > self.start and not named):
                continue
            days = self._alone(block)
            if days and (named or not block.furniture or (self.heading is not None and self.heading < n <= self.heading + 3)):
                return days
        return set()

    def _alone(self, block: Block) -> set[datetime.date]:
        """The possible days of a block that is a date and little else, where nothing calls it another date than of publication."""
        text = block.text
        if len(text) > 160 or block.linked > 0.5 * len(text):
            return set()
        found = list(find_dates(text, self.month_first))
        if not found or BAD_LABEL.search(text):
            return set()
        rest, end = "", 0
        plain: list[Found] = []
        named: list[Found] = []
        for date in found:
            label = text[end : date.start]
            rest, end = rest + " " + label, date.end
            if MODIFIED_LABEL.search(label):
                continue
            (named if PUBLISHED_LABEL.search(label) else plain).append(date)
        rest = _CLOCK.sub(" ", rest + " " + text[end:])
        left = PUBLISHED_LABEL.sub(" ", MODIFIED_LABEL.sub(" ", rest))
        if re.search(r"\d", re.sub(r"(?:No\.?|№|nº)\s*\d+|\d+\s*(?:views?|просмотр\w*|vues|vistas|min\w*)|(?:views?|просмотр\w*):?\s*\d+", " ", left, flags=re.IGNORECASE)):
            return set()
        if len(re.findall(r"[^\W\d_]{2,}", left)) > 6 or _PLACE.match(text):
            return set()
        chosen = named or plain
        days = {frozenset(day for day in date.days if self._possible(day)) for date in chosen}
        return set(next(iter(days))) if len(days) == 1 else set()

    def _address(self) -> datetime.date | None:
        """The day in the path of the address, where the path is not that of a calendar."""
        path = urlsplit(self.url).path if self.url else ""
        if re.search(r"/(?:events?|calendar|agenda|schedule|archive)s?/", path, re.IGNORECASE):
            return None
        days = set()
        for match in _PATH.finditer(path):
            year, month, day = (match.group(g) or match.group(g + "2") or match.group(g + "3") for g in "ymd")
            try:
                found = datetime.date(int(year), int(month), int(day))
            except ValueError:
                continue
            if self._possible(found):
                days.add(found)
        return days.pop() if len(days) == 1 else None

    def _dateline(self) -> datetime.date | None:
        """The full date in the text's first line or alone in its last, a witness only."""
        lines = [line for line in self.text.split("\n") if line.strip()]
        for piece in (lines[0][:90], lines[-1] if len(lines[-1]) < 90 else "") if lines else ():
            for found in find_dates(piece, self.month_first):
                if len(found.days) == 1:
                    return found.days[0]
        return None

    def _asked(self) -> tuple[datetime.date, PublishedBasis] | None:
        """htmldate's answer, where the page says it of the piece and says nothing else."""
        answer = _htmldate(self.tree, self.today)
        if answer is None or answer < EARLIEST or not self._possible(answer):
            return None
        others = [value for thing in self.things for field in (*_OTHER_FIELDS, "dateModified", "datePublished") if isinstance(value := thing.get(field), str)]
        others += [self.said[name] for name in (*_OTHER_METAS, *_MODIFIED_METAS) if name in self.said]
        if any(_near(answer, [claim.day]) for claim in self._claims(others)) or any(answer in found.days for value in others for found in find_dates(value, self.month_first)):
            return None
        alone: set[datetime.date] = set()
        told: set[datetime.date] = set()
        for block in self.blocks:
            if block.furniture or not any(character.isdigit() for character in block.text):
                continue
            single = self._alone(block)
            alone |= single
            if not single:
                told.update(day for found in find_dates(block.text[:20_000], self.month_first) for day in found.days)
        if alone:
            return (answer, "text") if alone == {answer} else None
        if any(answer + _DAY < day <= self.today for day in told) or not self._is_written(answer):
            return None  # the piece tells of what came after that day
        return answer, "metadata"

    def _is_written(self, day: datetime.date) -> bool:
        """Whether a meta element holds a day as a stamp; htmldate makes days of what is none, and draws days to come back to today."""
        for element in self.tree.iter("meta"):
            for value in element.attrib.values():
                if str(day.year) in value and len(value) <= 80 and (stamp := read_stamp(value, self.place)) and stamp[0] == day:
                    return True
        return False


_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?(?:GMT|UTC|CET|EST|EDT|MSK)?\s*(?:[+-]\s?\d{1,2}(?::?\d{2})?)?\)?)?", re.IGNORECASE)
_PLACE = re.compile(r"(?!(?:\w+day|News|Press|Published|Posted)\b)[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}, (?:\d{1,2} [A-Z]|[A-Z][a-z]+ \d{1,2}, )")
_PATH = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<s>[-/_.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
    r"|(?P<y2>(?:19|20)\d\d)(?P<s2>[-/])(?P<m2>[1-9])(?P=s2)(?P<d2>[1-9]|[12]\d|3[01])"
    r"|(?P<d3>0[1-9]|[12]\d|3[01])(?P<s3>[-._])(?P<m3>0[1-9]|1[0-2])(?P=s3)(?P<y3>(?:19|20)\d\d))(?!\d)"
)


def _near(day: datetime.date, others: Iterable[datetime.date]) -> bool:
    return any(abs(day - other) <= _DAY for other in others)


def _addresses(thing: dict[str, Any]) -> Iterator[str]:
    for value in (thing.get("url"), thing.get("@id"), thing.get("mainEntityOfPage")):
        if isinstance(value, dict):
            value = value.get("@id")
        if isinstance(value, str):
            yield value.split("#")[0]


_AMERICAN_ZONES = frozenset(["New_York", "Detroit", "Chicago", "Denver", "Phoenix", "Los_Angeles", "Anchorage", "Boise", "Indianapolis", "Louisville", "Menominee", "Juneau"])
_BRITISH = frozenset(["GB", "AU", "NZ", "IE", "IN", "ZA", "NG", "KE", "PK", "BD", "SG", "MY", "LK", "TZ", "UG", "GH", "ZW"])


def _month_first(language: str | None, url: str | None, zone: str | None) -> bool | None:
    """Whether 04/03/2024 is the third of April: American pages say so; elsewhere it is not; None where nothing tells or signs differ."""
    signs: set[bool] = set()
    tag = (language or "").replace("_", "-").split("-")
    region = next((part.upper() for part in tag[1:] if len(part) == 2), None)
    if region in ("US", "PH"):
        signs.add(True)
    elif (tag[0] and tag[0].lower() != "en") or region in _BRITISH:
        signs.add(False)
    host = (urlsplit(url).hostname or "") if url else ""
    last = host.rsplit(".", 1)[-1]
    if last in ("gov", "mil", "us"):
        signs.add(True)
    elif len(last) == 2 and last not in ("ca", "ph", "io", "tv", "me", "co", "ai"):
        signs.add(False)
    if zone:
        american = zone.startswith("US/") or (zone.startswith("America/") and zone.rsplit("/", 1)[-1] in _AMERICAN_ZONES)
        if american or not zone.startswith(("Asia/Manila", "America/Toronto", "Canada/", "Etc/", "UTC")):
            signs.add(american)
    return signs.pop() if len(signs) == 1 else None


def _htmldate(tree: HtmlElement, today: datetime.date) -> datetime.date | None:
    """htmldate's answer from the page alone: the extensive search would read dates out of sentences, and takes as long as all the rest."""
    from htmldate import find_date

    try:
        found = find_date(tree, extensive_search=False, original_date=True, url="", max_date=today.isoformat(), min_date="1990-01-01")
        return datetime.date.fromisoformat(found) if found else None
    except (ValueError, RecursionError, TypeError, AttributeError):
        return None

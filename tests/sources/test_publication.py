"""When a page was published, with everything on it that is another date; and None where the page leaves it open."""

from __future__ import annotations

import datetime
import json

import pytest

from bilat.errors import OptionError
from bilat.sources.formats.html import extract_html
from bilat.sources.formats.publication import publication_date

TODAY = datetime.date(2024, 6, 1)
URL = "https://mfa.example/news/4711"

PROSE = [
    "The foreign ministers of the two countries met in the capital and went through the work of the joint commission on trade and transit.",
    "They agreed to open a direct air service and to hold the next session of the commission in the second half of the year.",
    "At the end of the visit the sides signed a memorandum on cooperation between their diplomatic academies.",
]


def page(
    near: str = "", head: str = "", *, lang: str = "en", before: str = "", after: str = "", side: str = "", title: str = "Foreign ministers meet", body: list[str] = PROSE
) -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title>{head}</head><body><header><a href="/">Ministry</a></header><main>{before}<h1>{title}</h1>{near}'
        f'<div class="text">{"".join(f"<p>{p}</p>" for p in body)}</div>{after}</main>{side}<footer><p>© 2019–2024 Ministry of Foreign Affairs</p></footer></body></html>'
    )


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def day(text: str) -> str:
    return f'<div class="date">{text}</div>'


SIDE = "<aside>" + "".join(f'<div class="item"><span>{d}.05.2024</span><a href="/n/{d}">Another delegation visits the capital</a></div>' for d in (11, 12, 13)) + "</aside>"
OPEN_SIDE = (
    "<div class='col'>"
    + "".join(f'<div class="item"><span class="d">1{d} May 2024</span> <a href="/n/{d}">Another delegation visits the capital</a></div>' for d in (1, 2, 3))
    + "</div>"
)
EVENT = ld(**{"@type": "Event", "name": "Forum", "startDate": "2024-05-20", "endDate": "2024-05-21"})

METADATA, TEXT, ADDRESS = "metadata", "text", "address"
CASES = {
    # metadata of the piece
    "json-ld": (page(head=ld(headline="Foreign ministers meet", datePublished="2024-03-31T09:00:00+05:00")), {}, ("2024-03-31", METADATA)),
    "json-ld in a graph": (page(head='<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":["Article"],"datePublished":"2024-03-31"}]}</script>'), {}, ("2024-03-31", METADATA)),
    "moment in another zone": (page(head=meta("article:published_time", "2024-03-31T20:30:00Z")), {"zone": "Asia/Almaty"}, ("2024-04-01", METADATA)),
    "moment to the west": (page(head=meta("article:published_time", "2024-04-01T02:30:00+00:00")), {"zone": "America/Bogota"}, ("2024-03-31", METADATA)),
    "midnight that is a day": (page(head=meta("article:published_time", "2024-03-31T00:00:00Z")), {"zone": "America/Bogota"}, ("2024-03-31", METADATA)),
    "moment without a known zone": (page(head=meta("article:published_time", "2024-03-31T20:30:00Z")), {}, ("2024-03-31", METADATA)),
    "the visible day of a moment": (page(day("1 April 2024"), meta("article:published_time", "2024-03-31T20:30:00Z")), {}, ("2024-04-01", TEXT)),
    "dublin core": (page(head='<meta name="DC.date.issued" content="2024-03-31">'), {}, ("2024-03-31", METADATA)),
    "parsely": (page(head='<meta name="parsely-pub-date" content="2024-03-31T09:00:00Z">'), {}, ("2024-03-31", METADATA)),
    "time at the head": (page('<time datetime="2024-03-31T09:00" pubdate>2 months ago</time>'), {}, ("2024-03-31", METADATA)),
    "time without a mark": (page('<p class="info"><time datetime="2024-03-31">two months ago</time></p>'), {}, ("2024-03-31", METADATA)),
    "seconds since 1970": (page(head=meta("article:published_time", "1711861200")), {"zone": "Asia/Almaty"}, ("2024-03-31", METADATA)),
    "rfc 822": (page(head='<meta name="pubdate" content="Sun, 31 Mar 2024 20:30:00 +0000">'), {"zone": "Asia/Almaty"}, ("2024-04-01", METADATA)),
    # what is no day of publication
    "modified later": (page(head=meta("article:modified_time", "2024-04-20T09:00:00Z") + meta("article:published_time", "2024-03-31T09:00:00Z")), {}, ("2024-03-31", METADATA)),
    "modified only": (page(head=ld(headline="Foreign ministers meet", dateModified="2024-04-20")), {}, None),
    "published after its last change": (page(head=meta("article:modified_time", "2024-01-20T09:00:00Z") + meta("article:published_time", "2024-03-31T09:00:00Z")), {}, None),
    "expiry earlier in the page": (page(day("31 March 2024"), '<meta http-equiv="expires" content="Wed, 01 May 2024 00:00:00 GMT"><meta name="unavailable_after" content="2024-05-02">'), {}, ("2024-03-31", TEXT)),
    "expiry only": (page(head='<meta name="expires" content="2024-05-01"><meta name="unavailable_after" content="2024-05-02">' + ld(headline="Foreign ministers meet", expires="2024-05-03")), {}, None),
    "event only": (page(day("20 May 2024"), EVENT), {}, ("2024-05-20", TEXT)),
    "event named so": (page(day("Event date: 20 May 2024") + day("Deadline: 10 May 2024"), EVENT), {}, None),
    "event to come in the title": (page(day("31 March 2024"), title="Foreign ministers to meet on 20 October 2024"), {}, ("2024-03-31", TEXT)),
    "event to come only": (page(title="Foreign ministers to meet on 20 October 2024"), {}, None),
    "event past in the title": (page(title="On the meeting of 20 March 2024 of the ministers"), {}, None),
    "visit from day to day": (page(day("24–26 May 2024")), {}, None),
    "valid until": (page(day("Valid until 31 May 2024")), {}, None),
    "updated only": (page(day("Last updated: 2 April 2024")), {}, None),
    "published and updated": (page(day("Published: 31 March 2024. Updated: 2 April 2024")), {}, ("2024-03-31", TEXT)),
    "updated and published": (page(day("Updated: 2 April 2024 | Published: 31 March 2024")), {}, ("2024-03-31", TEXT)),
    "copyright only": (page(), {}, None),
    "dates in sentences only": (page(body=[*PROSE, "The treaty was signed on 14 May 2022 and entered into force on 1 February 2023, as both sides recalled during the talks."]), {}, None),
    "sidebar only": (page(side=SIDE), {}, None),
    "sidebar without a name": (page(side=OPEN_SIDE), {}, None),
    "sidebar beside a date": (page(day("31.03.2024"), side=SIDE + OPEN_SIDE), {}, ("2024-03-31", TEXT)),
    "json-ld of teasers": (
        page(head=ld(headline="Another delegation visits", datePublished="2024-05-11") + ld(headline="A third delegation leaves", datePublished="2024-05-12")), {}, None
    ),
    "json-ld of the piece among teasers": (page(head=ld(headline="Another delegation visits", datePublished="2024-05-11") + ld(headline="Foreign ministers meet", datePublished="2024-03-31")), {}, ("2024-03-31", METADATA)),
    "comments": (page(after='<div id="comments"><div class="comment"><time datetime="2024-05-11" class="published">11 May 2024</time><p>Well done to everyone who took part in this.</p></div></div>'), {}, None),
    # days to come
    "tomorrow in a zone ahead": (page(head=meta("article:published_time", "2024-06-02T01:00:00+12:00")), {}, ("2024-06-02", METADATA)),
    "tomorrow without a zone": (page(head=meta("article:published_time", "2024-06-02")), {}, None),
    "next year": (page(head=meta("article:published_time", "2025-03-31T09:00:00Z")), {}, None),
    # visible dates
    "russian": (page(day("31 марта 2024 г., 14:05"), lang="ru"), {}, ("2024-03-31", TEXT)),
    "french": (page(day("Publié le 1er mars 2024 à 14h05"), lang="fr"), {}, ("2024-03-01", TEXT)),
    "spanish": (page(day("31 de marzo de 2024"), lang="es"), {}, ("2024-03-31", TEXT)),
    "kazakh": (page(day("2024 жылғы 31 наурыз"), lang="kk"), {}, ("2024-03-31", TEXT)),
    "turkish": (page(day("31 Mart 2024 Pazar"), lang="tr"), {}, ("2024-03-31", TEXT)),
    "chinese": (page(day("2024年3月31日 09:00"), lang="zh"), {}, ("2024-03-31", TEXT)),
    "arabic": (page(day("31 مارس 2024"), lang="ar"), {}, ("2024-03-31", TEXT)),
    "american": (page(day("Posted on March 31, 2024 at 2:05 pm")), {}, ("2024-03-31", TEXT)),
    "before the title": (page(before=day("Sunday, 31 March 2024, 14:05 (GMT+5)")), {}, ("2024-03-31", TEXT)),
    "with views": (page(day("31.03.2024 | 14:05 | 1204 views")), {}, ("2024-03-31", TEXT)),
    "a list of terms below the lead": (
        page(f"<p>{PROSE[0]}</p><dl><dt>From:</dt><dd>Press service</dd><dt>Updated</dt><dd>2 April 2024</dd><dt>Published</dt><dd>31 March 2024</dd></dl>", body=PROSE[1:]), {}, ("2024-03-31", TEXT)
    ),
    "a list of terms without it": (page("<dl><dt>Deadline</dt><dd>31 May 2024</dd><dt>Updated:</dt><dd>2 April 2024</dd></dl>"), {}, None),
    "number of a release": (page(day("Press release No. 45, 31.03.2024")), {}, ("2024-03-31", TEXT)),
    "at the end": (page(after=day("31 March 2024")), {}, ("2024-03-31", TEXT)),
    "dots": (page(day("04.03.2024")), {}, ("2024-03-04", TEXT)),
    "slashes of unknown order": (page(day("04/03/2024")), {}, None),
    "slashes that can be one day only": (page(day("31/03/2024")), {}, ("2024-03-31", TEXT)),
    "slashes that would be to come": (page(day("04/11/2024")), {}, ("2024-04-11", TEXT)),
    "slashes in britain": (page(day("04/03/2024"), lang="en-GB"), {}, ("2024-03-04", TEXT)),
    "slashes in america": (page(day("04/03/2024"), lang="en-US"), {}, ("2024-04-03", TEXT)),
    "slashes in france": (page(day("04/03/2024"), lang="fr"), {}, ("2024-03-04", TEXT)),
    "slashes by the publisher's zone": (page(day("04/03/2024")), {"zone": "Asia/Almaty"}, ("2024-03-04", TEXT)),
    "slashes on a site of two minds": (page(day("04/03/2024"), lang="en-US"), {"zone": "Asia/Almaty"}, None),
    "slashes with the address": (page(day("04/03/2024")), {"url": "https://press.example/2024/04/03/ministers"}, ("2024-04-03", TEXT)),
    "buddhist": (page(day("31/03/2567"), lang="th"), {}, None),
    "hijri": (page(day("21/09/1445"), lang="ar"), {}, None),
    "no such day": (page(day("31.02.2024")), {}, None),
    # the address
    "address": (page(), {"url": "https://press.example/2024/03/31/ministers-meet"}, ("2024-03-31", ADDRESS)),
    "address in one": (page(), {"url": "https://press.example/news/20240331-ministers"}, ("2024-03-31", ADDRESS)),
    "address at its end": (page(), {"url": "https://press.example/ministers-meet-2024-03-31"}, ("2024-03-31", ADDRESS)),
    "address of a calendar": (page(), {"url": "https://press.example/events/2024/03/31/forum"}, None),
    "address to come": (page(), {"url": "https://press.example/2024/10/31/forum"}, None),
    "number in the address": (page(), {"url": "https://press.example/news/120240331999"}, None),
    "month in the address": (page(), {"url": "https://press.example/2024/03/ministers"}, None),
    "address beside the sidebar": (page(side=OPEN_SIDE), {"url": "https://press.example/2024/03/31/ministers-meet"}, ("2024-03-31", ADDRESS)),
    # opinions that differ
    "moved site, address decides": (page(day("31 March 2014"), meta("article:published_time", "2021-09-01T09:00:00Z")), {"url": "https://press.example/2014/03/31/x"}, ("2014-03-31", TEXT)),
    "moved site, nothing decides": (page(day("31 March 2014"), meta("article:published_time", "2021-09-01T09:00:00Z")), {}, None),
    "two metadata, visible date decides": (page(day("31 March 2024"), meta("article:published_time", "2024-03-31") + ld(headline="Foreign ministers meet", datePublished="2024-05-11")), {}, ("2024-03-31", METADATA)),
    "two metadata, nothing decides": (page(head=meta("article:published_time", "2024-03-31") + ld(headline="Foreign ministers meet", datePublished="2024-05-11")), {}, None),
    "visible date against the address": (page(day("2 March 2024")), {"url": "https://press.example/2024/03/31/x"}, None),
    "dateline decides": (
        page(day("31 March 2014"), meta("article:published_time", "2021-09-01"), body=["ASTANA, 31 March 2014 (Steppe Press) – " + PROSE[0], *PROSE[1:]]), {}, ("2014-03-31", TEXT)
    ),
    # what only a page's own habits tell, and nothing speaks against
    "an attribute of its own": (page(head='<meta name="bt:pubDate" content="2024-03-31">'), {}, ("2024-03-31", METADATA)),
    "an attribute beside earlier dates": (
        page(head='<meta name="bt:pubDate" content="2024-03-31">', body=[*PROSE, "The treaty was signed on 14 May 2022, and its commission meets on 20 October 2024."]), {}, ("2024-03-31", METADATA)
    ),
    "an attribute beside later dates": (page(head='<meta name="bt:pubDate" content="2022-03-31">', body=[*PROSE, "The treaty was signed on 14 May 2022 in the capital."]), {}, None),
    # long ago
    "before the web": (page(day("14 May 1983")), {}, None),
    "before the web, in metadata only": (page(head=meta("article:published_time", "1970-01-01T00:00:00Z")), {}, None),
    "an archive of papers": (page(day("14 May 1983"), '<meta name="DC.date.issued" content="1983-05-14">'), {}, ("1983-05-14", METADATA)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_day_of_publication(case: str) -> None:
    html, given, expected = CASES[case]
    found = extract_html(html.encode(), name="page.html", url=given.get("url", URL), charset=None, today=TODAY, zone=given.get("zone"))
    assert (found.published and (found.published, found.published_basis)) == expected
    assert PROSE[1] in found.text


@pytest.mark.parametrize("case", CASES)
def test_a_page_alone_says_the_same_as_in_its_extraction(case: str) -> None:
    html, given, expected = CASES[case]
    text = extract_html(html.encode(), name="page.html", url=None, charset=None, today=TODAY, zone=None).text
    alone = publication_date(html, url=given.get("url", URL), text=text, today=TODAY, zone=given.get("zone"))
    assert alone == expected


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(OptionError, match="Mars/Base"):
        publication_date(page(), url=None, text="", today=TODAY, zone="Mars/Base")

"""Pages in the manner of ministries' and agencies' sites → the article, whole and alone."""

from __future__ import annotations

import datetime
import json
import re

import pytest

from bilat.errors import BinaryError, EmptyError, FormatError, TooLargeError
from bilat.sources.formats.charset import decode_page
from bilat.sources.formats.html import MAX_BYTES, MAX_DEPTH, MAX_TAGS, extract_html

TODAY = datetime.date(2024, 6, 1)

LEAD = "ASTANA, March 31 (Steppe Press) – Foreign Minister Aidar Bekmuratov received his Latvian colleague Ilze Kalvāne in Astana on Sunday."
ARTICLE = [
    LEAD,
    "The ministers went through trade, transit along the middle route and the work of the joint commission.",
    "“We have agreed to open a direct air service before the end of the year,” Mr. Bekmuratov told reporters after the talks.",
    "Trade between the two countries reached $412.5 million in 2023, up 18 percent on the year before.",
    "Ms. Kalvāne said that Riga would host the ninth session of the commission in October.",
    "At the end of the visit the sides signed a memorandum on cooperation between their diplomatic academies.",
]
SHORT = [
    "President Temir Orazbay sent a telegram of congratulations to President Anna Lindqvist on the national day of Norland.",
    "In the telegram he noted that relations of friendship between the two states had grown steadily over thirty years.",
]
OTHERS = [
    f"{a} {b}"
    for a in ("Deputy minister opens", "Ambassador visits", "Parliament debates", "Delegation tours", "Consulate moves")
    for b in ("new terminal", "trade fair", "school bridge", "budget hearing")
]
NAV = "".join(f'<li><a href="/s{i}">{t}</a></li>' for i, t in enumerate(["Home", "The Ministry", "News", "Press service", "Foreign policy", "Consular matters", "Contacts"]))
SHARE = '<div class="share-buttons"><span>Share this story</span> <a href="#">Facebook</a> <a href="#">Telegram</a> <a href="#">Print version</a></div>'
FOOT = "<footer><p>© 2024 Ministry of Foreign Affairs of Steppeland. All rights reserved. When using materials a link to the site is required.</p></footer>"
TEASERS = "".join(f'<div class="item"><a href="/n/{i}"><h4>{t}</h4></a><p>A short teaser tells what {t.lower()} was about this week.</p></div>' for i, t in enumerate(OTHERS))


def paragraphs(article: list[str]) -> str:
    return "".join(f"<p>{p}</p>\n" for p in article)


def breaks(article: list[str]) -> str:
    return "<br /><br />\n".join(article)


def page(body: str, head: str = "", title: str = "Foreign ministers meet in Astana | Ministry of Foreign Affairs of Steppeland", lang: str = "en") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


HEADER = f'<header><div class="logo">Ministry of Foreign Affairs</div><nav><ul>{NAV}</ul></nav></header>'
H1 = "<h1>Foreign ministers meet in Astana</h1>"


def wordpress() -> str:
    return page(
        f"""{HEADER}<div id="content" class="site-content"><main id="main"><article id="post-4711" class="post type-post hentry category-news">
        <header class="entry-header"><h1 class="entry-title">Foreign ministers meet in Astana</h1><div class="entry-meta"><span class="posted-on">Posted on
        <time class="entry-date published" datetime="2024-03-31T18:20:00+05:00">31 March 2024</time></span><span class="byline"> by <a href="/author/press">press</a></span></div></header>
        <div class="entry-content">{paragraphs(ARTICLE)}{SHARE}<p><a href="/x">Read also: Deputy minister opens new terminal</a></p></div>
        <footer class="entry-footer"><span class="cat-links">Posted in <a href="/news">News</a></span></footer></article>
        <div id="comments" class="comments-area"><h2>2 comments</h2><ol class="comment-list"><li class="comment"><p>Splendid news for both of our countries, well done to everyone.</p></li></ol>
        <div id="respond"><form><p>Your email address will not be published. Required fields are marked</p></form></div></div></main>
        <aside id="secondary" class="widget-area"><section class="widget"><h2>Recent posts</h2><ul>{"".join(f"<li><a href='/{i}'>{t}</a></li>" for i, t in enumerate(OTHERS))}</ul></section></aside></div>{FOOT}"""
    )


def drupal() -> str:
    return page(
        f"""{HEADER}<div class="region region-content"><div id="block-system-main" class="block"><div class="node node--type-news node--view-mode-full">
        <div class="field field--name-title">{H1}</div><div class="field field--name-field-date"><div class="field__item">31.03.2024</div></div>
        <div class="field field--name-body field--type-text-with-summary field--label-hidden"><div class="field__items"><div class="field__item even" property="content:encoded">
        {paragraphs(ARTICLE)}</div></div></div>{SHARE}</div></div></div><div class="region region-sidebar-second"><div class="block block-views"><h2>Latest news</h2>{TEASERS}</div></div>{FOOT}"""
    )


def bitrix() -> str:
    return page(
        f"""<div class="wrapper">{HEADER}<div class="workarea"><div class="news-detail"><span class="news-date-time">31.03.2024</span><h3>Foreign ministers meet in Astana</h3>
        <img class="detail_picture" src="/upload/1.jpg" width="400">{breaks(ARTICLE)}<div style="clear:both"></div><br />
        <noindex><div class="news-detail-share">Share this story</div></noindex></div><p><a href="/news/">Back to the list</a></p></div>
        <div class="sidebar"><div class="news-list">{"".join(f'<p class="news-item"><span class="news-date-time">30.03.2024</span><a href="/{i}"><b>{t}</b></a></p>' for i, t in enumerate(OTHERS))}</div></div></div>{FOOT}"""
    )


def old_tables() -> str:
    rows = "".join(f'<tr><td bgcolor="#ffffff"><a href="{i}.html"><font size="1">{t}</font></a></td></tr>' for i, t in enumerate(OTHERS[:9]))
    return f"""<HTML><HEAD><TITLE>Ministry of Foreign Affairs of Steppeland - Foreign ministers meet in Astana</TITLE></HEAD><BODY BGCOLOR="#FFFFFF">
    <TABLE width="780" border="0"><TR><TD colspan="3"><IMG src="top.gif"></TD></TR><TR><TD width="150" valign="top"><TABLE>{rows}</TABLE></TD>
    <TD valign="top"><TABLE width="100%"><TR><TD><FONT face="Arial" size="3"><B>Foreign ministers meet in Astana</B></FONT></TD></TR>
    <TR><TD><FONT face="Arial" size="2">{"<BR><BR>".join(ARTICLE)}</FONT></TD></TR></TABLE></TD>
    <TD width="150"><FONT size="1">Search the site<BR><INPUT type="text"></FONT></TD></TR>
    <TR><TD colspan="3"><FONT size="1">Copyright 2003 Ministry of Foreign Affairs. Webmaster: web@mfa.example</FONT></TD></TR></TABLE></BODY></HTML>"""


def hashed_divs() -> str:
    body = "".join(f'<div class="sc-1x2y3z"><span class="sc-text">{p}</span></div>' for p in ARTICLE)
    ld = """{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Steppe Press","publisher":{"@type":"Organization","name":"Steppe Press Agency"}},
    {"@type":"NewsArticle","headline":"Foreign ministers meet in Astana","datePublished":"2024-03-31T20:30:00Z","publisher":{"@type":"Organization","name":"Steppe Press Agency"}}]}"""
    side = "".join(f'<div class="sc-card"><a href="/n/{i}"><div class="sc-card-title">{t}</div></a><div class="sc-time">{i} hours ago</div></div>' for i, t in enumerate(OTHERS))
    return page(
        f'<div id="__next"><div class="sc-header">{NAV}</div><div class="sc-layout"><div class="sc-main">{H1}<div class="sc-body">{body}</div><div class="sc-tags"><a href="/t">Diplomacy</a></div></div>'
        f'<div class="sc-rail"><div class="sc-rail-title">Most read</div>{side}</div></div><div class="sc-footer">Sign up to our newsletter for a daily digest.</div></div>',
        f'<script type="application/ld+json">{ld}</script><meta property="og:site_name" content="Steppe Press"><meta property="og:title" content="Foreign ministers meet in Astana">',
    )


def amp() -> str:
    return f"""<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>Foreign ministers meet in Astana - Steppe Press</title><link rel="canonical" href="https://press.example/news/4711">
    <style amp-boilerplate>body{{visibility:hidden}}</style></head><body><amp-sidebar id="sb" layout="nodisplay"><ul>{NAV}</ul></amp-sidebar><article class="amp-wp-article"><header class="amp-wp-article-header">
    {H1}<div class="amp-wp-meta amp-wp-posted-on"><time datetime="2024-03-31T13:20:00+00:00">2 months ago</time></div></header><figure class="amp-wp-article-featured-image"><amp-img src="1.jpg" width="9" height="5"></amp-img></figure>
    <div class="amp-wp-article-content">{paragraphs(ARTICLE)}</div><footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-comments-link"><a href="#">Leave a comment</a></div></footer></article>
    <amp-analytics type="ga"></amp-analytics><footer class="amp-wp-footer"><p>Powered by the press office of the agency</p></footer></body></html>"""


def short_among_headlines() -> str:
    return page(
        f"""{HEADER}<div class="container"><div class="row"><div class="col-md-8"><h1>Telegram of congratulations</h1><div class="date">31 March 2024, 14:05</div><div class="text">{paragraphs(SHORT)}</div>{SHARE}</div>
        <div class="col-md-4"><div class="title">Latest news</div>{TEASERS}</div></div></div>{FOOT}""",
        title="Telegram of congratulations — Official site of the President",
    )


def printed() -> str:
    return f"""<html><head><title>Print: Foreign ministers meet in Astana</title></head><body onload="window.print()"><h1>Foreign ministers meet in Astana</h1><p>31.03.2024</p>{paragraphs(ARTICLE)}
    <hr><p>Printed from: https://mfa.example/en/news/4711</p></body></html>"""


def inline_spans() -> str:
    body = "<br><br>".join(re.sub(r"\b(Astana|Riga|talks)\b", r'<span style="font-family: Arial">\1</span>', p) for p in ARTICLE)
    return page(
        f'{HEADER}<div class="main"><div class="page-title">{H1}</div><div class="article_text" style="text-align: justify">{body}</div><div class="more"><a href="/all">All news</a></div></div>{FOOT}'
    )


ARABIC = [
    "استقبل وزير الخارجية في العاصمة نظيره اللاتفي وبحث معه العلاقات بين البلدين وسبل تطويرها في مجالات التجارة والنقل.",
    "وأكد الوزيران أهمية عقد الدورة المقبلة للجنة المشتركة في شهر أكتوبر بمشاركة رجال الأعمال من الجانبين.",
    "وفي ختام الزيارة وقع الجانبان مذكرة تفاهم بشأن التعاون بين المعهدين الدبلوماسيين في البلدين.",
]


def right_to_left() -> str:
    return page(
        f'<div dir="rtl"><div class="menu"><ul><li><a href="/">الرئيسية</a></li><li><a href="/n">الأخبار</a></li></ul></div><div class="news-body"><h1>لقاء وزيري الخارجية</h1>{paragraphs(ARABIC)}</div>'
        '<div class="share">شارك الخبر</div></div>',
        title="لقاء وزيري الخارجية",
        lang="ar",
    )


TERMS = [
    "The sides will exchange information on the safety of civil aviation.",
    "The competent bodies will meet at least once a year, in turn in each of the two countries.",
    "The programme enters into force on the day of its signature.",
]


def listed() -> str:
    table = "<table><tr><th>Year</th><th>Trade, $ million</th></tr><tr><td>2022</td><td>349.6</td></tr><tr><td>2023</td><td>412.5</td></tr></table>"
    return page(
        f"""{HEADER}<main><article>{H1}{paragraphs(ARTICLE[:3])}<h2>What was agreed</h2><ol>{"".join(f"<li>{t}</li>" for t in TERMS)}</ol>{table}{paragraphs(ARTICLE[3:])}</article></main>
        <div class="subscribe"><p>Subscribe to our newsletter and never miss a story.</p></div>{FOOT}"""
    )


def word_export() -> str:
    body = "".join(
        f'<p class="MsoNormal" style="text-align:justify"><span lang="EN-US" style="font-size:12.0pt"><o:p></o:p>{p}</span></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        for p in ARTICLE
    )
    return page(f'{HEADER}<div id="mainContent"><h2>Foreign ministers meet in Astana</h2><div class="WordSection1">{body}</div></div>{FOOT}')


def aspnet() -> str:
    return page(
        f"""<form name="aspnetForm" method="post" action="News.aspx?id=4711" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="{"dDw" * 900}" /><div id="s4-workspace"><div class="ms-nav">{NAV}</div>
        <div id="ctl00_PlaceHolderMain_ctl01__ControlWrapper_RichHtmlField" class="ms-rtestate-field"><h1>Foreign ministers meet in Astana</h1><div>{"</div><div>&#160;</div><div>".join(ARTICLE)}</div></div>
        <div class="lastmod">Last modified at 4/2/2024 10:11 AM by System Account</div></div></form>{FOOT}"""
    )


def communique() -> str:
    items = "".join(f"<p>{i}. {t}</p>" for i, t in enumerate(TERMS * 1, 1))
    return page(
        f'{HEADER}<div class="document"><h1>Joint communiqué</h1><blockquote>{paragraphs(ARTICLE[1:4])}{items}</blockquote><p>Astana, 31 March 2024</p></div>{FOOT}',
        title="Joint communiqué",
    )


def split_dateline() -> str:
    rest = LEAD.split(" – ")[1]
    first = f'<p><strong><span class="place">ASTANA, March 31</span> (Steppe Press) –</strong> {rest}</p>'
    return page(f'{HEADER}<div class="post"><div class="post-body">{H1}{first}{paragraphs(ARTICLE[1:])}</div></div>{FOOT}')


def cookies() -> str:
    banner = "<div id='cookie-consent' class='cookie-banner'><p>We use cookies to improve your experience. By continuing to browse you agree to our use of cookies.</p><button>Accept all</button></div>"
    return page(f"{banner}{HEADER}<section class='content-section'><div class='container'>{H1}<div class='rich-text'>{paragraphs(ARTICLE)}</div></div></section>{FOOT}")


def hidden_and_captions() -> str:
    return page(
        f"""{HEADER}<div class="article"><div style="display:none"><p>Hidden words that no reader of the page ever sees on the screen.</p></div>{H1}<div class="lead">{ARTICLE[0]}</div><div class="body">{paragraphs(ARTICLE[1:3])}
        <div class="related-inline"><a href="/n/1">Read also: Ambassador visits trade fair</a></div>{paragraphs(ARTICLE[3:])}</div><div class="tags">Tags: <a href="/t/1">Latvia</a>, <a href="/t/2">transit</a></div>
        <div class="banner">Follow us on social networks and stay informed.</div></div>{FOOT}"""
    )


def lead_outside() -> str:
    """The first paragraph stands in a summary block before the body, and not again in it."""
    return page(
        f'{HEADER}<div class="news-page"><div class="news-header">{H1}<div class="meta">31 March 2024 | 1204 views</div></div><div class="announce"><p><b>{ARTICLE[0]}</b></p></div>'
        f'<div class="fulltext">{paragraphs(ARTICLE[1:])}</div></div><div class="other-news"><h3>Other news</h3>{TEASERS}</div>{FOOT}'
    )


def page_builder() -> str:
    posts = "".join(
        f'<article class="elementor-post"><h3><a href="/{i}">{t} in the capital</a></h3><p>A short teaser tells what it was about this week.</p></article>'
        for i, t in enumerate(OTHERS[:3])
    )
    return page(
        f"""<div class="elementor-widget-wrap"><div class="elementor-widget elementor-widget-heading"><div class="elementor-widget-container">{H1}</div></div><div class="elementor-widget
        elementor-widget-theme-post-content"><div class="elementor-widget-container">{paragraphs(ARTICLE)}</div></div></div><div class="elementor-widget elementor-widget-posts">{posts}</div>{FOOT}"""
    )


def lead_in_the_header() -> str:
    return page(
        f"""{HEADER}<main class="main-wrapper"><div class="grid-row"><div class="two-thirds"><span class="caption">News story</span><h1 class="heading-xl">Foreign ministers meet in Astana</h1>
        <p class="lead">{ARTICLE[0]}</p></div></div><div class="metadata"><dl><dt>From:</dt><dd><a href="/o">Ministry of Foreign Affairs</a></dd><dt>Published</dt><dd>31 March 2024</dd></dl></div>
        <div class="grid-row"><div class="prose">{paragraphs(ARTICLE[1:])}</div><div class="related-navigation"><h2>Latest news</h2><ul><li><a href="/t">Latvia</a></li></ul></div></div></main>{FOOT}"""
    )


ABOUT = [
    "The Ministry was founded in 1992 and has embassies in more than seventy countries. Its press service answers questions from journalists on working days.",
    "The building on Tower street, a short teaser of whose history hangs in the hall, was opened in 2004 and houses the diplomatic academy and the archive.",
]


def side_column() -> str:
    return f"""<html><head><title>Foreign ministers meet in Astana</title></head><body class="sidebar-left"><div id="wrap"><div id="left-column-wrap">{H1}{paragraphs(ARTICLE)}</div>
    <div id="right"><h3>About the Ministry</h3>{paragraphs(ABOUT)}</div></div></body></html>"""


def teasers_within() -> str:
    links = "".join(f'<li><a href="/{i}">{t} today</a></li>' for i, t in enumerate(OTHERS[:3]))
    return page(f'{HEADER}<article>{H1}{paragraphs(ARTICLE[:3])}<ul class="links">{links}</ul>{paragraphs(ARTICLE[3:])}</article>{FOOT}')


INTERVIEW = [
    "Question: What did you agree?",
    "Trade, above all.",
    "Question: And on transit?",
    "Transit stays free, as I said in the spring, and our railways will publish one tariff for both directions.",
    "Question: When will you meet again?",
    "In October.",
    "In Riga, where the ninth session of the joint commission is to open with a forum of our companies.",
]


def interview() -> str:
    return page(
        f'{HEADER}<div class="content"><h1>Interview of the minister</h1><div class="date">31 March 2024</div>{paragraphs(INTERVIEW)}</div>{FOOT}',
        title="Interview of the minister",
    )


def links_within() -> str:
    return page(f"{HEADER}<div class='content'>{H1}{''.join(f'<p><a href=/p>{p[:16]}</a>{p[16:]}</p>' for p in ARTICLE)}</div>{FOOT}")


CHINESE_PIECE = [
    "外交部长与来访的代表团举行了会谈，双方就贸易和文化合作交换了意见。",
    "会谈在友好的气氛中进行，双方商定秋季再次会晤并签署文件。",
    "部长表示，两国关系发展良好，贸易额去年增长了百分之十八。",
]


def chinese() -> str:
    return page(
        f'<div class="nav"><a href="/">首页</a></div><div class="article"><h1>外交部长在首都举行会谈</h1><div class="time">2024年3月31日</div>{paragraphs(CHINESE_PIECE)}</div><div class="share">分享到</div>',
        title="外交部长在首都举行会谈 - 外交部",
        lang="zh",
    )


PAGES = [
    (page_builder, ARTICLE),
    (lead_in_the_header, ARTICLE),
    (side_column, ARTICLE),
    (teasers_within, ARTICLE),
    (interview, INTERVIEW),
    (links_within, ARTICLE),
    (chinese, CHINESE_PIECE),
    (wordpress, ARTICLE),
    (drupal, ARTICLE),
    (bitrix, ARTICLE),
    (old_tables, ARTICLE),
    (hashed_divs, ARTICLE),
    (amp, ARTICLE),
    (short_among_headlines, SHORT),
    (printed, ARTICLE),
    (inline_spans, ARTICLE),
    (right_to_left, ARABIC),
    (listed, ARTICLE[:3] + TERMS + ARTICLE[3:]),
    (word_export, ARTICLE),
    (aspnet, ARTICLE),
    (communique, ARTICLE[1:4] + TERMS),
    (split_dateline, ARTICLE),
    (cookies, ARTICLE),
    (hidden_and_captions, ARTICLE),
    (lead_outside, ARTICLE),
]
BOILERPLATE = [
    "Share this story", "Read also", "Subscribe to", "Print version", "Posted on", "Posted in", "Splendid news", "email address", "All rights reserved", "Copyright 2003",
    "Search the site", "Most read", "newsletter", "hours ago", "Powered by", "short teaser", "We use cookies", "Hidden words", "Follow us", "Back to the list",
    "Last modified", "Tags:", "Latest news", "Consular matters", "views", "شارك الخبر", "trade fair", "school bridge", "Printed from", "founded in 1992", "分享", "首页", "All news",
]  # fmt: skip


def extract(html: str | bytes, url: str | None = "https://en.mfa.gov.zz/press/news/4711", charset: str | None = None, zone: str | None = "Asia/Almaty"):
    return extract_html(html.encode() if isinstance(html, str) else html, name="page.html", url=url, charset=charset, today=TODAY, zone=zone)


@pytest.mark.parametrize(("make", "article"), PAGES, ids=[p[0].__name__ for p in PAGES])
def test_every_sentence_of_the_piece_comes_out_in_order_and_nothing_of_the_site(make, article) -> None:
    text = extract(make()).text
    places = [text.find(sentence) for sentence in article]
    assert -1 not in places and places == sorted(places)
    assert [phrase for phrase in BOILERPLATE if phrase in text] == []
    assert all(text.count(sentence) == 1 for sentence in article)


@pytest.mark.parametrize(("make", "article"), [p for p in PAGES if p[0] is not communique], ids=[p[0].__name__ for p in PAGES if p[0] is not communique])
def test_paragraphs_are_parted_by_a_blank_line(make, article) -> None:
    assert set(article) <= set(extract(make()).text.split("\n\n"))


def test_list_items_are_paragraphs_and_rows_of_a_table_are_lines() -> None:
    parts = extract(listed()).text.split("\n\n")
    assert parts[3:8] == ["What was agreed", *TERMS, "Year\tTrade, $ million\n2022\t349.6\n2023\t412.5"]


def test_the_last_line_of_a_communique_is_kept() -> None:
    assert extract(communique()).text.endswith("\n\nAstana, 31 March 2024")


def test_signed_documents_listed_at_the_end_are_kept() -> None:
    documents = ["Memorandum on tourism", "Programme of cultural exchange for 2024–2026", "Protocol on transit"]
    html = page(f"{HEADER}<main><article>{H1}{paragraphs(ARTICLE)}<ul>{''.join(f'<li>{d};</li>' for d in documents)}</ul></article></main>{FOOT}")
    assert extract(html).text.endswith("\n\n".join(f"{d};" for d in documents))


def test_lines_parted_by_single_breaks() -> None:
    html = page(f"{HEADER}<div class='text'>{H1}{'<br>'.join(ARTICLE)}</div>{FOOT}")
    assert extract(html).text.split("\n\n") == ARTICLE


def test_places_where_a_word_may_be_broken_are_not_seen() -> None:
    body = "".join(f"<p>{p.replace('ministers', 'minis&shy;ters').replace('transit', 'tran&#8203;sit')}</p>" for p in ARTICLE)
    assert extract(page(f"{HEADER}<article>{H1}{body}</article>{FOOT}")).text.split("\n\n") == ARTICLE


def test_classes_that_only_sound_like_furniture() -> None:
    classes = ["text-left", "lead banner-text", "print-text", "pull-right", "nav-anchor"]
    body = "".join(f"<p class='{c}'>{p}</p>" for c, p in zip(classes, ARTICLE[:5], strict=True))
    html = page(f"{HEADER}<div class='right-content has-sidebar'>{H1}<div class='text-justify related-page-body'>{body}<p class='tags'>Tags: {OTHERS[0]}</p></div></div>{FOOT}")
    assert extract(html).text.split("\n\n") == ARTICLE[:5]


def test_preformatted_text_of_old_archives() -> None:
    lines = "\n\n".join(p.replace(" the ", "\nthe ") for p in ARTICLE)
    html = f"<html><head><title>Foreign ministers meet in Astana</title></head><body><pre>\n{lines}\n</pre></body></html>"
    assert extract(html).text.split("\n\n") == ARTICLE


TITLES = [
    ("Talks in Astana | Ministry of Foreign Affairs", "", "", "Talks in Astana"),
    ("Ministry of Foreign Affairs - Talks in Astana", "", "", "Talks in Astana"),
    ("Talks in Astana – Steppe Press", '<meta property="og:site_name" content="Steppe Press">', "", "Talks in Astana"),
    ("Steppe Press", '<meta property="og:title" content="Talks in Astana - Steppe Press"><meta property="og:site_name" content="Steppe Press">', "", "Talks in Astana"),
    ("Talks in Astana: a first step – and a second | Ministry", "", "<h1>Talks in Astana: a first step – and a second</h1>", "Talks in Astana: a first step – and a second"),
    ("Steppeland–Latvia talks held - Official website of the President", "", "<h1>Official website of the President</h1>", "Steppeland–Latvia talks held"),
    ("Press service", "", "<h1>Talks in Astana</h1>", "Talks in Astana"),
]


@pytest.mark.parametrize(("title", "head", "heading", "expected"), TITLES)
def test_the_title_has_no_site_name(title: str, head: str, heading: str, expected: str) -> None:
    assert extract(page(f"{HEADER}<div class='text'>{heading}{paragraphs(ARTICLE)}</div>{FOOT}", head, title=title)).title == expected


def test_what_the_page_says_of_itself() -> None:
    found = extract(hashed_divs())
    assert (found.title, found.publisher, found.language, found.published, found.published_basis) == (
        "Foreign ministers meet in Astana",
        "Steppe Press",
        "en",
        "2024-04-01",
        "metadata",
    )


CANONICALS = [
    ("https://mfa.gov.zz/news/4711", "https://mfa.gov.zz/news/4711"),
    ("/news/4711#top", "https://en.mfa.gov.zz/news/4711"),
    ("https://press.gov.zz/news/4711", None),
    ("https://elsewhere.example/news/4711", None),
    ("javascript:alert(1)", None),
    ("http://[broken/", None),
    ("https://en.mfa.gov.zz/", None),
]


@pytest.mark.parametrize(("link", "expected"), CANONICALS)
def test_the_address_that_the_page_calls_its_own(link: str, expected: str | None) -> None:
    assert extract(page(f"<main>{H1}{paragraphs(ARTICLE)}</main>", f'<link rel="canonical" href="{link}">')).url == expected


LISTS = "".join(
    f"<article><h2><a href='/n/{i}'>{t} in the capital</a></h2><p>{'A long teaser tells what it was about, and who took part in it. ' * 4}</p></article>"
    for i, t in enumerate(OTHERS)
)
MORE = "".join(
    f"<div class='item'><span>30.03.2024</span><h3>{t}</h3><p>A teaser tells in one sentence what it was about and who came.</p><a href='/n/{i}'>Read more</a></div>"
    for i, t in enumerate(OTHERS)
)
NO_PIECES = [
    (page(f"{HEADER}<h1>News</h1><div class='list'>{LISTS}</div>{FOOT}", title="News"), "headlines"),
    (page(f"{HEADER}<h1>News</h1><div class='list'>{MORE}</div>{FOOT}", title="News"), "no press piece"),
    (page("<div id='root'></div><script src='app.js'></script><noscript>You need to enable JavaScript to run this app.</noscript>", title="Portal"), "JavaScript"),
    (page("<div id='app'></div><script>start()</script>", title="Portal"), "script fills"),
    (page(f"{HEADER}<h1>Page not found</h1><p>The page that you are looking for could not be found. It may have been moved, or its address has changed.</p>{FOOT}", title="404"), "notice of the site"),
    (page("<form><h1>Sign in</h1><p>Please enter your user name and your password to go on to the closed part of the portal.</p><input name='u'><input type='password'></form>", title="Sign in"), "log in"),
    (page("<div><h1>Before you continue</h1><p>We use cookies and data to deliver our services, to keep track of outages and to measure how visitors use this site.</p><p>Press the button below to accept all cookies and go on to the site of the agency.</p></div>", title="Consent"), "cookies"),
    (page("<h1>Just a moment...</h1><p>Checking your browser before you go on to the site. This is done by itself and will take a few seconds only.</p>", title="Just a moment..."), "notice"),
    (page("<h1>Access denied</h1><p>You do not have permission to see this document on this server. Please turn to the owner of the site about it.</p>", title="Access denied"), "notice"),
    (page(f"{HEADER}<h1>Contacts</h1><p>31 Kunayev street, block 4, Astana 010000. Telephone +7 7172 000 000.</p>{FOOT}", title="Contacts"), ""),
    (page("<" * 5000 + "<p>" + "= " * 500 + "</p>"), ""),
    (b"<html></html>", ""),
    (b"   ", "nothing in it"),
    (b"<!-- -->", "no page"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "said"), NO_PIECES, ids=[str(n) for n in range(len(NO_PIECES))])
def test_a_page_without_a_piece_says_so(html: str | bytes, said: str) -> None:
    with pytest.raises(EmptyError, match=r"^page\.html: ") as caught:
        extract(html)
    assert said in str(caught.value)


def test_a_short_piece_must_say_that_it_is_one() -> None:
    body = f"{HEADER}<div>{H1}<p>The two foreign ministers met in Astana on Sunday and went through the work of the joint commission.</p></div>{FOOT}"
    assert extract(page(body, '<meta property="og:type" content="article">')).text.startswith("The two")
    with pytest.raises(EmptyError, match="only"):
        extract(page(body))


def test_a_piece_that_only_a_script_holds() -> None:
    ld = json.dumps({"@type": "NewsArticle", "headline": "Foreign ministers meet in Astana", "articleBody": "\n\n".join(ARTICLE)})
    text = extract(page("<div id='root'></div>", f'<script type="application/ld+json">{ld}</script>')).text
    assert all(sentence in text for sentence in ARTICLE)


def test_bounds() -> None:
    with pytest.raises(TooLargeError, match="16 MiB"):
        extract(b"<p>" + b"a" * MAX_BYTES)
    with pytest.raises(TooLargeError, match="tags"):
        extract("<p>a</p>" + "<i>" * (MAX_TAGS + 1))
    with pytest.raises(FormatError, match="attributes"):
        extract(page(f"<p title='>' {' '.join(f'a{n}=1' for n in range(300_000))}>{ARTICLE[0]}</p>"))
    assert extract(page(f"<script>if (a <b{' && c' * 500}) go()</script>{H1}<div data-state='{'x ' * 5000}'>{paragraphs(ARTICLE)}</div>")).text.split("\n\n") == ARTICLE
    for depth in (MAX_DEPTH, 100_000):
        with pytest.raises(FormatError, match=r"deep|depth"):
            extract("<div>" * depth + paragraphs(ARTICLE))
    with pytest.raises(FormatError, match="PDF"):
        extract(b"%PDF-1.7 ...")


def test_a_broken_teaser_costs_nothing_and_a_broken_piece_is_refused() -> None:
    whole = drupal().encode()
    cut = whole.replace(b"Latest news", "Latest news в".encode()[:-1])
    assert ARTICLE[1] in extract(cut + ("я" * 3000).encode()).text
    with pytest.raises(FormatError, match="broken"):
        extract(whole.replace("Kalvāne said".encode(), "Kalvāne said".encode()[:5] + b"ne said") + ("я" * 3000).encode())


RUSSIAN = "Министр иностранных дел принял в столице своего коллегу и обсудил с ним торговлю, транспорт и культуру. Стороны условились о встрече осенью. " * 3
CHINESE = "外交部长与来访的代表团举行了会谈，双方就贸易和文化合作交换了意见。会谈在友好的气氛中进行。" * 3
JAPANESE = "外務大臣は来訪した代表団と会談し、貿易と文化協力について意見を交換しました。会談は友好的な雰囲気の中で行われた。" * 3
FRENCH = "Le président a reçu le ministre des affaires étrangères à l’Élysée. Les deux côtés ont échangé leurs idées sur la coopération économique. " * 3
CURLY = "“We have agreed,” the minister said – and added that Riga’s offer stands. " * 3
ENCODINGS = [
    (RUSSIAN, "utf-8", "iso-8859-1", "iso-8859-1"),
    (FRENCH, "utf-8", "iso-8859-1", None),
    (RUSSIAN, "windows-1251", "utf-8", "utf-8"),
    (RUSSIAN, "windows-1251", None, "iso-8859-1"),
    (RUSSIAN, "windows-1251", "windows-1251", "iso-8859-1"),
    (RUSSIAN, "windows-1251", "koi8-r", None),
    (RUSSIAN, "koi8-r", None, None),
    (RUSSIAN, "koi8-r", "koi8-r", None),
    (RUSSIAN, "koi8-r", "windows-1251", None),
    (RUSSIAN, "utf-16-le", None, None),
    (RUSSIAN, "utf-16-be", None, None),
    (RUSSIAN, "utf-16", "utf-8", None),
    (JAPANESE, "utf-16-be", None, None),
    (CHINESE, "gb18030", "gb2312", None),
    (CHINESE, "gb18030", None, None),
    (JAPANESE, "shift_jis", "Shift_JIS", "utf-8"),
    (JAPANESE, "shift_jis", None, None),
    (JAPANESE, "euc_jp", None, None),
    (JAPANESE, "shift_jis", "gb2312", None),
    (JAPANESE, "iso2022_jp", "iso-2022-jp", None),
    (FRENCH, "windows-1252", "iso-8859-1", None),
    (FRENCH, "windows-1252", None, None),
    (FRENCH, "windows-1252", "windows-1251", None),
    (CURLY, "windows-1252", None, None),
    (CURLY, "windows-1252", "utf-8", None),
]


@pytest.mark.parametrize(("text", "encoding", "label", "declared"), ENCODINGS)
def test_the_encoding_is_told_by_the_bytes_before_the_labels(text: str, encoding: str, label: str | None, declared: str | None) -> None:
    meta = f'<meta charset="{label}">' if label else ""
    html = f"<html><head>{meta}<title>Talks</title></head><body><p>{text}</p></body></html>".encode(encoding)
    assert text in decode_page(html, declared, "page.html")
    tail = html[: html.rindex(b"\0<\0/\0b" if encoding == "utf-16-be" else b"<\0/\0b" if encoding.startswith("utf-16") else b"</b") - 5]
    assert text[:100] in decode_page(tail, declared, "page.html")  # cut, and perhaps in the middle of a character


def test_a_cut_character_at_the_end_is_left_away() -> None:
    data = ("<p>" + RUSSIAN + "я").encode()
    assert decode_page(data[:-1], None, "page.html") == "<p>" + RUSSIAN


TURKISH = "Dışişleri Bakanı, komşu ülkenin heyetiyle görüştü ve ticaret ile ulaştırma konularını ele aldı. Şehirde öğleden sonra görüşüldü. "


def test_what_cannot_be_told_is_refused_and_never_guessed_between_look_alikes() -> None:
    assert TURKISH in decode_page(TURKISH.encode("cp1254"), "iso-8859-9", "page.html")
    with pytest.raises(FormatError, match=r"page\.html: the encoding"):
        decode_page(TURKISH.encode("cp1254"), None, "page.html")
    with pytest.raises(BinaryError):
        decode_page(bytes(range(256)) * 40, None, "page.html")
    with pytest.raises(FormatError, match="UTF-16"):
        decode_page(b"\xff\xfe\x00\xd8a\x00" * 20, None, "page.html")

"""The page of one press piece → its text, title, publisher and day of publication."""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from ...errors import EmptyError, FormatError, TooLargeError
from .charset import decode_page
from .extract import Extract
from .markup import MAX_DEPTH, MAX_TAGS, Block, is_prose, json_ld, metas, page_blocks, parse_page, plain_text, types_of, words_key
from .publication import ARTICLE_TYPES, publication_date

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_TAGS", "SHORTEST", "extract_html"]

MAX_BYTES = 16 << 20
"""Bytes of a page."""

SHORTEST = 200
"""Characters below which a page is an article only if it says so itself."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read is our error to tell, not a line on the terminal


def extract_html(data: bytes, *, name: str, url: str | None, charset: str | None, today: datetime.date, zone: str | None) -> Extract:
    """Return the text of the piece that a page holds, and what the page says of itself; `name` is what errors call the page.

    `url` is where it was found, `charset` what the HTTP header said, `today` the last day on which it can have been published, `zone` the
    IANA zone in which its publisher dates. Paragraphs, headings and list items are parted by a blank line; rows of a table are lines, their
    cells parted by tabs.

    Two opinions decide what the piece is. trafilatura knows the layouts of the web, but on ministries' pages it loses a first paragraph that
    stands in a block of its own, takes footers of table layouts for text, and takes teasers for a piece that is shorter than they are. So
    the page's own blocks are judged too: what lies in menus, teasers and comments is left out whatever trafilatura says; prose between the
    title and the end of the piece is kept even where trafilatura left it out. The text is taken from the page, never from a rendering.

    `EmptyError` for a page without a piece (a login, a script's shell, an error page, a list of headlines), `TooLargeError` and `FormatError`
    for what is beyond the bounds, broken, or of an encoding that cannot be told.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{name}: larger than {MAX_BYTES >> 20} MiB; an article is a few kilobytes: give the page of one piece")
    if data[:5] == b"%PDF-":
        raise FormatError(f"{name}: this is a PDF, not a page; give it as PDF")
    characters = decode_page(data, charset, name)
    tree = parse_page(characters, name)
    said = metas(tree)
    things = json_ld(tree)
    blocks = page_blocks(tree)
    title, heading = _title(tree, blocks, said, things)
    paragraphs = _piece(tree, blocks, heading)
    _refuse_what_is_no_piece(tree, paragraphs, blocks, said, things, title, name)
    text = "\n\n".join(paragraphs)
    if "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        raise FormatError(f"{name}: some of its characters are broken; get the page again, or save its text as UTF-8")
    published = publication_date(tree, url=url, text=text, today=today, zone=zone, blocks=blocks, heading=heading)
    return Extract(
        text=text,
        title=title,
        published=published[0] if published else None,
        published_basis=published[1] if published else None,
        publisher=_publisher(said, things),
        url=_own_address(tree, said, url),
        language=_language(tree, said),
    )


def _piece(tree: HtmlElement, blocks: list[Block], heading: int | None) -> list[str]:
    """The paragraphs of the piece, from the page's blocks and trafilatura's opinion of them."""
    second = _second_opinion(tree)
    prose = [n for n, block in enumerate(blocks) if not block.furniture and block.weight and not _LABEL.match(block.text)]
    if heading is not None and any(n > heading for n in prose):
        prose = [n for n in prose if n > heading]
    if not prose:
        # nothing on the page itself, but a script's data may hold the piece whole (JSON-LD's articleBody), and that trafilatura reads
        if any(block.weight for block in blocks):
            return []
        return second if any(is_prose(line) for line in second) else []
    container = _container([blocks[n] for n in prose])
    inside = [n for n in prose if _within(blocks[n].element, container)]
    first = prose[0] if heading is not None and prose[0] > heading and prose[0] >= inside[0] - 6 else inside[0]
    keys = _Keys(second)
    while first > (heading + 1 if heading is not None else 0) and _opens(blocks[first - 1]) and keys.holds(blocks[first - 1].text):
        first -= 1
    kept: list[str] = []
    for n in range(first, len(blocks)):
        block = blocks[n]
        if block.furniture or _is_label(block):
            continue
        sure = keys.holds(block.text)
        if n <= inside[-1]:
            if sure or block.weight or _within(block.element, container):
                kept.append(block.text)
        elif (sure and (block.weight or _within(block.element, container))) or (n <= inside[-1] + 3 and len(block.text) < 90 and _CLOSING.match(block.text)):
            kept.append(block.text)
    return kept


def _opens(block: Block) -> bool:
    """Whether a short block above the first long one is the piece's own: a salutation, a question, a short answer; no date, no label."""
    return not block.furniture and not block.is_heading and block.linked == 0 and not _is_label(block) and re.search(r"[^\W\d_]{2}.*[.!?:,…][\"'”’»)]*$", block.text) is not None


_CLOSING = re.compile(r"(?:Done (?:at|in) )?[^\W\d_][^\d:|]{2,60}[,\s]\s*(?:on )?(?:\d{1,2}\D{1,12}|[^\W\d_]{3,12}\.? \d{1,2},? )(?:19|20)\d\d(?: г| year)?\.?$")
"""A communiqué's last line, "Montevideo, 14 September 2022"."""


def _second_opinion(tree: HtmlElement) -> list[str]:
    """trafilatura's paragraphs. Its backup extractors stay off: what they mend, a page whose prose lies in no <p>, the blocks mend too, and
    they take up to 200 ms to load and run. So does its metadata, for it would look for dates in every corner of the page; ours come from the head.
    """
    document = bare_extraction(tree, include_comments=False, include_tables=True, include_formatting=False, with_metadata=False, fast=True)
    text = getattr(document, "text", None) or ""
    return [line.strip() for line in text.split("\n") if line.strip()]


class _Keys:
    """Whether the second opinion holds a block, whatever became of its layout there; work is bounded, for both sides may be long."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = {words_key(line) for line in lines}
        self.all = words_key("".join(lines))
        self.work = 200_000_000

    def holds(self, text: str) -> bool:
        key = words_key(text)
        if not key or key in self.lines:
            return True
        if len(key) < 12:
            return False
        self.work -= len(self.all)
        return self.work > 0 and key in self.all


def _container(prose: list[Block]) -> HtmlElement:
    """The smallest element that holds most of the prose."""
    weights: dict[HtmlElement, int] = {}
    total = 0
    for block in prose:
        total += block.weight
        weights[block.element] = weights.get(block.element, 0) + block.weight
    sums: dict[HtmlElement, int] = {}
    for element, weight in weights.items():
        node: HtmlElement | None = element
        while node is not None:
            sums[node] = sums.get(node, 0) + weight
            node = node.getparent()
    best = prose[0].element
    least = None
    for element, weight in sums.items():
        if weight >= 0.7 * total and (least is None or weight < least or (weight == least and _within(element, best))):
            best, least = element, weight
    return best


def _within(element: HtmlElement, container: HtmlElement) -> bool:
    node: HtmlElement | None = element
    while node is not None:
        if node is container:
            return True
        node = node.getparent()
    return False


_LABEL = re.compile(
    r"(?:share\b|print(?:ed)?(?: from| version|$|:)|read (?:also|more|next)|see also|related|subscribe|sign up|follow us|join us|posted (?:on|in|by)|tags?:|keywords:|categor(?:y|ies):|"
    r"(?:last )?(?:modified|updated)\b|copyright\b|©|\(c\) |all rights reserved|back to|advertisement|leave a comment|add comment|click here|download\b|views?:|\d+ (?:views?|comments?|shares?)\b|"
    r"photos?:|when (?:using|quoting|reprinting) (?:the )?materials|powered by|if you (?:find|found|notice) an? (?:error|mistake)|"
    r"поделиться|читайте также|подпис|распечатать|теги:|фото:|просмотр|версия для печати|при использовании материалов|все права|"
    r"partager|lire aussi|à lire|imprimer|abonnez|tous droits|compartir|lea también|lee también|imprimir|suscr|todos los derechos|teilen|lesen sie auch|drucken|paylaş|yazdır|شارك)",
    re.IGNORECASE,
)


def _is_label(block: Block) -> bool:
    """Whether a block is a line of the site's own: a button, a list of tags, a notice of rights, a link to another piece."""
    text = block.text
    if block.linked > 0.66 * len(text) and block.tag != "table":
        return True
    return len(text) < 240 and _LABEL.match(text) is not None and (block.weight == 0 or _NOTICE.match(text) is not None)


_NOTICE = re.compile(
    r"(?:share this|printed from|read (?:also|more)|see also:|subscribe to|sign up (?:for|to)|follow us|copyright|©|\(c\) |all rights|last (?:modified|updated)|when (?:using|quoting)|powered by|"
    r"if you (?:find|found|notice)|читайте также|при использовании|подпис[аы]|lire aussi|lea también)",
    re.IGNORECASE,
)


_SHELL = re.compile(
    r"enable java\s?script|java\s?script (?:is|must be|to be) |checking your browser|verify (?:that )?you are (?:a )?human|just a moment|access (?:to this page )?(?:is |has been )?denied|"
    r"do(?:es)?n[o’']t have permission|ray id|captcha|unusual traffic|(?:page|document|resource|article|file)\b.{0,60}(?:not (?:be )?found|(?:does not|doesn[’']t|no longer) exists?|been (?:moved|removed|deleted))|"
    r"(?:error|http) ?(?:40[0-9]|50[0-9])|40[34]\b.{0,20}(?:not found|forbidden)|temporarily unavailable|under maintenance|we use cookies|accept (?:all )?cookies|your cookie|"
    r"(?:log|sign) ?in to (?:continue|read|your)|subscribe to (?:continue|read)|session has expired|forgot(?:ten)? (?:your )?password|no results|nothing (?:was )?found",
    re.IGNORECASE,
)


def _refuse_what_is_no_piece(
    tree: HtmlElement, paragraphs: list[str], blocks: list[Block], said: dict[str, str], things: list[dict[str, Any]], title: str | None, name: str
) -> None:
    """`EmptyError` for a page that holds no piece, saying what it seems to be."""
    text = " ".join(paragraphs)
    about = "give the address of the piece itself"
    shell = _SHELL.search(f"{title or ''}. {text}") or (not text and _SHELL.search(" ".join(tree.itertext())[:4000]))
    if shell and len(text) < 900:
        raise EmptyError(f"{name}: this is no press piece but a notice of the site ({shell.group(0)[:60]!r}); {about}, or save the page as a browser shows it")
    if len(text) < 600 and any(field.get("type", "").lower() == "password" for field in tree.iter("input")):
        raise EmptyError(f"{name}: the page asks to log in; save the page as a browser shows it, or {about}")
    if not text:
        headlines = sum(block.linked > 0.5 * len(block.text) for block in blocks)
        seems = (
            "a list of headlines"
            if headlines >= 5
            else "a page that a script fills in the browser"
            if len(list(tree.iter("script"))) and len(blocks) < 5
            else "a page without prose"
        )
        raise EmptyError(f"{name}: there is no press piece in it ({seems}); {about}, or save the page as a browser shows it")
    if len(text) + 2 * len(_WIDE.findall(text)) < SHORTEST:  # a Chinese character says what three letters do
        article = said.get("og:type") == "article" or any(types_of(thing) & ARTICLE_TYPES for thing in things) or next(tree.iter("article"), None) is not None
        if not (article and title and re.search(r"[.!?…۔।。]", text)):
            raise EmptyError(f"{name}: only {len(text)} characters of prose, and nothing says that they are an article; {about}")


_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PARTS = re.compile(r"\s+[|\-–—•·»«:]{1,2}\s+|\s*[|»]\s*|\s+::\s+")
_OFFICIAL = re.compile(
    r"\b(?:ministry|embassy|consulate|mission|agency|president|government|official|portal|news|press|website|site|department|министерство|посольство|ministère|ministerio|embajada)\b",
    re.IGNORECASE,
)


def _title(tree: HtmlElement, blocks: list[Block], said: dict[str, str], things: list[dict[str, Any]]) -> tuple[str | None, int | None]:
    """The piece's title without the site's name, and the number of the block that shows it.

    A heading on the page goes first where the head's titles hold it: it is what a reader sees, and has no site's name.
    """
    element = tree.find(".//head/title")
    raw = plain_text(element.text_content() if element is not None else "").strip()[:1000]
    headline = next((str(thing["headline"]) for thing in things if types_of(thing) & ARTICLE_TYPES and isinstance(thing.get("headline"), str)), "")
    site = said.get("og:site_name") or _publisher(said, things)
    whole = [" ".join(t.split())[:1000] for t in (said.get("og:title", ""), headline, said.get("twitter:title", ""), raw) if t and t.strip()]
    told = [_without_site(t, site) for t in whole]
    keys = [words_key(t) for t in told]
    names = {words_key(site or "")} | {words_key(part) for t in whole for part in _PARTS.split(t) if not any(words_key(part) in key for key in keys)}
    shown: tuple[int, int] | None = None
    for n, block in enumerate(blocks):
        if block.furniture or not 8 <= len(block.text) <= 400:
            continue
        key = words_key(block.text)
        if len(key) >= 6 and key not in names and any(key in k for k in keys):
            # a main heading goes before one of a section, and that before a bold line of an old layout; the longest of equals
            exact = any(key == k for k in keys)
            rank = 10_000 * (3 - (0 if block.tag == "h1" else 1 if block.is_heading else 2)) + 5_000 * exact + len(key)
            if (block.is_heading or exact or len(key) >= 12) and (shown is None or rank > shown[0]):
                shown = (rank, n)
    if shown:
        return " ".join(blocks[shown[1]].text.split()), shown[1]
    first = next((n for n, block in enumerate(blocks) if block.tag == "h1" and not block.furniture and words_key(block.text) not in names), None)
    if first is not None and not (said.get("og:title") or headline):
        return " ".join(blocks[first].text.split()), first  # a head that names every page alike
    if not told:
        return None, first
    return told[0], first


def _without_site(title: str, site: str | None) -> str:
    """A title without the name of its site at either end."""
    ends = [(m.start(), m.end()) for m in _PARTS.finditer(title)]
    for start, end in reversed(ends):
        tail, head = title[end:].strip(), title[:start].strip()
        if head and (words_key(tail) == words_key(site or "?") or (_OFFICIAL.search(tail) and len(tail.split()) <= 12 and not _OFFICIAL.search(head))):
            return _without_site(head, site)
    for start, end in ends:
        tail, head = title[end:].strip(), title[:start].strip()
        if tail and (words_key(head) == words_key(site or "?") or (_OFFICIAL.search(head) and len(head.split()) <= 12 and not _OFFICIAL.search(tail))):
            return _without_site(tail, site)
    return title


def _publisher(said: dict[str, str], things: list[dict[str, Any]]) -> str | None:
    """The name that the page gives its publisher."""
    if said.get("og:site_name"):
        return said["og:site_name"][:200]
    by_id = {str(thing["@id"]): thing for thing in things if isinstance(thing.get("@id"), str) and thing.get("name")}
    for thing in things:
        publisher = thing.get("publisher")
        if isinstance(publisher, list) and publisher:
            publisher = publisher[0]
        if isinstance(publisher, dict) and isinstance(publisher.get("@id"), str) and not publisher.get("name"):
            publisher = by_id.get(publisher["@id"])
        found = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(found, str) and found.strip() and not found.startswith("http"):
            return " ".join(found.split())[:200]
    return None


def _own_address(tree: HtmlElement, said: dict[str, str], url: str | None) -> str | None:
    """The address that the page calls its own, where it is of the same publisher as the one at which it was found."""
    links = [link.get("href", "") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for link in [*links[:1], said.get("og:url", "")]:
        try:
            address = urljoin(url or "", link.strip())
            parts = urlsplit(address)
            host = parts.hostname
            given = urlsplit(url).hostname if url else host
        except ValueError:
            continue
        if not link.strip() or parts.scheme not in ("http", "https") or not host or not given or len(address) > 2000:
            continue
        home = parts.path in ("", "/") and not parts.query and url is not None and urlsplit(url).path not in ("", "/")
        if _registrable(host) == _registrable(given) and not home:  # a site that calls every page its home page says nothing
            return str(parts._replace(fragment="").geturl())
    return None


_SHARED = frozenset(["ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gub", "gv", "mil", "net", "or", "org"])


def _registrable(host: str) -> str:
    """The name under which a host is registered: mfa.gov.kz of en.mfa.gov.kz, press.example of www.press.example."""
    labels = host.lower().rstrip(".").split(".")
    return ".".join(labels[-3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED else -2 :])


def _language(tree: HtmlElement, said: dict[str, str]) -> str | None:
    """The BCP 47 tag that the page declares."""
    root = tree.getroottree().getroot()
    for value in (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        said.get("content-language"),
        said.get("language"),
        said.get("og:locale"),
    ):
        match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?", (value or "").split(",")[0].strip())
        if match:
            language, script, region = match.groups()
            return "-".join([language.lower(), *([script.title()] if script else []), *([region.upper()] if region else [])])
    return None

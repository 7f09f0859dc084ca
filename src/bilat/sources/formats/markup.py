"""A page as a tree, its blocks of text in reading order, and what its head says: what the extraction of text and of dates share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from ...errors import EmptyError, FormatError, TooLargeError

MAX_TAGS = 200_000
"""Tags of a page; an article has some hundreds, a long list some thousands."""

MAX_DEPTH = 250
"""Elements within elements; the parser itself stops at 256, and would leave the rest of the page away in silence."""

MAX_ATTRIBUTES = 200
"""Attributes of a tag; the parser compares each with all before it, so that a tag of a million would take hours."""

_TAG = re.compile(r"<[a-zA-Z]")
_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)|(?P<tag><[a-zA-Z](?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+)", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
_SPACE = re.compile(r"\s+")

_BLOCK = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNREAD = frozenset([
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "audio", "video", "canvas", "map", "select", "option", "datalist", "button",
    "textarea", "input", "nav", "figcaption", "head", "menu", "dialog",
])  # fmt: skip
_FURNITURE = frozenset(["aside", "footer", "form", "address"])
_ROLES = frozenset(["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar"])
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing|ers?)|social|subscri\w+|newsletter|related|recommend\w*|read-?(?:also|more)|see-?also|breadcrumbs?|paginat\w+|pager|"
    r"cookies?|consent|gdpr|popup|modal|advert\w*|ads|banner|promo|footer|menu|nav|navbar|navigation|tags?|latest|popular|most-?read|other-?(?:news|articles)|more-?news|last-?news|teasers?|"
    r"copyright|lastmod|last-?modified|byline|author|print|printed|toolbar|skip|follow|rating|view-?counts?|counter)(?:$|[\s_-])"
)
_COLUMNS = re.compile(r"(?:^|\s)(?:right|left)(?:-?(?:col(?:umn)?|side|bar|block|panel|rail))?(?=$|\s)|(?:^|[\s_-])(?:side-?bar|side-?block|rail)(?=$|\s)|(?:^|\s)side-?bar")
_RUNNING = frozenset(["p", "span", "b", "strong", "i", "em", "font"])
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?(?:-?(?:area|list|form|section|wrapper))?|respond|disqus(?:_thread)?|fb-comments)(?:$|[\s_-])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MORE = re.compile(
    r"(?:read|learn|find out|see) more|more\b.{0,12}$|details\b|continue reading|full story|подробнее|далее|читать|lire la suite|en savoir plus|leer más|más información|weiterlesen|mehr\b",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TERMINAL = re.compile(r"[.!?:;…。！？：；।؟][\"'”’»)\]]*$")
_SENTENCE = re.compile(r"[.!?…।؟][\"'”’»)\]]*(?:\s|$)|[。！？]")
_LETTERS = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


# the share of a page's prose up to which an element that looks like one is one
_TEASERS, _COMMENTARY, _COLUMN, _NAMED = 1.0, 0.9, 0.5, 0.35


class Block(msgspec.Struct):
    """A run of text that a reader sees as one paragraph, heading, list item or table, and where it stands.

    `linked` counts its characters that are links. `furniture` is true of what surrounds an article: menus, teasers of others, comments.
    """

    text: str
    linked: int
    element: HtmlElement
    tag: str
    furniture: bool = False
    marks: tuple[int, ...] = ()

    @property
    def is_heading(self) -> bool:
        return self.tag in _HEADINGS

    @property
    def weight(self) -> int:
        """Characters of prose: sentences that are not links; none for labels, dates, headlines and menus."""
        text = self.text
        return 0 if self.is_heading or self.linked > 0.5 * len(text) or not is_prose(text) else len(text) - self.linked


def is_prose(text: str) -> bool:
    """Whether a text has sentences, and words enough to be no label."""
    if not _SENTENCE.search(text):
        return False
    return len(text) >= 20 if _WIDE.search(text) else len(text) >= 50 and text.count(" ") >= 6


def plain_text(text: str) -> str:
    """Text as it is seen: white space in one space, no hyphens that only tell where a word may be broken."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text))


def parse_page(text: str, name: str) -> HtmlElement:
    """Parse a page's characters into a tree of at most `MAX_TAGS` tags and `MAX_DEPTH` levels; nothing is loaded and no entity followed."""
    tags = sum(1 for _ in _TAG.finditer(text))
    if tags > MAX_TAGS:
        raise TooLargeError(f"{name}: {tags:,} tags; more than {MAX_TAGS:,} are no article: give the page of one piece")
    for token in _TOKEN.finditer(text):
        tag = token["tag"]
        if tag and len(tag) > 2 * MAX_ATTRIBUTES and len(_QUOTED.sub('""', tag).split(None, MAX_ATTRIBUTES + 1)) > MAX_ATTRIBUTES + 1:
            raise FormatError(f"{name}: a tag has more than {MAX_ATTRIBUTES} attributes; no page is written so: give its printed version")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True)
    try:
        tree = document_fromstring(_CONTROL.sub(" ", text).encode(), parser=parser)
    except (etree.LxmlError, AssertionError):
        raise EmptyError(f"{name}: there is no page in it; give the page of a press piece") from None
    for entry in parser.error_log:
        if entry.level_name == "FATAL" or "depth" in entry.message or "huge" in entry.message.lower():
            raise FormatError(
                f"{name}: the page is built so that it cannot be read whole ({entry.message.strip()[:80]}); at most {MAX_DEPTH} levels are read: give its printed version"
            )
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise FormatError(f"{name}: elements lie more than {MAX_DEPTH} deep in each other; give the page's printed version")
    return tree


def page_blocks(tree: HtmlElement) -> list[Block]:
    """The blocks of text of a page in the order of reading, each told whether it belongs to what surrounds an article.

    What a class or an element's name calls furniture is that only while most of the page's prose lies outside it, for "elementor-widget",
    "has-sidebar" and a form around the whole page are common too.
    """
    blocks, marked = _Walk(tree).result()
    real: set[int] = {mark for mark, share in marked.items() if share == _TEASERS}
    # what is looser named is measured against what is left when the firmer are out
    for firmness in (_COMMENTARY, _COLUMN, _NAMED):
        left = [(block.weight, block.marks) for block in blocks if not real.intersection(block.marks)]
        total = sum(weight for weight, _ in left)
        inside = dict.fromkeys(marked, 0)
        for weight, marks in left:
            for mark in marks:
                inside[mark] += weight
        real |= {mark for mark, share in marked.items() if share == firmness and inside[mark] <= share * total}
    for block in blocks:
        block.furniture = not real.isdisjoint(block.marks)
    return blocks


class _Walk:
    """One pass over a tree that collects its blocks; recursion would let a page choose the depth of our stack."""

    def __init__(self, tree: HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.marked: dict[int, float] = {}
        self.runs: list[tuple[str, bool]] = []
        self.owners: list[HtmlElement] = [tree]
        self.marks: list[int] = []
        self.marked_elements: list[HtmlElement] = []
        self.links = 0
        self.pre = 0
        self._walk(tree)
        self._flush()

    def result(self) -> tuple[list[Block], dict[int, float]]:
        return self.blocks, self.marked

    def _walk(self, tree: HtmlElement) -> None:
        walker = etree.iterwalk(tree, events=("start", "end"))
        skipped: HtmlElement | None = None
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag == "table" and (table := _data_table(element)) is not None:
                    self._flush()
                    self.blocks.append(Block(table[0], table[1], element, "table", marks=tuple(self.marks)))
                    walker.skip_subtree()
                    skipped = element
                elif tag in _UNREAD or tag.startswith("amp-") or _is_hidden(element):
                    walker.skip_subtree()
                    skipped = element
                else:
                    self._open(element, tag)
                continue
            if element is skipped:
                skipped = None
                if tag in _BLOCK:
                    self._flush()
            else:
                self._close(element, tag)
            self._add(element.tail)

    def _open(self, element: HtmlElement, tag: str) -> None:
        share = _furniture_share(element, tag)
        if share is not None:
            self.marked[len(self.marked)] = share
        if tag in _BLOCK or "-" in tag:
            self._flush()
            self.owners.append(element)
        elif tag == "br":
            self.runs.append(("\n", False))
        elif tag == "a":
            self.links += 1
        if share is not None:
            self._flush()
            self.marks.append(len(self.marked) - 1)
            self.marked_elements.append(element)
        self.pre += tag == "pre"
        self._add(element.text)

    def _close(self, element: HtmlElement, tag: str) -> None:
        if tag in _BLOCK or "-" in tag:
            self._flush()
            self.owners.pop()
        elif tag == "a":
            self.links -= 1
        if self.marked_elements and self.marked_elements[-1] is element:
            self._flush()
            self.marked_elements.pop()
            self.marks.pop()
        self.pre -= tag == "pre"

    def _add(self, text: str | None) -> None:
        if text:
            if self.pre:
                text = re.sub(r"\n[ \t]*(?=\n)", "\n", text.replace("\r\n", "\n"))
                parts = re.split(r"\n{2,}", text)
                text = "\n\n".join(plain_text(part) for part in parts)
            else:
                text = plain_text(text)
            self.runs.append((text, self.links > 0))

    def _flush(self) -> None:
        """Close the block: an empty line parts it, and so does the end of a line behind a full stop."""
        if not self.runs:
            return
        lines: list[tuple[str, int]] = []
        text, linked = "", 0
        pieces: list[str] = []
        for run, is_link in [*self.runs, ("\n\n", False)]:
            for number, piece in enumerate(run.split("\n")):
                if number:
                    text = _SPACE.sub(" ", "".join(pieces)).strip()
                    lines.append((text, min(linked, len(text))))
                    pieces, linked = [], 0
                pieces.append(piece)
                linked += len(piece) * is_link
        self.runs = []
        owner = self.owners[-1]
        tag = next((h.tag for h in self.owners[-2:] if h.tag in _HEADINGS), owner.tag)
        held: list[tuple[str, int]] = []
        for text, linked in [*lines, ("", 0)]:
            if text:
                held.append((text, linked))
            if held and (not text or _TERMINAL.search(text)):
                self.blocks.append(Block("\n".join(line for line, _ in held), sum(link for _, link in held), owner, str(tag), marks=tuple(self.marks)))
                held = []


def _is_hidden(element: HtmlElement) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    return "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(_HIDDEN.search(attributes.get("style", ""))) or attributes.get("role") in _ROLES


def _furniture_share(element: HtmlElement, tag: str) -> float | None:
    """The share of a page's prose up to which an element counts as furniture, or None where nothing says that it is."""
    if tag in ("html", "body", "main", "article", "h1"):
        return None
    names = _CAMEL.sub("-", f"{element.get('class', '')} {element.get('id', '')}").lower() if element.attrib else ""
    if names and _COMMENTS.search(names):
        return _COMMENTARY
    if _is_teaser_list(element, tag):
        return _TEASERS
    if tag == "aside" or (names and _COLUMNS.search(names)):
        return _COLUMN
    named = _NAMES.search(names) if names else None
    # a paragraph of the class "print-text" is the piece's own, one of the class "tags" is not
    if tag in _FURNITURE or (named and (tag not in _RUNNING or named.group().strip() in names.split())):
        return _NAMED
    return None


def _is_teaser_list(element: HtmlElement, tag: str) -> bool:
    """Whether an element holds teasers of other pieces: three or more like children, nearly each of which begins with a link and is short."""
    if tag in ("p", "table", "thead", "tr", "a", "span") or len(element) < 3:
        return False
    teasers = filled = 0
    for number, child in enumerate(element):
        if number == 60:
            break
        if not isinstance(child.tag, str) or child.tag in _UNREAD:
            continue
        lead, linked, length, leads_on = _lead(child)
        if length == 0:
            continue
        filled += 1
        # a paragraph may begin with a link and be prose all the same
        teasers += length <= 600 and (leads_on or (linked >= 12 and lead <= 25 and (child.tag != "p" or linked >= 0.3 * length)))
        if filled == 4 and teasers < 2:
            return False
    return teasers >= 3 and teasers >= 0.7 * filled


def _lead(element: HtmlElement) -> tuple[int, int, int, bool]:
    """Characters before an element's first link, in its links, and in all, as far as 700 characters tell; and whether a link says "read more"."""
    lead = linked = length = depth = 0
    leads_on = False
    for seen, (event, node) in enumerate(etree.iterwalk(element, events=("start", "end"))):
        if seen > 80 or length > 700:
            break
        if event == "start":
            depth += node.tag == "a"
            text = node.text
        else:
            depth -= node.tag == "a"
            text = node.tail if node is not element else None
        if text and isinstance(node.tag, str) and (text := text.strip()):
            length += len(text)
            if depth:
                linked += len(text)
                leads_on |= _MORE.match(text) is not None
            elif not linked:
                lead += len(text)
    return lead, linked, length, leads_on


def _data_table(table: HtmlElement) -> tuple[str, int] | None:
    """A table of figures as lines of cells parted by tabs, with the characters of its links; None where the table only lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows: list[str] = []
    linked = 0
    wide = 0
    for row in table.iter("tr"):
        cells = [plain_text("".join(cell.itertext())).strip() for cell in row if cell.tag in ("td", "th")]
        if any(len(cell) > 160 for cell in cells):
            return None
        wide += len(cells) >= 2
        if any(cells):
            rows.append("\t".join(cells))
            linked += sum(len("".join(link.itertext())) for link in row.iter("a"))
    if wide < 2 or wide < 0.6 * len(rows):
        return None
    return "\n".join(rows), linked


def metas(tree: HtmlElement) -> dict[str, str]:
    """What the head's meta elements say, by their lower-case names; the first of a name goes."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        parent = element.getparent()
        inside = parent is None or parent.tag == "head"  # a microdata date in the body may be that of a teaser
        key = element.get("property") or element.get("name") or element.get("http-equiv") or (element.get("itemprop") if inside else None)
        content = element.get("content")
        if key and content and content.strip():
            found.setdefault(key.strip().lower(), plain_text(content).strip()[:2000])
    return found


def json_ld(tree: HtmlElement) -> list[dict[str, Any]]:
    """The objects of a page's JSON-LD, nested ones too, in their order; what is no JSON is passed over."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > 1 << 20:
            continue
        try:
            data = json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text).strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        found.extend(islice(_objects(data), 2000 - len(found)))
    return found


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(v for v in reversed(value.values()) if isinstance(v, dict | list))
        elif isinstance(value, list):
            waiting.extend(v for v in reversed(value) if isinstance(v, dict | list))


def types_of(thing: dict[str, Any]) -> set[str]:
    """The schema.org types of a JSON-LD object, without their address."""
    kinds = thing.get("@type") or ()
    return {str(kind).rsplit("/", 1)[-1] for kind in ([kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else ())}


def words_key(text: str) -> str:
    """A text's letters and digits alone, in small letters: what is left of it under any layout."""
    return re.sub(r"[\W_]+", "", text).casefold()

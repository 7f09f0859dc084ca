"""PDF and DOCX → their running text, as one would read it aloud: without page numbers, line ends and deleted words."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import pypdfium2
from lxml import etree

from ...errors import EmptyError, FormatError, TooLargeError
from ..text import MAX_CHARACTERS
from .datewords import read_stamp
from .extract import Extract

MAX_PAGES = 500
"""Pages of a PDF that is read as one piece."""

_EARLIEST = datetime.date(1993, 1, 1)
"""The year of the first PDF; an earlier property is a clock that was not set."""


class Line(NamedTuple):
    """A line of a page and where it stands, in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


def extract_pdf(data: bytes, *, name: str, today: datetime.date) -> Extract:
    """Return the text of a PDF, its paragraphs whole and parted by a blank line, with the title and day that its properties give.

    A line end within a paragraph is a space and a hyphen there is mended; lines that return at the head or foot of the pages are left out.
    `EmptyError` for a scan without text, `TooLargeError` beyond `MAX_PAGES` pages or `MAX_CHARACTERS` characters, `FormatError` for a file that is
    broken, asks for a password, or holds characters that stand for no letters.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise FormatError(f"{name}: the PDF asks for a password; save it without one") from None
        raise FormatError(f"{name}: this is no PDF, or a broken one ({error}); get it again, or print it to a new PDF") from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLargeError(f"{name}: {count:,} pages; more than {MAX_PAGES} are not read as one piece: split the file")
        pages: list[list[Line]] = []
        length = 0
        for number in range(count):
            lines = _lines(document, number, name)
            length += sum(len(line.text) + 1 for line in lines)
            if length > MAX_CHARACTERS:
                raise TooLargeError(f"{name}: more than {MAX_CHARACTERS:,} characters; they are not read as one piece: split the file")
            pages.append(lines)
        properties = document.get_metadata_dict()
    finally:
        document.close()
    text = "\n\n".join(_paragraphs(_without_running_lines(pages)))
    letters = sum(character.isalpha() for character in text)
    if letters < 20:
        raise EmptyError(f"{name}: the PDF has no text in it, only pictures of pages ({count} pages); run it through text recognition first")
    if sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text) > 0.1 * len(text):
        raise FormatError(f"{name}: the PDF does not say which letters its signs stand for; print it to a new PDF, or run it through text recognition")
    return _described(text, properties.get("Title"), properties.get("CreationDate", ""), properties.get("ModDate", ""), today)


def _described(text: str, title: str | None, created: str, modified: str, today: datetime.date, language: str | None = None) -> Extract:
    """The text with what its file's properties say, where it is plausible: no title of a program's making, no day to come or long before the last change."""
    title = " ".join((title or "").split())
    if not 4 <= len(title) <= 300 or re.search(
        r"^(?:microsoft word|untitled|без имени|document\d*$|презентация)|\.(?:docx?|rtf|pdf|indd|qxd|odt|pages)$|^[\W\d_]+$", title, re.IGNORECASE
    ):
        title = ""
    day, changed = _property_day(created), _property_day(modified)
    sound = day is not None and _EARLIEST <= day <= today and (changed is None or changed < day or changed - day <= datetime.timedelta(days=31))
    return Extract(text=text, title=title or None, published=day.isoformat() if day and sound else None, published_basis="file" if sound else None, language=language)


def _property_day(value: str) -> datetime.date | None:
    """The day of a PDF's "D:20240331090000+05'00'" or a DOCX's "2024-03-31T09:00:00Z", as its author's clock had it."""
    match = re.match(r"(?:D:)?(\d{4})-?(\d{2})-?(\d{2})", value)
    stamp = read_stamp("-".join(match.groups()), None) if match else None
    return stamp[0] if stamp else None


# a PDF's lines


def _lines(document: pypdfium2.PdfDocument, number: int, name: str) -> list[Line]:
    """The lines of a page in the order of its text."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise FormatError(f"{name}: page {number + 1} of the PDF is broken; get it again, or print it to a new PDF") from None
    try:
        if text_page.count_chars() > MAX_CHARACTERS:
            raise TooLargeError(f"{name}: page {number + 1} has more than {MAX_CHARACTERS:,} characters; that is no page of a press piece")
        text = text_page.get_text_range()
        lines: list[Line] = []
        place = 0
        # a hyphen at a line's end comes as a sign of its own, with or without the end of the line behind it
        for part in re.split(r"(\r\n|\n|\r|[\x02\ufffe](?:\r\n)?)", text):
            if re.fullmatch(r"[\x02\ufffe](?:\r\n)?", part):
                if lines:
                    lines[-1] = lines[-1]._replace(text=lines[-1].text.rstrip() + "-")
            elif stripped := " ".join(part.replace("\x00", "").split()):
                first = place + len(part) - len(part.lstrip())
                last = place + len(part.rstrip()) - 1
                left, bottom, _, top = _box(text_page, first)
                _, low, right, high = _box(text_page, last)
                lines.append(Line(stripped, left, right, min(bottom, low), max(top, high)))
            place += len(part)
        return lines
    finally:
        text_page.close()
        page.close()


def _box(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    try:
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


_NUMBER = re.compile(r"(?:page|стр\.?|p\.)?\s*[-–—|]?\s*(?:\d{1,4}|[ivx]{1,5})\s*(?:(?:/|of|из|de)\s*\d{1,4})?\s*[-–—|]?", re.IGNORECASE)


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without the lines that return at their head or foot: running titles, addresses, page numbers."""
    if len(pages) < 2:
        return [[line for n, line in enumerate(lines) if not (n == len(lines) - 1 > 0 and _NUMBER.fullmatch(line.text))] for lines in pages]
    counted: Counter[tuple[str, str]] = Counter()
    for lines in pages:
        counted.update({(edge, _running(line)) for edge, line in _edges(lines)})
    least = max(2, (len([lines for lines in pages if lines]) + 1) // 2)
    result: list[list[Line]] = []
    for lines in pages:
        gone = {id(line) for edge, line in _edges(lines) if counted[edge, _running(line)] >= least or (len(line.text) < 16 and _NUMBER.fullmatch(line.text))}
        result.append([line for line in lines if id(line) not in gone])
    return result


def _edges(lines: list[Line]) -> Iterator[tuple[str, Line]]:
    """The two lines at the top of a page and the two at its foot, by where they stand: a footer may come first in the text."""
    ranked = sorted(lines, key=lambda line: -line.top)
    for line in ranked[:2]:
        yield "head", line
    for line in ranked[max(2, len(ranked) - 2) :]:
        yield "foot", line


def _running(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


_ENDS = re.compile(r"[.!?:;…。！？؟][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[•▪●◦‣·*–—-]\s|\(?\d{1,2}[.)]\s|\(?[a-zа-я][)]\s|[IVX]{1,4}\.\s)")


def _paragraphs(pages: list[list[Line]]) -> Iterator[str]:
    """The paragraphs, across the ends of lines and pages."""
    words = Counter(word.casefold() for lines in pages for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    held = ""
    before: Line | None = None
    for lines in pages:
        if not lines:
            continue
        left = Counter(round(line.left) for line in lines).most_common(1)[0][0]
        right = max(line.right for line in lines)
        steps = [a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom - b.bottom > 1]
        step = median(steps) if steps else 0.0
        turned = True
        for line in lines:
            if before is not None and _ends_paragraph(before, line, turned, left, right, step):
                yield held
                held = line.text
            else:
                held = _joined(held, line.text, words) if held else line.text
            before, turned = line, False
    if held:
        yield held


def _ends_paragraph(line: Line, after: Line, turned: bool, left: float, right: float, step: float) -> bool:
    """Whether a paragraph ends between two lines; `turned` where a page ends between them."""
    ended = _ENDS.search(line.text) is not None
    if _ITEM.match(after.text):
        return True
    width = right - left
    short = line.right < right - 0.12 * width
    if turned or after.bottom > line.bottom + 1:  # a new page or column: only the words can tell
        return ended or (short and not after.text[0].islower())
    if step and line.bottom - after.bottom > 1.4 * step:
        return True
    heights = line.top - line.bottom, after.top - after.bottom
    if min(heights) > 0 and max(heights) > 1.2 * min(heights):
        return True  # a heading, or small print
    if after.left > left + 8 and line.left < left + 8:
        return ended or after.text[0].isupper()
    return short and ended


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """Two lines of a paragraph in one, a word that was parted between them whole again; "long-term" keeps the hyphen that it has elsewhere."""
    parted = re.search(r"([^\W\d_]+)-$", text)
    follows = re.match(r"[^\W\d_]+", line)
    if not parted or not follows or not line[0].islower():
        return f"{text}{'' if text.endswith('-') and parted else ' '}{line}"
    whole, compound = f"{parted[1]}{follows[0]}".casefold(), f"{parted[1]}-{follows[0]}".casefold()
    keeps = words[compound] > 0 and words[whole] == 0
    return (text if keeps else text[:-1]) + line


# DOCX

MAX_ENTRIES = 2_000
MAX_UNZIPPED = 100 << 20
MAX_RATIO = 200
MAX_TAGS = 1_500_000
"""Files in a DOCX, their bytes unzipped, how many times more than zipped they may be, and the tags of one; a report of a hundred pages has 200,000."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", f"{_W}sdtPr", f"{_W}tblPr", f"{_W}tcPr", f"{_W}trPr", _FALLBACK])
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_LONG_CELL = 300


def extract_docx(data: bytes, *, name: str, today: datetime.date) -> Extract:
    """Return the text of a Word document as it reads with its changes accepted: paragraphs parted by a blank line, rows of a table as lines.

    Deleted and hidden words are left out and inserted ones kept; footnotes come at the end, in the order in which the text refers to them.
    A cell that holds paragraphs, as where a table only lays out a page, gives paragraphs. `FormatError` for what is no DOCX, is broken or asks
    for a password, `TooLargeError` for more than `MAX_UNZIPPED` bytes or `MAX_CHARACTERS` characters, `EmptyError` for one without text.
    """
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise FormatError(f"{name}: this is an old Word file (.doc), or one with a password; save it as .docx without one")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OverflowError):
        raise FormatError(f"{name}: this is no DOCX, or a broken one; save it again as .docx, or as PDF") from None
    with archive:
        _check(archive, name)
        body = _part(archive, _main_part(archive, name), name)
        if body is None:
            raise FormatError(f"{name}: the archive holds no Word document; save it again as .docx, or as PDF")
        paragraphs, referred = _read_body(body, name)
        for kind in ("footnote", "endnote"):
            notes = _part(archive, f"word/{kind}s.xml", name) if any(k == kind for k, _ in referred) else None
            by_id = {note.get(f"{_W}id"): note for note in notes.iterchildren(f"{_W}{kind}")} if notes is not None else {}
            for identifier in dict.fromkeys(i for k, i in referred if k == kind):
                if (note := by_id.pop(identifier, None)) is not None:
                    paragraphs.extend(_read_body(note, name)[0])
        core = _part(archive, "docProps/core.xml", name)
    text = "\n\n".join(paragraphs)
    if not text:
        raise EmptyError(f"{name}: the document has no text in it; if it holds pictures of pages, run them through text recognition first")
    said = {etree.QName(element).localname: (element.text or "").strip() for element in core if isinstance(element.tag, str)} if core is not None else {}
    if said.get("description", "").startswith("generated by"):
        said["created"] = ""  # the day of the generator's template, not of the document
    language = said.get("language") if re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", said.get("language", "")) else None
    return _described(text, said.get("title"), said.get("created", ""), said.get("modified", ""), today, language)


def _check(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive that would cost more than a document may, by what it says of itself; reading stops at what it says."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise TooLargeError(f"{name}: {len(entries):,} files within the DOCX; more than {MAX_ENTRIES:,} are no document")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNZIPPED:
        raise TooLargeError(f"{name}: {size >> 20:,} MiB when unzipped; more than {MAX_UNZIPPED >> 20} are no press piece: save the text alone")
    if any(entry.file_size > (1 << 20) and entry.file_size > MAX_RATIO * max(1, entry.compress_size) for entry in entries):
        raise FormatError(f"{name}: a file within the DOCX unzips to more than {MAX_RATIO} times its size; no document does: save it again")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FormatError(f"{name}: the document asks for a password; save it without one")


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    relations = _part(archive, "_rels/.rels", name)
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, path: str, name: str) -> etree._Element | None:
    """A part's XML, or None where there is none; no entity in it is followed, and a document that declares any is refused."""
    try:
        entry = archive.getinfo(path)
        with archive.open(entry) as file:
            content = file.read(entry.file_size)  # so much and no more: without a number, zipfile unfolds all that lies there before it counts
            file.read(1)  # the end, at which the checksum is compared
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise FormatError(f"{name}: {path} within the DOCX is broken; save it again as .docx, or as PDF") from None
    if content.count(b"<") > MAX_TAGS:
        raise TooLargeError(f"{name}: {path} within the DOCX has more than {MAX_TAGS:,} tags; that is no press piece: save the text alone")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"{name}: {path} within the DOCX is broken ({str(error)[:80]}); save it again as .docx, or as PDF") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormatError(f"{name}: {path} within the DOCX declares entities, as no word processor does; save it again as .docx")
    return root


def _read_body(root: etree._Element, name: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The paragraphs and tables below an element in their order, and the notes that they refer to; one walk, whatever the number of cells."""
    targets: list[list[str]] = [[]]  # where finished paragraphs go: the body, or the cells around
    rows: list[list[list[str]]] = []  # the cells of the rows around
    tables: list[list[str]] = []  # the lines of the tables around
    runs: list[list[str]] = []  # the words of the paragraphs around: a text box lies within one
    referred: list[tuple[str, str]] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: etree._Element | None = None
    length = 0
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _LEFT_OUT or (tag == f"{_W}r" and _is_hidden(element)) or (tag == f"{_W}tr" and element.find(f"{_W}trPr/{_W}del") is not None):
                walker.skip_subtree()
                skipped = element
            elif tag == f"{_W}p":
                runs.append([])
            elif tag == f"{_W}t":
                length += len(element.text or "")
                if length > MAX_CHARACTERS:
                    raise TooLargeError(f"{name}: more than {MAX_CHARACTERS:,} characters; they are not read as one piece: split the file")
                if runs:
                    runs[-1].append(element.text or "")
            elif tag in _BREAKS:
                if runs:
                    runs[-1].append(_BREAKS[tag])
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                referred.append((tag.removeprefix(_W).removesuffix("Reference"), element.get(f"{_W}id") or ""))
            elif tag == f"{_W}tbl":
                tables.append([])
            elif tag == f"{_W}tr":
                rows.append([])
            elif tag == f"{_W}tc":
                targets.append([])
        elif element is skipped:
            skipped = None
        elif tag == f"{_W}p":
            length += 2
            targets[-1].extend(_tidy("".join(runs.pop())))
        elif tag == f"{_W}tc" and len(targets) > 1:
            cell = targets.pop()
            if rows:
                rows[-1].append(cell)
        elif tag == f"{_W}tr" and rows:
            _close_row(rows.pop(), tables, targets[-1])
        elif tag == f"{_W}tbl" and tables:
            _close_table(tables.pop(), targets[-1])
    return targets[0], referred


def _close_row(cells: list[list[str]], tables: list[list[str]], target: list[str]) -> None:
    """A row is a line of its table, or, where a cell holds paragraphs, as many paragraphs."""
    if not any(cells):
        return
    if len(cells) == 1 or not tables or any(sum(map(len, cell)) > _LONG_CELL for cell in cells):
        if tables:
            _close_table(tables[-1], target)
        target.extend(paragraph for cell in cells for paragraph in cell)
    else:
        tables[-1].append("\t".join(" ".join(" ".join(cell).split()) for cell in cells))


def _close_table(lines: list[str], target: list[str]) -> None:
    if lines:
        target.append("\n".join(lines))
        lines.clear()


def _is_hidden(run: etree._Element) -> bool:
    properties = run.find(f"{_W}rPr")
    vanish = properties.find(f"{_W}vanish") if properties is not None else None
    return vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off")


def _tidy(text: str) -> Iterator[str]:
    """A paragraph's lines; an empty line within it, made of two line breaks, parts it."""
    for part in re.split(r"\n[^\S\n]*\n\s*", text.replace("\xad", "")):
        lines = [" ".join(line.split()) for line in part.split("\n")]
        if whole := "\n".join(line for line in lines if line):
            yield whole

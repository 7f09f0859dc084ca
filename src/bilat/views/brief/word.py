"""A brief as a Word document: real styles, headings, tables whose heads repeat, endnotes that Word numbers itself, page numbers in the foot."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from ...errors import OptionError
from ...vocabulary import bounds
from ..trade import described, draw_image
from .endnotes import Endnotes, element
from .house import House
from .model import Brief, Chart, Paragraph, Points, Section, Sentence, Table
from .page import CHART_SIZE
from .wording import Wording

_DEEP, _SOFT, _LINE = "173A5E", "565D68", "C3C9D2"
_FONT = "Calibri"
ASIDE, LEAD, KICKER = "Brief Aside", "Brief Lead", "Brief Kicker"
"""The styles of a brief that Word does not have; a house's reference.docx may define them, as it does Title, Heading 1, Heading 2, List Bullet and Normal."""
_WIDTH = 174.0
"""Millimetres between the margins of a page of our own."""


def to_docx(brief: Brief, house: House) -> bytes:
    """Return a brief as DOCX, the same bytes for the same brief; `OptionError` for a reference.docx that cannot be opened."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    own = house.own("reference.docx")
    try:
        document = docx.Document(str(own) if own is not None else None)
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise OptionError(f"template: {own}: this is no Word document ({error}); save it as .docx") from None
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    _Writer(document, brief, Wording(house), restyle=own is None).write()
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _settled(made: bytes) -> bytes:
    """The same file without the moment at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    def __init__(self, document: Any, brief: Brief, wording: Wording, *, restyle: bool) -> None:
        self.document, self.brief, self.own = document, brief, restyle
        _add_styles(document)
        if restyle:
            _restyle(document)
            _page(document.sections[0])
        self.endnotes = Endnotes(document, brief, wording)

    def write(self) -> None:
        """Write the whole document."""
        brief, document = self.brief, self.document
        document.add_paragraph(f"{brief.words['kicker']}\t{brief.words['as_of']}", style=KICKER)
        document.add_paragraph(brief.title, style="Title")
        document.add_paragraph(" ".join(brief.lead), style=ASIDE)
        for section in brief.sections:
            self._section(section)
        if brief.notes:
            document.add_paragraph(brief.words["sources"], style="Heading 1").paragraph_format.page_break_before = len(brief.notes) > 12
            document.add_paragraph(brief.words["sources_note"], style=ASIDE)
        self._margins()
        self.endnotes.keep()
        properties = document.core_properties
        day = datetime.datetime.combine(datetime.date.fromisoformat(bounds(brief.as_of)[1] or "1980-01-01") if brief.as_of else datetime.date(1980, 1, 1), datetime.time())
        properties.title, properties.subject, properties.language = brief.title, f"{brief.words['kicker']}, {brief.words['as_of']}", brief.language
        properties.author, properties.last_modified_by, properties.comments, properties.keywords, properties.revision = "bilat", "bilat", "", "", 1
        properties.created = properties.modified = day

    def _section(self, section: Section) -> None:
        self.document.add_paragraph(section.heading, style="Heading 1")
        for number, block in enumerate(section.blocks):
            if isinstance(block, Paragraph):
                about = not any(sentence.notes for sentence in block.sentences)
                paragraph = self.document.add_paragraph(style=ASIDE if about else None)
                paragraph.paragraph_format.keep_with_next = number + 1 < len(section.blocks)
                self._sentences(paragraph, block.sentences)
            elif isinstance(block, Points):
                if block.title:
                    self.document.add_paragraph(block.title, style="Heading 2")
                for point in block.points:
                    paragraph = self.document.add_paragraph(style="List Bullet")
                    if point.lead:
                        paragraph.add_run(f"{point.lead}: ", style=LEAD)
                    self._sentences(paragraph, point.sentences)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._chart(block)

    def _sentences(self, paragraph: Any, sentences: list[Sentence]) -> None:
        for number, sentence in enumerate(sentences):
            if number:
                paragraph.add_run(" ")
            for part in sentence.parts:
                if part.text:
                    paragraph.add_run(part.text)
                self.endnotes.refer(paragraph, part.notes)

    def _table(self, block: Table) -> None:
        from docx.shared import Mm

        if block.title:
            self.document.add_paragraph(block.title, style="Heading 2")
        table = self.document.add_table(rows=1, cols=len(block.columns))
        table.autofit = False
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            cell.paragraphs[0].style = ASIDE
            cell.paragraphs[0].add_run(column).bold = True
        for row in block.rows:
            for number, (cell, told) in enumerate(zip(table.add_row().cells, row, strict=True)):
                self._sentences(cell.paragraphs[0], [told])
                if number == 0:
                    for run in cell.paragraphs[0].runs:
                        run.bold = True
        section = self.document.sections[0]
        wide = section.page_width - section.left_margin - section.right_margin if section.page_width else Mm(_WIDTH)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
            for cell, width in zip(row.cells, block.widths, strict=True):
                cell.width = int(wide * width / 100)
                cell.paragraphs[0].paragraph_format.space_after = 0
        for grid, width in zip(table._tbl.tblGrid.gridCol_lst, block.widths, strict=True):
            grid.w = int(wide * width / 100)
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
        _ruled(table)
        gap = self.document.add_paragraph(style=ASIDE)
        gap.paragraph_format.space_before = gap.paragraph_format.space_after = 0
        gap.paragraph_format.line_spacing = 0.4

    def _chart(self, block: Chart) -> None:
        try:
            image = draw_image(block.trade, "png", CHART_SIZE, notes=False)
        except OptionError:
            return  # without matplotlib the values stand in the sentences
        section = self.document.sections[0]
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(image), width=section.page_width - section.left_margin - section.right_margin)
        shape._inline.docPr.set("descr", described(block.trade))
        shape._inline.docPr.set("name", block.title)
        self.document.add_paragraph(" ".join(block.caption), style=ASIDE)

    def _margins(self) -> None:
        """The head with the day that the brief is of, on all pages but the first, and the foot with the number of the page; a house's own stay as they are."""
        section = self.document.sections[0]
        brief = self.brief
        if self.own:
            section.different_first_page_header_footer = True
        if _is_empty(section.header):
            head = section.header.paragraphs[0]
            head.style = ASIDE
            head.alignment = 2
            head.add_run(f"{brief.title} · {brief.words['as_of']}")
        feet = [section.footer, *([section.first_page_footer] if section.different_first_page_header_footer else [])]
        for foot in [part.paragraphs[0] for part in feet if _is_empty(part)]:
            foot.style = ASIDE
            foot.paragraph_format.tab_stops.add_tab_stop(section.page_width - section.left_margin - section.right_margin, 2)
            foot.add_run(f"{brief.title}\t{brief.words['page']} ")
            _field(foot, "PAGE")
            foot.add_run(f" {brief.words['of']} ")
            _field(foot, "NUMPAGES")


def _is_empty(part: Any) -> bool:
    """Whether a head or a foot holds nothing: neither words nor a picture or table."""
    return not part.tables and not any(paragraph.text or paragraph._p.xpath(".//w:drawing | .//w:fldSimple | .//w:instrText") for paragraph in part.paragraphs)


def _field(paragraph: Any, code: str) -> None:
    """A number that Word fills in."""
    field = element("w:fldSimple", **{"w:instr": f" {code} "})
    run, text = element("w:r"), element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _ruled(table: Any) -> None:
    """Thin lines between the rows, and nothing else."""
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side in ("top", "insideH", "bottom"):
        borders.append(element(f"w:{side}", **{"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": _LINE}))
    margins = element("w:tblCellMar")
    for side, wide in (("left", "0"), ("right", "90")):
        margins.append(element(f"w:{side}", **{"w:w": wide, "w:type": "dxa"}))
    look = properties.find(element("w:tblLook").tag)
    for part in (borders, margins):
        look.addprevious(part) if look is not None else properties.append(part)
    layout = properties.find(element("w:tblLayout").tag)
    if layout is not None:  # the order that the format asks for: borders, layout, margins
        borders.addnext(layout)


def _add_styles(document: Any) -> None:
    """The styles that a brief needs and this document lacks."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    names = {style.name for style in document.styles}
    for name, base in (("Title", None), ("Heading 1", None), ("Heading 2", None), ("List Bullet", None), (ASIDE, "Normal"), (KICKER, "Normal"), ("Endnote Text", "Normal")):
        if name not in names:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles[base] if base else None
    if ASIDE not in names:
        document.styles[ASIDE].font.size, document.styles[ASIDE].font.color.rgb = Pt(8), RGBColor.from_string(_SOFT)
    if KICKER not in names:
        document.styles[KICKER].font.bold, document.styles[KICKER].font.color.rgb = True, RGBColor.from_string(_DEEP)
    if "Endnote Text" not in names:
        document.styles["Endnote Text"].font.size = Pt(8)
        document.styles["Endnote Text"].paragraph_format.space_after = Pt(1)
    for name in (LEAD, "Endnote Reference"):
        if name not in names:
            style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            style.font.bold, style.font.superscript = (True, None) if name == LEAD else (None, True)


def _restyle(document: Any) -> None:
    """Our own look, where no house has given one."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    deep, soft = RGBColor.from_string(_DEEP), RGBColor.from_string(_SOFT)
    sizes = {"Normal": (9.5, None, 2, 0), "Title": (20, deep, 2, 0), "Heading 1": (11, deep, 2, 7), "Heading 2": (9, soft, 1, 3), "List Bullet": (9.5, None, 0.5, 0)}
    for name, (size, color, after, before) in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if color is not None:
            style.font.color.rgb = color
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(after), Pt(before)
        style.paragraph_format.line_spacing = 1.0
    document.styles["Title"].paragraph_format.keep_with_next = True
    for name in ("Title", "Heading 1"):
        properties = document.styles[name].element.get_or_add_pPr()
        old = properties.find(element("w:pBdr").tag)
        if old is not None:
            properties.remove(old)
    tabs = document.styles[KICKER].paragraph_format.tab_stops
    tabs.add_tab_stop(Mm(_WIDTH), 2)
    language = element("w:lang", **{"w:val": "en-GB"})
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _page(section: Any) -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(17)
    section.header_distance = section.footer_distance = Mm(9)

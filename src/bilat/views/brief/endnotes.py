"""Endnotes of a Word document, which python-docx does not make: a part of their own, references that Word numbers, and fields where a note is cited again."""

from __future__ import annotations

from typing import Any

from .model import Brief, Note
from .notes import code_of, date_of, shown_words
from .wording import Wording

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:endnotes xmlns:w="{_W}" xmlns:r="{_R}"><w:endnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:endnote>
<w:endnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:endnote></w:endnotes>"""


def element(tag: str, **attributes: str) -> Any:
    """Return a new element of a Word document by its prefixed name."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


class Endnotes:
    """The notes of a brief as endnotes of a document: `refer` cites them, `keep` writes them when all is cited."""

    def __init__(self, document: Any, brief: Brief, wording: Wording) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        self._document, self._brief, self._wording = document, brief, wording
        rel = next((rel for rel in document.part.rels.values() if rel.reltype == _REL), None)
        self._part = rel.target_part if rel is not None else Part(PackURI("/word/endnotes.xml"), _TYPE, _EMPTY.encode(), document.part.package)
        if rel is None:
            document.part.relate_to(self._part, _REL)
        self._notes = parse_xml(self._part.blob)
        self._first = max((int(note.get(f"{{{_W}}}id")) for note in self._notes), default=0)
        self._cited: set[int] = set()
        self._by_number = {note.number: note for note in brief.notes}

    def refer(self, paragraph: Any, numbers: list[int]) -> None:
        """Cite notes at the end of a paragraph: the first time by a reference of Word's own, then by a field that repeats its number."""
        for place, number in enumerate(numbers):
            if place:
                paragraph.add_run(", ", style="Endnote Reference")
            self._again(paragraph, number) if number in self._cited else self._first_time(paragraph, number)

    def keep(self) -> None:
        """Write the part, and have Word count in figures."""
        from lxml import etree

        self._part._blob = etree.tostring(self._notes, xml_declaration=True, encoding="UTF-8", standalone=True)
        settings = self._document.settings.element
        if settings.find(f"{{{_W}}}endnotePr") is None:
            own = _counted()
            for id in ("-1", "0"):
                own.append(element("w:endnote", **{"w:id": id}))
            following = next((child for child in settings if child.tag in _AFTER), None)
            following.addprevious(own) if following is not None else settings.append(own)
        section = self._document.sections[0]._sectPr
        if section.find(f"{{{_W}}}endnotePr") is None:
            heads = [child for child in section if child.tag in (f"{{{_W}}}headerReference", f"{{{_W}}}footerReference")]
            heads[-1].addnext(_counted()) if heads else section.insert(0, _counted())

    def _first_time(self, paragraph: Any, number: int) -> None:
        self._cited.add(number)
        run = paragraph.add_run(style="Endnote Reference")
        run._r.append(element("w:endnoteReference", **{"w:id": str(self._first + number)}))
        mark = {"w:id": str(number)}
        run._r.addprevious(element("w:bookmarkStart", **mark, **{"w:name": f"_Note{number}"}))
        run._r.addnext(element("w:bookmarkEnd", **mark))
        self._notes.append(self._written(self._by_number[number]))

    def _again(self, paragraph: Any, number: int) -> None:
        for kind in ("begin", None, "separate", "", "end"):
            run = paragraph.add_run(style="Endnote Reference")
            if kind:
                run._r.append(element("w:fldChar", **{"w:fldCharType": kind}))
            elif kind is None:
                code = element("w:instrText", **{"xml:space": "preserve"})
                code.text = f" NOTEREF _Note{number} \\f \\h "
                run._r.append(code)
            else:
                run.text = str(number)

    def _written(self, note: Note) -> Any:
        from docx.text.paragraph import Paragraph

        made = element("w:endnote", **{"w:id": str(self._first + note.number)})
        paragraph = Paragraph(element("w:p"), self._document._body)
        made.append(paragraph._p)
        paragraph.style = "Endnote Text"
        paragraph.add_run(style="Endnote Reference")._r.append(element("w:endnoteRef"))
        paragraph.add_run(" ")
        publisher = paragraph.add_run(note.publisher)
        if note.url:
            link = element("w:hyperlink", **{"r:id": self._part.relate_to(note.url, _LINK, is_external=True)})
            publisher._r.addprevious(link)
            link.append(publisher._r)
        paragraph.add_run(f", {date_of(self._brief, note, self._wording)}: “{shown_words(note)}”" + (f" [{code_of(note)}]" if note.document else ""))
        return made


def _counted() -> Any:
    made = element("w:endnotePr")
    made.append(element("w:numFmt", **{"w:val": "decimal"}))
    return made


_AFTER = {
    f"{{{_W}}}{name}" for name in ("compat", "docVars", "rsids", "attachedSchema", "themeFontLang", "clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator")
} | {"{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr"}
"""What follows the counting of endnotes in a document's settings, by the order that the format asks for (ECMA-376, CT_Settings)."""

"""PDF and DOCX files made here → the text as one would read it aloud."""

from __future__ import annotations

import datetime
import io
import time
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bilat.errors import EmptyError, FormatError, TooLargeError
from bilat.sources.formats.papers import MAX_ENTRIES, MAX_PAGES, extract_docx, extract_pdf

TODAY = datetime.date(2024, 6, 1)

# -- PDF


def pdf(pages: list[list[tuple[float, float, float, str]]], info: str = "", encrypt: str = "") -> bytes:
    """A PDF of pages of (x, y, size, text), in Helvetica; objects 1 to 3 are the catalogue, the pages and the font."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
    kids = []
    for n, lines in enumerate(pages):
        place = 10 + 2 * n
        content = b"".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm (".encode() + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252") + b") Tj ET\n"
            for x, y, size, text in lines
        )
        objects[place] = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {place + 1} 0 R >>".encode()
        objects[place + 1] = f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
        kids.append(f"{place} 0 R")
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    if info:
        objects[4] = f"<< {info} >>".encode("cp1252")
    if encrypt:
        objects[5] = encrypt.encode("latin-1")
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n" + b"".join(f"{n} 1\n{at:010d} 00000 n \n".encode() for n, at in sorted(places.items()))
    trailer = f"/Size {max(objects) + 1} /Root 1 0 R{' /Info 4 0 R' if info else ''}{' /Encrypt 5 0 R /ID [<0123456789abcdef0123456789abcdef> <0123456789abcdef0123456789abcdef>]' if encrypt else ''}"
    return bytes(out + f"trailer << {trailer} >>\nstartxref\n{start}\n%%EOF".encode())


def lines(texts: list[str], top: float = 760, left: float = 72, size: float = 11, step: float = 14) -> list[tuple[float, float, float, str]]:
    """Lines below each other; an empty text is an empty line, and one that begins with a tab is indented."""
    return [(left + 24 * text.startswith("\t"), top - n * step, size, text.lstrip("\t")) for n, text in enumerate(texts) if text]


FIRST = [
    "The foreign ministers of the two countries met in the capital on Sunday and went through the co-",
    "operation of their states in trade, transit and culture. They agreed on a long-term programme of vi-",
    "sits and on the next session of the joint commission.",
]
FIRST_TEXT = (
    "The foreign ministers of the two countries met in the capital on Sunday and went through the cooperation of their states in trade, transit and culture. "
    "They agreed on a long-term programme of visits and on the next session of the joint commission."
)
SECOND = [
    "At the end of the visit the sides signed a memorandum between their diplomatic academies, and a long-",
    "term plan of exchange, which the two rectors will carry out together from the autumn.",
]
SECOND_TEXT = "At the end of the visit the sides signed a memorandum between their diplomatic academies, and a long-term plan of exchange, which the two rectors will carry out together from the autumn."


def read_pdf(data: bytes) -> list[str]:
    return extract_pdf(data, name="paper.pdf", today=TODAY).text.split("\n\n")


def test_lines_of_a_paragraph_are_joined_and_an_empty_line_parts_paragraphs() -> None:
    assert read_pdf(pdf([lines([*FIRST, "", *SECOND])])) == [FIRST_TEXT, SECOND_TEXT]


def test_an_indent_parts_paragraphs() -> None:
    assert read_pdf(pdf([lines([*FIRST, "\t" + SECOND[0], SECOND[1]])])) == [FIRST_TEXT, SECOND_TEXT]


def test_a_short_last_line_parts_paragraphs() -> None:
    assert read_pdf(pdf([lines([*FIRST, *SECOND])])) == [FIRST_TEXT, SECOND_TEXT]


def test_a_heading_and_items_of_a_list_stand_alone() -> None:
    page = [(72, 790, 16, "Joint statement of the two foreign ministers"), *lines([*FIRST, "1. Trade grows by a tenth,", "as both sides noted;", "2. Transit stays free of duty."])]
    assert read_pdf(pdf([page])) == [
        "Joint statement of the two foreign ministers",
        FIRST_TEXT,
        "1. Trade grows by a tenth, as both sides noted;",
        "2. Transit stays free of duty.",
    ]


def test_a_paragraph_goes_on_over_the_page_and_running_lines_are_left_out() -> None:
    def sheet(number: int, body: list[str]) -> list[tuple[float, float, float, str]]:
        return [(72, 810, 8, "Ministry of Foreign Affairs – Press service"), (300, 30, 8, f"Page {number} of 3"), (72, 42, 8, "Tower street 1, Capital"), *lines(body)]

    found = read_pdf(pdf([sheet(1, FIRST[:2]), sheet(2, [FIRST[2], "", SECOND[0]]), sheet(3, [SECOND[1]])]))
    assert found == [FIRST_TEXT, SECOND_TEXT]


def test_a_sentence_that_ends_with_the_page_ends_its_paragraph() -> None:
    assert read_pdf(pdf([[*lines(FIRST), (300, 30, 8, "1")], [*lines(SECOND), (300, 30, 8, "2")]])) == [FIRST_TEXT, SECOND_TEXT]


PROPERTIES = [
    ("/Title (Joint statement of the ministers) /CreationDate (D:20240331090000+05'00')", "Joint statement of the ministers", "2024-03-31"),
    ("/Title (Microsoft Word - statement_final.docx) /CreationDate (D:20240331090000Z) /ModDate (D:20240401090000Z)", None, "2024-03-31"),
    ("/Title (untitled) /CreationDate (D:20250331090000)", None, None),
    ("/CreationDate (D:20190331090000) /ModDate (D:20240401090000)", None, None),
    ("/CreationDate (D:19700101000000)", None, None),
    ("/CreationDate (D:20241399)", None, None),
    ("/Title (4711)", None, None),
]


@pytest.mark.parametrize(("info", "title", "published"), PROPERTIES)
def test_properties_of_a_pdf(info: str, title: str | None, published: str | None) -> None:
    found = extract_pdf(pdf([lines(FIRST)], info), name="paper.pdf", today=TODAY)
    assert (found.title, found.published, found.published_basis) == (title, published, "file" if published else None)


def test_pdfs_that_cannot_be_read() -> None:
    locked = f"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >>"
    with pytest.raises(FormatError, match=r"^paper\.pdf: the PDF asks for a password"):
        read_pdf(pdf([lines(FIRST)], encrypt=locked))
    with pytest.raises(FormatError, match=r"^paper\.pdf: this is no PDF, or a broken one"):
        read_pdf(b"%PDF-1.7\nand nothing more")
    with pytest.raises(FormatError):
        read_pdf(pdf([lines(FIRST)])[:150])
    with pytest.raises(EmptyError, match="only pictures of pages"):
        read_pdf(pdf([[], []]))
    with pytest.raises(TooLargeError, match="501 pages"):
        read_pdf(pdf([[]] * (MAX_PAGES + 1)))


# -- DOCX


def saved(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def made() -> docx.document.Document:
    document = docx.Document()
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2024, 3, 31, 9, 0)
    return document


def read_docx(data: bytes) -> list[str]:
    return extract_docx(data, name="paper.docx", today=TODAY).text.split("\n\n")


def tracked(tag: str, text: str, run_text: str = "w:t") -> OxmlElement:
    change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(run_text)
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    change.append(run)
    return change


def test_paragraphs_and_tables_in_their_order() -> None:
    document = made()
    document.add_heading("Joint statement", 1)
    document.add_paragraph(FIRST_TEXT)
    table = document.add_table(2, 2)
    for n, text in enumerate(["Year", "Trade, $ million", "2023", "412.5"]):
        table.cell(n // 2, n % 2).text = text
    document.add_paragraph("1. Transit stays free of duty.", style="List Number")
    document.add_paragraph("   ")
    document.add_paragraph(SECOND_TEXT)
    assert read_docx(saved(document)) == ["Joint statement", FIRST_TEXT, "Year\tTrade, $ million\n2023\t412.5", "1. Transit stays free of duty.", SECOND_TEXT]


def test_a_table_that_lays_out_a_page_gives_paragraphs() -> None:
    document = made()
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text = FIRST_TEXT + "\n\n" + SECOND_TEXT
    row.cells[1].text = "Annex"
    assert read_docx(saved(document)) == [FIRST_TEXT, SECOND_TEXT, "Annex"]


def test_deleted_and_hidden_words_are_left_out_and_inserted_ones_kept() -> None:
    document = made()
    paragraph = document.add_paragraph("The sides ")
    paragraph._p.append(tracked("w:del", "refused ", "w:delText"))
    paragraph._p.append(tracked("w:moveFrom", "moved away "))
    paragraph._p.append(tracked("w:ins", "agreed "))
    paragraph.add_run("secretly ").font.hidden = True
    paragraph.add_run("to meet again.")
    assert read_docx(saved(document)) == ["The sides agreed to meet again."]


def test_breaks_within_a_paragraph() -> None:
    document = made()
    document.add_paragraph("Astana\n31 March 2024\n\nThe sides\tmet.")
    assert read_docx(saved(document)) == ["Astana\n31 March 2024", "The sides met."]


def rezipped(data: bytes, add: dict[str, bytes], drop: tuple[str, ...] = ()) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in add and entry.filename not in drop:
                new.writestr(entry, old.read(entry))
        for name, content in add.items():
            new.writestr(name, content)
    return file.getvalue()


def test_footnotes_come_at_the_end_in_the_order_of_the_text() -> None:
    document = made()
    for text, note in (("The treaty is in force.", "2"), ("The protocol is not.", "1")):
        run = document.add_paragraph(text).add_run()
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), note)
        run._r.append(mark)
    document.add_paragraph("So both sides noted.")
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = "".join(f'<w:footnote w:id="{n}"><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:footnote>' for n, t in (("0", "a rule"), ("1", "Signed in 2023."), ("2", "Signed in 2021.")))
    data = rezipped(saved(document), {"word/footnotes.xml": f'<w:footnotes xmlns:w="{word}">{notes}</w:footnotes>'.encode()})
    assert read_docx(data) == ["The treaty is in force.", "The protocol is not.", "So both sides noted.", "Signed in 2021.", "Signed in 2023."]


def test_properties_of_a_docx() -> None:
    document = made()
    document.core_properties.title = "Joint statement of the ministers"
    document.core_properties.language = "en-GB"
    document.add_paragraph(FIRST_TEXT)
    found = extract_docx(saved(document), name="paper.docx", today=TODAY)
    assert (found.title, found.published, found.published_basis, found.language) == ("Joint statement of the ministers", "2024-03-31", "file", "en-GB")
    plain = docx.Document()
    plain.add_paragraph(FIRST_TEXT)
    assert extract_docx(saved(plain), name="paper.docx", today=TODAY).published is None  # the day of the template
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2024, 6, 2)
    assert extract_docx(saved(document), name="paper.docx", today=TODAY).published is None


ENTITIES = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><d>&b;&c;</d>'


def test_docx_files_that_cannot_be_read() -> None:
    document = made()
    document.add_paragraph(FIRST_TEXT)
    data = saved(document)
    with pytest.raises(FormatError, match=r"^paper\.docx: this is an old Word file"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(FormatError, match="no DOCX"):
        read_docx(data[:400])
    with pytest.raises(FormatError, match="holds no Word document"):
        read_docx(rezipped(data, {}, ("word/document.xml",)))
    with pytest.raises(FormatError, match=r"word/document\.xml within the DOCX is broken"):
        read_docx(rezipped(data, {"word/document.xml": b"<w:document>"}))
    with pytest.raises(FormatError, match="declares entities"):
        read_docx(rezipped(data, {"word/document.xml": ENTITIES}))
    with pytest.raises(EmptyError, match="no text"):
        read_docx(saved(made()))
    with pytest.raises(FormatError, match="200 times"):
        read_docx(rezipped(data, {"word/media/zeros.bin": bytes(5 << 20)}))
    with pytest.raises(TooLargeError, match="files within"):
        read_docx(rezipped(data, {f"word/media/{n}": b"" for n in range(MAX_ENTRIES)}))


def test_a_table_of_many_cells_takes_time_in_proportion() -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc>" * 10 + "</w:tr>"
    document = made()

    def spent(rows: int) -> float:
        content = f"<w:document {word}><w:body><w:tbl>{row * rows}</w:tbl></w:body></w:document>".encode()
        data = rezipped(saved(document), {"word/document.xml": content})
        start = time.perf_counter()
        assert read_docx(data)[0].count("7") == 10 * rows
        return time.perf_counter() - start

    spent(100)
    assert spent(4000) < 12 * max(spent(1000), 0.02)

"""The four formats of a brief, and a house's own style: the same bytes every time, nothing of a document taken for markup, all that a reader's program asks for."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from msgspec import structs

import generated
from bilat import api
from bilat.errors import OptionError
from bilat.reading.version import reader_version
from bilat.record import Store
from bilat.record.store import pack
from bilat.views.brief import FORMATS, Brief, Chart, Note, Paragraph, Part, Point, Points, Section, Sentence, Table, format_of, render
from brief.conftest import Briefs
from conftest import Command

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVIL = 'A <script>alert("1")</script> & {{ 7*7 }} [x](javascript:alert(1)) | `code` *b* _i_ <img src=x onerror=y> \\ #tag $1$ ![i](http://x.example/y.png)'


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The brief on Kazakhstan and China by generated pieces: what they claim of trade is held against the official series that come with bilat."""
    pieces = [piece for piece in generated.pieces(400) if {actor.country for actor in piece.actors} >= {"KAZ", "CHN"}]
    with Store(tmp_path_factory.mktemp("trade") / "trade.db") as store:
        store.add([generated.found(piece) for piece in pieces])
        store.add_readings([pack(piece.document.id, piece) for piece in pieces], reader_version())
        return api.brief(store, "KAZ", "CHN")


@pytest.fixture(scope="module")
def evil() -> Brief:
    """A brief in which every word that comes from a document would be markup somewhere."""
    said = Sentence([Part(EVIL, [1])])
    blocks = [
        Paragraph(sentences=[said]),
        Points(title=EVIL, points=[Point(EVIL, [said])]),
        Table(of="instruments", title=None, columns=["a", "b"], widths=[50, 50], rows=[[said, said]]),
    ]
    note = Note(number=1, publisher=EVIL, published=None, words=EVIL, document="0" * 16, evidence=[(0, 9)], url='https://x.example/"><script>1</script>')
    words = {name: name for name in ("sources", "sources_note", "statistics", "retrieved", "undated", "page", "of", "back", "year", "claims", "statistics_of", "kicker", "as_of")}
    return Brief(title=EVIL, parties=["KAZ", "HUN"], names=["K", "H"], as_of="2024-01-01", since=None, length=2, language="en", lead=[EVIL],
                 sections=[Section(key="state", heading=EVIL, blocks=blocks)], notes=[note], words=words)  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def unpacked(pdf: bytes) -> str:
    """What the packed streams of a PDF hold."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(stream).decode("latin-1"))
    return "".join(found)


def test_the_same_bytes_in_every_process(stories: Store, brief_of: Briefs) -> None:
    code = (
        "import sys, hashlib; from bilat import api; from bilat.views.brief import FORMATS, render\n"
        "with api.open_store(sys.argv[1]) as store: made = api.brief(store, 'KAZ', 'HUN')\n"
        "for name in FORMATS: print(hashlib.sha256(render(made, name)).hexdigest())"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    told = subprocess.run([sys.executable, "-c", code, stories.address], env=elsewhere, capture_output=True, check=True, text=True).stdout
    here = {name: render(brief_of("KAZ", "HUN"), name) for name in FORMATS}
    assert told.split() == [hashlib.sha256(made).hexdigest() for made in here.values()]
    assert b"2024-11-19T00:00:00Z" in zipfile.ZipFile(io.BytesIO(here["docx"])).read("docProps/core.xml")  # the brief's day, not today


def test_nothing_in_a_document_is_markup(evil: Brief) -> None:
    page = html.fromstring(evil.to_html())
    assert not page.xpath("//script | //img | //*[@onerror]")
    assert all(link.get("href").startswith(("#", "https://x.example/")) for link in page.iter("a"))
    shown = " ".join(page.text_content().split())
    assert shown.count('<script>alert("1")</script> & {{ 7*7 }}') >= 6
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(evil.to_markdown())
    inline = [child for token in tokens for child in token.children or []]
    assert not [token for token in [*tokens, *inline] if token.type in ("html_inline", "html_block", "image", "em_open")]
    assert {str(token.attrs["href"]) for token in inline if token.type == "link_open"} <= {"https://x.example/%22%3E%3Cscript%3E1%3C/script%3E"}
    assert all(row.count("td_open") == 2 for row in re.findall(r"tr_open(.*?)tr_close", " ".join(token.type for token in tokens)) if "td_open" in row)
    document = docx.Document(io.BytesIO(evil.to_docx()))
    assert any(EVIL in paragraph.text for paragraph in document.paragraphs)
    assert "<script>alert" in " ".join(pages(evil.to_pdf())[0].split())


def test_markdown_notes_are_footnotes(brief_of: Briefs) -> None:
    brief = brief_of("KAZ", "HUN")
    text = brief.to_markdown()
    defined = re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE)
    assert defined == [str(note.number) for note in brief.notes]
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == set(defined)
    assert text.startswith("# Kazakhstan – Hungary\n")


def test_html_stands_alone_and_every_number_leads_there_and_back(trade: Brief) -> None:
    text = trade.to_html()
    page = html.fromstring(text)
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    links = [link.get("href") for link in page.iter("a") if link.get("href").startswith("#")]
    assert len(links) > 60 and {link[1:] for link in links} <= set(ids)
    assert not re.search(r"url\(|@import|<link|<script|src=\"(?!data:)", text)
    assert page.get("lang") == "en" and page.xpath("//title") and len(page.xpath("//h1")) == 1
    assert all(section.get("aria-labelledby") in ids for section in page.iter("section"))
    assert page.xpath("//thead//th[@scope='col']") and page.xpath("//tbody//th[@scope='row']")
    (image,) = page.xpath("//figure/img")
    assert image.get("alt").startswith("Trade turnover of China and Kazakhstan") and "2023 41.0" in image.get("alt")


def test_official_statistics_stand_beside_what_is_claimed(trade: Brief) -> None:
    series = [note for note in trade.notes if note.series is not None]
    assert {note.series.reporter for note in series if note.series} == {"KAZ", "CHN"}
    assert all(note.document is None and note.publisher == note.series.source for note in series if note.series)
    charts = [block for section in trade.sections for block in section.blocks if isinstance(block, Chart)]
    assert len(charts) == 1 and {line.reporter for line in charts[0].trade.lines} == {"KAZ", "CHN"}
    told = trade.to_markdown()
    assert "Official check: " in told and re.search(r"\| 2023 \| 41\.0 \| 30\.\d \|", told)
    assert all(period <= (trade.as_of or "")[:4] for line in charts[0].trade.lines for period, _ in line.points)


def test_a_word_document_has_styles_endnotes_and_heads(trade: Brief) -> None:
    made = trade.to_docx()
    document = docx.Document(io.BytesIO(made))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"] == [*(part.heading for part in trade.sections), "Sources"]
    assert next(paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Title") == "Kazakhstan – China"
    files = zipfile.ZipFile(io.BytesIO(made))
    body, notes = (etree.fromstring(files.read(f"word/{name}.xml")) for name in ("document", "endnotes"))
    held = {note.get(f"{W}id"): "".join(note.itertext()) for note in notes if note.get(f"{W}type") is None}
    assert len(held) == len(trade.notes)
    assert [reference.get(f"{W}id") for reference in body.iter(f"{W}endnoteReference")] == list(held)
    assert all(note.publisher in told and note.words[:40] in told for note, told in zip(trade.notes, held.values(), strict=True))
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    again = [code.text.split()[1] for code in body.iter(f"{W}instrText")]
    assert again and set(again) <= marks  # what is cited again repeats the number of the first time
    assert {form.get(f"{W}val") for form in body.iter(f"{W}numFmt")} == {"decimal"}
    assert all(table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None for table in document.tables) and len(document.tables) >= 4
    assert "PAGE" in files.read("word/footer1.xml").decode() and document.sections[0].header.paragraphs[0].text.endswith(trade.words["as_of"])
    assert next(body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")).get("descr").startswith("Trade turnover")


@pytest.mark.parametrize(("pair", "length"), [(("POL", "VNM"), 2), (("KAZ", "HUN"), 1), (None, 2)], ids=["two", "one", "with-chart"])
def test_a_pdf_keeps_to_its_pages_and_is_tagged(brief_of: Briefs, trade: Brief, pair: tuple[str, str] | None, length: int) -> None:
    brief = brief_of(*pair, length=length) if pair else trade
    made = brief.to_pdf()
    told = pages(made)
    first = next(number for number, text in enumerate(told) if brief.words["sources_note"][:30] in text)
    assert first == length  # the notes stand behind the pages asked for
    assert all(f"Page {number} of {len(told)}" in text for number, text in enumerate(told, 1))
    assert all(brief.words["as_of"] in text for text in told)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(made)) and "pdfuaid" in unpacked(made)
    assert pypdfium2.PdfDocument(made).get_metadata_dict()["Title"].startswith("Bilateral brief: ")


@pytest.mark.long
@pytest.mark.parametrize("length", [1, 2, 3])
def test_every_brief_keeps_to_its_pages(brief_of: Briefs, length: int) -> None:
    from brief.conftest import PAIRS

    for pair in PAIRS:
        brief = brief_of(*pair, length=length)
        told = pages(brief.to_pdf())
        assert next(number for number, text in enumerate(told) if brief.words["sources_note"][:30] in text) <= length, pair


# -- a house style


def test_a_house_style_takes_the_place_of_ours(stories: Store, tmp_path: Path) -> None:
    (tmp_path / "sentences.tsv").write_text("heading.state\tLage\nfixed.sources\tBelege\n", "utf-8")
    (tmp_path / "weights.tsv").write_text("section\tstate\t1.0\n", "utf-8")
    (tmp_path / "brief.css").write_text("h1 { color: #123456 }", "utf-8")
    (tmp_path / "brief.md.j2").write_text("{{ brief.title|md }}: {{ brief.notes|length }} notes\n", "utf-8")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    own = docx.Document()
    own.styles["Heading 1"].font.name = "Courier New"
    own.add_paragraph("to be cleared")
    own.sections[0].footer.paragraphs[0].text = "Ministry"
    own.save(str(tmp_path / "reference.docx"))
    brief = api.brief(stories, "KAZ", "HUN", template=tmp_path)
    assert brief.sections[0].heading == "Lage" and brief.words["sources"] == "Belege"
    assert brief.to_markdown(str(tmp_path)) == f"Kazakhstan – Hungary: {len(brief.notes)} notes\n"
    page = brief.to_html(str(tmp_path))
    assert "#123456" in page and 'class="logo" src="data:image/svg+xml;base64,' in page
    made = docx.Document(io.BytesIO(brief.to_docx(str(tmp_path))))
    assert made.styles["Heading 1"].font.name == "Courier New" and "to be cleared" not in {paragraph.text for paragraph in made.paragraphs}
    assert made.sections[0].footer.paragraphs[0].text == "Ministry" and made.sections[0].header.paragraphs[0].text.endswith(brief.words["as_of"])


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("brief.md.j2", "{% for x in brief.notes %}", "brief.md.j2, line 1"),
        ("brief.md.j2", "{{ brief.__class__.__mro__ }}", "unsafe"),
        ("brief.md.j2", "{{ nothing }}", "'nothing' is undefined"),
        ("sentences.tsv", "heading.state", "line 1: a key and what it stands for are parted by a tab"),
        ("weights.tsv", "section\tstate\tmuch", "weights.tsv"),
        ("sentences.tsv", "date.seasons\tone|two", "date.seasons: 2 words, but 4"),
        ("weights.tsv", "matter\t(\t1", "weights.tsv, matter ("),
    ],
    ids=["syntax", "sandbox", "undefined", "tab", "weight", "seasons", "pattern"],
)
def test_a_wrong_house_style_is_told_where(stories: Store, tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(OptionError, match=re.escape(told)):
        api.brief(stories, "KAZ", "HUN", template=tmp_path).to_markdown(str(tmp_path))


def test_a_house_style_asks_no_address(brief_of: Briefs, tmp_path: Path) -> None:
    (tmp_path / "brief.css").write_text("body { background: url(http://127.0.0.1:9/secret.png) }", "utf-8")
    with pytest.raises(OptionError, match=r"http://127\.0\.0\.1:9/secret\.png.*asks no address"):
        brief_of("KAZ", "HUN").to_pdf(str(tmp_path))
    (tmp_path / "brief.css").write_text("@import 'file:///etc/passwd';", "utf-8")
    with pytest.raises(OptionError, match="asks no address"):
        brief_of("KAZ", "HUN").to_pdf(str(tmp_path))


def test_a_sentence_of_a_house_that_forgets_its_sources_has_them_at_its_end(stories: Store, tmp_path: Path) -> None:
    (tmp_path / "sentences.tsv").write_text("commitment.what\t{{ action|quoted(60) }}\n", "utf-8")
    brief = api.brief(stories, "KAZ", "HUN", template=tmp_path)
    rows = [row for part in brief.sections for block in part.blocks if isinstance(block, Table) and block.of == "commitments" for row in block.rows]
    assert rows and all(row[2].notes for row in rows)


# -- the command


def test_the_command_writes_what_the_name_says(bilat_command: Command, stories: Store, brief_of: Briefs, tmp_path: Path) -> None:
    for name, start in (("a.md", b"# Kazakhstan"), ("a.docx", b"PK")):
        done = bilat_command("brief", "Kazakhstan", "HUN", "--store", stories.address, "-o", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().startswith(start)
    assert (tmp_path / "a.md").read_text("utf-8") == brief_of("KAZ", "HUN").to_markdown()
    done = bilat_command("brief", "KAZ", "HUN", "--store", stories.address, "--length", "1", "--since", "2024-06", "--as-of", "2024-12-01")
    assert done.stdout.decode() == brief_of("KAZ", "HUN", length=1, since="2024-06", as_of="2024-12-01").to_markdown()
    done = bilat_command("brief", "KAZ", "HUN", "--store", stories.address, "-o", tmp_path / "a.odt")
    assert done.returncode == 2 and b"'odt' is none" in done.stderr and not (tmp_path / "a.odt").exists()


def test_what_is_not_installed_is_told(brief_of: Briefs, trade: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("weasyprint", "matplotlib"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(OptionError, match=re.escape("pip install 'bilat[brief]'")):
        brief_of("KAZ", "HUN").to_pdf()
    assert "<figure>" not in trade.to_html() and "Trade and money" in trade.to_html()
    assert not docx.Document(io.BytesIO(trade.to_docx())).inline_shapes


def test_formats_by_name() -> None:
    assert [format_of(name, None) for name in (None, "x.md", "x.markdown", "x.HTML", "x.htm", "x.docx", "x.pdf", "x")] == ["md", "md", "md", "html", "html", "docx", "pdf", "md"]
    assert format_of("x.pdf", "docx") == "docx"
    with pytest.raises(OptionError, match=", ".join(FORMATS)):
        format_of(None, "odt")


def test_a_brief_is_plain_data_and_shows_itself(brief_of: Briefs) -> None:
    brief: Any = brief_of("KAZ", "HUN")
    assert json.loads(json.dumps(brief.to_dict()))["schema"] == "bilat.brief/1"
    shown = brief._repr_html_()
    assert shown.startswith("<iframe ") and 'sandbox=""' in shown
    assert structs.replace(brief, title="x").title == "x"

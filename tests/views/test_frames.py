"""Readings and records as data frames, in a notebook, and beside spaCy's own findings."""

from __future__ import annotations

import csv
import datetime
import io
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import nbclient
import nbformat
import pandas
import polars
import pytest
import spacy
from spacy.tokens import Doc, DocBin

import bilat
import stories
from bilat import views
from bilat.errors import OptionError
from bilat.record.build import build_record
from bilat.record.model import Record
from bilat.views import spacy_component
from bilat.views.export.encode import encode_table
from conftest import EXAMPLE, ROOT

TEXT = EXAMPLE.read_text("utf-8")


@pytest.fixture(scope="module")
def record() -> Record:
    gold, materials = stories.load(stories.STORIES / "promises")
    return build_record(gold["parties"], materials).record


@pytest.fixture(scope="module")
def reading() -> bilat.Reading:
    return bilat.read(TEXT, published="2024-03-31", side="MDA")


def test_frames_have_the_columns_and_the_rows_of_the_csv_files(record: Record, reading: bilat.Reading) -> None:
    for one in (record, reading):
        tables = one.tables()
        assert len(tables) > 10
        for name, table in tables.items():
            head = next(csv.reader(io.StringIO(encode_table(table, "csv").decode())))
            a, b = one.to_polars(name), one.to_pandas(name)
            assert a.columns == list(b.columns) == head
            assert a.height == len(b) == len(table.rows)
            assert a.rows() == table.rows, name
            for column in table.columns:
                values = [None if not column.many and pandas.isna(value) else value for value in b[column.name]]
                if column.kind == "date":
                    values = [value.date() if value is not None else None for value in values]
                assert values == a[column.name].to_list(), (name, column.name)


def test_frames_have_types_to_compute_with(record: Record, reading: bilat.Reading) -> None:
    events = record.to_polars("events")
    assert events.schema["begin"] == polars.Date and events.schema["parties"] == polars.List(polars.String)
    assert events.filter(polars.col("begin") >= datetime.date(2024, 1, 1)).height > 0
    assert events.explode("people").group_by("people").len().height > 1
    figures = reading.to_pandas("figures")
    assert figures["value"].max() == max(fact.value for fact in reading.facts if isinstance(fact, bilat.Figure) and fact.value)
    assert record.to_pandas("events")["begin"].dt.year.min() >= 1990
    assert record.to_pandas("events").groupby("status").size().sum() == len(record.events)
    with pytest.raises(OptionError, match="'weddings' is none; the tables are"):
        record.to_polars("weddings")
    with pytest.raises(OptionError, match="the tables are documents, actors, visits"):
        reading.to_pandas("weddings")


def test_words_stand_in_the_sources_where_the_texts_are_given(record: Record) -> None:
    _, materials = stories.load(stories.STORIES / "promises")
    texts = {material.document.id: material.document.text for material in materials}
    assert record.to_polars("sources")["words"].null_count() == record.to_polars("sources").height
    told = record.to_polars("sources", texts)
    assert told["words"].null_count() == 0
    assert all(texts[document][start:end] == words for document, start, end, words in told.select("document", "start", "end", "words").rows())


def test_neither_polars_nor_pandas_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, bilat; r = bilat.read('x'); r.tables(); r._repr_html_(); print([m for m in ('pandas', 'polars', 'pyarrow', 'followthemoney') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# -- in a notebook


class _Balance(HTMLParser):
    """The elements of a piece of HTML, and whether all of them are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        assert {name for name, _ in attrs} <= {"class", "style", "title"}
        assert all("color" not in (value or "") and "background" not in (value or "") for _, value in attrs)  # the notebook's own, light or dark

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_what_a_notebook_shows_is_small_escaped_and_without_colours_of_its_own(record: Record, reading: bilat.Reading) -> None:
    evil = '<img src=x onerror="alert(1)">&'
    people = [msgspec.structs.replace(person, name=evil) for person in record.people]
    events = [msgspec.structs.replace(event, places=[evil]) for event in record.events]
    bad = msgspec.structs.replace(record, people=people, events=events)
    document = msgspec.structs.replace(reading.document, title=evil, text=evil + reading.document.text[len(evil) :])
    shown = [bad._repr_html_(), record._repr_html_(), msgspec.structs.replace(reading, document=document)._repr_html_()]
    shown += [table._repr_html_() for table in bad.tables().values()]
    for html in shown:
        balance = _Balance(html)
        assert balance.open == [] and balance.seen <= {"div", "h4", "p", "table", "caption", "thead", "tbody", "tr", "th", "td", "mark", "code"}
        assert len(html) < 40_000
    assert "&lt;img" in shown[0] and "<img" not in shown[0]
    assert "Kenya" in shown[1] and f"{len(record.events)} events" in shown[1]
    assert len(repr(record)) < 300 and repr(record).startswith("<Record EGY KEN: 8 documents")
    assert "nothing" in Record(parties=["KAZ", "CHN"])._repr_html_()


def test_the_example_notebook_runs_from_an_empty_store_to_a_chart() -> None:
    notebook = nbformat.read(ROOT / "examples" / "relationship.ipynb", 4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT / "examples")}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert {"text/html", "image/svg+xml"} <= kinds
    assert any("<svg" in output.data["image/svg+xml"] and "Trade turnover" in output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {}))
    shown = " ".join(output.data.get("text/html", "") for output in outputs if "data" in output)
    assert "Daniyar Seitkaliyev" in shown and "fulfilled" in shown and "matches" in shown


# -- spaCy


@pytest.fixture
def nlp() -> spacy.Language:
    made = spacy.blank("en")
    made.add_pipe("bilat", config={"published": "2024-03-31", "side": "MDA"})
    return made


def test_the_component_adds_the_reading_and_its_spans(nlp: spacy.Language, reading: bilat.Reading) -> None:
    doc = nlp(TEXT)
    assert doc._.bilat == reading
    places = [(type(fact).__name__.lower(), fact.id, start, end) for fact in reading.facts for start, end in fact.evidence]
    assert len(places) == len(doc.spans["bilat"]) > 20
    for (kind, id, start, end), span in zip(places, doc.spans["bilat"], strict=True):
        assert (span.label_, span.id_) == (kind, id)
        assert span.start_char <= start < end <= span.end_char
        assert TEXT[start:end] in span.text and len(span.text) - (end - start) < 20


def test_offsets_stay_those_of_the_text_whatever_is_in_it() -> None:
    made = spacy.blank("en")
    made.add_pipe("bilat")
    text = f"\n\n  \u2028{TEXT[:200]}\r\n\r\n🙂 é\u0301 {TEXT[200:]}  "
    doc = made(text)
    assert doc.text == text == doc._.bilat.document.text
    for span in doc.spans["bilat"]:
        fact = next(fact for fact in doc._.bilat.facts if fact.id == span.id_)
        assert any(words in span.text for words in doc._.bilat.evidence(fact))


def test_it_works_in_pipe_with_other_components_and_with_what_is_known_of_each_text(nlp: spacy.Language) -> None:
    nlp.add_pipe("sentencizer", first=True)
    docs = [nlp.make_doc(TEXT), nlp.make_doc("The weather was fine."), nlp.make_doc("")]
    docs[0].user_data["bilat"] = {"published": "2020-02-01", "url": "https://x.example/1", "publisher": "X"}
    one, two, three = nlp.pipe(docs)
    assert (one._.bilat.document.published, one._.bilat.document.side, one._.bilat.document.url) == ("2020-02-01", "MDA", "https://x.example/1")
    assert two._.bilat.facts == [] and list(two.spans["bilat"]) == [] and two._.bilat.document.published == "2024-03-31"
    assert three._.bilat.facts == [] and len(list(one.sents)) > 3
    for doc, context in nlp.pipe([(TEXT, {"n": 1})], as_tuples=True):
        assert context == {"n": 1} and doc._.bilat.facts


def test_it_goes_through_processes_and_files(nlp: spacy.Language, reading: bilat.Reading, tmp_path: Path) -> None:
    doc = next(iter(nlp.pipe([TEXT, "Nothing."], n_process=2)))
    assert doc._.bilat == reading and len(doc.spans["bilat"]) > 20
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "docs.spacy")
    (again,) = DocBin().from_disk(tmp_path / "docs.spacy").get_docs(nlp.vocab)
    assert again._.bilat == reading and [span.id_ for span in again.spans["bilat"]] == [span.id_ for span in doc.spans["bilat"]]
    nlp.to_disk(tmp_path / "pipeline")
    assert spacy.load(tmp_path / "pipeline")(TEXT)._.bilat == reading


def test_what_means_nothing_is_told(nlp: spacy.Language) -> None:
    with pytest.raises(OptionError, match="'soon' is no date"):
        spacy.blank("en").add_pipe("bilat", config={"published": "soon"})
    doc = nlp.make_doc(TEXT)
    doc.user_data["bilat"] = {"when": "2024"}
    with pytest.raises(OptionError, match="give a dict with any of published"):
        nlp(doc)
    assert Doc(nlp.vocab)._.bilat is None


def test_a_pipeline_finds_it_without_an_import() -> None:
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('bilat'); print(nlp.pipe_names)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "['bilat']"
    assert spacy_component.KEY == "bilat" and views.__name__ == "bilat.views"

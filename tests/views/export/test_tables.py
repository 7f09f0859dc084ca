"""Tables: tidy, the same in every format, every code in its enumeration, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pyarrow
import pyarrow.parquet
import pytest

import stories
from bilat import api
from bilat.errors import OptionError, TableError
from bilat.record.build import build_record
from bilat.record.model import Record
from bilat.views.export.columns import Column, Spec, Table, text
from bilat.views.export.dictionary import dictionary_files
from bilat.views.export.encode import csv_cell, encode_table
from bilat.views.export.facts import READING_TABLES, reading_tables
from bilat.views.export.record import RECORD_TABLES, record_tables
from bilat.vocabulary import FACT_KINDS, ISO3, is_edtf

from .conftest import Held

PINNED = (Path(__file__).parent / "columns.txt").read_text("utf-8").splitlines()
KINDS = {"string": str, "integer": int, "number": float, "boolean": bool, "date": datetime.date}


@pytest.fixture(scope="module")
def tables(held: Held) -> list[Table]:
    return [*record_tables(held.record, held.texts).values(), *reading_tables(held.readings).values()]


def test_columns_keep_their_names_and_order() -> None:
    """New tables and columns may come at the end; whoever reads an export by place or by name goes on reading it."""
    specs = {(what, spec.name): spec for what, some in (("record", RECORD_TABLES), ("facts", READING_TABLES)) for spec in some}
    for line in PINNED:
        what, name, *columns = line.split()
        assert [column.name for column in specs[what, name].columns][: len(columns)] == columns, line
    for spec in specs.values():
        names = [column.name for column in spec.columns]
        assert len(names) == len(set(names)), spec.name
        assert all(column.told.endswith(".") for column in spec.columns), spec.name


def test_every_kind_of_fact_and_every_part_of_a_record_has_its_table(held: Held) -> None:
    assert {f"{kind}s" for kind in FACT_KINDS} < {spec.name for spec in READING_TABLES}
    made = {name: table.rows for name, table in record_tables(held.record).items()}
    for section in ("documents", "people", "events", "mechanisms", "instruments", "commitments", "regimes", "relations", "statements", "calendar"):
        assert len(made[section]) == len(getattr(held.record, section)), section
    assert len(made["figures"]) == sum(len(figure.claims) for figure in held.record.figures) > 5
    assert len(made["event_history"]) == sum(len(event.history) for event in held.record.events) > 5


def test_every_cell_is_of_its_columns_type_and_every_code_of_its_enumeration(tables: list[Table]) -> None:
    checked = 0
    for table in tables:
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                if value is None:
                    assert column.nullable and not column.many, (table.name, column.name)
                    continue
                for one in value if column.many else [value]:
                    assert type(one) is KINDS[column.kind], (table.name, column.name, one)
                    assert column.codes is None or one in column.codes
                    assert column.standard != "ISO 3166-1 alpha-3" or one in ISO3
                    assert column.standard != "EDTF" or is_edtf(one)
                    checked += 1
    assert checked > 2000


@pytest.mark.parametrize("name", sorted(path.parent.name for path in stories.STORIES.glob("*/story.json"))[:3])
def test_the_records_of_our_stories_pass_their_checks_and_every_word_is_where_it_says(name: str) -> None:
    gold, materials = stories.load(stories.STORIES / name)
    texts = {material.document.id: material.document.text for material in materials}
    made = record_tables(build_record(gold["parties"], materials).record, texts)
    ids = {row["id"] for table in made.values() for row in table.dicts() if "id" in row}
    for source in made["sources"].dicts():
        assert texts[source["document"]][source["start"] : source["end"]] == source["words"] != ""
        assert source["object"] in ids
        if source["part"] is not None and source["table"] not in ("conflicts",):
            assert any(row["part"] == source["part"] and source["object"] in row.values() for row in made[source["table"]].dicts())
    people = {row["id"] for row in made["people"].dicts()}
    assert {row["person"] for row in made["attendance"].dicts()} <= people
    reading_tables(material.reading for material in materials)


def test_what_no_enumeration_has_is_refused_with_its_place(held: Held) -> None:
    event = msgspec.structs.replace(held.record.events[0], status="took place")
    with pytest.raises(TableError, match=r"table events, row 1, column 'status': 'took place' is no value"):
        record_tables(msgspec.structs.replace(held.record, events=[event]))
    event = msgspec.structs.replace(held.record.events[0], parties=["KAZ", "NAR"])
    with pytest.raises(TableError, match=r"'parties': 'NAR'"):
        record_tables(msgspec.structs.replace(held.record, events=[event]))
    person = msgspec.structs.replace(held.record.people[0], name=None)
    with pytest.raises(TableError, match=r"'name': None"):
        record_tables(msgspec.structs.replace(held.record, people=[person]))


# -- CSV


def _read(column: dict[str, Any], cell: str) -> Any:
    """A cell as the metadata says that it is to be read."""
    if "separator" in column:
        return [_value(column, part) for part in cell.split(column["separator"])] if cell else []
    return _value(column, cell) if cell else None


def _value(column: dict[str, Any], cell: str) -> Any:
    kind = column["datatype"] if isinstance(column["datatype"], str) else column["datatype"]["base"]
    if kind == "string" and isinstance(column["datatype"], dict):
        assert cell in column["datatype"]["format"].split("|")
    return {"string": str, "integer": int, "number": float, "boolean": "true".__eq__, "date": datetime.date.fromisoformat}[kind](cell)


@pytest.mark.parametrize("what", ["record", "facts"])
def test_csv_says_the_same_as_the_table_when_it_is_read_by_its_metadata(held: Held, what: str) -> None:
    files = {name: b"".join(pieces) for name, pieces in api.export(held.store, "KAZ", "CHN", facts=what == "facts").items()}
    metadata = json.loads(files["csv-metadata.json"])
    made = record_tables(held.record, held.texts) if what == "record" else reading_tables(held.readings)
    assert {f"{name}.csv" for name in made} | {"dictionary.csv", "dictionary.md", "csv-metadata.json"} == set(files)
    for described in metadata["tables"]:
        data = files[described["url"]].decode("utf-8")
        lines = list(csv.reader(io.StringIO(data, newline=""), strict=True))
        columns = described["tableSchema"]["columns"]
        table = made[described["url"].removesuffix(".csv")]
        assert lines[0] == [column["name"] for column in columns] == [column.name for column in table.columns]
        assert data.endswith("\r\n") and data.count("\r\n") >= len(lines)
        assert len(lines) == len(table.rows) + 1
        for cells, row in zip(lines[1:], table.rows, strict=True):
            for column, cell, value in zip(columns, cells, row, strict=True):
                guarded = cell[1:] if cell.startswith(("'=", "'+", "'-", "'@")) else cell
                wanted = "; ".join(value).split("; ") if isinstance(value, list) and value else value
                assert _read(column, guarded) == wanted, (described["url"], column["name"])
                assert value not in (None, []) or not column["required"]


def test_a_sniffer_knows_the_dialect(held: Held) -> None:
    for name in ("events", "figures", "people"):
        sample = api.export_table(held.record, name).decode()
        dialect = csv.Sniffer().sniff(sample, delimiters=",;\t|")
        assert (dialect.delimiter, dialect.quotechar, csv.Sniffer().has_header(sample)) == (",", '"', True), name


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1", '=HYPERLINK("https://x","y")'])
def test_words_of_a_document_are_no_formula(held: Held, words: str) -> None:
    person = msgspec.structs.replace(held.record.people[0], name=words, variants=[words, "b"])
    record = msgspec.structs.replace(held.record, people=[person])
    rows = list(csv.DictReader(io.StringIO(api.export_table(record, "people").decode(), newline="")))
    assert rows[0]["name"] == f"'{words}" and rows[0]["variants"] == f"'{words}; b"
    assert json.loads(api.export_table(record, "people", "jsonl").splitlines()[0])["name"] == words


def test_numbers_dates_and_plain_words_are_left_as_they_are() -> None:
    assert [csv_cell(value) for value in (-1.5, 7, None, True, [], ["a", "b"], datetime.date(2024, 3, 1), "a=b", "x - y", "'tis", "")] == [
        -1.5, 7, "", "true", "", "a; b", "2024-03-01", "a=b", "x - y", "'tis", "",
    ]  # fmt: skip


def test_quotes_line_ends_and_any_letters_come_back() -> None:
    words = 'He said “yes”, "no",\r\nthen, «да» 是 \u2028 🙂'
    table = Table("t", "T", (text("a", "A."), text("b", "B.")), [(words, "x"), ("", None)])
    assert list(csv.reader(io.StringIO(encode_table(table, "csv").decode(), newline=""), strict=True)) == [["a", "b"], [words, "x"], ["", ""]]


# -- Parquet and JSON Lines


def test_parquet_holds_the_types_and_the_values(tables: list[Table]) -> None:
    kinds = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_(), "date": pyarrow.date32()}
    for table in tables:
        read = pyarrow.parquet.read_table(io.BytesIO(encode_table(table, "parquet")))
        read.validate(full=True)
        for column, field in zip(table.columns, read.schema, strict=True):
            assert field.name == column.name
            assert field.type == (pyarrow.list_(kinds[column.kind]) if column.many else kinds[column.kind])
            assert field.metadata[b"description"].decode() == column.told
        assert [tuple(row.values()) for row in read.to_pylist()] == table.rows, table.name


def test_json_lines_hold_the_rows(tables: list[Table]) -> None:
    for table in tables:
        lines = [json.loads(line) for line in encode_table(table, "jsonl").splitlines()]
        assert lines == json.loads(msgspec.json.encode(table.dicts())), table.name


def test_a_format_that_is_none_says_which_there_are(held: Held) -> None:
    with pytest.raises(OptionError, match="one of csv, parquet, jsonl"):
        api.export_table(held.record, "events", "xlsx")
    with pytest.raises(OptionError, match="'weddings' is none; the tables are documents, people"):
        api.export_table(held.record, "weddings")


# -- the dictionary


@pytest.mark.parametrize("specs", [RECORD_TABLES, READING_TABLES], ids=["record", "facts"])
def test_the_dictionary_tells_of_every_column(specs: tuple[Spec, ...]) -> None:
    files = dictionary_files(specs, "A – B", csv=True)
    rows = list(csv.DictReader(io.StringIO(files["dictionary.csv"].decode(), newline="")))
    wanted: list[tuple[Spec, Column]] = [(spec, column) for spec in specs for column in spec.columns]
    assert len(rows) == len(wanted)
    page = files["dictionary.md"].decode()
    for row, (spec, column) in zip(rows, wanted, strict=True):
        assert (row["table"], row["column"], row["type"], row["meaning"]) == (spec.name, column.name, column.kind, column.told)
        assert row["values"].split(" | ") == list(column.codes) if column.codes else row["values"] in ("", column.standard, "0 to 1")
        assert f"| `{column.name}` |" in page
    assert "fulfilled" in page or specs is READING_TABLES


def test_an_empty_record_has_empty_tables() -> None:
    made = record_tables(Record(parties=["KAZ", "CHN"]))
    for table in made.values():
        assert table.rows == []
        assert len(list(csv.reader(io.StringIO(encode_table(table, "csv").decode())))) == 1
        assert pyarrow.parquet.read_table(io.BytesIO(encode_table(table, "parquet"))).num_rows == 0
        assert table.to_polars().columns == list(table.to_pandas().columns) == [column.name for column in table.columns]

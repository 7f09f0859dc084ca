"""The data dictionary: what stands in every table and column, for people and for programs, made from the tables themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from .columns import SEPARATOR, Column, Spec, Table, text
from .encode import encode_table

NAMES = ("dictionary.csv", "dictionary.md", "csv-metadata.json")


def dictionary_files(specs: Sequence[Spec], title: str, *, csv: bool) -> dict[str, bytes]:
    """Return the dictionary of some tables as files by name: a table, a page to read and, with `csv`, W3C's metadata for CSV files (CSVW)."""
    files = {"dictionary.csv": encode_table(_table(specs), "csv"), "dictionary.md": _page(specs, title).encode()}
    return files | {"csv-metadata.json": msgspec.json.format(msgspec.json.encode(_csvw(specs, title)), indent=2) + b"\n"} if csv else files


def _table(specs: Sequence[Spec]) -> Table:
    names = ("table", "column", "type", "list", "nullable", "values", "meaning")
    rows = [(spec.name, column.name, column.kind, "yes" if column.many else "no", "yes" if column.nullable else "no", values(column), column.told)
            for spec in specs for column in spec.columns]  # fmt: skip
    return Table("dictionary", "What stands in every column.", tuple(text(name, name) for name in names), rows)


def values(column: Column) -> str:
    """Return what values a column may hold, as a line: its enumeration, or the standard that its values keep to."""
    if column.codes is not None:
        return " | ".join(column.codes)
    if column.standard == "probability":
        return "0 to 1"
    return column.standard or ""


def _page(specs: Sequence[Spec], title: str) -> str:
    lines = [
        f"# {title}",
        "",
        "Dates are EDTF (ISO 8601-2): `2024-03-29`, `2023-11`, `2023`, `2024-03-29/2024-03-30`, `2023-11/..`; beside each stand the first and the last day that it",
        "can mean. An empty cell means that the documents leave it open. In CSV, a list is one cell whose values are parted by `; `, and a cell that a spreadsheet",
        "would take for a formula has an apostrophe before it. Columns keep their names and their order; new ones come at the end.",
    ]
    for spec in specs:
        lines += ["", f"## {spec.name}", "", f"One row: {spec.told[0].lower()}{spec.told[1:]}", "", "| column | type | values | meaning |", "| --- | --- | --- | --- |"]
        for column in spec.columns:
            kind = f"list of {column.kind}s" if column.many else column.kind
            lines.append(f"| `{column.name}` | {kind}{', or empty' if column.nullable and not column.many else ''} | {values(column).replace('|', ',')} | {column.told} |")
    return "\n".join(lines) + "\n"


def _csvw(specs: Sequence[Spec], title: str) -> dict[str, Any]:
    """W3C's metadata for the CSV files ("Metadata Vocabulary for Tabular Data")."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "tables": [{"url": f"{spec.name}.csv", "dc:description": spec.told, "tableSchema": {"columns": [_csvw_column(column) for column in spec.columns]}} for spec in specs],
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.told, "required": not column.nullable and not column.many}
    if column.codes is not None:
        made["datatype"] = {"base": "string", "format": "|".join(column.codes)}
    else:
        made["datatype"] = {"boolean": {"base": "boolean", "format": "true|false"}}.get(column.kind, column.kind)
    return made | ({"separator": SEPARATOR} if column.many else {})

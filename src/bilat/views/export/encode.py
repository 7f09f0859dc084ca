"""Tables as CSV, Parquet and JSON Lines."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any, Literal, get_args

import msgspec

from ...errors import OptionError
from .columns import SEPARATOR, Column, Table

TableFormat = Literal["csv", "parquet", "jsonl"]
TABLE_FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection")."""


def encode_table(table: Table, format: str) -> bytes:
    """Return a table as a file of a format: `csv` (RFC 4180, in UTF-8, header first), `parquet`, or `jsonl`; `OptionError` for any other."""
    for known, encode in _ENCODERS.items():
        if format == known:
            return encode(table)
    raise OptionError(f"format: {format!r} is no format of tables; give one of {', '.join(TABLE_FORMATS)}")


def csv_cell(value: Any) -> Any:
    """Return a value as a cell: lists joined, dates as ISO 8601, an apostrophe before what a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


def _csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # its own dialect is that of RFC 4180: commas, double quotes, CRLF
    writer.writerow([column.name for column in table.columns])
    writer.writerows([csv_cell(value) for value in row] for row in table.rows)
    return out.getvalue().encode()


def _jsonl(table: Table) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in table.dicts())


def _parquet(table: Table) -> bytes:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise OptionError("Parquet needs pyarrow, which is not installed: pip install bilat[tables]; or ask for CSV") from None
    kinds = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_(), "date": pyarrow.date32()}

    def field(column: Column) -> Any:
        kind = pyarrow.list_(kinds[column.kind]) if column.many else kinds[column.kind]
        return pyarrow.field(column.name, kind, nullable=column.nullable, metadata={"description": column.told})

    schema = pyarrow.schema([field(column) for column in table.columns], metadata={"description": table.told})
    values = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [pyarrow.array(list(cells), type=part.type) for cells, part in zip(values, schema, strict=True)]
    sink = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), sink)
    return sink.getvalue()


_ENCODERS: dict[TableFormat, Callable[[Table], bytes]] = {"csv": _csv, "parquet": _parquet, "jsonl": _jsonl}

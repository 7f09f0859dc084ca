"""Tables as data frames of polars or pandas, neither of which bilat needs, and as a piece of HTML for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from .export.columns import Table

if TYPE_CHECKING:
    import pandas
    import polars

    from ..record.model import Record

SHOWN = 20
"""Rows of a table that a notebook shows."""


def to_polars(table: Table) -> polars.DataFrame:
    """Return a table as a polars data frame with the columns of its CSV file: dates as dates, lists as lists; `OptionError` without polars."""
    try:
        import polars
    except ImportError:
        raise OptionError("polars is not installed: pip install bilat[frames]; or ask for pandas") from None
    kinds: dict[str, Any] = {"string": polars.String, "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean, "date": polars.Date}
    schema = {column.name: polars.List(kinds[column.kind]) if column.many else kinds[column.kind] for column in table.columns}
    return polars.DataFrame(table.rows, schema=schema, orient="row")


def to_pandas(table: Table) -> pandas.DataFrame:
    """Return a table as a pandas data frame with the columns of its CSV file: dates as datetime64, lists as lists; `OptionError` without pandas."""
    try:
        import pandas
    except ImportError:
        raise OptionError("pandas is not installed: pip install bilat[frames]; or ask for polars") from None
    kinds = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "datetime64[s]"}
    cells = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    columns = {column.name: pandas.Series(list(values), dtype="object" if column.many else kinds[column.kind]) for column, values in zip(table.columns, cells, strict=True)}
    return pandas.DataFrame(columns)


def table_html(table: Table) -> str:
    """Return the first rows of a table as one HTML element, all text escaped."""
    head = "".join(f"<th>{escape(column.name)}</th>" for column in table.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>" for row in table.rows[:SHOWN])
    more = f"<p>… and {len(table.rows) - SHOWN:,} more rows</p>" if len(table.rows) > SHOWN else ""
    return f"<div><table><caption>{escape(table.name)}: {escape(table.told)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}</div>"


def record_html(record: Record) -> str:
    """Return an overview of a record as one HTML element: of whom it is, how much it holds, the last contacts; all text escaped, in the notebook's own colours."""
    from ..record.parties import country_name
    from .export.record import record_table

    title = " – ".join([country_name(record.parties[0]), record.counterpart] if record.counterpart else [country_name(code) for code in record.parties])
    days = sorted(document.published for document in record.documents if document.published)
    parts = ("documents", "people", "events", "mechanisms", "instruments", "commitments", "figures", "regimes", "relations", "statements", "calendar", "conflicts")
    counts = " · ".join(f"{len(getattr(record, part)):,} {part}" for part in parts if getattr(record, part))
    out = [f"<div><h4>{escape(title)}</h4><p>{escape(counts or 'nothing in the store deals with both')}{f', {days[0]} to {days[-1]}' if days else ''}</p>"]
    held = [row for row in record_table(record, "events").dicts() if row["status"] in ("took_place", "ongoing")]
    rows = [
        f"<tr><td>{_cell(row['date'])}</td><td>{_cell(row['type'] or row['kind'])}</td><td>{_cell(row['people'])}</td><td>{_cell(row['places'])}</td></tr>"
        for row in sorted(held, key=lambda row: (row["date"] or "", row["id"]))[-8:]
    ]
    if rows:
        out.append(f"<table><caption>Last contacts</caption><thead><tr><th>date</th><th>what</th><th>who</th><th>where</th></tr></thead><tbody>{''.join(rows)}</tbody></table>")
    return "".join(
        [*out, "<p>Tables: <code>record.tables()</code>, <code>record.to_polars(&quot;events&quot;)</code>, <code>record.to_pandas(&quot;events&quot;)</code></p></div>"]
    )


def _cell(value: Any, most: int = 160) -> str:
    told = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return escape(told if len(told) <= most else told[: most - 1].rsplit(" ", 1)[0] + " …")

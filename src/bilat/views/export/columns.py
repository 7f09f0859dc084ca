"""Tables and their columns: each column says once what it is called, what may stand in it, what it means, and where it comes from."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from ...errors import OptionError, TableError
from ...vocabulary import ISO3, bounds, is_edtf

if TYPE_CHECKING:
    import pandas
    import polars

Kind = Literal["string", "integer", "number", "boolean", "date"]
Standard = Literal["ISO 3166-1 alpha-3", "EDTF", "ISO 8601", "probability"]

SEPARATOR = "; "
"""Between several values in one cell of a CSV file."""


class Column(NamedTuple):
    """One column: `many` where a cell holds a list, `codes` the enumeration where it has one, `get` what a row's thing gives for it."""

    name: str
    kind: Kind
    told: str
    get: Callable[[Any], Any]
    many: bool = False
    nullable: bool = True
    codes: tuple[str, ...] | None = None
    standard: Standard | None = None

    def allows(self, value: Any) -> bool:
        """Tell whether one value may stand in the column: a code of its enumeration, a date that there is."""
        if self.codes is not None:
            return value in self.codes
        if self.standard == "ISO 3166-1 alpha-3":
            return value in ISO3
        if self.standard == "EDTF":
            return is_edtf(value)
        return self.standard != "probability" or 0 <= value <= 1


class Table(NamedTuple):
    """A tidy table: its name, what a row is, its columns, and its rows with a value for each column (null, a plain value, or a list of them)."""

    name: str
    told: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self.rows)} row{'' if len(self.rows) == 1 else 's'}; {', '.join(column.name for column in self.columns)}>"

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def to_polars(self) -> polars.DataFrame:
        """Return the table as a polars data frame; needs polars."""
        from ..frames import to_polars

        return to_polars(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the table as a pandas data frame; needs pandas."""
        from ..frames import to_pandas

        return to_pandas(self)

    def _repr_html_(self) -> str:
        from ..frames import table_html

        return table_html(self)


class Spec(NamedTuple):
    """How a table is made: its name, what a row is, its columns, and the things that are its rows."""

    name: str
    told: str
    columns: tuple[Column, ...]
    things: Callable[[Any], Iterable[Any]]

    def table(self, source: Any) -> Table:
        """Return the table of a source, every code checked; `TableError` names the row, the column and the value that is none of it."""
        rows = [tuple(_plain(column, column.get(thing)) for column in self.columns) for thing in self.things(source)]
        for n, row in enumerate(rows, 1):
            for column, value in zip(self.columns, row, strict=True):
                if value is None and column.nullable:
                    continue
                for one in value if column.many else (value,):
                    if one is None or not column.allows(one):
                        raise TableError(f"table {self.name}, row {n}, column {column.name!r}: {one!r} is no value of it; correct the fact with `bilat judge`, or reject it")
        return Table(self.name, self.told, self.columns, rows)


def table_of(specs: Sequence[Spec], name: str) -> Spec:
    """Return the table with this name; `OptionError` lists those there are."""
    for spec in specs:
        if spec.name == name:
            return spec
    raise OptionError(f"table: {name!r} is none; the tables are {', '.join(spec.name for spec in specs)}")


def _plain(column: Column, value: Any) -> Any:
    if column.many:
        return list(value or ())
    if value is not None and column.kind == "number":
        return float(value)
    return value


def _attribute(name: str) -> Callable[[Any], Any]:
    def get(thing: Any) -> Any:
        return getattr(thing, name)

    return get


Get = Callable[[Any], Any] | None


def text(name: str, told: str, get: Get = None, *, many: bool = False, nullable: bool = True) -> Column:
    """A column of words."""
    return Column(name, "string", told, get or _attribute(name), many, nullable)


def code(name: str, allowed: Any, told: str, get: Get = None, *, many: bool = False, nullable: bool = True) -> Column:
    """A column of codes: `allowed` is the vocabulary's own type, whose values are the enumeration."""
    return Column(name, "string", told, get or _attribute(name), many, nullable, tuple(get_args(allowed)))


def country(name: str, told: str, get: Get = None, *, many: bool = False, nullable: bool = True) -> Column:
    """A column of countries."""
    return Column(name, "string", told, get or _attribute(name), many, nullable, None, "ISO 3166-1 alpha-3")


def number(name: str, told: str, get: Get = None) -> Column:
    """A column of numbers."""
    return Column(name, "number", told, get or _attribute(name))


def probability(name: str, told: str, get: Get = None) -> Column:
    """A column of probabilities."""
    return Column(name, "number", told, get or _attribute(name), standard="probability", nullable=False)


def integer(name: str, told: str, get: Get = None, *, nullable: bool = True) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", told, get or _attribute(name), False, nullable)


def flag(name: str, told: str, get: Get = None) -> Column:
    """A column of true and false."""
    return Column(name, "boolean", told, get or _attribute(name), False, False)


def dated(name: str, told: str, get: Get = None, *, prefix: str = "") -> tuple[Column, Column, Column]:
    """A date as EDTF, and beside it the first and the last day that it can mean."""
    date = edtf(name, told, get)
    return date, _day(f"{prefix}begin", "first", date, 0), _day(f"{prefix}end", "last", date, 1)


def spanning(since: Column, until: Column) -> tuple[Column, Column, Column, Column]:
    """Two dates between which something held, and beside them its first and its last day."""
    return since, until, _day("begin", "first", since, 0), _day("end", "last", until, 1)


def edtf(name: str, told: str, get: Get = None) -> Column:
    """A date as EDTF alone."""
    return Column(name, "string", told, get or _attribute(name), False, True, None, "EDTF")


def _day(name: str, which: str, date: Column, side: int) -> Column:
    def get(thing: Any) -> datetime.date | None:
        value = date.get(thing)
        found = bounds(value)[side] if value else None
        return datetime.date.fromisoformat(found) if found else None

    return Column(name, "date", f"The {which} day that `{date.name}` can mean; empty where it is open.", get, standard="ISO 8601")

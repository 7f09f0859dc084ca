"""Many rows put into a table at once, by each engine's fastest way: COPY into PostgreSQL, one prepared statement into SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Float, Integer, LargeBinary, Table


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows that are not there yet, as values in the order of the columns."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})", [tuple(row) for row in rows])
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([_type(table, name) for name in columns])
        for row in rows:
            copy.write_row(row)


def _type(table: Table, column: str) -> str:
    """PostgreSQL's name for what a column holds, which binary rows must have exactly."""
    kind = table.c[column].type
    for known, name in ((BigInteger, "int8"), (Integer, "int4"), (Float, "float8"), (LargeBinary, "bytea")):
        if isinstance(kind, known):
            return name
    return "text"

"""Parquet files of press pieces, one row a piece, with the columns that a line of JSON Lines has as keys: read in the sandbox, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from ...errors import FormatError

try:  # loaded before the process is confined, in which nothing can be loaded any more
    import pyarrow as pa
    import pyarrow.parquet as pq
except ModuleNotFoundError:  # pragma: no cover - said where a file is read
    pa = pq = None

_COLUMNS = ("text", "url", "title", "published", "publisher", "side")
_ROWS = 64
"""Rows that are unpacked at a time."""


def walk_parquet(file: BinaryIO, *, name: str) -> Iterator[bytes]:
    """Yield each row of a Parquet file as the line of JSON that says the same; other columns are passed over.

    Dates and times are written as ISO 8601 writes them. `FormatError` for what is no Parquet file, or one without the column `text`.
    """
    if pq is None:
        raise FormatError(f"{name}: Parquet files need pyarrow: pip install 'bilat[tables]'")
    pa.set_memory_pool(pa.system_memory_pool())  # the others reserve more addresses than a confined process may have
    try:
        table = pq.ParquetFile(pa.PythonFile(file, mode="r"), memory_map=False, pre_buffer=False)
        columns = [column for column in _COLUMNS if column in table.schema_arrow.names]
        if "text" not in columns:
            raise FormatError(f"{name}: there is no column 'text'; the columns are {', '.join(table.schema_arrow.names)[:500]}")
        for batch in table.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False):
            for row in batch.to_pylist():
                yield msgspec.json.encode({key: _plain(value) for key, value in row.items() if value is not None})
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{name}: this is no Parquet file, or a broken one ({str(error).splitlines()[0][:300]}); write it again") from None


def _plain(value: Any) -> Any:
    """A cell as JSON has it."""
    return value.isoformat() if hasattr(value, "isoformat") else value

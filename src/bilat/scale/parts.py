"""The rows of a folder of readings as Parquet: a row for each place that was looked at, with the document and its reading, or what went wrong.

| column | type | |
| --- | --- | --- |
| `n` | int64 | the place's number in its shard, from 0 |
| `location` | string | where it was found: `FILE#line=3`, `FILE#row=3`, `ARCHIVE#record=2` |
| `media_type`, `retrieved` | string | of the bytes; when they came over the network (UTC) |
| `raw` | binary | the bytes as they came |
| `id`, `url`, `title`, `publisher`, `side`, `relays`, `published`, `published_basis`, `dateline`, `language`, `text` | string | the contract's document; null where none came |
| `countries` | list of string | those that the piece deals with |
| `reading` | string | the contract's reading as JSON, its document without the text |
| `reading_error` | string | what kept the document from being read |
| `error` | string | why no document came from the place |
| `text_key`, `sketch` | string, binary | the same for texts that differ in white space only; the MinHash by which near copies are found (64 numbers of 32 bits) |
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ..errors import FormatError, OptionError
from ..record.copies import sketch, text_key
from ..record.store import Packed
from ..sources import Found
from ..vocabulary import Document
from .manifest import Counts

if TYPE_CHECKING:
    import pyarrow as pa

_DOCUMENT = [name for name in Document.__struct_fields__ if name not in ("id", "text", "schema")]


class Row(NamedTuple):
    """One place of a shard: what was found at it, the document's reading where there is a document, its text's key and sketch."""

    n: int
    found: Found
    reading: Packed | None
    text_key: str | None
    sketch: bytes | None


def arrow() -> Any:
    """Return pyarrow; `OptionError` where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise OptionError("readings in Parquet need pyarrow: pip install 'bilat[tables]'") from None
    return pyarrow


@cache
def schema() -> pa.Schema:
    """Return the columns of a part."""
    pa = arrow()
    text = ["location", "media_type", "retrieved", "id", *_DOCUMENT, "text", "reading", "reading_error", "error", "text_key"]
    order = ["n", "location", "media_type", "retrieved", "raw", "id", *_DOCUMENT, "text", "countries", "reading", "reading_error", "error", "text_key", "sketch"]
    types = {**dict.fromkeys(text, pa.string()), "n": pa.int64(), "raw": pa.binary(), "sketch": pa.binary(), "countries": pa.list_(pa.string())}
    return pa.schema([pa.field(name, types[name], nullable=name not in ("n", "location")) for name in order])


def made_row(n: int, found: Found, reading: Packed | None) -> Row:
    """Return the row of what was found at a place and its reading."""
    if found.document is None:
        return Row(n, found, None, None, None)
    sketched = sketch(found.document.text)
    return Row(n, found, reading, text_key(found.document.text), sketched.hashes if sketched else None)


def encode(rows: Sequence[Row], **about: str) -> bytes:
    """Return a part as the bytes of a Parquet file; the same rows always give the same bytes. `about` stands in the file's own metadata."""
    pa = arrow()
    columns: dict[str, list[Any]] = {name: [] for name in schema().names}
    for row in rows:
        document, read = row.found.document, row.reading
        values: dict[str, Any] = {
            "n": row.n,
            "location": row.found.location,
            "media_type": row.found.media_type or None,
            "retrieved": row.found.retrieved,
            "raw": row.found.raw,
            "error": row.found.error,
            "text_key": row.text_key,
            "sketch": row.sketch,
        }
        if document is not None:
            values |= {name: getattr(document, name) for name in ("id", *_DOCUMENT, "text")}
        if read is not None:
            values |= {"countries": read.countries, "reading": zlib.decompress(read.data).decode() if read.data is not None else None, "reading_error": read.error}
        for name, column in columns.items():
            column.append(values.get(name))
    table = pa.table(columns, schema=schema()).replace_schema_metadata({f"bilat.{key}": value for key, value in about.items()})
    out = io.BytesIO()
    pa.parquet.write_table(table, out, compression="zstd", compression_level=3, row_group_size=len(rows) or 1)
    return out.getvalue()


def about(data: bytes) -> dict[str, str]:
    """Return what a part's own metadata say; nothing for what is no part."""
    pa = arrow()
    try:
        held = pa.parquet.read_metadata(pa.BufferReader(data)).metadata or {}
    except (pa.ArrowException, OSError):
        return {}
    return {key.decode().removeprefix("bilat."): value.decode() for key, value in held.items() if key.startswith(b"bilat.")}


def decode(data: bytes, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a part, or some of its columns, as a table; `FormatError` where it is none."""
    pa = arrow()
    try:
        return pa.parquet.read_table(pa.BufferReader(data), columns=list(columns) if columns else None, use_threads=False)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise FormatError(f"{name}: this is no part of a folder of readings ({error}); read its shard again") from None


def rows(table: pa.Table) -> Iterator[Row]:
    """Yield the rows of a part."""
    for values in table.to_pylist():
        document = None
        if values["id"] is not None:
            document = Document(id=values["id"], text=values["text"], **{name: values[name] for name in _DOCUMENT})
        found = Found(values["location"], values["raw"] or b"", values["media_type"] or "", values["retrieved"], document, values["error"])
        reading = None
        if document is not None and (values["reading"] is not None or values["reading_error"] is not None):
            data = values["reading"]
            reading = Packed(document.id, None if data is None else zlib.compress(data.encode(), 6), values["reading_error"], values["countries"] or [])
        yield Row(values["n"], found, reading, values["text_key"], values["sketch"])


def counts(rows: Sequence[Row]) -> Counts:
    """Return what the rows of a part tell."""
    read = sum(row.reading is not None and row.reading.data is not None for row in rows)
    failed = sum(row.found.document is None for row in rows)
    return Counts(rows=len(rows), read=read, unread=len(rows) - read - failed, failed=failed)


def counted(table: pa.Table) -> Counts:
    """Return what the rows of a stored part tell."""
    total, failed = table.num_rows, table["id"].null_count
    read = total - table["reading"].null_count
    return Counts(rows=total, read=read, unread=total - read - failed, failed=failed)


WORK = msgspec.msgpack.Decoder(list[Found])
"""Reads what `split` packed."""

"""The record as JSON Lines: nothing is lost, and no line is longer than one thing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ...record.model import Record

SECTIONS = tuple(name for name in Record.__struct_fields__ if name not in ("schema", "parties", "counterpart"))


def record_lines(record: Record) -> Iterator[bytes]:
    """Yield a record as lines of JSON: first whose it is, then each thing as the contract has it, with the section that it is of."""
    yield msgspec.json.encode({"schema": record.schema, "parties": record.parties, "counterpart": record.counterpart}) + b"\n"
    for section in SECTIONS:
        for thing in getattr(record, section):
            yield msgspec.json.encode({"section": section, **msgspec.to_builtins(thing)}) + b"\n"

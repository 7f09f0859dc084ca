"""What is made of a whole relationship, here or by a helper: its record in one state, its merges, the questions that a reviewer is asked of it."""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, get_type_hints

import msgspec

from .. import api
from ..record.kept import without_collecting
from ..record.material import Merge
from ..record.model import Record
from ..record.store import Store

CHUNK = 400
"""Things that are unpacked at once: so few that whoever waits for the interpreter does not notice."""


def version_of(store: Store, codes: Sequence[str]) -> str:
    """Return a name for the state in which a record and the checks of its figures now are."""
    return hashlib.sha256(f"{store.fingerprint(codes)} {store.observed(codes)}".encode()).hexdigest()


def record_if_changed(store: Store, names: Sequence[str], codes: Sequence[str], known: str | None) -> tuple[str, Record] | None:
    """Return the record of parties and its version, kept in the store too; null where it is still in the state that is known."""
    version = version_of(store, codes)
    return None if version == known else (version, api.record_of(store, *names))


Packed = list[tuple[str, bytes]]
"""A record as its parts are sent from one process to another: some things of a part at a time."""


def packed_if_changed(store: Store, names: Sequence[str], codes: Sequence[str], known: str | None) -> tuple[str, Packed] | None:
    """Return the same, packed."""
    found = record_if_changed(store, names, codes, known)
    return None if found is None else (found[0], list(_packed(found[1])))


def _packed(record: Record) -> Iterator[tuple[str, bytes]]:
    for name in Record.__struct_fields__:
        value = getattr(record, name)
        if name in _THINGS:
            for n in range(0, len(value), CHUNK):
                yield name, msgspec.msgpack.encode(value[n : n + CHUNK])
        else:
            yield name, msgspec.msgpack.encode(value)


def unpacked(packed: Packed) -> Record:
    """Return the record, with pauses in which others get on."""
    made: dict[str, Any] = {name: [] for name in _THINGS}
    for name, data in packed:
        with without_collecting():
            value = msgspec.msgpack.decode(data, type=_TYPES[name])
        if name in _THINGS:
            made[name] += value
            time.sleep(0)
        else:
            made[name] = value
    return Record(**made)


_TYPES = {name: kind for name, kind in get_type_hints(Record).items() if name in Record.__struct_fields__}
_THINGS = _TYPES.keys() - {"schema", "parties", "counterpart"}


class PackedMerge(NamedTuple):
    """A merge as lists are made of it: its key, what is filtered by, and itself as JSON."""

    key: tuple[str, str, str, str]
    kind: str
    score: float
    judged: bool
    data: bytes


def merges_of(store: Store, names: Sequence[str]) -> list[PackedMerge]:
    """Return why mentions were joined into things of the record or kept apart, the least certain first."""
    found = [
        PackedMerge((f"{abs(merge.score):09.3f}", merge.one, merge.other, merge.kind), merge.kind, merge.score, merge.judged_by is not None, msgspec.json.encode(merge))
        for merge in api.merges(store, *names)
    ]
    return sorted(found)


def merge_in(packed: PackedMerge) -> Merge:
    """Return the merge itself."""
    return msgspec.json.decode(packed.data, type=Merge)


def settle() -> None:
    """Tell the collector of garbage that what is held now stays: it need not look through all of it again and again while somebody waits."""
    gc.collect(1)
    gc.freeze()

"""Copies of one piece across all shards of a folder: the same groups and originals that a store finds in the same documents.

Every document's sketch is in its row. Their bands are joined here, in memory (some 500 bytes a document); the texts of the pairs that may be copies are laid side by
side by the engine's processes.
"""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..record.copies import BANDS, HASHES, MAY_BE, ROWS, is_copy
from ..record.grouping import Leaders, Linked, linked
from ..vocabulary import bounds
from . import parts
from .manifest import COPIES, Copies, Folder, write_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAIRS = 64
"""Pairs of texts that one process lays side by side at a time."""
CROWD = 512
"""Texts that share a band are compared with each other by so many at a time."""

Judge = Callable[[Iterable[list[tuple[str, str]]]], Iterator[list[bool]]]
"""Tells of each pair of texts in a batch whether they are one piece, batch by batch, in the order given."""


class _Place(NamedTuple):
    """Where a text stands: its shard's and part's number, and its row in it."""

    shard: int
    part: int
    row: int


class _Document(NamedTuple):
    id: str
    key: str
    publisher: str | None
    published: str | None
    place: _Place


def judge_pairs(pairs: list[tuple[str, str]]) -> list[bool]:
    """Tell of each pair of texts whether they are one piece."""
    return [is_copy(one, other) for one, other in pairs]


def find_copies(folder: Folder, judge: Judge) -> Copies:
    """Find which documents of a folder are copies of which, write them as `copies.parquet`, and return what the manifest says of them."""
    shards = sorted(folder.shards.values(), key=lambda shard: shard.path)
    documents: dict[str, _Document] = {}
    sketches: dict[str, bytes] = {}
    for s, shard in enumerate(shards):
        for p, part in enumerate(shard.parts):
            table = parts.decode(folder.read_part(part), part.file, ["id", "text_key", "publisher", "published", "sketch"])
            for row, values in enumerate(table.to_pylist()):
                if values["id"] is not None and values["id"] not in documents:
                    documents[values["id"]] = _Document(values["id"], values["text_key"], values["publisher"], values["published"], _Place(s, p, row))
                    if values["sketch"] is not None:
                        sketches[values["text_key"]] = values["sketch"]
    by_text: defaultdict[str, list[_Document]] = defaultdict(list)
    for document in documents.values():
        by_text[document.key].append(document)

    @lru_cache(64)
    def texts(shard: int, part: int) -> list[str]:
        held = shards[shard].parts[part]
        found: list[str] = parts.decode(folder.read_part(held), held.file, ["text"])["text"].to_pylist()
        return found

    def text(key: str) -> str:
        place = by_text[key][0].place
        return texts(place.shard, place.part)[place.row]

    leaders = Leaders()
    order = {key: same[0].place for key, same in by_text.items()}
    pairs = sorted(_candidates(sketches), key=lambda pair: (order[pair[0]], order[pair[1]]))
    waiting: list[list[tuple[str, str]]] = []

    def batches() -> Iterator[list[tuple[str, str]]]:
        batch: list[tuple[str, str]] = []
        for pair in pairs:
            if leaders.of(pair[0]) == leaders.of(pair[1]):
                continue  # one piece already, by way of others
            batch.append(pair)
            if len(batch) == PAIRS:
                waiting.append(batch)
                yield [(text(one), text(other)) for one, other in batch]
                batch = []
        if batch:
            waiting.append(batch)
            yield [(text(one), text(other)) for one, other in batch]

    for answers in judge(batches()):
        for (one, other), is_one_piece in zip(waiting.pop(0), answers, strict=True):
            if is_one_piece:
                leaders.join(one, other)
    groups = leaders.groups() + [{key} for key, same in by_text.items() if len(same) > 1 and leaders.of(key) == key]
    found = []
    seen: set[str] = set()
    for keys in groups:
        members = [document for key in sorted(keys) for document in by_text[key] if document.id not in seen]
        seen |= {document.id for document in members}
        found += linked([Linked(d.id, text(d.key), d.key, d.publisher, bounds(d.published)[0] if d.published else None) for d in sorted(members)])
    return _write(folder, sorted(found, key=lambda row: str(row["document"])))


def _candidates(sketches: dict[str, bytes]) -> set[tuple[str, str]]:
    """The pairs of texts that share a band and enough of their hashes to be laid side by side."""
    import numpy as np

    keys = sorted(sketches)
    if not keys:
        return set()
    hashes = np.frombuffer(b"".join(sketches[key] for key in keys), np.uint32).reshape(len(keys), HASHES)
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        columns = hashes[:, ROWS * band : ROWS * (band + 1)].astype(np.uint64)
        mixed = np.zeros(len(keys), np.uint64)
        for column in columns.T:
            mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        order = np.argsort(mixed, kind="stable")
        values = mixed[order]
        starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
        ends = np.r_[starts[1:], len(values)]
        for k in np.flatnonzero(ends - starts > 1):
            found |= {(min(a, b), max(a, b)) for a, b in _alike(order[starts[k] : ends[k]], hashes)}
    return {(keys[a], keys[b]) for a, b in found}


def _alike(members: NDArray[np.intp], hashes: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
    """The pairs of texts of one band that share enough of their hashes."""
    import numpy as np

    for start in range(0, len(members), CROWD):
        some = hashes[members[start : start + CROWD]]
        for n, member in enumerate(members[start:], start):
            shared = (some[: n - start] == hashes[member]).sum(axis=1)
            for k in np.flatnonzero(shared >= MAY_BE * HASHES):
                yield int(members[start + k]), int(member)


def _write(folder: Folder, rows: Sequence[dict[str, object]]) -> Copies:
    pa = parts.arrow()
    names = {"document": pa.string(), "original": pa.string(), "kind": pa.string(), "similarity": pa.float64()}
    table = pa.table({name: [row[name] for row in rows] for name in names}, schema=pa.schema(list(names.items())))
    out = io.BytesIO()
    pa.parquet.write_table(table, out, compression="zstd")
    data = out.getvalue()
    write_whole(folder.path / COPIES, data)
    return Copies(rows=len(rows), bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), of=folder.fingerprint())

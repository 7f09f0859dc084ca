"""The groups of copies in a store, kept up to date as documents come: the same groups whatever the order in which they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select, text

from ..sources import built_in_publishers
from .copies import Member, is_copy, may_be_copies, original_of, similarity, sketch, sketch_of
from .database import chunks
from .rows import insert_rows
from .schema import bands, copies, documents, signatures


def group(connection: Connection, texts: dict[str, str], sketches: Mapping[str, bytes | None] | None = None) -> set[str]:
    """Link new documents, stored already, with those that are the same piece, choose each group's original anew, and return the ids of its copies.

    `texts` holds the new documents' texts by their keys, `sketches` the hashes of their sketches where they are known, null for texts too short to have one.
    """
    matches = _near(connection, texts, sketches or {})
    edges: defaultdict[str, set[str]] = defaultdict(set)
    for key in texts:
        edges[key] |= matches.get(key, set())
    related = sorted({key for keys in edges.values() for key in keys} | set(edges))
    rows = [row for chunk in chunks(related) for row in connection.execute(select(documents.c.id, documents.c.text_sha256).where(documents.c.text_sha256.in_(chunk)))]
    by_text: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_text[row.text_sha256].append(row.id)
    leader = Leaders()
    for key, keys in edges.items():
        ids = [id for other in {key, *keys} for id in by_text[other]]
        for id in ids[1:]:
            leader.join(ids[0], id)
    touched = [id for ids in by_text.values() for id in ids]
    for chunk in chunks(touched):
        for row in connection.execute(select(copies.c.document, copies.c.original).where(or_(copies.c.document.in_(chunk), copies.c.original.in_(chunk)))):
            leader.join(row.document, row.original)
    # whoever has the same original as a member is a member
    copied: set[str] = set()
    for members in leader.groups():
        copied |= _link(connection, sorted(members | _led_by(connection, members)))
    return copied


def _led_by(connection: Connection, members: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(sorted(members)):
        found |= set(connection.scalars(select(copies.c.document).where(copies.c.original.in_(chunk))))
    return found


def _near(connection: Connection, texts: dict[str, str], made_before: Mapping[str, bytes | None]) -> dict[str, set[str]]:
    """For each text the keys of the texts that are copies of it, and the other way round; new texts get their signature."""
    known = {row.text_sha256 for chunk in chunks(list(texts)) for row in connection.execute(select(signatures.c.text_sha256).where(signatures.c.text_sha256.in_(chunk)))}
    sketches = {sha: made for sha, content in texts.items() if sha not in known and (made := sketch_of(made_before[sha]) if sha in made_before else sketch(content)) is not None}
    if not sketches:
        return {}
    insert_rows(connection, signatures, ["text_sha256", "hashes"], [(sha, made.hashes) for sha, made in sketches.items()])
    seqs = {
        row.text_sha256: row.seq
        for chunk in chunks(list(sketches))
        for row in connection.execute(select(signatures.c.text_sha256, signatures.c.seq).where(signatures.c.text_sha256.in_(chunk)))
    }
    # in the order of the table's key, so that neighbours are written together
    insert_rows(connection, bands, ["band", "signature"], sorted((band, seqs[sha]) for sha, made in sketches.items() for band in set(made.bands)))
    sharing: defaultdict[int, set[int]] = defaultdict(set)
    for chunk in chunks(sorted({band for made in sketches.values() for band in made.bands})):
        # numbers of our own written out: binding thousands of them costs more than the look-up
        for band, signature in connection.execute(text(f"SELECT band, signature FROM bands WHERE band IN ({', '.join(map(str, chunk))})")):
            sharing[band].add(signature)
    others = {sha: list(set().union(*(sharing[band] for band in made.bands)) - {seqs[sha]}) for sha, made in sketches.items()}
    hashes = {
        row.seq: row.hashes
        for chunk in chunks(sorted(set().union(*others.values())))
        for row in connection.execute(select(signatures.c.seq, signatures.c.hashes).where(signatures.c.seq.in_(chunk)))
    }
    pairs = {(sha, other) for sha, found in others.items() for other in may_be_copies(sketches[sha].hashes, {other: hashes[other] for other in found})}
    texts_by_seq = {}
    for chunk in chunks(sorted({other for _, other in pairs})):
        chosen = select(signatures.c.seq, documents.c.text_sha256, documents.c.text).join(documents, documents.c.text_sha256 == signatures.c.text_sha256)
        for row in connection.execute(chosen.where(signatures.c.seq.in_(chunk))):
            texts_by_seq[row.seq] = (row.text_sha256, row.text)
    matches: defaultdict[str, set[str]] = defaultdict(set)
    judged: dict[tuple[str, str], bool] = {}
    for sha, other in sorted(pairs):  # one text after the other, so that each is taken apart once
        other_sha, other_text = texts_by_seq[other]
        pair = (min(sha, other_sha), max(sha, other_sha))
        if pair not in judged:
            judged[pair] = is_copy(texts[sha], other_text)
        if judged[pair]:
            matches[sha].add(other_sha)
    return matches


def _link(connection: Connection, ids: Sequence[str]) -> set[str]:
    columns = [documents.c[name] for name in ("id", "text", "text_sha256", "publisher", "published_from")]
    rows = [Linked(*row) for chunk in chunks(ids) for row in connection.execute(select(*columns).where(documents.c.id.in_(chunk)))]
    for chunk in chunks(ids):
        connection.execute(delete(copies).where(copies.c.document.in_(chunk)))
    made = linked(rows)
    if made:
        connection.execute(copies.insert(), made)
    return {str(row["document"]) for row in made}


class Linked(NamedTuple):
    """A document of a group of copies; `published` is the first day on which it can have been published."""

    id: str
    text: str
    key: str
    publisher: str | None
    published: str | None


def linked(group: Sequence[Linked]) -> list[dict[str, object]]:
    """Return the rows that say which documents of one group are copies of which: all but the original, none for a group of one."""
    if len(group) < 2:
        return []
    original = original_of([Member(row.id, row.text, row.published, _names(row.publisher)) for row in group])
    (first,) = [row for row in group if row.id == original]
    alike = {row.key: 1.0 if row.key == first.key else round(similarity(row.text, first.text), 3) for row in group}
    return [{"document": row.id, "original": original, "kind": "exact" if row.key == first.key else "near", "similarity": alike[row.key]} for row in group if row.id != original]


def _names(publisher: str | None) -> tuple[str, ...]:
    """What others call a publisher when they credit it."""
    if publisher is None:
        return ()
    known = built_in_publishers().of_name(publisher)
    return (known.name, *known.aliases) if known else (publisher,)


class Leaders:
    """Which ids belong together, joined pair by pair (union–find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def of(self, id: str) -> str:
        """Return the id that stands for all that are joined with this one."""
        parent = self._parent.setdefault(id, id)
        while parent != self._parent[parent]:
            self._parent[id] = parent = self._parent[self._parent[parent]]
        return parent

    def join(self, one: str, other: str) -> None:
        """Put two ids, and all that are joined with either, together."""
        self._parent[self.of(one)] = self.of(other)

    def groups(self) -> list[set[str]]:
        """Return the ids that are together, for every two or more."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for id in list(self._parent):
            found[self.of(id)].add(id)
        return [ids for ids in found.values() if len(ids) > 1]

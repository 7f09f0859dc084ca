"""Records kept in the store as they were built: one is built anew only when something that it is made of has changed.

A record is a function of the documents that concern its parties, their readings and copies, what people decided about them, and the code. The
fingerprint is made of all of these, so that a kept record is given out only where building it again would give the same.
"""

from __future__ import annotations

import gc
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, select

from ..reading.version import version_of
from .material import Merge
from .model import Record
from .reviews import Review
from .schema import copies, document_countries, readings, records, sightings

if TYPE_CHECKING:
    from .build import Built


Things = dict[tuple[str, str], str]
"""Which thing each fact, or which person each actor, is of: by the ids of its document and its own."""


class Kept:
    """A record, and which of its things each fact and which person each actor is; these are unpacked only where somebody asks for them."""

    def __init__(self, record: Record, things: Callable[[], tuple[Things, Things]]) -> None:
        self.record = record
        self._unpack = things

    @cached_property
    def _things(self) -> tuple[Things, Things]:
        return self._unpack()

    @property
    def of(self) -> Things:
        """Return the thing of each fact by document and fact."""
        return self._things[0]

    @property
    def person_of(self) -> Things:
        """Return the person of each actor by document and actor."""
        return self._things[1]


@cache
def record_version() -> str:
    """Return a name for the code and lexicons that records are built with; it changes whenever any of them does."""
    return version_of("record", "reading", "vocabulary", "sources")


def dealing_with(document: ColumnElement[str], parties: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions under which a document deals with all of the parties."""
    return [document.in_(select(document_countries.c.document).where(document_countries.c.country == country)) for country in parties]


def fingerprint_of(connection: Connection, parties: Sequence[str], reviews: Sequence[Review]) -> str:
    """Return the fingerprint of everything that the record of the parties is made of now."""
    file = select(func.min(sightings.c.location)).where(sightings.c.document == readings.c.document).scalar_subquery()
    chosen = (
        select(readings.c.document, readings.c.version, copies.c.original, file).outerjoin(copies, copies.c.document == readings.c.document).where(readings.c.data.is_not(None))
    )
    chosen = chosen.where(*dealing_with(readings.c.document, parties))
    digest = hashlib.sha256(f"{record_version()}\n".encode())
    here = set()
    for row in connection.execute(chosen.order_by(readings.c.document)):
        here.add(row[0])
        digest.update(f"{row[0]}\t{row[1]}\t{row[2]}\t{row[3]}\n".encode())
    undone = {review.undoes: review for review in reviews if review.undoes is not None}
    for review in reviews:  # an undo concerns whatever the review that it undoes concerned
        if any(id in here for key in review.subject for id in documents_of(key)):
            standing: Review | None = review
            while standing is not None:
                digest.update(f"{standing.id}\n".encode())
                standing = undone.get(standing.id)
    return digest.hexdigest()


def documents_of(key: str) -> Iterator[str]:
    """Yield what can be the document's id in a mention's key, whose parts colons tell apart: an id may have some of its own."""
    end = key.find(":")
    while end >= 0:
        yield key[:end]
        end = key.find(":", end + 1)


def load(connection: Connection, parties: Sequence[str], fingerprint: str) -> Kept | None:
    """Return the record of the parties as it was kept; null where none is, or where it was made of something else."""
    chosen = select(records.c.section, records.c.data).where(records.c.parties == _key(parties), records.c.fingerprint == fingerprint, records.c.section != "merges")
    rows = connection.execute(chosen).all()
    found = {row.section: zlib.decompress(row.data) if row.section == "record" else row.data for row in rows}
    if not {"record", "of"} <= found.keys():
        return None
    with without_collecting():
        return Kept(msgspec.json.decode(found["record"], type=Record), partial(_unpacked, found["of"]))


def _unpacked(packed: bytes) -> tuple[Things, Things]:
    with without_collecting():
        of, person_of = msgspec.json.decode(zlib.decompress(packed), type=tuple[_Pairs, _Pairs])
        return dict(of), dict(person_of)


_Pairs = list[tuple[tuple[str, str], str]]


def load_merges(connection: Connection, parties: Sequence[str], fingerprint: str) -> list[Merge] | None:
    """Return why mentions were joined or kept apart in the record of the parties as it was kept; null where it was not."""
    data = connection.scalar(select(records.c.data).where(records.c.parties == _key(parties), records.c.section == "merges", records.c.fingerprint == fingerprint))
    return None if data is None else msgspec.json.decode(zlib.decompress(data), type=list[Merge])


Checks = dict[str, dict[str, Any] | None]
"""The check of each figure of a record, by the figure's id."""


def load_checks(connection: Connection, parties: Sequence[str], state: str) -> Checks | None:
    """Return the checks of the figures of the parties' record as they were kept in a state; null where they were not."""
    data = connection.scalar(select(records.c.data).where(records.c.parties == _key(parties), records.c.section == "checks", records.c.fingerprint == state))
    with without_collecting():
        return None if data is None else msgspec.json.decode(zlib.decompress(data), type=Checks)


def keep_checks(connection: Connection, parties: Sequence[str], state: str, checks: Checks) -> None:
    """Keep the checks of a record's figures in the place of older ones."""
    connection.execute(delete(records).where(records.c.parties == _key(parties), records.c.section == "checks"))
    connection.execute(records.insert(), [{"parties": _key(parties), "section": "checks", "fingerprint": state, "data": zlib.compress(msgspec.json.encode(checks), 1)}])


def fingerprints(connection: Connection) -> dict[tuple[str, ...], str]:
    """Return the parties of every record that is kept, with the fingerprint of what it was made of."""
    rows = connection.execute(select(records.c.parties, records.c.fingerprint).where(records.c.section == "record"))
    return {tuple(row.parties.split("-")): row.fingerprint for row in rows}


def packed(parties: Sequence[str], fingerprint: str, built: Built) -> list[dict[str, Any]]:
    """Pack a record as it is kept: it takes a while, and is done before the store is held."""
    parts: dict[str, Any] = {
        "record": built.record,
        "of": [list(known.items()) for known in (built.of, built.person_of)],
        "merges": built.merges,
    }
    with without_collecting():
        return [{"parties": _key(parties), "section": name, "fingerprint": fingerprint, "data": zlib.compress(msgspec.json.encode(value), 1)} for name, value in parts.items()]


def keep(connection: Connection, parties: Sequence[str], rows: list[dict[str, Any]]) -> None:
    """Keep a packed record in the place of an older one of the same parties."""
    connection.execute(delete(records).where(records.c.parties == _key(parties)))
    connection.execute(records.insert(), rows)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Make many small objects without a search for garbage among them: there is none, and looking for it would take longer than making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _key(parties: Sequence[str]) -> str:
    return "-".join(sorted(parties))

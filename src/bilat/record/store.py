"""The store: documents that are never lost, with their bytes, their readings, their copies and what people decided about them."""

from __future__ import annotations

import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from types import EllipsisType
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, delete, func, select, text

from ..errors import OvertakenError, StoreError
from ..sources import Found
from ..sources.formats.locate import locate
from ..vocabulary import Document, Reading, Span, bounds
from . import fulltext, kept
from .copies import text_key
from .database import CHUNK, PATIENCE, address_of, chunks, insert_new, open_database, reading, writing
from .database import shown as shown_address
from .feedbook import FeedBook
from .grouping import group
from .kept import Kept
from .material import Material, Merge
from .reviews import Review
from .schema import bands, copies, document_countries, documents, failures, observations, raws, readings, records, reviews, sightings, signatures

if TYPE_CHECKING:
    from .build import Built

_COLUMNS = [documents.c[name] for name in ("id", "text", "url", "title", "publisher", "side", "relays", "published", "published_basis", "dateline", "language")]


_EVERYTHING = fulltext.Filters()


class Added(NamedTuple):
    """What became of something found: its document's id, whether it is new in the store, whether it is a copy, or the error that was recorded."""

    location: str
    id: str | None
    new: bool
    error: str | None
    copy: bool = False


class Packed(NamedTuple):
    """A reading as it is kept, or what kept the document from being read: made where the reading is made, so that writing it costs little."""

    document: str
    data: bytes | None
    error: str | None
    countries: list[str]


def pack(id: str, result: Reading | str) -> Packed:
    """Pack the reading of the document with this id, or the message of what kept it from being read."""
    if isinstance(result, str):
        return Packed(id, None, result, [])
    # the document stands in its own table
    bare = msgspec.structs.replace(result, document=msgspec.structs.replace(result.document, text=""))
    return packed(id, msgspec.json.encode(bare), result)


def packed(id: str, bare: bytes, result: Reading) -> Packed:
    """Pack a reading whose JSON without the document's text is known."""
    countries = sorted({actor.country for actor in result.actors if actor.country}) if result.facts else []
    return Packed(id, zlib.compress(bare, 6), None, countries)


class Store:
    """A store of documents, opened at its address and closed as a context manager.

    `address` is a file name (SQLite) or `postgresql://USER@HOST/NAME`; by default the environment's `BILAT_STORE`, else `bilat.db`. Opening
    brings an older store up to date by itself. `StoreError` and its kinds say what is wrong with a store. Every method that writes is one
    transaction.
    """

    def __init__(self, address: str | os.PathLike[str] | None = None, *, create: bool = True, patience: float = PATIENCE) -> None:
        self.address = address_of(address)
        self._engine = open_database(self.address, create=create, patience=patience)
        self.feeds = FeedBook(self._engine, self.address)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Store {shown_address(self.address)}>"

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """The database under it, for what stands upon the store."""
        return self._engine

    # -- documents

    def add(self, found: Sequence[Found]) -> list[Added]:
        """Store what was found: new documents with their bytes, new places of known ones, failures; nothing that is there already changes."""
        with writing(self._engine, self.address) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADDING})  # copies are grouped by one writer at a time
            return self._add(connection, found)

    def _add(self, connection: Connection, found: Sequence[Found]) -> list[Added]:
        ids = {item.document.id for item in found if item.document is not None}
        known = {row.id for chunk in chunks(sorted(ids)) for row in connection.execute(select(documents.c.id).where(documents.c.id.in_(chunk)))}
        new: dict[str, Found] = {}
        added: list[Added] = []
        for item in found:
            document = item.document
            if document is not None and document.id not in known and document.id not in new:
                new[document.id] = item
                added.append(Added(item.location, document.id, True, None))
            else:
                added.append(Added(item.location, document.id if document else None, False, item.error))
        kept = {item.sha256: item for item in [*new.values(), *(item for item in found if item.error is not None and item.raw)]}
        if kept:
            connection.execute(insert_new(connection, raws), [raw_row(item) for item in kept.values()])
        if new:
            rows = [document_row(item) for item in new.values()]
            before = connection.scalar(select(func.max(documents.c.seq))) or 0
            connection.execute(documents.insert(), rows)
            fulltext.index_after(connection, before)
        seen = [{"document": item.document.id, "location": item.location, "retrieved": item.retrieved} for item in found if item.document is not None]
        if seen:
            connection.execute(insert_new(connection, sightings), seen)
        self.note_failures(connection, found)
        if new:
            copied = group(connection, {row["text_sha256"]: row["text"] for row in rows})
            added = [item._replace(copy=item.new and item.id in copied) for item in added]
        return added

    def note_failures(self, connection: Connection, found: Sequence[Found]) -> None:
        """Keep the last word on each place, in a transaction that writes: what is wrong with it now, or nothing any more."""
        last = {item.location: item for item in found}
        for chunk in chunks(list(last)):
            before = {row.location for row in connection.execute(select(failures.c.location).where(failures.c.location.in_(chunk)))}
            if before:
                connection.execute(delete(failures).where(failures.c.location.in_(before)))
        wrong = [{"location": item.location, "error": item.error, "raw": item.sha256 if item.raw else None} for item in last.values() if item.error is not None]
        if wrong:
            connection.execute(failures.insert(), wrong)

    def failures(self) -> list[tuple[str, str]]:
        """Return the places from which nothing could be read, each with what is wrong, in their order."""
        with reading(self._engine, self.address) as connection:
            return [(row.location, row.error) for row in connection.execute(select(failures).order_by(failures.c.location))]

    def document(self, id: str) -> Document:
        """Return a document by its id, or by the beginning of it; `StoreError` where there is none or the beginning fits several."""
        with reading(self._engine, self.address) as connection:
            rows = connection.execute(select(*_COLUMNS).where(documents.c.id == id)).all()
            if not rows:  # no index serves a beginning
                pattern = id.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
                rows = connection.execute(select(*_COLUMNS).where(documents.c.id.like(pattern, escape="\\")).limit(2)).all()
        if len(rows) != 1:
            what = "no document has this id" if not rows else "several documents have ids that begin so: give more of it"
            raise StoreError(f"{id}: {what}; `bilat search` shows ids")
        return Document(**rows[0]._mapping)

    def documents(self, *, unread_by: str | None = None) -> Iterator[Document]:
        """Yield all documents in the order of their ids; with `unread_by`, those without a reading by that version of the reader."""
        last = ""
        while True:
            chosen = select(*_COLUMNS).where(documents.c.id > last).order_by(documents.c.id).limit(CHUNK)
            if unread_by is not None:
                chosen = chosen.where(~select(readings.c.document).where(readings.c.document == documents.c.id, readings.c.version == unread_by).exists())
            with reading(self._engine, self.address) as connection:
                rows = connection.execute(chosen).all()
            if not rows:
                return
            yield from (Document(**row._mapping) for row in rows)
            last = rows[-1].id

    def raw(self, id: str) -> tuple[bytes, str]:
        """Return the bytes that a document was made from, as they came, and their media type."""
        with reading(self._engine, self.address) as connection:
            row = connection.execute(select(raws.c.data, raws.c.media_type).join(documents, documents.c.raw == raws.c.sha256).where(documents.c.id == id)).first()
        if row is None:
            raise StoreError(f"{id}: no document has this id; `bilat search` shows ids")
        return zlib.decompress(row.data), row.media_type

    def locate(self, id: str, span: Span) -> Span | None:
        """Return where the words at a span of a document's text stand in the bytes that it was made from; null where they cannot be told apart (PDF, DOCX)."""
        document = self.document(id)
        data, media_type = self.raw(document.id)
        return locate(data, media_type, document.text, span)

    def places(self, id: str) -> list[str]:
        """Return every place at which a document was found."""
        with reading(self._engine, self.address) as connection:
            return list(connection.scalars(select(sightings.c.location).where(sightings.c.document == id).order_by(sightings.c.location)))

    def has_place(self, location: str) -> bool:
        """Tell whether a document was found at a place before."""
        with reading(self._engine, self.address) as connection:
            return connection.scalar(select(sightings.c.document).where(sightings.c.location == location).limit(1)) is not None

    def copies(self, id: str) -> dict[str, str]:
        """Return the ids of the documents that are one piece with this one, each with `exact` or `near`, and the original with `original`."""
        with reading(self._engine, self.address) as connection:
            original = connection.scalar(select(copies.c.original).where(copies.c.document == id)) or id
            rows = connection.execute(select(copies.c.document, copies.c.kind).where(copies.c.original == original)).all()
        return {original: "original", **{row.document: row.kind for row in sorted(rows)}} if rows else {}

    def counts(self) -> dict[str, int]:
        """Return how many documents, copies, readings and failures there are."""
        with reading(self._engine, self.address) as connection:
            tables = {"documents": documents, "copies": copies, "readings": readings, "failures": failures}
            return {name: connection.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}

    # -- readings

    def unread(self, ids: Iterable[str], version: str) -> set[str]:
        """Return those of the documents that have no reading by this version of the reader."""
        wanted = sorted(set(ids))
        with reading(self._engine, self.address) as connection:
            for chunk in chunks(wanted):
                chosen = select(readings.c.document).where(readings.c.document.in_(chunk), readings.c.version == version)
                wanted = sorted(set(wanted) - set(connection.scalars(chosen)))
        return set(wanted)

    def unread_count(self) -> int:
        """Return how many documents have no reading at all."""
        with reading(self._engine, self.address) as connection:
            return connection.scalar(select(func.count()).select_from(documents).where(~select(readings.c.document).where(readings.c.document == documents.c.id).exists())) or 0

    def add_readings(self, packed: Sequence[Packed], version: str) -> None:
        """Keep readings made by this version of the reader, in the place of older ones."""
        if not packed:
            return
        ids = sorted({item.document for item in packed})
        with writing(self._engine, self.address) as connection:
            for chunk in chunks(ids):
                connection.execute(delete(readings).where(readings.c.document.in_(chunk)))
                connection.execute(delete(document_countries).where(document_countries.c.document.in_(chunk)))
            last = {item.document: item for item in packed}.values()
            connection.execute(readings.insert(), [{"document": item.document, "version": version, "data": item.data, "error": item.error} for item in last])
            told = [{"country": country, "document": item.document} for item in last for country in item.countries]
            if told:
                connection.execute(document_countries.insert(), told)

    def reading(self, id: str) -> Reading | str | None:
        """Return a document's reading, what kept it from being read, or null where it has not been read yet."""
        document = self.document(id)
        with reading(self._engine, self.address) as connection:
            row = connection.execute(select(readings.c.data, readings.c.error).where(readings.c.document == document.id)).first()
        if row is None or row.data is None:
            return row.error if row else None
        try:
            return _with_text(document.text, row.data)
        except msgspec.MsgspecError:
            return self._read_again([document.id])[document.id]

    # -- the record's material

    def materials(self, parties: Sequence[str], *, since: str | None = None, until: str | None = None, only: Collection[str] | None = None) -> list[Material]:
        """Return the documents that deal with all of the countries, read, each with its original where it is a copy.

        `since` and `until` are EDTF dates between which a document can have been published; one without a date is left out where either is given.
        `only` names documents by their ids, of which no others are returned.
        """
        file = select(func.min(sightings.c.location)).where(sightings.c.document == documents.c.id).scalar_subquery()
        chosen = (
            select(documents.c.id, documents.c.text, readings.c.data, copies.c.original, file.label("file"))
            .join(readings, readings.c.document == documents.c.id)
            .outerjoin(copies, copies.c.document == documents.c.id)
            .where(readings.c.data.is_not(None))
        )
        chosen = chosen.where(*kept.dealing_with(documents.c.id, parties))
        if since is not None and (first := bounds(since)[0]):
            chosen = chosen.where(documents.c.published_to >= first)
        if until is not None and (last := bounds(until)[1]):
            chosen = chosen.where(documents.c.published_from <= last)
        with reading(self._engine, self.address) as connection:
            if only is None:
                rows = connection.execute(chosen.order_by(documents.c.id)).all()
            else:
                rows = [row for chunk in chunks(sorted(only)) for row in connection.execute(chosen.where(documents.c.id.in_(chunk)).order_by(documents.c.id))]
        found = []
        older = []
        for row in rows:
            try:
                made = _with_text(row.text, row.data)
            except msgspec.MsgspecError:
                older.append(row)
                continue
            found.append(Material(made.document, made, row.original, row.file))
        again = self._read_again([row.id for row in older])
        found += [Material(again[row.id].document, again[row.id], row.original, row.file) for row in older if row.id in again]
        return sorted(found, key=lambda material: material.document.id) if older else found

    def _read_again(self, ids: Sequence[str]) -> dict[str, Reading]:
        """Read documents anew whose readings are of a schema that this bilat does not know any more, and keep the new ones with their version."""
        if not ids:
            return {}
        from ..reading.read import read_document
        from ..reading.version import reader_version

        made = {id: read_document(self.document(id)) for id in ids}
        self.add_readings([pack(id, reading) for id, reading in made.items()], reader_version())
        return made

    def outdated(self, parties: Sequence[str]) -> int:
        """Return how many documents that deal with all of the countries were read by another version of the reader than this one."""
        from ..reading.version import reader_version

        chosen = (
            select(func.count()).select_from(readings).where(readings.c.data.is_not(None), readings.c.version != reader_version(), *kept.dealing_with(readings.c.document, parties))
        )
        with reading(self._engine, self.address) as connection:
            return connection.scalar(chosen) or 0

    def pairs(self, *, at_least: int = 1) -> list[tuple[str, str]]:
        """Return the pairs of countries that so many documents deal with together, those with most documents first."""
        one, other = document_countries.alias("one"), document_countries.alias("other")
        counted = select(one.c.country, other.c.country.label("with"), func.count().label("n")).join(other, one.c.document == other.c.document)
        chosen = counted.where(one.c.country < other.c.country).group_by(one.c.country, other.c.country).having(func.count() >= at_least)
        with reading(self._engine, self.address) as connection:
            rows = connection.execute(chosen).all()
        return [(row[0], row[1]) for row in sorted(rows, key=lambda row: (-row[2], row[0], row[1]))]

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the texts of documents by their ids; ids of which there is none are passed over."""
        with reading(self._engine, self.address) as connection:
            return {row.id: row.text for chunk in chunks(sorted(set(ids))) for row in connection.execute(select(documents.c.id, documents.c.text).where(documents.c.id.in_(chunk)))}

    # -- records kept

    def fingerprint(self, parties: Sequence[str]) -> str:
        """Return the fingerprint of what the record of the parties is made of now."""
        reviews = self.reviews()
        with reading(self._engine, self.address) as connection:
            return kept.fingerprint_of(connection, parties, reviews)

    def kept_record(self, parties: Sequence[str]) -> tuple[str, Kept | None]:
        """Return the fingerprint of what the record of the parties is made of now, and the record as it was kept, where it was made of the same."""
        fingerprint = self.fingerprint(parties)
        with reading(self._engine, self.address) as connection:
            return fingerprint, kept.load(connection, parties, fingerprint)

    def kept_merges(self, parties: Sequence[str]) -> tuple[str, list[Merge] | None]:
        """Return the same fingerprint, and why mentions were joined or kept apart in the record, where it was kept and made of the same."""
        fingerprint = self.fingerprint(parties)
        with reading(self._engine, self.address) as connection:
            return fingerprint, kept.load_merges(connection, parties, fingerprint)

    def kept_fingerprints(self) -> dict[tuple[str, ...], str]:
        """Return the parties of every record that is kept, with the fingerprint of what it was made of."""
        with reading(self._engine, self.address) as connection:
            return kept.fingerprints(connection)

    def keep_record(self, parties: Sequence[str], fingerprint: str, built: Built) -> None:
        """Keep a record that was built of what the fingerprint is of."""
        rows = kept.packed(parties, fingerprint, built)
        with writing(self._engine, self.address) as connection:
            kept.keep(connection, parties, rows)

    def observed(self, reporters: Sequence[str]) -> int:
        """Return how many official observations by these reporters the store holds; they are only ever added to."""
        with reading(self._engine, self.address) as connection:
            return connection.scalar(select(func.count()).select_from(observations).where(observations.c.reporter.in_(reporters))) or 0

    def kept_checks(self, parties: Sequence[str], state: str) -> kept.Checks | None:
        """Return the checks of the figures of a kept record, where they were made in this state of the record and the statistics."""
        with reading(self._engine, self.address) as connection:
            return kept.load_checks(connection, parties, state)

    def keep_checks(self, parties: Sequence[str], state: str, checks: kept.Checks) -> None:
        """Keep the checks of the figures of a record."""
        with writing(self._engine, self.address) as connection:
            kept.keep_checks(connection, parties, state, checks)

    # -- reviews

    def add_review(self, review: Review, *, expected: str | EllipsisType | None = ...) -> None:
        """Keep a review; it is durable when this returns. `StoreError` where it undoes one that is not there.

        `expected` is the id of the last review of the same subject (an undo is of what it undoes) that the reviewer saw, null for none:
        `OvertakenError` where another is the last, and nothing is kept. Where it is left out nobody is asked.
        """
        with writing(self._engine, self.address) as connection:
            if expected is not ...:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _JUDGING})  # who looks at what stands is the only one to add to it
                _check_overtaken(connection, review, expected)
            _keep_reviews(connection, [review])

    def add_reviews(self, made: Sequence[Review]) -> None:
        """Keep reviews, all or none, each after what it undoes; those that are there already stay as they are."""
        with writing(self._engine, self.address) as connection:
            _keep_reviews(connection, made)

    def reviews(self) -> list[Review]:
        """Return every review ever made, undone ones too, in the order in which they came."""
        with reading(self._engine, self.address) as connection:
            return [review_of(row) for row in connection.execute(select(reviews).order_by(reviews.c.seq))]

    def forget_computed(self) -> None:
        """Throw away what is computed from documents (readings, copies, records) and group the copies anew; readings follow from reading again."""
        with writing(self._engine, self.address) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADDING})
            for table in (records, readings, document_countries, copies, bands, signatures):
                connection.execute(delete(table))
            last = 0
            while rows := connection.execute(
                select(documents.c.seq, documents.c.text_sha256, documents.c.text).where(documents.c.seq > last).order_by(documents.c.seq).limit(CHUNK)
            ).all():
                group(connection, {row.text_sha256: row.text for row in rows})
                last = rows[-1].seq

    # -- search and export

    def search(self, query: str, filters: fulltext.Filters = _EVERYTHING, *, limit: int = 20) -> list[fulltext.Hit]:
        """Return the documents that hold the words of a query, the best first, each piece once with its copies named.

        A query is words, "phrases", OR and -word. `OptionError` for a query without words and for filters that mean nothing.
        """
        with reading(self._engine, self.address) as connection:
            return fulltext.find(connection, query, filters, limit)

    def export(self) -> Iterator[bytes]:
        """Yield everything in the store as lines of JSON, as they stand in a dump (`bilat.record.dump`): two stores that hold the same give the same lines."""
        from .dump import contents

        return contents(self)


def _keep_reviews(connection: Connection, made: Sequence[Review]) -> None:
    for review in made:
        if review.undoes is not None and connection.scalar(select(reviews.c.id).where(reviews.c.id == review.undoes)) is None:
            raise StoreError(f"{review.undoes}: there is no review with this id to undo")
        detail = msgspec.json.encode(review.detail).decode() if review.detail is not None else None
        row = {"id": review.id, "made": review.made, "reviewer": review.reviewer, "verdict": review.verdict, "undoes": review.undoes}
        connection.execute(insert_new(connection, reviews), {**row, "subject": msgspec.json.encode(review.subject).decode(), "detail": detail})


def _check_overtaken(connection: Connection, review: Review, expected: str | None) -> None:
    """Raise `OvertakenError` unless the last review of what this one is about is the expected one."""
    subject, undoes = msgspec.json.encode(review.subject).decode(), review.undoes
    while undoes is not None:
        row = connection.execute(select(reviews.c.subject, reviews.c.undoes).where(reviews.c.id == undoes)).first()
        subject, undoes = (row.subject, row.undoes) if row else (subject, None)
    about: dict[str, Any] = {}
    for row in connection.execute(select(reviews).where((reviews.c.subject == subject) | reviews.c.undoes.is_not(None)).order_by(reviews.c.seq)):
        if row.undoes in about or (row.undoes is None and row.subject == subject):
            about[row.id] = row
    last = next(reversed(about.values()), None)
    if last is not None and last.id != expected:
        told = f"{last.reviewer} judged this on {last.made[:16].replace('T', ' at ')} UTC: {last.verdict.replace('_', ' ')}"
        raise OvertakenError(f"{told}; look at it, and judge again with `expected` {last.id}", last.id)
    if last is None and expected is not None:
        raise OvertakenError(f"{expected}: nobody judged this so; look again, and judge with `expected` null", None)


def review_of(row: Any) -> Review:
    """Return a review as it stands in its table."""
    return Review(
        id=row.id,
        made=row.made,
        reviewer=row.reviewer,
        verdict=row.verdict,
        subject=msgspec.json.decode(row.subject),
        detail=msgspec.json.decode(row.detail) if row.detail else None,
        undoes=row.undoes,
    )


ADDING, _JUDGING = 0x62696C62, 0x62696C63
_READING = msgspec.json.Decoder(Reading)


def raw_row(item: Found) -> dict[str, Any]:
    """Return the row in which the bytes of what was found are kept."""
    return {"sha256": item.sha256, "media_type": item.media_type, "size": len(item.raw), "data": zlib.compress(item.raw, 5)}


def document_row(item: Found) -> dict[str, Any]:
    """Return the row of a document that was found."""
    document = item.document
    assert document is not None
    first, last = bounds(document.published) if document.published else (None, None)
    row = {column.name: getattr(document, column.name) for column in _COLUMNS}
    return {**row, "published_from": first, "published_to": last, "text_sha256": text_key(document.text), "raw": item.sha256}


def _with_text(text: str, data: bytes) -> Reading:
    bare = _READING.decode(zlib.decompress(data))
    return Reading(document=msgspec.structs.replace(bare.document, text=text), actors=bare.actors, facts=bare.facts)

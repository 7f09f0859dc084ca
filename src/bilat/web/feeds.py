"""What a relationship's subscribers read: new facts as an Atom feed (RFC 4287), and what lies ahead as a calendar."""

from __future__ import annotations

import datetime
import re
import threading
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from typing import Annotated, NamedTuple
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Query, Request, Response
from lxml import etree
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from ..record.database import reading
from ..record.material import Material, fact_mention
from ..record.model import Record
from ..record.parties import country_name
from ..record.reviews import by_subject, reviewed
from ..record.schema import documents, sightings
from ..record.store import Store
from ..sources.publishers import host_of
from ..views.describe import KIND_TITLES, describe, kind_of
from ..views.ics import calendar_ics
from ..vocabulary import bounds
from .rest.answers import FRESH, tag_of, unchanged
from .rest.documents import Kind
from .rest.errors import ApiRoute
from .rest.paths import One, Other
from .rest.shelf import Indexed, desk_of, indexed_at
from .security import require

router = APIRouter(route_class=ApiRoute, tags=["feeds"], dependencies=[Depends(require("reader"))], include_in_schema=False)

ATOM = "http://www.w3.org/2005/Atom"
KINDS: tuple[Kind, ...] = ("visit", "meeting", "instrument", "commitment", "figure", "regime", "relation")
"""What a feed tells of unless it is asked for other kinds: what happens and is agreed, not each thing that is said."""
PIECES = 60
"""The documents stored last whose facts a feed is made of."""
_NAMESPACE = uuid.UUID("6f0a3c1e-7a0d-5d3b-9d0c-2b1f7c1d5e90")
_HELD = 24


class Entry(NamedTuple):
    """One fact as a feed tells it: `key` is its mention's, which stays when the document is read again."""

    key: str
    kind: str
    title: str
    words: str
    document: str
    fact: str
    source: str | None
    publisher: str | None
    published: str | None
    updated: str


class OfFeed(BaseModel):
    """What a feed is asked for."""

    kind: Annotated[list[Kind], Field(max_length=12, description="The kinds of facts that are told; without any, those that happen and are agreed.")] = []
    limit: Annotated[int, Field(ge=1, le=500)] = 100


@router.get("/r/{one}/{other}/feed.atom")
def feed(request: Request, one: One, other: Other, asked: Annotated[OfFeed, Query()]) -> Response:
    """New facts of a relationship, those of the document stored last first; a copy's are not told again."""
    found = indexed_at(request, one, other)
    held = unchanged(request, found.version)
    if held is not None:
        return held
    kinds = frozenset(asked.kind or KINDS)
    entries = [entry for entry in _entries_of(desk_of(request).store, found) if entry.kind in kinds][: asked.limit]
    base = f"{request.url.scheme}://{request.url.netloc}"
    body = atom(found.record, entries, base=base, path=f"/r/{quote(one, safe='')}/{quote(other, safe='')}", query=urlencode([("kind", kind) for kind in asked.kind]))
    return Response(body, media_type="application/atom+xml", headers={"ETag": tag_of(found.version), "Cache-Control": FRESH})


@router.get("/r/{one}/{other}/calendar.ics")
def calendar(request: Request, one: One, other: Other) -> Response:
    """What lies ahead in a relationship, for a calendar program to subscribe to."""
    found = indexed_at(request, one, other)
    held = unchanged(request, found.version)
    if held is not None:
        return held
    name = re.sub(r"[^A-Za-z-]", "", "-".join(found.record.parties[:2])) or "calendar"
    headers = {"ETag": tag_of(found.version), "Cache-Control": FRESH, "Content-Disposition": f'inline; filename="{name}.ics"'}
    return Response(calendar_ics(found.record), media_type="text/calendar; charset=utf-8", headers=headers)


# -- the facts


def new_facts(store: Store, record: Record) -> list[Entry]:
    """Return the facts of a record that the documents stored last state, as people left them; copies apart."""
    told = _told_facts(record)
    originals = {document.id for document in record.documents if document.copy_of is None}
    chosen = select(documents.c.id, func.min(sightings.c.retrieved)).outerjoin(sightings, sightings.c.document == documents.c.id).group_by(documents.c.seq, documents.c.id)
    came: dict[str, str | None] = {}
    with reading(store.engine, store.address) as connection:
        after: int | None = None
        while len(came) < PIECES:
            where = documents.c.seq < after if after is not None else documents.c.seq > 0
            rows = connection.execute(select(documents.c.seq, documents.c.id).where(where).order_by(documents.c.seq.desc()).limit(2000)).all()
            if not rows:
                break
            after = rows[-1].seq
            ours = [row.id for row in rows if row.id in originals][: PIECES - len(came)]
            got = dict(connection.execute(chosen.where(documents.c.id.in_(ours))).all()) if ours else {}
            came |= {id: got.get(id) for id in ours}
    judged = by_subject(store.reviews())
    materials = {material.document.id: reviewed(material, judged) for material in store.materials(record.parties[:1], only=came)}
    return [entry for id, retrieved in came.items() if id in materials for entry in _entries(materials[id], told, retrieved)]


def _told_facts(record: Record) -> set[tuple[str, str | None]]:
    """The facts that things of the record rest on."""
    things = (record.events, record.instruments, record.commitments, record.regimes, record.relations, record.statements)
    told = {(source.document, source.fact) for part in things for thing in part for source in thing.sources}
    return told | {(source.document, source.fact) for figure in record.figures for claim in figure.claims for source in claim.sources}


def _entries(material: Material, told: set[tuple[str, str | None]], retrieved: str | None) -> list[Entry]:
    document, made = material.document, material.reading
    day = document.published or document.dateline
    published = _moment(day, last=False)
    return [
        Entry(
            key=fact_mention(material, fact).key,
            kind=kind_of(fact),
            title=describe(made, fact),
            words=" … ".join(" ".join(words.split()) for words in made.evidence(fact)),
            document=document.id,
            fact=fact.id,
            source=document.url,
            publisher=document.publisher,
            published=published,
            updated=_stamp(retrieved) or published or "1970-01-01T00:00:00Z",
        )
        for fact in made.facts
        if (document.id, fact.id) in told
    ]


def _moment(day: str | None, *, last: bool) -> str | None:
    """The first or last day that an EDTF date can mean, as a moment of RFC 3339."""
    found = bounds(day)[last] if day else None
    return f"{found}T00:00:00Z" if found else None


def _stamp(moment: str | None) -> str | None:
    """A moment as the store keeps it, as RFC 3339 wants it; null where it is none."""
    if not moment:
        return None
    try:
        at = datetime.datetime.fromisoformat(moment)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_held: WeakKeyDictionary[Store, OrderedDict[tuple[str, ...], list[Entry]]] = WeakKeyDictionary()
_lock = threading.Lock()


def _entries_of(store: Store, found: Indexed) -> list[Entry]:
    """The new facts of a record in one state, made once."""
    key = (*found.record.parties, found.record.counterpart or "", found.version)
    with _lock:
        held = _held.setdefault(store, OrderedDict())
        known = held.get(key)
    if known is None:
        known = new_facts(store, found.record)
        with _lock:
            held[key] = known
            while len(held) > _HELD:
                held.popitem(last=False)
    return known


# -- Atom


def atom(record: Record, entries: Sequence[Entry], *, base: str, path: str, query: str = "") -> bytes:
    """Return an Atom feed; `base` is the scheme and host that addresses begin with, `path` the relationship's. Whatever documents say stands in it as text."""
    name = " – ".join([country_name(record.parties[0]), record.counterpart] if record.counterpart else [country_name(code) for code in record.parties])
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _text(root, "id", _urn("feed", *record.parties, record.counterpart or "", query))
    _text(root, "title", f"{name}: new facts")
    _text(root, "updated", max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z"))
    _text(_child(root, "author"), "name", "bilat")
    _child(root, "link", rel="self", type="application/atom+xml", href=f"{base}{path}/feed.atom{f'?{query}' if query else ''}")
    _child(root, "link", rel="alternate", type="text/html", href=f"{base}{path}")
    for entry in entries:
        _entry(root, entry, base)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return made


def _entry(root: etree._Element, entry: Entry, base: str) -> None:
    there = _child(root, "entry")
    _text(there, "id", _urn("fact", entry.key))
    _text(there, "title", entry.title)
    _text(there, "updated", entry.updated)
    if entry.published is not None:
        _text(there, "published", entry.published)
    _text(_child(there, "author"), "name", entry.publisher or "publisher not known")
    _child(there, "link", rel="alternate", type="text/html", href=f"{base}/d/{quote(entry.document, safe='')}#{quote(entry.fact, safe='')}")
    if entry.source is not None and host_of(entry.source) is not None:
        _child(there, "link", rel="via", href=quote(entry.source, safe="%/:=&?~#+!$,;'@()*[]"))
    _child(there, "category", term=entry.kind, label=KIND_TITLES[entry.kind])
    _text(there, "summary", entry.words)


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: _plain(value) for key, value in attributes.items()})


def _text(parent: etree._Element, name: str, words: str) -> None:
    _child(parent, name).text = _plain(words)


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _plain(words: str) -> str:
    """Words without the characters that no XML can hold."""
    return _NOT_XML.sub("\ufffd", words)


def _urn(*parts: str) -> str:
    """An id that is the same wherever the store is served, and stays."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, chr(31).join(parts))}"

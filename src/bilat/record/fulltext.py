"""Full-text search over the documents of a store, the same questions on both engines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Row, select, text

from ..errors import OptionError
from ..sources import check_country, check_date
from ..sources.letters import without_accents
from ..vocabulary import Span, bounds
from .database import chunks
from .schema import copies, documents

_OPEN, _CLOSE = "\ue000", "\ue001"
"""What marks the words found while a snippet comes from the database: private-use characters, which no press piece holds."""


class Filters(NamedTuple):
    """What a document must be besides holding the words.

    `countries` are those that the piece deals with (all of them), or whose government or state press issued it; `since` and `until` are
    EDTF dates: a document is kept if the day of its publication can lie between them. `publisher` is part of a publisher's name.
    """

    countries: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    side: str | None = None
    publisher: str | None = None
    language: str | None = None


class Hit(NamedTuple):
    """A document found: `snippet` shows the words in their place, `marks` where they stand in it; `copies` are other ids of the same piece."""

    id: str
    title: str | None
    url: str | None
    publisher: str | None
    side: str | None
    published: str | None
    language: str | None
    score: float
    snippet: str
    marks: list[Span]
    copies: list[str]


class Query(NamedTuple):
    """A question in words: all of `terms` (each a word or phrase, or several joined by OR), none of `without`."""

    terms: list[list[str]]
    without: list[str]


def parse_query(query: str) -> Query:
    """Parse words, "phrases", OR and -word; `OptionError` where nothing is asked for."""
    terms: list[list[str]] = []
    without: list[str] = []
    joined = False
    for minus, phrase, word in re.findall(r'(-?)(?:[“"]([^“”"]*)[”"]?|([^\s"“”]+))', query):
        if not minus and word == "OR":
            joined = bool(terms)
            continue
        term = " ".join(re.findall(r"\w+", phrase or word))
        if not term:
            continue
        if minus:
            without.append(term)
        elif joined:
            terms[-1].append(term)
        else:
            terms.append([term])
        joined = False
    if not terms:
        raise OptionError(f'search: {query!r} names no word to look for; give words, "a phrase", OR between alternatives, -word for what must not be there')
    return Query(terms, without)


def index_after(connection: Connection, seq: int) -> None:
    """Index the documents that were stored after the one with this number; PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite":  # all at once: faster than a trigger for each
        connection.exec_driver_sql("INSERT INTO documents_words (rowid, title, text) SELECT seq, title, text FROM documents WHERE seq > ?", (seq,))


SCANNED = 20_000
"""Documents with the words that are ranked: of words that more documents hold, the last to come are; and the best of them are looked through for copies."""
WINDOW = 300
"""So many of them at first; more only where these are copies of fewer pieces than are asked for."""


def find(connection: Connection, query: str, filters: Filters, limit: int, *, snippets: bool = True) -> list[Hit]:
    """Return the documents that hold the words, the best first, each piece once: by itself where it holds them, else by its best copy.

    With `snippets` false they come without these, to be made by `snippets_of`.
    """
    asked = parse_query(query)
    engine = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    words, values = engine.words(asked)
    where, bound = _conditions(filters)
    values |= bound
    publisher = _folded(filters.publisher) if filters.publisher is not None else None
    narrowed = " AND ".join(where)

    def fits(row: Row[Any]) -> bool:  # names are compared here, for the engines fold letters in their own ways
        return publisher is None or publisher in _folded(row.publisher or "")

    best: dict[str, Row[Any]] = {}
    window, rows = min(SCANNED, max(WINDOW, 3 * limit)), list[Row[Any]]()
    while True:
        rows = list(connection.execute(text(engine.ranked(words, narrowed)), {**values, "most": window}))
        best = {}
        for row in rows:
            if fits(row) and len(best) < limit:
                best.setdefault(row.original or row.id, row)
        last = next(reversed(best.values()), None)
        if len(rows) < window or window == SCANNED or (len(best) == limit and last is not None and rows[-1].score < last.score):
            break
        window = min(SCANNED, 8 * window)
    pieces: dict[str, dict[str, int]] = {piece: {row.id: row.seq} for piece, row in best.items()}
    for row in _members(connection, engine, words, narrowed, values, list(best)):
        if fits(row):
            pieces[row.original or row.id][row.id] = row.seq
    chosen = {}
    for piece, found in pieces.items():
        id = piece if piece in found else best[piece].id
        chosen[found[id]] = (best[piece].score, [other for other in found if other != id])
    if not chosen:
        return []
    hits = {}
    for row in connection.execute(text(f"SELECT {_COLUMNS} FROM documents d WHERE d.seq IN ({_listed(chosen)})")):
        score, others = chosen[row.seq]
        hits[row.seq] = Hit(row.id, row.title, row.url, row.publisher, row.side, row.published, row.language, round(score, 4), "", [], others)
    ordered = [hits[seq] for seq in chosen]
    if not snippets:
        return ordered
    made = snippets_of(connection, query, [hit.id for hit in ordered])
    return [hit._replace(snippet=made[hit.id].words, marks=made[hit.id].marks) for hit in ordered]


class Snippet(NamedTuple):
    """The words looked for in their place: `marks` are where they stand in the snippet."""

    words: str
    marks: list[Span]


def snippets_of(connection: Connection, query: str, ids: Sequence[str]) -> dict[str, Snippet]:
    """Return the snippets of documents that hold the words, by their ids: making these is slow, and needed only of what is shown."""
    engine = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    words, values = engine.words(parse_query(query))
    made: dict[str, Snippet] = {}
    for chunk in chunks(ids):
        seqs = list(connection.scalars(select(documents.c.seq).where(documents.c.id.in_(chunk))))
        made |= {row.id: _unmark(row.snippet) for row in connection.execute(text(engine.shown(words, seqs)), values)}
    return made


def _members(connection: Connection, engine: type[_Engine], words: str, narrowed: str, values: dict[str, str], pieces: list[str]) -> Iterator[Row[Any]]:
    """The documents that are one of these pieces, where it has several, and hold the words, in the order of their ids."""
    for chunk in chunks(pieces):
        originals = {row.original for row in connection.execute(select(copies.c.original).where(copies.c.original.in_(chunk)).distinct())}
        told = select(documents.c.seq).outerjoin(copies, copies.c.document == documents.c.id)
        seqs = list(connection.scalars(told.where(documents.c.id.in_(originals) | copies.c.original.in_(originals)))) if originals else []
        for some in chunks(sorted(seqs)):
            yield from connection.execute(text(engine.holding(words, some, narrowed)), values)


def _folded(name: str) -> str:
    return without_accents(name).casefold()


_COLUMNS = "d.seq, d.id, d.title, d.url, d.publisher, d.side, d.published, d.language"

_ROW = "d.seq, d.id, d.publisher, c.original"
_JOINED = "JOIN documents d ON d.seq = r.seq LEFT JOIN copies c ON c.document = d.id"


class _Engine(Protocol):
    """How a database is asked. `words` and `narrowed` are conditions; numbers of documents are our own."""

    @staticmethod
    def words(query: Query) -> tuple[str, dict[str, str]]:
        """Return the condition that a document holds the words, and its values."""

    @staticmethod
    def ranked(words: str, narrowed: str) -> str:
        """Return the question for the documents that hold the words, the best first, at most `:most`."""

    @staticmethod
    def holding(words: str, seqs: Iterable[int], narrowed: str) -> str:
        """Return the question for those of some documents that hold the words."""

    @staticmethod
    def shown(words: str, seqs: Iterable[int]) -> str:
        """Return the question for the ids of documents and their snippets."""


class _SQLITE:
    @staticmethod
    def words(query: Query) -> tuple[str, dict[str, str]]:
        found = " AND ".join("(" + " OR ".join(f'"{word}"' for word in term) + ")" for term in query.terms)
        return "documents_words MATCH :words", {"words": found + "".join(f' NOT "{word}"' for word in query.without)}

    @staticmethod
    def ranked(words: str, narrowed: str) -> str:
        # ranked by themselves, before anything else is looked up of them
        narrow = f"JOIN documents d ON d.seq = documents_words.rowid WHERE {words} AND {narrowed}" if narrowed else f"WHERE {words}"
        held = f"SELECT documents_words.rowid AS seq, -bm25(documents_words, 4.0, 1.0) AS score FROM documents_words {narrow} ORDER BY documents_words.rowid DESC LIMIT {SCANNED}"
        return f"SELECT {_ROW}, r.score FROM (SELECT seq, score FROM ({held}) ORDER BY score DESC LIMIT :most) r {_JOINED} ORDER BY r.score DESC, d.id"

    @staticmethod
    def holding(words: str, seqs: Iterable[int], narrowed: str) -> str:
        inner = f"SELECT rowid AS seq FROM documents_words WHERE {words} AND rowid IN ({_listed(seqs)})"
        return f"SELECT {_ROW} FROM ({inner}) r {_JOINED} WHERE {narrowed or '1 = 1'} ORDER BY d.id"

    @staticmethod
    def shown(words: str, seqs: Iterable[int]) -> str:
        snippet = f"snippet(documents_words, 1, '{_OPEN}', '{_CLOSE}', '…', 28) AS snippet"
        return f"SELECT d.id, {snippet} FROM documents_words JOIN documents d ON d.seq = documents_words.rowid WHERE {words} AND documents_words.rowid IN ({_listed(seqs)})"


class _POSTGRESQL:
    @staticmethod
    def words(query: Query) -> tuple[str, dict[str, str]]:
        values: dict[str, str] = {}

        def phrase(words: str) -> str:
            name = f"term{len(values)}"
            values[name] = words
            return f"phraseto_tsquery('bilat', :{name})"

        parts = ["(" + " || ".join(phrase(words) for words in term) + ")" for term in query.terms] + [f"!!{phrase(words)}" for words in query.without]
        return "(" + " && ".join(parts) + ")", values

    @staticmethod
    def ranked(words: str, narrowed: str) -> str:
        held = f"SELECT d.seq, d.words FROM documents d WHERE d.words @@ {words}{f' AND {narrowed}' if narrowed else ''} ORDER BY d.seq DESC LIMIT {SCANNED}"
        inner = f"SELECT seq, ts_rank(words, {words}, 1) AS score FROM ({held}) held ORDER BY score DESC LIMIT :most"
        return f"SELECT {_ROW}, r.score FROM ({inner}) r {_JOINED} ORDER BY r.score DESC, d.id"

    @staticmethod
    def holding(words: str, seqs: Iterable[int], narrowed: str) -> str:
        wanted = f"d.seq IN ({_listed(seqs)}) AND d.words @@ {words}{f' AND {narrowed}' if narrowed else ''}"
        return f"SELECT {_ROW} FROM documents d LEFT JOIN copies c ON c.document = d.id WHERE {wanted} ORDER BY d.id"

    @staticmethod
    def shown(words: str, seqs: Iterable[int]) -> str:
        marks = f"'StartSel={_OPEN}, StopSel={_CLOSE}, MaxFragments=2, FragmentDelimiter=\" … \", MaxWords=28, MinWords=12'"
        return f"SELECT d.id, ts_headline('bilat', d.text, {words}, {marks}) AS snippet FROM documents d WHERE d.seq IN ({_listed(seqs)})"


def _listed(seqs: Iterable[int]) -> str:
    return ", ".join(map(str, seqs))


def _conditions(filters: Filters) -> tuple[list[str], dict[str, str]]:
    where: list[str] = []
    values: dict[str, str] = {}
    for n, country in enumerate(filters.countries):
        check_country("country", country)
        where.append(f"(d.side = :country{n} OR EXISTS (SELECT 1 FROM document_countries c WHERE c.document = d.id AND c.country = :country{n}))")
        values[f"country{n}"] = country
    for name in ("since", "until"):
        value = getattr(filters, name)
        if value is None:
            continue
        check_date(name, value)
        day = bounds(value)[name == "until"]
        if day is not None:
            where.append("d.published_to >= :since" if name == "since" else "d.published_from <= :until")
            values[name] = day
    if filters.side is not None:
        check_country("side", filters.side)
        where.append("d.side = :side")
        values["side"] = filters.side
    if filters.language is not None:
        where.append("d.language = :language")
        values["language"] = filters.language
    return where, values


def _unmark(snippet: str) -> Snippet:
    plain: list[str] = []
    marks: list[Span] = []
    length = 0
    start: int | None = None
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", re.sub(r"\s+", " ", snippet).strip()):
        if piece == _OPEN:
            start = length
        elif piece == _CLOSE:
            if start is not None:
                marks.append((start, length))
            start = None
        else:
            plain.append(piece)
            length += len(piece)
    return Snippet("".join(plain), marks)

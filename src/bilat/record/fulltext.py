"""Full-text search over the documents of a store, the same questions on both engines."""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import Connection, text

from ..errors import OptionError
from ..sources import check_country, check_date
from ..sources.letters import without_accents
from ..vocabulary import Span, bounds

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
"""Documents with the words that are looked at, the best first, to tell which of them are copies of one piece."""


def find(connection: Connection, query: str, filters: Filters, limit: int) -> list[Hit]:
    """Return the documents that hold the words, the best first, each piece once: by itself where it holds them, else by its best copy."""
    asked = parse_query(query)
    where, values = _conditions(filters)
    if connection.dialect.name == "sqlite":
        ranked, shown, words = _SQLITE_RANKED, _SQLITE_SHOWN, {"words": _sqlite_words(asked)}
    else:
        expression, words = _postgresql_words(asked)
        ranked, shown = _POSTGRESQL_RANKED.replace("{words}", expression), _POSTGRESQL_SHOWN.replace("{words}", expression)
    publisher = _folded(filters.publisher) if filters.publisher is not None else None
    pieces: dict[str, list[tuple[float, str, int]]] = {}
    rows = connection.execute(text(ranked.replace("{where}", "".join(f" AND {condition}" for condition in where))), {**words, **values, "most": SCANNED})
    for row in rows:
        # names are compared here, for the engines fold letters in their own ways
        if publisher is not None and publisher not in _folded(row.publisher or ""):
            continue
        piece = row.original or row.id
        if piece in pieces or len(pieces) < limit:
            pieces.setdefault(piece, []).append((row.score, row.id, row.seq))
    chosen = {}
    for piece, found in pieces.items():
        _, id, seq = next((copy for copy in found if copy[1] == piece), found[0])
        chosen[seq] = (found[0][0], [other for _, other, _ in found if other != id])
    if not chosen:
        return []
    listed = ", ".join(map(str, chosen))  # numbers of our own
    hits = {}
    for row in connection.execute(text(shown.replace("{seqs}", listed)), words):
        score, copies = chosen[row.seq]
        snippet, marks = _unmark(row.snippet)
        hits[row.seq] = Hit(row.id, row.title, row.url, row.publisher, row.side, row.published, row.language, round(score, 4), snippet, marks, copies)
    return [hits[seq] for seq in chosen]


def _folded(name: str) -> str:
    return without_accents(name).casefold()


_COLUMNS = "d.seq, d.id, d.title, d.url, d.publisher, d.side, d.published, d.language"

_SQLITE_RANKED = """
SELECT d.seq, d.id, d.publisher, c.original, -bm25(documents_words, 4.0, 1.0) AS score
FROM documents_words JOIN documents d ON d.seq = documents_words.rowid LEFT JOIN copies c ON c.document = d.id
WHERE documents_words MATCH :words{where} ORDER BY score DESC, d.id LIMIT :most
"""
_SQLITE_SHOWN = f"""
SELECT {_COLUMNS}, snippet(documents_words, 1, '{_OPEN}', '{_CLOSE}', '…', 28) AS snippet
FROM documents_words JOIN documents d ON d.seq = documents_words.rowid WHERE documents_words MATCH :words AND documents_words.rowid IN ({{seqs}})
"""
_POSTGRESQL_RANKED = """
SELECT d.seq, d.id, d.publisher, c.original, ts_rank(d.words, {words}, 1) AS score
FROM documents d LEFT JOIN copies c ON c.document = d.id WHERE d.words @@ {words}{where} ORDER BY score DESC, d.id LIMIT :most
"""
_POSTGRESQL_SHOWN = f"""
SELECT {_COLUMNS}, ts_headline('bilat', d.text, {{words}},
       'StartSel={_OPEN}, StopSel={_CLOSE}, MaxFragments=2, FragmentDelimiter=" … ", MaxWords=28, MinWords=12') AS snippet
FROM documents d WHERE d.seq IN ({{seqs}})
"""


def _sqlite_words(query: Query) -> str:
    found = " AND ".join("(" + " OR ".join(f'"{word}"' for word in term) + ")" for term in query.terms)
    return found + "".join(f' NOT "{word}"' for word in query.without)


def _postgresql_words(query: Query) -> tuple[str, dict[str, str]]:
    values: dict[str, str] = {}

    def phrase(words: str) -> str:
        name = f"term{len(values)}"
        values[name] = words
        return f"phraseto_tsquery('bilat', :{name})"

    parts = ["(" + " || ".join(phrase(words) for words in term) + ")" for term in query.terms] + [f"!!{phrase(words)}" for words in query.without]
    return "(" + " && ".join(parts) + ")", values


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


def _unmark(snippet: str) -> tuple[str, list[Span]]:
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
    return "".join(plain), marks

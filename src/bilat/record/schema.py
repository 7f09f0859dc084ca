"""The tables of the store as they are now; how they came to be so is told by the migrations.

Kept for ever and only added to (the database itself refuses updates and deletes): `raws`, `documents`, `sightings`, `reviews`.
Computed from them, and thrown away and made again at will: `readings`, `document_countries`, `signatures`, `bands`, `copies`, `records`.
What others publish besides, kept with its source: `observations`.
What happens to be so at the moment: `failures`, `feeds`, `feed_entries`.
Who may use the web application, and who is using it: `users`, `sessions`, `tokens`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

Key = BigInteger().with_variant(Integer, "sqlite")
"""A number that counts up by itself on both engines."""

raws = Table(
    "raws",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("media_type", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False, comment="zlib"),
)

documents = Table(
    "documents",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("url", Text),
    Column("title", Text),
    Column("publisher", Text),
    Column("side", String(3)),
    Column("relays", String(3)),
    Column("published", String),
    Column("published_basis", String),
    Column("published_from", String(10)),
    Column("published_to", String(10)),
    Column("dateline", String),
    Column("language", String),
    Column("text", Text, nullable=False),
    Column("text_sha256", String, nullable=False),
    Column("raw", String, ForeignKey("raws.sha256"), nullable=False),
    Index("documents_published", "published_from"),
    Index("documents_text", "text_sha256"),
    Index("documents_url", "url"),
    sqlite_autoincrement=True,
)

sightings = Table(
    "sightings",
    metadata,
    Column("document", String, ForeignKey("documents.id"), primary_key=True),
    Column("location", Text, primary_key=True),
    Column("retrieved", String, comment="UTC, where it came over the network"),
    Index("sightings_location", "location"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("made", String, nullable=False, comment="UTC"),
    Column("reviewer", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("subject", Text, nullable=False, comment="JSON: what is judged"),
    Column("detail", Text, comment="JSON: the corrected slot and value, the other of a pair"),
    Column("undoes", String, ForeignKey("reviews.id")),
    sqlite_autoincrement=True,
)

readings = Table(
    "readings",
    metadata,
    Column("document", String, ForeignKey("documents.id"), primary_key=True),
    Column("version", String, nullable=False, comment="of the reader that made it"),
    Column("data", LargeBinary, comment="zlib of the contract's JSON without the document"),
    Column("error", Text),
)

document_countries = Table(
    "document_countries",
    metadata,
    Column("country", String(3), primary_key=True),
    Column("document", String, ForeignKey("documents.id"), primary_key=True),
    Index("document_countries_document", "document"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=True),
    Column("text_sha256", String, nullable=False, unique=True),
    Column("hashes", LargeBinary, nullable=False, comment="64 numbers of 32 bits"),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("signature", Key, primary_key=True),
    sqlite_with_rowid=False,
)

copies = Table(
    "copies",
    metadata,
    Column("document", String, ForeignKey("documents.id"), primary_key=True),
    Column("original", String, ForeignKey("documents.id"), nullable=False),
    Column("kind", String, nullable=False, comment="exact or near"),
    Column("similarity", Float, nullable=False),
    Index("copies_original", "original"),
)

failures = Table(
    "failures",
    metadata,
    Column("location", Text, primary_key=True),
    Column("error", Text, nullable=False),
    Column("raw", String, ForeignKey("raws.sha256")),
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", String, comment="UTC, and so the others"),
    Column("succeeded", String),
    Column("due", String),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Text),
)

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("feed", Text, ForeignKey("feeds.url"), primary_key=True),
    Column("link", Text, primary_key=True),
    Column("published", String),
    Column("title", Text),
    Column("state", String, nullable=False, comment="announced, stored or failed"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Index("feed_entries_state", "state"),
)

records = Table(
    "records",
    metadata,
    Column("parties", String, primary_key=True, comment="the countries' codes in order, joined by a hyphen"),
    Column("section", String, primary_key=True),
    Column("fingerprint", String, nullable=False, comment="of everything that the record was built from"),
    Column("data", LargeBinary, nullable=False, comment="zlib of JSON"),
)

observations = Table(
    "observations",
    metadata,
    Column("reporter", String(3), primary_key=True),
    Column("partner", String(3), primary_key=True),
    Column("flow", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("unit", String(3), primary_key=True),
    Column("revised", String, primary_key=True, comment="empty where the source does not say"),
    Column("value", Float, primary_key=True, comment="a revised value is another row"),
    Column("url", Text),
    Column("precision", Float, nullable=False),
    Column("valuation", String(3)),
    Column("retrieved", String),
    Index("observations_partner", "partner", "reporter", "period"),
)

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False, comment="reader, reviewer or administrator"),
    Column("password", Text, comment="argon2id; null for one whom only a proxy names"),
    Column("created", String, nullable=False, comment="UTC"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True, comment="the token itself is only in the browser"),
    Column("user", String, ForeignKey("users.name"), nullable=False),
    Column("created", String, nullable=False, comment="UTC, and so the next"),
    Column("seen", String, nullable=False),
    Index("sessions_user", "user"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_sha256", String(64), nullable=False),
    Column("user", String, ForeignKey("users.name"), nullable=False),
    Column("label", Text, nullable=False),
    Column("role", String, nullable=False, comment="what it may do at most"),
    Column("created", String, nullable=False, comment="UTC, and so the next"),
    Column("expires", String),
    Index("tokens_secret", "token_sha256", unique=True),
    Index("tokens_user", "user"),
)

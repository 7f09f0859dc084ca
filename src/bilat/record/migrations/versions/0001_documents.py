"""Documents, their bytes, readings, copies, reviews, and the index of their words."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
APPEND_ONLY = ("raws", "documents", "sightings", "reviews")


def upgrade() -> None:
    op.create_table(
        "raws",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("seq", KEY, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("url", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("side", sa.String(3)),
        sa.Column("relays", sa.String(3)),
        sa.Column("published", sa.String),
        sa.Column("published_basis", sa.String),
        sa.Column("published_from", sa.String(10)),
        sa.Column("published_to", sa.String(10)),
        sa.Column("dateline", sa.String),
        sa.Column("language", sa.String),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_sha256", sa.String, nullable=False),
        sa.Column("raw", sa.String, sa.ForeignKey("raws.sha256"), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("documents_published", "documents", ["published_from"])
    op.create_index("documents_text", "documents", ["text_sha256"])
    op.create_index("documents_url", "documents", ["url"])
    op.create_table(
        "sightings",
        sa.Column("document", sa.String, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("location", sa.Text, primary_key=True),
        sa.Column("retrieved", sa.String),
    )
    op.create_index("sightings_location", "sightings", ["location"])
    op.create_table(
        "reviews",
        sa.Column("seq", KEY, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("made", sa.String, nullable=False),
        sa.Column("reviewer", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text),
        sa.Column("undoes", sa.String, sa.ForeignKey("reviews.id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "readings",
        sa.Column("document", sa.String, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("data", sa.LargeBinary),
        sa.Column("error", sa.Text),
    )
    op.create_index("readings_version", "readings", ["version"])
    op.create_table(
        "document_countries",
        sa.Column("country", sa.String(3), primary_key=True),
        sa.Column("document", sa.String, sa.ForeignKey("documents.id"), primary_key=True),
    )
    op.create_index("document_countries_document", "document_countries", ["document"])
    op.create_table(
        "signatures",
        sa.Column("seq", KEY, primary_key=True, autoincrement=True),
        sa.Column("text_sha256", sa.String, nullable=False, unique=True),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, primary_key=True),
        sa.Column("signature", KEY, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "copies",
        sa.Column("document", sa.String, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("original", sa.String, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("similarity", sa.Float, nullable=False),
    )
    op.create_index("copies_original", "copies", ["original"])
    op.create_table(
        "failures",
        sa.Column("location", sa.Text, primary_key=True),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("raw", sa.String, sa.ForeignKey("raws.sha256")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END")
    op.execute("CREATE VIRTUAL TABLE documents_words USING fts5(title, text, content='documents', content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2')")


def _postgresql() -> None:
    op.execute("CREATE FUNCTION bilat_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$")
    for table in APPEND_ONLY:
        op.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION bilat_append_only()")
    # Accents are folded as SQLite folds them, where the server has the extension and lets us make it.
    op.execute("CREATE TEXT SEARCH CONFIGURATION bilat (COPY = english)")
    op.execute(
        "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS unaccent; "
        "ALTER TEXT SEARCH CONFIGURATION bilat ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem; "
        "EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN NULL; END $$"
    )
    # A vector holds at most a megabyte; a press piece is a few pages.
    op.execute(
        "ALTER TABLE documents ADD COLUMN words tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('bilat', coalesce(title, '')), 'A') || to_tsvector('bilat', left(text, 250000))) STORED"
    )
    op.execute("CREATE INDEX documents_words ON documents USING gin (words)")

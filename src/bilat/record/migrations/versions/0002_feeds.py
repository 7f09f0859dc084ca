"""Feeds that are watched, what they announced, and what has become of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text),
        sa.Column("modified", sa.Text),
        sa.Column("checked", sa.String),
        sa.Column("succeeded", sa.String),
        sa.Column("due", sa.String),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("error", sa.Text),
    )
    op.create_table(
        "feed_entries",
        sa.Column("feed", sa.Text, sa.ForeignKey("feeds.url"), primary_key=True),
        sa.Column("link", sa.Text, primary_key=True),
        sa.Column("published", sa.String),
        sa.Column("title", sa.Text),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("feed_entries_state", "feed_entries", ["state"])

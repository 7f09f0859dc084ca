"""The index on the version of readings is gone: nearly all rows have the same one, and SQLite looked them all through for a few documents' readings."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_index("readings_version", "readings")

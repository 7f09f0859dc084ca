"""Records kept as they were built, and official statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("parties", sa.String, primary_key=True),
        sa.Column("section", sa.String, primary_key=True),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "observations",
        sa.Column("reporter", sa.String(3), primary_key=True),
        sa.Column("partner", sa.String(3), primary_key=True),
        sa.Column("flow", sa.String, primary_key=True),
        sa.Column("period", sa.String, primary_key=True),
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("unit", sa.String(3), primary_key=True),
        sa.Column("revised", sa.String, primary_key=True),
        sa.Column("value", sa.Float, primary_key=True),
        sa.Column("url", sa.Text),
        sa.Column("precision", sa.Float, nullable=False),
        sa.Column("valuation", sa.String(3)),
        sa.Column("retrieved", sa.String),
    )
    op.create_index("observations_partner", "observations", ["partner", "reporter", "period"])

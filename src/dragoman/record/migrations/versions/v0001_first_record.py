"""The first record: documents, sightings, readings, reports with their parties, and full text."""

import sqlalchemy as sa
from alembic import op

from dragoman.record import search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "document",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "sighting",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("document", sa.Integer, sa.ForeignKey("document.number"), nullable=False, index=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_index("ix_sighting_name", "sighting", ["name"], postgresql_using="hash")
    op.create_table(
        "reading",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("document", sa.Integer, sa.ForeignKey("document.number"), nullable=False, index=True),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column("published", sa.Date),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "report",
        sa.Column("reading", sa.Integer, sa.ForeignKey("reading.number"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False, index=True),
        sa.Column("type", sa.Text, nullable=False, index=True),
        sa.Column("change", sa.String(64)),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("when", sa.String(64)),
        sa.Column("place", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("plover_type", sa.String(64)),
        sa.Column("plover_mode", sa.String(64)),
        sa.Column("cameo", sa.String(16)),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("reading", "position"),
        sa.UniqueConstraint("reading", "id"),
    )
    op.create_table(
        "party",
        sa.Column("reading", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("faction", sa.Text),
        sa.Column("people", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("reading", "position", "place"),
        sa.ForeignKeyConstraint(["reading", "position"], ["report.reading", "report.position"]),
        sa.Index("ix_party_entity", "entity", "reading", "position"),
    )
    search.create(op.get_bind())


def downgrade() -> None:
    """Leave nothing."""
    search.drop(op.get_bind())
    for table in ("party", "report", "reading", "sighting", "document"):
        op.drop_table(table)

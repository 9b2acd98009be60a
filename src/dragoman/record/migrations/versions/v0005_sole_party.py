"""Which party a report names where it names one alone, worked out for all that is in the record, and found by it."""

import sqlalchemy as sa
from alembic import op

from dragoman.record.schema import AnyText

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column, fill it, and make its indexes."""
    op.add_column("report", sa.Column("sole", AnyText))
    op.execute(_FILL)
    for name, columns in _INDEXES.items():
        op.create_index(name, "report", columns, sqlite_where=_IS_SOLE, postgresql_where=_IS_SOLE)


def downgrade() -> None:
    """Forget it."""
    for name in _INDEXES:
        op.drop_index(name, "report")
    op.drop_column("report", "sole")


_INDEXES = {"ix_report_sole": ["sole", "type"], "ix_report_sole_when": ["when", "type"]}
_IS_SOLE = sa.text("sole IS NOT NULL")
_FILL = """
    UPDATE report SET sole = (
        SELECT min(entity) FROM party WHERE party.reading = report.reading AND party.position = report.position
        HAVING count(DISTINCT entity) = 1
    )
"""

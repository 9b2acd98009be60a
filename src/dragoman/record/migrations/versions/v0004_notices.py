"""By what the texts are found that a notice corrects or withdraws, worked out for all that is in the record; and by
what the reports of a day are found.
"""

import sqlalchemy as sa
from alembic import op

from dragoman.merge.notices import notice_keys
from dragoman.model.document import Document
from dragoman.record.schema import AnyText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index of addresses, and look through the texts."""
    op.create_index("ix_sighting_url", "sighting", ["url"], postgresql_using="hash")
    op.create_index("ix_report_when", "report", ["when", "type"])
    table = op.create_table(
        "notice",
        sa.Column("document", sa.Integer, sa.ForeignKey("document.number"), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", "document"),
        sa.Index("ix_notice_document", "document"),
    )
    connection = op.get_bind()
    for number in connection.scalars(_NUMBERS).all():
        keys: set[str] = set()
        for text, url, title in connection.execute(_FINDS, {"number": number}):
            keys |= notice_keys(Document("", text, url=url, title=title))
        if keys:
            connection.execute(sa.insert(table), [{"document": number, "key": key} for key in sorted(keys)])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("notice")
    op.drop_index("ix_report_when", "report")
    op.drop_index("ix_sighting_url", "sighting")


_DOCUMENT = sa.table("document", sa.column("number", sa.Integer()), sa.column("text", AnyText()))
_SIGHTING = sa.table(
    "sighting", sa.column("document", sa.Integer()), sa.column("url", AnyText()), sa.column("title", AnyText())
)
_NUMBERS = sa.select(_DOCUMENT.c.number)
_FINDS = (
    sa.select(_DOCUMENT.c.text, _SIGHTING.c.url, _SIGHTING.c.title)
    .join_from(_DOCUMENT, _SIGHTING, _SIGHTING.c.document == _DOCUMENT.c.number)
    .where(_DOCUMENT.c.number == sa.bindparam("number"))
)

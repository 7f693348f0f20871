"""When each address is to be looked at again, and indexes for what a crawl asks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("looks", sa.Column("due", sa.DateTime(timezone=True)))
    op.execute("UPDATE looks SET due = looked_at")
    op.create_index("ix_looks_site_due", "looks", ["site", "due"])
    op.create_index("ix_looks_site_named_by", "looks", ["site", "named_by"])
    op.create_index("ix_articles_site_withdrawn_ordered", "articles", ["site", "withdrawn", "ordered"])

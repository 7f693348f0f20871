"""What a crawl remembers of each address, and of each site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

_TEXTS = ("key", "lastmod", "etag", "modified", "named_by")


def upgrade() -> None:
    """Add both tables; addresses known from kept pages are taken as looked at when their newest page was fetched."""
    op.create_table(
        "looks",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("site", "key_hash", name="pk_looks"),
    )
    op.create_table(
        "site_memory",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_site_memory"),
    )
    op.execute(
        "INSERT INTO looks (site, key_hash, key, looked_at, lastmod, etag, modified, named_by)"
        " SELECT p.site, p.key_hash, p.key, p.fetched_at, p.lastmod, '', '', '?' FROM pages p WHERE p.seq IN"
        " (SELECT max(seq) FROM pages WHERE run IN (SELECT id FROM runs WHERE job = 'collect' AND status = 'done')"
        " GROUP BY site, key_hash)"
    )


def downgrade() -> None:
    op.drop_table("site_memory")
    op.drop_table("looks")

"""What articles are found by, as rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("articles", sa.Column("mark", sa.BigInteger()))
    op.create_index("ix_articles_mark", "articles", ["mark"])
    op.create_table(
        "traces",
        sa.Column("trace", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("mark", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("trace", "mark", name="pk_traces"),
        sqlite_with_rowid=False,
    )

"""Bodies of kept pages share files: which one, and where in it. Those kept before have one each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("bodies", sa.Column("file", sa.Text(), nullable=False, server_default=""))
    op.add_column("bodies", sa.Column("start", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE bodies SET file = substr(hash, 1, 2) || '/' || hash || '.zst'")
    op.create_index("ix_bodies_file", "bodies", ["file"])

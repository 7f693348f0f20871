"""Letters that came back, complaints, and mails that a person has to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    names = ("key", "kind", "subscriber", "issue", "status", "said", "source")
    columns = [sa.Column(name, sa.Text(), nullable=False) for name in names]
    op.create_table(
        "bounces",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("seq", name="pk_bounces"),
        sa.UniqueConstraint("key", name="uq_bounces_key"),
    )
    op.create_index("ix_bounces_subscriber", "bounces", ["subscriber"])

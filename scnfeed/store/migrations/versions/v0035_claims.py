"""When an issue's first letter was handed out, domains that said "slow", and one index less to keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("issues", sa.Column("started", sa.DateTime(timezone=True), nullable=True))
    op.add_column("paces", sa.Column("slowed", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_deliveries_state", "deliveries")  # the index of state and time begins with it
    op.execute(
        "UPDATE issues SET started = dated WHERE EXISTS "
        "(SELECT 1 FROM deliveries WHERE deliveries.issue = issues.id AND deliveries.tries > 0)"
    )

"""Why an issue is held, and which letters only show another issue to editors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("issues", sa.Column("why", sa.Text(), nullable=False, server_default=""))
    op.add_column("issues", sa.Column("about", sa.Text(), nullable=False, server_default=""))

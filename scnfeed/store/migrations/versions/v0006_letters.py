"""Sending with back-off and a pace per domain, held issues, suppression, and whose store this is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=f"pk_{table}")


def upgrade() -> None:
    op.add_column("issues", _text("word", ""))
    op.add_column("issues", _text("seal", ""))
    op.add_column("issues", _moment("release", nullable=True))
    op.add_column("deliveries", _text("domain", ""))
    op.add_column("deliveries", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", _moment("began", nullable=True))
    op.add_column("ledger", _text("article", ""))
    op.create_index("ix_issues_word_id_release", "issues", ["word", "id", "release"])
    op.create_index("ix_deliveries_state_at", "deliveries", ["state", "at"])
    op.create_table("paces", _text("domain"), _moment("until"), _key("paces", "domain"))
    op.create_table("suppressions", _text("mark"), _text("reason"), _moment("at"), _key("suppressions", "mark"))
    op.create_table("facts", _text("name"), _text("value"), _key("facts", "name"))

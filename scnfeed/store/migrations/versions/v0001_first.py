"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pages", ("body_hash",)),
    ("pages", ("run",)),
    ("pages", ("site", "key_hash", "fetched_at")),
    ("pages", ("key_hash",)),
    ("pages", ("url_hash",)),
    ("articles", ("site",)),
    ("articles", ("story",)),
    ("articles", ("canonical_hash",)),
    ("addresses", ("hash",)),
    ("addresses", ("article",)),
    ("versions", ("article",)),
    ("decisions", ("run",)),
    ("decisions", ("article",)),
    ("decisions", ("relation", "at")),
    ("issues", ("dated",)),
    ("deliveries", ("subscriber",)),
    ("deliveries", ("state",)),
)


def upgrade() -> None:
    _pages()
    _runs()
    _articles()
    _letters()
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _pages() -> None:
    op.create_table("bodies", _text("hash"), _number("size"), _key("bodies", "hash"))
    op.create_table(
        "pages",
        _number("seq"),
        *map(_text, ("site", "key", "key_hash", "url", "url_hash", "final_url")),
        _number("status"),
        _text("headers"),
        _moment("fetched_at"),
        *map(_text, ("body_hash", "lastmod", "run")),
        _key("pages", "seq"),
        _refers("pages", "body_hash", "bodies.hash"),
        _unique("pages", "site", "run", "url_hash", "fetched_at"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        _number("seq"),
        *map(_text, ("id", "job", "site", "slot")),
        _moment("started"),
        _moment("finished", nullable=True),
        *map(_text, ("status", "reason", "stats")),
        _key("runs", "seq"),
        _unique("runs", "id"),
        _unique("runs", "job", "site", "slot"),
    )
    op.create_table(
        "leases", _text("site"), _text("owner"), _number("epoch"), _moment("expires"), _key("leases", "site")
    )


def _articles() -> None:
    op.create_table(
        "articles",
        *map(_text, ("id", "site", "language", "kind", "story", "relation")),
        _text("url", nullable=True),
        _text("canonical_hash", nullable=True),
        _moment("ordered", nullable=True),
        _flag("baseline"),
        _moment("withdrawn", nullable=True),
        _text("data"),
        _key("articles", "id"),
    )
    op.create_table(
        "addresses",
        *map(_text, ("site", "hash", "article")),
        _key("addresses", "site", "hash"),
        _refers("addresses", "article", "articles.id"),
    )
    op.create_table(
        "versions",
        _number("seq"),
        _text("article"),
        _number("revision"),
        _text("content_hash"),
        _moment("at"),
        *map(_text, ("run", "data")),
        _key("versions", "seq"),
        _refers("versions", "article", "articles.id"),
    )
    op.create_table(
        "decisions",
        _number("seq"),
        _moment("at"),
        *map(_text, ("run", "article", "relation", "data")),
        _key("decisions", "seq"),
    )


def _letters() -> None:
    op.create_table(
        "subscribers",
        *map(_text, ("id", "address_key")),
        _flag("paused"),
        _text("data"),
        _key("subscribers", "id"),
        _unique("subscribers", "address_key"),
    )
    op.create_table(
        "issues",
        _number("seq"),
        _text("id"),
        _moment("dated"),
        _text("data"),
        _key("issues", "seq"),
        _unique("issues", "id"),
    )
    op.create_table(
        "deliveries",
        _number("seq"),
        *map(_text, ("issue", "subscriber", "state", "detail")),
        _moment("at"),
        _text("owner"),
        _moment("expires", nullable=True),
        _key("deliveries", "seq"),
        _refers("deliveries", "issue", "issues.id"),
        _unique("deliveries", "issue", "subscriber"),
    )
    op.create_table(
        "ledger",
        *map(_text, ("subscriber", "story", "issue")),
        _number("revision"),
        _key("ledger", "subscriber", "story", "issue"),
        _refers("ledger", "issue", "issues.id"),
    )

"""What feeds are chosen by: an article's place, its events, its title, and the number of the write that changed it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0021"

MANY = 500
NEVER = datetime.min.replace(tzinfo=UTC)
ARTICLES = sa.table(
    "articles",
    sa.column("id", sa.Text()),
    sa.column("data", sa.Text()),
    sa.column("placed", sa.DateTime(timezone=True)),
    sa.column("first_seen", sa.DateTime(timezone=True)),
    sa.column("event", sa.Integer()),
    sa.column("title_key", sa.Text()),
    sa.column("changed", sa.Integer()),
)


def upgrade() -> None:
    moment, number = sa.DateTime(timezone=True), sa.Integer()
    op.add_column("articles", sa.Column("placed", moment, nullable=True))
    op.add_column("articles", sa.Column("first_seen", moment, nullable=True))
    op.add_column("articles", sa.Column("event", number, nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("title_key", sa.Text(), nullable=False, server_default=""))
    op.add_column("articles", sa.Column("changed", number, nullable=False, server_default="0"))
    _fill()
    for columns in (["language", "kind", "placed"], ["placed"], ["event", "placed"], ["title_key"], ["changed"]):
        op.create_index(f"ix_articles_{'_'.join(columns)}", "articles", columns)
    op.create_index("ix_articles_withdrawn", "articles", ["withdrawn"])
    op.create_table(
        "windows",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_windows"),
    )


def _fill() -> None:
    """Give every article that is there its new values, some at a time."""
    connection, last, number = op.get_bind(), "", 0
    some = sa.select(ARTICLES.c.id, ARTICLES.c.data).order_by(ARTICLES.c.id).limit(MANY)
    change = sa.update(ARTICLES).where(ARTICLES.c.id == sa.bindparam("key"))
    values: dict[str, Any] = {
        name: sa.bindparam(f"new_{name}") for name in ("placed", "first_seen", "event", "title_key", "changed")
    }
    while rows := connection.execute(some.where(ARTICLES.c.id > last)).all():
        numbered = enumerate(rows, start=number + 1)
        found = [{"key": id, "new_changed": n, **_values(json.loads(data))} for n, (id, data) in numbered]
        connection.execute(change.values(values), found)
        last, number = rows[-1][0], number + len(rows)
    if number:
        connection.execute(sa.text("INSERT INTO facts (name, value) VALUES ('changes', :n)"), {"n": str(number)})


def _values(article: dict[str, Any]) -> dict[str, Any]:
    seen = _moment(article["first_seen"])
    key = hashlib.sha256(f"{article['language']}\n{article['title']}".encode("utf-8", "replace")).hexdigest()[:20]
    certain = [event["certain"] for event in article["events"]]
    return {
        "new_placed": _moment(article["ordered"]) or _moment(article["published"]) or seen or NEVER,
        "new_first_seen": seen,
        "new_event": 2 if any(certain) else int(bool(certain)),
        "new_title_key": key,
    }


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    if len(written) == 10:
        return datetime.combine(date.fromisoformat(written), time(12), UTC)
    return datetime.fromisoformat(written).astimezone(UTC)

"""The tables: one schema for SQLite and PostgreSQL.

Values of the model are kept whole, as JSON, in `data`; what is searched or sorted by stands in a column beside it.
A change here needs a new file in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint

from scnfeed.store.columns import Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

bodies = Table(
    "bodies",
    metadata,
    Column("hash", Words, primary_key=True),
    Column("size", Integer, nullable=False),  # bytes on disk
    Column("file", Words, nullable=False, server_default="", index=True),
    Column("start", Integer, nullable=False, server_default="0"),
)

pages = Table(
    "pages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("site", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("key_hash", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("url_hash", Words, nullable=False),
    Column("final_url", Words, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Words, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("body_hash", Words, ForeignKey("bodies.hash"), nullable=False, index=True),
    Column("lastmod", Words, nullable=False),
    Column("run", Words, nullable=False, index=True),
    UniqueConstraint("site", "run", "url_hash", "fetched_at"),
    Index(None, "site", "key_hash", "fetched_at"),
    Index(None, "key_hash"),
    Index(None, "url_hash"),
)

looks = Table(
    "looks",
    metadata,
    Column("site", Words, primary_key=True),
    Column("key_hash", Words, primary_key=True),
    Column("key", Words, nullable=False),
    Column("looked_at", Moment, nullable=False),
    Column("lastmod", Words, nullable=False),
    Column("etag", Words, nullable=False),
    Column("modified", Words, nullable=False),
    Column("fresh_until", Moment),
    Column("named_by", Words, nullable=False),
    Column("due", Moment),  # when its turn comes to be looked at again
    Index(None, "site", "due"),
    Index(None, "site", "named_by"),
)

site_memory = Table(
    "site_memory",
    metadata,
    Column("site", Words, primary_key=True),
    Column("data", Words, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("job", Words, nullable=False),
    Column("site", Words, nullable=False),
    Column("slot", Words, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("status", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("stats", Words, nullable=False),
    UniqueConstraint("job", "site", "slot"),
)

leases = Table(
    "leases",
    metadata,
    Column("site", Words, primary_key=True),
    Column("owner", Words, nullable=False),  # empty: nobody
    Column("epoch", Integer, nullable=False),
    Column("expires", Moment, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Words, primary_key=True),
    Column("site", Words, nullable=False, index=True),
    Column("language", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("story", Words, nullable=False, index=True),
    Column("relation", Words, nullable=False),
    Column("url", Words),
    Column("canonical_hash", Words, index=True),
    Column("ordered", Moment),
    Column("baseline", Boolean, nullable=False),
    Column("withdrawn", Moment, index=True),
    Column("data", Words, nullable=False),
    Column("mark", BigInteger, index=True),  # the number by which its traces name it
    Column("placed", Moment, index=True),  # its place in feeds: ordered, else published, else first seen
    Column("first_seen", Moment),
    Column("event", Integer, nullable=False, server_default="0"),  # 0 none, 1 only uncertain ones, 2 a certain one
    Column("title_key", Words, nullable=False, server_default="", index=True),
    Column("changed", Integer, nullable=False, server_default="0", index=True),  # number of the write that changed it
    Index(None, "language", "kind", "placed"),
    Index(None, "event", "placed"),
    Index(None, "site", "withdrawn", "ordered"),
)

windows = Table(  # what each feed shows, so that a publish asks only for what changed
    "windows",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("data", Words, nullable=False),
)

traces = Table(  # what articles are found by: see scnfeed.match.traces
    "traces",
    metadata,
    Column("trace", BigInteger, primary_key=True, autoincrement=False),
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

addresses = Table(
    "addresses",
    metadata,
    Column("site", Words, primary_key=True),
    Column("hash", Words, primary_key=True, index=True),
    Column("article", Words, ForeignKey("articles.id"), nullable=False, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article", Words, ForeignKey("articles.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("content_hash", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("run", Words, nullable=False),
    Column("data", Words, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("run", Words, nullable=False, index=True),
    Column("article", Words, nullable=False, index=True),
    Column("relation", Words, nullable=False),
    Column("data", Words, nullable=False),
    Index(None, "relation", "at"),
)

rulings = Table(
    "rulings",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("data", Words, nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("address_key", Words, nullable=False, unique=True),  # case folded
    Column("paused", Boolean, nullable=False),
    Column("data", Words, nullable=False),
)

issues = Table(
    "issues",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("dated", Moment, nullable=False, index=True),
    Column("data", Words, nullable=False),
    Column("word", Words, nullable=False, server_default=""),  # a person's: held, approved; empty: none was asked for
    Column("seal", Words, nullable=False, server_default=""),  # its content hash
    Column("release", Moment),  # a held issue goes from then on, unless somebody said no
    Column("why", Words, nullable=False, server_default=""),  # it is held, or was stopped
    Column("about", Words, nullable=False, server_default=""),  # the issue that this one only shows to editors
    Column("started", Moment),  # when the first of its letters was handed out
    Index(None, "word", "id", "release"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("issue", Words, ForeignKey("issues.id"), nullable=False),
    Column("subscriber", Words, nullable=False, index=True),
    Column("state", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("owner", Words, nullable=False),
    Column("expires", Moment),
    Column("domain", Words, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("began", Moment),  # when it was first handed over
    UniqueConstraint("issue", "subscriber"),
    Index(None, "state", "at"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("subscriber", Words, primary_key=True),
    Column("story", Words, primary_key=True),
    Column("issue", Words, ForeignKey("issues.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("article", Words, nullable=False, server_default=""),  # the member of the story that was told
)

paces = Table(  # domains that asked us to wait
    "paces",
    metadata,
    Column("domain", Words, primary_key=True),
    Column("until", Moment, nullable=False),
    Column("slowed", Moment),  # they said so; `until` may be the pace that we keep of ourselves
)

suppressions = Table(  # who must not be written to, as a keyed hash of the address
    "suppressions",
    metadata,
    Column("mark", Words, primary_key=True),
    Column("reason", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

bounces = Table(  # what came back
    "bounces",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", Words, nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Column("kind", Words, nullable=False),
    Column("subscriber", Words, nullable=False, index=True),
    Column("issue", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("said", Words, nullable=False),
    Column("source", Words, nullable=False),
)

facts = Table(  # single values: why sending is paused, whose store this is
    "facts",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
)

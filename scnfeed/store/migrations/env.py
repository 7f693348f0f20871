"""Run by alembic: the connection, its transaction and the name of the version table come from ``migrate``."""

from alembic import context

given = context.config.attributes
context.configure(connection=given["connection"], version_table=given["version_table"])
context.run_migrations()

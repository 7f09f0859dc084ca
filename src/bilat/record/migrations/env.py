"""Run by Alembic: the migrations go over the connection that the store has opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

"""Run by alembic: applies the migrations on the connection that the writer opened."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # The writer holds one immediate transaction around everything, so a crash leaves nothing half.
    transactional_ddl=True,
)
context.run_migrations()

"""Alembic's entry point: runs the revisions on the connection that `hfpapers.store.migrate` hands over.

There is no offline mode and no alembic.ini: `hfpapers db upgrade` is the way in.
"""

from __future__ import annotations

from alembic import context

from hfpapers.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()

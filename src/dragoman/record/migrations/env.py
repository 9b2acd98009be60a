"""Runs the migrations on the connection that `record.upgrade` hands over, all of them in its one transaction."""

from alembic import context

from dragoman.record.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()

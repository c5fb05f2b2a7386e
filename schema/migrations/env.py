"""Alembic's entry: runs the migrations on the connection that `schema.storage.migrate` hands over."""

from alembic import context

from schema.errors import MigrationFault


def run() -> None:
    """One transaction per migration, so that a failure leaves the database at the last finished one."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise MigrationFault("Migrations run through Tandem only.", "Use `tandem migrate`.")
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


run()

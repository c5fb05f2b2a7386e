"""`tandem migrate`: bring the database to the form this version needs."""

from etl.commands import console, session
from schema.storage.database import open_database


def migrate() -> None:
    """Create the database if there is none and run the migrations it lacks."""
    from schema.storage import migrate as migrations  # noqa: PLC0415 - Alembic is slow to import

    with (
        open_database(session.settings()) as database,
        console.progress() as progress,
        progress.task(f"Migrating {database.name}"),
    ):
        database.create_if_missing()
        stands = migrations.migrate(database)
    console.say(f"The database {database.name} stands at {stands.current or 'no migration yet'}.")

"""`tandem migrate`: bring the database to the form this version needs."""

from etl.commands import console, session
from schema.storage.database import open_database


def migrate(database: session.DatabaseName = None) -> None:
    """Create the database if there is none and run the migrations it lacks."""
    from schema.storage import migrate as migrations  # noqa: PLC0415 - Alembic is slow to import

    with (
        open_database(session.settings(), database) as place,
        console.progress() as progress,
        progress.task(f"Migrating {place.name}"),
    ):
        place.create_if_missing()
        stands = migrations.migrate(place)
    console.say(f"The database {place.name} stands at {stands.current or 'no migration yet'}.")

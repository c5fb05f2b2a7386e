"""What every command starts from: the settings of the environment and a database ready for work."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from schema.errors import MigrationFault
from schema.storage.database import Database, open_database
from schema.storage.settings import Settings, settings_from

DatabaseName = Annotated[str | None, typer.Option("--database", help="Database, when it is not the usual one.")]


def settings() -> Settings:
    """The settings of this process's environment."""
    return settings_from(os.environ)


@contextmanager
def ready_database(name: str | None = None) -> Iterator[Database]:
    """The database, in the form this version needs; the server is up as long as the block runs.

    Raises DatabaseMissing or MigrationFault, which say to run `tandem migrate`.
    """
    from schema.storage.migrate import revision  # noqa: PLC0415 - Alembic is slow to import

    with open_database(settings(), name) as database:
        stands = revision(database)
        if not stands.is_current:
            raise MigrationFault(
                f"The database {database.name} is not in the form this version of Tandem needs.",
                "Run `tandem migrate`.",
                detail=f"at {stands.current}, needed {stands.head}",
            )
        yield database

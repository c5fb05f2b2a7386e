"""Bring a database to the form this version needs, by Alembic, one migrator at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from schema import policy
from schema.errors import MigrationFault
from schema.marts.rebuild import rebuild_if_changed
from schema.security import everything
from schema.storage.admission import admit
from schema.storage.database import Database

SCRIPTS = Path(__file__).resolve().parents[1] / "migrations"
ADVISORY_LOCK = 7_263_361  # any number, as long as every Tandem takes the same one


@dataclass(frozen=True)
class Revision:
    """Where a database stands and where it should; `current` is None before the first migration."""

    current: str | None
    head: str | None

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to do."""
        return self.current == self.head


def revision(database: Database) -> Revision:
    """Current and newest revision; raises DatabaseMissing when the database does not exist."""
    with database.engine("owner").connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return Revision(current=current, head=ScriptDirectory.from_config(_config()).get_current_head())


def migrate(database: Database) -> Revision:
    """Run what is missing and return where the database stands now; a second migrator waits for the first.

    Raises MigrationFault with the database's own words in `detail`; finished migrations stay, the failed one
    leaves nothing behind.
    """
    config = _config()
    try:
        with _one_migrator(database), database.engine("owner").connect() as connection:
            admit(database)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _repeatable(connection)
            connection.commit()
    except CommandError as fault:
        raise MigrationFault(
            f"The database {database.name} was migrated by a newer version of Tandem.",
            "Update Tandem, or work on another database (TANDEM_DATABASE_NAME).",
            detail=str(fault),
        ) from fault
    except SQLAlchemyError as fault:
        raise MigrationFault(
            f"The database {database.name} could not be migrated.",
            "See why with --verbose; nothing of the failed migration was kept.",
            detail=str(fault),
        ) from fault
    return revision(database)


def _repeatable(connection: Connection) -> None:
    """What is code and not history: marts, functions, grants, policies, shipped parameters."""
    rebuild_if_changed(connection)
    everything.apply(connection)
    policy.seed(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _one_migrator(database: Database) -> Iterator[None]:
    lock = database.connect("owner")
    try:
        with lock.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        lock.commit()
        yield
    finally:
        lock.close()

"""Fill a database once: what a first start leaves half done, the next one completes or begins again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.commands import console
from etl.commands.installation import FILLING, FINISHED, Installation, installation, mark
from etl.commands.origin import DemoBank, Files, Origin
from etl.progress import Progress
from schema.errors import ConfigurationFault
from schema.storage.database import Database
from schema.storage.home import usable
from schema.storage.locks import alone, one_at_a_time
from schema.storage.settings import Settings


def fill_once(database: Database, origin: Origin, *, settings: Settings) -> None:
    """Prepare the database with a progress bar, one process at a time."""
    with _one_filler(settings.home / f"{database.name}.filling"), console.progress() as progress:
        prepare(database, origin, settings=settings, progress=progress)


def prepare(database: Database, origin: Origin, *, settings: Settings, progress: Progress) -> None:
    """Leave a migrated database that holds its first data; quick, and a no-op, when it does already.

    A filling that was interrupted is completed, or thrown away and begun again, as the origin says.
    """
    _migrate(database, progress)
    found = installation(database)
    if found.state is None and found.has_data:
        return  # somebody loaded files by hand: theirs, and not ours to add to
    if found.state == FINISHED:
        _keep(database, found, origin)
        return
    if found.state == FILLING and origin.starts_over:
        _start_over(database, settings)
        _migrate(database, progress)
    _refuse_demo_in_production(origin, settings)
    mark(database, FILLING, str(origin))
    origin.fill(database, progress)
    mark(database, FINISHED, str(origin))


def _migrate(database: Database, progress: Progress) -> None:
    from schema.storage.migrate import migrate  # noqa: PLC0415 - Alembic is slow to import

    with progress.task("Preparing the database"):
        database.create_if_missing()
        migrate(database)


def _keep(database: Database, found: Installation, origin: Origin) -> None:
    """Nothing to fill. Another origin than the one found would be mixed into it: refused, or explained."""
    if found.origin == str(origin):
        return
    if isinstance(origin, Files):
        raise ConfigurationFault(
            f"The database {database.name} already holds {found.origin}.",
            "Name another one with TANDEM_DATABASE_NAME, or load into this one with `tandem load`.",
        )
    console.say(f"Keeping the {found.origin}. Another one: `tandem demo --replace`, or TANDEM_DATABASE_NAME.")


def _start_over(database: Database, settings: Settings) -> None:
    """Throw a half-built demo bank away. On somebody's own server that is theirs to do."""
    if not settings.is_embedded:
        raise ConfigurationFault(
            f"The demo bank in the database {database.name} was left half-built.",
            "Drop that database, or name another one with TANDEM_DATABASE_NAME.",
        )
    console.say("The last start was interrupted; building the demo bank again.")
    database.drop()


def _refuse_demo_in_production(origin: Origin, settings: Settings) -> None:
    if settings.environment == "production" and isinstance(origin, DemoBank):
        raise ConfigurationFault(
            "There is no data yet, and with TANDEM_ENV=production no demo bank is built.",
            "Load your files: tandem load PATH --mapping FILE.",
        )


@contextmanager
def _one_filler(lock: Path) -> Iterator[None]:
    """Two starts at once fill one database once: the second waits, and finds it done."""
    with usable(lock.parent):
        lock.parent.mkdir(parents=True, exist_ok=True)
        with alone(lock) as nobody_else:
            if not nobody_else:
                console.say("Another start is filling the database; waiting for it.")
    with one_at_a_time(lock):
        yield

"""`tandem demo`: the generated bank, without the dashboard."""

from typing import Annotated

import typer

from etl.commands import console, session
from etl.commands.filling import fill_once
from etl.commands.installation import installation
from etl.commands.origin import demo_bank
from schema.errors import ConfigurationFault
from schema.storage.database import Database, open_database
from schema.storage.settings import Settings

Clients = Annotated[int | None, typer.Option(help="Clients of the demo bank.", min=200, max=1_000_000)]
Seed = Annotated[int | None, typer.Option(help="Another seed is another demo bank.")]
Replace = Annotated[bool, typer.Option("--replace", help="Throw the demo bank that is there away first.")]
BY_HAND = "files loaded by hand"
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before throwing it away.")]


def demo(
    clients: Clients = None,
    seed: Seed = None,
    replace: Replace = False,
    yes: Yes = False,
    database: session.DatabaseName = None,
) -> None:
    """Build the demo bank and close its months; the same size and seed are the same bank."""
    settings = session.settings()
    bank = demo_bank(clients, seed)
    with open_database(settings, database) as place:
        if replace and place.exists():
            _throw_away(place, settings, is_sure=yes)
        fill_once(place, bank, settings=settings)
        console.say(f"The database {place.name} holds the {_held(place)}.")


def _held(database: Database) -> str:
    """What it was filled from; a demo bank is never mixed into somebody's files."""
    return installation(database).origin or BY_HAND


def _throw_away(database: Database, settings: Settings, *, is_sure: bool) -> None:
    """Only a demo bank, and only on our own server; everything else is somebody's work."""
    from schema.storage.migrate import migrate  # noqa: PLC0415 - Alembic is slow to import

    migrate(database)
    found = installation(database).origin or BY_HAND
    if not (settings.is_embedded and found.startswith("demo bank")):
        raise ConfigurationFault(
            f"The database {database.name} holds {found}, which --replace does not touch.",
            "Name another database with TANDEM_DATABASE_NAME.",
        )
    if not is_sure:
        typer.confirm(f"Throw away the {found} in {database.name}, with everything added to it since?", abort=True)
    database.drop()

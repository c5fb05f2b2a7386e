"""`tandem up`: from nothing to a dashboard with data, and from there on a start in seconds."""

import os
from pathlib import Path
from typing import Annotated

import typer

from etl.commands import dashboard, session
from etl.commands.demo import Clients, Seed
from etl.commands.filling import fill_once
from etl.commands.origin import Files, Origin, demo_bank, files
from etl.commands.serve import DEFAULT_PORT, LOOPBACK, Address, Port, serve_database
from schema.security import provider
from schema.storage.database import open_database
from schema.storage.settings import Settings

Source = Annotated[Path | None, typer.Option(help="Folder or file to load instead of building the demo bank.")]
Mapping = Annotated[
    str | None, typer.Option(help="Mapping file that says how to read SOURCE, or the name of a shipped one.")
]


def up(
    port: Port = DEFAULT_PORT,
    address: Address = LOOPBACK,
    source: Source = None,
    mapping: Mapping = None,
    clients: Clients = None,
    seed: Seed = None,
) -> None:
    """Start the database, fill it once (demo bank, or SOURCE through MAPPING) and serve the dashboard."""
    settings = session.settings()
    place = dashboard.Place(address, port)
    provider.is_configured(os.environ)  # says so before the work begins when nobody could sign in
    dashboard.require_free(place)
    origin = files(source, mapping) if source else demo_bank(clients, seed)
    with open_database(settings, _name(settings, origin)) as database:
        fill_once(database, origin, settings=settings)
        serve_database(database, place, settings)


def _name(settings: Settings, origin: Origin) -> str:
    """Files get a database of their own unless the environment names one."""
    if isinstance(origin, Files) and not os.environ.get("TANDEM_DATABASE_NAME", "").strip():
        return origin.database
    return settings.database_name

"""`tandem serve`: the dashboard over a database that is ready."""

import os
from typing import Annotated

import typer

from etl.commands import console, dashboard, session
from schema.errors import ServeFault
from schema.security import demo_users, provider
from schema.storage.database import Database
from schema.storage.settings import Settings

DEFAULT_PORT = 8501
LOOPBACK = "127.0.0.1"
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Address = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network of this machine.")]


def serve(
    port: Port = DEFAULT_PORT,
    address: Address = LOOPBACK,
    database: session.DatabaseName = None,
) -> None:
    """Serve the dashboard until Ctrl-C."""
    place = dashboard.Place(address, port)
    provider.is_configured(os.environ)  # says so before the work begins when nobody could sign in
    dashboard.require_free(place)
    with session.ready_database(database) as ready:
        serve_database(ready, place, session.settings())


def serve_database(database: Database, place: dashboard.Place, settings: Settings) -> None:
    """Serve one database until Ctrl-C; the dashboard gets the login of its own role and no other.

    Raises ConfigurationFault when nobody could sign in and choosing a persona is not allowed.
    """
    demo_users.settle(database, is_demo=not provider.is_configured(os.environ))
    log = settings.home / "logs" / "dashboard.log"
    with dashboard.running(place, _environment(database, settings), log=log) as child:
        console.say(f"Tandem is at [bold]{place.url}[/bold] (Ctrl-C stops it).")
        try:
            code = child.wait()
        except KeyboardInterrupt:
            console.say("Stopping.")
            return
    raise ServeFault(f"The dashboard ended with code {code}.", f"Its last words are in {log}.")


def _environment(database: Database, settings: Settings) -> dict[str, str]:
    return {
        "TANDEM_APP_URL": database.url("app"),
        "TANDEM_SESSION_KEY": database.session_key().hex(),
        "TANDEM_TIME_ZONE": settings.time_zone,
        "TANDEM_ENV": settings.environment,
    }

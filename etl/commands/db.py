"""`tandem db`: the embedded server by hand."""

import typer

from etl.commands import console, session
from schema.errors import ConfigurationFault
from schema.storage import embedded
from schema.storage.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Start, stop or look at the embedded database server.")


@app.command()
def start() -> None:
    """Start the server and leave it running, for psql and BI tools."""
    server = embedded.keep(_embedded_settings().home)
    console.say(f'The database listens on 127.0.0.1:{server.port}. Connect with psql "$(tandem url)".')


@app.command()
def stop() -> None:
    """Stop the server, or let it stop once the last command that uses it ends."""
    if embedded.release(_embedded_settings().home):
        console.say("The database is stopped.")
    else:
        console.say("Another tandem command uses the database; it stops when that command ends.")


@app.command()
def status() -> None:
    """Say whether the server runs, where, and whether somebody uses it."""
    seen = embedded.status(_embedded_settings().home)
    lines = [
        ("state", f"running on 127.0.0.1:{seen.port}" if seen.port else "stopped"),
        ("kept running", "yes, until `tandem db stop`" if seen.is_kept else "no, only while it is used"),
        ("in use", "yes" if seen.is_used else "no"),
        ("data folder", str(seen.home)),
    ]
    for name, value in lines:
        console.out.print(f"{name:<14}{value}", soft_wrap=True, highlight=False)


def _embedded_settings() -> Settings:
    settings = session.settings()
    if not settings.is_embedded:
        raise ConfigurationFault(
            "TANDEM_DATABASE_URL names a server of your own, so there is no embedded one to manage.",
            "Unset it to use the embedded server.",
        )
    return settings

"""The `tandem` command. A new command is one file here and one line below."""

import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from etl.commands import console, db
from etl.commands.admit import admit
from etl.commands.close import close_command
from etl.commands.demo import demo
from etl.commands.feeds import feeds
from etl.commands.load import load
from etl.commands.migrate import migrate
from etl.commands.rejected import rejected
from etl.commands.serve import serve
from etl.commands.status import status
from etl.commands.up import up
from etl.commands.url import url

VERBOSE = "--verbose"
TERMINATED = 128 + signal.SIGTERM

app = typer.Typer(
    name="tandem",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def tandem(
    verbose: Annotated[bool, typer.Option(VERBOSE, help="Show the details behind an error.")] = False,
) -> None:
    """A bank's loan book over a shared Postgres schema: bring data in, close dates, serve the dashboard."""


app.command()(up)
app.command()(serve)
app.command()(migrate)
app.command()(admit)
app.command()(demo)
app.command()(load)
app.command()(feeds)
app.command()(rejected)
app.command()(status)
app.command("close")(close_command)
app.command()(url)
app.add_typer(db.app, name="db")


def run() -> None:
    """Run one command; exits 0, 1 (a sentence says why), 2 (wrong usage), 70 (our fault) or 130 (Ctrl-C)."""
    signal.signal(signal.SIGTERM, _terminate)
    asked = sys.argv[1:]
    is_verbose = VERBOSE in asked
    arguments = [VERBOSE] * is_verbose + [word for word in asked if word != VERBOSE]
    with console.boundary(os.environ, is_verbose=is_verbose):
        app(arguments, prog_name="tandem")


def _terminate(signum: int, frame: FrameType | None) -> None:
    """End like Ctrl-C does, so that whatever was started is stopped on the way out."""
    raise SystemExit(TERMINATED)

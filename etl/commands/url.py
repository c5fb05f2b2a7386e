"""`tandem url`: the address other tools connect to."""

from enum import StrEnum
from typing import Annotated

import typer

from etl.commands import session
from schema.storage.database import Database, ExternalServer, Server
from schema.storage.embedded import running_server
from schema.storage.settings import Settings


class Role(StrEnum):
    """The logins of the database, from the least to the most powerful."""

    READER = "reader"
    APP = "app"
    ETL = "etl"
    OWNER = "owner"


def url(
    role: Annotated[Role, typer.Option(help="Login to connect as.")] = Role.READER,
    database: session.DatabaseName = None,
) -> None:
    """Print the address of the database, password included, for psql and BI tools.

    The reader's address shows what TANDEM_SUBJECT may see, and can be nobody else's; the dashboard's login shows no
    rows without the proof that the dashboard adds.
    """
    settings = session.settings()
    subject = settings.subject if role is Role.READER else None
    target = Database(_server(settings), database or settings.database_name, settings.time_zone)
    typer.echo(target.url(role.value, subject))


def _server(settings: Settings) -> Server:
    if settings.database_url is None:
        return running_server(settings.home)
    return ExternalServer(settings.database_url, settings.role_urls)

"""`tandem admit`: the first administrator."""

from typing import Annotated

import typer

from etl.commands import console, session
from schema.errors import ConfigurationFault


def admit(
    subject: Annotated[str, typer.Argument(help="Who it is, in the words of the identity provider.")],
    name: Annotated[str, typer.Option(help="Name people read.")],
    database: session.DatabaseName = None,
) -> None:
    """Let somebody administer users and parameters of the whole bank; everybody else is let in on the page."""
    from schema.security.bootstrap import admit_administrator  # noqa: PLC0415 - needed once

    if not subject.strip() or not name.strip():
        raise ConfigurationFault("Somebody without a name cannot be let in.", "Say SUBJECT and --name.")
    with session.ready_database(database) as place:
        is_new = admit_administrator(place, subject=subject, display_name=name)
    console.say(f"{name} ({subject}) {'may administer' if is_new else 'administers'} the database {place.name}.")

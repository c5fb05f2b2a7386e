"""`tandem close`: compute everything that is true as of a date."""

from datetime import date, datetime
from typing import Annotated

import typer

from etl.close.run import CloseReport, close, close_through
from etl.commands import console, session
from schema.errors import ConfigurationFault
from schema.storage.database import Database

ISO = ["%Y-%m-%d"]


def close_command(
    as_of: Annotated[datetime | None, typer.Argument(metavar="DATE", formats=ISO, help="Close this date.")] = None,
    through: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=ISO, help="Close every month end up to this date, and the date."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Close dates that are closed already, too.")] = False,
    database: session.DatabaseName = None,
) -> None:
    """Compute days past due, classes, and everything the dashboard shows, as of DATE or of every month end."""
    if as_of is not None and through is not None:
        raise ConfigurationFault("DATE and --through were both given.", "Give one of them.")
    with session.ready_database(database) as ready:
        reports = _close(ready, as_of, through, again=again)
    _tell(reports)


def _close(database: Database, as_of: datetime | None, through: datetime | None, *, again: bool) -> list[CloseReport]:
    with console.progress() as progress:
        if as_of is not None:
            return [close(database, as_of.date(), progress=progress)]
        return close_through(database, through.date() if through else None, progress=progress, again=again)


def _tell(reports: list[CloseReport]) -> None:
    if not reports:
        console.say("Every date is closed already; --again closes them once more.")
        return
    seconds = sum(report.seconds for report in reports)
    console.say(f"Closed {_span([report.as_of for report in reports])} in {seconds:.1f} s.")


def _span(dates: list[date]) -> str:
    if len(dates) == 1:
        return str(dates[0])
    return f"{len(dates)} dates from {dates[0]} to {dates[-1]}"

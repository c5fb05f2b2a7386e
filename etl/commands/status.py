"""`tandem status`: where the database is, in which form, how full, how fresh, and what waits to be done."""

import json
from datetime import date, datetime
from typing import Annotated, Any

import typer

from etl.commands import console, session, tables
from schema.errors import DatabaseMissing
from schema.storage.database import Database, open_database

_LOADS = """
    select distinct on (feed) feed, file_name, status, finished_at, rows_read, rows_rejected, last_date,
           (select coalesce(sum(b.rows_rejected), 0)::bigint from ops.load_batch b
            where b.feed = l.feed and b.superseded_by is null) as open_rejects
    from ops.load_batch l order by feed, load_batch_id desc
"""
_FIGURES = {
    "data_version": "select version from ops.data_version",
    "findings": "select count(*) from ops.finding left join ops.load_batch using (load_batch_id)"
    " where superseded_by is null",
    "rejected_rows": "select count(*) from ops.rejected_row join ops.load_batch using (load_batch_id)"
    " where superseded_by is null",
}


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    database: session.DatabaseName = None,
) -> None:
    """Say how the database stands: its form, its loads, its closed dates, its open questions."""
    with open_database(session.settings(), database) as opened:
        found = _status(opened)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=_plain))
    else:
        _show(found)


def _status(database: Database) -> dict[str, Any]:
    from schema.storage.migrate import revision  # noqa: PLC0415 - Alembic is slow to import

    found: dict[str, Any] = {"database": database.name, "server_version": database.version}
    try:
        stands = revision(database)
    except DatabaseMissing:
        return {**found, "migration": None, "is_current": False}
    found |= {"migration": stands.current, "is_current": stands.is_current}
    if stands.is_current:
        found |= _contents(database) | _closes(database)
    return found


def _contents(database: Database) -> dict[str, Any]:
    connection = database.connect("etl")
    try:
        with connection.cursor() as cursor:
            figures: dict[str, Any] = {}
            for name, query in {"size_bytes": "select pg_database_size(current_database())", **_FIGURES}.items():
                cursor.execute(query)
                figures[name] = (cursor.fetchone() or (0,))[0]
            cursor.execute(_LOADS)
            names = [column.name for column in cursor.description or ()]
            figures["loads"] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        connection.close()
    return figures


def _closes(database: Database) -> dict[str, Any]:
    from etl.close.status import close_status  # noqa: PLC0415 - slow to import

    with database.engine("etl").connect() as connection:
        closes = close_status(connection)
    stale = [{"as_of": one.as_of, "reason": one.stale_reason} for one in closes.stale_dates]
    return {"closed_dates": [one.as_of for one in closes.dates], "stale_dates": stale}


def _show(found: dict[str, Any]) -> None:
    console.out.print(f"Database  {found['database']} on Postgres {found['server_version']}", highlight=False)
    if not found["is_current"]:
        state = f"at {found['migration']}, older or newer than this Tandem" if found["migration"] else "not there yet"
        console.out.print(f"Form      {state}; run `tandem migrate`", highlight=False)
        return
    size = found["size_bytes"] / 1024**2
    console.out.print(f"Form      {found['migration']}, {size:,.0f} MB, data version {found['data_version']}")
    console.out.print(f"Closed    {_closed(found['closed_dates'])}", highlight=False)
    for one in found["stale_dates"]:
        console.out.print(f"          {one['as_of']} must be closed again: {one['reason']}", style="yellow")
    console.out.print(f"Open      {found['rejected_rows']:,} rejected rows, {found['findings']:,} findings\n")
    headings = ("last load", "file", "status", "when", "#rows", "#rejected", "#open rejects", "data to")
    rows = (
        (
            one["feed"], one["file_name"], one["status"], _moment(one["finished_at"]),
            one["rows_read"], one["rows_rejected"], one["open_rejects"], one["last_date"],
        )
        for one in found["loads"]
    )  # fmt: skip
    tables.show(tables.table(*headings), rows)


def _closed(dates: list[date]) -> str:
    if not dates:
        return "no date yet"
    return f"{len(dates)} dates, {dates[0]} to {dates[-1]}" if len(dates) > 1 else str(dates[0])


def _moment(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if value else ""


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()

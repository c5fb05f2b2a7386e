"""`tandem rejected`: which rows were refused and why, and the file to mend them in."""

from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg2.extensions import connection as Connection

from etl.commands import console, session, tables
from schema.errors import ConfigurationFault

MOST_ROWS = 200
LONGEST_RAW_TEXT = 200
_BY_REASON = """
    select r.load_batch_id, b.feed, b.file_name, r.reason_code, r.column_name, count(*),
           (array_agg(r.sentence order by r.row_number))[1]
    from ops.rejected_row r join ops.load_batch b using (load_batch_id)
    where b.superseded_by is null or %s
    group by 1, 2, 3, 4, 5 order by 1, 6 desc, 4, 5
"""
_ROWS = """
    select row_number, column_name, value, reason_code, sentence, raw_text from ops.rejected_row
    where load_batch_id = %s order by row_number limit %s
"""


def rejected(
    batch: Annotated[int | None, typer.Option(help="Only the rows of this load batch, one by one.")] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them to FILE, to be mended and loaded again.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also of files that were delivered again since.")] = False,
    database: session.DatabaseName = None,
) -> None:
    """Show the rows that were refused, by file and reason or one by one, or export them for mending."""
    with session.ready_database(database) as ready:
        connection = ready.connect("etl")
        try:
            if export is not None:
                _export(connection, _batch_to_export(connection, batch, every=every), export)
            elif batch is not None:
                _show_rows(connection, batch)
            else:
                _show_reasons(connection, every=every)
        finally:
            connection.close()


def _show_reasons(connection: Connection, *, every: bool) -> None:
    found = _fetch(connection, _BY_REASON, every)
    if not found:
        console.say("No row stands rejected.")
        return
    tables.show(
        tables.table("batch", "feed", "file", "reason", "column", "#rows", "first sentence"), map(_plain, found)
    )


def _show_rows(connection: Connection, batch: int) -> None:
    (count,) = _fetch(connection, "select count(*) from ops.rejected_row where load_batch_id = %s", batch)[0]
    _require(connection, batch)
    if not count:
        console.say(f"No row of batch {batch} stands rejected.")
        return
    found = _fetch(connection, _ROWS, batch, MOST_ROWS)
    shortened = ((str(row[0]), *row[1:-1], str(row[-1])[:LONGEST_RAW_TEXT]) for row in found)
    tables.show(tables.table("row", "column", "value", "reason", "sentence", "raw text"), shortened)
    if count > MOST_ROWS:
        console.say(f"These are the first {MOST_ROWS} of {count:,} rows; --export FILE writes them all.")


def _batch_to_export(connection: Connection, batch: int | None, *, every: bool) -> int:
    if batch is not None:
        _require(connection, batch)
        return batch
    batches = sorted({row[0] for row in _fetch(connection, _BY_REASON, every)})
    if not batches:
        raise ConfigurationFault("No row stands rejected, so there is nothing to export.", "")
    if len(batches) > 1:
        raise ConfigurationFault(
            f"The rejected rows come from {len(batches)} files, each with columns of its own.",
            f"Choose one with --batch: {', '.join(map(str, batches))}.",
        )
    return int(batches[0])


def _require(connection: Connection, batch: int) -> None:
    if not _fetch(connection, "select 1 from ops.load_batch where load_batch_id = %s", batch):
        raise ConfigurationFault(f"There is no load batch {batch}.", "`tandem rejected --all` lists them.")


def _export(connection: Connection, batch: int, target: Path) -> None:
    from etl.load.mending import export_rejects  # noqa: PLC0415 - slow to import

    done = export_rejects(connection, batch, target)
    ((feed, mapping),) = _fetch(
        connection, "select feed, mapping_name from ops.load_batch where load_batch_id = %s", batch
    )
    again = f"tandem load {target} --feed {feed}" + (f" --mapping {mapping}" if mapping else "")
    console.say(f"{done.rows:,} rows are in {target} ({done.encoding}). Mend them, then: {again}")


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (str(row[0]), *row[1:])


def _fetch(connection: Connection, query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())

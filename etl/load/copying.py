"""Rows as the server's COPY reads them."""

from __future__ import annotations

import io

import polars as pl
from psycopg2.extensions import connection as Connection

COPY_BYTES = 1 << 20


class Lines:
    """Rows written down. Columns without a single value stay away: the server would read them all the same."""

    def __init__(self, rows: pl.DataFrame) -> None:
        filled = [name for name in rows.columns if rows[name].null_count() < rows.height]
        self.columns = ", ".join(filled)
        self.text = io.BytesIO()
        rows.select(filled).write_csv(self.text, include_header=False)
        self.text.seek(0)


def copy_lines(connection: Connection, lines: Lines, table: str, *, is_frozen: bool = False) -> None:
    """Append to `table`; frozen rows need no second look later, which is for tables made in this transaction."""
    how = "format csv, freeze" if is_frozen else "format csv"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy {table} ({lines.columns}) from stdin with ({how})", lines.text, size=COPY_BYTES)

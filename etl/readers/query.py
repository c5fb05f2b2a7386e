"""A query against another Postgres: read-only, through a server-side cursor, in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import polars as pl
import psycopg2
from psycopg2.extensions import connection as Connection

from etl.readers.source import BATCH_ROWS, ROW_NUMBER, RawBatch, ReadOptions
from schema.errors import ConfigurationFault, FileRefused

PREFIXES = ("postgresql://", "postgres://", "env:")


def is_query_source(file: str) -> bool:
    """Whether a mapping's `file` is a database and not a file."""
    return file.startswith(PREFIXES)


class QuerySource:
    """The rows of one SELECT. `env:NAME` takes the address from the environment, so that no secret is written down."""

    def __init__(self, address: str, options: ReadOptions) -> None:
        if not options.query:
            raise ConfigurationFault("A database source needs a query.", 'Add query = "select ..." beside it.')
        self.address = _address(address)
        self.query = options.query
        self.name = urlsplit(self.address).path.lstrip("/") or "database"
        self.dialect: Mapping[str, str] = {"query": self.query}
        with self._cursor("columns") as cursor:
            cursor.execute(f"select * from ({self.query}) q limit 0")
            self.columns = tuple(column.name for column in cursor.description or ())

    def batches(self) -> Iterator[RawBatch]:
        """Every value as the server's own text."""
        number = 1
        columns = ", ".join(f'q."{name}"::text' for name in self.columns)
        with self._cursor("rows") as cursor:
            cursor.itersize = BATCH_ROWS
            cursor.execute(f"select {columns} from ({self.query}) q")
            while rows := cursor.fetchmany(BATCH_ROWS):
                frame = pl.DataFrame(rows, schema=dict.fromkeys(self.columns, pl.String), orient="row")
                frame = frame.with_row_index(ROW_NUMBER, offset=number)
                number += frame.height
                yield RawBatch(frame.with_columns(pl.col(ROW_NUMBER).cast(pl.Int64)))

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """The rows read again; a query without an order may give others, its text is kept in the batch."""
        wanted = pl.Series(ROW_NUMBER, row_numbers, dtype=pl.Int64)
        found: dict[int, str] = {}
        for batch in self.batches():
            for row in batch.frame.filter(pl.col(ROW_NUMBER).is_in(wanted.implode())).iter_slices(1):
                found[row.item(0, ROW_NUMBER)] = row.drop(ROW_NUMBER).write_csv(include_header=False).rstrip("\n")
        return found

    @contextmanager
    def _cursor(self, name: str) -> Iterator[psycopg2.extensions.cursor]:
        connection = self._connect()
        try:
            with connection.cursor(None if name == "columns" else name) as cursor:
                yield cursor
        except psycopg2.Error as fault:
            reason = str(fault).splitlines()[0]
            raise FileRefused(self.name, f"its query failed: {reason}", "Mend the query.", detail=str(fault)) from fault
        finally:
            connection.close()

    def _connect(self) -> Connection:
        try:
            connection = psycopg2.connect(self.address)
        except psycopg2.OperationalError as fault:
            raise FileRefused(
                self.name, "its database does not answer", "Check the address.", detail=str(fault)
            ) from fault
        connection.set_session(readonly=True)
        return connection


def _address(text: str) -> str:
    if not text.startswith("env:"):
        return text
    variable = text.removeprefix("env:")
    if variable not in os.environ:
        raise ConfigurationFault(
            f"The mapping reads from the database in {variable}.",
            f"Set {variable} to its postgresql:// address.",
        )
    return os.environ[variable]

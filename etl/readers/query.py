"""A query against another Postgres: read-only, through a server-side cursor, in batches."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import polars as pl
import psycopg2
from psycopg2.extensions import connection as Connection

from etl.readers.source import BATCH_ROWS, ROW_NUMBER, RawBatch, ReadOptions, header_names
from schema.errors import ConfigurationFault, FileRefused

PREFIXES = ("postgresql://", "postgres://", "env:")
# As many batches as can be on their way between reader and writer.
RECENT_BATCHES = 6


def is_query_source(file: str) -> bool:
    """Whether a mapping's `file` is a database and not a file."""
    return file.startswith(PREFIXES)


class QuerySource:
    """The rows of one SELECT. `env:NAME` takes the address from the environment, so that no secret is written down."""

    def __init__(self, address: str, options: ReadOptions) -> None:
        self.address, said = _apart(_address(address))
        self.query = (options.query or said).strip().rstrip(";")
        if not self.query:
            raise ConfigurationFault("A database source needs a query.", 'Add query = "select ..." beside it.')
        self.name = urlsplit(self.address).path.lstrip("/") or "database"
        self.dialect: Mapping[str, str] = {"query": self.query}
        with self._cursor("columns") as cursor:
            cursor.execute(f"select * from ({self.query}\n) q limit 0")
            self._names = [column.name for column in cursor.description or ()]
        self.columns = header_names(self.name, self._names)
        self._recent: deque[pl.DataFrame] = deque(maxlen=RECENT_BATCHES)

    def batches(self) -> Iterator[RawBatch]:
        """Every value as the server's own text."""
        number = 1
        columns = ", ".join(f'q."{name.replace(chr(34), chr(34) * 2)}"::text' for name in self._names)
        with self._cursor("rows") as cursor:
            cursor.itersize = BATCH_ROWS
            cursor.execute(f"select {columns} from ({self.query}\n) q")
            while rows := cursor.fetchmany(BATCH_ROWS):
                frame = pl.DataFrame(rows, schema=dict.fromkeys(self.columns, pl.String), orient="row")
                frame = frame.with_row_index(ROW_NUMBER, offset=number)
                number += frame.height
                self._recent.append(frame.with_columns(pl.col(ROW_NUMBER).cast(pl.Int64)))
                yield RawBatch(self._recent[-1])
        if number == 1:
            yield RawBatch(pl.DataFrame(schema={**dict.fromkeys(self.columns, pl.String), ROW_NUMBER: pl.Int64}))

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """The rows as they came; older ones are read again, and a query without an order may then give others."""
        found: dict[int, str] = {}
        for frame in tuple(self._recent):
            found.update(_texts(frame, row_numbers))
        if len(found) < len(row_numbers):
            for batch in self.batches():
                found = {**_texts(batch.frame, row_numbers), **found}
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
        except psycopg2.Error as fault:
            raise FileRefused(
                self.name, "its database does not answer", "Check the address.", detail=str(fault)
            ) from fault
        connection.set_session(readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("set datestyle to iso")
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


def _apart(address: str) -> tuple[str, str]:
    """The address without its `query` parameter, and that query; a plus in it is a plus, as Postgres has it."""
    parts = urlsplit(address)
    parameters = parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True)
    said = next((value for name, value in parameters if name == "query"), "")
    rest = urlencode([(name, value) for name, value in parameters if name != "query"], quote_via=quote)
    return (urlunsplit(parts._replace(query=rest)) if said else address), said


def _texts(frame: pl.DataFrame, row_numbers: list[int]) -> dict[int, str]:
    wanted = pl.Series(row_numbers, dtype=pl.Int64)
    rows = frame.filter(pl.col(ROW_NUMBER).is_in(wanted.implode())).iter_slices(1)
    return {row.item(0, ROW_NUMBER): row.drop(ROW_NUMBER).write_csv(include_header=False).rstrip("\n") for row in rows}

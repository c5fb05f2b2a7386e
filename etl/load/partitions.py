"""Partitions that a file begins: filled without a key, which they get when the file seems to be done with them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl
from psycopg2.extensions import connection as Connection

from etl.load.copying import Lines, copy_lines
from etl.readers.source import ROW_NUMBER
from schema.contracts import Feed
from schema.security.partitions import PARTITION_STEP


@dataclass
class NewPartitions:
    """The new partitions of one file's table, within the caller's transaction.

    A partition that is finished is one like any other: rows that still come for it are handed back.
    """

    connection: Connection
    feed: Feed
    load_batch_id: int
    target: str
    _open: dict[date, str] = field(default_factory=dict)
    _others: set[date] = field(default_factory=set)
    _latest: date | None = None
    _is_in_order: bool = True

    def take(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Write the rows of new partitions (row number first, then the table's columns); returns them and the rest."""
        assert self.feed.date_column is not None
        step = "1y" if PARTITION_STEP[self.target] == "1 year" else "1mo"
        starts = rows[self.feed.date_column].dt.truncate(step)
        pieces = starts.unique().sort().to_list()
        begun = [piece for piece in pieces if self._is_open(piece)]
        self._append({self._open[piece]: rows.filter(starts == piece) for piece in begun})
        self._finish_earlier(pieces)
        if len(begun) == len(pieces):
            return rows, rows.clear()
        return rows.filter(starts.is_in(begun)), rows.filter(~starts.is_in(begun))

    def finish(self) -> None:
        """Give every partition that is still open its key and its place."""
        for piece in self._open:
            self._run("select ops.finish_partition(%s, %s)", (self.target, piece))
        self._others.update(self._open)
        self._open.clear()

    def _is_open(self, piece: date) -> bool:
        """Whether this file fills the partition; makes it when it is missing."""
        if piece in self._open or piece in self._others:
            return piece in self._open
        name = None
        if self._may_copy:
            name = self._run("select ops.begin_partition(%s, %s)", (self.target, piece))
        else:
            self._run("select ops.ensure_partitions(%s, %s, %s)", (self.target, piece, piece))
        if name is None:
            self._others.add(piece)
        else:
            self._open[piece] = str(name)
        return name is not None

    def _append(self, parts: dict[str, pl.DataFrame]) -> None:
        """Each part into its partition; while the server takes one, the next is written down."""
        batch = pl.lit(self.load_batch_id).alias("load_batch_id")
        whole = [rows.drop(ROW_NUMBER).with_columns(batch) for rows in parts.values()]
        with ThreadPoolExecutor(1) as pool:
            for name, lines in zip(parts, pool.map(Lines, whole), strict=True):
                copy_lines(self.connection, lines, name, is_frozen=True)

    def _finish_earlier(self, pieces: list[date]) -> None:
        """In a file in the order of its dates, what lies before this batch is done: the server has time now."""
        self._is_in_order = self._is_in_order and (self._latest is None or pieces[0] >= self._latest)
        self._latest = pieces[-1]
        done = [piece for piece in self._open if self._is_in_order and piece < pieces[0]]
        for piece in done:
            self._run("select ops.finish_partition(%s, %s)", (self.target, piece))
            self._others.add(piece)
            del self._open[piece]

    @cached_property
    def _may_copy(self) -> bool:
        query = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        return bool(self._run(query, ()))

    def _run(self, statement: str, values: tuple[object, ...]) -> object:
        """The first value of the answer."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return (cursor.fetchone() or (None,))[0]

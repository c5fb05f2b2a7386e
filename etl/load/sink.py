"""Rows into the database: straight into new partitions, or through a staging table and a set-based merge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl
from psycopg2.extensions import connection as Connection

from etl.load.copying import Lines, copy_lines
from etl.load.parsing import Failure
from etl.load.partitions import NewPartitions
from etl.readers.source import ROW_NUMBER
from schema.contracts import Feed


@dataclass
class Counts:
    """What became of the accepted rows."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def accepted(self) -> int:
        """Rows that the table now says."""
        return self.inserted + self.updated + self.unchanged


@dataclass
class Sink:
    """Writes one file's rows within the caller's transaction."""

    connection: Connection
    feed: Feed
    load_batch_id: int
    counts: Counts = field(default_factory=Counts)
    first_date: date | None = None
    last_date: date | None = None
    first_changed: date | None = None
    _staged: int = 0

    def __post_init__(self) -> None:
        self._target = f"{self.feed.table.schema}.{self.feed.table.name}"
        # Not an unlogged table: a server killed just after one was rolled back could not start again (its empty file
        # is in the way of the copy that recovery makes).
        self._staging = f"pg_temp.{self.feed.name}_{self.load_batch_id}"
        self._columns = ", ".join(self.feed.resolved_columns)
        self._new = NewPartitions(self.connection, self.feed, self.load_batch_id, self._target)
        self._run(
            f"create table {self._staging} as "
            f"select 0::bigint as row_number, {self._columns} from {self._target} with no data"
        )

    def add(self, rows: pl.DataFrame) -> None:
        """Take a batch of good rows (row number first, then the table's columns)."""
        if rows.is_empty():
            return
        self._note_dates(rows)
        if self.feed.is_partitioned:
            rows = self._into_new_partitions(rows)
        if rows.is_empty():
            return
        copy_lines(self.connection, Lines(rows.rename({ROW_NUMBER: "row_number"})), self._staging)
        self._staged += rows.height
        if not self._needs_whole_file:
            self._merge()

    def finish(self) -> list[Failure]:
        """Check the rules between rows, merge what is left; returns the rows those rules refuse."""
        failures: list[Failure] = []
        if self._staged and self._needs_whole_file:
            failures = self._group_failures()
            self._merge()
        self._new.finish()
        self._run(f"drop table {self._staging}")
        return failures

    @property
    def _needs_whole_file(self) -> bool:
        return bool(self.feed.group_rules) or self.feed.owner_column is not None

    def _note_dates(self, rows: pl.DataFrame) -> None:
        column = self.feed.date_column
        if column is None:
            return
        first, last = rows[column].min(), rows[column].max()
        assert isinstance(first, date)
        assert isinstance(last, date)
        self.first_date = min(self.first_date or first, first)
        self.last_date = max(self.last_date or last, last)

    def _into_new_partitions(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of partitions that this file begins go straight into them; the others are returned."""
        written, others = self._new.take(rows)
        if not written.is_empty():
            self.counts.inserted += written.height
            first = written[str(self.feed.date_column)].min()
            assert isinstance(first, date)
            self._note_change(first)
        return others

    def _group_failures(self) -> list[Failure]:
        """Refuse the rows that break a rule together, and again, until what is left keeps every rule."""
        failures: list[Failure] = []
        while found := self._violations():
            failures.extend(found)
            numbers = list({one.row_number for one in found})
            self._run(f"delete from {self._staging} where row_number = any(%s)", (numbers,))
            self._staged -= len(numbers)
        return failures

    def _violations(self) -> list[Failure]:
        failures: list[Failure] = []
        for code, column, query, sentence in self._set_rules():
            with self.connection.cursor() as cursor:
                cursor.execute(query)
                rows = {int(number): detail for number, detail in cursor.fetchall()}
            failures.extend(
                Failure(number, column, None, code, sentence.format(detail=detail)) for number, detail in rows.items()
            )
        return failures

    def _set_rules(self) -> list[tuple[str, str, str, str]]:
        rules = [
            (one.code, one.column, one.violators.replace("{staging}", self._staging), one.sentence)
            for one in self.feed.group_rules
        ]
        owner = self.feed.owner_column
        if owner is not None:
            query = (
                f"select s.row_number, null from {self._staging} s join {self._target} t on {self._same_key()} "
                f"where s.{owner} <> t.{owner}"
            )
            sentence = (
                f"This {self.feed.name} belongs to another client already; close it and deliver it under a new code."
            )
            rules.append(("owner_changed", self.feed.fields[0].name, query, sentence))
        return rules

    def _merge(self) -> None:
        existing, changed_since = self._compare()
        written = self._upsert()
        self.counts.inserted += self._staged - existing
        self.counts.updated += written - (self._staged - existing)
        self.counts.unchanged += self._staged - written
        if written:
            self._note_change(changed_since)
        self._run(f"truncate {self._staging}")
        self._staged = 0

    def _compare(self) -> tuple[int, date | None]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"select count(t.tableoid), min({self._changed_since()}) "
                f"filter (where t.tableoid is null or {self._differs('t', 's')}) "
                f"from {self._staging} s left join {self._target} t on {self._same_key()}"
            )
            existing, first = cursor.fetchone() or (0, None)
        return int(existing), first

    def _changed_since(self) -> str:
        """From which date on a changed row changes what a close finds; a mere end counts from the end."""
        day, end = self.feed.date_column, self.feed.end_column
        if day is None:
            return "null::date"
        if end is None:
            return f"least(s.{day}, t.{day})"
        return (
            f"case when t.tableoid is null or {self._differs('t', 's', without=end)} then least(s.{day}, t.{day}) "
            f"else least(s.{end}, t.{end}) end"
        )

    def _upsert(self) -> int:
        rest = [name for name in self.feed.resolved_columns if name not in self.feed.key]
        values = ", ".join(f"{name} = excluded.{name}" for name in (*rest, "load_batch_id"))
        action = f"update set {values} where {self._differs('t', 'excluded')}" if rest else "nothing"
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"insert into {self._target} as t ({self._columns}, load_batch_id) "
                f"select {self._columns}, {self.load_batch_id} from {self._staging} "
                f"on conflict ({', '.join(self.feed.key)}) do {action}"
            )
            return cursor.rowcount

    def _differs(self, left: str, right: str, *, without: str = "") -> str:
        rest = [name for name in self.feed.resolved_columns if name not in (*self.feed.key, without)]
        if not rest:
            return "false"
        ours = ", ".join(f"{left}.{name}" for name in rest)
        theirs = ", ".join(f"{right}.{name}" for name in rest)
        return f"({ours}) is distinct from ({theirs})"

    def _same_key(self) -> str:
        nullable = {column.name for column in self.feed.table.columns if column.nullable}
        return " and ".join(
            f"t.{name} {'is not distinct from' if name in nullable else '='} s.{name}" for name in self.feed.key
        )

    def _note_change(self, since: date | None) -> None:
        if since is not None:
            self.first_changed = min(self.first_changed or since, since)

    def _run(self, statement: str, values: tuple[object, ...] | None = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)

"""Rows that were refused: counted by reason, and one by one with their raw text."""

from __future__ import annotations

import polars as pl
from sqlalchemy import ColumnElement, Connection, func, select

from schema.marts.frames import frame
from schema.tables.operations import load_batch, rejected_row

ALL_ROWS = 100_000


def reject_counts(connection: Connection) -> pl.DataFrame:
    """reason_code, feed, column_name, row_count: one row per reason, feed and column, most rows first.

    A file that was loaded again since counts as it came last.
    """
    reject, batch = rejected_row.c, load_batch.c
    statement = (
        select(reject.reason_code, batch.feed, reject.column_name, func.count().label("row_count"))
        .join(load_batch, batch.load_batch_id == reject.load_batch_id)
        .where(batch.superseded_by.is_(None))
        .group_by(reject.reason_code, batch.feed, reject.column_name)
        .order_by(func.count().desc(), reject.reason_code, batch.feed, reject.column_name)
    )
    return frame(connection, statement)


def rejected_rows(
    connection: Connection,
    *,
    reason_code: str,
    feed: str,
    column_name: str | None,
    skip: int = 0,
    most: int = ALL_ROWS,
) -> pl.DataFrame:
    """file_name, row_number, column_name, value, sentence, raw_text: one row each, newest batch first."""
    reject, batch = rejected_row.c, load_batch.c
    columns = (reject.row_number, reject.column_name, reject.value, reject.sentence, reject.raw_text)
    statement = (
        select(batch.file_name, *columns)
        .join(load_batch, batch.load_batch_id == reject.load_batch_id)
        .where(reject.reason_code == reason_code, batch.feed == feed)
        .where(_is_column(column_name), batch.superseded_by.is_(None))
        .order_by(reject.load_batch_id.desc(), reject.row_number)
        .offset(skip)
        .limit(most)
    )
    return frame(connection, statement)


def _is_column(column_name: str | None) -> ColumnElement[bool]:
    return rejected_row.c.column_name.is_not_distinct_from(column_name)

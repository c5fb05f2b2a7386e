"""What operators ask: what was loaded, how fresh it is, how the closes ran and whether they reconcile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, Connection, Label, Select, cast, func, select, true

from schema.domain.money import Ratio
from schema.marts.frames import frame
from schema.marts.tables import delivered_difference, reconciliation
from schema.tables.operations import close_run, close_step, closed_date, finding, load_batch

CLOSABLE = ("loan", "sale")
MOST_BATCHES = 1000
MOST_DIFFERENCES = 500
MOST_FINDINGS = 500
ALWAYS: ColumnElement[bool] = true()


@dataclass(frozen=True, kw_only=True)
class Loads:
    """All load batches together; `last_at` is None before the first, `last_date` the newest in the data.

    `closable_count` are batches of loans or sales, without which there is no date to close.
    """

    batch_count: int
    closable_count: int
    refused_count: int
    rows_read: int
    rows_rejected: int
    last_at: datetime | None
    last_date: date | None

    @property
    def share_rejected(self) -> Ratio:
        """Rejected rows over rows read."""
        return Ratio(Decimal(self.rows_rejected), Decimal(self.rows_read))


def loads(connection: Connection) -> Loads:
    """The sum over every batch; rows of a file that was loaded again since are not counted."""
    batch = load_batch.c
    stands = batch.superseded_by.is_(None)
    statement = select(
        func.count().label("batch_count"),
        func.count().filter(batch.feed.in_(CLOSABLE), batch.rows_accepted > 0).label("closable_count"),
        func.count().filter(batch.status == "refused").label("refused_count"),
        _total(batch.rows_read, stands),
        _total(batch.rows_rejected, stands),
        func.max(func.coalesce(batch.finished_at, batch.started_at)).label("last_at"),
        func.max(batch.last_date).label("last_date"),
    )
    return Loads(**connection.execute(statement).mappings().one())


def batches(connection: Connection, *, most: int = MOST_BATCHES) -> pl.DataFrame:
    """The newest batches, newest first: feed, file, counts of rows, seconds, status, message, when."""
    batch = load_batch.c
    counts = (
        batch.rows_read,
        batch.rows_accepted,
        batch.rows_rejected,
        batch.rows_set_aside,
        batch.rows_inserted,
        batch.rows_updated,
        batch.rows_unchanged,
    )
    statement = (
        select(
            batch.load_batch_id, batch.superseded_by, batch.feed, batch.file_name, batch.status, *counts,
            batch.message, batch.started_at, batch.finished_at,
        )
        .order_by(batch.load_batch_id.desc())
        .limit(most)
    )  # fmt: skip
    return frame(connection, statement)


def freshness(connection: Connection) -> pl.DataFrame:
    """feed, batch_count, rows_accepted, last_date (newest date in the data), last_at: one row per feed."""
    batch = load_batch.c
    statement = (
        select(
            batch.feed,
            func.count().label("batch_count"),
            _total(batch.rows_accepted),
            func.max(batch.last_date).label("last_date"),
            func.max(func.coalesce(batch.finished_at, batch.started_at)).label("last_at"),
        )
        .where(batch.status == "loaded")
        .group_by(batch.feed)
        .order_by(batch.feed)
    )
    return frame(connection, statement)


def reconciliations(connection: Connection, *, as_of: date) -> pl.DataFrame:
    """check_name, currency, mart_value, fact_value: one row per check and currency of the date."""
    mart = reconciliation.c
    statement = select(mart.check_name, mart.currency, mart.mart_value, mart.fact_value)
    return frame(connection, statement.where(mart.as_of == as_of).order_by(mart.check_name, mart.currency))


def delivered_counts(connection: Connection, *, as_of: date) -> pl.DataFrame:
    """measure, loan_count: in how many loans the bank's own figure differs from ours."""
    mart = delivered_difference.c
    statement = select(mart.measure, func.count().label("loan_count")).where(mart.as_of == as_of)
    return frame(connection, statement.group_by(mart.measure).order_by(mart.measure))


def delivered_differences(connection: Connection, *, as_of: date, most: int = MOST_DIFFERENCES) -> pl.DataFrame:
    """loan_code, measure, delivered, computed: one row per loan and measure that differ, by loan."""
    mart = delivered_difference.c
    statement = select(mart.loan_code, mart.measure, mart.delivered, mart.computed).where(mart.as_of == as_of)
    return frame(connection, statement.order_by(mart.loan_code, mart.measure).limit(most))


def findings(connection: Connection, *, as_of: date | None, most: int = MOST_FINDINGS) -> pl.DataFrame:
    """code, subject_code, sentence, as_of, feed, file_name: of one close and of all loads, the close's first.

    What an earlier version of a file brought is left out; `as_of` None leaves out the closes.
    """
    found = finding.c
    columns = (found.code, found.subject_code, found.sentence, found.as_of)
    statement = (
        select(*columns, load_batch.c.feed, load_batch.c.file_name)
        .outerjoin(load_batch, load_batch.c.load_batch_id == found.load_batch_id)
        .where(found.as_of.is_(None) | (found.as_of == as_of), load_batch.c.superseded_by.is_(None))
        .order_by(found.as_of.asc().nulls_last(), found.finding_id.desc())
        .limit(most)
    )
    return frame(connection, statement)


def last_close_steps(connection: Connection) -> pl.DataFrame:
    """as_of, started_at, step_no, name, row_count, seconds: one row per step of the last complete close."""
    latest = select(func.max(close_run.c.close_run_id)).where(close_run.c.state == "complete").scalar_subquery()
    return frame(connection, _steps().where(close_run.c.close_run_id == latest))


def close_durations(connection: Connection) -> pl.DataFrame:
    """as_of, seconds, row_count: one row per closed date, summed over its steps, oldest first."""
    statement = (
        select(
            closed_date.c.as_of,
            func.sum(close_step.c.seconds).label("seconds"),
            _total(close_step.c.row_count),
        )
        .join(close_step, close_step.c.close_run_id == closed_date.c.close_run_id)
        .group_by(closed_date.c.as_of)
        .order_by(closed_date.c.as_of)
    )
    return frame(connection, statement)


def failed_closes(connection: Connection) -> pl.DataFrame:
    """as_of, message, started_at of runs that failed and were not followed by a complete one of that date."""
    later = close_run.alias("later")
    is_mended = (
        select(later.c.close_run_id)
        .where(later.c.as_of == close_run.c.as_of, later.c.close_run_id > close_run.c.close_run_id)
        .where(later.c.state == "complete")
        .exists()
    )
    statement = select(close_run.c.as_of, close_run.c.message, close_run.c.started_at)
    open_runs = statement.where(close_run.c.state == "failed", ~is_mended)
    return frame(connection, open_runs.order_by(close_run.c.close_run_id.desc()))


def _steps() -> Select[tuple[date, datetime, int, str, int, object]]:
    run, step = close_run.c, close_step.c
    return (
        select(run.as_of, run.started_at, step.step_no, step.name, step.row_count, step.seconds)
        .join(close_step, step.close_run_id == run.close_run_id)
        .order_by(step.step_no)
    )


def _total(column: ColumnElement[int], condition: ColumnElement[bool] = ALWAYS) -> Label[int]:
    total = func.coalesce(func.sum(column).filter(condition), 0)
    return cast(total, BigInteger).label(str(column.key))

"""What a person asks about closes: which dates are closed, which must be closed again, how the last run went."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from etl.close.step import StepReport
from schema.tables.operations import close_run, close_step, closed_date


@dataclass(frozen=True, kw_only=True)
class ClosedDate:
    """A closed date; `stale_reason` is None while it holds."""

    as_of: date
    closed_at: datetime
    is_stale: bool
    stale_reason: str | None


@dataclass(frozen=True, kw_only=True)
class CloseRun:
    """One attempt to close a date: state `complete` or `failed`; a failed one has a message and no steps."""

    as_of: date
    state: str
    message: str | None
    started_at: datetime
    finished_at: datetime
    steps: tuple[StepReport, ...]


@dataclass(frozen=True, kw_only=True)
class CloseStatus:
    """Closed dates, oldest first, and the last run; None when nothing was ever closed."""

    dates: tuple[ClosedDate, ...]
    last_run: CloseRun | None

    @property
    def stale_dates(self) -> tuple[ClosedDate, ...]:
        """Dates that must be closed again."""
        return tuple(each for each in self.dates if each.is_stale)


def close_status(connection: Connection) -> CloseStatus:
    """Everything `tandem status` says about closes."""
    return CloseStatus(dates=_dates(connection), last_run=_last_run(connection))


def _dates(connection: Connection) -> tuple[ClosedDate, ...]:
    columns = closed_date.c
    statement = select(columns.as_of, columns.closed_at, columns.is_stale, columns.stale_reason)
    rows = connection.execute(statement.order_by(columns.as_of))
    return tuple(ClosedDate(**row._mapping) for row in rows)


def _last_run(connection: Connection) -> CloseRun | None:
    columns = close_run.c
    run = connection.execute(select(close_run).order_by(columns.close_run_id.desc()).limit(1)).first()
    if run is None:
        return None
    return CloseRun(
        as_of=run.as_of,
        state=run.state,
        message=run.message,
        started_at=run.started_at,
        finished_at=run.finished_at,
        steps=_steps(connection, run.close_run_id),
    )


def _steps(connection: Connection, close_run_id: int) -> tuple[StepReport, ...]:
    columns = close_step.c
    statement = select(columns.name, columns.row_count, columns.seconds)
    rows = connection.execute(statement.where(columns.close_run_id == close_run_id).order_by(columns.step_no))
    return tuple(StepReport(name=row.name, row_count=row.row_count, seconds=float(row.seconds)) for row in rows)

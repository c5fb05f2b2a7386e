"""Close dates: each in one transaction, under the lock that loads share, written down step by step."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from etl.close.bounds import bounds_of
from etl.close.dates import closed_dates, dates_to_close, first_fact_date, last_fact_date
from etl.close.record import record_complete, record_failure
from etl.close.step import Step, StepReport, parameters_of, run_step
from etl.close.steps import STEPS
from etl.load.lock import WAIT_SECONDS, exclusive
from etl.progress import Progress, Task
from schema.errors import TandemError
from schema.policy import policy_on
from schema.storage.database import Database

# Steps write temp tables without statistics first; a nested loop over a bad guess would cost hours.
SETTINGS = (
    "set local work_mem = '256MB'",
    "set local jit = off",
    "set local enable_nestloop = off",
)


@dataclass(frozen=True, kw_only=True)
class CloseReport:
    """One closed date: the key of its run and what each step did."""

    as_of: date
    close_run_id: int
    steps: tuple[StepReport, ...]

    @property
    def seconds(self) -> float:
        """Time of all steps together."""
        return sum(step.seconds for step in self.steps)


class CloseFailed(TandemError):
    """A step failed; its date is as it was before, and the failed run is written down."""


class NothingToClose(TandemError):
    """There is neither a loan nor a sale."""


def close(database: Database, as_of: date, *, progress: Progress, wait_seconds: int = WAIT_SECONDS) -> CloseReport:
    """Compute everything that is true as of a date and replace that date's slices, and nothing else.

    Closing a date again gives the same rows; other closed dates do not change.
    Raises CloseFailed with the step's name, and DatabaseBusy when a load or another close does not end in time.
    """
    with _session(database, wait_seconds, progress) as connection:
        return _close_all(connection, [as_of], progress)[0]


def close_through(
    database: Database,
    through: date | None,
    *,
    progress: Progress,
    again: bool = False,
    wait_seconds: int = WAIT_SECONDS,
) -> list[CloseReport]:
    """Close every month end from the first disbursement (or sale) on, and `through` itself.

    None for `through` is the day of the last fact. Dates that are closed and not stale are left out, unless
    `again`. The answer is empty when nothing was left to do.
    Raises NothingToClose, CloseFailed or DatabaseBusy; dates closed before a failure stay closed.
    """
    with _session(database, wait_seconds, progress) as connection:
        return _close_all(connection, _wanted(connection, through, again=again), progress)


@contextmanager
def _session(database: Database, wait_seconds: int, progress: Progress) -> Iterator[Connection]:
    """A connection of our own while nobody else loads or closes; the server soon notices when we are killed."""
    lock = exclusive(database, wait_seconds=wait_seconds, progress=progress)
    with lock, database.engine("etl").connect() as connection:
        connection.detach()
        connection.exec_driver_sql("set client_connection_check_interval = '1s'")
        connection.commit()
        yield connection


def _wanted(connection: Connection, through: date | None, *, again: bool) -> list[date]:
    first, last = first_fact_date(connection), through or last_fact_date(connection)
    if first is None or last is None:
        raise NothingToClose("There is neither a loan nor a sale to close a date for.", "Load some first.")
    done = frozenset() if again else closed_dates(connection)
    connection.commit()
    return [each for each in dates_to_close(first, last) if each not in done]


def _close_all(connection: Connection, dates: Sequence[date], progress: Progress) -> list[CloseReport]:
    with progress.task("Closing dates", total=len(dates) * len(STEPS)) as task:
        return [_close_one(connection, each, task) for each in dates]


def _close_one(connection: Connection, as_of: date, task: Task) -> CloseReport:
    connection.rollback()
    started_at: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
    for setting in SETTINGS:
        connection.exec_driver_sql(setting)
    parameters = parameters_of(policy_on(connection, as_of))
    parameters |= bounds_of(connection, parameters)
    steps = []
    for step in STEPS:
        try:
            steps.append(run_step(connection, step, parameters=parameters))
        except DBAPIError as fault:
            raise _failure(connection, step, fault, as_of=as_of, started_at=started_at) from fault
        task.advance(note=f"{as_of}: {step.name}")
    run_id = record_complete(connection, as_of, started_at=started_at, steps=steps)
    connection.commit()
    return CloseReport(as_of=as_of, close_run_id=run_id, steps=tuple(steps))


def _failure(
    connection: Connection, step: Step, fault: DBAPIError, *, as_of: date, started_at: datetime
) -> CloseFailed:
    """The error to raise, once the failure is written down; a server that is gone keeps no record."""
    said = str(fault.orig).strip()
    what = f"Closing {as_of} failed at the step {step.name!r}: {said.splitlines()[0] if said else 'no reason given'}."
    with suppress(DBAPIError):
        connection.rollback()
        record_failure(connection, as_of, started_at=started_at, message=what)
        connection.commit()
    return CloseFailed(what, "The date is as it was before; mend the cause and close it again.", detail=str(fault))

"""What is written about a close: its run with its steps, the closed date, and the version of the data."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from etl.close.step import StepReport
from schema.tables.operations import close_run, close_step, closed_date, data_version

COMPLETE, FAILED = "complete", "failed"


def record_complete(connection: Connection, as_of: date, *, started_at: datetime, steps: Sequence[StepReport]) -> int:
    """Write down a close in its own transaction and mark the date as closed; returns the key of the run."""
    run_id = _run(connection, as_of, COMPLETE, started_at=started_at, message=None)
    rows = [
        {"close_run_id": run_id, "step_no": no, "name": step.name, "row_count": step.row_count,
         "seconds": round(step.seconds, 3)}
        for no, step in enumerate(steps, start=1)
    ]  # fmt: skip
    connection.execute(insert(close_step), rows)
    closed = {
        "close_run_id": run_id,
        "is_stale": False,
        "stale_reason": None,
        "closed_at": func.clock_timestamp(),
    }
    statement = upsert(closed_date).values(as_of=as_of, **closed)
    connection.execute(statement.on_conflict_do_update(index_elements=["as_of"], set_=closed))
    version = {"version": data_version.c.version + 1, "changed_at": func.clock_timestamp()}
    connection.execute(update(data_version).values(version))
    return run_id


def record_failure(connection: Connection, as_of: date, *, started_at: datetime, message: str) -> None:
    """Write down that a close failed and why; what was closed before stays as it is."""
    _run(connection, as_of, FAILED, started_at=started_at, message=message)


def _run(connection: Connection, as_of: date, state: str, *, started_at: datetime, message: str | None) -> int:
    row = {"as_of": as_of, "state": state, "message": message, "started_at": started_at}
    statement = insert(close_run).values(**row, finished_at=func.clock_timestamp())
    run_id: int = connection.execute(statement.returning(close_run.c.close_run_id)).scalar_one()
    return run_id

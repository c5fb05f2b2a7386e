"""Fill a database with the demo bank, and keep the truth about it beside the data."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from etl.demo.bank import demo_bank
from etl.demo.capital import store_capital
from etl.demo.plan import DEFAULT_CLIENTS, DEFAULT_SEED
from etl.load.report import LoadReport
from etl.load.run import load_frames
from etl.progress import Progress, Task, silent
from schema.storage.database import Database

SOURCE_NAME = "demo bank"
TRUTH_COLUMNS = ("story", "client_code", "loan_code", "since_date", "details")


def build_demo(
    database: Database,
    *,
    clients: int = DEFAULT_CLIENTS,
    seed: int = DEFAULT_SEED,
    through: date | None = None,
    progress: Progress = silent,
) -> LoadReport:
    """Generate and load the bank up to the month end `through`, then replace the stored truth in one transaction.

    Without `through` the last month that is wholly over in the database's time zone is the last one.
    """
    last = through or last_month_end(datetime.now(ZoneInfo(database.time_zone)).date())
    bank = demo_bank(clients=clients, seed=seed, through=last)
    report = load_frames(database, bank.frames(), source_name=SOURCE_NAME, progress=progress)
    with progress.task("Writing down what is really going on", bank.bank.plan.chunks) as task:
        _store_truth(database, bank.truth(), task)
    store_capital(database, clients)
    return report


def last_month_end(today: date) -> date:
    """The last day of the month before the one `today` lies in."""
    return today.replace(day=1) - timedelta(days=1)


def _store_truth(database: Database, frames: Iterable[pl.DataFrame], task: Task) -> None:
    columns = ", ".join(TRUTH_COLUMNS)
    with closing(database.connect("etl")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("delete from ops.demo_truth")
        for frame in frames:
            text = io.StringIO(frame.select(TRUTH_COLUMNS).write_csv(include_header=False))
            cursor.copy_expert(f"copy ops.demo_truth ({columns}) from stdin (format csv)", text)
            task.advance(1)

"""Which dates to close: month ends from the first fact on, and the day of the last fact."""

from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy import Connection

# A loan's own dates say what is agreed, not how far the data reach; they count only where nothing else does.
FIRST_DATE = """
select coalesce((select min(disbursed_date) from core.loan), (select min(sold_date) from core.sale))
"""
LAST_DATE = """
select coalesce(
    greatest((select max(paid_date) from core.repayment), (select max(booked_date) from core.account_transaction),
             (select max(sold_date) from core.sale), (select max(as_of) from core.delivered_snapshot)),
    (select max(disbursed_date) from core.loan))
"""


def first_fact_date(connection: Connection) -> date | None:
    """Day of the first disbursement, of the first sale where there are no loans; None without either."""
    return _date(connection, FIRST_DATE)


def last_fact_date(connection: Connection) -> date | None:
    """Day of the last repayment, transaction, sale or delivered snapshot; else of the last disbursement."""
    return _date(connection, LAST_DATE)


def closed_dates(connection: Connection) -> frozenset[date]:
    """Dates that are closed and still hold."""
    rows = connection.exec_driver_sql("select as_of from ops.closed_date where not is_stale")
    return frozenset(rows.scalars())


def month_end(day: date) -> date:
    """The last day of a date's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def dates_to_close(first: date, through: date) -> list[date]:
    """Every month end from `first` to `through`, and `through` itself; none when it lies before `first`."""
    dates, end = [], month_end(first)
    while end < through:
        dates.append(end)
        end = month_end(end + timedelta(days=1))
    return [*dates, through] if through >= first else dates


def _date(connection: Connection, question: str) -> date | None:
    found: date | None = connection.exec_driver_sql(question).scalar_one()
    return found

"""How far back a close must read: not before the oldest loan that is still live."""

from sqlalchemy import Connection

from etl.close.fragments import LIVE
from etl.close.step import Parameters

# Bound as values and not joined: with a value the planner prunes partitions and estimates well.
OLDEST = f"select coalesce(min(l.disbursed_date), %(as_of)s) from core.loan l where {LIVE}"


def bounds_of(connection: Connection, parameters: Parameters) -> Parameters:
    """Parameter `first_date`: disbursement of the oldest live loan, the date itself when there is none."""
    return {"first_date": connection.exec_driver_sql(OLDEST, parameters).scalar_one()}

"""How far back a close must read: the oldest loan that is still live, and the month end it is compared with."""

from sqlalchemy import Connection

from etl.close.fragments import LIVE
from etl.close.movement import compared_as_of
from etl.close.step import Parameters

# Bound as values and not joined: with a value the planner prunes partitions and estimates well.
OLDEST = f"select coalesce(min(l.disbursed_date), %(as_of)s) from core.loan l where {LIVE}"


def bounds_of(connection: Connection, parameters: Parameters) -> Parameters:
    """Parameters `first_date`: disbursement of the oldest live loan, the date itself when there is none, and
    `compared_as_of`: the last closed month end before the date, None before the first.
    """
    return {
        "first_date": connection.exec_driver_sql(OLDEST, parameters).scalar_one(),
        "compared_as_of": compared_as_of(connection, parameters["as_of"]),
    }

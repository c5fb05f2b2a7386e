"""When each unit of the bank opened and closed."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, select

from schema.marts.frames import frame
from schema.tables.organisation import org_unit


def unit_dates(connection: Connection) -> pl.DataFrame:
    """org_unit_id, opened_date, closed_date: one row per unit; None where the bank did not say."""
    unit = org_unit.c
    return frame(connection, select(unit.org_unit_id, unit.opened_date, unit.closed_date).order_by(unit.org_unit_id))

"""Rows of a select as a polars frame whose types come from the statement, also when there are no rows."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Boolean, Connection, Date, DateTime, Integer, Numeric, Select
from sqlalchemy.types import TypeEngine

WIDEST = 38


def frame(connection: Connection, statement: Select[Any]) -> pl.DataFrame:
    """One row per row, one column per selected column; moments are in UTC, money stays exact."""
    schema = {column.name: _dtype(column.type) for column in statement.selected_columns}
    rows = [tuple(row) for row in connection.execute(statement)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _dtype(kind: TypeEngine[Any]) -> pl.DataType:
    if isinstance(kind, Integer | BigInteger):
        return pl.Int64()
    if isinstance(kind, Numeric):
        return pl.Decimal(WIDEST, kind.scale or 0)
    if isinstance(kind, DateTime):
        return pl.Datetime("us", "UTC")
    if isinstance(kind, Date):
        return pl.Date()
    return pl.Boolean() if isinstance(kind, Boolean) else pl.String()

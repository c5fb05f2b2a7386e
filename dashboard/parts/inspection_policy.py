"""The parameters of inspections that a page names, as valid on its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from dashboard.readers import answer
from schema.marts import closes


def days(on: date, name: str) -> int:
    """The days of `inspection_<name>`; 0 where no row covers the date."""
    return int(_numbers(on).get((f"inspection_{name}", ""), Decimal(0)))


def levels(on: date) -> Mapping[str, Decimal]:
    """From how many days overdue on, strictly, each level holds."""
    return {key: number for (name, key), number in _numbers(on).items() if name == "inspection_overdue"}


def _numbers(on: date) -> Mapping[tuple[str, str], Decimal]:
    rows = answer(closes.parameters_on, on=on)
    return {(row.name, row.key): row.number for row in rows if row.number is not None}

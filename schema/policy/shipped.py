"""A row of a dated parameter that the product ships with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schema.domain.words import ParameterStatus

ALWAYS = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class ShippedParameter:
    """One row the product ships with."""

    name: str
    number: Decimal
    unit: str
    source: str
    status: ParameterStatus
    key: str = ""
    valid_from: date = ALWAYS
    valid_to: date | None = None

"""A row of a dated parameter that the product ships with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schema.domain.words import ParameterStatus

ALWAYS = date(1900, 1, 1)
NOT_SET = "not set"  # the word of a number that only the bank knows


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


@dataclass(frozen=True, kw_only=True)
class UnsetParameter:
    """A row without a number, for what only the bank knows; `unit` is what its number will be in."""

    name: str
    unit: str
    source: str
    status: ParameterStatus
    key: str = ""
    word: str = NOT_SET
    valid_from: date = ALWAYS
    valid_to: date | None = None

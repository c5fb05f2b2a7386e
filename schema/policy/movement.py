"""Parameters of the roll-rate forecast: how far it looks back, and how much history it needs."""

from __future__ import annotations

from decimal import Decimal

from schema.domain.words import ParameterStatus
from schema.policy.shipped import ShippedParameter

MOST_MONTHS, LEAST_MONTHS, LEAST_LOANS = "forecast_most_months", "forecast_least_months", "forecast_least_loans"
ROWS = ((MOST_MONTHS, 6, "months"), (LEAST_MONTHS, 3, "months"), (LEAST_LOANS, 30, "overdue loans in those months"))
SHIPPED = tuple(
    ShippedParameter(
        name=name,
        number=Decimal(number),
        unit=unit,
        source="proposed by the product",
        status=ParameterStatus.PROPOSED,
    )
    for name, number, unit in ROWS
)

"""Parameters of collateral: after how long it is valued anew."""

from __future__ import annotations

from decimal import Decimal

from schema.domain.words import ParameterStatus
from schema.policy.shipped import ShippedParameter

SHIPPED = (
    ShippedParameter(
        name="valuation_age",
        number=Decimal(12),
        unit="months",
        source="collateral management guideline of 2017, at least once a year",
        status=ParameterStatus.TO_CONFIRM,
    ),
)

"""Parameters of what the book is made of: limits of concentration, and how long cohorts are followed.

The capital the limits are measured against is the bank's own figure: its rows are shipped without a value, so that
one can be proposed.
"""

from __future__ import annotations

from decimal import Decimal

from schema.domain.words import ParameterStatus
from schema.policy.shipped import ShippedParameter, UnsetParameter

SINGLE_LOAN, SINGLE_EXPOSURE = "single_borrower_limit", "single_exposure_limit"
GROUP_EXPOSURE, LARGE_EXPOSURE = "group_exposure_limit", "large_exposure_share"
NET_CAPITAL, TIER_1 = "net_capital", "tier_1_capital"
VINTAGE_MONTHS = "vintage_months"
OPEN, PROPOSED = ParameterStatus.TO_CONFIRM, ParameterStatus.PROPOSED
LARGE_EXPOSURES = "large-exposure rules of commercial banks, to be confirmed"
ROWS = (
    (SINGLE_LOAN, "0.10", "of net capital, at most", LARGE_EXPOSURES, OPEN),
    (SINGLE_EXPOSURE, "0.15", "of tier 1 capital, at most", LARGE_EXPOSURES, OPEN),
    (GROUP_EXPOSURE, "0.20", "of tier 1 capital, at most", LARGE_EXPOSURES, OPEN),
    (LARGE_EXPOSURE, "0.025", "of tier 1 capital, at least", LARGE_EXPOSURES, OPEN),
    (VINTAGE_MONTHS, "48", "months", "proposed by the product", PROPOSED),
)
UNSET = tuple(
    UnsetParameter(name=name, unit="CNY", source="the bank's own figure", status=OPEN) for name in (NET_CAPITAL, TIER_1)
)
SHIPPED = tuple(
    ShippedParameter(name=name, number=Decimal(number), unit=unit, source=source, status=status)
    for name, number, unit, source, status in ROWS
)

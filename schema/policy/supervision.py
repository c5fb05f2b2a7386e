"""Parameters of account supervision: what has to be paid entrusted, and from where on a use of money is told.

Sources: the three lending rules in force since 1 July 2024 (their amounts still to be confirmed), the published rule
packs and signal lists named with each row; everything else is our proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schema.domain.supervision import Severity
from schema.domain.words import ParameterStatus
from schema.policy.shipped import ShippedParameter

PUBLISHED, PROPOSED, OPEN = ParameterStatus.PUBLISHED, ParameterStatus.PROPOSED, ParameterStatus.TO_CONFIRM
RULES_2024 = "lending rules in force since 1 July 2024, applied to earlier dates for want of an older rule"
RULE_PACKS = "published rule packs of fund-use checks"
OURS = "proposed by the product"
AMOUNT, DAYS, OF_DRAW = "in the currency of the loan, more than", "days", "of the draw, at least"
ENTRUSTED_THRESHOLDS = {
    "fixed_asset": 10_000_000,
    "working_capital": 10_000_000,
    "small_micro": 10_000_000,
    "personal": 300_000,
    "personal_business": 500_000,
}
SINGLES = (
    ("fund_use_window", "90", DAYS, OURS, PROPOSED),
    ("fund_use_followed", "30", DAYS, OURS, PROPOSED),
    ("round_trip_window", "7", DAYS, RULE_PACKS, PUBLISHED),
    ("round_trip_tolerance", "0.20", "of the payment", RULE_PACKS, PUBLISHED),
    ("split_window", "5", DAYS, OURS, PROPOSED),
    ("split_payments", "3", "payments, at least", OURS, PROPOSED),
    ("shared_payee_share", "0.10", OF_DRAW, OURS, PROPOSED),
)
# Name, unit, and per level its number, source and status; a level without a number does not exist.
LADDERS = (
    ("prohibited_share", OF_DRAW, ("0.01", "0.05", "0.20"), (OURS, PROPOSED)),
    ("round_trip_share", OF_DRAW, (None, "0.30", "0.80"), (OURS, PROPOSED)),
    ("outside_payee_share", OF_DRAW, ("0.10", "0.30", "0.50"), (OURS, PROPOSED)),
    ("cash_share", OF_DRAW, ("0.10", "0.30", "0.50"), (OURS, PROPOSED)),
    ("related_party_share", OF_DRAW, ("0.20", "0.30", "0.50"), (OURS, PROPOSED)),
    ("cover_ratio", "of what is due, less than", ("1.00", "0.50", "0.10"), (OURS, PROPOSED)),
    ("cover_days", "working days before the due date", ("5", "3", "1"), (OURS, PROPOSED)),
)
BORROWERS = "borrowers, at least"


def _singles() -> Iterator[ShippedParameter]:
    for name, number, unit, source, status in SINGLES:
        yield ShippedParameter(name=name, number=Decimal(number), unit=unit, source=source, status=status)


def _thresholds() -> Iterator[ShippedParameter]:
    for kind, amount in ENTRUSTED_THRESHOLDS.items():
        number = Decimal(amount)
        yield ShippedParameter(
            name="entrusted_threshold", key=kind, number=number, unit=AMOUNT, source=RULES_2024, status=OPEN
        )


def _ladders() -> Iterator[ShippedParameter]:
    for name, unit, numbers, (source, status) in LADDERS:
        for level, number in zip(Severity, numbers, strict=True):
            if number is not None:
                yield ShippedParameter(
                    name=name, key=level, number=Decimal(number), unit=unit, source=source, status=status
                )


def _shared() -> Iterator[ShippedParameter]:
    grounds = ((3, OURS, PROPOSED), (5, OURS, PROPOSED), (11, RULE_PACKS, PUBLISHED))
    for level, (number, source, status) in zip(Severity, grounds, strict=True):
        yield ShippedParameter(
            name="shared_payee", key=level, number=Decimal(number), unit=BORROWERS, source=source, status=status
        )


SHIPPED: tuple[ShippedParameter, ...] = (*_singles(), *_thresholds(), *_ladders(), *_shared())

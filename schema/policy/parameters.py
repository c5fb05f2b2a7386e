"""Effective-dated parameters: the rows the product ships with, and how a computation reads them.

A computation reads the value that is valid on its own date; a change is a new row, never an update.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from schema.domain.words import ParameterStatus
from schema.errors import TandemError
from schema.policy import archive, collateral, inspections, movement, quality, structure, supervision
from schema.policy.shipped import ALWAYS, ShippedParameter
from schema.tables.operations import parameter

__all__ = ["ALWAYS", "SHIPPED", "ParameterMissing", "Policy", "ShippedParameter", "policy_on", "seed"]
ORDER_2023 = date(2023, 7, 1)
BEFORE_ORDER = date(2023, 6, 30)


class ParameterMissing(TandemError):
    """A computation needs a parameter that no row gives for its date."""

    def __init__(self, name: str, key: str, on: date) -> None:
        full = f"{name}[{key}]" if key else name
        super().__init__(
            f"The parameter {full} has no value on {on}.",
            "Add a row with a validity that covers this date to ops.parameter.",
        )


def _floors() -> list[ShippedParameter]:
    order = "CBIRC/PBoC Order 2023 No. 1, Arts 10-13"
    card = "credit-card business rules, Art. 92"
    corporate = {"special_mention": 0, "substandard": 90, "doubtful": 270, "loss": 360}
    cards = {"special_mention": 0, "substandard": 90, "doubtful": 120, "loss": 180}
    schemes = (
        ("corporate_2023", corporate, order, ParameterStatus.TO_CONFIRM),
        ("retail_2023", corporate, order, ParameterStatus.TO_CONFIRM),
        ("credit_card", cards, card, ParameterStatus.PUBLISHED),
    )
    rows = []
    for scheme, days, source, status in schemes:
        for risk_class, limit in days.items():
            key, number = f"{scheme}/{risk_class}", Decimal(limit)
            unit = "days past due, strictly more than"
            rows.append(
                ShippedParameter(
                    name="class_floor",
                    key=key,
                    number=number,
                    unit=unit,
                    source=f"{source}, applied to earlier dates for want of an older rule",
                    status=ParameterStatus.PROPOSED,
                    valid_to=BEFORE_ORDER,
                )
            )
            rows.append(
                ShippedParameter(
                    name="class_floor",
                    key=key,
                    number=number,
                    unit=unit,
                    source=source,
                    status=status,
                    valid_from=ORDER_2023,
                )
            )
    return rows


def _provisions() -> list[ShippedParameter]:
    guideline = "provisioning guideline, as cited in bank examination papers"
    specific = {"special_mention": "0.02", "substandard": "0.25", "doubtful": "0.50", "loss": "1.00"}
    rows = [
        ShippedParameter(
            name="specific_provision",
            key=risk_class,
            number=Decimal(rate),
            unit="of the outstanding principal",
            source=guideline,
            status=ParameterStatus.PUBLISHED,
        )
        for risk_class, rate in specific.items()
    ]
    standard = "贷款损失准备管理办法, Art. 7"
    singles = (
        ("general_provision", "0.01", "of all loans", guideline, ParameterStatus.PUBLISHED),
        ("coverage_standard", "1.5", "of non-performing loans", standard, ParameterStatus.PUBLISHED),
        ("loan_provision_standard", "0.025", "of all loans", standard, ParameterStatus.PUBLISHED),
        (
            "obligor_limit",
            "0.10",
            "of the obligor's claims",
            "Order 2023 No. 1, Art. 7",
            ParameterStatus.PUBLISHED,
        ),
        ("arrears_materiality", "0.01", "of an instalment", "banks round payments", ParameterStatus.PROPOSED),
    )
    for name, number, unit, source, status in singles:
        rows.append(ShippedParameter(name=name, number=Decimal(number), unit=unit, source=source, status=status))
    return rows


SHIPPED: tuple[ShippedParameter, ...] = (
    *_floors(),
    *_provisions(),
    *inspections.SHIPPED,
    *archive.SHIPPED,
    *collateral.SHIPPED,
    *movement.SHIPPED,
    *quality.SHIPPED,
    *supervision.SHIPPED,
    *structure.SHIPPED,
)


def seed(connection: Connection) -> None:
    """Write the shipped rows that are not there yet; rows of the bank's own stay as they are."""
    statement = insert(parameter).on_conflict_do_nothing(index_elements=["name", "key", "valid_from"])
    connection.execute(statement, [vars(one) for one in SHIPPED])
    connection.execute(statement, [vars(one) for one in structure.UNSET])


@dataclass(frozen=True)
class Policy:
    """Every numeric parameter as it is valid on one date."""

    on: date
    numbers: Mapping[tuple[str, str], Decimal]

    def number(self, name: str, key: str = "") -> Decimal:
        """The value of a parameter.

        Raises:
            ParameterMissing: no row covers the date.
        """
        try:
            return self.numbers[name, key]
        except KeyError:
            raise ParameterMissing(name, key, self.on) from None


def policy_on(connection: Connection, on: date) -> Policy:
    """All numeric parameters valid on a date; of overlapping rows the one that began last counts."""
    statement = (
        select(parameter.c.name, parameter.c.key, parameter.c.number)
        .where(parameter.c.number.is_not(None), parameter.c.valid_from <= on)
        .where((parameter.c.valid_to.is_(None)) | (parameter.c.valid_to >= on))
        .order_by(parameter.c.valid_from)
    )
    numbers = {(row.name, row.key): row.number for row in connection.execute(statement)}
    return Policy(on=on, numbers=numbers)

"""Read models: named, with a stated grain whose first column is `as_of`; a close rebuilds one date's slice.

Org-unit figures include everything below the unit in the tree. Money is in the row's currency.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Numeric, PrimaryKeyConstraint, Table
from sqlalchemy.sql.schema import Column

from schema.tables.base import count, day, key, metadata, money, table, text, whole

__all__ = ["GRAINS", "metadata"]

GRAINS: dict[str, tuple[str, ...]] = {}


def mart(name: str, *columns: Column[Any], grain: tuple[str, ...]) -> Table:
    """A read model; its grain is its primary key."""
    if grain[0] != "as_of":
        raise ValueError(f"the grain of {name} must begin with as_of")
    GRAINS[name] = grain
    return table("mart", name, *columns, PrimaryKeyConstraint(*grain))


def _unit_and_currency() -> tuple[Column[Any], ...]:
    return (
        day("as_of", nullable=False),
        whole("org_unit_id", nullable=False),
        text("currency", nullable=False),
    )


org_unit_portfolio = mart(
    "org_unit_portfolio",
    *_unit_and_currency(),
    count("loan_count", nullable=False),
    count("client_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("special_mention_amount", nullable=False),
    money("non_performing_amount", nullable=False),
    money("over_90_days_amount", nullable=False),
    count("overdue_loan_count", nullable=False),
    money("overdue_amount", nullable=False),
    money("general_allowance_amount", nullable=False),
    money("specific_allowance_amount", nullable=False),
    money("required_allowance_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency"),
)
org_unit_class = mart(
    "org_unit_class",
    *_unit_and_currency(),
    text("risk_class", nullable=False),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "risk_class"),
)
org_unit_bucket = mart(
    "org_unit_bucket",
    *_unit_and_currency(),
    text("bucket", nullable=False),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("overdue_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "bucket"),
)
org_unit_loan_kind = mart(
    "org_unit_loan_kind",
    *_unit_and_currency(),
    text("kind", nullable=False),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("non_performing_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "kind"),
)
overdue_loan = mart(
    "overdue_loan",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("loan_code", nullable=False),
    text("kind", nullable=False),
    text("currency", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("overdue_amount", nullable=False),
    day("oldest_unpaid_date", nullable=False),
    whole("days_past_due", nullable=False),
    text("bucket", nullable=False),
    text("risk_class", nullable=False),
    grain=("as_of", "client_id", "loan_id"),
)
org_unit_sales = mart(
    "org_unit_sales",
    *_unit_and_currency(),
    count("sale_count", nullable=False),
    money("sold_amount", nullable=False),
    money("returned_amount", nullable=False),
    money("year_to_date_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency"),
)
delivered_difference = mart(
    "delivered_difference",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    text("loan_code", nullable=False),
    text("measure", nullable=False),
    text("delivered", nullable=False),
    text("computed", nullable=False),
    grain=("as_of", "client_id", "loan_id", "measure"),
)
reconciliation = mart(
    "reconciliation",
    day("as_of", nullable=False),
    text("check_name", nullable=False),
    text("currency", nullable=False),
    Column("mart_value", Numeric(24, 2), nullable=False),
    Column("fact_value", Numeric(24, 2), nullable=False),
    grain=("as_of", "check_name", "currency"),
)

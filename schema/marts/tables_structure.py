"""Read models of what the book is made of: cohorts, maturities, concentration, guarantees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Numeric

from schema.domain.vintages import VINTAGE_MONTHS
from schema.marts.tables import mart
from schema.tables.base import count, day, key, money, text, whole


def _of_unit() -> tuple[Column[Any], ...]:
    return (day("as_of", nullable=False), whole("org_unit_id", nullable=False), text("currency", nullable=False))


# Loans seen more than 90 days past due for the first time: every slice up to a date together tells who ever was.
first_over_90 = mart(
    "first_over_90",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    whole("org_unit_id", nullable=False),
    day("crossed_date", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    grain=("as_of", "client_id", "loan_id"),
)
org_unit_vintage = mart(
    "org_unit_vintage",
    *_of_unit(),
    day("cohort_date", nullable=False),
    count("loan_count", nullable=False),
    money("disbursed_amount", nullable=False),
    *(money(f"over_90_by_month_{month}_amount") for month in VINTAGE_MONTHS),
    grain=("as_of", "org_unit_id", "currency", "cohort_date"),
)
org_unit_maturity = mart(
    "org_unit_maturity",
    *_of_unit(),
    text("band", nullable=False),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "band"),
)
org_unit_concentration = mart(
    "org_unit_concentration",
    *_of_unit(),
    text("dimension", nullable=False),
    count("name_count", nullable=False),
    money("total_amount", nullable=False),
    Column("squared_amount", Numeric(42, 4), nullable=False),
    money("largest_amount", nullable=False),
    money("ten_largest_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "dimension"),
)
org_unit_industry = mart(
    "org_unit_industry",
    *_of_unit(),
    text("industry", nullable=False),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("non_performing_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "industry"),
)
largest_obligor = mart(
    "largest_obligor",
    *_of_unit(),
    key("client_id", nullable=False),
    whole("place", nullable=False),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("industry"),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    text("risk_class", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "client_id"),
)
largest_group = mart(
    "largest_group",
    *_of_unit(),
    whole("client_group_id", nullable=False),
    whole("place", nullable=False),
    text("client_group_code", nullable=False),
    text("name", nullable=False),
    count("client_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    text("risk_class", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "client_group_id"),
)
org_unit_guarantee = mart(
    "org_unit_guarantee",
    *_of_unit(),
    count("guarantee_count", nullable=False),
    money("guaranteed_amount", nullable=False),
    count("client_count", nullable=False),
    count("circle_count", nullable=False),
    count("circle_client_count", nullable=False),
    money("circle_amount", nullable=False),
    count("one_hop_count", nullable=False),
    money("one_hop_amount", nullable=False),
    count("two_hop_count", nullable=False),
    money("two_hop_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency"),
)
guarantee_member = mart(
    "guarantee_member",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    text("currency", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("risk_class"),
    money("outstanding_principal_amount", nullable=False),
    money("given_amount", nullable=False),
    money("received_amount", nullable=False),
    money("equity_amount"),
    whole("group_no", nullable=False),
    whole("group_size", nullable=False),
    whole("circle_no"),
    whole("circle_size"),
    whole("hops"),
    key("source_client_id"),
    grain=("as_of", "client_id", "currency"),
)
guarantee_edge = mart(
    "guarantee_edge",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("guarantor_client_id", nullable=False),
    text("currency", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    count("guarantee_count", nullable=False),
    money("guaranteed_amount", nullable=False),
    whole("group_no", nullable=False),
    whole("circle_no"),
    grain=("as_of", "client_id", "guarantor_client_id", "currency"),
)
# Few of the clients are in circles or near a failed one, and a page asks for these alone.
Index(
    "ix_guarantee_member_circle", guarantee_member.c.as_of, postgresql_where=guarantee_member.c.circle_no.is_not(None)
)
Index("ix_guarantee_member_hops", guarantee_member.c.as_of, postgresql_where=guarantee_member.c.hops.between(1, 2))
Index("ix_guarantee_edge_guarantor", guarantee_edge.c.as_of, guarantee_edge.c.guarantor_client_id)

"""Read models of inspections: what is due, what was done, what it burdens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Column, Index, Text

from schema.marts.tables import mart
from schema.tables.base import count, day, flag, key, money, text, whole

# What is due on the date: one row per loan and layer. Negative days overdue are days ahead.
inspection_plan = mart(
    "inspection_plan",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    text("layer", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    text("currency", nullable=False),
    text("loan_kind", nullable=False),
    text("kind", nullable=False),
    text("policy_case", nullable=False),
    text("band", nullable=False),
    whole("interval_days", nullable=False),
    day("last_done_date"),
    day("due_date", nullable=False),
    whole("days_overdue", nullable=False),
    day("worsened_date"),
    Column("triggers", ARRAY(Text()), nullable=False),
    whole("staff_id"),
    text("risk_class", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("exposure_amount", nullable=False),
    grain=("as_of", "client_id", "loan_id", "layer"),
)
Index("ix_inspection_plan_overdue", inspection_plan.c.as_of, inspection_plan.c.days_overdue)
# What was done within the window of the parameters up to the date, by file or by case.
inspection_record = mart(
    "inspection_record",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    text("inspection_code", nullable=False),
    key("loan_id"),
    key("case_id"),
    whole("org_unit_id", nullable=False, index=True),
    text("layer", nullable=False),
    text("kind", nullable=False),
    flag("is_on_site", nullable=False),
    day("due_date"),
    day("done_date", nullable=False),
    whole("staff_id"),
    whole("second_staff_id"),
    text("severity", nullable=False),
    grain=("as_of", "client_id", "inspection_code"),
)
inspection_finding = mart(
    "inspection_finding",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    text("inspection_code", nullable=False),
    text("check_code", nullable=False),
    key("loan_id"),
    whole("org_unit_id", nullable=False, index=True),
    text("layer", nullable=False),
    day("done_date", nullable=False),
    whole("staff_id"),
    text("figure"),
    text("other_code"),
    grain=("as_of", "client_id", "inspection_code", "check_code"),
)
COUNTS = (
    "loan_count",
    "due_count",
    "overdue_count",
    "first_missed_count",
    "supervisory_due_count",
    "supervisory_overdue_count",
    "done_count",
    "dated_count",
    "on_time_count",
    "no_finding_count",
    "excess_count",
    "repeat_count",
    "flawed_count",
)


def _counts() -> tuple[Column[Any], ...]:
    return tuple(count(name, nullable=False) for name in COUNTS)


org_unit_inspection = mart(
    "org_unit_inspection",
    day("as_of", nullable=False),
    whole("org_unit_id", nullable=False),
    *_counts(),
    count("ownerless_count", nullable=False),
    grain=("as_of", "org_unit_id"),
)
# `org_unit_id` is the unit the person belongs to.
manager_inspection = mart(
    "manager_inspection",
    day("as_of", nullable=False),
    whole("staff_id", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    *_counts(),
    grain=("as_of", "staff_id"),
)

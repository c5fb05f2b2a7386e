"""Clients, their groups, who manages them, their figures and what happens to them outside the bank."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)

from schema.tables.base import batch, day, flag, identity, key, money, ratio, table, text, whole

client = table(
    "core",
    "client",
    identity("client_id", primary_key=True),
    text("client_code", nullable=False, unique=True),
    text("name", nullable=False),
    text("kind", nullable=False),
    text("industry"),
    text("ownership"),
    text("segment"),
    text("internal_rating"),
    whole("region_id", ForeignKey("core.region.region_id")),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    day("since_date"),
    batch(),
    CheckConstraint("kind in ('corporate','small_micro','personal')", name="kind"),
)

client_group = table(
    "core",
    "client_group",
    identity("client_group_id", big=False, primary_key=True),
    text("client_group_code", nullable=False, unique=True),
    text("name", nullable=False),
    batch(),
)

client_group_member = table(
    "core",
    "client_group_member",
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    whole("client_group_id", ForeignKey("core.client_group.client_group_id"), nullable=False, index=True),
    text("relation"),
    day("valid_from", nullable=False),
    day("valid_to"),
    batch(),
    PrimaryKeyConstraint("client_id", "client_group_id", "valid_from"),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
)

assignment = table(
    "core",
    "assignment",
    identity("assignment_id"),
    key("client_id", nullable=False),
    key("loan_id"),
    whole("staff_id", ForeignKey("core.staff.staff_id"), nullable=False, index=True),
    text("role", nullable=False),
    ratio("share_percent", nullable=False),
    day("valid_from", nullable=False),
    day("valid_to"),
    text("handover_document"),
    batch(),
    PrimaryKeyConstraint("client_id", "assignment_id"),
    ForeignKeyConstraint(["client_id"], ["core.client.client_id"]),
    ForeignKeyConstraint(["client_id", "loan_id"], ["core.loan.client_id", "core.loan.loan_id"]),
    UniqueConstraint(
        "client_id",
        "loan_id",
        "role",
        "staff_id",
        "valid_from",
        name="uq_assignment_period",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
    CheckConstraint("share_percent > 0 and share_percent <= 100", name="share"),
)

financial_statement = table(
    "core",
    "financial_statement",
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    day("period_end_date", nullable=False),
    day("received_date"),
    text("currency", nullable=False),
    money("revenue_amount"),
    money("profit_before_tax_amount"),
    money("ebit_amount"),
    money("interest_expense_amount"),
    money("operating_cash_flow_amount"),
    money("total_assets_amount"),
    money("equity_amount"),
    money("current_assets_amount"),
    money("current_liabilities_amount"),
    money("inventory_amount"),
    money("receivable_amount"),
    money("payable_amount"),
    text("audit_opinion"),
    flag("is_audited"),
    batch(),
    PrimaryKeyConstraint("client_id", "period_end_date"),
)

external_event = table(
    "core",
    "external_event",
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("event_code", nullable=False),
    text("kind", nullable=False),
    day("event_date", nullable=False),
    day("known_date", nullable=False),
    money("amount"),
    text("currency"),
    text("grade_before"),
    text("grade_after"),
    text("description"),
    text("source"),
    batch(),
    PrimaryKeyConstraint("client_id", "event_code"),
    CheckConstraint("known_date >= event_date", name="known_after_event"),
)

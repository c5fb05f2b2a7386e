"""Commitments, loans, their schedules and payments, security, and the snapshot a close computes."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

from schema.tables.base import batch, day, flag, identity, key, money, ratio, table, text, whole

LOAN_KEY = ["core.loan.client_id", "core.loan.loan_id"]

commitment = table(
    "core",
    "commitment",
    identity("commitment_id"),
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("commitment_code", nullable=False),
    money("limit_amount", nullable=False),
    text("currency", nullable=False),
    day("valid_from", nullable=False),
    day("valid_to"),
    batch(),
    PrimaryKeyConstraint("client_id", "commitment_id"),
    UniqueConstraint("commitment_code"),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
)

loan = table(
    "core",
    "loan",
    identity("loan_id"),
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("loan_code", nullable=False),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    whole("product_id", ForeignKey("core.product.product_id")),
    key("commitment_id"),
    text("kind", nullable=False),
    text("scheme", nullable=False),
    text("purpose"),
    text("payment_mode"),
    text("currency", nullable=False),
    money("principal_amount", nullable=False),
    ratio("annual_rate", nullable=False),
    text("schedule_type", nullable=False),
    whole("period_months", nullable=False, server_default="1"),
    day("disbursed_date", nullable=False),
    day("first_due_date"),
    day("maturity_date", nullable=False),
    day("closed_date"),
    batch(),
    PrimaryKeyConstraint("client_id", "loan_id"),
    UniqueConstraint("loan_code"),
    ForeignKeyConstraint(
        ["client_id", "commitment_id"], ["core.commitment.client_id", "core.commitment.commitment_id"]
    ),
    CheckConstraint("principal_amount > 0", name="principal"),
    CheckConstraint("maturity_date > disbursed_date", name="dates"),
    CheckConstraint("annual_rate >= 0", name="rate"),
)

loan_payee = table(
    "core",
    "loan_payee",
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    text("payee_account_code", nullable=False),
    text("payee_name"),
    money("contract_amount"),
    batch(),
    PrimaryKeyConstraint("client_id", "loan_id", "payee_account_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
)

instalment = table(
    "core",
    "instalment",
    day("due_date", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    whole("instalment_no", nullable=False),
    money("principal_amount", nullable=False),
    money("interest_amount", nullable=False),
    text("origin", nullable=False, server_default="delivered"),
    batch(),
    PrimaryKeyConstraint("due_date", "client_id", "loan_id", "instalment_no"),
    CheckConstraint("principal_amount >= 0 and interest_amount >= 0", name="amounts"),
    postgresql_partition_by="RANGE (due_date)",
)

# What the last close knew of a loan's schedule: derived or delivered, and from which version of the loan.
schedule_origin = table(
    "core",
    "schedule_origin",
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    text("origin", nullable=False),
    batch(),
    PrimaryKeyConstraint("client_id", "loan_id"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
    CheckConstraint("origin in ('derived','delivered')", name="origin"),
)

repayment = table(
    "core",
    "repayment",
    day("paid_date", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    text("repayment_code", nullable=False),
    money("paid_amount", nullable=False),
    money("principal_amount"),
    money("interest_amount"),
    money("penalty_amount"),
    text("payer_account_code"),
    text("payer_name"),
    flag("is_third_party"),
    batch(),
    PrimaryKeyConstraint("paid_date", "client_id", "loan_id", "repayment_code"),
    postgresql_partition_by="RANGE (paid_date)",
)

restructuring = table(
    "core",
    "restructuring",
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    day("restructured_date", nullable=False),
    text("kind", nullable=False),
    flag("is_in_difficulty", nullable=False),
    day("new_maturity_date"),
    text("note"),
    batch(),
    PrimaryKeyConstraint("client_id", "loan_id", "restructured_date"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
)

collateral = table(
    "core",
    "collateral",
    identity("collateral_id"),
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("collateral_code", nullable=False),
    key("loan_id"),
    text("kind", nullable=False),
    text("description"),
    day("insurance_expiry_date"),
    day("contract_expiry_date"),
    batch(),
    PrimaryKeyConstraint("client_id", "collateral_id"),
    UniqueConstraint("collateral_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
)

collateral_valuation = table(
    "core",
    "collateral_valuation",
    key("client_id", nullable=False),
    key("collateral_id", nullable=False),
    day("valued_date", nullable=False),
    money("value_amount", nullable=False),
    text("currency", nullable=False),
    text("source"),
    batch(),
    PrimaryKeyConstraint("client_id", "collateral_id", "valued_date"),
    ForeignKeyConstraint(
        ["client_id", "collateral_id"], ["core.collateral.client_id", "core.collateral.collateral_id"]
    ),
)

guarantee = table(
    "core",
    "guarantee",
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("guarantee_code", nullable=False),
    key("guarantor_client_id", ForeignKey("core.client.client_id"), nullable=False, index=True),
    key("loan_id"),
    money("guaranteed_amount", nullable=False),
    text("currency", nullable=False),
    day("valid_from", nullable=False),
    day("valid_to"),
    batch(),
    PrimaryKeyConstraint("client_id", "guarantee_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
    CheckConstraint("guarantor_client_id <> client_id", name="not_oneself"),
)

delivered_snapshot = table(
    "core",
    "delivered_snapshot",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    money("outstanding_principal_amount"),
    money("overdue_amount"),
    whole("days_past_due"),
    text("risk_class"),
    batch(),
    PrimaryKeyConstraint("as_of", "client_id", "loan_id"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
)

loan_snapshot = table(
    "core",
    "loan_snapshot",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    key("loan_id", nullable=False),
    whole("org_unit_id", nullable=False),
    whole("product_id"),
    text("kind", nullable=False),
    text("scheme", nullable=False),
    text("currency", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("due_amount", nullable=False),
    money("paid_amount", nullable=False),
    money("overdue_amount", nullable=False),
    money("overdue_principal_amount", nullable=False),
    money("credit_balance_amount", nullable=False),
    day("oldest_unpaid_date"),
    whole("days_past_due", nullable=False),
    text("bucket", nullable=False),
    text("risk_class", nullable=False),
    text("floor_class", nullable=False),
    Column("class_reasons", ARRAY(Text()), nullable=False),
    day("next_due_date"),
    money("next_due_amount"),
    PrimaryKeyConstraint("as_of", "client_id", "loan_id"),
    postgresql_partition_by="RANGE (as_of)",
)

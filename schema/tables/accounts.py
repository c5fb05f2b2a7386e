"""Deposit, settlement and supervised accounts with their movements and balances."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from schema.tables.base import batch, day, flag, identity, key, money, table, text, whole

account = table(
    "core",
    "account",
    identity("account_id"),
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("account_code", nullable=False),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    key("loan_id"),
    text("purpose", nullable=False),
    flag("is_supervised", nullable=False, server_default="false"),
    text("currency", nullable=False),
    day("opened_date"),
    day("closed_date"),
    batch(),
    PrimaryKeyConstraint("client_id", "account_id"),
    UniqueConstraint("account_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], ["core.loan.client_id", "core.loan.loan_id"]),
)

account_transaction = table(
    "core",
    "account_transaction",
    day("booked_date", nullable=False),
    key("client_id", nullable=False),
    key("account_id", nullable=False),
    text("transaction_code", nullable=False),
    money("amount", nullable=False),
    money("balance_after_amount"),
    text("kind", nullable=False),
    text("channel"),
    text("counterparty_account_code"),
    text("counterparty_name"),
    text("counterparty_bank"),
    text("note"),
    batch(),
    PrimaryKeyConstraint("booked_date", "client_id", "account_id", "transaction_code"),
    postgresql_partition_by="RANGE (booked_date)",
)

account_balance = table(
    "core",
    "account_balance",
    day("balance_date", nullable=False),
    key("client_id", nullable=False),
    key("account_id", nullable=False),
    money("balance_amount", nullable=False),
    money("average_balance_amount"),
    batch(),
    PrimaryKeyConstraint("balance_date", "client_id", "account_id"),
    postgresql_partition_by="RANGE (balance_date)",
)

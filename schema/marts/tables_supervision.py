"""Read models of where disbursed money went, and what comes back.

Loans are those disbursed in the window of the parameters up to the date; older ones stand in earlier slices.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Column, Text

from schema.marts.tables import mart
from schema.tables.base import count, day, flag, key, money, ratio, text, whole


def _of_client(*more: Column[Any]) -> tuple[Column[Any], ...]:
    return (
        day("as_of", nullable=False),
        key("client_id", nullable=False),
        *more,
        whole("org_unit_id", nullable=False, index=True),
        text("currency", nullable=False),
    )


def _of_unit(*more: Column[Any]) -> tuple[Column[Any], ...]:
    unit = (day("as_of", nullable=False), whole("org_unit_id", nullable=False), text("currency", nullable=False))
    return (*unit, *more)


fund_use = mart(
    "fund_use",
    *_of_client(key("loan_id", nullable=False)),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("loan_code", nullable=False),
    text("kind", nullable=False),
    text("payment_mode"),
    day("disbursed_date", nullable=False),
    day("followed_until_date", nullable=False),
    money("draw_amount", nullable=False),
    text("state", nullable=False),
    money("entrusted_amount", nullable=False),
    text("severity"),
    Column("unchecked", ARRAY(Text()), nullable=False),
    grain=("as_of", "client_id", "loan_id"),
)
fund_flow = mart(
    "fund_flow",
    *_of_client(key("loan_id", nullable=False), text("destination", nullable=False)),
    money("amount", nullable=False),
    money("returned_amount", nullable=False),
    count("payment_count", nullable=False),
    grain=("as_of", "client_id", "loan_id", "destination"),
)
fund_payment = mart(
    "fund_payment",
    *_of_client(
        key("loan_id", nullable=False),
        day("booked_date", nullable=False),
        key("account_id", nullable=False),
        text("transaction_code", nullable=False),
    ),
    text("destination", nullable=False),
    money("paid_amount", nullable=False),
    money("attributed_amount", nullable=False),
    money("returned_amount", nullable=False),
    day("returned_date"),
    text("returned_code"),
    text("payee_account_code"),
    text("payee_name"),
    text("note"),
    grain=("as_of", "client_id", "loan_id", "booked_date", "account_id", "transaction_code"),
)
fund_finding = mart(
    "fund_finding",
    *_of_client(key("loan_id", nullable=False), text("check_code", nullable=False)),
    text("severity", nullable=False),
    money("amount", nullable=False),
    ratio("share_ratio", nullable=False),
    count("evidence_count", nullable=False),
    count("borrower_count"),
    text("payee_name"),
    Column("evidence", ARRAY(Text()), nullable=False),
    grain=("as_of", "client_id", "loan_id", "check_code"),
)
supervised_account = mart(
    "supervised_account",
    *_of_client(key("account_id", nullable=False)),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("account_code", nullable=False),
    text("loan_code"),
    money("balance_amount"),
    day("balance_date"),
    money("in_amount", nullable=False),
    money("out_amount", nullable=False),
    count("movement_count", nullable=False),
    flag("has_movements", nullable=False),
    grain=("as_of", "client_id", "account_id"),
)
client_routing = mart(
    "client_routing",
    *_of_client(),
    day("period_end_date"),
    whole("period_months"),
    money("revenue_amount"),
    money("inflow_3_months_amount", nullable=False),
    money("inflow_12_months_amount", nullable=False),
    grain=("as_of", "client_id", "currency"),
)
org_unit_supervision = mart(
    "org_unit_supervision",
    *_of_unit(),
    count("loan_count", nullable=False),
    money("draw_amount", nullable=False),
    count("followed_count", nullable=False),
    money("followed_amount", nullable=False),
    money("entrusted_amount", nullable=False),
    count("red_count", nullable=False),
    count("orange_count", nullable=False),
    count("yellow_count", nullable=False),
    count("account_count", nullable=False),
    count("balance_count", nullable=False),
    money("balance_amount", nullable=False),
    money("in_amount", nullable=False),
    money("out_amount", nullable=False),
    count("client_count", nullable=False),
    count("routing_count", nullable=False),
    money("inflow_3_months_amount", nullable=False),
    money("inflow_12_months_amount", nullable=False),
    money("revenue_3_months_amount", nullable=False),
    money("revenue_12_months_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency"),
)
org_unit_fund_check = mart(
    "org_unit_fund_check",
    *_of_unit(text("check_code", nullable=False)),
    count("loan_count", nullable=False),
    count("unchecked_count", nullable=False),
    count("red_count", nullable=False),
    count("orange_count", nullable=False),
    count("yellow_count", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "check_code"),
)
due_cover = mart(
    "due_cover",
    *_of_client(
        key("loan_id", nullable=False), day("due_date", nullable=False), whole("instalment_no", nullable=False)
    ),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("loan_code", nullable=False),
    whole("working_days_left", nullable=False),
    money("open_amount", nullable=False),
    money("arrears_amount", nullable=False),
    money("balance_amount"),
    money("short_amount"),
    text("severity"),
    grain=("as_of", "client_id", "loan_id", "due_date", "instalment_no"),
)

"""Read models of classes with their reasons, stages and expected losses.

A close is compared with the last closed month end before it, as in the read models of movement.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, Text

from schema.marts.tables import mart
from schema.tables.base import count, day, flag, key, money, text, whole

# Loans that are not normal, were not at the month end before, or are observed; every other loan is normal in stage 1.
watched_loan = mart(
    "watched_loan",
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
    whole("days_past_due", nullable=False),
    text("risk_class", nullable=False),
    text("class_before"),
    Column("class_reasons", ARRAY(Text()), nullable=False),
    whole("stage", nullable=False),
    money("expected_loss_amount", nullable=False),
    flag("follows_obligor", nullable=False),
    day("npl_since_date"),
    day("cleared_date"),
    day("upgrade_date"),
    count("other_impaired_count", nullable=False),
    day("observation_end_date"),
    flag("is_restructured_again", nullable=False),
    grain=("as_of", "client_id", "loan_id"),
)
org_unit_stage = mart(
    "org_unit_stage",
    day("as_of", nullable=False),
    whole("org_unit_id", nullable=False),
    text("currency", nullable=False),
    whole("stage", nullable=False),
    text("risk_class", nullable=False),
    count("loan_count", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    money("loss_12_months_amount", nullable=False),
    money("lifetime_loss_amount", nullable=False),
    money("expected_loss_amount", nullable=False),
    grain=("as_of", "org_unit_id", "currency", "stage", "risk_class"),
)
# Clients to be assessed because another member of their group is non-performing (Order 2023 No. 1, Art. 7).
group_alert = mart(
    "group_alert",
    day("as_of", nullable=False),
    key("client_id", nullable=False),
    whole("client_group_id", nullable=False),
    text("currency", nullable=False),
    whole("org_unit_id", nullable=False, index=True),
    text("client_code", nullable=False),
    text("client_name", nullable=False),
    text("group_name", nullable=False),
    text("risk_class", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    count("npl_member_count", nullable=False),
    flag("is_new", nullable=False),
    grain=("as_of", "client_id", "client_group_id", "currency"),
)

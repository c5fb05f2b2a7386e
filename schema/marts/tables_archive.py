"""Read models of the post-loan file: gaps per loan, documents to be mended, hand-overs, and sums per unit.

They count loans and documents of all currencies. Nothing is written while the archive has delivered no document.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Column, Text

from schema.marts.tables import mart
from schema.tables.base import count, day, flag, key, money, text, whole


def _of_client(*more: Column[Any]) -> tuple[Column[Any], ...]:
    return (
        day("as_of", nullable=False),
        key("client_id", nullable=False),
        *more,
        whole("org_unit_id", nullable=False, index=True),
        text("client_code", nullable=False),
        text("client_name", nullable=False),
    )


def _steps(name: str) -> Column[Any]:
    return Column(name, ARRAY(Text()), nullable=False)


archive_gap = mart(
    "archive_gap",
    *_of_client(key("loan_id", nullable=False)),
    text("loan_code", nullable=False),
    text("kind", nullable=False),
    text("currency", nullable=False),
    money("outstanding_principal_amount", nullable=False),
    text("risk_class"),
    day("closed_date"),
    whole("needed_count", nullable=False),
    whole("complete_count", nullable=False),
    _steps("needed"),
    _steps("missing"),
    _steps("unsigned"),
    _steps("unregistered"),
    grain=("as_of", "client_id", "loan_id"),
)
document_gap = mart(
    "document_gap",
    *_of_client(key("document_id", nullable=False)),
    text("document_code", nullable=False),
    text("loan_code"),
    text("step", nullable=False),
    text("title", nullable=False),
    day("document_date", nullable=False),
    whole("needed_signature_count", nullable=False),
    whole("signed_count", nullable=False),
    flag("is_unsigned", nullable=False),
    flag("is_unregistered", nullable=False),
    grain=("as_of", "client_id", "document_id"),
)
open_handover = mart(
    "open_handover",
    *_of_client(key("assignment_id", nullable=False)),
    key("loan_id"),
    text("loan_code"),
    text("giver_name", nullable=False),
    text("taker_name", nullable=False),
    day("changed_date", nullable=False),
    text("subject_key", nullable=False),
    grain=("as_of", "client_id", "assignment_id"),
)
org_unit_archive = mart(
    "org_unit_archive",
    day("as_of", nullable=False),
    whole("org_unit_id", nullable=False),
    count("loan_count", nullable=False),
    count("gap_loan_count", nullable=False),
    count("needed_count", nullable=False),
    count("complete_count", nullable=False),
    count("document_count", nullable=False),
    count("unsigned_count", nullable=False),
    count("unregistered_count", nullable=False),
    count("electronic_count", nullable=False),
    grain=("as_of", "org_unit_id"),
)
org_unit_archive_step = mart(
    "org_unit_archive_step",
    day("as_of", nullable=False),
    whole("org_unit_id", nullable=False),
    text("step", nullable=False),
    count("needed_count", nullable=False),
    count("present_count", nullable=False),
    count("complete_count", nullable=False),
    grain=("as_of", "org_unit_id", "step"),
)
org_unit_duty = mart(
    "org_unit_duty",
    day("as_of", nullable=False),
    whole("org_unit_id", nullable=False),
    text("duty", nullable=False),
    count("loan_count", nullable=False),
    count("owned_count", nullable=False),
    grain=("as_of", "org_unit_id", "duty"),
)

"""Evidence that sets the class of a loan beside its days past due."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, PrimaryKeyConstraint

from schema.domain.evidence import EvidenceKind
from schema.tables.base import batch, day, key, ratio, table, text
from schema.tables.lending import LOAN_KEY

KINDS = ", ".join(f"'{each}'" for each in EvidenceKind)

class_evidence = table(
    "core",
    "class_evidence",
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("evidence_code", nullable=False),
    key("loan_id"),
    text("kind", nullable=False),
    day("valid_from", nullable=False),
    day("valid_to"),
    day("known_date", nullable=False),
    ratio("value_ratio"),
    text("source"),
    text("note"),
    batch(),
    PrimaryKeyConstraint("client_id", "evidence_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
    CheckConstraint("known_date >= valid_from", name="known_after_begin"),
    CheckConstraint("value_ratio >= 0", name="value_ratio"),
    CheckConstraint(f"kind in ({KINDS})", name="kind"),
)

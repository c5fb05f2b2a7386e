"""Inspections that were done, and what proves them; those done on the page stay cases until a close counts them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

from schema.tables.base import batch, day, flag, key, money, ratio, table, text, whole
from schema.tables.lending import LOAN_KEY

inspection = table(
    "core",
    "inspection",
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("inspection_code", nullable=False),
    key("loan_id"),
    text("layer", nullable=False),
    text("kind", nullable=False),
    text("loan_kind"),
    flag("is_on_site", nullable=False),
    day("due_date"),
    day("done_date", nullable=False),
    whole("inspector_id", ForeignKey("core.staff.staff_id")),
    whole("second_inspector_id", ForeignKey("core.staff.staff_id")),
    flag("has_leader"),
    flag("is_confirmed"),
    money("verified_amount"),
    ratio("verified_ratio"),
    flag("is_collateral_seen"),
    flag("is_in_operation"),
    text("severity", nullable=False),
    text("report"),
    whole("postponed_count"),
    batch(),
    PrimaryKeyConstraint("client_id", "inspection_code"),
    UniqueConstraint("inspection_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
    CheckConstraint("layer in ('client','supervisory')", name="layer"),
    CheckConstraint("kind in ('first','routine','special','supervisory')", name="kind"),
    CheckConstraint("severity in ('none','yellow','orange','red')", name="severity"),
    Index("ix_inspection_done", "done_date"),
)

inspection_evidence = table(
    "core",
    "inspection_evidence",
    key("client_id", nullable=False),
    text("inspection_code", nullable=False),
    text("sha256", nullable=False),
    text("kind", nullable=False),
    text("file_name"),
    day("taken_date"),
    text("place"),
    batch(),
    PrimaryKeyConstraint("client_id", "inspection_code", "sha256"),
    ForeignKeyConstraint(
        ["client_id", "inspection_code"], ["core.inspection.client_id", "core.inspection.inspection_code"]
    ),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    Index("ix_inspection_evidence_sha256", "sha256"),
)

"""The register of the post-loan file: which document stands for which item, who signed, where it is kept."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from schema.domain.archive import ArchiveStep
from schema.tables.base import batch, day, flag, identity, key, table, text, whole
from schema.tables.lending import LOAN_KEY

STEPS = ",".join(f"'{step}'" for step in ArchiveStep)

document = table(
    "core",
    "document",
    identity("document_id"),
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    text("document_code", nullable=False),
    key("loan_id"),
    text("step", nullable=False),
    text("kind", nullable=False),
    text("title", nullable=False),
    day("document_date", nullable=False),
    whole("needed_signature_count", nullable=False),
    whole("signed_count", nullable=False),
    text("register_number"),
    text("custody_place"),
    flag("is_electronic", nullable=False),
    text("sha256"),
    batch(),
    PrimaryKeyConstraint("client_id", "document_id"),
    UniqueConstraint("document_code"),
    ForeignKeyConstraint(["client_id", "loan_id"], LOAN_KEY),
    CheckConstraint(f"step in ({STEPS})", name="step"),
    CheckConstraint("needed_signature_count >= 0 and signed_count >= 0", name="signatures"),
)

"""Inspections: plans, records, evidence.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_inspection()
    create_evidence()


def create_inspection() -> None:
    words = ("layer in ('client','supervisory')", "kind in ('first','routine','special','supervisory')")
    op.create_table(
        "inspection",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("inspection_code", sa.Text(collation="C"), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("loan_kind", sa.Text(), nullable=True),
        sa.Column("is_on_site", sa.Boolean(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("done_date", sa.Date(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=True),
        sa.Column("second_inspector_id", sa.Integer(), nullable=True),
        sa.Column("has_leader", sa.Boolean(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("verified_amount", sa.Numeric(18, 2), nullable=True),
        sa.Column("verified_ratio", sa.Numeric(18, 9), nullable=True),
        sa.Column("is_collateral_seen", sa.Boolean(), nullable=True),
        sa.Column("is_in_operation", sa.Boolean(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("postponed_count", sa.Integer(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(words[0], name=op.f("ck_inspection_layer")),
        sa.CheckConstraint(words[1], name=op.f("ck_inspection_kind")),
        sa.CheckConstraint("severity in ('none','yellow','orange','red')", name=op.f("ck_inspection_severity")),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_inspection_client_id")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_inspection_client_id_loan_id"),
        ),
        *(
            sa.ForeignKeyConstraint([name], ["core.staff.staff_id"], name=op.f(f"fk_inspection_{name}"))
            for name in ("inspector_id", "second_inspector_id")
        ),
        sa.PrimaryKeyConstraint("client_id", "inspection_code", name=op.f("pk_inspection")),
        sa.UniqueConstraint("inspection_code", name=op.f("uq_inspection_inspection_code")),
        schema="core",
    )
    op.create_index("ix_inspection_done", "inspection", ["done_date"], schema="core")


def create_evidence() -> None:
    op.create_table(
        "inspection_evidence",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("inspection_code", sa.Text(collation="C"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("taken_date", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_inspection_evidence_sha256")),
        sa.ForeignKeyConstraint(
            ["client_id", "inspection_code"],
            ["core.inspection.client_id", "core.inspection.inspection_code"],
            name=op.f("fk_inspection_evidence_client_id_inspection_code"),
        ),
        sa.PrimaryKeyConstraint("client_id", "inspection_code", "sha256", name=op.f("pk_inspection_evidence")),
        schema="core",
    )
    op.create_index("ix_inspection_evidence_sha256", "inspection_evidence", ["sha256"], schema="core")

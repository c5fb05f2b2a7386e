"""Evidence of classes, analysts' overlays and upgrade cases.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = (
    "'purpose_changed', 'rolled_over', 'qualifying_renewal', 'credit_impaired', 'rating_cut', 'debt_evaded', "
    "'in_bankruptcy', 'technical_overdue', 'recognised_enhancement', 'npl_elsewhere', 'overdue_at_all_banks'"
)


def upgrade() -> None:
    op.create_table(
        "class_evidence",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence_code", sa.Text(collation="C"), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("known_date", sa.Date(), nullable=False),
        sa.Column("value_ratio", sa.Numeric(18, 9), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_class_evidence_dates")),
        sa.CheckConstraint("known_date >= valid_from", name=op.f("ck_class_evidence_known_after_begin")),
        sa.CheckConstraint("value_ratio >= 0", name=op.f("ck_class_evidence_value_ratio")),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_class_evidence_kind")),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_class_evidence_client_id")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_class_evidence_client_id_loan_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "evidence_code", name=op.f("pk_class_evidence")),
        schema="core",
    )

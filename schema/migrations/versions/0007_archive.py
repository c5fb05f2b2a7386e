"""The post-loan file: the register of its documents.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STEPS = (
    "'maintenance','account_supervision','inspection','joint_review','warning','classification','problem_loan',"
    "'recovery','closing_evaluation'"
)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("document_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("document_code", sa.Text(collation="C"), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("step", "kind", "title")),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("needed_signature_count", sa.Integer(), nullable=False),
        sa.Column("signed_count", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("register_number", "custody_place")),
        sa.Column("is_electronic", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"step in ({STEPS})", name=op.f("ck_document_step")),
        sa.CheckConstraint("needed_signature_count >= 0 and signed_count >= 0", name=op.f("ck_document_signatures")),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_document_client_id")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_document_client_id_loan_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "document_id", name=op.f("pk_document")),
        sa.UniqueConstraint("document_code", name=op.f("uq_document_document_code")),
        schema="core",
    )

"""Where the schedule of a loan comes from, so that a close need not look through all instalments.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule_origin",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("origin in ('derived','delivered')", name=op.f("ck_schedule_origin_origin")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_schedule_origin_client_id_loan_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "loan_id", name=op.f("pk_schedule_origin")),
        schema="core",
    )

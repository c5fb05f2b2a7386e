"""Cases and their append-only events: one mechanism for everything that needs four eyes.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    create_rules()
    create_cases()
    create_events()


def moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), **options)


def flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), server_default="false", nullable=False)


def create_rules() -> None:
    op.create_table(
        "transition",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("workflow", "action", "from_state", "to_state")),
        sa.Column("right_name", sa.Text(), nullable=False),
        sa.Column("not_same_as", WORDS, server_default="{}", nullable=False),
        sa.Column("needs", WORDS, server_default="{}", nullable=False),
        flag("is_final"),
        flag("changes_closes"),
        sa.PrimaryKeyConstraint("workflow", "action", "from_state", name=op.f("pk_transition")),
        schema="workflow",
    )


def create_cases() -> None:
    op.create_table(
        "case_file",
        sa.Column("case_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        moment("opened_at", server_default=sa.func.clock_timestamp(), nullable=False),
        moment("changed_at", server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        flag("is_closed"),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), server_default="", nullable=False),
        sa.Column("detail", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_case_file_client_id")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_case_file_client_id_loan_id"),
        ),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_case_file_org_unit_id")),
        sa.PrimaryKeyConstraint("client_id", "case_id", name=op.f("pk_case_file")),
        schema="workflow",
    )
    op.create_index(op.f("ix_case_file_org_unit_id"), "case_file", ["org_unit_id"], schema="workflow")
    still_open = sa.text("not is_closed")
    op.create_index(
        "uq_case_file_open",
        "case_file",
        ["client_id", "workflow", "subject_key"],
        unique=True,
        schema="workflow",
        postgresql_where=still_open,
    )
    op.create_index(
        "ix_case_file_due", "case_file", ["workflow", "due_date"], schema="workflow", postgresql_where=still_open
    )


def create_events() -> None:
    op.create_table(
        "event",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("workflow", "action", "from_state", "to_state")),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=True),
        sa.Column("actor_staff_id", sa.Integer(), nullable=True),
        moment("acted_at", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("payload", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(payload::text) <= 60000", name=op.f("ck_event_payload")),
        sa.ForeignKeyConstraint(
            ["client_id", "case_id"],
            ["workflow.case_file.client_id", "workflow.case_file.case_id"],
            name=op.f("fk_event_client_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "case_id", "seq", name=op.f("pk_event")),
        schema="workflow",
    )

"""Personas and their rights, the signing key, logs of views, exports and administration, sessions, proposals.

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_personas()
    extend_users()
    create_logs()
    create_sessions()
    create_proposals()


def moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), **options)


def identity(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, sa.Identity(always=False), nullable=False)


def create_personas() -> None:
    op.create_table(
        "persona",
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("is_own_book", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_whole_bank", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("persona", name=op.f("pk_persona")),
        schema="ops",
    )
    op.create_table(
        "persona_right",
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("right_code", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["persona"], ["ops.persona.persona"], name=op.f("fk_persona_right_persona")),
        sa.PrimaryKeyConstraint("persona", "right_code", name=op.f("pk_persona_right")),
        schema="ops",
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
        schema="ops",
    )


def extend_users() -> None:
    """Whoever has a scope already keeps seeing all of it: as the operator saw it."""
    op.add_column("app_user", sa.Column("language", sa.Text()), schema="ops")
    op.add_column("app_user", sa.Column("direction", sa.Text()), schema="ops")
    is_demo: sa.Column[bool] = sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False)
    op.add_column("app_user", is_demo, schema="ops")
    words = {"language": ("en", "zh-Hans", "zh-Hant"), "direction": ("red_up", "green_up")}
    for name, allowed in words.items():
        condition = f"{name} in ({','.join(repr(word) for word in allowed)})"
        op.create_check_constraint(op.f(f"ck_app_user_{name}"), "app_user", condition, schema="ops")
    op.execute("insert into ops.persona (persona) values ('operator')")
    persona = sa.Column("persona", sa.Text(), server_default="operator", nullable=False)
    op.add_column("user_scope", persona, schema="ops")
    op.alter_column("user_scope", "persona", server_default=None, schema="ops")
    op.create_foreign_key(
        op.f("fk_user_scope_persona"),
        "user_scope",
        "persona",
        ["persona"],
        ["persona"],
        source_schema="ops",
        referent_schema="ops",
    )


def create_logs() -> None:
    log("access_log", *access_columns())
    log("export_log", *export_columns())
    log(
        "admin_log",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=True),
    )


def log(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        identity(f"{name}_id", sa.BigInteger()),
        moment("at", server_default=sa.func.clock_timestamp(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(f"{name}_id", name=op.f(f"pk_{name}")),
        schema="ops",
    )
    op.create_index(op.f(f"ix_{name}_at"), name, ["at"], schema="ops")


def access_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("org_unit_id", sa.Integer(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint("outcome in ('shown','forbidden')", name=op.f("ck_access_log_outcome")),
        sa.CheckConstraint("length(detail::text) <= 8000", name=op.f("ck_access_log_detail")),
    )


def export_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("org_unit_id", sa.Integer(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_export_log_row_count")),
        sa.CheckConstraint("length(detail::text) <= 8000", name=op.f("ck_export_log_detail")),
    )


def create_sessions() -> None:
    op.create_table(
        "user_session",
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        moment("began_at", server_default=sa.func.clock_timestamp(), nullable=False),
        moment("last_seen_at", server_default=sa.func.clock_timestamp(), nullable=False),
        moment("ended_at", nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.CheckConstraint("(ended_at is null) = (ended_because is null)", name=op.f("ck_user_session_end")),
        sa.ForeignKeyConstraint(["subject"], ["ops.app_user.subject"], name=op.f("fk_user_session_subject")),
        sa.PrimaryKeyConstraint("session_key", name=op.f("pk_user_session")),
        schema="ops",
    )
    op.create_index(op.f("ix_user_session_subject"), "user_session", ["subject"], schema="ops")


def create_proposals() -> None:
    op.create_table(
        "parameter_proposal",
        identity("parameter_proposal_id", sa.Integer()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Numeric(precision=24, scale=9), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        moment("proposed_at", server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        moment("decided_at", nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status in ('published','proposed','to_confirm','sample')", name=op.f("ck_parameter_proposal_status")
        ),
        sa.CheckConstraint("(number is null) <> (word is null)", name=op.f("ck_parameter_proposal_one_value")),
        sa.CheckConstraint("decision in ('accepted','refused')", name=op.f("ck_parameter_proposal_decision")),
        sa.CheckConstraint(
            "num_nulls(decided_by, decided_at, decision) in (0, 3)", name=op.f("ck_parameter_proposal_decided")
        ),
        sa.PrimaryKeyConstraint("parameter_proposal_id", name=op.f("pk_parameter_proposal")),
        schema="ops",
    )

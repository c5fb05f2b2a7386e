"""Who may do what, what was looked at and changed, and what only functions of the owner may touch."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, Numeric, PrimaryKeyConstraint, func
from sqlalchemy.dialects.postgresql import JSONB

from schema.tables.base import count, day, flag, identity, moment, table, text, whole

LONGEST_DETAIL = 8_000

persona = table(
    "ops",
    "persona",
    text("persona", primary_key=True),
    flag("is_own_book", nullable=False, server_default="false"),
    flag("is_whole_bank", nullable=False, server_default="false"),
)

persona_right = table(
    "ops",
    "persona_right",
    text("persona", ForeignKey("ops.persona.persona"), nullable=False),
    text("right_code", nullable=False),
    PrimaryKeyConstraint("persona", "right_code"),
)

secret = table(
    "ops",
    "secret",
    text("name", primary_key=True),
    Column("value", LargeBinary(), nullable=False),
)

access_log = table(
    "ops",
    "access_log",
    identity("access_log_id", primary_key=True),
    text("subject", nullable=False),
    moment("at", nullable=False, server_default=func.clock_timestamp(), index=True),
    text("page", nullable=False),
    text("outcome", nullable=False),
    day("as_of"),
    whole("org_unit_id"),
    Column("detail", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("outcome in ('shown','forbidden')", name="outcome"),
    CheckConstraint(f"length(detail::text) <= {LONGEST_DETAIL}", name="detail"),
)

export_log = table(
    "ops",
    "export_log",
    identity("export_log_id", primary_key=True),
    text("subject", nullable=False),
    moment("at", nullable=False, server_default=func.clock_timestamp(), index=True),
    text("page", nullable=False),
    text("title", nullable=False),
    text("format", nullable=False),
    count("row_count", nullable=False),
    day("as_of"),
    whole("org_unit_id"),
    Column("detail", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("row_count >= 0", name="row_count"),
    CheckConstraint(f"length(detail::text) <= {LONGEST_DETAIL}", name="detail"),
)

admin_log = table(
    "ops",
    "admin_log",
    identity("admin_log_id", primary_key=True),
    text("actor", nullable=False),
    moment("at", nullable=False, server_default=func.clock_timestamp(), index=True),
    text("act", nullable=False),
    text("target", nullable=False),
    text("reason", nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
)

user_session = table(
    "ops",
    "user_session",
    text("session_key", primary_key=True),
    text("subject", ForeignKey("ops.app_user.subject"), nullable=False, index=True),
    moment("began_at", nullable=False, server_default=func.clock_timestamp()),
    moment("last_seen_at", nullable=False, server_default=func.clock_timestamp()),
    moment("ended_at"),
    text("ended_because"),
    CheckConstraint("(ended_at is null) = (ended_because is null)", name="end"),
)

parameter_proposal = table(
    "ops",
    "parameter_proposal",
    identity("parameter_proposal_id", big=False, primary_key=True),
    text("name", nullable=False),
    text("key", nullable=False, server_default=""),
    Column("number", Numeric(24, 9)),
    text("word"),
    text("unit"),
    day("valid_from", nullable=False),
    text("source", nullable=False),
    text("status", nullable=False),
    text("author", nullable=False),
    text("reason", nullable=False),
    moment("proposed_at", nullable=False, server_default=func.clock_timestamp()),
    text("decided_by"),
    moment("decided_at"),
    text("decision"),
    text("note"),
    CheckConstraint("status in ('published','proposed','to_confirm','sample')", name="status"),
    CheckConstraint("(number is null) <> (word is null)", name="one_value"),
    CheckConstraint("decision in ('accepted','refused')", name="decision"),
    CheckConstraint("num_nulls(decided_by, decided_at, decision) in (0, 3)", name="decided"),
)

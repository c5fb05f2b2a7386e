"""Cases that need more than one person: the rules of their steps, where each stands, and what was done, append-only."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from schema.tables.base import day, flag, identity, key, moment, table, text, whole

LONGEST_PAYLOAD = 60_000
OPEN = sql("not is_closed")

transition = table(
    "workflow",
    "transition",
    text("workflow", nullable=False),
    text("action", nullable=False),
    text("from_state", nullable=False),
    text("to_state", nullable=False),
    text("right_name", nullable=False),
    Column("not_same_as", ARRAY(Text()), nullable=False, server_default="{}"),
    Column("needs", ARRAY(Text()), nullable=False, server_default="{}"),
    flag("is_final", nullable=False, server_default="false"),
    flag("changes_closes", nullable=False, server_default="false"),
    PrimaryKeyConstraint("workflow", "action", "from_state"),
)

case_file = table(
    "workflow",
    "case_file",
    identity("case_id"),
    key("client_id", ForeignKey("core.client.client_id"), nullable=False),
    key("loan_id"),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    text("workflow", nullable=False),
    text("subject_key", nullable=False),
    text("state", nullable=False),
    text("level"),
    moment("opened_at", nullable=False, server_default=func.clock_timestamp()),
    moment("changed_at", nullable=False, server_default=func.clock_timestamp()),
    day("due_date"),
    flag("is_closed", nullable=False, server_default="false"),
    whole("last_seq", nullable=False, server_default="0"),
    Column("last_hash", LargeBinary(), nullable=False, server_default=""),
    Column("detail", JSONB, nullable=False, server_default="{}"),
    PrimaryKeyConstraint("client_id", "case_id"),
    ForeignKeyConstraint(["client_id", "loan_id"], ["core.loan.client_id", "core.loan.loan_id"]),
    Index(
        "uq_case_file_open", "client_id", "workflow", "subject_key", unique=True, postgresql_where=sql("not is_closed")
    ),
    Index("ix_case_file_due", "workflow", "due_date", postgresql_where=OPEN),
)

event = table(
    "workflow",
    "event",
    key("client_id", nullable=False),
    key("case_id", nullable=False),
    whole("seq", nullable=False),
    text("workflow", nullable=False),
    text("action", nullable=False),
    text("from_state", nullable=False),
    text("to_state", nullable=False),
    text("actor_id", nullable=False),
    text("actor_name"),
    whole("actor_staff_id"),
    moment("acted_at", nullable=False),
    text("note"),
    Column("payload", JSONB, nullable=False, server_default="{}"),
    Column("previous_hash", LargeBinary(), nullable=False),
    Column("hash", LargeBinary(), nullable=False),
    PrimaryKeyConstraint("client_id", "case_id", "seq"),
    ForeignKeyConstraint(["client_id", "case_id"], ["workflow.case_file.client_id", "workflow.case_file.case_id"]),
    CheckConstraint(f"length(payload::text) <= {LONGEST_PAYLOAD}", name="payload"),
)

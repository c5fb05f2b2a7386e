"""What the system knows about itself: parameters, users and scopes, loads, rejects, findings, closes."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Numeric,
    PrimaryKeyConstraint,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from schema.tables.base import count, day, flag, identity, key, moment, table, text, whole

installation = table(
    "ops",
    "installation",
    text("key", primary_key=True),
    text("value", nullable=False),
    moment("updated_at", nullable=False, server_default=func.now()),
)

data_version = table(
    "ops",
    "data_version",
    flag("is_only_row", primary_key=True, server_default="true"),
    count("version", nullable=False, server_default="0"),
    moment("changed_at", nullable=False, server_default=func.now()),
    CheckConstraint("is_only_row", name="only_row"),
)

parameter = table(
    "ops",
    "parameter",
    identity("parameter_id", big=False, primary_key=True),
    text("name", nullable=False),
    text("key", nullable=False, server_default=""),
    Column("number", Numeric(24, 9)),
    text("word"),
    text("unit"),
    day("valid_from", nullable=False),
    day("valid_to"),
    text("source", nullable=False),
    text("status", nullable=False),
    text("author", nullable=False, server_default="shipped"),
    moment("created_at", nullable=False, server_default=func.now()),
    UniqueConstraint("name", "key", "valid_from"),
    CheckConstraint("status in ('published','proposed','to_confirm','sample')", name="status"),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
    CheckConstraint("(number is null) <> (word is null)", name="one_value"),
)

app_user = table(
    "ops",
    "app_user",
    text("subject", primary_key=True),
    text("display_name", nullable=False),
    whole("staff_id", ForeignKey("core.staff.staff_id")),
    flag("is_active", nullable=False, server_default="true"),
    text("language"),
    text("direction"),
    flag("is_demo", nullable=False, server_default="false"),
    CheckConstraint("language in ('en','zh-Hans','zh-Hant')", name="language"),
    CheckConstraint("direction in ('red_up','green_up')", name="direction"),
)

user_scope = table(
    "ops",
    "user_scope",
    identity("user_scope_id", big=False, primary_key=True),
    text("subject", ForeignKey("ops.app_user.subject"), nullable=False, index=True),
    text("persona", ForeignKey("ops.persona.persona"), nullable=False),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id")),
    flag("is_whole_bank", nullable=False, server_default="false"),
    flag("is_own_book_only", nullable=False, server_default="false"),
    day("valid_from", nullable=False),
    day("valid_to"),
    CheckConstraint("is_whole_bank or org_unit_id is not null", name="somewhere"),
)

load_batch = table(
    "ops",
    "load_batch",
    identity("load_batch_id", primary_key=True),
    text("run_code", nullable=False, index=True),
    text("feed", nullable=False),
    text("source_name", nullable=False),
    text("file_name", nullable=False),
    text("mapping_name"),
    text("checksum", nullable=False, index=True),
    text("status", nullable=False),
    text("message"),
    count("rows_read", nullable=False, server_default="0"),
    count("rows_accepted", nullable=False, server_default="0"),
    count("rows_rejected", nullable=False, server_default="0"),
    count("rows_set_aside", nullable=False, server_default="0"),
    count("rows_inserted", nullable=False, server_default="0"),
    count("rows_updated", nullable=False, server_default="0"),
    count("rows_unchanged", nullable=False, server_default="0"),
    Column("dialect", JSONB, nullable=False, server_default="{}"),
    day("first_date"),
    day("last_date"),
    key("superseded_by"),
    moment("started_at", nullable=False, server_default=func.clock_timestamp()),
    moment("finished_at"),
    CheckConstraint("status in ('loaded','refused')", name="status"),
    CheckConstraint("rows_read = rows_accepted + rows_rejected + rows_set_aside", name="nothing_disappears"),
    CheckConstraint("rows_accepted = rows_inserted + rows_updated + rows_unchanged", name="accepted_rows_add_up"),
)

rejected_row = table(
    "ops",
    "rejected_row",
    key("load_batch_id", ForeignKey("ops.load_batch.load_batch_id"), nullable=False),
    count("row_number", nullable=False),
    text("raw_text", nullable=False),
    text("column_name"),
    text("value"),
    text("reason_code", nullable=False),
    text("sentence", nullable=False),
    Column("other_reasons", JSONB, nullable=False, server_default="[]"),
    PrimaryKeyConstraint("load_batch_id", "row_number"),
)

finding = table(
    "ops",
    "finding",
    identity("finding_id", primary_key=True),
    key("load_batch_id", ForeignKey("ops.load_batch.load_batch_id"), index=True),
    day("as_of", index=True),
    text("code", nullable=False),
    text("subject_code"),
    text("sentence", nullable=False),
    Column("figures", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("load_batch_id is not null or as_of is not null", name="origin"),
)

close_run = table(
    "ops",
    "close_run",
    identity("close_run_id", primary_key=True),
    day("as_of", nullable=False, index=True),
    text("state", nullable=False),
    text("message"),
    moment("started_at", nullable=False, server_default=func.clock_timestamp()),
    moment("finished_at"),
    CheckConstraint("state in ('complete','failed')", name="state"),
)

close_step = table(
    "ops",
    "close_step",
    key("close_run_id", ForeignKey("ops.close_run.close_run_id", ondelete="CASCADE"), nullable=False),
    whole("step_no", nullable=False),
    text("name", nullable=False),
    count("row_count", nullable=False),
    Column("seconds", Numeric(12, 3), nullable=False),
    PrimaryKeyConstraint("close_run_id", "step_no"),
)

closed_date = table(
    "ops",
    "closed_date",
    day("as_of", primary_key=True),
    key("close_run_id", ForeignKey("ops.close_run.close_run_id"), nullable=False),
    flag("is_stale", nullable=False, server_default="false"),
    text("stale_reason"),
    moment("closed_at", nullable=False, server_default=func.clock_timestamp()),
)

demo_truth = table(
    "ops",
    "demo_truth",
    identity("demo_truth_id", primary_key=True),
    text("story", nullable=False, index=True),
    text("client_code", nullable=False),
    text("loan_code"),
    day("since_date", nullable=False),
    Column("details", JSONB, nullable=False, server_default="{}"),
)

"""The foundation: namespaces, roles, organisation, parties, lending, accounts, sales, market, operations.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = ("tandem_owner", "tandem_etl", "tandem_app", "tandem_reader")


def upgrade() -> None:
    for role in ROLES:
        op.execute(
            f"do $$ begin if not exists (select 1 from pg_roles where rolname = '{role}') "
            f"then create role {role} nologin; end if; end $$"
        )
    for namespace in ("core", "ops", "workflow", "mart", "staging"):
        op.execute(f"create schema if not exists {namespace}")
    create_tables()
    op.execute("insert into ops.data_version (is_only_row) values (true)")


def create_tables() -> None:  # noqa: PLR0915 - written once, never changed
    op.create_table(
        "account_balance",
        sa.Column("balance_date", sa.Date(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("balance_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("average_balance_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("balance_date", "client_id", "account_id", name=op.f("pk_account_balance")),
        schema="core",
        postgresql_partition_by="RANGE (balance_date)",
    )
    op.create_table(
        "account_transaction",
        sa.Column("booked_date", sa.Date(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("transaction_code", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("balance_after_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("counterparty_account_code", sa.Text(collation="C"), nullable=True),
        sa.Column("counterparty_name", sa.Text(), nullable=True),
        sa.Column("counterparty_bank", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "booked_date", "client_id", "account_id", "transaction_code", name=op.f("pk_account_transaction")
        ),
        schema="core",
        postgresql_partition_by="RANGE (booked_date)",
    )
    op.create_table(
        "business_calendar",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working_day", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_business_calendar")),
        schema="core",
    )
    op.create_table(
        "client_group",
        sa.Column("client_group_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("client_group_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("client_group_id", name=op.f("pk_client_group")),
        sa.UniqueConstraint("client_group_code", name=op.f("uq_client_group_client_group_code")),
        schema="core",
    )
    op.create_table(
        "instalment",
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("instalment_no", sa.Integer(), nullable=False),
        sa.Column("principal_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("interest_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("origin", sa.Text(), server_default="delivered", nullable=False),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("principal_amount >= 0 and interest_amount >= 0", name=op.f("ck_instalment_amounts")),
        sa.PrimaryKeyConstraint("due_date", "client_id", "loan_id", "instalment_no", name=op.f("pk_instalment")),
        schema="core",
        postgresql_partition_by="RANGE (due_date)",
    )
    op.create_table(
        "institution",
        sa.Column("institution_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_own", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into_code", sa.Text(collation="C"), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('institution','group','total','subtotal')", name=op.f("ck_institution_kind")),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_institution")),
        sa.UniqueConstraint("institution_code", name=op.f("uq_institution_institution_code")),
        schema="core",
    )
    op.create_table(
        "loan_snapshot",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("outstanding_principal_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("due_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("paid_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("overdue_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("overdue_principal_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("credit_balance_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("oldest_unpaid_date", sa.Date(), nullable=True),
        sa.Column("days_past_due", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("risk_class", sa.Text(), nullable=False),
        sa.Column("floor_class", sa.Text(), nullable=False),
        sa.Column("class_reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("next_due_date", sa.Date(), nullable=True),
        sa.Column("next_due_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.PrimaryKeyConstraint("as_of", "client_id", "loan_id", name=op.f("pk_loan_snapshot")),
        schema="core",
        postgresql_partition_by="RANGE (as_of)",
    )
    op.create_table(
        "product",
        sa.Column("product_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("product_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("parent_code", sa.Text(collation="C"), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["core.product.product_id"], name=op.f("fk_product_parent_id")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product")),
        sa.UniqueConstraint("product_code", name=op.f("uq_product_product_code")),
        schema="core",
    )
    op.create_table(
        "region",
        sa.Column("region_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(collation="C"), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["core.region.region_id"], name=op.f("fk_region_parent_id")),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_region")),
        sa.UniqueConstraint("region_code", name=op.f("uq_region_region_code")),
        schema="core",
    )
    op.create_table(
        "repayment",
        sa.Column("paid_date", sa.Date(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("repayment_code", sa.Text(collation="C"), nullable=False),
        sa.Column("paid_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("principal_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("interest_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("penalty_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("payer_account_code", sa.Text(collation="C"), nullable=True),
        sa.Column("payer_name", sa.Text(), nullable=True),
        sa.Column("is_third_party", sa.Boolean(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("paid_date", "client_id", "loan_id", "repayment_code", name=op.f("pk_repayment")),
        schema="core",
        postgresql_partition_by="RANGE (paid_date)",
    )
    op.create_table(
        "close_run",
        sa.Column("close_run_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column(
            "started_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('complete','failed')", name=op.f("ck_close_run_state")),
        sa.PrimaryKeyConstraint("close_run_id", name=op.f("pk_close_run")),
        schema="ops",
    )
    op.create_index(op.f("ix_close_run_as_of"), "close_run", ["as_of"], unique=False, schema="ops")
    op.create_table(
        "data_version",
        sa.Column("is_only_row", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("is_only_row", name=op.f("ck_data_version_only_row")),
        sa.PrimaryKeyConstraint("is_only_row", name=op.f("pk_data_version")),
        schema="ops",
    )
    op.create_table(
        "demo_truth",
        sa.Column("demo_truth_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("client_code", sa.Text(collation="C"), nullable=False),
        sa.Column("loan_code", sa.Text(collation="C"), nullable=True),
        sa.Column("since_date", sa.Date(), nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("demo_truth_id", name=op.f("pk_demo_truth")),
        schema="ops",
    )
    op.create_index(op.f("ix_demo_truth_story"), "demo_truth", ["story"], unique=False, schema="ops")
    op.create_table(
        "installation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_installation")),
        schema="ops",
    )
    op.create_table(
        "load_batch",
        sa.Column("load_batch_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_code", sa.Text(collation="C"), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("mapping_name", sa.Text(), nullable=True),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("rows_read", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_accepted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_set_aside", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_inserted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_updated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_unchanged", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dialect", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.Column("superseded_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "started_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('loaded','refused')", name=op.f("ck_load_batch_status")),
        sa.CheckConstraint(
            "rows_accepted = rows_inserted + rows_updated + rows_unchanged",
            name=op.f("ck_load_batch_accepted_rows_add_up"),
        ),
        sa.CheckConstraint(
            "rows_read = rows_accepted + rows_rejected + rows_set_aside",
            name=op.f("ck_load_batch_nothing_disappears"),
        ),
        sa.PrimaryKeyConstraint("load_batch_id", name=op.f("pk_load_batch")),
        schema="ops",
    )
    op.create_index(op.f("ix_load_batch_checksum"), "load_batch", ["checksum"], unique=False, schema="ops")
    op.create_index(op.f("ix_load_batch_run_code"), "load_batch", ["run_code"], unique=False, schema="ops")
    op.create_table(
        "parameter",
        sa.Column("parameter_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Numeric(precision=24, scale=9), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), server_default="shipped", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status in ('published','proposed','to_confirm','sample')", name=op.f("ck_parameter_status")
        ),
        sa.CheckConstraint("(number is null) <> (word is null)", name=op.f("ck_parameter_one_value")),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_parameter_dates")),
        sa.PrimaryKeyConstraint("parameter_id", name=op.f("pk_parameter")),
        sa.UniqueConstraint("name", "key", "valid_from", name=op.f("uq_parameter_name_key_valid_from")),
        schema="ops",
    )
    op.create_table(
        "institution_alias",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_institution_alias_dates")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["core.institution.institution_id"],
            name=op.f("fk_institution_alias_institution_id"),
        ),
        sa.PrimaryKeyConstraint("alias", "valid_from", name=op.f("pk_institution_alias")),
        schema="core",
    )
    op.create_index(
        op.f("ix_institution_alias_institution_id"),
        "institution_alias",
        ["institution_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "market_volume",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("period_end_date", sa.Date(), nullable=False),
        sa.Column("volume", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("reported_name", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["core.institution.institution_id"],
            name=op.f("fk_market_volume_institution_id"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["core.product.product_id"], name=op.f("fk_market_volume_product_id")),
        sa.ForeignKeyConstraint(["region_id"], ["core.region.region_id"], name=op.f("fk_market_volume_region_id")),
        sa.PrimaryKeyConstraint(
            "institution_id", "region_id", "product_id", "period_end_date", name=op.f("pk_market_volume")
        ),
        schema="core",
    )
    op.create_index(op.f("ix_market_volume_product_id"), "market_volume", ["product_id"], unique=False, schema="core")
    op.create_table(
        "org_unit",
        sa.Column("org_unit_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("org_unit_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(collation="C"), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("opened_date", sa.Date(), nullable=True),
        sa.Column("closed_date", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('head_office','branch','sub_branch','team')", name=op.f("ck_org_unit_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_org_unit_parent_id")),
        sa.ForeignKeyConstraint(["region_id"], ["core.region.region_id"], name=op.f("fk_org_unit_region_id")),
        sa.PrimaryKeyConstraint("org_unit_id", name=op.f("pk_org_unit")),
        sa.UniqueConstraint("org_unit_code", name=op.f("uq_org_unit_org_unit_code")),
        schema="core",
    )
    op.create_table(
        "close_step",
        sa.Column("close_run_id", sa.BigInteger(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["close_run_id"],
            ["ops.close_run.close_run_id"],
            name=op.f("fk_close_step_close_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("close_run_id", "step_no", name=op.f("pk_close_step")),
        schema="ops",
    )
    op.create_table(
        "closed_date",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("close_run_id", sa.BigInteger(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("stale_reason", sa.Text(), nullable=True),
        sa.Column(
            "closed_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["close_run_id"], ["ops.close_run.close_run_id"], name=op.f("fk_closed_date_close_run_id")
        ),
        sa.PrimaryKeyConstraint("as_of", name=op.f("pk_closed_date")),
        schema="ops",
    )
    op.create_table(
        "finding",
        sa.Column("finding_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject_code", sa.Text(collation="C"), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint("load_batch_id is not null or as_of is not null", name=op.f("ck_finding_origin")),
        sa.ForeignKeyConstraint(
            ["load_batch_id"], ["ops.load_batch.load_batch_id"], name=op.f("fk_finding_load_batch_id")
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
        schema="ops",
    )
    op.create_index(op.f("ix_finding_as_of"), "finding", ["as_of"], unique=False, schema="ops")
    op.create_index(op.f("ix_finding_load_batch_id"), "finding", ["load_batch_id"], unique=False, schema="ops")
    op.create_table(
        "rejected_row",
        sa.Column("load_batch_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.BigInteger(), nullable=False),
        sa.Column("raw_text", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.Text(collation="C"), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("other_reasons", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["load_batch_id"], ["ops.load_batch.load_batch_id"], name=op.f("fk_rejected_row_load_batch_id")
        ),
        sa.PrimaryKeyConstraint("load_batch_id", "row_number", name=op.f("pk_rejected_row")),
        schema="ops",
    )
    op.create_table(
        "client",
        sa.Column("client_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("ownership", sa.Text(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.Column("internal_rating", sa.Text(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("since_date", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('corporate','small_micro','personal')", name=op.f("ck_client_kind")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_client_org_unit_id")),
        sa.ForeignKeyConstraint(["region_id"], ["core.region.region_id"], name=op.f("fk_client_region_id")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client")),
        sa.UniqueConstraint("client_code", name=op.f("uq_client_client_code")),
        schema="core",
    )
    op.create_index(op.f("ix_client_org_unit_id"), "client", ["org_unit_id"], unique=False, schema="core")
    op.create_table(
        "org_unit_closure",
        sa.Column("ancestor_id", sa.Integer(), nullable=False),
        sa.Column("descendant_id", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"],
            ["core.org_unit.org_unit_id"],
            name=op.f("fk_org_unit_closure_ancestor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["descendant_id"],
            ["core.org_unit.org_unit_id"],
            name=op.f("fk_org_unit_closure_descendant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", name=op.f("pk_org_unit_closure")),
        schema="core",
    )
    op.create_index(
        op.f("ix_org_unit_closure_descendant_id"),
        "org_unit_closure",
        ["descendant_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("hired_date", sa.Date(), nullable=True),
        sa.Column("left_date", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "left_date is null or hired_date is null or left_date >= hired_date", name=op.f("ck_staff_dates")
        ),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_staff_org_unit_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff")),
        sa.UniqueConstraint("staff_code", name=op.f("uq_staff_staff_code")),
        schema="core",
    )
    op.create_index(op.f("ix_staff_org_unit_id"), "staff", ["org_unit_id"], unique=False, schema="core")
    op.create_table(
        "client_group_member",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("client_group_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_client_group_member_dates")),
        sa.ForeignKeyConstraint(
            ["client_group_id"],
            ["core.client_group.client_group_id"],
            name=op.f("fk_client_group_member_client_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["core.client.client_id"], name=op.f("fk_client_group_member_client_id")
        ),
        sa.PrimaryKeyConstraint("client_id", "client_group_id", "valid_from", name=op.f("pk_client_group_member")),
        schema="core",
    )
    op.create_index(
        op.f("ix_client_group_member_client_group_id"),
        "client_group_member",
        ["client_group_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "commitment",
        sa.Column("commitment_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_code", sa.Text(collation="C"), nullable=False),
        sa.Column("limit_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_commitment_dates")),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_commitment_client_id")),
        sa.PrimaryKeyConstraint("client_id", "commitment_id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("commitment_code", name=op.f("uq_commitment_commitment_code")),
        schema="core",
    )
    op.create_table(
        "external_event",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("event_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("known_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("grade_before", sa.Text(), nullable=True),
        sa.Column("grade_after", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("known_date >= event_date", name=op.f("ck_external_event_known_after_event")),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_external_event_client_id")),
        sa.PrimaryKeyConstraint("client_id", "event_code", name=op.f("pk_external_event")),
        schema="core",
    )
    op.create_table(
        "financial_statement",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("period_end_date", sa.Date(), nullable=False),
        sa.Column("received_date", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("revenue_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("profit_before_tax_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("ebit_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("interest_expense_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("operating_cash_flow_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("total_assets_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("equity_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("current_assets_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("current_liabilities_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("inventory_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("receivable_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("payable_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("audit_opinion", sa.Text(), nullable=True),
        sa.Column("is_audited", sa.Boolean(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["core.client.client_id"], name=op.f("fk_financial_statement_client_id")
        ),
        sa.PrimaryKeyConstraint("client_id", "period_end_date", name=op.f("pk_financial_statement")),
        schema="core",
    )
    op.create_table(
        "sale",
        sa.Column("sale_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sale_code", sa.Text(collation="C"), nullable=False),
        sa.Column("sold_date", sa.Date(), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("client_type", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("returned_sale_code", sa.Text(collation="C"), nullable=True),
        sa.Column("returned_sale_id", sa.BigInteger(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_sale_client_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_sale_org_unit_id")),
        sa.ForeignKeyConstraint(["product_id"], ["core.product.product_id"], name=op.f("fk_sale_product_id")),
        sa.ForeignKeyConstraint(["returned_sale_id"], ["core.sale.sale_id"], name=op.f("fk_sale_returned_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", name=op.f("pk_sale")),
        sa.UniqueConstraint("sale_code", name=op.f("uq_sale_sale_code")),
        schema="core",
    )
    op.create_index(op.f("ix_sale_org_unit_id"), "sale", ["org_unit_id"], unique=False, schema="core")
    op.create_index(op.f("ix_sale_sold_date"), "sale", ["sold_date"], unique=False, schema="core")
    op.create_table(
        "sales_target",
        sa.Column("sales_target_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("org_unit_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("period_start_date", sa.Date(), nullable=False),
        sa.Column("period_end_date", sa.Date(), nullable=False),
        sa.Column("target_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("set_date", sa.Date(), nullable=False),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(staff_id is null) <> (org_unit_id is null)", name=op.f("ck_sales_target_one_owner")),
        sa.CheckConstraint("period_end_date >= period_start_date", name=op.f("ck_sales_target_dates")),
        sa.CheckConstraint("target_amount > 0", name=op.f("ck_sales_target_amount")),
        sa.ForeignKeyConstraint(
            ["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_sales_target_org_unit_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["core.product.product_id"], name=op.f("fk_sales_target_product_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["core.staff.staff_id"], name=op.f("fk_sales_target_staff_id")),
        sa.PrimaryKeyConstraint("sales_target_id", name=op.f("pk_sales_target")),
        sa.UniqueConstraint(
            "staff_id",
            "org_unit_id",
            "product_id",
            "period_start_date",
            "period_end_date",
            "set_date",
            name="uq_sales_target_version",
            postgresql_nulls_not_distinct=True,
        ),
        schema="core",
    )
    op.create_table(
        "staff_role",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_staff_role_dates")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_staff_role_org_unit_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["core.staff.staff_id"], name=op.f("fk_staff_role_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "role", "org_unit_id", "valid_from", name=op.f("pk_staff_role")),
        schema="core",
    )
    op.create_index(op.f("ix_staff_role_org_unit_id"), "staff_role", ["org_unit_id"], unique=False, schema="core")
    op.create_table(
        "app_user",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["core.staff.staff_id"], name=op.f("fk_app_user_staff_id")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_app_user")),
        schema="ops",
    )
    op.create_table(
        "loan",
        sa.Column("loan_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_code", sa.Text(collation="C"), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("commitment_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("payment_mode", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("principal_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("annual_rate", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("schedule_type", sa.Text(), nullable=False),
        sa.Column("period_months", sa.Integer(), server_default="1", nullable=False),
        sa.Column("disbursed_date", sa.Date(), nullable=False),
        sa.Column("first_due_date", sa.Date(), nullable=True),
        sa.Column("maturity_date", sa.Date(), nullable=False),
        sa.Column("closed_date", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("annual_rate >= 0", name=op.f("ck_loan_rate")),
        sa.CheckConstraint("maturity_date > disbursed_date", name=op.f("ck_loan_dates")),
        sa.CheckConstraint("principal_amount > 0", name=op.f("ck_loan_principal")),
        sa.ForeignKeyConstraint(
            ["client_id", "commitment_id"],
            ["core.commitment.client_id", "core.commitment.commitment_id"],
            name=op.f("fk_loan_client_id_commitment_id"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_loan_client_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_loan_org_unit_id")),
        sa.ForeignKeyConstraint(["product_id"], ["core.product.product_id"], name=op.f("fk_loan_product_id")),
        sa.PrimaryKeyConstraint("client_id", "loan_id", name=op.f("pk_loan")),
        sa.UniqueConstraint("loan_code", name=op.f("uq_loan_loan_code")),
        schema="core",
    )
    op.create_index(op.f("ix_loan_org_unit_id"), "loan", ["org_unit_id"], unique=False, schema="core")
    op.create_table(
        "sale_credit",
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("share_percent", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("share_percent > 0 and share_percent <= 100", name=op.f("ck_sale_credit_share")),
        sa.ForeignKeyConstraint(["sale_id"], ["core.sale.sale_id"], name=op.f("fk_sale_credit_sale_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["core.staff.staff_id"], name=op.f("fk_sale_credit_staff_id")),
        sa.PrimaryKeyConstraint("sale_id", "staff_id", name=op.f("pk_sale_credit")),
        schema="core",
    )
    op.create_index(op.f("ix_sale_credit_staff_id"), "sale_credit", ["staff_id"], unique=False, schema="core")
    op.create_table(
        "user_scope",
        sa.Column("user_scope_id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=True),
        sa.Column("is_whole_bank", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_own_book_only", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("is_whole_bank or org_unit_id is not null", name=op.f("ck_user_scope_somewhere")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_user_scope_org_unit_id")),
        sa.ForeignKeyConstraint(["subject"], ["ops.app_user.subject"], name=op.f("fk_user_scope_subject")),
        sa.PrimaryKeyConstraint("user_scope_id", name=op.f("pk_user_scope")),
        schema="ops",
    )
    op.create_index(op.f("ix_user_scope_subject"), "user_scope", ["subject"], unique=False, schema="ops")
    op.create_table(
        "account",
        sa.Column("account_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("account_code", sa.Text(collation="C"), nullable=False),
        sa.Column("org_unit_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("is_supervised", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("opened_date", sa.Date(), nullable=True),
        sa.Column("closed_date", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_account_client_id_loan_id"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_account_client_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["core.org_unit.org_unit_id"], name=op.f("fk_account_org_unit_id")),
        sa.PrimaryKeyConstraint("client_id", "account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("account_code", name=op.f("uq_account_account_code")),
        schema="core",
    )
    op.create_index(op.f("ix_account_org_unit_id"), "account", ["org_unit_id"], unique=False, schema="core")
    op.create_table(
        "assignment",
        sa.Column("assignment_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("handover_document", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("share_percent > 0 and share_percent <= 100", name=op.f("ck_assignment_share")),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_assignment_dates")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_assignment_client_id_loan_id"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_assignment_client_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["core.staff.staff_id"], name=op.f("fk_assignment_staff_id")),
        sa.PrimaryKeyConstraint("client_id", "assignment_id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "client_id",
            "loan_id",
            "role",
            "staff_id",
            "valid_from",
            name="uq_assignment_period",
            postgresql_nulls_not_distinct=True,
        ),
        schema="core",
    )
    op.create_index(op.f("ix_assignment_staff_id"), "assignment", ["staff_id"], unique=False, schema="core")
    op.create_table(
        "collateral",
        sa.Column("collateral_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("collateral_code", sa.Text(collation="C"), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("insurance_expiry_date", sa.Date(), nullable=True),
        sa.Column("contract_expiry_date", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_collateral_client_id_loan_id"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_collateral_client_id")),
        sa.PrimaryKeyConstraint("client_id", "collateral_id", name=op.f("pk_collateral")),
        sa.UniqueConstraint("collateral_code", name=op.f("uq_collateral_collateral_code")),
        schema="core",
    )
    op.create_table(
        "delivered_snapshot",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("outstanding_principal_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("overdue_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("days_past_due", sa.Integer(), nullable=True),
        sa.Column("risk_class", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_delivered_snapshot_client_id_loan_id"),
        ),
        sa.PrimaryKeyConstraint("as_of", "client_id", "loan_id", name=op.f("pk_delivered_snapshot")),
        schema="core",
    )
    op.create_table(
        "guarantee",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("guarantee_code", sa.Text(collation="C"), nullable=False),
        sa.Column("guarantor_client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("guaranteed_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("guarantor_client_id <> client_id", name=op.f("ck_guarantee_not_oneself")),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_guarantee_client_id_loan_id"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["core.client.client_id"], name=op.f("fk_guarantee_client_id")),
        sa.ForeignKeyConstraint(
            ["guarantor_client_id"], ["core.client.client_id"], name=op.f("fk_guarantee_guarantor_client_id")
        ),
        sa.PrimaryKeyConstraint("client_id", "guarantee_code", name=op.f("pk_guarantee")),
        schema="core",
    )
    op.create_index(
        op.f("ix_guarantee_guarantor_client_id"),
        "guarantee",
        ["guarantor_client_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "loan_payee",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("payee_account_code", sa.Text(collation="C"), nullable=False),
        sa.Column("payee_name", sa.Text(), nullable=True),
        sa.Column("contract_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_loan_payee_client_id_loan_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "loan_id", "payee_account_code", name=op.f("pk_loan_payee")),
        schema="core",
    )
    op.create_table(
        "restructuring",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("restructured_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_in_difficulty", sa.Boolean(), nullable=False),
        sa.Column("new_maturity_date", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "loan_id"],
            ["core.loan.client_id", "core.loan.loan_id"],
            name=op.f("fk_restructuring_client_id_loan_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "loan_id", "restructured_date", name=op.f("pk_restructuring")),
        schema="core",
    )
    op.create_table(
        "collateral_valuation",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("collateral_id", sa.BigInteger(), nullable=False),
        sa.Column("valued_date", sa.Date(), nullable=False),
        sa.Column("value_amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("load_batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "collateral_id"],
            ["core.collateral.client_id", "core.collateral.collateral_id"],
            name=op.f("fk_collateral_valuation_client_id_collateral_id"),
        ),
        sa.PrimaryKeyConstraint("client_id", "collateral_id", "valued_date", name=op.f("pk_collateral_valuation")),
        schema="core",
    )

"""Sales with returns and split credit, targets with their history, and the market around them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Numeric, PrimaryKeyConstraint, UniqueConstraint

from schema.tables.base import batch, day, flag, identity, key, money, ratio, table, text, whole

sale = table(
    "core",
    "sale",
    identity("sale_id", primary_key=True),
    text("sale_code", nullable=False, unique=True),
    day("sold_date", nullable=False, index=True),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    whole("product_id", ForeignKey("core.product.product_id")),
    key("client_id", ForeignKey("core.client.client_id")),
    text("client_type"),
    Column("quantity", Numeric(18, 4)),
    text("unit"),
    money("amount", nullable=False),
    text("currency", nullable=False),
    text("returned_sale_code"),
    key("returned_sale_id", ForeignKey("core.sale.sale_id")),
    batch(),
)

sale_credit = table(
    "core",
    "sale_credit",
    key("sale_id", ForeignKey("core.sale.sale_id"), nullable=False),
    whole("staff_id", ForeignKey("core.staff.staff_id"), nullable=False, index=True),
    ratio("share_percent", nullable=False),
    batch(),
    PrimaryKeyConstraint("sale_id", "staff_id"),
    CheckConstraint("share_percent > 0 and share_percent <= 100", name="share"),
)

sales_target = table(
    "core",
    "sales_target",
    identity("sales_target_id", primary_key=True),
    whole("staff_id", ForeignKey("core.staff.staff_id")),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id")),
    whole("product_id", ForeignKey("core.product.product_id")),
    day("period_start_date", nullable=False),
    day("period_end_date", nullable=False),
    money("target_amount", nullable=False),
    text("unit"),
    day("set_date", nullable=False),
    batch(),
    UniqueConstraint(
        "staff_id",
        "org_unit_id",
        "product_id",
        "period_start_date",
        "period_end_date",
        "set_date",
        name="uq_sales_target_version",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint("target_amount > 0", name="amount"),
    CheckConstraint("period_end_date >= period_start_date", name="dates"),
    CheckConstraint("(staff_id is null) <> (org_unit_id is null)", name="one_owner"),
)

institution = table(
    "core",
    "institution",
    identity("institution_id", big=False, primary_key=True),
    text("institution_code", nullable=False, unique=True),
    text("name", nullable=False),
    text("kind", nullable=False),
    flag("is_own", nullable=False, server_default="false"),
    day("valid_from"),
    day("valid_to"),
    text("merged_into_code"),
    batch(),
    CheckConstraint("kind in ('institution','group','total','subtotal')", name="kind"),
)

institution_alias = table(
    "core",
    "institution_alias",
    text("alias", nullable=False),
    whole("institution_id", ForeignKey("core.institution.institution_id"), nullable=False, index=True),
    day("valid_from", nullable=False),
    day("valid_to"),
    text("source"),
    batch(),
    PrimaryKeyConstraint("alias", "valid_from"),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
)

market_volume = table(
    "core",
    "market_volume",
    whole("institution_id", ForeignKey("core.institution.institution_id"), nullable=False),
    whole("region_id", ForeignKey("core.region.region_id"), nullable=False),
    whole("product_id", ForeignKey("core.product.product_id"), nullable=False, index=True),
    day("period_end_date", nullable=False),
    money("volume", nullable=False),
    text("unit", nullable=False),
    text("source"),
    text("reported_name"),
    batch(),
    PrimaryKeyConstraint("institution_id", "region_id", "product_id", "period_end_date"),
)

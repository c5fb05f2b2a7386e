"""Reference tables: regions, org units with their closure, staff, products, the business calendar."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint

from schema.tables.base import batch, day, flag, identity, table, text, whole

region = table(
    "core",
    "region",
    identity("region_id", big=False, primary_key=True),
    text("region_code", nullable=False, unique=True),
    text("name", nullable=False),
    text("parent_code"),
    whole("parent_id", ForeignKey("core.region.region_id")),
    batch(),
)

org_unit = table(
    "core",
    "org_unit",
    identity("org_unit_id", big=False, primary_key=True),
    text("org_unit_code", nullable=False, unique=True),
    text("name", nullable=False),
    text("kind", nullable=False),
    text("parent_code"),
    whole("parent_id", ForeignKey("core.org_unit.org_unit_id")),
    whole("region_id", ForeignKey("core.region.region_id")),
    day("opened_date"),
    day("closed_date"),
    batch(),
    CheckConstraint("kind in ('head_office','branch','sub_branch','team')", name="kind"),
)

org_unit_closure = table(
    "core",
    "org_unit_closure",
    whole("ancestor_id", ForeignKey("core.org_unit.org_unit_id", ondelete="CASCADE")),
    whole("descendant_id", ForeignKey("core.org_unit.org_unit_id", ondelete="CASCADE"), index=True),
    whole("depth", nullable=False),
    PrimaryKeyConstraint("ancestor_id", "descendant_id"),
)

staff = table(
    "core",
    "staff",
    identity("staff_id", big=False, primary_key=True),
    text("staff_code", nullable=False, unique=True),
    text("name", nullable=False),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    text("line"),
    day("hired_date"),
    day("left_date"),
    batch(),
    CheckConstraint("left_date is null or hired_date is null or left_date >= hired_date", name="dates"),
)

staff_role = table(
    "core",
    "staff_role",
    whole("staff_id", ForeignKey("core.staff.staff_id"), nullable=False),
    text("role", nullable=False),
    whole("org_unit_id", ForeignKey("core.org_unit.org_unit_id"), nullable=False, index=True),
    day("valid_from", nullable=False),
    day("valid_to"),
    batch(),
    PrimaryKeyConstraint("staff_id", "role", "org_unit_id", "valid_from"),
    CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
)

product = table(
    "core",
    "product",
    identity("product_id", big=False, primary_key=True),
    text("product_code", nullable=False, unique=True),
    text("name", nullable=False),
    text("kind", nullable=False),
    text("scheme"),
    text("unit"),
    text("parent_code"),
    whole("parent_id", ForeignKey("core.product.product_id")),
    batch(),
)

business_calendar = table(
    "core",
    "business_calendar",
    day("day", primary_key=True),
    flag("is_working_day", nullable=False),
    text("note"),
    batch(),
)

"""Feeds of the organisation: regions, org units, staff and their posts, products, the calendar."""

from __future__ import annotations

from schema.contracts.field import Feed, Parent
from schema.contracts.fields import VALID_FROM, VALID_TO, VALIDITY, code, day, flag, no_overlap, words
from schema.domain.words import OrgUnitKind, ProductScheme, StaffRole
from schema.tables import organisation as tables


def _tree(map_name: str) -> Parent:
    return Parent(map_name=map_name, field="parent_code", gives={}, is_required=False, may_stand_in_same_file=True)


def _org_unit(*, is_required: bool = True) -> Parent:
    gives = {"org_unit_id": "org_unit_id"}
    return Parent(map_name="org_unit", field="org_unit_code", gives=gives, is_required=is_required)


REGION = Parent(map_name="region", field="region_code", gives={"region_id": "region_id"}, is_required=False)
ORG_UNIT = _org_unit()
STAFF = Parent(map_name="staff", field="staff_code", gives={"staff_id": "staff_id"})

FEEDS = (
    Feed(
        name="region",
        about="Areas in which the bank and its market are counted; a tree.",
        table=tables.region,
        key=("region_code",),
        fields=(
            code("region_code", "key of the region", "NB"),
            words("name", "name people read", "宁波", is_required=True),
            code("parent_code", "region it lies in", "ZJ", is_required=False),
        ),
        parents=(_tree("region"),),
    ),
    Feed(
        name="org_unit",
        about="Head office, branches, sub-branches and teams; a tree.",
        table=tables.org_unit,
        key=("org_unit_code",),
        fields=(
            code("org_unit_code", "key of the org unit", "B01"),
            words("name", "name people read", "海曙支行", is_required=True),
            words("kind", "level in the tree", "branch", is_required=True, one_of=tuple(OrgUnitKind)),
            code("parent_code", "org unit above; empty for the head office", "HO", is_required=False),
            code("region_code", "region it works in", "NB", is_required=False),
            day("opened_date", "first day", "2001-04-01", is_required=False),
            day("closed_date", "last day", "", is_required=False),
        ),
        parents=(_tree("org_unit"), REGION),
    ),
    Feed(
        name="product",
        about="What is lent, taken in, sold or counted in the market; a tree.",
        table=tables.product,
        key=("product_code",),
        fields=(
            code("product_code", "key of the product", "WC01"),
            words("name", "name people read", "流动资金贷款", is_required=True),
            words("kind", "loan, deposit, service, goods or market", "loan", is_required=True),
            words(
                "scheme",
                "classification scheme of a loan product",
                "corporate_2023",
                one_of=tuple(ProductScheme),
            ),
            words("unit", "unit its volume is counted in", "CNY"),
            code("parent_code", "product group", "LOANS", is_required=False),
        ),
        parents=(_tree("product"),),
    ),
    Feed(
        name="staff",
        about="Everybody who may manage, check, approve, sell or answer.",
        table=tables.staff,
        key=("staff_code",),
        fields=(
            code("staff_code", "key of the person", "E1027"),
            words("name", "name people read", "周敏", is_required=True),
            code("org_unit_code", "org unit the person belongs to", "B01"),
            words("line", "corporate or retail", "corporate"),
            day("hired_date", "first day", "2019-07-01", is_required=False),
            day("left_date", "last day", "", is_required=False),
        ),
        parents=(ORG_UNIT,),
    ),
    Feed(
        name="staff_role",
        about="Who holds which post where, from when to when.",
        table=tables.staff_role,
        key=("staff_id", "role", "org_unit_id", "valid_from"),
        fields=(
            code("staff_code", "the person", "E1027"),
            words("role", "the post", "client_manager", is_required=True, one_of=tuple(StaffRole)),
            code("org_unit_code", "where the post is held", "B01"),
            VALID_FROM,
            VALID_TO,
        ),
        parents=(STAFF, ORG_UNIT),
        rules=(VALIDITY,),
        group_rules=(
            no_overlap(
                ("staff_id", "role", "org_unit_id"),
                "core.staff_role",
                ("staff_id", "role", "org_unit_id", "valid_from"),
            ),
        ),
    ),
    Feed(
        name="business_calendar",
        about="Days that differ from the country's working calendar, and why.",
        table=tables.business_calendar,
        key=("day",),
        fields=(
            day("day", "the day", "2026-10-01"),
            flag("is_working_day", "whether the bank works", is_required=True),
            words("note", "why", "国庆节"),
        ),
    ),
)

"""Feeds about selling and the market: sales, credit, targets, institutions, aliases, volumes."""

from __future__ import annotations

import polars as pl

from schema.contracts.field import Feed, Field, GroupRule, Parent, Rule
from schema.contracts.fields import (
    CURRENCY,
    VALID_FROM,
    VALID_TO,
    VALIDITY,
    code,
    day,
    flag,
    money,
    no_overlap,
    not_before,
    share,
    words,
)
from schema.contracts.organisation import ORG_UNIT, STAFF
from schema.tables import sales as tables

PRODUCT = Parent(map_name="product", field="product_code", gives={"product_id": "product_id"})
SOLD_PRODUCT = Parent(map_name="product", field="product_code", gives={"product_id": "product_id"}, is_required=False)
BUYER = Parent(map_name="client", field="client_code", gives={"client_id": "client_id"}, is_required=False)
RETURNED = Parent(map_name="sale", field="returned_sale_code", gives={}, is_required=False, may_stand_in_same_file=True)
CREDIT_ADDS_UP = GroupRule(
    code="shares_not_100",
    column="share_percent",
    violators="""
        with every_row as (
            select sale_id, share_percent from {staging}
            union all
            select c.sale_id, c.share_percent from core.sale_credit c
            where c.sale_id in (select sale_id from {staging})
              and not exists (select 1 from {staging} r where r.sale_id = c.sale_id and r.staff_id = c.staff_id)
        ), wrong as (
            select sale_id, sum(share_percent) as share from every_row group by sale_id
            having sum(share_percent) <> 100
        )
        select s.row_number, trim_scale(w.share)::text as detail from {staging} s join wrong w using (sale_id)
    """,
    sentence="The shares of this sale must add up to 100, they are {detail}.",
)
ONE_OWNER = Rule(
    code="not_one_owner",
    column="staff_code",
    holds=pl.col("staff_code").is_null() != pl.col("org_unit_code").is_null(),
    sentence="A target belongs to one person or to one org unit, not to both and not to none.",
)

FEEDS = (
    Feed(
        name="sale",
        about="Sales and their returns (a return is negative and names the sale it takes back).",
        table=tables.sale,
        key=("sale_code",),
        date_column="sold_date",
        affects_closes=True,
        fields=(
            code("sale_code", "key of the sale", "SO43659"),
            day("sold_date", "day of the sale", "2026-05-31"),
            code("org_unit_code", "org unit or territory of the sale", "T4"),
            code("product_code", "what was sold", "", is_required=False),
            code("client_code", "the buyer, when a known client", "", is_required=False),
            words("client_type", "kind of buyer", "end_user"),
            Field(name="quantity", kind="ratio", about="volume sold", example="12.5", is_required=False),
            words("unit", "unit of the volume", "t"),
            money("amount", "net amount; negative for a return", "20565.62"),
            CURRENCY,
            code("returned_sale_code", "the sale a return takes back", "", is_required=False),
        ),
        parents=(ORG_UNIT, SOLD_PRODUCT, BUYER, RETURNED),
        rules=(
            Rule(
                code="return_not_negative",
                column="amount",
                holds=pl.col("returned_sale_code").is_null() | (pl.col("amount") <= 0),
                sentence="A return must not be positive.",
            ),
        ),
    ),
    Feed(
        name="sale_credit",
        about="Whose sale it was, in shares of 100.",
        table=tables.sale_credit,
        key=("sale_id", "staff_id"),
        fields=(code("sale_code", "the sale", "SO43659"), code("staff_code", "the person", "275"), share()),
        parents=(Parent(map_name="sale", field="sale_code", gives={"sale_id": "sale_id"}), STAFF),
        group_rules=(CREDIT_ADDS_UP,),
    ),
    Feed(
        name="sales_target",
        about="Targets of persons or org units, with the day each version was set.",
        table=tables.sales_target,
        key=("staff_id", "org_unit_id", "product_id", "period_start_date", "period_end_date", "set_date"),
        fields=(
            code("staff_code", "the person", "275", is_required=False),
            code("org_unit_code", "or the org unit", "", is_required=False),
            code("product_code", "what is to be sold; empty: everything", "", is_required=False),
            day("period_start_date", "first day of the period", "2026-07-01"),
            day("period_end_date", "last day of the period", "2026-09-30"),
            money("target_amount", "target", "300000.00", above=0),
            words("unit", "unit of the target", "USD"),
            day("set_date", "day this version was set", "2026-06-16"),
        ),
        parents=(
            Parent(map_name="staff", field="staff_code", gives={"staff_id": "staff_id"}, is_required=False),
            Parent(
                map_name="org_unit",
                field="org_unit_code",
                gives={"org_unit_id": "org_unit_id"},
                is_required=False,
            ),
            SOLD_PRODUCT,
        ),
        rules=(
            ONE_OWNER,
            not_before(
                "ends_before_it_starts",
                "period_end_date",
                "period_start_date",
                "period_end_date lies before period_start_date.",
            ),
        ),
    ),
    Feed(
        name="institution",
        about="We and our competitors, and the rows that are totals, not banks.",
        table=tables.institution,
        key=("institution_code",),
        fields=(
            code("institution_code", "key of the institution", "BOT"),
            words("name", "name people read", "臺灣銀行", is_required=True),
            words(
                "kind",
                "institution, group, total or subtotal",
                "institution",
                is_required=True,
                one_of=("institution", "group", "total", "subtotal"),
            ),
            flag("is_own", "whether it is us", is_required=True),
            day("valid_from", "first day", "", is_required=False),
            day("valid_to", "last day", "", is_required=False),
            code("merged_into_code", "institution it merged into", "", is_required=False),
        ),
        parents=(
            Parent(
                map_name="institution",
                field="merged_into_code",
                gives={},
                is_required=False,
                may_stand_in_same_file=True,
            ),
        ),
        rules=(VALIDITY,),
    ),
    Feed(
        name="institution_alias",
        about="Spellings of an institution's name, dated.",
        table=tables.institution_alias,
        key=("alias", "valid_from"),
        fields=(
            words("alias", "the spelling", "台中商業銀行", is_required=True),
            code("institution_code", "the institution meant", "TCB"),
            VALID_FROM,
            VALID_TO,
            words("source", "who says so", "FSC monthly statistics"),
        ),
        parents=(
            Parent(
                map_name="institution",
                field="institution_code",
                gives={"institution_id": "institution_id"},
            ),
        ),
        rules=(VALIDITY,),
        group_rules=(no_overlap(("alias",), "core.institution_alias", ("alias", "valid_from")),),
    ),
    Feed(
        name="market_volume",
        about="What each institution holds in a market at the end of a period; totals stand apart.",
        table=tables.market_volume,
        key=("institution_id", "region_id", "product_id", "period_end_date"),
        date_column="period_end_date",
        fields=(
            words("reported_name", "the institution as the source spells it", "臺灣銀行", is_required=True),
            code("region_code", "the region", "TW"),
            code("product_code", "what is counted", "LN_SME"),
            day("period_end_date", "last day of the period", "2012-12-31"),
            money("volume", "volume in the unit", "284140000000.00"),
            words("unit", "unit of the volume", "TWD", is_required=True),
            words("source", "who published it", "FSC"),
        ),
        parents=(
            Parent(
                map_name="institution_name",
                field="reported_name",
                gives={"institution_id": "institution_id"},
                on_date="period_end_date",
            ),
            Parent(map_name="region", field="region_code", gives={"region_id": "region_id"}),
            PRODUCT,
        ),
        rules=(
            Rule(
                code="volume_is_negative",
                column="volume",
                holds=pl.col("volume") >= 0,
                sentence="A market volume cannot be negative.",
            ),
        ),
    ),
)

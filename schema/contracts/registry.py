"""Every feed there is, in the order of loading."""

from __future__ import annotations

from collections.abc import Mapping

from schema.contracts import accounts, archive, inspections, lending, organisation, party, quality, sales
from schema.contracts.field import Feed
from schema.errors import UnknownFeed

LOAD_ORDER = (
    "region",
    "org_unit",
    "product",
    "staff",
    "staff_role",
    "business_calendar",
    "client",
    "client_group",
    "client_group_member",
    "financial_statement",
    "external_event",
    "commitment",
    "loan",
    "loan_payee",
    "assignment",
    "instalment",
    "repayment",
    "restructuring",
    "class_evidence",
    "collateral",
    "collateral_valuation",
    "guarantee",
    "delivered_snapshot",
    "inspection",
    "inspection_evidence",
    "document",
    "account",
    "account_transaction",
    "account_balance",
    "sale",
    "sale_credit",
    "sales_target",
    "institution",
    "institution_alias",
    "market_volume",
)
_DECLARED = {
    feed.name: feed
    for group in (organisation, party, lending, inspections, archive, accounts, quality, sales)
    for feed in group.FEEDS
}
FEEDS: Mapping[str, Feed] = {name: _DECLARED[name] for name in LOAD_ORDER}


def feed_named(name: str) -> Feed:
    """The feed of that name.

    Raises:
        UnknownFeed: there is no such feed; the sentence lists the ones there are.
    """
    try:
        return FEEDS[name]
    except KeyError:
        raise UnknownFeed(name, tuple(FEEDS)) from None

"""What was sold in a year by product: to a client, or by a member of staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _
from dashboard.parts import cards, client_amounts, plain_rows
from schema.marts.client_ties import Purchase
from schema.marts.staff_card import SoldItem


def show(title: str, note: str, items: Sequence[Purchase | SoldItem], *, alt: str, key: str) -> None:
    """A card with a row per product and currency; nothing at all without one."""
    if not items:
        return
    currencies = [each.currency for each in items]
    unit = client_amounts.unit_of_several((each.sold_amount for each in items), currencies)
    columns: dict[str, Any] = {
        "product": tables.text_column(_("Product"), is_pinned=True),
        "sold": tables.amount_column(client_amounts.header(_("Sold"), unit, currencies)),
        "returned": tables.amount_column(client_amounts.header(_("Taken back"), unit, currencies)),
        "currency": tables.text_column(_("Currency")),
        "count": tables.count_column(_("Number of sales")),
        "last": tables.text_column(_("Last on")),
    }
    rows = [
        {
            "product": each.product_name or _("Without a product"),
            "sold": tables.scaled(each.sold_amount or None, unit),
            "returned": tables.scaled(each.returned_amount or None, unit),
            "currency": each.currency,
            "count": each.sale_count,
            "last": fmt.day(each.last_sold_date) if isinstance(each, Purchase) else None,
        }
        for each in items
    ]
    with cards.card(title, note):
        plain_rows.show(rows, columns, currencies, alt=alt, key=key)

"""What is known of the market: which volumes were delivered, for how many institutions and how long."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import N_, _
from dashboard.parts import cards
from dashboard.readers import answer
from schema.marts import sales

NAMES = {
    "product": N_("Product"),
    "institution_count": N_("Number of institutions"),
    "period_count": N_("Number of periods"),
    "first_date": N_("From"),
    "last_date": N_("To"),
    "unit": N_("Unit as delivered"),
}


def show() -> bool:
    """The delivered market volumes; False, and nothing drawn, when there are none."""
    coverage = answer(sales.market_coverage)
    if coverage.is_empty():
        return False
    shown, columns = tables.amounts_table(coverage, {name: _(label) for name, label in NAMES.items()}, fmt.ONES)
    with cards.card(_("Market volumes"), _("As delivered; rows that are totals are not counted as institutions.")):
        cards.rows(shown, columns, alt=_("Market volumes by product: institutions and periods."), key="market")
    return True

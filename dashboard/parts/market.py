"""What is known of the market: which volumes were delivered, for how many institutions and how long."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.parts import cards
from dashboard.readers import answer
from schema.marts import sales

NAMES = {
    "product": "Product",
    "institution_count": "Institutions",
    "period_count": "Periods",
    "first_date": "From",
    "last_date": "To",
    "unit": "Unit as delivered",
}


def show() -> bool:
    """The delivered market volumes; False, and nothing drawn, when there are none."""
    coverage = answer(sales.market_coverage)
    if coverage.is_empty():
        return False
    shown, columns = tables.amounts_table(coverage, NAMES, fmt.ONES)
    with cards.card("Market volumes", "As delivered; rows that are totals are not counted as institutions."):
        cards.rows(shown, columns, alt="Market volumes by product: institutions and periods.", key="market")
    return True

"""An executive's day: the headline of the book, and the units that moved most; nobody's loans."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard import states
from dashboard.language import _
from dashboard.parts import book, cards, loans, market, today_units
from dashboard.parts.today_desk import Desk
from dashboard.readers import answer
from schema.marts import portfolio
from schema.marts.portfolio import PortfolioSlice


def show(desk: Desk, *, has_market: bool = False) -> None:
    """Headline and units of the selection; `has_market` adds what is known of the market."""
    history = _history(desk)
    if history:
        cards.headlines(book.headline(history, loans.coverage_standard(desk.as_of)), book.note(history))
        today_units.show(desk)
    else:
        states.empty(
            _("No loans of {unit} on {date}.").format(unit=desk.selection.unit.name, date=fmt.day(desk.as_of)),
            _("Choose another date or unit above."),
            icon=":material/account_balance:",
        )
    if has_market:
        market.show()


def _history(desk: Desk) -> list[PortfolioSlice]:
    """The slices up to the date; none at all when the date itself has none."""
    unit_id, currency = desk.selection.unit.org_unit_id, desk.selection.currency or ""
    slices = answer(portfolio.history, org_unit_id=unit_id, currency=currency, until=desk.as_of)
    return slices if slices and slices[-1].as_of == desk.as_of else []

"""How good the book is: classes with their reasons and provisions, stages with their losses, and who decides."""

from __future__ import annotations

from dashboard import access, states
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import (
    cards,
    computed,
    post_quality_alerts,
    post_quality_cases,
    post_quality_headline,
    post_quality_list,
    post_quality_provisions,
    post_quality_stages,
)
from dashboard.parts import post_quality_words as words
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import portfolio, quality
from schema.marts.portfolio import PortfolioSlice


def show(selection: Selection) -> None:
    """The figures for those who see sums, the loans and cases for those who see clients."""
    if access.may("rows.aggregate") and not _figures(selection):
        return
    if access.may("rows.client"):
        post_quality_list.show(selection)
    if access.may("rows.case"):
        post_quality_cases.show(selection)
    if access.may("rows.client"):
        post_quality_alerts.show(selection)
    computed.show(selection.as_of, more=words.DEFINITIONS)


def _figures(selection: Selection) -> bool:
    """Headline, provisions and stages of the unit; a designed empty state, and False, without any loans."""
    currency, history = selection.currency, _history(selection)
    if currency is None or not history:
        _none(selection)
        return False
    unit_id, now = selection.unit.org_unit_id, history[-1]
    cells = answer(quality.stages, org_unit_id=unit_id, currency=currency, as_of=selection.as_of)
    rules = post_quality_provisions.rules_on(selection.as_of)
    post_quality_headline.show(history, cells, rules)
    cards.side_by_side(
        (3, 2),
        lambda: post_quality_provisions.show(now, cells, rules),
        lambda: post_quality_provisions.chart(now, cells),
    )
    if cells:
        post_quality_stages.show(cells, currency)
    return True


def _history(selection: Selection) -> list[PortfolioSlice]:
    """The slices up to the date; none at all when the date itself has none."""
    if selection.currency is None:
        return []
    unit_id = selection.unit.org_unit_id
    found = answer(portfolio.history, org_unit_id=unit_id, currency=selection.currency, until=selection.as_of)
    return found if found and found[-1].as_of == selection.as_of else []


def _none(selection: Selection) -> None:
    states.empty(
        _("No loans of {unit} on {date}.").format(unit=selection.unit.name, date=fmt.day(selection.as_of)),
        _("Choose another date or unit above; if there should be loans, close the date again."),
        icon=":material/fact_check:",
    )

"""The units below the one asked for, side by side; a row leads down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

from dashboard import counts, tables
from dashboard import formatting as fmt
from dashboard.charts import loans as figures
from dashboard.language import _
from dashboard.parts import cards, pickers
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import closes, portfolio
from schema.marts.portfolio import PortfolioSlice

MOST_DOTS = 25


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One unit beside others: its slice on the date, and the one at the close before, if there was one."""

    org_unit_id: int
    name: str
    now: PortfolioSlice
    before: PortfolioSlice | None


def show(selection: Selection, total: PortfolioSlice) -> None:
    """Table and chart of the compared units; nothing when there is nothing to compare with."""
    known = _slices(selection, total.currency)
    compared = _compared(selection, known)
    if len(compared) < (2 if selection.is_lowest else 1):
        return
    top = known.get((selection.units[0].org_unit_id, selection.as_of), total)
    cards.side_by_side(
        (3, 2), lambda: _table(selection, compared), lambda: _chart(compared, top, selection.units[0].name)
    )


def _slices(selection: Selection, currency: str) -> dict[tuple[int, date], PortfolioSlice]:
    """By unit and date: the compared units and the top of the tree, on the date and at the close before."""
    units = [selection.units[0], *selection.compared]
    dates = [each.as_of for each in answer(closes.closed_dates) if each.as_of <= selection.as_of]
    unit_ids = tuple(sorted({unit.org_unit_id for unit in units}))
    slices = answer(portfolio.slices, org_unit_ids=unit_ids, currency=currency, dates=tuple(dates[:2]))
    return {(one.org_unit_id, one.as_of): one for one in slices}


def _compared(selection: Selection, known: dict[tuple[int, date], PortfolioSlice]) -> list[Compared]:
    """Those that have loans on the date, largest balance first."""
    before = min((on for _, on in known), default=selection.as_of)
    names = pickers.unit_words(selection.units)
    rows = [
        Compared(
            org_unit_id=key,
            name=names[key].strip(),
            now=known[key, selection.as_of],
            before=known.get((key, before)) if before < selection.as_of else None,
        )
        for key in (unit.org_unit_id for unit in selection.compared)
        if (key, selection.as_of) in known
    ]
    return sorted(rows, key=lambda row: row.now.outstanding_principal_amount, reverse=True)


def _frame(compared: Sequence[Compared]) -> tables.Table:
    amounts = [(row.now.outstanding_principal_amount, row.now.over_90_days_amount) for row in compared]
    unit = fmt.unit_for(chain.from_iterable(amounts))
    named = [(row.name, row.now, row.before) for row in compared]
    return tables.units_table(named, unit, compared[0].now.currency)


def _table(selection: Selection, compared: Sequence[Compared]) -> None:
    shown, columns = _frame(compared)
    key = f"units_{selection.unit.org_unit_id}"
    title = _("Below {unit}").format(unit=selection.unit.name)
    if selection.is_lowest:
        title = _("Beside its neighbours")
    with cards.card(title, _("Figures include the units below. Select a row to go to that unit.")):
        cards.selectable(
            shown,
            columns,
            alt=_("Balance, NPL ratio, coverage and arrears of {units}.").format(units=counts.units(len(compared))),
            key=key,
            on_select=partial(_lead_down, key, [row.org_unit_id for row in compared]),
        )


def _lead_down(key: str, unit_ids: Sequence[int]) -> None:
    place = cards.selected(key)
    if place is not None:
        pickers.go_to(unit_ids[place])


def _chart(compared: Sequence[Compared], top: PortfolioSlice, top_name: str) -> None:
    rows = [(row.name, row.now.npl_ratio.value) for row in compared]
    known = sorted(((name, ratio) for name, ratio in rows if ratio is not None), key=lambda row: -row[1])
    shown, columns = _frame(compared)
    whole = _("{unit} as a whole stands at {ratio}.").format(unit=top_name, ratio=fmt.percent(top.npl_ratio.value))
    worst = _("No unit has an NPL ratio.")
    if known:
        worst = _("{unit} has the highest NPL ratio, {ratio}.").format(unit=known[0][0], ratio=fmt.percent(known[0][1]))
    cards.chart(
        _("NPL ratio by unit"),
        figures.npl_by_unit(known[:MOST_DOTS], average=top.npl_ratio.value, average_of=top_name, colours=palette()),
        key="npl_by_unit",
        note=_("Worst first, against {unit} as a whole").format(unit=top_name),
        alt=fmt.sentences(worst, whole),
        table=shown,
        columns=columns,
    )

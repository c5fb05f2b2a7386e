"""The units below that moved most since the close before, by the change of their NPL ratio; a row leads down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from dashboard import counts, tables
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards
from dashboard.parts.today_desk import Desk
from dashboard.parts.today_needs import Lead, chip, chip_column, leads_to, note_lead
from dashboard.readers import answer
from schema.marts import portfolio
from schema.marts.portfolio import PortfolioSlice
from schema.marts.today import rise_severity

MOST_UNITS = 10
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A unit on the date and at the close before."""

    org_unit_id: int
    name: str
    now: PortfolioSlice
    before: PortfolioSlice

    @property
    def npl_change(self) -> Decimal | None:
        """Change of the NPL ratio; None when one of both has none."""
        now, before = self.now.npl_ratio.value, self.before.npl_ratio.value
        return None if now is None or before is None else now - before


def show(desk: Desk) -> None:
    """A card with the units below; nothing without units below, or without a close before."""
    moved = most_moved(desk)
    if not moved:
        return
    key = f"{desk.key}_units"
    since = _("Change of the NPL ratio since the close before, {date}; the largest rise first.")
    half_point = _("Orange from half a percentage point up (proposed). Select a row to go to that unit.")
    note = fmt.sentences(since.format(date=fmt.day(desk.previous)), half_point)
    frame, columns = table(moved)
    with cards.card(_("Units that moved most"), note):
        alt = _("Change of NPL ratio, arrears and balance of {units}.").format(units=counts.units(len(moved)))
        cards.selectable(frame, columns, alt=alt, key=key, on_select=partial(_lead, key, moved))


def most_moved(desk: Desk) -> list[Moved]:
    """At most ten, the largest rise first; those that had no loans at one of both dates are left out."""
    chosen = desk.selection
    if desk.previous is None or chosen.currency is None or chosen.is_lowest:
        return []
    ids = tuple(unit.org_unit_id for unit in chosen.compared)
    dates = (desk.previous, desk.as_of)
    slices = answer(portfolio.slices, org_unit_ids=ids, currency=chosen.currency, dates=dates)
    known = {(one.org_unit_id, one.as_of): one for one in slices}
    rows = [
        Moved(
            org_unit_id=key, name=desk.unit_name(key), now=known[key, desk.as_of], before=known[key, desk.previous]
        )
        for key in ids
        if (key, desk.as_of) in known and (key, desk.previous) in known
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.npl_change or ZERO, reverse=True)[:MOST_UNITS]


def table(moved: Sequence[Moved]) -> tables.Table:
    """One row per unit; amounts in one unit."""
    unit = fmt.unit_for(row.now.outstanding_principal_amount for row in moved)
    late = fmt.unit_for(row.now.overdue_amount for row in moved)
    header, late_header = (each.header(moved[0].now.currency) for each in (unit, late))
    rows = [
        {
            "severity": _chip(row),
            "name": row.name,
            "npl": tables.per_cent(row.now.npl_ratio.value),
            "npl_change": tables.per_cent(row.npl_change),
            "overdue": tables.scaled(row.now.overdue_amount, late),
            "overdue_change": tables.scaled(row.now.overdue_amount - row.before.overdue_amount, late),
            "balance": tables.scaled(row.now.outstanding_principal_amount, unit),
            "balance_change": tables.scaled(
                row.now.outstanding_principal_amount - row.before.outstanding_principal_amount, unit
            ),
        }
        for row in moved
    ]
    columns: tables.Columns = {
        "severity": chip_column(),
        "name": tables.text_column(_("Unit"), is_pinned=True),
        "npl": tables.percent_column(_("NPL ratio")),
        "npl_change": tables.points_column(_("NPL change")),
        "overdue": tables.amount_column(fmt.with_unit(_("Overdue"), late_header)),
        "overdue_change": tables.change_column(fmt.with_unit(_("Overdue change"), late_header)),
        "balance": tables.amount_column(fmt.with_unit(_("Balance"), header)),
        "balance_change": tables.change_column(fmt.with_unit(_("Balance change"), header)),
    }
    types: dict[str, Any] = dict.fromkeys(columns, pl.Float64) | {"severity": pl.List(pl.String), "name": pl.String}
    return pl.DataFrame(rows, schema=types), columns


def _chip(row: Moved) -> list[str]:
    """A unit that did not get worse has none."""
    severity = rise_severity(row.npl_change)
    return chip(severity) if severity else []


def _lead(key: str, moved: Sequence[Moved]) -> None:
    place = cards.selected(key)
    if place is not None:
        note_lead(leads_to(Lead(page="overview", org_unit_id=moved[place].org_unit_id)))

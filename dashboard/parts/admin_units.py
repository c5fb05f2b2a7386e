"""The org tree: every unit with who leads it, how many work in it, and when it opened and closed."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard import labels, states, tables
from dashboard.language import N_, _
from dashboard.parts import cards
from dashboard.parts.pickers import INDENT
from dashboard.readers import uncached
from schema.marts import administration, units
from schema.marts.administration import Unit

KINDS = {
    "head_office": N_("Head office"),
    "branch": N_("Branch"),
    "sub_branch": N_("Sub-branch"),
    "team": N_("Team"),
}


def show() -> None:
    """The whole tree, read only: it comes with the bank's files."""
    tree = uncached(administration.org_tree)
    if not tree:
        states.empty(
            _("You may see no unit."), _("Who looks after the whole bank sees its tree, once its units are loaded.")
        )
        return
    note = _("{units}; they come with the bank's files and are changed there.")
    with cards.card(_("Units"), note.format(units=so_many.units(len(tree)))):
        shown, columns = _table(tree, uncached(units.unit_dates))
        cards.rows(shown, columns, alt=_("The units of the bank with their heads and staff."), key="units")


def _table(tree: list[Unit], dates: pl.DataFrame) -> tables.Table:
    spans = {key: (opened, closed) for key, opened, closed in dates.iter_rows()}
    names = {unit.org_unit_id: unit.name for unit in tree}
    rows = [_row(unit, names, spans.get(unit.org_unit_id, (None, None))) for unit in tree]
    columns: tables.Columns = {
        "unit": tables.text_column(_("Unit"), is_pinned=True),
        "code": tables.text_column(_("Unit code"), width="small"),
        "kind": tables.text_column(_("Kind")),
        "parent": tables.text_column(_("Belongs to")),
        "heads": tables.text_column(_("Led by")),
        "staff": tables.count_column(_("Staff"), _("Who works in the unit itself today")),
        "staff_below": tables.count_column(_("Staff with units below")),
        "opened": tables.text_column(_("Opened on")),
        "closed": tables.text_column(_("Closed on")),
    }
    whole = {"staff", "staff_below"}
    kinds = {name: pl.Int64 if name in whole else pl.String for name in columns}
    return pl.DataFrame(rows, schema=kinds), columns


def _row(unit: Unit, names: dict[int, str], span: tuple[Any, Any]) -> dict[str, Any]:
    return {
        "unit": INDENT * unit.depth + unit.name,
        "code": unit.org_unit_code,
        "kind": labels.label(KINDS, unit.kind),
        "parent": names.get(unit.parent_id) if unit.parent_id is not None else None,
        "heads": fmt.listed(unit.heads) or None,
        "staff": unit.staff_count,
        "staff_below": unit.staff_below_count,
        "opened": fmt.day(span[0]) if span[0] else None,
        "closed": fmt.day(span[1]) if span[1] else None,
    }

"""What is due and overdue, and the reports that somebody has in hand; a row leads to its loan below."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard import labels, tables
from dashboard.language import _
from dashboard.parts import cards, inspection_item, inspection_policy
from dashboard.parts.pickers import Selection
from dashboard.readers import answer, uncached
from dashboard.theme import palette
from schema.domain.inspections import overdue_level
from schema.marts import inspections
from schema.marts.inspections import MOST, PlanItem
from schema.workflow import cases
from schema.workflow.cases import Case
from schema.workflow.inspection import INSPECTION, SUPERVISORY

BOARD_KEY, HANDS_KEY = "inspection_board", "inspection_hands"
MOST_CASES = 100
Limits = Mapping[str, Decimal]


def show(selection: Selection, layer: str, staff_id: int | None) -> None:
    """The reports in hand where there are any, and the board."""
    _in_hand(selection)
    horizon = inspection_policy.days(selection.as_of, "horizon")
    items = answer(
        inspections.board,
        org_unit_id=selection.unit.org_unit_id,
        as_of=selection.as_of,
        layer=layer,
        horizon=horizon,
        staff_id=staff_id,
    )
    note = _("Overdue, and due within {days} days of {date}. Select a row to see the loan and to write the report.")
    with cards.card(_("Due and overdue"), note.format(days=horizon, date=fmt.day(selection.as_of))):
        if not items:
            st.markdown(f":material/check: {_('Nothing is overdue or falls due soon.')}")
            return
        st.session_state[f"{BOARD_KEY}_items"] = items
        shown, columns = _table(items, inspection_policy.levels(selection.as_of))
        alt = _("Inspections due and overdue, the longest overdue first.")
        cards.selectable(shown, columns, alt=alt, key=BOARD_KEY, on_select=_choose_planned)
        if len(items) == MOST:
            st.caption(_("The first {count}; choose a unit further down for the others.").format(count=MOST))


def _choose_planned() -> None:
    place, items = cards.selected(BOARD_KEY), st.session_state.get(f"{BOARD_KEY}_items", [])
    if place is not None and place < len(items):
        inspection_item.choose(items[place].loan_code, items[place].layer)


def _table(items: list[PlanItem], limits: Limits) -> tables.Table:
    currencies = {item.currency for item in items}
    unit = fmt.unit_for(item.exposure_amount for item in items)
    header = unit.header(currencies.pop()) if len(currencies) == 1 else _(unit.word) if unit.word else ""
    exposure = fmt.with_unit(_("Exposure"), header) if header else _("Exposure")
    now = palette()
    colours = {"red": now.red, "orange": now.orange, "yellow": now.yellow, None: now.line}
    levels = {_level(level): colour for level, colour in colours.items()}
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "level": tables.chip_column(_("Standing"), levels),
        "days": tables.count_column(_("Days overdue"), _("Below nought: days left")),
        "due_date": tables.text_column(_("To be done by")),
        "kind": tables.text_column(_("Kind")),
        "why": tables.text_column(_("Why"), width="medium"),
        "last": tables.text_column(_("Last inspection")),
        "staff": tables.text_column(_("Responsible")),
        "exposure": tables.amount_column(exposure),
        "class": tables.text_column(_("Class")),
        "loan_code": tables.text_column(_("Loan code")),
    }
    data = [_row(item, float(unit.size), limits) for item in items]
    types: dict[str, Any] = {"days": pl.Int64, "exposure": pl.Float64, "level": pl.List(pl.String)}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | types), columns


def _row(item: PlanItem, size: float, limits: Limits) -> dict[str, Any]:
    return {
        "client": item.client_name,
        "level": [_level(overdue_level(item.days_overdue, limits))],
        "days": item.days_overdue,
        "due_date": fmt.day(item.due_date),
        "kind": labels.label(words.KINDS, item.kind),
        "why": inspection_item.why(item),
        "last": fmt.day(item.last_done_date) if item.last_done_date else _("never"),
        "staff": item.staff_name or _("nobody"),
        "exposure": float(item.exposure_amount) / size,
        "class": labels.label(labels.CLASSES, item.risk_class),
        "loan_code": item.loan_code,
    }


def _level(level: str | None) -> str:
    code = level or words.AHEAD
    return _(words.OVERDUE[code])


def _in_hand(selection: Selection) -> None:
    """Drafts and reports that wait for review, those due first."""
    found = [
        each
        for workflow in (INSPECTION, SUPERVISORY)
        for each in uncached(cases.cases, workflow=workflow, most=MOST_CASES)
        if each.detail.get("loan_code")
    ]
    if not found:
        return
    note = _("{count} begun and not accepted yet. Select a row to go on with it.").format(
        count=so_many.reports(len(found))
    )
    with cards.card(_("Reports in hand"), note):
        st.session_state[f"{HANDS_KEY}_cases"] = found
        columns: tables.Columns = {
            "client": tables.text_column(_("Client"), is_pinned=True),
            "state": tables.text_column(_("State")),
            "kind": tables.text_column(_("Kind")),
            "due_date": tables.text_column(_("Next step due")),
            "inspector": tables.text_column(_("Inspector")),
            "loan_code": tables.text_column(_("Loan code")),
        }
        frame = pl.DataFrame([_hand(each) for each in found], schema=dict.fromkeys(columns, pl.String))
        alt = _("Inspection reports that are not accepted yet.")
        cards.selectable(frame, columns, alt=alt, key=HANDS_KEY, on_select=_choose_case)


def _hand(case: Case) -> dict[str, Any]:
    said = case.detail
    return {
        "client": said.get("client_name"),
        "state": labels.label(words.STATES, case.state),
        "kind": labels.label(words.KINDS, str(said.get("kind"))),
        "due_date": fmt.day(case.due_date) if case.due_date else None,
        "inspector": said.get("inspector_name"),
        "loan_code": said["loan_code"],
    }


def _choose_case() -> None:
    place, found = cards.selected(HANDS_KEY), st.session_state.get(f"{HANDS_KEY}_cases", [])
    if place is not None and place < len(found):
        inspection_item.choose(str(found[place].detail["loan_code"]), str(found[place].detail["layer"]))

"""The staff page before there is a person: how to find one, oneself, and who works in the unit."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import party_labels, states, tables
from dashboard.language import _
from dashboard.parts import codes, leading
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import staff_card

KEY = "staff_of_unit"


def which(selection: Selection) -> None:
    """Nobody has been asked for yet."""
    st.markdown(f":material/person_search: {_find()}")
    _people(selection)


def unknown(selection: Selection, code: str) -> None:
    """A person who does not exist, or who is not for this reader: nobody learns which."""
    said = _("There is no member of staff {code} whom you may see.")
    states.empty(said.format(code=codes.quoted(code)), _find(), icon=":material/person_off:")
    _people(selection)


def _find() -> str:
    return _("Search above for a name or a staff code.")


def _people(selection: Selection) -> None:
    rows = answer(staff_card.staff_of, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)
    leading.show(
        _("Staff of {unit}").format(unit=selection.unit.name),
        _("Units below included, as of {date}").format(date=fmt.day(selection.as_of)),
        Lead(page="staff", codes=rows["staff_code"].to_list(), hint=_("select a row to open the card")),
        table=lambda: _table(rows),
        none=f":material/group_off: {_('Nobody whom you may see works in this unit on this date.')}",
        alt=_("The people of the unit with role and unit."),
        key=KEY,
    )
    if len(rows) == staff_card.MOST_STAFF:
        said = _("The first {count}; choose a unit further down for the others.")
        st.caption(said.format(count=fmt.number(len(rows))))


def _table(rows: pl.DataFrame) -> tables.Table:
    columns: tables.Columns = {
        "name": tables.text_column(_("Full name"), is_pinned=True),
        "role": tables.text_column(_("Role")),
        "unit_name": tables.text_column(_("Unit")),
        "staff_code": tables.text_column(_("Staff code")),
    }
    return tables.worded(rows, "role", party_labels.ROLES).select(list(columns)), columns

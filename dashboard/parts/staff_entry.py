"""The staff page before there is a person: how to find one, oneself, and who works in the unit."""

from __future__ import annotations

import streamlit as st

from dashboard import formatting as fmt
from dashboard import navigation, party_labels, states, tables
from dashboard.language import _
from dashboard.parts import cards, codes
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
    title = _("Staff of {unit}").format(unit=selection.unit.name)
    note = _("Units below included, as of {date}").format(date=fmt.day(selection.as_of))
    if not rows.is_empty():
        note = f"{note} · {_('select a row to open the card')}"
    with cards.card(title, note):
        if rows.is_empty():
            st.markdown(f":material/group_off: {_('Nobody whom you may see works in this unit on this date.')}")
            return
        columns: tables.Columns = {
            "name": tables.text_column(_("Full name"), is_pinned=True),
            "role": tables.text_column(_("Role")),
            "unit_name": tables.text_column(_("Unit")),
            "staff_code": tables.text_column(_("Staff code")),
        }
        cards.selectable(
            tables.worded(rows, "role", party_labels.ROLES).select(list(columns)),
            columns,
            alt=_("The people of the unit with role and unit."),
            key=KEY,
            on_select=_nothing,
        )
        if len(rows) == staff_card.MOST_STAFF:
            st.caption(_("The first {count}; choose a unit further down for the others.").format(
                count=fmt.number(len(rows))
            ))  # fmt: skip
    place = cards.selected(KEY)
    if place is not None and place < len(rows):
        navigation.go("staff", staff=rows["staff_code"][place])


def _nothing() -> None:
    """The choice is followed once the table is drawn: a callback cannot leave the page."""

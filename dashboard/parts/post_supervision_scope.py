"""What every part of the section about supervised accounts asks for, says of a level, and keeps as its chosen loan."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.language import _, n_
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.supervision_labels import LEVELS
from dashboard.theme import palette
from schema.marts import closes, supervision

CHOSEN_KEY = "_fund_loan"


def choose(loan_code: str) -> None:
    """Make it the loan whose flow is drawn; to be called before the page is drawn, as a callback is."""
    st.session_state[CHOSEN_KEY] = loan_code


def chosen() -> str | None:
    """The code of the loan that was chosen."""
    found: str | None = st.session_state.get(CHOSEN_KEY)
    return found


def asked(selection: Selection) -> dict[str, Any]:
    """What every question of the section asks for."""
    return {
        "org_unit_id": selection.unit.org_unit_id,
        "currency": currency_of(selection),
        "as_of": selection.as_of,
    }


def currency_of(selection: Selection) -> str:
    """The currency chosen; for who sees no sums of units, and so has none to choose, the one he sees most of."""
    if selection.currency:
        return selection.currency
    seen = answer(supervision.currencies, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)
    return seen[0] if seen else ""


def days_of(selection: Selection, name: str) -> str:
    """The days of a parameter on the date, in figures."""
    known = answer(closes.parameters_on, on=selection.as_of)
    return fmt.number(next((row.number for row in known if row.name == name), None))


def counted(level: str, count: int) -> str:
    """`2 red`: so many of a level."""
    said = {
        "red": n_("{count} red", "{count} red", count),
        "orange": n_("{count} orange", "{count} orange", count),
        "yellow": n_("{count} yellow", "{count} yellow", count),
        "covered": n_("{count} covered", "{count} covered", count),
        "unknown": n_("{count} not known", "{count} not known", count),
    }
    return said[level].format(count=fmt.number(count))


def level_column() -> Any:
    """Red, orange and yellow as chips."""
    shades = {"red": palette().red, "orange": palette().orange, "yellow": palette().yellow}
    return tables.chip_column(_("Level"), {labels.label(LEVELS, level): shade for level, shade in shades.items()})

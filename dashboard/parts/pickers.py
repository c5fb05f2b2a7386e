"""What the reader asks for: the date, the unit, the currency; all three live in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import formatting as fmt
from dashboard import states
from dashboard.readers import answer
from schema.marts import closes
from schema.marts.closes import ClosedDate, OrgUnit

INDENT = "\N{EM SPACE}"
UNIT_KEY = "org_unit"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A closed date, a unit of the tree and a currency. `currency` is None when nothing is there in any."""

    closed: ClosedDate
    unit: OrgUnit
    units: tuple[OrgUnit, ...]
    currency: str | None

    @property
    def as_of(self) -> date:
        """The date asked for."""
        return self.closed.as_of

    @property
    def ancestors(self) -> list[OrgUnit]:
        """From the top down to the unit above; empty at the top."""
        known = {unit.org_unit_id: unit for unit in self.units}
        above: list[OrgUnit] = []
        parent_id = self.unit.parent_id
        while parent_id is not None:
            above.insert(0, known[parent_id])
            parent_id = known[parent_id].parent_id
        return above

    @property
    def compared(self) -> list[OrgUnit]:
        """The units right below; for a unit without any, it and its neighbours."""
        below = self._children(self.unit.org_unit_id)
        return below or self._children(self.unit.parent_id)

    @property
    def is_lowest(self) -> bool:
        """Whether nothing is below the unit."""
        return not self._children(self.unit.org_unit_id)

    def _children(self, parent_id: int | None) -> list[OrgUnit]:
        return [unit for unit in self.units if unit.parent_id == parent_id]


def selection() -> Selection | None:
    """The pickers and what they say; None, with a word on what to do, while there is nothing to ask for."""
    dates = answer(closes.closed_dates)
    units = answer(closes.org_units)
    if not dates or not units:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        closed = _date(dates)
        unit = _unit(units)
        currency = _currency(closed.as_of, unit)
    if closed.is_stale:
        states.stale(fmt.day(closed.as_of), closed.stale_reason)
    return Selection(closed=closed, unit=unit, units=tuple(units), currency=currency)


def go_to(org_unit_id: int) -> None:
    """Make another unit the one asked for; to be called before the pickers are drawn, as a callback is."""
    st.session_state[UNIT_KEY] = org_unit_id


def path(selection: Selection) -> None:
    """The way from the top to the unit; every step above it leads back up."""
    if not selection.ancestors:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for unit in selection.ancestors:
            key = f"up_{unit.org_unit_id}"
            st.button(unit.name, type="tertiary", key=key, on_click=go_to, args=(unit.org_unit_id,))
            st.markdown("›", width="content")
        st.markdown(f"**{selection.unit.name}**", width="content")


def _date(dates: Sequence[ClosedDate]) -> ClosedDate:
    by_date = {each.as_of: each for each in dates}

    def words(on: date) -> str:
        return f"{fmt.day(on)}, to be closed again" if by_date[on].is_stale else fmt.day(on)

    chosen = st.selectbox("As of", list(by_date), format_func=words, key="as_of", bind="query-params", width=220)
    return by_date[chosen]


def _unit(units: Sequence[OrgUnit]) -> OrgUnit:
    by_id = {unit.org_unit_id: unit for unit in units}
    words = unit_words(units)
    chosen = st.selectbox(
        "Unit", list(by_id), format_func=words.__getitem__, key=UNIT_KEY, bind="query-params", width=280
    )
    return by_id[chosen]


def unit_words(units: Sequence[OrgUnit]) -> Mapping[int, str]:
    """Names indented by depth; a name that occurs twice carries the code, so that an address stays unambiguous."""
    names = [unit.name for unit in units]
    return {
        unit.org_unit_id: INDENT * unit.depth
        + (unit.name if names.count(unit.name) == 1 else f"{unit.name} ({unit.org_unit_code})")
        for unit in units
    }


def _currency(as_of: date, unit: OrgUnit) -> str | None:
    found = answer(closes.currencies, as_of=as_of, org_unit_id=unit.org_unit_id)
    if len(found) > 1:
        return st.selectbox("Currency", found, key="currency", bind="query-params", width=110)
    return found[0] if found else None

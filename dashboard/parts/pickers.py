"""What the reader asks for: the date, the unit, the currency. Drawn once, in the header; kept in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import address_bar, states
from dashboard import formatting as fmt
from dashboard.language import _, words_of
from dashboard.readers import answer
from schema.marts import closes
from schema.marts.closes import ClosedDate, OrgUnit

INDENT = "\N{EM SPACE}"
DATE_KEY, UNIT_KEY, CURRENCY_KEY = "as_of", "org_unit", "currency"
SELECTION_KEY, REMARKS_KEY = "_selection", "_remarks"
LONGEST_ASKED = 40


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
    """What the header says; None while there is nothing to ask for."""
    found: Selection | None = st.session_state.get(SELECTION_KEY)
    return found


def draw() -> None:
    """The pickers, in the place where it is called; what the address asks for and is not there is said below."""
    dates, units = answer(closes.closed_dates), answer(closes.org_units)
    if not dates or not units:
        st.session_state[SELECTION_KEY] = None
        return
    closed, unit = _date(dates), _unit(units)
    currency = _currency(closed.as_of, unit)
    st.session_state[SELECTION_KEY] = Selection(closed=closed, unit=unit, units=tuple(units), currency=currency)


def remarks() -> None:
    """What the reader should know about the selection before reading on."""
    chosen = selection()
    for remark in st.session_state.pop(REMARKS_KEY, ()):
        st.info(remark, icon=":material/info:")
    if chosen and chosen.closed.is_stale:
        states.stale(fmt.day(chosen.as_of), chosen.closed.stale_reason)


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
    asked = address_bar.asked(DATE_KEY)
    found = next((on for on in by_date if fmt.day(on) == asked), None)
    if found:
        st.session_state[DATE_KEY] = found
    if st.session_state.get(DATE_KEY) not in by_date:
        st.session_state[DATE_KEY] = dates[0].as_of
    if asked and not found:
        shown = fmt.day(st.session_state[DATE_KEY])
        _remark(_("{asked} is not a closed date; this is {shown}.").format(asked=_quoted(asked), shown=shown))

    def words(on: date) -> str:
        day = fmt.day(on)
        return _("{day}, to be closed again").format(day=day) if by_date[on].is_stale else day

    chosen = st.selectbox(_("As of"), list(by_date), format_func=words_of(by_date, words), key=DATE_KEY, width=140)
    address_bar.write(DATE_KEY, fmt.day(chosen))
    return by_date[chosen]


def _unit(units: Sequence[OrgUnit]) -> OrgUnit:
    by_id = {unit.org_unit_id: unit for unit in units}
    words = unit_words(units)
    asked = address_bar.asked(UNIT_KEY)
    found = next((unit for unit in units if unit.org_unit_code == asked), None)
    if found:
        st.session_state[UNIT_KEY] = found.org_unit_id
    if st.session_state.get(UNIT_KEY) not in by_id:
        st.session_state[UNIT_KEY] = units[0].org_unit_id
    if asked and not found:
        shown = by_id[st.session_state[UNIT_KEY]].name
        none = _("There is no unit {asked} that you may see; this is {shown}.")
        _remark(none.format(asked=_quoted(asked), shown=shown))
    chosen = by_id[st.selectbox(_("Unit"), list(by_id), format_func=words.__getitem__, key=UNIT_KEY, width=190)]
    address_bar.write(UNIT_KEY, chosen.org_unit_code)
    return chosen


def _quoted(asked: str) -> str:
    """What somebody wrote into the address, as text and not as marks of a text."""
    return f"`{asked[:LONGEST_ASKED].replace('`', ' ')}`"


def _remark(text: str) -> None:
    st.session_state.setdefault(REMARKS_KEY, []).append(text)


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
    asked = address_bar.asked(CURRENCY_KEY)
    if asked in found:
        st.session_state[CURRENCY_KEY] = asked
    if len(found) < 2:
        address_bar.write(CURRENCY_KEY, None)
        return found[0] if found else None
    if st.session_state.get(CURRENCY_KEY) not in found:
        st.session_state[CURRENCY_KEY] = found[0]
    chosen = st.selectbox(_("Currency"), found, key=CURRENCY_KEY, width=100)
    address_bar.write(CURRENCY_KEY, chosen)
    return chosen

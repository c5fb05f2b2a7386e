"""What needs me today: a section for each persona somebody works as, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import _
from dashboard.parts import (
    beginning,
    cards,
    pickers,
    today_computed,
    today_dues,
    today_executive,
    today_house,
    today_lending,
    today_needs,
    today_people,
    today_sales,
    today_team,
    today_units,
    today_watch,
)
from dashboard.parts.pickers import Selection
from dashboard.parts.today_desk import Desk, desk, personas
from dashboard.readers import answer
from schema.marts import today
from schema.marts.access import Principal
from schema.marts.today import Lending
from schema.security.personas import Persona

LENDING = {
    Persona.CLIENT_MANAGER,
    Persona.RISK_MANAGER,
    Persona.MARKET_MANAGER,
    Persona.ACCOUNTANT,
    Persona.OPERATOR,
}
UNDATED = {Persona.ADMINISTRATOR, Persona.AUDITOR, Persona.OPERATOR}


def show(person: Principal) -> None:
    """Every section of the person; before the first close only those that need no date."""
    today_needs.follow()
    selection, held = pickers.selection(), personas(person)
    if selection is None and not UNDATED.intersection(held):
        beginning.show()
        return
    for persona in held:
        if len(held) > 1:
            st.subheader(labels.label(labels.PERSONAS, persona.value), anchor=False, divider="gray")
        section(persona, person, selection)
    if selection and LENDING.intersection(held):
        today_computed.show()


def section(persona: Persona, person: Principal, selection: Selection | None) -> None:
    """One persona at one selection."""
    if persona in UNDATED:
        _undated(persona, selection)
    if selection is None or persona not in SECTIONS:
        return
    mine = desk(persona, person, selection)
    if mine is None:
        said = _("Nothing of this persona lies in {unit}: choose another unit above.")
        st.info(said.format(unit=selection.unit.name), icon=":material/account_tree:")
        return
    SECTIONS[persona](mine)


def _undated(persona: Persona, selection: Selection | None) -> None:
    if persona is Persona.AUDITOR:
        today_watch.show(selection)
    else:
        today_house.show()


def client_manager(mine: Desk) -> None:
    """The own book, then the own sales."""
    _lending(mine, title=_("My clients"))
    today_sales.show(mine)


def risk_manager(mine: Desk) -> None:
    """The loans of the units, who carries them, and the units whose NPL ratio rose most."""
    found = _lending(mine, title=_("Loans that need somebody"))
    today_team.show(found.books, mine, title=_("Who carries them"))
    today_units.show(mine)


def operator(mine: Desk) -> None:
    """What a risk manager of the whole bank sees, below what waits for an administrator."""
    st.subheader(_("The loan book"), anchor=False)
    risk_manager(mine)


def market_manager(mine: Desk) -> None:
    """The team man by man, then its loans."""
    found = _asked(mine)
    _headline(found, mine)
    today_team.show(found.books, mine, title=_("The team"))
    _list(found, mine, title=_("Loans that need the team"))


def head_office_executive(mine: Desk) -> None:
    """The bank and what is known of its market."""
    today_executive.show(mine, has_market=True)


def _asked(mine: Desk) -> Lending:
    return answer(today.lending, scope=mine.scope, as_of=mine.as_of, previous=mine.previous)


def _lending(mine: Desk, *, title: str) -> Lending:
    found = _asked(mine)
    _headline(found, mine)
    _list(found, mine, title=title)
    return found


def _headline(found: Lending, mine: Desk) -> None:
    since = _("As of {date}, against the close before, {previous}.")
    first = _("As of {date}. There is no earlier close to compare with.")
    said = (since if mine.previous else first).format(date=fmt.day(mine.as_of), previous=fmt.day(mine.previous))
    cards.headlines(today_lending.headline(found, mine), said)


def _list(found: Lending, mine: Desk, *, title: str) -> None:
    words = today_lending.words(mine, found.dues, title=title)
    needs, count = today_lending.needs(found, mine), today_lending.count(found)
    today_needs.show(needs, words, key=f"{mine.key}_loans", count=count)


SECTIONS: Mapping[Persona, Callable[[Desk], None]] = {
    Persona.CLIENT_MANAGER: client_manager,
    Persona.RISK_MANAGER: risk_manager,
    Persona.MARKET_MANAGER: market_manager,
    Persona.BRANCH_EXECUTIVE: today_executive.show,
    Persona.HEAD_OFFICE_EXECUTIVE: head_office_executive,
    Persona.ACCOUNTANT: today_dues.show,
    Persona.HR: today_people.show,
    Persona.OPERATOR: operator,
}

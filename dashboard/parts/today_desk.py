"""Whose day it is: a persona, the units it is held in below the one asked for, and the dates compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import closes
from schema.marts.access import Principal
from schema.marts.closes import OrgUnit
from schema.marts.today_scope import Scope
from schema.security.personas import Persona


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One persona of one person at one selection; `previous` is the close before, None for the first."""

    persona: Persona
    selection: Selection
    scope: Scope
    previous: date | None
    staff_id: int | None

    @property
    def as_of(self) -> date:
        """The date asked for."""
        return self.selection.as_of

    @property
    def key(self) -> str:
        """What the keys of its widgets begin with: several personas of one person share a page."""
        return f"today_{self.persona.value}"

    def unit_name(self, org_unit_id: int) -> str:
        """The name of a unit in sight, nothing for another."""
        return next((unit.name for unit in self.selection.units if unit.org_unit_id == org_unit_id), "")


def personas(person: Principal) -> list[Persona]:
    """What somebody works as today, in the order of the personas."""
    held = {scope.persona for scope in person.scopes}
    return [persona for persona in Persona if persona.value in held]


def desk(persona: Persona, person: Principal, selection: Selection) -> Desk | None:
    """The desk of a persona; None when it is held nowhere at, above or below the unit asked for."""
    scopes = [scope for scope in person.scopes if scope.persona == persona.value]
    tops = (
        (selection.unit.org_unit_id,)
        if any(scope.is_whole_bank for scope in scopes)
        else _within(selection, [scope.org_unit_id for scope in scopes if scope.org_unit_id is not None])
    )
    if not tops:
        return None
    is_own_book = all(scope.is_own_book_only for scope in scopes)
    earlier = (each.as_of for each in answer(closes.closed_dates) if each.as_of < selection.as_of)
    return Desk(
        persona=persona,
        selection=selection,
        scope=Scope(org_unit_ids=tops, is_own_book=is_own_book),
        previous=max(earlier, default=None),
        staff_id=person.staff_id,
    )


def _within(selection: Selection, held: Sequence[int]) -> tuple[int, ...]:
    """The unit asked for when it lies in one that is held, else those held below it."""
    asked = selection.unit.org_unit_id
    if set(held) & {asked, *_above(asked, selection.units)}:
        return (asked,)
    return tuple(sorted({unit for unit in held if asked in _above(unit, selection.units)}))


def _above(org_unit_id: int, units: Sequence[OrgUnit]) -> list[int]:
    return list(_ancestors(org_unit_id, {unit.org_unit_id: unit for unit in units}))


def _ancestors(org_unit_id: int, known: dict[int, OrgUnit]) -> Iterator[int]:
    unit = known.get(org_unit_id)
    while unit and unit.parent_id is not None:
        yield unit.parent_id
        unit = known.get(unit.parent_id)

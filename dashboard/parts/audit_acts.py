"""What an act of administration was about and what it changed, in words: no codes, no numbers of rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import N_, _

ACTS = {
    "save_user": N_("User saved"),
    "grant_scope": N_("Scope granted"),
    "end_scope": N_("Scope ended"),
    "propose_parameter": N_("Parameter proposed"),
    "decide_parameter": N_("Proposal decided"),
    "set_working_day": N_("Day of the calendar changed"),
}
ON_USERS = {"save_user", "grant_scope", "end_scope"}
ON_PARAMETERS = {"propose_parameter", "decide_parameter"}
# The values a reader can judge, in this order; keys, moments and what the act itself says already are left out.
FIELDS = {
    "display_name": N_("Name"),
    "is_active": N_("Active"),
    "persona": N_("Works as"),
    "is_whole_bank": N_("Whole bank"),
    "org_unit_id": N_("Unit"),
    "is_own_book_only": N_("Own book only"),
    "is_working_day": N_("Working day"),
    "number": N_("Value"),
    "word": N_("Value"),
    "valid_from": N_("Valid from"),
    "valid_to": N_("Valid to"),
    "status": N_("Status"),
    "source": N_("Source"),
    "note": N_("Note"),
}
WORDS: Mapping[str, Mapping[str, str]] = {"persona": labels.PERSONAS, "status": labels.STATUSES}
Units = Mapping[int, str]


def about(act: str, target: str, people: Mapping[str, str]) -> str:
    """The name of the user, the parameter, or the day."""
    if act in ON_USERS:
        return people.get(target, target)
    name, _slash, key = target.partition("/")
    return labels.parameter(name, key) if act in ON_PARAMETERS else target


def change(before: str | None, after: str | None, units: Units) -> str | None:
    """Every value that is another one now: `Active: yes → no`; None when none of those shown changed."""
    old, new = values(before), values(after)
    if not new:
        old = {}  # refused or taken back: nothing became something else
    changed = [name for name in FIELDS if old.get(name) != new.get(name)]
    parts = (_changed(name, old.get(name), new.get(name), units) for name in changed)
    return fmt.listed(parts) or None


def values(said: str | None) -> dict[str, Any]:
    """What the database wrote down as JSON; nothing when it wrote nothing."""
    found = json.loads(said) if said else None
    return found if isinstance(found, dict) else {}


def _changed(name: str, old: Any, new: Any, units: Units) -> str:
    word, now = _(FIELDS[name]), _value(name, new, units)
    if old is None:
        return _("{name}: {value}").format(name=word, value=now)
    return _("{name}: {old} → {new}").format(name=word, old=_value(name, old, units), new=now)


def _value(name: str, value: Any, units: Units) -> str:
    if value is None:
        return fmt.NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "org_unit_id":
        return units.get(value, fmt.NOTHING)
    return labels.label(WORDS[name], value) if name in WORDS else str(value)

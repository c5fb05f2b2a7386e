"""The dialogs about users: add, edit, lock out, grant a scope, end one. Each says in a sentence what it will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import _, words_of
from dashboard.parts import dialog
from dashboard.parts.chips import as_text
from dashboard.parts.pickers import unit_words
from dashboard.readers import uncached
from schema.marts import administration, closes
from schema.policy.parameters import ALWAYS
from schema.security.personas import TERMS, Persona

ADD, EDIT, LOCK, GRANT, END = "add a user", "edit a user", "lock a user", "grant a scope", "end a scope"
MOST_STAFF = 20_000
WHOLE_BANK = 0
DAY = timedelta(days=1)


def dialogs(users: pl.DataFrame, scopes: pl.DataFrame) -> None:
    """The one that is open, if it is about a user who is there."""
    if dialog.is_open(ADD):
        dialog.show(_("Add a user"), _add)
        return
    bodies: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
        EDIT: (_("Edit a user"), _edit),
        LOCK: (_("Lock out or let in"), _lock),
        GRANT: (_("Grant a scope"), _grant),
        END: (_("End a scope"), partial(_end, scopes=scopes)),
    }
    for name, (title, body) in bodies.items():
        if dialog.is_open(name):
            for user in users.filter(pl.col("subject") == dialog.about()).iter_rows(named=True):
                dialog.show(title, partial(body, user))


def where(scope: Mapping[str, Any]) -> str:
    """The unit of a scope, or the whole bank."""
    return _("the whole bank") if scope["is_whole_bank"] else str(scope["org_unit_name"])


def first(day: date) -> str:
    """The first day of a scope; those that came with the installation began before all days."""
    return _("always") if day == ALWAYS else fmt.day(day)


def span(since: date, until: date | None) -> str:
    """`2026-11-25 to 2026-12-31`, `since 2026-11-25`, `always`."""
    if until is not None:
        return _("{since} to {until}").format(since=first(since), until=fmt.day(until))
    return _("always") if since == ALWAYS else _("since {since}").format(since=fmt.day(since))


def _add() -> None:
    subject = st.text_input(
        _("Signs in as"),
        key=dialog.field("user_subject"),
        placeholder=_("As the bank's identity provider names the person"),
    )
    name = st.text_input(_("Name"), key=dialog.field("user_name"))
    staff_id = _staff(None)
    why = dialog.reason()
    said = _("{name} can sign in, and sees nothing until a scope is granted.")
    st.markdown(said.format(name=as_text(name) or _("The user")))
    dialog.perform(
        _("Add the user"),
        _("{name} was added. Grant a scope next.").format(name=as_text(name)),
        administration.save_user,
        subject=subject.strip(),
        display_name=name.strip(),
        staff_id=staff_id,
        is_active=True,
        reason=why,
    )


def _edit(user: dict[str, Any]) -> None:
    st.caption(_("Signs in as {subject}").format(subject=as_text(user["subject"])))
    name = st.text_input(_("Name"), value=user["display_name"], key=dialog.field("user_name"))
    staff_id = _staff(user["staff_id"])
    why = dialog.reason()
    st.markdown(_("Name and member of staff will be as above; scopes stay as they are."))
    dialog.perform(
        _("Save"),
        _("{name} was saved.").format(name=as_text(name)),
        administration.save_user,
        subject=user["subject"],
        display_name=name.strip(),
        staff_id=staff_id,
        is_active=user["is_active"],
        reason=why,
    )


def _lock(user: dict[str, Any]) -> None:
    is_active, name = user["is_active"], as_text(user["display_name"])
    will = _("{name} will be shut out at once, wherever signed in; scopes stay written down.")
    again = _("{name} will be let in again, with the scopes that are valid.")
    st.markdown((will if is_active else again).format(name=name))
    done = _("{name} is locked out.") if is_active else _("{name} may sign in again.")
    why = dialog.reason()
    dialog.perform(
        _("Lock out") if is_active else _("Let in again"),
        done.format(name=name),
        administration.save_user,
        subject=user["subject"],
        display_name=user["display_name"],
        staff_id=user["staff_id"],
        is_active=not is_active,
        reason=why,
    )


def _staff(chosen: int | None) -> int | None:
    """Which member of staff a user is; a user need not be one."""
    directory = uncached(administration.staff_directory, most=MOST_STAFF)
    words = {
        row["staff_id"]: _("{name} ({code}), {unit}").format(
            name=row["name"], code=row["staff_code"], unit=row["org_unit_name"]
        )
        for row in directory.iter_rows(named=True)
    }
    ids = list(words)
    picked: int | None = st.selectbox(
        _("Member of staff"),
        ids,
        index=ids.index(chosen) if chosen in words else None,
        format_func=words.__getitem__,
        placeholder=_("Nobody of the bank's staff"),
        key=dialog.field("user_staff"),
    )
    return picked


def _grant(user: dict[str, Any]) -> None:
    persona = st.selectbox(
        _("Works as"),
        list(labels.PERSONAS),
        format_func=words_of(labels.PERSONAS, partial(labels.label, labels.PERSONAS)),
        key=dialog.field("scope_persona"),
    )
    unit_id = _unit(persona)
    with st.container(horizontal=True):
        since = st.date_input(
            _("First day"), value=dialog.today(), key=dialog.field("scope_from"), format="YYYY-MM-DD", required=True
        )
        until = st.date_input(_("Last day"), value=None, key=dialog.field("scope_to"), format="YYYY-MM-DD")
    why = dialog.reason()
    last = until if isinstance(until, date) else None
    st.markdown(_granting(user, persona, unit_id, since, last))
    dialog.perform(
        _("Grant the scope"),
        _("The scope was granted to {name}.").format(name=as_text(user["display_name"])),
        administration.grant_scope,
        subject=user["subject"],
        persona=persona,
        org_unit_id=unit_id or None,
        valid_from=since,
        valid_to=last,
        reason=why,
    )


def _unit(persona: str) -> int:
    """The unit of the scope, nought for the whole bank: the only choice for personas of the whole bank."""
    names = _units()
    choices = [WHOLE_BANK] if _is_whole_bank(persona) else [*names, WHOLE_BANK]
    words = {**names, WHOLE_BANK: _("the whole bank")}
    key = "scope_whole" if _is_whole_bank(persona) else "scope_unit"
    return int(st.selectbox(_("Where"), choices, format_func=words.__getitem__, key=dialog.field(key)))


def _units() -> dict[int, str]:
    units = [
        closes.OrgUnit(
            org_unit_id=unit.org_unit_id,
            org_unit_code=unit.org_unit_code,
            name=unit.name,
            parent_id=unit.parent_id,
            depth=unit.depth,
        )
        for unit in uncached(administration.org_tree)
    ]
    return dict(unit_words(units))


def _is_whole_bank(persona: str) -> bool:
    terms = TERMS.get(Persona(persona))
    return terms is not None and terms.is_whole_bank


def _granting(user: dict[str, Any], persona: str, unit_id: int, since: date, until: date | None) -> str:
    place = _units().get(unit_id, "").strip() or _("the whole bank")
    end = _("until {day}").format(day=fmt.day(until)) if until else _("without end")
    said = _("**{name}** will work as **{persona}** in **{place}** and everything below it, from {since}, {end}.")
    return said.format(
        name=as_text(user["display_name"]),
        persona=labels.label(labels.PERSONAS, persona),
        place=as_text(place),
        since=fmt.day(since),
        end=end,
    )


def _end(user: dict[str, Any], scopes: pl.DataFrame) -> None:
    held = scopes.filter(pl.col("subject") == user["subject"], pl.col("state") != "ended")
    by_id = {scope["user_scope_id"]: scope for scope in held.iter_rows(named=True)}
    if not by_id:
        st.markdown(_("No scope is left that could end."))
        return
    scope_id = st.selectbox(
        _("Which scope"),
        list(by_id),
        format_func=words_of(by_id, lambda key: _scope(by_id[key])),
        key=dialog.field("scope_id"),
    )
    last = st.date_input(
        _("Last day"),
        value=dialog.today(),
        min_value=dialog.today() - DAY,
        key=dialog.field("scope_last"),
        format="YYYY-MM-DD",
        required=True,
        help=_("Yesterday ends it at once."),
    )
    why = dialog.reason()
    said = _("From {day} on **{name}** no longer works as this: {scope}.")
    name = as_text(user["display_name"])
    st.markdown(said.format(day=fmt.day(last + DAY), name=name, scope=as_text(_scope(by_id[scope_id]))))
    dialog.perform(
        _("End the scope"),
        _("The scope of {name} ends on {day}.").format(name=name, day=fmt.day(last)),
        administration.end_scope,
        user_scope_id=scope_id,
        last_day=last,
        reason=why,
    )


def _scope(scope: Mapping[str, Any]) -> str:
    """`Risk manager, East branch, since 2026-11-25`."""
    persona = labels.label(labels.PERSONAS, scope["persona"])
    return fmt.listed((persona, where(scope), span(scope["valid_from"], scope["valid_to"])))

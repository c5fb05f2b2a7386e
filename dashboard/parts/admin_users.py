"""Users: everybody who may sign in, the card of one with every scope ever held, and the acts on it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, labels, states, tables
from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard.language import N_, _
from dashboard.parts import admin_user_acts as acts
from dashboard.parts import cards, chips, dialog
from dashboard.readers import uncached
from schema.marts import administration

STATES = {"current": N_("Current"), "coming": N_("Coming"), "ended": N_("Ended")}
RIGHT = "act.manage_users"


def show() -> None:
    """The table of users, the card of the chosen one, and the dialog that is open."""
    users, scopes = uncached(administration.users), uncached(administration.scopes)
    if users.is_empty():
        states.empty(_("You may see no user."), _("Users are seen by those who administer the whole bank."))
        return
    _table(users, scopes)
    place = cards.selected(table_key(users["subject"].to_list()))
    if place is not None and place < len(users):
        user = users.row(place, named=True)
        _card(user, scopes.filter(pl.col("subject") == user["subject"]))
    if access.may(RIGHT):
        acts.dialogs(users, scopes)


def _table(users: pl.DataFrame, scopes: pl.DataFrame) -> None:
    active = int(users["is_active"].sum())
    note = _("{active} of {users} may sign in. Choose one to see every scope.")
    with cards.card(_("Users"), note.format(active=fmt.number(active), users=fmt.number(len(users)))):
        if access.may(RIGHT):
            dialog.opener(_("Add a user"), acts.ADD, icon=":material/person_add:")
        else:
            st.caption(_("You may read this, and change nothing."))
        shown, columns = _users(users, scopes)
        key = table_key(shown["subject"].to_list())
        cards.selectable(shown, columns, alt=_("Users with what they work as."), key=key, on_select=_nothing)


def table_key(subjects: Sequence[str]) -> str:
    """Another order of users is another table: a row that was chosen never becomes somebody else."""
    return f"users {zlib.crc32(' '.join(subjects).encode())}"


def _nothing() -> None:
    """Choosing a row only draws the page again."""


def _users(users: pl.DataFrame, scopes: pl.DataFrame) -> tables.Table:
    held = scopes.filter(pl.col("state") != "ended")
    rows = [_user(user, held.filter(pl.col("subject") == user["subject"])) for user in users.iter_rows(named=True)]
    columns: tables.Columns = {
        "name": tables.text_column(_("Name"), is_pinned=True),
        "subject": tables.text_column(_("Signs in as")),
        "active": tables.text_column(_("State"), width="small"),
        "personas": tables.text_column(_("Works as")),
        "units": tables.text_column(_("Where")),
        "validity": tables.text_column(_("Valid")),
        "staff": tables.text_column(_("Member of staff")),
    }
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)), columns


def _user(user: dict[str, Any], scopes: pl.DataFrame) -> dict[str, str | None]:
    held = list(scopes.iter_rows(named=True))
    return {
        "name": user["display_name"],
        "subject": user["subject"],
        "active": _("Active") if user["is_active"] else _("Locked out"),
        "personas": fmt.listed(labels.label(labels.PERSONAS, scope["persona"]) for scope in held) or None,
        "units": fmt.listed(acts.where(scope) for scope in held) or None,
        "validity": fmt.listed(acts.span(scope["valid_from"], scope["valid_to"]) for scope in held) or None,
        "staff": user["staff_name"],
    }


def _card(user: dict[str, Any], scopes: pl.DataFrame) -> None:
    state = _("Active") if user["is_active"] else _("Locked out: nobody signs in under this name.")
    with cards.card(chips.as_text(user["display_name"]), state):
        if access.may(RIGHT):
            _buttons(user, scopes)
        if scopes.is_empty():
            st.markdown(_("No scope yet: this user can sign in and sees nothing."))
            return
        shown, columns = _scopes(scopes)
        told = _("{scopes} of {name}.").format(scopes=so_many.rows(len(scopes)), name=user["display_name"])
        cards.rows(shown, columns, alt=told, key="scopes")


def _buttons(user: dict[str, Any], scopes: pl.DataFrame) -> None:
    """The acts on a user; nobody changes his own rights."""
    subject, is_self = user["subject"], user["subject"] == access.principal().subject
    if is_self:
        st.caption(_("Nobody may change their own rights."))
    can_end = not scopes.filter(pl.col("state") != "ended").is_empty()
    with st.container(horizontal=True):
        dialog.opener(_("Edit"), acts.EDIT, about=subject, icon=":material/edit:", disabled=is_self)
        dialog.opener(_("Grant a scope"), acts.GRANT, about=subject, icon=":material/add:", disabled=is_self)
        dialog.opener(
            _("End a scope"), acts.END, about=subject, icon=":material/event_busy:", disabled=is_self or not can_end
        )
        label = _("Lock out") if user["is_active"] else _("Let in again")
        dialog.opener(label, acts.LOCK, about=subject, icon=":material/lock:", disabled=is_self)


def _scopes(scopes: pl.DataFrame) -> tables.Table:
    rows = [
        {
            "persona": labels.label(labels.PERSONAS, scope["persona"]),
            "where": acts.where(scope),
            "book": _("Own book only") if scope["is_own_book_only"] else _("All of it"),
            "valid_from": acts.first(scope["valid_from"]),
            "valid_to": fmt.day(scope["valid_to"]) if scope["valid_to"] else _("without end"),
            "state": labels.label(STATES, scope["state"]),
        }
        for scope in scopes.iter_rows(named=True)
    ]
    columns: tables.Columns = {
        "persona": tables.text_column(_("Works as"), is_pinned=True),
        "where": tables.text_column(_("Where")),
        "book": tables.text_column(_("What of it")),
        "valid_from": tables.text_column(_("Valid from")),
        "valid_to": tables.text_column(_("Valid to")),
        "state": tables.text_column(_("State"), width="small"),
    }
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)), columns

"""A need: one thing that wants a person, in words, and where it leads; and the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, navigation, states, tables
from dashboard import formatting as fmt
from dashboard.language import N_, _, n_
from dashboard.parts import cards, pickers
from dashboard.theme import palette
from schema.marts.today_loans import MOST, NONE, ORANGE, RED, YELLOW

LEAD_KEY = "_today_lead"
WHY_WIDTH = 560
SEVERITIES: Mapping[int, str] = {RED: N_("Red"), ORANGE: N_("Orange"), YELLOW: N_("Yellow"), NONE: N_("To note")}


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Where a need leads: a page by its key, what its address asks for, and a unit to be chosen there, if any."""

    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    org_unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that wants a person. `kinds` are all its reasons, the worst first; `sentence` says them in words.

    `who` is a client, a person, a unit or a file; `what` a loan or what else it is about; `carrier` who has it in hand.
    """

    kinds: tuple[str, ...]
    severity: int
    sentence: str
    who: str
    what: str = ""
    where: str = ""
    carrier: str = ""
    amount: Decimal | None = None
    currency: str = ""
    on: date | None = None
    lead: Lead | None = None


@dataclass(frozen=True, kw_only=True)
class Words:
    """The list's title, its note, what it says when nothing is on it, and the headers of its columns."""

    title: str
    note: str
    done: str
    data_until: date | None
    who: str
    what: str = ""
    where: str = ""
    carrier: str = ""
    amount: str = ""
    on: str = ""


def show(needs: Sequence[Need], words: Words, *, key: str, count: int | None = None) -> None:
    """The first 50, worst first; a row leads on. `count` is how many there are in all, when that is more."""
    ordered = sorted(needs, key=lambda need: -need.severity)
    if not ordered:
        _done(words)
        return
    more = max(count or 0, len(ordered)) - min(len(ordered), MOST)
    shown = ordered[:MOST]
    with cards.card(words.title, words.note):
        frame, columns = table(shown, words)
        alt = n_("{count} need, the worst first.", "{count} needs, the worst first.", len(shown))
        cards.selectable(
            frame, columns, alt=alt.format(count=fmt.number(len(shown))), key=key, on_select=partial(_note, key, shown)
        )
        if more:
            st.caption(n_("{count} more is not shown.", "{count} more are not shown.", more).format(
                count=fmt.number(more)))  # fmt: skip


def _done(words: Words) -> None:
    until = _("The data reaches until {date}.").format(date=fmt.day(words.data_until)) if words.data_until else ""
    states.empty(words.done, until, icon=":material/task_alt:")


def follow() -> None:
    """Go where the row leads that was chosen before this run; before anything else is drawn."""
    lead: Lead | None = st.session_state.pop(LEAD_KEY, None)
    if lead:
        navigation.go(lead.page, **lead.query)


def leads_to(lead: Lead) -> Lead | None:
    """The lead, if its page is there and this person's."""
    entry = navigation.BY_KEY.get(lead.page)
    return lead if entry and access.may(entry.right) else None


def note_lead(lead: Lead | None) -> None:
    """Remember where to go at the beginning of the next run; a unit is chosen at once. For callbacks."""
    if lead is None:
        return
    if lead.org_unit_id is not None:
        pickers.go_to(lead.org_unit_id)
    st.session_state[LEAD_KEY] = lead


def _note(key: str, shown: Sequence[Need]) -> None:
    place = cards.selected(key)
    if place is not None:
        note_lead(shown[place].lead)


def chip(severity: int) -> list[str]:
    """The word of a severity, as a cell of a column of chips."""
    return [_(SEVERITIES[severity])]


def chip_column() -> Any:
    """Severity as a word on its colour."""
    colours = palette()
    shades = {RED: colours.red, ORANGE: colours.orange, YELLOW: colours.yellow, NONE: colours.muted}
    return tables.chip_column(_("Severity"), {_(SEVERITIES[level]): shade for level, shade in shades.items()})


def table(needs: Sequence[Need], words: Words) -> tables.Table:
    """One row per need, with the columns that have something to say.

    Amounts are in full: who acts on a row needs the exact one, and large and small loans share the list.
    """
    currencies = {need.currency for need in needs if need.amount is not None}
    header = fmt.ONES.header(currencies.pop()) if len(currencies) == 1 else ""
    rows: Mapping[str, list[Any]] = {
        "severity": [chip(need.severity) for need in needs],
        "who": [need.who for need in needs],
        "why": [need.sentence for need in needs],
        "amount": [tables.scaled(need.amount, fmt.ONES) for need in needs],
        "currency": [need.currency for need in needs] if len(currencies) > 1 else [""] * len(needs),
        "on": [fmt.day(need.on) if need.on else "" for need in needs],
        "what": [need.what for need in needs],
        "carrier": [need.carrier for need in needs],
        "where": [need.where for need in needs],
    }
    columns: tables.Columns = {
        "severity": chip_column(),
        "who": tables.text_column(words.who, is_pinned=True),
        "why": tables.text_column(_("Why"), width=WHY_WIDTH),
        "amount": tables.amount_column(fmt.with_unit(words.amount, header) if header else words.amount),
        "currency": tables.text_column(_("Currency")),
        "on": tables.text_column(words.on),
        "what": tables.text_column(words.what),
        "carrier": tables.text_column(words.carrier),
        "where": tables.text_column(words.where),
    }
    unnamed = {name for name in ("what", "carrier", "where", "amount", "on") if not getattr(words, name)}
    told = [name for name in columns if name not in unnamed and any(cell not in (None, "") for cell in rows[name])]
    types: Mapping[str, Any] = {"severity": pl.List(pl.String), "amount": pl.Float64}
    schema = {name: types.get(name, pl.String) for name in told}
    frame = pl.DataFrame({name: rows[name] for name in told}, schema=schema)
    return frame, {name: columns[name] for name in told}

"""Parameters: the value of each today, the dated rows of one, and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, labels, tables
from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import admin_proposals as proposals
from dashboard.parts import cards, dialog
from dashboard.readers import uncached
from schema.marts import administration, closes, parameters
from schema.marts.closes import ParameterRow

KEY = "parameters"
Pair = tuple[str, str]


def show() -> None:
    """What waits for a decision, every parameter, and the rows of the chosen one."""
    people = _people()
    proposals.waiting(people)
    names = uncached(parameters.names)
    _table(names)
    place = cards.selected(KEY)
    if place is not None and place < len(names):
        _history(*names[place], people)
    proposals.decided(people)
    proposals.dialogs(people)


def _people() -> Mapping[str, str]:
    """The names of those who author and decide."""
    users = uncached(administration.users)
    return dict(users.select("subject", "display_name").iter_rows())


def _table(names: list[Pair]) -> None:
    rows = uncached(closes.parameters_on, on=dialog.today())
    today = {(row.name, row.key): row for row in rows}
    frame = [_row(name, key, today.get((name, key))) for name, key in names]
    columns: tables.Columns = {
        "name": tables.text_column(_("Parameter"), is_pinned=True),
        "value": tables.text_column(_("Value"), width="small"),
        "unit": tables.text_column(_("Unit of the value")),
        "since": tables.text_column(_("Valid from")),
        "status": tables.text_column(_("Status")),
        "source": tables.text_column(_("Source"), width="large"),
    }
    note = _("As they hold on {day}. Choose one to see every value it had and will have, or to propose another.")
    with cards.card(_("Parameters"), note.format(day=fmt.day(dialog.today()))):
        shown = pl.DataFrame(frame, schema=dict.fromkeys(columns, pl.String))
        cards.selectable(shown, columns, alt=_("Parameters with their values."), key=KEY, on_select=_nothing)


def _nothing() -> None:
    """Choosing a row only draws the page again."""


def _row(name: str, key: str, row: ParameterRow | None) -> dict[str, str | None]:
    if row is None:
        return {"name": labels.parameter(name, key)}
    return {
        "name": labels.parameter(name, key),
        "value": proposals.value(row.number, row.word),
        "unit": labels.written(labels.PARAMETER_UNITS, row.unit),
        "since": proposals.first(row.valid_from),
        "status": labels.label(labels.STATUSES, row.status),
        "source": labels.written(labels.SOURCES, row.source),
    }


def _history(name: str, key: str, people: Mapping[str, str]) -> None:
    rows = uncached(parameters.history, name=name, key=key)
    with cards.card(labels.parameter(name, key), _("{rows}, newest first").format(rows=so_many.rows(len(rows)))):
        if access.may("act.propose_parameter"):
            dialog.opener(_("Propose a change"), proposals.PROPOSE, about=(name, key), icon=":material/edit_note:")
        else:
            st.caption(_("You may read this, and change nothing."))
        frame = [_dated(row, people) for row in rows.iter_rows(named=True)]
        columns: tables.Columns = {
            "since": tables.text_column(_("Valid from"), is_pinned=True),
            "until": tables.text_column(_("Valid to")),
            "value": tables.text_column(_("Value"), width="small"),
            "unit": tables.text_column(_("Unit of the value")),
            "status": tables.text_column(_("Status")),
            "source": tables.text_column(_("Source"), width="large"),
            "author": tables.text_column(_("Author")),
        }
        shown = pl.DataFrame(frame, schema=dict.fromkeys(columns, pl.String))
        cards.rows(shown, columns, alt=_("Every value of the parameter with its days."), key="parameter_rows")


def _dated(row: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, str | None]:
    number: Decimal | None = row["number"]
    until: date | None = row["valid_to"]
    shipped = _("Shipped with Tandem")
    return {
        "since": proposals.first(row["valid_from"]),
        "until": fmt.day(until) if until else _("without end"),
        "value": proposals.value(number, row["word"]),
        "unit": labels.written(labels.PARAMETER_UNITS, row["unit"]),
        "status": labels.label(labels.STATUSES, row["status"]),
        "source": labels.written(labels.SOURCES, row["source"]),
        "author": shipped if row["author"] == "shipped" else people.get(row["author"], row["author"]),
    }

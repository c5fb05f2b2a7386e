"""Supervised accounts with their flows of the month, and instalments of the next working days with their cover."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.language import _, n_
from dashboard.parts import cards
from dashboard.parts.pickers import Selection
from dashboard.parts.post_supervision_scope import asked, counted, currency_of, level_column
from dashboard.parts.today_lending import stage
from dashboard.readers import answer
from dashboard.supervision_labels import LEVELS
from schema.marts import supervision
from schema.marts.supervision import CoveredDue, SupervisedAccount, Supervision


def accounts(selection: Selection, found: Supervision) -> None:
    """The supervised accounts, the largest balance first."""
    rows = answer(supervision.accounts, **asked(selection))
    month = selection.as_of.strftime("%Y-%m")
    note = _("Of loans that are not closed; flows of {month} up to {date}")
    with cards.card(_("Supervised accounts"), note.format(month=month, date=fmt.day(selection.as_of))):
        if not rows:
            st.markdown(f":material/info: {_('No account is marked as supervised in the feed `account`.')}")
            return
        shown, columns = _accounts_table(rows, currency_of(selection))
        alt = _("Supervised accounts with balance and the flows of the month.")
        cards.rows(shown, columns, alt=alt, key="supervised_accounts")
        if found.account_count > len(rows):
            first = _("The {shown} largest of {count}.")
            st.caption(first.format(shown=fmt.number(len(rows)), count=fmt.number(found.account_count)))


def _accounts_table(rows: tuple[SupervisedAccount, ...], currency: str) -> tables.Table:
    unit = fmt.unit_for(
        amount for row in rows for amount in (row.balance_amount, row.in_amount, row.out_amount) if amount
    )
    header = unit.header(currency)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "balance": tables.amount_column(fmt.with_unit(_("Balance"), header)),
        "in": tables.amount_column(fmt.with_unit(_("Came in"), header)),
        "out": tables.amount_column(fmt.with_unit(_("Went out"), header)),
        "movements": tables.count_column(_("Movements")),
        "balance_date": tables.text_column(_("Balance date")),
        "loan_code": tables.text_column(_("Loan code")),
        "account": tables.text_column(_("Account")),
    }
    data = [
        {
            "client": row.client_name,
            "balance": tables.scaled(row.balance_amount, unit),
            "in": tables.scaled(row.in_amount, unit),
            "out": tables.scaled(row.out_amount, unit),
            "movements": row.movement_count,
            "balance_date": fmt.day(row.balance_date) if row.balance_date else None,
            "loan_code": row.loan_code,
            "account": row.account_code,
        }
        for row in rows
    ]
    types: dict[str, Any] = {**dict.fromkeys(("balance", "in", "out"), pl.Float64), "movements": pl.Int64}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | types), columns


def dues(selection: Selection) -> None:
    """Instalments of the next five working days, those that are covered least first."""
    rows = answer(supervision.dues, **asked(selection))
    with cards.card(_("Instalments due and their cover"), _dues_note(selection)):
        if not rows:
            st.markdown(f":material/check: {_('No instalment falls due in the next five working days.')}")
            return
        shown, columns = _dues_table(rows, currency_of(selection))
        alt = _("Instalments of the next five working days with what the accounts hold for them.")
        cards.rows(shown, columns, alt=alt, key="due_cover")


def _dues_note(selection: Selection) -> str:
    found = answer(supervision.due_counts, **asked(selection))
    total = sum(found.values())
    if not total:
        return ""
    said = n_("{count} instalment", "{count} instalments", total).format(count=fmt.number(total))
    parts = [counted(level, found[level]) for level in (*LEVELS, "covered", "unknown") if level in found]
    shown = min(total, supervision.MOST)
    more = _("The {shown} first are shown.").format(shown=fmt.number(shown)) if shown < total else ""
    return fmt.sentences(_("{what}: {parts}.").format(what=said, parts=fmt.listed(parts)), more)


def _dues_table(rows: tuple[CoveredDue, ...], currency: str) -> tables.Table:
    unit = fmt.unit_for(row.open_amount for row in rows)
    header = unit.header(currency)
    columns: tables.Columns = {
        "severity": level_column(),
        "client": tables.text_column(_("Client")),
        "due": tables.text_column(_("Falls due")),
        "open": tables.amount_column(fmt.with_unit(_("Due amount"), header)),
        "cover": tables.percent_column(_("Covered, %"), _("What is there for it of what is due, arrears served first")),
        "short": tables.amount_column(fmt.with_unit(_("Missing"), header)),
        "arrears": tables.amount_column(fmt.with_unit(_("Arrears before it"), header)),
        "due_date": tables.text_column(_("Due date")),
        "loan_code": tables.text_column(_("Loan code")),
        "client_code": tables.text_column(_("Client code")),
    }
    data = [
        {
            "severity": [labels.label(LEVELS, row.severity)] if row.severity else [],
            "client": row.client_name,
            "due": stage(row.working_days_left),
            "open": tables.scaled(row.open_amount, unit),
            "cover": tables.per_cent(row.cover_ratio.value) if row.cover_ratio else None,
            "short": tables.scaled(row.short_amount, unit),
            "arrears": tables.scaled(row.arrears_amount, unit) if row.arrears_amount else None,
            "due_date": fmt.day(row.due_date),
            "loan_code": row.loan_code,
            "client_code": row.client_code,
        }
        for row in rows
    ]
    amounts = dict.fromkeys(("open", "cover", "short", "arrears"), pl.Float64)
    types: dict[str, Any] = {"severity": pl.List(pl.String), **amounts}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | types), columns

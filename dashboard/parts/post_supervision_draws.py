"""Loans disbursed lately, whether a check found something or not, and where the money of the chosen one went."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import address_bar, labels, party_labels, tables
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, post_supervision_flow
from dashboard.parts import post_supervision_scope as scope
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.supervision_labels import LEVELS, STATES
from schema.domain.supervision import FollowState
from schema.marts import supervision
from schema.marts.supervision import Draw

KEY, ROWS_KEY, LOAN_KEY = "fund_draws", "_fund_draws", "loan"


def show(selection: Selection) -> None:
    """The draws, the latest first, and the flow of one: the chosen, else the gravest that could be followed."""
    rows = answer(supervision.draws, **scope.asked(selection))
    if not rows:
        return
    st.session_state[ROWS_KEY] = rows
    note = _("The latest first. Select a row to see where the money went.")
    with cards.card(_("Loans disbursed lately"), note):
        shown, columns = _table(rows, scope.currency_of(selection))
        alt = _("Loans disbursed lately with how they were paid out and what the checks found.")
        cards.selectable(shown, columns, alt=alt, key=KEY, on_select=_follow)
    chosen = _chosen(rows)
    post_supervision_flow.show(client_id=chosen.client_id, loan_id=chosen.loan_id, as_of=selection.as_of)


def _follow() -> None:
    place, rows = cards.selected(KEY), st.session_state.get(ROWS_KEY, ())
    if place is not None and place < len(rows):
        scope.choose(rows[place].loan_code)


def _chosen(rows: tuple[Draw, ...]) -> Draw:
    """What was chosen, else what the address names, else the gravest, else the latest that could be followed."""
    wanted = scope.chosen() or st.query_params.get(LOAN_KEY)
    named = next((row for row in rows if row.loan_code == wanted), None)
    if named:
        address_bar.write(LOAN_KEY, named.loan_code)
        return named
    grave = {level: place for place, level in enumerate(LEVELS)}
    flagged = min((row for row in rows if row.severity), key=lambda row: grave[str(row.severity)], default=None)
    return flagged or next((row for row in rows if row.state == FollowState.FOLLOWED), rows[0])


def _table(rows: tuple[Draw, ...], currency: str) -> tables.Table:
    unit = fmt.unit_for(row.draw_amount for row in rows)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "severity": scope.level_column(),
        "disbursed": tables.text_column(_("Disbursed on")),
        "draw": tables.amount_column(fmt.with_unit(_("Disbursed"), unit.header(currency))),
        "mode": tables.text_column(_("Payment mode")),
        "entrusted": tables.percent_column(_("Paid entrusted")),
        "state": tables.text_column(_("Followed")),
        "loan_code": tables.text_column(_("Loan code")),
    }
    data = [_row(row, unit) for row in rows]
    types: dict[str, Any] = {"severity": pl.List(pl.String), "draw": pl.Float64, "entrusted": pl.Float64}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | types), columns


def _row(row: Draw, unit: fmt.Unit) -> dict[str, Any]:
    is_followed = row.state == FollowState.FOLLOWED
    share = row.entrusted_amount / row.draw_amount if is_followed and row.draw_amount else None
    return {
        "client": row.client_name,
        "severity": [labels.label(LEVELS, row.severity)] if row.severity else [],
        "disbursed": fmt.day(row.disbursed_date),
        "draw": tables.scaled(row.draw_amount, unit),
        "mode": labels.label(party_labels.PAYMENT_MODES, row.payment_mode) if row.payment_mode else None,
        "entrusted": tables.per_cent(share),
        "state": _("yes") if is_followed else _(STATES[row.state]),
        "loan_code": row.loan_code,
    }

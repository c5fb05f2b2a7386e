"""Loans of which a check found something: one row per finding, and where the money of the chosen loan went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.language import _, n_
from dashboard.parts import cards
from dashboard.parts.pickers import Selection
from dashboard.parts.post_supervision_scope import asked, choose, currency_of, days_of, level_column
from dashboard.readers import answer
from dashboard.supervision_labels import CHECKS, LEVELS
from schema.domain.supervision import FundUseCheck
from schema.marts import supervision
from schema.marts.supervision import FlaggedLoan

KEY, ROWS_KEY = "fund_findings", "_fund_findings"


def show(selection: Selection) -> None:
    """The findings, gravest first."""
    rows = answer(supervision.findings, **asked(selection))
    with cards.card(_("Findings about the use of money"), _note(rows)):
        if not rows:
            st.markdown(f":material/info: {_('No check found anything; what was checked is below.')}")
            return
        st.session_state[ROWS_KEY] = rows
        shown, columns = _table(rows, selection)
        alt = _("Loans with what was found about the use of their money, gravest first.")
        cards.selectable(shown, columns, alt=alt, key=KEY, on_select=_follow)


def _follow() -> None:
    """The loan of the chosen finding is the one whose flow is drawn, until another is chosen."""
    place, rows = cards.selected(KEY), st.session_state.get(ROWS_KEY, ())
    if place is not None and place < len(rows):
        choose(rows[place].loan_code)


def _note(rows: tuple[FlaggedLoan, ...]) -> str:
    if not rows:
        return ""
    if len(rows) == supervision.MOST:
        first = _("The {count} gravest. Select a row to see where the money went.")
        return first.format(count=fmt.number(len(rows)))
    said = n_("{count} finding, gravest first.", "{count} findings, gravest first.", len(rows))
    return fmt.sentences(said.format(count=fmt.number(len(rows))), _("Select a row to see where the money went."))


def _table(rows: tuple[FlaggedLoan, ...], selection: Selection) -> tables.Table:
    unit = fmt.unit_for(row.amount for row in rows)
    days = {name: days_of(selection, name) for name in ("round_trip_window", "split_window", "fund_use_window")}
    columns: tables.Columns = {
        "severity": level_column(),
        "client": tables.text_column(_("Client")),
        "what": tables.text_column(_("What was found"), width=520),
        "amount": tables.amount_column(fmt.with_unit(_("Amount"), unit.header(currency_of(selection)))),
        "share": tables.percent_column(_("Share of the draw, %")),
        "disbursed": tables.text_column(_("Disbursed on")),
        "loan_code": tables.text_column(_("Loan code")),
        "client_code": tables.text_column(_("Client code")),
    }
    data = [
        {
            "severity": [labels.label(LEVELS, row.severity)],
            "client": row.client_name,
            "what": sentence(row, days),
            "amount": tables.scaled(row.amount, unit),
            "share": tables.per_cent(row.share_ratio),
            "disbursed": fmt.day(row.disbursed_date),
            "loan_code": row.loan_code,
            "client_code": row.client_code,
        }
        for row in rows
    ]
    types: dict[str, Any] = {"severity": pl.List(pl.String), "amount": pl.Float64, "share": pl.Float64}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | types), columns


def sentence(row: FlaggedLoan, days: Mapping[str, str]) -> str:
    """What was found, in words; the payee is the one who got most."""
    payments = n_("{count} payment", "{count} payments", row.evidence_count).format(
        count=fmt.number(row.evidence_count)
    )
    payee = row.payee_name or _("payee not named")
    most = _("{payments}, most to {payee}").format(payments=payments, payee=payee) if row.payee_name else payments
    said = {
        FundUseCheck.PROHIBITED_USE: _("Securities, wealth products or property: {most}"),
        FundUseCheck.ROUND_TRIP: _("Came back from {payee} within {round_trip_window} days: {payments}"),
        FundUseCheck.OUTSIDE_PAYEE: _("Outside the payees of the contract: {most}"),
        FundUseCheck.SPLIT_PAYMENT: _(
            "{payments} below the threshold to {payee} within {split_window} days, together reaching it"
        ),
        FundUseCheck.SHARED_PAYEE: _("{payee} was paid by {borrowers} borrowers in {fund_use_window} days"),
        FundUseCheck.CASH_WITHDRAWAL: _("Withdrawn in cash: {payments}"),
        FundUseCheck.RELATED_PARTY: _("To related parties: {most}"),
        FundUseCheck.ENTRUSTED_OMITTED: _("Should have been paid entrusted, was paid by the borrower"),
    }
    words = said.get(FundUseCheck(row.check_code), labels.label(CHECKS, row.check_code))
    return words.format(payee=payee, payments=payments, most=most, borrowers=fmt.number(row.borrower_count), **days)

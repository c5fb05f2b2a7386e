"""The terms of a loan as a compact table of definitions."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, party_labels, tables
from dashboard.language import _
from dashboard.parts import cards, chips, exporting
from dashboard.parts.exporting import Drawn
from schema.marts.client_loans import LoanFile
from schema.marts.loan_file import Commitment, LoanStory, Payee

Rows = list[tuple[str, str]]


def show(rows: Rows) -> None:
    """A card with one line per term; the files of the page hold it as a table of two columns."""
    with cards.card(_("Terms")):
        st.table(
            {label: chips.as_text(value) for label, value in rows}, border="horizontal", alt=_("The terms of the loan.")
        )
    frame = pl.DataFrame(rows, schema=["term", "value"], orient="row")
    columns = {"term": tables.text_column(_("Term")), "value": tables.text_column(_("Value"))}
    exporting.table(Drawn(title=_("Terms"), frame=frame, columns=columns, note="", totals={}), "terms")


def of_loan(loan: LoanFile) -> Rows:
    """What was agreed on with the loan itself; what is not known is left out."""
    mode = labels.label(party_labels.PAYMENT_MODES, loan.payment_mode) if loan.payment_mode else None
    rows: list[tuple[str, str | None]] = [
        (_("Loan kind"), labels.label(labels.KINDS, loan.kind)),
        (_("Product"), loan.product_name),
        (_("Purpose"), loan.purpose),
        (_("Principal"), fmt.money(loan.principal_amount, loan.currency)),
        (_("Annual rate"), fmt.percent(loan.annual_rate)),
        (_("Kind of schedule"), labels.label(party_labels.SCHEDULES, loan.schedule_type)),
        (_("Mode of payment"), mode),
        (_("Disbursed on"), fmt.day(loan.disbursed_date)),
        (_("Maturity date"), fmt.day(loan.maturity_date)),
        (_("Closed on"), fmt.day(loan.closed_date) if loan.closed_date else None),
    ]
    return [(label, value) for label, value in rows if value]


def of_story(story: LoanStory) -> Rows:
    """The same with the limit it was drawn from and whom the money may go to."""
    rows = of_loan(story.loan)
    if story.commitment:
        rows.append((_("Drawn from"), _limit(story.commitment)))
    if story.payees:
        rows.append((_("Payees by contract"), _payees(story.payees, story.loan.currency)))
    return rows


def _limit(drawn: Commitment) -> str:
    limit = _("commitment {code}, limit {amount}").format(
        code=drawn.commitment_code, amount=fmt.money(drawn.limit_amount, drawn.currency)
    )
    until = _("until {date}").format(date=fmt.day(drawn.valid_to)) if drawn.valid_to else ""
    return fmt.listed(part for part in (limit, until) if part)


def _payees(payees: Sequence[Payee], currency: str) -> str:
    return "; ".join(_payee(each, currency) for each in payees)


def _payee(each: Payee, currency: str) -> str:
    amount = fmt.money(each.contract_amount, currency) if each.contract_amount is not None else ""
    return fmt.listed(part for part in (each.payee_name, each.payee_account_code, amount) if part)

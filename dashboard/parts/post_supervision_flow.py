"""One loan: where its money went, drawn, and the payments that say so."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.charts import flows
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards, client_amounts
from dashboard.readers import answer
from dashboard.supervision_labels import CHECKS, DESTINATIONS, STATES
from dashboard.theme import palette
from schema.domain.supervision import FollowState
from schema.marts import supervision
from schema.marts.supervision import LoanFlow, Payment


def show(*, client_id: int, loan_id: int, as_of: date) -> None:
    """The flow of a loan as the newest close up to the date found it; a sentence where it could not be followed."""
    found = answer(supervision.flow_of_loan, client_id=client_id, loan_id=loan_id, as_of=as_of)
    if found is None:
        with cards.card(_("Where the money went")):
            st.markdown(
                f":material/help: {_('No close has followed this loan: it was disbursed before the first one.')}"
            )
        return
    if found.state != FollowState.FOLLOWED:
        with cards.card(_title(found)):
            st.markdown(f":material/help: {_('Where the money went is not known.')} {_(STATES[found.state])}")
        return
    unit = client_amounts.unit_of([found.draw_amount, *(each.amount for each in found.flows)])
    _drawn(found, unit)
    if found.payments:
        _payments(found, unit)


def _title(found: LoanFlow) -> str:
    return _("Where the money of {loan} went").format(loan=found.loan_code)


def _drawn(found: LoanFlow, unit: Unit) -> None:
    header = unit.header(found.currency)
    note = _("{client}: {amount} disbursed on {date}, followed until {until}; amounts in {unit}")
    unchecked = fmt.listed(labels.label(CHECKS, check) for check in found.unchecked)
    shown, columns = _flow_table(found, unit, header)
    cards.chart(
        _title(found),
        flows.after_disbursement(found, unit=unit, colours=palette()),
        key="fund_flow",
        note=note.format(
            client=found.client_name,
            amount=fmt.money(found.draw_amount, found.currency),
            date=fmt.day(found.disbursed_date),
            until=fmt.day(found.followed_until_date),
            unit=header,
        ),
        alt=_alt(found),
        table=shown,
        columns=columns,
        totals={"amount": unit.scaled(found.draw_amount)},
    )
    if found.unchecked:
        st.caption(_("Not checked for want of data: {checks}.").format(checks=unchecked))


def _alt(found: LoanFlow) -> str:
    parts = [
        _("{destination} {share}").format(
            destination=labels.label(DESTINATIONS, each.destination),
            share=fmt.percent(each.amount / found.draw_amount, 0),
        )
        for each in found.flows
    ]
    return _("Of the draw of {loan}: {parts}.").format(loan=found.loan_code, parts=fmt.listed(parts))


def _flow_table(found: LoanFlow, unit: Unit, header: str) -> tables.Table:
    columns: tables.Columns = {
        "destination": tables.text_column(_("Destination"), is_pinned=True),
        "amount": tables.amount_column(fmt.with_unit(_("Amount"), header)),
        "share": tables.percent_column(_("Share of the draw, %")),
        "returned": tables.amount_column(fmt.with_unit(_("Came back"), header)),
        "payments": tables.count_column(_("Payments")),
    }
    rows = [
        {
            "destination": labels.label(DESTINATIONS, each.destination),
            "amount": tables.scaled(each.amount, unit),
            "share": tables.per_cent(each.amount / found.draw_amount),
            "returned": tables.scaled(each.returned_amount, unit),
            "payments": each.payment_count,
        }
        for each in found.flows
    ]
    types: dict[str, Any] = {"destination": pl.String, "payments": pl.Int64}
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Float64) | types), columns


def _payments(found: LoanFlow, unit: Unit) -> None:
    header = unit.header(found.currency)
    columns: tables.Columns = {
        "on": tables.text_column(_("Date"), is_pinned=True),
        "payee": tables.text_column(_("Payee")),
        "destination": tables.text_column(_("Destination")),
        "paid": tables.amount_column(fmt.with_unit(_("Payment"), header)),
        "attributed": tables.amount_column(
            fmt.with_unit(_("Of the draw"), header), _("The draw is used up by payments in their order")
        ),
        "returned": tables.amount_column(fmt.with_unit(_("Came back"), header)),
        "returned_on": tables.text_column(_("Came back on")),
        "note": tables.text_column(_("Text of the booking")),
        "code": tables.text_column(_("Transaction code")),
        "returned_code": tables.text_column(_("Transaction that came back")),
        "account": tables.text_column(_("Account")),
        "payee_account": tables.text_column(_("Account of the payee")),
    }
    rows = [_payment_row(each, unit) for each in found.payments]
    amounts: dict[str, Any] = dict.fromkeys(("paid", "attributed", "returned"), pl.Float64)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String) | amounts)
    kept = [name for name in columns if frame[name].null_count() < len(frame)]
    with cards.card(_("Payments of {loan}").format(loan=found.loan_code), _("The evidence, in the order of booking")):
        cards.rows(
            frame.select(kept),
            {name: columns[name] for name in kept},
            alt=_("Payments after disbursement with what of the draw each took."),
            key="fund_payments",
        )


def _payment_row(each: Payment, unit: Unit) -> dict[str, Any]:
    return {
        "on": fmt.day(each.booked_date),
        "payee": each.payee_name,
        "destination": labels.label(DESTINATIONS, each.destination),
        "paid": tables.scaled(each.paid_amount, unit),
        "attributed": tables.scaled(each.attributed_amount, unit),
        "returned": tables.scaled(each.returned_amount, unit) if each.returned_amount else None,
        "returned_on": fmt.day(each.returned_date) if each.returned_date else None,
        "note": each.note,
        "code": each.transaction_code,
        "returned_code": each.returned_code,
        "account": each.account_code,
        "payee_account": each.payee_account_code,
    }

"""What of a loan is due, paid and open, and what came in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _
from dashboard.parts import cards, client_amounts
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.delinquency import InstalmentPosition
from schema.marts import client_loans
from schema.marts.client_file import ClientFile
from schema.marts.client_loans import LoanFile, Position
from schema.marts.closes import ParameterRow


def instalments(
    file: ClientFile, loan: LoanFile, position: Position | None, parameters: Sequence[ParameterRow]
) -> None:
    """The instalments around the date, each with what of it is paid."""
    note = _("What was paid fills the oldest instalment first")
    with cards.card(_("Instalments"), note):
        if position is None:
            st.markdown(f":material/task_alt: {_('Nothing is due any more.')}")
            return
        plan = answer(
            client_loans.plan,
            client_id=file.client_id,
            loan_id=loan.loan_id,
            position=position,
            materiality_ratio=_tolerance(parameters),
        )
        if not plan:
            st.markdown(f":material/event_busy: {_('No instalment falls due within half a year of this date.')}")
            return
        shown, columns = _plan_table(plan, loan, position)
        cards.rows(shown, columns, alt=_("Instalments around the date: due, paid, open."), key="instalments")


def _tolerance(parameters: Sequence[ParameterRow]) -> Decimal:
    found = (row.number for row in parameters if row.name == "arrears_materiality" and row.number is not None)
    return next(found, Decimal(0))


def _plan_table(plan: Sequence[InstalmentPosition], loan: LoanFile, position: Position) -> tables.Table:
    words = {
        _("Past due"): palette().red,
        _("Due on this date"): palette().orange,
        _("To come"): palette().muted,
        _("Paid"): palette().kept,
    }
    unit = client_amounts.unit_of(each.instalment.due_amount for each in plan)
    header = unit.header(loan.currency)
    rows = [
        {
            "due_date": fmt.day(each.instalment.due_date),
            "state": [_state(each, position)],
            "due": tables.scaled(each.instalment.due_amount, unit),
            "paid": tables.scaled(each.paid_amount, unit),
            "open": tables.scaled(each.unpaid_amount, unit),
            "principal": tables.scaled(each.instalment.principal, unit),
            "interest": tables.scaled(each.instalment.interest, unit),
        }
        for each in plan
    ]
    columns: tables.Columns = {
        "due_date": tables.text_column(_("Due date"), is_pinned=True),
        "state": tables.chip_column(_("State"), words),
        "due": tables.amount_column(fmt.with_unit(_("Due"), header)),
        "paid": tables.amount_column(fmt.with_unit(_("Paid"), header)),
        "open": tables.amount_column(fmt.with_unit(_("Open"), header)),
        "principal": tables.amount_column(fmt.with_unit(_("Principal"), header)),
        "interest": tables.amount_column(fmt.with_unit(_("Interest"), header)),
    }
    return pl.DataFrame(rows).select(list(columns)), columns


def _state(each: InstalmentPosition, position: Position) -> str:
    if each.is_paid:
        return _("Paid")
    if each.is_overdue(position.as_of):
        return _("Past due")
    return _("Due on this date") if each.instalment.due_date == position.as_of else _("To come")


def payments(file: ClientFile, loan: LoanFile) -> None:
    """What came in during the year."""
    paid = answer(client_loans.payments, client_id=file.client_id, loan_id=loan.loan_id, as_of=file.as_of)
    with cards.card(_("Repayments"), _("Of the last twelve months, newest first")):
        if not paid:
            st.markdown(f":material/payments: {_('Nothing was paid in the last twelve months.')}")
            return
        unit = client_amounts.unit_of(each.paid_amount for each in paid)
        names = {
            "paid_date": _("Paid on"),
            "paid_amount": fmt.with_unit(_("Amount paid"), unit.header(loan.currency)),
            "payer_name": _("Payer"),
        }
        rows = [(each.paid_date, each.paid_amount, each.payer_name) for each in paid]
        schema = dict(zip(names, [pl.Date(), pl.Decimal(38, 2), pl.String()], strict=True))
        shown, columns = tables.amounts_table(pl.DataFrame(rows, schema=schema, orient="row"), names, unit)
        cards.rows(shown, columns, alt=_("Repayments of the loan, newest first."), key="repayments")

"""What came in for a loan, and to which instalments it went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _
from dashboard.parts import cards, loan_words, plain_rows
from schema.domain.settlement import AllocatedReceipt
from schema.marts.loan_file import LoanStory
from schema.marts.loan_file_ledger import Payment

FEW_SHARES = 3


def show(story: LoanStory) -> None:
    """Every payment up to the date, the newest first."""
    paid = story.ledger.payments[::-1]
    with cards.card(_("Repayments"), _("With the instalments they went to, newest first")):
        if not paid:
            st.markdown(f":material/payments: {_('Nothing has been paid yet.')}")
            return
        currency = story.loan.currency
        columns: tables.Columns = {
            "paid_date": tables.text_column(_("Paid on"), is_pinned=True),
            "amount": tables.amount_column(fmt.with_unit(_("Amount paid"), fmt.ONES.header(currency))),
            "went_to": tables.text_column(_("Went to")),
            "payer": tables.text_column(_("Payer")),
            "third_party": tables.text_column(_("Paid by")),
            "code": tables.text_column(_("Repayment code")),
        }
        rows = [_row(each) for each in paid]
        plain_rows.show(rows, columns, [currency], alt=_("Repayments of the loan, newest first."), key="repayments")


def _row(each: Payment) -> dict[str, Any]:
    return {
        "paid_date": fmt.day(each.allocated.receipt.paid_date),
        "amount": tables.scaled(each.allocated.receipt.amount, fmt.ONES),
        "went_to": fmt.listed(went_to(each.allocated)),
        "payer": each.payer_name,
        "third_party": _("a third party") if each.is_third_party else None,
        "code": each.repayment_code,
    }


def went_to(allocated: AllocatedReceipt) -> Iterator[str]:
    """The instalments a payment went to, with the amounts where they are few, and what none of them took."""
    shares = allocated.shares
    if len(shares) > FEW_SHARES:
        yield _("Nos. {numbers}").format(numbers=loan_words.numbers([share.instalment.no for share in shares]))
    elif len(shares) == 1 and not allocated.credit_amount:
        yield _("No. {number}").format(number=fmt.number(shares[0].instalment.no))
    else:
        for share in shares:
            said = _("No. {number}: {amount}")
            yield said.format(number=fmt.number(share.instalment.no), amount=fmt.number(share.amount, 2))
    if allocated.credit_amount:
        yield _("credit balance: {amount}").format(amount=fmt.number(allocated.credit_amount, 2))

"""The dates ahead of a loan, the nearest first; those that have passed stand at the top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.language import N_, _
from dashboard.parts import cards, client_amounts, plain_rows
from dashboard.theme import palette
from schema.marts import loan_file_dates
from schema.marts.closes import ParameterRow
from schema.marts.loan_file import LoanStory
from schema.marts.loan_file_dates import Milestone, NextDate

MILESTONES: Mapping[str, str] = {
    Milestone.INSTALMENT.value: N_("Next instalment"),
    Milestone.MATURITY.value: N_("Maturity"),
    Milestone.REVALUATION.value: N_("Collateral to be valued anew"),
    Milestone.INSURANCE.value: N_("Insurance ends"),
    Milestone.COLLATERAL_CONTRACT.value: N_("Collateral contract ends"),
    Milestone.GUARANTEE.value: N_("Guarantee ends"),
    Milestone.COMMITMENT.value: N_("Commitment ends"),
}
AGE = "valuation_age"


def show(story: LoanStory, parameters: Sequence[ParameterRow]) -> None:
    """One row per date; a sentence for a loan that has none ahead."""
    found = loan_file_dates.next_dates(story, valuation_months=_months(parameters))
    with cards.card(_("Next dates"), _("Nearest first; what has passed stands above")):
        if not found:
            st.markdown(f":material/event_available: {_('Nothing is ahead of this loan.')}")
            return
        currencies = [each.currency for each in found if each.currency]
        unit = client_amounts.unit_of_several((each.amount for each in found), currencies)
        columns: tables.Columns = {
            "on": tables.text_column(_("Date"), is_pinned=True),
            "what": tables.text_column(_("What")),
            "state": tables.chip_column(_("State"), {_("Passed"): palette().red, _("Ahead"): palette().muted}),
            "days_left": tables.count_column(_("Days left")),
            "amount": tables.amount_column(client_amounts.header(_("Amount"), unit, currencies)),
            "currency": tables.text_column(_("Currency")),
            "code": tables.text_column(_("Object")),
        }
        rows = [_row(each, story, unit) for each in found]
        plain_rows.show(rows, columns, currencies, alt=_("Dates ahead of the loan, nearest first."), key="next_dates")


def _months(parameters: Sequence[ParameterRow]) -> int | None:
    """After how many months a collateral is valued anew, by the parameter of the date; None without one."""
    return next((int(row.number) for row in parameters if row.name == AGE and row.number is not None), None)


def _row(each: NextDate, story: LoanStory, unit: fmt.Unit) -> dict[str, Any]:
    left = each.days_left(story.as_of)
    return {
        "on": fmt.day(each.on),
        "what": labels.label(MILESTONES, each.milestone.value),
        "state": [_("Passed") if left < 0 else _("Ahead")],
        "days_left": left,
        "amount": tables.scaled(each.amount, unit),
        "currency": each.currency,
        "code": each.code,
    }

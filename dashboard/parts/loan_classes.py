"""How the class of a loan came about: every close that found another class, with the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.language import _
from dashboard.parts import cards, loan_words, positions
from schema.marts import loan_file_history
from schema.marts.client_loans import LoanFile
from schema.marts.loan_file_history import ClassChange


def show(loan: LoanFile) -> None:
    """The newest change first; the first close stands at the end."""
    changes = loan_file_history.class_changes(loan.positions)
    with cards.card(_("Class and its reasons"), _("The first close, and every close that found another class")):
        if not changes:
            st.markdown(f":material/category: {_('No close has found this loan on the book.')}")
            return
        shown, columns = _table(changes)
        alt = _("Closes at which the class of the loan changed, with the reasons, newest first.")
        cards.rows(shown, columns, alt=alt, key="class_changes")


def _table(changes: Sequence[ClassChange]) -> tables.Table:
    columns: tables.Columns = {
        "as_of": tables.text_column(_("As of"), is_pinned=True),
        "risk_class": tables.chip_column(_("Class"), positions.class_colours()),
        "before": tables.text_column(_("Class before")),
        "reasons": tables.text_column(_("Reasons"), width="large"),
        "days_past_due": tables.count_column(_("Days past due")),
    }
    return positions.frame([_row(each) for each in changes], columns)


def _row(each: ClassChange) -> dict[str, object]:
    return {
        "as_of": fmt.day(each.position.as_of),
        "risk_class": [labels.label(labels.CLASSES, each.position.risk_class)],
        "before": labels.label(labels.CLASSES, each.before) if each.before else None,
        "reasons": loan_words.reasons(each.position) or _("nothing speaks against it"),
        "days_past_due": each.position.days_past_due,
    }

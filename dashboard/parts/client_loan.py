"""One loan inside the client file: where it stands, its terms and its course; the rest is told by Loan 360."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import access, navigation
from dashboard.language import _
from dashboard.parts import cards, chips, loan_course, loan_terms, loan_words
from schema.marts.client_file import ClientFile
from schema.marts.client_loans import LoanFile
from schema.marts.closes import ParameterRow


def show(file: ClientFile, loan: LoanFile, parameters: Sequence[ParameterRow]) -> None:
    """The chosen loan of the file, and the way to its whole story."""
    position = loan.on(file.as_of)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(_("Loan {code}").format(code=chips.as_text(loan.loan_code)), anchor=False, width="content")
        if access.may(navigation.BY_KEY["loan"].right):
            navigation.link("loan", _("Open Loan 360"), loan=loan.loan_code)
    st.markdown(loan_words.where_it_stands(loan, position))
    rows = loan_terms.of_loan(loan)
    said = loan_words.next_instalment(loan, position)
    if said:
        rows.append((_("Next instalment"), said))
    if position and position.class_reasons:
        rows.append((_("Class because of"), loan_words.reasons(position)))
    cards.side_by_side((2, 3), lambda: loan_terms.show(rows), lambda: loan_course.show(loan, parameters))

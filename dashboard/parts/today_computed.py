"""How the lists of Today come about: what each severity means, and how new, soon and covered are counted."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard.exports.document import Definition
from dashboard.language import N_, _
from dashboard.parts import exporting

OURS = N_("Proposed; no rule names it")
DEFINITIONS = (
    (
        N_("Red"),
        N_(
            "Went to a worse class that is non-performing, or is past 90 days within 7 days if nothing is paid; "
            "somebody who left can still sign in"
        ),
        OURS,
    ),
    (
        N_("Orange"),
        N_(
            "Newly overdue, or past 90 days within 30 days if nothing is paid, or overdue and maturing within 30 days; "
            "an instalment due by the next working day that is not covered, on a loan in order"
        ),
        OURS,
    ),
    (
        N_("Yellow"),
        N_("Went to a worse class that is performing, or matures within 30 days; any other instalment not covered"),
        OURS,
    ),
    (N_("Newly overdue"), N_("Overdue on the date and not at the close before"), None),
    (
        N_("Past 90 days soon"),
        N_("At most 90 days past due, and more than 90 within 30 days if nothing is paid"),
        N_("CBIRC/PBoC Order 2023 No. 1, Arts 10–13"),
    ),
    (
        N_("Not covered"),
        N_(
            "What is unpaid up to the due date, arrears first, is more than the newest balance of the client's "
            "accounts for repayment and settlement in the currency of the loan"
        ),
        None,
    ),
    (
        N_("Client manager"),
        N_("Named for the loan before named for the client; of several the one with the largest share"),
        None,
    ),
)


def show() -> None:
    """The definitions, folded away, and into every file of the page."""
    told = list(_told())
    exporting.define(told)
    rows = [[each.figure, each.definition, each.source or fmt.NOTHING] for each in told]
    frame = pl.DataFrame(rows, schema=[_("Figure"), _("Definition"), _("Source of the rule")], orient="row")
    with st.expander(_("How is this computed?"), icon=":material/function:"):
        st.table(frame, border="horizontal", hide_index=True, alt=_("Definitions and sources."))


def _told() -> Iterator[Definition]:
    for figure, definition, source in DEFINITIONS:
        yield Definition(_(figure), _(definition), _(source) if source else "")

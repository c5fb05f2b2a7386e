"""How the figures of the Overview come about: definitions, sources, and the parameters of the date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.exports.document import Definition
from dashboard.language import N_, _
from dashboard.parts import cards, exporting
from dashboard.readers import answer
from schema.domain.words import ParameterStatus
from schema.marts import closes
from schema.marts.closes import ParameterRow
from schema.policy.parameters import ALWAYS

PARAMETERS = "parameters"
ORDER = N_("CBIRC/PBoC Order 2023 No. 1, Art. 6")
DEFINITIONS = (
    (N_("Balance"), N_("Outstanding principal of the loans on the book"), None),
    (
        N_("Days past due"),
        N_("Days since the oldest instalment not fully paid fell due; payments fill the oldest first"),
        N_("Allocation by the close"),
    ),
    (
        N_("Risk class"),
        N_("At least the class that the days past due ask for"),
        N_("CBIRC/PBoC Order 2023 No. 1, Arts 10–13"),
    ),
    (N_("NPL ratio"), N_("Substandard, doubtful and loss ÷ all loans"), ORDER),
    (N_("Special mention ratio"), N_("Loans classed special mention ÷ all loans"), ORDER),
    (
        N_("Computed allowance"),
        N_("General share of all loans + specific share of each class; computed here, not booked"),
        N_("Provisioning guideline"),
    ),
    (N_("Coverage"), N_("Computed allowance ÷ non-performing loans"), labels.PROVISION_MEASURES),
    (
        N_("Required allowance"),
        N_("The higher of the coverage standard and the loan provision standard"),
        labels.PROVISION_MEASURES,
    ),
    (N_("Overdue"), N_("Principal and interest that fell due and are not paid"), None),
)


Told = tuple[str, str, str | None]


def show(on: date, *, more: Sequence[Told] = (), base: Sequence[Told] = DEFINITIONS) -> None:
    """Definitions and parameters as of a date; parameters that are not published yet are named as such.

    `more` are the definitions of the section: figure, definition, source of the rule. They follow those of the book,
    or those of another page in their place.
    """
    told = list(_told((*base, *more)))
    exporting.define(told)
    with st.expander(_("How is this computed?"), icon=":material/function:"):
        st.table(_definitions(told), border="horizontal", hide_index=True, alt=_("Definitions and sources."))
        parameters = answer(closes.parameters_on, on=on)
        st.markdown(_standing(parameters, on))
        shown, columns = _table(parameters)
        alt = _("The parameters valid on the date, with source and status.")
        cards.rows(shown, columns, alt=alt, key=PARAMETERS, title=_("Parameters valid on the date"))


def _told(definitions: Sequence[Told]) -> Iterator[Definition]:
    for figure, definition, source in definitions:
        yield Definition(_(figure), _(definition), _(source) if source else "")


def _definitions(told: Sequence[Definition]) -> pl.DataFrame:
    rows = [[each.figure, each.definition, each.source or fmt.NOTHING] for each in told]
    return pl.DataFrame(rows, schema=[_("Figure"), _("Definition"), _("Source of the rule")], orient="row")


def _standing(parameters: list[ParameterRow], on: date) -> str:
    open_ones = [row for row in parameters if row.status is not ParameterStatus.PUBLISHED]
    intro = _("**Parameters valid on {date}.**").format(date=fmt.day(on))
    if not open_ones:
        return fmt.sentences(intro, _("All of them are published rules."))
    counts = {status: sum(row.status is status for row in open_ones) for status in ParameterStatus}
    said = [_counted(count, status) for status, count in counts.items() if count]
    others = _("Not all of them are published rules: {counts}; see the table.").format(counts=fmt.listed(said))
    return fmt.sentences(intro, others)


def _counted(count: int, status: ParameterStatus) -> str:
    return _("{count} {status}").format(count=fmt.number(count), status=labels.label(labels.STATUSES, status))


def _table(parameters: list[ParameterRow]) -> tables.Table:
    names = {
        "name": _("Parameter"),
        "value": _("Value"),
        "unit": _("Unit of the value"),
        "status": _("Status"),
        "since": _("Valid from"),
        "source": _("Source"),
    }
    frame = pl.DataFrame([_row(row) for row in parameters], schema=dict.fromkeys(names, pl.String))
    return frame, {name: tables.text_column(label) for name, label in names.items()}


def _row(row: ParameterRow) -> dict[str, str | None]:
    return {
        "name": labels.parameter(row.name, row.key),
        "value": labels.parameter_value(row.number, row.word),
        "unit": labels.written(labels.PARAMETER_UNITS, row.unit),
        "status": labels.label(labels.STATUSES, row.status),
        "since": _("always") if row.valid_from == ALWAYS else fmt.day(row.valid_from),
        "source": labels.written(labels.SOURCES, row.source),
    }

"""How the figures of the Overview come about: definitions, sources, and the parameters of the date."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.readers import answer
from schema.domain.words import ParameterStatus
from schema.marts import closes
from schema.marts.closes import ParameterRow

ORDER = "Order 2023 No. 1, Art. 6"
STANDARD = "贷款损失准备管理办法, Art. 7"
DEFINITIONS = (
    ("Balance", "Outstanding principal of the loans on the book", "–"),
    (
        "Days past due",
        "Days since the oldest instalment not fully paid fell due; payments fill the oldest first",
        "Allocation by the close",
    ),
    ("Risk class", "At least the class that the days past due ask for", "CBIRC/PBoC Order 2023 No. 1"),
    ("NPL ratio", "Substandard, doubtful and loss ÷ all loans", ORDER),
    ("Special mention", "Loans classed special mention ÷ all loans", ORDER),
    (
        "Computed allowance",
        "General share of all loans + specific share of each class; computed here, not booked",
        "Provisioning guideline",
    ),
    ("Coverage", "Computed allowance ÷ non-performing loans", STANDARD),
    ("Required allowance", "The higher of the coverage standard and the loan provision standard", STANDARD),
    ("Overdue", "Principal and interest that fell due and are not paid", "–"),
)


def show(on: date) -> None:
    """Definitions and parameters as of a date; parameters that are not published yet are named as such."""
    with st.expander("How is this computed?", icon=":material/function:"):
        st.table(_definitions(), border="horizontal", hide_index=True, alt="Definitions and sources.")
        parameters = answer(closes.parameters_on, on=on)
        st.markdown(_standing(parameters, on))
        shown, columns = _table(parameters)
        st.dataframe(
            shown,
            hide_index=True,
            column_config=columns,
            placeholder="–",
            alt="The parameters valid on the date, with source and status.",
            key="parameters",
        )


def _definitions() -> pl.DataFrame:
    return pl.DataFrame(DEFINITIONS, schema=["Figure", "Definition", "Source of the rule"], orient="row")


def _standing(parameters: list[ParameterRow], on: date) -> str:
    open_ones = [row for row in parameters if row.status is not ParameterStatus.PUBLISHED]
    intro = f"**Parameters valid on {fmt.day(on)}.** "
    if not open_ones:
        return intro + "All of them are published rules."
    counts = {status: sum(row.status is status for row in open_ones) for status in ParameterStatus}
    said = [f"{count} {labels.STATUSES[status]}" for status, count in counts.items() if count]
    return f"{intro}Not all of them are published rules: {' and '.join(said)}, see the table."


def _table(parameters: list[ParameterRow]) -> tables.Table:
    rows = [
        {
            "name": labels.parameter(row.name, row.key),
            "value": f"{row.number.normalize():f}" if row.number is not None else row.word,
            "unit": row.unit,
            "status": labels.STATUSES[row.status],
            "since": fmt.day(row.valid_from),
            "source": row.source,
        }
        for row in parameters
    ]
    names = {"name": "Parameter", "value": "Value", "unit": "Unit", "status": "Status", "since": "Valid from"}
    names["source"] = "Source"
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return frame, {name: tables.text_column(label) for name, label in names.items()}

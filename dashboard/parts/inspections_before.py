"""The inspections that were done before, as a table."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import inspection_labels as words
from dashboard import tables
from dashboard.language import _
from dashboard.parts import cards


def table(rows: pl.DataFrame) -> None:
    """One row per inspection as `inspections_file.earlier` gives them; a sentence when there is none."""
    if rows.is_empty():
        st.markdown(f":material/info: {_('No inspection of this loan is known.')}")
        return
    columns: tables.Columns = {
        "done_date": tables.text_column(_("Done on"), is_pinned=True),
        "due_date": tables.text_column(_("To be done by")),
        "kind": tables.text_column(_("Kind")),
        "place": tables.text_column(_("How")),
        "severity": tables.text_column(_("Found")),
        "staff_name": tables.text_column(_("Inspector")),
        "report": tables.text_column(_("Report"), width="large"),
    }
    named = tables.worded(tables.worded(rows, "kind", words.KINDS), "severity", words.SEVERITIES)
    shown = named.with_columns(
        pl.col(pl.Date).dt.to_string("iso"),
        pl.when("is_on_site").then(pl.lit(_("on site"))).otherwise(pl.lit(_("at the desk"))).alias("place"),
    )
    alt = _("Earlier inspections of the loan with what was found and reported.")
    cards.rows(shown.select(list(columns)), columns, alt=alt, key="inspections_before")

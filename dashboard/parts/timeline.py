"""One line that holds everything: marks over the days in the lanes of the two riders, and the same in words below."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.charts import timeline as figures
from dashboard.charts.template import CONFIG
from dashboard.charts.timeline import Moment
from dashboard.language import _
from dashboard.parts import cards
from dashboard.theme import palette

__all__ = ["Moment", "show"]


def show(title: str, moments: Sequence[Moment], *, key: str, alt: str, note: str = "", about: str = "") -> None:
    """A card with the marks and the table of the events, newest first as given; `about` names their objects' column."""
    with cards.card(title, note):
        if not moments:
            st.markdown(f":material/timeline: {_('Nothing has happened yet.')}")
            return
        st.plotly_chart(figures.timeline(moments, colours=palette()), key=f"{key}_marks", alt=alt, config=CONFIG)
        shown, columns = _table(moments, about)
        cards.rows(shown, columns, alt=_("Table: {alt}").format(alt=alt), key=key)


def _table(moments: Sequence[Moment], about: str) -> tables.Table:
    columns: tables.Columns = {
        "on": tables.text_column(_("Date"), is_pinned=True, width="small"),
        "words": tables.text_column(_("What happened"), width="large"),
        "about": tables.text_column(about),
        "lane": tables.chip_column(_("Whose"), _lanes()),
    }
    rows = [
        {
            "on": fmt.day(moment.on),
            "words": moment.words,
            "about": moment.about,
            "lane": [figures.lane_name(moment.lane)] if moment.lane else [],
        }
        for moment in moments
    ]
    if not any(moment.about for moment in moments):
        del columns["about"]
    if not any(moment.lane for moment in moments):
        del columns["lane"]
    return pl.DataFrame(rows, schema_overrides={"about": pl.String}).select(list(columns)), columns


def _lanes() -> dict[str, str]:
    return {figures.lane_name(lane): figures.lane_colour(lane, palette()) for lane in figures.LANES if lane}

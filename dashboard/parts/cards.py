"""Bordered cards: a chart with its table behind it, a table, a line of headline figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
import streamlit as st

from dashboard.charts.template import CONFIG, Figure

Columns = Mapping[str, Any]
HEADLINE_WIDTH = 150


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One headline figure; `change` says in words how it moved and whether that is good."""

    label: str
    value: str
    about: str
    change: str | None = None
    direction: Literal["up", "down", "off"] = "off"
    course: Sequence[float] = ()


def headlines(figures: Sequence[Headline], note: str = "") -> None:
    """The line of headline figures, `note` over it; on a narrow screen they wrap."""
    if note:
        st.caption(note)
    with st.grid(len(figures), min_column_width=HEADLINE_WIDTH):
        for figure in figures:
            st.metric(
                figure.label,
                figure.value,
                figure.change,
                delta_color="off",
                delta_arrow=figure.direction,
                chart_data=figure.course or None,
                chart_type="line",
                border=True,
                height="stretch",
                help=figure.about,
            )


@contextmanager
def card(title: str, note: str = "") -> Iterator[None]:
    """A bordered card of the full height of its row."""
    with st.container(border=True, height="stretch"):
        st.subheader(title, anchor=False)
        if note:
            st.caption(note)
        yield


def chart(
    title: str,
    figure: Figure,
    *,
    key: str,
    alt: str,
    table: pl.DataFrame,
    columns: Columns,
    note: str = "",
) -> None:
    """A card with a figure; `alt` says in one sentence what it shows, the table behind it has the numbers."""
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(title, anchor=False, width="content")
            with st.popover("Table", type="tertiary", icon=":material/table:", key=f"{key}_table"):
                st.dataframe(table, hide_index=True, column_config=columns, placeholder="–", alt=f"Table: {alt}")
        if note:
            st.caption(note)
        st.plotly_chart(figure, key=key, alt=alt, config=CONFIG)


def rows(table: pl.DataFrame, columns: Columns, *, alt: str, key: str | None = None) -> None:
    """A plain table."""
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="–", alt=alt, key=key)


def selectable(table: pl.DataFrame, columns: Columns, *, alt: str, key: str, on_select: Callable[[], None]) -> None:
    """A table one row of which can be chosen; `on_select` runs before the page is drawn again."""
    st.dataframe(
        table,
        hide_index=True,
        column_config=columns,
        placeholder="–",
        alt=alt,
        key=key,
        on_select=on_select,
        selection_mode="single-row",
    )


def selected(key: str) -> int | None:
    """Position of the chosen row of that table, None when none is chosen."""
    state = st.session_state.get(key)
    chosen = state["selection"]["rows"] if state else []
    return chosen[0] if chosen else None


def side_by_side(weights: Sequence[int], *parts: Callable[[], None]) -> None:
    """Cards in one row; on a phone they stack in the same order."""
    for column, part in zip(st.columns(weights), parts, strict=True):
        with column:
            part()

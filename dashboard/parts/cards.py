"""Bordered cards: a chart with its table behind it, a table, headline figures; every table can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
import streamlit as st

from dashboard import preferences
from dashboard.charts.template import CONFIG, Figure
from dashboard.exports import document
from dashboard.exports.document import Number
from dashboard.language import _
from dashboard.parts import exporting
from dashboard.parts.exporting import Drawn

Columns = Mapping[str, Any]
Direction = Literal["up", "down", "off"]
HEADLINE_WIDTH = 150


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One headline figure; `change` says in words how it moved and whether that is good.

    `good` is the direction that is good for the measure: where it is "down", a rise is a matter of severity.
    """

    label: str
    value: str
    about: str
    change: str | None = None
    direction: Direction = "off"
    good: Direction = "off"
    course: Sequence[float] = ()


@dataclass(frozen=True)
class Card:
    """The card that is being drawn: its title, its note, and the place beside the title."""

    title: str
    note: str
    corner: Any


_card: ContextVar[Card | None] = ContextVar("card", default=None)


def headlines(figures: Sequence[Headline], note: str = "") -> None:
    """The line of headline figures, `note` over it; on a narrow screen they wrap."""
    exporting.figures(_told(figure, note) for figure in figures)
    if note:
        st.caption(note)
    with st.grid(len(figures), min_column_width=HEADLINE_WIDTH):
        for figure in figures:
            st.metric(
                figure.label,
                figure.value,
                _coloured(figure),
                delta_color="off",
                delta_arrow=figure.direction,
                chart_data=figure.course or None,
                chart_type="line",
                border=True,
                height="stretch",
                help=figure.about,
            )


def _told(figure: Headline, note: str) -> document.Figure:
    return document.Figure(
        label=figure.label,
        value=figure.value,
        change=figure.change or "",
        direction=figure.direction,
        about=figure.about,
        note=note,
    )


def _coloured(figure: Headline) -> str | None:
    """The change in the colour of its direction, as ink only: filled red is kept for severity."""
    colour = direction_colour(figure.direction, figure.good)
    return f":{colour}[{figure.change}]" if figure.change and colour else figure.change


def direction_colour(direction: Direction, good: Direction) -> Literal["red", "green"] | None:
    """The colour in which the person sees a rise or a fall; None for what did not move.

    None, too, where a rise is bad: a risk that grows may not look like a profit, whichever colour rises have.
    """
    if direction == "off" or good == "down":
        return None
    rises_red = preferences.direction() == preferences.RED_UP
    return "red" if (direction == "up") == rises_red else "green"


@contextmanager
def card(title: str, note: str = "") -> Iterator[None]:
    """A bordered card of the full height of its row."""
    with st.container(border=True, height="stretch"):
        with _title_line():
            st.subheader(title, anchor=False, width="content")
            corner = st.container(width="content")
        if note:
            st.caption(note)
        before = _card.set(Card(title, note, corner))
        try:
            yield
        finally:
            _card.reset(before)


def _title_line() -> Any:
    return st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")


def chart(
    title: str,
    figure: Figure,
    *,
    key: str,
    alt: str,
    table: pl.DataFrame,
    columns: Columns,
    note: str = "",
    totals: Mapping[str, Number] | None = None,
) -> None:
    """A card with a figure; `alt` says in one sentence what it shows, the table behind it has the numbers."""
    with card(title, note):
        figure_in_card(figure, key=key, alt=alt, table=table, columns=columns, totals=totals)


def figure_in_card(
    figure: Figure,
    *,
    key: str,
    alt: str,
    table: pl.DataFrame,
    columns: Columns,
    note: str = "",
    totals: Mapping[str, Number] | None = None,
) -> None:
    """A figure inside a card, below what the card has drawn so far; its table opens beside the title.

    `note` is what files say under the title, where it is not the note of the card.
    """
    around = _card.get() or Card("", "", st.container())
    drawn = Drawn(title=around.title, frame=table, columns=columns, note=note or around.note, totals=totals or {})
    exporting.table(drawn, key)
    with around.corner, st.popover(_("Table"), type="tertiary", icon=":material/table:", key=f"{key}_table"):
        told = _("Table: {alt}").format(alt=alt)
        st.dataframe(table, hide_index=True, column_config=columns, placeholder="–", alt=told)
        exporting.buttons(drawn, key)
    st.plotly_chart(figure, key=key, alt=alt, config=CONFIG)


def rows(
    table: pl.DataFrame,
    columns: Columns,
    *,
    alt: str,
    key: str | None = None,
    title: str = "",
    totals: Mapping[str, Number] | None = None,
) -> None:
    """A plain table. Its name in a file is `title`, else that of its card, else what `alt` says.

    `totals` is what columns come to in all, known from elsewhere than the rows; files show and check it.
    """
    _offer(table, columns, alt=alt, key=key, title=title, totals=totals)
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="–", alt=alt, key=key)


def selectable(
    table: pl.DataFrame,
    columns: Columns,
    *,
    alt: str,
    key: str,
    on_select: Callable[[], None],
    title: str = "",
    totals: Mapping[str, Number] | None = None,
) -> None:
    """A table one row of which can be chosen; `on_select` runs before the page is drawn again. Names as in `rows`."""
    _offer(table, columns, alt=alt, key=key, title=title, totals=totals)
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


def _offer(
    table: pl.DataFrame,
    columns: Columns,
    *,
    alt: str,
    key: str | None,
    title: str,
    totals: Mapping[str, Number] | None,
) -> None:
    """Note the table, and draw its exports in the corner of its card, else above it."""
    around = _card.get()
    name = title or (around.title if around else alt.strip(" .。"))
    drawn = Drawn(title=name, frame=table, columns=columns, note=around.note if around else "", totals=totals or {})
    named = key or f"table {name} {alt}"
    exporting.table(drawn, named)
    if not exporting.is_offered():
        return
    place = around.corner if around else st.container(horizontal=True, horizontal_alignment="right")
    with place, st.popover(_("Export"), type="tertiary", icon=exporting.ICON, key=f"{named}_export"):
        exporting.buttons(drawn, named)


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

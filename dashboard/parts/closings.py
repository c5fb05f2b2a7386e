"""How the closes ran: which failed, how long each step took, how long each date took."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import connection, labels, tables
from dashboard import formatting as fmt
from dashboard.charts import health as figures
from dashboard.charts.template import rows_height
from dashboard.parts import cards
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import closes, health

MOST_DATES = 37


def show() -> None:
    """Open failures, stale dates, then the steps of the last close beside the course over the dates."""
    _failures()
    _stale()
    steps, durations = answer(health.last_close_steps), answer(health.close_durations)
    if not steps.is_empty():
        cards.side_by_side((1, 1), lambda: _steps(steps), lambda: _course(durations.tail(MOST_DATES), len(steps)))


def _failures() -> None:
    zone = connection.settings().time_zone
    for as_of, message, started_at in answer(health.failed_closes).head(3).iter_rows():
        when = fmt.moment(started_at, zone)
        st.error(f"**The close of {fmt.day(as_of)} failed** at {when}. {message or ''}", icon=":material/error:")


def _stale() -> None:
    stale = [each for each in answer(closes.closed_dates) if each.is_stale]
    if stale:
        oldest = stale[-1]
        reason = fmt.sentence(oldest.stale_reason)
        st.warning(
            f"**{fmt.counted(len(stale), 'date')} must be closed again**, from {fmt.day(oldest.as_of)} on. {reason} "
            f"Run `tandem close --through {fmt.day(stale[0].as_of)}`.",
            icon=":material/history:",
        )


def _steps(steps: pl.DataFrame) -> None:
    as_of, total = steps["as_of"][0], sum(steps["seconds"], tables.NONE)
    names = {"step_no": "No.", "name": "Step", "row_count": "Rows", "seconds": "Seconds"}
    plain = steps.with_columns(pl.Series("name", [labels.plain(name) for name in steps["name"]]))
    shown, columns = tables.amounts_table(plain, names, fmt.ONES)
    cards.chart(
        "Steps of the last close",
        figures.step_seconds(steps, colours=palette()),
        key="close_steps",
        note=f"{fmt.day(as_of)}, {fmt.seconds(total)} in all",
        alt=f"The close of {fmt.day(as_of)} took {fmt.seconds(total)} in {fmt.counted(len(steps), 'step')}.",
        table=shown,
        columns=columns,
    )


def _course(durations: pl.DataFrame, step_count: int) -> None:
    names = {"as_of": "As of", "seconds": "Seconds", "row_count": "Rows"}
    shown, columns = tables.amounts_table(durations.reverse(), names, fmt.ONES)
    cards.chart(
        "Duration of the closes",
        figures.close_seconds(durations, colours=palette(), height=rows_height(step_count)),
        key="close_course",
        note="Seconds per closed date",
        alt=f"The last of {fmt.counted(len(durations), 'close')} took {fmt.seconds(durations['seconds'][-1])}.",
        table=shown,
        columns=columns,
    )

"""How the closes ran: which failed, how long each step took, how long each date took."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import connection, counts, labels, remarks, tables
from dashboard import formatting as fmt
from dashboard.charts import health as figures
from dashboard.language import _, n_
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
        cards.side_by_side((1, 1), lambda: _steps(steps), lambda: _course(durations.tail(MOST_DATES)))


def _failures() -> None:
    zone = connection.settings().time_zone
    for as_of, message, started_at in answer(health.failed_closes).head(3).iter_rows():
        what = _("**The close of {date} failed** at {time}.").format(
            date=fmt.day(as_of), time=fmt.moment(started_at, zone)
        )
        st.error(fmt.sentences(what, remarks.said(message or "")), icon=":material/error:")


def _stale() -> None:
    stale = [each for each in answer(closes.closed_dates) if each.is_stale]
    if stale:
        oldest = stale[-1]
        what = n_(
            "**{count} date must be closed again**, from {date} on.",
            "**{count} dates must be closed again**, from {date} on.",
            len(stale),
        ).format(count=fmt.number(len(stale)), date=fmt.day(oldest.as_of))
        do = _("Run `tandem close --through {date}`.").format(date=fmt.day(stale[0].as_of))
        reason = fmt.sentence(remarks.said(oldest.stale_reason or ""))
        st.warning(fmt.sentences(what, reason, do), icon=":material/history:")


def _steps(steps: pl.DataFrame) -> None:
    as_of, total = steps["as_of"][0], sum(steps["seconds"], tables.NONE)
    names = {"step_no": _("No."), "name": _("Step"), "row_count": _("Number of rows"), "seconds": _("Seconds")}
    shown, columns = tables.amounts_table(tables.worded(steps, "name", labels.STEPS), names, fmt.ONES)
    said = {"date": fmt.day(as_of), "seconds": fmt.seconds(total), "steps": counts.steps(len(steps))}
    cards.chart(
        _("Steps of the last close"),
        figures.step_seconds(steps, colours=palette()),
        key="close_steps",
        note=_note(len(steps), said),
        alt=_("The close of {date} took {seconds} in {steps}.").format(**said),
        table=shown,
        columns=columns,
    )


def _note(step_count: int, said: dict[str, str]) -> str:
    if step_count <= figures.MOST_STEPS:
        return _("{date}, {seconds} in all").format(**said)
    slowest = fmt.number(figures.MOST_STEPS)
    return _("{date}, {seconds} in all; the {count} slowest of {steps}").format(**said, count=slowest)


def _course(durations: pl.DataFrame) -> None:
    names = {"as_of": _("As of"), "seconds": _("Seconds"), "row_count": _("Number of rows")}
    shown, columns = tables.amounts_table(durations.reverse(), names, fmt.ONES)
    said = {"closes": counts.closes(len(durations)), "seconds": fmt.seconds(durations["seconds"][-1])}
    cards.chart(
        _("Duration of the closes"),
        figures.close_seconds(durations, colours=palette()),
        key="close_course",
        note=_("Seconds per closed date"),
        alt=_("The last of {closes} took {seconds}.").format(**said),
        table=shown,
        columns=columns,
    )

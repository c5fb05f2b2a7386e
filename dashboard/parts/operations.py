"""The headline for operators: last load, last close, and what asks for attention."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard import connection
from dashboard import formatting as fmt
from dashboard.parts import cards
from dashboard.parts.cards import Headline
from dashboard.readers import answer
from schema.marts import closes, health
from schema.marts.closes import ClosedDate
from schema.marts.health import Loads


def show() -> bool:
    """The six figures; False when nothing was ever loaded or closed, and then nothing is drawn."""
    loads, dates = answer(health.loads), answer(closes.closed_dates)
    if not loads.batch_count and not dates:
        return False
    newest = dates[0].as_of if dates else None
    findings = answer(health.findings, as_of=newest)
    checks = answer(health.reconciliations, as_of=newest) if newest else pl.DataFrame()
    zone = connection.settings().time_zone
    cards.headlines(
        [
            _last_load(loads, zone),
            _last_close(dates, zone),
            _stale(dates),
            _rejected(loads),
            Headline(
                label="Findings",
                value=fmt.number(len(findings)),
                about="What the last close and the loads noticed about the data.",
            ),
            _reconciled(checks),
        ]
    )
    return True


def _last_load(loads: Loads, zone: str) -> Headline:
    refused = f", {fmt.number(loads.refused_count)} refused" if loads.refused_count else ""
    return Headline(
        label="Last load",
        value=fmt.moment(loads.last_at, zone)[:10],
        about=f"Finished {fmt.moment(loads.last_at, zone)}.",
        change=f"{fmt.counted(loads.batch_count, 'file')}{refused}",
    )


def _last_close(dates: Sequence[ClosedDate], zone: str) -> Headline:
    return Headline(
        label="Last closed date",
        value=fmt.day(dates[0].as_of) if dates else fmt.NOTHING,
        about=f"Computed {fmt.moment(dates[0].closed_at, zone)}." if dates else "No date has been closed yet.",
        change=fmt.counted(len(dates), "closed date"),
    )


def _stale(dates: Sequence[ClosedDate]) -> Headline:
    stale = [fmt.day(each.as_of) for each in dates if each.is_stale]
    return Headline(
        label="To be closed again",
        value=fmt.number(len(stale)),
        about="Dates whose data changed after they were closed.",
        change=f"from {stale[-1]} on" if stale else "none",
    )


def _rejected(loads: Loads) -> Headline:
    share = fmt.percent(loads.share_rejected.value)
    return Headline(
        label="Rejected rows",
        value=fmt.number(loads.rows_rejected),
        about="Rows refused with a reason, in files that were not loaded again since.",
        change=f"{share} of {fmt.counted(loads.rows_read, 'row')} read",
    )


def _reconciled(checks: pl.DataFrame) -> Headline:
    about = "Whether the read models of the last close add up to the facts they were computed from."
    if checks.is_empty():
        return Headline(label="Reconciliation", value=fmt.NOTHING, about=about, change="no checks yet")
    differing = len(checks.filter(pl.col("mart_value") != pl.col("fact_value")))
    return Headline(
        label="Reconciliation",
        value="Agrees" if not differing else "Differs",
        about=about,
        change=f"{fmt.number(differing)} of {fmt.counted(len(checks), 'check')} differ"
        if differing
        else f"all {fmt.counted(len(checks), 'check')}",
    )

"""The headline for operators: last load, last close, and what asks for attention."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard import connection, counts
from dashboard import formatting as fmt
from dashboard.language import _, n_
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
                label=_("Findings"),
                value=fmt.number(len(findings)),
                about=_("What the last close and the loads noticed about the data."),
            ),
            _reconciled(checks),
        ]
    )
    return True


def _last_load(loads: Loads, zone: str) -> Headline:
    files = counts.files(loads.batch_count)
    some_refused = _("{files}, {refused} refused").format(files=files, refused=fmt.number(loads.refused_count))
    return Headline(
        label=_("Last load"),
        value=fmt.moment(loads.last_at, zone)[:10],
        about=_("Finished {time}.").format(time=fmt.moment(loads.last_at, zone)),
        change=some_refused if loads.refused_count else files,
    )


def _last_close(dates: Sequence[ClosedDate], zone: str) -> Headline:
    about = _("No date has been closed yet.")
    if dates:
        about = _("Computed {time}.").format(time=fmt.moment(dates[0].closed_at, zone))
    return Headline(
        label=_("Last closed date"),
        value=fmt.day(dates[0].as_of) if dates else fmt.NOTHING,
        about=about,
        change=counts.closed_dates(len(dates)),
    )


def _stale(dates: Sequence[ClosedDate]) -> Headline:
    stale = [fmt.day(each.as_of) for each in dates if each.is_stale]
    return Headline(
        label=_("To be closed again"),
        value=fmt.number(len(stale)),
        about=_("Dates whose data changed after they were closed."),
        change=_("from {date} on").format(date=stale[-1]) if stale else _("none"),
    )


def _rejected(loads: Loads) -> Headline:
    share, rows = fmt.percent(loads.share_rejected.value), counts.rows(loads.rows_read)
    return Headline(
        label=_("Rejected rows"),
        value=fmt.number(loads.rows_rejected),
        about=_("Rows refused with a reason, in files that were not loaded again since."),
        change=_("{share} of {rows} read").format(share=share, rows=rows),
    )


def _reconciled(checks: pl.DataFrame) -> Headline:
    about = _("Whether the read models of the last close add up to the facts they were computed from.")
    if checks.is_empty():
        return Headline(label=_("Reconciliation"), value=fmt.NOTHING, about=about, change=_("no checks yet"))
    differing = len(checks.filter(pl.col("mart_value") != pl.col("fact_value")))
    said = counts.checks(len(checks))
    some = n_("{differing} of {checks} differs", "{differing} of {checks} differ", differing)
    return Headline(
        label=_("Reconciliation"),
        value=_("Differs") if differing else _("Agrees"),
        about=about,
        change=some.format(differing=fmt.number(differing), checks=said)
        if differing
        else _("all {checks}").format(checks=said),
    )

"""Roll rates and cure rates over the months, with next month's forecast and how far off it was before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.charts import movement as figures
from dashboard.charts.movement import Course
from dashboard.language import N_, _
from dashboard.parts import cards
from dashboard.parts.post_movement_book import BUCKET_OF, Moved
from dashboard.theme import palette
from schema.domain import movement
from schema.domain.money import Ratio
from schema.domain.movement import BUCKETS, OVER_90, Flows, pooled
from schema.domain.recovery import Terms

ROLLING = BUCKETS[:4]
CURING = (*((bucket,) for bucket in BUCKETS[1:4]), OVER_90)
TRIED = 3


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One rate: its name, the states it starts from, and how it is taken from flows."""

    name: str
    states: Sequence[str]
    of: Callable[[Flows], Ratio]


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A rate over the months, oldest first, next month's, and by how much the last forecasts were off on average."""

    name: str
    values: Sequence[Decimal | None]
    forecast: Decimal | None
    error: Decimal | None


def rolling(found: Moved) -> None:
    """How much of each bucket rolls into the next."""
    rates = [Rate(name=_roll_name(bucket), states=(bucket,), of=_rolls(bucket)) for bucket in ROLLING]
    about = fmt.sentences(fmt.sentence(_("Balance that moved on to the next bucket")), _through(found))
    _show(found, rates, title=_("Roll rates"), key="roll_rates", about=about)


def _through(found: Moved) -> str:
    """What gets from not overdue past 90 days at the rates of the last months together."""
    if found.terms is None or len(found.months) < found.terms.least_months:
        return ""
    together = pooled(each.flows for each in found.months[-found.terms.most_months :])
    share = movement.chained(movement.roll_rate(together, bucket) for bucket in ROLLING)
    told = _("All four in a row: {share} of what is not overdue gets past 90 days.")
    return "" if share is None else told.format(share=fmt.percent(share))


def curing(found: Moved) -> None:
    """How much of each overdue bucket is paid up to date."""
    rates = [Rate(name=_cure_name(buckets), states=buckets, of=_cures(buckets)) for buckets in CURING]
    _show(
        found,
        rates,
        title=_("Cure rates"),
        key="cure_rates",
        about=fmt.sentence(_("Overdue balance that is up to date again")),
    )


def _rolls(bucket: str) -> Callable[[Flows], Ratio]:
    return lambda flows: movement.roll_rate(flows, bucket)


def _cures(buckets: Sequence[str]) -> Callable[[Flows], Ratio]:
    return lambda flows: movement.cure_rate(flows, buckets)


def _roll_name(bucket: str) -> str:
    following = BUCKET_OF[BUCKETS[BUCKETS.index(bucket) + 1]]
    return _("to {first}–{last} days").format(first=following.min_days, last=following.max_days)


def _cure_name(buckets: Sequence[str]) -> str:
    return _("Over 90 days") if len(buckets) > 1 else labels.label(labels.BUCKETS, buckets[0])


NEEDS_MONTHS = N_("It needs two month ends in a row, up to this date.")


def _show(found: Moved, rates: Sequence[Rate], *, title: str, key: str, about: str) -> None:
    months = found.months
    if not months:
        with cards.card(title):
            st.markdown(_(NEEDS_MONTHS))
        return
    followed = [_followed(rate, [each.flows for each in months], found.terms) for rate in rates]
    days = [fmt.day(each.as_of) for each in months]
    shown, columns = _table(followed, days)
    cards.chart(
        title,
        figures.rates(
            [Course(name=each.name, values=each.values, forecast=each.forecast) for each in followed],
            days=days,
            next_month=_("next"),
            colours=palette(),
        ),
        key=key,
        note=fmt.sentences(about, _told(followed, found.terms)),
        alt=_alt(title, followed, days[-1]),
        table=shown,
        columns=columns,
    )


def _followed(rate: Rate, months: Sequence[Flows], terms: Terms | None) -> Followed:
    values = [rate.of(flows).value for flows in months]
    made = [_forecast(rate, months[:at], terms) for at in range(len(months) + 1)]
    tried = [
        abs(before - happened)
        for before, happened in list(zip(made, values, strict=False))[-TRIED:]
        if before is not None and happened is not None
    ]
    error = sum(tried, Decimal(0)) / len(tried) if tried else None
    return Followed(name=rate.name, values=values, forecast=made[-1], error=error)


def _forecast(rate: Rate, before: Sequence[Flows], terms: Terms | None) -> Decimal | None:
    """The rate of the last months together; None where they are too few, or hold too few loans."""
    if terms is None or len(before) < terms.least_months:
        return None
    together = pooled(before[-terms.most_months :])
    if movement.loan_count(together, rate.states) < terms.least_loans:
        return None
    return rate.of(together).value


def _told(followed: Sequence[Followed], terms: Terms | None) -> str:
    """What the dotted end is, and how good it was."""
    if terms is None or all(each.forecast is None for each in followed):
        return _("Too few months or loans for a forecast.")
    dotted = _("Dotted: next month, as in the last {count} months together.")
    errors = [
        _("{name} {points}").format(name=each.name, points=fmt.points(each.error, Decimal(0)).lstrip("+"))
        for each in followed
        if each.error is not None
    ]
    off = _("Its last forecasts were off on average by: {errors}.").format(errors=fmt.listed(errors)) if errors else ""
    months = min(terms.most_months, len(followed[0].values))
    return fmt.sentences(dotted.format(count=fmt.number(months)), off)


def _alt(title: str, followed: Sequence[Followed], day: str) -> str:
    last = (_("{name} {ratio}").format(name=each.name, ratio=fmt.percent(each.values[-1])) for each in followed)
    return _("{title} on {date}: {rates}.").format(title=title, date=day, rates=fmt.listed(last))


def _table(followed: Sequence[Followed], days: Sequence[str]) -> tables.Table:
    """One row per month, then the forecast and its past error."""
    names = [*days, _("Forecast, next month"), _("Past error of the forecast")]
    values = {
        f"rate_{place}": [tables.per_cent(value) for value in (*each.values, each.forecast, each.error)]
        for place, each in enumerate(followed)
    }
    columns = {f"rate_{place}": tables.percent_column(each.name) for place, each in enumerate(followed)}
    frame = pl.DataFrame({"as_of": names, **values}, schema_overrides=dict.fromkeys(values, pl.Float64))
    return frame, {"as_of": tables.text_column(_("As of"), is_pinned=True), **columns}

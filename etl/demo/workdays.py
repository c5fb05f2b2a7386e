"""Working days of China with their make-up days, and the feed that tells them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
import polars as pl

from etl.demo.days import LAST_COMMON_DAY, Ints, day_number, ints
from etl.demo.plan import LEAD_MONTHS, Plan

MAKE_UP_NOTE = "调休上班"


@cache
def _china(first_year: int, last_year: int) -> tuple[dict[date, str], frozenset[date]]:
    years = range(first_year, last_year + 1)
    china = holidays.country_holidays("CN", years=years, language="zh_CN")
    make_up = {day for day in getattr(china, "weekend_workdays", ()) if first_year <= day.year <= last_year}
    return dict(china.items()), frozenset(make_up)


def business_calendar(plan: Plan) -> pl.DataFrame:
    """Holidays and make-up working days of the covered years and the next one."""
    rest, make_up = _china(plan.through.year - 3, plan.through.year + 1)
    rows = [(day, False, note) for day, note in rest.items()]
    rows += [(day, True, MAKE_UP_NOTE) for day in make_up]
    schema = {"day": pl.Date, "is_working_day": pl.Boolean, "note": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("day")


@cache
def payout_days(plan: Plan) -> Ints:
    """Working days from the lead-in to `through` on which the bank pays loans out, never after the 28th."""
    first = date(plan.through.year - 2 - LEAD_MONTHS // 12 - 1, 1, 1)
    rest, make_up = _china(first.year, plan.through.year + 1)
    span = (plan.through - first).days + 1
    every = (first + timedelta(days=step) for step in range(span))
    return ints(
        [
            day_number(day)
            for day in every
            if day.day <= LAST_COMMON_DAY and (day in make_up or (day.weekday() < 5 and day not in rest))
        ]
    )


def payout_day_before(plan: Plan, days: Ints) -> Ints:
    """The last payout day on or before each day."""
    table = payout_days(plan)
    places = np.searchsorted(table, days, side="right") - 1
    return ints(table[np.maximum(places, 0)])

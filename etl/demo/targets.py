"""Yearly targets of branches and client managers, with one revision in the middle of a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from etl.demo.clients import BRANCH_SHARE, KIND_SHARE
from etl.demo.days import day_number
from etl.demo.plan import Plan
from etl.demo.selling import ITEM_SALES
from etl.demo.staffing import Staffing
from etl.demo.structure import BRANCHES, ITEMS, LINE_SHARE

PERSONAL_LOANS_A_CLIENT = 30_000.0
REVISED_BY = 0.9
REVISED_ITEMS = ("deposits", "corporate_deposits")
FEWEST_DAYS = 60
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "staff_code": pl.String,
    "org_unit_code": pl.String,
    "product_code": pl.String,
    "period_start_date": pl.Date,
    "period_end_date": pl.Date,
    "target_amount": pl.Float64,
    "unit": pl.String,
    "set_date": pl.Date,
}


def expected_a_year(item: str) -> float:
    """What the average client of the bank buys of an item in a year: money, or pieces where pieces count."""
    for code, rates, usual, spread in ITEM_SALES:
        if code == item:
            a_month = sum(share * rate for share, rate in zip(KIND_SHARE, rates, strict=True))
            return 12 * a_month * (usual * float(np.exp(spread**2 / 2)) if usual else 1.0)
    return PERSONAL_LOANS_A_CLIENT


def target_frame(plan: Plan, people: Staffing) -> pl.DataFrame:
    """The sales_target feed."""
    random = plan.random("targets of staff")
    rows = pl.DataFrame([*_branch_rows(plan, random), *_staff_rows(plan, random, people)], schema=SCHEMA, orient="row")
    keys = [name for name in SCHEMA if name not in ("target_amount", "unit")]
    summed = rows.group_by([*keys, "unit"], maintain_order=True).agg(pl.col("target_amount").sum())
    amount = pl.max_horizontal(pl.col("target_amount").round(0), 1.0).cast(pl.Decimal(18, 2))
    return summed.with_columns(amount.alias("target_amount")).select(*SCHEMA)


def _years(plan: Plan) -> range:
    return range(plan.through.year - 2, plan.through.year + 1)


def _versions(plan: Plan, year: int, item: str) -> Iterator[tuple[date, float]]:
    """Day of setting and factor: each December for the next year, some again in July of the last full half-year."""
    yield date(year - 1, 12, 15), 1.0
    revised = plan.through.year if plan.through >= date(plan.through.year, 7, 31) else plan.through.year - 1
    if year == revised and item in REVISED_ITEMS:
        yield date(year, 7, 1), REVISED_BY


def _branch_rows(plan: Plan, random: np.random.Generator) -> Iterator[tuple[object, ...]]:
    for (branch, *_), share in zip(BRANCHES, BRANCH_SHARE, strict=True):
        for year in _years(plan):
            for item, _, unit, _ in ITEMS:
                target = expected_a_year(item) * plan.clients * share * random.uniform(0.95, 1.2)
                for set_date, factor in _versions(plan, year, item):
                    period = (date(year, 1, 1), date(year, 12, 31))
                    yield (None, branch, item, *period, target * factor, unit, set_date)


def _staff_rows(plan: Plan, random: np.random.Generator, people: Staffing) -> Iterator[tuple[object, ...]]:
    managers = [post for post in people.posts if post.role == "client_manager"]
    count = {line: sum(post.line == line for post in managers) for line in LINE_SHARE}
    for sitting in people.sittings:
        post = people.posts[sitting.post]
        if post.role != "client_manager":
            continue
        for year in _years(plan):
            part = _part_of_year(year, since=sitting.since, until=sitting.until)
            if part == 0:
                continue
            stretch = random.uniform(0.85, 1.25)
            code = people.people[sitting.person].code
            for item, _, unit, line in ITEMS:
                if line != post.line:
                    continue
                target = expected_a_year(item) * plan.clients / count[line] * part * stretch
                for set_date, factor in _versions(plan, year, item):
                    period = (date(year, 1, 1), date(year, 12, 31))
                    yield (code, None, item, *period, target * factor, unit, set_date)


def _part_of_year(year: int, *, since: int, until: int | None) -> float:
    """Share of the year on the post; nothing below 60 days."""
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    days = min(last, last if until is None else until) - max(first, since) + 1
    return days / (last - first + 1) if days >= FEWEST_DAYS else 0.0

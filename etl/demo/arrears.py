"""The generator's own plain view of arrears at month ends, and the snapshot feed made of it.

Days past due are counted from the oldest instalment whose `paid` day lies after the month end; partial payments
do not move it. The class is the floor of the days; a corporate obligor with any non-performing debt above a tenth
takes all its corporate loans along. A few rows differ on purpose, so that a comparison has something to find: days
that are wrong, classes one better than the rules allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.days import NEVER, Ints, as_days, as_money, ints, words
from etl.demo.payments import Payments
from etl.demo.plan import WINDOW_MONTHS, Plan
from etl.demo.schedule import Schedule
from etl.demo.terms import CARD, Loans

CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
FLOORS = (1, 91, 271, 361)
CARD_FLOORS = (1, 91, 121, 181)
OBLIGOR_SHARE = 0.1
DELIVERED_MONTHS = 12
DIFFERENT_SHARE = 0.005
LENIENT_SHARE = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Loans on the books at one month end: places of loans, cents outstanding and overdue, days, class from 0."""

    loan: Ints
    outstanding: Ints
    overdue: Ints
    days: Ints
    risk_class: Ints


def position(day: int, *, loans: Loans, schedule: Schedule, payments: Payments) -> Position:
    """Every loan on the books at the end of a day."""
    live = (loans.disbursed <= day) & (payments.closed > day)
    settled = payments.paid <= day
    part = np.where(~settled & (payments.first_paid <= day), payments.first_part, 0)
    part_principal = np.maximum(part - schedule.interest, 0)
    repaid = _per_loan(loans, schedule, np.where(settled, schedule.principal, part_principal))
    overdue = ~settled & (schedule.due < day)
    owed = _per_loan(loans, schedule, np.where(overdue, schedule.principal + schedule.interest, 0))
    oldest = np.full(len(loans), NEVER, dtype=np.int64)
    np.minimum.at(oldest, schedule.loan[overdue], schedule.due[overdue])
    days = np.where(oldest < NEVER, day - oldest, 0)
    outstanding = loans.principal - repaid
    classes = _classes(loans, days=ints(days), outstanding=np.where(live, outstanding, 0))
    place = np.flatnonzero(live)
    return Position(
        loan=place,
        outstanding=outstanding[place],
        overdue=(owed - _per_loan(loans, schedule, np.where(overdue, part, 0)))[place],
        days=ints(days)[place],
        risk_class=classes[place],
    )


def _per_loan(loans: Loans, schedule: Schedule, amounts: Ints) -> Ints:
    total = np.zeros(len(loans), dtype=np.int64)
    np.add.at(total, schedule.loan, amounts)
    return total


def _classes(loans: Loans, *, days: Ints, outstanding: Ints) -> Ints:
    floors = np.searchsorted(FLOORS, days, side="right")
    floors = np.where(loans.kind == CARD, np.searchsorted(CARD_FLOORS, days, side="right"), floors)
    size = int(loans.client.max(initial=0)) + 1
    bad, all_of = np.zeros(size), np.zeros(size)
    np.add.at(all_of, loans.client, outstanding)
    np.add.at(bad, loans.client, np.where(floors >= 2, outstanding, 0))
    infected = loans.is_corporate & (bad > OBLIGOR_SHARE * all_of)[loans.client]
    return ints(np.where(infected, np.maximum(floors, 2), floors))


def delivered_snapshots(
    plan: Plan, chunk: int, *, loans: Loans, codes: pl.Series, schedule: Schedule, payments: Payments
) -> pl.DataFrame:
    """The delivered_snapshot feed: the last twelve month ends."""
    random = plan.random("snapshots", chunk)
    frames = []
    for month in range(WINDOW_MONTHS - DELIVERED_MONTHS, WINDOW_MONTHS):
        day = int(plan.ends(ints([month]))[0])
        held = position(day, loans=loans, schedule=schedule, payments=payments)
        frames.append(_snapshot_frame(random, day, held, codes=codes))
    return pl.concat(frames)


def _snapshot_frame(random: np.random.Generator, day: int, held: Position, *, codes: pl.Series) -> pl.DataFrame:
    count = len(held.loan)
    differs = random.random(count) < DIFFERENT_SHARE
    days = np.where(differs, np.maximum(held.days + random.choice([-31, -1, 1, 30], count), 0), held.days)
    lenient = (random.random(count) < LENIENT_SHARE) & (held.risk_class > 0)
    classes = held.risk_class - lenient
    return pl.DataFrame(
        {
            "as_of": as_days(np.full(count, day, dtype=np.int64)),
            "loan_code": codes.gather(held.loan),
            "outstanding_principal_amount": as_money(held.outstanding),
            "overdue_amount": as_money(held.overdue),
            "days_past_due": pl.Series(ints(days)),
            "risk_class": words(CLASSES, ints(classes)),
        }
    )

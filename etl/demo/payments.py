"""What is paid on which instalment and when: in time, a few days late, after a spell of trouble, never.

Days of payment of an instalment lie in `paid`; NEVER means not by `through`. Loans that a client in trouble
would not have got are gone from the book.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.cast import WINDOW_DRESSING
from etl.demo.days import NEVER, Bools, Floats, Ints, ints
from etl.demo.lending import STORY_LOANS
from etl.demo.plan import ALL_MONTHS, LEAD_MONTHS, Plan
from etl.demo.schedule import Schedule
from etl.demo.terms import CARD, CONSUMPTION, MORTGAGE, SMALL_MICRO_LOAN, Loans
from etl.demo.trouble import CURED, MINOR, OPEN, RECOVERED, WRITTEN_OFF, Trouble

QUIET_DAYS_AFTER = 10
EARLY_PAYOFF_SHARE = 0.06
PARTIAL_SHARE, PARTIAL_IN_TROUBLE = 0.3, 0.35
TECHNICAL_LATE, MOST_TECHNICAL_LATE = 0.018, 0.25
WINDOW_DRESSING_DAYS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Per loan: `closed` (NEVER: open), `payoff` (NEVER: none). Per instalment: `paid`, first part and its day.

    `first_part` cents are paid on `first_paid`, the rest on `paid`; an instalment beyond the payoff is paid on it
    without interest.
    """

    closed: Ints
    payoff: Ints
    paid: Ints
    first_part: Ints
    first_paid: Ints


def granted(plan: Plan, loans: Loans, trouble: Trouble) -> Bools:
    """Which loans are really paid out: none to a client in trouble, nor ever after a long spell."""
    gone = np.zeros(len(loans), dtype=bool)
    for who, start, end in _spells_until(trouble):
        begin, stop = np.searchsorted(loans.client, [who, who + 1])
        day = loans.disbursed[begin:stop]
        gone[begin:stop] |= (day > start) & (day <= end)
    return ~gone & (loans.disbursed <= plan.last_day)


def _spells_until(trouble: Trouble) -> list[tuple[int, int, int]]:
    until = np.where(trouble.is_major, NEVER, trouble.end + QUIET_DAYS_AFTER)
    return [tuple(row) for row in np.stack([trouble.client, trouble.start, until], axis=1).tolist()]


def payments_of(
    plan: Plan, chunk: int, *, loans: Loans, schedule: Schedule, trouble: Trouble, health: Floats
) -> Payments:
    """Every payment of the loans of a chunk (only those that were granted)."""
    random = plan.random("payments", chunk)
    paid, is_missed, ended = _in_trouble(loans, schedule, trouble, plan=plan)
    late = _technically_late(random, plan, loans, schedule, health=health)
    paid = ints(np.where(is_missed, paid, schedule.due + late))
    payoff = _payoffs(random, plan, loans, trouble=trouble, ended=ended)
    beyond = schedule.due > payoff[schedule.loan]
    paid = ints(np.where(beyond, payoff[schedule.loan], np.minimum(paid, payoff[schedule.loan])))
    paid = ints(np.where(paid > plan.last_day, NEVER, paid))
    first_part, first_paid = _partial(random, plan, schedule, is_missed=is_missed & ~beyond, paid=paid)
    closed = _closed(plan, loans, schedule, paid=paid, written_off=ended[WRITTEN_OFF])
    return Payments(closed=closed, payoff=payoff, paid=paid, first_part=first_part, first_paid=first_paid)


def _in_trouble(
    loans: Loans, schedule: Schedule, trouble: Trouble, *, plan: Plan
) -> tuple[Ints, Bools, dict[int, Ints]]:
    """Day each missed instalment is paid, whether it is missed, and per outcome the day a loan ended by it."""
    paid = np.full(len(schedule), NEVER, dtype=np.int64)
    missed = np.zeros(len(schedule), dtype=bool)
    ended = {outcome: np.full(len(loans), NEVER, dtype=np.int64) for outcome in (RECOVERED, WRITTEN_OFF)}
    client = loans.client[schedule.loan]
    for who, start, end, outcome in np.stack(
        [trouble.client, trouble.start, trouble.end, trouble.outcome], axis=1
    ).tolist():
        first, last = np.searchsorted(client, [who, who + 1])
        due = schedule.due[first:last]
        hit = (due >= start) & (due <= end)
        settles = outcome in (MINOR, CURED, RECOVERED)
        paid[first:last] = np.where(hit, end if settles else NEVER, paid[first:last])
        hit |= (due >= start) & (outcome in (OPEN, WRITTEN_OFF))
        missed[first:last] |= hit
        if outcome in ended:
            begin, stop = np.searchsorted(loans.client, [who, who + 1])
            ended[outcome][begin:stop] = end
    return paid, missed, ended


def _technically_late(
    random: np.random.Generator, plan: Plan, loans: Loans, schedule: Schedule, *, health: Floats
) -> Ints:
    """One to seven days, more often when health is poor; the story loans pay on time."""
    month = np.clip(plan.months(schedule.due) + LEAD_MONTHS, 0, ALL_MONTHS - 1)
    mood = health[loans.client[schedule.loan], month]
    chance = np.clip(TECHNICAL_LATE * np.exp(-0.9 * mood), 0, MOST_TECHNICAL_LATE)
    chance = np.where(loans.story[schedule.loan] >= 0, 0, chance)
    days = random.integers(1, 8, len(schedule))
    return ints(np.where(random.random(len(schedule)) < chance, days, 0))


def _payoffs(
    random: np.random.Generator, plan: Plan, loans: Loans, *, trouble: Trouble, ended: dict[int, Ints]
) -> Ints:
    """Day the whole rest is repaid: early by choice, window dressing, or when the debt is recovered."""
    count = len(loans)
    troubled = np.isin(loans.client, trouble.client)
    kinds = np.isin(loans.kind, (SMALL_MICRO_LOAN, CONSUMPTION, MORTGAGE, CARD))
    early = kinds & ~troubled & (loans.story < 0) & (random.random(count) < EARLY_PAYOFF_SHARE)
    life = loans.maturity - loans.disbursed
    day = loans.disbursed + ints(life * random.uniform(0.3, 0.8, count))
    payoff = np.where(early, day, NEVER)
    dressed = loans.story == STORY_LOANS.index(WINDOW_DRESSING)
    payoff = np.where(dressed, loans.disbursed + WINDOW_DRESSING_DAYS, payoff)
    payoff = np.minimum(payoff, ended[RECOVERED])
    return ints(np.where(payoff > plan.last_day, NEVER, payoff))


def _partial(
    random: np.random.Generator, plan: Plan, schedule: Schedule, *, is_missed: Bools, paid: Ints
) -> tuple[Ints, Ints]:
    """A part paid on the due day (of a spell only of its first instalment), the rest on `paid`."""
    count = len(schedule)
    follows = np.zeros(count, dtype=bool)
    follows[1:] = is_missed[1:] & is_missed[:-1] & (schedule.loan[1:] == schedule.loan[:-1])
    chance = np.where(follows, 0, np.where(is_missed, PARTIAL_IN_TROUBLE, PARTIAL_SHARE))
    chosen = (random.random(count) < chance) & (paid > schedule.due)
    share = random.uniform(0.3, 0.8, count)
    owed = schedule.principal + schedule.interest
    day = schedule.due + np.where(is_missed, random.integers(0, 20, count), 0)
    chosen &= (day < paid) & (day <= plan.last_day)
    part = ints(np.floor(owed * share / 100)) * 100
    chosen &= part > 0
    return ints(np.where(chosen, part, 0)), ints(np.where(chosen, day, NEVER))


def _closed(plan: Plan, loans: Loans, schedule: Schedule, *, paid: Ints, written_off: Ints) -> Ints:
    """Day the last instalment was paid, or the loan was written off."""
    last_paid = np.zeros(len(loans), dtype=np.int64)
    np.maximum.at(last_paid, schedule.loan, paid)
    closed = np.where(last_paid <= plan.last_day, last_paid, NEVER)
    return ints(np.where((closed == NEVER) & (written_off <= plan.last_day), written_off, closed))

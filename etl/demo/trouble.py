"""Who stops paying, when, for how long, and how it ends.

Troubles are chosen month by month so that the balance in trouble follows a budget: the worst health first
(with some luck, and worse luck at one branch), nobody whose debt alone would burst the budget.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import cast as stories
from etl.demo.cast import Cast
from etl.demo.clients import Clients
from etl.demo.days import NEVER, Bools, Floats, Ints, ints
from etl.demo.plan import ALL_MONTHS, LEAD_MONTHS, WINDOW_MONTHS, Plan
from etl.demo.schedule import Schedule
from etl.demo.structure import WORST_BRANCH
from etl.demo.terms import Loans

MINOR, OPEN, CURED, RECOVERED, WRITTEN_OFF = range(5)
OUTCOMES = ("minor", "open", "cured", "recovered", "written_off")
FIRST_MAJOR_MONTH = -20
FIRST_MINOR_MONTH = -1
MAJOR_BUDGET = 0.0013
MINOR_BUDGET = 0.0165
LARGEST_MAJOR, LARGEST_MINOR = 0.006, 0.012
WORST_BRANCH_LUCK = -0.4
LUCK = 0.8
QUIET_MONTHS = 5
WRITE_OFF_AFTER = 380


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One entry per client in trouble and spell: first missed day, day it ends (NEVER: not yet), outcome.

    `declines` is the month its health began to fall.
    """

    client: Ints
    start: Ints
    end: Ints
    outcome: Ints
    declines: Ints

    @property
    def is_major(self) -> Bools:
        """Long enough to become non-performing."""
        return np.asarray(self.outcome != MINOR, dtype=np.bool_)


@dataclass(slots=True, kw_only=True)
class _Book:
    debt: Floats
    first_due: Ints
    score: Floats
    blocked: Bools
    last: Ints
    budget: float = 0.0


def troubles(
    plan: Plan, chunk: int, people: Clients, *, cast: Cast, loans: Loans, schedule: Schedule, health: Floats
) -> Trouble:
    """The spells of trouble of a chunk, major ones first."""
    random = plan.random("troubles", chunk)
    book = _book(random, plan, people, cast=cast, loans=loans, schedule=schedule, health=health)
    forced = _forced(random, cast)
    months = range(FIRST_MAJOR_MONTH, WINDOW_MONTHS)
    major = [(who, month) for month in months for who in _major(book, month, forced)]
    book.budget = 0.0
    minor = [(who, month) for month in months if month >= FIRST_MINOR_MONTH for who in _minor(book, month)]
    return _joined(
        _spells(random, plan, book, major, is_major=True), _spells(random, plan, book, minor, is_major=False)
    )


def _book(
    random: np.random.Generator,
    plan: Plan,
    people: Clients,
    *,
    cast: Cast,
    loans: Loans,
    schedule: Schedule,
    health: Floats,
) -> _Book:
    count = len(people)
    luck = LUCK * random.gumbel(size=(count, ALL_MONTHS))
    luck += WORST_BRANCH_LUCK * (people.branch == WORST_BRANCH)[:, None]
    blocked = np.zeros(count, dtype=bool)
    blocked[cast.everybody()] = True
    debt, first_due = _debts(plan, count, loans=loans, schedule=schedule)
    never = np.full(count, -999, dtype=np.int64)
    return _Book(debt=debt, first_due=first_due, score=health + luck, blocked=blocked, last=never)


def _debts(plan: Plan, count: int, *, loans: Loans, schedule: Schedule) -> tuple[Floats, Ints]:
    """Debt at each month's end if everybody paid, and the first due day of each month (NEVER: none)."""
    debt = np.zeros((count, ALL_MONTHS))
    first_due = np.full((count, ALL_MONTHS), NEVER, dtype=np.int64)
    given = plan.months(loans.disbursed) + LEAD_MONTHS
    np.add.at(debt, (loans.client, np.maximum(given, 0)), loans.principal)
    month = plan.months(schedule.due) + LEAD_MONTHS
    seen = (month >= 0) & (month < ALL_MONTHS)
    client = loans.client[schedule.loan]
    np.subtract.at(debt, (client[seen], month[seen]), schedule.principal[seen])
    np.minimum.at(first_due, (client[seen], month[seen]), schedule.due[seen])
    return debt.cumsum(axis=1), first_due


def _forced(random: np.random.Generator, cast: Cast) -> dict[int, int]:
    """Month in which the stories need a client to stop paying."""
    chosen: dict[int, int] = {}
    for circle in cast.groups[stories.CIRCLE]:
        month = int(random.integers(9, 15))
        chosen[int(circle[0])] = month
        chosen[int(circle[1])] = month + int(random.integers(4, 7))
    for who in cast.of(stories.LITIGATION):
        chosen[int(who)] = int(random.integers(10, 21))
    return chosen


def _major(book: _Book, month: int, forced: dict[int, int]) -> list[int]:
    total = float(book.debt[:, month + LEAD_MONTHS].sum())
    due = [who for who, when in forced.items() if when == month]
    book.budget += total * MAJOR_BUDGET
    book.budget -= float(book.debt[due, month + LEAD_MONTHS].sum())
    chosen = [*due, *_worst(book, month, largest=LARGEST_MAJOR * total)]
    book.blocked[chosen] = True
    return chosen


def _minor(book: _Book, month: int) -> list[int]:
    total = float(book.debt[~book.blocked, month + LEAD_MONTHS].sum())
    book.budget += total * MINOR_BUDGET
    chosen = _worst(book, month, largest=LARGEST_MINOR * total)
    book.last[chosen] = month
    return chosen


def _worst(book: _Book, month: int, *, largest: float) -> list[int]:
    """Clients of the worst score whose debts together keep to the budget; the rest of it is carried over."""
    place = month + LEAD_MONTHS
    debt = book.debt[:, place]
    fits = (debt > 0) & (debt <= min(book.budget, largest)) & (book.first_due[:, place] < NEVER)
    free = fits & ~book.blocked & (month - book.last > QUIET_MONTHS)
    candidates = np.flatnonzero(free)
    ranked = candidates[np.argsort(book.score[candidates, place], kind="stable")]
    chosen = ranked[np.cumsum(debt[ranked]) <= book.budget]
    book.budget -= float(debt[chosen].sum())
    return [int(who) for who in chosen]


def _spells(
    random: np.random.Generator, plan: Plan, book: _Book, chosen: list[tuple[int, int]], *, is_major: bool
) -> Trouble:
    client, month = ints([who for who, _ in chosen]), ints([when for _, when in chosen])
    start = book.first_due[client, month + LEAD_MONTHS]
    count = len(client)
    if is_major:
        length = ints(140 + random.gamma(2.0, 140.0, count))
        chance = random.random(count)
        outcome = np.where(chance < 0.22, CURED, np.where(chance < 0.62, RECOVERED, WRITTEN_OFF))
        length = np.where(outcome == WRITTEN_OFF, np.maximum(length, WRITE_OFF_AFTER), length)
        lead = ints(random.integers(4, 10, count))
    else:
        length, outcome = ints(random.triangular(10, 30, 86, count)), np.full(count, MINOR)
        lead = ints(random.integers(1, 4, count))
    end = start + length
    is_open = (end > plan.last_day) & (outcome != MINOR)
    return Trouble(
        client=client,
        start=start,
        end=ints(np.where(is_open, NEVER, end)),
        outcome=ints(np.where(is_open, OPEN, outcome)),
        declines=month - lead,
    )


def _joined(one: Trouble, other: Trouble) -> Trouble:
    parts = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in ("client", "start", "end", "outcome", "declines")
    }
    return Trouble(**parts)

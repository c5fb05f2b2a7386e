"""Everything decided about the clients of one chunk before a single account moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.accounts import Accounts, accounts_of
from etl.demo.cast import Cast, cast_of
from etl.demo.clients import Clients, client_names, clients
from etl.demo.days import Floats
from etl.demo.health import health_paths, with_decline
from etl.demo.lending import loans_of
from etl.demo.lending_feeds import Repayments, repayments_of
from etl.demo.payments import Payments, granted, payments_of
from etl.demo.plan import ALL_MONTHS, Plan
from etl.demo.schedule import Schedule, schedule_of
from etl.demo.structure import Post
from etl.demo.terms import Loans
from etl.demo.trouble import CURED, MINOR, Trouble, troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A chunk's clients, loans, payments and accounts; `health` is clients × months from month -36."""

    plan: Plan
    chunk: int
    people: Clients
    names: pl.Series
    cast: Cast
    health: Floats
    loans: Loans
    schedule: Schedule
    trouble: Trouble
    payments: Payments
    repayments: Repayments
    accounts: Accounts

    @property
    def loan_codes(self) -> pl.Series:
        """The code of each loan."""
        return self.loans.codes(self.people.number)

    def random(self, topic: str) -> np.random.Generator:
        """Random numbers of one topic of this chunk."""
        return self.plan.random(topic, self.chunk)


def book_of(plan: Plan, chunk: int, posts: tuple[Post, ...]) -> Book:
    """The book of one chunk; the same whichever other chunks are made."""
    people = clients(plan, chunk, posts)
    cast = cast_of(plan, chunk, people)
    health = health_paths(plan, chunk, people)
    wished = loans_of(plan, chunk, people, cast=cast)
    trouble = troubles(plan, chunk, people, cast=cast, loans=wished, schedule=schedule_of(wished), health=health)
    health = _declined(plan, health, trouble)
    loans = wished.taken(granted(plan, wished, trouble))
    schedule = schedule_of(loans)
    payments = payments_of(plan, chunk, loans=loans, schedule=schedule, trouble=trouble, health=health)
    return Book(
        plan=plan,
        chunk=chunk,
        people=people,
        names=client_names(plan, chunk, people),
        cast=cast,
        health=health,
        loans=loans,
        schedule=schedule,
        trouble=trouble,
        payments=payments,
        repayments=repayments_of(plan, chunk, loans=loans, schedule=schedule, payments=payments, trouble=trouble),
        accounts=accounts_of(plan, chunk, people, loans=loans),
    )


def _declined(plan: Plan, health: Floats, trouble: Trouble) -> Floats:
    """Health falls months before the first missed payment; short spells end, cured ones recover."""
    ends = plan.months(np.minimum(trouble.end, plan.last_day))
    heals = np.isin(trouble.outcome, (MINOR, CURED))
    lasting = np.where(heals, ends, ALL_MONTHS)
    major = trouble.is_major
    for chosen, depth in ((~major, 0.5), (major, 1.0)):
        health = with_decline(
            health,
            places=trouble.client[chosen],
            begins=trouble.declines[chosen],
            bottoms=plan.months(trouble.start[chosen]),
            ends=lasting[chosen],
            depth=depth,
        )
    return health

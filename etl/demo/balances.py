"""Balances: what accounts should hold at month ends, the movements that bring them there, the running sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import counterparties as parties
from etl.demo.accounts import DEPOSIT, SUPERVISED
from etl.demo.book import Book
from etl.demo.clients import PERSONAL
from etl.demo.days import Bools, Floats, Ints, days_in_months, ints
from etl.demo.flows import MONTHS, is_open, window_health
from etl.demo.movements import Movements, kind, moved, together
from etl.demo.plan import WINDOW_MONTHS
from schema.domain.words import TransactionKind as Kind

SETTLEMENT_LEVEL = (0.8, 0.8, 3.0)
DEPOSIT_LEVEL = (3.0, 4.0, 20.0)
DEPOSIT_MOVES = 0.16
OVERDRAWN_BELOW = -2.0
POOR_HEALTH = -0.8
ROUND_TO = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Sorted movements, the balance after each, and per account × month the balance at the end and its average."""

    movements: Movements
    after: Ints
    month_end: Ints
    average: Floats
    is_open: Bools


def statement_of(book: Book, parts: list[Movements], *, month_ends: Floats) -> Statement:
    """Adds opening balances and balancing movements to `parts` and runs the accounts."""
    target = _targets(book, month_ends)
    known = together(parts)
    opened = _openings(book, target, month_ends=month_ends)
    every = together([opened, known, _balancing(book, target, together([known, opened]))])
    every = together([every, _bridges(book, every.sorted())]).sorted()
    return _run(book, every)


def _targets(book: Book, month_ends: Floats) -> Ints:
    """Cents each account should hold at each month end; supervised ones are left alone."""
    random, accounts, people = book.random("targets"), book.accounts, book.people
    client = accounts.client
    who = people.kind[client]
    health = np.clip(window_health(book), -3.2, 1.5)[client]
    mood = np.exp(np.where(health < 0, 0.5, 0.1) * health)
    deposit = accounts.purpose == DEPOSIT
    level = np.where(deposit, np.take(DEPOSIT_LEVEL, who), np.take(SETTLEMENT_LEVEL, who))
    level = level * np.exp(0.35 * random.standard_normal(len(accounts))) * people.turnover[client]
    noise = np.exp(0.12 * random.standard_normal((len(accounts), WINDOW_MONTHS)))
    growth = 1 + 0.006 * MONTHS
    target = level[:, None] * mood * growth * np.where(deposit[:, None], 1, noise)
    still = random.random(target.shape) >= DEPOSIT_MOVES
    target = np.where(deposit[:, None], _held(target, still), target)
    target[: len(people)] += month_ends
    target[accounts.purpose == SUPERVISED] = 0
    return np.where(is_open(book)[client], ints(target), 0)


def _held(target: Floats, still: Bools) -> Floats:
    """Deposits keep their amount in the months in which they do not move."""
    changes = np.where(still, 0, np.arange(WINDOW_MONTHS))
    last_change = np.maximum.accumulate(changes, axis=1)
    return np.asarray(np.take_along_axis(target, last_change, axis=1), dtype=np.float64)


def _openings(book: Book, target: Ints, *, month_ends: Floats) -> Movements:
    """The balance brought forward on the first day, or the first deposit of a new client."""
    accounts, plan = book.accounts, book.plan
    first_month = np.maximum(plan.months(accounts.opened), 0)
    amount = target[np.arange(len(accounts)), np.minimum(first_month, WINDOW_MONTHS - 1)].copy()
    amount[: len(book.people)] -= ints(month_ends[np.arange(len(book.people)), first_month[: len(book.people)]])
    day = np.maximum(accounts.opened, plan.first_day)
    return moved(np.arange(len(accounts)), day, amount, of=Kind.OTHER, text="系统结转余额")


def _month_sums(book: Book, movements: Movements) -> Ints:
    sums = np.zeros((len(book.accounts), WINDOW_MONTHS), dtype=np.int64)
    np.add.at(sums, (movements.account, book.plan.months(movements.day)), movements.amount)
    return sums


def _balancing(book: Book, target: Ints, known: Movements) -> Movements:
    """One movement per account and month that makes the month end what it should be."""
    random = book.random("balancing")
    wanted = np.diff(target, axis=1, prepend=0)
    gap = wanted - _month_sums(book, known)
    gap[book.accounts.purpose == SUPERVISED] = 0
    account, month = np.nonzero(gap)
    amount = gap[account, month]
    comes_in = amount > 0
    day = book.plan.starts(month) + random.integers(19, 27, len(month))
    day = np.where(comes_in, _before_repayment(book, random, known, account=account, month=month), day)
    deposit = book.accounts.purpose[account] == DEPOSIT
    client = book.accounts.client[account]
    person = book.people.kind[client] == PERSONAL
    own = deposit | (comes_in & (random.random(len(account)) < 0.6))
    partner = np.where(own, parties.OWN_NAME, parties.usual_partner(random, book.people.number[client], 8))
    told = np.where(deposit, 0, np.where(comes_in, np.where(own, 1, 2), np.where(person, 3, 4)))
    texts = ("定期存款", "同名划转", "货款", "转账", "采购款")
    return together(
        moved(
            account[told == place],
            day[told == place],
            amount[told == place],
            of=Kind.TRANSFER,
            text=text,
            partner=partner[told == place],
        )
        for place, text in enumerate(texts)
    )


def _before_repayment(book: Book, random: np.random.Generator, known: Movements, *, account: Ints, month: Ints) -> Ints:
    """Early in the month, or some days before its largest repayment; hardly before it when health is poor."""
    paid = known.taken(known.kind == kind(Kind.LOAN_REPAYMENT))
    paid = paid.taken(np.argsort(-paid.amount, kind="stable"))
    largest = np.full((len(book.accounts), WINDOW_MONTHS), -1, dtype=np.int64)
    largest[paid.account, book.plan.months(paid.day)] = paid.day
    start = book.plan.starts(month)
    early = start + random.integers(0, 9, len(month))
    poor = window_health(book)[book.accounts.client[account], month] < POOR_HEALTH
    wait = np.where(poor, random.integers(0, 3, len(month)), random.integers(6, 11, len(month)))
    due = largest[account, month]
    return ints(np.where(due < 0, early, np.maximum(due - wait, start)))


def _bridges(book: Book, movements: Movements) -> Movements:
    """Own money from elsewhere for the month where an account would dip below zero; the sickest overdraw."""
    after = running_sum(movements)
    month = book.plan.months(movements.day)
    lowest = np.zeros((len(book.accounts), WINDOW_MONTHS), dtype=np.int64)
    np.minimum.at(lowest, (movements.account, month), after)
    client = book.accounts.client
    sick = (window_health(book)[client] < OVERDRAWN_BELOW) & book.people.is_business[client][:, None]
    account, month = np.nonzero((lowest < 0) & ~sick & (book.accounts.purpose != SUPERVISED)[:, None])
    amount = -(lowest[account, month] // ROUND_TO) * ROUND_TO
    first = np.maximum(book.plan.starts(month), book.accounts.opened[account])
    last = book.plan.ends(month)
    return together(
        [
            moved(account, first, amount, of=Kind.TRANSFER, text="同名划转", partner=parties.OWN_NAME),
            moved(account, last, -amount, of=Kind.TRANSFER, text="同名划转", partner=parties.OWN_NAME),
        ]
    )


def running_sum(movements: Movements) -> Ints:
    """Balance of each account after each of its movements; they must be sorted by account."""
    total = np.cumsum(movements.amount)
    starts = np.flatnonzero(np.diff(movements.account, prepend=-1))
    before = (total - movements.amount)[starts]
    return total - np.repeat(before, np.diff(starts, append=len(total)))


def _run(book: Book, movements: Movements) -> Statement:
    plan, accounts = book.plan, book.accounts
    sums = _month_sums(book, movements)
    month_end = sums.cumsum(axis=1)
    month = plan.months(movements.day)
    length = days_in_months(month + plan.month_zero)
    counted = movements.amount * (plan.ends(month) - movements.day + 1) / length
    added = np.zeros(sums.shape)
    np.add.at(added, (movements.account, month), counted)
    return Statement(
        movements=movements,
        after=running_sum(movements),
        month_end=month_end,
        average=(month_end - sums) + added,
        is_open=plan.months(accounts.opened)[:, None] <= MONTHS,
    )

"""Ordinary life on settlement accounts: sales, purchases, wages, taxes, bills, shopping, interest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.demo import counterparties as parties
from etl.demo.book import Book
from etl.demo.cast import PAYROLL
from etl.demo.clients import CORPORATE, PERSONAL
from etl.demo.days import Bools, Floats, Ints, ints
from etl.demo.movements import Movements, moved
from etl.demo.plan import LEAD_MONTHS, WINDOW_MONTHS
from schema.domain.words import TransactionKind as Kind

MONTHS = np.arange(WINDOW_MONTHS)
SALES_COUNT = (6.0, 3.5, 0.0)
PURCHASE_COUNT = (4.0, 2.0, 0.0)
PURCHASE_SHARE = 0.55
SEASON = (0.85, 0.75, 1.02, 1.0, 1.0, 1.04, 0.98, 0.98, 1.05, 1.0, 1.08, 1.2)
PAYROLL_FALL = 0.86
PAYROLL_FALLS_AT = 12
SILENT_WAGES_BELOW = -2.4
POOR_HEALTH = -1.0
INTEREST_A_QUARTER = 0.0004


def window_health(book: Book) -> Floats:
    """Health in the months of the window."""
    return book.health[:, LEAD_MONTHS:]


def is_open(book: Book) -> Bools:
    """Clients × months of the window: whether the client is there."""
    return np.asarray(book.people.since_month[:, None] <= MONTHS, dtype=np.bool_)


def revenue(book: Book) -> Floats:
    """Money that comes in by business each month, clients × months, cents."""
    health = np.clip(window_health(book), -3.2, 2.0)
    calendar = (book.plan.month_zero + MONTHS) % 12
    mood = np.exp(np.where(health < 0, 0.32, 0.12) * health)
    return np.asarray(book.people.turnover[:, None] * np.take(SEASON, calendar) * mood, dtype=np.float64)


def ordinary(book: Book) -> Iterator[Movements]:
    """Everything that happens without loans and stories."""
    income = revenue(book)
    yield from _trade(book, income)
    yield from _monthly_bills(book, income)
    yield from _private_life(book, income)
    yield from _cash_and_wealth(book, income)
    yield from _interest(book)


def _scattered(book: Book, random: np.random.Generator, mean: Floats) -> tuple[Ints, Ints, Ints]:
    """Client, month and day of events that come `mean` (clients × months) times a month."""
    counts = random.poisson(np.where(is_open(book), mean, 0.0))
    client, month = np.nonzero(counts)
    times = counts[client, month]
    client, month = np.repeat(client, times), np.repeat(month, times)
    return client, month, _some_day(book, random, month, first=0, last=28)


def _some_day(book: Book, random: np.random.Generator, month: Ints, *, first: int, last: int) -> Ints:
    return book.plan.starts(month) + ints(random.integers(first, last, len(month)))


def _monthly(book: Book, mask: Bools) -> tuple[Ints, Ints]:
    """Client and month of something that happens once a month to some clients."""
    client, month = np.nonzero(is_open(book) & mask)
    return ints(client), ints(month)


def _money(random: np.random.Generator, mean: Floats, spread: float) -> Ints:
    noise = np.exp(spread * random.standard_normal(len(mean)) - spread**2 / 2)
    return np.maximum(ints(np.rint(mean * noise)), 1)


def _trade(book: Book, income: Floats) -> Iterator[Movements]:
    random = book.random("trade")
    people = book.people
    for counts, share, sign, text in (
        (SALES_COUNT, 1.0, 1, "货款"),
        (PURCHASE_COUNT, PURCHASE_SHARE, -1, "采购款"),
    ):
        mean = np.take(counts, people.kind)[:, None] * np.ones(WINDOW_MONTHS)
        client, month, day = _scattered(book, random, mean)
        usual = income[client, month] * share / np.take(counts, people.kind[client])
        partner = parties.usual_partner(random, people.number[client] * 2 + (sign < 0), 8)
        yield moved(client, day, sign * _money(random, usual, 0.6), of=Kind.TRANSFER, text=text, partner=partner)


def _monthly_bills(book: Book, income: Floats) -> Iterator[Movements]:
    random = book.random("bills")
    business = book.people.is_business[:, None] & np.ones(WINDOW_MONTHS, dtype=np.bool_)
    wages = _wages(book)
    client, month = _monthly(book, business & (wages > 0))
    day = _some_day(book, random, month, first=9, last=15)
    yield moved(client, day, -_money(random, wages[client, month], 0.03), of=Kind.PAYROLL, text="工资")
    client, month = _monthly(book, business)
    for share, first, last, kind, text, partner in (
        (0.03, 11, 15, Kind.TAX, "缴税", parties.TAX),
        (0.02, 17, 24, Kind.UTILITY, "水电费", parties.POWER),
    ):
        day = _some_day(book, random, month, first=first, last=last)
        amount = _money(random, share * income[client, month], 0.1)
        yield moved(client, day, -amount, of=kind, text=text, partner=partner)
    client, month = _monthly(book, (book.people.kind == CORPORATE)[:, None] & business)
    day = _some_day(book, random, month, first=0, last=28)
    yield moved(client, day, -ints(random.integers(500, 20_000, len(client))), of=Kind.FEE, text="手续费")


def _cash_and_wealth(book: Book, income: Floats) -> Iterator[Movements]:
    """Cash drawn by everybody, more by businesses in poor health; wealth products bought by persons."""
    random = book.random("cash")
    poor = window_health(book) < POOR_HEALTH
    client, month, day = _scattered(book, random, np.where(book.people.is_business[:, None] & poor, 0.5, 0.15))
    yield moved(client, day, -_money(random, 0.06 * income[client, month], 0.5), of=Kind.CASH, text="取现")
    person = (book.people.kind == PERSONAL)[:, None] & np.ones(WINDOW_MONTHS, dtype=np.bool_)
    client, month, day = _scattered(book, random, np.where(person, 0.02, 0.0))
    yield moved(client, day, -_money(random, 0.8 * income[client, month], 0.6), of=Kind.WEALTH, text="理财购买")


def _interest(book: Book) -> Iterator[Movements]:
    """Interest on current accounts on the 21st of the last month of a quarter."""
    quarter_ends = (book.plan.month_zero + MONTHS) % 3 == 2
    client, month = _monthly(book, quarter_ends & np.ones((len(book.people), 1), dtype=np.bool_))
    day = book.plan.starts(month) + 20
    known = day <= book.plan.last_day
    amount = ints(book.people.turnover[client] * INTEREST_A_QUARTER) + 1
    yield moved(client[known], day[known], amount[known], of=Kind.INTEREST, text="利息")


def _wages(book: Book) -> Floats:
    """Wages in cents, clients × months: slow to follow health, quiet decline in one story, unpaid at the bottom."""
    health = np.clip(window_health(book), -3.2, 1.0)
    wages = 0.12 * book.people.turnover[:, None] * np.exp(0.15 * health)
    wages = np.where(health < SILENT_WAGES_BELOW, 0.0, wages)
    story = book.cast.of(PAYROLL)
    steady = 0.12 * book.people.turnover[story, None]
    wages[story] = steady * PAYROLL_FALL ** np.maximum(MONTHS - PAYROLL_FALLS_AT, 0)
    return np.asarray(wages, dtype=np.float64)


def _private_life(book: Book, income: Floats) -> Iterator[Movements]:
    random = book.random("private life")
    person = (book.people.kind == PERSONAL)[:, None] & np.ones(WINDOW_MONTHS, dtype=np.bool_)
    client, month = _monthly(book, person)
    day = _some_day(book, random, month, first=4, last=15)
    employer = ints(book.people.number[client] % parties.TRADERS)
    yield moved(
        client, day, _money(random, income[client, month], 0.03), of=Kind.PAYROLL, text="工资", partner=employer
    )
    client, month, day = _scattered(book, random, np.where(person, 2.6, 0.0))
    shop = parties.usual_partner(random, book.people.number[client], 40)
    spent = _money(random, 0.12 * income[client, month], 0.9)
    yield moved(client, day, -spent, of=Kind.CARD, text="消费", partner=shop)
    client, month = _monthly(book, person & (random.random(person.shape) < 0.5))
    day = _some_day(book, random, month, first=14, last=25)
    bill = _money(random, np.full(len(client), 22_000.0), 0.4)
    yield moved(client, day, -bill, of=Kind.UTILITY, text="水电费", partner=parties.WATER)

"""What the stories do to accounts; every movement of interest carries a mark by which the truth finds it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from etl.demo import cast as stories
from etl.demo import counterparties as parties
from etl.demo.book import Book
from etl.demo.days import Floats, Ints, day_number, ints
from etl.demo.movements import Movements, moved
from etl.demo.payees import story_loans, story_payee
from etl.demo.plan import WINDOW_MONTHS
from schema.domain.words import TransactionKind as Kind

SPLIT_PAYMENTS = 3
QUARTERS_DRESSED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A marked movement of a story: client, loan (-1: none), what it is."""

    story: str
    client: int
    loan: int
    role: str


@dataclass(slots=True)
class Script:
    """Movements of the stories, the beats by mark, and what stories add to month-end balances (cents)."""

    book: Book
    month_ends: Floats
    movements: list[Movements] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)

    def play(self, story: str, movements: Movements, *, role: str, loan: Ints | None = None) -> None:
        """Adds movements of settlement accounts and marks each; `loan` is the place of each one's loan."""
        first = len(self.beats)
        count = len(movements)
        loans = [-1] * count if loan is None else loan.tolist()
        pairs = zip(movements.account.tolist(), loans, strict=True)
        self.beats += [Beat(story=story, client=who, loan=which, role=role) for who, which in pairs]
        self.movements.append(replace(movements, mark=first + np.arange(count)))

    def swell(self, story: str, client: Ints, *, comes: Ints, goes: Ints, amount: Ints) -> None:
        """Money that stands on the account over a month end and leaves again."""
        partner = parties.FIRST_STORY_PAYEE + self.book.chunk * 1_000 + 900 + client % 100
        seen = goes <= self.book.plan.last_day
        came = moved(client, comes, amount, of=Kind.TRANSFER, text="往来款", partner=partner)
        gone = moved(client, goes, -amount, of=Kind.TRANSFER, text="往来款", partner=partner)
        self.play(story, came, role="comes")
        self.play(story, gone.taken(seen), role="goes")
        np.add.at(self.month_ends, (client, self.book.plan.months(comes)), amount)


def script_of(book: Book) -> Script:
    """All stories that move money."""
    script = Script(book, np.zeros((len(book.people), WINDOW_MONTHS)))
    _divert(script)
    _round_trip(script)
    _split(script)
    _spike(script)
    _dress(script)
    return script


def _divert(script: Script) -> None:
    book = script.book
    random = book.random(stories.DIVERSION)
    loan = story_loans(book, stories.DIVERSION)
    day = book.loans.disbursed[loan] + ints(random.integers(3, 13, len(loan)))
    amount = ints(book.loans.principal[loan] * random.uniform(0.35, 0.65, len(loan)) / 100_000) * 100_000
    for place, (kind, text, partners) in enumerate(
        ((Kind.SECURITIES, "购买证券", parties.SECURITIES), (Kind.PROPERTY, "购房款", parties.PROPERTY))
    ):
        part = np.arange(len(loan)) % 2 == place
        partner = ints(random.choice(partners, int(part.sum())))
        client = book.loans.client[loan[part]]
        paid = moved(client, day[part], -amount[part], of=kind, text=text, partner=partner)
        script.play(stories.DIVERSION, paid, role="diverted", loan=loan[part])


def _round_trip(script: Script) -> None:
    book = script.book
    random = book.random(stories.ROUND_TRIP)
    loan = story_loans(book, stories.ROUND_TRIP)
    day = book.loans.disbursed[loan] + ints(random.integers(3, 7, len(loan)))
    amount = ints(book.loans.principal[loan] * random.uniform(0.88, 0.98, len(loan)) / 100_000) * 100_000
    partner = story_payee(book, stories.ROUND_TRIP, loan)
    back = moved(book.loans.client[loan], day, amount, of=Kind.TRANSFER, text="往来款", partner=partner)
    script.play(stories.ROUND_TRIP, back, role="returned", loan=loan)


def _split(script: Script) -> None:
    book = script.book
    random = book.random(stories.SPLIT)
    loan = story_loans(book, stories.SPLIT)
    partner = story_payee(book, stories.SPLIT, loan)
    for part in range(SPLIT_PAYMENTS):
        share = random.uniform(0.29, 0.325, len(loan))
        amount = ints(book.loans.principal[loan] * share / 1_000_000) * 1_000_000
        day = book.loans.disbursed[loan] + part
        paid = moved(book.loans.client[loan], day, -amount, of=Kind.TRANSFER, text="采购款", partner=partner)
        script.play(stories.SPLIT, paid, role=f"part {part + 1}", loan=loan)


def _spike(script: Script) -> None:
    book = script.book
    random = book.random(stories.SPIKE)
    client = book.cast.of(stories.SPIKE)
    for year in range(book.plan.through.year - 3, book.plan.through.year + 1):
        end = day_number(book.plan.through.replace(year=year, month=12, day=31))
        if not book.plan.first_day + 60 < end <= book.plan.last_day:
            continue
        amount = ints(book.people.turnover[client] * random.uniform(6, 12, len(client)) / 1_000_000 + 1) * 1_000_000
        comes = end - ints(random.integers(0, 3, len(client)))
        goes = end + ints(random.integers(2, 8, len(client)))
        script.swell(stories.SPIKE, client, comes=comes, goes=goes, amount=amount)


def _dress(script: Script) -> None:
    """At the last quarter ends deposits of one manager's clients swell; the loans to dress with stay on the account."""
    book = script.book
    random = book.random(stories.WINDOW_DRESSING)
    client = book.cast.of(stories.WINDOW_DRESSING)
    months = np.arange(WINDOW_MONTHS - 1)
    for month in months[(months + book.plan.month_zero) % 3 == 2][-QUARTERS_DRESSED:]:
        end = int(book.plan.ends(ints([month]))[0])
        amount = ints(book.people.turnover[client] * random.uniform(1.5, 3, len(client)) / 1_000_000 + 1) * 1_000_000
        comes = end - ints(random.integers(0, 2, len(client)))
        goes = end + ints(random.integers(2, 6, len(client)))
        script.swell(stories.WINDOW_DRESSING, client, comes=comes, goes=goes, amount=amount)
    loan = story_loans(book, stories.WINDOW_DRESSING)
    month = book.plan.months(book.loans.disbursed[loan])
    np.add.at(script.month_ends, (book.loans.client[loan], month), book.loans.principal[loan])

"""Payees of loans: who gets the money, and which of them the contract names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import cast as stories
from etl.demo import counterparties as parties
from etl.demo.book import Book
from etl.demo.days import Bools, Ints, as_money, ints
from etl.demo.lending import STORY_LOANS
from etl.demo.terms import FIXED_ASSET, MORTGAGE

FIRST_LOAN_PAYEE = 20_000_000
PAYEES_PER_CHUNK = 4_000
MOST_PAYEES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Payees:
    """Loans × 3 counterparties and the cents each one gets; 0 cents for nobody."""

    partner: Ints
    amount: Ints
    is_named: Bools


def story_loans(book: Book, story: str) -> Ints:
    """Places of the loans of a story."""
    return ints(np.flatnonzero(book.loans.story == STORY_LOANS.index(story)))


def payees_of(book: Book) -> Payees:
    """Ordinary payees of every loan; stories replace theirs."""
    random, loans = book.random("payees"), book.loans
    count = len(loans)
    number = np.where(loans.kind <= FIXED_ASSET, random.integers(1, MOST_PAYEES + 1, count), 1)
    base = random.integers(0, PAYEES_PER_CHUNK, count)[:, None] + np.arange(MOST_PAYEES) * 977
    partner = FIRST_LOAN_PAYEE + book.chunk * PAYEES_PER_CHUNK + base % PAYEES_PER_CHUNK
    mortgage = loans.kind == MORTGAGE
    partner = np.where(mortgage[:, None], random.choice(parties.PROPERTY, count)[:, None], partner)
    weight = random.uniform(0.5, 1.5, (count, MOST_PAYEES)) * (np.arange(MOST_PAYEES) < number[:, None])
    spent = np.where(mortgage, 1.0, np.where(loans.is_entrusted, 0.97, 0.8))[:, None]
    share = weight / weight.sum(axis=1, keepdims=True) * spent
    amount = ints(np.floor(loans.principal[:, None] * share / 100_000)) * 100_000
    amount = np.where(mortgage[:, None] & (np.arange(MOST_PAYEES) == 0), loans.principal[:, None], amount)
    return _with_stories(book, partner=ints(partner), amount=ints(amount))


def _with_stories(book: Book, *, partner: Ints, amount: Ints) -> Payees:
    principal = book.loans.principal
    for story, share in ((stories.ROUND_TRIP, 1.0), (stories.SHARED_PAYEE, 0.95), (stories.DIVERSION, 0.3)):
        places = story_loans(book, story)
        partner[places, 0] = story_payee(book, story, places)
        amount[places] = 0
        amount[places, 0] = ints(principal[places] * share / 100) * 100
    for story in (stories.SPLIT, stories.WINDOW_DRESSING):
        amount[story_loans(book, story)] = 0
    again = story_loans(book, stories.EVERGREENING)
    amount[again[_is_second(book.loans.client[again])]] = 0
    return Payees(partner=partner, amount=amount, is_named=book.loans.is_entrusted[:, None] & (amount > 0))


def _is_second(clients: Ints) -> Bools:
    second = np.zeros(len(clients), dtype=np.bool_)
    second[1:] = clients[1:] == clients[:-1]
    return second


def renewals(book: Book) -> tuple[Ints, Ints]:
    """Places of the evergreening loans: the ones repaid and the ones that repay them, pair by pair."""
    places = story_loans(book, stories.EVERGREENING)
    second = np.flatnonzero(_is_second(book.loans.client[places]))
    return places[second - 1], places[second]


def story_payee(book: Book, story: str, places: Ints) -> Ints:
    """A payee of the story's own; the borrowers of a group have the same one."""
    chunk_base = parties.FIRST_STORY_PAYEE + book.chunk * 1_000
    client = book.loans.client[places]
    if story != stories.SHARED_PAYEE:
        return chunk_base + 100 * STORY_LOANS.index(story) + np.arange(len(places))
    group = np.zeros(len(places), dtype=np.int64)
    for number, members in enumerate(book.cast.groups[story]):
        group[np.isin(client, members)] = number
    return chunk_base + 100 * STORY_LOANS.index(story) + group


def payee_frame(book: Book, payees: Payees) -> pl.DataFrame:
    """The loan_payee feed: payees named in the contracts of entrusted loans."""
    loan, place = np.nonzero(payees.is_named)
    partner = payees.partner[loan, place]
    nobody = pl.Series([None], dtype=pl.String).gather(np.zeros(len(loan), dtype=np.int64))
    return pl.DataFrame(
        {
            "loan_code": book.loan_codes.gather(loan),
            "payee_account_code": parties.counterparty_accounts(partner),
            "payee_name": parties.counterparty_names(partner, nobody),
            "contract_amount": as_money(payees.amount[loan, place]),
        }
    )

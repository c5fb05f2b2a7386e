"""What loans do to accounts: money paid out, handed on to payees, repaid; debits that bounce before trouble."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.demo import counterparties as parties
from etl.demo.accounts import SUPERVISED
from etl.demo.book import Book
from etl.demo.days import Ints, ints
from etl.demo.movements import Movements, moved
from etl.demo.payees import Payees
from etl.demo.plan import LEAD_MONTHS
from etl.demo.terms import CARD, MORTGAGE
from schema.domain.words import TransactionKind as Kind

BOUNCES_PER_SPELL = 4


def loan_movements(book: Book, payees: Payees) -> Iterator[Movements]:
    """Everything loans of the window do to accounts."""
    yield from _payouts(book, payees)
    yield from _repayments(book)
    yield from _bounced(book)


def month_end_cap(book: Book, days: Ints) -> Ints:
    """`days`, but not after the end of the month in which the loan was paid out."""
    return book.plan.ends(book.plan.months(days))


def _payouts(book: Book, payees: Payees) -> Iterator[Movements]:
    random, loans = book.random("payouts"), book.loans
    new = np.flatnonzero(book.plan.in_window(loans.disbursed))
    account = book.accounts.supervising(loans)
    day = loans.disbursed
    yield moved(account[new], day[new], loans.principal[new], of=Kind.LOAN_DISBURSEMENT, text="贷款发放")
    paid, place = np.nonzero(payees.amount[new])
    loan = new[paid]
    wait = np.where(loans.is_entrusted[loan], random.integers(0, 2, len(loan)), random.integers(0, 9, len(loan)))
    when = np.minimum(day[loan] + wait, month_end_cap(book, day[loan]))
    amount, partner = payees.amount[loan, place], payees.partner[loan, place]
    for kind, chosen, text in (
        (Kind.PROPERTY, loans.kind[loan] == MORTGAGE, "购房款"),
        (Kind.CARD, loans.kind[loan] == CARD, "消费"),
        (Kind.TRANSFER, (loans.kind[loan] < MORTGAGE) & loans.is_entrusted[loan], "受托支付"),
        (Kind.TRANSFER, (loans.kind[loan] < MORTGAGE) & ~loans.is_entrusted[loan], "采购款"),
    ):
        yield moved(account[loan[chosen]], when[chosen], -amount[chosen], of=kind, text=text, partner=partner[chosen])
    yield from _released(book, payees)


def _released(book: Book, payees: Payees) -> Iterator[Movements]:
    """What a supervised account still holds goes to the settlement account at the end of the month."""
    accounts, loans = book.accounts, book.loans
    watched = np.flatnonzero(accounts.purpose == SUPERVISED)
    loan = accounts.loan[watched]
    rest = loans.principal[loan] - payees.amount[loan].sum(axis=1)
    day = month_end_cap(book, loans.disbursed[loan])
    yield moved(watched, day, -rest, of=Kind.TRANSFER, text="同名划转", partner=parties.OWN_NAME)
    yield moved(loans.client[loan], day, rest, of=Kind.TRANSFER, text="同名划转", partner=parties.OWN_NAME)


def _repayments(book: Book) -> Iterator[Movements]:
    paid, plan = book.repayments, book.plan
    own = plan.in_window(paid.day) & ~paid.is_third_party
    client = book.loans.client[paid.loan[own]]
    yield moved(client, paid.day[own], -paid.amount[own], of=Kind.LOAN_REPAYMENT, text="贷款还款")


def _bounced(book: Book) -> Iterator[Movements]:
    """Debits that fail for lack of money, in the months in which health falls and while it lies low."""
    random, trouble, plan = book.random("bounced"), book.trouble, book.plan
    spell = np.repeat(np.arange(len(trouble.client)), BOUNCES_PER_SPELL)
    from_day = plan.starts(trouble.declines[spell]) + 45
    until = np.minimum(trouble.start[spell] + 60, plan.last_day)
    day = from_day + ints(random.random(len(spell)) * (until - from_day))
    client = trouble.client[spell]
    fits = (until > from_day) & plan.in_window(day) & (day >= book.people.since_day[client])
    low = book.health[client, np.clip(plan.months(day) + LEAD_MONTHS, 0, book.health.shape[1] - 1)] < -0.8
    chosen = fits & (random.random(len(spell)) < 0.7) & low
    client, day = client[chosen], day[chosen]
    amount = ints(book.people.turnover[client] * random.uniform(0.05, 0.4, len(client)))
    partner = parties.usual_partner(random, book.people.number[client], 8)
    yield moved(client, day, -amount, of=Kind.TRANSFER, text="采购款", partner=partner)
    yield moved(client, day, amount, of=Kind.RETURNED, text="扣款失败退回", partner=partner)

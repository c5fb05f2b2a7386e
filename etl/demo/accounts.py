"""Accounts of a chunk: one settlement account per client, deposits, accounts that supervise a loan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.clients import Clients
from etl.demo.days import Ints, as_days, ints, words
from etl.demo.plan import Plan
from etl.demo.structure import SUB_BRANCHES
from etl.demo.terms import Loans

SETTLEMENT, DEPOSIT, SUPERVISED = range(3)
PURPOSES = ("settlement", "deposit", "supervised")
DEPOSIT_SHARE = (0.5, 0.3, 0.5)
DEPOSIT_SUFFIX, FIRST_SUPERVISED_SUFFIX = 2, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """One entry per account; the settlement account of client i is account i. `loan` is -1 but for supervised ones."""

    client: Ints
    purpose: Ints
    loan: Ints
    opened: Ints
    suffix: Ints

    def __len__(self) -> int:
        return len(self.client)

    def codes(self, numbers: Ints) -> pl.Series:
        """Account codes, from the client numbers of the chunk."""
        client = pl.Series(numbers[self.client]).cast(pl.String).str.zfill(8)
        return ("6228" + client + pl.Series(self.suffix).cast(pl.String).str.zfill(3)).alias("account_code")

    def supervising(self, loans: Loans) -> Ints:
        """The account each loan is paid out to: its supervised one, or the client's settlement account."""
        target = loans.client.copy()
        watched = np.flatnonzero(self.purpose == SUPERVISED)
        target[self.loan[watched]] = watched
        return target


def accounts_of(plan: Plan, chunk: int, people: Clients, *, loans: Loans) -> Accounts:
    """Every account of the chunk; accounts that supervise loans exist for loans of the window."""
    random = plan.random("accounts", chunk)
    count = len(people)
    saver = np.flatnonzero(random.random(count) < np.take(DEPOSIT_SHARE, people.kind))
    watched = np.flatnonzero(loans.is_supervised & (loans.disbursed >= plan.first_day))
    client = ints(np.concatenate([np.arange(count), saver, loans.client[watched]]))
    purpose = np.repeat([SETTLEMENT, DEPOSIT, SUPERVISED], [count, len(saver), len(watched)])
    opened = people.since_day[client]
    opened[count + len(saver) :] = loans.disbursed[watched]
    suffix = np.where(purpose == SETTLEMENT, 1, DEPOSIT_SUFFIX)
    suffix[count + len(saver) :] = FIRST_SUPERVISED_SUFFIX + loans.serial[watched]
    loan = np.full(len(client), -1, dtype=np.int64)
    loan[count + len(saver) :] = watched
    return Accounts(client=client, purpose=ints(purpose), loan=loan, opened=opened, suffix=ints(suffix))


def account_frame(people: Clients, accounts: Accounts, *, loan_codes: pl.Series) -> pl.DataFrame:
    """The account feed."""
    loan = pl.Series(accounts.loan).set(pl.Series(accounts.loan < 0), None)
    return pl.DataFrame(
        {
            "account_code": accounts.codes(people.number),
            "client_code": people.codes.gather(accounts.client),
            "org_unit_code": words([unit.code for unit in SUB_BRANCHES], people.sub_branch[accounts.client]),
            "loan_code": loan_codes.gather(loan),
            "purpose": words(PURPOSES, accounts.purpose),
            "is_supervised": pl.Series(accounts.purpose == SUPERVISED),
            "currency": "CNY",
            "opened_date": as_days(accounts.opened),
            "closed_date": pl.Series([None] * len(accounts), dtype=pl.Date),
        }
    )

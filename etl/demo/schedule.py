"""Instalments of many loans at once, to the cent the same as `schema.domain.schedule` derives one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.days import Floats, Ints, add_months, ints
from etl.demo.terms import EQUAL_INSTALMENT, EQUAL_PRINCIPAL, Loans

YEAR = 120_000  # basis points times months


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One entry per instalment, by loan and number: place of the loan, number, due day, cents due."""

    loan: Ints
    no: Ints
    due: Ints
    principal: Ints
    interest: Ints

    def __len__(self) -> int:
        return len(self.loan)


def schedule_of(loans: Loans) -> Schedule:
    """The whole schedule of every loan."""
    counts = loans.term // loans.period
    loan = np.repeat(np.arange(len(loans)), counts)
    starts = np.cumsum(counts) - counts
    no = np.arange(len(loan)) - np.repeat(starts, counts) + 1
    principal = _principals(loans, counts, loan=loan, no=no)
    paid_before = np.cumsum(principal) - principal
    outstanding = loans.principal[loan] - (paid_before - paid_before[starts][loan])
    months = loans.period[loan]
    interest = interest_of(outstanding, loans.rate[loan], months)
    level = (loans.shape[loan] == EQUAL_INSTALMENT) & (no < counts[loan])
    rest = np.maximum(_payments(loans, counts)[loan] - principal, 0)
    return Schedule(
        loan=loan,
        no=no,
        due=add_months(loans.disbursed[loan], months * no),
        principal=principal,
        interest=ints(np.where(level, rest, interest)),
    )


def interest_of(principal: Ints, rate: Ints, months: Ints) -> Ints:
    """Interest on `principal` over whole months, rounded half up to the cent."""
    return (2 * principal * rate * months + YEAR) // (2 * YEAR)


def _principals(loans: Loans, counts: Ints, *, loan: Ints, no: Ints) -> Ints:
    """Principal of each instalment; interest-first and bullet pay all of it with the last one."""
    count, money = counts[loan], loans.principal[loan]
    last = no == count
    share = (2 * money + count) // (2 * count)
    even = np.where(last, money - share * (count - 1), share)
    level = _balances(loans, counts, loan=loan, no=no - 1) - _balances(loans, counts, loan=loan, no=no)
    at_end = np.where(last, money, 0)
    shape = loans.shape[loan]
    return ints(np.select([shape == EQUAL_PRINCIPAL, shape == EQUAL_INSTALMENT], [even, level], at_end))


def _growth(loans: Loans) -> Floats:
    return np.asarray(1 + loans.rate / 10_000 * loans.period / 12, dtype=np.float64)


def _balances(loans: Loans, counts: Ints, *, loan: Ints, no: Ints) -> Ints:
    """Balance of equal instalments after `no` of them."""
    grown = _growth(loans) ** counts
    after = loans.principal[loan] / 100 * (grown[loan] - _growth(loans)[loan] ** no) / (grown[loan] - 1)
    return _to_cents(after)


def _payments(loans: Loans, counts: Ints) -> Ints:
    """The equal instalment of each loan."""
    grown = _growth(loans) ** counts
    rate = loans.rate / 10_000 * loans.period / 12
    return _to_cents(loans.principal / 100 * rate * grown / (grown - 1))


def _to_cents(amounts: Floats) -> Ints:
    return ints(np.floor(amounts * 100 + 0.5))

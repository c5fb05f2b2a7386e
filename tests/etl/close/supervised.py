"""Accounts and movements for a bank that is written fact by fact, and the steps of account supervision alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from etl.close import live, supervision_accounts, supervision_findings, supervision_follow, supervision_units
from tests.etl.close.bank import Bank, Loan
from tests.etl.close.steps import run_steps

AS_OF = date(2026, 10, 31)
DRAWN = date(2026, 10, 1)
STEPS = (
    live.STEP,
    supervision_follow.STEP,
    supervision_findings.STEP,
    supervision_accounts.ACCOUNT_STEP,
    supervision_accounts.ROUTING_STEP,
    supervision_units.STEP,
)


class Till:
    """One client with a settlement account; days are counted from the day of disbursement."""

    def __init__(self, bank: Bank, code: str, unit: int, *, kind: str = "corporate") -> None:
        self.bank, self.unit, self.client = bank, unit, bank.client(code, unit, kind=kind)
        self.account = self.opened(f"{code}-1", "settlement")
        self.moved = 0

    def opened(self, code: str, purpose: str, *, loan: Loan | None = None) -> int:
        """Another account of the client; one that supervises `loan` when it is given."""
        key: int = self.bank.connection.exec_driver_sql(
            "insert into core.account (client_id, account_code, org_unit_id, loan_id, purpose, is_supervised, currency)"
            " values (%s, %s, %s, %s, %s, %s, 'CNY') returning account_id",
            (self.client, code, self.unit, loan.loan_id if loan else None, purpose, purpose == "supervised"),
        ).scalar_one()
        return key

    def draws(self, code: str, amount: str, *, on: date = DRAWN, into: int | None = None, **terms: Any) -> Loan:
        """A loan of `amount`, credited to the settlement account on the same day."""
        loan = self.bank.loan(code, self.client, self.unit, principal_amount=amount, disbursed_date=on, **terms)
        self.moves(amount, "loan_disbursement", on=on, at=into)
        return loan

    def names(self, loan: Loan, payee: str) -> None:
        """The contract of the loan names a payee."""
        self.bank.connection.exec_driver_sql(
            "insert into core.loan_payee (client_id, loan_id, payee_account_code) values (%s, %s, %s)",
            (loan.client_id, loan.loan_id, payee),
        )

    def moves(
        self, amount: str, kind: str, payee: str | None = None, *, day: int = 0, on: date | None = None,
        at: int | None = None, name: str | None = None,
    ) -> str:  # fmt: skip
        """A movement so many days after DRAWN; returns its code. Money out is negative."""
        booked = on or DRAWN + timedelta(days=day)
        self.moved += 1
        run = self.bank.connection.exec_driver_sql
        run("select ops.ensure_partitions('core.account_transaction', %s, %s)", (booked, booked))
        run(
            "insert into core.account_transaction (booked_date, client_id, account_id, transaction_code, amount, kind,"
            " counterparty_account_code, counterparty_name) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            (booked, self.client, at or self.account, f"T{self.moved}", Decimal(amount), kind, payee, name or payee),
        )
        return f"T{self.moved}"


def supervise(connection: Connection, as_of: date = AS_OF) -> None:
    """Run the steps as a close of `as_of` does."""
    run_steps(connection, as_of, STEPS)

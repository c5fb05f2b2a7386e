"""A bank written fact by fact, small enough to add up by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

LONG_AGO = date(2020, 1, 1)
Due = tuple[date, str, str]


@dataclass(frozen=True)
class Loan:
    """Keys of a loan."""

    client_id: int
    loan_id: int


class Bank:
    """Writes facts through a connection as the loader; the caller commits."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def org_unit(self, code: str, *, parents: Sequence[int] = (), kind: str = "branch") -> int:
        """A unit below `parents`, the nearest first; its closure rows come with it."""
        unit = self._key(
            "insert into core.org_unit (org_unit_code, name, kind, parent_id) values (%s, %s, %s, %s)"
            " returning org_unit_id",
            (code, code, kind, parents[0] if parents else None),
        )
        for depth, ancestor in enumerate((unit, *parents)):
            self._run("insert into core.org_unit_closure values (%s, %s, %s)", (ancestor, unit, depth))
        return unit

    def client(self, code: str, unit: int, *, kind: str = "corporate") -> int:
        return self._key(
            "insert into core.client (client_code, name, kind, org_unit_id) values (%s, %s, %s, %s)"
            " returning client_id",
            (code, f"Client {code}", kind, unit),
        )

    def loan(self, code: str, client_id: int, unit: int, **terms: Any) -> Loan:
        """A delivered 1,000.00 loan in CNY of the corporate scheme, disbursed long ago, unless `terms` say so."""
        row = {
            "client_id": client_id, "loan_code": code, "org_unit_id": unit, "kind": "working_capital",
            "scheme": "corporate_2023", "currency": "CNY", "principal_amount": "1000.00", "annual_rate": "0",
            "schedule_type": "delivered", "disbursed_date": LONG_AGO, "maturity_date": date(2030, 1, 1), **terms,
        }  # fmt: skip
        names, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
        statement = f"insert into core.loan ({names}) values ({places}) returning loan_id"
        return Loan(client_id, self._key(statement, row))

    def instalments(self, loan: Loan, dues: Iterable[Due]) -> None:
        """Delivered instalments: due date, principal, interest."""
        for no, (due_date, principal, interest) in enumerate(dues, start=1):
            self._partition("instalment", due_date)
            self._run(
                "insert into core.instalment values (%s, %s, %s, %s, %s, %s, 'delivered', null)",
                (due_date, loan.client_id, loan.loan_id, no, principal, interest),
            )

    def repayment(self, loan: Loan, paid_date: date, amount: str | Decimal) -> None:
        self._partition("repayment", paid_date)
        self._run(
            "insert into core.repayment (paid_date, client_id, loan_id, repayment_code, paid_amount)"
            " values (%s, %s, %s, (select 'R' || count(*) from core.repayment), %s)",
            (paid_date, loan.client_id, loan.loan_id, amount),
        )

    def delivered(self, loan: Loan, as_of: date, **figures: Any) -> None:
        """The bank's own figures of a loan on a date."""
        row = {"as_of": as_of, "client_id": loan.client_id, "loan_id": loan.loan_id, **figures}
        names, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
        self._run(f"insert into core.delivered_snapshot ({names}) values ({places})", row)

    def overdue_loan(
        self, code: str, client_id: int, unit: int, *, as_of: date, days: int, principal: str, **terms: Any
    ) -> Loan:
        """A loan all of whose principal fell due `days` before `as_of`; it is not due yet for `days` below 0."""
        loan = self.loan(code, client_id, unit, principal_amount=principal, **terms)
        self.instalments(loan, [(as_of - timedelta(days=days), principal, "0.00")])
        return loan

    def _partition(self, table: str, day: date) -> None:
        self._run("select ops.ensure_partitions(%s, %s, %s)", (f"core.{table}", day, day))

    def _key(self, statement: str, values: Any) -> int:
        key: int = self.connection.exec_driver_sql(statement, values).scalar_one()
        return key

    def _run(self, statement: str, values: Any) -> None:
        self.connection.exec_driver_sql(statement, values)


def rows(connection: Connection, question: str) -> list[tuple[Any, ...]]:
    """The answer as plain tuples."""
    return [tuple(row) for row in connection.exec_driver_sql(question)]

"""Where the money of one loan went after it was paid out, as the newest close that followed it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, select

from schema.domain.supervision import Destination
from schema.marts.tables_supervision import fund_finding, fund_flow, fund_payment, fund_use
from schema.tables.accounts import account


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What of a draw went to one destination; `returned_amount` of it came back within the days of the rule."""

    destination: str
    amount: Decimal
    returned_amount: Decimal
    payment_count: int


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One payment after disbursement: what was paid and how much of it is attributed to the draw.

    `account_code` is None for who may not see the account; `returned_code` names the movement that came back.
    """

    booked_date: date
    transaction_code: str
    account_code: str | None
    destination: str
    paid_amount: Decimal
    attributed_amount: Decimal
    returned_amount: Decimal
    returned_date: date | None
    returned_code: str | None
    payee_account_code: str | None
    payee_name: str | None
    note: str | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check of a loan that found something; `evidence` are transaction codes, oldest first."""

    check_code: str
    severity: str
    amount: Decimal
    share_ratio: Decimal
    evidence_count: int
    borrower_count: int | None
    payee_name: str | None
    evidence: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class LoanFlow:
    """The draw of one loan, its flows in the order of Destination, its payments by date, its findings, worst first.

    `as_of` is the date of the close that found it; amounts are in `currency`. The flows add up to `draw_amount`
    when `state` is "followed", and there are none otherwise. `unchecked` are the checks for which data was missing.
    """

    as_of: date
    client_id: int
    loan_id: int
    client_code: str
    client_name: str
    loan_code: str
    kind: str
    payment_mode: str | None
    currency: str
    disbursed_date: date
    followed_until_date: date
    draw_amount: Decimal
    state: str
    entrusted_amount: Decimal
    unchecked: Sequence[str]
    flows: tuple[Flow, ...]
    payments: tuple[Payment, ...]
    findings: tuple[Finding, ...]


OWN = {"flows", "payments", "findings"}
ORDER = {each.value: place for place, each in enumerate(Destination)}
GRAVEST = ("red", "orange", "yellow")


def flow_of_loan(connection: Connection, *, client_id: int, loan_id: int, as_of: date) -> LoanFlow | None:
    """The flow after disbursement as the newest close up to `as_of` found it.

    None when no close followed the loan (it is older than the closes, or not disbursed yet), and for who may not
    see the accounts of the client.
    """
    columns = [column for column in fund_use.c if column.name in LoanFlow.__dataclass_fields__]
    statement = (
        select(*columns)
        .where(fund_use.c.client_id == client_id, fund_use.c.loan_id == loan_id, fund_use.c.as_of <= as_of)
        .order_by(fund_use.c.as_of.desc())
        .limit(1)
    )
    head = connection.execute(statement).mappings().one_or_none()
    return _whole(connection, head) if head else None


def _whole(connection: Connection, head: Any) -> LoanFlow:
    flows = [Flow(**row) for row in _rows(connection, fund_flow, Flow, head)]
    findings = [Finding(**row) for row in _rows(connection, fund_finding, Finding, head)]
    return LoanFlow(
        **head,
        flows=tuple(sorted(flows, key=lambda flow: ORDER[flow.destination])),
        payments=_payments(connection, head),
        findings=tuple(sorted(findings, key=lambda found: (GRAVEST.index(found.severity), found.check_code))),
    )


def _rows(connection: Connection, mart: Table, wanted: type, head: Any) -> Any:
    columns = [mart.c[field.name] for field in fields(wanted)]
    return connection.execute(select(*columns).where(*_is_of(mart, head))).mappings()


def _payments(connection: Connection, head: Any) -> tuple[Payment, ...]:
    mart = fund_payment.c
    columns = [mart[field.name] for field in fields(Payment) if field.name != "account_code"]
    of_account = (account.c.client_id == mart.client_id) & (account.c.account_id == mart.account_id)
    statement = (
        select(*columns, account.c.account_code)
        .select_from(fund_payment.outerjoin(account, of_account))
        .where(*_is_of(fund_payment, head))
        .order_by(mart.booked_date, mart.account_id, mart.transaction_code)
    )
    return tuple(Payment(**row) for row in connection.execute(statement).mappings())


def _is_of(mart: Table, head: Any) -> tuple[Any, ...]:
    return (
        mart.c.as_of == head["as_of"],
        mart.c.client_id == head["client_id"],
        mart.c.loan_id == head["loan_id"],
    )

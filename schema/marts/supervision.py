"""Account supervision: what a unit, with everything below it, sees of a date. `flow_of_loan` asks about one loan."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, func, select, union_all

from schema.domain.money import Ratio
from schema.marts.supervision_flow import Finding, Flow, LoanFlow, Payment, flow_of_loan
from schema.marts.supervision_sums import SEVERITIES, CheckCount, Supervision, checks, summary, within
from schema.marts.tables_supervision import due_cover, fund_finding, fund_use, supervised_account
from schema.marts.today_scope import Scope

__all__ = ["CheckCount", "Finding", "Flow", "LoanFlow", "Payment", "Supervision", "checks", "flow_of_loan", "summary"]
MOST = 200


@dataclass(frozen=True, kw_only=True)
class FlaggedLoan:
    """One finding of one loan."""

    client_id: int
    loan_id: int
    client_code: str
    client_name: str
    loan_code: str
    check_code: str
    severity: str
    amount: Decimal
    share_ratio: Decimal
    evidence_count: int
    borrower_count: int | None
    payee_name: str | None
    disbursed_date: date


@dataclass(frozen=True, kw_only=True)
class Draw:
    """A loan disbursed lately; `severity` is the gravest finding, None where no check found anything."""

    client_id: int
    loan_id: int
    client_name: str
    loan_code: str
    payment_mode: str | None
    disbursed_date: date
    draw_amount: Decimal
    entrusted_amount: Decimal
    state: str
    severity: str | None


@dataclass(frozen=True, kw_only=True)
class SupervisedAccount:
    """A supervised account with the flows of the month; `balance_amount` is None when no balance of it is known."""

    client_code: str
    client_name: str
    account_code: str
    loan_code: str | None
    balance_amount: Decimal | None
    balance_date: date | None
    in_amount: Decimal
    out_amount: Decimal
    movement_count: int


@dataclass(frozen=True, kw_only=True)
class CoveredDue:
    """An instalment of the next working days; balance and lack are None when no balance is known."""

    client_code: str
    client_name: str
    loan_code: str
    due_date: date
    working_days_left: int
    open_amount: Decimal
    arrears_amount: Decimal
    balance_amount: Decimal | None
    short_amount: Decimal | None
    severity: str | None

    @property
    def cover_ratio(self) -> Ratio | None:
        """What is there of what is due; None when no balance is known."""
        return None if self.short_amount is None else Ratio(self.open_amount - self.short_amount, self.open_amount)


def currencies(connection: Connection, *, org_unit_id: int, as_of: date) -> list[str]:
    """The currencies in which there is anything to see, the one with most of it first."""
    unit = Scope(org_unit_ids=(org_unit_id,))
    parts = [
        select(mart.c.currency).where(mart.c.as_of == as_of, unit.reaches(mart))
        for mart in (fund_use, supervised_account, due_cover)
    ]
    every = union_all(*parts).subquery("every")
    counted = select(every.c.currency).group_by(every.c.currency).order_by(func.count().desc(), every.c.currency)
    return list(connection.scalars(counted))


def findings(
    connection: Connection, *, org_unit_id: int, currency: str, as_of: date, most: int = MOST
) -> tuple[FlaggedLoan, ...]:
    """Findings of the unit, gravest first, then by amount."""
    of_loan = (
        (fund_use.c.as_of == fund_finding.c.as_of)
        & (fund_use.c.client_id == fund_finding.c.client_id)
        & (fund_use.c.loan_id == fund_finding.c.loan_id)
    )
    named = {"client_code", "client_name", "loan_code", "disbursed_date"}
    columns = [
        (fund_use if field.name in named else fund_finding).c[field.name] for field in fields(FlaggedLoan)
    ]  # fmt: skip
    mart = fund_finding.c
    statement = within(select(*columns).join(fund_use, of_loan), fund_finding, org_unit_id, currency, as_of)
    order = (_rank(mart.severity), mart.amount.desc(), mart.loan_id, mart.check_code)
    rows = connection.execute(statement.order_by(*order).limit(most)).mappings()
    return tuple(FlaggedLoan(**row) for row in rows)


def draws(
    connection: Connection, *, org_unit_id: int, currency: str, as_of: date, most: int = MOST
) -> tuple[Draw, ...]:
    """Loans disbursed lately in the unit, the latest first."""
    mart = fund_use.c
    columns = [mart[field.name] for field in fields(Draw)]
    statement = within(select(*columns), fund_use, org_unit_id, currency, as_of)
    order = (mart.disbursed_date.desc(), mart.draw_amount.desc(), mart.loan_id)
    rows = connection.execute(statement.order_by(*order).limit(most)).mappings()
    return tuple(Draw(**row) for row in rows)


def accounts(
    connection: Connection, *, org_unit_id: int, currency: str, as_of: date, most: int = MOST
) -> tuple[SupervisedAccount, ...]:
    """Supervised accounts of the unit: those with the largest balance, then those that moved most."""
    mart = supervised_account.c
    columns = [mart[field.name] for field in fields(SupervisedAccount)]
    statement = within(select(*columns), supervised_account, org_unit_id, currency, as_of)
    order = (mart.balance_amount.desc().nulls_last(), (mart.in_amount + mart.out_amount).desc(), mart.account_code)
    rows = connection.execute(statement.order_by(*order).limit(most)).mappings()
    return tuple(SupervisedAccount(**row) for row in rows)


def dues(
    connection: Connection, *, org_unit_id: int, currency: str, as_of: date, most: int = MOST
) -> tuple[CoveredDue, ...]:
    """Instalments of the next working days, gravest first, then by due date."""
    mart = due_cover.c
    columns = [mart[field.name] for field in fields(CoveredDue)]
    statement = within(select(*columns), due_cover, org_unit_id, currency, as_of)
    unknown_next = mart.short_amount.is_(None)
    order = (_rank(mart.severity), unknown_next.desc(), mart.due_date, mart.open_amount.desc(), mart.loan_id)
    rows = connection.execute(statement.order_by(*order, mart.instalment_no).limit(most)).mappings()
    return tuple(CoveredDue(**row) for row in rows)


def due_counts(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> dict[str, int]:
    """How many instalments fall due in the next working days, by level; "covered" and "unknown" for the others."""
    mart = due_cover.c
    level = case((mart.short_amount.is_(None), "unknown"), else_=func.coalesce(mart.severity, "covered"))
    statement = within(
        select(level.label("level"), func.count().label("found")), due_cover, org_unit_id, currency, as_of
    )
    return {row.level: row.found for row in connection.execute(statement.group_by(level))}


def _rank(severity: Any) -> Any:
    return case({level: place for place, level in enumerate(SEVERITIES)}, value=severity, else_=len(SEVERITIES))

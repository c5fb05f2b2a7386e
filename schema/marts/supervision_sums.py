"""The sums of account supervision: of a unit as the close wrote them, or of one's own book in it.

Whoever sees a unit as a whole reads its row; who sees only his own book in it gets the sums of the rows he sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, Table, case, func, select

from schema.domain.money import Ratio
from schema.domain.supervision import FollowState, FundUseCheck
from schema.marts.tables_supervision import (
    client_routing,
    fund_finding,
    fund_use,
    org_unit_fund_check,
    org_unit_supervision,
    supervised_account,
)
from schema.marts.today_scope import Scope

SEVERITIES = ("red", "orange", "yellow")


@dataclass(frozen=True, kw_only=True)
class Supervision:
    """Loans disbursed in the window, supervised accounts, and inflow against revenue; amounts in one currency.

    `followed_count` loans could be followed; `balance_count` of the accounts have a balance; `routing_count` of the
    clients have a statement, and inflow and revenue are theirs.
    """

    loan_count: int
    draw_amount: Decimal
    followed_count: int
    followed_amount: Decimal
    entrusted_amount: Decimal
    red_count: int
    orange_count: int
    yellow_count: int
    account_count: int
    balance_count: int
    balance_amount: Decimal
    in_amount: Decimal
    out_amount: Decimal
    client_count: int
    routing_count: int
    inflow_3_months_amount: Decimal
    inflow_12_months_amount: Decimal
    revenue_3_months_amount: Decimal
    revenue_12_months_amount: Decimal

    @property
    def entrusted_ratio(self) -> Ratio:
        """Paid entrusted, of the draws that could be followed; no value without any."""
        return Ratio(self.entrusted_amount, self.followed_amount)

    @property
    def routing_3_months_ratio(self) -> Ratio:
        """资金归行率 of 3 months: inflow here ÷ revenue of the statements, prorated; no value without statements."""
        return Ratio(self.inflow_3_months_amount, self.revenue_3_months_amount)

    @property
    def routing_12_months_ratio(self) -> Ratio:
        """The same of 12 months."""
        return Ratio(self.inflow_12_months_amount, self.revenue_12_months_amount)

    @property
    def flagged_count(self) -> int:
        """Loans with a finding of any level."""
        return self.red_count + self.orange_count + self.yellow_count


@dataclass(frozen=True, kw_only=True)
class CheckCount:
    """How many of the loans a check looked at, could not look at, and found something about."""

    check_code: str
    loan_count: int
    unchecked_count: int
    red_count: int
    orange_count: int
    yellow_count: int


def summary(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> Supervision | None:
    """The sums of the unit, or of one's own book in it; None when there is nothing at all."""
    mart = org_unit_supervision.c
    whole = select(*(mart[field.name] for field in fields(Supervision))).where(
        mart.as_of == as_of, mart.org_unit_id == org_unit_id, mart.currency == currency
    )
    row = connection.execute(whole).mappings().one_or_none()
    return Supervision(**row) if row else _of_book(connection, org_unit_id, currency, as_of)


def checks(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> tuple[CheckCount, ...]:
    """One row per check, in the order of FundUseCheck; empty without loans in the window."""
    mart = org_unit_fund_check.c
    statement = select(*(mart[field.name] for field in fields(CheckCount))).where(
        mart.as_of == as_of, mart.org_unit_id == org_unit_id, mart.currency == currency
    )
    rows = [CheckCount(**row) for row in connection.execute(statement).mappings()]
    found = {row.check_code: row for row in rows or _checks_of_book(connection, org_unit_id, currency, as_of)}
    return tuple(found[check] for check in FundUseCheck if check in found)


def within(statement: Select[Any], mart: Table, org_unit_id: int, currency: str, as_of: date) -> Select[Any]:
    """The statement for the rows of a unit and everything below it, on a date, in a currency."""
    unit = Scope(org_unit_ids=(org_unit_id,)).reaches(mart)
    return statement.where(mart.c.as_of == as_of, mart.c.currency == currency, unit)


def _of_book(connection: Connection, org_unit_id: int, currency: str, as_of: date) -> Supervision | None:
    """The same sums over the rows the subject sees."""
    use, account, routing = fund_use.c, supervised_account.c, client_routing.c
    is_followed, has_revenue = use.state == FollowState.FOLLOWED, routing.revenue_amount > 0
    asked: Sequence[tuple[Table, dict[str, Any]]] = (
        (
            fund_use,
            {
                "loan_count": func.count(),
                "draw_amount": _sum(use.draw_amount),
                "followed_count": func.count().filter(is_followed),
                "followed_amount": _sum(case((is_followed, use.draw_amount))),
                "entrusted_amount": _sum(use.entrusted_amount),
                **{f"{level}_count": func.count().filter(use.severity == level) for level in SEVERITIES},
            },
        ),
        (
            supervised_account,
            {
                "account_count": func.count(),
                "balance_count": func.count(account.balance_amount),
                "balance_amount": _sum(account.balance_amount),
                "in_amount": _sum(account.in_amount),
                "out_amount": _sum(account.out_amount),
            },
        ),
        (
            client_routing,
            {
                "client_count": func.count(),
                "routing_count": func.count().filter(has_revenue),
                **{
                    f"{what}_{months}_months_amount": _sum(case((has_revenue, amount)))
                    for months in (3, 12)
                    for what, amount in (
                        ("inflow", routing[f"inflow_{months}_months_amount"]),
                        ("revenue", func.round(routing.revenue_amount * months / routing.period_months, 2)),
                    )
                },
            },
        ),
    )
    sums: dict[str, Any] = {}
    for mart, columns in asked:
        named = [column.label(name) for name, column in columns.items()]
        statement = within(select(*named).select_from(mart), mart, org_unit_id, currency, as_of)
        sums |= connection.execute(statement).mappings().one()
    return Supervision(**sums) if sums["loan_count"] or sums["account_count"] or sums["client_count"] else None


def _sum(amount: Any) -> Any:
    return func.coalesce(func.sum(amount), 0)


def _checks_of_book(connection: Connection, org_unit_id: int, currency: str, as_of: date) -> list[CheckCount]:
    asked = within(select(fund_use.c.unchecked), fund_use, org_unit_id, currency, as_of)
    unchecked = list(connection.scalars(asked))
    columns = (fund_finding.c.check_code, fund_finding.c.severity)
    asked = within(select(*columns), fund_finding, org_unit_id, currency, as_of)
    found = Counter((row.check_code, row.severity) for row in connection.execute(asked))
    missing = Counter(check for of_loan in unchecked for check in of_loan)
    return [
        CheckCount(
            check_code=check, loan_count=len(unchecked), unchecked_count=missing[check],
            **{f"{level}_count": found[check, level] for level in SEVERITIES},
        )
        for check in FundUseCheck
        if unchecked
    ]  # fmt: skip

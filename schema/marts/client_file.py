"""Everything the bank knows of one client as of a date. Every question names the client first, where facts lie.

What a subject may not see is not there; a client outside the scope is None, like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import Connection, and_, func, select

from schema.domain.money import ZERO
from schema.domain.provisioning import ProvisionRules, provide
from schema.domain.words import RiskClass
from schema.marts import client_loans, client_ties, people
from schema.marts.client_loans import LoanFile
from schema.marts.client_ties import Account, Collateral, Event, Guarantee, Purchase
from schema.marts.closes import ParameterRow
from schema.marts.frames import frame
from schema.marts.people import Responsible, is_valid
from schema.marts.tables import overdue_loan
from schema.tables.organisation import org_unit, org_unit_closure, region
from schema.tables.party import client, client_group, client_group_member

MOST_OVERDUE = 50


@dataclass(frozen=True, kw_only=True)
class Membership:
    """The group a client belongs to on the date, and as what."""

    group_code: str
    group_name: str
    relation: str | None


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The loans of a client in one currency: the worst class and the most days past due of them all."""

    currency: str
    loan_count: int
    outstanding_principal_amount: Decimal
    overdue_amount: Decimal
    days_past_due: int
    risk_class: RiskClass
    allowance_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ClientFile:
    """One client as of a date: who, with whom, and all that is known of it."""

    as_of: date
    client_id: int
    client_code: str
    name: str
    kind: str
    industry: str | None
    ownership: str | None
    segment: str | None
    internal_rating: str | None
    since_date: date | None
    unit_name: str
    region_name: str | None
    groups: tuple[Membership, ...]
    people: tuple[Responsible, ...]
    loans: tuple[LoanFile, ...]
    collaterals: tuple[Collateral, ...]
    guarantees: tuple[Guarantee, ...]
    accounts: tuple[Account, ...]
    events: tuple[Event, ...]
    purchases: tuple[Purchase, ...]

    def loan(self, loan_code: str | None) -> LoanFile | None:
        """The loan with this code; None when the client has none like it."""
        return next((each for each in self.loans if each.loan_code == loan_code), None)


def client_file(connection: Connection, *, client_code: str, as_of: date, dates: Sequence[date]) -> ClientFile | None:
    """The file of a client; `dates` are the closed dates over which its loans are followed, `as_of` among them."""
    who = _who(connection, client_code, as_of)
    if not who:
        return None
    client_id = who[0]["client_id"]
    memberships = [
        Membership(group_code=row["group_code"], group_name=row["group_name"], relation=row["relation"])
        for row in who
        if row["group_code"]
    ]
    return ClientFile(
        as_of=as_of,
        **{name: value for name, value in who[0].items() if name in ClientFile.__dataclass_fields__},
        groups=tuple(memberships),
        people=people.responsible(connection, client_id=client_id, as_of=as_of),
        loans=client_loans.loans(connection, client_id=client_id, as_of=as_of, dates=dates),
        collaterals=client_ties.collaterals(connection, client_id=client_id, as_of=as_of),
        guarantees=client_ties.guarantees(connection, client_id=client_id, as_of=as_of),
        accounts=client_ties.accounts(connection, client_id=client_id, as_of=as_of),
        events=client_ties.events(connection, client_id=client_id, as_of=as_of),
        purchases=client_ties.purchases(connection, client_id=client_id, as_of=as_of),
    )


def _who(connection: Connection, client_code: str, as_of: date) -> list[Mapping[str, Any]]:
    """One row per group the client is in on the date, one row without a group, none without the client."""
    member = client_group_member
    is_member = and_(member.c.client_id == client.c.client_id, is_valid(member.c, as_of))
    columns = [column for column in client.c if column.name in ClientFile.__dataclass_fields__]
    statement = (
        select(
            *columns,
            org_unit.c.name.label("unit_name"),
            region.c.name.label("region_name"),
            client_group.c.client_group_code.label("group_code"),
            client_group.c.name.label("group_name"),
            member.c.relation,
        )
        .join(org_unit, org_unit.c.org_unit_id == client.c.org_unit_id)
        .outerjoin(region, region.c.region_id == client.c.region_id)
        .outerjoin(member, is_member)
        .outerjoin(client_group, client_group.c.client_group_id == member.c.client_group_id)
        .where(client.c.client_code == client_code)
        .order_by(client_group.c.client_group_code)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def sums(file: ClientFile, parameters: Sequence[ParameterRow], *, on: date | None = None) -> tuple[Sums, ...]:
    """The loans on the book by currency, the largest balance first; none without loans on the book.

    On the date of the file, or on an earlier close. The allowance is computed from the parameters given and not
    booked, like that of a unit.
    """
    rules, day = _rules(parameters), on or file.as_of
    currencies = dict.fromkeys(each.currency for each in file.loans if each.on(day))
    found = [_sum(file, currency, day, rules) for currency in currencies]
    return tuple(sorted(found, key=lambda each: -each.outstanding_principal_amount))


def _sum(file: ClientFile, currency: str, day: date, rules: ProvisionRules) -> Sums:
    held = [each.on(day) for each in file.loans if each.currency == currency]
    positions = [each for each in held if each]
    balances: dict[RiskClass, Decimal] = {}
    for each in positions:
        risk_class = RiskClass(each.risk_class)
        balances[risk_class] = balances.get(risk_class, ZERO) + each.outstanding_principal_amount
    return Sums(
        currency=currency,
        loan_count=len(positions),
        outstanding_principal_amount=sum(balances.values(), ZERO),
        overdue_amount=sum((each.overdue_amount for each in positions), ZERO),
        days_past_due=max(each.days_past_due for each in positions),
        risk_class=max(balances),
        allowance_amount=provide(balances, rules).allowance_amount,
    )


def _rules(parameters: Sequence[ParameterRow]) -> ProvisionRules:
    numbers = {(row.name, row.key): row.number for row in parameters if row.number is not None}
    specific = {each: numbers.get(("specific_provision", each.value)) for each in RiskClass}
    return ProvisionRules(
        general_ratio=numbers.get(("general_provision", ""), ZERO),
        specific_ratios={each: ratio for each, ratio in specific.items() if ratio is not None},
        coverage_standard_ratio=numbers.get(("coverage_standard", ""), ZERO),
        loan_provision_standard_ratio=numbers.get(("loan_provision_standard", ""), ZERO),
    )


def overdue_clients(connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST_OVERDUE) -> pl.DataFrame:
    """client_code, client_name, currency, loan_count, overdue_amount, days_past_due: clients of a unit and below.

    One row per client and currency, most days past due first.
    """
    mart = overdue_loan.c
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    days = func.max(mart.days_past_due).label("days_past_due")
    statement = (
        select(
            mart.client_code,
            mart.client_name,
            mart.currency,
            func.count().label("loan_count"),
            func.sum(mart.overdue_amount).label("overdue_amount"),
            days,
        )
        .where(mart.as_of == as_of, mart.org_unit_id.in_(below))
        .group_by(mart.client_code, mart.client_name, mart.currency)
        .order_by(days.desc(), mart.client_code, mart.currency)
        .limit(most)
    )
    return frame(connection, statement)

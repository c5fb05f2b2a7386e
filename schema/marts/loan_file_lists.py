"""Lists of loans to choose one from: those in somebody's charge, and those of a unit that are behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from schema.marts.people import is_in_charge, is_valid
from schema.marts.tables import overdue_loan
from schema.tables.lending import loan, loan_snapshot
from schema.tables.organisation import org_unit_closure
from schema.tables.party import assignment, client

MOST = 100


@dataclass(frozen=True, kw_only=True)
class ListedLoan:
    """One loan as a list shows it; amounts in its currency."""

    loan_code: str
    client_code: str
    client_name: str
    kind: str
    currency: str
    outstanding_principal_amount: Decimal
    overdue_amount: Decimal
    days_past_due: int
    risk_class: str


def in_charge(connection: Connection, *, staff_id: int, as_of: date, most: int = MOST) -> tuple[ListedLoan, ...]:
    """Loans on the book in somebody's charge in any role: most days past due first, then the largest balance."""
    at_close = loan_snapshot.c
    known = [column for column in at_close if column.name in ListedLoan.__dataclass_fields__]
    of_loan = (loan.c.client_id == at_close.client_id) & (loan.c.loan_id == at_close.loan_id)
    statement = (
        select(loan.c.loan_code, client.c.client_code, client.c.name.label("client_name"), *known)
        .select_from(
            assignment.join(loan_snapshot, is_in_charge(as_of))
            .join(client, client.c.client_id == at_close.client_id)
            .join(loan, of_loan)
        )
        .where(assignment.c.staff_id == staff_id, is_valid(assignment.c, as_of))
        .distinct()
        .order_by(at_close.days_past_due.desc(), at_close.outstanding_principal_amount.desc(), loan.c.loan_code)
        .limit(most)
    )
    return tuple(ListedLoan(**row) for row in connection.execute(statement).mappings())


def overdue(connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST) -> tuple[ListedLoan, ...]:
    """Overdue loans of a unit and below in every currency, most days past due first."""
    mart = overdue_loan.c
    columns = [mart[name] for name in ListedLoan.__dataclass_fields__]
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    statement = (
        select(*columns)
        .where(mart.as_of == as_of, mart.org_unit_id.in_(below))
        .order_by(mart.days_past_due.desc(), mart.overdue_amount.desc(), mart.loan_code)
        .limit(most)
    )
    return tuple(ListedLoan(**row) for row in connection.execute(statement).mappings())

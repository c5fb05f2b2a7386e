"""What secures one loan over time: every valuation of what is pledged, every guarantee received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, and_, literal, or_, select

from schema.marts.client_ties import Guarantee
from schema.tables.lending import collateral, collateral_valuation, guarantee, loan
from schema.tables.party import client


@dataclass(frozen=True, kw_only=True)
class Valuation:
    """What a collateral was worth on a day, and who said so."""

    collateral_code: str
    kind: str
    valued_date: date
    value_amount: Decimal
    currency: str
    source: str | None


def valuations(connection: Connection, *, client_id: int, codes: Sequence[str], as_of: date) -> tuple[Valuation, ...]:
    """The valuations of the collaterals up to and on a date, the oldest first; none without collateral."""
    if not codes:
        return ()
    valued = collateral_valuation.c
    of_collateral = and_(valued.client_id == collateral.c.client_id, valued.collateral_id == collateral.c.collateral_id)
    amounts = (valued.valued_date, valued.value_amount, valued.currency, valued.source)
    statement = (
        select(collateral.c.collateral_code, collateral.c.kind, *amounts)
        .select_from(collateral.join(collateral_valuation, of_collateral))
        .where(collateral.c.client_id == client_id, collateral.c.collateral_code.in_(codes))
        .where(valued.valued_date <= as_of)
        .order_by(valued.valued_date, collateral.c.collateral_code)
    )
    return tuple(Valuation(**row) for row in connection.execute(statement).mappings())


def guarantees(connection: Connection, *, client_id: int, loan_id: int, as_of: date) -> tuple[Guarantee, ...]:
    """Guarantees received for the loan or for all of the client's, from the first to those that begin on the date.

    The largest first, those that have ended too; code and name of a guarantor whom the subject may not see are None.
    """
    given = guarantee.c
    of_loan = and_(loan.c.client_id == given.client_id, loan.c.loan_id == given.loan_id)
    known = guarantee.outerjoin(client, client.c.client_id == given.guarantor_client_id).outerjoin(loan, of_loan)
    other = (client.c.client_code.label("other_code"), client.c.name.label("other_name"))
    terms = (given.guaranteed_amount, given.currency, given.valid_from, given.valid_to)
    statement = (
        select(given.guarantee_code, literal(False).label("is_given"), *other, loan.c.loan_code, *terms)
        .select_from(known)
        .where(given.client_id == client_id, or_(given.loan_id.is_(None), given.loan_id == loan_id))
        .where(given.valid_from <= as_of)
        .order_by(given.guaranteed_amount.desc(), given.guarantee_code)
    )
    return tuple(Guarantee(**row) for row in connection.execute(statement).mappings())

"""Who is responsible for a client, and which post somebody holds: dated, both then and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select
from sqlalchemy.sql.selectable import LateralFromClause

from schema.tables.lending import loan, loan_snapshot
from schema.tables.organisation import staff, staff_role
from schema.tables.party import assignment


@dataclass(frozen=True, kw_only=True)
class Responsible:
    """Somebody's duty for a client, or for one loan of it, from one date to another (None: still).

    Code and name are None for a person whom the subject may not see.
    """

    staff_code: str | None
    name: str | None
    role: str
    loan_code: str | None
    share_percent: Decimal
    valid_from: date
    valid_to: date | None
    handover_document: str | None

    def is_held_on(self, day: date) -> bool:
        """Whether the duty holds on a day; the last day counts."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


def responsible(connection: Connection, *, client_id: int, as_of: date) -> tuple[Responsible, ...]:
    """Every duty for a client that began up to and on a date, the one that began last first."""
    columns = (assignment.c.role, assignment.c.share_percent, assignment.c.valid_from, assignment.c.valid_to)
    statement = (
        select(staff.c.staff_code, staff.c.name, loan.c.loan_code, *columns, assignment.c.handover_document)
        .outerjoin(staff, staff.c.staff_id == assignment.c.staff_id)
        .outerjoin(loan, and_(loan.c.client_id == assignment.c.client_id, loan.c.loan_id == assignment.c.loan_id))
        .where(assignment.c.client_id == client_id, assignment.c.valid_from <= as_of)
        .order_by(assignment.c.valid_from.desc(), assignment.c.role, staff.c.staff_code)
    )
    return tuple(Responsible(**row) for row in connection.execute(statement).mappings())


def is_valid(columns: Any, day: date) -> ColumnElement[bool]:
    """Whether a dated row holds on a day; the last day counts."""
    return and_(columns.valid_from <= day, or_(columns.valid_to.is_(None), columns.valid_to >= day))


def is_in_charge(as_of: date) -> ColumnElement[bool]:
    """Whether a loan of the snapshot of a date falls under a duty: one named for the loan goes before the client's."""
    duty, other, at_close = assignment, assignment.alias("other"), loan_snapshot.c
    is_alone = exists().where(
        other.c.client_id == duty.c.client_id,
        other.c.loan_id == at_close.loan_id,
        other.c.role == duty.c.role,
        is_valid(other.c, as_of),
    )
    return and_(
        at_close.as_of == as_of,
        at_close.client_id == duty.c.client_id,
        or_(duty.c.loan_id == at_close.loan_id, and_(duty.c.loan_id.is_(None), ~is_alone)),
    )


def post_on(staff_id: ColumnElement[int], day: date) -> LateralFromClause:
    """Role and unit of the post of a person on a day; of several the one that began last, else the last one held."""
    post = staff_role.c
    return (
        select(post.role, post.org_unit_id)
        .where(post.staff_id == staff_id, post.valid_from <= day)
        .order_by(is_valid(post, day).desc(), post.valid_from.desc(), post.role)
        .limit(1)
        .lateral("post")
    )

"""Instalments of the next working days and whether the accounts of the client cover them, with the level of A06.

What must be there, and of which accounts, is the rule of `schema.marts.today_dues`; this step only adds the level.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Case, Connection, case, cast, delete, insert, literal, null, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import Integer, Text

from etl.close.step import ComputedStep, Parameters
from schema.domain.supervision import CoverLimits
from schema.domain.working_days import next_working_days
from schema.marts.tables_supervision import due_cover
from schema.marts.today_dues import CALENDAR_AHEAD, CALENDAR_LOOKED_BACK, covered_instalments, working_calendar
from schema.marts.today_scope import Scope
from schema.tables.lending import loan
from schema.tables.organisation import org_unit
from schema.tables.party import client


def _compute(connection: Connection, parameters: Parameters) -> int:
    as_of, limits = parameters["as_of"], parameters["cover_limits"]
    connection.execute(delete(due_cover).where(due_cover.c.as_of == as_of))
    days = _working_days(connection, as_of, max(days for days, _ in limits.values()))
    roots = connection.scalars(select(org_unit.c.org_unit_id).where(org_unit.c.parent_id.is_(None))).all()
    due = covered_instalments(Scope(org_unit_ids=tuple(roots)), as_of, days[-1]).c
    left: ColumnElement[int] = sum(
        (cast(due.due_date >= day, Integer) for day in days), start=literal(0, Integer)
    )  # fmt: skip
    of_loan = (loan.c.client_id == due.client_id) & (loan.c.loan_id == due.loan_id)
    found = (
        select(
            literal(as_of), due.client_id, due.loan_id, due.due_date, due.instalment_no, due.org_unit_id, due.currency,
            client.c.client_code, client.c.name, loan.c.loan_code, left, due.open_amount, due.arrears_amount,
            due.balance_amount, due.short_amount, _severity(due, left, limits),
        )
        .join(client, client.c.client_id == due.client_id)
        .join(loan, of_loan)
    )  # fmt: skip
    names = [
        "as_of", "client_id", "loan_id", "due_date", "instalment_no", "org_unit_id", "currency", "client_code",
        "client_name", "loan_code", "working_days_left", "open_amount", "arrears_amount", "balance_amount",
        "short_amount", "severity",
    ]  # fmt: skip
    return connection.execute(insert(due_cover).from_select(names, found)).rowcount


def _working_days(connection: Connection, as_of: date, count: int) -> list[date]:
    first, last = as_of - timedelta(days=CALENDAR_LOOKED_BACK), as_of + timedelta(days=CALENDAR_AHEAD)
    return next_working_days(as_of, count, working_calendar(connection, first=first, last=last))


def _severity(due: ReadOnlyColumnCollection[str, Any], left: ColumnElement[int], limits: CoverLimits) -> Case[str]:
    """`schema.domain.supervision.cover_severity` in SQL, gravest first; what is there is what is open less the lack."""
    there = due.open_amount - due.short_amount
    gravest_first = sorted(limits, key=lambda level: -level.rank)
    levels = (
        ((left <= limits[level][0]) & (there < due.open_amount * limits[level][1]), literal(level.value, Text))
        for level in gravest_first
    )
    return case((due.short_amount.is_(None), null()), *levels)


STEP = ComputedStep(name="due instalments", compute=_compute)

"""What is wrong with inspections that were done, and what they burden clients with, per member of staff."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Numeric, and_, cast, func, select

from schema.marts.frames import frame
from schema.marts.tables_inspections import COUNTS, inspection_finding, manager_inspection
from schema.tables.lending import loan
from schema.tables.organisation import org_unit_closure, staff
from schema.tables.party import client

MOST = 300


def findings(
    connection: Connection, *, org_unit_id: int, as_of: date, staff_id: int | None = None, most: int = MOST
) -> pl.DataFrame:
    """What is wrong with inspections of the window, the newest first."""
    columns = inspection_finding.c
    statement = (
        select(
            columns.done_date,
            columns.check_code,
            columns.figure,
            columns.other_code,
            columns.inspection_code,
            columns.layer,
            client.c.name.label("client_name"),
            loan.c.loan_code,
            loan.c.currency,
            staff.c.name.label("staff_name"),
        )
        .select_from(
            inspection_finding.join(client, client.c.client_id == columns.client_id)
            .outerjoin(loan, and_(loan.c.client_id == columns.client_id, loan.c.loan_id == columns.loan_id))
            .outerjoin(staff, staff.c.staff_id == columns.staff_id)
        )
        .where(columns.as_of == as_of, columns.org_unit_id.in_(_below(org_unit_id)))
        .order_by(columns.done_date.desc(), columns.client_id, columns.inspection_code, columns.check_code)
        .limit(most)
    )
    return frame(connection, statement if staff_id is None else statement.where(columns.staff_id == staff_id))


def finding_counts(
    connection: Connection, *, org_unit_id: int, as_of: date, staff_id: int | None = None
) -> pl.DataFrame:
    """How many inspections of the window each check speaks against, the most frequent first."""
    columns = inspection_finding.c
    wanted = [columns.as_of == as_of, columns.org_unit_id.in_(_below(org_unit_id))]
    if staff_id is not None:
        wanted.append(columns.staff_id == staff_id)
    number = func.count().label("inspection_count")
    statement = select(columns.check_code, number).where(*wanted).group_by(columns.check_code)
    return frame(connection, statement.order_by(number.desc(), columns.check_code))


def burden(connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST) -> pl.DataFrame:
    """Figures per member of staff of a unit, those with most overdue first; a ratio without a whole is null."""
    columns = manager_inspection.c
    statement = (
        select(
            staff.c.name,
            staff.c.staff_code,
            *(columns[name] for name in COUNTS),
            _ratio(columns.on_time_count, columns.dated_count).label("on_time_ratio"),
            _ratio(columns.no_finding_count, columns.done_count).label("no_finding_ratio"),
        )
        .join(staff, staff.c.staff_id == columns.staff_id)
        .where(columns.as_of == as_of, columns.org_unit_id.in_(_below(org_unit_id)))
        .order_by(columns.overdue_count.desc(), columns.due_count.desc(), columns.staff_id)
        .limit(most)
    )
    return frame(connection, statement)


def _ratio(part: Any, whole: Any) -> Any:
    return cast(part, Numeric(18, 9)) / func.nullif(whole, 0)


def _below(org_unit_id: int) -> Any:
    return select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)

"""Hand-overs, joint reviews and problem loans of a unit, with what their cases say; asked anew, never cached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Numeric, and_, case, cast, exists, func, select, true

from schema.domain.words import RiskClass
from schema.marts.tables_archive import open_handover
from schema.marts.tables_quality import watched_loan
from schema.marts.today_scope import Scope
from schema.tables.lending import loan
from schema.tables.organisation import staff
from schema.tables.party import client
from schema.tables.workflow import case_file, event
from schema.workflow.archive import COMPLETED, HANDOVER, HELD, JOINT_REVIEW, PROBLEM_LOAN, RECORD
from schema.workflow.cases import Event

MOST = 100
AMOUNT = r"^-?\d{1,16}(\.\d{1,2})?$"
NON_PERFORMING = [each.value for each in RiskClass if each.is_non_performing]


@dataclass(frozen=True, kw_only=True)
class OpenHandover:
    """A client manager took over from another and no hand-over is complete; `case_id` of the one under way."""

    client_id: int
    loan_id: int | None
    client_code: str
    client_name: str
    loan_code: str | None
    giver_name: str
    taker_name: str
    changed_date: date
    subject_key: str
    case_id: int | None
    state: str | None
    due_date: date | None
    documents: str | None


@dataclass(frozen=True, kw_only=True)
class Review:
    """A joint review of a client, as far as it has come."""

    client_id: int
    case_id: int
    client_code: str
    client_name: str
    state: str
    due_date: date | None
    is_closed: bool
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReviewTask:
    """What a joint review asked somebody to do until a day."""

    number: str
    what: str
    who: str
    staff_code: str
    due_date: str
    case_id: int = 0
    client_code: str = ""
    client_name: str = ""


@dataclass(frozen=True, kw_only=True)
class ProblemLoan:
    """A non-performing loan of the date, or one whose case is open; what it has brought in since the case began."""

    client_id: int
    loan_id: int
    client_code: str
    client_name: str
    loan_code: str
    currency: str
    risk_class: str | None
    outstanding_principal_amount: Decimal | None
    case_id: int | None
    state: str | None
    due_date: date | None
    measure: str | None
    recovered_amount: Decimal


def handovers(connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST) -> tuple[OpenHandover, ...]:
    """Hand-overs of a unit that the close of the date found open and that are not complete by now, oldest first."""
    mart, done = open_handover.c, case_file.alias("done")
    names = [field.name for field in fields(OpenHandover) if field.name in mart]
    under_way = and_(_is_about_handover(case_file), case_file.c.is_closed.is_(False))
    is_done = exists().where(_is_about_handover(done), done.c.state == COMPLETED)
    statement = (
        select(
            *(mart[name] for name in names),
            *(case_file.c[name] for name in ("case_id", "state", "due_date")),
            case_file.c.detail["documents"].astext.label("documents"),
        )
        .select_from(open_handover.outerjoin(case_file, under_way))
        .where(mart.as_of == as_of, Scope(org_unit_ids=(org_unit_id,)).reaches(open_handover), ~is_done)
        .order_by(mart.changed_date, mart.client_code)
        .limit(most)
    )
    return tuple(OpenHandover(**row) for row in connection.execute(statement).mappings())


def _is_about_handover(file: FromClause) -> ColumnElement[bool]:
    mart = open_handover.c
    return and_(
        file.c.client_id == mart.client_id,
        file.c.workflow == HANDOVER.name,
        file.c.subject_key == mart.subject_key,
    )


def reviews(
    connection: Connection, *, org_unit_id: int, is_closed: bool = False, most: int = MOST
) -> tuple[Review, ...]:
    """Joint reviews of a unit that are open (or closed), those due first."""
    file = case_file.c
    names = [field.name for field in fields(Review) if field.name in file and field.name != "client_id"]
    statement = (
        select(client.c.client_id, client.c.client_code, client.c.name.label("client_name"), *(file[n] for n in names))
        .select_from(case_file.join(client, client.c.client_id == file.client_id))
        .where(file.workflow == JOINT_REVIEW.name, file.is_closed.is_(is_closed))
        .where(Scope(org_unit_ids=(org_unit_id,)).reaches(case_file))
        .order_by(file.due_date.asc().nulls_last(), file.case_id)
        .limit(most)
    )
    return tuple(Review(**row) for row in connection.execute(statement).mappings())


def tasks(found: tuple[Review, ...], *, staff_code: str | None = None) -> tuple[ReviewTask, ...]:
    """Tasks of reviews that are not reported done, those due first; of one person where a code is given."""
    every = (task for each in found if each.state == HELD for task in tasks_of(each))
    mine = (task for task in every if staff_code is None or task.staff_code == staff_code)
    return tuple(sorted(mine, key=lambda task: (task.due_date, task.case_id, task.number)))


def tasks_of(review: Review) -> tuple[ReviewTask, ...]:
    """The tasks of one review that are still open."""
    return tuple(
        replace(task, case_id=review.case_id, client_code=review.client_code, client_name=review.client_name)
        for task in open_tasks(review.detail)
    )


def open_tasks(detail: Mapping[str, Any]) -> tuple[ReviewTask, ...]:
    """The tasks that a case names and no report says are done (`done_<number>`); other shapes are no tasks."""
    said = detail.get("tasks")
    rows = [row for row in said if isinstance(row, Mapping)] if isinstance(said, list) else []
    return tuple(
        ReviewTask(
            number=str(number),
            what=str(row["what"]),
            who=str(row.get("who") or ""),
            staff_code=str(row.get("staff_code") or ""),
            due_date=str(row.get("due_date") or ""),
        )
        for number, row in enumerate(rows, start=1)
        if row.get("what") and not detail.get(f"done_{number}")
    )


def record_of(step: Event) -> tuple[str, str, Decimal]:
    """Day, measure and amount of a recorded action; what is no amount counts for nothing."""
    said = {name: str(step.payload.get(name) or "") for name in ("recovered_date", "measure", "recovered_amount")}
    amount = said["recovered_amount"]
    known = Decimal(amount) if re.match(AMOUNT, amount) else Decimal(0)
    return said["recovered_date"], said["measure"], known


def staff_code(connection: Connection, *, staff_id: int) -> str | None:
    """The code of a member of staff; None when the subject may not see it."""
    found: str | None = connection.scalar(select(staff.c.staff_code).where(staff.c.staff_id == staff_id))
    return found


def problem_loans(
    connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST
) -> tuple[ProblemLoan, ...]:
    """Non-performing loans of a unit on a date: open cases first, due first, then the largest."""
    mart = watched_loan.c
    of_loan = and_(
        case_file.c.client_id == mart.client_id,
        case_file.c.loan_id == mart.loan_id,
        case_file.c.workflow == PROBLEM_LOAN.name,
        case_file.c.is_closed.is_(False),
    )
    file, got = case_file.c, _recovered().lateral("got")
    names = [field.name for field in fields(ProblemLoan) if field.name in mart]
    statement = (
        select(
            *(mart[name] for name in names), file.case_id, file.state, file.due_date,
            file.detail["measure"].astext.label("measure"), got.c.recovered_amount,
        )
        .select_from(watched_loan.outerjoin(case_file, of_loan).join(got, true()))
        .where(mart.as_of == as_of, mart.risk_class.in_(NON_PERFORMING))
        .where(Scope(org_unit_ids=(org_unit_id,)).reaches(watched_loan))
        .order_by(file.case_id.is_(None), file.due_date, mart.outstanding_principal_amount.desc(), mart.loan_code)
        .limit(most)
    )  # fmt: skip
    return tuple(ProblemLoan(**row) for row in connection.execute(statement).mappings())


def recovered(connection: Connection, *, org_unit_id: int, since: date, until: date) -> dict[str, Decimal]:
    """What problem loans of a unit brought in between two days by currency, as recorded in their cases."""
    said = event.c.payload
    day = said["recovered_date"].astext
    statement = (
        select(loan.c.currency, func.sum(_amount()))
        .select_from(
            event.join(
                case_file, and_(case_file.c.client_id == event.c.client_id, case_file.c.case_id == event.c.case_id)
            ).join(loan, and_(loan.c.client_id == case_file.c.client_id, loan.c.loan_id == case_file.c.loan_id))
        )
        .where(event.c.workflow == PROBLEM_LOAN.name, event.c.action == RECORD)
        .where(day >= since.isoformat(), day <= until.isoformat())
        .where(Scope(org_unit_ids=(org_unit_id,)).reaches(case_file))
        .group_by(loan.c.currency)
    )
    return {currency: amount for currency, amount in connection.execute(statement) if amount is not None}


def _recovered() -> Any:
    return select(func.coalesce(func.sum(_amount()), 0).label("recovered_amount")).where(
        event.c.client_id == case_file.c.client_id, event.c.case_id == case_file.c.case_id, event.c.action == RECORD
    )


def _amount() -> Any:
    """The amount a record names; what is no amount counts for nothing."""
    said = event.c.payload["recovered_amount"].astext
    return case((said.regexp_match(AMOUNT), cast(said, Numeric(18, 2))))

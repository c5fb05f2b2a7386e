"""Users with their scopes, the calendar, the org tree; for parameters see `schema.marts.parameters`.

Acts are functions of the database: each checks the right, refuses with a sentence and writes the log.
Raises of every act: NotAllowed without the right, Refused for the rule that forbids it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Date,
    Integer,
    TableValuedAlias,
    Text,
    case,
    column,
    func,
    select,
)

from schema.marts.access import act
from schema.marts.frames import frame
from schema.tables.operations import app_user, user_scope
from schema.tables.organisation import business_calendar, org_unit


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit of the whole tree; `heads` lead it today, `staff_below_count` includes its own staff."""

    org_unit_id: int
    org_unit_code: str
    name: str
    kind: str
    parent_id: int | None
    depth: int
    heads: tuple[str, ...]
    staff_count: int
    staff_below_count: int


def users(connection: Connection) -> pl.DataFrame:
    """subject, display_name, staff_id, staff_code, staff_name, is_active, is_demo, scope_count: one row per user.

    `scope_count` counts scopes of today and to come. By display name and subject.
    """
    user, staff = app_user.c, _staff()
    scopes = (
        select(func.count())
        .where(user_scope.c.subject == user.subject, _state() != "ended")
        .scalar_subquery()
        .label("scope_count")
    )
    columns = (
        user.subject,
        user.display_name,
        user.staff_id,
        staff.c.staff_code,
        staff.c.name.label("staff_name"),
        user.is_active,
        user.is_demo,
        scopes,
    )
    joined = app_user.outerjoin(staff, staff.c.staff_id == user.staff_id)
    return frame(connection, select(*columns).select_from(joined).order_by(user.display_name, user.subject))


def scopes(connection: Connection, *, subject: str | None = None) -> pl.DataFrame:
    """user_scope_id, subject, persona, org_unit_id, org_unit_name, is_whole_bank, is_own_book_only, valid_from,
    valid_to, state: every scope anybody ever had, or one user's, newest first.

    `state` is current, coming or ended; both days are included.
    """
    scope = user_scope.c
    columns = (
        scope.user_scope_id,
        scope.subject,
        scope.persona,
        scope.org_unit_id,
        org_unit.c.name.label("org_unit_name"),
        scope.is_whole_bank,
        scope.is_own_book_only,
        scope.valid_from,
        scope.valid_to,
        _state().label("state"),
    )
    statement = select(*columns).select_from(
        user_scope.outerjoin(org_unit, org_unit.c.org_unit_id == scope.org_unit_id)
    )
    if subject is not None:
        statement = statement.where(scope.subject == subject)
    return frame(connection, statement.order_by(scope.valid_from.desc(), scope.user_scope_id.desc()))


def staff_directory(connection: Connection, *, search: str = "", most: int = 50) -> pl.DataFrame:
    """staff_id, staff_code, name, org_unit_id, org_unit_name, left_date: whom a user can be, by code.

    `search` is part of a name or code; empty finds everybody.
    """
    staff = _staff()
    wanted = f"%{search.strip()}%"
    statement = select(*staff.c).where(staff.c.name.ilike(wanted) | staff.c.staff_code.ilike(wanted))
    return frame(connection, statement.order_by(staff.c.staff_code).limit(most))


def save_user(
    connection: Connection, *, subject: str, display_name: str, staff_id: int | None, is_active: bool, reason: str
) -> None:
    """Let somebody in, change his name or post, lock him out or let him in again. Nobody does this to himself."""
    act(connection, func.ops.save_user(subject, display_name, staff_id, is_active, reason))


def grant_scope(
    connection: Connection,
    *,
    subject: str,
    persona: str,
    org_unit_id: int | None,
    valid_from: date,
    valid_to: date | None,
    reason: str,
) -> int:
    """Let a user work as a persona in a unit and below, without a unit in the whole bank; returns the scope's key."""
    whole = org_unit_id is None
    call = func.ops.grant_scope(subject, persona, org_unit_id, whole, valid_from, valid_to, reason)
    return int(act(connection, call))


def end_scope(connection: Connection, *, user_scope_id: int, last_day: date, reason: str) -> None:
    """End a scope; yesterday as the last day ends it at once."""
    act(connection, func.ops.end_scope(user_scope_id, last_day, reason))


def calendar(connection: Connection, *, year: int) -> pl.DataFrame:
    """day, is_working_day, note: the days of a year that differ from their weekday, in order."""
    table = business_calendar.c
    within = table.day.between(date(year, 1, 1), date(year, 12, 31))
    return frame(connection, select(table.day, table.is_working_day, table.note).where(within).order_by(table.day))


def set_working_day(connection: Connection, *, day: date, is_working_day: bool | None, note: str, reason: str) -> None:
    """Say whether the bank works on a day; None takes the exception back."""
    act(connection, func.ops.set_working_day(day, is_working_day, note, reason))


def org_tree(connection: Connection) -> list[Unit]:
    """Every unit of the bank, depth first, siblings by code; empty without page.administration."""
    columns = (
        column("org_unit_id", Integer),
        column("org_unit_code", Text),
        column("name", Text),
        column("kind", Text),
        column("parent_id", Integer),
        column("depth", Integer),
        column("heads", ARRAY(Text)),
        column("staff_count", BigInteger),
        column("staff_below_count", BigInteger),
    )
    tree = func.ops.org_tree().table_valued(*columns)
    rows = connection.execute(select(*tree.c)).mappings()
    return [Unit(**{**row, "heads": tuple(row["heads"])}) for row in rows]


def _staff() -> TableValuedAlias:
    columns = (
        column("staff_id", Integer),
        column("staff_code", Text),
        column("name", Text),
        column("org_unit_id", Integer),
        column("org_unit_name", Text),
        column("left_date", Date),
    )
    return func.ops.staff_directory().table_valued(*columns, name="directory")


def _state() -> Any:
    scope, today = user_scope.c, func.ops.today(type_=Date)
    return case((scope.valid_to < today, "ended"), (scope.valid_from > today, "coming"), else_="current")

"""What was looked at, taken away and changed, by whom and when: the logs, newest line first.

Everything here is empty for those without rows.log. Days are days of the session's time zone, both included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Column, Connection, Date, Select, Table, Text, cast, func, select

from schema.marts.frames import frame
from schema.tables.access import access_log, admin_log, export_log
from schema.tables.operations import app_user
from schema.tables.organisation import org_unit

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which lines of a log; None leaves a question open. `outcome` is for views, `act` for administration."""

    subject: str | None = None
    page: str | None = None
    outcome: str | None = None
    act: str | None = None
    first_day: date | None = None
    last_day: date | None = None


EVERYTHING = Filter()
OUT_OF_SCOPE = Filter(outcome="forbidden")


def views(connection: Connection, wanted: Filter = EVERYTHING, *, most: int = 100, skip: int = 0) -> pl.DataFrame:
    """at, subject, display_name, page, outcome, as_of, org_unit_name, detail (JSON): one row per opened page."""
    log = access_log.c
    columns = (log.at, log.subject, app_user.c.display_name, log.page, log.outcome, log.as_of)
    return _lines(connection, access_log, columns, wanted, most=most, skip=skip)


def exports(connection: Connection, wanted: Filter = EVERYTHING, *, most: int = 100, skip: int = 0) -> pl.DataFrame:
    """at, subject, display_name, page, title, format, row_count, as_of, org_unit_name, detail: one row per file."""
    log = export_log.c
    columns = (log.at, log.subject, app_user.c.display_name, log.page, log.title, log.format, log.row_count, log.as_of)
    return _lines(connection, export_log, columns, wanted, most=most, skip=skip)


def acts(connection: Connection, wanted: Filter = EVERYTHING, *, most: int = 100, skip: int = 0) -> pl.DataFrame:
    """at, actor, display_name, act, target, reason, before, after (JSON): one row per act of administration."""
    log = admin_log.c
    before, after = cast(log.before, Text).label("before"), cast(log.after, Text).label("after")
    columns = (log.at, log.actor, app_user.c.display_name, log.act, log.target, log.reason, before, after)
    joined = admin_log.outerjoin(app_user, app_user.c.subject == log.actor)
    return frame(connection, _narrowed(select(*columns).select_from(joined), admin_log, wanted, most=most, skip=skip))


def view_count(connection: Connection, wanted: Filter = EVERYTHING) -> int:
    """How many lines `views` has in all."""
    return _count(connection, access_log, wanted)


def export_count(connection: Connection, wanted: Filter = EVERYTHING) -> int:
    """How many lines `exports` has in all."""
    return _count(connection, export_log, wanted)


def act_count(connection: Connection, wanted: Filter = EVERYTHING) -> int:
    """How many lines `acts` has in all."""
    return _count(connection, admin_log, wanted)


def subjects(connection: Connection) -> list[str]:
    """Everybody who stands in a log, by subject: strangers who were turned away as well."""
    people = select(access_log.c.subject).union(select(export_log.c.subject), select(admin_log.c.actor))
    return sorted(connection.scalars(people))


def pages(connection: Connection) -> list[str]:
    """Every page that stands in a log."""
    return sorted(connection.scalars(select(access_log.c.page).union(select(export_log.c.page))))


def _lines(
    connection: Connection, log: Table, columns: tuple[Column[Any], ...], wanted: Filter, *, most: int, skip: int
) -> pl.DataFrame:
    """Lines of a log of pages, with the names of who opened them and of the unit they showed."""
    named = log.outerjoin(app_user, app_user.c.subject == log.c.subject).outerjoin(
        org_unit, org_unit.c.org_unit_id == log.c.org_unit_id
    )
    detail = cast(log.c.detail, Text).label("detail")
    statement = select(*columns, org_unit.c.name.label("org_unit_name"), detail).select_from(named)
    return frame(connection, _narrowed(statement, log, wanted, most=most, skip=skip))


def _narrowed(statement: Select[Any], log: Table, wanted: Filter, *, most: int, skip: int) -> Select[Any]:
    newest = (log.c.at.desc(), log.c[f"{log.name}_id"].desc())
    return _filtered(statement, log, wanted).order_by(*newest).limit(most).offset(skip)


def _filtered(statement: Select[Any], log: Table, wanted: Filter) -> Select[Any]:
    """What a log does not record is not asked of it."""
    equal = {
        "subject": wanted.subject,
        "actor": wanted.subject,
        "page": wanted.page,
        "outcome": wanted.outcome,
        "act": wanted.act,
    }
    for name, value in equal.items():
        if value is not None and name in log.c:
            statement = statement.where(log.c[name] == value)
    if wanted.first_day is not None:
        statement = statement.where(log.c.at >= cast(wanted.first_day, Date))
    if wanted.last_day is not None:
        statement = statement.where(log.c.at < cast(wanted.last_day + DAY, Date))
    return statement


def _count(connection: Connection, log: Table, wanted: Filter) -> int:
    return connection.scalar(_filtered(select(func.count()).select_from(log), log, wanted)) or 0

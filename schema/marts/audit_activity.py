"""How much the logs hold of a span of time, and who stands in them. Empty for those without rows.log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, true

from schema.tables.access import access_log, admin_log, export_log
from schema.tables.operations import app_user


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How much happened since a moment; `refused_count` is part of `view_count`."""

    view_count: int
    refused_count: int
    export_count: int
    act_count: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who stands in one of the logs; the name is the subject where no user of it can be seen."""

    subject: str
    display_name: str


def activity(connection: Connection, *, since: datetime) -> Activity:
    """Counts over all three logs from a moment on."""
    statement = select(
        _counted(access_log, since).label("view_count"),
        _counted(access_log, since, access_log.c.outcome == "forbidden").label("refused_count"),
        _counted(export_log, since).label("export_count"),
        _counted(admin_log, since).label("act_count"),
    )
    return Activity(**connection.execute(statement).mappings().one())


def people(connection: Connection) -> list[Person]:
    """Everybody who stands in one of the logs, by name."""
    logged = select(access_log.c.subject).union(select(export_log.c.subject), select(admin_log.c.actor)).subquery()
    name = func.coalesce(app_user.c.display_name, logged.c.subject)
    joined = logged.outerjoin(app_user, app_user.c.subject == logged.c.subject)
    statement = select(logged.c.subject, name).select_from(joined).order_by(name, logged.c.subject)
    return [Person(subject=subject, display_name=shown) for subject, shown in connection.execute(statement)]


def _counted(log: Table, since: datetime, condition: ColumnElement[bool] | None = None) -> Any:
    narrowed = true() if condition is None else condition
    return select(func.count()).select_from(log).where(log.c.at >= since, narrowed).scalar_subquery()

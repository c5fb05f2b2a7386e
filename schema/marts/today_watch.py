"""What those who watch the installation should see of the last 7 days: refused pages, exports, acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Connection, Label, Select, cast, func, literal, select

from schema.marts.today_house import MOST, lately
from schema.tables.access import access_log, admin_log, export_log
from schema.tables.operations import app_user

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How often one person did one thing: opened a page that is not his, or took a table away. `rows` are exported."""

    person: str
    page: str
    count: int
    rows: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of administration with its reason."""

    actor: str
    act: str
    target: str
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WatchNeeds:
    """What an auditor should see; of each at most 50, with the number of all."""

    refused: Sequence[Activity]
    exports: Sequence[Activity]
    acts: Sequence[Act]
    refused_count: int
    export_count: int
    act_count: int


def watch_needs(connection: Connection) -> WatchNeeds:
    """Refused page views, exports and acts of administration of the last 7 days, the most frequent or newest first."""
    refused, refused_count = _activity(connection, access_log, literal(0), access_log.c.outcome == "forbidden")
    exports, export_count = _activity(connection, export_log, func.sum(export_log.c.row_count), literal(True))
    acts, act_count = _acts(connection)
    return WatchNeeds(
        refused=refused,
        exports=exports,
        acts=acts,
        refused_count=refused_count,
        export_count=export_count,
        act_count=act_count,
    )


def _person(subject: ColumnElement[str]) -> Label[str]:
    """The name of a user, else what he signs in as."""
    return func.coalesce(app_user.c.display_name, subject).label("person")


def _activity(
    connection: Connection, log: Any, rows: ColumnElement[Any], condition: ColumnElement[bool]
) -> tuple[tuple[Activity, ...], int]:
    person = _person(log.c.subject)
    times, last_at = func.count().label("count"), func.max(log.c.at).label("last_at")
    total = cast(func.sum(func.count()).over(), BigInteger).label("total")
    statement = (
        select(person, log.c.page, times, cast(rows, BigInteger).label("rows"), last_at, total)
        .outerjoin_from(log, app_user, app_user.c.subject == log.c.subject)
        .where(lately(log.c.at), condition)
        .group_by(person, log.c.subject, log.c.page)
        .order_by(times.desc(), last_at.desc())
        .limit(MOST)
    )
    return _counted(connection, statement, Activity)


def _acts(connection: Connection) -> tuple[tuple[Act, ...], int]:
    log = admin_log.c
    actor = func.coalesce(app_user.c.display_name, log.actor).label("actor")
    statement = (
        select(actor, log.act, log.target, log.reason, log.at, func.count().over().label("total"))
        .outerjoin_from(admin_log, app_user, app_user.c.subject == log.actor)
        .where(lately(log.at))
        .order_by(log.admin_log_id.desc())
        .limit(MOST)
    )
    return _counted(connection, statement, Act)


def _counted(connection: Connection, statement: Select[Any], kind: Callable[..., T]) -> tuple[tuple[T, ...], int]:
    """The rows, and the `total` that each of them carries."""
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    totals = [row.pop("total") for row in rows]
    return tuple(kind(**row) for row in rows), totals[0] if totals else 0

"""Who asks and what he may, and what is written down about it: functions of the database as functions of Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Function, Text, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB

from schema.security.refusals import refusals

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What somebody works as, and where; a scope of the whole bank names no unit. Both dates are included."""

    persona: str
    org_unit_id: int | None
    org_unit_name: str | None
    is_whole_bank: bool
    is_own_book_only: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who is signed in, with the scopes of today and the rights they give somewhere.

    `language` and `direction` are None until he chose them. Who is locked out (not `is_active`) has no scope.
    """

    subject: str
    display_name: str
    staff_id: int | None
    is_active: bool
    language: str | None
    direction: str | None
    scopes: tuple[Scope, ...]
    rights: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    """Somebody a demonstration may be seen as; without a unit he sees the whole bank."""

    subject: str
    display_name: str
    persona: str
    org_unit_name: str | None


class SessionState(StrEnum):
    """Whether a session goes on, was left alone for too long, or is over."""

    ALIVE = "alive"
    IDLE = "idle"
    ENDED = "ended"


def principal(connection: Connection) -> Principal | None:
    """Who the transaction's subject is; None when nobody knows him."""
    said = connection.scalar(select(func.ops.principal(type_=JSONB)))
    if said is None:
        return None
    scopes = tuple(_scope(one) for one in said.pop("scopes"))
    return Principal(**{**said, "scopes": scopes, "rights": frozenset(said["rights"])})


def demo_users(connection: Connection) -> list[DemoUser]:
    """Everybody a demonstration may be seen as, by subject; empty where the database is not one. Needs no subject."""
    columns = [column(name, Text) for name in DemoUser.__dataclass_fields__]
    rows = connection.execute(select(*columns).select_from(func.ops.demo_users()))
    return [DemoUser(**row) for row in rows.mappings()]


def record_view(
    connection: Connection,
    *,
    page: str,
    outcome: str,
    as_of: date | None = None,
    org_unit_id: int | None = None,
    detail: Mapping[str, Any] = NOTHING,
) -> None:
    """Write down that the subject opened a page; `outcome` is `shown` or `forbidden`. Raises NotAllowed without one."""
    act(connection, func.ops.record_view(page, outcome, as_of, org_unit_id, _json(detail)))


def record_export(
    connection: Connection,
    *,
    page: str,
    title: str,
    file_format: str,
    row_count: int,
    as_of: date | None = None,
    org_unit_id: int | None = None,
    detail: Mapping[str, Any] = NOTHING,
) -> None:
    """Write down that the subject took a table or a page away as a file. Raises NotAllowed without act.export."""
    act(
        connection,
        func.ops.record_export(page, title, file_format, row_count, as_of, org_unit_id, _json(detail)),
    )


def touch_session(connection: Connection, *, key: str, idle_minutes: int | None) -> SessionState:
    """Whether the subject's session goes on; an unknown key begins one. Without `idle_minutes` it never tires.

    Somebody else's key, and every key of who is locked out, is over.
    """
    return SessionState(act(connection, func.ops.touch_session(key, idle_minutes)))


def end_session(connection: Connection, *, key: str, because: str) -> None:
    """End the subject's session; one that is over, or not his, stays as it is."""
    act(connection, func.ops.end_session(key, because))


def keep_preferences(connection: Connection, *, language: str | None, direction: str | None) -> None:
    """Remember both for the subject; None forgets. Languages and directions are those of ops.app_user's checks."""
    act(connection, func.ops.keep_preferences(language, direction))


def act(connection: Connection, call: Function[Any]) -> Any:
    """What a function of the database answers. Raises NotAllowed or Refused, with a sentence, when it refuses."""
    with refusals():
        return connection.scalar(select(call))


def _json(detail: Mapping[str, Any]) -> ColumnElement[Any]:
    return cast(dict(detail), JSONB)


def _scope(said: Mapping[str, Any]) -> Scope:
    days = {name: date.fromisoformat(said[name]) if said[name] else None for name in ("valid_from", "valid_to")}
    return Scope(**{**said, **days})

"""What a page or a program does with cases: open one, make a step, ask what may be done. The database decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.expression import cast

from schema.security.refusals import refusals
from schema.tables.workflow import case_file, event


@dataclass(frozen=True, kw_only=True)
class Case:
    """Where a case stands. `detail` is everything its steps have said so far, the last word counting."""

    client_id: int
    case_id: int
    loan_id: int | None
    org_unit_id: int
    workflow: str
    subject_key: str
    state: str
    level: str | None
    opened_at: datetime
    changed_at: datetime
    due_date: date | None
    is_closed: bool
    last_seq: int
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One step that was made. `actor_name` and `actor_staff_id` are those behind the sign-in on that day."""

    seq: int
    action: str
    from_state: str
    to_state: str
    actor_id: str
    actor_name: str | None
    actor_staff_id: int | None
    acted_at: datetime
    note: str | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step that could come next; `refusal` is the code of the rule that keeps this person from it."""

    action: str
    to_state: str
    needs: tuple[str, ...]
    refusal: str | None


def open_case(
    connection: Connection,
    *,
    workflow: str,
    about: str,
    client_id: int,
    action: str,
    loan_id: int | None = None,
    note: str = "",
    payload: Mapping[str, Any] | None = None,
) -> int:
    """The key of a new case about `about`, opened with its first step.

    Raises Refused: another one about the same is open, the person may not, or something is missing.
    """
    load = cast(dict(payload or {}), JSONB)
    with refusals():
        call = func.ops.open_case(workflow, about, client_id, loan_id, action, note, load)
        return int(connection.execute(select(call)).scalar_one())


def act(
    connection: Connection,
    *,
    client_id: int,
    case_id: int,
    action: str,
    seen: int,
    note: str = "",
    payload: Mapping[str, Any] | None = None,
) -> int:
    """The number of the event that was written. `seen` is `Case.last_seq` as the person saw it.

    Raises Refused: no such step here, not this person's, four eyes, something missing, or somebody was faster.
    """
    load = cast(dict(payload or {}), JSONB)
    with refusals():
        call = func.ops.act_on_case(client_id, case_id, action, note, load, seen)
        return int(connection.execute(select(call)).scalar_one())


def case(connection: Connection, *, case_id: int) -> Case | None:
    """The case, or None when there is none that this person may see."""
    row = connection.execute(_cases().where(case_file.c.case_id == case_id)).first()
    return Case(**row._mapping) if row else None


def cases(
    connection: Connection,
    *,
    workflow: str,
    org_unit_ids: tuple[int, ...] | None = None,
    client_id: int | None = None,
    loan_id: int | None = None,
    is_closed: bool | None = False,
    most: int = 500,
) -> tuple[Case, ...]:
    """Cases of a workflow this person may see, those due first; `is_closed` None asks for all."""
    wanted: list[ColumnElement[bool]] = [case_file.c.workflow == workflow]
    if org_unit_ids is not None:
        wanted.append(case_file.c.org_unit_id.in_(org_unit_ids))
    if client_id is not None:
        wanted.append(case_file.c.client_id == client_id)
    if loan_id is not None:
        wanted.append(case_file.c.loan_id == loan_id)
    if is_closed is not None:
        wanted.append(case_file.c.is_closed.is_(is_closed))
    order = (case_file.c.due_date.asc().nulls_last(), case_file.c.case_id)
    rows = connection.execute(_cases().where(and_(*wanted)).order_by(*order).limit(most))
    return tuple(Case(**row._mapping) for row in rows)


def _cases() -> Any:
    return select(*(case_file.c[name] for name in Case.__dataclass_fields__))


def events(connection: Connection, *, client_id: int, case_id: int) -> tuple[Event, ...]:
    """Everything that was done in a case, oldest first."""
    columns = event.c
    statement = (
        select(*(columns[name] for name in Event.__dataclass_fields__))
        .where(columns.client_id == client_id, columns.case_id == case_id)
        .order_by(columns.seq)
    )
    return tuple(Event(**row._mapping) for row in connection.execute(statement))


def next_steps(connection: Connection, *, client_id: int, case_id: int) -> tuple[NextStep, ...]:
    """What may come next in a case, steps that this person may not make among them, with the reason."""
    called = func.ops.steps_of_case(client_id, case_id).table_valued("action", "to_state", "needs", "refusal")
    rows = connection.execute(select(called))
    return tuple(
        NextStep(action=row.action, to_state=row.to_state, needs=tuple(row.needs), refusal=row.refusal) for row in rows
    )

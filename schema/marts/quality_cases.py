"""Open cases that decide a class, with the client and the loan they are about; asked anew, never cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from schema.tables.organisation import org_unit_closure
from schema.tables.party import client
from schema.tables.workflow import case_file
from schema.workflow.classification import CLASSIFICATION, UPGRADE

MOST = 200


@dataclass(frozen=True, kw_only=True)
class ClassCase:
    """A case about the class of a loan; `detail` is everything its steps have said.

    `client_name` is None for who may see the case but not the client, as those who only approve.
    """

    client_id: int
    case_id: int
    loan_id: int
    workflow: str
    state: str
    due_date: date | None
    client_name: str | None
    loan_code: str
    detail: Mapping[str, Any]


def open_cases(connection: Connection, *, org_unit_id: int, most: int = MOST) -> tuple[ClassCase, ...]:
    """Those of the unit and below that this person may see, due first."""
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    case = case_file.c
    statement = (
        select(
            case.client_id,
            case.case_id,
            case.loan_id,
            case.workflow,
            case.state,
            case.due_date,
            client.c.name.label("client_name"),
            case.subject_key.label("loan_code"),
            case.detail,
        )
        .outerjoin(client, client.c.client_id == case.client_id)
        .where(
            case.loan_id.is_not(None),
            case.workflow.in_((CLASSIFICATION, UPGRADE)),
            case.is_closed.is_(False),
            case.org_unit_id.in_(below),
        )
        .order_by(case.due_date.asc().nulls_last(), case.case_id)
        .limit(most)
    )
    return tuple(ClassCase(**row) for row in connection.execute(statement).mappings())

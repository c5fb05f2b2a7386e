"""What is known of one loan's inspections: those before, who could come along, files that were shown already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Boolean, ColumnElement, Connection, Select, Text, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from schema.domain.inspections import FindingSeverity, InspectionKind, Layer
from schema.marts.frames import frame
from schema.tables.inspections import inspection, inspection_evidence
from schema.tables.organisation import org_unit_closure, staff
from schema.tables.party import assignment
from schema.tables.workflow import case_file
from schema.workflow.inspection import DONE, INSPECTION, SUPERVISORY

MOST = 300


def earlier(connection: Connection, *, client_id: int, loan_id: int | None, most: int = 10) -> pl.DataFrame:
    """Inspections by file and by accepted case, the newest first: of a loan and those of all loans of its client.

    None for the loan asks for every inspection of the client.
    """
    columns = inspection.c
    by_file = (
        select(
            columns.inspection_code,
            columns.layer,
            columns.kind,
            columns.due_date,
            columns.done_date,
            columns.is_on_site,
            columns.severity,
            columns.report,
            staff.c.name.label("staff_name"),
        )
        .select_from(inspection.outerjoin(staff, staff.c.staff_id == columns.inspector_id))
        .where(columns.client_id == client_id, _of_loan(columns.loan_id, loan_id))
    )
    found = frame(connection, by_file.order_by(columns.done_date.desc()).limit(most))
    by_case = frame(connection, _accepted(client_id, loan_id))
    cases = by_case.with_columns(pl.col("done_date", "due_date").str.to_date("%Y-%m-%d", strict=False))
    return pl.concat([found, cases.select(found.columns)]).sort("done_date", descending=True).head(most)


def _of_loan(column: Any, loan_id: int | None) -> ColumnElement[bool]:
    return true() if loan_id is None else or_(column == loan_id, column.is_(None))


def _accepted(client_id: int, loan_id: int | None) -> Select[Any]:
    columns, said = case_file.c, case_file.c.detail
    return select(
        (literal("case-") + cast(columns.case_id, Text)).label("inspection_code"),
        func.coalesce(said["layer"].astext, Layer.CLIENT.value).label("layer"),
        func.coalesce(said["kind"].astext, InspectionKind.ROUTINE.value).label("kind"),
        said["due_date"].astext.label("due_date"),
        said["done_date"].astext.label("done_date"),
        (said["is_on_site"].astext == "true").cast(Boolean).label("is_on_site"),
        func.coalesce(said["severity"].astext, FindingSeverity.NONE.value).label("severity"),
        said["report"].astext.label("report"),
        said["inspector_name"].astext.label("staff_name"),
    ).where(
        columns.client_id == client_id,
        _of_loan(columns.loan_id, loan_id),
        columns.workflow.in_((INSPECTION, SUPERVISORY)),
        columns.state == DONE,
    )


def hands(connection: Connection, *, client_id: int, org_unit_id: int, on: date) -> dict[int, str]:
    """Who could come along: everybody responsible for the client, and the people of the unit of the loan, by name."""
    responsible = select(assignment.c.staff_id).where(
        assignment.c.client_id == client_id,
        assignment.c.valid_from <= on,
        or_(assignment.c.valid_to.is_(None), assignment.c.valid_to >= on),
    )
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    works = or_(staff.c.left_date.is_(None), staff.c.left_date > on)
    near = or_(staff.c.org_unit_id.in_(below), staff.c.staff_id.in_(responsible))
    rows = connection.execute(
        select(staff.c.staff_id, staff.c.name).where(near, works).order_by(staff.c.name).limit(MOST)
    )
    return {row.staff_id: row.name for row in rows}


def used_before(connection: Connection, *, hashes: Collection[str], but_case: int | None = None) -> dict[str, str]:
    """The inspection or case in which each of these files was shown already, as far as this person may see it."""
    wanted = sorted(hashes)
    proof = inspection_evidence.c
    by_file = connection.execute(select(proof.sha256, proof.inspection_code).where(proof.sha256.in_(wanted)))
    found = {row.sha256: row.inspection_code for row in by_file}
    for sha256 in wanted:
        shown = cast([{"sha256": sha256}], JSONB)
        statement = select(case_file.c.case_id).where(
            case_file.c.workflow.in_((INSPECTION, SUPERVISORY)),
            case_file.c.detail["evidence"].op("@>")(shown),
            case_file.c.case_id != (but_case or 0),
        )
        case_id = connection.scalar(statement.limit(1))
        if case_id is not None:
            found.setdefault(sha256, f"case-{case_id}")
    return found

"""What is wrong with the inspections of the window, and what they burden, per member of staff."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard import labels, tables
from dashboard.language import _, n_
from dashboard.parts import cards, inspection_policy
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.domain.inspections import InspectionCheck
from schema.marts import inspections_findings as questions
from schema.marts.inspections_findings import MOST


def _asked(selection: Selection) -> dict[str, Any]:
    return {"org_unit_id": selection.unit.org_unit_id, "as_of": selection.as_of}


def _of_days(selection: Selection) -> str:
    days = inspection_policy.days(selection.as_of, "window")
    return _("Inspections of the last {days} days").format(days=days)


def findings(selection: Selection, staff_id: int | None) -> None:
    """The newest first."""
    rows = answer(questions.findings, **_asked(selection), staff_id=staff_id)
    with cards.card(_("What was done wrong"), _of_days(selection)):
        if rows.is_empty():
            st.markdown(f":material/check: {_('Nothing speaks against the inspections that were done.')}")
            return
        columns: tables.Columns = {
            "client": tables.text_column(_("Client"), is_pinned=True),
            "check": tables.text_column(_("Finding"), width="medium"),
            "detail": tables.text_column(_("Detail"), width="medium"),
            "done_date": tables.text_column(_("Done on")),
            "staff": tables.text_column(_("Inspector")),
            "inspection_code": tables.text_column(_("Inspection code")),
            "loan_code": tables.text_column(_("Loan code")),
        }
        data = [_finding(row) for row in rows.iter_rows(named=True)]
        alt = _("Findings about inspections, newest first.")
        frame = pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String))
        cards.rows(frame, columns, alt=alt, key="inspection_findings")
        if len(rows) == MOST:
            st.caption(_("The first {count}; choose a unit further down for the others.").format(count=MOST))


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "client": row["client_name"],
        "check": labels.label(words.CHECKS, row["check_code"]),
        "detail": detail(row),
        "done_date": fmt.day(row["done_date"]),
        "staff": row["staff_name"],
        "inspection_code": row["inspection_code"],
        "loan_code": row["loan_code"],
    }


def detail(row: dict[str, Any]) -> str | None:
    """What a finding says beyond its name."""
    figure, other, check = row["figure"], row["other_code"], row["check_code"]
    if check == InspectionCheck.LATE:
        return n_("{count} day late", "{count} days late", int(figure)).format(count=fmt.number(int(figure)))
    if check == InspectionCheck.TEMPLATED:
        alike = fmt.percent(Decimal(figure), 0)
        return _("{ratio} the same as {code}").format(ratio=alike, code=other)
    if check == InspectionCheck.EVIDENCE_REUSED:
        return _("shown before in {code}").format(code=other)
    if check == InspectionCheck.REPEATED:
        return _("{days} days after {code}").format(days=figure, code=other)
    if check == InspectionCheck.TOO_FREQUENT:
        return _("visit no. {number} in the period").format(number=figure)
    if check == InspectionCheck.LEADER_MISSING and row["currency"]:
        return _("exposure {amount}").format(amount=fmt.amount(Decimal(figure), row["currency"]))
    return None


def checks(selection: Selection, staff_id: int | None) -> None:
    """How many inspections each check speaks against."""
    rows = answer(questions.finding_counts, **_asked(selection), staff_id=staff_id)
    with cards.card(_("By finding"), _of_days(selection)):
        if rows.is_empty():
            st.markdown(f":material/check: {_('No check found anything.')}")
            return
        columns: tables.Columns = {
            "check_code": tables.text_column(_("Finding"), is_pinned=True),
            "inspection_count": tables.count_column(_("Inspections")),
        }
        shown = tables.worded(rows, "check_code", words.CHECKS)
        alt = _("Number of inspections by finding.")
        cards.rows(shown.select(list(columns)), columns, alt=alt, key="inspection_checks")


def burden(selection: Selection) -> None:
    """What each manager has due, did, and asked of clients."""
    rows = answer(questions.burden, **_asked(selection))
    note = _("What is due is counted with who is responsible now, what was done lately with who did it")
    with cards.card(_("By inspector"), note):
        if rows.is_empty():
            st.markdown(f":material/group_off: {_('Nobody of this unit has inspections to do or did any.')}")
            return
        columns: tables.Columns = {
            "name": tables.text_column(_("Full name"), is_pinned=True),
            "loan_count": tables.count_column(_("Loans to inspect")),
            "due_count": tables.count_column(_("Due soon")),
            "overdue_count": tables.count_column(_("Inspections overdue")),
            "first_missed_count": tables.count_column(_("First inspection missed")),
            "done_count": tables.count_column(_("Done")),
            "on_time": tables.percent_column(_("On time")),
            "no_finding": tables.percent_column(_("Found nothing"), _("Inspections that found nothing, of those done")),
            "excess_count": tables.count_column(_("Above policy"), _("Visits beyond what the policy asks for")),
            "repeat_count": tables.count_column(_("Repeated"), _("Visits less than 10 days after another")),
            "flawed_count": tables.count_column(_("With findings"), _("Inspections something speaks against")),
            "supervisory_overdue_count": tables.count_column(_("Supervisory overdue")),
            "staff_code": tables.text_column(_("Staff code")),
        }
        shown = rows.with_columns(
            *(
                (pl.col(f"{name}_ratio") * fmt.HUNDRED).cast(pl.Float64).alias(name)
                for name in ("on_time", "no_finding")
            )
        )
        alt = _("Inspections due and done by person, those with most overdue first.")
        cards.rows(shown.select(list(columns)), columns, alt=alt, key="inspection_burden")

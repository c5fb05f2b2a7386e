"""Facts about classes beside the days past due, and decided cases without their persons."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection

from etl.close.steps import STEPS
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
TO_CLASS = STEPS[: [step.name for step in STEPS].index("risk class") + 1]
TO_LISTS = STEPS[: [step.name for step in STEPS].index("watched loans") + 1]


def evidence(bank: Bank, kind: str, client: int, loan: Loan | None = None, **more: Any) -> None:
    """One finding, valid and known since the beginning of 2024 unless said."""
    row = {"client_id": client, "loan_id": loan.loan_id if loan else None, "kind": kind,
           "valid_from": date(2024, 1, 1), "known_date": date(2024, 1, 1), **more}  # fmt: skip
    names, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    bank.connection.exec_driver_sql(
        f"insert into core.class_evidence (evidence_code, {names})"
        f" values ((select 'E' || count(*) from core.class_evidence), {places})",
        row,
    )


def restructured(bank: Bank, loan: Loan, day: date, *, is_in_difficulty: bool = True) -> None:
    bank.connection.exec_driver_sql(
        "insert into core.restructuring (client_id, loan_id, restructured_date, kind, is_in_difficulty)"
        " values (%s, %s, %s, 'extension', %s)",
        (loan.client_id, loan.loan_id, day, is_in_difficulty),
    )


def classes(connection: Connection, as_of: date = AS_OF) -> dict[int, str]:
    """Class of every loan on the book, by key, in the open transaction."""
    run_steps(connection, as_of, TO_CLASS)
    question = """select loan_id, coalesce(k.risk_class, 'normal')
                  from loan_position left join loan_class k using (client_id, loan_id) where is_on_book"""
    return dict(rows(connection, question))


def reasons(connection: Connection) -> dict[int, list[str]]:
    return dict(rows(connection, "select loan_id, class_reasons from loan_class"))


def decided(database: Database, loan: Loan, workflow: str, risk_class: str, effective: date) -> None:
    """An approved case, written by the owner without its steps: who signs is tested elsewhere."""
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql(
            """insert into workflow.case_file
                   (client_id, loan_id, org_unit_id, workflow, subject_key, state, is_closed, detail)
               select client_id, loan_id, org_unit_id, %s, loan_code, 'approved', true, %s
               from core.loan where loan_id = %s""",
            (workflow, json.dumps({"risk_class": risk_class, "effective_date": str(effective)}), loan.loan_id),
        )

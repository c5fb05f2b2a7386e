"""Data that no rule refuses and somebody should look at: each case is found, and its neighbour is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps

BEFORE, AS_OF = date(2024, 5, 31), date(2024, 6, 30)


def found(connection: Connection, code: str, as_of: date = AS_OF) -> list[Any]:
    run_steps(connection, as_of)
    question = f"select figures -> 'examples' from ops.finding where as_of = '{as_of}' and code = '{code}'"
    return [examples for (examples,) in rows(connection, question)]


@pytest.mark.parametrize(("days", "expected"), [(91, [["L"]]), (90, [])])
def test_a_class_that_jumps(connection: Connection, bank: Bank, days: int, expected: list[Any]) -> None:
    """Normal at the close before; 91 days make it substandard, two classes at once, 90 special mention."""
    unit = bank.org_unit("U")
    bank.overdue_loan("L", bank.client("C", unit), unit, as_of=AS_OF, days=days, principal="100.00")
    connection.exec_driver_sql("select ops.ensure_partitions('core.loan_snapshot', %s, %s)", (BEFORE, BEFORE))
    connection.exec_driver_sql(
        "insert into core.loan_snapshot (as_of, client_id, loan_id, org_unit_id, kind, scheme, currency,"
        " outstanding_principal_amount, due_amount, paid_amount, overdue_amount, overdue_principal_amount,"
        " credit_balance_amount, days_past_due, bucket, risk_class, floor_class, class_reasons)"
        " select %s, client_id, loan_id, org_unit_id, kind, scheme, currency, 100, 0, 0, 0, 0, 0, 0, 'current',"
        " 'normal', 'normal', '{}' from core.loan",
        (BEFORE,),
    )
    connection.exec_driver_sql(
        "with r as (insert into ops.close_run (as_of, state, started_at, finished_at)"
        " values (%s, 'complete', now(), now()) returning close_run_id)"
        " insert into ops.closed_date (as_of, close_run_id, closed_at) select %s, close_run_id, now() from r",
        (BEFORE, BEFORE),
    )
    assert found(connection, "class_jumped") == expected


def test_an_account_below_zero(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    for code, amount in (("A1", "-0.01"), ("A2", "0.00")):
        connection.exec_driver_sql(
            "with a as (insert into core.account (client_id, account_code, org_unit_id, purpose, currency)"
            " values (%(client)s, %(code)s, %(unit)s, 'settlement', 'CNY') returning account_id)"
            " select account_id from a",
            {"client": client, "code": code, "unit": unit},
        )
        connection.exec_driver_sql("select ops.ensure_partitions('core.account_balance', %s, %s)", (AS_OF, AS_OF))
        connection.exec_driver_sql(
            "insert into core.account_balance (balance_date, client_id, account_id, balance_amount)"
            " select %s, client_id, account_id, %s from core.account where account_code = %s",
            (AS_OF, amount, code),
        )
    assert found(connection, "account_overdrawn") == [["A1"]]


@pytest.mark.parametrize(("currency", "expected"), [("USD", [["L"]]), ("CNY", [])])
def test_a_guarantee_in_another_currency(
    connection: Connection, bank: Bank, currency: str, expected: list[Any]
) -> None:
    unit = bank.org_unit("U")
    client, guarantor = bank.client("C", unit), bank.client("G", unit)
    loan = bank.loan("L", client, unit)
    connection.exec_driver_sql(
        "insert into core.guarantee (client_id, guarantee_code, guarantor_client_id, loan_id, guaranteed_amount,"
        " currency, valid_from) values (%s, 'G1', %s, %s, 5, %s, '2024-01-01')",
        (client, guarantor, loan.loan_id, currency),
    )
    assert found(connection, "currencies_mixed") == expected


@pytest.mark.parametrize(("limit", "expected"), [("999.99", [["K"]]), ("1000.00", [])])
def test_a_commitment_drawn_beyond_its_limit(
    connection: Connection, bank: Bank, limit: str, expected: list[Any]
) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    connection.exec_driver_sql(
        "insert into core.commitment (client_id, commitment_code, limit_amount, currency, valid_from)"
        " values (%s, 'K', %s, 'CNY', '2020-01-01')",
        (client, limit),
    )
    ((commitment,),) = rows(connection, "select commitment_id from core.commitment")
    bank.loan("L", client, unit, commitment_id=commitment)
    assert found(connection, "commitment_exceeded") == expected

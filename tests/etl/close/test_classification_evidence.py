"""Floors beside the days past due: each kind of evidence, when it counts, and what it says as a reason."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.etl.close.bank import Bank
from tests.etl.close.quality import AS_OF, classes, evidence, reasons

FLOORS = [
    ("purpose_changed", None, "special_mention", ["purpose_changed"]),
    ("rolled_over", None, "special_mention", ["rolled_over"]),
    ("credit_impaired", None, "substandard", ["credit_impaired"]),
    ("credit_impaired", "0.4999", "substandard", ["credit_impaired:0.4999"]),
    ("credit_impaired", "0.50", "doubtful", ["credit_impaired:0.5"]),
    ("credit_impaired", "0.8999", "doubtful", ["credit_impaired:0.8999"]),
    ("credit_impaired", "0.90", "loss", ["credit_impaired:0.9"]),
    ("rating_cut", None, "substandard", ["rating_cut"]),
    ("debt_evaded", None, "doubtful", ["debt_evaded"]),
    ("in_bankruptcy", None, "loss", ["in_bankruptcy"]),
    ("npl_elsewhere", None, "special_mention", ["npl_elsewhere"]),
    ("overdue_at_all_banks", "0.20", "normal", []),
    ("overdue_at_all_banks", "0.2001", "substandard", ["overdue_at_all_banks:0.2001"]),
]


@pytest.mark.parametrize(("kind", "ratio", "risk_class", "because"), FLOORS)
def test_floors(
    connection: Connection, bank: Bank, kind: str, ratio: str | None, risk_class: str, because: list[str]
) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    loan = bank.overdue_loan("L", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    evidence(bank, kind, client, value_ratio=ratio)
    assert classes(connection) == {loan.loan_id: risk_class}
    assert reasons(connection).get(loan.loan_id, []) == because


@pytest.mark.parametrize(
    ("dates", "risk_class"),
    [
        ({"valid_to": AS_OF}, "loss"),
        ({"valid_to": date(2024, 6, 29)}, "normal"),
        ({"valid_from": AS_OF, "known_date": AS_OF}, "loss"),
        ({"valid_from": date(2024, 7, 1), "known_date": date(2024, 7, 1)}, "normal"),
        ({"known_date": date(2024, 7, 1)}, "normal"),
    ],
    ids=["last day", "over", "first day", "not yet", "not known yet"],
)
def test_evidence_counts_while_it_holds_and_is_known(
    connection: Connection, bank: Bank, dates: dict[str, Any], risk_class: str
) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    loan = bank.overdue_loan("L", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    evidence(bank, "in_bankruptcy", client, **dates)
    assert classes(connection) == {loan.loan_id: risk_class}


def test_evidence_of_a_loan_is_not_that_of_another(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    first = bank.overdue_loan("L1", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    second = bank.overdue_loan("L2", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    evidence(bank, "purpose_changed", client, first)
    assert classes(connection) == {first.loan_id: "special_mention", second.loan_id: "normal"}


def test_a_qualifying_renewal_is_no_roll_over(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit, kind="small_micro")
    loan = bank.overdue_loan("L", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    evidence(bank, "rolled_over", client, loan)
    evidence(bank, "qualifying_renewal", client, loan)
    assert classes(connection) == {loan.loan_id: "normal"}


@pytest.mark.parametrize(
    ("days", "risk_class", "because"),
    [
        (7, "normal", ["technical_overdue:7"]),
        (8, "special_mention", ["days_past_due:8"]),
        (91, "substandard", ["days_past_due:91"]),
    ],
)
def test_technical_overdue_has_days_of_grace(
    connection: Connection, bank: Bank, days: int, risk_class: str, because: list[str]
) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    loan = bank.overdue_loan("L", client, unit, as_of=AS_OF, days=days, principal="100.00")
    evidence(bank, "technical_overdue", client, loan)
    assert classes(connection) == {loan.loan_id: risk_class}
    assert reasons(connection)[loan.loan_id] == because


def test_recognised_enhancement_keeps_a_loan_out_of_the_obligor_rule(connection: Connection, bank: Bank) -> None:
    """It stays special mention: one of the client's loans is non-performing."""
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    bank.overdue_loan("L1", client, unit, as_of=AS_OF, days=91, principal="500.00")
    safe = bank.overdue_loan("L2", client, unit, as_of=AS_OF, days=-1, principal="500.00")
    evidence(bank, "recognised_enhancement", client, safe)
    assert classes(connection)[safe.loan_id] == "special_mention"
    assert reasons(connection)[safe.loan_id] == ["obligor_has_non_performing_loan"]


def test_debts_elsewhere_do_not_touch_a_retail_client(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit, kind="personal")
    loan = bank.overdue_loan("L", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    evidence(bank, "npl_elsewhere", client)
    evidence(bank, "overdue_at_all_banks", client, value_ratio="0.9")
    assert classes(connection) == {loan.loan_id: "normal"}

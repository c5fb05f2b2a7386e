"""Random loans whose dates contradict each other: refused with the reason, and nothing disappears."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.load.report import LoadReport
from tests.real.conftest import Rows

SOURCE = "opennpl"
MODELS = {
    "client": ("counterparty",),
    "loan": ("loan",),
    "repayment": ("loan",),
    "restructuring": ("forbearance",),
    "collateral": ("propertycollateral", "nonpropertycollateral"),
    "collateral_valuation": ("propertycollateral", "nonpropertycollateral"),
    "delivered_snapshot": ("loan",),
}
ACCEPTED = "accepted"
Loan = dict[str, Any]


@pytest.fixture(scope="module")
def objects(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "synthetic_data_1.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def loans(objects: list[dict[str, Any]]) -> dict[int, Loan]:
    """Loans by the row they stand in."""
    return {
        row: one["fields"] | {"pk": one["pk"]}
        for row, one in enumerate(objects, start=1)
        if one["model"] == "npl_portfolio.loan"
    }


def reasons(loan: Loan) -> set[str]:
    """What is wrong with a loan, by the rules as they are written down, not by the code under test."""
    origin, found = loan["date_of_origination"], set()
    if loan["original_maturity_date"] <= origin or loan["current_maturity_date"] <= origin:
        found.add("matures_before_disbursement")
    if loan["chargeoff_date"] < origin:
        found.add("closed_before_disbursement")
    if loan["current_interest_rate"] > 100:
        found.add("too_large")
    return found


def test_every_object_of_the_document_is_accounted_for(report: LoadReport, objects: list[dict[str, Any]]) -> None:
    models = Counter(one["model"].removeprefix("npl_portfolio.") for one in objects)
    assert models.total() == 838
    assert {one.status for one in report.files} == {"loaded"}
    for file in report.files:
        if file.feed in MODELS:
            assert file.rows_read == 838
            assert file.rows_set_aside == 838 - sum(models[name] for name in MODELS[file.feed])
        assert file.rows_read == file.rows_accepted + file.rows_rejected + file.rows_set_aside


def test_each_loan_is_refused_for_exactly_its_contradictions(rows: Rows, loans: dict[int, Loan]) -> None:
    found = rows("""
        select r.row_number, r.reason_code, r.other_reasons from ops.rejected_row r
        join ops.load_batch b using (load_batch_id) where b.feed = 'loan'
    """)
    refused = {row: {first, *(one["code"] for one in others)} for row, first, others in found}
    assert refused == {row: reasons(loan) for row, loan in loans.items() if reasons(loan)}
    contradictory = sum(bool(codes - {"too_large"}) for codes in refused.values())
    assert contradictory == 156
    assert len(refused) == 194


def test_the_loans_that_hold_together_are_accepted(rows: Rows, loans: dict[int, Loan]) -> None:
    fine = {
        str(loan["pk"]): Decimal(str(loan["current_interest_rate"])) / 100
        for loan in loans.values()
        if not reasons(loan)
    }
    assert dict(rows("select loan_code, annual_rate from core.loan")) == fine
    assert len(fine) == 6


def test_what_hangs_on_a_refused_loan_is_refused_as_an_orphan(rows: Rows) -> None:
    found = rows("""
        select b.feed, r.reason_code, count(*) from ops.rejected_row r join ops.load_batch b using (load_batch_id)
        where b.feed <> 'loan' group by 1, 2
    """)
    assert {(feed, code): count for feed, code, count in found} == {
        ("repayment", "unknown_parent"): 194,
        ("repayment", "paid_before_disbursement"): 4,
        ("restructuring", "unknown_parent"): 45,
        ("restructuring", "changed_before_disbursement"): 1,
        ("collateral", "unknown_parent"): 194,
        ("collateral_valuation", "unknown_parent"): 194,
        ("delivered_snapshot", "unknown_parent"): 194,
    }


def test_a_refused_loan_says_what_is_wrong(rows: Rows) -> None:
    """The loan LO0 was made in 2017, matured in 2008 and was charged off in 2005."""
    ((column, value, sentence, others),) = rows(
        """
        select r.column_name, r.value, r.sentence, r.other_reasons from ops.rejected_row r
        join ops.load_batch b using (load_batch_id)
        where b.feed = 'loan' and r.raw_text like '%%,LO0,%%' and r.row_number = %s
    """,
        203,
    )
    assert (column, value) == ("annual_rate", "8.110000000")
    assert sentence == "annual_rate must be at most 1; it is 8.110000000."
    assert [one["sentence"] for one in others] == [
        "The loan matures on or before the day it is disbursed.",
        "The loan is closed before it is disbursed.",
    ]

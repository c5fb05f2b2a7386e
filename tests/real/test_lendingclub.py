"""10,000 LendingClub loans: terms, payments and delivered status as the file has them."""

import csv
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from etl.load.report import LoadReport
from tests.real.conftest import Rows

SOURCE = "lendingclub"
AS_OF = date(2018, 6, 30)
MONTHS = {"Jan-2018": 1, "Feb-2018": 2, "Mar-2018": 3}
STATUSES = {
    "Current": (0, "normal", None),
    "Fully Paid": (0, "normal", AS_OF),
    "In Grace Period": (1, "special_mention", None),
    "Late (16-30 days)": (16, "special_mention", None),
    "Late (31-120 days)": (31, "special_mention", None),
    "Charged Off": (None, "loss", AS_OF),
}


@pytest.fixture(scope="module")
def loans(folder: Path) -> list[dict[str, str]]:
    with (folder / "loans_full_schema.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_every_row_is_accepted_but_payments_of_nothing(report: LoadReport, loans: list[dict[str, str]]) -> None:
    unpaid = sum(Decimal(one["paid_total"]) == 0 for one in loans)
    assert {one.status for one in report.files} == {"loaded"}
    assert report.rows_rejected == 0
    accepted = {one.feed: one.rows_accepted for one in report.files}
    assert accepted == {
        "region": 50,
        "org_unit": 50,
        "product": 2,
        "client": 10_000,
        "loan": 10_000,
        "repayment": 10_000 - unpaid,
        "delivered_snapshot": 10_000,
    }
    assert unpaid == 15


def test_terms_of_every_loan(rows: Rows, loans: list[dict[str, str]]) -> None:
    expected = {
        one["rownames"]: (
            Decimal(one["loan_amount"]),
            Decimal(one["interest_rate"]) / 100,
            one["term"],
            one["state"],
            date(2018, MONTHS[one["issue_month"]], 1),
            date(2018, MONTHS[one["issue_month"]] + 2, 1),
            date(2018 + int(one["term"]) // 12, MONTHS[one["issue_month"]] + 1, 1),
            STATUSES[one["loan_status"]][2],
        )
        for one in loans
    }
    found = rows("""
        select l.loan_code, l.principal_amount, l.annual_rate, p.product_code, u.org_unit_code, l.disbursed_date,
               l.first_due_date, l.maturity_date, l.closed_date
        from core.loan l join core.product p using (product_id) join core.org_unit u on u.org_unit_id = l.org_unit_id
    """)
    assert {code: tuple(terms) for code, *terms in found} == expected


def test_payments_are_the_sums_of_the_file(rows: Rows, loans: list[dict[str, str]]) -> None:
    """Some totals carry the noise of binary fractions (…98999); each is rounded to the cent."""
    names = ("paid_total", "paid_principal", "paid_interest", "paid_late_fees")
    expected = tuple(sum(cents(one[name]) for one in loans) for name in names)
    found = rows("""
        select sum(paid_amount), sum(principal_amount), sum(interest_amount), sum(penalty_amount) from core.repayment
    """)
    assert found == [expected]


def test_statuses_with_their_counts_and_balances(rows: Rows, loans: list[dict[str, str]]) -> None:
    counts = Counter(STATUSES[one["loan_status"]] for one in loans)
    found = rows("""
        select d.days_past_due, d.risk_class, l.closed_date, count(*), sum(d.outstanding_principal_amount)
        from core.delivered_snapshot d join core.loan l using (client_id, loan_id) where d.as_of = '2018-06-30'
        group by 1, 2, 3
    """)
    assert {(days, word, closed): count for days, word, closed, count, _ in found} == counts
    assert counts[STATUSES["Current"]] == 9_375
    assert sum(balance for *_, balance in found) == sum(Decimal(one["balance"]) for one in loans)

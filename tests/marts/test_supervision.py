"""What a unit, a book and a loan show of account supervision, and to whom."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from schema.marts import supervision
from schema.storage.database import Database
from tests.etl.close.supervised import AS_OF
from tests.marts import watched
from tests.marts.conftest import Seen
from tests.marts.watched import Watched


@pytest.fixture(scope="module")
def bank(database: Database) -> Watched:
    return watched.build(database)


@pytest.fixture
def seen_by(bank: Watched, database: Database) -> Iterator[Seen]:
    """The dashboard's connection as a subject."""
    with ExitStack() as opened:
        yield lambda subject: opened.enter_context(database.engine("app", subject).connect())


def of(bank: Watched, unit: str) -> dict[str, Any]:
    return {"org_unit_id": bank.units[unit], "currency": "CNY", "as_of": AS_OF}


def test_the_sums_of_the_bank(bank: Watched, seen_by: Seen) -> None:
    found = supervision.summary(seen_by("whole"), **of(bank, "Bank"))
    assert found
    assert (found.loan_count, found.draw_amount) == (3, Decimal(170_000))
    assert found.followed_count == 2
    assert (found.followed_amount, found.entrusted_amount) == (Decimal(150_000), Decimal(60_000))
    assert found.entrusted_ratio.value == Decimal("0.4")
    assert (found.red_count, found.orange_count, found.yellow_count, found.flagged_count) == (1, 1, 0, 2)
    assert (found.account_count, found.balance_amount) == (1, Decimal(40_000))
    assert (found.in_amount, found.out_amount) == (Decimal(100_000), Decimal(60_000))
    assert (found.client_count, found.routing_count) == (2, 1)
    assert found.routing_3_months_ratio.value == Decimal("0.4")
    assert found.routing_12_months_ratio.value == Decimal("0.1")


def test_a_book_adds_up_to_what_the_close_says_of_a_unit_with_nothing_else(bank: Watched, seen_by: Seen) -> None:
    """Mei sees Hai only; the sums of the branch without Bo are those of her book."""
    mine = supervision.summary(seen_by("mei"), **of(bank, "East"))
    branch = supervision.summary(seen_by("east"), **of(bank, "East"))
    assert mine
    assert branch
    of_bo = {
        "loan_count": 1, "draw_amount": 50_000, "followed_count": 1, "followed_amount": 50_000, "red_count": 1,
        "client_count": 1,
    }  # fmt: skip
    assert {
        name: value - asdict(mine)[name] for name, value in asdict(branch).items() if value != asdict(mine)[name]
    } == of_bo


def test_a_book_has_its_own_checks(bank: Watched, seen_by: Seen) -> None:
    def counts(subject: str) -> dict[str, tuple[int, int, int, int]]:
        rows = supervision.checks(seen_by(subject), **of(bank, "East"))
        return {row.check_code: (row.loan_count, row.unchecked_count, row.red_count, row.orange_count) for row in rows}

    branch, mine = counts("east"), counts("mei")
    assert list(branch) == list(mine)
    assert (branch["round_trip"], mine["round_trip"]) == ((2, 0, 0, 1), (1, 0, 0, 1))
    assert (branch["cash_withdrawal"], mine["cash_withdrawal"]) == ((2, 0, 1, 0), (1, 0, 0, 0))
    assert (branch["outside_payee"], mine["outside_payee"]) == ((2, 1, 0, 0), (1, 0, 0, 0))


@pytest.mark.parametrize(
    ("subject", "unit", "expected"),
    [
        ("whole", "Bank", ["cash_withdrawal", "prohibited_use", "round_trip"]),
        ("mei", "East", ["round_trip"]),
        ("whole", "West", []),
        ("east", "West", []),
    ],
)
def test_findings_are_gravest_first_and_only_what_one_may_see(
    bank: Watched, seen_by: Seen, subject: str, unit: str, expected: list[str]
) -> None:
    found = supervision.findings(seen_by(subject), **of(bank, unit))
    assert [row.check_code for row in found] == expected


def test_the_flow_of_a_loan(bank: Watched, seen_by: Seen) -> None:
    loan = bank.loans["LH"]
    found = supervision.flow_of_loan(seen_by("mei"), client_id=loan.client_id, loan_id=loan.loan_id, as_of=AS_OF)
    assert found
    assert [(each.destination, each.amount, each.returned_amount) for each in found.flows] == [
        ("entrusted", Decimal(60_000), Decimal(50_000)), ("on_account", Decimal(40_000), Decimal(0))
    ]  # fmt: skip
    assert [(each.payee_name, each.account_code, each.returned_date) for each in found.payments] == [
        ("Steel Ltd", "HS", date(2026, 10, 6))
    ]
    assert [(each.check_code, each.severity, each.share_ratio) for each in found.findings] == [
        ("round_trip", "orange", Decimal("0.5"))
    ]
    assert found.unchecked == ["related_party"]


def test_the_flow_stays_when_later_closes_look_no_longer(bank: Watched, seen_by: Seen) -> None:
    loan = bank.loans["LB"]
    ask: dict[str, Any] = {"client_id": loan.client_id, "loan_id": loan.loan_id}
    later = supervision.flow_of_loan(seen_by("east"), **ask, as_of=date(2027, 10, 31))
    assert later
    assert later.as_of == AS_OF
    assert supervision.flow_of_loan(seen_by("east"), **ask, as_of=date(2026, 10, 30)) is None


def test_the_flow_of_somebody_elses_client_is_not_shown(bank: Watched, seen_by: Seen) -> None:
    loan = bank.loans["LB"]
    assert supervision.flow_of_loan(seen_by("mei"), client_id=loan.client_id, loan_id=loan.loan_id, as_of=AS_OF) is None


def test_accounts_and_instalments(bank: Watched, seen_by: Seen) -> None:
    accounts = supervision.accounts(seen_by("mei"), **of(bank, "East"))
    assert [(row.account_code, row.loan_code, row.balance_amount) for row in accounts] == [
        ("HS", "LH", Decimal(40_000))
    ]
    (due,) = supervision.dues(seen_by("mei"), **of(bank, "East"))
    assert due.cover_ratio
    assert due.cover_ratio.value == Decimal("0.4")
    assert (due.working_days_left, due.severity) == (2, "orange")
    assert supervision.due_counts(seen_by("mei"), **of(bank, "East")) == {"orange": 1}


def test_nothing_of_a_unit_outside_ones_view(bank: Watched, seen_by: Seen) -> None:
    connection: Connection = seen_by("east")
    assert supervision.summary(connection, **of(bank, "West")) is None
    assert supervision.checks(connection, **of(bank, "West")) == ()

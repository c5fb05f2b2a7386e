"""What the checks find and at which level, with the amounts on either side of every limit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.etl.close.bank import Bank, rows
from tests.etl.close.supervised import Till, supervise

FOUND = """
    select u.loan_code, f.check_code, f.severity, f.amount from mart.fund_finding f join mart.fund_use u
    using (as_of, client_id, loan_id) order by 1, 2
"""
MILLION = 1_000_000


def found(connection: Connection) -> list[tuple[Any, ...]]:
    supervise(connection)
    return rows(connection, FOUND)


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("securities", "0.99", None), ("securities", "1.00", "yellow"), ("securities", "5.00", "orange"),
        ("wealth", "19.99", "orange"), ("property", "20.00", "red"),
        ("cash", "9.99", None), ("cash", "10.00", "yellow"), ("cash", "30.00", "orange"), ("cash", "50.00", "red"),
    ],
)  # fmt: skip
def test_shares_of_the_draw(connection: Connection, bank: Bank, kind: str, amount: str, expected: str | None) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    till.draws("L", "100.00")
    till.moves(f"-{amount}", kind, day=1)
    check = "cash_withdrawal" if kind == "cash" else "prohibited_use"
    assert found(connection) == ([("L", check, expected, Decimal(amount))] if expected else [])


@pytest.mark.parametrize(("amount", "expected"), [("29.00", None), ("30.00", "orange"), ("80.00", "red")])
def test_round_trips(connection: Connection, bank: Bank, amount: str, expected: str | None) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    till.draws("L", "100.00")
    till.moves(f"-{amount}", "transfer", "SHOP", day=1)
    till.moves(amount, "transfer", "SHOP", day=5)
    assert found(connection) == ([("L", "round_trip", expected, Decimal(amount))] if expected else [])


def test_evidence_is_the_movement_that_came_back(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    till.draws("L", "100.00")
    till.moves("-90.00", "transfer", "SHOP", day=1)
    code = till.moves("88.00", "transfer", "SHOP", day=5)
    supervise(connection)
    assert rows(connection, "select evidence, payee_name, share_ratio from mart.fund_finding") == [
        ([code], "SHOP", Decimal("0.880000000"))
    ]


def _paid(till: Till, amounts: list[int], *, days: list[int]) -> None:
    for amount, day in zip(amounts, days, strict=True):
        till.moves(str(-amount), "transfer", "SHOP", day=day)


@pytest.mark.parametrize(
    ("amounts", "days", "is_split"),
    [
        ([4 * MILLION, 3 * MILLION, 3 * MILLION], [0, 2, 4], True),
        ([4 * MILLION, 3 * MILLION, 3 * MILLION - 1], [0, 2, 4], False),
        ([4 * MILLION, 3 * MILLION, 3 * MILLION], [0, 2, 5], False),
        ([6 * MILLION, 6 * MILLION], [0, 1], False),
    ],
)
def test_split_payments(
    connection: Connection, bank: Bank, amounts: list[int], days: list[int], is_split: bool
) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    till.draws("L", str(20 * MILLION), payment_mode="self")
    _paid(till, amounts, days=days)
    expected = [("L", "split_payment", "orange", Decimal(10 * MILLION))] if is_split else []
    assert found(connection) == expected


def test_splitting_again_is_red(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    for code, day in (("L", 0), ("M", 10)):
        till.draws(code, str(12 * MILLION), on=date(2026, 10, 1) + timedelta(days=day), payment_mode="self")
        _paid(till, [4 * MILLION] * 3, days=[day, day + 1, day + 2])
    assert [row[:3] for row in found(connection)] == [("L", "split_payment", "red"), ("M", "split_payment", "red")]


@pytest.mark.parametrize(
    ("borrowers", "expected"), [(2, None), (3, "yellow"), (5, "orange"), (10, "orange"), (11, "red")]
)
def test_shared_payees(connection: Connection, bank: Bank, borrowers: int, expected: str | None) -> None:
    """The last borrower pays less than a tenth of its draw there and does not count."""
    unit = bank.org_unit("U")
    for number in range(borrowers + 1):
        till = Till(bank, f"C{number:02}", unit)
        till.draws(f"L{number:02}", "100.00")
        till.moves("-9.99" if number == borrowers else "-10.00", "transfer", "HUB", day=number)
    levels = {row[2] for row in found(connection) if row[1] == "shared_payee"}
    assert levels == ({expected} if expected else set())
    counts = rows(connection, "select distinct borrower_count from mart.fund_finding where check_code = 'shared_payee'")
    assert counts == ([(borrowers,)] if expected else [])


@pytest.mark.parametrize(
    ("kind", "mode", "draw", "paid", "expected"),
    [
        ("working_capital", "self", 20, "10000000.01", "10000000.01"),
        ("working_capital", "self", 20, "10000000.00", None),
        ("working_capital", "entrusted", 20, "10000000.01", None),
        ("personal", "self", "0.300001", "1.00", "300001.00"),
        ("personal", "self", "0.3", "1.00", None),
    ],
)
def test_entrusted_payment_left_out(
    connection: Connection, bank: Bank, kind: str, mode: str, draw: float | str, paid: str, expected: str | None
) -> None:
    client_kind = "personal" if kind == "personal" else "corporate"
    till = Till(bank, "C", bank.org_unit("U"), kind=client_kind)
    till.names(till.draws("L", str(Decimal(draw) * MILLION), kind=kind, payment_mode=mode), "SHOP")
    till.moves(f"-{paid}", "transfer", "SHOP", day=1)
    wanted = [("L", "entrusted_omitted", "orange", Decimal(expected))] if expected else []
    assert found(connection) == wanted


def test_what_was_not_delivered_was_not_checked(connection: Connection, bank: Bank) -> None:
    """L is followed, but names no payee, has no mode of payment, and nobody's ties are known; of M nothing is."""
    unit = bank.org_unit("U")
    till = Till(bank, "C", unit)
    till.draws("L", "100.00")
    till.moves("-1.00", "transfer", "SHOP", day=1)
    bank.loan("M", bank.client("D", unit), unit, disbursed_date=date(2026, 10, 1))
    supervise(connection)
    asked = "select loan_code, unchecked from mart.fund_use order by 1"
    everything = [
        "prohibited_use", "round_trip", "outside_payee", "entrusted_omitted", "split_payment", "shared_payee",
        "cash_withdrawal", "related_party",
    ]  # fmt: skip
    assert rows(connection, asked) == [
        ("L", ["outside_payee", "entrusted_omitted", "related_party"]), ("M", everything)
    ]  # fmt: skip
    question = "select check_code, unchecked_count from mart.org_unit_fund_check where unchecked_count = 2 order by 1"
    assert [row[0] for row in rows(connection, question)] == ["entrusted_omitted", "outside_payee", "related_party"]

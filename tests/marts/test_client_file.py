"""The file of one client against a lender one can add up by hand."""

from datetime import date
from decimal import Decimal

import pytest

from schema.domain.words import RiskClass
from schema.marts import client_file, closes
from schema.marts.client_file import ClientFile, Membership, Sums
from schema.marts.client_loans import Position
from schema.marts.client_ties import Account, Purchase
from tests.marts import lender
from tests.marts.conftest import Seen
from tests.marts.lender import AUGUST, OCTOBER, SEPTEMBER

CLOSES = (OCTOBER, SEPTEMBER, AUGUST)


def file_of(seen_by: Seen, code: str = "C001", *, subject: str = "operator", as_of: date = OCTOBER) -> ClientFile:
    dates = tuple(day for day in CLOSES if day <= as_of)
    found = client_file.client_file(seen_by(subject), client_code=code, as_of=as_of, dates=dates)
    assert found
    return found


def position(file: ClientFile, code: str) -> Position:
    loan = file.loan(code)
    assert loan
    found = loan.on(file.as_of)
    assert found
    return found


def test_who_it_is(seen_by: Seen) -> None:
    file = file_of(seen_by)
    assert (file.name, file.kind, file.industry, file.internal_rating) == (
        "宏泰纺织有限公司",
        "corporate",
        "textile",
        "A",
    )
    assert (file.unit_name, file.region_name, file.since_date) == ("East branch", None, date(2020, 1, 1))
    assert file.groups == (Membership(group_code="G1", group_name="Hongtai group", relation="parent"),)


@pytest.mark.parametrize("code", ["C002", "C999", "c001", "", "C001' or 'x"])
def test_unknown_and_out_of_scope_are_the_same(code: str, seen_by: Seen) -> None:
    assert client_file.client_file(seen_by("east"), client_code=code, as_of=OCTOBER, dates=CLOSES) is None


def test_people_then_and_now(seen_by: Seen) -> None:
    file = file_of(seen_by)
    now = {
        (who.name, who.role, int(who.share_percent), who.loan_code) for who in file.people if who.is_held_on(OCTOBER)
    }
    assert now == {
        ("周明", "client_manager", 60, None),
        ("Wang Fang", "client_manager", 40, None),
        ("Wang Fang", "client_manager", 100, "L0012"),
        ("林静", "risk_manager", 100, None),
    }
    assert [who.name for who in file.people if not who.is_held_on(OCTOBER)] == ["李强"]
    assert [who.valid_from for who in file.people] == sorted((who.valid_from for who in file.people), reverse=True)


def test_the_last_day_of_a_duty_counts(seen_by: Seen) -> None:
    (li,) = (who for who in file_of(seen_by).people if who.name == "李强")
    assert [li.is_held_on(day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2019, 12, 31))] == [
        True,
        False,
        False,
    ]


def test_a_client_manager_does_not_learn_the_names_of_those_before_him(seen_by: Seen) -> None:
    people = file_of(seen_by, subject="zhou").people
    assert {who.name for who in people} == {"周明", "Wang Fang", "林静", None}


def test_loans_largest_first_and_those_off_the_book_last(seen_by: Seen) -> None:
    file = file_of(seen_by)
    assert [loan.loan_code for loan in file.loans] == ["L0011", "L0012", "L0013"]
    working = position(file, "L0011")
    assert (working.outstanding_principal_amount, working.overdue_amount) == (Decimal(1_000_000), Decimal(10_000))
    assert (working.days_past_due, working.risk_class) == (61, "special_mention")
    assert working.class_reasons == ("days_past_due:61",)
    assert [loan.product_name for loan in file.loans] == ["Working capital loan", None, None]


def test_the_course_of_a_loan_ends_on_the_date_asked_for(seen_by: Seen) -> None:
    file = file_of(seen_by, as_of=SEPTEMBER)
    plant = file.loan("L0012")
    assert plant
    assert [(each.as_of, each.outstanding_principal_amount) for each in plant.positions] == [
        (AUGUST, Decimal(500_000)),
        (SEPTEMBER, Decimal(450_000)),
    ]


def test_sums_by_currency_with_the_allowance_of_the_parameters(seen_by: Seen) -> None:
    """1 % of 1,400,000 and 2 % of the 1,000,000 classed special mention; Anna owes in two currencies."""
    parameters = closes.parameters_on(seen_by("operator"), on=OCTOBER)
    assert client_file.sums(file_of(seen_by), parameters) == (
        Sums(
            currency="CNY",
            loan_count=2,
            outstanding_principal_amount=Decimal(1_400_000),
            overdue_amount=Decimal(10_000),
            days_past_due=61,
            risk_class=RiskClass.SPECIAL_MENTION,
            allowance_amount=Decimal(34_000),
        ),
    )
    (before,) = client_file.sums(file_of(seen_by), parameters, on=AUGUST)
    assert (before.outstanding_principal_amount, before.days_past_due) == (Decimal(1_500_000), 0)
    anna = client_file.sums(file_of(seen_by, "C003"), parameters)
    assert [(each.currency, int(each.allowance_amount)) for each in anna] == [("CNY", 3_000), ("USD", 100)]
    assert client_file.sums(file_of(seen_by, "C004"), parameters) == ()


def test_security_as_of_the_date(seen_by: Seen) -> None:
    factory, machine = file_of(seen_by).collaterals
    assert (factory.value_amount, factory.valued_date, factory.loan_code) == (
        Decimal(2_400_000),
        date(2026, 2, 28),
        "L0011",
    )
    assert factory.insurance_expiry_date == date(2026, 6, 30)
    assert (machine.kind, machine.value_amount, machine.currency) == ("equipment", None, None)


def test_guarantees_received_and_given_that_hold(seen_by: Seen) -> None:
    found = [(each.guarantee_code, each.is_given, each.other_code) for each in file_of(seen_by).guarantees]
    assert found == [("GU1", False, "C004"), ("GU2", True, "C003")]


def test_accounts_with_the_balance_delivered_or_left_by_the_last_movement(seen_by: Seen) -> None:
    found = file_of(seen_by).accounts
    assert [(each.account_code, each.balance_amount, each.balance_date) for each in found] == [
        ("A1", Decimal(80_000), OCTOBER),
        ("A2", Decimal("1234.56"), date(2026, 10, 15)),
        ("A3", None, None),
    ]
    assert isinstance(found[0], Account)
    assert file_of(seen_by, as_of=SEPTEMBER).accounts[0].balance_amount == 70_000


def test_only_what_the_bank_could_know(seen_by: Seen) -> None:
    found = [(each.origin, each.kind, each.event_date, each.loan_code) for each in file_of(seen_by).events]
    assert found == [
        ("external", "litigation", date(2026, 5, 10), None),
        ("restructuring", "extension", date(2026, 4, 30), "L0012"),
    ]


def test_purchases_of_the_year_net_of_nothing(seen_by: Seen) -> None:
    assert file_of(seen_by).purchases == (
        Purchase(
            product_name="Deposits",
            currency="CNY",
            sale_count=1,
            sold_amount=Decimal(50_000),
            returned_amount=Decimal(10_000),
            last_sold_date=date(2026, 4, 1),
        ),
    )


def test_a_client_without_anything(seen_by: Seen) -> None:
    file = file_of(seen_by, "C004")
    assert (file.loans, file.people, file.collaterals, file.accounts, file.events, file.purchases) == ((),) * 6


def test_overdue_clients_of_a_unit(seen_by: Seen) -> None:
    bank = client_file.overdue_clients(seen_by("operator"), org_unit_id=lender.HEAD_OFFICE, as_of=OCTOBER)
    east = client_file.overdue_clients(seen_by("operator"), org_unit_id=lender.EAST, as_of=OCTOBER)
    assert bank.select("client_code", "days_past_due").rows() == [("C002", 421), ("C001", 61)]
    assert east.select("client_code", "loan_count", "overdue_amount").rows() == [("C001", 1, Decimal(10_000))]

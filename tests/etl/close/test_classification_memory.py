"""Nothing leaves non-performing silently: what one month end remembers of the last, and what an upgrade lifts."""

from datetime import date, timedelta
from typing import Any

import pytest

from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.quality import TO_LISTS, decided, evidence
from tests.etl.close.steps import run_steps

MARCH, APRIL, MAY, JUNE = date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)
CURED = date(2024, 4, 10)


@pytest.fixture
def cured(fresh_database: Database) -> tuple[Database, Loan]:
    """A loan 100 days past due at the end of March that pays everything on 10 April, and owes more in 2030."""
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U")
        client = bank.client("C", unit)
        loan = bank.loan("L", client, unit, principal_amount="1000.00")
        bank.instalments(loan, [(MARCH - timedelta(days=100), "100.00", "0.00"), (date(2030, 1, 1), "900.00", "0.00")])
        bank.repayment(loan, CURED, "100.00")
    return fresh_database, loan


def closed(database: Database, *dates: date) -> None:
    """As a close does, as far as the lists of classes go."""
    for day in dates:
        with database.engine("etl").begin() as connection:
            run_steps(connection, day, TO_LISTS)
            connection.exec_driver_sql(
                """with run as (insert into ops.close_run (as_of, state) values (%(day)s, 'complete')
                                returning close_run_id)
                   insert into ops.closed_date (as_of, close_run_id) select %(day)s, close_run_id from run
                   on conflict do nothing""",
                {"day": day},
            )


def ask(database: Database, question: str) -> list[tuple[Any, ...]]:
    with database.engine("etl").connect() as connection:
        return rows(connection, question)


def course(database: Database, loan: Loan) -> list[tuple[str, list[str]]]:
    """Class and reasons at each close, oldest first."""
    return [
        (risk_class, reasons)
        for risk_class, reasons in ask(
            database,
            f"select risk_class, class_reasons from core.loan_snapshot where loan_id = {loan.loan_id} order by as_of",
        )
    ]


BAD = ("substandard", ["days_past_due:100"])
KEPT = ("substandard", ["kept_non_performing"])


def test_paying_does_not_cure(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    closed(database, MARCH, APRIL, MAY)
    assert course(database, loan) == [BAD, KEPT, KEPT]


def test_closing_again_says_the_same(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    closed(database, MARCH, APRIL, MAY, APRIL, MARCH, MAY)
    assert course(database, loan) == [BAD, KEPT, KEPT]


def test_the_first_close_remembers_nothing(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    closed(database, APRIL)
    assert course(database, loan) == [("normal", [])]


def test_a_bank_may_do_without_the_rule(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("update ops.parameter set number = 0 where name = 'npl_exit_needs_case'")
    closed(database, MARCH, APRIL)
    assert course(database, loan) == [BAD, ("normal", [])]


def test_an_approved_upgrade_lifts_from_its_day_on(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    decided(database, loan, "upgrade", "special_mention", MAY)
    closed(database, MARCH, APRIL, MAY, JUNE)
    upgraded = ("special_mention", ["upgraded:special_mention"])
    assert course(database, loan) == [BAD, KEPT, upgraded, upgraded]


def test_an_upgrade_does_not_undo_what_the_days_ask_for(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    decided(database, loan, "upgrade", "normal", MARCH)
    closed(database, MARCH)
    assert course(database, loan) == [BAD]


def test_a_classification_alone_lifts_nothing(cured: tuple[Database, Loan]) -> None:
    """An analyst's better class is only a class: the floor is the worse of both."""
    database, loan = cured
    decided(database, loan, "classification", "normal", CURED)
    closed(database, MARCH, APRIL)
    assert course(database, loan) == [BAD, KEPT]


def test_an_analyst_may_make_it_worse(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    decided(database, loan, "classification", "doubtful", date(2024, 3, 15))
    closed(database, MARCH)
    assert course(database, loan) == [("doubtful", ["days_past_due:100", "decided:doubtful"])]


def test_the_last_decision_counts(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    decided(database, loan, "upgrade", "special_mention", date(2024, 4, 15))
    decided(database, loan, "classification", "normal", date(2024, 5, 15))
    closed(database, MARCH, APRIL, MAY)
    assert course(database, loan)[1:] == [("special_mention", ["upgraded:special_mention"]), ("normal", [])]


def test_who_followed_the_obligor_is_kept_and_pulls_nobody(fresh_database: Database) -> None:
    """The bad loan is gone by April: its neighbour, once pulled down, is kept; a third of the client is not."""
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U")
        client = bank.client("C", unit)
        bad = bank.overdue_loan("L1", client, unit, as_of=MARCH, days=100, principal="500.00")
        bank.repayment(bad, CURED, "500.00")
        pulled = bank.overdue_loan("L2", client, unit, as_of=MARCH, days=-900, principal="500.00")
        new = bank.loan("L3", client, unit, principal_amount="100.00", disbursed_date=date(2024, 4, 2))
    closed(fresh_database, MARCH, APRIL)
    assert course(fresh_database, pulled) == [
        ("substandard", ["obligor_rule:0.5"]),
        ("substandard", ["kept_with_obligor"]),
    ]
    assert course(fresh_database, new) == [("normal", [])]
    followers = "select as_of, follows_obligor from mart.watched_loan where loan_code = 'L2' order by 1"
    assert ask(fresh_database, followers) == [(MARCH, True), (APRIL, True)]


def test_when_an_upgrade_may_be_proposed(cured: tuple[Database, Loan]) -> None:
    """Six months from 10 April, the day the arrears were cleared; not while something is overdue."""
    database, loan = cured
    with database.engine("etl").begin() as connection:
        bank = Bank(connection)
        other = bank.overdue_loan("M", loan.client_id, 1, as_of=APRIL, days=-900, principal="10.00")
        evidence(bank, "credit_impaired", loan.client_id, other, valid_from=APRIL, known_date=APRIL)
    closed(database, MARCH, APRIL)
    question = """select npl_since_date, cleared_date, upgrade_date, other_impaired_count
                  from mart.watched_loan where loan_code = 'L' order by as_of"""
    assert ask(database, question) == [(MARCH, None, None, 0), (MARCH, CURED, date(2024, 10, 10), 1)]


def test_changes_of_class_are_told_from_the_month_end_before(cured: tuple[Database, Loan]) -> None:
    database, loan = cured
    decided(database, loan, "upgrade", "normal", MAY)
    closed(database, MARCH, APRIL, MAY, JUNE)
    question = "select as_of, class_before, risk_class from mart.watched_loan order by as_of"
    assert ask(database, question) == [
        (MARCH, None, "substandard"),
        (APRIL, "substandard", "substandard"),
        (MAY, "substandard", "normal"),
    ]

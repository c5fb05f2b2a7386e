"""The file of the one Czech client who is badly behind: figures of the raw files, and nothing invented."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from etl.close.run import close_through
from etl.load.report import LoadReport
from etl.progress import silent
from schema.marts import client_file, closes, loan_file, search, staff_card
from schema.marts.client_file import ClientFile
from schema.storage.database import Database

SOURCE = "berka"
AS_OF = date(1994, 3, 30)


@pytest.fixture(scope="module")
def asked(database: Database, report: LoadReport) -> Iterator[Connection]:
    """The dashboard's connection to the closed bank."""
    assert report.files
    close_through(database, AS_OF, progress=silent)
    with database.engine("app", "operator").connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def file(asked: Connection) -> ClientFile:
    """The client of loan 5314, found by the code of the loan."""
    hit = search.found(asked, typed="5314").loans.best[0]
    dates = tuple(each.as_of for each in closes.closed_dates(asked))
    found = client_file.client_file(asked, client_code=hit.client_code, as_of=AS_OF, dates=dates)
    assert found
    return found


def test_search_finds_client_and_loan(asked: Connection) -> None:
    found = search.found(asked, typed="client 2166")
    assert [hit.client_code for hit in found.clients.best] == ["2166"]
    assert search.found(asked, typed="5314").loans.best[0].balance_amount == Decimal("88362.80")


def test_eight_instalments_are_open_and_one_was_paid(asked: Connection, file: ClientFile) -> None:
    """96,396 over twelve months is 8,033 each; 8,033.20 came in on 12 March 1994."""
    position = file.loans[0].on(AS_OF)
    assert position
    assert (position.days_past_due, position.overdue_amount) == (230, Decimal("64263.80"))
    story = loan_file.loan_story(asked, loan_code="5314", as_of=AS_OF, dates=[AS_OF], materiality_ratio=Decimal("0.01"))
    assert story
    open_ones = [each.unpaid_amount for each in story.ledger.overdue]
    assert open_ones == [Decimal("8032.80"), *[Decimal("8033.00")] * 7]
    assert story.ledger.differences(position, story.loan.principal_amount) == ()
    assert story.ledger.scheduled_principal_amount == story.loan.principal_amount == Decimal(96_396)


def test_the_balance_of_an_account_is_what_its_last_movement_left(file: ClientFile) -> None:
    (account,) = file.accounts
    assert (account.balance_amount, account.balance_date) == (Decimal("80029.60"), date(1994, 3, 27))


def test_what_the_data_do_not_have_is_not_there(asked: Connection, file: ClientFile) -> None:
    assert (file.people, file.groups, file.collaterals, file.guarantees, file.events, file.purchases) == ((),) * 6
    assert staff_card.staff_of(asked, org_unit_id=1, as_of=AS_OF).is_empty()

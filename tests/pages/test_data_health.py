"""Data health over the hand-made bank: what came in, what was refused, what adds up."""

import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.connection import Address
from dashboard.exports import separated
from dashboard.parts import refused
from dashboard.parts.refused import COUNTS_KEY, PAGE_ROWS
from schema.storage.database import Database
from tests.pages import bank
from tests.pages.conftest import Opener
from tests.pages.test_overview import metrics, table, text

WHO_ASKS = ["SELECT ops.principal() AS principal_1"]  # on every run: somebody may have been locked out
STATEMENT_BUDGET = 30


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole hand-made bank; no test of this module changes it."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    return database


def with_reason(open_page: Opener, tiny: Database, place: int) -> AppTest:
    """The page after the reason at `place` of the counts was chosen."""
    page = open_page("data_health", tiny)
    page.session_state[COUNTS_KEY] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    return page


def test_headline(open_page: Opener, tiny: Database) -> None:
    assert metrics(open_page("data_health", tiny)) == {
        "Last load": ("2026-11-01", "4 files, 1 refused"),
        "Last closed date": ("2026-10-31", "2 closed dates"),
        "To be closed again": ("0", "none"),
        "Rejected rows": ("63", "3.15 % of 2,000 rows read"),
        "Findings": ("1", ""),
        "Reconciliation": ("Differs", "1 of 2 checks differs"),
    }


def test_batches_can_be_narrowed_to_the_refused(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    page.segmented_control(key="status").set_value("refused").run()
    assert not page.exception
    batches = next(shown.value for shown in page.dataframe if "rows_set_aside" in shown.value.columns)
    assert list(batches["message"]) == [
        "guarantee_4.csv is refused: it has no column “loan_code” to join on. Mend the mapping."
    ]


def test_batches_can_be_narrowed_to_a_feed(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    page.selectbox(key="feed").select("loan").run()
    batches = next(shown.value for shown in page.dataframe if "rows_set_aside" in shown.value.columns)
    assert list(batches["message"])[1] == "Loaded again as batch 2"
    assert list(batches["rows_rejected"]) == [60, 7]


def test_freshness_counts_days_to_the_last_close(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    assert table(page, "feed", "Loans")["days_behind"] == 3
    assert table(page, "feed", "Repayments")["days_behind"] == 0


def test_rejects_leave_out_what_was_loaded_again(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    assert table(page, "reason_code", "Not a date")["row_count"] == 60
    assert table(page, "reason_code", "Same key twice")["row_count"] == 3


def test_a_reason_leads_down_to_its_rows(open_page: Opener, tiny: Database) -> None:
    page = with_reason(open_page, tiny, 0)
    row = table(page, "file_name", "loan_2.csv")
    assert (row["row_number"], row["value"], row["raw_text"]) == (2, "31.02.2026", "L0;=1+1")
    assert row["sentence"] == "Maturity date must be a date; it is “31.02.2026”."


def test_rows_come_in_pages(open_page: Opener, tiny: Database) -> None:
    page = with_reason(open_page, tiny, 0)
    page.session_state["reject_page"] = 2
    page.run()
    rows = next(shown.value for shown in page.dataframe if "raw_text" in shown.value.columns)
    assert len(rows) == 60 - PAGE_ROWS


def test_a_reason_without_a_column_has_rows_too(open_page: Opener, tiny: Database) -> None:
    page = with_reason(open_page, tiny, 1)
    rows = next(shown.value for shown in page.dataframe if "raw_text" in shown.value.columns)
    assert len(rows) == 3


def test_all_rows_of_a_reason_as_a_file(open_page: Opener, tiny: Database) -> None:
    open_page("data_health", tiny)
    reason = refused.Chosen("not_a_date", "loan", "maturity_date", 60)
    sheet = refused.whole(reason, Address(tiny.url("app"), "operator"), "Not a date")
    rows = list(csv.DictReader(io.StringIO(separated.csv(sheet).decode("utf-8-sig"))))
    assert len(rows) == 60
    assert rows[59]["Raw text"] == "L59;=1+1"


def test_steps_and_durations_of_the_closes(open_page: Opener, tiny: Database) -> None:
    sentences = [chart.proto.alt for chart in open_page("data_health", tiny).get("plotly_chart")]
    assert "The close of 2026-10-31 took 1.75 s in 2 steps." in sentences
    assert "The last of 2 closes took 1.75 s." in sentences


def test_a_check_that_differs_is_named(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    assert page.error[0].value == "**1 of 2 checks differs.**"
    check = table(page, "check_name", "Number of loans")
    assert (list(check["verdict"]), check["difference"]) == (["differs"], 0.5)
    assert list(table(page, "check_name", "Outstanding by class")["verdict"]) == ["agrees"]


def test_another_close_has_its_own_checks(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    page.selectbox(key="close").select(bank.BEFORE).run()
    assert not page.exception
    assert "This close wrote no checks." in text(page)


def test_differences_to_the_banks_own_figures(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny)
    assert "Days past due: 1 loan" in text(page)
    row = table(page, "loan_code", "L1")
    assert (row["delivered"], row["computed"]) == ("31", "28")


def test_findings_of_the_chosen_close_only(open_page: Opener, tiny: Database) -> None:
    finding = table(open_page("data_health", tiny), "code", "Loan without client manager")
    assert finding["sentence"] == "Loans without a client manager on this date: 4."
    assert finding["origin"] == "Close of 2026-10-31"


def test_asks_the_database_a_bounded_number_of_times(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = open_page("data_health", tiny)
    statements.clear()
    page.run()
    assert statements == WHO_ASKS


def test_budget_of_the_page_alone(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = open_page("overview", tiny)
    statements.clear()
    page.switch_page("../pages/data_health.py").run()
    assert 0 < len(statements) <= STATEMENT_BUDGET


def test_nothing_loaded_yet(open_page: Opener, fresh_database: Database) -> None:
    assert "Nothing has been loaded yet." in text(open_page("data_health", fresh_database))


def test_loaded_and_never_closed(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_loads)
    page = open_page("data_health", fresh_database)
    assert metrics(page)["Last closed date"] == ("–", "0 closed dates")
    assert metrics(page)["Reconciliation"] == ("–", "no checks yet")


def test_dates_to_be_closed_again_name_the_command(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_closes, bank.make_stale)
    page = open_page("data_health", fresh_database)
    assert "`tandem close --through 2026-10-31`" in page.warning[-1].value
    assert metrics(page)["To be closed again"] == ("1", "from 2026-10-31 on")

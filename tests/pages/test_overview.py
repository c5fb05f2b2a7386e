"""The Overview over a bank one can add up by hand, and over everything that can be missing."""

import json
from typing import Any

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from schema.marts.tables import org_unit_portfolio
from schema.policy import structure
from schema.policy.parameters import SHIPPED
from schema.policy.shipped import ShippedParameter, UnsetParameter
from schema.storage.database import Database
from schema.tables.operations import app_user
from tests.pages import bank
from tests.pages.conftest import Opener

WHO_ASKS = ["SELECT ops.principal() AS principal_1"]  # on every run: somebody may have been locked out
STATEMENT_BUDGET = 32


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole hand-made bank; no test of this module changes it."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    return database


def metrics(page: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in page.metric}


def text(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.subheader, *page.error, *page.warning]
    return "\n".join(part.value for part in parts)


def table(page: AppTest, first_column: str, value: str) -> dict[str, Any]:
    """The row that begins with `value` in the first table whose first column is `first_column`."""
    for shown in page.dataframe:
        if shown.value.columns[0] == first_column and value in set(shown.value[first_column]):
            return dict(shown.value[shown.value[first_column] == value].iloc[0])
    raise AssertionError(f"no table with {first_column} = {value}")


def test_headline_is_the_hand_made_bank(open_page: Opener, tiny: Database) -> None:
    assert metrics(open_page("overview", tiny)) == {
        "Balance": ("100.0", ":green[+25.0 %]"),
        "NPL ratio": ("2.00 %", "−0.50 pp, better"),
        "Special mention ratio": ("3.00 %", "−2.00 pp, better"),
        "Coverage, needs 150 %": ("125.00 %", ":green[+35.00 pp, better]"),
        "Allowance gap": ("0.5", "−0.7, better"),
        "Overdue": ("1.3", "+25.0 %, worse"),
        "Sold in the month": ("300.0", ":green[+50.0 %]"),
        "Returned in the month": ("10.0", "0.0 %"),
        "Net since year start": ("1,200.0", ":green[+33.3 %]"),
    }


def test_says_unit_date_of_comparison_and_that_allowances_are_computed(open_page: Opener, tiny: Database) -> None:
    said = text(open_page("overview", tiny))
    assert "Amounts in CNY million. Allowances are computed, not booked." in said
    assert "Changes since the close before, 2026-09-30." in said


def test_units_below_the_bank(open_page: Opener, tiny: Database) -> None:
    east = table(open_page("overview", tiny), "name", "East branch")
    assert east["balance"] == 60.0
    assert east["npl"] == 3.0
    assert east["npl_change"] == pytest.approx(-0.5)
    assert east["coverage"] == pytest.approx(122.2222, abs=1e-4)
    assert east["over_90"] == 1.8


def test_a_unit_without_an_earlier_slice_has_no_change(open_page: Opener, tiny: Database) -> None:
    west = table(open_page("overview", tiny), "name", "West branch")
    assert west["npl"] == 0.5
    assert west["npl_change"] is None or west["npl_change"] != west["npl_change"]


def test_classes_say_amount_and_share(open_page: Opener, tiny: Database) -> None:
    figures = [json.loads(chart.proto.spec) for chart in open_page("overview", tiny).get("plotly_chart")]
    classes = next(figure for figure in figures if "Special mention" in figure["data"][0].get("y", []))
    assert classes["data"][0]["text"] == [
        "95.0  (95.00 %)",
        "3.0  (3.00 %)",
        "1.5  (1.50 %)",
        "0.0  (0.00 %)",
        "0.5  (0.50 %)",
    ]


def test_every_chart_has_a_sentence(open_page: Opener, tiny: Database) -> None:
    sentences = [chart.proto.alt for chart in open_page("overview", tiny).get("plotly_chart")]
    assert sentences[0] == "Loans past due stand at CNY 6,000,000.00 on 2026-10-31."
    assert all(sentences)


def test_largest_overdue_loans_first(open_page: Opener, tiny: Database) -> None:
    loan = table(open_page("overview", tiny), "client_name", "Hongtai Textile")
    assert (loan["overdue_amount"], loan["days_past_due"], list(loan["risk_class"])) == (1000.0, 421, ["Loss"])


def test_another_unit_by_its_address(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, org_unit="02")
    assert page.selectbox(key="org_unit").value == bank.EAST
    assert metrics(page)["Balance"] == ("60.0", ":green[+20.0 %]")
    assert "Beside its neighbours" in text(page)
    assert "Sanjiang Seafood" not in str([shown.value for shown in page.dataframe])


def test_the_way_back_up(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, org_unit="02")
    page.button(key=f"up_{bank.BANK}").click().run()
    assert not page.exception
    assert metrics(page)["Balance"][0] == "100.0"


def test_the_first_close_has_nothing_to_compare_with(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, as_of="2026-09-30")
    assert page.selectbox(key="as_of").value == bank.BEFORE
    assert metrics(page)["Balance"] == ("80.0", "")
    assert "There is no earlier close to compare with." in text(page)


def test_an_address_that_makes_no_sense_shows_the_newest_close(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, as_of="yesterday", org_unit="Atlantis", currency="XXX")
    assert metrics(page)["Balance"][0] == "100.0"


def test_parameters_that_are_not_published_are_named_so(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny)
    shipped: list[ShippedParameter | UnsetParameter] = [*SHIPPED, *structure.UNSET]
    valid = [one for one in shipped if one.valid_from <= bank.NOW <= (one.valid_to or bank.NOW)]
    words = {"proposed": "proposed", "to_confirm": "to confirm", "sample": "sample"}
    counts = ", ".join(f"{sum(one.status == status for one in valid)} {word}" for status, word in words.items())
    assert f"Not all of them are published rules: {counts}; see the table." in text(page)
    assert table(page, "name", "Coverage standard")["status"] == "published"


def test_asks_the_database_a_bounded_number_of_times(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = open_page("overview", tiny)
    asked = [each for each in statements if not each.startswith(("UPDATE", "INSERT"))]  # the test's own
    assert len(asked) <= STATEMENT_BUDGET
    statements.clear()
    page.run()
    assert statements == WHO_ASKS


def test_nothing_loaded_yet(open_page: Opener, fresh_database: Database) -> None:
    said = text(open_page("overview", fresh_database))
    assert "Nothing has been loaded yet." in said
    assert "tandem load PATH" in said


def test_market_volumes_alone_are_nothing_to_close(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_loads)
    with fresh_database.engine("owner").begin() as connection:
        connection.exec_driver_sql("update ops.load_batch set feed = 'market_volume' where feed in ('loan', 'sale')")
    said = text(open_page("overview", fresh_database))
    assert "There are no loans and no sales yet." in said
    assert "tandem close" not in said


def test_loaded_but_not_closed_names_the_date_to_close(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_loads)
    said = text(open_page("overview", fresh_database))
    assert "No date has been closed yet." in said
    assert "tandem close 2026-10-31" in said


def test_sales_without_loans(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_closes, bank.add_sales)
    page = open_page("overview", fresh_database)
    assert "No loans of Tiny Bank on 2026-10-31." in text(page)
    assert metrics(page)["Sold in the month"] == ("300.0", ":green[+50.0 %]")
    assert len(page.get("plotly_chart")) == 2


def test_market_volumes_without_a_close(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_market)
    row = table(open_page("overview", fresh_database), "product", "SME loans")
    assert (row["institution_count"], row["period_count"], row["last_date"]) == (2, 2, "2026-10-31")


def test_a_stale_date_says_why_and_what_to_do(open_page: Opener, fresh_database: Database) -> None:
    parts = (bank.add_units, bank.add_closes, bank.add_loans, bank.make_stale)
    bank.build(fresh_database.engine("owner"), *parts)
    page = open_page("overview", fresh_database)
    assert page.selectbox(key="as_of").options[0] == "2026-10-31, to be closed again"
    assert "Repayment changed from 2026-10-12 on." in page.warning[0].value
    assert "`tandem close 2026-10-31`" in page.warning[0].value


def test_currencies_are_chosen_only_when_there_are_several(open_page: Opener, fresh_database: Database) -> None:
    dollars = {**bank.PORTFOLIO[2], "currency": "USD"}
    bank.build(
        fresh_database.engine("owner"),
        bank.add_units,
        bank.add_closes,
        bank.add_loans,
        lambda connection: connection.execute(insert(org_unit_portfolio), [dollars]),
    )
    page = open_page("overview", fresh_database)
    page.selectbox(key="currency").select("USD").run()
    assert not page.exception
    assert "Amounts in USD million." in text(page)


def test_somebody_without_a_scope_sees_nothing(open_page: Opener, tiny: Database) -> None:
    with tiny.engine("owner").begin() as connection:
        connection.execute(insert(app_user), [{"subject": "stranger", "display_name": "Stranger"}])
    page = open_page("overview", tiny, signed_in="stranger")
    assert not page.metric
    assert not page.dataframe


def test_answers_of_one_subject_are_not_shown_to_another(open_page: Opener, tiny: Database) -> None:
    assert open_page("overview", tiny).metric
    assert not open_page("overview", tiny, signed_in="nobody").metric

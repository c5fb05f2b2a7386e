"""Every story of the truth is really in the data, found again from the frames alone."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from etl.demo.bank import demo_truth

THROUGH = date(2026, 10, 31)
Frames = dict[str, pl.DataFrame]
STORIES = {
    "collateral_gap",
    "contagion",
    "distress",
    "evergreening",
    "fund_diversion",
    "guarantee_circle",
    "litigation_before_default",
    "payroll_decline",
    "round_trip",
    "shared_payee",
    "split_payment",
    "window_dressing",
    "year_end_spike",
}


def of(truth: pl.DataFrame, story: str) -> list[dict[str, Any]]:
    """Rows of a story with their details opened."""
    rows = truth.filter(pl.col("story") == story).to_dicts()
    return [{**row, **json.loads(row["details"])} for row in rows]


def movement(bank: Frames, row: dict[str, Any]) -> dict[str, Any]:
    """The one movement a truth row names."""
    found = bank["account_transaction"].filter(
        (pl.col("account_code") == row["account_code"])
        & (pl.col("transaction_code") == row["transaction_code"])
        & (pl.col("booked_date") == date.fromisoformat(row["booked_date"]))
    )
    return found.row(0, named=True) if len(found) == 1 else {}


def loan(bank: Frames, code: str) -> dict[str, Any]:
    return bank["loan"].row(by_predicate=pl.col("loan_code") == code, named=True)


def test_all_stories_have_at_least_three_clients(truth: pl.DataFrame) -> None:
    counts = truth.group_by("story").agg(pl.col("client_code").n_unique())
    assert set(counts["story"]) == STORIES
    assert (counts["client_code"] >= 3).all()


def test_the_smallest_bank_has_the_stories_too() -> None:
    told = demo_truth(clients=200, through=THROUGH)
    counts = dict(told.group_by("story").agg(pl.col("client_code").n_unique()).iter_rows())
    assert counts.keys() == STORIES
    assert min(count for story, count in counts.items() if story != "contagion") >= 3


def test_diverted_payments_exist_within_a_month_of_the_loan(bank: Frames, truth: pl.DataFrame) -> None:
    for row in of(truth, "fund_diversion"):
        found, draw = movement(bank, row), loan(bank, row["loan_code"])
        assert found["kind"] in ("securities", "property")
        assert found["amount"] == Decimal(row["amount"]) < 0
        assert timedelta(0) <= found["booked_date"] - draw["disbursed_date"] <= timedelta(days=30)
        assert -found["amount"] >= draw["principal_amount"] * Decimal("0.2")


def test_round_trips_come_back_from_the_payee_within_seven_days(bank: Frames, truth: pl.DataFrame) -> None:
    for row in of(truth, "round_trip"):
        back, draw = movement(bank, row), loan(bank, row["loan_code"])
        named = bank["loan_payee"].filter(pl.col("loan_code") == row["loan_code"])["payee_account_code"]
        paid = bank["account_transaction"].filter(
            (pl.col("account_code") == row["account_code"])
            & (pl.col("counterparty_account_code") == back["counterparty_account_code"])
            & (pl.col("amount") < 0)
        )
        assert back["counterparty_account_code"] in named
        assert paid.height == 1
        assert timedelta(0) < back["booked_date"] - paid["booked_date"][0] <= timedelta(days=7)
        assert Decimal("0.8") <= back["amount"] / draw["principal_amount"] <= 1


def test_split_payments_stay_below_ten_million_and_exceed_it_together(bank: Frames, truth: pl.DataFrame) -> None:
    rows = of(truth, "split_payment")
    by_loan: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_loan.setdefault(row["loan_code"], []).append(movement(bank, row))
    assert len(by_loan) >= 3
    for code, parts in by_loan.items():
        assert loan(bank, code)["payment_mode"] == "self"
        assert len(parts) == 3
        assert all(-part["amount"] < 10_000_000 for part in parts)
        assert -sum(part["amount"] for part in parts) >= 10_000_000
        assert len({part["counterparty_account_code"] for part in parts}) == 1
        days = [part["booked_date"] for part in parts]
        assert max(days) - min(days) <= timedelta(days=5)


def test_shared_payees_are_paid_by_at_least_four_borrowers_in_ninety_days(bank: Frames, truth: pl.DataFrame) -> None:
    accounts = {row["payee_account"] for row in of(truth, "shared_payee")}
    for account in accounts:
        paid = bank["account_transaction"].filter(
            (pl.col("counterparty_account_code") == account) & (pl.col("amount") < 0)
        )
        assert paid["account_code"].n_unique() >= 4
        days = paid["booked_date"].to_list()
        assert max(days) - min(days) <= timedelta(days=90)


def test_no_other_payee_is_shared_by_as_many(bank: Frames, truth: pl.DataFrame) -> None:
    told = {row["payee_account"] for row in of(truth, "shared_payee")}
    payees = bank["loan_payee"].filter(~pl.col("payee_account_code").str.starts_with("958800900"))
    draws = payees.join(bank["loan"], on="loan_code").sort("disbursed_date")
    crowd = draws.rolling("disbursed_date", period="90d", group_by="payee_account_code").agg(
        pl.col("client_code").n_unique()
    )
    assert set(crowd.filter(pl.col("client_code") >= 4)["payee_account_code"]) == told


def test_evergreening_repays_the_old_loan_with_the_new_one(bank: Frames, truth: pl.DataFrame) -> None:
    for row in of(truth, "evergreening"):
        new, old = loan(bank, row["loan_code"]), loan(bank, row["repaid_loan"])
        assert new["client_code"] == old["client_code"] == row["client_code"]
        assert abs(new["disbursed_date"] - old["closed_date"]) <= timedelta(days=7)
        assert Decimal("0.8") <= new["principal_amount"] / old["principal_amount"] <= Decimal("1.2")


def edges(bank: Frames) -> dict[str, set[str]]:
    """Guarantor → borrowers."""
    graph: dict[str, set[str]] = {}
    for guarantor, borrower in bank["guarantee"].select("guarantor_code", "client_code").iter_rows():
        graph.setdefault(guarantor, set()).add(borrower)
    return graph


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for following in graph.get(waiting.pop(), set()) - seen:
            seen.add(following)
            waiting.append(following)
    return seen


def test_circles_are_the_strongly_connected_parts_of_the_guarantees(bank: Frames, truth: pl.DataFrame) -> None:
    graph = edges(bank)
    circles = {row["circle"]: frozenset(row["members"]) for row in of(truth, "guarantee_circle")}
    everybody = set(graph) | set().union(*graph.values())
    reach = {code: reached(graph, code) for code in everybody}
    found = {
        frozenset(other for other in reach[code] if code in reach[other]) for code in everybody if code in reach[code]
    }
    assert found == set(circles.values())
    assert min(len(circle) for circle in found) >= 3


def test_contagion_runs_along_the_circle(truth: pl.DataFrame) -> None:
    missed = {row["client_code"]: row["first_missed_date"] for row in of(truth, "distress")}
    for row in of(truth, "contagion"):
        assert missed[row["from_client"]] == row["first_fell"] < missed[row["client_code"]]


def test_year_end_deposits_come_before_the_end_and_go_in_january(bank: Frames, truth: pl.DataFrame) -> None:
    rows = of(truth, "year_end_spike")
    for code in {row["client_code"] for row in rows}:
        own = [movement(bank, row) for row in rows if row["client_code"] == code]
        comes = [one["booked_date"] for one in own if one["amount"] > 0]
        goes = [one["booked_date"] for one in own if one["amount"] < 0]
        assert {(day.month, day.day >= 29) for day in comes} == {(12, True)}
        assert {(day.month, day.day <= 8) for day in goes} == {(1, True)}
        assert sum(one["amount"] for one in own) == 0


def test_year_ends_spike_against_the_months_around(bank: Frames, truth: pl.DataFrame) -> None:
    for account in {row["account_code"] for row in of(truth, "year_end_spike")}:
        ends = bank["account_balance"].filter(pl.col("account_code") == account)
        by_day = dict(ends.select("balance_date", "balance_amount").iter_rows())
        december, january = by_day[date(2025, 12, 31)], by_day[date(2026, 1, 31)]
        average = ends.row(by_predicate=pl.col("balance_date") == date(2025, 12, 31), named=True)
        assert december > Decimal("1.2") * average["average_balance_amount"]
        assert december > 2 * january


def test_window_dressing_is_the_work_of_one_manager_per_thousand_clients(bank: Frames, truth: pl.DataFrame) -> None:
    rows = of(truth, "window_dressing")
    by_chunk: dict[str, set[str]] = {}
    for row in rows:
        by_chunk.setdefault(row["client_code"][:5], set()).add(row["client_code"])
        found = movement(bank, row)
        held = bank["assignment"].filter(
            (pl.col("client_code") == row["client_code"])
            & (pl.col("role") == "client_manager")
            & (pl.col("valid_from") <= found["booked_date"])
            & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= found["booked_date"]))
        )
        assert held["staff_code"].to_list() == [row["staff_code"]]
    assert all(len(clients) >= 3 for clients in by_chunk.values())


def test_collateral_of_the_story_is_short_and_expired(bank: Frames, truth: pl.DataFrame) -> None:
    for row in of(truth, "collateral_gap"):
        own = bank["collateral"].row(by_predicate=pl.col("loan_code") == row["loan_code"], named=True)
        values = bank["collateral_valuation"].filter(pl.col("collateral_code") == own["collateral_code"])
        amounts = values.sort("valued_date")["value_amount"]
        assert own["insurance_expiry_date"] < THROUGH
        assert own["contract_expiry_date"] < THROUGH
        assert amounts[-1] < amounts[0] / 2


def test_lawsuits_are_known_before_the_first_missed_payment(bank: Frames, truth: pl.DataFrame) -> None:
    for row in of(truth, "litigation_before_default"):
        events = bank["external_event"].filter(
            (pl.col("client_code") == row["client_code"]) & (pl.col("kind") == "litigation")
        )
        assert row["since_date"] == events["known_date"].min()
        assert row["since_date"].isoformat() < row["first_missed_date"]


def test_wages_decline_quietly_while_the_client_pays(bank: Frames, truth: pl.DataFrame) -> None:
    distressed = {row["client_code"] for row in of(truth, "distress")}
    for row in of(truth, "payroll_decline"):
        accounts = bank["account"].filter(pl.col("client_code") == row["client_code"]).select("account_code")
        wages = (
            bank["account_transaction"]
            .join(accounts, on="account_code")
            .filter(pl.col("kind") == "payroll")
            .group_by(pl.col("booked_date").dt.month_start())
            .agg(-pl.col("amount").sum().cast(pl.Float64))
            .sort("booked_date")["amount"]
        )
        assert len(wages) == 25
        assert wages[-1] < 0.25 * wages[10]
        assert row["client_code"] not in distressed


def test_distress_begins_months_before_the_first_missed_day(truth: pl.DataFrame) -> None:
    leads = [(date.fromisoformat(row["first_missed_date"]) - row["since_date"]).days for row in of(truth, "distress")]
    assert min(leads) > 90
    assert max(leads) < 320


@pytest.mark.parametrize("column", ["client_code", "loan_code"])
def test_truth_names_only_what_is_in_the_bank(column: str, bank: Frames, truth: pl.DataFrame) -> None:
    feed = "client" if column == "client_code" else "loan"
    named = truth[column].drop_nulls()
    assert named.is_in(bank[feed][column].implode()).all()

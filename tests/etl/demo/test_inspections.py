"""Inspections of the demo bank: where they may lie, and that every kind of fault is there to be found."""

from __future__ import annotations

import polars as pl

from tests.etl.demo.conftest import THROUGH, Frames


def test_they_lie_in_the_life_of_their_loan(bank: Frames) -> None:
    loans = bank["loan"].select("loan_code", "disbursed_date", "closed_date", owner="client_code")
    seen = bank["inspection"].join(loans, on="loan_code")
    assert seen.height == bank["inspection"].height
    assert seen.filter(pl.col("done_date") <= pl.col("disbursed_date")).is_empty()
    assert seen.filter(pl.col("done_date") >= pl.col("closed_date")).is_empty()
    assert seen.filter(pl.col("done_date") > THROUGH).is_empty()
    assert seen.filter(pl.col("owner") != pl.col("client_code")).is_empty()


def test_most_are_on_time_and_every_fault_is_there(bank: Frames) -> None:
    done = bank["inspection"].filter(pl.col("layer") == "client")
    on_time = done.filter(pl.col("done_date") <= pl.col("due_date")).height / done.height
    assert 0.75 < on_time < 0.95
    faults = {
        "copied": done.filter(pl.struct("loan_code", "report").is_duplicated()),
        "alone": done.filter(pl.col("is_on_site") & pl.col("second_inspector_code").is_null()),
        "unsealed": done.filter(~pl.col("is_confirmed")),
        "picture": bank["inspection_evidence"].filter(pl.col("sha256").is_duplicated()),
    }
    assert [name for name, rows in faults.items() if rows.height < 10] == []


def test_the_first_of_a_company_is_asked_for_within_fifteen_days(bank: Frames) -> None:
    loans = bank["loan"].select("loan_code", "disbursed_date", loan="kind")
    first = bank["inspection"].filter(pl.col("kind") == "first").join(loans, on="loan_code")
    days = first.with_columns((pl.col("due_date") - pl.col("disbursed_date")).dt.total_days().alias("days"))
    found = {(row["loan"], row["days"]) for row in days.iter_rows(named=True)}
    assert found == {("working_capital", 15), ("fixed_asset", 15), ("small_micro", 90)}

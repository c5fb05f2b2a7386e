"""What a page draws as a sheet: kinds from the column configuration, values in the unit of their headings."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import streamlit as st

from dashboard import tables
from dashboard.exports import screen
from dashboard.exports.document import Column, Kind, Sheet

config = st.column_config


def one(values: list[Any], column: Any, name: str = "value", dtype: Any = None) -> tuple[Column, list[object]]:
    """The only column of a sheet, and its values."""
    sheet = screen.sheet("T", pl.DataFrame({name: pl.Series(values, dtype=dtype)}), {name: column})
    return sheet.columns[0], sheet.frame[name].to_list()


@pytest.mark.parametrize(
    ("column", "values", "kind", "expected"),
    [
        (tables.amount_column("A"), [1.5, None], Kind.AMOUNT, [1.5, None]),
        (tables.percent_column("A"), [1.62, None], Kind.PERCENT, [0.0162, None]),
        (config.NumberColumn("A", format="percent"), [0.0162], Kind.PERCENT, [0.0162]),
        (tables.points_column("A"), [-0.5], Kind.POINTS, [-0.5]),
        (tables.count_column("A"), [2000], Kind.COUNT, [2000]),
        (config.NumberColumn("A", format="%.2f"), [0.42], Kind.AMOUNT, [0.42]),
        (tables.chip_column("A", {"Loss": "#000000"}), [["Loss"], []], Kind.CHIP, [["Loss"], []]),
        (tables.text_column("A"), ["=1", None], Kind.TEXT, ["=1", None]),
        (config.DateColumn("A"), [date(2026, 10, 31)], Kind.DATE, [date(2026, 10, 31)]),
        ("A", ["x"], Kind.TEXT, ["x"]),
    ],
)
def test_kinds_follow_the_column_configuration(
    column: Any, values: list[Any], kind: Kind, expected: list[object]
) -> None:
    told, kept = one(values, column)
    assert (told.heading.split(",")[0], told.kind, kept) == ("A", kind, expected)


@pytest.mark.parametrize("name", ["oldest_unpaid_date", "as_of"])
def test_a_written_date_is_a_date_again(name: str) -> None:
    told, kept = one(["2026-10-31", None], tables.text_column("Since"), name)
    assert (told.kind, kept) == (Kind.DATE, [date(2026, 10, 31), None])


@pytest.mark.parametrize(
    ("name", "values"),
    [("last_date", ["2026-02-30"]), ("last_date", ["always"]), ("value", ["2026-10-31"]), ("last_date", [None])],
)
def test_what_is_no_date_stays_text(name: str, values: list[str | None]) -> None:
    told, kept = one(values, tables.text_column("Since"), name, pl.String)
    assert (told.kind, kept) == (Kind.TEXT, values)


@pytest.mark.parametrize("name", ["load_batch_id", "loan_code"])
def test_keys_are_ids_even_when_they_are_numbers(name: str) -> None:
    assert one([17], tables.count_column("Batch"), name)[0].kind is Kind.ID


def test_exact_amounts_stay_exact() -> None:
    told, kept = one([Decimal("9007199254740993.01")], tables.amount_column("A"), dtype=pl.Decimal(18, 2))
    assert (told.kind, kept) == (Kind.AMOUNT, [Decimal("9007199254740993.01")])


def test_hidden_columns_stay_hidden_and_others_keep_their_order() -> None:
    frame = pl.DataFrame({"b": [1], "secret": ["x"], "a": [2]})
    sheet = screen.sheet("T", frame, {"a": tables.count_column("A"), "secret": None, "b": tables.count_column("B")})
    assert [column.heading for column in sheet.columns] == ["B", "A"]
    assert sheet.frame.columns == ["b", "a"]


def test_a_column_nothing_is_said_of_is_shown_under_its_name() -> None:
    assert screen.sheet("T", pl.DataFrame({"n": [1]}), {}).columns == (Column(name="n", heading="n", kind=Kind.COUNT),)


def test_help_becomes_the_definition_and_totals_are_those_of_shown_columns() -> None:
    column = tables.amount_column("Balance", "Outstanding principal")
    sheet = screen.sheet("T", pl.DataFrame({"a": [1.0]}), {"a": column}, note="n", totals={"a": 1, "gone": 2})
    assert (sheet.columns[0].about, sheet.note, sheet.totals) == ("Outstanding principal", "n", {"a": 1})


def test_no_rows_is_a_sheet_too() -> None:
    frame = pl.DataFrame(schema={"npl": pl.Float64, "as_of": pl.String, "risk_class": pl.List(pl.String)})
    sheet: Sheet = screen.sheet("T", frame, {"npl": tables.percent_column("NPL")})
    assert (sheet.rows(), [column.kind for column in sheet.columns]) == ([], [Kind.PERCENT, Kind.TEXT, Kind.CHIP])

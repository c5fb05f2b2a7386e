"""The movement of the hand-made bank from September to October, in thousands of yuan.

by days   not overdue  74,000 stay (1,000 of it repaid), 2,000 → 1–30, 1,000 closed; new 20,000
          1–30         1,000 up to date again, 500 stay; new 1,500
          61–90        1,000 → 91–180
          91–180         500 stay; more than 360: new 500
by class  normal       70,800 stay, 1,200 → special mention, 2,000 closed; new 22,500
          special      1,500 → normal, 1,800 stay, 700 → substandard
          substandard    800 stay, 200 → normal; loss 500 stay, 500 closed
"""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Connection, Table, insert
from streamlit.testing.v1 import AppTest

from schema.marts import tables as marts
from schema.marts.tables_movement import movement_basis, org_unit_bucket_movement, org_unit_class_movement
from schema.storage.database import Database
from schema.tables.operations import app_user, user_scope
from tests.exports.sample import Book, row_of
from tests.pages import bank
from tests.pages.conftest import Opener

STATEMENT_BUDGET = 7
WHO_ASKS = "SELECT ops.principal() AS principal_1"
BY_BUCKET = (
    ("current", "current", 74_000, 73_000), ("current", "d1_30", 2_000, 2_000), ("current", "closed", 1_000, 0),
    ("d1_30", "current", 1_000, 1_000), ("d1_30", "d1_30", 500, 500), ("d61_90", "d91_180", 1_000, 1_000),
    ("d91_180", "d91_180", 500, 500), ("new", "current", 0, 20_000), ("new", "d1_30", 0, 1_500),
    ("new", "d361_up", 0, 500),
)  # fmt: skip
BY_CLASS = (
    ("normal", "normal", 70_800, 70_800), ("normal", "special_mention", 1_200, 1_200), ("normal", "closed", 2_000, 0),
    ("special_mention", "normal", 1_500, 1_500), ("special_mention", "special_mention", 1_800, 1_800),
    ("special_mention", "substandard", 700, 700), ("substandard", "substandard", 800, 800),
    ("substandard", "normal", 200, 200), ("loss", "loss", 500, 500), ("loss", "closed", 500, 0),
    ("new", "normal", 0, 22_500),
)  # fmt: skip
MONTH_ENDS = tuple(date(2026, month, day) for month, day in ((5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31)))
Moves = tuple[tuple[str, str, int, int], ...]


def add_moves(connection: Connection, table: Table, moves: Moves, *, as_of: date, since: date, loans: int = 1) -> None:
    """What moved in the whole bank, so many loans in each cell."""
    state = "bucket" if table is org_unit_bucket_movement else "class"
    place = {"as_of": as_of, "org_unit_id": bank.BANK, "currency": "CNY", "compared_as_of": since, "loan_count": loans}
    for one, other, opening, closing in moves:
        amounts = {"opening_amount": opening, "closing_amount": closing, "retained_amount": min(opening, closing)}
        row = {name: bank.thousands(amount) for name, amount in amounts.items()}
        connection.execute(insert(table), [{**place, f"from_{state}": one, f"to_{state}": other, **row}])


def add_movement(connection: Connection) -> None:
    """September has nothing before it, October has September."""
    for as_of, since in ((bank.BEFORE, None), (bank.NOW, bank.BEFORE)):
        connection.execute(insert(movement_basis), [{"as_of": as_of, "compared_as_of": since}])
    add_moves(connection, org_unit_bucket_movement, BY_BUCKET, as_of=bank.NOW, since=bank.BEFORE)
    add_moves(connection, org_unit_class_movement, BY_CLASS, as_of=bank.NOW, since=bank.BEFORE)


def _of_bank(**columns: Any) -> dict[str, Any]:
    return {"as_of": bank.NOW, "org_unit_id": bank.BANK, "currency": "CNY", "loan_count": 10, **columns}


def add_half_a_year(connection: Connection) -> None:
    """Six month ends; in each month 40 % of 1–30 is cured and the rest rolls on, but 60 % in October; half of 31–60
    is closed. 1,000 and 500 are overdue in October.
    """
    bank.add_closes(connection, dates=MONTH_ENDS)
    of_bank = next(row for row in bank.PORTFOLIO if row["as_of"] == bank.NOW and row["org_unit_id"] == bank.BANK)
    connection.execute(insert(marts.org_unit_portfolio), [{**of_bank, "as_of": on} for on in MONTH_ENDS])
    book = {"current": 98_500, "d1_30": 1_000, "d31_60": 500}
    rows = [_of_bank(bucket=code, outstanding_principal_amount=bank.thousands(amount), overdue_amount=Decimal(0))
            for code, amount in book.items()]  # fmt: skip
    connection.execute(insert(marts.org_unit_bucket), rows)
    for since, as_of in pairwise(MONTH_ENDS):
        cured = 600 if as_of == bank.NOW else 400
        moves = (
            ("current", "current", 98_000, 98_000), ("current", "d1_30", 1_000, 1_000),
            ("d1_30", "current", cured, cured), ("d1_30", "d31_60", 1_000 - cured, 1_000 - cured),
            ("d31_60", "closed", 250, 0), ("d31_60", "d31_60", 250, 250),
        )  # fmt: skip
        add_moves(connection, org_unit_bucket_movement, moves, as_of=as_of, since=since, loans=10)
        classes = (
            ("normal", "normal", 900, 900), ("normal", "special_mention", 100, 100),
            ("special_mention", "special_mention", 5, 5), ("special_mention", "substandard", 5, 5),
            ("substandard", "substandard", 7, 7),
        )  # fmt: skip
        add_moves(connection, org_unit_class_movement, classes, as_of=as_of, since=since)


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The hand-made bank with its movement; no test of this module changes it."""
    bank.build(database.engine("owner"), *bank.WHOLE, add_movement)
    with database.engine("owner").begin() as connection:
        connection.execute(insert(app_user).values(subject="chief", display_name="Chief"))
        scope = {"subject": "chief", "persona": "head_office_executive", "valid_from": bank.BEFORE}
        connection.execute(insert(user_scope).values(**scope, is_whole_bank=True))
    return database


def said(page: AppTest) -> str:
    return "\n".join(part.value for part in [*page.markdown, *page.caption, *page.subheader])


def rows_of(page: AppTest, *columns: str) -> list[Mapping[str, Any]]:
    """The rows of the first table that has these columns."""
    found = next(shown.value for shown in page.dataframe if set(columns) <= set(shown.value.columns))
    return found.to_dict("records")  # type: ignore[no-any-return]


def figure(page: AppTest, kind: str) -> dict[str, Any]:
    """The first trace of the first figure that has one of this kind."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    found: dict[str, Any] = next(spec["data"][0] for spec in specs if spec["data"][0]["type"] == kind)
    return found


def test_five_figures_answer_first(open_page: Opener, tiny: Database) -> None:
    """More than 90 days past due is all that is non-performing, before and now."""
    page = open_page("post_loan", tiny)
    assert [(metric.label, metric.value, metric.delta) for metric in page.metric] == [
        ("Balance", "100.0", ":green[+25.0 %]"),
        ("NPL ratio", "2.00 %", "−0.50 pp, better"),
        ("Special mention ratio", "3.00 %", "−2.00 pp, better"),
        ("Coverage, needs 150 %", "125.00 %", ":green[+35.00 pp, better]"),
        ("Over 90 days ÷ NPL", "100.00 %", "0.00 pp"),
    ]
    assert "Movement is loan by loan, from 2026-09-30 to 2026-10-31." in said(page)


def test_matrix_by_class_and_balance(open_page: Opener, tiny: Database) -> None:
    page = open_page("post_loan", tiny)
    drawn = figure(page, "heatmap")
    assert drawn["x"] == ["Normal", "Special mention", "Substandard", "Doubtful", "Loss", "Closed"]
    assert drawn["y"] == ["Normal (3)", "Special mention (3)", "Substandard (2)", "Loss (2)", "New loans (1)"]
    assert drawn["text"] == [
        ["95.7", "1.6", "", "", "", "2.7"],
        ["37.5", "45.0", "17.5", "", "", ""],
        ["20.0", "", "80.0", "", "", ""],
        ["", "", "", "", "50.0", "50.0"],
        ["100.0", "", "", "", "", ""],
    ]
    assert [sign(cell) for cell in drawn["z"][1]] == [-1, 0, 1, 0, 0, 0]
    moves = rows_of(page, "before", "now", "closing")
    assert sum(row["opening"] for row in moves) == pytest.approx(80.0)
    assert (moves[1]["before"], moves[1]["now"]) == ("Normal", "Special mention")
    assert moves[1]["share"] == pytest.approx(100 * 1200 / 74000)


def sign(value: float) -> int:
    return (value > 0) - (value < 0)


def test_matrix_by_bucket_and_number_from_the_address(open_page: Opener, tiny: Database) -> None:
    drawn = figure(open_page("post_loan", tiny, states="bucket", shares="count"), "heatmap")
    assert drawn["y"][:2] == ["Not overdue (3)", "1–30 (2)"]
    assert drawn["text"][0] == ["33.3", "33.3", "", "", "", "", "", "", "33.3"]
    assert drawn["text"][1] == ["50.0", "50.0", "", "", "", "", "", "", ""]


def test_the_switch_changes_the_matrix_and_the_address(open_page: Opener, tiny: Database) -> None:
    page = open_page("post_loan", tiny)
    page.segmented_control(key="states").set_value("bucket").run()
    assert not page.exception
    assert figure(page, "heatmap")["y"][1] == "1–30 (2)"
    assert page.query_params["states"] == "bucket"


def test_every_part_adds_up_to_the_same_balance(open_page: Opener, tiny: Database) -> None:
    """Headline, ageing, both matrices and both formations of the section, one against the other."""
    by_class, by_bucket = (open_page("post_loan", tiny, states=each) for each in ("class", "bucket"))
    balance = Decimal(by_class.metric[0].value)
    closings = [rows_of(page, "before", "now", "closing") for page in (by_class, by_bucket)]
    assert [round(sum(row["closing"] for row in moves), 6) for moves in closings] == [balance, balance]
    ageing = [
        row for row in rows_of(by_class, "bucket", "outstanding_principal_amount") if row["as_of"] == "2026-10-31"
    ]
    overdue = sum(row["outstanding_principal_amount"] for row in ageing)
    moved = sum(row["closing"] for row in closings[1] if row["now"] not in {"Not overdue", "Closed"})
    assert overdue == pytest.approx(moved * 1000) == pytest.approx(6000.0)
    bad = {"Substandard", "Doubtful", "Loss"}
    for group, classes in (("npl", bad), ("special", {"Special mention"})):
        steps = rows_of(open_page("post_loan", tiny, formed=group), "step", "amount")
        in_matrix = sum(row["closing"] for row in closings[0] if row["now"] in classes)
        assert steps[-1]["amount"] / 1000 == pytest.approx(in_matrix)


def test_rates_of_the_month(open_page: Opener, tiny: Database) -> None:
    """2,000 of 77,000; nothing of 1–30; no loan was 31–60; all of 61–90."""
    page = open_page("post_loan", tiny)
    first, forecast, _error = rows_of(page, "rate_0", "rate_3")
    assert first["as_of"] == "2026-10-31"
    assert [first[f"rate_{at}"] for at in (0, 1, 3)] == [pytest.approx(100 * 2 / 77), 0.0, 100.0]
    assert first["rate_2"] != first["rate_2"]  # not a number: nothing was there to roll
    assert {forecast[f"rate_{at}"] == forecast[f"rate_{at}"] for at in range(4)} == {False}
    assert "Too few months or loans for a forecast." in said(page)


def test_formation_and_migration_rates(open_page: Opener, tiny: Database) -> None:
    page = open_page("post_loan", tiny)
    assert [(row["step"], row["amount"]) for row in rows_of(page, "step", "amount")] == [
        ("Opening", 2000.0), ("Got worse", 700.0), ("Cured", -200.0), ("Closed", -500.0), ("Closing", 2000.0),
    ]  # fmt: skip
    (row,) = rows_of(page, "normal", "special", "combined")
    assert row["normal"] == pytest.approx(100 * 1200 / 72000)
    assert row["special"] == pytest.approx(17.5)
    assert row["combined"] == pytest.approx(100 * 700 / 76000)
    told = str([table.value for table in page.table])
    for name in ("Roll rate", "Migration rate, both", "Expected recoveries", "NPL ratio"):
        assert name in told


def test_the_first_close_says_what_is_missing(open_page: Opener, tiny: Database) -> None:
    page = open_page("post_loan", tiny, as_of="2026-09-30")
    assert "There is no closed month end before 2026-09-30, so it is not known yet what moved." in said(page)
    assert "It needs two closes: this date, and a month end before it." in said(page)
    assert "Not known yet: it needs 3 whole months" in said(page)


def test_a_unit_without_movement(open_page: Opener, tiny: Database) -> None:
    assert "There is no closed month end before" in said(open_page("post_loan", tiny, org_unit="03"))


def test_another_date_asks_few_questions_and_none_about_facts(
    open_page: Opener, tiny: Database, statements: list[str]
) -> None:
    """Currencies, book, buckets, the two movements, parameters."""
    page = open_page("post_loan", tiny)
    statements.clear()
    page.query_params["as_of"] = "2026-09-30"
    page.run()
    assert page.metric[0].value == "80.0"
    asked = [each for each in statements if each != WHO_ASKS]
    assert len(asked) <= STATEMENT_BUDGET
    assert [each for each in asked if "core." in each] == []
    statements.clear()
    page.run()
    assert statements == [WHO_ASKS]


def test_the_matrix_as_a_file_adds_up_to_the_balance(
    open_page: Opener, tiny: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total of the closing balances is the balance of the book, 100 million, and nothing is missing to it."""
    drawn, made = st.download_button, dict[str, Any]()

    def noted(label: str, **how: Any) -> bool:
        made[how["key"]] = how["data"]
        return drawn(label, **how)

    monkeypatch.setattr(st, "download_button", noted)
    open_page("post_loan", tiny, subject="chief")
    with ThreadPoolExecutor(1) as pool:
        read = Book(pool.submit(made["matrix_class_balance_xlsx"]).result())
    total, cells = row_of(read, "Migration matrix", "Total"), read.cells("Migration matrix")
    assert [Decimal(cells[f"F{row}"].number or "") for row in (total, total + 1)] == [100, 0]


class TestHalfAYear:
    """Five whole months."""

    @pytest.fixture
    @staticmethod
    def older(fresh_database: Database) -> Database:
        bank.build(fresh_database.engine("owner"), bank.add_units, add_half_a_year)
        return fresh_database

    def test_forecast_of_rates_and_recoveries(self, open_page: Opener, older: Database) -> None:
        """Of five months together 44 % is cured and half of the rest comes back: 1,000 × 44 % + 250, then half of
        560 + 250. October was forecast at 40 % while 60 % came. In a year 1 − 0.9¹² − 0.1 (0.9¹² − 0.5¹²) ÷ 0.4 of the
        normal loans and 1 − 0.5¹² of the others are non-performing.
        """
        page = open_page("post_loan", older)
        *_months, forecast, error = rows_of(page, "rate_0", "rate_3")
        assert [forecast["rate_0"], forecast["rate_1"]] == [pytest.approx(100 / 99), pytest.approx(56.0)]
        assert error["rate_1"] == pytest.approx(20 / 2)  # right in September, 20 points off in October
        recoveries = rows_of(page, "horizon", "expected")
        assert [(row["horizon"], row["expected"], row["low"], row["high"]) for row in recoveries] == [
            ("30 days", 690.0, 650.0, 850.0),
            ("60 days", 1095.0, 1075.0, 1175.0),
            ("90 days", 1297.5, 1287.5, 1337.5),
        ]
        assert "Rates of Tiny Bank: 5 months, 200 overdue loans." in said(page)
        assert "All four in a row" not in said(page)  # nothing was ever 61 to 90 days late
        told = "{normal} of what is normal and {watched} of what is special mention would be non-performing"
        assert told.format(normal="64.70 %", watched="99.98 %") in said(page)

        happened = rows_of(page, "forecast", "actual")
        assert [(row["as_of"], row["forecast"], row["actual"]) for row in happened] == [
            ("2026-10-31", 650.0, 850.0),
            ("2026-09-30", 650.0, 650.0),
        ]
        assert happened[0]["error"] == pytest.approx(100 * 200 / 850)

    def test_said_in_chinese(self, open_page: Opener, older: Database) -> None:
        page = open_page("post_loan", older, lang="zh-Hans")
        assert "按Tiny Bank的比率推算：5个月，200笔逾期贷款。" in said(page)
        assert "迁徙按逐笔贷款比较，自2026-09-30至2026-10-31。" in said(page)

"""Exports of real pages over the hand-made bank: rows as on screen, a row in the log, nothing without it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import fastexcel
import pytest
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest

from dashboard.exports.faults import ExportFault
from dashboard.language import catalogue
from schema.storage.database import Database
from schema.tables.access import export_log
from schema.tables.operations import app_user, user_scope
from tests.exports.sample import Book, row_of
from tests.pages import bank
from tests.pages.conftest import Buttons, Opener, click


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole hand-made bank with people of three personas in it."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    people = (("chief", "head_office_executive", None), ("east", "risk_manager", bank.EAST))
    with database.engine("owner").begin() as connection:
        for subject, persona, unit in (*people, ("admin", "administrator", None)):
            connection.execute(insert(app_user).values(subject=subject, display_name=subject.title()))
            scope = {"subject": subject, "persona": persona, "org_unit_id": unit, "valid_from": bank.BEFORE}
            connection.execute(insert(user_scope).values(**scope, is_whole_bank=unit is None))
    return database


@pytest.fixture(autouse=True)
def _empty_log(tiny: Database) -> Iterator[None]:
    yield
    with tiny.engine("owner").begin() as connection:
        connection.exec_driver_sql("truncate ops.export_log")


def logged(tiny: Database) -> list[tuple[Any, ...]]:
    columns = ("subject", "page", "title", "format", "row_count", "as_of", "org_unit_id")
    with tiny.engine("owner").connect() as connection:
        rows = connection.execute(
            select(*(export_log.c[name] for name in columns)).order_by(export_log.c.export_log_id)
        )
        return [tuple(row) for row in rows]


def on_screen(page: AppTest, column: str) -> Any:
    """The first table that has such a column."""
    return next(shown.value for shown in page.dataframe if column in shown.value.columns)


def test_a_table_holds_the_rows_on_screen_and_is_logged(open_page: Opener, tiny: Database, buttons: Buttons) -> None:
    page = open_page("overview", tiny, subject="east")
    packed = click(buttons["overdue_xlsx"])
    read = Book(packed)
    heading = row_of(read, "Largest overdue loans", "Client")
    rows = fastexcel.read_excel(packed).load_sheet(0, header_row=heading - 1).to_polars()
    assert rows["Client"].to_list() == on_screen(page, "client_name")["client_name"].to_list() == ["Hongtai Textile"]
    assert rows["Overdue, CNY thousand"].to_list() == [1000]
    assert rows["Loan code"].to_list() == ["L1"]
    assert logged(tiny) == [("east", "overview", "Largest overdue loans", "xlsx", 1, bank.NOW, bank.EAST)]


def test_parts_add_up_to_the_whole(open_page: Opener, tiny: Database, buttons: Buttons) -> None:
    open_page("overview", tiny, subject="chief")
    read = Book(click(buttons["kinds_xlsx"]))
    total, cells = row_of(read, "Loan kinds", "Total"), read.cells("Loan kinds")
    numbers = [Decimal(cells[f"{letter}{row}"].number or "") for letter in "CD" for row in (total, total + 1)]
    assert numbers == [100, 0, 2, 0]


def test_the_page_as_a_whole_holds_every_table_and_the_definitions(
    open_page: Opener, tiny: Database, buttons: Buttons
) -> None:
    page = open_page("overview", tiny, subject="chief")
    read = Book(click(buttons["page_export_xlsx"]))
    assert read.names[0] == "Headline figures"
    assert read.names[-1] == "Definitions"
    assert len(read.names) == len(page.dataframe) + 2
    assert "Substandard, doubtful and loss ÷ all loans" in read.texts("Definitions")
    assert click(buttons["page_export_pdf"])[:5] == b"%PDF-"
    assert [row[:4] for row in logged(tiny)] == [
        ("chief", "overview", "Overview", "xlsx"),
        ("chief", "overview", "Overview", "pdf"),
    ]


def test_all_rejected_rows_as_a_file(open_page: Opener, tiny: Database, buttons: Buttons) -> None:
    page = open_page("data_health", tiny)
    page.session_state["reject_counts"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    assert click(buttons["download_rejects"]).count(b"L59;=1+1") == 1
    assert [row[3:5] for row in logged(tiny)] == [("csv", 60)]


def test_chinese_pages_make_chinese_files(open_page: Opener, tiny: Database, buttons: Buttons) -> None:
    open_page("overview", tiny, subject="chief", lang="zh-Hans")
    read = Book(click(buttons["kinds_xlsx"]))
    chinese = catalogue("zh-Hans").gettext
    assert read.names == ["贷款种类", chinese("Definitions")]
    assert "贷款种类" in read.texts("贷款种类")
    assert chinese("Total") in read.texts("贷款种类")


def test_without_the_right_nothing_is_offered(open_page: Opener, tiny: Database, buttons: Buttons) -> None:
    open_page("data_health", tiny, subject="admin")
    assert not buttons


def test_a_right_that_was_taken_away_since_holds_the_file_back(
    open_page: Opener, tiny: Database, buttons: Buttons
) -> None:
    page = open_page("overview", tiny, subject="east")
    scope = update(user_scope).where(user_scope.c.subject == "east")
    with tiny.engine("owner").begin() as connection:
        connection.execute(scope.values(persona="administrator", org_unit_id=None, is_whole_bank=True))
    try:
        with pytest.raises(ExportFault, match="You may not do this"):
            click(buttons["kinds_xlsx"])
        assert "“Loan kinds” was not given out." in page.run().toast[0].value
    finally:
        with tiny.engine("owner").begin() as connection:
            connection.execute(scope.values(persona="risk_manager", org_unit_id=bank.EAST, is_whole_bank=False))
    assert not logged(tiny)


def test_a_log_that_cannot_be_written_holds_the_file_back(open_page: Opener, tiny: Database, buttons: Buttons) -> None:
    open_page("overview", tiny, subject="chief")
    with tiny.engine("owner").begin() as connection:
        connection.exec_driver_sql("alter table ops.export_log rename to export_log_away")
    try:
        with pytest.raises(ExportFault, match="could not be written into the log of exports"):
            click(buttons["page_export_xlsx"])
    finally:
        with tiny.engine("owner").begin() as connection:
            connection.exec_driver_sql("alter table ops.export_log_away rename to export_log")

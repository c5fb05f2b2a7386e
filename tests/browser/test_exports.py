"""Files taken away in a real browser, from a real server: what is clicked is what comes down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from schema.storage.database import Database
from tests.browser.conftest import Opener, screenshot
from tests.browser.test_smoke import FIRST_ROW
from tests.exports.sample import Book


def taken(page: Page, button: str) -> tuple[str, bytes]:
    """Name and bytes of what a button of the open popover gives."""
    with page.expect_download() as coming:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=button, exact=True).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_a_page_as_excel_and_as_a_one_pager(open_page: Opener) -> None:
    page = open_page("overview")
    page.get_by_role("button", name="Export").first.click()
    name, packed = taken(page, "Excel")
    assert name == "Overview 2026-10-31.xlsx"
    assert Book(packed).names[0] == "Headline figures"
    name, packed = taken(page, "PDF")
    assert (name, packed[:5]) == ("Overview 2026-10-31.pdf", b"%PDF-")
    screenshot(page, "export_menu")


def test_a_table_behind_a_chart_under_a_chinese_name(open_page: Opener) -> None:
    page = open_page("overview", language="zh-Hans")
    page.locator(".st-key-kinds_table button").click()
    name, packed = taken(page, "CSV")
    assert name == "贷款种类 2026-10-31.csv"
    assert packed[:3] == b"\xef\xbb\xbf"


def test_tables_have_no_way_out_past_the_log(open_page: Opener) -> None:
    page = open_page("overview")
    page.get_by_test_id("stDataFrame").first.hover()
    expect(page.get_by_role("button", name="Search").first).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)


def test_what_cannot_be_logged_does_not_come_down_and_is_said(open_page: Opener, database: Database) -> None:
    page = open_page("overview")
    with without_a_log(database):
        page.locator(".st-key-overdue_export button").click()
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="Excel", exact=True).click()
        expect(page.get_by_test_id("stDownloadButtonError")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_test_id("stDataFrame").first.get_by_role("region").click(position=FIRST_ROW)
    expect(page.get_by_test_id("stToast")).to_contain_text("“Largest overdue loans” was not given out.")
    screenshot(page, "export_not_given_out")


@contextmanager
def without_a_log(database: Database) -> Iterator[None]:
    """The log of exports is away for a while."""
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("alter table ops.export_log rename to export_log_away")
    yield
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("alter table ops.export_log_away rename to export_log")

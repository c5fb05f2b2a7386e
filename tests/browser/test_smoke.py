"""The first pages in a real browser, wide and narrow: they are drawn, nothing complains, nothing leaves the machine."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Position, expect

from dashboard import navigation
from tests.browser.conftest import Opener, drawn, screenshot

WIDTHS = pytest.mark.parametrize("width", [1440, 390])
FIRST_ROW: Position = {"x": 18.0, "y": 54.0}


def metric(page: Page, label: str, value: str) -> None:
    """One figure of this name says so; while a page is drawn again, the figure before may still stand beside it."""
    figures = page.get_by_test_id("stMetric").filter(has_text=label)
    expect(figures).to_have_text([re.compile(re.escape(value))])


def go(page: Page, section: str, title: str) -> None:
    """By the navigation above the page."""
    page.get_by_role("navigation", name="App pages").get_by_role("button", name=section, exact=True).click()
    page.get_by_role("menuitem", name=title).click()


def nothing_sticks_out_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@WIDTHS
def test_overview(open_page: Opener, width: int) -> None:
    page = open_page("overview", width=width)
    metric(page, "NPL ratio", "2.00 %")
    expect(page).to_have_title("Overview · Tandem")
    nothing_sticks_out_sideways(page)
    screenshot(page, f"overview_{width}")
    page.get_by_role("button", name="Table").first.click()
    expect(page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")).to_be_visible()


@WIDTHS
def test_data_health(open_page: Opener, width: int) -> None:
    page = open_page("data-health", width=width)
    metric(page, "Rejected rows", "63")
    nothing_sticks_out_sideways(page)
    screenshot(page, f"data_health_{width}")


def test_dark(open_page: Opener) -> None:
    page = open_page("overview", scheme="dark")
    ground = page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).backgroundColor")
    assert ground == "rgb(18, 24, 31)"
    screenshot(page, "overview_dark")


def test_the_bare_address_leads_to_the_first_page_and_on(open_page: Opener) -> None:
    page = open_page("?as_of=2026-09-30")
    expect(page).to_have_url(re.compile(f"/{navigation.ENTRIES[0].url_path}\\?"))
    drawn(page)
    go(page, "Executive", "Overview")
    kept = {"as": ["operator"], "lang": ["en"], "as_of": ["2026-09-30"], "org_unit": ["01"]}
    page.wait_for_url(lambda url: _parts(url) == ("/overview", kept))
    expect(page.get_by_text("There is no earlier close to compare with.")).to_be_visible()
    drawn(page)
    go(page, "Data", "Data health")
    page.wait_for_url(lambda url: _parts(url) == ("/data-health", kept))
    metric(page, "Reconciliation", "Differs")
    drawn(page)


def _parts(url: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(url)
    return parts.path, parse_qs(parts.query)


def test_a_row_leads_down_and_the_address_can_be_shared(open_page: Opener) -> None:
    page = open_page("overview")
    page.get_by_test_id("stDataFrame").first.click(position=FIRST_ROW)
    metric(page, "Balance", "60.0")
    expect(page.get_by_text("Beside its neighbours")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]org_unit=02(&|$)"))
    shared = open_page("overview?org_unit=02")
    metric(shared, "Balance", "60.0")
    shared.get_by_test_id("stMain").get_by_role("button", name="Tiny Bank").click()
    metric(shared, "Balance", "100.0")


def test_rejected_rows_down_to_the_file(open_page: Opener) -> None:
    page = open_page("data-health")
    page.get_by_test_id("stDataFrame").first.click(position=FIRST_ROW)
    expect(page.get_by_role("heading", name="Not a date: Loans, Maturity date")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these rows as CSV").click()
    assert download.value.suggested_filename == "Not a date Loans, Maturity date 2026-10-31.csv"
    screenshot(page, "data_health_rejects")

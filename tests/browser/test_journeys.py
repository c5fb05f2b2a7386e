"""One way through the product for each reader, from choosing who to be to a file to hand on."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import fastexcel
import opencc
from playwright.sync_api import Locator, Page, Position, expect
from pypdf import PdfReader

from schema.storage.database import Database
from tests.browser.conftest import Opener, drawn

FIRST_ROW: Position = {"x": 18.0, "y": 54.0}
MANAGERS_CLIENTS = """
    select cl.name, cl.client_code from ops.user_scope s
    join core.org_unit_closure c on c.ancestor_id = s.org_unit_id
    join core.client cl on cl.org_unit_id = c.descendant_id
    where s.subject = 'demo-market-manager' order by cl.client_code
"""


def become(page: Page, persona: str) -> None:
    """Choose a persona of the demonstration."""
    picker = page.get_by_role("combobox", name="Persona")
    picker.click()
    page.get_by_role("option", name=re.compile(f"^{persona}")).click()
    expect(page).to_have_url(re.compile(r"[?&]as=demo-"))
    expect(picker).to_have_value(re.compile(f"^{persona}"))
    drawn(page)


def figure(page: Page, label: str) -> Locator:
    """The headline figure of this name, without its change."""
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")


def first_cells(table: Locator) -> dict[str, str]:
    """The first row of a table by its headings, as it stands behind the canvas."""
    cells, headings = table.locator("[role=gridcell]"), table.locator("[role=columnheader]")
    expect(cells.first).to_be_attached()
    names = [name.strip() for name in headings.all_text_contents()]
    return dict(zip(names, cells.all_text_contents(), strict=False))


def saved(page: Page, table: str, form: str, folder: Path) -> Path:
    """A file of the table whose exports have this key, or of the page."""
    page.locator(f'[class*="st-key-{table}"][class*="_export"]').get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=form, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    page.keyboard.press("Escape")
    return path


def sheet_rows(path: Path, heading: str) -> list[dict[str, object]]:
    """The rows of the first sheet below the line that begins with this heading."""
    rows = list(fastexcel.read_excel(path).load_sheet(0, header_row=None).to_polars().iter_rows())
    top = next(place for place, row in enumerate(rows) if heading in row)
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]]


def asked(page: Page, name: str) -> str:
    """What the address says under a name."""
    return parse_qs(urlsplit(page.url).query)[name][0]


def test_a_risk_manager_goes_from_a_need_to_the_client_and_takes_the_loans_away(
    open_demo: Opener, tmp_path: Path
) -> None:
    page = open_demo("today")
    become(page, "Risk manager")
    need = first_cells(page.get_by_test_id("stDataFrame").first)
    page.get_by_test_id("stDataFrame").first.click(position=FIRST_ROW)
    expect(page).to_have_url(re.compile(r"/loan\?"))
    expect(page.get_by_role("heading", name=need["Loan"], exact=True)).to_be_visible()
    drawn(page)
    assert asked(page, "loan") == need["Loan"]
    page.get_by_test_id("stMain").get_by_role("link", name=need["Client"]).click()
    expect(page).to_have_url(re.compile(r"/client\?"))
    expect(page.get_by_role("heading", name=need["Client"], exact=True)).to_be_visible()
    drawn(page)
    balance = Decimal(figure(page, "Balance").inner_text().replace(",", ""))
    path = saved(page, "loans_", "Excel", tmp_path)
    assert path.name == "Loans 2026-10-31.xlsx"
    loans = sheet_rows(path, "Loan code")
    assert need["Loan"] in {row["Loan code"] for row in loans}
    assert balance == round(loan_balance(loans), 1)


def loan_balance(loans: list[dict[str, object]]) -> Decimal:
    """What the rows of loans come to; a row without a code is their total."""
    column = next(name for name in loans[0] if name.startswith("Balance"))
    return sum((Decimal(str(row[column])) for row in loans if str(row["Loan code"]).startswith("L")), Decimal(0))


def test_an_executive_goes_down_to_a_unit_and_takes_the_page_away(open_demo: Opener, tmp_path: Path) -> None:
    page = open_demo("overview")
    become(page, "Head-office executive")
    whole = figure(page, "Balance").inner_text()
    below = page.get_by_test_id("stDataFrame").first
    below.scroll_into_view_if_needed()
    unit = first_cells(below)["Unit"]
    below.click(position=FIRST_ROW)
    expect(page.get_by_text(unit, exact=True).first).to_be_visible()
    expect(figure(page, "Balance")).not_to_have_text(whole)
    drawn(page)
    expect(page.get_by_role("combobox", name="Unit")).to_have_value(re.compile(unit))
    path = saved(page, "page", "PDF", tmp_path)
    text = "\n".join(leaf.extract_text() for leaf in PdfReader(path).pages)
    assert path.name == "Overview 2026-10-31.pdf"
    assert f"› {unit}" in text
    assert figure(page, "Balance").inner_text() in text
    assert figure(page, "NPL ratio").inner_text() in text


def written_otherwise(database: Database) -> tuple[str, str, str]:
    """Name, traditional spelling and code of a client of the manager's whose two spellings differ most."""
    with database.engine("owner").connect() as connection:
        clients = connection.exec_driver_sql(MANAGERS_CLIENTS).all()
    convert = opencc.OpenCC("s2t").convert
    name, code = max(clients, key=lambda row: sum(a != b for a, b in zip(row[0], convert(row[0]), strict=True)))
    assert convert(name) != name
    return name, convert(name), code


def test_a_manager_opens_a_card_then_finds_a_client_in_traditional_characters(
    open_demo: Opener, demo_bank: Database, tmp_path: Path
) -> None:
    page = open_demo("today")
    become(page, "Team manager")
    team = page.get_by_test_id("stDataFrame").first
    member = first_cells(team)["Client manager"]
    team.click(position=FIRST_ROW)
    expect(page).to_have_url(re.compile(r"/staff\?"))
    expect(page.get_by_role("heading", name=member)).to_be_visible()
    drawn(page)
    name, traditional, code = written_otherwise(demo_bank)
    box = page.get_by_role("searchbox", name="Search")
    box.fill(traditional)
    box.press("Enter")
    expect(page).to_have_url(re.compile(rf"/client\?.*client={code}(&|$)"))
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    drawn(page)
    path = saved(page, "page", "Excel", tmp_path)
    assert path.name == "Client file 2026-10-31.xlsx"
    assert figure(page, "Balance").inner_text()

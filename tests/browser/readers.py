"""Which page is looked at as whom: the reader it was made for."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Position, expect

PERSONA = {
    "today": "demo-risk-manager",
    "post_loan": "demo-risk-manager",
    "client": "demo-risk-manager",
    "loan": "demo-risk-manager",
    "overview": "demo-head-office-executive",
    "staff": "demo-market-manager",
    "data_health": "operator",
    "administration": "demo-administrator-a",
    "audit": "demo-auditor",
}
SECTIONS = ("structure", "quality", "supervision", "inspections", "archive")  # of post-loan, behind its first
FIRST_ROW: Position = {"x": 18.0, "y": 54.0}


def open_object(page: Page, key: str) -> bool:
    """Open the first client, loan or member of staff of a list; other pages have none."""
    if key not in {"client", "loan", "staff"}:
        return False
    page.get_by_test_id("stDataFrame").first.click(position=FIRST_ROW)
    expect(page).to_have_url(re.compile(f"[?&]{key}="))
    expect(page.get_by_role("heading", level=2).first).to_be_visible()  # its name; lists have none
    return True

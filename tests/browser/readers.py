"""Which page is looked at as whom: the reader it was made for."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Opener

PERSONA = {
    "today": "demo-risk-manager",
    "client": "demo-risk-manager",
    "overview": "demo-head-office-executive",
    "staff": "demo-market-manager",
    "data_health": "operator",
    "administration": "demo-administrator-a",
    "audit": "demo-auditor",
}

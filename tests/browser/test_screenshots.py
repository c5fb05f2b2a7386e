"""Pictures of every page for a person to look at: for its reader, at two widths, in three languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from dashboard import language, navigation
from dashboard.navigation import Entry
from tests.browser.conftest import Opener, drawn, screenshot
from tests.browser.readers import PERSONA, SECTIONS, open_object

PAGES = pytest.mark.parametrize("entry", navigation.ENTRIES, ids=lambda entry: entry.key)


def picture(page: Page, name: str) -> None:
    """The page fits its width, and is kept as a picture."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(page, name)


@PAGES
def test_a_page_on_a_phone_in_traditional_chinese(open_demo: Opener, entry: Entry) -> None:
    page = open_demo(entry.url_path, persona=PERSONA[entry.key], language=language.TRADITIONAL, width=390)
    picture(page, f"{entry.key}_390_{language.TRADITIONAL}")


@pytest.mark.long
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("spoken", list(language.LANGUAGES))
@PAGES
def test_every_page(open_demo: Opener, entry: Entry, spoken: str, width: int) -> None:
    page = open_demo(entry.url_path, persona=PERSONA[entry.key], language=spoken, width=width)
    picture(page, f"{entry.key}_{width}_{spoken}")
    if open_object(page, entry.key):
        drawn(page)
        picture(page, f"{entry.key}_one_{width}_{spoken}")


@pytest.mark.long
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("spoken", list(language.LANGUAGES))
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section(open_demo: Opener, section: str, spoken: str, width: int) -> None:
    address = f"post-loan?section={section}"
    page = open_demo(address, persona=PERSONA["post_loan"], language=spoken, width=width)
    picture(page, f"post_loan_{section}_{width}_{spoken}")

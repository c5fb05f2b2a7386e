"""Every page as axe sees it: no serious or critical violation that is ours to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from dashboard import navigation
from dashboard.navigation import Entry
from tests.browser.conftest import Opener
from tests.browser.readers import PERSONA, SECTIONS

GRAVE = {"serious", "critical"}
# What Streamlit's own components do and nobody can change from outside: rule, part of the selector, why.
NOT_OURS = (
    (
        "svg-img-alt",
        "highlighted_points_marks",
        "an empty mark in the line of a headline figure; the figure has its words beside it",
    ),
)


def violations(page: Page) -> Iterator[str]:
    """`rule selector: what is the matter`, for each grave violation that is ours."""
    found: Mapping[str, Any] = Axe().run(page).response
    for rule in found["violations"]:
        if rule["impact"] in GRAVE:
            for node in rule["nodes"]:
                place = " ".join(str(part) for part in node["target"])
                if not is_excused(rule["id"], place + node["html"]):
                    yield f"{rule['id']} {place}: {node['failureSummary']} {node['html'][:300]}"


def is_excused(rule: str, place: str) -> bool:
    """Whether a violation is on the list above."""
    return any(rule == excused and part in place for excused, part, _ in NOT_OURS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("entry", navigation.ENTRIES, ids=lambda entry: entry.key)
def test_a_page_for_everybody(open_demo: Opener, entry: Entry, scheme: Literal["light", "dark"]) -> None:
    page = open_demo(entry.url_path, persona=PERSONA[entry.key], scheme=scheme)
    assert list(violations(page)) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_for_everybody(open_demo: Opener, section: str) -> None:
    page = open_demo(f"post-loan?section={section}", persona=PERSONA["post_loan"])
    assert list(violations(page)) == []

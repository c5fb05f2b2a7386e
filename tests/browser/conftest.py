"""A Chromium and servers of our own; skipped with a reason where there is no browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from etl.commands.origin import DemoBank
from etl.progress import silent
from schema.security import demo_users
from schema.storage.database import Database, Server
from tests.browser.serving import environment, serving
from tests.conftest import clone
from tests.pages import bank

SCREENSHOTS = Path(__file__).parent / "screenshots"
CHROMIUM = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HEIGHTS = {1440: 900, 390: 844}
SLOWEST_MILLISECONDS = 20_000
OURS = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
PROBE = "_stcore"  # on a deep link Streamlit first looks for itself below the page's address
FEW_CLIENTS, SEED = 200, 7
Opener = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium here: install the package chromium, or set TANDEM_CHROMIUM.")
    expect.set_options(timeout=SLOWEST_MILLISECONDS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """One reader's browser for a module; its pages share what it has fetched once."""
    context = chromium.new_context(accept_downloads=True, locale="en-US")
    yield context
    context.close()


@pytest.fixture(scope="module")
def address(chromium: Browser, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the dashboard over the hand-made bank; a persona is chosen there."""
    bank.build(database.engine("owner"), *bank.WHOLE, bank.make_stale)
    demo_users.settle(database, is_demo=True)
    with serving(environment(database), tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="session")
def demo_bank(server: Server, template: str) -> Iterator[Database]:
    """A small demo bank, loaded and closed, with somebody to be for every persona."""
    with clone(server, template) as database:
        DemoBank(clients=FEW_CLIENTS, seed=SEED).fill(database, silent)
        demo_users.settle(database, is_demo=True)
        yield database


@pytest.fixture(scope="session")
def demo_address(chromium: Browser, demo_bank: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the dashboard over the small demo bank."""
    with serving(environment(demo_bank), tmp_path_factory.mktemp("demo")) as served:
        yield served


class Watcher:
    """What went wrong in a page: messages of its console, and requests to somewhere else."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text, message.location["url"]))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)

    def _note(self, kind: str, text: str, url: str) -> None:
        if kind == "error" and PROBE not in url:
            self.complaints.append(f"{text} {url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(OURS):
            self.complaints.append(f"left the machine: {request.url}")


@pytest.fixture
def watched(browser: BrowserContext) -> Iterator[Opener]:
    """Pages of one browser, at a width; at the end nothing may have gone wrong in any of them."""
    opened: list[tuple[Page, Watcher]] = []

    def page_of(
        context: BrowserContext = browser, *, width: int = 1440, scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(SLOWEST_MILLISECONDS)
        opened.append((page, Watcher(page)))
        return page

    yield page_of
    complaints = [complaint for _, watcher in opened for complaint in watcher.complaints]
    for page, _ in opened:
        page.close()
    assert complaints == []


@pytest.fixture
def open_page(watched: Opener, address: str) -> Opener:
    """Opens a path of the hand-made bank and waits until it is drawn."""
    return opener(watched, address)


@pytest.fixture
def open_demo(watched: Opener, demo_address: str) -> Opener:
    """Opens a path of the small demo bank and waits until it is drawn."""
    return opener(watched, demo_address)


def opener(watched: Opener, address: str) -> Opener:
    """Opens a path as a persona in a language."""

    def page_at(
        path: str, *, persona: str = "operator", language: str = "en", width: int = 1440, scheme: str = "light"
    ) -> Page:
        page = watched(width=width, scheme=scheme)
        joint = "&" if "?" in path else "?"
        page.goto(f"{address}/{path}{joint}as={persona}&lang={language}")
        drawn(page)
        return page

    return page_at


def settled(page: Page) -> None:
    """Wait until the script has run and no placeholder is left."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def drawn(page: Page) -> None:
    """Wait until the page has its header, the script has run, and every chart has its marks."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    settled(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_visible()


def screenshot(page: Page, name: str) -> None:
    """The whole page, however long, as a file for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    if size:
        page.set_viewport_size({"width": size["width"], "height": int(height) + 20})
    drawn(page)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")

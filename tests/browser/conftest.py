"""A Chromium and a server of our own; skipped with a reason where there is no browser."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect, sync_playwright

from schema.storage.database import Database
from tests.pages import bank

ROOT = Path(__file__).resolve().parents[2]
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
START_SECONDS = 30
SLOWEST_MILLISECONDS = 20_000
OURS = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
PROBE = "_stcore"  # on a deep link Streamlit first looks for itself below the page's address
Opener = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    """The system's Chromium; its pages share what it has fetched once."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium here: install the package chromium, or set TANDEM_CHROMIUM.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running.new_context(accept_downloads=True)
        running.close()


@pytest.fixture(scope="module")
def address(browser: BrowserContext, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the dashboard over the hand-made bank."""
    bank.build(database.engine("owner"), *bank.WHOLE, bank.make_stale)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py")]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    own = {"TANDEM_APP_URL": database.url("app"), "TANDEM_SESSION_KEY": database.session_key().hex()}
    environ = {**os.environ, **own, "TANDEM_SUBJECT": "operator"}
    folder = tmp_path_factory.mktemp("served")  # a folder that is not ours: the settings must be found anyway
    server = subprocess.Popen([*command, *options], env=environ, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(server, f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_until_it_answers(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            if urlopen(url, timeout=1).status == 200:
                return
        except (URLError, OSError):
            if server.poll() is not None:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(0.1)
    pytest.fail("The dashboard did not start.")


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
def open_page(browser: BrowserContext, address: str) -> Iterator[Opener]:
    """Opens a path at a width and waits until it is drawn; at the end nothing may have gone wrong."""
    opened: list[tuple[Page, Watcher]] = []

    def page_at(path: str, *, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        page = browser.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(SLOWEST_MILLISECONDS)
        opened.append((page, Watcher(page)))
        page.goto(f"{address}/{path}")
        drawn(page)
        return page

    yield page_at
    complaints = [complaint for _, watcher in opened for complaint in watcher.complaints]
    for page, _ in opened:
        page.close()
    assert complaints == []


def drawn(page: Page) -> None:
    """Wait until the script has run, no placeholder is left, and every chart has its marks."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_test_id("stMetric").first).to_be_visible(timeout=SLOWEST_MILLISECONDS)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=SLOWEST_MILLISECONDS)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_visible(timeout=SLOWEST_MILLISECONDS)


def screenshot(page: Page, name: str) -> None:
    """The whole page, however long, as a file for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    if size:
        page.set_viewport_size({"width": size["width"], "height": int(height) + 20})
    drawn(page)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")

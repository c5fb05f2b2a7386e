"""From the command to the first page with data in a browser: a first start, which builds the bank, and a second."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 300


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _seconds_to_first_page(home: Path, page: Page) -> float:
    """As a newcomer: `make up`, wait for the sentence with the address, open it, see the balance."""
    port = _free_port()
    environ = {**os.environ, "TANDEM_HOME": str(home)}
    started = perf_counter()
    command = [str(Path(sys.executable).with_name("tandem")), "up", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            assert any(f"localhost:{port}" in line for line in process.stderr)
            page.goto(f"http://localhost:{port}")
            balance = page.get_by_test_id("stMetric").filter(has_text="Balance")
            expect(balance).to_be_visible(timeout=LONGEST_SECONDS * 1_000)
            return perf_counter() - started
        finally:
            process.terminate()
            process.wait(60)


def test_start(bench_folder: Path) -> None:
    """Bar: at most 60 seconds with the dependencies present."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium here: install the package chromium, or set TANDEM_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        first = _seconds_to_first_page(bench_folder / "start", browser.new_page())
        second = _seconds_to_first_page(bench_folder / "start", browser.new_page())
        browser.close()
    print(f"start: first page with data after {first:.1f} s, {first / 60:.2f} of the bar; second start {second:.1f} s")
    assert first <= 60

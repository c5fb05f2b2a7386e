"""The log: one JSON object a line, and nothing in it that a page said about anybody."""

import json
import logging
import sys

from dashboard.logs import JsonLines


def line(**extra: object) -> dict[str, object]:
    record = logging.LogRecord("tandem.dashboard", logging.INFO, "x.py", 1, "page", None, None)
    vars(record).update(extra)
    found: dict[str, object] = json.loads(JsonLines().format(record))
    return found


def test_a_line_carries_the_fields_we_know_and_no_other() -> None:
    said = line(page="overview", milliseconds=12, client="Hongtai Textile")
    assert (said["event"], said["level"], said["page"], said["milliseconds"]) == ("page", "info", "overview", 12)
    assert "client" not in said


def test_a_fault_comes_with_its_trace_in_one_line() -> None:
    try:
        raise ValueError("broken\nin two")
    except ValueError:
        record = logging.LogRecord("tandem.dashboard", logging.ERROR, "x.py", 1, "failed", None, sys.exc_info())
    text = JsonLines().format(record)
    assert "\n" not in text
    assert "ValueError: broken" in json.loads(text)["trace"]

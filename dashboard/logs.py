"""The log of the dashboard: one JSON object a line, without anybody's data in it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

FIELDS = ("reference", "page", "subject", "milliseconds")


class JsonLines(logging.Formatter):
    """Time, level, what happened, and the fields we know; a fault with its trace."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        said |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def configure() -> None:
    """What `tandem.dashboard` says goes to standard error, once."""
    log = logging.getLogger("tandem.dashboard")
    if not any(isinstance(handler.formatter, JsonLines) for handler in log.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False

"""Everything a person can read on a page, as one list of texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

# What is in a message and is not read: keys, styles, formats, links between elements.
UNREAD = {"id", "key", "icon", "formId", "elementId", "queryParamKey", "url", "mediaUrl", "type", "spec", "config",
          "columns", "data", "arrowData", "styler", "color", "activeScriptHash", "format", "theme", "deferredFileId",
          "language", "placement", "autocomplete"}  # fmt: skip

MARKUP = re.compile(r":material/\w+:|:\w+\[|%\{[\w.]+\}|<extra></extra>|<br>")


def texts(page: AppTest) -> list[str]:
    """Labels, options, sentences, table headers and cells, and what charts say, of the page and its header."""
    found: list[str] = []
    for node in (*page.main, *page.sidebar):
        proto = getattr(node, "proto", None)
        if proto is None or not hasattr(proto, "DESCRIPTOR"):
            continue
        found += _of_message(proto)
        if node.type in {"arrow_data_frame", "dataframe"}:
            found += _cells(node)
        if node.type == "plotly_chart":
            found += _figure(json.loads(proto.spec))
    return [plain for text in found if (plain := MARKUP.sub("", text)).strip()]


def _of_message(message: Any) -> Iterator[str]:
    """The texts in a protocol message and in those inside it."""
    for field, value in message.ListFields():
        if field.json_name not in UNREAD:
            parts = value if isinstance(value, Iterable) and not isinstance(value, str | bytes) else [value]
            for part in parts:
                yield from [part] if isinstance(part, str) else _of_message(part) if _is_message(part) else []


def _is_message(value: object) -> bool:
    return hasattr(value, "ListFields")


def _strings(message: Any) -> Iterator[str]:
    if isinstance(message, str):
        yield message
    elif isinstance(message, list):
        for each in message:
            yield from _strings(each)
    elif isinstance(message, dict):
        for each in message.values():
            yield from _strings(each)


def _cells(node: Any) -> Iterator[str]:
    """Labels and helps of the columns shown, and their cells."""
    for column in json.loads(node.proto.columns or "{}").values():
        yield from (str(column[part]) for part in ("label", "help") if column and column.get(part))
    for name in node.value.columns:
        for cell in node.value[name]:
            yield from ([str(part) for part in cell] if hasattr(cell, "__iter__") and not isinstance(cell, str) else [])
            yield from ([cell] if isinstance(cell, str) else [])


def _figure(spec: dict[str, Any]) -> Iterator[str]:
    for trace in spec["data"]:
        for part in ("name", "text", "y", "x", "customdata", "hovertemplate"):
            yield from _strings(trace.get(part))
    layout = spec["layout"]
    yield from (each["text"] for each in layout.get("annotations", []))
    for axis in ("xaxis", "yaxis"):
        yield from _strings([layout.get(axis, {}).get("ticktext"), layout.get(axis, {}).get("ticksuffix")])

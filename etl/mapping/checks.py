"""Whether a mapping file says what can be followed; every mistake is one sentence that names its place."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from polars.exceptions import PolarsError

from etl.mapping import sql
from etl.readers.query import is_query_source
from schema.contracts import Feed, Field
from schema.errors import MappingFault

UNITS: Mapping[str, int] = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "萬元": 10_000,
    "百万元": 1_000_000,
    "百萬元": 1_000_000,
    "亿元": 100_000_000,
    "億元": 100_000_000,
}
ROC_MONTH_END = "roc_month_end"
ROC_DATE = "roc_date"
SMALLEST_UNIT = Decimal("0.000000000001")
LARGEST_UNIT = 10**12
PREFERENCES = re.compile(r"(?:max|min):(\w+)")

_TEXT = ("a text", lambda value: isinstance(value, str))
_FLAG = ("true or false", lambda value: isinstance(value, bool))
_COUNT = (
    "a whole number from 0 on",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
)
_TEXTS = ("a table of texts", lambda value: _is_table(value, _is_text))
_WORDS = ("a table of texts and numbers", lambda value: _is_table(value, _is_word))
_TABLES = ("a table of tables", lambda value: _is_table(value, lambda one: _is_table(one, _is_word)))
_ROWS = ("a list of tables", lambda value: isinstance(value, list) and all(_is_table(one, _is_word) for one in value))
_PARTS = ("a table of tables", lambda value: _is_table(value, lambda one: isinstance(one, dict)))
_LIST = (
    "a list of tables ([[feeds]])",
    lambda value: isinstance(value, list) and all(isinstance(x, dict) for x in value),
)
_TABLE = ("a table", lambda value: isinstance(value, dict))
SHAPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("encoding", "delimiter", "sheet", "records", "query", "name", "about"), _TEXT),
    **dict.fromkeys(("feed", "file", "where", "date_format", "decimal_mark", "keep"), _TEXT),
    **dict.fromkeys(("columns", "expressions", "derived", "dates", "on", "take"), _TEXTS),
    **dict.fromkeys(("constants", "units"), _WORDS),
    "skip_lines": _COUNT,
    "distinct": _FLAG,
    "values": _TABLES,
    "rows": _ROWS,
    "lookups": _PARTS,
    "feeds": _LIST,
    "defaults": _TABLE,
}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_word(value: object) -> bool:
    return isinstance(value, str | int | float | date | time)


def _is_table(value: object, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, dict) and all(fits(one) for one in value.values())


def known_keys(item: Mapping[str, Any], allowed: Collection[str], where: str) -> None:
    """Refuse a key nobody reads, and a value of the wrong type."""
    only(item, allowed, where)
    for key, value in item.items():
        shape, fits = SHAPES[key]
        if not fits(value):
            raise MappingFault(f"{where}: {key} must be {shape}; it is {value!r}.", f"Write {key} so.")


def only(names: Iterable[str], allowed: Collection[str], where: str) -> None:
    """Refuse a name nobody knows."""
    unknown = sorted(set(names) - set(allowed))
    if unknown:
        raise MappingFault(
            f"{where}: unknown {', '.join(map(repr, unknown))}.", f"Known are: {', '.join(sorted(allowed))}."
        )


def read_options(item: Mapping[str, Any], where: str) -> None:
    """Refuse an encoding or a delimiter that no file can be read with, and a file that is out of reach."""
    encoding, delimiter, file = (item.get(key, "") for key in ("encoding", "delimiter", "file"))
    if encoding and not _is_encoding(encoding):
        raise MappingFault(f"{where}: there is no encoding {encoding!r}.", "Try utf-8, gb18030 or big5.")
    if delimiter and (len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n'):
        raise MappingFault(f"{where}: {delimiter!r} is no delimiter.", 'It is one character: ",", ";", "\\t" or "|".')
    if "file" not in item:
        return
    if is_query_source(file):
        if "query" not in item and "query=" not in file and not file.startswith("env:"):
            raise MappingFault(f"{where}: a database needs a query.", 'Add query = "select ..." beside it.')
    elif "query" in item:
        raise MappingFault(f"{where}: {file} is a file, a query is for a database.", "Drop one of the two.")
    elif not _is_within(file):
        raise MappingFault(f"{where}: {file!r} names no file within the folder.", "Write it relative to the folder.")


def _is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _is_within(pattern: str) -> bool:
    path = PurePath(pattern)
    is_whole = all(part == "**" or "**" not in part for part in path.parts)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and is_whole


def expression(text: str, where: str) -> None:
    """Refuse what is no SQL expression, or reads dates in a format that names none."""
    for form in sql.date_forms(text):
        date_form(form, where)
    try:
        sql.parsed(text)
    except PolarsError as fault:
        reason = str(fault).splitlines()[0]
        raise MappingFault(f"{where}: {reason}.", "Write one SQL expression.", detail=str(fault)) from fault


def date_form(form: str, where: str) -> None:
    """Refuse a format no date can be read with."""
    if form not in ("", ROC_DATE, ROC_MONTH_END) and not sql.is_date_form(form):
        do = f"Write it like %Y-%m-%d, %d.%m.%y, {ROC_DATE} or {ROC_MONTH_END}."
        raise MappingFault(f"{where}: {form!r} is no date format.", do)


def filled_once(feed: Feed, parts: Mapping[str, Collection[str]], where: str) -> None:
    """Refuse a field that two parts fill, and a required one that none fills."""
    for one in feed.fields:
        filling = [part for part, names in parts.items() if one.name in names]
        if len(filling) > 1:
            raise MappingFault(f"{where}: {one.name} stands in {' and in '.join(filling)}.", "Keep one of them.")
    filled = {name for names in parts.values() for name in names}
    missing = [one.name for one in feed.fields if one.is_required and one.name not in filled]
    if missing:
        raise MappingFault(
            f"{where}: {feed.name} needs {', '.join(missing)}.", "Map it from a column, a constant or an expression."
        )


def unit(field: Field, size: object, where: str) -> None:
    """Refuse a unit that is unknown, no size, or stands beside something that has none."""
    if field.kind not in ("money", "ratio"):
        raise MappingFault(f"{where}: {field.name} is no amount and no ratio.", "Drop its unit.")
    is_named = isinstance(size, str) and size in UNITS
    is_size = isinstance(size, int | float) and not isinstance(size, bool) and SMALLEST_UNIT <= size <= LARGEST_UNIT
    if not is_named and not is_size:
        raise MappingFault(f"{where}: {size!r} is no known unit.", f"Use a number, or {', '.join(UNITS)}.")


def dated(field: Field, form: str, where: str) -> None:
    """Refuse a date format beside what is no date."""
    if field.kind != "day":
        raise MappingFault(f"{where}: {field.name} is no date.", "Drop its format.")
    date_form(form, where)


def preference(keep: str, feed: Feed, where: str) -> None:
    """Refuse an order between rows of one key that the loader does not know."""
    found = PREFERENCES.fullmatch(keep)
    if keep not in ("", "first", "last") and not (found and found[1] in feed.field_names):
        raise MappingFault(f"{where}: keep = {keep!r} is not understood.", "Use first, last, max:column or min:column.")

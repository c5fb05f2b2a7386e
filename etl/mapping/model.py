"""A mapping file: which file feeds what, and how its columns become ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.readers.source import ReadOptions
from schema.contracts import FEEDS, Feed, Field, feed_named
from schema.errors import MappingFault

READ_KEYS = {"encoding", "delimiter", "sheet", "records", "skip_lines", "query"}
ENTRY_KEYS = READ_KEYS | {
    "feed",
    "file",
    "rows",
    "where",
    "distinct",
    "date_format",
    "decimal_mark",
    "lookups",
    "derived",
    "columns",
    "constants",
    "expressions",
    "values",
    "dates",
    "units",
    "keep",
}
UNITS: Mapping[str, int] = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "萬元": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
    "億元": 100_000_000,
}
WINDOW = re.compile(r"\bover\s*\(", re.IGNORECASE)
LOOKUP_KEYS = READ_KEYS | {"file", "where", "on", "take"}
TOP_KEYS = {"name", "about", "feeds", "defaults"}


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """Another file joined to the main one: at most one row per key, left join."""

    file: str
    on: Mapping[str, str]
    take: Mapping[str, str]
    where: str = ""
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How one file (or a pattern of files) feeds one feed."""

    feed: Feed
    file: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    where: str = ""
    distinct: bool = False
    date_format: str = ""
    decimal_mark: str = "."
    keep: str = ""
    has_own_columns: bool = False
    derived: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    expressions: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str | float | int] = field(default_factory=dict)
    lookups: tuple[Lookup, ...] = ()
    options: ReadOptions = field(default_factory=ReadOptions)

    @property
    def spelling(self) -> str:
        """The entry as text, the same in every process: another mapping of the same file is another load."""
        return repr({**vars(self), "feed": self.feed.name})

    @property
    def needs_whole_file(self) -> bool:
        """Whether a row depends on other rows: one of several is preferred, or an expression has a window."""
        return bool(self.keep) or any(
            WINDOW.search(one) for one in (self.where, *self.derived.values(), *self.expressions.values())
        )

    def format_of(self, field_name: str) -> str:
        """Date format of a field; empty means the usual ISO spellings."""
        return self.dates.get(field_name, self.date_format)


@dataclass(frozen=True)
class MappingFile:
    """The whole mapping, entries in order of loading."""

    name: str
    entries: tuple[Entry, ...]


def read_mapping(path: Path) -> MappingFile:
    """Read and check a mapping.

    Raises:
        MappingFault: not TOML, or a word in it is unknown; the sentence says where.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise MappingFault(f"The mapping {path.name} cannot be read ({fault.strerror}).", "Check its path.") from fault
    except UnicodeDecodeError as fault:
        raise MappingFault(f"The mapping {path.name} is not written in UTF-8.", "Save it as UTF-8.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise MappingFault(f"The mapping {path.name} is not TOML: {fault}.", "Mend that line.") from fault
    _only(document, TOP_KEYS, f"{path.name}")
    defaults = document.get("defaults", {})
    entries = [
        _entry({**defaults, **item}, f"{path.name}, feeds entry {number}")
        for number, item in enumerate(document.get("feeds", []), start=1)
    ]
    if not entries:
        raise MappingFault(f"The mapping {path.name} has no [[feeds]] entry.", "Add one per file.")
    return MappingFile(name=document.get("name", path.stem), entries=in_load_order(entries))


def plain_mapping(folder: Path) -> MappingFile:
    """Without a mapping, files are named after feeds and have the feed's own columns."""
    files = sorted(file for file in folder.iterdir() if file.stem in FEEDS and file.is_file())
    if not files:
        raise MappingFault(
            f"No file in {folder.name} is named after a feed.",
            "Give a mapping with --mapping, or name the files as `tandem feeds` lists them.",
        )
    return MappingFile(name="", entries=in_load_order([own_columns(file.stem, file.name) for file in files]))


def own_columns(feed_name: str, file: str) -> Entry:
    """An entry for a file that already has the feed's own columns; the optional ones may be absent."""
    feed = feed_named(feed_name)
    return Entry(feed=feed, file=file, columns={name: name for name in feed.field_names}, has_own_columns=True)


def in_load_order(entries: list[Entry]) -> tuple[Entry, ...]:
    """Parents before children; entries of one feed keep the mapping's order."""
    order = {name: number for number, name in enumerate(FEEDS)}
    return tuple(sorted(entries, key=lambda entry: order[entry.feed.name]))


def _entry(item: Mapping[str, Any], where: str) -> Entry:
    _only(item, ENTRY_KEYS, where)
    feed = feed_named(_need(item, "feed", where))
    if ("file" in item) == ("rows" in item):
        raise MappingFault(f"{where}: it needs either a file or rows.", "Give one of the two.")
    entry = Entry(
        feed=feed,
        options=_options(item),
        lookups=tuple(_lookup(one, f"{where}, lookup {name}") for name, one in item.get("lookups", {}).items()),
        rows=tuple(item.get("rows", ())),
        **{key: item[key] for key in ENTRY_KEYS - READ_KEYS - {"feed", "lookups", "rows"} if key in item},
    )
    for part in ("columns", "constants", "expressions", "values", "dates", "units"):
        _only(getattr(entry, part), set(feed.field_names), f"{where}, {part}")
    if entry.rows and not entry.columns:
        names = dict.fromkeys(name for row in entry.rows for name in row)
        _only(names, set(feed.field_names), f"{where}, rows")
        entry = Entry(**{**vars(entry), "columns": {name: name for name in names}})
    _complete(entry, where)
    return entry


def _complete(entry: Entry, where: str) -> None:
    filled = {*entry.columns, *entry.constants, *entry.expressions}
    missing = [one.name for one in entry.feed.fields if one.is_required and one.name not in filled]
    if missing:
        raise MappingFault(
            f"{where}: {entry.feed.name} needs {', '.join(missing)}.",
            "Map it from a column, a constant or an expression.",
        )
    for part in ("values", "dates", "units"):
        idle = sorted(set(getattr(entry, part)) - set(filled))
        if idle:
            raise MappingFault(f"{where}, {part}: nothing fills {', '.join(idle)}.", "Map it too, or drop the line.")
    for name, unit in entry.units.items():
        _check_unit(entry.feed.by_name(name), unit, where)


def _check_unit(field: Field, unit: str | float | int, where: str) -> None:
    if field.kind not in ("money", "ratio"):
        raise MappingFault(f"{where}, units: {field.name} is no amount and no ratio.", "Drop its unit.")
    if isinstance(unit, str) and unit not in UNITS:
        raise MappingFault(f"{where}, units: {unit!r} is no known unit.", f"Use a number, or {', '.join(UNITS)}.")


def _lookup(item: Mapping[str, Any], where: str) -> Lookup:
    _only(item, LOOKUP_KEYS, where)
    return Lookup(
        file=_need(item, "file", where),
        on=_need(item, "on", where),
        take=_need(item, "take", where),
        where=item.get("where", ""),
        options=_options(item),
    )


def _options(item: Mapping[str, Any]) -> ReadOptions:
    return ReadOptions(**{key: item[key] for key in READ_KEYS if key in item})


def _need(item: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in item:
        raise MappingFault(f"{where}: {key} is missing.", f"Add {key}.")
    return item[key]


def _only(item: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(item) - allowed)
    if unknown:
        raise MappingFault(
            f"{where}: unknown {', '.join(map(repr, unknown))}.", f"Known are: {', '.join(sorted(allowed))}."
        )

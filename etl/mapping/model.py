"""A mapping file: which file feeds what, and how its columns become ours."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.mapping import checks
from etl.mapping.sql import OVER_ROWS
from etl.readers.source import ReadOptions
from schema.contracts import FEEDS, Feed, feed_named
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
LOOKUP_KEYS = READ_KEYS | {"file", "where", "on", "take"}
TOP_KEYS = {"name", "about", "feeds", "defaults"}
# Taken into an entry as they stand.
PLAIN_KEYS = ENTRY_KEYS - READ_KEYS - {"feed", "lookups", "rows", "columns", "values"}


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
    place: str = field(default="", compare=False)

    @property
    def spelling(self) -> str:
        """The entry as text, the same in every process: another mapping of the same file is another load.

        The rules of a feed would print their addresses in memory, and an entry may move within its file.
        """
        said = {name: value for name, value in vars(self).items() if name != "place"}
        return repr({**said, "feed": (self.feed.name, self.feed.field_names)})

    @property
    def needs_whole_file(self) -> bool:
        """Whether a row depends on other rows: one of several is preferred, or an expression looks at more than one."""
        return bool(self.keep) or any(
            OVER_ROWS.search(one) for one in (self.where, *self.derived.values(), *self.expressions.values())
        )

    def format_of(self, field_name: str) -> str:
        """Date format of a field; empty means the usual ISO spellings, in which TOML's own dates are written."""
        if isinstance(self.constants.get(field_name), date):
            return ""
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
    document = _document(path)
    checks.known_keys(document, TOP_KEYS, path.name)
    defaults = document.get("defaults", {})
    checks.known_keys(defaults, ENTRY_KEYS, f"{path.name}, defaults")
    entries = [
        _entry({**defaults, **item}, f"{path.name}, feeds entry {number}")
        for number, item in enumerate(document.get("feeds", []), start=1)
    ]
    if not entries:
        raise MappingFault(f"The mapping {path.name} has no [[feeds]] entry.", "Add one per file.")
    return MappingFile(name=document.get("name", path.stem), entries=in_load_order(entries))


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise MappingFault(f"The mapping {path.name} cannot be read ({fault.strerror}).", "Check its path.") from fault
    except UnicodeDecodeError as fault:
        raise MappingFault(f"The mapping {path.name} is not written in UTF-8.", "Save it as UTF-8.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise MappingFault(f"The mapping {path.name} is not TOML: {fault}.", "Mend that line.") from fault


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


def as_text(value: object) -> str:
    """A word of a mapping file as a source would write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(item: Mapping[str, Any], where: str) -> Entry:
    checks.known_keys(item, ENTRY_KEYS, where)
    feed_name = _need(item, "feed", where)
    if feed_name not in FEEDS:
        raise MappingFault(f"{where}: there is no feed called {feed_name!r}.", f"Choose one of: {', '.join(FEEDS)}.")
    if ("file" in item) == ("rows" in item):
        raise MappingFault(f"{where}: it needs either a file or rows.", "Give one of the two.")
    checks.read_options(item, where)
    entry = Entry(
        feed=feed_named(feed_name),
        options=_options(item),
        lookups=tuple(_lookup(one, f"{where}, lookup {name}") for name, one in item.get("lookups", {}).items()),
        rows=tuple(item.get("rows", ())),
        columns=item.get("columns", _columns_of(item.get("rows", ()))),
        values={name: _words(words) for name, words in item.get("values", {}).items()},
        place=where,
        **{key: item[key] for key in PLAIN_KEYS if key in item},
    )
    _check_fields(entry, where)
    _check_words(entry, where)
    return entry


def _columns_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Inline rows are written under the feed's own names, unless columns say otherwise."""
    return {name: name for row in rows for name in row}


def _words(words: Mapping[str, Any]) -> dict[str, str]:
    return {theirs: as_text(ours) for theirs, ours in words.items()}


def _check_fields(entry: Entry, where: str) -> None:
    for part in ("columns", "constants", "expressions", "values", "dates", "units"):
        place = "rows" if part == "columns" and entry.rows else part
        checks.only(getattr(entry, part), entry.feed.field_names, f"{where}, {place}")
    filling = {part: getattr(entry, part) for part in ("columns", "constants", "expressions")}
    checks.filled_once(entry.feed, filling, where)
    for part in ("values", "dates", "units"):
        idle = sorted(set(getattr(entry, part)).difference(*filling.values()))
        if idle:
            raise MappingFault(f"{where}, {part}: nothing fills {', '.join(idle)}.", "Map it too, or drop the line.")


def _check_words(entry: Entry, where: str) -> None:
    for name, size in entry.units.items():
        checks.unit(entry.feed.by_name(name), size, f"{where}, units")
    for name, form in entry.dates.items():
        checks.dated(entry.feed.by_name(name), form, f"{where}, dates")
    checks.date_form(entry.date_format, where)
    checks.preference(entry.keep, entry.feed, where)
    if entry.decimal_mark not in (".", ","):
        raise MappingFault(f"{where}: {entry.decimal_mark!r} is no decimal mark.", 'Use "." or ",".')
    if entry.where:
        checks.expression(entry.where, f"{where}, where")
    for part in ("derived", "expressions"):
        for name, text in getattr(entry, part).items():
            checks.expression(text, f"{where}, {part}, {name}")


def _lookup(item: Mapping[str, Any], where: str) -> Lookup:
    checks.known_keys(item, LOOKUP_KEYS, where)
    checks.read_options(item, where)
    lookup = Lookup(
        file=_need(item, "file", where),
        on=_need(item, "on", where),
        take=_need(item, "take", where),
        where=item.get("where", ""),
        options=_options(item),
    )
    if not lookup.on or not lookup.take:
        raise MappingFault(f"{where}: on and take must name columns.", "Name at least one each.")
    if lookup.where:
        checks.expression(lookup.where, f"{where}, where")
    return lookup


def _options(item: Mapping[str, Any]) -> ReadOptions:
    return ReadOptions(**{key: item[key] for key in READ_KEYS if key in item})


def _need(item: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in item:
        raise MappingFault(f"{where}: {key} is missing.", f"Add {key}.")
    return item[key]

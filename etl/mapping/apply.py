"""Turn a source's rows into a feed's columns, still as text; the row numbers stay with their rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl
from polars.exceptions import ColumnNotFoundError, PolarsError

from etl.mapping.model import Entry, Lookup
from etl.readers.source import ROW_NUMBER, Source
from schema.errors import FileRefused, MappingFault

OTHERWISE = "*"
KEPT = "__kept"
# Written beside exported rejects for the person who mends them; no part of the row.
REASON_COLUMNS = ("tandem_reason", "tandem_sentence")
# A cast that fails must refuse a row, never a file.
STRICT_CAST = re.compile(r"\bcast\s*\(", re.IGNORECASE)
# try_date("column", '%d.%m.%Y'): the date a text column says, null where it says none.
DATE_CALL = re.compile(r"""\btry_date\s*\(\s*(?:"([^"]+)"|(\w+))\s*,\s*'([^']+)'\s*\)""", re.IGNORECASE)


@dataclass(frozen=True)
class Mapped:
    """Rows under the feed's names, and how many the mapping's filter set aside."""

    frame: pl.DataFrame
    set_aside: int = 0


@dataclass
class Mapper:
    """Applies one entry to the batches of one source; lookups are read once."""

    entry: Entry
    open_lookup: Callable[[Lookup], Source]
    _tables: list[tuple[Lookup, pl.DataFrame]] = field(default_factory=list)

    def check(self, source: Source) -> None:
        """Refuse a file whose columns do not fit, before anything of it is read or written.

        Raises:
            FileRefused: a column the mapping takes is not there.
        """
        self._tables = [(one, _lookup_table(one, self.open_lookup(one))) for one in self.entry.lookups]
        if self.entry.has_own_columns:
            self._leave_out_absent(source)
        known = self._known(source)
        for ours, theirs in self.entry.columns.items():
            if theirs not in known:
                raise FileRefused(
                    source.name,
                    f"it has no column {theirs!r}, which {self.entry.feed.name}.{ours} is read from",
                    f"Its columns are: {', '.join(source.columns)}.",
                )
        for lookup in self.entry.lookups:
            for theirs in lookup.on:
                if theirs not in known:
                    raise FileRefused(source.name, f"it has no column {theirs!r} to join on", "Mend the mapping.")
        self._try(source)

    def _known(self, source: Source) -> set[str]:
        """Every name that a column may be read from; a lookup must not hide a column of the file."""
        known = set(source.columns)
        for name in (name for one in self.entry.lookups for name in one.take.values()):
            if name in known:
                raise MappingFault(
                    f"A lookup of {self.entry.feed.name} takes a column as {name!r}, which is there already.",
                    "Take it under another name.",
                )
            known.add(name)
        return known | set(self.entry.derived)

    def _try(self, source: Source) -> None:
        """Expressions over no rows: whatever is wrong with them shows now."""
        try:
            self.apply(pl.DataFrame(schema={**dict.fromkeys(source.columns, pl.String), ROW_NUMBER: pl.Int64}))
        except MappingFault as fault:
            if isinstance(fault.__cause__, ColumnNotFoundError):
                raise FileRefused(source.name, f"a column is missing: {fault.what}", fault.do) from fault
            raise

    def unused(self, source: Source) -> tuple[str, ...]:
        """Columns of a file with our own names that no field of the feed is called: misspelt, perhaps."""
        if not self.entry.has_own_columns:
            return ()
        known = {*self.entry.feed.field_names, *REASON_COLUMNS}
        return tuple(name for name in source.columns if name not in known)

    def _leave_out_absent(self, source: Source) -> None:
        needed = {one.name for one in self.entry.feed.fields if one.is_required}
        columns = {name: name for name in self.entry.columns if name in needed or name in source.columns}
        self.entry = replace(self.entry, columns=columns)

    def apply(self, raw: pl.DataFrame) -> Mapped:
        """Join, derive, filter, rename, compute, translate. Grain: one row in, at most one row out."""
        frame = raw
        for lookup, table in self._tables:
            frame = frame.join(table, left_on=list(lookup.on), right_on=list(lookup.on.values()), how="left")
        for name, expression in self.entry.derived.items():
            frame = self._computed(frame, name, expression, part=f"derived {name}")
        kept = self._filtered(frame)
        return Mapped(self._fields(kept), frame.height - kept.height)

    def _filtered(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not self.entry.where:
            return frame
        is_kept = self._computed(frame, KEPT, self.entry.where, part="where")
        return is_kept.filter(pl.col(KEPT).fill_null(value=False))

    def _computed(self, frame: pl.DataFrame, name: str, expression: str, *, part: str) -> pl.DataFrame:
        try:
            frame, computed = _sql(frame, expression)
            return frame.with_columns(computed.alias(name))
        except PolarsError as fault:
            raise self._fault(part, fault) from fault

    def _fields(self, frame: pl.DataFrame) -> pl.DataFrame:
        columns = [pl.col(theirs).alias(ours) for ours, theirs in self.entry.columns.items()]
        constants = [pl.lit(_text(value)).alias(ours) for ours, value in self.entry.constants.items()]
        fields = frame.select(pl.col(ROW_NUMBER), *columns, *constants)
        for ours, expression in self.entry.expressions.items():
            computed = self._computed(frame, ours, expression, part=f"expression of {ours}")
            fields = fields.with_columns(computed[ours].cast(pl.String))
        return fields.with_columns(
            _translated(name, words) for name, words in self.entry.values.items() if name in fields.columns
        )

    def _fault(self, part: str, fault: Exception) -> MappingFault:
        reason = str(fault).splitlines()[0]
        return MappingFault(
            f"The mapping of {self.entry.feed.name} fails in its {part}: {reason}.",
            "Mend it.",
            detail=str(fault),
        )


def _sql(frame: pl.DataFrame, expression: str) -> tuple[pl.DataFrame, pl.Expr]:
    """The expression, and the frame with a column for every date that the expression reads out of text."""
    dates: dict[str, pl.Expr] = {}

    def dated(call: re.Match[str]) -> str:
        column, form = call[1] or call[2], call[3]
        name = f"__{column} as {form}"
        dates[name] = pl.col(column).cast(pl.String).str.strip_chars().str.to_date(form, strict=False)
        return f'"{name}"'

    text = DATE_CALL.sub(dated, STRICT_CAST.sub("try_cast(", expression))
    return frame.with_columns(**dates), pl.sql_expr(text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _translated(name: str, words: dict[str, str] | object) -> pl.Expr:
    assert isinstance(words, dict)
    exact = {key: value for key, value in words.items() if key != OTHERWISE}
    column = pl.col(name).str.strip_chars()
    if OTHERWISE in words:
        return column.fill_null("").replace_strict(exact, default=pl.lit(words[OTHERWISE])).alias(name)
    return column.replace(exact).alias(name)


def _lookup_table(lookup: Lookup, source: Source) -> pl.DataFrame:
    frame = pl.concat([batch.frame for batch in source.batches()])
    if lookup.where:
        frame, is_taken = _sql(frame, lookup.where)
        frame = frame.filter(is_taken.fill_null(value=False))
    keys = list(lookup.on.values())
    missing = [name for name in (*keys, *lookup.take) if name not in frame.columns]
    if missing:
        raise FileRefused(source.name, f"it has no column {missing[0]!r}", f"It has: {', '.join(source.columns)}.")
    table = frame.select(
        *keys,
        *(pl.col(theirs).alias(new) for theirs, new in lookup.take.items() if theirs not in keys or new not in keys),
    )
    twice = table.filter(pl.struct(keys).is_duplicated())
    if twice.height:
        raise MappingFault(
            f"The lookup in {source.name} has the key {twice.row(0)[: len(keys)]} more than once.",
            'Narrow it with where = "...".',
        )
    return table

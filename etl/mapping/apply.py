"""Turn a source's rows into a feed's columns, still as text; the row numbers stay with their rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl
from polars.exceptions import PolarsError

from etl.mapping.model import Entry, Lookup
from etl.readers.source import ROW_NUMBER, Source
from schema.errors import FileRefused, MappingFault

OTHERWISE = "*"
# Written beside exported rejects for the person who mends them; no part of the row.
REASON_COLUMNS = ("tandem_reason", "tandem_sentence")
# A cast that fails must refuse a row, never a file.
STRICT_CAST = re.compile(r"\bcast\s*\(", re.IGNORECASE)


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
        known = {*source.columns, *(name for one in self.entry.lookups for name in one.take.values())}
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
        """Join, filter, rename, compute, translate. Grain: one row in, at most one row out."""
        frame = raw
        for lookup, table in self._tables:
            frame = frame.join(table, left_on=list(lookup.on), right_on=list(lookup.on.values()), how="left")
        kept = self._filtered(frame)
        return Mapped(self._fields(kept), frame.height - kept.height)

    def _filtered(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not self.entry.where:
            return frame
        try:
            return frame.filter(_sql(self.entry.where).fill_null(value=False))
        except PolarsError as fault:
            raise self._fault("where", fault) from fault

    def _fields(self, frame: pl.DataFrame) -> pl.DataFrame:
        columns = [pl.col(theirs).alias(ours) for ours, theirs in self.entry.columns.items()]
        constants = [pl.lit(_text(value)).alias(ours) for ours, value in self.entry.constants.items()]
        computed = []
        for ours, expression in self.entry.expressions.items():
            try:
                computed.append(_sql(expression).cast(pl.String).alias(ours))
            except PolarsError as fault:
                raise self._fault(f"expression of {ours}", fault) from fault
        try:
            fields = frame.select(pl.col(ROW_NUMBER), *columns, *constants, *computed)
        except PolarsError as fault:
            raise self._fault("expressions", fault) from fault
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


def _sql(expression: str) -> pl.Expr:
    return pl.sql_expr(STRICT_CAST.sub("try_cast(", expression))


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
        frame = frame.filter(_sql(lookup.where).fill_null(value=False))
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

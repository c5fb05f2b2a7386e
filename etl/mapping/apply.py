"""Turn a source's rows into a feed's columns, still as text; the row numbers stay with their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl
from polars.exceptions import ColumnNotFoundError, PolarsError

from etl.mapping import sql
from etl.mapping.model import Entry, Lookup, as_text
from etl.readers.source import ROW_NUMBER, Source
from schema.errors import FileRefused, MappingFault

OTHERWISE = "*"
KEPT = "__kept"
# Written beside exported rejects for the person who mends them; no part of the row.
REASON_COLUMNS = ("tandem_reason", "tandem_sentence")
KEY = "__key {}"


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
        known = self._joined(source) | set(self.entry.derived)
        for ours, theirs in self.entry.columns.items():
            if theirs not in known:
                raise FileRefused(
                    source.name,
                    f"it has no column {theirs!r}, which {self.entry.feed.name}.{ours} is read from",
                    f"Its columns are: {', '.join(source.columns)}.",
                )
        self._try(source)

    def _joined(self, source: Source) -> set[str]:
        """The file's columns and those of the lookups, in their order; none may hide another."""
        known = set(source.columns)
        for lookup in self.entry.lookups:
            for theirs in lookup.on:
                if theirs not in known:
                    raise FileRefused(source.name, f"it has no column {theirs!r} to join on", "Mend the mapping.")
            for name in lookup.take.values():
                if name in known:
                    raise MappingFault(
                        f"{self._place}: a lookup takes a column as {name!r}, which is there already.",
                        "Take it under another name.",
                    )
                known.add(name)
        return known

    @property
    def _place(self) -> str:
        return self.entry.place or self.entry.feed.name

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
            frame = frame.join(table, left_on=list(lookup.on), right_on=_keys(lookup), how="left")
        for name, expression in self.entry.derived.items():
            frame = self._computed(frame, name, expression, part=f"derived, {name}")
        kept = self._filtered(frame)
        return Mapped(self._fields(kept), frame.height - kept.height)

    def _filtered(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not self.entry.where:
            return frame
        is_kept = self._computed(frame, KEPT, self.entry.where, part="where")
        if is_kept[KEPT].dtype != pl.Boolean:
            raise MappingFault(f"{self._place}, where: it is no condition.", "Write one that is true or false.")
        return is_kept.filter(pl.col(KEPT).fill_null(value=False))

    def _computed(self, frame: pl.DataFrame, name: str, expression: str, *, part: str) -> pl.DataFrame:
        try:
            return sql.computed(frame, name, expression)
        except PolarsError as fault:
            raise self._fault(part, fault) from fault

    def _fields(self, frame: pl.DataFrame) -> pl.DataFrame:
        columns = [pl.col(theirs).alias(ours) for ours, theirs in self.entry.columns.items()]
        constants = [pl.lit(as_text(value)).alias(ours) for ours, value in self.entry.constants.items()]
        fields = frame.select(pl.col(ROW_NUMBER), *columns, *constants)
        for ours, expression in self.entry.expressions.items():
            computed = self._computed(frame, ours, expression, part=f"expressions, {ours}")
            try:
                fields = fields.with_columns(computed[ours].cast(pl.String))
            except PolarsError as fault:
                raise self._fault(f"expressions, {ours}", fault) from fault
        return fields.with_columns(
            _translated(name, words) for name, words in self.entry.values.items() if name in fields.columns
        )

    def _fault(self, part: str, fault: Exception) -> MappingFault:
        reason = str(fault).splitlines()[0]
        return MappingFault(f"{self._place}, {part}: {reason}.", "Mend that expression.", detail=str(fault))


def _translated(name: str, words: dict[str, str] | object) -> pl.Expr:
    assert isinstance(words, dict)
    exact = {key: value for key, value in words.items() if key != OTHERWISE}
    column = pl.col(name).str.strip_chars()
    if OTHERWISE in words:
        return column.fill_null("").replace_strict(exact, default=pl.lit(words[OTHERWISE])).alias(name)
    return column.replace(exact).alias(name)


def _keys(lookup: Lookup) -> list[str]:
    return [KEY.format(number) for number, _ in enumerate(lookup.on)]


def _lookup_table(lookup: Lookup, source: Source) -> pl.DataFrame:
    """The columns taken beside the keys, under names no file has; a row without a whole key is nobody's."""
    missing = [name for name in (*lookup.on.values(), *lookup.take) if name not in source.columns]
    if missing:
        raise FileRefused(source.name, f"it has no column {missing[0]!r}", f"It has: {', '.join(source.columns)}.")
    frame = _chosen(pl.concat([batch.frame for batch in source.batches()]), lookup, source)
    keys = _keys(lookup)
    table = frame.select(
        *(pl.col(theirs).alias(key) for key, theirs in zip(keys, lookup.on.values(), strict=True)),
        *(pl.col(theirs).alias(new) for theirs, new in lookup.take.items()),
    ).filter(pl.all_horizontal(pl.col(key) != "" for key in keys))
    twice = table.filter(pl.struct(keys).is_duplicated())
    if twice.height:
        raise MappingFault(
            f"The lookup in {source.name} has the key {', '.join(twice.row(0)[: len(keys)])} more than once.",
            'Narrow it with where = "...".',
        )
    return table


def _chosen(frame: pl.DataFrame, lookup: Lookup, source: Source) -> pl.DataFrame:
    if not lookup.where:
        return frame
    try:
        return sql.computed(frame, KEPT, lookup.where).filter(pl.col(KEPT))
    except PolarsError as fault:
        reason = str(fault).splitlines()[0]
        raise MappingFault(
            f"The lookup in {source.name} fails in its where: {reason}.", "Mend that expression.", detail=str(fault)
        ) from fault

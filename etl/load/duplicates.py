"""The same key twice in one file: the first row counts (or the one the mapping prefers), the others are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.load.parsing import Failure
from etl.readers.source import ROW_NUMBER
from schema.contracts import Feed
from schema.errors import MappingFault

SEED = 20260131
MOST_RUNS = 16


@dataclass
class _Run:
    """Keys of one or more batches, with the span of days they lie in; sorted only when somebody asks."""

    hashes: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.int64]
    first_day: date
    last_day: date
    is_sorted: bool = False

    def sort(self) -> None:
        if not self.is_sorted:
            order = np.argsort(self.hashes, kind="stable")
            self.hashes, self.rows, self.is_sorted = self.hashes[order], self.rows[order], True


@dataclass
class SeenKeys:
    """Keys of the earlier batches of a file as 64-bit hashes (16 bytes a row).

    A file in the order of its dates never searches: a key holds its date, and another day is another key.
    Two different keys of one file share a hash with a chance of about n²/2⁶⁵: 3 in a million at ten million rows.
    """

    _runs: list[_Run] = field(default_factory=list)

    def first_rows(self, hashes: npt.NDArray[np.uint64], span: tuple[date, date]) -> npt.NDArray[np.int64]:
        """For each hash the row that had it first, 0 where it is new; `span` holds the days of the hashes."""
        first = np.zeros(len(hashes), dtype=np.int64)
        for run in self._runs:
            if run.first_day > span[1] or run.last_day < span[0] or not len(run.hashes):
                continue
            run.sort()
            at = np.minimum(np.searchsorted(run.hashes, hashes), len(run.hashes) - 1)
            hit = run.hashes[at] == hashes
            first[hit] = run.rows[at[hit]]
        return first

    def add(self, hashes: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64], span: tuple[date, date]) -> None:
        """Remember the keys of a batch; many runs become one, so that their number stays small."""
        self._runs.append(_Run(hashes, rows, *span))
        if len(self._runs) > MOST_RUNS:
            runs, self._runs = self._runs, []
            days = (min(run.first_day for run in runs), max(run.last_day for run in runs))
            merged = (np.concatenate([run.hashes for run in runs]), np.concatenate([run.rows for run in runs]))
            self._runs.append(_Run(*merged, *days))


def duplicate_failures(frame: pl.DataFrame, feed: Feed, seen: SeenKeys, *, keep: str = "") -> list[Failure]:
    """Failures of the rows whose key stood already in this batch or an earlier one."""
    if frame.is_empty():
        return []
    preferred = _preferred_first(frame, keep)
    keys = preferred.select(feed.key)
    hashes = keys.hash_rows(seed=SEED).to_numpy()
    rows = preferred[ROW_NUMBER].to_numpy()
    span = _span(frame, feed)
    earlier = seen.first_rows(hashes, span)
    is_new = _is_first_here(keys, hashes) & (earlier == 0)
    seen.add(hashes[is_new], rows[is_new], span)
    if is_new.all():
        return []
    at_once = dict(zip(hashes[is_new].tolist(), rows[is_new].tolist(), strict=True))
    column = feed.key[0] if feed.key[0] in feed.field_names else feed.fields[0].name
    return [
        Failure(
            row_number=int(rows[at]),
            column=column,
            value=str(preferred.item(int(at), column)) if column in preferred.columns else None,
            code="duplicate_key",
            sentence=f"The same key stands in row {int(earlier[at]) or at_once[int(hashes[at])]}, which counts.",
        )
        for at in np.flatnonzero(~is_new)
    ]


def _is_first_here(keys: pl.DataFrame, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Exact within a batch: only where a hash comes twice are the keys themselves compared."""
    if pl.Series(hashes).n_unique() == len(hashes):
        return np.ones(len(hashes), dtype=np.bool_)
    return keys.select(pl.struct(pl.all()).is_first_distinct().alias("first"))["first"].to_numpy()


def _span(frame: pl.DataFrame, feed: Feed) -> tuple[date, date]:
    column = feed.date_column
    if column is None or column not in feed.key:
        return date.min, date.max
    first, last = frame[column].min(), frame[column].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    return first, last


def _preferred_first(frame: pl.DataFrame, keep: str) -> pl.DataFrame:
    if keep in ("", "first"):
        return frame
    if keep == "last":
        return frame.reverse()
    order, _, column = keep.partition(":")
    if order not in ("max", "min") or column not in frame.columns:
        raise MappingFault(f"keep = {keep!r} is not understood.", "Use first, last, max:column or min:column.")
    return frame.sort(column, descending=order == "max", nulls_last=True, maintain_order=True)

"""The same key twice in one file: the first row counts (or the one the mapping prefers), the others are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.load.parsing import Failure
from etl.readers.source import ROW_NUMBER
from schema.contracts import Feed
from schema.errors import MappingFault

SEED = 20260131
MOST_RUNS = 16
FEW = 8  # looking for fewer than an eighth of a run's keys is quicker than sorting the run
Hashes: TypeAlias = npt.NDArray[np.uint64]
Rows: TypeAlias = npt.NDArray[np.int64]
Days: TypeAlias = npt.NDArray[np.int32]


@dataclass
class _Run:
    """Keys of one or more batches, with the span of days they lie in; sorted only when many are looked for."""

    hashes: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.int64]
    first_day: int
    last_day: int
    is_sorted: bool = False

    def rows_of(self, wanted: Hashes) -> Rows:
        """For each hash the row that has it here, 0 where none has."""
        if self.is_sorted or len(wanted) * FEW > len(self.hashes):
            self.sort()
            at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
            return np.where(self.hashes[at] == wanted, self.rows[at], 0)
        few, place = np.unique(wanted, return_inverse=True)
        at = np.minimum(np.searchsorted(few, self.hashes), len(few) - 1)
        hit = few[at] == self.hashes
        found = np.zeros(len(few), dtype=np.int64)
        found[at[hit]] = self.rows[hit]
        return found[place]

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

    def first_rows(self, hashes: Hashes, days: Days) -> Rows:
        """For each hash the row that had it first, 0 where it is new; `days` are those of the hashes."""
        first = np.zeros(len(hashes), dtype=np.int64)
        for run in self._runs:
            here = np.flatnonzero((days >= run.first_day) & (days <= run.last_day))
            if len(here) and len(run.hashes):
                found = run.rows_of(hashes[here])
                first[here[found > 0]] = found[found > 0]
        return first

    def add(self, hashes: Hashes, rows: Rows, days: Days) -> None:
        """Remember the keys of a batch; many runs become one, so that their number stays small."""
        if not len(hashes):
            return
        self._runs.append(_Run(hashes, rows, int(days.min()), int(days.max())))
        if len(self._runs) > MOST_RUNS:
            runs, self._runs = self._runs, []
            span = (min(run.first_day for run in runs), max(run.last_day for run in runs))
            merged = (np.concatenate([run.hashes for run in runs]), np.concatenate([run.rows for run in runs]))
            self._runs.append(_Run(*merged, *span))


def duplicate_failures(frame: pl.DataFrame, feed: Feed, seen: SeenKeys, *, keep: str = "") -> list[Failure]:
    """Failures of the rows whose key stood already in this batch or an earlier one."""
    if frame.is_empty():
        return []
    preferred = _preferred_first(frame, keep)
    keys = preferred.select(feed.key)
    hashes = keys.hash_rows(seed=SEED).to_numpy()
    rows = preferred[ROW_NUMBER].to_numpy()
    days = _days(preferred, feed)
    earlier = seen.first_rows(hashes, days)
    is_new = _is_first_here(keys, hashes) & (earlier == 0)
    seen.add(hashes[is_new], rows[is_new], days[is_new])
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


def _days(frame: pl.DataFrame, feed: Feed) -> Days:
    """The days of the keys as numbers; one day for all where the key has none."""
    column = feed.date_column
    if column is None or column not in feed.key:
        return np.zeros(frame.height, dtype=np.int32)
    return frame[column].cast(pl.Int32).to_numpy()


def _preferred_first(frame: pl.DataFrame, keep: str) -> pl.DataFrame:
    if keep in ("", "first"):
        return frame
    if keep == "last":
        return frame.reverse()
    order, _, column = keep.partition(":")
    if order not in ("max", "min") or column not in frame.columns:
        raise MappingFault(f"keep = {keep!r} is not understood.", "Use first, last, max:column or min:column.")
    return frame.sort(column, descending=order == "max", nulls_last=True, maintain_order=True)

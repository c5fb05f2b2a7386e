"""The same key twice in one file: the first row counts (or the one the mapping prefers), the others are refused."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.load.parsing import Failure
from etl.readers.source import ROW_NUMBER
from schema.contracts import Feed
from schema.errors import MappingFault

SEED = 20260131


@dataclass(frozen=True)
class _Run:
    hashes: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.int64]


@dataclass
class SeenKeys:
    """Keys of the earlier batches of a file as 64-bit hashes in sorted runs (16 bytes a row).

    Two different keys of one file share a hash with a chance of about n²/2⁶⁵: 3 in a million at ten million rows.
    """

    _runs: list[_Run] = field(default_factory=list)

    def first_rows(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """For each hash the row that had it first, 0 where it is new."""
        first = np.zeros(len(hashes), dtype=np.int64)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run.hashes, hashes), len(run.hashes) - 1)
            hit = run.hashes[at] == hashes
            first[hit] = run.rows[at[hit]]
        return first

    def add(self, hashes: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64]) -> None:
        """Remember the keys of a batch; runs of like size are merged, so that their number stays small."""
        self._runs.append(_sorted_run(hashes, rows))
        while len(self._runs) > 1 and len(self._runs[-1].hashes) * 2 > len(self._runs[-2].hashes):
            last, before = self._runs.pop(), self._runs.pop()
            hashes = np.concatenate((before.hashes, last.hashes))
            self._runs.append(_sorted_run(hashes, np.concatenate((before.rows, last.rows))))


def _sorted_run(hashes: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64]) -> _Run:
    order = np.argsort(hashes, kind="stable")
    return _Run(hashes[order], rows[order])


def duplicate_failures(frame: pl.DataFrame, feed: Feed, seen: SeenKeys, *, keep: str = "") -> list[Failure]:
    """Failures of the rows whose key stood already in this batch or an earlier one."""
    if frame.is_empty():
        return []
    preferred = _preferred_first(frame, keep)
    keys = preferred.select(feed.key)
    hashes = keys.hash_rows(seed=SEED).to_numpy()
    rows = preferred[ROW_NUMBER].to_numpy()
    is_first_here = _first_distinct(keys)
    earlier = seen.first_rows(hashes)
    is_new = is_first_here.to_numpy() & (earlier == 0)
    seen.add(hashes[is_new], rows[is_new])
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


def _first_distinct(keys: pl.DataFrame) -> pl.Series:
    return keys.select(pl.struct(pl.all()).is_first_distinct().alias("first"))["first"]


def _preferred_first(frame: pl.DataFrame, keep: str) -> pl.DataFrame:
    if keep in ("", "first"):
        return frame
    if keep == "last":
        return frame.reverse()
    order, _, column = keep.partition(":")
    if order not in ("max", "min") or column not in frame.columns:
        raise MappingFault(f"keep = {keep!r} is not understood.", "Use first, last, max:column or min:column.")
    return frame.sort(column, descending=order == "max", nulls_last=True, maintain_order=True)

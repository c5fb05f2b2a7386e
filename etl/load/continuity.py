"""Does each balance follow from the one before? A break is a finding about the file, not a fault of one row."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from etl.readers.source import ROW_NUMBER

EXAMPLES = 5
NEEDED = ("account_id", "amount", "balance_after_amount")


@dataclass
class BalanceContinuity:
    """Follows the accounts of one file through its batches, in the order of the rows."""

    breaks: int = 0
    examples: list[int] = field(default_factory=list)
    _last: pl.DataFrame | None = None

    def follow(self, rows: pl.DataFrame) -> None:
        """Compare each balance with the previous balance of its account plus the row's own amount."""
        if not set(NEEDED) <= set(rows.columns) or rows["balance_after_amount"].null_count() == rows.height:
            return
        given = rows.select(ROW_NUMBER, *NEEDED).filter(pl.col("balance_after_amount").is_not_null())
        before = pl.col("balance_after_amount").shift(1).over("account_id")
        if self._last is not None:
            given = given.join(self._last, on="account_id", how="left", maintain_order="left")
            before = pl.coalesce(before, pl.col("before"))
        broken = given.filter(before + pl.col("amount") != pl.col("balance_after_amount"))
        self.breaks += broken.height
        self.examples.extend(broken[ROW_NUMBER].head(EXAMPLES - len(self.examples)).to_list())
        self._remember(given)

    def _remember(self, given: pl.DataFrame) -> None:
        last = given.group_by("account_id").agg(pl.col("balance_after_amount").last().alias("before"))
        if self._last is not None:
            last = pl.concat([self._last.join(last, on="account_id", how="anti"), last])
        self._last = last

    def sentence(self) -> str:
        """What Data health says about the file; empty when every balance follows."""
        if not self.breaks:
            return ""
        rows = ", ".join(map(str, self.examples))
        return f"{self.breaks} balances do not follow from the one before (first in rows {rows})."

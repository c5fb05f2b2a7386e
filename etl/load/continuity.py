"""Does each balance follow from the one before? A break is a finding about the file, not a fault of one row.

Banks rarely keep the order of movements within a day, so neither does this: a balance follows when some movement
of the account, on the same day or on its last day before, left the balance this one starts from. An account's
first day in the file may start from anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from etl.readers.source import ROW_NUMBER

EXAMPLES = 5
DAY = ("account_id", "booked_date")
LEFT = (*DAY, "balance")
NEEDED = (*DAY, "amount", "balance_after_amount")


@dataclass
class BalanceContinuity:
    """Follows the accounts of one file through its batches; the rows of an account must come in order of days.

    Between batches it keeps each account's last two days, and the rows whose day may still be going on.
    """

    breaks: int = 0
    examples: list[int] = field(default_factory=list)
    _left: pl.DataFrame | None = None
    _waiting: pl.DataFrame | None = None

    def follow(self, rows: pl.DataFrame) -> None:
        """Take a batch. Rows in order are settled at once, only the others are looked at with their whole day."""
        if not set(NEEDED) <= set(rows.columns) or rows["balance_after_amount"].null_count() == rows.height:
            return
        before = pl.col("balance_after_amount") - pl.col("amount")
        given = (
            rows.select(ROW_NUMBER, *NEEDED)
            .filter(pl.col("balance_after_amount").is_not_null())
            .select(ROW_NUMBER, *DAY, before.alias("before"), pl.col("balance_after_amount").alias("balance"))
            .cast({"before": pl.Decimal(38, 2), "balance": pl.Decimal(38, 2)})
        )
        suspects = self._suspects(given)
        known = given.select(LEFT) if self._left is None else pl.concat([self._left, given.select(LEFT)])
        last = pl.col("booked_date").max().over("account_id")
        known = known.with_columns(last.alias("last"))
        self._waiting = _without_origin(suspects, known)
        self._settle(known)
        second = pl.col("booked_date").filter(pl.col("booked_date") < pl.col("last")).max().over("account_id")
        self._left = known.filter(pl.col("booked_date") >= pl.coalesce(second, "last")).select(LEFT)

    def finish(self) -> None:
        """Nothing more will come: what waits is broken."""
        if self._waiting is not None:
            self._count(self._waiting)
            self._waiting = None

    def _suspects(self, given: pl.DataFrame) -> pl.DataFrame:
        """Rows that do not follow the row before them in the file, and the earlier ones that still wait."""
        above = pl.col("balance").shift(1).over("account_id")
        marked = given.with_columns((above == pl.col("before")).alias("follows"))
        found = [marked.filter(~pl.col("follows")).select(given.columns)]
        if self._left is not None:
            last = self._left.filter(pl.col("booked_date") == pl.col("booked_date").max().over("account_id"))
            first = marked.filter(pl.col("follows").is_null()).select(given.columns)
            known = first.join(last, on="account_id", how="semi")
            found.append(
                known.join(last, left_on=["account_id", "before"], right_on=["account_id", "balance"], how="anti")
            )
        if self._waiting is not None:
            found.append(self._waiting)
        return pl.concat(found)

    def _settle(self, known: pl.DataFrame) -> None:
        """Whoever waits for a day that is over is broken."""
        assert self._waiting is not None
        if self._waiting.is_empty():
            return
        last = known.select("account_id", "last").unique()
        dated = self._waiting.join(last, on="account_id", how="left")
        self._count(dated.filter(pl.col("booked_date") < pl.col("last")))
        self._waiting = dated.filter(pl.col("booked_date") >= pl.col("last")).drop("last")

    def _count(self, broken: pl.DataFrame) -> None:
        self.breaks += broken.height
        self.examples = sorted([*self.examples, *broken[ROW_NUMBER]])[:EXAMPLES]

    def sentence(self) -> str:
        """What Data health says about the file; empty when every balance follows."""
        if not self.breaks:
            return ""
        rows = ", ".join(map(str, self.examples))
        return f"Balances that do not follow from the one before: {self.breaks} (first in rows {rows})."


def _without_origin(suspects: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Suspects for whose balance before no movement of their day or of the day before can be found."""
    if suspects.is_empty():
        return suspects
    pool = known.select(LEFT).join(suspects, on="account_id", how="semi")
    days = pool.select(DAY).unique().sort(DAY)
    days = days.with_columns(pl.col("booked_date").shift(1).over("account_id").alias("previous"))
    dated = suspects.join(days, on=DAY, how="left").filter(pl.col("previous").is_not_null())
    same_day = dated.join(pool, left_on=[*DAY, "before"], right_on=list(LEFT), how="anti")
    day_before = same_day.join(pool, left_on=["account_id", "previous", "before"], right_on=list(LEFT), how="anti")
    return day_before.select(suspects.columns)

"""Who manages which client when: clients belong to posts, people sit on posts, the join of both is the feed."""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo.clients import Clients
from etl.demo.days import Bools, Ints, ints
from etl.demo.plan import Plan
from etl.demo.staffing import records_start

LEAD_SHARE = 60
FOREVER = 10**6
HANDED_OVER_WITHOUT_PAPER = 40


def assignment_frame(plan: Plan, people: Clients, sittings: pl.DataFrame) -> pl.DataFrame:
    """The assignment feed: client managers (some 60/40), co-managers, risk managers; shares are 100 on every day."""
    held = _held_posts(plan, people).join(sittings, on="post", how="inner")
    held = held.with_columns(
        pl.max_horizontal("from", "since").alias("valid_from"),
        pl.min_horizontal("to", pl.col("until").fill_null(FOREVER)).alias("valid_to"),
    ).filter(pl.col("valid_from") <= pl.col("valid_to"))
    changed = pl.col("valid_from") > pl.col("from")
    forgotten = pl.col("client") % HANDED_OVER_WITHOUT_PAPER == 0
    document = "HO-" + pl.col("staff_code") + "-" + pl.col("valid_from").cast(pl.String)
    return held.sort("client", "role", "valid_from", "post").select(
        pl.Series(people.codes).gather(held.sort("client", "role", "valid_from", "post")["client"]),
        pl.lit(None, dtype=pl.String).alias("loan_code"),
        "staff_code",
        "role",
        pl.col("share_percent").cast(pl.Decimal(18, 9)),
        pl.col("valid_from").cast(pl.Int32).cast(pl.Date),
        pl.when(pl.col("valid_to") < FOREVER).then("valid_to").cast(pl.Int32).cast(pl.Date).alias("valid_to"),
        pl.when(changed & ~forgotten).then(document).alias("handover_document"),
    )


def _held_posts(plan: Plan, people: Clients) -> pl.DataFrame:
    start = np.maximum(people.since_day, records_start(plan))
    moves = people.later_post >= 0
    shared = (people.second_post >= 0) & ~moves
    last = np.where(moves, people.later_day - 1, FOREVER)
    begins = np.maximum(people.later_day, start)
    share = np.where(shared, LEAD_SHARE, 100)
    everybody = np.ones(len(people), dtype=np.bool_)
    return pl.concat(
        [
            _rows("client_manager", everybody, people.post, share=share, begin=start, end=ints(last)),
            _rows("client_manager", shared, people.second_post, share=100 - share, begin=start),
            _rows("client_manager", moves, people.later_post, begin=begins),
            _rows("co_manager", people.co_post >= 0, people.co_post, begin=start),
            _rows("risk_manager", people.risk_post >= 0, people.risk_post, begin=start),
        ]
    )


def _rows(
    role: str, who: Bools, post: Ints, *, begin: Ints, end: Ints | None = None, share: Ints | None = None
) -> pl.DataFrame:
    count = len(who)
    return pl.DataFrame(
        {
            "client": np.arange(count),
            "role": pl.Series([role]).gather(np.zeros(count, dtype=np.int64)),
            "post": post,
            "share_percent": np.full(count, 100) if share is None else share,
            "from": begin,
            "to": np.full(count, FOREVER) if end is None else end,
        }
    ).filter(pl.Series(who))

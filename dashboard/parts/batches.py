"""What came in: every batch with its counts, and how fresh each feed is."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard import connection, labels, tables
from dashboard import formatting as fmt
from dashboard.parts import cards
from dashboard.readers import answer
from schema.marts import closes, health

ALL_FEEDS = "All feeds"
ALL_STATUSES = "All"
COUNTS = {
    "rows_read": "Read",
    "rows_accepted": "Accepted",
    "rows_rejected": "Rejected",
    "rows_set_aside": "Set aside",
    "rows_inserted": "Inserted",
    "rows_updated": "Updated",
    "rows_unchanged": "Unchanged",
}


def show() -> None:
    """The batches with filters by feed and status."""
    batches = answer(health.batches)
    note = "Newest first. Rows read = accepted + rejected + set aside; accepted = inserted + updated + unchanged."
    with cards.card("Load batches", note):
        chosen = _filtered(batches)
        shown, columns = _table(chosen)
        cards.rows(shown, columns, alt="Load batches with their counts of rows.", key="batches")


def _filtered(batches: pl.DataFrame) -> pl.DataFrame:
    feeds = [ALL_FEEDS, *sorted(batches["feed"].unique())]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        feed = st.selectbox("Feed", feeds, key="feed", bind="query-params", width=240)
        statuses = [ALL_STATUSES, *labels.BATCH_STATUSES.values()]
        status = st.segmented_control(
            "Status", statuses, default=ALL_STATUSES, required=True, key="status", bind="query-params"
        )
    if feed != ALL_FEEDS:
        batches = batches.filter(pl.col("feed") == feed)
    codes = [code for code, word in labels.BATCH_STATUSES.items() if status in {ALL_STATUSES, word}]
    return batches.filter(pl.col("status").is_in(codes))


def _table(batches: pl.DataFrame) -> tables.Table:
    zone = connection.settings().time_zone
    took = pl.col("finished_at") - pl.col("started_at")
    shown = tables.worded(batches, "status", labels.BATCH_STATUSES).with_columns(
        took.dt.total_microseconds().truediv(1_000_000).alias("seconds"),
        pl.Series("when", [fmt.moment(at, zone) for at in batches["started_at"]], dtype=pl.String),
        pl.when(pl.col("superseded_by").is_not_null())
        .then(pl.format("loaded again as {}", "superseded_by"))
        .otherwise(pl.col("message"))
        .alias("message"),
    )
    columns: tables.Columns = {
        "file_name": tables.text_column("File", is_pinned=True, width="medium"),
        "feed": tables.text_column("Feed"),
        "status": tables.text_column("Status", width="small"),
        **{name: tables.count_column(label) for name, label in COUNTS.items()},
        "seconds": st.column_config.NumberColumn("Seconds", format="%.2f"),
        "when": tables.text_column("Started"),
        "message": tables.text_column("Remark", width="large"),
        "load_batch_id": tables.count_column("Batch"),
    }
    return shown.select(list(columns)), columns


def freshness() -> None:
    """Per feed the newest date in the data, and how far it is behind the last closed date."""
    feeds, dates = answer(health.freshness), answer(closes.closed_dates)
    reference = dates[0].as_of if dates else None
    note = f"Against the last closed date, {fmt.day(reference)}" if reference else "No date has been closed yet"
    with cards.card("Freshness by feed", note):
        shown, columns = _fresh(feeds, reference)
        cards.rows(shown, columns, alt="Newest date in the data of each feed.", key="freshness")


def _fresh(feeds: pl.DataFrame, reference: date | None) -> tables.Table:
    zone = connection.settings().time_zone
    behind = (pl.lit(reference, dtype=pl.Date) - pl.col("last_date")).dt.total_days()
    shown = feeds.with_columns(
        behind.clip(0).alias("days_behind"),
        pl.Series("last_at", [fmt.moment(at, zone) for at in feeds["last_at"]], dtype=pl.String),
        pl.col("last_date").dt.to_string("iso"),
    )
    columns: tables.Columns = {
        "feed": tables.text_column("Feed", is_pinned=True),
        "last_date": tables.text_column("Data until"),
        "days_behind": tables.count_column("Days behind", "Days from the newest date in the data to the last close"),
        "last_at": tables.text_column("Last load"),
        "rows_accepted": tables.count_column("Rows accepted"),
        "batch_count": tables.count_column("Files"),
    }
    return shown.select(list(columns)), columns

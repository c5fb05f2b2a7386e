"""What came in: every batch with its counts, and how fresh each feed is."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard import columns as names
from dashboard import connection, labels, remarks, tables
from dashboard import formatting as fmt
from dashboard.language import N_, _
from dashboard.parts import cards, filters
from dashboard.readers import answer
from schema.marts import closes, health

COUNTS = {
    "rows_read": N_("Read"),
    "rows_accepted": N_("Accepted"),
    "rows_rejected": N_("Rejected"),
    "rows_set_aside": N_("Set aside"),
    "rows_inserted": N_("Inserted"),
    "rows_updated": N_("Updated"),
    "rows_unchanged": N_("Unchanged"),
}


def show() -> None:
    """The batches with filters by feed and status."""
    batches = answer(health.batches)
    note = _("Newest first. Rows read = accepted + rejected + set aside; accepted = inserted + updated + unchanged.")
    with cards.card(_("Load batches"), note):
        chosen = _filtered(batches)
        shown, columns = _table(chosen)
        cards.rows(shown, columns, alt=_("Load batches with their counts of rows."), key="batches")


def _filtered(batches: pl.DataFrame) -> pl.DataFrame:
    feeds = [filters.ALL, *sorted(batches["feed"].unique())]
    statuses = [filters.ALL, *labels.BATCH_STATUSES]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        feed = filters.dropdown(_("Feed"), feeds, word=_feed_word, name="feed", width=240)
        status = filters.segments(_("Status"), statuses, word=_status_word, name="status")
    if feed != filters.ALL:
        batches = batches.filter(pl.col("feed") == feed)
    return batches if status == filters.ALL else batches.filter(pl.col("status") == status)


def _feed_word(code: str) -> str:
    return _("All feeds") if code == filters.ALL else names.feed(code)


def _status_word(code: str) -> str:
    return _("All") if code == filters.ALL else labels.label(labels.BATCH_STATUSES, code)


def _remark(message: str | None, superseded_by: int | None) -> str | None:
    if superseded_by is not None:
        return _("Loaded again as batch {batch}").format(batch=superseded_by)
    return None if message is None else remarks.said(message)


def _table(batches: pl.DataFrame) -> tables.Table:
    zone = connection.settings().time_zone
    took = pl.col("finished_at") - pl.col("started_at")
    remarked = [_remark(*row) for row in batches.select("message", "superseded_by").iter_rows()]
    worded = tables.renamed(tables.worded(batches, "status", labels.BATCH_STATUSES), "feed", names.feed)
    shown = worded.with_columns(
        took.dt.total_microseconds().truediv(1_000_000).alias("seconds"),
        pl.Series("when", [fmt.moment(at, zone) for at in batches["started_at"]], dtype=pl.String),
        pl.Series("message", remarked, dtype=pl.String),
    )
    columns: tables.Columns = {
        "file_name": tables.text_column(_("File"), is_pinned=True, width="medium"),
        "feed": tables.text_column(_("Feed")),
        "status": tables.text_column(_("Status"), width="small"),
        **{name: tables.count_column(_(label)) for name, label in COUNTS.items()},
        "seconds": st.column_config.NumberColumn(_("Seconds"), format="%.2f"),
        "when": tables.text_column(_("Started")),
        "message": tables.text_column(_("Remark"), width="large"),
        "load_batch_id": tables.count_column(_("Batch")),
    }
    return shown.select(list(columns)), columns


def freshness() -> None:
    """Per feed the newest date in the data, and how far it is behind the last closed date."""
    feeds, dates = answer(health.freshness), answer(closes.closed_dates)
    reference = dates[0].as_of if dates else None
    note = _("No date has been closed yet.")
    if reference:
        note = _("Against the last closed date, {date}").format(date=fmt.day(reference))
    with cards.card(_("Freshness by feed"), note):
        shown, columns = _fresh(feeds, reference)
        cards.rows(shown, columns, alt=_("Newest date in the data of each feed."), key="freshness")


def _fresh(feeds: pl.DataFrame, reference: date | None) -> tables.Table:
    zone = connection.settings().time_zone
    behind = (pl.lit(reference, dtype=pl.Date) - pl.col("last_date")).dt.total_days()
    shown = tables.renamed(feeds, "feed", names.feed).with_columns(
        behind.clip(0).alias("days_behind"),
        pl.Series("last_at", [fmt.moment(at, zone) for at in feeds["last_at"]], dtype=pl.String),
        pl.col("last_date").dt.to_string("iso"),
    )
    about = _("Days from the newest date in the data to the last close")
    columns: tables.Columns = {
        "feed": tables.text_column(_("Feed"), is_pinned=True),
        "last_date": tables.text_column(_("Data until")),
        "days_behind": tables.count_column(_("Days behind"), about),
        "last_at": tables.text_column(_("Last load")),
        "rows_accepted": tables.count_column(_("Rows accepted")),
        "batch_count": tables.count_column(_("Number of files")),
    }
    return shown.select(list(columns)), columns

"""Rejected rows: by reason, by feed and column, down to each row with its raw text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import polars as pl
import streamlit as st

from dashboard import columns as names
from dashboard import connection, labels, remarks, tables
from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard.charts import health as figures
from dashboard.connection import Address
from dashboard.exports import screen
from dashboard.exports.document import Sheet
from dashboard.language import _
from dashboard.parts import cards, exporting
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import rejects

PAGE_ROWS = 50
MOST_REASONS = 12
COUNTS_KEY = "reject_counts"
DOWNLOAD_KEY = "download_rejects"


@dataclass(frozen=True)
class Chosen:
    """One line of the counts: a reason in one column of one feed."""

    reason_code: str
    feed: str
    column_name: str | None
    row_count: int


def show() -> None:
    """Chart and counts of the reasons, and the rows of the chosen one."""
    counts = answer(rejects.reject_counts)
    if counts.is_empty():
        with cards.card(_("Rejected rows")):
            nothing = _("No row was refused.")
            st.markdown(f":material/check: {nothing}")
        return
    cards.side_by_side((2, 3), lambda: _chart(counts), lambda: _counts(counts))
    place = cards.selected(COUNTS_KEY)
    if place is not None and place < len(counts):
        _rows(Chosen(*counts.row(place)))


def _chart(counts: pl.DataFrame) -> None:
    reasons = counts.group_by("reason_code").agg(pl.col("row_count").sum())
    reasons = reasons.sort(["row_count", "reason_code"], descending=[True, False])
    first, rows = labels.label(labels.REASONS, reasons["reason_code"][0]), so_many.rows(int(reasons["row_count"][0]))
    headers = {"reason_code": _("Reason"), "row_count": _("Number of rows")}
    shown, columns = tables.amounts_table(tables.worded(reasons, "reason_code", labels.REASONS), headers, fmt.ONES)
    cards.chart(
        _("Rejected rows by reason"),
        figures.rejects_by_reason(reasons.head(MOST_REASONS), colours=palette()),
        key="rejects",
        alt=_("Most frequent reason: {reason}, {rows}.").format(reason=first, rows=rows),
        table=shown,
        columns=columns,
    )


def _counts(counts: pl.DataFrame) -> None:
    headers = {
        "reason_code": _("Reason"),
        "feed": _("Feed"),
        "column_name": _("Column"),
        "row_count": _("Number of rows"),
    }
    named = tables.renamed(tables.renamed(counts, "feed", names.feed), "column_name", names.column)
    shown, columns = tables.amounts_table(tables.worded(named, "reason_code", labels.REASONS), headers, fmt.ONES)
    alt = _("Rejected rows by reason, feed and column.")
    with cards.card(_("By feed and column"), _("Choose a line to see its rows below.")):
        cards.selectable(shown, columns, alt=alt, key=COUNTS_KEY, on_select=_first_page)


def _first_page() -> None:
    """Another reason begins at its first page."""
    st.session_state["reject_page"] = 1


def _rows(chosen: Chosen) -> None:
    word = labels.label(labels.REASONS, chosen.reason_code)
    parts = [names.feed(chosen.feed), *([names.column(chosen.column_name)] if chosen.column_name else [])]
    title = _("{title}: {parts}").format(title=word, parts=fmt.listed(parts))
    with cards.card(title, _("{rows}, newest file first").format(rows=so_many.rows(chosen.row_count))):
        page = _page(chosen.row_count)
        shown, columns = _table(_asked(chosen, skip=(page - 1) * PAGE_ROWS))
        cards.rows(shown, columns, alt=_("Rejected rows: {reason}.").format(reason=word), key="rejected_rows")
        exporting.on_demand(
            _("Download these rows as CSV"),
            title,
            partial(whole, chosen, connection.address(), title),
            key=DOWNLOAD_KEY,
        )


def _page(row_count: int) -> int:
    pages = -(-row_count // PAGE_ROWS)
    return st.pagination(pages, key="reject_page") if pages > 1 else 1


def _asked(chosen: Chosen, *, skip: int) -> pl.DataFrame:
    return answer(
        rejects.rejected_rows,
        reason_code=chosen.reason_code,
        feed=chosen.feed,
        column_name=chosen.column_name,
        skip=skip,
        most=PAGE_ROWS,
    )


def _table(rows: pl.DataFrame) -> tables.Table:
    columns: tables.Columns = {
        "file_name": tables.text_column(_("File"), is_pinned=True),
        "row_number": tables.count_column(_("Row")),
        "column_name": tables.text_column(_("Column")),
        "value": tables.text_column(_("Value")),
        "sentence": tables.text_column(_("What is wrong"), width="large"),
        "raw_text": tables.text_column(_("Raw text"), width="large"),
    }
    named = tables.renamed(tables.renamed(rows, "sentence", remarks.said), "column_name", names.column)
    return named.select(list(columns)), columns


def whole(chosen: Chosen, at: Address, title: str) -> Sheet:
    """All rows of the chosen reason, as `at` may see them; asked on a click, outside the session."""
    with connection.reading(at) as opened:
        rows = rejects.rejected_rows(
            opened,
            reason_code=chosen.reason_code,
            feed=chosen.feed,
            column_name=chosen.column_name,
        )
    return screen.sheet(title, *_table(rows))

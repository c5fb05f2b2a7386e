"""Rows of words and amounts in several currencies, without the columns that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.parts import cards


def show(
    rows: Sequence[dict[str, Any]], columns: dict[str, Any], currencies: Sequence[str], *, alt: str, key: str
) -> None:
    """The table without those columns that are empty throughout, and without the currency where there is one.

    Where all amounts are in one currency it stands in their headers.
    """
    is_one = len(set(currencies)) < 2
    kept = [
        name
        for name in columns
        if any(row[name] is not None for row in rows) and not (name == "currency" and is_one)
    ]  # fmt: skip
    frame = pl.DataFrame([{name: row[name] for name in kept} for row in rows], infer_schema_length=None)
    cards.rows(frame, {name: columns[name] for name in kept}, alt=alt, key=key)

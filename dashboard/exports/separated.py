"""One table as CSV, for Excel in Chinese too: a byte order mark, headings as on screen, formulas disarmed."""

from __future__ import annotations

import polars as pl

from dashboard.exports import cells
from dashboard.exports.disarming import disarmed, disarmed_text
from dashboard.exports.document import Column, Kind, Sheet

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
PLACES = 10


def csv(sheet: Sheet) -> bytes:
    """Figures unrounded, with a point and without thousands; a fraction as per cent (`1.62%`); no totals."""
    named = sheet.frame.select(_said(sheet.frame, column) for column in sheet.columns)
    headings = _unlike([disarmed_text(column.heading) for column in sheet.columns])
    named.columns = headings
    return (BYTE_ORDER_MARK + disarmed(named).write_csv()).encode()


def _said(frame: pl.DataFrame, column: Column) -> pl.Series:
    cell = frame[column.name]
    if column.kind is Kind.PERCENT:
        said = [_per_cent(each) for each in cell]
    elif cell.dtype.is_nested() or (column.kind is Kind.ID and cell.dtype != pl.String):
        said = [None if each is None else cells.words(each) for each in cell.to_list()]
    elif cell.dtype.is_float():
        return cell.fill_nan(None)
    else:
        return cell
    return pl.Series(column.name, said, dtype=pl.String)


def _per_cent(cell: object) -> str | None:
    figure = cells.number(cell)
    return None if figure is None else f"{round(cells.exact(figure) * cells.HUNDRED, PLACES).normalize():f}%"


def _unlike(headings: list[str]) -> list[str]:
    """Headings that occur twice are told apart by a number: `Balance`, `Balance 2`."""
    return [
        heading if heading not in headings[:place] else f"{heading} {headings[:place].count(heading) + 1}"
        for place, heading in enumerate(headings)
    ]

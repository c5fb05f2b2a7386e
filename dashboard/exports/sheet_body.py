"""One sheet of a workbook: where the table is from, its head, its rows, what it comes to, and whether that is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from dashboard.exports import cells
from dashboard.exports.disarming import disarmed_text
from dashboard.exports.document import Column, Document, Kind, Sheet
from dashboard.exports.styles import Styles

LONGEST_CELL = 32_767
NARROWEST, WIDEST, MEASURED_ROWS = 8, 60, 500
WIDEST_IN_VIEW = 36
PADDING = 2
PLACES = 2


@dataclass(frozen=True)
class Place:
    """Rows of a sheet, counted from 0: that of the headings and that after the last row of data."""

    heading: int
    end: int

    @property
    def first(self) -> int:
        """The first row of data."""
        return self.heading + 1


def write(page: Worksheet, sheet: Sheet, document: Document, styles: Styles) -> None:
    """The whole sheet; cells are never merged, headings and the first column stay in view and on every printed page."""
    heading = above(page, sheet.title, _provenance(sheet, document), styles)
    rows = sheet.rows()
    place = Place(heading, heading + 1 + len(rows))
    _headings(page, sheet.columns, place, styles)
    for at, row in enumerate(rows, place.first):
        for number, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            write_cell(page, (at, number), cell, column.kind, styles.cell(column.kind))
    last = _totals(page, sheet, document, place, styles) if sheet.totals else place.end - 1
    finish(page, sheet.columns, rows, place, last)


def above(page: Worksheet, title: str, lines: Sequence[str], styles: Styles) -> int:
    """Title and provenance from the first row on; the row where the table may begin."""
    write_text(page, (0, 0), title, styles.title())
    for row, line in enumerate(lines, 1):
        write_text(page, (row, 0), line, styles.provenance())
    return len(lines) + 2


def _provenance(sheet: Sheet, document: Document) -> list[str]:
    pattern = document.wording.label_and_text
    lines = [pattern.format(label=label, text=text) for label, text in document.provenance(sheet)]
    return [*lines, sheet.note] if sheet.note else lines


def _headings(page: Worksheet, columns: Sequence[Column], place: Place, styles: Styles) -> None:
    for number, column in enumerate(columns):
        write_text(page, (place.heading, number), column.heading, styles.heading(column.kind))


def write_cell(page: Worksheet, at: tuple[int, int], cell: object, kind: Kind, look: Format) -> None:
    """A figure as a number, a date as a date, everything else as text; what is not known stays blank."""
    if kind.is_number:
        figure = cells.number(cell)
        if figure is None:
            page.write_blank(*at, None, look)
        else:
            page.write_number(*at, figure, look)
    elif kind is Kind.DATE and isinstance(cell, date):
        page.write_datetime(*at, cell, look)
    else:
        write_text(page, at, cells.words(cell), look)


def write_text(page: Worksheet, at: tuple[int, int], text: str, look: Format) -> None:
    """Text as text, disarmed, and cut where Excel would refuse it."""
    safe = disarmed_text(text)
    shown = safe if len(safe) <= LONGEST_CELL else f"{safe[: LONGEST_CELL - 1]}…"
    if shown:
        page.write_string(*at, shown, look)
    else:
        page.write_blank(*at, None, look)


def _totals(page: Worksheet, sheet: Sheet, document: Document, place: Place, styles: Styles) -> int:
    """The total row, and below it what each total is more than the sum of its rows: nought, computed by Excel."""
    label_at = next((n for n, column in enumerate(sheet.columns) if column.name not in sheet.totals), None)
    for number, column in enumerate(sheet.columns):
        total = sheet.totals.get(column.name)
        write_cell(page, (place.end, number), total, column.kind, styles.total(column.kind))
        write_cell(page, (place.end + 1, number), None, column.kind, styles.check(column.kind))
        if total is not None and column.kind.adds_up:
            _check(page, sheet, column, number, place, styles)
    if label_at is not None:
        write_text(page, (place.end, label_at), document.wording.total, styles.total(Kind.TEXT))
        write_text(page, (place.end + 1, label_at), document.wording.check, styles.check(Kind.TEXT))
    return place.end + 1


def _check(page: Worksheet, sheet: Sheet, column: Column, number: int, place: Place, styles: Styles) -> None:
    letter = xl_col_to_name(number)
    rows = f"SUM({letter}{place.first + 1}:{letter}{place.end})" if place.end > place.first else "0"
    formula = f"=ROUND({letter}{place.end + 1}-{rows},{PLACES})"
    known = [figure for cell in sheet.frame[column.name] if (figure := cells.number(cell)) is not None]
    left = cells.exact(sheet.totals[column.name]) - sum(map(cells.exact, known))
    page.write_formula(place.end + 1, number, formula, styles.check(column.kind), float(cells.rounded(left)))


def finish(
    page: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[object]], place: Place, last: int
) -> None:
    """Widths, what stays in view, what is repeated on paper, filters over the rows."""
    for number, column in enumerate(columns):
        wide = _width(column, [row[number] for row in rows[:MEASURED_ROWS]])
        page.set_column(number, number, wide if number else min(wide, WIDEST_IN_VIEW))
    page.freeze_panes(place.first, 1)
    page.repeat_rows(place.heading)
    page.print_area(0, 0, max(last, place.heading), len(columns) - 1)
    if rows:
        page.autofilter(place.heading, 0, place.end - 1, len(columns) - 1)


def _width(column: Column, shown: Sequence[object]) -> int:
    """By the longest cell; a heading may wrap, so that half of it is enough."""
    longest = max((cells.width(cells.shown(cell, column.kind)) for cell in shown), default=0)
    return min(max(longest, -(-cells.width(column.heading) // 2), NARROWEST) + PADDING, WIDEST)

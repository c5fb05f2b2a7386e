"""A document as a workbook in the style of banks: headline figures, one sheet per table, definitions last.

The same document gives the same bytes, whoever asks and whenever: what a button and a scheduled job make is equal.
"""

from __future__ import annotations

import io
from datetime import UTC

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboard.exports import headline_sheet, paper, sheet_body
from dashboard.exports.document import Column, Document, Kind, Sheet
from dashboard.exports.faults import ExportFault
from dashboard.exports.sheet_names import sheet_names
from dashboard.exports.styles import Styles

MOST_ROWS = 1_048_576 - 50


def workbook(document: Document) -> bytes:
    """The bytes of the .xlsx. Raises ExportFault when a table has more rows than Excel takes."""
    _check_length(document)
    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "remove_timezone": True}) as book:
        book.set_properties(_properties(document))
        _write(book, document)
    return packed.getvalue()


def _check_length(document: Document) -> None:
    longest = max((len(sheet.frame) for sheet in document.sheets), default=0)
    if longest > MOST_ROWS:
        raise ExportFault(document.wording.too_long.format(count=f"{longest:,}"), document.wording.take_csv)


def _properties(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "author": document.exporter,
        "company": document.institution,
        "created": document.produced_at.astimezone(UTC).replace(tzinfo=None),
    }


def _write(book: Workbook, document: Document) -> None:
    styles = Styles(book)
    sheets = [*document.sheets, _definitions(document)]
    headline = [document.wording.headline] if document.figures else []
    names = sheet_names([*headline, *(sheet.title for sheet in sheets)])
    pages = [_page(book, name, document) for name in names]
    if headline:
        headline_sheet.write(pages.pop(0), document, styles)
    for page, sheet in zip(pages, sheets, strict=True):
        sheet_body.write(page, sheet, document, styles)


def _page(book: Workbook, name: str, document: Document) -> Worksheet:
    page = book.add_worksheet(name)
    paper.set_up(page, document)
    return page


def _definitions(document: Document) -> Sheet:
    """The last sheet: what each figure means, and where that is written."""
    words = document.wording
    headings = (words.figure, words.definition, words.source)
    names = ("figure", "definition", "source")
    rows = [(each.figure, each.definition, each.source) for each in document.explained()]
    return Sheet(
        title=words.definitions,
        frame=pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"),
        columns=tuple(
            Column(name=name, heading=heading, kind=Kind.TEXT) for name, heading in zip(names, headings, strict=True)
        ),
    )

"""The first sheet of a page's workbook: its headline figures, as numbers again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from dashboard.exports import cells
from dashboard.exports.document import Column, Document, Figure, Kind
from dashboard.exports.sheet_body import Place, above, finish, write_cell, write_text
from dashboard.exports.styles import Styles

WORDED = re.compile(rf"(?P<sign>[-+{cells.MINUS}]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<per_cent>\s?%)?")
ARROWS = {"up": "▲ ", "down": "▼ ", "off": ""}


def write(page: Worksheet, document: Document, styles: Styles) -> None:
    """One row per figure; the change stays in words, with an arrow for its direction."""
    words = document.wording
    lines = [words.label_and_text.format(label=label, text=text) for label, text in document.provenance()]
    heading = above(page, document.title, lines, styles)
    columns = _columns(words.figure, words.value, words.change, words.remark, words.definition)
    for number, column in enumerate(columns):
        write_text(page, (heading, number), column.heading, styles.heading(column.kind))
    for row, figure in enumerate(document.figures, heading + 1):
        _figure(page, row, figure, styles)
    place = Place(heading, heading + 1 + len(document.figures))
    rows = [(figure.label, figure.value, *_words(figure)) for figure in document.figures]
    finish(page, columns, rows, place, place.end - 1)


def _columns(*headings: str) -> Sequence[Column]:
    kinds = (Kind.TEXT, Kind.AMOUNT, Kind.TEXT, Kind.TEXT, Kind.TEXT)
    return [Column(name=heading, heading=heading, kind=kind) for heading, kind in zip(headings, kinds, strict=True)]


def _figure(page: Worksheet, row: int, figure: Figure, styles: Styles) -> None:
    write_text(page, (row, 0), figure.label, styles.cell(Kind.TEXT))
    value, kind = _value(figure.value)
    if value is None:
        write_text(page, (row, 1), figure.value, styles.worded_figure())
    else:
        write_cell(page, (row, 1), value, kind, styles.cell(kind))
    for number, text in enumerate(_words(figure), 2):
        write_text(page, (row, number), text, styles.cell(Kind.TEXT))


def _words(figure: Figure) -> tuple[str, str, str]:
    return change(figure), figure.note, figure.about


def change(figure: Figure) -> str:
    """How a figure changed, with an arrow."""
    return f"{ARROWS[figure.direction]}{figure.change}" if figure.change else ""


def _value(text: str) -> tuple[Decimal | None, Kind]:
    """The number that a worded figure says; None for words and dates."""
    said = WORDED.fullmatch(text)
    if not said:
        return None, Kind.TEXT
    number = Decimal(said["digits"].replace(",", "")) * (-1 if said["sign"] in {"-", cells.MINUS} else 1)
    if said["per_cent"]:
        return number / cells.HUNDRED, Kind.PERCENT
    return number, Kind.AMOUNT if "." in said["digits"] else Kind.COUNT

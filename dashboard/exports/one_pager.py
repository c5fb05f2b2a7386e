"""A document on A4 as PDF: where it is from, headline figures, the first rows of its tables or all, definitions.

Set by Typst from a template beside this file; text goes there as data. PDF/A asks that every sign has a glyph, so that
an empty box can never stand for a name; what would be one is a fault. The same document gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

from typst import Compiler, TypstError

from dashboard.exports import cells, fonts
from dashboard.exports.document import Column, Document, Figure, Kind, Sheet
from dashboard.exports.faults import ExportFault
from dashboard.exports.headline_sheet import change
from dashboard.exports.wording import Wording

TEMPLATE = Path(__file__).with_suffix(".typ")
MOST_ROWS, MOST_TABLES, MOST_SIGNS = 8, 6, 80
MOST_SIGNS_IN_FULL = 600
SHORT, WIDEST, GAP = 12, 60, 2  # in signs, as those below
USUAL, SMALL, ROOM = 8, 6.5, 122  # sizes in points, and what a line takes in the small one
FEW_COLUMNS = 6
ARCHIVE, PPI = "a-2b", 100.0
LANGUAGES = {"zh-Hans": ("zh", "CN"), "zh-Hant": ("zh", "TW")}
ESCAPED = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}")
NO_GLYPH = re.compile(r"the text `(?P<text>.+?)` could not be displayed")


def one_pager(document: Document) -> bytes:
    """The bytes of the PDF. Raises ExportFault when no font of this server has the signs of the text."""
    return compiled(document, "pdf")[0]


def compiled(document: Document, form: Literal["pdf", "png"], families: frozenset[str] | None = None) -> list[bytes]:
    """The document as one PDF or as a picture per page, set in `families`: those of the server unless said."""
    known = frozenset(fonts.installed().families()) if families is None else families
    data = _data(document)
    text = json.dumps(data, ensure_ascii=False)
    if fonts.has_chinese(text) and not fonts.chinese_font(document.language, known):
        raise ExportFault(document.wording.no_font, document.wording.install_font)
    lang, region = LANGUAGES.get(document.language, ("en", "GB"))
    looks = {"fonts": fonts.stack(document.language, known), "lang": lang, "region": region}
    return _compile(document, json.dumps(data | looks, ensure_ascii=False), form)


def _compile(document: Document, data: str, form: Literal["pdf", "png"]) -> list[bytes]:
    how: dict[str, Any] = {"pdf_standards": [ARCHIVE]} if form == "pdf" else {"ppi": PPI}
    compiler = Compiler(str(TEMPLATE), font_paths=fonts.installed(), sys_inputs={"data": data})
    try:
        made = compiler.compile(format=form, timestamp=int(document.produced_at.timestamp()), **how)
    except TypstError as fault:
        raise _fault(document, fault) from fault
    return made if isinstance(made, list) else [made or b""]


def _fault(document: Document, fault: TypstError) -> Exception:
    """What a reader is told of a sign without glyph; anything else is a mistake of ours."""
    missing = NO_GLYPH.search(str(fault))
    if not missing:
        return fault
    words = document.wording
    return ExportFault(words.no_glyph.format(text=_named(missing["text"])), words.install_glyph, detail=str(fault))


def _named(text: str) -> str:
    """The signs of a text in Typst's words, by number too, since they may not be visible: `𫠠 (U+2B820)`."""
    signs = ESCAPED.sub(lambda each: chr(int(each["code"], 16)), text.strip('"'))
    return ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs)


def _data(document: Document) -> dict[str, Any]:
    words = document.wording
    printed, left = _printed(document)
    most = None if document.is_in_full else MOST_ROWS
    return {
        "title": document.title,
        "institution": document.institution,
        "exporter": document.exporter,
        "lines": [words.label_and_text.format(label=label, text=text) for label, text in document.provenance()],
        "figures": [_figures(note, told) for note, told in groupby(document.figures, attrgetter("note"))],
        "sentences": document.sentences,
        "tables": [_table(sheet, words, most) for sheet in printed],
        "left": words.tables_left.format(titles=words.separator.join(left)) if left else "",
        "definitions_title": words.definitions,
        "definitions": [[each.figure, each.definition, each.source] for each in document.explained()],
        "footer": document.produced,
        "pages": words.page,
    }


def _figures(note: str, told: Iterable[Figure]) -> dict[str, Any]:
    """Figures that share a note, which says their unit."""
    cards = [{"label": one.label, "value": one.value, "change": change(one)} for one in told]
    return {"note": note, "cards": cards}


def _printed(document: Document) -> tuple[Sequence[Sheet], list[str]]:
    """The tables on paper, and the titles of those that are not."""
    fit = [sheet for sheet in document.sheets if sheet.is_printed]
    printed = fit if document.is_in_full else fit[:MOST_TABLES]
    left = [*fit[len(printed) :], *(sheet for sheet in document.sheets if not sheet.is_printed)]
    return printed, [sheet.title for sheet in left]


def _table(sheet: Sheet, words: Wording, most: int | None) -> dict[str, Any]:
    rows = sheet.rows()
    unseen = len(rows) - len(rows[:most])
    signs = MOST_SIGNS if most else MOST_SIGNS_IN_FULL
    told = [_cells(row, sheet.columns, words, signs) for row in rows[:most]]
    weights = _weights(sheet.columns, told)
    size = SMALL * min(1.0, ROOM / max(sum(weights), 1)) if len(sheet.columns) > FEW_COLUMNS else USUAL
    return {
        "title": sheet.title,
        "note": sheet.note,
        "size": size,
        "columns": [
            {"heading": column.heading, "is_number": column.kind.is_number, "weight": weight}
            for column, weight in zip(sheet.columns, weights, strict=True)
        ],
        "rows": told,
        "total": _total(sheet, words) if sheet.totals else [],
        "more": words.rows_left.format(count=f"{unseen:,}") if unseen > 0 else "",
    }


def _weights(columns: Sequence[Column], told: Sequence[Sequence[str]]) -> list[int]:
    """How columns share the width; 0 is as wide as its content.

    Few columns: long words share what figures and short words leave. Many: each by its longest cell, headings wrap.
    """
    longest = [max((cells.width(row[n]) for row in told), default=0) for n in range(len(columns))]
    if len(columns) > FEW_COLUMNS:
        least = (min(max(map(cells.width, column.heading.split()), default=0), SHORT) for column in columns)
        return [max(min(wide, WIDEST), low) + GAP for wide, low in zip(longest, least, strict=True)]
    worded = [column.kind in {Kind.TEXT, Kind.CHIP} for column in columns]
    found = [
        min(wide, WIDEST) if is_word and wide > SHORT else 0 for wide, is_word in zip(longest, worded, strict=True)
    ]
    if not any(found) and any(worded):
        found[max(place for place, is_word in enumerate(worded) if is_word)] = 1
    return found


def _cells(row: Sequence[object], columns: Sequence[Column], words: Wording, signs: int) -> list[str]:
    return [_cut(cells.readable(cell, column.kind, words), signs) for cell, column in zip(row, columns, strict=True)]


def _cut(text: str, signs: int) -> str:
    return text if len(text) <= signs else f"{text[: signs - 1]}…"


def _total(sheet: Sheet, words: Wording) -> list[str]:
    """The total row; the word stands in the first column that has no total."""
    label_at = next((n for n, column in enumerate(sheet.columns) if column.name not in sheet.totals), None)
    told = [sheet.totals.get(column.name) for column in sheet.columns]
    said = [
        "" if total is None else cells.readable(total, column.kind, words)
        for total, column in zip(told, sheet.columns, strict=True)
    ]
    return [words.total if n == label_at else text for n, text in enumerate(said)]

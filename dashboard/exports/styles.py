"""How cells of a workbook look: hairlines, tabular figures on the right, no colour that could mean severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from dashboard.exports.document import Kind

INK, MUTED, LINE, PANEL = "#16202B", "#51606F", "#D9DFE6", "#F5F7FA"
NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.AMOUNT: "#,##0.00;-#,##0.00",
    Kind.PERCENT: "0.00%",
    Kind.POINTS: "+0.00;-0.00;0.00",
    Kind.COUNT: "#,##0",
    Kind.DATE: "yyyy-mm-dd",
    Kind.ID: "@",
}
CELL: Mapping[str, Any] = {"font_color": INK, "valign": "top", "bottom": 1, "bottom_color": LINE}


class Styles:
    """The formats of one workbook, each made when it is first needed."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def title(self) -> Format:
        """The first line of a sheet."""
        return self._format("title", {"bold": True, "font_size": 14, "font_color": INK})

    def provenance(self) -> Format:
        """The lines below the title."""
        return self._format("provenance", {"font_color": MUTED})

    def heading(self, kind: Kind) -> Format:
        """Heads of columns; over figures on the right."""
        look = {"bold": True, "text_wrap": True, "bg_color": PANEL, "top": 1, "top_color": LINE, **_side(kind)}
        return self._format(f"heading {kind.is_number}", {**CELL, **look, "valign": "vcenter"})

    def cell(self, kind: Kind) -> Format:
        """Cells of rows."""
        return self._format(f"cell {kind}", {**CELL, **_side(kind), **_numbers(kind)})

    def worded_figure(self) -> Format:
        """A headline figure that is no number: words or a date."""
        return self._format("worded figure", {**CELL, "align": "right"})

    def total(self, kind: Kind) -> Format:
        """Cells of the total row."""
        look = {"bold": True, "top": 1, "top_color": INK}
        return self._format(f"total {kind}", {**CELL, **_side(kind), **_numbers(kind), **look})

    def check(self, kind: Kind) -> Format:
        """Cells of the check row."""
        return self._format(f"check {kind}", {**CELL, **_side(kind), **_numbers(kind), "font_color": MUTED})

    def _format(self, name: str, look: Mapping[str, Any]) -> Format:
        if name not in self._made:
            self._made[name] = self._book.add_format(dict(look))
        return self._made[name]


def _side(kind: Kind) -> dict[str, Any]:
    return {"align": "right"} if kind.is_number else {"align": "left"}


def _numbers(kind: Kind) -> dict[str, Any]:
    if kind in NUMBER_FORMATS:
        return {"num_format": NUMBER_FORMATS[kind]}
    return {"text_wrap": True}

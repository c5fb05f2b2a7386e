"""Cells as plain values and as text: what is not known is None, and nothing is rounded but for reading."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from dashboard.exports.document import Kind, Number
from dashboard.exports.wording import Wording
from schema.domain.money import to_cents

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"
HUNDRED = Decimal(100)


def number(cell: object) -> Number | None:
    """The figure in a cell; None where there is none, or what a float says instead of one."""
    if isinstance(cell, bool) or not isinstance(cell, Decimal | float | int):
        return None
    return cell if math.isfinite(cell) else None


def exact(figure: Number) -> Decimal:
    """A figure as a decimal; a float as it is written, not as it is stored."""
    return Decimal(str(figure))


def rounded(figure: Decimal) -> Decimal:
    """Half up to two places; minus nought becomes nought."""
    cents = to_cents(figure)
    return cents or abs(cents)


def words(cell: object, separator: str = ", ") -> str:
    """A cell of text, a date or a list of words as text; nothing is empty."""
    if cell is None:
        return ""
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        return separator.join(str(word) for word in cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def readable(cell: object, kind: Kind, wording: Wording) -> str:
    """A cell as the one-pager prints it: `1,234.50`, `1.62 %`, `+0.08`, `2026-10-31`, yes; nothing is an en dash."""
    if isinstance(cell, bool) and not kind.is_number:
        return wording.yes if cell else wording.no
    if not kind.is_number:
        return words(cell, wording.separator) or NOTHING
    figure = number(cell)
    if figure is None:
        return NOTHING
    if kind is Kind.COUNT:
        return f"{exact(figure):,.0f}".replace("-", MINUS)
    shown_figure = rounded(exact(figure) * (HUNDRED if kind is Kind.PERCENT else 1))
    sign = "+" if kind is Kind.POINTS and shown_figure else ""
    text = f"{shown_figure:{sign},.2f}".replace("-", MINUS)
    return wording.percent.format(figure=text) if kind is Kind.PERCENT else text


def shown(cell: object, kind: Kind) -> str:
    """A cell about as wide as it is shown."""
    return readable(cell, kind, Wording())


def width(text: str) -> int:
    """Columns that the longest line of a text takes in a monospaced grid: an East Asian sign takes two."""
    return max((sum(_sign_width(sign) for sign in line) for line in text.splitlines()), default=0)


def _sign_width(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1

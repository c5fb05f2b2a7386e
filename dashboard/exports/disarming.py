"""Text that a spreadsheet would run as a formula is disarmed: it gets an apostrophe in front.

Source: OWASP, CSV injection: `=`, `+`, `-`, `@`, tab, carriage return, line feed, and the full-width variants that East
Asian editions take for the same. Figures typed as text (`-12.50`, `+3.5 %`) are no formulas and stay as they are.
"""

from __future__ import annotations

import re

import polars as pl

# White space and signs without width in front do not make a formula harmless: spreadsheets and editors drop them.
UNSEEN = r"[\s\x00-\x20\x7F\u00A0\u200B-\u200F\u2060\uFEFF]*"
DANGEROUS = rf"^(?:{UNSEEN}[=+\-@＝＋－＠]|[\t\r\n])"
FIGURE = r"[+\-]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)? ?%?"
QUOTE = "'"


def disarmed(rows: pl.DataFrame) -> pl.DataFrame:
    """Every text column of the rows disarmed; other columns are left alone."""
    text = pl.col(pl.String)
    is_formula = text.str.contains(DANGEROUS) & ~text.str.contains(rf"^(?:{FIGURE})$")
    return rows.with_columns(pl.when(is_formula).then(pl.format(f"{QUOTE}{{}}", text)).otherwise(text).name.keep())


def disarmed_text(text: str) -> str:
    """One text, as `disarmed` does with a column."""
    is_formula = re.match(DANGEROUS, text) and not re.fullmatch(FIGURE, text)
    return f"{QUOTE}{text}" if is_formula else text

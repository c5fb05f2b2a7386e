"""The words a file needs besides its content; the defaults are English, and the ids of their translations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields


def N_(text: str) -> str:  # noqa: N802 - gettext's name; that of dashboard.language would draw in Streamlit
    """The text itself, marked for the catalogue."""
    return text


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Labels and sentences of one language."""

    institution: str = N_("Institution")
    as_of: str = N_("Data as of")
    scope: str = N_("Scope")
    unit: str = N_("Unit of amounts")
    unit_in_headings: str = N_("As the column headings say")
    filters: str = N_("Filters")
    prepared_by: str = N_("Prepared by")
    produced_at: str = N_("Produced at")
    data_version: str = N_("Data version")
    headline: str = N_("Headline figures")
    figure: str = N_("Figure")
    value: str = N_("Value")
    change: str = N_("Change")
    remark: str = N_("Remark")
    definitions: str = N_("Definitions")
    definition: str = N_("Definition")
    source: str = N_("Source of the rule")
    total: str = N_("Total")
    yes: str = N_("yes")
    no: str = N_("no")
    check: str = N_("Check: total less sum of the rows")
    page: str = N_("Page {page} of {pages}")
    percent: str = N_("{figure} %")
    separator: str = N_(", ")
    label_and_text: str = N_("{label}: {text}")
    rows_left: str = N_("Rows not shown here, but in the workbook: {count}")
    tables_left: str = N_("Tables not shown here, but in the workbook: {titles}")
    no_font: str = N_("The PDF cannot be made: this server has no font for Chinese text.")
    install_font: str = N_("Ask your operators to install one, Noto Sans CJK for instance; Excel and CSV work without.")
    no_glyph: str = N_("The PDF cannot be made: no font of this server can show {text}.")
    install_glyph: str = N_("Ask your operators to install a font that has these signs; Excel and CSV work without.")
    too_long: str = N_("The table has {count} rows, more than Excel takes.")
    take_csv: str = N_("Narrow it down, or take it as CSV.")


def translated(look_up: Callable[[str], str]) -> Wording:
    """The wording of the language that `look_up` translates to."""
    return Wording(**{each.name: look_up(str(each.default)) for each in fields(Wording)})

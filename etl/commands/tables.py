"""Tables on a terminal; in a file or a pipe they are as wide as they need to be."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands import console

WIDTH_OF_A_FILE = 240


def table(*columns: str, title: str | None = None) -> Table:
    """An empty table; a column whose heading begins with `#` holds numbers."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in columns:
        is_number = heading.startswith("#")
        made.add_column(
            heading.lstrip("#"), justify="right" if is_number else "left", no_wrap=is_number, overflow="fold"
        )
    return made


def show(made: Table, rows: Iterable[Iterable[object]]) -> None:
    """Fill the table and print it; numbers get their thousands apart, nothing is read as markup."""
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    out = console.out if console.out.is_terminal else Console(width=WIDTH_OF_A_FILE)
    out.print(made)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return escape(str(value))

"""So many of something, in the number and the language of the reader: `1 loan`, `2,310 loans`, `2,310笔贷款`."""

from __future__ import annotations

from dashboard.formatting import number
from dashboard.language import n_


def rows(count: int) -> str:
    """`2,000 rows`."""
    return n_("{count} row", "{count} rows", count).format(count=number(count))


def loans(count: int) -> str:
    """`12 loans`."""
    return n_("{count} loan", "{count} loans", count).format(count=number(count))


def overdue_loans(count: int) -> str:
    """`12 overdue loans`."""
    return n_("{count} overdue loan", "{count} overdue loans", count).format(count=number(count))


def reports(count: int) -> str:
    """`3 reports` of inspections."""
    return n_("{count} report", "{count} reports", count).format(count=number(count))


def kinds(count: int) -> str:
    """`7 kinds` of loans."""
    return n_("{count} kind", "{count} kinds", count).format(count=number(count))


def units(count: int) -> str:
    """`3 units` of the org tree."""
    return n_("{count} unit", "{count} units", count).format(count=number(count))


def files(count: int) -> str:
    """`4 files`."""
    return n_("{count} file", "{count} files", count).format(count=number(count))


def checks(count: int) -> str:
    """`8 checks`."""
    return n_("{count} check", "{count} checks", count).format(count=number(count))


def dates(count: int) -> str:
    """`2 dates`."""
    return n_("{count} date", "{count} dates", count).format(count=number(count))


def closed_dates(count: int) -> str:
    """`37 closed dates`."""
    return n_("{count} closed date", "{count} closed dates", count).format(count=number(count))


def closes(count: int) -> str:
    """`37 closes`."""
    return n_("{count} close", "{count} closes", count).format(count=number(count))


def steps(count: int) -> str:
    """`15 steps` of a close."""
    return n_("{count} step", "{count} steps", count).format(count=number(count))

"""How a sheet is printed: A4 landscape, one page wide, the exporter's name in the margins, page x of y."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from dashboard.exports.document import Document

A4 = 9
MOST_SIGNS = 255
WATERMARK = "&10&K9FB0C0 "
SMALL = "&8&K51606F "
MOST_NAME = 60


def set_up(page: Worksheet, document: Document) -> None:
    """Paper, margins, head and foot; the head carries the exporter as a watermark."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    page.hide_gridlines(2)
    exporter = _plain(document.exporter)
    page.set_header(_within(f"&L{SMALL}{_plain(document.institution)}&R{WATERMARK}{exporter} {document.produced}"))
    page.set_footer(_within(f"&L{SMALL}{exporter}&C{SMALL}{_pages(document)}&R{SMALL}{_plain(document.title)}"))


def _pages(document: Document) -> str:
    return document.wording.page.replace("&", "&&").format(page="&P", pages="&N")


def _plain(text: str) -> str:
    """Text of others in a head or foot: an ampersand would begin a command, a line break another line."""
    flat = " ".join(text.split())
    return (flat if len(flat) <= MOST_NAME else f"{flat[: MOST_NAME - 1]}…").replace("&", "&&")


def _within(margin: str) -> str:
    """Excel takes at most 255 signs; names are cut long before, so that this never cuts a command in two."""
    return margin if len(margin) <= MOST_SIGNS else margin[:MOST_SIGNS].rstrip("&")

"""A file is made when somebody clicks, and given out once it stands in the log of exports; else it is not.

Streamlit asks for the file outside the run of the script, without its session: everything a file says, and who takes
it, is settled when the button is drawn.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from dashboard import connection, language, states
from dashboard.connection import Address
from dashboard.exports import wording
from dashboard.exports.document import Definition, Document, Figure, Sheet
from dashboard.exports.faults import ExportFault
from dashboard.exports.one_pager import one_pager
from dashboard.exports.separated import csv
from dashboard.exports.workbook import workbook
from dashboard.language import N_, _
from schema.errors import TandemError
from schema.marts import access

log = logging.getLogger("tandem.dashboard")
UNEXPECTED = N_("Something went wrong while the file was made.")
UNLOGGED = N_("It could not be written into the log of exports, and without that no file is given out.")


class Form(StrEnum):
    """The kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"

    @property
    def mime(self) -> str:
        """What the browser is told."""
        office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return {Form.XLSX: office, Form.CSV: "text/csv", Form.PDF: "application/pdf"}[self]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the tables of a page are from and who takes them, settled when the page is drawn."""

    at: Address
    page: str
    language: str
    exporter: str
    institution: str
    scope: str
    as_of: date | None
    org_unit_id: int | None
    data_version: str
    time_zone: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one file holds, asked for when it is made; `is_in_full`: every row on paper, too."""

    sheets: tuple[Sheet, ...] = ()
    figures: tuple[Figure, ...] = ()
    definitions: tuple[Definition, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    is_in_full: bool = False


@dataclass(frozen=True, kw_only=True)
class NotGivenOut:
    """A file somebody asked for and did not get, and why, in sentences."""

    title: str
    what: str
    do: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """One button: which content, in which form. What fails is added to `failures`, which the next run shows."""

    title: str
    form: Form
    origin: Origin
    content: Callable[[], Content]
    failures: list[NotGivenOut]


BUILDERS: Mapping[Form, Callable[[Document], bytes]] = {
    Form.XLSX: workbook,
    Form.CSV: lambda document: csv(document.sheets[0]),
    Form.PDF: one_pager,
}


def hand_out(order: Order) -> bytes:
    """The file. Raises what kept it from being made or logged, and notes that for the next run of the page."""
    with language.speaking(order.origin.language):
        try:
            document = _document(order)
            made = BUILDERS[order.form](document)
            _record(order, document)
        except Exception as fault:
            order.failures.append(_not_given_out(order, fault))
            raise
        return made


def _document(order: Order) -> Document:
    origin, content = order.origin, order.content()
    return Document(
        title=order.title,
        institution=origin.institution,
        as_of=origin.as_of,
        scope=origin.scope,
        exporter=origin.exporter,
        produced_at=datetime.now(ZoneInfo(origin.time_zone)).replace(microsecond=0),
        language=origin.language,
        data_version=origin.data_version,
        filters=content.filters,
        sheets=content.sheets,
        figures=content.figures,
        definitions=content.definitions,
        sentences=content.sentences,
        is_in_full=content.is_in_full,
        wording=wording.translated(_),
    )


def _record(order: Order, document: Document) -> None:
    """One row in the log of exports. Raises ExportFault when it cannot be written."""
    try:
        record(order.origin, title=order.title, form=order.form, row_count=document.row_count)
    except (TandemError, SQLAlchemyError) as fault:
        what, do = _sentences(fault)
        raise ExportFault(f"{what} {_(UNLOGGED)}", do, detail=str(fault)) from fault


def record(origin: Origin, *, title: str, form: Form, row_count: int) -> None:
    """Write down that a file is given out. Raises NotAllowed without the right, and what a database raises."""
    with connection.writing(origin.at) as opened:
        access.record_export(
            opened,
            page=origin.page,
            title=title,
            file_format=form.value,
            row_count=row_count,
            as_of=origin.as_of,
            org_unit_id=origin.org_unit_id,
            detail=origin.detail,
        )


def _not_given_out(order: Order, fault: Exception) -> NotGivenOut:
    reference = secrets.token_hex(3).upper()
    detail = getattr(fault, "detail", "") or fault
    log.error("reference %s: %s", reference, detail, exc_info=fault, extra={"reference": reference})
    what, do = _sentences(fault)
    return NotGivenOut(title=order.title, what=what, do=do, reference=reference)


def _sentences(fault: Exception) -> tuple[str, str]:
    if isinstance(fault, TandemError):
        return _(fault.what), _(fault.do)
    return _(UNEXPECTED), _(states.TELL)

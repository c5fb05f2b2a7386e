"""The post-loan file of a unit: how complete it is, which loans have gaps, which documents are to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, Table, case, func, select, true

from schema.domain.archive import ArchiveStep, Duty
from schema.domain.money import Ratio
from schema.marts.tables_archive import (
    archive_gap,
    document_gap,
    org_unit_archive,
    org_unit_archive_step,
    org_unit_duty,
)
from schema.marts.today_scope import Scope
from schema.tables.archive import document
from schema.tables.lending import loan

MOST = 100


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """The file of a unit and everything below it on one date; an item is complete when signed and registered.

    Loans are those that need at least one item; documents are all of the register up to the date.
    """

    as_of: date
    loan_count: int
    gap_loan_count: int
    needed_count: int
    complete_count: int
    document_count: int
    unsigned_count: int
    unregistered_count: int
    electronic_count: int

    @property
    def complete_ratio(self) -> Ratio:
        """Complete items ÷ items needed."""
        return Ratio(Decimal(self.complete_count), Decimal(self.needed_count))

    @property
    def electronic_ratio(self) -> Ratio:
        """Documents kept electronically ÷ all documents."""
        return Ratio(Decimal(self.electronic_count), Decimal(self.document_count))


@dataclass(frozen=True, kw_only=True)
class ItemCount:
    """One of the nine items: for how many loans it is needed, there, and complete."""

    step: str
    needed_count: int
    present_count: int
    complete_count: int


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A loan whose file is not complete; the lists hold items. `closed_date` is None for a loan on the book."""

    client_id: int
    loan_id: int
    client_code: str
    client_name: str
    loan_code: str
    kind: str
    currency: str
    outstanding_principal_amount: Decimal
    risk_class: str | None
    closed_date: date | None
    needed_count: int
    complete_count: int
    needed: Sequence[str]
    missing: Sequence[str]
    unsigned: Sequence[str]
    unregistered: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class GapCounts:
    """How many there are in all, of which the lists show the first."""

    loan_count: int
    unsigned_count: int
    unregistered_count: int


@dataclass(frozen=True, kw_only=True)
class MendedDocument:
    """A document that lacks signatures, or that is not registered in a place of custody."""

    client_code: str
    client_name: str
    document_code: str
    loan_code: str | None
    step: str
    title: str
    document_date: date
    needed_signature_count: int
    signed_count: int
    is_unsigned: bool
    is_unregistered: bool


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of the register; `loan_code` is None for one about all loans of the client."""

    document_code: str
    loan_code: str | None
    step: str
    kind: str
    title: str
    document_date: date
    needed_signature_count: int
    signed_count: int
    register_number: str | None
    custody_place: str | None
    is_electronic: bool
    sha256: str | None


@dataclass(frozen=True, kw_only=True)
class DutyCount:
    """One of the five roles: how many loans there are, and how many have an owner of it."""

    duty: str
    loan_count: int
    owned_count: int


def course(connection: Connection, *, org_unit_id: int, until: date, most: int = 13) -> tuple[Completeness, ...]:
    """The last closes up to a date, the oldest first; empty for whoever may not see sums of the unit."""
    mart = org_unit_archive.c
    newest = (
        select(*(mart[field.name] for field in fields(Completeness)))
        .where(mart.org_unit_id == org_unit_id, mart.as_of <= until)
        .order_by(mart.as_of.desc())
        .limit(most)
    )
    rows = [Completeness(**row) for row in connection.execute(newest).mappings()]
    return tuple(reversed(rows))


def items(connection: Connection, *, org_unit_id: int, as_of: date) -> tuple[ItemCount, ...]:
    """The items that a loan of the unit needs, in the order of the file."""
    mart = org_unit_archive_step.c
    statement = select(*(mart[field.name] for field in fields(ItemCount))).where(
        mart.as_of == as_of, mart.org_unit_id == org_unit_id
    )
    found = {row["step"]: ItemCount(**row) for row in connection.execute(statement).mappings()}
    return tuple(found[step] for step in ArchiveStep if step in found)


def duties(connection: Connection, *, org_unit_id: int, as_of: date) -> tuple[DutyCount, ...]:
    """The five roles, in the order of the source; empty without loans on the book."""
    mart = org_unit_duty.c
    statement = select(*(mart[field.name] for field in fields(DutyCount))).where(
        mart.as_of == as_of, mart.org_unit_id == org_unit_id
    )
    found = {row["duty"]: DutyCount(**row) for row in connection.execute(statement).mappings()}
    return tuple(found[duty] for duty in Duty if duty in found)


def gaps(connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST) -> tuple[Gap, ...]:
    """Loans with the largest gaps: most missing items first, then most incomplete ones, then the largest balance."""
    mart = archive_gap.c
    statement = (
        _within(select(*(mart[field.name] for field in fields(Gap))), archive_gap, org_unit_id, as_of)
        .order_by(
            func.cardinality(mart.missing).desc(),
            (mart.needed_count - mart.complete_count).desc(),
            mart.outstanding_principal_amount.desc(),
            mart.loan_code,
        )
        .limit(most)
    )
    return tuple(Gap(**row) for row in connection.execute(statement).mappings())


def gap_of_loan(connection: Connection, *, client_id: int, loan_id: int, as_of: date) -> Gap | None:
    """The gap of one loan; None where its file is complete, or not asked for."""
    mart = archive_gap.c
    statement = select(*(mart[field.name] for field in fields(Gap))).where(
        mart.as_of == as_of, mart.client_id == client_id, mart.loan_id == loan_id
    )
    row = connection.execute(statement).mappings().first()
    return Gap(**row) if row else None


def gap_counts(connection: Connection, *, org_unit_id: int, as_of: date) -> GapCounts:
    """How many loans have gaps and how many documents are to be mended, of those the subject sees."""
    loans = connection.scalar(_within(select(func.count()), archive_gap, org_unit_id, as_of)) or 0
    mart = document_gap.c
    counted = select(func.count(case((mart.is_unsigned, 1))), func.count(case((mart.is_unregistered, 1))))
    row = connection.execute(_within(counted, document_gap, org_unit_id, as_of)).one()
    return GapCounts(loan_count=loans, unsigned_count=row[0], unregistered_count=row[1])


def documents_to_mend(
    connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST
) -> tuple[MendedDocument, ...]:
    """Documents without all signatures, or without register number and place of custody; the newest first."""
    mart = document_gap.c
    statement = _within(
        select(*(mart[field.name] for field in fields(MendedDocument))), document_gap, org_unit_id, as_of
    )
    newest = statement.order_by(mart.document_date.desc(), mart.document_code).limit(most)
    return tuple(MendedDocument(**row) for row in connection.execute(newest).mappings())


def documents_of_loan(
    connection: Connection, *, client_id: int, loan_id: int | None, as_of: date
) -> tuple[Document, ...]:
    """What the register holds of a loan up to a date, and of its client as a whole; the newest first.

    None for the loan asks for everything of the client.
    """
    names = [field.name for field in fields(Document) if field.name != "loan_code"]
    of_loan = (loan.c.client_id == document.c.client_id) & (loan.c.loan_id == document.c.loan_id)
    statement = (
        select(loan.c.loan_code, *(document.c[name] for name in names))
        .select_from(document.outerjoin(loan, of_loan))
        .where(document.c.client_id == client_id, document.c.document_date <= as_of)
        .where(true() if loan_id is None else document.c.loan_id.is_(None) | (document.c.loan_id == loan_id))
        .order_by(document.c.document_date.desc(), document.c.document_code)
    )
    return tuple(Document(**row) for row in connection.execute(statement).mappings())


def _within(
    statement: Select[*tuple[Any, ...]], mart: Table, org_unit_id: int, as_of: date
) -> Select[*tuple[Any, ...]]:
    unit = Scope(org_unit_ids=(org_unit_id,)).reaches(mart)
    return statement.where(mart.c.as_of == as_of, unit)

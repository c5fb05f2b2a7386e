"""One MetaData, one naming convention, and the column types used everywhere."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Integer, MetaData, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
NAMESPACES = ("core", "workflow", "mart", "ops", "staging")

metadata = MetaData(naming_convention=NAMING_CONVENTION)


def text(name: str, *constraints: Any, **options: Any) -> Column[str]:
    """A text column; codes compare byte by byte so that keys sort alike on every server."""
    is_code = name.endswith("_code")
    return Column(name, Text(collation="C") if is_code else Text(), *constraints, **options)


def money(name: str, **options: Any) -> Column[Any]:
    """Money in the row's currency, exact to the cent."""
    return Column(name, Numeric(18, 2), **options)


def ratio(name: str, **options: Any) -> Column[Any]:
    """A fraction or a rate per period, exact to nine decimals."""
    return Column(name, Numeric(18, 9), **options)


def day(name: str, **options: Any) -> Column[Any]:
    """A business date."""
    return Column(name, Date(), **options)


def moment(name: str, **options: Any) -> Column[Any]:
    """A point in time with its zone."""
    return Column(name, TIMESTAMP(timezone=True), **options)


def flag(name: str, **options: Any) -> Column[bool]:
    """A yes-or-no column."""
    return Column(name, Boolean(), **options)


def count(name: str, **options: Any) -> Column[int]:
    """A whole number that may grow past two thousand million."""
    return Column(name, BigInteger(), **options)


def whole(name: str, *constraints: Any, **options: Any) -> Column[int]:
    """A small whole number, or a key of a reference table."""
    return Column(name, Integer(), *constraints, **options)


def key(name: str, *constraints: Any, **options: Any) -> Column[int]:
    """A key of a client, loan, account or another fact."""
    return Column(name, BigInteger(), *constraints, **options)


def identity(name: str, *, big: bool = True, **options: Any) -> Column[int]:
    """A key the database gives out."""
    kind = BigInteger() if big else Integer()
    return Column(name, kind, Identity(always=False), nullable=False, **options)


def batch() -> Column[int]:
    """The load batch a row came with, or was last changed by."""
    return Column("load_batch_id", BigInteger(), nullable=True)


def table(namespace: str, name: str, *parts: Any, **options: Any) -> Table:
    """A table of ours inside its namespace."""
    return Table(name, metadata, *parts, schema=namespace, **options)

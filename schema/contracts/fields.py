"""Fields that many feeds share, and short makers for the rest."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from schema.contracts.field import Field, GroupRule, Parent, Rule


def code(name: str, about: str, example: str, *, is_required: bool = True) -> Field:
    """A natural key or a short code."""
    return Field(name=name, kind="code", about=about, example=example, is_required=is_required)


def words(name: str, about: str, example: str, *, is_required: bool = False, one_of: tuple[str, ...] = ()) -> Field:
    """Free text, or a word from a closed list."""
    return Field(name=name, kind="text", about=about, example=example, is_required=is_required, one_of=one_of)


def money(
    name: str,
    about: str,
    example: str,
    *,
    is_required: bool = True,
    above: int | None = None,
    at_least: int | None = None,
) -> Field:
    """An amount in the row's currency."""
    return Field(
        name=name,
        kind="money",
        about=about,
        example=example,
        is_required=is_required,
        above=above,
        at_least=at_least,
    )


def day(name: str, about: str, example: str, *, is_required: bool = True) -> Field:
    """A business date."""
    return Field(name=name, kind="day", about=about, example=example, is_required=is_required)


def flag(name: str, about: str, *, is_required: bool = False) -> Field:
    """A yes-or-no value."""
    return Field(name=name, kind="flag", about=about, example="true", is_required=is_required)


def share(name: str = "share_percent") -> Field:
    """A share in percent, above 0 and at most 100."""
    return Field(
        name=name,
        kind="ratio",
        about="share in percent; the shares of one thing add up to 100 on every day",
        example="60",
        above=0,
        at_most=100,
    )


def rate(name: str, about: str, example: str) -> Field:
    """A rate per year as a fraction."""
    return Field(name=name, kind="ratio", about=about, example=example, at_least=0, at_most=Decimal(1))


CURRENCY = words("currency", "ISO 4217 code of the row's amounts", "CNY", is_required=True)
VALID_FROM = day("valid_from", "first day it holds", "2025-01-01")
VALID_TO = day("valid_to", "last day it holds; empty while it holds", "2025-12-31", is_required=False)


def client_parent(field: str = "client_code", *, is_required: bool = True, gives: str = "client_id") -> Parent:
    """The client a row belongs to."""
    return Parent(map_name="client", field=field, gives={"client_id": gives}, is_required=is_required)


def loan_parent(*, is_required: bool = True, owns_row: bool = True) -> Parent:
    """The loan a row belongs to; brings the client when the row has no client code of its own."""
    client_id = "client_id" if owns_row else "loan_client_id"
    gives = {"loan_id": "loan_id", "client_id": client_id, "disbursed_date": "loan_disbursed_date"}
    return Parent(map_name="loan", field="loan_code", gives=gives, is_required=is_required)


def not_before(code: str, later: str, earlier: str, sentence: str) -> Rule:
    """`later` must not lie before `earlier`; empty dates are fine."""
    return Rule(code=code, column=later, holds=pl.col(later) >= pl.col(earlier), sentence=sentence)


VALIDITY = not_before("ends_before_it_starts", "valid_to", "valid_from", "valid_to lies before valid_from.")
SAME_CLIENT = Rule(
    code="loan_of_another_client",
    column="loan_code",
    holds=pl.col("loan_client_id") == pl.col("client_id"),
    sentence="The loan belongs to another client than client_code says.",
)


def _same(column: str) -> str:
    """`=` can be hashed, `is not distinct from` cannot: use it only where a key may be empty."""
    return f"s.{column} {'is not distinct from' if column == 'loan_id' else '='} o.{column}"


def no_overlap(what: tuple[str, ...], table: str, key: tuple[str, ...]) -> GroupRule:
    """Two periods of the same thing may not share a day, within the file or with what is stored."""
    same = " and ".join(_same(column) for column in what)
    other_key = " or ".join(f"s.{column} is distinct from o.{column}" for column in key)
    replaced = " and ".join(f"r.{column} is not distinct from c.{column}" for column in key)
    columns = ", ".join((*dict.fromkeys((*what, *key)), "valid_to"))
    stored = ", ".join(f"c.{name.strip()}" for name in columns.split(","))
    return GroupRule(
        code="overlapping_period",
        column="valid_from",
        violators=(
            f"with every_row as (select {columns} from {{staging}} union all select {stored} from {table} c "
            f"where not exists (select 1 from {{staging}} r where {replaced})) "
            f"select distinct s.row_number, o.valid_from::text as detail from {{staging}} s join every_row o "
            f"on {same} and ({other_key}) and s.valid_from <= coalesce(o.valid_to, 'infinity') "
            f"and o.valid_from <= coalesce(s.valid_to, 'infinity')"
        ),
        sentence="The period overlaps another one of the same kind that starts on {detail}.",
    )

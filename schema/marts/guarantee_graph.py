"""Guarantees of a unit on a date: sums for everybody, circles and who is called by client for those who see them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, true

from schema.domain.money import Ratio
from schema.marts.tables_structure import guarantee_edge, guarantee_member, org_unit_guarantee
from schema.tables.organisation import org_unit_closure

MOST_EDGES = 90
MOST_CALLED = 50
MOST_MEMBERS = 200


@dataclass(frozen=True, kw_only=True)
class GuaranteeSums:
    """Guarantees for borrowers of the unit, and its clients in circles and one or two hops from a failed one."""

    guarantee_count: int
    guaranteed_amount: Decimal
    client_count: int
    circle_count: int
    circle_client_count: int
    circle_amount: Decimal
    one_hop_count: int
    one_hop_amount: Decimal
    two_hop_count: int
    two_hop_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Member:
    """A client that gives or receives guarantees. `source_code` and `source_name` are the nearest failed client, None
    without one or when the subject may not see it; `equity_amount` is None when no statement says it.
    """

    client_id: int
    client_code: str
    client_name: str
    risk_class: str | None
    outstanding_principal_amount: Decimal
    given_amount: Decimal
    received_amount: Decimal
    equity_amount: Decimal | None
    circle_no: int | None
    circle_size: int | None
    hops: int | None
    source_code: str | None
    source_name: str | None

    @property
    def over_guarantee(self) -> Decimal | None:
        """Guarantees given over net assets; None when these are unknown or not positive."""
        known = self.equity_amount is not None and self.equity_amount > 0
        return Ratio(self.given_amount, self.equity_amount or Decimal(0)).value if known else None


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Everything one client stands in for another; `circle_no` when both are in the same circle."""

    client_id: int
    guarantor_client_id: int
    guarantee_count: int
    guaranteed_amount: Decimal
    circle_no: int | None


def sums(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> GuaranteeSums | None:
    """The sums of the unit; None when none of its clients gives or receives a guarantee."""
    mart = org_unit_guarantee.c
    columns = [mart[field.name] for field in fields(GuaranteeSums)]
    statement = select(*columns).where(mart.as_of == as_of, mart.org_unit_id == org_unit_id, mart.currency == currency)
    row = connection.execute(statement).mappings().first()
    return GuaranteeSums(**row) if row else None


def circle_edges(connection: Connection, *, client_ids: tuple[int, ...], currency: str, as_of: date) -> list[Edge]:
    """Guarantees that touch one of the clients: those inside circles first, then the largest.

    At most `MOST_EDGES`; only those for borrowers whom the subject may see.
    """
    edge = guarantee_edge.c
    statement = (
        select(*[edge[field.name] for field in fields(Edge)])
        .where(edge.as_of == as_of, edge.currency == currency)
        .where(or_(edge.client_id.in_(client_ids), edge.guarantor_client_id.in_(client_ids)))
        .order_by(edge.circle_no.nulls_last(), edge.guaranteed_amount.desc(), edge.client_id, edge.guarantor_client_id)
        .limit(MOST_EDGES)
    )
    return [Edge(**row) for row in connection.execute(statement).mappings()]


def members(connection: Connection, *, client_ids: tuple[int, ...], currency: str, as_of: date) -> list[Member]:
    """The clients of these that the subject may see, by code."""
    mart = guarantee_member.c
    statement = _members().where(mart.as_of == as_of, mart.currency == currency, mart.client_id.in_(client_ids))
    return _found(connection, statement.order_by(mart.client_code))


def circle_members(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> list[Member]:
    """Members of circles among the clients of the unit, circle by circle, at most `MOST_MEMBERS`."""
    mart = guarantee_member.c
    statement = _members().where(*_of_unit(org_unit_id, currency, as_of), mart.circle_no.is_not(None))
    return _found(connection, statement.order_by(mart.circle_no, mart.client_code).limit(MOST_MEMBERS))


def called(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> list[Member]:
    """Clients of the unit one or two hops from a failed one: the nearest first, then the largest balance."""
    mart = guarantee_member.c
    statement = _members().where(*_of_unit(org_unit_id, currency, as_of), mart.hops.between(1, 2))
    order = (mart.hops, mart.outstanding_principal_amount.desc(), mart.client_code)
    return _found(connection, statement.order_by(*order).limit(MOST_CALLED))


def _of_unit(org_unit_id: int, currency: str, as_of: date) -> tuple[ColumnElement[bool], ...]:
    mart = guarantee_member.c
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    return (mart.as_of == as_of, mart.currency == currency, mart.org_unit_id.in_(below))


def _members() -> Select[Any]:
    """Members with the name of their failed client, whatever currency that one is in."""
    mart = guarantee_member.c
    other = guarantee_member.alias("other")
    source = (
        select(other.c.client_code.label("source_code"), other.c.client_name.label("source_name"))
        .where(other.c.as_of == mart.as_of, other.c.client_id == mart.source_client_id)
        .limit(1)
        .lateral("source")
    )
    own = [mart[field.name] for field in fields(Member) if not field.name.startswith("source")]
    return select(*own, source.c.source_code, source.c.source_name).select_from(
        guarantee_member.outerjoin(source, true())
    )


def _found(connection: Connection, statement: Select[Any]) -> list[Member]:
    return [Member(**row) for row in connection.execute(statement).mappings()]

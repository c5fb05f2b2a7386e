"""What can be asked for: the closed dates, the org tree one may see, the parameters of a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ARRAY, Connection, Integer, any_, cast, func, select, union
from sqlalchemy.dialects.postgresql import distinct_on

from schema.domain.words import ParameterStatus
from schema.marts.tables import org_unit_portfolio, org_unit_sales
from schema.tables.operations import closed_date, data_version, parameter
from schema.tables.organisation import org_unit


@dataclass(frozen=True, kw_only=True)
class ClosedDate:
    """One closed date; `stale_reason` says why a stale one must be closed again."""

    as_of: date
    is_stale: bool
    stale_reason: str | None
    closed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrgUnit:
    """One unit of the tree; `parent_id` is None at the top of what one may see, `depth` is 0 there."""

    org_unit_id: int
    org_unit_code: str
    name: str
    parent_id: int | None
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class ParameterRow:
    """One parameter as it is valid on a date; either a number or a word."""

    name: str
    key: str
    number: Decimal | None
    word: str | None
    unit: str | None
    source: str
    status: ParameterStatus
    valid_from: date


def version(connection: Connection) -> int:
    """The number that every load and every close raises; 0 before the first."""
    return connection.scalar(select(data_version.c.version)) or 0


def closed_dates(connection: Connection) -> list[ClosedDate]:
    """Every closed date, newest first; empty before the first close."""
    columns = (
        closed_date.c.as_of,
        closed_date.c.is_stale,
        closed_date.c.stale_reason,
        closed_date.c.closed_at,
    )
    rows = connection.execute(select(*columns).order_by(closed_date.c.as_of.desc()))
    return [ClosedDate(**row) for row in rows.mappings()]


def org_units(connection: Connection) -> list[OrgUnit]:
    """The units the subject may see, parents before children, siblings by code."""
    visible = cast(select(func.ops.visible_org_units()).scalar_subquery(), ARRAY(Integer))
    columns = (org_unit.c.org_unit_id, org_unit.c.org_unit_code, org_unit.c.name, org_unit.c.parent_id)
    rows = connection.execute(
        select(*columns).where(org_unit.c.org_unit_id == any_(visible)).order_by(org_unit.c.org_unit_code)
    )
    return tree_order([OrgUnit(**row) for row in rows.mappings()])


def tree_order(units: Sequence[OrgUnit]) -> list[OrgUnit]:
    """Depth first with depths filled in; a unit whose parent is not among them stands at the top."""
    known = {unit.org_unit_id for unit in units}
    below: dict[int | None, list[OrgUnit]] = defaultdict(list)
    for unit in units:
        parent_id = unit.parent_id if unit.parent_id in known else None
        below[parent_id].append(replace(unit, parent_id=parent_id))

    def walk(parent_id: int | None, depth: int) -> Iterator[OrgUnit]:
        for unit in below[parent_id]:
            yield replace(unit, depth=depth)
            yield from walk(unit.org_unit_id, depth + 1)

    return list(walk(None, 0))


def currencies(connection: Connection, *, as_of: date, org_unit_id: int) -> list[str]:
    """Currencies in which the unit has loans or sales on the date, in alphabetical order."""
    found = [
        select(mart.c.currency).where(mart.c.as_of == as_of, mart.c.org_unit_id == org_unit_id)
        for mart in (org_unit_portfolio, org_unit_sales)
    ]
    return sorted(connection.scalars(union(*found)))


def parameters_on(connection: Connection, *, on: date) -> list[ParameterRow]:
    """All parameters valid on a date, by name and key; of overlapping rows the one that began last."""
    table = parameter.c
    columns = (table.name, table.key, table.number, table.word, table.unit, table.source, table.status)
    statement = (
        select(*columns, table.valid_from)
        .ext(distinct_on(table.name, table.key))
        .where(table.valid_from <= on, (table.valid_to.is_(None)) | (table.valid_to >= on))
        .order_by(table.name, table.key, table.valid_from.desc())
    )
    rows = connection.execute(statement).mappings()
    return [ParameterRow(**{**row, "status": ParameterStatus(row["status"])}) for row in rows]

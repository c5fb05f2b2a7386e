"""Who joined, left or changed post in a month, and whose post has a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    Text,
    and_,
    cast,
    column,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from schema.marts.people import is_valid
from schema.marts.today_scope import Scope
from schema.tables.organisation import org_unit, staff, staff_role

MOST = 50


class PeopleKind(StrEnum):
    """What happened to somebody's post, the most pressing first."""

    NO_POST = "no_post"  # here, and without a post on the date
    CLOSED_UNIT = "closed_unit"  # still in a unit that was closed
    LEFT = "left"
    JOINED = "joined"
    MOVED = "moved"  # another post began in the month


@dataclass(frozen=True, kw_only=True)
class PeopleNeed:
    """One person and what happened; `role` is the post that began, or with `NO_POST` the last one held, if any."""

    kind: PeopleKind
    staff_code: str
    name: str
    org_unit_id: int
    on: date | None
    role: str | None


@dataclass(frozen=True, kw_only=True)
class PeopleNeeds:
    """The first of them, how many there are by kind, and how many loans have no client manager."""

    rows: Sequence[PeopleNeed]
    counts: Mapping[PeopleKind, int]
    unmanaged_loan_count: int

    def count(self, *kinds: PeopleKind) -> int:
        """How many of these kinds."""
        return sum(self.counts.get(kind, 0) for kind in kinds)


def people_needs(connection: Connection, *, scope: Scope, as_of: date, most: int = MOST) -> PeopleNeeds:
    """Staff of the units of a scope: gaps on the date, changes from the first of its month up to it.

    The last day of a post or of somebody's time at the bank is still worked.
    """
    first = as_of.replace(day=1)
    parts = (_without_post(as_of), _in_closed_unit(as_of), _left(first, as_of), _joined(first, as_of),
             _moved(first, as_of))  # fmt: skip
    found = union_all(*(part.where(scope.reaches(staff)) for part in parts)).subquery("found")
    total = func.count().over(partition_by=found.c.place)
    statement = select(found, total.label("total")).order_by(found.c.place, found.c.on.desc(), found.c.staff_code)
    rows = connection.execute(statement).mappings().all()
    names = PeopleNeed.__dataclass_fields__
    needs = [PeopleNeed(**{name: row[name] for name in names if name != "kind"}, kind=_kind(row)) for row in rows]
    return PeopleNeeds(
        rows=tuple(needs[:most]),
        counts={_kind(row): row["total"] for row in rows},
        unmanaged_loan_count=_unmanaged(connection, scope, as_of),
    )


def _kind(row: Any) -> PeopleKind:
    return tuple(PeopleKind)[int(row["place"])]


def _unmanaged(connection: Connection, scope: Scope, as_of: date) -> int:
    """Only a number: the loans themselves may not be for those who see the staff."""
    columns = (column("org_unit_id", Integer), column("loan_count", BigInteger))
    counts = func.ops.loans_without_manager(as_of).table_valued(*columns)
    statement = select(func.coalesce(func.sum(counts.c.loan_count), 0)).where(scope.reaches(counts))
    return int(connection.scalar(statement) or 0)


def _rows(kind: PeopleKind, on: ColumnElement[Any], role: ColumnElement[Any]) -> Select[Any]:
    place = literal(list(PeopleKind).index(kind)).label("place")
    return select(place, staff.c.staff_code, staff.c.name, staff.c.org_unit_id, on.label("on"), role.label("role"))


def _is_here(as_of: date) -> ColumnElement[bool]:
    here = staff.c
    return and_(
        or_(here.hired_date.is_(None), here.hired_date <= as_of), or_(here.left_date.is_(None), here.left_date >= as_of)
    )


def _without_post(as_of: date) -> Select[Any]:
    post = staff_role.c
    held = exists().where(post.staff_id == staff.c.staff_id, is_valid(post, as_of))
    last = (
        select(post.valid_to, post.role)
        .where(post.staff_id == staff.c.staff_id, post.valid_to < as_of)
        .order_by(post.valid_to.desc(), post.role)
        .limit(1)
        .lateral("last_post")
    )
    rows = _rows(PeopleKind.NO_POST, last.c.valid_to, last.c.role)
    return rows.outerjoin_from(staff, last, literal(True)).where(_is_here(as_of), ~held)


def _in_closed_unit(as_of: date) -> Select[Any]:
    rows = _rows(PeopleKind.CLOSED_UNIT, org_unit.c.closed_date, cast(null(), Text))
    joined = rows.join_from(staff, org_unit, org_unit.c.org_unit_id == staff.c.org_unit_id)
    return joined.where(_is_here(as_of), org_unit.c.closed_date <= as_of)


def _left(first: date, as_of: date) -> Select[Any]:
    rows = _rows(PeopleKind.LEFT, staff.c.left_date, cast(null(), Text))
    return rows.where(staff.c.left_date.between(first, as_of))


def _joined(first: date, as_of: date) -> Select[Any]:
    """With the first post, if there is one."""
    post = staff_role.c
    role = (
        select(post.role)
        .where(post.staff_id == staff.c.staff_id, post.valid_from <= as_of)
        .order_by(post.valid_from, post.role)
        .limit(1)
        .scalar_subquery()
    )
    return _rows(PeopleKind.JOINED, staff.c.hired_date, role).where(staff.c.hired_date.between(first, as_of))


def _moved(first: date, as_of: date) -> Select[Any]:
    """A post that began after the first day at the bank."""
    post = staff_role.c
    rows = _rows(PeopleKind.MOVED, cast(post.valid_from, Date), post.role)
    moved = rows.join_from(staff, staff_role, post.staff_id == staff.c.staff_id)
    is_later = or_(staff.c.hired_date.is_(None), post.valid_from > staff.c.hired_date)
    return moved.where(post.valid_from.between(first, as_of), is_later)

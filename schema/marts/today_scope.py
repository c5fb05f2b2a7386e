"""Whose needs are asked for: everything below some units, or of that only one's own book."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, ColumnElement, FromClause, Integer, and_, any_, cast, func, select, true

from schema.tables.organisation import org_unit_closure


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Units with everything below them; `is_own_book` narrows to the clients the subject is assigned to today.

    It only ever narrows: what the subject may see at all is decided by the policies of the tables.
    """

    org_unit_ids: tuple[int, ...]
    is_own_book: bool = False

    def covers(self, facts: FromClause) -> ColumnElement[bool]:
        """Rows of facts that carry `org_unit_id` and `client_id`."""
        return and_(self.reaches(facts), self.is_mine(facts) if self.is_own_book else true())

    def reaches(self, facts: FromClause) -> ColumnElement[bool]:
        """Rows of the units, whoever manages them."""
        closure = org_unit_closure.c
        below = select(func.array_agg(closure.descendant_id)).where(closure.ancestor_id.in_(self.org_unit_ids))
        return facts.c.org_unit_id == any_(cast(below.scalar_subquery(), ARRAY(Integer)))

    def is_mine(self, facts: FromClause) -> ColumnElement[bool]:
        """Rows of clients of one's own book."""
        book = select(func.ops.own_book()).scalar_subquery()
        return facts.c.client_id == any_(cast(book, ARRAY(BigInteger)))

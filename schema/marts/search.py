"""One question for clients, loans, staff and cases by code or name. Row-level security decides who is found.

Codes are asked for as ranges, so that their unique index answers: comparing is leakproof, matching is not, and only
what is leakproof may be looked up before the policy has spoken. Names are read one by one, each against a pattern of
equivalent characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from schema.domain import spelling
from schema.marts.people import post_on
from schema.tables.lending import loan, loan_snapshot
from schema.tables.operations import closed_date
from schema.tables.organisation import org_unit, staff
from schema.tables.party import client
from schema.tables.workflow import case_file

MOST = 8
LONGEST_NUMBER = 15
HIGHEST = "\U0010ffff"
HitT = TypeVar("HitT")


@dataclass(frozen=True, kw_only=True)
class ClientHit:
    """A client that was found, with the name of its unit."""

    client_code: str
    name: str
    unit_name: str


@dataclass(frozen=True, kw_only=True)
class LoanHit:
    """A loan that was found; the balance is that of the date asked for, None when it was not on the book."""

    loan_code: str
    client_code: str
    client_name: str
    currency: str
    balance_amount: Decimal | None


@dataclass(frozen=True, kw_only=True)
class StaffHit:
    """A member of staff who was found; role and unit of the post that began last, None without a post."""

    staff_code: str
    name: str
    role: str | None
    unit_name: str


@dataclass(frozen=True, kw_only=True)
class CaseHit:
    """A case that was found; `loan_code` is None for one about a client as a whole."""

    case_id: int
    workflow: str
    client_code: str
    client_name: str
    loan_code: str | None
    is_closed: bool


Hit: TypeAlias = ClientHit | LoanHit | StaffHit | CaseHit


@dataclass(frozen=True)
class Hits(Generic[HitT]):
    """The best hits of one kind, best first, and how many there are beyond them."""

    best: tuple[HitT, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found, by kind."""

    clients: Hits[ClientHit]
    loans: Hits[LoanHit]
    staff: Hits[StaffHit]
    cases: Hits[CaseHit] = Hits((), 0)

    @property
    def only(self) -> Hit | None:
        """The one hit there is; None when there are none or several."""
        best: tuple[Hit, ...] = (*self.clients.best, *self.loans.best, *self.staff.best, *self.cases.best)
        return best[0] if len(best) == 1 else None


def found(connection: Connection, *, typed: str, as_of: date | None = None) -> Found:
    """Clients and staff by code or name, loans by code: exact code, code prefix, name begins, name contains.

    Names match whole or by their words in any order. Nothing typed: nothing found. Without `as_of`, balances and
    posts are those of the last closed date.
    """
    words = spelling.words(typed)
    if not words:
        return Found(clients=Hits((), 0), loans=Hits((), 0), staff=Hits((), 0))
    day = as_of or connection.scalar(select(func.max(closed_date.c.as_of))) or date.max
    return Found(
        clients=_hits(connection, _clients(words), ClientHit),
        loans=_hits(connection, _loans(words, day), LoanHit),
        staff=_hits(connection, _staff(words, day), StaffHit),
    )


def cases(connection: Connection, *, typed: str) -> Hits[CaseHit]:
    """Cases by their number (`12`, `#12`), or open ones by the loan or the client they are about, the newest first.

    Asked apart from the others: cases change between two closes.
    """
    words = spelling.words(typed)
    if not words:
        return Hits((), 0)
    about = or_(_code_begins(client.c.client_code, words), _name_matches(client.c.name, words))
    is_asked: list[ColumnElement[bool]] = [~case_file.c.is_closed & or_(about, _code_begins(loan.c.loan_code, words))]
    number = "".join(words).removeprefix("#")
    if number.isdecimal() and len(number) <= LONGEST_NUMBER:
        is_asked.append(case_file.c.case_id == int(number))
    of_loan = (loan.c.client_id == case_file.c.client_id) & (loan.c.loan_id == case_file.c.loan_id)
    statement = (
        select(
            case_file.c.case_id,
            case_file.c.workflow,
            client.c.client_code,
            client.c.name.label("client_name"),
            loan.c.loan_code,
            case_file.c.is_closed,
            func.count().over().label("found_count"),
        )
        .select_from(case_file.join(client, client.c.client_id == case_file.c.client_id).outerjoin(loan, of_loan))
        .where(or_(*is_asked))
        .order_by(case_file.c.case_id.desc())
        .limit(MOST)
    )
    return _hits(connection, statement, CaseHit)


def _hits(connection: Connection, statement: Select[Any], kind: type[HitT]) -> Hits[HitT]:
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    counts = [row.pop("found_count") for row in rows]
    return Hits(tuple(kind(**row) for row in rows), max(counts, default=0) - len(rows))


def _clients(words: Sequence[str]) -> Select[Any]:
    best = _best(client, client.c.client_code, client.c.name, words, (client.c.org_unit_id,))
    columns = (best.c.client_code, best.c.name, org_unit.c.name.label("unit_name"), best.c.found_count)
    home = best.join(org_unit, org_unit.c.org_unit_id == best.c.org_unit_id)
    return select(*columns).select_from(home).order_by(*_order(best))


def _staff(words: Sequence[str], day: date) -> Select[Any]:
    best = _best(staff, staff.c.staff_code, staff.c.name, words, (staff.c.staff_id, staff.c.org_unit_id))
    post = post_on(best.c.staff_id, day)
    unit_id = func.coalesce(post.c.org_unit_id, best.c.org_unit_id)
    return (
        select(best.c.staff_code, best.c.name, post.c.role, org_unit.c.name.label("unit_name"), best.c.found_count)
        .select_from(best.outerjoin(post, true()).join(org_unit, org_unit.c.org_unit_id == unit_id))
        .order_by(*_order(best))
    )


def _loans(words: Sequence[str], day: date) -> Select[Any]:
    """By code alone: a loan has no name of its own."""
    columns = (loan.c.client_id, loan.c.loan_id, loan.c.currency)
    best = _best(loan, loan.c.loan_code, None, words, columns)
    at_close = loan_snapshot.c
    is_of_loan = (at_close.client_id == best.c.client_id) & (at_close.loan_id == best.c.loan_id)
    joined = best.join(client, client.c.client_id == best.c.client_id)
    return (
        select(
            best.c.loan_code,
            client.c.client_code,
            client.c.name.label("client_name"),
            best.c.currency,
            at_close.outstanding_principal_amount.label("balance_amount"),
            best.c.found_count,
        )
        .select_from(joined.outerjoin(loan_snapshot, and_(at_close.as_of == day, is_of_loan)))
        .order_by(*_order(best))
    )


def _best(
    table: FromClause,
    code: Column[str],
    name: Column[str] | None,
    words: Sequence[str],
    columns: Sequence[ColumnElement[Any]],
) -> Subquery:
    """The best rows of a table, with their rank and the number of all that match."""
    conditions = [_code_begins(code, words), *([_name_matches(name, words)] if name is not None else [])]
    shown = (code,) if name is None else (code, name)
    rank, length = _rank(code, name, words).label("rank"), _length(code, name, words).label("length")
    ranked = select(*shown, *columns, rank, length)
    counted = ranked.add_columns(func.count().over().label("found_count")).where(or_(*conditions))
    return counted.order_by("rank", "length", code).limit(MOST).subquery()


def _order(best: Subquery) -> Iterator[ColumnElement[Any]]:
    yield from (best.c.rank, best.c.length, best.c[0])


def _rank(code: Column[str], name: Column[str] | None, words: Sequence[str]) -> ColumnElement[int]:
    whens = [(code.in_(_typed_codes(words)), 0), (_code_begins(code, words), 1)]
    if name is not None:
        begins = r"\s*".join(map(spelling.pattern, words))
        whens.append((name.regexp_match(f"^{begins}"), 2))
    return case(*whens, else_=3)


def _length(code: Column[str], name: Column[str] | None, words: Sequence[str]) -> ColumnElement[int]:
    """Among equals the shorter goes first: what was typed is more of it."""
    by_code = func.char_length(code)
    return by_code if name is None else case((_code_begins(code, words), by_code), else_=func.char_length(name))


def _code_begins(code: Column[str], words: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(and_(code >= typed, code < typed + HIGHEST) for typed in _typed_codes(words)))


def _typed_codes(words: Sequence[str]) -> list[str]:
    """As it was typed, and all in capitals or all small; a code may have blanks in it."""
    typed = spelling.narrowed(" ".join(words))
    return sorted({typed, typed.upper(), typed.lower()})


def _name_matches(name: Column[str], words: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(name.regexp_match(spelling.pattern(word)) for word in dict.fromkeys(words)))

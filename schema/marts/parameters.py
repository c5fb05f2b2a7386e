"""Parameters as they were, are and shall be: every value with its days, proposals, and what one would do.

Acts are functions of the database: each checks the right, refuses with a sentence and writes the log.
Raises of every act: NotAllowed without the right, Refused for the rule that forbids it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
from sqlalchemy import Boolean, Connection, Date, Numeric, Text, column, func, select

from schema.marts.access import act
from schema.marts.frames import frame
from schema.tables.access import parameter_proposal
from schema.tables.operations import closed_date, parameter


@dataclass(frozen=True, kw_only=True)
class NewValue:
    """A value that shall hold from a day on: a number or a word. Without a unit it keeps that of the latest value."""

    name: str
    key: str = ""
    number: Decimal | None = None
    word: str | None = None
    unit: str | None = None
    valid_from: date
    source: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a new value from a day on would do.

    `number`, `word`, `valid_from` and `status` are those of the row it ends (None where none holds that day);
    the new one holds until `last_day`, None without end. `stale_count` closed dates must be closed again.
    """

    number: Decimal | None
    word: str | None
    valid_from: date | None
    status: str | None
    last_day: date | None
    stale_count: int
    needs_second_person: bool
    is_taken: bool


def names(connection: Connection) -> list[tuple[str, str]]:
    """Name and key of every parameter there is."""
    columns = (parameter.c.name, parameter.c.key)
    rows = connection.execute(select(*columns).distinct().order_by(*columns))
    return [(row.name, row.key) for row in rows]


def history(connection: Connection, *, name: str, key: str = "") -> pl.DataFrame:
    """number, word, unit, valid_from, valid_to, source, status, author, created_at: one row per value, newest first."""
    table = parameter.c
    columns = (table.number, table.word, table.unit, table.valid_from, table.valid_to, table.source, table.status)
    statement = select(*columns, table.author, table.created_at).where(table.name == name, table.key == key)
    return frame(connection, statement.order_by(table.valid_from.desc()))


def proposals(connection: Connection, *, is_decided: bool | None = None) -> pl.DataFrame:
    """Every proposal as it is stored, or those decided or still open; newest first."""
    statement = select(*parameter_proposal.c)
    if is_decided is not None:
        statement = statement.where(parameter_proposal.c.decision.is_not(None) == is_decided)
    return frame(connection, statement.order_by(parameter_proposal.c.parameter_proposal_id.desc()))


def preview(connection: Connection, *, name: str, key: str, valid_from: date, status: str) -> Preview:
    """What a value of this status from a day on would do, before anybody proposes it or decides about it."""
    held = func.ops.parameter_on(name, key, valid_from).table_valued(
        column("number", Numeric(24, 9)), column("word", Text), column("valid_from", Date), column("status", Text)
    )
    before = connection.execute(select(*held.c)).mappings().one()
    last_day = connection.scalar(select(func.ops.parameter_end(name, key, valid_from, type_=Date)))
    closed = closed_date.c
    stale = select(func.count()).where(closed.as_of >= valid_from, ~closed.is_stale)
    if last_day is not None:
        stale = stale.where(closed.as_of <= last_day)
    second = func.ops.needs_second_person(name, key, valid_from, status, type_=Boolean)
    return Preview(
        **before,
        last_day=last_day,
        stale_count=connection.scalar(stale) or 0,
        needs_second_person=bool(connection.scalar(select(second))),
        is_taken=before["valid_from"] == valid_from,
    )


def propose(connection: Connection, value: NewValue, *, reason: str) -> int:
    """Propose a value; returns the proposal's key."""
    said = (value.name, value.key, value.number, value.word, value.unit, value.valid_from, value.source, value.status)
    return int(act(connection, func.ops.propose_parameter(*said, reason)))


def decide(connection: Connection, *, proposal_id: int, accept: bool, note: str) -> None:
    """Accept a proposal, which then holds, or refuse it with a note. Published values need a second person."""
    act(connection, func.ops.decide_parameter(proposal_id, accept, note))

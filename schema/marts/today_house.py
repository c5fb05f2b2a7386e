"""What waits for the people who keep the installation: proposals, files, users; of files those of the last 7 days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Text,
    and_,
    column,
    exists,
    func,
    or_,
    select,
)

from schema.tables.access import parameter_proposal
from schema.tables.operations import app_user, load_batch, user_scope

T = TypeVar("T")
DAYS = 7
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A parameter that waits for a second pair of eyes; either a number or a word."""

    name: str
    key: str
    number: Decimal | None
    word: str | None
    valid_from: date
    author: str
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class BatchNeed:
    """A file that was refused as a whole, or some of whose rows were."""

    feed: str
    file_name: str
    is_refused: bool
    message: str | None
    rows_read: int
    rows_rejected: int
    started_at: datetime


@dataclass(frozen=True, kw_only=True)
class Stranded:
    """A user who may sign in and has no scope today."""

    subject: str
    display_name: str


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """A user who has left the bank and still has a scope of today."""

    subject: str
    display_name: str
    left_date: date


@dataclass(frozen=True, kw_only=True)
class HouseNeeds:
    """What waits for an administrator; of each at most 50."""

    proposals: Sequence[Proposal]
    batches: Sequence[BatchNeed]
    stranded: Sequence[Stranded]
    leavers: Sequence[Leaver]


def house_needs(connection: Connection) -> HouseNeeds:
    """Proposals undecided, files refused in the last 7 days and not mended since, users whose scopes are not right."""
    return HouseNeeds(
        proposals=_proposals(connection),
        batches=_batches(connection),
        stranded=_stranded(connection),
        leavers=_leavers(connection),
    )


def lately(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    return at >= func.now() - timedelta(days=DAYS)


def _proposals(connection: Connection) -> tuple[Proposal, ...]:
    """The one that has waited longest first."""
    table = parameter_proposal.c
    author = func.coalesce(app_user.c.display_name, table.author).label("author")
    columns = (table.name, table.key, table.number, table.word, table.valid_from, author, table.proposed_at)
    statement = (
        select(*columns)
        .outerjoin_from(parameter_proposal, app_user, app_user.c.subject == table.author)
        .where(table.decided_at.is_(None))
        .order_by(table.proposed_at, table.name, table.key)
        .limit(MOST)
    )
    return tuple(Proposal(**row) for row in connection.execute(statement).mappings())


def _batches(connection: Connection) -> tuple[BatchNeed, ...]:
    """The refused files first, then by rejected rows; not those that came again since."""
    batch, later = load_batch.c, load_batch.alias("later")
    is_mended = exists().where(
        later.c.feed == batch.feed,
        later.c.file_name == batch.file_name,
        later.c.load_batch_id > batch.load_batch_id,
        later.c.status == "loaded",
    )
    is_refused = (batch.status == "refused").label("is_refused")
    counts = (batch.rows_read, batch.rows_rejected, batch.started_at)
    statement = (
        select(batch.feed, batch.file_name, is_refused, batch.message, *counts)
        .where(lately(batch.started_at), or_(batch.status == "refused", batch.rows_rejected > 0))
        .where(batch.superseded_by.is_(None), ~is_mended)
        .order_by(is_refused.desc(), batch.rows_rejected.desc(), batch.load_batch_id.desc())
        .limit(MOST)
    )
    return tuple(BatchNeed(**row) for row in connection.execute(statement).mappings())


def _stranded(connection: Connection) -> tuple[Stranded, ...]:
    scope = user_scope.c
    today = func.ops.today()
    has_scope = exists().where(
        scope.subject == app_user.c.subject,
        and_(scope.valid_from <= today, or_(scope.valid_to.is_(None), scope.valid_to >= today)),
    )
    statement = (
        select(app_user.c.subject, app_user.c.display_name)
        .where(app_user.c.is_active, ~has_scope)
        .order_by(app_user.c.display_name, app_user.c.subject)
        .limit(MOST)
    )
    return tuple(Stranded(**row) for row in connection.execute(statement).mappings())


def _leavers(connection: Connection) -> tuple[Leaver, ...]:
    """Who left last first."""
    columns = (column("subject", Text), column("display_name", Text), column("left_date", Date))
    left = func.ops.leavers_with_access().table_valued(*columns)
    statement = select(left).order_by(left.c.left_date.desc(), left.c.subject).limit(MOST)
    return tuple(Leaver(**row) for row in connection.execute(statement).mappings())

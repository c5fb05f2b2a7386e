"""Who may do what: the personas people work as, and the table of their rights.

A right belongs to a persona, a persona to a scope of a user: a right is held in the units of that scope only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, tuple_
from sqlalchemy.dialects.postgresql import insert

from schema.tables.access import persona, persona_right


class Persona(StrEnum):
    """What somebody works as, in the units of one scope."""

    CLIENT_MANAGER = "client_manager"
    RISK_MANAGER = "risk_manager"
    MARKET_MANAGER = "market_manager"
    BRANCH_EXECUTIVE = "branch_executive"
    HEAD_OFFICE_EXECUTIVE = "head_office_executive"
    AUDITOR = "auditor"
    ACCOUNTANT = "accountant"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"  # the installation itself


class Right(StrEnum):
    """What may be opened (pages), seen (rows) and done (acts)."""

    PAGE_TODAY = "page.today"
    PAGE_OVERVIEW = "page.overview"
    PAGE_POST_LOAN = "page.post_loan"
    PAGE_LOAN = "page.loan"
    PAGE_CLIENT = "page.client"
    PAGE_STAFF = "page.staff"
    PAGE_DATA_HEALTH = "page.data_health"
    PAGE_ADMINISTRATION = "page.administration"
    PAGE_AUDIT = "page.audit"
    ROWS_CLIENT = "rows.client"  # clients, loans, and everything about them
    ROWS_ACCOUNT = "rows.account"  # accounts, their transactions and balances
    ROWS_AGGREGATE = "rows.aggregate"  # sums of org units
    ROWS_STAFF = "rows.staff"
    ROWS_CASE = "rows.case"  # cases with their events
    ROWS_LOAD = "rows.load"  # which files came when, and whether everything adds up; nobody's data
    ROWS_RAW = "rows.raw"  # refused rows and findings: somebody's data as delivered
    ROWS_LOG = "rows.log"
    ROWS_USER = "rows.user"
    ACT_EXPORT = "act.export"
    ACT_INITIATE = "act.initiate"  # open a case
    ACT_HANDLE = "act.handle"  # do what was decided, report back
    ACT_DECIDE = "act.decide"
    ACT_VERIFY = "act.verify"
    ACT_APPROVE = "act.approve"
    ACT_MANAGE_USERS = "act.manage_users"
    ACT_PROPOSE_PARAMETER = "act.propose_parameter"
    ACT_DECIDE_PARAMETER = "act.decide_parameter"
    ACT_MANAGE_CALENDAR = "act.manage_calendar"


# A cross is a right; the columns stand in the order of Persona.
_TABLE = """
                       client  risk     market   branch     head-office           account-      adminis-
                       manager manager  manager  executive  executive    auditor  ant      hr   trator    operator
page.today             x       x        x        x          x            x        x        x    x         x
page.overview          .       x        x        x          x            x        .        .    .         x
page.post_loan         x       x        x        x          x            x        x        .    .         x
page.loan              x       x        x        .          .            x        x        .    .         x
page.client            x       x        x        .          .            x        x        .    .         x
page.staff             .       x        x        .          .            x        .        x    .         x
page.data_health       .       .        .        .          .            x        .        .    x         x
page.administration    .       .        .        .          .            x        .        .    x         x
page.audit             .       .        .        .          .            x        .        .    .         x
rows.client            x       x        x        .          .            x        x        .    .         x
rows.account           x       x        x        .          .            x        x        .    .         x
rows.aggregate         .       x        x        x          x            x        .        .    .         x
rows.staff             .       x        x        .          .            x        .        x    .         x
rows.case              x       x        x        x          .            x        .        .    .         x
rows.load              .       .        .        .          .            x        .        .    x         x
rows.raw               .       .        .        .          .            x        .        .    .         x
rows.log               .       .        .        .          .            x        .        .    .         x
rows.user              .       .        .        .          .            x        .        .    x         x
act.export             x       x        x        x          x            x        x        x    .         x
act.initiate           x       x        x        .          .            .        .        .    .         x
act.handle             x       .        x        .          .            .        .        .    .         x
act.decide             .       x        .        .          .            .        .        .    .         x
act.verify             .       x        .        .          .            .        .        .    .         x
act.approve            .       x        .        x          .            .        .        .    .         x
act.manage_users       .       .        .        .          .            .        .        .    x         x
act.propose_parameter  .       .        .        .          .            .        .        .    x         x
act.decide_parameter   .       .        .        .          .            .        .        .    x         x
act.manage_calendar    .       .        .        .          .            .        .        .    x         x
"""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a persona is held: over one's own book only, over the whole bank or not at all."""

    is_own_book: bool = False
    is_whole_bank: bool = False


TERMS = {
    Persona.CLIENT_MANAGER: Terms(is_own_book=True),
    Persona.HEAD_OFFICE_EXECUTIVE: Terms(is_whole_bank=True),
    Persona.ADMINISTRATOR: Terms(is_whole_bank=True),
}


def _crosses() -> Iterator[tuple[Persona, Right]]:
    for line in _TABLE.strip().splitlines()[2:]:
        right, *marks = line.split()
        yield from ((who, Right(right)) for who, mark in zip(Persona, marks, strict=True) if mark == "x")


_PAIRS = frozenset(_crosses())
RIGHTS = {who: frozenset(right for holder, right in _PAIRS if holder is who) for who in Persona}


def seed(connection: Connection) -> None:
    """Make the stored personas and rights those above; rows of an older table go."""
    rows = [{"persona": who, **vars(TERMS.get(who, Terms()))} for who in Persona]
    shipped = insert(persona).values(rows)
    changed = {name: shipped.excluded[name] for name in ("is_own_book", "is_whole_bank")}
    connection.execute(shipped.on_conflict_do_update(index_elements=["persona"], set_=changed))
    pairs = sorted(_PAIRS)
    columns = tuple_(persona_right.c.persona, persona_right.c.right_code)
    connection.execute(delete(persona_right).where(columns.not_in(pairs)))
    grants = [{"persona": who, "right_code": right} for who, right in pairs]
    connection.execute(insert(persona_right).values(grants).on_conflict_do_nothing())

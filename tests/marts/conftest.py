"""The small lender, and people who see different parts of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Connection

from schema.security.personas import Persona
from schema.storage.database import Database
from tests.marts import lender
from tests.security.bank import ask, grant_scope, session

Seen = Callable[[str], Connection]


@pytest.fixture(scope="module")
def lending_bank(database: Database) -> Database:
    """The whole lender; `east` works in its eastern branch, `zhou` keeps the book of 周明 there."""
    lender.build(database.engine("owner"))
    grant_scope(database, "east", "EAST", persona=Persona.RISK_MANAGER)
    grant_scope(database, "zhou", "EAST", persona=Persona.CLIENT_MANAGER)
    with session(database, None, "owner") as connection:
        ask(connection, "update ops.app_user set staff_id = %s where subject = 'zhou'", lender.ZHOU)
        connection.commit()
    return database


@pytest.fixture
def seen_by(lending_bank: Database) -> Iterator[Seen]:
    """The dashboard's connection to the lender as a subject."""
    with ExitStack() as opened:
        yield lambda subject: opened.enter_context(lending_bank.engine("app", subject).connect())

"""An office of administrators, and transactions of the dashboard as any of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection

from schema.security.refusals import REFUSALS, Refused
from schema.storage.database import Database
from tests.security.bank import ask, session


@contextmanager
def as_(database: Database, subject: str | None) -> Iterator[Connection]:
    """A transaction of the dashboard that commits."""
    with database.engine("app", subject).begin() as connection:
        yield connection


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused for this rule and no other, with its sentence."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
    assert (caught.value.what, caught.value.do) == REFUSALS[code]


def owned(database: Database, statement: str, *values: object) -> list[Any]:
    """First column, asked and committed by the owner."""
    with session(database, None, "owner") as connection:
        found = ask(connection, statement, *values)
        connection.commit()
    return found

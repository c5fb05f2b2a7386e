"""A bank to write facts into, and the steps of a close one may run alone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from schema.storage.database import Database
from tests.etl.close.bank import Bank


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """As the loader; whatever the test does not commit is rolled back."""
    with database.engine("etl").connect() as connection:
        yield connection


@pytest.fixture
def bank(connection: Connection) -> Bank:
    """Writes facts into the transaction of `connection`."""
    return Bank(connection)

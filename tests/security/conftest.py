"""A database with three books and the people who may look into them."""

import pytest

from schema.storage.database import Database, ExternalServer, Server
from tests.security.bank import Books, grant_scope, session

SCOPES = {"north": "NORTH", "harbour": "HARBOUR", "south": "SOUTH", "east": "EAST", "head": "HO", "whole": None}


@pytest.fixture(scope="module")
def books(database: Database) -> Books:
    """Three books, and a user for each branch, the eastern region, the head office and the whole bank."""
    with session(database, None, "etl") as connection:
        books = Books(connection)
        connection.commit()
    for subject, unit in SCOPES.items():
        grant_scope(database, subject, unit)
    return books


@pytest.fixture
def own_logins(server: Server) -> None:
    """Roles that log in as themselves; on a server with one address for all they are taken on, and can be left."""
    if isinstance(server, ExternalServer) and not server.role_urls:
        pytest.skip("The roles of this server share one login.")

"""Client managers: the clients they are assigned to, in the units where they keep a book only."""

from __future__ import annotations

import pytest

from schema.storage.database import Database
from tests.security.bank import DAY, Books, ask, clients, grant_scope, session


@pytest.fixture(scope="module")
def keeper(database: Database, books: Books) -> str:
    """A client manager of NORTH who leads HARBOUR; NORTH has a second client that is not his."""
    grant_scope(database, "keeper", "NORTH", is_own_book_only=True)
    with session(database, None, "owner") as connection:
        ask(
            connection,
            "update ops.app_user set staff_id = %s where subject = 'keeper'",
            books.keys["NORTH"]["staff_id"],
        )
        ask(
            connection,
            "insert into core.client (client_code, name, kind, org_unit_id) values ('N2', 'N2', 'corporate', %s)",
            books.keys["NORTH"]["org_unit_id"],
        )
        ask(
            connection,
            "insert into core.sale (sale_code, sold_date, org_unit_id, client_id, amount, currency)"
            " select 'N2', %s, org_unit_id, client_id, 1, 'CNY' from core.client where client_code = 'N2'",
            DAY,
        )
        connection.commit()
    return "keeper"


def test_a_client_manager_sees_his_own_book(database: Database, keeper: str) -> None:
    with session(database, keeper) as connection:
        assert clients(connection) == {"NORTH"}
        assert ask(connection, "select sale_code from core.sale") == ["NORTH"]


def test_leading_one_unit_does_not_open_the_books_of_another(database: Database, keeper: str) -> None:
    grant_scope(database, keeper, "HARBOUR")
    with session(database, keeper) as connection:
        assert clients(connection) == {"NORTH", "HARBOUR"}
        assert set(ask(connection, "select sale_code from core.sale")) == {"NORTH", "HARBOUR"}

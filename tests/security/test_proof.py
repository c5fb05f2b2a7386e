"""A subject counts with its proof only: whoever has a login, but not the key, is nobody."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import closing

import psycopg2
import pytest
from psycopg2 import errors

from schema.errors import DatabaseMissing
from schema.security.proof import APP, READER, backend_of, proof
from schema.storage.database import Database
from schema.storage.migrate import migrate
from tests.security.bank import ask, clients, session, sign

SETTING = "select set_config('tandem.subject', %s, false), set_config('tandem.proof', %s, false)"
KEY = bytes(range(32))

pytestmark = pytest.mark.usefixtures("books")


def test_a_proof_is_the_hmac_of_role_subject_and_session() -> None:
    words = "tandem_app|周敏|17.3".encode()
    assert proof(KEY, role=APP, subject="周敏", backend="17.3") == hmac.new(KEY, words, hashlib.sha256).hexdigest()
    known = hmac.new(KEY, b"tandem_reader|north", hashlib.sha256).hexdigest()
    assert proof(KEY, role=READER, subject="north", backend=None) == known


@pytest.mark.parametrize("message", ["", "tandem_app|north|1.2", "周敏" * 100])
def test_the_database_computes_the_same(database: Database, message: str) -> None:
    with session(database, None, "owner") as connection:
        (said,) = ask(connection, "select ops.proof_of(%s)", message)
    assert said == hmac.new(database.session_key(), message.encode(), hashlib.sha256).hexdigest()


def test_a_subject_without_a_proof_is_nobody(database: Database) -> None:
    with session(database, None) as connection:
        ask(connection, "set tandem.subject = 'operator'")
        assert ask(connection, "select ops.subject()") == [None]
        assert clients(connection) == set()


@pytest.mark.parametrize("said", ["", "x", "00" * 32, "NULL"])
def test_a_made_up_proof_is_none(database: Database, said: str) -> None:
    with session(database, None) as connection:
        ask(connection, SETTING, "operator", said)
        assert ask(connection, "select ops.subject()") == [None]


def test_a_proof_is_for_one_subject(database: Database) -> None:
    with session(database, None) as connection:
        sign(database, connection, "north")
        assert clients(connection) == {"NORTH"}
        ask(connection, "set local tandem.subject = 'operator'")
        assert clients(connection) == set()


def test_a_proof_is_for_one_session(database: Database) -> None:
    with session(database, "north") as theirs, session(database, None) as mine:
        (seen,) = ask(theirs, "select current_setting('tandem.proof')")
        ask(mine, SETTING, "north", seen)
        assert ask(mine, "select ops.subject()") == [None]
        assert clients(theirs) == {"NORTH"}


def test_a_process_number_that_comes_again_is_another_session(database: Database) -> None:
    with session(database, None) as connection:
        number, _, began = backend_of(connection).partition(".")
        assert [int(number)] == ask(connection, "select pg_backend_pid()")
        earlier = f"{number}.{float(began) - 1:.6f}"
        ask(connection, SETTING, "north", proof(database.session_key(), role=APP, subject="north", backend=earlier))
        assert ask(connection, "select ops.subject()") == [None]


def test_the_proof_of_one_role_is_none_for_the_other(database: Database) -> None:
    key = database.session_key()
    with session(database, None) as connection:
        for said in (
            proof(key, role=READER, subject="north", backend=None),
            proof(key, role=READER, subject="north", backend=backend_of(connection)),
            proof(key, role=APP, subject="north", backend=None),
        ):
            ask(connection, SETTING, "north", said)
            assert ask(connection, "select ops.subject()") == [None]
    with session(database, None, "reader") as connection:
        ask(connection, SETTING, "north", proof(key, role=APP, subject="north", backend="1.1"))
        assert ask(connection, "select ops.subject()") == [None]


def test_a_bar_in_a_name_moves_no_border(database: Database) -> None:
    with session(database, None) as connection:
        backend = backend_of(connection)
        said = proof(database.session_key(), role=APP, subject=f"north|{backend}", backend=backend)
        ask(connection, SETTING, "north", said)
        assert ask(connection, "select ops.subject()") == [None]


def test_the_address_of_a_reader_is_one_subject_s(database: Database) -> None:
    url = database.url("reader", "north")
    with closing(psycopg2.connect(url)) as connection:
        assert clients(connection) == {"NORTH"}
        ask(connection, "set tandem.subject = 'operator'")
        assert clients(connection) == set()
    with closing(psycopg2.connect(url.replace("north", "south"))) as connection:
        assert clients(connection) == set()


def test_the_address_of_the_dashboard_is_nobody_s(database: Database) -> None:
    assert database.url("app", "operator") == database.url("app")
    with closing(psycopg2.connect(database.url("app", "operator"))) as connection:
        assert ask(connection, "select ops.subject()") == [None]


@pytest.mark.parametrize("role", ["app", "reader", "etl"])
def test_the_key_is_the_owner_s(database: Database, role: str) -> None:
    for statement in ("select value from ops.secret", "select ops.proof_of('tandem_app|operator|1.1')"):
        with session(database, "operator", role) as connection, pytest.raises(errors.InsufficientPrivilege):
            ask(connection, statement)


def test_the_key_outlives_a_migration(fresh_database: Database) -> None:
    before = fresh_database.session_key()
    migrate(fresh_database)
    fresh_database.close()
    assert fresh_database.session_key() == before
    assert len(before) == 32


def test_another_database_has_another_key(database: Database, empty_database: Database) -> None:
    migrate(empty_database)
    assert empty_database.session_key() != database.session_key()


def test_without_tables_there_is_no_key(empty_database: Database) -> None:
    with pytest.raises(DatabaseMissing, match="Run `tandem migrate`"):
        empty_database.session_key()

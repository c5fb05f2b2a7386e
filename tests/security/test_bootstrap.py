"""The first administrator comes in by the owner's hand, and leaves a line; then the page takes over."""

from __future__ import annotations

from schema.marts import access, administration, audit
from schema.security.bootstrap import admit_administrator
from schema.storage.database import Database
from tests.security.office import as_, owned


def admit(database: Database, name: str = "Ada") -> bool:
    return admit_administrator(database, subject="ada@bank", display_name=name)


def test_the_first_administrator_lets_the_others_in(fresh_database: Database) -> None:
    assert admit(fresh_database)
    with as_(fresh_database, "ada@bank") as connection:
        administration.save_user(
            connection, subject="bob", display_name="Bob", staff_id=None, is_active=True, reason="hired"
        )
        ada = access.principal(connection)
    assert ada
    assert [(scope.persona, scope.is_whole_bank) for scope in ada.scopes] == [("administrator", True)]
    with as_(fresh_database, "operator") as connection:
        lines = audit.acts(connection).select("actor", "act", "target").rows()
    assert lines == [("ada@bank", "save_user", "bob"), ("tandem admit", "admit", "ada@bank")]


def test_who_administers_already_is_left_alone(fresh_database: Database) -> None:
    admit(fresh_database)
    assert not admit(fresh_database, "Another name")
    assert owned(fresh_database, "select display_name from ops.app_user where subject = 'ada@bank'") == ["Ada"]
    assert owned(fresh_database, "select count(*) from ops.admin_log") == [1]


def test_who_was_locked_out_comes_in_again(fresh_database: Database) -> None:
    admit(fresh_database)
    owned(fresh_database, "update ops.app_user set is_active = false where subject = 'ada@bank'")
    assert admit(fresh_database)
    with as_(fresh_database, "ada@bank") as connection:
        ada = access.principal(connection)
    assert ada
    assert ada.is_active
    assert "act.manage_users" in ada.rights

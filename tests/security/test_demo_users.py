"""Somebody to be in a demonstration: the bank's own staff where it has any, and nobody once people sign in."""

from datetime import date

import pytest
from sqlalchemy import Connection, insert

from schema.marts.access import DemoUser, demo_users, principal
from schema.security import demo_users as demonstration
from schema.storage.database import Database
from schema.tables.lending import loan
from schema.tables.organisation import org_unit, org_unit_closure, staff, staff_role
from schema.tables.party import assignment, client
from tests.security.bank import session

SINCE = date(2020, 1, 1)
PEOPLE = (("Xu", "client_manager"), ("Wu", "client_manager"), ("Lin", "risk_manager"))


@pytest.fixture
def branch(fresh_database: Database) -> Database:
    """A branch with two client managers, of whom Wu has two loans and Xu one, and a risk manager."""
    with fresh_database.engine("etl").begin() as connection:
        unit = {"org_unit_id": 1, "org_unit_code": "01", "name": "North", "kind": "branch"}
        connection.execute(insert(org_unit), [unit])
        connection.execute(insert(org_unit_closure), [{"ancestor_id": 1, "descendant_id": 1, "depth": 0}])
        for key, (name, role) in enumerate(PEOPLE):
            person = {"staff_id": key, "staff_code": f"E{key}", "name": name, "org_unit_id": 1}
            connection.execute(insert(staff), [person])
            post = {"staff_id": key, "role": role, "org_unit_id": 1, "valid_from": SINCE}
            connection.execute(insert(staff_role), [post])
        for key, owner in ((1, 0), (2, 1), (3, 1)):
            _lend(connection, key, owner)
    return fresh_database


def _lend(connection: Connection, key: int, staff_id: int) -> None:
    party = {"client_id": key, "client_code": f"C{key}", "name": f"Client {key}", "kind": "corporate", "org_unit_id": 1}
    connection.execute(insert(client), [party])
    terms = {
        "client_id": key,
        "loan_id": key,
        "loan_code": f"L{key}",
        "org_unit_id": 1,
        "kind": "working_capital",
        "currency": "CNY",
        "principal_amount": 100,
        "annual_rate": 0,
        "scheme": "corporate_2023",
        "schedule_type": "bullet",
        "disbursed_date": SINCE,
        "maturity_date": date(2030, 1, 1),
    }
    connection.execute(insert(loan), [terms])
    duty = {"client_id": key, "staff_id": staff_id, "role": "client_manager", "share_percent": 100, "valid_from": SINCE}
    connection.execute(insert(assignment), [duty])


def offered(database: Database) -> dict[str, DemoUser]:
    with database.engine("app").connect() as connection:
        return {user.subject: user for user in demo_users(connection)}


def test_the_holders_of_posts_and_of_the_bank(branch: Database) -> None:
    demonstration.settle(branch, is_demo=True)
    found = offered(branch)
    names = {subject: (user.display_name, user.org_unit_name) for subject, user in found.items()}
    assert names["demo-client-manager"] == ("Wu", "North")
    assert names["demo-risk-manager"] == ("Lin", "North")
    assert names["demo-auditor"] == ("Demo", None)
    assert "demo-accountant" not in names
    assert names["operator"] == ("Operator", None)


def test_a_client_manager_keeps_to_the_own_book(branch: Database) -> None:
    demonstration.settle(branch, is_demo=True)
    with session(branch, "demo-client-manager") as connection, connection.cursor() as cursor:
        cursor.execute("select client_code from core.client order by 1")
        assert [code for (code,) in cursor.fetchall()] == ["C2", "C3"]


def test_again_changes_nothing_and_once_people_sign_in_nobody_is_offered(branch: Database) -> None:
    demonstration.settle(branch, is_demo=True)
    first = offered(branch)
    demonstration.settle(branch, is_demo=True)
    assert offered(branch) == first
    demonstration.settle(branch, is_demo=False)
    assert offered(branch) == {}


def test_somebody_chosen_has_the_rights_of_the_persona(branch: Database) -> None:
    demonstration.settle(branch, is_demo=True)
    with branch.engine("app", "demo-hr").connect() as connection:
        found = principal(connection)
    assert found
    assert "page.staff" in found.rights
    assert "rows.client" not in found.rights

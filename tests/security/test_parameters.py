"""A parameter changes by a new dated row: proposed, previewed, decided, written down; the past is never rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from psycopg2 import errors
from sqlalchemy import text

from schema.marts import parameters
from schema.marts.activity import ADVISORY_LOCK
from schema.marts.parameters import NewValue, Preview
from schema.policy.parameters import policy_on, seed
from schema.security import refusals as rules
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.security.bank import ask, grant_scope, session
from tests.security.office import as_, owned, refused

ALWAYS, FIRST = date(1900, 1, 1), date(2026, 7, 1)
MATERIALITY = "arrears_materiality"  # shipped as 0.01, proposed
GENERAL = "general_provision"  # shipped as 0.01, published
CLOSED = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31))


@pytest.fixture
def office(fresh_database: Database) -> Database:
    """Two administrators, a risk manager, and three closed dates."""
    for subject in ("ada", "bob"):
        grant_scope(fresh_database, subject, None, persona=Persona.ADMINISTRATOR)
    grant_scope(fresh_database, "rita", None, persona=Persona.RISK_MANAGER)
    with session(fresh_database, None, "owner") as connection:
        for day in CLOSED:
            ask(connection, "insert into ops.close_run (as_of, state) values (%s, 'complete')", day)
        ask(connection, "insert into ops.closed_date select as_of, close_run_id from ops.close_run")
        connection.commit()
    return fresh_database


def value(**terms: Any) -> NewValue:
    row: dict[str, Any] = {"name": MATERIALITY, "number": Decimal("0.02"), "valid_from": FIRST, "status": "proposed"}
    return NewValue(**{**row, "source": "board, 2026-06-12", **terms})


def proposed(database: Database, by: str = "ada", **terms: Any) -> int:
    with as_(database, by) as connection:
        return parameters.propose(connection, value(**terms), reason="banks round payments to ten cents")


def decided(database: Database, proposal: int, by: str = "ada", *, accept: bool = True, note: str = "") -> None:
    with as_(database, by) as connection:
        parameters.decide(connection, proposal_id=proposal, accept=accept, note=note)


def history(database: Database, name: str) -> list[tuple[Any, ...]]:
    with as_(database, "ada") as connection:
        found = parameters.history(connection, name=name)
    return found.select("number", "valid_from", "valid_to", "status", "author").rows()


def stale(database: Database) -> list[str]:
    return owned(database, "select as_of || ' ' || stale_reason from ops.closed_date where is_stale order by as_of")


def test_a_decided_value_is_a_new_row_and_ends_the_one_before(office: Database) -> None:
    (version,) = owned(office, "select version from ops.data_version")
    decided(office, proposed(office))
    assert history(office, MATERIALITY) == [
        (Decimal("0.02"), FIRST, None, "proposed", "ada"),
        (Decimal("0.01"), ALWAYS, date(2026, 6, 30), "proposed", "shipped"),
    ]
    with as_(office, "ada") as connection:
        days = (date(2026, 6, 30), FIRST)
        assert [policy_on(connection, day).number(MATERIALITY) for day in days] == [Decimal("0.01"), Decimal("0.02")]
    reason = "arrears_materiality changed from 2026-07-01 on"
    assert stale(office) == [f"2026-07-31 {reason}", f"2026-08-31 {reason}"]
    assert owned(office, "select version from ops.data_version") == [version + 1]


def test_a_value_between_two_others_ends_where_the_next_begins(office: Database) -> None:
    decided(office, proposed(office, valid_from=date(2026, 8, 1)))
    owned(office, "update ops.closed_date set is_stale = false, stale_reason = null")
    decided(office, proposed(office, number=Decimal("0.03")))
    assert [row[:3] for row in history(office, MATERIALITY)] == [
        (Decimal("0.02"), date(2026, 8, 1), None),
        (Decimal("0.03"), FIRST, date(2026, 7, 31)),
        (Decimal("0.01"), ALWAYS, date(2026, 6, 30)),
    ]
    assert [one[:10] for one in stale(office)] == ["2026-07-31"]


def test_a_value_after_all_closes_makes_none_stale(office: Database) -> None:
    decided(office, proposed(office, valid_from=date(2026, 9, 1)))
    assert stale(office) == []


def test_what_holds_from_that_day_on_is_never_overwritten(office: Database) -> None:
    first, second = proposed(office), proposed(office, number=Decimal("0.05"))
    decided(office, first)
    with refused(rules.TAKEN):
        decided(office, second)
    with refused(rules.TAKEN):
        proposed(office)
    with refused(rules.TAKEN):
        proposed(office, valid_from=ALWAYS)
    assert history(office, MATERIALITY)[0][0] == Decimal("0.02")


@pytest.mark.parametrize(
    "terms",
    [{"status": "published"}, {"name": GENERAL, "status": "published"}, {"name": GENERAL, "status": "sample"}],
)
def test_a_published_value_needs_a_second_person(office: Database, terms: dict[str, Any]) -> None:
    proposal = proposed(office, **terms)
    with refused(rules.SECOND_PERSON):
        decided(office, proposal)
    decided(office, proposal, by="bob")
    assert history(office, str(terms.get("name", MATERIALITY)))[0][4] == "ada"


def test_a_refused_proposal_changes_nothing_and_says_why(office: Database) -> None:
    before = history(office, MATERIALITY)
    proposal = proposed(office)
    with refused(rules.MISSING):
        decided(office, proposal, accept=False)
    decided(office, proposal, by="bob", accept=False, note="the board has not met")
    with refused(rules.DECIDED):
        decided(office, proposal, by="bob")
    assert history(office, MATERIALITY) == before
    assert stale(office) == []
    with as_(office, "ada") as connection:
        found = parameters.proposals(connection, is_decided=True)
        assert parameters.proposals(connection, is_decided=False).is_empty()
    columns = ("author", "decided_by", "decision", "note")
    assert found.select(columns).rows() == [("ada", "bob", "refused", "the board has not met")]


def test_proposing_and_deciding_leave_lines_with_both_values(office: Database) -> None:
    decided(office, proposed(office), note="as agreed")
    lines = "select concat_ws(' ', actor, act, target, reason, before ->> 'number', after ->> 'number')"
    assert owned(office, f"{lines} from ops.admin_log order by admin_log_id") == [
        "ada propose_parameter arrears_materiality banks round payments to ten cents 0.020000000",
        "ada decide_parameter arrears_materiality as agreed 0.010000000 0.020000000",
    ]


def test_only_who_may_proposes_and_decides(office: Database) -> None:
    proposal = proposed(office)
    with refused(rules.FORBIDDEN):
        proposed(office, by="rita")
    with refused(rules.FORBIDDEN):
        decided(office, proposal, by="rita")
    with as_(office, "rita") as connection:
        assert parameters.proposals(connection).is_empty()


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"name": "arrears_materialty"}, rules.NO_PARAMETER),
        ({"key": "corporate"}, rules.NO_PARAMETER),
        ({"number": None, "word": "high"}, rules.VALUE),
        ({"number": None}, rules.VALUE),
        ({"word": "high"}, rules.VALUE),
        ({"number": Decimal("NaN")}, rules.VALUE),
        ({"number": Decimal("1e15")}, rules.VALUE),
        ({"status": "certain"}, rules.VALUE),
        ({"status": None}, rules.VALUE),
        ({"source": " "}, rules.MISSING),
        ({"valid_from": None}, rules.MISSING),
    ],
)
def test_what_makes_no_sense_is_not_proposed(office: Database, terms: dict[str, Any], code: str) -> None:
    with refused(code):
        proposed(office, **terms)
    assert owned(office, "select count(*) from ops.parameter_proposal") == [0]


def test_what_is_not_set_takes_a_number_and_no_word(office: Database) -> None:
    """The bank's capital is shipped without a value."""
    with refused(rules.VALUE):
        proposed(office, name="net_capital", number=None, word="much")
    decided(office, proposed(office, name="net_capital", number=Decimal("3e8")))
    question = "select concat_ws(' ', number, word, unit) from ops.parameter where name = %s order by valid_from"
    found = owned(office, question, "net_capital")
    assert found == ["not set CNY", "300000000.000000000 CNY"]


def test_no_value_changes_under_a_close_at_work(office: Database) -> None:
    proposal = proposed(office)
    with session(office, None, "etl") as closing:
        ask(closing, "select pg_advisory_lock(%s)", ADVISORY_LOCK)
        with refused(rules.BUSY):
            decided(office, proposal)
        ask(closing, "select pg_advisory_unlock(%s)", ADVISORY_LOCK)
    decided(office, proposal)


def test_a_preview_says_what_deciding_would_do(office: Database) -> None:
    decided(office, proposed(office, valid_from=date(2026, 8, 15)))
    owned(office, "update ops.closed_date set is_stale = false")
    with as_(office, "ada") as connection:
        said = parameters.preview(connection, name=MATERIALITY, key="", valid_from=FIRST, status="proposed")
        published = parameters.preview(connection, name=GENERAL, key="", valid_from=ALWAYS, status="sample")
        unknown = parameters.preview(connection, name="nothing", key="", valid_from=FIRST, status="proposed")
    assert said == Preview(
        number=Decimal("0.01"),
        word=None,
        valid_from=ALWAYS,
        status="proposed",
        last_day=date(2026, 8, 14),
        stale_count=1,
        needs_second_person=False,
        is_taken=False,
    )
    assert (published.needs_second_person, published.is_taken, published.stale_count) == (True, True, 3)
    assert (unknown.number, unknown.valid_from, unknown.is_taken) == (None, None, False)


def test_names_are_those_there_are(office: Database) -> None:
    with as_(office, "ada") as connection:
        found = parameters.names(connection)
    assert (GENERAL, "") in found
    assert ("specific_provision", "loss") in found
    assert found == sorted(set(found))


def test_a_new_version_does_not_revive_what_was_ended(office: Database) -> None:
    decided(office, proposed(office))
    before = history(office, MATERIALITY)
    with office.engine("owner").begin() as connection:
        seed(connection)
    assert history(office, MATERIALITY) == before


@pytest.mark.parametrize("style", ["SQL, DMY", "German"])
def test_a_reason_has_its_date_in_one_form_only(office: Database, style: str) -> None:
    proposal = proposed(office, valid_from=FIRST + timedelta(days=1))
    with as_(office, "ada") as connection:
        connection.execute(text(f"set local datestyle = '{style}'"))
        parameters.decide(connection, proposal_id=proposal, accept=True, note="")
    assert stale(office)[0].endswith("changed from 2026-07-02 on")


@pytest.mark.parametrize("role", ["app", "reader", "etl"])
def test_nobody_but_the_functions_writes_a_value(office: Database, role: str) -> None:
    statements = (
        "update ops.parameter set number = 0",
        "update ops.parameter_proposal set decision = 'accepted'",
        "delete from ops.parameter",
        "select ops.apply_parameter(p) from ops.parameter_proposal p",
    )
    for one in statements:
        with session(office, "ada", role) as connection, pytest.raises(errors.InsufficientPrivilege):
            ask(connection, one)

"""Search against a lender one can read in a minute, and against whatever people type."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from schema.domain import spelling
from schema.marts import search
from schema.marts.search import ClientHit, LoanHit, StaffHit
from schema.storage.database import Database
from tests.marts import lender
from tests.marts.conftest import Seen

EVERYBODY = "operator"
PUNCTUATION = "".join(chr(number) for number in range(0x21, 0x7F) if not chr(number).isalnum())
HONGTAI = ClientHit(client_code="C001", name="宏泰纺织有限公司", unit_name="East branch")


def clients(seen_by: Seen, typed: str, subject: str = EVERYBODY) -> list[str]:
    return [hit.client_code for hit in search.found(seen_by(subject), typed=typed).clients.best]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("宏泰紡織", ["C001", "C004"]),
        ("宏泰纺织有限公司", ["C001"]),
        ("紡織貿易", ["C004"]),
        ("müller anna", ["C003"]),
        ("MARIA", ["C003"]),
        ("ｓｅａ", ["C002"]),
        ("C001", ["C001"]),
        ("c00", ["C001", "C002", "C003", "C004"]),
        ("Ｃ００２", ["C002"]),
        ("seafood anna", []),
        ("C0011", []),
        ("%", []),
        ("", []),
        (" \x00 ", []),
    ],
)
def test_clients_by_code_or_name(typed: str, codes: list[str], seen_by: Seen) -> None:
    assert clients(seen_by, typed) == codes


def test_a_client_comes_with_its_unit_and_a_member_of_staff_with_the_post(seen_by: Seen) -> None:
    assert search.found(seen_by(EVERYBODY), typed="C001").only == HONGTAI
    zhou = StaffHit(staff_code="E01", name="周明", role="client_manager", unit_name="East branch")
    assert search.found(seen_by(EVERYBODY), typed="周").only == zhou


def test_the_post_is_that_of_the_date_or_the_last_one_held(seen_by: Seen) -> None:
    then = search.found(seen_by(EVERYBODY), typed="E01", as_of=date(2016, 6, 30)).staff.best[0]
    assert then.role == "counter"
    assert search.found(seen_by(EVERYBODY), typed="李强").staff.best[0].role == "client_manager"


def test_loans_by_code_with_their_balance_on_the_date(seen_by: Seen) -> None:
    found = search.found(seen_by(EVERYBODY), typed="l001").loans
    balances = {hit.loan_code: hit.balance_amount for hit in found.best}
    assert balances == {"L0011": Decimal(1_000_000), "L0012": Decimal(400_000), "L0013": None}
    assert {hit.client_name for hit in found.best} == {HONGTAI.name}
    assert isinstance(search.found(seen_by(EVERYBODY), typed="L0032").only, LoanHit)
    then = search.found(seen_by(EVERYBODY), typed="L0012", as_of=lender.AUGUST).loans.best[0]
    assert (then.currency, then.balance_amount) == ("CNY", Decimal(500_000))


def test_what_is_outside_the_scope_answers_as_what_does_not_exist(seen_by: Seen) -> None:
    for typed in ("C002", "Sanjiang", "L0021"):
        assert search.found(seen_by("east"), typed=typed) == search.found(seen_by("east"), typed="nobody")
    assert clients(seen_by, "C00", "zhou") == ["C001", "C003"]
    assert search.found(seen_by("nobody"), typed="C").clients == search.Hits((), 0)


def test_exact_code_then_prefix_then_beginning_then_inside_and_how_many_more(
    fresh_database: Database,
) -> None:
    names = ["Zeta 7", "7 Alpha", "Beta", "Gamma", *(f"Firm 7-{number}" for number in range(8))]
    codes = ["X", "Y", "77", "7", *(f"Z{number}" for number in range(8))]
    rows = [{"code": code, "name": name} for code, name in zip(codes, names, strict=True)]
    with fresh_database.engine("owner").begin() as connection:
        lender.add_units(connection)
        insert = "insert into core.client (client_code, name, kind, org_unit_id) values (:code, :name, 'personal', 2)"
        connection.execute(text(insert), rows)
    with fresh_database.engine("app", EVERYBODY).connect() as connection:
        found = search.found(connection, typed="7").clients
    assert [hit.client_code for hit in found.best] == ["7", "77", "Y", "X", "Z0", "Z1", "Z2", "Z3"]
    assert found.more == 4


def test_a_loan_code_is_looked_up_in_its_index(lending_bank: Database) -> None:
    with lending_bank.engine("app", "east").connect() as connection:
        connection.execute(text("set local enable_seqscan = off"))
        asked = search._loans(("L0011",), lender.OCTOBER).compile(
            connection, compile_kwargs={"render_postcompile": True}
        )
        plan = connection.exec_driver_sql(f"explain {asked}", asked.params).scalars().all()
    assert any("uq_loan_loan_code" in line for line in plan)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet=st.one_of(st.characters(), st.sampled_from(PUNCTUATION + "紡织宏aA７")), max_size=12))
def test_anything_may_be_typed_and_postgres_agrees_with_python(typed: str, lending_bank: Database) -> None:
    with lending_bank.engine("app", EVERYBODY).connect() as connection:
        search.found(connection, typed=typed)
        for word in spelling.words(typed):
            asked = text("select cast(:self as text) ~ :pattern, cast(:wide as text) ~ :pattern, 'bank' ~ :pattern")
            values = {"self": f"x{word}y", "wide": spelling.folded(word), "pattern": spelling.pattern(word)}
            finds_itself, finds_folded, finds_other = connection.execute(asked, values).one()
            assert finds_itself
            assert finds_folded
            assert finds_other is (spelling.folded(word) in "bank")

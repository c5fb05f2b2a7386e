"""The Czech bank: counts, sums and the one loan that is badly behind, against the raw files."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from etl.close.run import close_through
from etl.load.report import LoadReport
from etl.load.run import load_path
from etl.progress import silent
from schema.storage.database import Database
from tests.real.conftest import Rows

SOURCE = "berka"
AS_OF = date(1994, 3, 30)
MATERIALITY = Decimal("0.01")


def raw(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.asc").open(encoding="ascii", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def day(text: str) -> date:
    return date(1900 + int(text[:2]), int(text[2:4]), int(text[4:6]))


def signed(row: dict[str, str]) -> Decimal:
    return Decimal(row["amount"]) * (1 if row["type"] == "PRIJEM" else -1)


def due_dates(granted: date, duration: int) -> list[date]:
    """The twelfths after the day of the grant, found by walking the calendar."""
    found: list[date] = []
    walk = granted + timedelta(days=1)
    while len(found) < duration:
        if walk.day == 12:
            found.append(walk)
        walk += timedelta(days=1)
    return found


def oldest_unpaid(dues: list[date], payment: Decimal, paid: Decimal) -> date | None:
    """First in, first out, one instalment after the other; a rest of one percent is no arrears."""
    for due in dues:
        if due >= AS_OF:
            return None
        covered = min(payment, max(paid, Decimal(0)))
        paid -= payment
        if payment - covered > MATERIALITY * payment:
            return due
    return None


def test_every_row_is_accepted_or_set_aside(report: LoadReport) -> None:
    read = {(one.feed, one.file_name): one for one in report.files}
    assert {one.status for one in report.files} == {"loaded"}
    assert report.rows_rejected == 0
    assert {key: (one.rows_read, one.rows_accepted) for key, one in read.items()} == {
        ("region", "district.asc"): (8, 8),
        ("org_unit", "rows of the mapping (org_unit)"): (1, 1),
        ("org_unit", "district.asc"): (8, 8),
        ("org_unit", "district.asc #2"): (77, 77),
        ("product", "rows of the mapping (product)"): (2, 2),
        ("client", "client.asc"): (5_369, 5_369),
        ("loan", "loan.asc"): (328, 328),
        ("repayment", "trans.asc"): (46_997, 123),
        ("account", "account.asc"): (4_500, 4_500),
        ("account_transaction", "trans.asc"): (46_997, 46_997),
    }


def test_a_second_load_changes_nothing(report: LoadReport, database: Database, folder: Path) -> None:
    assert report.files
    again = load_path(database, folder, mapping="berka")
    assert {one.status for one in again.files} == {"unchanged"}


def test_org_units_are_a_tree_over_every_district(rows: Rows, folder: Path) -> None:
    districts = {(one["A1"], one["A2"], one["A3"]) for one in raw(folder, "district")}
    found = rows("""
        select u.org_unit_code, u.name, p.name from core.org_unit u join core.org_unit p on p.org_unit_id = u.parent_id
        join core.org_unit r on r.org_unit_id = p.parent_id where r.org_unit_code = 'HO'
    """)
    assert set(found) == districts
    assert rows("select count(*) from core.org_unit_closure") == [(1 + 2 * 8 + 3 * 77,)]


def test_accounts_belong_to_their_owner_and_district(rows: Rows, folder: Path) -> None:
    owner = {one["account_id"]: one["client_id"] for one in raw(folder, "disp") if one["type"] == "OWNER"}
    expected = {
        (one["account_id"], owner[one["account_id"]], one["district_id"], day(one["date"]))
        for one in raw(folder, "account")
    }
    found = rows("""
        select a.account_code, c.client_code, u.org_unit_code, a.opened_date
        from core.account a join core.client c using (client_id) join core.org_unit u on u.org_unit_id = a.org_unit_id
    """)
    assert set(found) == expected
    assert len(found) == 4_500


def test_signed_sums_and_balances_are_those_of_the_file(rows: Rows, folder: Path) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    balances: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for one in raw(folder, "trans"):
        sums[one["account_id"]] += signed(one)
        balances[one["account_id"]].append((day(one["date"]), Decimal(one["balance"])))
    found = rows("""
        select a.account_code, sum(t.amount), array_agg(t.booked_date order by t.booked_date),
               array_agg(t.balance_after_amount)
        from core.account_transaction t join core.account a using (client_id, account_id) group by a.account_code
    """)
    assert len(found) == 1_229
    assert {code: total for code, total, _, _ in found} == sums
    assert {code: (days, sorted(left)) for code, _, days, left in found} == {
        code: (sorted(one[0] for one in both), sorted(one[1] for one in both)) for code, both in balances.items()
    }


def test_last_balances_are_the_signed_sums_but_for_the_tenths_the_source_rounds(rows: Rows) -> None:
    """The source keeps no order within a day, so any balance of the last day may be the last."""
    found = rows("""
        with summed as (
            select account_id, sum(amount) as total, max(booked_date) as last from core.account_transaction group by 1
        )
        select s.account_id, min(abs(t.balance_after_amount - s.total))
        from summed s join core.account_transaction t on t.account_id = s.account_id and t.booked_date = s.last
        group by 1
    """)
    differences = [difference for _, difference in found]
    assert len(differences) == 1_229
    assert max(differences) == Decimal("0.70")
    assert sum(difference == 0 for difference in differences) == 664


def test_balances_that_do_not_follow_are_a_finding(rows: Rows, folder: Path) -> None:
    """2,031 balances are a tenth off the one before; rows out of order within a day are no break."""
    days: dict[str, dict[str, list[tuple[Decimal, Decimal]]]] = defaultdict(lambda: defaultdict(list))
    for one in raw(folder, "trans"):
        balance = Decimal(one["balance"])
        days[one["account_id"]][one["date"]].append((balance - signed(one), balance))
    broken = 0
    for account in days.values():
        earlier: set[Decimal] | None = None
        for _, movements in sorted(account.items()):
            after = {balance for _, balance in movements}
            if earlier is not None:
                broken += sum(before not in after | earlier for before, _ in movements)
            earlier = after
    ((sentence,),) = rows("select sentence from ops.finding where code = 'balance_break'")
    assert broken == 2_031
    assert sentence.startswith("Balances that do not follow from the one before: 2031 ")


@pytest.mark.parametrize(
    ("operation", "symbol", "kind", "count"),
    [
        ("VKLAD", "", "cash", 9_744),
        ("VYBER", "", "cash", 14_089),
        ("", "UROK", "interest", 8_305),
        ("VYBER", "SANKC. UROK", "interest", 55),
        ("VYBER", "SLUZBY", "fee", 4_563),
        ("PREVOD NA UCET", "SIPO", "utility", 3_603),
        ("PREVOD NA UCET", "UVER", "loan_repayment", 123),
        ("PREVOD Z UCTU", "DUCHOD", "payroll", 1_770),
        ("PREVOD NA UCET", "POJISTNE", "transfer", 644),
        ("VYBER KARTOU", "", "card", 12),
    ],
)
def test_kinds_of_movements(rows: Rows, operation: str, symbol: str, kind: str, count: int) -> None:
    words = " ".join(word for word in (operation, symbol) if word)
    found = rows(
        "select kind, count(*) from core.account_transaction "
        "where regexp_replace(note, '^\\S+\\s*', '') = %s group by 1",
        words,
    )
    assert found == [(kind, count)]


def test_loans_are_their_terms(rows: Rows, folder: Path) -> None:
    expected = {}
    for one in raw(folder, "loan"):
        dues = due_dates(day(one["date"]), int(one["duration"]))
        expected[one["loan_id"]] = (Decimal(one["amount"]), day(one["date"]), dues[0], dues[-1])
    found = rows("select loan_code, principal_amount, disbursed_date, first_due_date, maturity_date from core.loan")
    assert {code: tuple(terms) for code, *terms in found} == expected
    assert len(found) == 328


def test_all_repayments_fall_on_a_twelfth(rows: Rows) -> None:
    assert rows("select extract(day from paid_date)::int, count(*) from core.repayment group by 1") == [(12, 123)]


class TestClosed:
    """After every month end up to 30 March 1994 was closed."""

    @pytest.fixture(autouse=True, scope="class")
    @staticmethod
    def closed(report: LoadReport, database: Database) -> None:
        assert report.files
        close_through(database, AS_OF, progress=silent)

    def test_exactly_one_loan_is_badly_behind(self, rows: Rows) -> None:
        found = rows(
            "select l.loan_code, s.days_past_due, s.oldest_unpaid_date, s.overdue_amount, s.risk_class "
            "from core.loan_snapshot s join core.loan l using (client_id, loan_id) "
            "where s.as_of = %s and s.days_past_due > 0",
            AS_OF,
        )
        assert found == [("5314", 230, date(1993, 8, 12), Decimal("64263.80"), "substandard")]

    def test_days_past_due_of_all_37_are_those_computed_from_the_files(self, rows: Rows, folder: Path) -> None:
        paid: dict[str, Decimal] = defaultdict(Decimal)
        for one in raw(folder, "trans"):
            if one["k_symbol"] == "UVER" and day(one["date"]) <= AS_OF:
                paid[one["account_id"]] += Decimal(one["amount"])
        expected = {}
        for one in raw(folder, "loan"):
            if day(one["date"]) <= AS_OF:
                dues = due_dates(day(one["date"]), int(one["duration"]))
                oldest = oldest_unpaid(dues, Decimal(one["payments"]), paid[one["account_id"]])
                expected[one["loan_id"]] = (AS_OF - oldest).days if oldest else 0
        found = rows(
            "select l.loan_code, s.days_past_due from core.loan_snapshot s join core.loan l using (client_id, loan_id) "
            "where s.as_of = %s",
            AS_OF,
        )
        assert len(found) == 37
        assert dict(found) == expected

    def test_derived_instalments_are_the_payments_of_the_file(self, rows: Rows, folder: Path) -> None:
        payments = {one["loan_id"]: Decimal(one["payments"]) for one in raw(folder, "loan")}
        found = rows("""
            select l.loan_code, i.principal_amount, i.interest_amount
            from core.instalment i join core.loan l using (client_id, loan_id)
        """)
        assert len({code for code, _, _ in found}) == 37
        assert {(code, principal) for code, principal, _ in found} == {(code, payments[code]) for code, _, _ in found}
        assert {interest for _, _, interest in found} == {Decimal(0)}

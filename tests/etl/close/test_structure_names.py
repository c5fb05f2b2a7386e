"""Concentration and guarantees, with banks one can add up by hand."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps
from tests.etl.close.test_structure import AS_OF, of_unit


class TestConcentration:
    """40, 30, 20, 10 (W12), clients of several units, groups and industries."""

    COLUMNS = (
        "dimension, name_count, total_amount::text, trim_scale(squared_amount)::text, largest_amount::text,"
        " ten_largest_amount::text"
    )

    def lend(self, bank: Bank, unit: int, code: str, amount: str, client: int | None = None, **terms: Any) -> int:
        client = client or bank.client(code, unit)
        bank.loan(f"L{code}{unit}{amount}", client, unit, principal_amount=amount, **terms)
        return client

    def test_clients_of_one_unit(self, connection: Connection, bank: Bank) -> None:
        unit = bank.org_unit("U")
        for code, amount in (("A", "40"), ("B", "30"), ("C", "20"), ("D", "10")):
            self.lend(bank, unit, code, amount)
        run_steps(connection, AS_OF)
        assert of_unit(connection, "org_unit_concentration", self.COLUMNS)[0] == (
            "client", 4, "100.00", "3000", "40.00", "100.00",
        )  # fmt: skip

    def test_a_client_of_two_units_is_one_name_above_them(self, connection: Connection, bank: Bank) -> None:
        """60 at B1 and 40 at B2 are 100 at U, beside 100 of another: 20,000 and not 15,200."""
        unit = bank.org_unit("U")
        first, second = bank.org_unit("B1", parents=[unit]), bank.org_unit("B2", parents=[unit])
        both = self.lend(bank, first, "A", "60")
        self.lend(bank, second, "A", "40", client=both)
        self.lend(bank, second, "B", "100")
        run_steps(connection, AS_OF)
        expected = {
            "U": (2, "200.00", "20000", "100.00", "200.00"),
            "B1": (1, "60.00", "3600", "60.00", "60.00"),
            "B2": (2, "140.00", "11600", "100.00", "140.00"),
        }
        found = {code: of_unit(connection, "org_unit_concentration", self.COLUMNS, code)[0][1:] for code in expected}
        assert found == expected

    def test_groups_are_one_name_on_the_date(self, connection: Connection, bank: Bank) -> None:
        """A and B are a group: 50² + 50², and 50² + 30² + 20² by client; a membership of last year is over."""
        unit = bank.org_unit("U")
        a, b, c = (self.lend(bank, unit, code, amount) for code, amount in (("A", "30"), ("B", "20"), ("C", "50")))
        group(connection, "G", [a, b])
        group(connection, "OLD", [a, c], valid_to=date(2023, 12, 31))
        run_steps(connection, AS_OF)
        found = of_unit(connection, "org_unit_concentration", self.COLUMNS)
        assert found[:3] == [
            ("client", 3, "100.00", "3800", "50.00", "100.00"),
            ("connected", 1, "50.00", "2500", "50.00", "50.00"),
            ("group", 2, "100.00", "5000", "50.00", "100.00"),
        ]
        columns = "place, client_group_code, client_count, outstanding_principal_amount::text, risk_class"
        assert of_unit(connection, "largest_group", columns) == [(1, "G", 2, "50.00", "normal")]

    def test_industries_and_those_without(self, connection: Connection, bank: Bank) -> None:
        """Textile 60 of 100; 40 of no industry is in the total and no name."""
        unit = bank.org_unit("U")
        self.lend(bank, unit, "B", "40")
        textile = self.lend(bank, unit, "A", "60")
        connection.exec_driver_sql("update core.client set industry = 'textile' where client_id = %s", (textile,))
        run_steps(connection, AS_OF)
        assert of_unit(connection, "org_unit_concentration", self.COLUMNS)[-1] == (
            "industry", 1, "100.00", "3600", "60.00", "60.00",
        )  # fmt: skip
        columns = "industry, outstanding_principal_amount::text"
        assert of_unit(connection, "org_unit_industry", columns) == [("", "40.00"), ("textile", "60.00")]

    def test_the_ten_largest_with_their_worst_class(self, connection: Connection, bank: Bank) -> None:
        unit = bank.org_unit("U")
        clients = {amount: self.lend(bank, unit, f"C{amount}", str(amount)) for amount in range(1, 12)}
        bank.overdue_loan("bad", clients[11], unit, as_of=AS_OF, days=100, principal="1.00", scheme="retail_2023")
        run_steps(connection, AS_OF)
        columns = "place, client_code, outstanding_principal_amount::text, loan_count, risk_class"
        found = of_unit(connection, "largest_obligor", columns)
        assert [row[1] for row in found] == [f"C{amount}" for amount in range(11, 1, -1)]
        assert found[0] == (1, "C11", "12.00", 2, "substandard")
        assert of_unit(connection, "org_unit_concentration", self.COLUMNS)[0][4:] == ("12.00", "66.00")

    def test_currencies_stay_apart(self, connection: Connection, bank: Bank) -> None:
        unit = bank.org_unit("U")
        client = self.lend(bank, unit, "A", "10")
        self.lend(bank, unit, "A", "5", client=client, currency="USD")
        run_steps(connection, AS_OF)
        found = of_unit(connection, "org_unit_concentration", "currency, total_amount::text, dimension")
        assert [row[:2] for row in found if row[2] == "client"] == [("CNY", "10.00"), ("USD", "5.00")]


def group(connection: Connection, code: str, clients: list[int], valid_to: date | None = None) -> None:
    statement = "insert into core.client_group (client_group_code, name) values (%s, %s) returning client_group_id"
    key = connection.exec_driver_sql(statement, (code, f"Group {code}")).scalar_one()
    member = (
        "insert into core.client_group_member (client_id, client_group_id, valid_from, valid_to)"
        " values (%s, %s, '2020-01-01', %s)"
    )
    connection.exec_driver_sql(member, [(client, key, valid_to) for client in clients])


class TestGuarantees:
    """A→B→C→A, D⇄E, F→G, C→D, H alone (W13); E is non-performing."""

    EDGES = ("AB", "BC", "CA", "DE", "ED", "FG", "CD")

    def write(self, bank: Bank) -> dict[str, int]:
        unit = bank.org_unit("U")
        clients = {code: bank.client(code, unit) for code in "ABCDEFGH"}
        for edge in self.EDGES:
            guarantee(bank.connection, edge, clients[edge[0]], clients[edge[1]], "10.00")
        guarantee(bank.connection, "HA", clients["H"], clients["A"], "99.00", valid_to=date(2024, 6, 29))
        for code, client in clients.items():
            bank.overdue_loan(code, client, unit, as_of=AS_OF, days=100 if code == "E" else -1, principal="100.00")
        return clients

    def test_w13(self, connection: Connection, bank: Bank) -> None:
        """H is in no group: its guarantee ended the day before."""
        self.write(bank)
        run_steps(connection, AS_OF)
        question = """select m.client_code, m.group_no, m.group_size, m.circle_no, m.hops, s.client_code
                      from mart.guarantee_member m
                      left join mart.guarantee_member s on s.client_id = m.source_client_id order by 1"""
        assert rows(connection, question) == [
            ("A", 1, 5, 1, None, None),
            ("B", 1, 5, 1, None, None),
            ("C", 1, 5, 1, 2, "E"),
            ("D", 1, 5, 2, 1, "E"),
            ("E", 1, 5, 2, 0, "E"),
            ("F", 2, 2, None, None, None),
            ("G", 2, 2, None, None, None),
        ]

    def test_sums_of_the_unit(self, connection: Connection, bank: Bank) -> None:
        """Seven guarantees of 10.00, five of them inside a circle; D is one hop from E, C two."""
        self.write(bank)
        run_steps(connection, AS_OF)
        columns = """guarantee_count, guaranteed_amount::text, client_count, circle_count, circle_client_count,
                     circle_amount::text, one_hop_count, one_hop_amount::text, two_hop_count, two_hop_amount::text"""
        assert of_unit(connection, "org_unit_guarantee", columns) == [
            (7, "70.00", 7, 2, 5, "50.00", 1, "100.00", 1, "100.00")
        ]

    def test_given_against_net_assets(self, connection: Connection, bank: Bank) -> None:
        """C gives 20.00; the statement received after the date, and one in dollars, say nothing."""
        clients = self.write(bank)
        statements = [
            (clients["C"], date(2022, 12, 31), date(2023, 3, 1), "CNY", "8.00"),
            (clients["C"], date(2023, 12, 31), date(2024, 7, 1), "CNY", "80.00"),
            (clients["D"], date(2023, 12, 31), None, "USD", "5.00"),
        ]
        connection.exec_driver_sql(
            "insert into core.financial_statement (client_id, period_end_date, received_date, currency, equity_amount)"
            " values (%s, %s, %s, %s, %s)",
            statements,
        )
        run_steps(connection, AS_OF)
        columns = "client_code, given_amount::text, received_amount::text, equity_amount::text"
        found = {row[0]: row[1:] for row in rows(connection, f"select {columns} from mart.guarantee_member")}
        assert (found["C"], found["D"]) == (("20.00", "10.00", "8.00"), ("10.00", "20.00", None))

    def test_amounts_stay_in_their_currency_and_trouble_does_not(self, connection: Connection, bank: Bank) -> None:
        """A guarantees B in dollars; B's loan in yuan is bad: A is one hop away, with what it guarantees in dollars."""
        unit = bank.org_unit("U")
        a, b = bank.client("A", unit), bank.client("B", unit)
        guarantee(connection, "G", a, b, "7.00", currency="USD")
        bank.overdue_loan("L", b, unit, as_of=AS_OF, days=100, principal="100.00")
        run_steps(connection, AS_OF)
        columns = "client_code, currency, outstanding_principal_amount::text, given_amount::text, hops, risk_class"
        assert rows(connection, f"select {columns} from mart.guarantee_member order by 1, 2") == [
            ("A", "USD", "0.00", "7.00", 1, None),
            ("B", "CNY", "100.00", "0.00", 0, "substandard"),
            ("B", "USD", "0.00", "0.00", 0, None),
        ]

    def test_nobody_guarantees_anybody(self, connection: Connection, bank: Bank) -> None:
        unit = bank.org_unit("U")
        bank.loan("L", bank.client("C", unit), unit)
        run_steps(connection, AS_OF)
        assert rows(connection, "select * from mart.org_unit_guarantee") == []

    def test_a_guarantee_of_oneself_is_refused(self, connection: Connection, bank: Bank) -> None:
        client = bank.client("C", bank.org_unit("U"))
        with pytest.raises(IntegrityError, match="not_oneself"):
            guarantee(connection, "G", client, client, "1.00")


def guarantee(
    connection: Connection,
    code: str,
    guarantor: int,
    borrower: int,
    amount: str,
    valid_to: date | None = None,
    currency: str = "CNY",
) -> None:
    connection.exec_driver_sql(
        "insert into core.guarantee (client_id, guarantee_code, guarantor_client_id, guaranteed_amount, currency,"
        " valid_from, valid_to) values (%s, %s, %s, %s, %s, '2020-01-01', %s)",
        (borrower, code, guarantor, amount, currency, valid_to),
    )

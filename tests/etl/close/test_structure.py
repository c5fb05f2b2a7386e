"""Maturities and vintages, with banks one can add up by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)


def of_unit(connection: Connection, mart: str, columns: str, code: str = "U", order: str = "1") -> list[Any]:
    question = f"select {columns} from mart.{mart} m join core.org_unit u using (org_unit_id)"
    return rows(connection, f"{question} where org_unit_code = '{code}' order by {order}")


class TestLadder:
    """Bands of one loan always add up to its balance."""

    @pytest.fixture
    def unit(self, bank: Bank) -> int:
        return bank.org_unit("U")

    def bands(self, connection: Connection) -> list[Any]:
        run_steps(connection, AS_OF)
        balance = rows(connection, "select coalesce(sum(outstanding_principal_amount), 0) from core.loan_snapshot")
        found = of_unit(connection, "org_unit_maturity", "band, loan_count, outstanding_principal_amount::text")
        assert sum((Decimal(row[2]) for row in found), Decimal(0)) == balance[0][0]
        return found

    def test_each_instalment_in_its_band(self, connection: Connection, bank: Bank, unit: int) -> None:
        """The last day of a band belongs to it: 30 July is within a month of 30 June, 31 July is not."""
        loan = bank.loan("L", bank.client("C", unit), unit, principal_amount="150.00")
        days = {
            date(2024, 6, 29): "1.00", date(2024, 6, 30): "2.00", date(2024, 7, 30): "4.00", date(2024, 7, 31): "8.00",
            date(2024, 12, 30): "16.00", date(2025, 6, 30): "32.00", date(2027, 6, 30): "64.00",
            date(2027, 7, 1): "23.00",
        }  # fmt: skip
        bank.instalments(loan, [(day, amount, "0.00") for day, amount in days.items()])
        assert self.bands(connection) == [
            ("over_3_years", 1, "23.00"),
            ("overdue", 1, "1.00"),
            ("up_to_1_month", 1, "6.00"),
            ("up_to_1_year", 1, "32.00"),
            ("up_to_3_months", 1, "8.00"),
            ("up_to_3_years", 1, "64.00"),
            ("up_to_6_months", 1, "16.00"),
        ]

    def test_paid_in_advance_comes_off_the_earliest(self, connection: Connection, bank: Bank, unit: int) -> None:
        loan = bank.loan("L", bank.client("C", unit), unit, principal_amount="300.00")
        bank.instalments(loan, [(date(2024, month, 15), "100.00", "0.00") for month in (7, 9, 12)])
        bank.repayment(loan, date(2024, 6, 1), "130.00")
        assert self.bands(connection) == [("up_to_3_months", 1, "70.00"), ("up_to_6_months", 1, "100.00")]

    def test_without_schedule(self, connection: Connection, bank: Bank, unit: int) -> None:
        bank.loan("L", bank.client("C", unit), unit)
        assert self.bands(connection) == [("without_schedule", 1, "1000.00")]

    def test_a_schedule_below_the_principal(self, connection: Connection, bank: Bank, unit: int) -> None:
        """The loan matures within three years, so that nothing can be due later."""
        loan = bank.loan("L", bank.client("C", unit), unit, maturity_date=date(2025, 1, 1))
        bank.instalments(loan, [(date(2025, 1, 1), "900.00", "0.00")])
        assert self.bands(connection) == [("up_to_1_year", 1, "900.00"), ("without_schedule", 1, "100.00")]

    def test_a_schedule_above_the_principal(self, connection: Connection, bank: Bank, unit: int) -> None:
        loan = bank.loan("L", bank.client("C", unit), unit)
        bank.instalments(loan, [(date(2024, 7, 1), "700.00", "0.00"), (date(2024, 12, 1), "700.00", "0.00")])
        assert self.bands(connection) == [("up_to_1_month", 1, "700.00"), ("up_to_6_months", 1, "300.00")]

    def test_repaid_more_than_owed(self, connection: Connection, bank: Bank, unit: int) -> None:
        loan = bank.loan("L", bank.client("C", unit), unit, principal_amount="100.00")
        bank.instalments(loan, [(date(2024, 7, 1), "100.00", "0.00")])
        bank.repayment(loan, date(2024, 6, 1), "150.00")
        assert self.bands(connection) == []

    def test_currencies_stay_apart_and_units_add_up(self, connection: Connection, bank: Bank, unit: int) -> None:
        below = bank.org_unit("B", parents=[unit])
        client = bank.client("C", unit)
        bank.overdue_loan("L1", client, unit, as_of=AS_OF, days=-1, principal="100.00")
        bank.overdue_loan("L2", client, below, as_of=AS_OF, days=-1, principal="10.00")
        bank.overdue_loan("L3", client, below, as_of=AS_OF, days=-1, principal="1.00", currency="USD")
        run_steps(connection, AS_OF)
        found = of_unit(connection, "org_unit_maturity", "currency, outstanding_principal_amount::text")
        assert found == [("CNY", "110.00"), ("USD", "1.00")]


class TestVintages:
    """Three quarters, of which the last are not old enough for the later months (W9)."""

    BOOK = (
        # quarter, disbursed, (first seen over 90 days by month on book, principal)
        (date(2023, 3, 31), 1_000, ((6, 5), (9, 7), (12, 8))),
        (date(2023, 6, 30), 1_500, ((3, 3), (6, 9), (9, 15))),
        (date(2023, 9, 30), 2_000, ((3, 10), (6, 20))),
    )
    MONTHS = ", ".join(f"over_90_by_month_{month}_amount::text" for month in (3, 6, 9, 12, 18))

    def write(self, bank: Bank) -> None:
        """Bad loans crossed the 90th day right before the end of their month; the rest of the cohort is one loan."""
        unit = bank.org_unit("U")
        for disbursed, total, bad in self.BOOK:
            terms = {"disbursed_date": disbursed, "maturity_date": date(2034, 1, 1)}
            for month, principal in bad:
                client = bank.client(f"{disbursed} {month}", unit, kind="personal")
                crossed = vintages_day(bank.connection, disbursed, month)
                loan = bank.loan(f"{disbursed} {month}", client, unit, principal_amount=principal, **terms)
                bank.instalments(loan, [(date.fromordinal(crossed.toordinal() - 91), str(principal), "0.00")])
            good = total - sum(principal for _, principal in bad)
            client = bank.client(f"{disbursed}", unit)
            bank.loan(f"{disbursed}", client, unit, principal_amount=good, **terms)

    def test_w9(self, connection: Connection, bank: Bank) -> None:
        self.write(bank)
        run_steps(connection, date(2024, 3, 31))
        columns = f"cohort_date, disbursed_amount::text, {self.MONTHS}"
        assert of_unit(connection, "org_unit_vintage", columns) == [
            (date(2023, 1, 1), "1000.00", "0.00", "5.00", "12.00", "20.00", None),
            (date(2023, 4, 1), "1500.00", "3.00", "12.00", "27.00", None, None),
            (date(2023, 7, 1), "2000.00", "10.00", "30.00", None, None, None),
        ]

    def test_who_was_bad_once_stays_in_the_curve(self, connection: Connection, bank: Bank) -> None:
        """Seen at the end of March with 100.00, paid up in April: at the end of June it still counts, once."""
        loan = late(bank)
        close(connection, date(2024, 3, 31))
        bank.repayment(loan, date(2024, 4, 15), "100.00")
        close(connection, AS_OF)
        assert self.by_month_3(connection) == [(date(2024, 3, 31), "100.00"), (AS_OF, "100.00")]

    def test_closing_a_past_date_again_counts_nobody_twice(self, connection: Connection, bank: Bank) -> None:
        """The earlier date is closed last, so that the loan is new in both slices."""
        late(bank)
        for as_of in (AS_OF, date(2024, 3, 31), date(2024, 3, 31)):
            close(connection, as_of)
        question = "select as_of, crossed_date from mart.first_over_90 order by 1"
        crossed = date(2024, 2, 15)
        assert rows(connection, question) == [(date(2024, 3, 31), crossed), (AS_OF, crossed)]
        close(connection, AS_OF)
        assert rows(connection, question) == [(date(2024, 3, 31), crossed)]
        assert self.by_month_3(connection) == [(date(2024, 3, 31), "100.00"), (AS_OF, "100.00")]

    def by_month_3(self, connection: Connection) -> list[Any]:
        return of_unit(connection, "org_unit_vintage", "as_of, over_90_by_month_3_amount::text")

    def test_cohorts_are_followed_for_so_many_months(self, connection: Connection, bank: Bank) -> None:
        """48 months before June 2024 lies in the second quarter of 2020."""
        unit = bank.org_unit("U")
        for number, disbursed in enumerate((date(2020, 3, 31), date(2020, 4, 1))):
            bank.loan(f"L{number}", bank.client(f"C{number}", unit), unit, disbursed_date=disbursed)
        run_steps(connection, AS_OF)
        assert of_unit(connection, "org_unit_vintage", "cohort_date, loan_count") == [(date(2020, 4, 1), 1)]


def close(connection: Connection, as_of: date) -> None:
    """One of several closes in the transaction of a test."""
    run_steps(connection, as_of)
    connection.exec_driver_sql("discard temp")


def vintages_day(connection: Connection, disbursed: date, months: int) -> date:
    question = "select (%s::date + make_interval(months => %s))::date"
    day: date = connection.exec_driver_sql(question, (disbursed, months)).scalar_one()
    return day


def late(bank: Bank) -> Loan:
    """100.00 of 1,000.00 due on 16 November 2023: 91 days past due on 15 February 2024, in the third month."""
    unit = bank.org_unit("U")
    disbursed = date(2023, 11, 16)
    loan = bank.loan(
        "L", bank.client("C", unit, kind="personal"), unit, principal_amount="100.00", disbursed_date=disbursed
    )
    bank.instalments(loan, [(disbursed, "100.00", "0.00")])
    return loan


def test_the_section_reconciles_with_facts(connection: Connection, bank: Bank) -> None:
    """What was disbursed counts in full although it is repaid; a loan of 2019 is not followed any more."""
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    for code, disbursed in (("L1", date(2024, 1, 15)), ("L2", date(2019, 1, 15))):
        loan = bank.loan(code, client, unit, principal_amount="100.00", disbursed_date=disbursed)
        bank.instalments(loan, [(date(2024, 12, 1), "100.00", "0.00")])
    bank.repayment(loan, date(2024, 6, 1), "30.00")
    run_steps(connection, AS_OF)
    checks = ("disbursed by vintage", "outstanding by industry", "outstanding by maturity")
    question = "select check_name, mart_value::text, fact_value::text from mart.reconciliation order by 1"
    assert [row for row in rows(connection, question) if row[0] in checks] == [
        ("disbursed by vintage", "100.00", "100.00"),
        ("outstanding by industry", "170.00", "170.00"),
        ("outstanding by maturity", "170.00", "170.00"),
    ]

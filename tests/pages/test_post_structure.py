"""The section about what the book is made of, over a bank one can add up by hand.

October 2026, CNY: East has Ann 400 and Ben 300, West Cat 200 and Dan 100; 40/30/20/10 are 3,000 points. Ann and Ben are
a group. Ann and Ben stand in for each other, Ben for Cat, whose loan has been unpaid for 100 days. Cat's came in the
first quarter of 2026, all others are of 2020 and no longer followed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import delete, insert
from streamlit.testing.v1 import AppTest

from etl.close.run import close
from etl.progress import silent
from schema.storage.database import Database
from schema.tables.operations import app_user, parameter, user_scope
from tests.etl.close.bank import Bank
from tests.pages.conftest import Opener

NOW = date(2026, 10, 31)
STATEMENT_BUDGET = 22


@pytest.fixture(scope="module")
def lender(database: Database) -> Database:
    """The bank above with one close; somebody who sees East alone, and an executive who sees sums."""
    with database.engine("etl").begin() as connection:
        keys = _write(Bank(connection))
    close(database, NOW, progress=silent)
    with database.engine("owner").begin() as connection:
        for subject, persona, unit in (("east", "risk_manager", "East"), ("chief", "branch_executive", "Bank")):
            connection.execute(insert(app_user).values(subject=subject, display_name=subject.title()))
            scope = {"subject": subject, "persona": persona, "org_unit_id": keys[unit]}
            connection.execute(insert(user_scope).values(**scope, valid_from=date(1900, 1, 1)))
    return database


def _write(bank: Bank) -> dict[str, int]:
    head = bank.org_unit("Bank", kind="head_office")
    units = {"Bank": head, **{name: bank.org_unit(name, parents=[head]) for name in ("East", "West")}}
    homes = {"Ann": ("East", "400"), "Ben": ("East", "300"), "Cat": ("West", "200"), "Dan": ("West", "100")}
    clients = {name: bank.client(name, units[at]) for name, (at, _amount) in homes.items()}
    for name, (at, amount) in homes.items():
        days = 100 if name == "Cat" else -40
        terms: dict[str, Any] = {"disbursed_date": date(2026, 1, 15)} if name == "Cat" else {}
        bank.overdue_loan(name, clients[name], units[at], as_of=NOW, days=days, principal=amount, **terms)
    run = bank.connection.exec_driver_sql
    run("insert into core.client_group (client_group_code, name) values ('G', 'Ann and Ben')")
    run(
        "insert into core.client_group_member (client_id, client_group_id, valid_from)"
        " select client_id, client_group_id, '2020-01-01' from core.client, core.client_group"
        " where client_code in ('Ann', 'Ben')"
    )
    run(
        "insert into core.financial_statement (client_id, period_end_date, currency, equity_amount)"
        " values (%s, '2025-12-31', 'CNY', 100)",
        (clients["Ben"],),
    )
    for guarantor, borrower, stake in (("Ann", "Ben", 30), ("Ben", "Ann", 40), ("Ben", "Cat", 200)):
        run(
            "insert into core.guarantee (client_id, guarantee_code, guarantor_client_id, guaranteed_amount, currency,"
            " valid_from) values (%s, %s, %s, %s, 'CNY', '2020-01-01')",
            (clients[borrower], guarantor + borrower, clients[guarantor], stake),
        )
    return units


def opened(open_page: Opener, database: Database, subject: str = "operator", **asked: str) -> AppTest:
    return open_page("post_loan", database, subject=subject, section="structure", **asked)


def metrics(page: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in page.metric}


def table(page: AppTest, first: str) -> list[dict[str, Any]]:
    """The rows of the first table whose first column is `first`; none without such a table."""
    return next((shown.value.to_dict("records") for shown in page.dataframe if shown.value.columns[0] == first), [])


def text(page: AppTest) -> str:
    return "\n".join(part.value for part in (*page.markdown, *page.caption, *page.subheader))


def test_headline(open_page: Opener, lender: Database) -> None:
    assert metrics(opened(open_page, lender)) == {
        "HHI by client, 0–10,000": ("3,000.0", "–"),
        "Effective number": ("3", "of 4 clients"),
        "Largest client": ("40.00 %", "–"),
        "Ten largest clients": ("100.00 %", "–"),
        "Clients in circles": ("2", "1 circle"),
        "Called at one hop": ("1", "CNY 300.00"),
    }


def test_concentration_by_dimension(open_page: Opener, lender: Database) -> None:
    """As a group Ann and Ben are 70: 70² + 20² + 10². Nobody has an industry, which is then no dimension."""
    rows = table(opened(open_page, lender), "dimension")
    assert [(row["dimension"], row["points"], row["hhi"], row["name_count"], row["cr1"]) for row in rows] == [
        ("By client", 3000.0, 0.3, 4, 40.0),
        ("By client group", 5400.0, 0.54, 3, 70.0),
    ]


def test_vintages_say_nothing_where_nothing_is_known(open_page: Opener, lender: Database) -> None:
    """Cat's loan crossed on 22 October, in its tenth month; month 6 of its quarter is complete, month 9 is not."""
    newest, whole = table(opened(open_page, lender), "cohort")
    assert (newest["cohort"], newest["disbursed"], newest["month_3"], newest["month_6"]) == ("2026 Q1", 200.0, 0, 0)
    assert newest["month_9"] != newest["month_9"]
    assert whole["cohort"] == "All quarters"


def test_maturities(open_page: Opener, lender: Database) -> None:
    rows = table(opened(open_page, lender), "band")
    assert [(row["band"], row["loan_count"], row["amount"]) for row in rows] == [
        ("Already overdue", 1, 200.0),
        ("1–3 months", 3, 800.0),
    ]


def test_capital_that_is_not_set_is_said_and_no_number(open_page: Opener, lender: Database) -> None:
    page = opened(open_page, lender)
    assert "Net capital of the bank in CNY: not set." in text(page)
    assert not table(page, "limit")
    assert "room" not in table(page, "client_name")[0]


def test_limits_against_capital(open_page: Opener, lender: Database) -> None:
    """Net capital 3,900: ten per cent are 390, ten less than Ann has. Tier 1 4,000: the group may have 800."""
    rows = [
        {
            "name": name,
            "number": Decimal(number),
            "unit": "CNY",
            "valid_from": date(1900, 1, 2),
            "source": "us",
            "status": "sample",
        }
        for name, number in (("net_capital", 3_900), ("tier_1_capital", 4_000))
    ]
    with lender.engine("owner").begin() as connection:
        connection.execute(insert(parameter), rows)
    try:
        page = opened(open_page, lender)
    finally:
        with lender.engine("owner").begin() as connection:
            connection.execute(delete(parameter).where(parameter.c.source == "us"))
    assert [(row["limit"], row["state"], row["largest"], row["room"]) for row in table(page, "limit")] == [
        ("Limit of loans to one client", ["Exceeded"], 400.0, -10.0),
        ("Limit of the exposure to one client", ["Kept"], 400.0, 200.0),
        ("Limit of the exposure to a group", ["Kept"], 700.0, 100.0),
    ]
    assert "Net capital of the bank: CNY 3,900.00, sample." in text(page)


def test_the_graph_names_its_circle_and_says_amounts(open_page: Opener, lender: Database) -> None:
    page = opened(open_page, lender)
    rows = [
        (row["circle"] if row["circle"] == row["circle"] else "", row["guarantor"], row["borrower"], row["amount"])
        for row in table(page, "circle")
    ]
    assert rows == [
        ("Circle 1", "Client Ben", "Client Ann", 40.0),
        ("Circle 1", "Client Ann", "Client Ben", 30.0),
        ("", "Client Ben", "Client Cat", 200.0),
    ]


def test_who_is_called(open_page: Opener, lender: Database) -> None:
    """Ben gives 240.00 with net assets of 100.00; nothing is known of Ann's."""
    page = opened(open_page, lender)
    shown = next(each.value for each in page.dataframe if "hops" in each.value.columns)
    rows = shown.to_dict("records")
    assert [(row["client"], row["hops"], row["source"]) for row in rows] == [
        ("Client Ben", "one hop", "Client Cat"),
        ("Client Ann", "two hops", "Client Cat"),
    ]
    assert rows[0]["over"] == 240.0
    assert rows[1]["over"] != rows[1]["over"]


def test_an_executive_sees_sums_and_is_told_why_no_names(open_page: Opener, lender: Database) -> None:
    page = opened(open_page, lender, subject="chief")
    assert metrics(page)["Clients in circles"] == ("2", "1 circle")
    assert text(page).count("Single names are shown to those who answer for them.") >= 4
    assert not [each for each in page.dataframe if {"client", "client_name"} & set(each.value.columns)]


def test_names_outside_the_view_stay_outside(open_page: Opener, lender: Database) -> None:
    """East sees Ann and Ben; that a client of West failed is told, not which."""
    page = opened(open_page, lender, subject="east")
    shown = next(each.value for each in page.dataframe if "hops" in each.value.columns).to_dict("records")
    assert [(row["client"], row["source"]) for row in shown] == [
        ("Client Ben", "outside your view"),
        ("Client Ann", "outside your view"),
    ]
    assert [row["client_name"] for row in table(page, "client_name")] == ["Client Ann", "Client Ben"]


def test_a_row_opens_the_client(open_page: Opener, lender: Database) -> None:
    page = opened(open_page, lender)
    page.session_state["largest_obligors"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run()
    assert page.query_params["client"] == "Ben"


def test_in_few_statements(open_page: Opener, lender: Database, statements: list[str]) -> None:
    """With nothing kept from before; none of them asks facts."""
    page = opened(open_page, lender)
    st.cache_data.clear()
    statements.clear()
    page.run()
    assert 0 < len(statements) <= STATEMENT_BUDGET
    facts = ("core.loan ", "core.instalment", "core.repayment", "core.guarantee", "core.account", "core.loan_snapshot")
    assert not [each for each in statements if any(fact in each for fact in facts)]

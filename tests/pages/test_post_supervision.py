"""The section about account supervision, over a bank one can add up by hand (tests/marts/watched.py)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from schema.storage.database import Database
from tests.marts import watched
from tests.pages import bank
from tests.pages.conftest import Opener
from tests.pages.texts import texts

STATEMENT_BUDGET = 14
NAMES = re.compile(r"Client \w+|Bank|East|West|Steel Ltd|Broker Ltd|:material/\w+:")


@pytest.fixture(scope="module")
def supervised(database: Database) -> Database:
    watched.build(database)
    return database


def opened(open_page: Opener, database: Database, subject: str = "whole", **asked: str) -> AppTest:
    return open_page("post_loan", database, subject=subject, section="supervision", **asked)


def metrics(page: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in page.metric}


def table(page: AppTest, column: str) -> list[dict[str, Any]]:
    """The rows of the first table with that column."""
    frame = next(shown.value for shown in page.dataframe if column in shown.value.columns)
    return [dict(row) for _place, row in frame.iterrows()]


def said(page: AppTest) -> str:
    return "\n".join(part.value for part in (*page.markdown, *page.caption, *page.subheader))


def test_headline(open_page: Opener, supervised: Database) -> None:
    assert metrics(opened(open_page, supervised)) == {
        "On supervised accounts": ("40.0", "100.0 in, 60.0 out in the month"),
        "Disbursed in 90 days": ("170.0", "3 loans, 1 not followed"),
        "Paid entrusted": ("40.00 %", "60.0 entrusted"),
        "Loans with findings": ("2", "1 red, 1 orange"),
        "Inflow routed through us": ("10.0 %", "40.0 % in 3 months"),
    }


def test_findings_in_words(open_page: Opener, supervised: Database) -> None:
    rows = table(opened(open_page, supervised), "what")
    assert [(list(row["severity"]), row["client"], row["what"], row["amount"], row["share"]) for row in rows] == [
        (["Red"], "Client Bo", "Withdrawn in cash: 1 payment", 40_000.0, 80.0),
        (
            ["Red"],
            "Client Bo",
            "Securities, wealth products or property: 1 payment, most to Broker Ltd",
            10_000.0,
            20.0,
        ),
        (["Orange"], "Client Hai", "Came back from Steel Ltd within 7 days: 1 payment", 50_000.0, 50.0),
    ]


def test_the_gravest_finding_is_drawn_first(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised)
    assert "Where the money of LB went" in said(page)
    assert [row["destination"] for row in table(page, "destination")] == [
        "Securities, wealth products, property",
        "Cash",
    ]


def test_the_address_names_the_loan_that_is_drawn(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised, loan="LH")
    (figure,) = page.get("plotly_chart")
    trace = json.loads(figure.proto.spec)["data"][0]
    assert trace["node"]["label"] == [
        "Draw<br>100.0", "Entrusted payment<br>60.0  (60 %)", "Still on the account<br>40.0  (40 %)",
        "Back to the borrower<br>50.0  (50 %)",
    ]  # fmt: skip
    link = trace["link"]
    assert list(zip(link["source"], link["target"], link["value"], strict=True)) == [
        (0, 1, 60_000.0), (1, 3, 50_000.0), (0, 2, 40_000.0)
    ]  # fmt: skip
    payments = table(page, "returned_code")
    assert [(row["payee"], row["attributed"], row["returned"], row["account"]) for row in payments] == [
        ("Steel Ltd", 60.0, 50.0, "HS")
    ]


def test_what_was_not_looked_at_is_said(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised)
    counts = {row["check"]: (row["checked"], row["unchecked"]) for row in table(page, "check")}
    assert counts["Cash withdrawn"] == (2, 1)
    assert counts["Paid to related parties"] == (0, 3)
    assert "No data for any loan: Paid to related parties." in said(page)


def test_instalments_and_their_cover(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised)
    assert [(list(row["severity"]), row["due"], row["cover"], row["short"]) for row in table(page, "cover")] == [
        (["Orange"], "in 2 working days (T−2)", 40.0, 18_000.0)
    ]
    assert "1 instalment: 1 orange." in said(page)


def test_a_client_manager_sees_his_own_book(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised, "mei")
    assert metrics(page)["Disbursed in 90 days"] == ("100.0", "1 loan, all followed")
    assert not [text for text in texts(page) if "Bo" in text and "Bo" in re.findall(r"\bBo\b", text)]


def test_a_unit_without_movements_is_not_clean_but_unknown(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised, org_unit="West")
    assert metrics(page)["Loans with findings"] == ("–", "no data")
    assert metrics(page)["Paid entrusted"] == ("–", "")
    assert "No account is marked as supervised" in said(page)


def test_without_any_data_the_page_says_what_to_load(open_page: Opener, fresh_database: Database) -> None:
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_closes, bank.add_loans)
    page = open_page("post_loan", fresh_database, section="supervision")
    assert "Nothing is known of the accounts of Tiny Bank on 2026-10-31." in said(page)


def test_it_asks_few_questions(open_page: Opener, supervised: Database, statements: list[str]) -> None:
    opened(open_page, supervised)
    first = next(place for place, text in enumerate(statements) if "org_unit_supervision" in text)
    own = statements[first:]
    assert len(own) <= STATEMENT_BUDGET
    facts = ("core.account_transaction", "core.instalment", "core.repayment", "core.account_balance")
    assert [text for text in own if any(fact in text for fact in facts)] == []


def test_chinese_holds_no_english(open_page: Opener, supervised: Database) -> None:
    page = opened(open_page, supervised, lang="zh-Hans")
    ours = [*page.subheader, *page.caption, *(each for each in page.markdown if "material" in each.value)]
    told = [part.value for part in ours] + [word for pair in metrics(page).values() for word in pair]
    told += [value for row in table(page, "what") for value in (row["what"], *row["severity"])]
    assert [text for text in told if re.search(r"[A-Za-z]{4,}", NAMES.sub("", text))] == []
    assert "资金归行率" in metrics(page)

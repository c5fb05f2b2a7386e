"""The section about classes over a bank one can add up by hand: the balances of the worked example W3.

In units of 10,000 yuan: normal 9,000, special mention 600, substandard 200, doubtful 150, loss 50. The close itself
makes the figures; on 2024-05-31 only the first two stood on the book.
"""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from etl.close.run import close
from etl.progress import silent
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.etl.close.bank import Bank
from tests.etl.close.quality import decided, evidence, restructured
from tests.pages.conftest import Opener
from tests.security.bank import grant_scope

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
BOOK = {0: "90000000", 1: "6000000", 91: "2000000", 271: "1500000", 361: "500000"}

PEOPLE = {
    "risk": Persona.RISK_MANAGER,
    "second": Persona.RISK_MANAGER,
    "approver": Persona.BRANCH_EXECUTIVE,
    "head": Persona.HEAD_OFFICE_EXECUTIVE,
}


@pytest.fixture(scope="module")
def bank(database: Database) -> Database:
    """W3, one client per class; the one in arrears since yesterday changed its terms, another used the money badly."""
    with database.engine("etl").begin() as connection:
        bank = Bank(connection)
        head = bank.org_unit("HO", kind="head_office")
        unit = bank.org_unit("EAST", parents=[head])
        for days, principal in BOOK.items():
            client = bank.client(f"C{days}", unit, kind="personal")
            began = {"disbursed_date": date(2024, 6, 1)} if days > 1 else {}
            loan = bank.overdue_loan(f"L{days}", client, unit, as_of=JUNE, days=days, principal=principal, **began)
            if days == 1:
                restructured(bank, loan, date(2024, 6, 15))
            if days == 91:
                evidence(bank, "rating_cut", client)
        connection.exec_driver_sql("insert into core.client_group values (1, 'G', 'Group', null)")
        connection.exec_driver_sql(
            "insert into core.client_group_member select client_id, 1, null, '2020-01-01' from core.client"
            " where client_code in ('C0', 'C361')"
        )
    for day in (MAY, JUNE):
        close(database, day, progress=silent)
    for subject, persona in PEOPLE.items():
        grant_scope(database, subject, "HO", persona=persona)
    return database


def opened(open_page: Opener, at: Database, subject: str = "risk", **asked: str) -> AppTest:
    return open_page("post_loan", at, subject=subject, section="quality", **asked)


def said(page: AppTest) -> str:
    parts = [*page.subheader, *page.markdown, *page.caption, *page.success]
    return "\n".join(part.value for part in parts)


def rows(page: AppTest, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the first table that has them all."""
    for shown in page.dataframe:
        if set(columns) <= set(shown.value.columns):
            return list(shown.value[list(columns)].itertuples(index=False, name=None))
    raise AssertionError(f"no table with {columns}")


def test_headline_of_w3(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank)
    figures = {metric.label: metric.value for metric in page.metric}
    del figures["Expected loss"]
    assert figures == {
        "NPL ratio": "4.00 %",
        "Special mention ratio": "6.00 %",
        "Coverage, needs 150 %": "71.75 %",
        "Loan provision, needs 2.5 %": "2.87 %",
        "Allowance gap": "3,130.0",
    }


def test_provisions_of_w3(open_page: Opener, bank: Database) -> None:
    """Specific 12 + 50 + 75 + 50 = 187, general 100, required 600, gap 313."""
    page = opened(open_page, bank)
    assert rows(page, "risk_class", "balance", "rate", "specific") == [
        ("Normal", 90.0, 0.0, 0.0), ("Special mention", 6.0, 2.0, 0.12), ("Substandard", 2.0, 25.0, 0.5),
        ("Doubtful", 1.5, 50.0, 0.75), ("Loss", 0.5, 100.0, 0.5),
        ("All classes", 100.0, pytest.approx(float("nan"), nan_ok=True), 1.87),
    ]  # fmt: skip
    told = "In CNY thousand: general 1,000.0 + specific 1,870.0 = 2,870.0; required 6,000.0. 3,130.0 are missing."
    assert told in said(page)


def test_stages_come_to_the_book(open_page: Opener, bank: Database) -> None:
    """Stage 3: 45 % of 2.0, 60 % of 1.5, 95 % of 0.5 million."""
    page = opened(open_page, bank)
    found = rows(page, "stage", "loan_count", "outstanding_principal_amount", "expected_loss_amount")
    assert [row[:3] for row in found] == [
        ("Stage 1", 1, 90.0), ("Stage 2", 1, 6.0), ("Stage 3", 3, 4.0), ("All stages", 5, 100.0)
    ]  # fmt: skip
    assert found[2][3] == pytest.approx(0.9 + 0.9 + 0.475)
    assert found[3][3] == pytest.approx(sum(row[3] for row in found[:3]))


def test_what_changed_and_why(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank)
    assert rows(page, "client", "change", "reasons", "observed") == [
        (
            "Client C1",
            "Normal → Special mention",
            "1 day past due, restructured, observed until 2025-06-29",
            "2025-06-29",
        )
    ]
    assert "- 1 day past due." in said(page)


def test_every_loan_that_is_not_normal(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank, loans="not_normal")
    assert rows(page, "client", "change", "reasons") == [
        ("Client C361", "new: Loss", "361 days past due"),
        ("Client C271", "new: Doubtful", "271 days past due"),
        ("Client C91", "new: Substandard", "91 days past due, an external rating was cut far"),
        ("Client C1", "Normal → Special mention", "1 day past due, restructured, observed until 2025-06-29"),
    ]


def test_an_upgrade_is_offered_once_the_wait_is_over(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank, loans="not_normal")
    assert "Upgrade: not while something is overdue." in said(page)
    labels = {button.label for button in page.button}
    assert ("Propose a class" in labels, "Propose an upgrade" in labels) == (True, False)


def test_a_group_is_to_be_assessed(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank)
    assert rows(page, "client", "group", "risk_class", "because") == [
        ("Client C0", "Group", "Normal", "1 other member is non-performing, new this month")
    ]


def test_executives_see_sums_and_no_loan(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank, "head")
    assert [metric.value for metric in page.metric][:2] == ["4.00 %", "6.00 %"]
    assert "Client C" not in said(page)
    assert "Loans and the reasons of their classes" not in said(page)


def test_parameters_say_how_certain_they_are(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank)
    found = {(row[0], row[1]) for row in rows(page, "name", "status")}
    assert ("Probability of default: normal", "sample") in found
    assert ("Leaving non-performing takes an upgrade case", "to confirm") in found
    assert ("Observation of restructured loans: months", "published") in found


def test_from_a_loan_to_an_approved_class(open_page: Opener, bank: Database) -> None:
    """Proposed from the list, confirmed by a second risk manager, approved by the executive, who sees no client."""
    page = opened(open_page, bank)
    press(page, "Propose a class")
    page.selectbox(key=key_of(page, "risk_class")).select("loss").run()
    page.text_area(key=key_of(page, "note")).input("Nothing is left.").run()
    confirm(page)
    assert rows(page, "client", "what", "asked", "state") == [
        ("Client C1", "Classification", "Loss", "First classification made")
    ]
    for subject, label in (("second", "Confirm the class"), ("approver", "Approve")):
        page = opened(open_page, bank, subject)
        press(page, label)
        page.text_area(key=key_of(page, "note")).input("Seen.").run()
        confirm(page)
    assert "No class is being decided." in said(page)


def press(page: AppTest, label: str) -> None:
    next(each for each in page.button if each.label == label and not each.disabled).click().run()
    assert not page.exception


def confirm(page: AppTest) -> None:
    page.button(key="dialog_confirm").click().run()
    assert not page.exception


def key_of(page: AppTest, name: str) -> str:
    """The key of a field of the dialog: it ends in the number of its opening."""
    fields = [*page.selectbox, *page.text_area]
    return next(str(each.key) for each in fields if each.key and each.key.startswith(f"{name} "))


def test_an_empty_bank_says_so(open_page: Opener, bank: Database) -> None:
    page = opened(open_page, bank, as_of="2024-05-31", loans="candidates")
    assert "No non-performing loan is paid up to date." in said(page)


def test_a_loan_that_paid_up_waits_for_its_upgrade(open_page: Opener, fresh_database: Database) -> None:
    """Cleared on 10 May: from 10 November on; before, a row of the month end before says it was non-performing."""
    december = date(2024, 12, 31)
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("HO", kind="head_office")
        loan = bank.loan("L", bank.client("C", unit), unit, principal_amount="1000.00")
        bank.instalments(loan, [(date(2024, 1, 10), "100.00", "0.00"), (date(2030, 1, 1), "900.00", "0.00")])
        bank.repayment(loan, date(2024, 5, 10), "100.00")
    for day in (date(2024, 4, 30), date(2024, 10, 31), december):
        close(fresh_database, day, progress=silent)
    grant_scope(fresh_database, "risk", "HO", persona=Persona.RISK_MANAGER)
    for as_of, upgrade in (("2024-10-31", "from 2024-11-10 on, if paid until then"), ("2024-12-31", "may be proposed")):
        page = opened(open_page, fresh_database, loans="candidates", as_of=as_of)
        assert rows(page, "client", "change", "reasons", "upgrade") == [
            ("Client C", "Substandard", "non-performing until an upgrade is approved", upgrade)
        ]
    assert "Propose an upgrade" in {button.label for button in page.button}


def test_what_was_decided_stands_in_the_list(open_page: Opener, fresh_database: Database) -> None:
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("HO", kind="head_office")
        loan = bank.overdue_loan("L", bank.client("C", unit), unit, as_of=JUNE, days=-1, principal="100.00")
    decided(fresh_database, loan, "classification", "doubtful", JUNE)
    close(fresh_database, JUNE, progress=silent)
    grant_scope(fresh_database, "risk", "HO", persona=Persona.RISK_MANAGER)
    page = opened(open_page, fresh_database, loans="not_normal")
    assert rows(page, "client", "change", "reasons") == [("Client C", "new: Doubtful", "classed doubtful by decision")]

"""Loan 360 over a lender one can add up by hand, and over everything that can be missing or not add up."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import Connection, select
from sqlalchemy import text as sql

from schema.domain.words import StaffRole
from schema.security.personas import Persona
from schema.storage.database import Database
from schema.tables import lending
from tests.marts import lender
from tests.pages.conftest import Buttons, Opener, click
from tests.pages.test_client import SHELL, choose, metrics, said, table
from tests.security.bank import ask, grant_scope, session

STATEMENT_BUDGET = 22
NOT_THERE = "There is no loan `{code}` that you may see on 2026-10-31."
HAND_MADE = [("L0021", 421), ("L0011", 61)]


def add_oddities(connection: Connection) -> None:
    """Money that came late, too much money, a long schedule, and a loan that is paid out only after the last close."""
    months = [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]
    plant = {"client_id": lender.HONGTAI, "loan_id": lender.PLANT}
    dollars = {"client_id": lender.ANNA, "loan_id": lender.DOLLARS}
    home = {"client_id": lender.ANNA, "loan_id": lender.HOME}
    later = [date(2027 + number // 12, number % 12 + 1, 15) for number in range(31)]
    first = [lender.OCTOBER.replace(month=month, day=28) for month in range(2, 10)]
    for key, days, amount in (
        (plant, months, 5_000),
        (dollars, [date(2026 + number, 12, 1) for number in range(5)], 2_000),
        (home, [*first, lender.OCTOBER, *later], 7_500),
    ):
        for number, day in enumerate(days, start=1):
            amounts = {"principal_amount": Decimal(amount), "interest_amount": Decimal(0)}
            row = {**key, "due_date": day, "instalment_no": number, **amounts}
            lender.write(connection, lending.instalment, row)
    by_another = {"payer_name": "Cotton Ltd", "is_third_party": True}
    for key, amount, more in ((plant, 11_000, by_another), (dollars, 10_500, {})):
        payment = {"repayment_code": "R1", "paid_date": date(2026, 10, 5), "paid_amount": Decimal(amount)}
        lender.write(connection, lending.repayment, {**key, **payment, **more})
    terms = connection.execute(select(lending.loan).where(lending.loan.c.loan_code == "L0012")).mappings().one()
    tomorrow = {"disbursed_date": date(2026, 11, 1), "loan_id": 99, "loan_code": "L0099"}
    lender.write(connection, lending.loan, {**terms, **tomorrow})


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole lender; `east` works in its eastern branch, `zhou` keeps the book of 周明 there."""
    lender.build(database.engine("owner"), [*lender.WHOLE, add_oddities])
    grant_scope(database, "east", "EAST", persona=Persona.RISK_MANAGER)
    grant_scope(database, "zhou", "EAST", persona=Persona.CLIENT_MANAGER)
    with session(database, None, "owner") as connection:
        ask(connection, "update ops.app_user set staff_id = %s where subject = 'zhou'", lender.ZHOU)
        connection.commit()
    return database


def test_whose_loan_it_is_and_where_it_stands(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011")
    assert page.header[0].value == "L0011"
    (link,) = (each.proto for each in page.get("page_link") if each.proto.label == "宏泰纺织有限公司")
    assert "client=C001" in link.query_string
    assert (":yellow-badge[Special mention] CNY 10,000.00 overdue, unpaid since 2026-08-31: 61 days past due.") in said(
        page
    )


def test_a_class_for_more_than_its_days_says_why(open_page: Opener, tiny: Database) -> None:
    assert (
        ":red-badge[Loss] CNY 200,000.00 overdue, unpaid since 2025-09-05: 421 days past due."
        " Loss because of: 421 days past due, the bank's own class, loss."
    ) in said(open_page("loan", tiny, loan="L0021"))


def test_headline_with_the_change_since_the_close_before(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011")
    assert metrics(page) == {
        "Balance": "1,000.0",
        "Overdue": "10.0",
        "Next due": "5.0",
        "Days past due": "61",
        "Principal repaid": "0.0 %",
        "Days to maturity": "92",
    }
    changes = [metric.delta.strip("]").split("[")[-1] for metric in page.metric]
    assert changes == ["", "+100.0 %", "on 2026-11-30", "Special mention", "", "on 2027-01-31"]
    assert "Amounts in CNY thousand, as of 2026-10-31. Changes since the close before, 2026-09-30." in said(page)


def test_the_terms(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011")
    terms = {str(row.iloc[0]) for shown in page.table for _place, row in shown.value.iterrows()}
    assert {
        "Working capital",
        "raw materials",
        "CNY 1,000,000\\.00",
        "6\\.00 %",
        "Entrusted payment to the supplier",
    } <= terms


def test_the_schedule_says_what_is_paid_how_late_and_what_comes(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011")
    rows = table(page, "number", "due_date", "state", "open", "settled", "days_late")
    assert [row[:4] for row in rows[5:10]] == [
        (6, "2026-07-31", "Paid", 0.0),
        (7, "2026-08-31", "Past due", 5_000.0),
        (8, "2026-09-30", "Past due", 5_000.0),
        (9, "2026-10-31", "Due on this date", 5_000.0),
        (10, "2026-11-30", "To come", 5_000.0),
    ]
    assert [row[4] for row in rows[5:6]] == ["2026-07-31"]
    assert [row[5] for row in rows[6:8]] == [61, 31]
    assert "Up to 2026-10-31 CNY 45,000.00 fell due and CNY 30,000.00 came in; CNY 10,000.00 is overdue." in said(page)
    assert "The close found the same." in said(page)
    assert not page.warning


def test_payments_say_which_instalment_they_went_to(open_page: Opener, tiny: Database) -> None:
    rows = table(open_page("loan", tiny, loan="L0011"), "paid_date", "amount", "went_to", "payer")
    assert rows[0] == ("2026-07-31", 5_000.0, "No. 6", "宏泰纺织有限公司")
    assert len(rows) == 6


def test_the_class_at_each_change_with_its_reasons(open_page: Opener, tiny: Database) -> None:
    rows = table(open_page("loan", tiny, loan="L0011"), "as_of", "risk_class", "reasons")
    assert rows == [
        ("2026-09-30", "Special mention", "30 days past due"),
        ("2026-08-31", "Normal", "nothing speaks against it"),
    ]


def test_the_dates_ahead_begin_with_what_has_passed(open_page: Opener, tiny: Database) -> None:
    rows = table(open_page("loan", tiny, loan="L0011"), "on", "what", "state", "days_left", "code")
    assert rows[:2] == [
        ("2026-06-30", "Insurance ends", "Passed", -123, "M1"),
        ("2026-11-30", "Next instalment", "Ahead", 30, "L0011"),
    ]
    assert rows[-1][:2] == ("2027-02-28", "Collateral to be valued anew")


def test_what_happened_newest_first(open_page: Opener, tiny: Database) -> None:
    words = [row[1] for row in table(open_page("loan", tiny, loan="L0011"), "on", "words")]
    assert words == [
        "Class worse: Normal to Special mention",
        "Instalment 8 of CNY 5,000.00 not paid when it fell due",
        "Instalment 7 of CNY 5,000.00 not paid when it fell due",
        "Litigation, 货款纠纷, CNY 300,000.00",
        "Real estate M1 valued at CNY 2,400,000.00",
        "宏泰紡織貿易公司 guarantees CNY 500,000.00",
        "CNY 1,000,000.00 disbursed",
    ]


def test_hand_overs_stand_in_the_lanes_of_the_riders(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0012")
    rows = table(page, "on", "words", "lane")
    assert ("2026-06-01", "Wang Fang took over: Client manager, 100 %", "Client manager") in rows
    assert "Extension, new maturity 2028-12-31, in financial difficulty" in [row[1] for row in rows]
    assert StaffRole.RISK_MANAGER.value not in {row[2] for row in rows}


def test_people_at_disbursement_and_now_in_their_colours(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0012")
    assert [part.value for part in page.markdown if part.value.endswith("manager]")] == [
        ":blue-badge[Client manager]",
        ":violet-badge[Risk manager]",
        ":blue-badge[Client manager]",
        ":violet-badge[Risk manager]",
    ]
    links = [link.proto.label for link in page.get("page_link")]
    assert [label for label in links if label in {"李强", "周明", "林静", "Wang Fang"}] == [
        "李强",
        "林静",
        "Wang Fang",
        "林静",
    ]


def test_security_with_loan_to_value_and_accounts(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011")
    assert table(page, "kind", "state", "value")[0] == ("Real estate", "Expired", 2400.0)
    assert "With its last valuation up to 2026-10-31 · loan to value 41.7 %" in said(page)
    assert [row[0] for row in table(page, "other", "direction")] == ["宏泰紡織貿易公司"]
    assert [row[0] for row in table(page, "code", "purpose", "balance")] == ["A1", "A2", "A3"]


def test_accounts_are_not_there_for_whom_they_are_not(open_page: Opener, tiny: Database) -> None:
    with tiny.engine("owner").begin() as connection:
        connection.execute(
            sql("delete from ops.persona_right where persona = 'risk_manager' and right_code = 'rows.account'")
        )
    page = open_page("loan", tiny, signed_in="east", loan="L0011")
    with tiny.engine("owner").begin() as connection:
        connection.execute(sql("insert into ops.persona_right values ('risk_manager', 'rows.account')"))
    assert page.header[0].value == "L0011"
    assert "Accounts" not in said(page)


def test_a_loan_off_the_book(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0013")
    assert metrics(page) == {"Paid out": "CNY 50,000.00", "Principal repaid": "0.0 %", "Days to maturity": "−638"}
    for sentence in (
        "Not on the book on this date: nothing is outstanding and nothing overdue.",
        "No close has found this loan on the book.",
        "Nothing is ahead of this loan.",
        "Nothing has been paid yet.",
    ):
        assert sentence in said(page)
    assert [each.value for each in page.warning] == [
        "This loan has no schedule: nothing ever falls due. Load its instalments, or the terms to derive them."
    ]


def test_an_earlier_date_shows_nothing_of_later_days(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011", as_of="2026-08-31")
    assert metrics(page)["Overdue"] == "0.0"
    assert "Paid up to date." in said(page)
    assert "Changes since" not in said(page)
    assert "Class worse" not in " ".join(row[1] for row in table(page, "on", "words"))


@pytest.mark.parametrize("code", ["L0021", "L9999", "l0011", "L0011; drop", "`x`", "\x00\x07L9", "贷" * 200])
def test_unknown_and_out_of_scope_answer_alike(open_page: Opener, tiny: Database, code: str) -> None:
    page = open_page("loan", tiny, signed_in="east", loan=code)
    plain = "".join(each for each in code if each.isprintable())[:80].replace("`", " ")
    assert NOT_THERE.format(code=plain) in said(page)
    assert table(page, "loan_code", "days_past_due") == [("L0011", 61)]


def test_a_loan_not_yet_paid_out_answers_like_an_unknown_one(open_page: Opener, tiny: Database) -> None:
    assert NOT_THERE.format(code="L0099") in said(open_page("loan", tiny, loan="L0099"))


def test_without_a_loan_it_begins_with_the_overdue_ones(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny)
    assert table(page, "loan_code", "days_past_due") == HAND_MADE
    assert "Search above for a loan code, or for the name of a client." in said(page)
    choose(page, "overdue_loans", 1)
    assert page.header[0].value == "L0011"
    assert page.query_params["loan"] == "L0011"


def test_a_client_manager_begins_with_his_own_loans(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, signed_in="zhou")
    assert "Loans in your charge" in said(page)
    assert [row[0] for row in table(page, "loan_code", "client_name")][:2] == ["L0011", "L0031"]
    choose(page, "own_loans", 1)
    assert page.header[0].value == "L0031"


PRINTED = {
    "en": ("Loan 360: L0011 宏泰纺织有限公司", "Entrusted payment to the supplier", "Past due", "Page 1 of"),
    "zh-Hans": ("贷款全景：L0011 宏泰纺织有限公司", "受托支付", "已逾期", "第 1 页"),
    "zh-Hant": ("貸款全景：L0011 宏泰纺织有限公司", "受託支付", "已逾期", "第 1 頁"),
}


@pytest.mark.parametrize("language", PRINTED)
def test_the_printed_loan_file_is_whole(open_page: Opener, tiny: Database, buttons: Buttons, language: str) -> None:
    """Twelve instalments, six payments, seven events and the people of then: more than a one-pager takes."""
    open_page("loan", tiny, lang=language, loan="L0011")
    pages = PdfReader(BytesIO(click(buttons["page_export_pdf"]))).pages
    text = " ".join("\n".join(page.extract_text() for page in pages).split())
    for each in PRINTED[language]:
        assert each.replace(" ", "") in text.replace(" ", "")
    for day in ("2026-02-28", "2026-11-30", "2027-01-31", "2027-02-28"):
        assert day in text
    assert "李强" not in text
    assert [name for name in ("周明", "Wang Fang", "林静") if name not in text] == []


def test_asks_the_database_a_bounded_number_of_times(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = open_page("loan", tiny, signed_in="east")
    statements.clear()
    page.query_params["loan"] = "L0011"
    page.run()
    assert page.header[0].value == "L0011"
    asked = [each for each in statements if not each.startswith(SHELL)]
    assert len(asked) <= STATEMENT_BUDGET
    statements.clear()
    page.run()
    # Reports are accepted between two closes: they alone are asked for every time.
    again = [each for each in statements if not each.startswith(SHELL)]
    assert [each for each in again if "core.inspection" not in each and "workflow.case_file" not in each] == []


def test_payments_after_the_close_are_said_and_told(open_page: Opener, tiny: Database) -> None:
    """L0012: 11,000 pays two instalments late and 1,000 of the third; the close knew of none of it."""
    page = open_page("loan", tiny, loan="L0012")
    assert [each.value for each in page.warning] == [
        "The schedule asks for CNY 15,000.00 of principal, CNY 485,000.00 less than was paid out.",
        "The data have changed since the close of 2026-10-31; close the date again. "
        "Due so far: CNY 0.00 then, CNY 15,000.00 now; Paid so far: CNY 0.00 then, CNY 11,000.00 now; "
        "Overdue: CNY 0.00 then, CNY 4,000.00 now; "
        "Outstanding principal: CNY 400,000.00 then, CNY 489,000.00 now.",
    ]
    assert "The close found the same." not in said(page)
    payments = table(page, "paid_date", "went_to", "payer", "third_party")
    assert payments == [
        ("2026-10-05", "No. 1: 5,000.00, No. 2: 5,000.00, No. 3: 1,000.00", "Cotton Ltd", "a third party")
    ]
    rows = table(page, "number", "state", "days_late", "open")
    assert rows == [(1, "Paid late", 66, 0.0), (2, "Paid late", 35, 0.0), (3, "Past due", 31, 4_000.0)]
    assert "Instalment 1 of CNY 5,000.00 paid, 66 days late" in [row[1] for row in table(page, "on", "words")]


def test_money_that_no_instalment_asks_for_is_a_credit_balance(open_page: Opener, tiny: Database) -> None:
    """L0032: five instalments of 2,000 make the 10,000; 10,500 comes in at once."""
    page = open_page("loan", tiny, loan="L0032")
    said_first = "USD 500.00 came in that no instalment asks for: it stands as a credit balance."
    assert page.warning[0].value == said_first
    assert table(page, "paid_date", "went_to") == [("2026-10-05", "Nos. 1–5, credit balance: 500.00")]


def test_a_long_schedule_shows_what_is_around_the_date(open_page: Opener, tiny: Database) -> None:
    """L0031: forty instalments, the ninth due on the date, none paid: all so far, and twelve after the date."""
    page = open_page("loan", tiny, loan="L0031")
    assert [row[0] for row in table(page, "number", "due_date")] == list(range(1, 22))
    page.segmented_control(key="plan").set_value("whole").run()
    assert len(table(page, "number", "due_date")) == 40
    assert page.query_params["plan"] == "whole"


def test_before_the_first_close(open_page: Opener, fresh_database: Database) -> None:
    lender.build(fresh_database.engine("owner"), [lender.add_units, lender.add_people, lender.add_clients])
    page = open_page("loan", fresh_database, loan="L0011")
    assert "Nothing has been loaded yet." in said(page)

"""The story of one loan against a lender one can add up by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, delete, update

from schema.marts import loan_file, loan_file_dates, loan_file_history
from schema.marts.client_history import Happening
from schema.marts.loan_file import Commitment, LoanStory, Payee
from schema.marts.loan_file_dates import Milestone
from schema.marts.loan_file_ledger import Difference, Measure
from schema.storage.database import Database
from schema.tables import lending
from tests.marts import lender
from tests.marts.conftest import Seen
from tests.marts.lender import AUGUST, OCTOBER, SEPTEMBER

CLOSES = (OCTOBER, SEPTEMBER, AUGUST)
TOLERANCE = Decimal("0.01")
LOAN = {"client_id": lender.HONGTAI, "loan_id": lender.WORKING}


def asked(connection: Connection, code: str, as_of: date = OCTOBER) -> LoanStory | None:
    dates = tuple(day for day in CLOSES if day <= as_of)
    return loan_file.loan_story(connection, loan_code=code, as_of=as_of, dates=dates, materiality_ratio=TOLERANCE)


def story_of(seen_by: Seen, code: str = "L0011", *, subject: str = "operator", as_of: date = OCTOBER) -> LoanStory:
    found = asked(seen_by(subject), code, as_of)
    assert found
    return found


def owner_asks(connection: Connection, code: str = "L0011") -> LoanStory:
    """The story as it would be after changes that are taken back again."""
    found = asked(connection, code)
    assert found
    return found


@pytest.fixture
def changing(lending_bank: Database) -> Iterator[Connection]:
    """The owner's connection, whose changes nobody sees and nobody keeps."""
    with lending_bank.engine("owner").connect() as connection:
        yield connection
        connection.rollback()


def test_whose_loan_it_is_and_its_terms(seen_by: Seen) -> None:
    story = story_of(seen_by)
    assert (story.client_code, story.client_name, story.unit_name) == ("C001", "宏泰纺织有限公司", "East branch")
    loan = story.loan
    assert (loan.kind, loan.purpose, loan.payment_mode, loan.product_name) == (
        "working_capital",
        "raw materials",
        "entrusted",
        "Working capital loan",
    )
    assert (story.commitment, story.payees) == (None, ())


def test_commitment_and_payees(changing: Connection) -> None:
    limit = {"commitment_id": 5, "client_id": lender.HONGTAI, "commitment_code": "K5", "currency": "CNY"}
    terms = {"limit_amount": Decimal(3_000_000), "valid_from": date(2026, 1, 1), "valid_to": date(2027, 12, 31)}
    lender.write(changing, lending.commitment, {**limit, **terms})
    changing.execute(update(lending.loan).where(lending.loan.c.loan_id == lender.WORKING).values(commitment_id=5))
    payees = [("Z1", "Cotton Ltd", Decimal(300_000)), ("Z2", None, None), ("Z3", "Dye Ltd", Decimal(700_000))]
    for code, name, amount in payees:
        lender.write(
            changing,
            lending.loan_payee,
            {**LOAN, "payee_account_code": code, "payee_name": name, "contract_amount": amount},
        )
    story = owner_asks(changing)
    assert story.commitment == Commitment(
        commitment_code="K5", limit_amount=Decimal(3_000_000), currency="CNY", valid_to=date(2027, 12, 31)
    )
    assert [each.payee_account_code for each in story.payees] == ["Z3", "Z1", "Z2"]
    assert story.payees[2] == Payee(payee_account_code="Z2", payee_name=None, contract_amount=None)


@pytest.mark.parametrize("code", ["L0021", "L9999", "l0011", "", "L0011' or 'x"])
def test_unknown_and_out_of_scope_are_the_same(code: str, seen_by: Seen) -> None:
    assert asked(seen_by("east"), code) is None


def test_a_loan_not_yet_paid_out_is_not_there(seen_by: Seen) -> None:
    assert asked(seen_by("operator"), "L0011", date(2026, 1, 30)) is None
    assert asked(seen_by("operator"), "L0011", date(2026, 1, 31))


def test_the_course_ends_on_the_date(seen_by: Seen) -> None:
    story = story_of(seen_by, as_of=SEPTEMBER)
    assert [(each.as_of, each.days_past_due) for each in story.loan.positions] == [(AUGUST, 0), (SEPTEMBER, 30)]
    assert [each.as_of for each in story_of(seen_by, "L0012").loan.positions] == [AUGUST, SEPTEMBER, OCTOBER]


def test_the_whole_schedule_against_the_payments(seen_by: Seen) -> None:
    """Twelve instalments of 5,000, the last with the million; the first six are paid on the day."""
    ledger = story_of(seen_by).ledger
    assert [int(each.unpaid_amount) for each in ledger.instalments] == [0] * 6 + [5_000] * 5 + [1_005_000]
    assert [each.settled_date for each in ledger.instalments[:7]] == [
        *(each.instalment.due_date for each in ledger.instalments[:6]),
        None,
    ]
    assert [each.days_late(OCTOBER) for each in ledger.instalments] == [0] * 6 + [61, 31] + [0] * 4
    assert [each.instalment.no for each in ledger.overdue] == [7, 8]
    payment = ledger.payments[0]
    assert (payment.repayment_code, payment.payer_name) == ("R1", "宏泰纺织有限公司")
    assert [(share.instalment.no, int(share.amount)) for share in payment.allocated.shares] == [(1, 5_000)]


def test_it_reconciles_to_the_snapshot(seen_by: Seen) -> None:
    story = story_of(seen_by)
    assert story.position
    amounts = (story.ledger.due_amount, story.ledger.paid_amount, story.ledger.overdue_amount)
    assert [int(each) for each in amounts] == [45_000, 30_000, 10_000]
    assert story.ledger.differences(story.position, story.loan.principal_amount) == ()


def test_a_payment_after_the_close_shows_as_a_difference(changing: Connection) -> None:
    late = {"repayment_code": "R7", "paid_date": date(2026, 10, 5), "paid_amount": Decimal(5_000)}
    lender.write(changing, lending.repayment, {**LOAN, **late})
    story = owner_asks(changing)
    assert story.position
    found = story.ledger.differences(story.position, story.loan.principal_amount)
    assert found == (
        Difference(measure=Measure.PAID, counted_amount=Decimal(35_000), closed_amount=Decimal(30_000)),
        Difference(measure=Measure.OVERDUE, counted_amount=Decimal(5_000), closed_amount=Decimal(10_000)),
    )
    assert story.ledger.instalments[6].days_late(OCTOBER) == 35


def test_a_schedule_that_does_not_add_up(seen_by: Seen, changing: Connection) -> None:
    assert story_of(seen_by).ledger.scheduled_principal_amount == 1_000_000
    last = lending.instalment.c.instalment_no == 12
    changing.execute(update(lending.instalment).where(last).values(principal_amount=Decimal(900_000)))
    assert owner_asks(changing).ledger.scheduled_principal_amount == 900_000


def test_without_a_schedule_everything_paid_is_credit(changing: Connection) -> None:
    changing.execute(delete(lending.instalment))
    ledger = owner_asks(changing).ledger
    assert (ledger.instalments, int(ledger.credit_amount), int(ledger.paid_amount)) == ((), 30_000, 30_000)
    assert [int(each.allocated.credit_amount) for each in ledger.payments] == [5_000] * 6


def test_a_schedule_that_runs_on_after_maturity_is_read_to_its_end(changing: Connection) -> None:
    key = {**LOAN, "due_date": date(2028, 1, 31), "instalment_no": 13}
    lender.write(changing, lending.instalment, {**key, "principal_amount": 1, "interest_amount": 0})
    assert len(owner_asks(changing).ledger.instalments) == 13


@pytest.mark.parametrize(("code", "ratio"), [("L0011", "0"), ("L0012", "0.2"), ("L0013", "0")])
def test_how_much_of_the_principal_is_paid(code: str, ratio: str, seen_by: Seen) -> None:
    """L0012 stands at 400,000 of 500,000; of L0013, off the book, no payment is known."""
    assert story_of(seen_by, code).paid_principal_ratio == Decimal(ratio)


def test_security_of_the_loan_and_of_all_loans_but_not_of_another(seen_by: Seen) -> None:
    working, plant = story_of(seen_by), story_of(seen_by, "L0012")
    assert [each.collateral_code for each in working.collaterals] == ["M1", "M2"]
    assert [each.collateral_code for each in plant.collaterals] == ["M2"]
    assert [each.guarantee_code for each in working.guarantees] == ["GU1", "GU3"]
    assert [each.guarantee_code for each in working.guarantees_on(OCTOBER)] == ["GU1"]
    assert [each.guarantee_code for each in plant.guarantees] == ["GU3"]
    assert working.guarantees[1].other_code == "C002"


def test_a_guarantor_out_of_sight_has_no_name(seen_by: Seen) -> None:
    guarantors = {each.guarantee_code: each.other_name for each in story_of(seen_by, subject="east").guarantees}
    assert guarantors == {"GU1": "宏泰紡織貿易公司", "GU3": None}


def test_loan_to_value_by_the_last_valuation_up_to_the_date(seen_by: Seen) -> None:
    """1,000,000 over 2,400,000; nothing is pledged for L0012 alone."""
    assert story_of(seen_by).loan_to_value_ratio == Decimal(1_000_000) / Decimal(2_400_000)
    assert story_of(seen_by, "L0012").loan_to_value_ratio is None
    assert [int(each.value_amount) for each in story_of(seen_by).valuations] == [2_000_000, 2_400_000]


def test_accounts_with_the_loan_they_are_for(seen_by: Seen) -> None:
    assert [each.account_code for each in story_of(seen_by).accounts] == ["A1", "A2", "A3"]
    assert {each.loan_code for each in story_of(seen_by).accounts} == {None}


def named(story: LoanStory, day: date) -> list[tuple[str | None, str, int]]:
    return sorted((who.name, who.role, int(who.share_percent)) for who in story.responsible_on(day))


def test_people_then_and_now(seen_by: Seen) -> None:
    """L0012 was paid out under 李强; since June Wang Fang has it alone, whoever shares the client."""
    story = story_of(seen_by, "L0012")
    assert named(story, story.loan.disbursed_date) == [("李强", "client_manager", 100), ("林静", "risk_manager", 100)]
    assert named(story, OCTOBER) == [("Wang Fang", "client_manager", 100), ("林静", "risk_manager", 100)]
    shared = [("Wang Fang", "client_manager", 40), ("周明", "client_manager", 60), ("林静", "risk_manager", 100)]
    assert named(story, date(2026, 5, 31)) == shared
    assert named(story_of(seen_by), OCTOBER) == shared


def told(story: LoanStory) -> list[tuple[date, Happening, int | None, int | None]]:
    return [(each.on, each.what, each.number, each.days) for each in loan_file_history.history(story)]


def test_what_happened_newest_first(seen_by: Seen) -> None:
    assert told(story_of(seen_by)) == [
        (SEPTEMBER, Happening.WORSENED, None, None),
        (SEPTEMBER, Happening.MISSED, 8, 31),
        (AUGUST, Happening.MISSED, 7, 61),
        (date(2026, 5, 10), Happening.EXTERNAL, None, None),
        (date(2026, 2, 28), Happening.VALUED, None, None),
        (date(2026, 1, 31), Happening.GUARANTEED, None, None),
        (date(2026, 1, 31), Happening.DISBURSED, None, None),
    ]


def test_an_instalment_paid_late_is_told_twice(changing: Connection) -> None:
    late = {"repayment_code": "R7", "paid_date": date(2026, 10, 5), "paid_amount": Decimal(5_000)}
    lender.write(changing, lending.repayment, {**LOAN, **late})
    rows = told(owner_asks(changing))
    assert (date(2026, 10, 5), Happening.PAID_LATE, 7, 35) in rows
    assert (AUGUST, Happening.MISSED, 7, 35) in rows


def test_the_hand_over_and_the_extension_of_another_loan_are_not_told(seen_by: Seen) -> None:
    plant = told(story_of(seen_by, "L0012"))
    assert [each[:2] for each in plant] == [
        (date(2026, 6, 1), Happening.TOOK_OVER),
        (date(2026, 5, 10), Happening.EXTERNAL),
        (date(2026, 4, 30), Happening.RESTRUCTURED),
        (date(2026, 1, 1), Happening.TOOK_OVER),
        (date(2026, 1, 1), Happening.TOOK_OVER),
        (date(2025, 12, 31), Happening.HANDED_OVER),
        (date(2025, 6, 30), Happening.DISBURSED),
    ]


def test_classes_with_their_reasons(seen_by: Seen) -> None:
    changes = loan_file_history.class_changes(story_of(seen_by).loan.positions)
    assert [(each.position.as_of, each.before, each.position.risk_class) for each in changes] == [
        (SEPTEMBER, "normal", "special_mention"),
        (AUGUST, None, "normal"),
    ]
    assert changes[0].position.class_reasons == ("days_past_due:30",)


def test_the_dates_ahead_and_those_passed(seen_by: Seen) -> None:
    """The factory was valued on 28 February 2026, so that it is due again a year later."""
    story = story_of(seen_by)
    found = loan_file_dates.next_dates(story, valuation_months=12)
    assert [(each.on, each.milestone, each.code, each.days_left(OCTOBER)) for each in found] == [
        (date(2026, 6, 30), Milestone.INSURANCE, "M1", -123),
        (date(2026, 11, 30), Milestone.INSTALMENT, "L0011", 30),
        (date(2027, 1, 31), Milestone.COLLATERAL_CONTRACT, "M1", 92),
        (date(2027, 1, 31), Milestone.MATURITY, "L0011", 92),
        (date(2027, 2, 28), Milestone.REVALUATION, "M1", 120),
    ]
    assert found[1].amount == 5_000
    assert loan_file_dates.next_dates(story_of(seen_by, "L0013"), valuation_months=12) == ()

"""The card of a member of staff against a lender one can add up by hand."""

from datetime import date
from decimal import Decimal

import pytest

from schema.domain.words import RiskClass
from schema.marts import staff_card
from schema.marts.staff_card import BookSums, ClientInBook, SoldItem, StaffCard
from tests.marts import lender
from tests.marts.conftest import Seen
from tests.marts.lender import AUGUST, OCTOBER


def card_of(seen_by: Seen, code: str, *, subject: str = "operator", as_of: date = OCTOBER) -> StaffCard:
    found = staff_card.staff_card(seen_by(subject), staff_code=code, as_of=as_of)
    assert found
    return found


def book_of(seen_by: Seen, staff_id: int, *, subject: str = "operator") -> tuple[ClientInBook, ...]:
    return staff_card.book(seen_by(subject), staff_id=staff_id, as_of=OCTOBER)


def test_who_it_is_and_the_posts_newest_first(seen_by: Seen) -> None:
    card = card_of(seen_by, "E01")
    assert (card.name, card.line, card.unit_name, card.left_date) == ("周明", "corporate", "East branch", None)
    assert [(post.role, post.valid_to) for post in card.posts] == [
        ("client_manager", None),
        ("counter", date(2016, 12, 31)),
    ]
    assert card_of(seen_by, "E03").left_date == date(2025, 12, 31)
    assert [post.role for post in card_of(seen_by, "E01", as_of=date(2016, 5, 1)).posts] == ["counter"]


@pytest.mark.parametrize("code", ["E04", "E99", "e01", ""])
def test_unknown_and_out_of_scope_are_the_same(code: str, seen_by: Seen) -> None:
    assert staff_card.staff_card(seen_by("east"), staff_code=code, as_of=OCTOBER) is None


def test_figures_are_open_to_who_holds_the_right_in_the_unit(seen_by: Seen) -> None:
    assert card_of(seen_by, "E01", subject="east").has_open_figures
    assert not card_of(seen_by, "E02", subject="zhou").has_open_figures


def test_a_book_by_share_without_loans_somebody_else_manages_alone(seen_by: Seen) -> None:
    """60 % of L0011 and all of Anna's; L0012 is Wang Fang's alone."""
    book = book_of(seen_by, lender.ZHOU)
    assert [(each.client_code, each.currency, int(each.outstanding_principal_amount)) for each in book] == [
        ("C001", "CNY", 600_000),
        ("C003", "CNY", 300_000),
        ("C003", "USD", 10_000),
    ]
    assert (book[0].overdue_amount, book[0].days_past_due) == (Decimal(6_000), 61)
    assert book[0].risk_class is RiskClass.SPECIAL_MENTION
    assert staff_card.sums(book)[0] == BookSums(
        role="client_manager",
        currency="CNY",
        client_count=2,
        loan_count=2,
        outstanding_principal_amount=Decimal("900000.00"),
        overdue_amount=Decimal("6000.00"),
        non_performing_amount=Decimal("0.00"),
    )


def test_npl_of_a_book(seen_by: Seen) -> None:
    """40 % of L0011, all of L0012 and the lost 200,000 of C002."""
    (sums,) = staff_card.sums(book_of(seen_by, lender.WANG))
    assert (sums.client_count, sums.loan_count, sums.outstanding_principal_amount) == (2, 3, Decimal(1_000_000))
    assert sums.npl_ratio.value == Decimal("0.2")


def test_a_risk_manager_has_the_whole_loans_in_charge(seen_by: Seen) -> None:
    (sums,) = staff_card.sums(book_of(seen_by, lender.LIN))
    assert (sums.role, sums.loan_count, sums.outstanding_principal_amount) == ("risk_manager", 2, Decimal(1_400_000))


def test_a_book_counts_what_the_subject_may_see(seen_by: Seen) -> None:
    assert {each.client_code for each in book_of(seen_by, lender.WANG, subject="east")} == {"C001"}
    assert book_of(seen_by, lender.ZHOU, subject="nobody") == ()


def test_clients_without_loans_on_the_book_stay_in_it(seen_by: Seen) -> None:
    book = staff_card.book(seen_by("operator"), staff_id=lender.WANG, as_of=AUGUST)
    seafood = next(each for each in book if each.client_code == "C002")
    assert (seafood.loan_count, seafood.currency, seafood.risk_class) == (0, None, None)
    (sums,) = staff_card.sums(book)
    assert (sums.client_count, sums.loan_count) == (2, 2)


def test_a_duty_that_ended_is_no_book(seen_by: Seen) -> None:
    assert book_of(seen_by, lender.LI) == ()
    then = staff_card.book(seen_by("operator"), staff_id=lender.LI, as_of=date(2025, 12, 31))
    assert [each.client_code for each in then] == ["C001"]


def test_sales_of_the_year_by_share(seen_by: Seen) -> None:
    """50,000, half of 20,000, and 10,000 back; the sale of last year does not count."""
    found = staff_card.sold(seen_by("operator"), staff_id=lender.ZHOU, as_of=OCTOBER)
    assert found == (
        SoldItem(
            product_name="Deposits",
            currency="CNY",
            sale_count=2,
            sold_amount=Decimal(60_000),
            returned_amount=Decimal(10_000),
        ),
    )
    assert staff_card.sold(seen_by("operator"), staff_id=lender.WANG, as_of=OCTOBER) == ()


def test_who_works_in_a_unit_on_a_date(seen_by: Seen) -> None:
    def names(unit: int, as_of: date, subject: str = "operator") -> list[str]:
        return staff_card.staff_of(seen_by(subject), org_unit_id=unit, as_of=as_of)["name"].to_list()

    assert names(lender.EAST, OCTOBER) == ["周明", "林静"]
    assert names(lender.HEAD_OFFICE, OCTOBER) == ["周明", "林静", "Wang Fang"]
    assert names(lender.EAST, date(2025, 6, 30)) == ["周明", "李强", "林静"]
    assert names(lender.HEAD_OFFICE, OCTOBER, "east") == ["周明", "林静"]

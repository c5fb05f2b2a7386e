"""First-in-first-out allocation: a loan one can add up by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from schema.domain.delinquency import (
    DelinquencyError,
    LoanPosition,
    Repayment,
    allocate,
    days_past_due,
    delinquency_bucket,
)
from schema.domain.schedule import Instalment
from schema.domain.words import DelinquencyBucket

EXACT = Decimal(0)
ONE_PERCENT = Decimal("0.01")
JAN, FEB, MAR, APR = (date(2024, month, 10) for month in (1, 2, 3, 4))

# Four instalments of 100.00 principal; interest 4, 3, 2, 1.
LOAN = [
    Instalment(no, due, Decimal("100.00"), Decimal(f"{5 - no}.00"))
    for no, due in enumerate((JAN, FEB, MAR, APR), start=1)
]


def paid(*amounts: tuple[date, str]) -> list[Repayment]:
    return [Repayment(day, Decimal(amount)) for day, amount in amounts]


def position(*repayments: tuple[date, str], as_of: date, ratio: Decimal = EXACT) -> LoanPosition:
    return allocate(LOAN, paid(*repayments), as_of=as_of, materiality_ratio=ratio)


def paid_amounts(loan: LoanPosition) -> list[Decimal]:
    return [each.paid_amount for each in loan.instalments]


class TestByHand:
    def test_nothing_paid_on_the_due_date_is_still_in_time(self) -> None:
        loan = position(as_of=JAN)
        assert (loan.days_past_due, loan.oldest_unpaid_due_date, loan.overdue_amount) == (0, None, Decimal(0))
        assert loan.bucket is DelinquencyBucket.CURRENT

    def test_nothing_paid_the_day_after(self) -> None:
        loan = position(as_of=JAN + timedelta(days=1))
        assert (loan.days_past_due, loan.oldest_unpaid_due_date, loan.overdue_amount) == (
            1,
            JAN,
            Decimal("104.00"),
        )
        assert loan.bucket is DelinquencyBucket.D1_30

    def test_nothing_paid_over_the_leap_day(self) -> None:
        assert position(as_of=MAR).days_past_due == 60

    def test_a_later_payment_pays_the_oldest_instalment_first(self) -> None:
        """January missed, 103 paid for February: it goes to January, which stays the oldest by 1.00."""
        loan = position((FEB, "103.00"), as_of=MAR)
        assert paid_amounts(loan) == [Decimal("103.00"), 0, 0, 0]
        assert (loan.oldest_unpaid_due_date, loan.days_past_due) == (JAN, 60)
        assert loan.overdue_amount == Decimal("104.00")

    def test_missed_once_and_paid_ever_since_stays_one_instalment_behind(self) -> None:
        """The count is from the oldest UNPAID instalment, not from the first one missed."""
        loan = position((FEB, "104.00"), (MAR, "103.00"), as_of=date(2024, 3, 20))
        assert paid_amounts(loan) == [Decimal("104.00"), Decimal("103.00"), 0, 0]
        assert (loan.oldest_unpaid_due_date, loan.days_past_due) == (MAR, 10)
        assert loan.overdue_amount == Decimal("102.00")

    def test_interest_comes_before_principal_inside_an_instalment(self) -> None:
        loan = position((JAN, "3.00"), as_of=JAN)
        first = loan.instalments[0]
        assert (first.paid_interest, first.paid_principal) == (Decimal("3.00"), Decimal("0.00"))
        assert loan.outstanding_principal == Decimal("400.00")

    def test_principal_paid_lowers_what_is_outstanding(self) -> None:
        loan = position((JAN, "54.00"), as_of=FEB)
        assert (loan.instalments[0].paid_principal, loan.outstanding_principal) == (Decimal(50), Decimal(350))

    def test_what_exceeds_the_instalments_due_prepays_the_next_ones_in_order(self) -> None:
        loan = position((JAN, "250.00"), as_of=JAN)
        assert paid_amounts(loan) == [Decimal("104.00"), Decimal("103.00"), Decimal("43.00"), 0]
        assert (loan.prepaid_amount, loan.credit_amount) == (Decimal("146.00"), Decimal(0))
        assert loan.outstanding_principal == Decimal("159.00")  # 400 − 100 − 100 − (43 − 2)

    def test_a_prepaid_instalment_never_falls_overdue(self) -> None:
        loan = position((JAN, "207.00"), as_of=FEB + timedelta(days=20))
        assert (loan.days_past_due, loan.prepaid_amount) == (0, Decimal(0))

    def test_what_no_instalment_can_take_is_credit(self) -> None:
        loan = position((JAN, "415.00"), as_of=JAN)
        assert (loan.credit_amount, loan.outstanding_principal) == (Decimal("5.00"), Decimal(0))

    def test_a_payment_after_the_date_is_not_known_yet(self) -> None:
        day_after = JAN + timedelta(days=1)
        assert position((day_after, "104.00"), as_of=JAN).instalments[0].paid_amount == 0
        assert position((day_after, "104.00"), as_of=day_after).days_past_due == 0

    def test_long_after_maturity(self) -> None:
        loan = position(as_of=JAN + timedelta(days=361))
        assert (loan.days_past_due, loan.overdue_amount) == (361, Decimal("410.00"))
        assert loan.bucket is DelinquencyBucket.D361_UP


class TestTolerance:
    @pytest.mark.parametrize(("missing", "days"), [("1.03", 0), ("1.04", 0), ("1.05", 31)])
    def test_up_to_and_on_the_ratio_counts_as_paid(self, missing: str, days: int) -> None:
        """1 % of 104.00 is 1.04."""
        amount = Decimal("104.00") - Decimal(missing)
        loan = position((JAN, str(amount)), as_of=FEB, ratio=ONE_PERCENT)
        assert (loan.days_past_due, loan.instalments[0].is_paid) == (days, days == 0)
        assert loan.overdue_amount == (Decimal(missing) if days else 0)

    def test_the_missing_part_is_still_owed_and_filled_first(self) -> None:
        loan = position((JAN, "103.00"), (FEB, "103.00"), as_of=FEB, ratio=ONE_PERCENT)
        assert paid_amounts(loan)[:2] == [Decimal("104.00"), Decimal("102.00")]
        assert loan.outstanding_principal == Decimal("201.00")

    def test_tolerance_excuses_each_instalment_by_itself(self) -> None:
        loan = position((JAN, "103.00"), as_of=FEB + timedelta(days=1), ratio=ONE_PERCENT)
        assert (loan.oldest_unpaid_due_date, loan.overdue_amount) == (FEB, Decimal("103.00"))

    @pytest.mark.parametrize("ratio", ["-0.01", "1", "NaN"])
    def test_a_tolerance_that_cannot_be(self, ratio: str) -> None:
        with pytest.raises(DelinquencyError):
            position(as_of=JAN, ratio=Decimal(ratio))


class TestEdges:
    def test_no_instalments_makes_everything_credit(self) -> None:
        loan = allocate([], paid((JAN, "10.00")), as_of=FEB, materiality_ratio=EXACT)
        assert (loan.credit_amount, loan.outstanding_principal, loan.days_past_due) == (Decimal(10), EXACT, 0)

    def test_an_instalment_of_nothing_is_paid(self) -> None:
        empty = [Instalment(1, JAN, Decimal(0), Decimal(0))]
        assert allocate(empty, [], as_of=APR, materiality_ratio=EXACT).days_past_due == 0

    def test_a_repayment_of_nothing_changes_nothing(self) -> None:
        assert position((JAN, "0.00"), as_of=APR) == position(as_of=APR)

    def test_instalments_need_not_be_sorted(self) -> None:
        backwards = allocate(LOAN[::-1], paid((JAN, "150.00")), as_of=APR, materiality_ratio=EXACT)
        assert backwards == position((JAN, "150.00"), as_of=APR)

    @pytest.mark.parametrize("amount", ["-0.01", "0.001", "NaN"])
    def test_a_repayment_that_cannot_be(self, amount: str) -> None:
        with pytest.raises(DelinquencyError):
            Repayment(JAN, Decimal(amount))

    def test_days_of_nothing_and_of_the_future(self) -> None:
        assert days_past_due(None, JAN) == 0
        assert days_past_due(FEB, JAN) == 0
        assert days_past_due(JAN, FEB) == 31


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "current"),
        (1, "d1_30"),
        (30, "d1_30"),
        (31, "d31_60"),
        (60, "d31_60"),
        (61, "d61_90"),
        (90, "d61_90"),
        (91, "d91_180"),
        (180, "d91_180"),
        (181, "d181_270"),
        (270, "d181_270"),
        (271, "d271_360"),
        (360, "d271_360"),
        (361, "d361_up"),
        (99_999, "d361_up"),
    ],
)
def test_bucket_of_days(days: int, bucket: str) -> None:
    assert delinquency_bucket(days) == bucket


def test_no_bucket_below_zero() -> None:
    with pytest.raises(DelinquencyError):
        delinquency_bucket(-1)

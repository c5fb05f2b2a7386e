"""Which repayment paid which instalment: a loan one can add up by hand, and the reference allocation as oracle."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from schema.domain.delinquency import Repayment, allocate
from schema.domain.schedule import Instalment
from schema.domain.settlement import Receipt, Settlement, settle

EXACT, ONE_PERCENT = Decimal(0), Decimal("0.01")
JAN, FEB, MAR, APR = (date(2024, month, 10) for month in (1, 2, 3, 4))
# Four instalments of 100 principal; interest 4, 3, 2, 1: due 104, 103, 102, 101, in all 410.
LOAN = [Instalment(no, due, Decimal(100), Decimal(5 - no)) for no, due in enumerate((JAN, FEB, MAR, APR), start=1)]


def settled(*amounts: tuple[date, str], as_of: date = APR, ratio: Decimal = EXACT) -> Settlement:
    receipts = [Receipt(day, Decimal(amount)) for day, amount in amounts]
    return settle(LOAN, receipts, as_of=as_of, materiality_ratio=ratio)


def shares(found: Settlement) -> list[list[tuple[int, int]]]:
    return [[(share.instalment.no, int(share.amount)) for share in each.shares] for each in found.receipts]


def credits(found: Settlement) -> list[int]:
    """What no instalment took of each receipt, and in all."""
    return [*(int(each.credit_amount) for each in found.receipts), int(found.credit_amount)]


def test_a_payment_fills_the_oldest_and_goes_on_to_the_next() -> None:
    found = settled((JAN, "50"), (FEB, "100"), (MAR, "159"))
    assert shares(found) == [[(1, 50)], [(1, 54), (2, 46)], [(2, 57), (3, 102)]]
    assert [each.settled_date for each in found.instalments] == [FEB, MAR, MAR, None]
    assert [each.days_late(APR) for each in found.instalments] == [31, 29, 0, 0]
    assert [int(each.paid_amount) for each in found.instalments] == [104, 103, 102, 0]


def test_an_unpaid_instalment_is_as_late_as_the_date() -> None:
    found = settled((JAN, "104"), as_of=MAR)
    assert [each.days_late(MAR) for each in found.instalments] == [0, 29, 0, 0]
    assert [each.is_overdue(MAR) for each in found.instalments] == [False, True, False, False]


def test_what_no_instalment_takes_is_credit() -> None:
    found = settled((JAN, "400"), (FEB, "25"))
    assert (shares(found)[1], credits(found)) == ([(4, 10)], [0, 15, 15])


def test_a_reversal_takes_the_last_money_out_again() -> None:
    found = settled((JAN, "207"), (FEB, "-150"), (MAR, "46"))
    assert shares(found) == [[(1, 104), (2, 103)], [(1, -47), (2, -103)], [(1, 46)]]
    assert [each.settled_date for each in found.instalments] == [None] * 4
    assert found.instalments[0].unpaid_amount == 1


def test_a_reversal_out_of_the_credit_leaves_the_instalments_alone() -> None:
    found = settled((JAN, "420"), (FEB, "-10"))
    assert (shares(found)[1], credits(found)) == ([], [10, -10, 0])


def test_reversals_of_more_than_was_paid_pay_nothing() -> None:
    found = settled((JAN, "-10"), (FEB, "114"))
    assert shares(found) == [[], [(1, 104)]]
    assert found.instalments[0].settled_date == FEB


def test_the_tolerance_settles_and_what_is_missing_stays_owed() -> None:
    found = settled((JAN, "103"), ratio=ONE_PERCENT)
    assert (found.instalments[0].is_paid, found.instalments[0].settled_date) == (True, JAN)
    assert found.instalments[0].unpaid_amount == 1


def test_later_money_is_not_there_yet() -> None:
    assert settled((MAR, "104"), as_of=FEB).receipts == ()


def test_without_a_schedule_everything_is_credit() -> None:
    found = settle([], [Receipt(JAN, Decimal(7))], as_of=JAN, materiality_ratio=EXACT)
    assert (found.instalments, credits(found)) == ((), [7, 7])


@pytest.mark.parametrize("seed", range(40))
def test_it_ends_where_the_reference_ends(seed: int) -> None:
    """Random payments on random days, in cents: instalment by instalment and to the last cent of credit."""
    random = Random(seed)
    paid = [
        (JAN + timedelta(days=random.randrange(120)), Decimal(random.randrange(1, 20_000)) / 100)
        for _each in range(random.randrange(8))
    ]
    found = settle(LOAN, [Receipt(*each) for each in paid], as_of=APR, materiality_ratio=ONE_PERCENT)
    expected = allocate(LOAN, [Repayment(*each) for each in paid], as_of=APR, materiality_ratio=ONE_PERCENT)
    assert [(each.paid_amount, each.is_paid) for each in found.instalments] == [
        (each.paid_amount, each.is_paid) for each in expected.instalments
    ]
    assert found.credit_amount == expected.credit_amount
    for each in found.receipts:
        assert sum(share.amount for share in each.shares) + each.credit_amount == each.receipt.amount

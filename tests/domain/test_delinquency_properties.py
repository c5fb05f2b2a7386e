"""What must hold for the allocation of any payments to any instalments."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from schema.domain.delinquency import Repayment, allocate
from schema.domain.schedule import Instalment

EXACT = Decimal(0)

days = st.dates(date(2023, 1, 1), date(2025, 12, 31))
amounts = st.integers(0, 50_000).map(lambda count: Decimal(count) / 100)
repayment_lists = st.lists(st.builds(Repayment, days, amounts), max_size=12)
ratios = st.integers(0, 99).map(lambda percent: Decimal(percent) / 100)


@st.composite
def schedules(draw: st.DrawFn) -> list[Instalment]:
    dates = sorted(draw(st.lists(days, max_size=10, unique=True)))
    return [Instalment(no, due, draw(amounts), draw(amounts)) for no, due in enumerate(dates, start=1)]


@given(loan=schedules(), repayments=repayment_lists, as_of=days, ratio=ratios)
def test_no_money_appears_or_disappears(
    loan: list[Instalment], repayments: list[Repayment], as_of: date, ratio: Decimal
) -> None:
    result = allocate(loan, repayments, as_of=as_of, materiality_ratio=ratio)
    paid_amounts = [each.paid_amount for each in result.instalments]
    received = sum(each.amount for each in repayments if each.paid_date <= as_of)
    assert sum(paid_amounts) + result.credit_amount == received
    parts = sum(each.paid_interest + each.paid_principal for each in result.instalments)
    assert parts == sum(paid_amounts)


@given(loan=schedules(), repayments=repayment_lists, as_of=days)
def test_each_instalment_gets_what_the_total_leaves_after_the_older_ones(
    loan: list[Instalment], repayments: list[Repayment], as_of: date
) -> None:
    """The set-based form of the same rule: running totals, no loop over payments."""
    total = sum((each.amount for each in repayments if each.paid_date <= as_of), EXACT)
    result = allocate(loan, repayments, as_of=as_of, materiality_ratio=EXACT)
    due_before = EXACT
    for each in result.instalments:
        assert each.paid_amount == min(each.instalment.due_amount, max(total - due_before, EXACT))
        due_before += each.instalment.due_amount


@given(loan=schedules(), earlier=days, wait=st.integers(0, 500), ratio=ratios)
def test_days_past_due_never_fall_while_nothing_is_paid(
    loan: list[Instalment], earlier: date, wait: int, ratio: Decimal
) -> None:
    later = earlier + timedelta(days=wait)
    before = allocate(loan, [], as_of=earlier, materiality_ratio=ratio)
    after = allocate(loan, [], as_of=later, materiality_ratio=ratio)
    assert after.days_past_due >= before.days_past_due
    if before.days_past_due:
        assert after.days_past_due == before.days_past_due + wait


@given(loan=schedules(), amounts_of_day=st.lists(amounts, max_size=6), day=days, data=st.data())
def test_the_order_of_repayments_of_one_day_is_irrelevant(
    loan: list[Instalment], amounts_of_day: list[Decimal], day: date, data: st.DataObject
) -> None:
    repayments = [Repayment(day, amount) for amount in amounts_of_day]
    shuffled = data.draw(st.permutations(repayments))
    as_given = allocate(loan, repayments, as_of=day, materiality_ratio=EXACT)
    assert allocate(loan, shuffled, as_of=day, materiality_ratio=EXACT) == as_given


@given(loan=schedules(), repayments=repayment_lists, as_of=days, ratio=ratios)
def test_days_and_overdue_amount_speak_of_the_same_instalments(
    loan: list[Instalment], repayments: list[Repayment], as_of: date, ratio: Decimal
) -> None:
    result = allocate(loan, repayments, as_of=as_of, materiality_ratio=ratio)
    assert (result.days_past_due > 0) == (result.overdue_amount > 0)
    assert 0 <= result.outstanding_principal <= sum(each.principal for each in loan)


@given(loan=schedules(), repayments=repayment_lists, as_of=days, extra=amounts)
def test_paying_more_never_makes_it_worse(
    loan: list[Instalment], repayments: list[Repayment], as_of: date, extra: Decimal
) -> None:
    before = allocate(loan, repayments, as_of=as_of, materiality_ratio=EXACT)
    after = allocate(loan, [*repayments, Repayment(as_of, extra)], as_of=as_of, materiality_ratio=EXACT)
    assert after.days_past_due <= before.days_past_due
    assert after.outstanding_principal <= before.outstanding_principal

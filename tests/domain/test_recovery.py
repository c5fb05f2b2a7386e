"""What the overdue book gives back, worked out by hand on two buckets."""

from decimal import Decimal

from schema.domain.movement import CLOSED, Flows
from schema.domain.recovery import Outcome, Terms, forecast, outcomes, recovered, recovery_rate
from tests.domain.test_movement import flow

TERMS = Terms(most_months=3, least_months=2, least_loans=1)
BOOK = {"d1_30": Decimal(1000), "d31_60": Decimal(400)}


def month(cured: int, *, loans: int = 10) -> Flows:
    """Of 100 in the first bucket so many are cured and the rest rolls; of 50 in the second half is paid, half stays."""
    return [
        flow("d1_30", "current", cured, loans=loans), flow("d1_30", "d31_60", 100 - cured, loans=loans),
        flow("d31_60", CLOSED, 20, loans=loans), flow("d31_60", "d31_60", 30, 25, loans=loans),
        flow("current", "d1_30", 999, loans=loans),
    ]  # fmt: skip


def test_recovered_is_cured_closed_and_paid_down() -> None:
    assert recovered(month(40)) == 40 + 20 + 5
    assert recovery_rate(month(40)).value == Decimal(65) / 150


def test_three_months_of_a_book() -> None:
    """Cured: 50 %; second bucket: 50 % stays. After one month 500 + 200 are back; 500 + 200 remain in the second
    bucket, half of which comes back in the second month (350), and half of the rest in the third (175).
    """
    found = forecast(BOOK, [month(40), month(60)], [], horizons=3, terms=TERMS)
    assert [each.expected_amount for each in found.recoveries] == [Decimal(700), Decimal(1050), Decimal(1225)]
    assert (found.month_count, found.loan_count, found.is_wider) == (2, 80, False)


def test_the_interval_is_the_worst_and_the_best_month_repeated() -> None:
    """40 % cured: 400 + 200, then half of 800; 60 % cured: 600 + 200, then half of 600."""
    first, second = forecast(BOOK, [month(40), month(60)], [], horizons=2, terms=TERMS).recoveries
    assert (first.low_amount, first.high_amount) == (Decimal(600), Decimal(800))
    assert (second.low_amount, second.high_amount) == (Decimal(1000), Decimal(1100))


def test_only_the_last_months_count() -> None:
    months = [month(0), month(50), month(50), month(50)]
    found = forecast(BOOK, months, [], horizons=1, terms=TERMS)
    assert (found.month_count, found.recoveries[0].low_amount) == (3, Decimal(700))


def test_a_short_history_forecasts_nothing() -> None:
    assert forecast(BOOK, [month(50)], [month(50)], horizons=3, terms=TERMS).recoveries == ()


def test_a_bucket_that_was_never_seen_forecasts_nothing() -> None:
    book = {**BOOK, "d361_up": Decimal(1)}
    assert forecast(book, [month(50)] * 3, [], horizons=3, terms=TERMS).recoveries == ()


def test_a_bucket_that_a_seen_one_leads_to_must_have_been_seen() -> None:
    months = [[flow("d1_30", "d31_60", 10)]] * 2
    assert forecast({"d1_30": Decimal(5)}, months, [], horizons=1, terms=TERMS).recoveries == ()


def test_nothing_overdue_gives_nothing_back() -> None:
    found = forecast({}, [month(50)] * 2, [], horizons=1, terms=TERMS)
    assert found.recoveries[0].expected_amount == 0


def test_too_few_loans_take_the_rates_of_the_wider_unit() -> None:
    terms = Terms(most_months=3, least_months=2, least_loans=81)
    found = forecast(BOOK, [month(0)] * 2, [month(50, loans=20)] * 2, horizons=1, terms=terms)
    assert (found.is_wider, found.loan_count) == (True, 160)
    assert found.recoveries[0].expected_amount == Decimal(700)


def test_outcomes_say_what_was_forecast_and_what_happened() -> None:
    """Before the third month half of each bucket was expected back, 75.00 of 150.00; before the second, nothing."""
    months = [month(50), month(50), month(35)]
    assert outcomes(months, months, most=2, terms=TERMS) == [
        None,
        Outcome(forecast_amount=Decimal("75.00"), actual_amount=Decimal(60)),
    ]
    assert outcomes([], [], most=3, terms=TERMS) == []


def test_error_is_a_share_of_what_happened() -> None:
    assert Outcome(forecast_amount=Decimal(75), actual_amount=Decimal(60)).error_ratio == Decimal("0.25")
    assert Outcome(forecast_amount=Decimal(75), actual_amount=Decimal(0)).error_ratio is None

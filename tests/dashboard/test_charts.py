"""Figures from frames one can check by hand, without Streamlit."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from dashboard.charts import health, loans, sales
from dashboard.charts.template import MOST_LABELS, months_axis
from dashboard.formatting import MILLIONS, ONES, TEN_THOUSANDS
from dashboard.language import SIMPLIFIED, TRADITIONAL, speaking
from dashboard.theme import DARK, LIGHT
from schema.domain.words import DelinquencyBucket, RiskClass

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
AMOUNT = "outstanding_principal_amount"


def buckets(*rows: tuple[date, str, int]) -> pl.DataFrame:
    schema = {"as_of": pl.Date(), "bucket": pl.String(), AMOUNT: pl.Decimal(38, 2)}
    return pl.DataFrame([(on, code, Decimal(amount)) for on, code, amount in rows], schema=schema, orient="row")


def test_arrears_stack_the_overdue_buckets_and_draw_their_total() -> None:
    figure = loans.arrears_trend(
        buckets((SEPTEMBER, "d1_30", 4_000_000), (OCTOBER, "d1_30", 1_000_000)),
        dates=[SEPTEMBER, OCTOBER],
        unit=MILLIONS,
        currency="CNY",
        colours=LIGHT,
    )
    assert figure.data[0].name == "1–30 days"
    assert list(figure.data[0].y) == [4.0, 1.0]
    assert list(figure.data[1].y) == [0.0, 0.0]
    assert list(figure.data[7].y) == [4.0, 1.0]
    assert figure.layout.barmode == "stack"


def test_the_bucket_that_is_not_overdue_is_not_drawn() -> None:
    figure = loans.arrears_trend(
        buckets((OCTOBER, "current", 90)), dates=[OCTOBER], unit=ONES, currency="CNY", colours=LIGHT
    )
    assert len(figure.data) == len(DelinquencyBucket)  # seven buckets and the total
    assert list(figure.data[-1].y) == [0.0]


def test_hover_says_the_full_amount() -> None:
    figure = loans.arrears_trend(
        buckets((OCTOBER, "d1_30", 1_234_567)), dates=[OCTOBER], unit=MILLIONS, currency="CNY", colours=LIGHT
    )
    assert list(figure.data[0].customdata) == ["CNY 1,234,567.00"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_classes_carry_word_and_colour(palette: object) -> None:
    frame = pl.DataFrame({"risk_class": ["loss", "normal"], AMOUNT: [Decimal(1), Decimal(3)]})
    colours = LIGHT if palette is LIGHT else DARK
    bar = loans.classes_now(frame, unit=ONES, currency="CNY", colours=colours).data[0]
    assert list(bar.y) == ["Normal", "Special mention", "Substandard", "Doubtful", "Loss"]
    assert list(bar.marker.color) == [colours.classes[each] for each in RiskClass]
    assert (bar.text[0], bar.text[4]) == ("3.00  (75.00 %)", "1.00  (25.00 %)")


def test_no_loans_have_no_shares() -> None:
    frame = pl.DataFrame(schema={"risk_class": pl.String(), AMOUNT: pl.Decimal(38, 2)})
    bar = loans.classes_now(frame, unit=ONES, currency="CNY", colours=LIGHT).data[0]
    assert set(bar.text) == {"0.00  (–)"}


def test_kinds_divide_last() -> None:
    frame = pl.DataFrame(
        {"kind": ["mortgage"], AMOUNT: [Decimal(300)], "non_performing_amount": [Decimal(1)]},
        schema_overrides={AMOUNT: pl.Decimal(38, 2), "non_performing_amount": pl.Decimal(38, 2)},
    )
    bar = loans.kinds_now(frame, unit=ONES, currency="CNY", colours=LIGHT).data[0]
    assert (bar.y[0], bar.text[0]) == ("Mortgage", "300.00  (NPL 0.33 %)")


def test_units_stand_against_a_labelled_hairline() -> None:
    figure = loans.npl_by_unit(
        [("East", Decimal("0.03")), ("West", Decimal("0.005"))],
        average=Decimal("0.02"),
        average_of="Tiny Bank",
        colours=LIGHT,
    )
    assert list(figure.data[0].x) == [3.0, 0.5]
    assert figure.layout.shapes[0].x0 == 2.0
    assert figure.layout.annotations[0].text == "Tiny Bank 2.00 %"


def test_units_without_an_average_have_no_hairline() -> None:
    figure = loans.npl_by_unit([], average=None, average_of="Tiny Bank", colours=LIGHT)
    assert not figure.layout.shapes


def test_only_the_last_month_carries_its_figure() -> None:
    history = pl.DataFrame({"as_of": [SEPTEMBER, OCTOBER], "sold_amount": [Decimal(2), Decimal(3)]})
    bar = sales.sold_by_close(history, unit=ONES, currency="CNY", colours=LIGHT).data[0]
    assert list(bar.text) == ["", "3.00"]


def test_axes_of_amounts_say_figures_in_full() -> None:
    """In 万 an axis goes past ten thousand, where Plotly would write 20k."""
    frame = buckets((OCTOBER, "d1_30", 200_000_000))
    arrears = loans.arrears_trend(frame, dates=[OCTOBER], unit=TEN_THOUSANDS, currency="CNY", colours=LIGHT)
    history = pl.DataFrame({"as_of": [OCTOBER], "sold_amount": [Decimal(200_000_000)]})
    sold = sales.sold_by_close(history, unit=TEN_THOUSANDS, currency="CNY", colours=LIGHT)
    assert list(sold.data[0].y) == [20_000.0]
    assert {figure.layout.yaxis.tickformat for figure in (arrears, sold)} == {",~f"}


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [(SIMPLIFIED, "住房按揭贷款", "3.00（不良率0.33%）"), (TRADITIONAL, "住房按揭貸款", "3.00（不良率0.33%）")],
)
def test_charts_speak_chinese(language: str, name: str, text: str) -> None:
    frame = pl.DataFrame(
        {"kind": ["mortgage"], AMOUNT: [Decimal(30_000)], "non_performing_amount": [Decimal(100)]},
        schema_overrides={AMOUNT: pl.Decimal(38, 2), "non_performing_amount": pl.Decimal(38, 2)},
    )
    with speaking(language):
        bar = loans.kinds_now(frame, unit=TEN_THOUSANDS, currency="CNY", colours=LIGHT).data[0]
    assert (bar.y[0], bar.text[0], bar.customdata[0]) == (name, text, "30,000.00元")


def test_reasons_are_words_and_counts() -> None:
    reasons = pl.DataFrame({"reason_code": ["duplicate_key", "never_seen_before"], "row_count": [1, 2000]})
    bar = health.rejects_by_reason(reasons, colours=LIGHT).data[0]
    assert list(bar.y) == ["Same key twice", "Never seen before"]
    assert list(bar.text) == ["1 row", "2,000 rows"]


def test_steps_keep_their_order() -> None:
    steps = pl.DataFrame(
        {"name": ["schedule", "org_unit_class"], "seconds": [Decimal("0.5"), Decimal("90")], "row_count": [1, 2]}
    )
    bar = health.step_seconds(steps, colours=LIGHT).data[0]
    assert list(bar.text) == ["0.50 s  (1 row)", "1 min 30 s  (2 rows)"]


@pytest.mark.parametrize("count", [0, 1, 5, 6, 37])
def test_few_enough_dates_are_labelled_and_the_last_always(count: int) -> None:
    days = [str(number) for number in range(count)]
    labelled = months_axis(days)["tickvals"]
    assert len(labelled) <= MOST_LABELS
    assert labelled[-1:] == days[-1:]


def test_a_close_draws_its_slowest_steps_in_the_order_they_ran() -> None:
    count = health.MOST_STEPS + 3
    taken = [Decimal(0), *(Decimal(count - number) for number in range(1, count - 1)), Decimal(count)]
    frame = pl.DataFrame({"name": [f"step {place}" for place in range(count)], "seconds": taken, "row_count": 1})
    drawn = list(health.step_seconds(frame, colours=LIGHT).data[0].x)
    assert len(drawn) == health.MOST_STEPS
    assert drawn == [float(each) for each in [*taken[1 : health.MOST_STEPS], taken[-1]]]

"""What must add up: schedules, balances, averages, shares, returns, market totals."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from etl.demo.bank import demo_bank
from etl.demo.chunk import Chunk
from etl.demo.days import day_of
from etl.demo.terms import SHAPES
from schema.domain.schedule import LoanTerms, derive_schedule
from schema.domain.words import ScheduleType

THROUGH = date(2026, 10, 31)
Frames = dict[str, pl.DataFrame]


def test_schedules_are_those_the_domain_derives() -> None:
    """Every seventh loan of a small bank, each instalment to the cent."""
    book = Chunk(demo_bank(clients=400, seed=3, through=THROUGH).bank, 0).book
    loans, schedule = book.loans, book.schedule
    checked = set()
    for place in range(0, len(loans), 7):
        terms = LoanTerms(
            schedule_type=ScheduleType(SHAPES[loans.shape[place]]),
            principal=Decimal(int(loans.principal[place])) / 100,
            annual_rate=Decimal(int(loans.rate[place])) / 10_000,
            disbursed_date=day_of(loans.disbursed[place]),
            first_due_date=day_of(loans.first_due[place]),
            maturity_date=day_of(loans.maturity[place]),
            period_months=int(loans.period[place]),
        )
        own = schedule.loan == place
        ours = zip(schedule.due[own], schedule.principal[own], schedule.interest[own], strict=True)
        expected = [(one.due_date, one.principal, one.interest) for one in derive_schedule(terms)]
        assert [(day_of(d), Decimal(int(p)) / 100, Decimal(int(i)) / 100) for d, p, i in ours] == expected
        checked.add(int(loans.shape[place]))
    assert checked == {0, 1, 2, 3}


def test_balance_after_is_the_running_sum_in_file_order(bank: Frames) -> None:
    moves = bank["account_transaction"]
    running = moves.select(pl.col("amount").cum_sum().over("account_code")).to_series()
    assert (running == moves["balance_after_amount"]).all()
    ordered = moves.select(pl.col("booked_date").diff().dt.total_days().over("account_code").fill_null(0)).to_series()
    assert (ordered >= 0).all()


def test_month_end_balances_and_averages_follow_from_the_movements(bank: Frames) -> None:
    """One account in fifty, day by day."""
    accounts = bank["account"]["account_code"].gather_every(50)
    days = pl.DataFrame({"day": pl.date_range(date(2024, 10, 1), THROUGH, eager=True)})
    daily = bank["account_transaction"].group_by("account_code", "booked_date").agg(pl.col("amount").sum())
    grid = accounts.to_frame().join(days, how="cross")
    held = (
        grid.join(daily, left_on=["account_code", "day"], right_on=["account_code", "booked_date"], how="left")
        .with_columns(pl.col("amount").fill_null(0).cum_sum().over("account_code").alias("balance"))
        .group_by("account_code", pl.col("day").dt.month_end().alias("balance_date"))
        .agg(pl.col("balance").last(), pl.col("balance").cast(pl.Float64).mean().alias("average"))
    )
    told = bank["account_balance"].join(held, on=["account_code", "balance_date"])
    assert len(told) > 1_000
    assert (told["balance_amount"] == told["balance"]).all()
    assert ((told["average_balance_amount"].cast(pl.Float64) - told["average"]).abs() < 0.011).all()


def test_only_the_sickest_businesses_ever_overdraw(bank: Frames) -> None:
    below = bank["account_transaction"].filter(pl.col("balance_after_amount") < 0)
    owners = below.join(bank["account"], on="account_code").join(bank["client"], on="client_code")
    assert "personal" not in owners["kind_right"].unique()
    assert 0 < len(below) < 0.01 * len(bank["account_transaction"])


def test_shares_are_100_on_every_day(bank: Frames) -> None:
    """On each first day of any period of the same client and role."""
    rows = bank["assignment"].with_columns(pl.col("valid_to").fill_null(date(9999, 12, 31)))
    edges = pl.concat(
        [
            rows.select("client_code", "role", day="valid_from"),
            rows.filter(pl.col("valid_to") < date(9999, 12, 31)).select(
                "client_code", "role", day=pl.col("valid_to").dt.offset_by("1d")
            ),
        ]
    ).unique()
    held = edges.join(rows, on=["client_code", "role"]).filter(
        pl.col("day").is_between(pl.col("valid_from"), pl.col("valid_to"))
    )
    total = held.group_by("client_code", "role", "day").agg(pl.col("share_percent").sum())
    assert len(total) == len(edges)
    assert (total["share_percent"] == 100).all()
    assert rows.filter(pl.col("share_percent") == 60).height > 30


def test_periods_of_a_person_do_not_overlap(bank: Frames) -> None:
    for feed, key in (
        ("assignment", ["client_code", "role", "staff_code"]),
        ("staff_role", ["staff_code", "role", "org_unit_code"]),
    ):
        rows = bank[feed].sort(*key, "valid_from")
        before = pl.col("valid_to").shift().over(key)
        is_later = pl.col("valid_from").shift().over(key).is_not_null()
        clash = rows.filter(is_later & (before.is_null() | (before >= pl.col("valid_from"))))
        assert clash.is_empty(), feed


def test_hand_overs_and_leavers_exist(bank: Frames) -> None:
    assert bank["staff"]["left_date"].is_not_null().sum() >= 3
    assert bank["assignment"]["handover_document"].is_not_null().sum() > 100
    left = bank["staff"].filter(pl.col("left_date").is_not_null()).select("staff_code", "left_date")
    held = bank["assignment"].join(left, on="staff_code")
    assert (held["valid_to"] <= held["left_date"]).all()


def test_credit_of_a_sale_adds_up_and_follows_the_assignment(bank: Frames) -> None:
    credit = bank["sale_credit"].group_by("sale_code").agg(pl.col("share_percent").sum())
    assert len(credit) == len(bank["sale"])
    assert (credit["share_percent"] == 100).all()


def test_returns_take_back_no_more_than_was_sold(bank: Frames) -> None:
    sales = bank["sale"]
    back = sales.filter(pl.col("returned_sale_code").is_not_null()).join(
        sales, left_on="returned_sale_code", right_on="sale_code"
    )
    assert len(back) > 20
    assert ((back["amount"] < 0) & (-back["amount"] <= back["amount_right"])).all()
    assert (back["sold_date"] > back["sold_date_right"]).all()


def test_our_market_volume_is_what_the_accounts_hold(bank: Frames) -> None:
    own = bank["market_volume"].filter(
        (pl.col("reported_name") == "澜州商业银行")
        & (pl.col("product_code") == "MK_DEPOSITS")
        & (pl.col("period_end_date") == THROUGH)
    )
    held = bank["account_balance"].filter((pl.col("balance_date") == THROUGH) & (pl.col("balance_amount") > 0))
    assert float(own["volume"].sum()) == pytest.approx(float(held["balance_amount"].sum()), rel=1e-4)


def test_the_total_row_is_the_sum_of_the_institutions(bank: Frames) -> None:
    rows = bank["market_volume"].with_columns(is_total=pl.col("reported_name") == "各机构合计")
    sums = rows.group_by("region_code", "product_code", "period_end_date").agg(
        pl.col("volume").filter(pl.col("is_total")).sum().alias("total"),
        pl.col("volume").filter(~pl.col("is_total")).sum().alias("parts"),
    )
    assert len(sums) == 3 * 2 * 25
    assert (sums["total"] == sums["parts"]).all()


def test_one_revision_in_the_middle_of_a_year(bank: Frames) -> None:
    revised = bank["sales_target"].filter(pl.col("set_date") == date(2026, 7, 1))
    assert set(revised["product_code"]) == {"deposits", "corporate_deposits"}
    assert revised["org_unit_code"].drop_nulls().n_unique() == 3


def test_make_up_days_are_in_the_calendar(bank: Frames) -> None:
    days = bank["business_calendar"]
    known = dict(zip(days["day"], days["is_working_day"], strict=True))
    assert known[date(2026, 10, 1)] is False
    assert known[date(2026, 10, 10)] is True

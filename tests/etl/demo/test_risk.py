"""Arrears, classes and their warning signs, found by rules that know nothing of the generator."""

from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean

import polars as pl
import pytest

from schema.domain.delinquency import Repayment, allocate
from schema.domain.schedule import Instalment
from schema.domain.words import DelinquencyBucket

THROUGH = date(2026, 10, 31)
Frames = dict[str, pl.DataFrame]
NON_PERFORMING = ("substandard", "doubtful", "loss")


def ratio(rows: pl.DataFrame, classes: tuple[str, ...]) -> float:
    money = pl.col("outstanding_principal_amount").cast(pl.Float64)
    part = rows.filter(pl.col("risk_class").is_in(classes)).select(money.sum()).item()
    return float(part / rows.select(money.sum()).item())


def at(bank: Frames, day: date) -> pl.DataFrame:
    return bank["delivered_snapshot"].filter(pl.col("as_of") == day)


def fifo_days(bank: Frames, codes: list[str], as_of: date) -> dict[str, int]:
    """Days past due of delivered loans by the domain's slow allocation of money to instalments."""
    due, paid = (
        bank[feed].filter(pl.col("loan_code").is_in(codes)).partition_by("loan_code", as_dict=True)
        for feed in ("instalment", "repayment")
    )
    columns = ["instalment_no", "due_date", "principal_amount", "interest_amount"]
    days = {}
    for code in codes:
        schedule = [Instalment(*row) for row in due[(code,)].select(columns).rows()]
        money = paid.get((code,))
        received = [] if money is None else money.select("paid_date", "paid_amount").rows()
        position = allocate(schedule, [Repayment(*row) for row in received], as_of=as_of, materiality_ratio=Decimal(0))
        days[code] = position.days_past_due
    return days


@pytest.fixture(scope="module")
def sample(bank: Frames) -> dict[str, int]:
    """Loans with a delivered schedule on the books at the end: every overdue one and every tenth other."""
    live = bank["loan"].filter(pl.col("closed_date").is_null() & (pl.col("schedule_type") == "delivered"))
    told = at(bank, THROUGH).join(live.select("loan_code"), on="loan_code").sort("loan_code")
    late = told.filter(pl.col("days_past_due") > 0)["loan_code"]
    others = told.filter(pl.col("days_past_due") == 0)["loan_code"].gather_every(10)
    return fifo_days(bank, [*late, *others], THROUGH)


def test_every_bucket_of_arrears_is_taken(sample: dict[str, int]) -> None:
    found = {bucket: sum(bucket.holds(days) for days in sample.values()) for bucket in DelinquencyBucket}
    assert all(count >= 3 for count in found.values()), found


def test_delivered_days_are_the_fifo_days_but_for_few(bank: Frames, sample: dict[str, int]) -> None:
    told = at(bank, THROUGH).filter(pl.col("loan_code").is_in(list(sample)))
    pairs = zip(told["loan_code"], told["days_past_due"], strict=True)
    different = [code for code, days in pairs if sample[code] != days]
    assert len(different) <= 0.03 * len(sample)


def test_a_few_delivered_rows_differ_on_purpose(bank: Frames) -> None:
    """Days above zero with class normal, or class non-performing below the floors, are among them."""
    rows = bank["delivered_snapshot"]
    odd = rows.filter((pl.col("days_past_due") > 0) & (pl.col("risk_class") == "normal"))
    assert 5 <= len(odd) <= 0.01 * len(rows)


def test_the_npl_ratio_lies_in_the_band_and_rises(bank: Frames) -> None:
    now, before = at(bank, THROUGH), at(bank, date(2025, 11, 30))
    assert 0.013 <= ratio(now, NON_PERFORMING) <= 0.019
    assert ratio(before, NON_PERFORMING) < ratio(now, NON_PERFORMING)
    assert 0.02 <= ratio(now, ("special_mention",)) <= 0.04


def test_one_branch_is_clearly_worse(bank: Frames) -> None:
    rows = at(bank, THROUGH).join(bank["loan"], on="loan_code")
    by_branch = {
        branch: ratio(rows.filter(pl.col("org_unit_code").str.starts_with(branch)), NON_PERFORMING)
        for branch in ("B1", "B2", "B3")
    }
    assert by_branch["B3"] > 1.5 * max(by_branch["B1"], by_branch["B2"])


def test_deposits_fall_before_the_first_missed_payment(bank: Frames, truth: pl.DataFrame) -> None:
    """Average of three months before the first missed day against the twelve before (indicator C16)."""
    falls = []
    missed = truth.filter(pl.col("story") == "distress").with_columns(
        pl.col("details").str.json_path_match("$.first_missed_date").str.to_date().alias("missed")
    )
    business = bank["client"].filter(pl.col("kind") != "personal").select("client_code")
    settlement = bank["account"].filter(pl.col("purpose") == "settlement")
    held = settlement.join(bank["account_balance"], on="account_code")
    for code, day in missed.join(business, on="client_code").select("client_code", "missed").rows():
        own = held.filter((pl.col("client_code") == code) & (pl.col("balance_date") < day)).sort("balance_date")
        average = own["average_balance_amount"].cast(pl.Float64).to_list()
        if len(average) < 15:
            continue
        falls.append(fmean(average[-3:]) / fmean(average[-15:-3]) - 1)
    assert len(falls) > 20
    assert sum(fall < -0.3 for fall in falls) / len(falls) > 0.6


def test_debits_bounce_mostly_with_clients_in_distress(bank: Frames, truth: pl.DataFrame) -> None:
    returned = bank["account_transaction"].filter(pl.col("kind") == "returned")
    assert (returned["amount"] > 0).all()
    owners = returned.join(bank["account"], on="account_code")["client_code"].unique()
    distressed = set(truth.filter(pl.col("story") == "distress")["client_code"])
    assert sum(code in distressed for code in owners) > 0.25 * len(owners)


def test_nobody_in_long_arrears_gets_a_new_loan(bank: Frames, truth: pl.DataFrame) -> None:
    missed = truth.filter(pl.col("story") == "distress").select(
        "client_code", missed=pl.col("details").str.json_path_match("$.first_missed_date").str.to_date()
    )
    later = bank["loan"].join(missed, on="client_code").filter(pl.col("disbursed_date") > pl.col("missed"))
    assert later.is_empty()


def test_repayments_are_never_before_disbursement_or_after_the_end(bank: Frames) -> None:
    paid = bank["repayment"].join(bank["loan"], on="loan_code")
    assert (paid["paid_date"] > paid["disbursed_date"] - timedelta(days=1)).all()
    assert (paid["paid_date"] <= paid["closed_date"].fill_null(THROUGH)).all()
    parts = pl.sum_horizontal("principal_amount", "interest_amount", "penalty_amount")
    assert (bank["repayment"]["paid_amount"] == bank["repayment"].select(parts).to_series()).all()


def test_own_repayments_of_the_window_are_debited_from_the_account(bank: Frames) -> None:
    window = bank["repayment"].filter((pl.col("paid_date") >= date(2024, 10, 1)) & ~pl.col("is_third_party"))
    debits = bank["account_transaction"].filter(pl.col("kind") == "loan_repayment")
    assert debits["amount"].sum() == -window["paid_amount"].sum()

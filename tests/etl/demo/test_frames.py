"""The frames themselves: same arguments same frames, chunks on their own, contracts, keys and parents."""

from datetime import date

import polars as pl
import pytest

from etl.demo import bank as bank_module
from etl.demo.bank import demo_bank, demo_frames, demo_truth
from etl.demo.chunk import Bank, Chunk
from etl.demo.plan import Plan
from schema.contracts.contract import value_contract
from schema.contracts.registry import FEEDS, LOAD_ORDER
from schema.errors import ConfigurationFault

THROUGH = date(2026, 10, 31)
Frames = dict[str, pl.DataFrame]
NATURAL_KEYS = {
    "client": ["client_code"],
    "loan": ["loan_code"],
    "account": ["account_code"],
    "staff": ["staff_code"],
    "instalment": ["loan_code", "instalment_no"],
    "repayment": ["loan_code", "repayment_code"],
    "account_transaction": ["account_code", "booked_date", "transaction_code"],
    "account_balance": ["account_code", "balance_date"],
    "assignment": ["client_code", "role", "staff_code", "valid_from"],
    "staff_role": ["staff_code", "role", "org_unit_code", "valid_from"],
    "guarantee": ["client_code", "guarantee_code"],
    "collateral": ["collateral_code"],
    "collateral_valuation": ["collateral_code", "valued_date"],
    "inspection": ["inspection_code"],
    "inspection_evidence": ["inspection_code", "sha256"],
    "loan_payee": ["loan_code", "payee_account_code"],
    "financial_statement": ["client_code", "period_end_date"],
    "external_event": ["client_code", "event_code"],
    "sale": ["sale_code"],
    "sale_credit": ["sale_code", "staff_code"],
    "market_volume": ["reported_name", "region_code", "product_code", "period_end_date"],
    "sales_target": [
        "staff_code",
        "org_unit_code",
        "product_code",
        "period_start_date",
        "period_end_date",
        "set_date",
    ],
}
PARENTS = (
    ("client", "client_code", "client_code"),
    ("loan", "loan_code", "loan_code"),
    ("account", "account_code", "account_code"),
    ("staff", "staff_code", "staff_code"),
    ("product", "product_code", "product_code"),
    ("org_unit", "org_unit_code", "org_unit_code"),
    ("client", "guarantor_code", "client_code"),
    ("commitment", "commitment_code", "commitment_code"),
    ("inspection", "inspection_code", "inspection_code"),
    ("staff", "inspector_code", "staff_code"),
    ("staff", "second_inspector_code", "staff_code"),
    ("sale", "sale_code", "sale_code"),
    ("sale", "returned_sale_code", "sale_code"),
)


def digest(frames: Frames) -> dict[str, int]:
    """One number per feed; rows and their order count."""
    return {feed: int(frame.with_row_index().hash_rows(seed=1).sum()) for feed, frame in frames.items()}


def collected(clients: int, seed: int) -> Frames:
    pieces: dict[str, list[pl.DataFrame]] = {}
    for feed, frame in demo_frames(clients=clients, seed=seed, through=THROUGH):
        pieces.setdefault(feed, []).append(frame)
    return {feed: pl.concat(frames) for feed, frames in pieces.items()}


def test_same_arguments_give_the_same_frames(small: Frames) -> None:
    assert digest(collected(200, 20260131)) == digest(small)


def test_another_seed_gives_another_bank(small: Frames) -> None:
    other = collected(200, 7)
    assert digest(other)["loan"] != digest(small)["loan"]
    assert digest(other)["account_transaction"] != digest(small)["account_transaction"]


def test_feeds_come_in_the_order_of_loading() -> None:
    order = [feed for feed, _ in demo_frames(clients=1_200, seed=1, through=THROUGH)]
    assert tuple(dict.fromkeys(order)) == LOAD_ORDER
    assert order == sorted(order, key=LOAD_ORDER.index)


def test_a_chunk_does_not_depend_on_the_others() -> None:
    plan = Plan(clients=2_300, seed=5, through=THROUGH)
    pieces: dict[str, list[pl.DataFrame]] = {}
    for feed, frame in demo_frames(clients=2_300, seed=5, through=THROUGH):
        pieces.setdefault(feed, []).append(frame)
    alone = Chunk(Bank(plan), 1)
    for feed in ("loan", "repayment", "account_transaction", "sale_credit"):
        assert pieces[feed][1].equals(bank_module._OF_A_CHUNK[feed](alone))


def test_forgetting_chunks_between_feeds_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = collected(1_200, 5)
    monkeypatch.setattr(bank_module, "REMEMBERED_CHUNKS", 0)
    forgetful = demo_bank(clients=1_200, seed=5, through=THROUGH)
    pieces: dict[str, list[pl.DataFrame]] = {}
    for feed, frame in forgetful.frames():
        pieces.setdefault(feed, []).append(frame)
    assert digest({feed: pl.concat(frames) for feed, frames in pieces.items()}) == digest(remembered)
    assert forgetful.remembered == {}


@pytest.mark.parametrize("feed", LOAD_ORDER)
@pytest.mark.parametrize("size", ["small", "bank"])
def test_frames_keep_the_contract(feed: str, size: str, request: pytest.FixtureRequest) -> None:
    frame: pl.DataFrame = request.getfixturevalue(size)[feed]
    assert dict(frame.schema) == {one.name: one.dtype for one in FEEDS[feed].fields}
    value_contract(feed).validate(frame)
    assert len(frame) > 0


@pytest.mark.parametrize("feed", NATURAL_KEYS)
def test_keys_are_unique(feed: str, bank: Frames) -> None:
    assert bank[feed].select(NATURAL_KEYS[feed]).is_duplicated().sum() == 0


@pytest.mark.parametrize(("parent", "column", "key"), PARENTS)
def test_every_code_has_its_parent(parent: str, column: str, key: str, bank: Frames) -> None:
    known = bank[parent][key].implode()
    for feed, frame in bank.items():
        if feed != parent and column in frame.columns:
            unknown = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known))
            assert unknown.is_empty(), feed


def test_loan_dates_are_in_order(bank: Frames) -> None:
    loans = bank["loan"]
    assert (loans["disbursed_date"] < loans["first_due_date"]).all()
    assert (loans["first_due_date"] <= loans["maturity_date"]).all()
    assert (loans["closed_date"].drop_nulls() <= THROUGH).all()
    opened = bank["account"].select("account_code", "opened_date")
    booked = bank["account_transaction"].join(opened, on="account_code")
    assert (booked["booked_date"] >= booked["opened_date"]).all()
    assert (booked["booked_date"] <= THROUGH).all()


def test_about_three_tenths_of_the_schedules_are_left_to_the_close(bank: Frames) -> None:
    loans, delivered = bank["loan"], bank["instalment"]["loan_code"].unique().implode()
    derived = loans.filter(pl.col("schedule_type") != "delivered")
    assert 0.25 < len(derived) / len(loans) < 0.35
    assert derived.filter(pl.col("loan_code").is_in(delivered)).is_empty()
    assert loans.filter(pl.col("schedule_type") == "delivered")["loan_code"].is_in(delivered).all()


@pytest.mark.parametrize("clients", [199, 1_000_001])
def test_impossible_sizes_are_refused(clients: int) -> None:
    with pytest.raises(ConfigurationFault, match="clients"):
        demo_bank(clients=clients, through=THROUGH)


def test_through_must_be_a_month_end() -> None:
    with pytest.raises(ConfigurationFault, match="month end"):
        demo_truth(clients=200, through=date(2026, 10, 30))

"""Every feed takes its own example, and every rule of its contract refuses what breaks it, with its own reason."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from etl.load.parsing import NOT_A, Failure
from etl.load.resolve import ParentMaps
from etl.load.validation import Checked, Validator
from etl.mapping.model import own_columns
from etl.readers.source import ROW_NUMBER
from schema.contracts import FEEDS, Field
from schema.contracts.field import LARGEST_WHOLE, LONGEST_CODE, LONGEST_TEXT
from schema.storage.database import Database
from tests.etl.load.world import example

BROKEN_RULES = {
    ("staff_role", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("client_group_member", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("assignment", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("assignment", "loan_of_another_client"): {"loan_code": "L2"},
    ("financial_statement", "received_before_period_end"): {"received_date": "2025-12-30"},
    ("external_event", "known_before_it_happened"): {"known_date": "2026-04-01"},
    ("commitment", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("loan", "matures_before_disbursement"): {"maturity_date": "2024-03-15", "first_due_date": ""},
    ("loan", "first_due_before_disbursement"): {"first_due_date": "2024-03-14"},
    ("loan", "first_due_after_maturity"): {"first_due_date": "2026-03-16"},
    ("loan", "closed_before_disbursement"): {"closed_date": "2024-03-14"},
    ("loan", "commitment_of_another_client"): {"client_code": "C000777", "commitment_code": "CL2024-0042"},
    ("instalment", "due_before_disbursement"): {"due_date": "2024-03-14"},
    ("repayment", "paid_before_disbursement"): {"paid_date": "2024-03-14"},
    ("repayment", "amount_is_zero"): {"paid_amount": "0.00"},
    ("restructuring", "changed_before_disbursement"): {"restructured_date": "2024-03-14"},
    ("class_evidence", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("class_evidence", "known_before_it_happened"): {"known_date": "2024-12-31"},
    ("class_evidence", "loan_of_another_client"): {"loan_code": "L2"},
    ("class_evidence", "of_obligor_only"): {"kind": "npl_elsewhere", "loan_code": "L2024000123"},
    ("class_evidence", "ratio_missing"): {"kind": "overdue_at_all_banks", "value_ratio": ""},
    ("collateral", "loan_of_another_client"): {"loan_code": "L2"},
    ("guarantee", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("guarantee", "loan_of_another_client"): {"loan_code": "L2"},
    ("guarantee", "guarantees_oneself"): {"guarantor_code": "C000123"},
    ("delivered_snapshot", "snapshot_before_disbursement"): {"as_of": "2024-03-14"},
    ("inspection", "loan_of_another_client"): {"loan_code": "L2"},
    ("inspection", "inspected_before_disbursement"): {"done_date": "2024-03-14"},
    ("inspection", "one_inspector_twice"): {"second_inspector_code": "275"},
    ("inspection_evidence", "not_a_hash"): {"sha256": "AB" * 32},
    ("document", "loan_of_another_client"): {"loan_code": "L2"},
    ("document", "not_a_hash"): {"sha256": "ab" * 31},
    ("account", "loan_of_another_client"): {"loan_code": "L2"},
    ("account", "closed_before_opened"): {"closed_date": "2018-05-01"},
    ("account_transaction", "booked_before_opening"): {"booked_date": "2018-05-01"},
    ("account_transaction", "amount_is_zero"): {"amount": "0"},
    ("sale", "return_not_negative"): {"returned_sale_code": "SO43659", "sale_code": "R1"},
    ("sales_target", "not_one_owner"): {"org_unit_code": "T4"},
    ("sales_target", "ends_before_it_starts"): {"period_end_date": "2026-06-30"},
    ("institution", "ends_before_it_starts"): {"valid_from": "2026-01-01", "valid_to": "2025-01-01"},
    ("institution_alias", "ends_before_it_starts"): {"valid_to": "2024-12-31"},
    ("market_volume", "volume_is_negative"): {"volume": "-1"},
}
BOUNDARIES = {
    ("loan", "first_due_date"): "2024-03-15",
    ("instalment", "due_date"): "2024-03-15",
    ("repayment", "paid_date"): "2024-03-15",
    ("account_transaction", "booked_date"): "2018-05-02",
    ("assignment", "valid_to"): "2025-01-01",
    ("inspection", "done_date"): "2024-03-15",
    ("external_event", "known_date"): "2026-04-02",
}


@pytest.fixture(scope="module")
def maps(world: Database) -> Iterator[ParentMaps]:
    connection = world.connect("etl")
    yield ParentMaps(connection)
    connection.close()


def checked(maps: ParentMaps, feed: str, *rows: dict[str, str]) -> Checked:
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(FEEDS[feed].field_names, pl.String))
    numbered = frame.with_row_index(ROW_NUMBER, offset=2).with_columns(pl.col(ROW_NUMBER).cast(pl.Int64))
    maps.codes_of_file(FEEDS[feed]).clear()
    return Validator(own_columns(feed, "x"), maps).check(numbered)


def failures(maps: ParentMaps, feed: str, **changes: str) -> list[Failure]:
    return checked(maps, feed, example(feed, **changes)).failures


def breaches(field: Field) -> Iterator[tuple[str, str]]:
    """Texts that break one rule of a field alone, with the reason they must get."""
    if field.is_required:
        yield "", "missing"
        yield "　", "missing"
    if field.one_of:
        yield "nonsense", "not_in_list"
    if field.kind in NOT_A:
        yield ("\x00" if field.kind in ("code", "text") else "x"), NOT_A[field.kind][0]
    if field.kind == "code":
        yield "c" * (LONGEST_CODE + 1), "too_long"
    if field.kind == "text":
        yield "字" * (LONGEST_TEXT + 1), "too_long"
    if field.kind == "whole" and field.at_most is None:
        yield str(LARGEST_WHOLE + 1), "too_large"
    if field.at_most is not None:
        yield f"{field.at_most + 1}", "too_large"
    if field.above is not None:
        yield str(field.above), "too_small"
    if field.at_least is not None:
        yield f"{field.at_least - 1}", "too_small"


@pytest.mark.parametrize("feed", FEEDS)
def test_takes_its_own_example(maps: ParentMaps, feed: str) -> None:
    found = checked(maps, feed, example(feed))
    assert (found.failures, found.good.height) == ([], 1)


@pytest.mark.parametrize("feed", FEEDS)
def test_takes_the_required_columns_alone(maps: ParentMaps, feed: str) -> None:
    needed = {one.name for one in FEEDS[feed].fields if one.is_required}
    row = {name: text for name, text in example(feed).items() if name in needed or feed == "sales_target"}
    assert checked(maps, feed, row).failures == []


@pytest.mark.parametrize("feed", FEEDS)
def test_each_value_rule_refuses(maps: ParentMaps, feed: str) -> None:
    cases = [(field.name, text, code) for field in FEEDS[feed].fields for text, code in breaches(field)]
    found = checked(maps, feed, *(example(feed, **{name: text}) for name, text, _ in cases))
    reasons = {(one.row_number, one.column, one.code) for one in found.failures}
    missed = [case for row, case in enumerate(cases, start=2) if (row, case[0], case[2]) not in reasons]
    assert missed == []
    assert found.good.is_empty()


@pytest.mark.parametrize("feed", [feed.name for feed in FEEDS.values() if feed.parents])
def test_an_unknown_parent_refuses(maps: ParentMaps, feed: str) -> None:
    fields = [parent.field for parent in FEEDS[feed].parents]
    found = checked(maps, feed, *(example(feed, **{field: "UNKNOWN"}) for field in fields))
    unknown = [(one.row_number, one.column, one.value) for one in found.failures if one.code == "unknown_parent"]
    assert sorted(unknown) == [(row, field, "UNKNOWN") for row, field in enumerate(fields, start=2)]


@pytest.mark.parametrize(("feed", "code"), BROKEN_RULES)
def test_each_rule_between_columns_refuses(maps: ParentMaps, feed: str, code: str) -> None:
    found = failures(maps, feed, **BROKEN_RULES[feed, code])
    assert [one.code for one in found] == [code]


def test_no_rule_is_left_out() -> None:
    assert set(BROKEN_RULES) == {(feed.name, rule.code) for feed in FEEDS.values() for rule in feed.rules}


@pytest.mark.parametrize(("feed", "field"), BOUNDARIES)
def test_the_boundary_day_is_fine(maps: ParentMaps, feed: str, field: str) -> None:
    assert failures(maps, feed, **{field: BOUNDARIES[feed, field]}) == []


@pytest.mark.parametrize("feed", FEEDS)
def test_the_second_row_of_a_key_is_refused(maps: ParentMaps, feed: str) -> None:
    found = checked(maps, feed, example(feed), example(feed))
    assert [(one.row_number, one.code) for one in found.failures] == [(3, "duplicate_key")]
    assert "row 2" in found.failures[0].sentence


def test_a_value_is_named_in_its_sentence(maps: ParentMaps) -> None:
    (found,) = failures(maps, "loan", kind="brunch")
    assert found.value == "brunch"
    assert "working_capital" in found.sentence
    assert "'brunch'" in found.sentence


def test_two_faults_are_two_failures_of_one_row(maps: ParentMaps) -> None:
    found = failures(maps, "repayment", paid_amount="x", paid_date="2024-03-14")
    assert sorted(one.code for one in found) == ["not_a_number", "paid_before_disbursement"]

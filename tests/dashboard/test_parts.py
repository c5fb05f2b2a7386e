"""What the building blocks decide before anything is drawn."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard import labels
from dashboard.parts import book
from dashboard.parts.pickers import INDENT, unit_words
from schema.domain import words
from schema.marts.closes import OrgUnit, tree_order
from schema.marts.portfolio import PortfolioSlice

SLICE = PortfolioSlice(
    as_of=date(2026, 10, 31),
    org_unit_id=1,
    currency="CNY",
    loan_count=1,
    client_count=1,
    outstanding_principal_amount=Decimal(1_000),
    special_mention_amount=Decimal(0),
    non_performing_amount=Decimal(0),
    over_90_days_amount=Decimal(0),
    overdue_loan_count=0,
    overdue_amount=Decimal(0),
    general_allowance_amount=Decimal(10),
    specific_allowance_amount=Decimal(0),
    required_allowance_amount=Decimal(25),
)


def unit(key: int, parent_id: int | None, name: str = "") -> OrgUnit:
    return OrgUnit(org_unit_id=key, org_unit_code=f"U{key}", name=name or f"unit {key}", parent_id=parent_id)


def test_tree_is_walked_depth_first() -> None:
    ordered = tree_order([unit(1, None), unit(2, 1), unit(3, 1), unit(4, 2)])
    assert [(each.org_unit_id, each.depth) for each in ordered] == [(1, 0), (2, 1), (4, 2), (3, 1)]


def test_a_unit_whose_parent_is_out_of_sight_stands_at_the_top() -> None:
    assert [(each.org_unit_id, each.parent_id) for each in tree_order([unit(2, 1), unit(4, 2)])] == [(2, None), (4, 2)]


def test_names_that_occur_twice_carry_their_code() -> None:
    named = unit_words(tree_order([unit(1, None, "Bank"), unit(2, 1, "Centre"), unit(3, 1, "Centre")]))
    assert named == {1: "Bank", 2: f"{INDENT}Centre (U2)", 3: f"{INDENT}Centre (U3)"}


def test_without_non_performing_loans_there_is_no_coverage() -> None:
    figures = {one.label: one for one in book.headline([SLICE], None)}
    assert figures["Coverage"].value == "–"
    assert figures["Coverage"].course == []
    assert figures["NPL ratio"].value == "0.00 %"
    assert figures["NPL ratio"].change is None


def test_a_gap_that_grows_is_worse_and_a_surplus_that_grows_is_better() -> None:
    short = [SLICE, replace(SLICE, required_allowance_amount=Decimal(30))]
    gap = book.headline(short, None)[4]
    assert (gap.label, gap.value, gap.change, gap.direction) == ("Allowance gap", "20.00", "+5.00, worse", "up")
    rich = [replace(one, general_allowance_amount=Decimal(50)) for one in reversed(short)]
    surplus = book.headline(rich, None)[4]
    assert (surplus.label, surplus.value, surplus.change) == ("Allowance surplus", "25.00", "+5.00, better")


@pytest.mark.parametrize(
    ("catalogue", "codes"),
    [
        (labels.CLASSES, words.RiskClass),
        (labels.BUCKETS, words.DelinquencyBucket),
        (labels.KINDS, words.LoanKind),
        (labels.STATUSES, words.ParameterStatus),
    ],
)
def test_every_code_has_a_word(catalogue: dict[str, str], codes: type[words.LoanKind]) -> None:
    assert set(catalogue) == {code.value for code in codes}


def test_parameters_are_said_in_words() -> None:
    assert labels.parameter("class_floor", "retail_2023/loss") == "Class by days past due: retail, loss"
    assert labels.parameter("general_provision", "") == "General allowance"

"""The closed lists: stored text, order of the classes, no gap between buckets."""

import itertools
from enum import StrEnum

import pytest

from schema.domain import words
from schema.domain.words import ClientKind, DelinquencyBucket, RiskClass


def word_lists() -> list[type[StrEnum]]:
    return [each for each in StrEnum.__subclasses__() if each.__module__ == words.__name__]


def test_every_stored_value_is_its_members_name_in_lower_case() -> None:
    assert len(word_lists()) == 12
    for each in word_lists():
        for member in each:
            assert (member.value, str(member)) == (member.name.lower(), member.name.lower())
            assert each(member.value) is member


def test_classes_in_order_best_first() -> None:
    assert [each.rank for each in RiskClass] == [1, 2, 3, 4, 5]
    assert [each.is_non_performing for each in RiskClass] == [False, False, True, True, True]


@pytest.mark.parametrize(("better", "worse"), list(itertools.combinations(RiskClass, 2)))
def test_a_class_compares_by_gravity_and_not_by_spelling(better: RiskClass, worse: RiskClass) -> None:
    assert better < worse
    assert worse > better
    assert better <= worse
    assert worse >= better
    assert max(better, worse) is worse
    assert min(worse, better) is better


@pytest.mark.parametrize("each", RiskClass)
def test_a_class_is_neither_better_nor_worse_than_itself(each: RiskClass) -> None:
    assert (each < each, each > each, each <= each, each >= each) == (False, False, True, True)  # noqa: PLR0124


def test_a_class_compares_with_its_stored_text_and_with_nothing_else() -> None:
    assert RiskClass.LOSS > "normal"
    assert RiskClass.LOSS >= "loss"
    with pytest.raises(ValueError, match="overdue"):
        _ = RiskClass.LOSS > "overdue"


def test_every_day_lies_in_exactly_one_bucket() -> None:
    counts = {days: sum(bucket.holds(days) for bucket in DelinquencyBucket) for days in range(2001)}
    assert counts == dict.fromkeys(range(2001), 1)


def test_bucket_edges_line_up_with_the_class_floors() -> None:
    edges = [(each.value, each.min_days, each.max_days) for each in DelinquencyBucket]
    assert edges == [
        ("current", 0, 0),
        ("d1_30", 1, 30),
        ("d31_60", 31, 60),
        ("d61_90", 61, 90),
        ("d91_180", 91, 180),
        ("d181_270", 181, 270),
        ("d271_360", 271, 360),
        ("d361_up", 361, None),
    ]


def test_small_micro_is_retail_and_corporate_is_not() -> None:
    assert {each: each.is_retail for each in ClientKind} == {
        ClientKind.CORPORATE: False,
        ClientKind.SMALL_MICRO: True,
        ClientKind.PERSONAL: True,
    }

"""What counts as the same spelling, and what must hold for anything that anybody types."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.domain import spelling

ANYTHING = st.text(max_size=30)


def matches(typed: str, stored: str) -> bool:
    """Whether every word of what was typed is found in the stored text."""
    return all(re.search(spelling.pattern(word), stored) for word in spelling.words(typed))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("宏泰紡織", "宏泰纺织有限公司"),
        ("宏泰纺织", "宏泰紡織有限公司"),
        ("張後範鍾", "张后范钟"),
        ("干", "乾"),
        ("乾", "幹"),
        ("hongtai", "ＨＯＮＧＴＡＩ"),
        ("Ｃ０１", "c01"),
        ("muller", "Müller"),
        ("MÜLLER", "Muller"),
        ("mu\N{COMBINING DIAERESIS}ller", "Müller"),
        ("maria anna", "Anna Maria Müller"),
        ("（集团）", "宏泰(集團)"),
        ("ß", "Weiß"),
        ("ж", "Ж"),
    ],
)
def test_finds(typed: str, stored: str) -> None:
    assert matches(typed, stored)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("宏泰", "泰宏"),
        ("王", "玉"),
        ("anna berta", "Anna Maria"),
        (".", "ab"),
        (".*", "anything"),
        ("a|b", "b"),
        ("[ab]", "a"),
        ("(", "x"),
        ("%", "x"),
        ("a_b", "axb"),
        (r"\d", "7"),
    ],
)
def test_does_not_find(typed: str, stored: str) -> None:
    assert not matches(typed, stored)


def test_folding_keeps_what_is_different_apart() -> None:
    assert spelling.folded("Ａé紡（乾") == "ae纺(干"


def test_words_are_cut_at_white_space_and_lose_what_nobody_sees() -> None:
    assert spelling.words(" 宏泰\N{IDEOGRAPHIC SPACE}\tco\x00\N{ZERO WIDTH SPACE}\ud800ltd\n") == ("宏泰", "coltd")
    assert spelling.words(" \x00 \N{NO-BREAK SPACE}") == ()
    assert spelling.words("x" * 200) == ("x" * 80,)


def test_codes_are_narrowed_and_keep_their_case() -> None:
    assert spelling.narrowed("Ｃ００１－ab紡") == "C001-ab紡"


@given(typed=ANYTHING)
def test_whatever_is_typed_finds_itself(typed: str) -> None:
    assert matches(typed, " ".join(spelling.words(typed)))


@given(one=ANYTHING, other=ANYTHING)
def test_a_word_matches_exactly_what_folds_alike(one: str, other: str) -> None:
    for word in spelling.words(one):
        is_alike = spelling.folded(word) == spelling.folded(other)
        assert bool(re.fullmatch(spelling.pattern(word), other)) is is_alike


@given(character=st.characters())
def test_equality_goes_both_ways_and_folding_twice_changes_nothing(character: str) -> None:
    folded = spelling.folded(character)
    assert spelling.folded(folded) == folded
    assert re.fullmatch(spelling.pattern(folded), character)
    assert re.fullmatch(spelling.pattern(character), folded)

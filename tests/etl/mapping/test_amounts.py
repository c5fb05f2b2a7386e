"""Amounts, rates and whole numbers: exact in every unit, refused where something would be guessed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.mapping.checks import UNITS
from tests.etl.mapping.mapped import parsed

MANY = settings(max_examples=80, deadline=None)
CENTS = st.integers(-(10**18) + 1, 10**18 - 1).map(lambda cents: Decimal(cents).scaleb(-2))


def money(texts: list[str | None], **said: object) -> list[object]:
    return parsed("repayment", "paid_amount", texts, **said)[0]


def rate(texts: list[str | None], **said: object) -> list[object]:
    return parsed("loan", "annual_rate", texts, **said)[0]


@MANY
@given(amounts=st.lists(CENTS, min_size=1, max_size=5), unit=st.sampled_from(sorted(UNITS)))
def test_no_unit_loses_a_fen(amounts: list[Decimal], unit: str) -> None:
    texts: list[str | None] = [f"{amount / UNITS[unit]:f}" for amount in amounts]
    assert money(texts, units={"paid_amount": unit}) == amounts


@MANY
@given(amounts=st.lists(CENTS, min_size=1, max_size=5), mark=st.sampled_from(".,"))
def test_grouped_amounts(amounts: list[Decimal], mark: str) -> None:
    swap = str.maketrans(".,", ",.") if mark == "," else {}
    texts: list[str | None] = [f"{amount:,f}".translate(swap) for amount in amounts]
    assert money(texts, decimal_mark=mark) == amounts


@MANY
@given(amounts=st.lists(st.decimals(-(10**9), 10**9, places=6), min_size=1, max_size=5))
def test_half_a_fen_goes_away_from_zero(amounts: list[Decimal]) -> None:
    rounded = [amount.quantize(Decimal("0.01"), ROUND_HALF_UP) for amount in amounts]
    assert money([f"{amount:f}" for amount in amounts]) == rounded


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("1.5", "万元", "15000.00"),
        ("1.5", "萬元", "15000.00"),
        ("0.000001", "万元", "0.01"),
        ("12,345.6", "千元", "12345600.00"),
        ("1", "百万元", "1000000.00"),
        ("1", "百萬元", "1000000.00"),
        ("0.0000000001", "亿元", "0.01"),
        ("1.2345678901", "億元", "123456789.01"),
        ("99999999.9999999999", "億元", "9999999999999999.99"),
        ("123", 0.01, "1.23"),
        ("-7", 1000, "-7000.00"),
        ("2.5", "元", "2.50"),
    ],
)
def test_units_by_heart(text: str, unit: str | float, amount: str) -> None:
    assert money([text], units={"paid_amount": unit}) == [Decimal(amount)]


@pytest.mark.parametrize("unit", ["亿元", 10**12, 0.1, 1e-12, 1 / 3, 3.7])
def test_what_is_too_large_for_the_table_refuses_its_row_and_no_other(unit: str | float) -> None:
    texts: list[str | None] = ["9" * 26, "9" * 25, "1" + "0" * 17, "-" + "9" * 26, "1e25", "1e-20", "9" * 40, "0"]
    amounts, failures = parsed("repayment", "paid_amount", texts, units={"paid_amount": unit})
    assert amounts[-1] == Decimal(0)
    assert {one.row_number for one in failures} == {2 + place for place, one in enumerate(amounts) if one is None}
    assert {one.code for one in failures} == {"not_a_number"}
    if isinstance(unit, str) or unit >= 1:
        assert amounts == [None] * 5 + [Decimal(0), None, Decimal(0)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5.", "5.00"),
        (".5", "0.50"),
        ("+5", "5.00"),
        ("1e3", "1000.00"),
        ("１，２３４．５０", "1234.50"),
        ("－７", "-7.00"),
        ("\u00a012.5\u3000", "12.50"),
        ("9999999999999999.99", "9999999999999999.99"),
    ],
)
def test_spellings(text: str, amount: str) -> None:
    assert money([text]) == [Decimal(amount)]


@pytest.mark.parametrize(
    "text",
    ["12,50", "1,234,5", "1,23,456", "1234,567", ",123", "1,234,567,8", "1.2.3", "--5", "5-", "(5)", "5元", "￥5",
     "1_000", "0x10", "NaN", "inf", "1 234", "10000000000000000", "abc"],
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    (amount,), (failure,) = parsed("repayment", "paid_amount", [text])
    assert amount is None
    assert (failure.column, failure.code) == ("paid_amount", "not_a_number")
    assert failure.sentence.startswith("paid_amount must be an amount below 10^16; it is ")


@pytest.mark.parametrize(("text", "amount"), [("12,50", "12.50"), ("1.234,5", "1234.50"), ("1.234", "1234.00")])
def test_a_comma_as_decimal_mark(text: str, amount: str) -> None:
    assert money([text], decimal_mark=",") == [Decimal(amount)]


@pytest.mark.parametrize("text", ["1.5", "1,2,3", "1.234.5", "12.34,5"])
def test_a_comma_as_decimal_mark_leaves_the_point_to_groups(text: str) -> None:
    assert money([text], decimal_mark=",") == [None]


@pytest.mark.parametrize(
    ("text", "said", "share"),
    [
        ("0.0435", {}, "0.0435"),
        ("4.35%", {}, "0.0435"),
        ("４．３５％", {}, "0.0435"),
        ("0.0000001%", {}, "0.000000001"),
        ("4,35%", {"decimal_mark": ","}, "0.0435"),
        ("4.35", {"units": {"annual_rate": 0.01}}, "0.0435"),
        ("435", {"units": {"annual_rate": 0.0001}}, "0.0435"),
        ("999999999.123456789", {}, "999999999.123456789"),
    ],
)
def test_rates(text: str, said: dict[str, object], share: str) -> None:
    assert rate([text], **said) == [Decimal(share)]


@pytest.mark.parametrize("text", ["%", "4.35%%", "1000000000", "9" * 27 + "%", "9" * 25 + "%", "x%", "4.35 p.a."])
def test_what_is_no_rate(text: str) -> None:
    assert rate([text]) == [None]


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("12.0", 12), ("１２", 12), ("1,200", 1200), ("-3", -3), ("1.5", None), ("x", None)],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert parsed("loan", "period_months", [text])[0] == [number]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("是", True),
        ("Y", True),
        ("１", True),
        ("TRUE", True),
        ("否", False),
        ("no", False),
        ("2", None),
        ("maybe", None),
    ],
)
def test_flags(text: str, flag: bool | None) -> None:
    (found,), failures = parsed("repayment", "is_third_party", [text])
    assert found is flag
    assert [one.code for one in failures] == ["not_yes_or_no"] * (flag is None)


def test_texts_keep_their_width() -> None:
    assert parsed("repayment", "payer_name", [" 匯豐（台灣）１２ ", "\u3000"])[0] == ["匯豐（台灣）１２", None]

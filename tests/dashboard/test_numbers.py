"""Figures in the three languages: the same exact value, said as each reader says it."""

from decimal import Decimal

import pytest

from dashboard import counts, language, tables
from dashboard import formatting as fmt
from dashboard.language import ENGLISH, SIMPLIFIED, TRADITIONAL, speaking

LANGUAGES = (ENGLISH, SIMPLIFIED, TRADITIONAL)


def in_each(said: object) -> list[object]:
    """What a function says in English, in simplified and in traditional Chinese."""
    spoken = []
    for one in LANGUAGES:
        with speaking(one):
            spoken.append(said())  # type: ignore[operator]
    return spoken


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ["–", "–", "–"]),
        ("0", ["CNY 0.00", "0.00元", "0.00元"]),
        ("0.005", ["CNY 0.01", "0.01元", "0.01元"]),
        ("-0.005", ["CNY −0.01", "−0.01元", "−0.01元"]),
        ("-0.004", ["CNY 0.00", "0.00元", "0.00元"]),
        ("9999.99", ["CNY 9,999.99", "9,999.99元", "9,999.99元"]),
        ("9999.995", ["CNY 10,000.00", "1.00万元", "1.00萬元"]),
        ("12345", ["CNY 12,345.00", "1.23万元", "1.23萬元"]),
        ("12350", ["CNY 12,350.00", "1.24万元", "1.24萬元"]),
        ("99999.995", ["CNY 100.0 thousand", "10.00万元", "10.00萬元"]),
        ("99999949.99", ["CNY 100.0 million", "9,999.99万元", "9,999.99萬元"]),
        ("99999950", ["CNY 100.0 million", "1.00亿元", "1.00億元"]),
        ("99999999", ["CNY 100.0 million", "1.00亿元", "1.00億元"]),
        ("-99999999", ["CNY −100.0 million", "−1.00亿元", "−1.00億元"]),
        ("189498000000", ["CNY 189,498.0 million", "1,894.98亿元", "1,894.98億元"]),
        ("1500000000000", ["CNY 1,500,000.0 million", "15,000.00亿元", "15,000.00億元"]),
    ],
)
def test_the_unit_is_chosen_after_rounding(value: str | None, expected: list[str]) -> None:
    number = None if value is None else Decimal(value)
    assert in_each(lambda: fmt.amount(number, "CNY")) == expected


def test_a_unit_that_is_said_is_kept() -> None:
    assert in_each(lambda: fmt.amount(Decimal(99_999_999), "CNY", unit=fmt.TEN_THOUSANDS))[1] == "10,000.00万元"
    assert in_each(lambda: fmt.amount(Decimal(99_999_999), "CNY", unit=fmt.ONES))[1] == "99,999,999.00元"
    assert in_each(lambda: fmt.amount(Decimal(5_000_000), "CNY", unit=fmt.MILLIONS)) == [
        "CNY 5.0 million",
        "5.0百万元",
        "5.0百萬元",
    ]


@pytest.mark.parametrize(
    ("largest", "headers"),
    [
        ("9999.99", ["CNY", "元", "元"]),
        ("9999.995", ["CNY", "万元", "萬元"]),
        ("99999949.99", ["CNY million", "万元", "萬元"]),
        ("99999950", ["CNY million", "亿元", "億元"]),
        ("-8420123456", ["CNY million", "亿元", "億元"]),
    ],
)
def test_one_unit_for_a_table_by_its_largest_amount(largest: str, headers: list[str]) -> None:
    assert in_each(lambda: fmt.unit_for([Decimal(0), Decimal(largest)]).header("CNY")) == headers


@pytest.mark.parametrize(
    ("amounts", "unit"),
    [
        (["226000000", "1200000"], "万元"),  # 22,600.00 and 120.00 rather than 2.26 and 0.01
        (["226000000", "10000000"], "亿元"),
        (["226000000", "9999999"], "万元"),
        (["9999999999", "1"], "万元"),
        (["10000000000", "1"], "亿元"),
        (["100000", "1"], "万元"),
    ],
)
def test_a_table_goes_down_to_ten_thousands_for_its_small_figures(amounts: list[str], unit: str) -> None:
    with speaking(SIMPLIFIED):
        assert fmt.unit_for(map(Decimal, amounts)).header("CNY") == unit


def test_no_table_says_ten_thousand_of_ten_thousand() -> None:
    """Whatever the largest amount around 1亿, what it is rounded to fits its unit."""
    with speaking(SIMPLIFIED):
        for cents in range(9_999_994_900, 10_000_000_100, 10):
            amount = Decimal(cents) / 100
            unit = fmt.unit_for([amount])
            assert unit is not fmt.TEN_THOUSANDS or not unit.said(amount).startswith("10,0")


@pytest.mark.parametrize(
    ("currency", "headers"),
    [
        ("CZK", ["CZK million", "亿捷克克朗", "億捷克克朗"]),
        ("USD", ["USD million", "亿美元", "億美元"]),
        ("TWD", ["TWD million", "亿新台币", "億新台幣"]),
        ("HKD", ["HKD million", "亿港元", "億港幣"]),
        ("ZZZ", ["ZZZ million", "亿ZZZ", "億ZZZ"]),
    ],
)
def test_other_currencies_are_said_by_name(currency: str, headers: list[str]) -> None:
    assert in_each(lambda: fmt.unit_for([Decimal(840_000_000)]).header(currency)) == headers


def test_the_unit_stands_in_the_header() -> None:
    def header() -> str:
        return fmt.with_unit(language._("Balance"), fmt.unit_for([Decimal(10**10)]).header("CNY"))

    assert in_each(header) == ["Balance, CNY million", "余额（亿元）", "餘額（億元）"]


def test_full_amounts_are_said_to_the_cent() -> None:
    assert in_each(lambda: fmt.money(Decimal("-8420123456.005"), "CNY")) == [
        "CNY −8,420,123,456.01",
        "−8,420,123,456.01元",
        "−8,420,123,456.01元",
    ]
    assert in_each(lambda: fmt.money(Decimal(5), "CZK"))[1] == "5.00捷克克朗"


def test_per_cent_and_percentage_points_are_told_apart() -> None:
    half, more = Decimal("0.0254"), Decimal("0.0162")
    assert in_each(lambda: fmt.percent(more)) == ["1.62 %", "1.62%", "1.62%"]
    assert in_each(lambda: fmt.points(more, half)) == ["−0.92 pp", "−0.92个百分点", "−0.92個百分點"]
    assert in_each(lambda: fmt.growth(Decimal(110), Decimal(100))) == ["+10.0 %", "+10.0%", "+10.0%"]
    assert in_each(lambda: fmt.growth(Decimal(2700), Decimal(100))) == ["×27", "27倍", "27倍"]
    assert in_each(lambda: fmt.growth(None, Decimal(1))) == ["–", "–", "–"]


def test_columns_of_points_name_them_in_the_header() -> None:
    assert in_each(lambda: tables.points_column(language._("NPL change"))["label"]) == [
        "NPL change, pp",
        "不良率变动（百分点）",
        "不良率變動（百分點）",
    ]
    formats = in_each(lambda: tables.percent_column("x")["type_config"]["format"])
    assert formats == ["%.2f %%", "%.2f%%", "%.2f%%"]


def test_seconds_counts_and_sentences() -> None:
    assert in_each(lambda: fmt.seconds(Decimal("0.42"))) == ["0.42 s", "0.42秒", "0.42秒"]
    assert in_each(lambda: fmt.seconds(Decimal("59.96"))) == ["1 min 00 s", "1分00秒", "1分00秒"]
    assert in_each(lambda: counts.loans(2310)) == ["2,310 loans", "2,310笔贷款", "2,310筆貸款"]
    assert in_each(lambda: fmt.sentence("关账")) == ["关账.", "关账。", "关账。"]
    assert in_each(lambda: fmt.sentences("A.", "", "B.")) == ["A. B.", "A.B.", "A.B."]
    assert in_each(lambda: fmt.listed(["A", "B"])) == ["A, B", "A、B", "A、B"]
    assert in_each(lambda: fmt.quoted("x")) == ["“x”", "“x”", "「x」"]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (None, ENGLISH),
        ("", ENGLISH),
        ("de-DE", ENGLISH),
        ("zh", SIMPLIFIED),
        ("zh-CN", SIMPLIFIED),
        ("zh_SG", SIMPLIFIED),
        ("zh-Hans-HK", SIMPLIFIED),
        ("zh-TW", TRADITIONAL),
        ("zh-HK", TRADITIONAL),
        ("zh-MO", TRADITIONAL),
        ("zh_Hant_HK", TRADITIONAL),
        ("zh-Hant", TRADITIONAL),
    ],
)
def test_a_browser_says_which_chinese(locale: str | None, expected: str) -> None:
    assert language.matched(locale) == expected


def test_hong_kong_reads_ten_thousands_and_no_thousands() -> None:
    """Public number formats fall back to K, M and B for zh-Hant-HK."""
    with speaking(language.matched("zh-Hant-HK")):
        assert fmt.amount(Decimal(12_345), "HKD") == "1.23萬港幣"
        assert fmt.amount(Decimal(189_498_000_000), "HKD") == "1,894.98億港幣"


def test_speaking_ends_with_its_block() -> None:
    with speaking(SIMPLIFIED):
        with speaking(TRADITIONAL):
            assert language.current() == TRADITIONAL
        assert language.current() == SIMPLIFIED
    assert language.current() == ENGLISH

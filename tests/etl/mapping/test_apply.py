"""A source's rows under the feed's names: what each part of an entry does, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.mapping.model import Entry, own_columns
from schema.errors import FileRefused, MappingFault
from tests.etl.mapping.mapped import Cells, column, entry_of, mapped

PRODUCT = """
[[feeds]]
feed = "product"
file = "a.csv"
columns = { product_code = "code", name = "name", kind = "kind" }
"""
ROWS: list[Cells] = [
    {"code": "1", "name": "贷款", "kind": "L", "amount": "10.50", "day": "05.01.2025"},
    {"code": "2", "name": None, "kind": " D ", "amount": "x", "day": "31.02.2025"},
    {"code": "3", "name": "", "kind": None, "amount": None, "day": None},
    {"code": "4", "name": "合计", "kind": "X", "amount": "7", "day": "06.01.2025"},
]


@pytest.fixture
def product(tmp_path: Path) -> Entry:
    return entry_of(tmp_path, PRODUCT)


def with_more(tmp_path: Path, more: str) -> Entry:
    return entry_of(tmp_path, PRODUCT + more)


def test_columns(product: Entry) -> None:
    found = mapped(product, ROWS)
    assert found.frame.columns[1:] == ["product_code", "name", "kind"]
    assert found.frame["__row_number"].to_list() == [2, 3, 4, 5]
    assert column(found, "name") == ["贷款", None, "", "合计"]
    assert found.set_aside == 0


def test_constants_of_every_type(tmp_path: Path) -> None:
    text = """
    [[feeds]]
    feed = "repayment"
    file = "a.csv"
    [feeds.constants]
    loan_code = "L1"
    repayment_code = 7
    paid_date = 2025-01-10
    paid_amount = 12.5
    is_third_party = true
    """
    found = mapped(entry_of(tmp_path, text), ROWS[:1])
    assert found.frame.row(0)[1:] == ("L1", "7", "2025-01-10", "12.5", "true")


def test_a_date_of_toml_is_read_as_such_whatever_the_file_s_format(tmp_path: Path) -> None:
    text = """
    [[feeds]]
    feed = "delivered_snapshot"
    file = "a.csv"
    date_format = "%d.%m.%Y"
    columns = { loan_code = "code" }
    constants = { as_of = 2025-01-31 }
    """
    assert entry_of(tmp_path, text).format_of("as_of") == ""


def test_values(tmp_path: Path) -> None:
    """Exact after trimming; what is not listed stays as it is, for the contract to refuse."""
    found = mapped(with_more(tmp_path, '[feeds.values.kind]\nL = "loan"\nD = "deposit"\n'), ROWS)
    assert column(found, "kind") == ["loan", "deposit", None, "X"]


def test_values_otherwise(tmp_path: Path) -> None:
    found = mapped(with_more(tmp_path, '[feeds.values.kind]\nL = "loan"\n"*" = "market"\n'), ROWS)
    assert column(found, "kind") == ["loan", "market", "market", "market"]
    only = mapped(with_more(tmp_path, '[feeds.values.kind]\n"*" = "market"\n'), ROWS)
    assert column(only, "kind") == ["market"] * 4


def test_values_need_not_be_texts(tmp_path: Path) -> None:
    text = PRODUCT + '[feeds.values.name]\n"贷款" = true\n"合计" = 3\n'
    assert column(mapped(entry_of(tmp_path, text), ROWS), "name") == ["true", None, "", "3"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.dictionaries(st.text("abc *'\"\\", min_size=1, max_size=3).map(str.strip), st.text("xyz", max_size=3)),
    cells=st.lists(st.none() | st.text("abc *'\"\\", max_size=3), min_size=1, max_size=20),
)
def test_a_value_map_is_applied_exactly(product: Entry, words: dict[str, str], cells: list[str | None]) -> None:
    entry = Entry(**{**vars(product), "values": {"kind": words}})
    found = mapped(entry, [{"code": "1", "name": "n", "kind": cell} for cell in cells])

    def meant(cell: str | None) -> str | None:
        bare = "" if cell is None else cell.strip()
        if "*" in words:
            return words.get(bare, words["*"])
        return None if cell is None else words.get(bare, bare)

    assert column(found, "kind") == [meant(cell) for cell in cells]


def test_expressions_and_derived(tmp_path: Path) -> None:
    more = """
    [feeds.derived]
    amount_or_zero = "coalesce(cast(amount as double), 0)"
    on_day = "try_date(day, '%d.%m.%Y')"
    next_day = "on_day + interval '1 day'"
    [feeds.expressions]
    unit = "case when amount_or_zero > 8 then 'big' else code || '!' end"
    scheme = "next_day"
    """
    found = mapped(with_more(tmp_path, more), ROWS)
    assert column(found, "unit") == ["big", "2!", "3!", "4!"]
    assert column(found, "scheme") == ["2025-01-06", None, None, "2025-01-07"]


def test_where_sets_rows_aside_and_counts_them(tmp_path: Path) -> None:
    found = mapped(with_more(tmp_path, "where = \"name <> '合计'\"\n"), ROWS)
    assert (column(found, "product_code"), found.set_aside) == (["1", "3"], 2)


def test_a_window_sees_rows_in_their_order(tmp_path: Path) -> None:
    entry = with_more(tmp_path, '[feeds.expressions]\nunit = "row_number() over (order by __row_number)"\n')
    assert column(mapped(entry, ROWS), "unit") == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("more", "is_whole"),
    [
        ("", False),
        ("where = \"code = 'x'\"\n", False),
        ('[feeds.expressions]\nunit = "greatest(code, name)"\n', False),
        ('[feeds.expressions]\nunit = "summary || account"\n', False),
        ('[feeds.expressions]\nunit = "cast(code as varchar(10))"\n', False),
        ('keep = "last"\n', True),
        ('[feeds.expressions]\nunit = "stddev(length(code))"\n', True),
        ('[feeds.expressions]\nunit = "max(code)"\n', True),
        ('[feeds.derived]\nx = "SUM (cast(code as int))"\n', True),
        ('where = "row_number() OVER (partition by code) = 1"\n', True),
    ],
)
def test_what_depends_on_other_rows_reads_the_file_in_one_piece(tmp_path: Path, more: str, is_whole: bool) -> None:
    assert with_more(tmp_path, more).needs_whole_file is is_whole


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("where = \"regexp_like(name, '(')\"\n", "bank.toml, feeds entry 1, where: regex error"),
        ('where = "name"\n', "bank.toml, feeds entry 1, where: it is no condition."),
        ('where = "code > 1"\n', "bank.toml, feeds entry 1, where: cannot compare string with numeric type"),
        ('[feeds.derived]\nx = "code - 1"\n', "bank.toml, feeds entry 1, derived, x: "),
        (
            "[feeds.expressions]\nunit = \"string_to_array(code, ',')\"\n",
            "bank.toml, feeds entry 1, expressions, unit: ",
        ),
    ],
)
def test_expressions_that_do_not_fit_the_file(tmp_path: Path, more: str, what: str) -> None:
    with pytest.raises(MappingFault) as fault:
        mapped(with_more(tmp_path, more), ROWS)
    assert fault.value.what.startswith(what)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (
            "where = \"nmae = 'x'\"\n",
            "a.csv is refused: a column is missing: bank.toml, feeds entry 1, where: unable to",
        ),
        (
            '[feeds.expressions]\nunit = "unti"\n',
            "a.csv is refused: a column is missing: bank.toml, feeds entry 1, exp",
        ),
    ],
)
def test_expressions_over_columns_that_are_not_there(tmp_path: Path, more: str, what: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        mapped(with_more(tmp_path, more), ROWS)
    assert refusal.value.what.startswith(what)


def test_a_column_that_is_not_there(product: Entry) -> None:
    with pytest.raises(FileRefused) as refusal:
        mapped(product, [{"code": "1", "kind": "loan"}])
    assert str(refusal.value) == (
        "a.csv is refused: it has no column 'name', which product.name is read from. Its columns are: code, kind."
    )


def test_own_columns_may_lack_what_is_not_required() -> None:
    found = mapped(own_columns("region", "region.csv"), [{"region_code": "ZJ", "name": "浙江", "nmae": "?"}])
    assert found.frame.columns[1:] == ["region_code", "name"]
    with pytest.raises(FileRefused, match=r"it has no column 'name', which region\.name is read from"):
        mapped(own_columns("region", "region.csv"), [{"region_code": "ZJ"}])


def test_the_spelling_of_an_entry_does_not_depend_on_its_place(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    moved = PRODUCT.replace("[[feeds]]", "# a remark\n\n[[feeds]]", 1)
    assert entry_of(tmp_path, PRODUCT).spelling == entry_of(tmp_path / "x", moved).spelling
    assert entry_of(tmp_path, PRODUCT).spelling != with_more(tmp_path, "decimal_mark = ','\n").spelling

"""84 months of bank statistics: totals are no banks, spellings are one bank, and differences are said."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from etl.load.report import LoadReport
from etl.load.run import load_path
from schema.marts.market import market_totals
from schema.marts.sales import market_coverage
from schema.storage.database import Database
from tests.real.conftest import Rows

SOURCE = "taiwan_fsc"
FOLDERS = ("LN", "LSME", "MD_BAL")
TOTAL = "總計"
FOREIGN = "外國銀行在台分行"
BLOCKS = ("本國銀行總計", "外國銀行在台分行總計", "信用合作社總計")
DOUBLE_SPELLINGS = {
    "臺中商業銀行": "台中商業銀行",
    "基隆第一信用合作社": "基隆市第一信用合作社",
    "新竹第一信用合作社": "新竹市第一信用合作社",
    "新竹第三信用合作社": "新竹市第三信用合作社",
    "淡水第一信用合作社": "台北縣淡水第一信用合作社",
    "澎湖第二信用合作社": "澎湖縣第二信用合作社",
    "高雄第三信用合作社": "高雄市第三信用合作社",
}


class Line(NamedTuple):
    folder: str
    month: date
    bank: str
    code: str
    volume: Decimal
    block: int


def month_end(text: str) -> date:
    year, month = divmod(int(text), 100)
    return date(year + 1911 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def lines_of(file: Path) -> list[Line]:
    """Volumes of one file; `block` counts the totals that stood above a row."""
    lines: list[Line] = []
    seen: dict[str, int] = defaultdict(int)
    with file.open(encoding="utf-8-sig", newline="") as text:
        for month, bank, _, _, volume, code in list(csv.reader(text))[1:]:
            seen[code] += bank == TOTAL
            if code != "LN_SME_RATE":
                lines.append(Line(file.parent.name, month_end(month), bank, code, Decimal(volume), seen[code]))
    return lines


@pytest.fixture(scope="module")
def lines(folder: Path) -> list[Line]:
    return [line for name in FOLDERS for file in sorted((folder / name).glob("*.csv")) for line in lines_of(file)]


@pytest.fixture(scope="module")
def totals(database: Database, report: LoadReport) -> pl.DataFrame:
    assert report.files
    with database.engine("app", "operator").connect() as connection:
        return market_totals(connection)


def test_every_row_of_every_file_is_accounted_for(report: LoadReport, folder: Path) -> None:
    files = {one.file_name: one for one in report.files if one.feed == "market_volume"}
    assert len(files) == 252
    for name, one in files.items():
        with (folder / name).open(encoding="utf-8-sig", newline="") as text:
            codes = [row[5] for row in list(csv.reader(text))[1:]]
        assert one.status == "loaded"
        assert one.rows_read == len(codes) == one.rows_accepted + one.rows_rejected + one.rows_set_aside
        assert one.rows_set_aside == codes.count("LN_SME_RATE")
    assert sum(one.rows_read for one in files.values()) == 74_202


def test_the_only_refused_rows_are_the_zero_twins_of_one_bank(rows: Rows) -> None:
    found = rows("""
        select b.file_name, r.reason_code, r.raw_text
        from ops.rejected_row r join ops.load_batch b using (load_batch_id) order by 1
    """)
    months = [f"95{month:02}" for month in range(1, 13)]
    assert found == [
        (f"LSME/{month}.csv", "duplicate_key", f"{month},臺灣新光商業銀行,本國銀行,對中小企業,0,LN_SME")
        for month in months
    ]
    kept = rows("""
        select count(*), min(volume) > 0 from core.market_volume join core.institution using (institution_id)
        join core.product using (product_id)
        where reported_name = '臺灣新光商業銀行' and product_code = 'LN_SME' and period_end_date < '2007-01-01'
    """)
    assert kept == [(12, True)]


def test_84_month_ends_for_each_of_nine_products(rows: Rows) -> None:
    found = rows("""
        select product_code, count(distinct period_end_date), min(period_end_date), max(period_end_date)
        from core.market_volume join core.product using (product_id) group by 1
    """)
    assert {code: tuple(rest) for code, *rest in found} == dict.fromkeys(
        ("LN_DO", "LN_ST", "LN_ML", "LN_AO", "LN_SME", "MD", "FD", "DP_Y", "DP_OTHER"),
        (84, date(2006, 1, 31), date(2012, 12, 31)),
    )


def test_every_volume_is_that_of_the_file(rows: Rows, lines: list[Line]) -> None:
    expected: dict[tuple[date, str, str], Decimal] = {}
    for line in lines:
        name = line.bank
        if name == TOTAL:
            name = "全體總計" if line.folder == "LSME" else BLOCKS[line.block - 1]
        key = (line.month, name, line.code)
        expected[key] = max(line.volume, expected.get(key, line.volume))
    found = rows("""
        select period_end_date, reported_name, product_code, volume
        from core.market_volume join core.product using (product_id)
    """)
    assert len(found) == len(expected)
    assert {(month, name, code): volume for month, name, code, volume in found} == expected


def test_totals_and_the_group_are_no_banks(rows: Rows, database: Database) -> None:
    found = rows("select kind, name from core.institution where kind <> 'institution'")
    assert set(found) == {("group", FOREIGN), *(("total", name) for name in (*BLOCKS, "全體總計"))}
    assert rows("select count(*) from core.institution where kind = 'institution' and name ~ '計$'") == [(0,)]
    with database.engine("app", "operator").connect() as connection:
        coverage = market_coverage(connection)
    assert dict(coverage.select("product", "institution_count").iter_rows())["短期放款"] == 116
    assert dict(coverage.select("product", "institution_count").iter_rows())["對中小企業放款"] == 52


def test_banks_spelled_two_ways_are_one_series_without_a_gap(rows: Rows) -> None:
    for spelling, name in DOUBLE_SPELLINGS.items():
        found = rows(
            """
            select count(*), count(distinct period_end_date), array_agg(distinct reported_name order by reported_name)
            from core.market_volume join core.institution using (institution_id) join core.product using (product_id)
            where institution.name = %s and product_code = 'LN_ST'
            """,
            name,
        )
        assert found == [(84, 84, sorted((spelling, name)))]


def test_aliases_are_dated_by_the_months_that_use_them(rows: Rows, lines: list[Line]) -> None:
    months: dict[str, list[date]] = defaultdict(list)
    for line in lines:
        months[line.bank].append(line.month)
    found = rows("select alias, valid_from, valid_to, source from core.institution_alias")
    assert len(found) == 24
    for alias, first, last, source in found:
        assert (month_of(first), last) == (month_of(min(months[alias])), max(months[alias]))
        assert source


def month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def test_figures_of_a_bank_end_with_its_last_day(rows: Rows) -> None:
    """Where a bank was taken over, the data agree with the day: nothing but zeros at any later month end."""
    late = rows("""
        select i.name, max(v.period_end_date) from core.market_volume v join core.institution i using (institution_id)
        where v.volume <> 0 and v.period_end_date > i.valid_to group by 1
    """)
    still_there = rows("""
        select i.merged_into_code from core.institution i left join core.institution s
        on s.institution_code = i.merged_into_code and s.kind = 'institution'
        where i.merged_into_code is not null and s.institution_id is null
    """)
    merged = rows("select count(*) from core.institution where merged_into_code is not null")
    assert (late, still_there, merged) == ([], [], [(20,)])


def test_sums_of_banks_against_totals_are_those_of_the_raw_files(totals: pl.DataFrame, lines: list[Line]) -> None:
    listed: dict[tuple[date, str], dict[str, Decimal]] = defaultdict(dict)
    total: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        key = (line.month, line.code)
        if line.bank == TOTAL:
            total[key] += line.volume
        else:
            listed[key][line.bank] = max(line.volume, listed[key].get(line.bank, Decimal(0)))
    expected = {
        key: (sum(banks.values()), total[key], sum(banks.values()) - total[key]) for key, banks in listed.items()
    }
    columns = ("period_end_date", "product_code", "institution_volume", "total_volume", "difference_volume")
    found = {(month, code): tuple(rest) for month, code, *rest in totals.select(columns).iter_rows()}
    assert len(found) == 84 * 9
    assert found == expected


def test_differences_are_a_few_millions_of_rounding(totals: pl.DataFrame) -> None:
    """The source adds unrounded figures and prints millions; no block is off by more than its banks can explain."""
    different = totals.filter(pl.col("difference_volume") != 0)
    assert different.height == 612
    assert different["difference_volume"].abs().max() == 8_000_000


def test_blocks_of_banks_add_up_to_the_total_above_them(lines: list[Line]) -> None:
    """What the mapping rests on: by their order, and not by their label, the totals of a month tell what they sum."""
    sums: dict[tuple[str, date, str, int], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.folder != "LSME":
            sums[line.folder, line.month, line.code, line.block] += line.volume * (-1 if line.bank == TOTAL else 1)
    assert {block for *_, block in sums} == {1, 2, 3}
    assert max(abs(difference) for difference in sums.values()) <= 8_000_000


def test_each_file_with_differences_has_a_finding(rows: Rows, totals: pl.DataFrame) -> None:
    folder = pl.col("product_code").replace_strict(
        {"LN_SME": "LSME", "MD": "MD_BAL", "FD": "MD_BAL", "DP_Y": "MD_BAL", "DP_OTHER": "MD_BAL"}, default="LN"
    )
    different = totals.filter(pl.col("difference_volume") != 0).select("period_end_date", folder.alias("folder"))
    found = rows("""
        select b.first_date, split_part(b.file_name, '/', 1), f.sentence
        from ops.finding f join ops.load_batch b using (load_batch_id) where f.code = 'total_differs'
    """)
    assert {(month, name) for month, name, _ in found} == set(different.unique().iter_rows())
    assert "Totals that differ from the sum of their institutions: 1, most LN_SME on 2006-01-31: " in next(
        sentence for month, name, sentence in found if (month, name) == (date(2006, 1, 31), "LSME")
    )


def test_an_unknown_name_is_refused_and_not_made_a_bank(database: Database, report: LoadReport, tmp_path: Path) -> None:
    assert report.files
    (tmp_path / "LN").mkdir()
    header = "年月,銀行,銀行類別,項目,數值,英文項目"
    known, unknown = (f"10201,{name},本國銀行,短期放款,1,LN_ST" for name in ("臺灣銀行", "新銀行"))
    (tmp_path / "LN" / "10201.csv").write_text(f"{header}\n{known}\n{unknown}\n", encoding="utf-8")
    (file,) = [one for one in load_path(database, tmp_path, mapping="taiwan_fsc").files if one.feed == "market_volume"]
    assert (file.rows_accepted, dict(file.by_reason)) == (1, {"unknown_parent": 1})

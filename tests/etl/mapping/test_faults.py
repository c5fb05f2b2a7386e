"""Every mistake in a mapping file is one sentence that names the file, the place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.load.run import MAPPINGS
from etl.mapping.model import ENTRY_KEYS, LOOKUP_KEYS, read_mapping
from schema.errors import MappingFault

REGION = 'feed = "region"\nfile = "r.csv"\ncolumns = { region_code = "A", name = "B" }\n'
REPAYMENT = """
feed = "repayment"
file = "r.csv"
columns = { loan_code = "L", repayment_code = "N", paid_date = "D", paid_amount = "B" }
"""
LOOKUP = '[feeds.lookups.other]\nfile = "o.csv"\non = { A = "X" }\ntake = { Y = "Z" }\n'


def fault_of(folder: Path, content: str | bytes) -> MappingFault:
    path = folder / "bank.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(MappingFault) as fault:
        read_mapping(path)
    return fault.value


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("feeds = ", "The mapping bank.toml is not TOML: Invalid value"),
        ("[[feeds]]\nfeed = 'a'\nfeed = 'b'\n", "The mapping bank.toml is not TOML: Cannot overwrite a value"),
        ("name = '名'".encode("gb18030"), "The mapping bank.toml is not written in UTF-8."),
        ("", "The mapping bank.toml has no [[feeds]] entry."),
        ("nmae = 'x'\n", "bank.toml: unknown 'nmae'."),
        ("name = 3\n", "bank.toml: name must be a text; it is 3."),
        ("feeds = 'x'\n", "bank.toml: feeds must be a list of tables ([[feeds]]); it is 'x'."),
        ("[feeds]\nfeed = 'region'\n", "bank.toml: feeds must be a list of tables"),
        ("defaults = 3\n", "bank.toml: defaults must be a table; it is 3."),
        ("[defaults]\nencodign = 'utf-8'\n", "bank.toml, defaults: unknown 'encodign'."),
        ("[defaults]\nskip_lines = '1'\n", "bank.toml, defaults: skip_lines must be a whole number from 0 on"),
    ],
)
def test_the_file_as_a_whole(tmp_path: Path, content: str | bytes, what: str) -> None:
    fault = fault_of(tmp_path, content)
    assert fault.what.startswith(what)
    assert fault.do
    assert "\n" not in str(fault)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingFault, match=r"The mapping bank\.toml cannot be read \(No such file or directory\)"):
        read_mapping(tmp_path / "bank.toml")
    with pytest.raises(MappingFault, match="cannot be read"):
        read_mapping(tmp_path)


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ('file = "r.csv"\n', ": feed is missing."),
        ('feed = "lona"\nfile = "r.csv"\n', ": there is no feed called 'lona'."),
        ('feed = "region"\n', ": it needs either a file or rows."),
        (REGION + "rows = []\n", ": it needs either a file or rows."),
        (REGION + 'colums = { name = "B" }\n', ": unknown 'colums'."),
        (REGION + 'encoding = "klingon"\n', ": there is no encoding 'klingon'."),
        (REGION + 'encoding = "base64"\n', ": there is no encoding 'base64'."),
        (REGION + 'delimiter = "::"\n', ": '::' is no delimiter."),
        (REGION + "delimiter = '\"'\n", ": '\"' is no delimiter."),
        (REGION + 'delimiter = "，"\n', ": '，' is no delimiter."),
        (REGION + "skip_lines = -1\n", ": skip_lines must be a whole number from 0 on; it is -1."),
        (REGION + "skip_lines = true\n", ": skip_lines must be a whole number from 0 on; it is True."),
        (REGION + "sheet = 1\n", ": sheet must be a text; it is 1."),
        (REGION + 'distinct = "yes"\n', ": distinct must be true or false; it is 'yes'."),
        (REGION + "where = 1\n", ": where must be a text; it is 1."),
        (REGION + 'where = "B = "\n', ", where: "),
        (REGION + 'where = "B = \'x"\n', ", where: "),
        (REGION + 'where = "select 1 from a"\n', ", where: "),
        (REGION + 'derived = { C = "foo(B)" }\n', ", derived, C: "),
        (REGION + 'derived = { C = "cast(B as klingon)" }\n', ", derived, C: "),
        (REGION + "derived = { C = \"try_date(B, '%Q')\" }\n", ", derived, C: '%Q' is no date format."),
        (REGION + 'derived = "C"\n', ": derived must be a table of texts; it is 'C'."),
        (REGION + 'expressions = { parent_code = "A ||" }\n', ", expressions, parent_code: "),
        (REGION + 'expressions = { name = "A" }\n', ": name stands in columns and in expressions."),
        (REGION + 'constants = { name = "A" }\n', ": name stands in columns and in constants."),
        (REGION + 'constants = { nmae = "A" }\n', ", constants: unknown 'nmae'."),
        (REGION + "constants = { parent_code = [1] }\n", ": constants must be a table of texts and numbers"),
        (REGION + 'dates = { name = "%Y-%m-%d" }\n', ", dates: name is no date."),
        (REGION + 'date_format = "%d"\n', ": '%d' is no date format."),
        (REGION + "date_format = 'roc_dat'\n", ": 'roc_dat' is no date format."),
        (REGION + "units = { name = '元' }\n", ", units: name is no amount and no ratio."),
        (REGION + "values = { name = 'x' }\n", ": values must be a table of tables"),
        (REGION + "values = { parent_code = { a = 'b' } }\n", ", values: nothing fills parent_code."),
        (REGION + "values = { nmae = { a = 'b' } }\n", ", values: unknown 'nmae'."),
        (REGION + "decimal_mark = ';'\n", ": ';' is no decimal mark."),
        (REGION + "keep = 'newest'\n", ": keep = 'newest' is not understood."),
        (REGION + "keep = 'max:valume'\n", ": keep = 'max:valume' is not understood."),
        (REGION + "query = 'select 1'\n", ": r.csv is a file, a query is for a database."),
        (REGION.replace("r.csv", "postgresql://h/bank"), ": a database needs a query."),
        (REGION.replace("r.csv", "/data/r.csv"), ": '/data/r.csv' names no file within the folder."),
        (REGION.replace("r.csv", "../r.csv"), ": '../r.csv' names no file within the folder."),
        (REGION.replace("r.csv", ""), ": '' names no file within the folder."),
        (REGION.replace("r.csv", "a**/r.csv"), ": 'a**/r.csv' names no file within the folder."),
        ('feed = "region"\nfile = "r.csv"\ncolumns = { name = "B" }\n', ": region needs region_code."),
        ('feed = "region"\nfile = "r.csv"\ncolumns = { region_code = 1, name = "B" }\n', ": columns must be a table"),
        ('feed = "region"\nrows = [{ region_code = "X", nmae = "Y" }]\n', ", rows: unknown 'nmae'."),
        ('feed = "region"\nrows = { region_code = "X" }\n', ": rows must be a list of tables"),
        ('feed = "region"\nrows = [{ region_code = "X" }]\n', ": region needs name."),
        (REPAYMENT + "units = { paid_amount = '円' }\n", ", units: '円' is no known unit."),
        (REPAYMENT + "units = { paid_amount = 0 }\n", ", units: 0 is no known unit."),
        (REPAYMENT + "units = { paid_amount = -1 }\n", ", units: -1 is no known unit."),
        (REPAYMENT + "units = { paid_amount = inf }\n", ", units: inf is no known unit."),
        (REPAYMENT + "units = { paid_amount = true }\n", ", units: True is no known unit."),
        (REPAYMENT + "units = { interest_amount = '元' }\n", ", units: nothing fills interest_amount."),
        (REPAYMENT + "dates = { paid_date = '%H:%M' }\n", ", dates: '%H:%M' is no date format."),
        (REGION + "lookups = 3\n", ": lookups must be a table of tables; it is 3."),
        (REGION + LOOKUP + "fiel = 'x'\n", ", lookup other: unknown 'fiel'."),
        (REGION + LOOKUP + "encoding = 'x'\n", ", lookup other: there is no encoding 'x'."),
        (REGION + LOOKUP + "where = 'Y = '\n", ", lookup other, where: "),
        (REGION + LOOKUP.replace('file = "o.csv"\n', ""), ", lookup other: file is missing."),
        (REGION + LOOKUP.replace('on = { A = "X" }\n', ""), ", lookup other: on is missing."),
        (REGION + LOOKUP.replace('take = { Y = "Z" }\n', ""), ", lookup other: take is missing."),
        (REGION + LOOKUP.replace('{ Y = "Z" }', "{}"), ", lookup other: on and take must name columns."),
        (REGION + LOOKUP.replace('{ A = "X" }', "'A'"), ", lookup other: on must be a table of texts"),
    ],
)
def test_one_entry(tmp_path: Path, entry: str, what: str) -> None:
    fault = fault_of(tmp_path, f"[[feeds]]\n{REGION}\n[[feeds]]\n{entry}")
    assert fault.what.startswith(f"bank.toml, feeds entry 2{what}")
    assert fault.do
    assert "\n" not in str(fault)


@pytest.mark.parametrize("key", sorted(ENTRY_KEYS))
def test_no_key_takes_a_value_of_another_type(tmp_path: Path, key: str) -> None:
    others = "\n".join(line for line in REGION.splitlines() if not line.startswith(f"{key} ="))
    fault = fault_of(tmp_path, f"[[feeds]]\n{key} = [[1]]\n{others}\n")
    assert fault.what.startswith(f"bank.toml, feeds entry 1: {key} must be ")


@pytest.mark.parametrize("key", sorted(LOOKUP_KEYS))
def test_no_key_of_a_lookup_takes_a_value_of_another_type(tmp_path: Path, key: str) -> None:
    others = "\n".join(line for line in LOOKUP.splitlines() if not line.startswith(f"{key} ="))
    fault = fault_of(tmp_path, f"[[feeds]]\n{REGION}\n{others}\n{key} = [[1]]\n")
    assert fault.what.startswith(f"bank.toml, feeds entry 1, lookup other: {key} must be ")


def test_a_mark_of_windows_at_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_bytes(f"\ufeff[[feeds]]\n{REGION}".replace("\n", "\r\n").encode())
    assert [one.feed.name for one in read_mapping(path).entries] == ["region"]


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_that_are_shipped(path: Path) -> None:
    mapping = read_mapping(path)
    assert mapping.name == path.stem
    assert len({one.place for one in mapping.entries}) == len(mapping.entries)

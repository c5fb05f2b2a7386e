"""Damaged files: one sentence for each, nothing of them in the tables, and the other files come in."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from etl.load.report import FileReport
from etl.load.run import load_path
from schema.errors import LoadFault, MappingFault
from schema.storage.database import Database
from tests.etl.load.dump import natural_dump
from tests.etl.load.world import Row, fetch, load_world, reasons, write
from tests.faults.stops import PATIENCE, bank, stopped_before, wait_for_stop

CLIENTS: tuple[Row, ...] = tuple(
    {"client_code": f"N{number}", "name": f"宁波商贸{number}", "kind": "corporate", "org_unit_code": "B01"}
    for number in range(4000)
)
HEADER = "client_code,name,kind,org_unit_code\n"
GOOD = "G1,华达钢材,corporate,B01\n"


@pytest.fixture(scope="module")
def world(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database that knows the parents."""
    load_world(database, tmp_path_factory.mktemp("world"))
    return database


def refusal(database: Database, path: Path, feed: str = "client") -> str:
    """The sentence a whole file is refused with; nothing changes but the record of it."""
    before = natural_dump(database)
    (report,) = load_path(database, path, feed=feed).files
    assert (report.status, natural_dump(database)) == ("refused", before)
    query = "select status, message, rows_read from ops.load_batch order by load_batch_id desc limit 1"
    assert fetch(database, query) == [("refused", report.message, 0)]
    return report.message


def loaded(database: Database, path: Path, feed: str = "client") -> FileReport:
    (report,) = load_path(database, path, feed=feed).files
    assert report.status == "loaded"
    return report


def cut(path: Path, share: float) -> Path:
    """The file without its end."""
    os.truncate(path, int(path.stat().st_size * share))
    return path


def frame() -> pl.DataFrame:
    return pl.DataFrame([dict(row) for row in CLIENTS])


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_parquet_file_is_refused(world: Database, tmp_path: Path, share: float) -> None:
    path = tmp_path / "client.parquet"
    frame().write_parquet(path)
    assert refusal(world, cut(path, share)).startswith("client.parquet is refused: ")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_workbook_is_refused(world: Database, tmp_path: Path, share: float) -> None:
    path = tmp_path / "client.xlsx"
    frame().write_excel(path)
    assert refusal(world, cut(path, share)).startswith("client.xlsx is refused: ")


def test_a_parquet_file_damaged_in_the_middle_is_refused(world: Database, tmp_path: Path) -> None:
    path = tmp_path / "client.parquet"
    frame().write_parquet(path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 4
    content[middle : middle + 64] = bytes(64)
    path.write_bytes(content)
    assert refusal(world, path).startswith("client.parquet is refused: ")


def test_a_file_cut_within_a_row_loses_that_row_and_says_so(world: Database, tmp_path: Path) -> None:
    path = tmp_path / "client.csv"
    path.write_text(HEADER + GOOD + "G2,宁波商贸,corp", encoding="utf-8")
    report = loaded(world, path)
    assert (report.rows_read, report.rows_accepted) == (2, 1)
    assert reasons(world, report) == {3: "wrong_field_count"}


def test_a_file_cut_within_a_quoted_value_is_refused(world: Database, tmp_path: Path) -> None:
    path = tmp_path / "client.csv"
    path.write_text(HEADER + GOOD + 'G4,宁波,corporate,"B01', encoding="utf-8")
    assert "ends inside a quoted value" in refusal(world, path)


def test_a_file_cut_within_a_character_is_refused(world: Database, tmp_path: Path) -> None:
    path = tmp_path / "client.csv"
    path.write_bytes((HEADER + GOOD).encode() + "G2,宁波".encode()[:-1])
    assert refusal(world, path) == (
        "client.csv is refused: its text is neither UTF-8, nor GB18030, nor Big5 (see line 3)."
        " Say its encoding in the mapping."
    )


MAPPING = """
name = "declared"
[[feeds]]
feed = "client"
file = "client.csv"
encoding = "{encoding}"
columns = {{ client_code = "client_code", name = "name", kind = "kind", org_unit_code = "org_unit_code" }}
"""


@pytest.mark.parametrize(("written", "declared"), [("gb18030", "utf-8"), ("big5", "utf-8"), ("utf-8", "big5")])
def test_text_in_another_encoding_than_declared_is_refused(
    world: Database, tmp_path: Path, written: str, declared: str
) -> None:
    (tmp_path / "client.csv").write_text(HEADER + "G1,銀行客戶有限公司,corporate,B01\n", encoding=written)
    mapping = tmp_path / "declared.toml"
    mapping.write_text(MAPPING.format(encoding=declared))
    before = natural_dump(world)
    (report,) = load_path(world, tmp_path / "client.csv", mapping=str(mapping)).files
    assert (report.status, natural_dump(world)) == ("refused", before)
    assert report.message.startswith(f"client.csv is refused: it is not written in {declared} (see line 2).")


def test_broken_bytes_far_inside_are_refused_with_their_line(world: Database, tmp_path: Path) -> None:
    path = tmp_path / "client.csv"
    line = "N{},宁波商贸有限公司,corporate,B01\n"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        file.writelines(line.format(number).encode() for number in range(60_000))
        file.write(b"N60000,\xff\xfe\xfd,corporate,B01\n")
        file.writelines(line.format(number).encode() for number in range(60_001, 60_100))
    assert "line 60002" in refusal(world, path)


@pytest.mark.parametrize("content", ["", "\n", "\n\n\n", "\ufeff"])
@pytest.mark.parametrize("name", ["client.csv", "client.json", "client.parquet", "client.xlsx"])
def test_an_empty_file_is_refused(world: Database, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert refusal(world, tmp_path / name).startswith(f"{name} is refused: ")


def test_a_header_alone_is_a_file_without_rows(world: Database, tmp_path: Path) -> None:
    (tmp_path / "client.csv").write_text(HEADER)
    assert loaded(world, tmp_path / "client.csv").rows_read == 0


def test_a_folder_without_files_says_what_it_looked_for(world: Database, tmp_path: Path) -> None:
    with pytest.raises(MappingFault, match=r"^No file in .* is named after a feed\. Give a mapping"):
        load_path(world, tmp_path)
    with pytest.raises(MappingFault, match=r"^Nothing at .* fits the mapping berka\. It looks for: .*district\.asc"):
        load_path(world, tmp_path, mapping="berka")


def test_a_missing_path_is_said_so(world: Database, tmp_path: Path) -> None:
    with pytest.raises(LoadFault, match=r"^There is no absent to load\. Check the path\.$"):
        load_path(world, tmp_path / "absent")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_refused(world: Database, tmp_path: Path) -> None:
    path = write(tmp_path, "client", CLIENTS[:1])
    path.chmod(0)
    assert "cannot be opened (Permission denied)" in refusal(world, path)


def test_a_damaged_file_does_not_keep_the_others_out(fresh_database: Database, tmp_path: Path) -> None:
    folder = bank(tmp_path / "bank")
    (folder / "collateral.csv").write_bytes(b"\xff\xfe\xfd")
    report = load_path(fresh_database, folder)
    assert [one.feed for one in report.refused] == ["collateral"]
    assert fetch(fresh_database, "select count(*) from core.loan") == [(2,)]


def disturbed(database: Database, path: Path, disturb: Callable[[], object]) -> FileReport:
    """A load of clients during which, once the file is opened and before its rows are read, something happens."""
    with ThreadPoolExecutor() as pool:
        with stopped_before(database, "core.org_unit"):
            load = pool.submit(load_path, database, path, feed="client")
            wait_for_stop(database, "core.org_unit")
            disturb()
        (report,) = load.result(PATIENCE).files
    return report


def test_a_file_removed_while_it_is_loaded_is_refused(world: Database, tmp_path: Path) -> None:
    path = write(tmp_path, "client", CLIENTS[:3])
    before = natural_dump(world)
    report = disturbed(world, path, path.unlink)
    assert (report.status, natural_dump(world)) == ("refused", before)
    assert report.message.startswith("client.csv is refused: ")


@pytest.mark.parametrize("rows", [0, 2, 400])
def test_a_file_changed_while_it_is_loaded_is_refused(world: Database, tmp_path: Path, rows: int) -> None:
    path = write(tmp_path, "client", CLIENTS[:3])
    before = natural_dump(world)
    report = disturbed(world, path, lambda: write(tmp_path, "client", CLIENTS[:rows]))
    assert (report.status, natural_dump(world)) == ("refused", before)
    assert report.message == "client.csv is refused: it changed while it was read. Load it again when it is complete."
    assert loaded(world, path).rows_read == rows

"""One mapping with every key there is, from files to tables: counts, values, and the reason of every refused row."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from etl.load.report import FileReport
from etl.load.run import load_path
from etl.mapping.model import ENTRY_KEYS, LOOKUP_KEYS, TOP_KEYS
from schema.storage.database import Database
from tests.etl.load.world import fetch
from tests.etl.mapping.everything import MAPPING, write_bank

Reports = Mapping[tuple[str, str], FileReport]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, database: Database) -> Path:
    """The bank's folder, and the mapping beside it."""
    folder = tmp_path_factory.mktemp("everything") / "bank"
    write_bank(folder)
    text = MAPPING.replace("{address}", database.url("owner"))
    (folder.parent / "everything.toml").write_text(text, encoding="utf-8")
    return folder


def load(database: Database, bank: Path) -> Reports:
    mapping = str(bank.parent / "everything.toml")
    return {(one.feed, one.file_name): one for one in load_path(database, bank, mapping=mapping).files}


@pytest.fixture(scope="module")
def reports(database: Database, bank: Path) -> Reports:
    """What the first load said, by feed and file."""
    return load(database, bank)


def refused(database: Database, report: FileReport) -> list[tuple[object, ...]]:
    query = (
        "select row_number, column_name, reason_code, sentence from ops.rejected_row "
        "where load_batch_id = %s order by row_number"
    )
    return fetch(database, query, report.load_batch_id)


def test_the_mapping_has_every_key_there_is() -> None:
    document = tomllib.loads(MAPPING)
    lookups = [one for entry in document["feeds"] for one in entry.get("lookups", {}).values()]
    assert set(document) == TOP_KEYS
    assert set(document["defaults"]).union(*document["feeds"]) == ENTRY_KEYS
    assert set().union(*lookups) == LOOKUP_KEYS


def test_every_row_is_accepted_refused_or_set_aside(reports: Reports) -> None:
    counts = {
        key: (one.rows_read, one.rows_accepted, one.rows_rejected, one.rows_set_aside) for key, one in reports.items()
    }
    assert counts == {
        ("region", "clients/*.csv"): (4, 3, 1, 0),
        ("org_unit", "rows of the mapping (org_unit)"): (1, 1, 0, 0),
        ("org_unit", "units.xlsx"): (2, 2, 0, 0),
        ("product", "products.json"): (2, 2, 0, 0),
        ("client", "clients/a.csv"): (5, 2, 2, 1),
        ("client", "clients/b.csv"): (2, 1, 1, 0),
        ("commitment", "commitments.csv"): (3, 1, 2, 0),
        ("external_event", "query"): (2, 1, 1, 0),
    }


def test_clients(database: Database, reports: Reports) -> None:
    del reports
    rows = fetch(
        database,
        "select c.client_code, c.name, c.kind, u.org_unit_code, c.internal_rating, c.segment "
        "from core.client c join core.org_unit u using (org_unit_id) where c.client_code like 'E-%%' order by 1",
    )
    assert rows == [
        ("E-C1", "张明", "personal", "E-B1", "A/?", None),
        ("E-C2", "华达", "corporate", "E-B2", "none/12", None),
        ("E-C6", "王芳", "personal", "E-B1", "none/?", "retail"),
    ]


def test_a_total_a_new_word_a_broken_row_and_a_missing_branch(database: Database, reports: Reports) -> None:
    first = refused(database, reports["client", "clients/a.csv"])
    assert [row[:3] for row in first] == [(5, "kind", "not_in_list"), (6, None, "wrong_field_count")]
    assert str(first[0][3]).startswith("kind must be one of ")
    assert str(first[0][3]).endswith("; it is '其他'.")
    second = refused(database, reports["client", "clients/b.csv"])
    assert [row[:3] for row in second] == [(2, "org_unit_code", "missing")]


def test_the_largest_of_a_key_in_its_unit_and_calendars(database: Database, reports: Reports) -> None:
    rows = fetch(
        database,
        "select commitment_code, limit_amount, valid_from, valid_to from core.commitment "
        "where commitment_code like 'E-%%'",
    )
    assert rows == [("E-L1", Decimal("20000001.00"), date(2024, 1, 1), date(2025, 12, 31))]
    reasons = [row[:3] for row in refused(database, reports["commitment", "commitments.csv"])]
    assert reasons == [(2, "commitment_code", "duplicate_key"), (4, "limit_amount", "not_a_number")]


def test_a_new_word_in_a_column_without_a_list_stays(database: Database, reports: Reports) -> None:
    del reports
    rows = fetch(
        database, "select product_code, name, kind from core.product where product_code like 'E-%%' order by 1"
    )
    assert rows == [("E-P1", "贷款", "loan"), ("E-P2", "?", "?")]


def test_a_row_of_a_query_without_its_parent(database: Database, reports: Reports) -> None:
    (event,) = refused(database, reports["external_event", "query"])
    assert event[:3] == (2, "client_code", "unknown_parent")
    (raw,) = fetch(database, "select raw_text from ops.rejected_row where reason_code = 'unknown_parent'")
    assert raw == ("E-C9,24-01-05,V2",)


def test_loading_again_changes_nothing(database: Database, bank: Path, reports: Reports) -> None:
    again = load(database, bank)
    assert again.keys() == reports.keys()
    assert sum(one.rows_inserted + one.rows_updated for one in again.values()) == 0
    whole = {key for key, one in reports.items() if not one.rows_rejected}
    assert {key for key, one in again.items() if one.status == "unchanged"} == whole

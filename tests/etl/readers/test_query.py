"""A query against another Postgres: the same text a file would hold, in batches, and never a write."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from urllib.parse import quote

import pytest

from etl.readers import query
from etl.readers.query import QuerySource
from etl.readers.source import ReadOptions
from schema.errors import ConfigurationFault, FileRefused
from schema.storage.database import Database
from tests.etl.readers.reading import all_of

TYPED = """
    select 'K1' as code, date '2025-01-10' as day, 1234.50::numeric(18, 2) as amount, true as flag, null as nothing,
        '行, "x"' as text, 0.1::float8 as share -- a comment at the end
"""


@pytest.fixture
def address(database: Database) -> str:
    """The module's own database as somebody else's."""
    return database.url("owner")


def source(address: str, text: str) -> QuerySource:
    return QuerySource(address, ReadOptions(query=text))


def test_values_as_text(address: str) -> None:
    found = all_of(source(address, TYPED))
    assert found.columns == ("code", "day", "amount", "flag", "nothing", "text", "share")
    assert found.rows == {1: ("K1", "2025-01-10", "1234.50", "true", None, '行, "x"', "0.1")}


def test_dates_do_not_depend_on_the_server_s_style(address: str) -> None:
    mark = "&" if "?" in address else "?"
    german = f"{address}{mark}options={quote('-c datestyle=German')}"
    assert all_of(source(german, "select date '2025-01-10' as day")).rows == {1: ("2025-01-10",)}


def test_the_query_may_stand_in_the_address(address: str) -> None:
    mark = "&" if "?" in address else "?"
    asked = QuerySource(f"{address}{mark}query={quote('select 1+1 as a, 2 as b', safe='+')}", ReadOptions())
    assert all_of(asked).rows == {1: ("2", "2")}


def test_the_address_may_stand_in_the_environment(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORE_BANKING", address)
    assert all_of(source("env:CORE_BANKING", "select 1 as a;")).rows == {1: ("1",)}
    monkeypatch.delenv("CORE_BANKING")
    with pytest.raises(ConfigurationFault, match="Set CORE_BANKING to its postgresql:// address"):
        source("env:CORE_BANKING", "select 1")


def test_batches_and_texts(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "BATCH_ROWS", 10)
    rows = source(address, "select n, n || ',' as t from generate_series(1, 95) n order by n")
    assert {batch.frame.height for batch in rows.batches()} == {10, 5}
    assert rows.raw_texts([2, 95]) == {2: '2,"2,"', 95: '95,"95,"'}


def test_rows_on_their_way_keep_the_text_they_came_with(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again, this query gives other rows."""
    monkeypatch.setattr(query, "BATCH_ROWS", 2)
    rows = source(address, "select gen_random_uuid() as a from generate_series(1, 5)")
    came = all_of(rows).rows
    assert rows.raw_texts([1, 4, 5]) == {number: came[number][0] for number in (1, 4, 5)}


def test_old_rows_are_read_again(address: str) -> None:
    rows = source(address, "select n from generate_series(1, 5) n order by n")
    deque(rows.batches(), maxlen=0)
    rows._recent.clear()
    assert rows.raw_texts([3]) == {3: "3"}


def test_no_rows_and_odd_names(address: str) -> None:
    (batch,) = source(address, 'select 1 as "a ""b", 2 as " c" where false').batches()
    assert (batch.frame.height, batch.frame.columns[:2]) == (0, ['a "b', "c"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("select * from nowhere", 'its query failed: relation "nowhere" does not exist'),
        ("select 1 as a, 2 as a", "its header names 'a' twice"),
        ("select setval('ops.load_batch_load_batch_id_seq', 1) as a", "its query failed: cannot execute"),
        ("delete from core.client", "its query failed"),
        ("select 1/(n - 3) as a from generate_series(1, 5) n", "its query failed: division by zero"),
    ],
)
def test_what_is_refused(address: str, text: str, why: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        all_of(source(address, text))
    assert why in refusal.value.what
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("nowhere", ["postgresql://127.0.0.1:1/bank", "postgresql:///bank?host=/nowhere&x=1"])
def test_a_database_that_does_not_answer(nowhere: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        source(nowhere, "select 1")
    assert str(refusal.value) == "bank is refused: its database does not answer. Check the address."


def test_without_a_query(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="A database source needs a query"):
        QuerySource("postgresql://127.0.0.1:1/bank", ReadOptions())

"""Whatever the files hold and the filter says, every row is accepted, refused or set aside, exactly once."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.load.run import load_path
from schema.storage.database import Database
from tests.etl.load.world import fetch

MAPPING = """
[[feeds]]
feed = "region"
file = "part*.csv"
where = "kind <> 'total'"
columns = { region_code = "code", name = "name" }
values = { name = { "鄞" = "鄞州" } }

[[feeds]]
feed = "product"
file = "part*.csv"
where = "kind = 'total'"
columns = { product_code = "code", name = "name" }
constants = { kind = "market" }
"""
# A row of three cells, or of another number of them.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", ""]),
        st.sampled_from(["鄞", "海曙", ""]),
        st.sampled_from(["total", "", "bank"]),
    )
    | st.sampled_from([("only",), ("A", "B", "bank", "more")]),
    max_size=12,
)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def forget(database: Database) -> None:
    fetch(database, "delete from ops.rejected_row")
    fetch(database, "delete from core.region")
    fetch(database, "delete from core.product")
    fetch(database, "delete from ops.load_batch")


def good(rows: list[tuple[str, ...]], *, totals: bool) -> dict[str, str]:
    """Names of the rows that must be taken from one file, the first of a code."""
    taken: dict[str, str] = {}
    for row in rows:
        if len(row) == 3 and (row[2] == "total") is totals and row[0] and row[1]:
            taken.setdefault(row[0], row[1] if totals else {"鄞": "鄞州"}.get(row[1], row[1]))
    return taken


@FEW
@given(parts=st.lists(ROWS, min_size=1, max_size=3))
def test_read_is_accepted_and_rejected_and_set_aside(
    database: Database, tmp_path: Path, parts: list[list[tuple[str, ...]]]
) -> None:
    forget(database)
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    for old in tmp_path.glob("part*.csv"):
        old.unlink()
    # An empty first cell alone would be a blank line.
    kept = [[row for row in rows if any(row)] for rows in parts]
    for number, rows in enumerate(kept):
        text = "\n".join(["code,name,kind", *map(",".join, rows)])
        (tmp_path / f"part{number}.csv").write_text(text, encoding="utf-8")
    reports = load_path(database, tmp_path, mapping=str(tmp_path / "mapping.toml")).files
    assert len(reports) == 2 * len(parts)
    for one in reports:
        rows, is_total = kept[int(one.file_name[4])], one.feed == "product"
        aside = sum(len(row) == 3 and (row[2] == "total") is not is_total for row in rows)
        assert (one.rows_read, one.rows_set_aside) == (len(rows), aside)
        assert one.rows_accepted == len(good(rows, totals=is_total))
        assert one.rows_accepted + one.rows_rejected + one.rows_set_aside == one.rows_read
    regions = {code: name for rows in kept for code, name in good(rows, totals=False).items()}
    assert dict(fetch(database, "select region_code, name from core.region")) == regions

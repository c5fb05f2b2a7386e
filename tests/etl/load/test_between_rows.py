"""Rules between rows, and between a file and what is stored."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from etl.load.run import load_path
from schema.storage.database import Database
from tests.etl.load.world import Row, example, fetch, load_rows, reasons, write


def duty(staff: str, share: str, start: str, end: str = "", **changes: str) -> Row:
    row = example("assignment", staff_code=staff, share_percent=share, valid_from=start, valid_to=end)
    return {**row, "loan_code": "", **changes}


def credit(staff: str, share: str) -> Row:
    return example("sale_credit", staff_code=staff, share_percent=share)


def refused(database: Database, folder: Path, feed: str, *rows: Row) -> dict[int, str]:
    return reasons(database, load_rows(database, folder, feed, rows))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([duty("E1027", "100", "2025-01-01", "2025-06-30"), duty("E1027", "100", "2025-07-01")], {}),
        (
            [duty("E1027", "100", "2025-01-01", "2025-06-30"), duty("E1027", "100", "2025-06-30")],
            {2: "overlapping_period", 3: "overlapping_period"},
        ),
        ([duty("E1027", "60", "2025-01-01"), duty("275", "40", "2025-01-01")], {}),
        ([duty("E1027", "60.5", "2025-01-01"), duty("275", "39.5", "2025-01-01")], {}),
        (
            [duty("E1027", "60", "2025-01-01"), duty("275", "39", "2025-01-01")],
            {2: "shares_not_100", 3: "shares_not_100"},
        ),
        (
            [duty("E1027", "60", "2025-01-01", "2025-03-31"), duty("275", "40", "2025-01-01")],
            {2: "shares_not_100", 3: "shares_not_100"},
        ),
        (
            [duty("E1027", "60", "2025-01-01"), duty("275", "40", "2025-01-01", role="risk_manager")],
            {2: "shares_not_100", 3: "shares_not_100"},
        ),
        ([duty("E1027", "100", "2025-01-01"), duty("275", "100", "2025-01-01", client_code="C000777")], {}),
        ([duty("E1027", "100", "2025-01-01"), duty("275", "100", "2025-01-01", loan_code="L2024000123")], {}),
    ],
    ids=["next to", "share a day", "60 and 40", "halves", "99", "one ends", "roles", "clients", "loan apart"],
)
def test_duties_of_one_file(fresh_world: Database, tmp_path: Path, rows: list[Row], expected: dict[int, str]) -> None:
    assert refused(fresh_world, tmp_path, "assignment", *rows) == expected


def test_what_is_left_keeps_every_rule(fresh_world: Database, tmp_path: Path) -> None:
    """E1027's periods overlap; without them the shares of 275 add up to 50 and 25, though at first all was 100."""
    rows = [
        duty("E1027", "50", "2025-01-01", "2025-12-31"),
        duty("E1027", "25", "2025-07-01", "2025-12-31"),
        duty("275", "50", "2025-01-01", "2025-06-30"),
        duty("275", "25", "2025-07-01", "2025-12-31"),
    ]
    found = refused(fresh_world, tmp_path, "assignment", *rows)
    assert found == {2: "overlapping_period", 3: "overlapping_period", 4: "shares_not_100", 5: "shares_not_100"}
    assert fetch(fresh_world, "select count(*) from core.assignment") == [(0,)]


def test_duties_count_with_the_stored_ones(fresh_world: Database, tmp_path: Path) -> None:
    assert refused(fresh_world, tmp_path, "assignment", duty("E1027", "100", "2025-01-01")) == {}
    other = duty("275", "40", "2025-07-01")
    assert refused(fresh_world, tmp_path, "assignment", other) == {2: "shares_not_100"}
    early = duty("E1027", "100", "2024-06-01")
    assert refused(fresh_world, tmp_path, "assignment", early) == {2: "overlapping_period"}
    handover = [duty("E1027", "100", "2025-01-01", "2025-06-30"), duty("E1027", "60", "2025-07-01"), other]
    assert refused(fresh_world, tmp_path, "assignment", *handover) == {}
    assert fetch(fresh_world, "select count(*), sum(share_percent) from core.assignment") == [(3, 200)]


def test_credit_of_a_sale_adds_up_with_what_is_stored(fresh_world: Database, tmp_path: Path) -> None:
    assert refused(fresh_world, tmp_path, "sale_credit", credit("275", "60")) == {2: "shares_not_100"}
    assert refused(fresh_world, tmp_path, "sale_credit", credit("275", "60"), credit("E3", "40")) == {}
    assert refused(fresh_world, tmp_path, "sale_credit", credit("275", "50")) == {2: "shares_not_100"}
    assert refused(fresh_world, tmp_path, "sale_credit", credit("275", "50"), credit("E3", "50")) == {}


@pytest.mark.parametrize("feed", ["commitment", "loan", "collateral", "account"])
def test_nothing_moves_to_another_client(fresh_world: Database, tmp_path: Path, feed: str) -> None:
    links = {name: "" for name in ("loan_code", "commitment_code") if name != f"{feed}_code"}
    row = {name: links.get(name, text) for name, text in example(feed, client_code="C000777").items()}
    assert refused(fresh_world, tmp_path, feed, row) == {2: "owner_changed"}


def test_a_spelling_means_the_institution_of_its_day(fresh_world: Database, tmp_path: Path) -> None:
    aliases = [
        example("institution_alias", alias="台銀", institution_code=code, valid_from=first, valid_to=last)
        for code, first, last in (("BOT", "2000-01-01", "2009-12-31"), ("TCB", "2010-01-01", ""))
    ]
    assert refused(fresh_world, tmp_path, "institution_alias", *aliases) == {}
    days = ("2009-12-31", "2010-01-01", "1999-12-31")
    volumes = [example("market_volume", reported_name="台銀", period_end_date=day) for day in days]
    assert refused(fresh_world, tmp_path, "market_volume", *volumes) == {4: "unknown_parent"}
    stored = fetch(
        fresh_world,
        "select v.period_end_date::text, i.institution_code from core.market_volume v "
        "join core.institution i using (institution_id) order by 1",
    )
    assert stored == [("2009-12-31", "BOT"), ("2010-01-01", "TCB")]


def test_two_spellings_of_one_institution_are_one_key(fresh_world: Database, tmp_path: Path) -> None:
    alias = example("institution_alias", alias="台銀", institution_code="BOT", valid_from="2000-01-01", valid_to="")
    load_rows(fresh_world, tmp_path, "institution_alias", [alias])
    volumes = [example("market_volume", reported_name=name) for name in ("臺灣銀行", "台銀")]
    assert refused(fresh_world, tmp_path, "market_volume", *volumes) == {3: "duplicate_key"}


def unit(code: str, parent: str = "", **changes: str) -> Row:
    return {"org_unit_code": code, "name": code, "kind": "branch", "parent_code": parent, **changes}


def below(database: Database, code: str) -> dict[str, int]:
    query = (
        "select d.org_unit_code, c.depth from core.org_unit_closure c join core.org_unit a "
        "on a.org_unit_id = c.ancestor_id join core.org_unit d on d.org_unit_id = c.descendant_id "
        "where a.org_unit_code = %s"
    )
    return dict(fetch(database, query, code))


def test_a_tree_is_linked_whatever_the_order_of_its_rows(fresh_world: Database, tmp_path: Path) -> None:
    rows = [unit("TEAM", "SUB"), unit("SUB", "B01"), unit("LONE")]
    assert refused(fresh_world, tmp_path, "org_unit", *rows) == {}
    assert below(fresh_world, "HO") == {"HO": 0, "B01": 1, "T4": 1, "SUB": 2, "TEAM": 3}
    assert below(fresh_world, "LONE") == {"LONE": 0}


def test_a_unit_that_moves_takes_its_tree_along(fresh_world: Database, tmp_path: Path) -> None:
    load_rows(fresh_world, tmp_path, "org_unit", [unit("TEAM", "SUB"), unit("SUB", "B01")])
    load_rows(fresh_world, tmp_path, "org_unit", [unit("SUB", "T4")])
    assert below(fresh_world, "B01") == {"B01": 0}
    assert below(fresh_world, "T4") == {"T4": 0, "SUB": 1, "TEAM": 2}
    load_rows(fresh_world, tmp_path, "org_unit", [unit("SUB")])
    assert below(fresh_world, "HO") == {"HO": 0, "B01": 1, "T4": 1}


@pytest.mark.parametrize("ring", [("X", "X"), ("X", "Y", "X"), ("X", "Y", "Z", "X")], ids=len)
def test_a_ring_ends(fresh_world: Database, tmp_path: Path, ring: tuple[str, ...]) -> None:
    rows = [unit(code, parent) for code, parent in pairwise(ring)]
    assert refused(fresh_world, tmp_path, "org_unit", *rows) == {}
    assert set(below(fresh_world, "X")) == set(ring)


def test_children_of_a_refused_unit_are_refused_too(fresh_world: Database, tmp_path: Path) -> None:
    rows = [unit("GRANDCHILD", "CHILD"), unit("CHILD", "BAD"), unit("BAD", "HO", kind="hut"), unit("FINE", "HO")]
    found = refused(fresh_world, tmp_path, "org_unit", *rows)
    assert found == {2: "unknown_parent", 3: "unknown_parent", 4: "not_in_list"}


def test_returns_are_linked_to_their_sale(fresh_world: Database, tmp_path: Path) -> None:
    rows = [
        example("sale", sale_code="R1", amount="-5", returned_sale_code="S1"),
        example("sale", sale_code="S1", amount="5"),
        example("sale", sale_code="R2", amount="-7", returned_sale_code="SO43659"),
        example("sale", sale_code="R3", amount="-7", returned_sale_code="S9"),
    ]
    assert refused(fresh_world, tmp_path, "sale", *rows) == {5: "unknown_parent"}
    query = (
        "select r.sale_code, s.sale_code from core.sale r join core.sale s on s.sale_id = r.returned_sale_id order by 1"
    )
    assert fetch(fresh_world, query) == [("R1", "S1"), ("R2", "SO43659")]


def test_balances_that_do_not_follow_are_a_finding(fresh_world: Database, tmp_path: Path) -> None:
    """The third movement leaves 80 where 75 follows; what happens within a day may stand in any order."""
    movements = [("1", "100", "100"), ("2", "-30", "70"), ("3", "5", "80"), ("4", "-1", "81"), ("4", "2", "82")]
    rows = [
        example(
            "account_transaction",
            transaction_code=f"T{number}",
            booked_date=f"2026-03-0{day}",
            amount=amount,
            balance_after_amount=balance,
        )
        for number, (day, amount, balance) in enumerate(movements)
    ]
    report = load_rows(fresh_world, tmp_path, "account_transaction", rows)
    assert (report.rows_accepted, report.rows_rejected) == (5, 0)
    found = fetch(fresh_world, "select code, sentence from ops.finding where load_batch_id = %s", report.load_batch_id)
    assert [code for code, _ in found] == ["balance_break"]
    assert "from the one before: 1 (first in rows 4)" in found[0][1]


def test_a_row_refused_for_its_parent_is_taken_once_the_parent_is_there(fresh_world: Database, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    child = write(tmp_path / "one", "loan_payee", [example("loan_payee", loan_code="L3")])
    assert load_path(fresh_world, child).rows_rejected == 1
    loan = example("loan", loan_code="L3", commitment_code="")
    load_rows(fresh_world, tmp_path / "two", "loan", [loan])
    (again,) = load_path(fresh_world, child).files
    assert (again.status, again.rows_inserted, again.rows_rejected) == ("loaded", 1, 0)
    (known,) = load_path(fresh_world, child).files
    assert known.status == "unchanged"


def test_the_same_name_in_another_folder_is_another_file(fresh_world: Database, tmp_path: Path) -> None:
    """Monthly folders hold files of the same names; February must not hide what January refused."""
    for month in ("2026-01", "2026-02"):
        row = example("repayment", loan_code="L9", repayment_code=month)
        load_path(fresh_world, write(tmp_path / month, "repayment", [row]))
    query = "select source_name from ops.load_batch where feed = 'repayment' and superseded_by is null order by 1"
    assert fetch(fresh_world, query) == [("2026-01",), ("2026-02",)]
    load_path(fresh_world, write(tmp_path / "2026-01", "repayment", [example("repayment")]))
    query = "select source_name, rows_rejected from ops.load_batch where superseded_by is null and feed = 'repayment'"
    assert sorted(fetch(fresh_world, query)) == [("2026-01", 0), ("2026-02", 1)]

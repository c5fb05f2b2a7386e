"""Another file joined to the main one."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.mapping.model import Entry
from schema.errors import FileRefused, MappingFault
from tests.etl.mapping.mapped import Cells, column, entry_of, mapped

ENTRY = """
[[feeds]]
feed = "client"
file = "a.csv"
columns = {{ client_code = "id", name = "name", org_unit_code = "unit" }}
constants = {{ kind = "corporate" }}
[feeds.lookups.units]
file = "units.csv"
{lookup}
"""
CLIENTS: list[Cells] = [
    {"id": "1", "name": "a", "district": "D1"},
    {"id": "2", "name": "b", "district": "D9"},
    {"id": "3", "name": "c", "district": ""},
    {"id": "4", "name": "d", "district": None},
]
UNITS: list[Cells] = [
    {"district": "D1", "code": "B01", "state": "open"},
    {"district": "D1", "code": "B99", "state": "closed"},
    {"district": "D2", "code": "B02", "state": "open"},
    {"district": "", "code": "B77", "state": "open"},
    {"district": "", "code": "B78", "state": "open"},
    {"district": None, "code": "B79", "state": None},
]
OPEN = """where = "state = 'open'"\non = { district = "district" }\ntake = { code = "unit" }"""


def entry(folder: Path, lookup: str = OPEN) -> Entry:
    return entry_of(folder, ENTRY.format(lookup=lookup))


def test_a_left_join(tmp_path: Path) -> None:
    """Unknown and empty keys find nothing, and empty keys of the other file count for nobody."""
    found = mapped(entry(tmp_path), CLIENTS, {"units.csv": UNITS})
    assert column(found, "client_code") == ["1", "2", "3", "4"]
    assert column(found, "org_unit_code") == ["B01", None, None, None]


def test_a_key_that_is_not_unique(tmp_path: Path) -> None:
    wide = 'on = { district = "district" }\ntake = { code = "unit" }'
    with pytest.raises(MappingFault) as fault:
        mapped(entry(tmp_path, wide), CLIENTS, {"units.csv": UNITS})
    assert fault.value.what == "The lookup in units.csv has the key D1 more than once."


def test_a_key_of_two_columns(tmp_path: Path) -> None:
    both = 'on = { district = "district", name = "state" }\ntake = { code = "unit" }'
    clients: list[Cells] = [
        {"id": "1", "name": "closed", "district": "D1"},
        {"id": "2", "name": "open", "district": "D2"},
    ]
    found = mapped(entry(tmp_path, both), clients, {"units.csv": UNITS[:3]})
    assert column(found, "org_unit_code") == ["B99", "B02"]


@pytest.mark.parametrize("name", ["unit", "key"])
def test_the_key_itself_may_be_taken(tmp_path: Path, name: str) -> None:
    """To see whether the other file knows it, under its own name or another."""
    rows: list[Cells] = [{name: "D1"}, {name: "D2"}]
    same = f'on = {{ district = "{name}" }}\ntake = {{ {name} = "unit" }}'
    found = mapped(entry(tmp_path, same), CLIENTS, {"units.csv": rows})
    assert column(found, "org_unit_code") == ["D1", None, None, None]


def test_a_lookup_may_join_on_what_an_earlier_one_took(tmp_path: Path) -> None:
    chain = 'on = { district = "d" }\ntake = { area = "area" }\n[feeds.lookups.more]\nfile = "more.csv"\n'
    chain += 'on = { area = "a" }\ntake = { u = "unit" }\n'
    others: dict[str, list[Cells]] = {"units.csv": [{"d": "D1", "area": "N"}], "more.csv": [{"a": "N", "u": "B05"}]}
    assert column(mapped(entry(tmp_path, chain), CLIENTS, others), "org_unit_code") == ["B05", None, None, None]


def test_a_lookup_without_rows(tmp_path: Path) -> None:
    empty: list[Cells] = [{"district": "D1", "code": "x", "state": "closed"}]
    assert column(mapped(entry(tmp_path), CLIENTS, {"units.csv": empty}), "org_unit_code") == [None] * 4


@pytest.mark.parametrize(
    ("lookup", "why"),
    [
        (OPEN.replace("take = { code", "take = { cdoe"), "units.csv is refused: it has no column 'cdoe'."),
        (OPEN.replace('= "district"', '= "distrcit"'), "units.csv is refused: it has no column 'distrcit'."),
        (OPEN.replace("{ district =", "{ distrcit ="), "a.csv is refused: it has no column 'distrcit' to join on."),
        (OPEN + '\n[feeds.derived]\nx = "id"', ""),
        (
            OPEN.replace("{ district =", "{ x =") + '\n[feeds.derived]\nx = "id"',
            "a.csv is refused: it has no column 'x' to",
        ),
        (
            OPEN.replace('"unit"', '"name"'),
            "bank.toml, feeds entry 1: a lookup takes a column as 'name', which is there",
        ),
        (OPEN.replace("state =", "staet ="), "The lookup in units.csv fails in its where: unable to find column"),
        (OPEN.replace("state = 'open'", "state"), "The lookup in units.csv fails in its where: "),
    ],
)
def test_what_does_not_fit(tmp_path: Path, lookup: str, why: str) -> None:
    if not why:
        mapped(entry(tmp_path, lookup), CLIENTS, {"units.csv": UNITS})
        return
    with pytest.raises((FileRefused, MappingFault)) as fault:
        mapped(entry(tmp_path, lookup), CLIENTS, {"units.csv": UNITS})
    assert fault.value.what.startswith(why)
    assert "\n" not in str(fault.value)

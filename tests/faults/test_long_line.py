"""A line without an end: refused with one sentence, in the memory of any other file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schema.storage.database import Database
from tests.etl.load.world import fetch, load_world
from tests.faults.stops import PATIENCE

HEADER = b"client_code,name,kind,org_unit_code\n"
ROW = "G1,华达钢材,corporate,B01\n".encode()
SENTENCE = "client.csv is refused: it has a line longer than 16 MB. Check the line ends and the quotes."
MIB = 1 << 20
# MiB: some blocks of 16 MB as bytes, as text and as columns (40 to 160 measured), and less than the whole line.
ALLOWANCE = 240
MEASURED_LOAD = """
import json, resource, sys
from pathlib import Path
import psycopg2
from etl.load.run import load_path
from schema.storage.database import Database

class Here(Database):
    def connect(self, role, subject=None):
        return psycopg2.connect(sys.argv[1])

def mib():
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale

here = Here(None, "here")
load_path(here, Path(sys.argv[2]), feed="client")
before = mib()
(report,) = load_path(here, Path(sys.argv[3]), feed="client").files
print(json.dumps([report.status, report.message, mib() - before]))
"""


@pytest.fixture(scope="module")
def world(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database that knows the parents."""
    load_world(database, tmp_path_factory.mktemp("world"))
    return database


def endless(path: Path, *, beginning: bytes, filling: bytes, megabytes: int) -> Path:
    """A file whose last line is that long."""
    with path.open("wb") as file:
        file.write(beginning)
        for _ in range(megabytes):
            file.write(filling * (MIB // len(filling)))
    return path


def measured(database: Database, path: Path) -> tuple[str, str, float]:
    """Status, sentence, and by how many MiB this file raised the peak memory of a process that had loaded another."""
    plain = path.parent / "plain.csv"
    plain.write_bytes(HEADER + ROW)
    command = [sys.executable, "-c", MEASURED_LOAD, database.url("etl"), str(plain), str(path)]
    said = subprocess.run(command, stdout=subprocess.PIPE, timeout=4 * PATIENCE, check=True).stdout
    status, sentence, grown = json.loads(said)
    return str(status), str(sentence), float(grown)


@pytest.mark.parametrize("filling", [b"x", '"华, '.encode()])
def test_a_line_of_300_mb_is_refused_in_little_memory(world: Database, tmp_path: Path, filling: bytes) -> None:
    path = endless(tmp_path / "client.csv", beginning=HEADER + ROW, filling=filling, megabytes=300)
    status, sentence, grown = measured(world, path)
    assert (status, sentence) == ("refused", SENTENCE)
    assert grown < ALLOWANCE
    assert fetch(world, "select count(*) from core.client where client_code = 'G1'") == [(1,)]


def test_a_header_of_300_mb_is_refused_in_little_memory(world: Database, tmp_path: Path) -> None:
    path = endless(tmp_path / "client.csv", beginning=b"client_code,", filling=b"x", megabytes=300)
    status, sentence, grown = measured(world, path)
    assert (status, sentence) == ("refused", SENTENCE)
    assert grown < ALLOWANCE


@pytest.mark.long
def test_a_sparse_line_of_ten_gigabytes_is_refused_in_little_memory(world: Database, tmp_path: Path) -> None:
    path = tmp_path / "client.csv"
    path.write_bytes(HEADER + ROW)
    with path.open("r+b") as file:
        file.truncate(10 << 30)
    status, sentence, grown = measured(world, path)
    assert (status, sentence) == ("refused", SENTENCE)
    assert grown < ALLOWANCE

"""A full disk: one sentence, the file as before, and the next load works once there is room."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from etl.load.run import load_path
from schema.errors import LoadFault
from schema.storage.cluster import HOST
from schema.storage.database import Database, Server
from schema.storage.embedded import EmbeddedServer
from schema.storage.programs import let_through, runner_for
from tests.etl.load.world import example, load_world, write
from tests.faults.stops import partitions, state

ROWS = 30_000
SETTINGS = ("default_tablespace", "temp_tablespaces")


@pytest.fixture
def tiny_disk() -> Iterator[Path]:
    """A file system of three megabytes that Postgres may write to."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-tiny-"))
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    try:
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("needs the right to mount a small file system")
        let_through(folder)
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
    finally:
        folder.rmdir()


@contextmanager
def superuser(server: EmbeddedServer, database: str) -> Iterator[psycopg2.extensions.cursor]:
    url = f"postgresql://postgres:{server.passwords['postgres']}@{HOST}:{server.port}/{database}"
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        yield connection.cursor()


@pytest.fixture
def cramped(fresh_database: Database, server: Server, tiny_disk: Path, tmp_path: Path) -> Iterator[Database]:
    """A database that knows the parents; whatever it makes anew lies on the tiny disk."""
    if not isinstance(server, EmbeddedServer):
        pytest.skip("needs the superuser of the embedded server")
    load_world(fresh_database, tmp_path / "world")
    runner_for(server.home / "postgres").own(tiny_disk)
    name = f"tiny_{secrets.token_hex(6)}"
    with superuser(server, fresh_database.name) as cursor:
        cursor.execute(f"create tablespace {name} location '{tiny_disk}'")
        cursor.execute(f"grant create on tablespace {name} to tandem_owner, tandem_etl")
        for setting in SETTINGS:
            cursor.execute(f'alter database "{fresh_database.name}" set {setting} = {name}')
        yield fresh_database
        cursor.execute(f"drop tablespace {name}")


def roomy(database: Database) -> None:
    """Back to the large disk."""
    with closing(database.connect("owner")) as connection:
        for setting in SETTINGS:
            connection.cursor().execute(f'alter database "{database.name}" reset {setting}')
        connection.commit()


def movements(folder: Path, day: str, rows: int = ROWS) -> Path:
    numbers = range(rows)
    lines = [example("account_transaction", booked_date=day, transaction_code=f"T{number}") for number in numbers]
    return write(folder, "account_transaction", lines)


def clients(folder: Path) -> Path:
    numbers = range(ROWS)
    lines = [{"client_code": f"X{number}", "name": "宏泰纺织有限公司" * 3, "kind": "corporate", "org_unit_code": "B01"}
             for number in numbers]  # fmt: skip
    return write(folder, "client", lines)


def test_no_room_for_a_new_partition(cramped: Database, tmp_path: Path) -> None:
    path = movements(tmp_path, "2024-05-10")
    before = state(cramped), partitions(cramped)
    with pytest.raises(LoadFault) as caught:
        load_path(cramped, path)
    assert str(caught.value) == (
        "The database's disk is full. Nothing of account_transaction.csv was kept. Free some space and load again."
    )
    assert "No space left on device" in caught.value.detail
    assert (state(cramped), partitions(cramped)) == before
    roomy(cramped)
    assert load_path(cramped, path).files[0].rows_inserted == ROWS


def test_no_room_for_landing(cramped: Database, tmp_path: Path) -> None:
    path = clients(tmp_path)
    before = state(cramped)
    with pytest.raises(LoadFault, match=r"^The database's disk is full\. Nothing of client\.csv was kept\."):
        load_path(cramped, path)
    assert state(cramped) == before
    roomy(cramped)
    assert load_path(cramped, path).files[0].rows_inserted == ROWS


def test_what_still_fits_is_loaded(cramped: Database, tmp_path: Path) -> None:
    """The tiny disk itself is no fault."""
    before = partitions(cramped)
    assert load_path(cramped, movements(tmp_path, "2024-05-10", rows=100)).files[0].rows_inserted == 100
    assert partitions(cramped) - before == {"core.account_transaction_202405"}
    with closing(cramped.connect("owner")) as connection:
        connection.cursor().execute("drop table core.account_transaction_202405")
        connection.commit()

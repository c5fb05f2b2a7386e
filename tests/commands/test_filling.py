"""The first filling of a database: once, whatever interrupts it, and never over somebody's data."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from etl.commands.filling import prepare
from etl.commands.installation import FILLING, FINISHED, Installation, installation
from etl.commands.origin import DemoBank, Files, files
from etl.progress import Progress, silent
from schema.errors import ConfigurationFault, MappingFault
from schema.storage.database import Database
from schema.storage.settings import Settings, settings_from

DEMO = settings_from({})
PRODUCTION = settings_from({"TANDEM_ENV": "production"})
EXTERNAL = settings_from({"TANDEM_DATABASE_URL": "postgresql://somebody@somewhere/bank"})
COUNT = "select count(*) from ops.load_batch"
ONE_BATCH = (
    "insert into ops.load_batch (run_code, source_name, feed, file_name, checksum, status)"
    " values ('run', 'bank', 'loan', 'loan.csv', 'c0ffee', 'loaded')"
)


class Interrupted(Exception):
    """Stands for the kill in the middle."""


@dataclass
class Fake:
    """An origin that writes one batch, and may be interrupted afterwards."""

    starts_over: bool = True
    interruptions: int = 0
    fillings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "fake"

    def fill(self, database: Database, progress: Progress) -> None:
        self.fillings.append(database.name)
        execute(database, ONE_BATCH)
        if len(self.fillings) <= self.interruptions:
            raise Interrupted


def execute(database: Database, statement: str) -> None:
    connection = database.connect("owner")
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def batches(database: Database) -> int:
    with database.engine("owner").connect() as connection:
        return int(connection.exec_driver_sql(COUNT).scalar_one())


def prepared(database: Database, origin: Fake | Files | DemoBank, settings: Settings = DEMO) -> Installation:
    prepare(database, origin, settings=settings, progress=silent)
    return installation(database)


def test_fills_an_empty_database_once(empty_database: Database) -> None:
    origin = Fake()
    assert prepared(empty_database, origin) == Installation(FINISHED, "fake", has_data=True)
    assert prepared(empty_database, origin) == Installation(FINISHED, "fake", has_data=True)
    assert len(origin.fillings) == 1


@pytest.mark.parametrize(("starts_over", "left"), [(True, 1), (False, 2)])
def test_an_interrupted_filling_is_done_again(empty_database: Database, starts_over: bool, left: int) -> None:
    origin = Fake(starts_over, interruptions=1)
    with pytest.raises(Interrupted):
        prepared(empty_database, origin)
    assert installation(empty_database).state == FILLING
    assert prepared(empty_database, origin).state == FINISHED
    assert batches(empty_database) == left


def test_a_half_built_bank_on_somebodys_server_is_theirs_to_drop(empty_database: Database) -> None:
    origin = Fake(interruptions=1)
    with pytest.raises(Interrupted):
        prepared(empty_database, origin)
    with pytest.raises(ConfigurationFault, match=r"left half-built\. Drop that database"):
        prepared(empty_database, origin, EXTERNAL)
    assert batches(empty_database) == 1


def test_files_loaded_by_hand_are_left_alone(fresh_database: Database) -> None:
    execute(fresh_database, ONE_BATCH)
    origin = Fake()
    assert prepared(fresh_database, origin) == Installation(None, None, has_data=True)
    assert origin.fillings == []


def test_other_files_are_not_mixed_into_a_filled_database(empty_database: Database) -> None:
    prepared(empty_database, Fake())
    with pytest.raises(ConfigurationFault, match=r"already holds fake\. Name another one with TANDEM_DATABASE_NAME"):
        prepared(empty_database, Files(Path("/data/berka"), None))


def test_another_size_keeps_the_bank_there_is(empty_database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    prepared(empty_database, Fake())
    assert prepared(empty_database, DemoBank(clients=500, seed=1)).origin == "fake"
    assert "Keeping the fake." in capsys.readouterr().err


def test_no_demo_bank_in_production(empty_database: Database) -> None:
    with pytest.raises(ConfigurationFault, match="TANDEM_ENV=production no demo bank is built"):
        prepared(empty_database, DemoBank(clients=500, seed=1), PRODUCTION)
    assert installation(empty_database).state is None


@pytest.mark.parametrize(
    ("source", "mapping", "name"),
    [
        ("/data/berka", "/etc/berka.toml", "tandem_berka"),
        ("/data/Q3 export", "/etc/core-bank.toml", "tandem_q3_export_core_bank"),
        ("/data/loan.csv", None, "tandem_loan"),
        ("/数据", None, "tandem_files"),
        ("/" + "x" * 80, None, "tandem_" + "x" * 56),
    ],
)
def test_files_name_their_database(source: str, mapping: str | None, name: str) -> None:
    assert Files(Path(source), Path(mapping) if mapping else None).database == name


def test_files_that_are_not_there_are_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="There is nothing at"):
        files(tmp_path / "nowhere", None)
    with pytest.raises(MappingFault, match="'nowhere'"):
        files(tmp_path, "nowhere")

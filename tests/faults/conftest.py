"""What the files give when nothing goes wrong."""

from pathlib import Path

import pytest

from etl.load.run import load_path
from schema.storage.database import Server
from tests.conftest import clone
from tests.etl.load.dump import Dump, natural_dump
from tests.faults.stops import bank


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of a small bank."""
    return bank(tmp_path / "bank")


@pytest.fixture(scope="module")
def undisturbed(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    """Core after an undisturbed load of those files."""
    with clone(server, template) as database:
        load_path(database, bank(tmp_path_factory.mktemp("undisturbed")))
        return natural_dump(database)

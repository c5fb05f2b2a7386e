"""A database that knows the parents of every feed's example."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schema.storage.database import Database, Server
from tests.conftest import clone
from tests.etl.load.world import load_world


@pytest.fixture(scope="module")
def world(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The module's database with the parents in it."""
    load_world(database, tmp_path_factory.mktemp("world"))
    return database


@pytest.fixture
def fresh_world(server: Server, template: str, tmp_path: Path) -> Iterator[Database]:
    """A database of one test with the parents in it."""
    with clone(server, template) as database:
        load_world(database, tmp_path / "world")
        yield database

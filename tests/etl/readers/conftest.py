"""A database that knows the parents of every feed's example."""

import pytest

from schema.storage.database import Database
from tests.etl.load.world import load_world


@pytest.fixture(scope="module")
def world(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The module's database with the parents in it."""
    load_world(database, tmp_path_factory.mktemp("world"))
    return database

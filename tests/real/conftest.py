"""Real files of others, beside the repository; every module loads the data set it names in SOURCE once."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.load.report import LoadReport
from etl.load.run import load_path
from schema.storage.database import Database

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
Rows = Callable[..., list[tuple[Any, ...]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is marked, so that it can be left out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("real")


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder of the module's data set; without it the module is skipped."""
    found = DATA / str(request.module.SOURCE)
    if not found.is_dir():
        pytest.skip(f"the data set {found.name} is not beside the repository (../shared/data)")
    return found


@pytest.fixture(scope="module")
def report(database: Database, folder: Path) -> LoadReport:
    """The report of loading the folder through the mapping of its name, into a database of the module's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_path(database, folder, mapping=folder.name)


@pytest.fixture(scope="module")
def rows(database: Database, report: LoadReport) -> Rows:
    """Rows of a query against the loaded database."""

    def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = database.connect("etl")
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall()
        finally:
            connection.close()

    return query

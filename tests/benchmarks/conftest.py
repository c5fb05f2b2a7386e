"""A server with the settings it is shipped with: what is measured here must be true at the customer's."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from schema.storage.database import Database, Server
from schema.storage.embedded import embedded_server
from schema.storage.migrate import migrate


@pytest.fixture(scope="session")
def bench_folder() -> Iterator[Path]:
    """Room for files and the server."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def bench_server(bench_folder: Path) -> Iterator[Server]:
    """The embedded server, durable as shipped."""
    with embedded_server(bench_folder / "home") as server:
        yield server


@pytest.fixture
def bench_database(bench_server: Server, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty migrated database for one measurement."""
    database = Database(bench_server, "bench")
    renew(database)
    yield database
    database.drop()


def renew(database: Database) -> None:
    """Empty and migrated, whatever it held."""
    database.drop()
    database.create_if_missing()
    migrate(database)


@pytest.fixture(scope="session", autouse=True)
def machine() -> None:
    """Figures without the machine they were taken on say nothing."""
    memory = psutil.virtual_memory().total / 2**30
    when = datetime.now(UTC).date()
    print(f"\n{when} · {os.cpu_count()} cores, {memory:.0f} GiB · Python {platform.python_version()}")

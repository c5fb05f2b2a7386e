"""A dashboard of our own on the loopback, as the commands serve it: its server script and its environment."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from schema.storage.database import Database

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "dashboard" / "server.py"
LOOPBACK = "127.0.0.1"
START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return int(free.getsockname()[1])


def environment(database: Database, *, url: str | None = None) -> dict[str, str]:
    """What the dashboard is told about its database; `url` leads there by another way."""
    return {"TANDEM_APP_URL": url or database.url("app"), "TANDEM_SESSION_KEY": database.session_key().hex()}


@contextmanager
def serving(
    environ: Mapping[str, str], folder: Path, *, port: int | None = None, script: Path = SERVER
) -> Iterator[str]:
    """The address of a server that answers; it runs in a folder that is not ours, so that settings are found anyway."""
    place = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={place}", f"--server.address={LOOPBACK}"]
    with (folder / f"server_{place}.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, *options], env={**os.environ, **environ}, cwd=folder, stdout=log, stderr=log
        )
    try:
        _wait_until_it_answers(server, f"http://{LOOPBACK}:{place}/_stcore/health")
        yield f"http://{LOOPBACK}:{place}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_until_it_answers(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            if urlopen(url, timeout=1).status == 200:
                return
        except (URLError, OSError):
            if server.poll() is not None:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(0.1)
    pytest.fail("The dashboard did not start.")
